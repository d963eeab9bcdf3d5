//! `/admin/v1/organizations/{organization}/pilot`

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::caller::InOrganization;
use super::document::{ForState, OrganizationInPath};
use super::etag::{IfMatch, Tagged};
use super::extract::{Json, Query};
use super::manner::Tried;
use super::page::{Listed, Page, Paging};
use super::problem::Problem;
use crate::domain::email::EmailAddress;
use crate::domain::id::UserId;
use crate::http::Context;
use crate::store::people::UserFilter;
use crate::tenancy::change::Fingerprint;
use crate::tenancy::pilot::{self, Asked, Report};
use crate::tenancy::users::Manner;

/// Somebody on the pilot list.
#[derive(Serialize, ToSchema)]
#[schema(as = PilotMember)]
pub struct Shown {
    #[schema(value_type = Uuid)]
    id: UserId,
    #[schema(value_type = String)]
    email: EmailAddress,
    name: String,
}

/// Who is to be put on the list, and who is to be taken off it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PilotChange {
    /// Addresses of professionals of the organization. What is nobody's is said back, and the others do not wait for it.
    #[serde(default)]
    #[schema(max_items = 5000, example = json!(["a.devries@st-janshof.example"]))]
    add: Vec<String>,
    /// Addresses. Whoever is taken off has what SSO opened for them refused from the next decision on.
    #[serde(default)]
    #[schema(max_items = 5000)]
    remove: Vec<String>,
    /// Why: for the audit log.
    #[schema(min_length = 1, max_length = 500)]
    reason: Option<String>,
}

/// Lists who is on the pilot list
///
/// By address. As long as `sso` is on with the audience `pilot`, only they come by SSO. Every page has the state of the whole list.
#[utoipa::path(
    get, path = "/organizations/{organization}/pilot", tag = "flags", operation_id = "list_pilot",
    params(OrganizationInPath, Paging),
    responses((status = 200, description = "A page of them.", body = Page<Shown>, headers(("ETag" = String, description = "The list's state")))),
)]
pub async fn list(
    at: InOrganization,
    Query(Listed { limit, cursor }): Query<Listed<EmailAddress>>,
) -> Result<Tagged<Page<Shown>>, Problem> {
    let which = UserFilter { pilot: Some(true), ..UserFilter::default() };
    let after = cursor.as_ref().map(|cursor| &cursor.0);
    let internal = |error| Problem::internal(&error);
    let all = at.store.list_pilot().await.map_err(internal)?;
    let found = at.store.list_users(&which, after, limit.and_one()).await.map_err(internal)?;
    let show = |user: crate::domain::user::User| Shown { id: user.id, email: user.email, name: user.name };
    Ok(Tagged(Fingerprint::of(&all), Page::of(found, limit, |user| user.email.clone(), show)))
}

/// Puts people on the pilot list, and takes them off it
///
/// By address, 5000 at most at once. To ask for the same again does no harm.
#[utoipa::path(
    patch, path = "/organizations/{organization}/pilot", tag = "flags", operation_id = "change_pilot",
    params(OrganizationInPath, Tried, ForState),
    request_body = PilotChange,
    responses((status = 200, description = "What came of it.", body = Report, headers(("ETag" = String, description = "The list's state")))),
)]
pub async fn change(
    State(context): State<Context>,
    at: InOrganization,
    Query(Tried { dry_run }): Query<Tried>,
    IfMatch(expected): IfMatch,
    Json(PilotChange { add, remove, reason }): Json<PilotChange>,
) -> Result<Response, Problem> {
    let (store, id) = (&context.sign_in.store, at.configuration.organization.id);
    let (manner, act) = (Manner { reason, dry_run }, at.caller.act());
    let (report, state) = pilot::change(store, id, &Asked { add, remove }, &expected, &manner, &act).await?;
    Ok(Tagged(state, report).into_response())
}
