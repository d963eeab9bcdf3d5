//! `/admin/v1/me`

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use super::caller::{Caller, Proved};
use super::problem::Problem;
use crate::domain::admin_role::AdminRole;
use crate::http::Context;

/// Who somebody is, and how far they reach.
#[derive(Serialize, ToSchema)]
#[schema(as = Me)]
pub struct Shown {
    /// The name under which everything is done and logged.
    name: String,
    role: AdminRole,
    /// By which way they come: with a token, or signed in with their account.
    by: By,
    /// The organizations that the token is limited to, by slug; nothing where they reach everywhere.
    organizations: Option<Vec<String>>,
    /// When the token was made, or the sign-in.
    created_at: DateTime<Utc>,
    /// When the token, or the sign-in, ends by itself.
    expires_at: DateTime<Utc>,
    /// The broker's own address: which of several it is.
    issuer: String,
}

/// A way to the admin API.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = WayToTheApi)]
enum By {
    Token,
    Account,
}

/// Shows who you are
#[utoipa::path(
    get, path = "/me", tag = "tokens", operation_id = "get_me",
    responses((status = 200, description = "Who you are, and how far you reach.", body = Shown)),
)]
pub async fn get(State(context): State<Context>, caller: Caller) -> Result<Json<Shown>, Problem> {
    let organizations = match &caller.organizations {
        None => None,
        Some(only) => {
            let most = u64::try_from(only.len()).unwrap_or(u64::MAX);
            let found = context.sign_in.store.list_organizations(Some(only), None, most).await;
            let found = found.map_err(|error| Problem::internal(&error))?;
            Some(found.into_iter().map(|organization| organization.slug).collect())
        }
    };
    let (by, created_at, expires_at) = match &caller.proved {
        Proved::Token(token) => (By::Token, token.created_at, token.expires_at),
        Proved::Account(staff) => (By::Account, staff.since, staff.until),
    };
    Ok(Json(Shown {
        name: caller.name,
        role: caller.role,
        by,
        organizations,
        created_at,
        expires_at,
        issuer: context.sign_in.issuer.clone(),
    }))
}
