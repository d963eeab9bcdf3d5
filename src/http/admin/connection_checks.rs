//! `/admin/v1/organizations/{organization}/connections/{connection}/check`

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Utc};
use http::header::RETRY_AFTER;
use http::{HeaderValue, StatusCode};
use serde::Serialize;
use utoipa::ToSchema;

use super::caller::OfConnection;
use super::connections::addresses;
use super::document::{ConnectionInPath, OrganizationInPath};
use super::extract::Query;
use super::manner::Tried;
use super::problem::Problem;
use crate::domain::connection::{Connection, VersionState};
use crate::domain::connection_check::{About, Check, CheckResult, CheckRun, Found, Said, Verdict, Words};
use crate::domain::menu::Menu;
use crate::domain::remedy::Mender;
use crate::http::Context;
use crate::language::Language;
use crate::tenancy::change::TenancyError;
use crate::tenancy::checks::{CheckError, last_run};
use crate::tenancy::connections::ConnectionError;

/// After how many seconds a connection that was checked too often may be checked again.
const WAIT: HeaderValue = HeaderValue::from_static("20");

/// What the checks of a connection have found.
#[derive(Serialize, ToSchema)]
#[schema(as = ConnectionCheck)]
pub struct Shown {
    /// The connection's name.
    connection: String,
    /// Who runs the provider that it leads to: Microsoft, Google, or a host.
    provider: String,
    /// On which version: the draft, where there is one, else the one in force.
    version: i32,
    /// Where that version stood.
    state: VersionState,
    /// When; nothing, where nobody has looked yet.
    checked_at: Option<DateTime<Utc>>,
    /// The worst of what was found; nothing, where nobody has looked yet.
    verdict: Option<Verdict>,
    /// What was found.
    results: Vec<One>,
    /// Whether this is only what would be: nothing was kept.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[schema(required = false)]
    dry_run: bool,
}

/// What one check has found.
#[derive(Serialize, ToSchema)]
#[schema(as = ConnectionCheckResult)]
pub struct One {
    check: Check,
    /// Of which of several: the slot of a credential, a domain.
    of: Option<String>,
    verdict: Verdict,
    /// A stable name of what was found.
    finding: Found,
    /// What was seen.
    seen: String,
    /// What the provider itself said.
    said: Option<Said>,
    /// Who mends it; nothing, where nothing is to be mended.
    who: Option<Mender>,
    /// Where in the Microsoft Entra admin center, or in a console of Google's, the first place first.
    #[schema(value_type = Vec<String>)]
    menus: &'static [Menu],
    /// What to do.
    advice: Option<String>,
    /// A few sentences to send on to whoever mends it.
    forward: Option<String>,
    /// The check that has to work first, where this one was not made.
    skipped_because: Option<Check>,
}

/// Shows what the checks of a connection found last
///
/// Asks nobody.
#[utoipa::path(
    get, path = "/organizations/{organization}/connections/{connection}/check", tag = "connections",
    operation_id = "get_connection_check",
    params(OrganizationInPath, ConnectionInPath),
    responses((status = 200, description = "The last run, if there was one.", body = Shown)),
)]
pub async fn get(State(context): State<Context>, of: OfConnection) -> Result<Json<Shown>, Problem> {
    let run = last_run(&context.sign_in.store, &of.connection).await.map_err(|error| Problem::internal(&error))?;
    show(&context, &of, run.as_ref(), false).map(Json)
}

/// Checks a connection now
///
/// Whether everything that a sign-in needs is there, as far as that can be seen without a person: on the draft, where there is one, else on
/// what is in force. The provider is asked, and nothing is changed there or here; the last run is kept. A check that turns on a connection in
/// use is told to the hospital's administrators.
#[utoipa::path(
    post, path = "/organizations/{organization}/connections/{connection}/check", tag = "connections",
    operation_id = "check_connection",
    params(OrganizationInPath, ConnectionInPath, Tried),
    responses(
        (status = 200, description = "What was found.", body = Shown),
        (status = 409, description = "Its settings were changed meanwhile, so that nothing was kept: changed_meanwhile."),
        (status = 429, description = "The connection was checked too often: too_often. Retry-After says when it may be again."),
    ),
)]
pub async fn check(
    State(context): State<Context>,
    of: OfConnection,
    Query(Tried { dry_run }): Query<Tried>,
) -> Result<Json<Shown>, Problem> {
    let settings = of.connection.newest().map(|version| &version.settings);
    let redirect_uri = addresses(&of.connection, settings, &context).redirect_uri;
    let (configuration, act) = (&of.at.configuration, of.at.caller.act());
    let run = context.checks.check(configuration, &of.connection, &redirect_uri, &act, dry_run).await?;
    show(&context, &of, Some(&run), dry_run).map(Json)
}

impl From<CheckError> for Problem {
    fn from(error: CheckError) -> Self {
        match error {
            CheckError::TooOften => {
                Self::new(StatusCode::TOO_MANY_REQUESTS, "too_often", &error).with(RETRY_AFTER, WAIT)
            }
            CheckError::ChangedMeanwhile => Self::new(StatusCode::CONFLICT, "changed_meanwhile", &error),
            CheckError::Tenancy(error) => error.into(),
        }
    }
}

fn show(context: &Context, of: &OfConnection, run: Option<&CheckRun>, dry_run: bool) -> Result<Shown, Problem> {
    let connection: &Connection = &of.connection;
    let version = connection.newest().ok_or_else(|| TenancyError::from(ConnectionError::NoDraft))?;
    let date = run.map(|run| run.checked_at.format("%Y-%m-%d %H:%M UTC").to_string()).unwrap_or_default();
    let organization = &of.at.configuration.organization.name;
    let about = About { organization, connection: &connection.name, date: &date };
    let results = run.map(|run| run.results.as_slice()).unwrap_or_default();
    Ok(Shown {
        connection: connection.name.clone(),
        provider: version.settings.run_by().to_owned(),
        version: version.number,
        state: version.state,
        checked_at: run.map(|run| run.checked_at),
        verdict: run.map(|run| run.judged().verdict),
        results: results.iter().map(|result| one(context, result, about)).collect(),
        dry_run,
    })
}

/// In English, as everything here.
fn one(context: &Context, result: &CheckResult, about: About<'_>) -> One {
    let text = context.pages.text(Language::En);
    let Words { seen, advice, .. } = result.words(text);
    One {
        check: result.check,
        of: result.of.clone(),
        verdict: result.verdict,
        finding: result.found,
        seen,
        said: result.said.clone(),
        who: result.found.who(result.kind),
        menus: result.found.menus(result.kind),
        advice,
        forward: result.forward(about, text),
        skipped_because: result.because,
    }
}
