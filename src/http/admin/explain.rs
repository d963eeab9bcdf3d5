//! Why somebody cannot get in: `/admin/v1/explain`, `/admin/v1/organizations/{organization}/explain`,
//! `/admin/v1/explain/sign-ins`, `/admin/v1/aadsts`

use axum::Json;
use axum::extract::State;
use http::header::ACCEPT_LANGUAGE;
use http::{HeaderMap, StatusCode};
use serde::{Deserialize, Serialize};

use super::caller::{Caller, InOrganization};
use super::document::OrganizationInPath;
use super::extract::{Path, Query};
use super::problem::Problem;
use crate::domain::email::EmailAddress;
use crate::domain::id::SignInId;
use crate::http::Context;
use crate::language::{Language, Text};
use crate::signin::explain::explanation::{Explanation, SignInExplained};
use crate::signin::explain::{Asker, ExplainError};
use crate::upstream::aadsts::catalogue::{self, Explained};

/// Whom and what it is about.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Asked {
    /// The person's address, whether anybody has it or not.
    #[param(value_type = String, example = "a.devries@st-janshof.example")]
    email: EmailAddress,
    /// The application that they want to get into, by its `client_id`.
    application: String,
    /// Whether it is judged by what the person last showed Microsoft, where something is known of it; else as if Microsoft said
    /// what is expected.
    #[serde(default)]
    #[param(value_type = Option<bool>)]
    last_claims: bool,
}

/// Which sign-in, in the path.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Path)]
pub struct Which {
    /// Its number, as it stands on the person's page.
    #[param(value_type = Uuid)]
    sign_in: SignInId,
}

/// Which number of Entra, in the path.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Path)]
pub struct Number {
    /// The number, with or without `AADSTS` before it.
    #[param(example = "AADSTS50105")]
    code: String,
}

/// Explains why somebody can or cannot get in
///
/// The decision that a sign-in would get at this instant, by each way: every rule, what it saw, what to mend first, and who can.
/// The question stands in the organization's log.
#[utoipa::path(
    get, path = "/organizations/{organization}/explain", tag = "explain", operation_id = "explain",
    params(OrganizationInPath, Asked),
    responses((status = 200, description = "What is decided, and why.", body = Explanation)),
)]
pub async fn person(
    State(context): State<Context>,
    at: InOrganization,
    Query(Asked { email, application, last_claims }): Query<Asked>,
) -> Result<Json<Explanation>, Problem> {
    let (asker, now) = (asker(&at.caller), at.caller.now);
    Ok(Json(context.sign_in.explain(&at.configuration, &email, &application, last_claims, asker, now).await?))
}

/// What is decided wherever somebody may be.
#[derive(Serialize, utoipa::ToSchema)]
pub struct Explanations {
    items: Vec<Explanation>,
}

/// Explains why somebody can or cannot get in, wherever they may be
///
/// The same for whoever does not know of which organization the person is: for each, within the token's limits, that has a user with
/// this address or has proved its domain. The question stands in the log of each of them.
#[utoipa::path(
    get, path = "/explain", tag = "explain", operation_id = "explain_anywhere",
    params(Asked),
    responses(
        (status = 200, description = "What is decided at each of them, and why.", body = Explanations),
        (status = 404, description = "There is no such application."),
    ),
)]
pub async fn anywhere(
    State(context): State<Context>,
    caller: Caller,
    Query(Asked { email, application, last_claims }): Query<Asked>,
) -> Result<Json<Explanations>, Problem> {
    let (sign_in, mut items) = (&context.sign_in, Vec::new());
    for id in sign_in.organizations_of(&email).await?.into_iter().filter(|id| caller.reaches(*id)) {
        let found = sign_in.store.find_configuration(id).await.map_err(|error| Problem::internal(&error))?;
        let Some(configuration) = found else { continue };
        let (asker, now) = (asker(&caller), caller.now);
        items.push(sign_in.explain(&configuration, &email, &application, last_claims, asker, now).await?);
    }
    Ok(Json(Explanations { items }))
}

/// Explains a sign-in that happened
///
/// By the number on the person's page; the organization is found by it. What the person is told is in the language that
/// `Accept-Language` asks for. The question stands in the log that was looked into.
#[utoipa::path(
    get, path = "/explain/sign-ins/{sign_in}", tag = "explain", operation_id = "explain_sign_in",
    params(Which),
    responses((status = 200, description = "What happened, and why.", body = SignInExplained)),
)]
pub async fn sign_in(
    State(context): State<Context>,
    caller: Caller,
    headers: HeaderMap,
    Path(Which { sign_in }): Path<Which>,
) -> Result<Json<SignInExplained>, Problem> {
    // The log of what nobody knew whose it was is for those who see all.
    let reaches = |log: Option<_>| log.map_or(caller.organizations.is_none(), |id| caller.reaches(id));
    let text = text(&context, &headers);
    Ok(Json(context.sign_in.explain_sign_in(sign_in, reaches, text, asker(&caller), caller.now).await?))
}

/// Explains a number of Entra
///
/// In three voices: for the person, for support, for the hospital's IT. What the person is told is in the language that
/// `Accept-Language` asks for.
#[utoipa::path(
    get, path = "/aadsts/{code}", tag = "explain", operation_id = "explain_aadsts",
    params(Number),
    responses((status = 200, description = "What is known of it.", body = Explained)),
)]
pub async fn aadsts(
    State(context): State<Context>,
    _: Caller,
    headers: HeaderMap,
    Path(Number { code }): Path<Number>,
) -> Result<Json<Explained>, Problem> {
    let digits = code.strip_prefix("AADSTS").or_else(|| code.strip_prefix("aadsts")).unwrap_or(&code);
    let number =
        digits.parse().map_err(|_| Problem::not_found("number of Entra: it is written AADSTS50105, or 50105"))?;
    let explained = catalogue::explain(number, text(&context, &headers));
    if explained.known.is_some() {
        return Ok(Json(explained));
    }
    let Explained { code, look_up, .. } = explained;
    let detail =
        format!("{code} is not in the catalogue: it is shown as it came. What Microsoft says of it: {look_up}");
    Err(Problem::new(StatusCode::NOT_FOUND, "not_found", &detail))
}

fn asker(caller: &Caller) -> Asker<'_> {
    Asker { name: &caller.name, role: caller.role, ip: caller.ip }
}

fn text<'a>(context: &'a Context, headers: &HeaderMap) -> Text<'a> {
    let languages = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    context.pages.text(Language::choose(None, languages, None))
}

impl From<ExplainError> for Problem {
    fn from(error: ExplainError) -> Self {
        match error {
            ExplainError::NoSuchApplication => Self::not_found("application"),
            ExplainError::NoSuchSignIn => Self::not_found("sign-in"),
            ExplainError::SignIn(error) => Self::internal(&error),
        }
    }
}
