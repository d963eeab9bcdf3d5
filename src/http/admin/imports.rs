//! `/admin/v1/organizations/{organization}/users/import`

use axum::body::Bytes;
use axum::extract::{FromRequest, Request, State};
use http::StatusCode;
use http::header::CONTENT_TYPE;
use serde::Deserialize;

use super::caller::InOrganization;
use super::document::OrganizationInPath;
use super::extract::Query;
use super::problem::Problem;
use crate::http::Context;
use crate::tenancy::import::{self, Report};
use crate::tenancy::users::Manner;

/// A body that says of itself that it is CSV.
pub struct Csv(pub(super) Bytes);

impl<S: Send + Sync> FromRequest<S> for Csv {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let said = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let kind = said.split(';').next().unwrap_or_default().trim();
        if !kind.eq_ignore_ascii_case("text/csv") {
            let detail = "the table is sent as it is, with Content-Type: text/csv";
            return Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type", &detail));
        }
        Ok(Self(Bytes::from_request(request, state).await?))
    }
}

/// How it is imported.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct How {
    /// Does nothing at all where any line is bad.
    #[serde(default)]
    #[param(required = false)]
    all_or_nothing: bool,
    /// Only says what would be, with `dry_run` in the answer; nothing changes.
    #[serde(default)]
    #[param(required = false)]
    dry_run: bool,
}

/// Makes and changes many users
///
/// By a table whose first line names its columns, in any order: `email,name,kind`, and `roles` (separated by spaces), `locale` and
/// `status` where they are to be said. A bad line does not stop the good ones; who is not named stays. Whoever is suspended so is out
/// at once. To import the same table again does no harm.
#[utoipa::path(
    post, path = "/organizations/{organization}/users/import", tag = "users", operation_id = "import_users",
    params(OrganizationInPath, How),
    request_body(content = String, content_type = "text/csv"),
    responses(
        (status = 200, description = "What became of each line.", body = Report),
        (status = 415, description = "The body is said to be something else than text/csv."),
    ),
)]
pub async fn import(
    State(context): State<Context>,
    at: InOrganization,
    Query(How { all_or_nothing, dry_run }): Query<How>,
    Csv(table): Csv,
) -> Result<axum::Json<Report>, Problem> {
    let (store, id) = (&context.sign_in.store, at.configuration.organization.id);
    let (manner, act) = (Manner { reason: None, dry_run }, at.caller.act());
    Ok(axum::Json(import::import(store, id, &table, all_or_nothing, &manner, &act).await?))
}
