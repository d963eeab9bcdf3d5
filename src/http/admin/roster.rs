//! `/admin/v1/organizations/{organization}/connections/{connection}/roster`

use axum::Json;
use axum::extract::State;
use http::header::RETRY_AFTER;
use http::{HeaderValue, StatusCode};
use serde::Deserialize;
use serde_json::json;

use super::caller::OfConnection;
use super::document::{ConnectionInPath, OrganizationInPath};
use super::extract::Query;
use super::imports::Csv;
use super::problem::Problem;
use crate::domain::roster::{Column, Entry};
use crate::http::Context;
use crate::signin::roster::finding::Effect;
use crate::signin::roster::judge::Roster;
use crate::signin::roster::{COLUMNS_OF_DIRECTORY, RosterError};
use crate::tenancy::change::{TenancyError, Wrong};
use crate::tenancy::roster::table::{self, TableError};
use crate::tenancy::roster::{self as lists, From as ListFrom};
use crate::upstream::graph::GraphError;

/// How long whoever asked too often waits, in seconds.
const WAIT: HeaderValue = HeaderValue::from_static("30");

/// What is answered.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Asked {
    /// Only those who need to be looked at; who comes in is counted.
    #[serde(default)]
    #[param(required = false)]
    to_mend: bool,
}

/// Judges a list of people
///
/// Who of a directory's people will come in by the connection and who will not, and why: the decision of the live sign-in, asked for
/// everybody on the list, with the draft of the connection in force (where there is one) and `sso` on. The list is a CSV as the Entra
/// admin center (*Users > Download users*), the Microsoft 365 admin center or PowerShell write it, of at most 50,000 people and 16 MiB, in
/// UTF-8 or UTF-16. What only a sign-in shows, such as a second factor, is taken as expected. Nothing of the list is kept, so the answer
/// comes whole; that it was judged stands in the audit log, with counts.
#[utoipa::path(
    post, path = "/organizations/{organization}/connections/{connection}/roster", tag = "connections",
    operation_id = "judge_roster",
    params(OrganizationInPath, ConnectionInPath, Asked),
    request_body(content = String, content_type = "text/csv"),
    responses(
        (status = 200, description = "Everybody on the list, and users whom nobody on it is.", body = Roster),
        (status = 409, description = "The connection says nothing of its directory yet: not_connected."),
        (status = 415, description = "The body is said to be something else than text/csv."),
        (status = 429, description = "Too many lists were judged: too_often. Retry-After says when another may be."),
    ),
)]
pub async fn judge(
    State(context): State<Context>,
    of: OfConnection,
    Query(Asked { to_mend }): Query<Asked>,
    Csv(table): Csv,
) -> Result<Json<Roster>, Problem> {
    may(&context, &of).await?;
    let table = table::read(&table)?;
    answer(&context, &of, (table.entries, &table.columns), ListFrom::Table, to_mend).await
}

/// Judges everybody in the directory
///
/// As with a list, which Microsoft Graph gives: where the directory has granted the registration the application permission
/// `User.Read.All`, with an administrator's consent. At most 50,000 people.
#[utoipa::path(
    post, path = "/organizations/{organization}/connections/{connection}/roster/directory", tag = "connections",
    operation_id = "judge_directory",
    params(OrganizationInPath, ConnectionInPath, Asked),
    responses(
        (status = 200, description = "Everybody in the directory, and users whom nobody in it is.", body = Roster),
        (status = 409, description = "The connection says nothing of its directory yet: not_connected. The directory has not \
            granted it: not_granted. Microsoft gives nothing that can be used: directory_not_read."),
        (status = 429, description = "Too many lists were judged: too_often. Retry-After says when another may be."),
    ),
)]
pub async fn judge_directory(
    State(context): State<Context>,
    of: OfConnection,
    Query(Asked { to_mend }): Query<Asked>,
) -> Result<Json<Roster>, Problem> {
    may(&context, &of).await?;
    let people = context.sign_in.read_directory(&of.at.configuration, &of.connection, of.at.caller.now).await??;
    answer(&context, &of, (people, &COLUMNS_OF_DIRECTORY), ListFrom::Directory, to_mend).await
}

async fn may(context: &Context, of: &OfConnection) -> Result<(), Problem> {
    let (store, organization) = (&context.sign_in.store, of.connection.organization_id);
    let may = lists::may_judge(store, organization, &of.at.caller.act()).await;
    if may.map_err(|error| Problem::internal(&error))? {
        return Ok(());
    }
    let detail = "many lists of the organization were judged in a short while; wait a moment";
    Err(Problem::new(StatusCode::TOO_MANY_REQUESTS, "too_often", &detail).with(RETRY_AFTER, WAIT))
}

async fn answer(
    context: &Context,
    of: &OfConnection,
    list: (Vec<Entry>, &[Column]),
    from: ListFrom,
    to_mend: bool,
) -> Result<Json<Roster>, Problem> {
    let OfConnection { at, connection } = of;
    let mut roster = context.sign_in.judge_roster(&at.configuration, connection, list, at.caller.now).await?;
    let counted = (from, &json!(roster.counts));
    let (store, act) = (&context.sign_in.store, at.caller.act());
    let noted = lists::note(store, connection.organization_id, &connection.name, counted, &act).await;
    noted.map_err(|error| Problem::internal(&error))?;
    if to_mend {
        roster.entries.retain(|entry| entry.effect != Effect::ComesIn);
    }
    Ok(Json(roster))
}

impl From<TableError> for Problem {
    fn from(error: TableError) -> Self {
        let field = error.what.column().map_or("table", Column::as_str);
        let wrong = Wrong::new(field, &error.what);
        TenancyError::Wrong(vec![Wrong { line: error.line.and_then(|line| line.try_into().ok()), ..wrong }]).into()
    }
}

impl From<RosterError> for Problem {
    fn from(error: RosterError) -> Self {
        match error {
            RosterError::NotConnected => Self::new(StatusCode::CONFLICT, "not_connected", &error),
            RosterError::NotEntra => Self::new(StatusCode::CONFLICT, "not_entra", &error),
            RosterError::SignIn(error) => Self::internal(&error),
        }
    }
}

impl From<GraphError> for Problem {
    fn from(error: GraphError) -> Self {
        // The fault is between the hospital and Microsoft, and no server of ours has failed.
        let conflict = |code, detail: &str| Self::new(StatusCode::CONFLICT, code, &detail);
        match error {
            GraphError::NotGranted => conflict(
                "not_granted",
                "the directory has not granted the registration User.Read.All (application permission of Microsoft Graph, with \
                 admin consent); grant it, or send the list as a table",
            ),
            GraphError::TooMany => conflict(
                "directory_not_read",
                "the directory has more than 50,000 people: send a part of them as a table",
            ),
            GraphError::Busy => {
                conflict("directory_not_read", "Microsoft is busy; wait some minutes, or send the list as a table")
            }
            GraphError::Upstream(error) => {
                let said = error.entra.and_then(|entra| entra.codes.first().map(|code| format!(", AADSTS{code}")));
                let (reason, said) = (error.reason.code(), said.unwrap_or_default());
                conflict("directory_not_read", &format!("Microsoft gave no list ({reason}{said}); send it as a table"))
            }
        }
    }
}
