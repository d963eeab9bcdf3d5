//! `/admin/v1/organizations/{organization}/users/{user}/identities`

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::caller::OfUser;
use super::document::{OrganizationInPath, UserInPath};
use super::extract::{Json, Query};
use super::manner::Tried;
use super::page::Page;
use super::problem::Problem;
use crate::domain::id::IdentityId;
use crate::domain::identity::Identity;
use crate::domain::organization::OrganizationConfiguration;
use crate::tenancy::users::{self, Manner};

/// The bond of a user with an account.
#[derive(Serialize, ToSchema)]
#[schema(as = Identity)]
pub struct Shown {
    #[schema(value_type = Uuid)]
    id: IdentityId,
    /// The connection that the account was seen through.
    connection: String,
    /// Whose account it is: at Entra the id of the directory (`tid`).
    authority: String,
    /// The account: at Entra its object id (`oid`).
    subject: String,
}

/// From what a user is to be parted, and why.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = UnbindRequest)]
pub struct Request {
    /// Why: for the audit log.
    #[schema(min_length = 1, max_length = 500)]
    reason: String,
    /// Only from the account at this connection, by its name.
    connection: Option<String>,
}

/// What became of it.
#[derive(Serialize, ToSchema)]
pub struct Unbinding {
    /// The bonds that are gone.
    unbound: Vec<Shown>,
    /// How many open sessions have ended, that were opened through them.
    sessions_ended: u64,
    /// Whether this is only what would be: nothing has changed.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[schema(required = false)]
    dry_run: bool,
}

/// Lists a user's identities
///
/// One at most for each connection.
#[utoipa::path(
    get, path = "/organizations/{organization}/users/{user}/identities", tag = "users", operation_id = "list_identities",
    params(OrganizationInPath, UserInPath),
    responses((status = 200, description = "All of them.", body = Page<Shown>)),
)]
pub async fn list(OfUser { at, user }: OfUser) -> Result<axum::Json<Page<Shown>>, Problem> {
    let person = at.store.find_person(user.id).await.map_err(|error| Problem::internal(&error))?;
    let items = person.identities.into_iter().map(|bond| show(bond, &at.configuration));
    Ok(axum::Json(Page::all(items.collect())))
}

/// Parts a user from their account
///
/// The sessions that were opened through it end at once, and the next sign-in binds the account that is shown then. For a user whose
/// account was made anew: a successor gets a user of their own.
#[utoipa::path(
    post, path = "/organizations/{organization}/users/{user}/unbind", tag = "users", operation_id = "unbind_user",
    params(OrganizationInPath, UserInPath, Tried),
    request_body = Request,
    responses(
        (status = 200, description = "They are parted.", body = Unbinding),
        (status = 409, description = "They are bound to no such account: not_bound."),
    ),
)]
pub async fn unbind(
    OfUser { at, user }: OfUser,
    Query(Tried { dry_run }): Query<Tried>,
    Json(Request { reason, connection }): Json<Request>,
) -> Result<axum::Json<Unbinding>, Problem> {
    let (manner, act) = (Manner { reason: Some(reason), dry_run }, at.caller.act());
    let done = users::unbind(&at.configuration, &at.store, &user, connection.as_deref(), &manner, &act).await?;
    let (bonds, sessions_ended) = done;
    let unbound = bonds.into_iter().map(|bond| show(bond, &at.configuration)).collect();
    Ok(axum::Json(Unbinding { unbound, sessions_ended, dry_run }))
}

fn show(bond: Identity, configuration: &OrganizationConfiguration) -> Shown {
    let connection = configuration.connection(bond.connection_id).map(|connection| connection.name.clone());
    Shown {
        id: bond.id,
        connection: connection.unwrap_or_default(),
        authority: bond.account.authority,
        subject: bond.account.subject,
    }
}
