//! `/admin/v1/organizations/{organization}/users/move-domain`

use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;

use super::caller::InOrganization;
use super::document::OrganizationInPath;
use super::extract::{Json, Query};
use super::manner::Tried;
use super::problem::Problem;
use crate::http::Context;
use crate::tenancy::former_addresses::USUALLY;
use crate::tenancy::move_domain::{self, Move, Moves};
use crate::tenancy::users::Manner;

/// From where to where, and why.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = DomainMoveRequest)]
pub struct Request {
    /// The domain that people have.
    #[schema(example = "st-janshof.example")]
    from: String,
    /// The one that they get.
    #[schema(example = "janshof-groep.example")]
    to: String,
    /// Why: for the audit log.
    #[schema(min_length = 1, max_length = 500)]
    reason: String,
    /// For how many days the addresses that they had count too.
    #[serde(default = "usually")]
    #[schema(maximum = 180, default = 30)]
    keep_former_days: u32,
}

const fn usually() -> u32 {
    USUALLY
}

/// Moves everybody to another domain
///
/// When an organization takes another name: everybody with an address in `from` gets the same name in `to`, all in one change. Both must
/// be domains that it has proved, and whoever cannot be moved is named and keeps their address. Bonds stay, and so do sessions as long as
/// the old addresses count. The audit log has a line for each person, and one for the move. To ask again does no harm.
#[utoipa::path(
    post, path = "/organizations/{organization}/users/move-domain", tag = "users", operation_id = "move_users_to_domain",
    params(OrganizationInPath, Tried),
    request_body = Request,
    responses((status = 200, description = "What became of each.", body = Moves)),
)]
pub async fn move_domain(
    State(context): State<Context>,
    at: InOrganization,
    Query(Tried { dry_run }): Query<Tried>,
    Json(Request { from, to, reason, keep_former_days }): Json<Request>,
) -> Result<axum::Json<Moves>, Problem> {
    let (store, id) = (&context.sign_in.store, at.configuration.organization.id);
    let (manner, act) = (Manner { reason: Some(reason), dry_run }, at.caller.act());
    let asked = Move { from, to, keep_former_days };
    Ok(axum::Json(move_domain::move_domain(store, id, &asked, &manner, &act).await?))
}
