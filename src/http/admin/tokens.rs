//! `/admin/v1/tokens`

use std::collections::{BTreeMap, BTreeSet};

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::caller::Caller;
use super::extract::{Json, Path, Query};
use super::manner::Tried;
use super::page::{Cursor, Listed, Page, Paging};
use super::problem::Problem;
use crate::domain::admin_role::AdminRole;
use crate::domain::admin_token::AdminToken;
use crate::domain::id::OrganizationId;
use crate::http::Context;
use crate::store::{Store, StoreError};
use crate::tenancy::admin_tokens::{self, Asked, Reach};
use crate::tenancy::change::TenancyError;

/// A token of a person of support, without what proves it.
#[derive(Serialize, ToSchema)]
#[schema(as = AdminToken)]
pub struct Shown {
    /// Whose it is: the name in the log. One live token a name.
    name: String,
    role: AdminRole,
    /// The organizations that it is limited to, by slug; nothing where it is not limited. Those that are there no more are
    /// not named.
    organizations: Option<Vec<String>>,
    created_at: DateTime<Utc>,
    /// When it ends by itself.
    expires_at: DateTime<Utc>,
    /// Whether this is only what would be: nothing has changed.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[schema(required = false)]
    dry_run: bool,
}

/// A token, with what proves it: shown this once.
#[derive(Serialize, ToSchema)]
#[schema(as = AdminTokenMade)]
pub struct Made {
    #[serde(flatten)]
    shown: Shown,
    /// What is sent as `Authorization: Bearer`; what is kept is its hash. Not there in a dry run.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    token: Option<String>,
}

/// A token to be made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewAdminToken)]
pub struct New {
    /// Whose: lower-case letters, digits, and `.`, `-`, `_` between them.
    #[schema(min_length = 1, max_length = 64, example = "mia.dekker")]
    name: String,
    /// No higher than your own.
    role: AdminRole,
    /// The organizations that it is to be limited to, by slug, none beyond your own; everywhere, where nothing is said.
    #[schema(min_items = 1)]
    organizations: Option<Vec<String>>,
    /// How long it lasts; 90 where nothing is said.
    #[schema(minimum = 1, maximum = 366)]
    days: Option<i64>,
}

/// Which token, in the path.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Path)]
pub struct Which {
    /// Whose it is.
    #[param(example = "mia.dekker")]
    token: String,
}

/// Lists tokens
///
/// Those that open something, by name. Whoever is limited to some organizations sees those that are limited to no others.
#[utoipa::path(
    get, path = "/tokens", tag = "tokens", operation_id = "list_tokens",
    params(Paging),
    responses((status = 200, description = "A page of them.", body = Page<Shown>)),
)]
pub async fn list(
    State(context): State<Context>,
    caller: Caller,
    Query(Listed { limit, cursor }): Query<Listed<String>>,
) -> Result<axum::Json<Page<Shown>>, Problem> {
    let store = &context.sign_in.store;
    let mut found = store.list_admin_tokens().await.map_err(|error| Problem::internal(&error))?;
    let reach = reach(&caller);
    found.retain(|token| token.is_live(caller.now) && reach.sees(token));
    if let Some(Cursor(after)) = cursor {
        found.retain(|token| token.name > after);
    }
    found.truncate(usize::try_from(limit.and_one()).unwrap_or(usize::MAX));
    let slugs = slugs(store, &found).await?;
    Ok(axum::Json(Page::of(found, limit, |token| token.name.clone(), |token| show(token, &slugs, false))))
}

