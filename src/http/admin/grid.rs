//! Which session opens which app: `/admin/v1/application-grid`, `/admin/v1/organizations/{organization}/application-grid`

use axum::Json;
use axum::extract::State;

use super::caller::{Caller, InOrganization};
use super::document::OrganizationInPath;
use super::problem::Problem;
use crate::http::Context;
use crate::signin::grid::Grid;

/// Shows which session opens which application
///
/// For every application, and for each way in which a session may have been opened, whether that session opens it: by the decision
/// that a sign-in is given. At an organization that has switched SSO on, and has set nothing else.
#[utoipa::path(
    get, path = "/application-grid", tag = "applications", operation_id = "get_application_grid",
    responses((status = 200, description = "Every application, and every session.", body = Grid)),
)]
pub async fn anywhere(State(context): State<Context>, caller: Caller) -> Result<Json<Grid>, Problem> {
    let found = context.sign_in.grid(None, caller.now).await;
    Ok(Json(found.map_err(|error| Problem::internal(&error))?))
}

/// Shows which session of an organization's people opens which application
///
/// The same, with the flags, connections and domains that the organization has at this instant.
#[utoipa::path(
    get, path = "/organizations/{organization}/application-grid", tag = "applications",
    operation_id = "get_application_grid_of_organization",
    params(OrganizationInPath),
    responses((status = 200, description = "Every application, and every session.", body = Grid)),
)]
pub async fn of_organization(State(context): State<Context>, at: InOrganization) -> Result<Json<Grid>, Problem> {
    let found = context.sign_in.grid(Some(&at.configuration), at.caller.now).await;
    Ok(Json(found.map_err(|error| Problem::internal(&error))?))
}
