//! `/admin/v1/me`

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use super::caller::Caller;
use super::problem::Problem;
use crate::domain::admin_role::AdminRole;
use crate::http::Context;

/// Whose token it is, and how far it goes.
#[derive(Serialize, ToSchema)]
#[schema(as = Me)]
pub struct Shown {
    /// The name under which everything is done and logged.
    name: String,
    role: AdminRole,
    /// The organizations that the token is limited to, by slug; nothing where it is not limited.
    organizations: Option<Vec<String>>,
    created_at: DateTime<Utc>,
    /// When the token ends by itself.
    expires_at: DateTime<Utc>,
    /// The broker's own address: which of several it is.
    issuer: String,
}

/// Shows whose token it is
#[utoipa::path(
    get, path = "/me", tag = "tokens", operation_id = "get_me",
    responses((status = 200, description = "Whose it is, and how far it goes.", body = Shown)),
)]
pub async fn get(State(context): State<Context>, caller: Caller) -> Result<Json<Shown>, Problem> {
    let token = caller.token;
    let organizations = match &token.organizations {
        None => None,
        Some(only) => {
            let most = u64::try_from(only.len()).unwrap_or(u64::MAX);
            let found = context.sign_in.store.list_organizations(Some(only), None, most).await;
            let found = found.map_err(|error| Problem::internal(&error))?;
            Some(found.into_iter().map(|organization| organization.slug).collect())
        }
    };
    Ok(Json(Shown {
        name: token.name,
        role: token.role,
        organizations,
        created_at: token.created_at,
        expires_at: token.expires_at,
        issuer: context.sign_in.issuer.clone(),
    }))
}