/// Makes a token
///
/// For one person, who is given it: it is in this answer and nowhere else. It may no more than yours.
#[utoipa::path(
    post, path = "/tokens", tag = "tokens", operation_id = "create_token",
    params(Tried),
    request_body = New,
    responses(
        (status = 200, description = "What would be made, of a dry run.", body = Made),
        (status = 201, description = "It is made.", body = Made),
        (status = 403, description = "The token's role does not allow it, or it would be more than your own: beyond_own."),
        (status = 409, description = "The person has a token that opens something: exists."),
    ),
)]
pub async fn create(
    State(context): State<Context>,
    caller: Caller,
    Query(Tried { dry_run }): Query<Tried>,
    Json(New { name, role, organizations, days }): Json<New>,
) -> Result<Response, Problem> {
    let store = &context.sign_in.store;
    let new = Asked { name, role, organizations, days }.check(store, reach(&caller)).await?;
    let made = async {
        if dry_run {
            return Ok((admin_tokens::try_to_create(store, new, caller.now).await?, None));
        }
        let (token, value) = admin_tokens::create(store, new, &caller.act()).await?;
        Ok::<_, StoreError>((token, Some(value.expose().to_owned())))
    };
    let (made, token) = made.await.map_err(TenancyError::from)?;
    let slugs = slugs(store, std::slice::from_ref(&made)).await?;
    let status = if dry_run { StatusCode::OK } else { StatusCode::CREATED };
    Ok((status, axum::Json(Made { shown: show(made, &slugs, dry_run), token })).into_response())
}

/// Shows a token
#[utoipa::path(
    get, path = "/tokens/{token}", tag = "tokens", operation_id = "get_token",
    params(Which),
    responses((status = 200, description = "The token.", body = Shown)),
)]
pub async fn get(
    State(context): State<Context>,
    caller: Caller,
    Path(Which { token }): Path<Which>,
) -> Result<axum::Json<Shown>, Problem> {
    let store = &context.sign_in.store;
    let found = find(store, &caller, &token).await?;
    let slugs = slugs(store, std::slice::from_ref(&found)).await?;
    Ok(axum::Json(show(found, &slugs, false)))
}

/// Ends a token
///
/// It opens nothing any more, at once.
#[utoipa::path(
    delete, path = "/tokens/{token}", tag = "tokens", operation_id = "revoke_token",
    params(Which, Tried),
    responses(
        (status = 200, description = "Which one would end, of a dry run.", body = Shown),
        (status = 204, description = "It has ended."),
    ),
)]
pub async fn revoke(
    State(context): State<Context>,
    caller: Caller,
    Path(Which { token }): Path<Which>,
    Query(Tried { dry_run }): Query<Tried>,
) -> Result<Response, Problem> {
    let store = &context.sign_in.store;
    let found = find(store, &caller, &token).await?;
    if dry_run {
        let slugs = slugs(store, std::slice::from_ref(&found)).await?;
        return Ok(axum::Json(show(found, &slugs, dry_run)).into_response());
    }
    let ended = admin_tokens::revoke_this(store, &found, &caller.act()).await;
    if !ended.map_err(|error| Problem::internal(&error))? {
        return Err(Problem::not_found("token"));
    }
    Ok(StatusCode::NO_CONTENT.into_response())
}

fn reach(caller: &Caller) -> Reach<'_> {
    Reach { role: caller.role, organizations: caller.organizations.as_ref() }
}

/// The live token of this name, if the caller may know of it.
async fn find(store: &Store, caller: &Caller, name: &str) -> Result<AdminToken, Problem> {
    let none = || Problem::not_found("token");
    if !crate::domain::admin_token::is_name(name) {
        return Err(none());
    }
    let found = store.find_admin_token_of(name, caller.now).await.map_err(|error| Problem::internal(&error))?;
    found.filter(|token| reach(caller).sees(token)).ok_or_else(none)
}

/// The slugs of the organizations that these are limited to, of those that are still there.
async fn slugs(store: &Store, tokens: &[AdminToken]) -> Result<BTreeMap<OrganizationId, String>, Problem> {
    let only: BTreeSet<_> = tokens.iter().filter_map(|token| token.organizations.as_ref()).flatten().copied().collect();
    if only.is_empty() {
        return Ok(BTreeMap::new());
    }
    let most = u64::try_from(only.len()).unwrap_or(u64::MAX);
    let found = store.list_organizations(Some(&only), None, most).await;
    let found = found.map_err(|error| Problem::internal(&error))?;
    Ok(found.into_iter().map(|organization| (organization.id, organization.slug)).collect())
}

fn show(token: AdminToken, slugs: &BTreeMap<OrganizationId, String>, dry_run: bool) -> Shown {
    let AdminToken { name, role, organizations, created_at, expires_at, .. } = token;
    let organizations = organizations.map(|ids| ids.iter().filter_map(|id| slugs.get(id)).cloned().collect());
    Shown { name, role, organizations, created_at, expires_at, dry_run }
}
