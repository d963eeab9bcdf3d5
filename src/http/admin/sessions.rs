//! `/admin/v1/organizations/{organization}/sessions`

use std::collections::HashMap;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::audit;
use super::caller::{InOrganization, OfUser};
use super::document::{OrganizationInPath, UserInPath};
use super::extract::{Json, Path, Query};
use super::manner::{Tried, Why};
use super::page::{Cursor, Limit, Page, Paging};
use super::problem::Problem;
use crate::domain::email::EmailAddress;
use crate::domain::id::{ApplicationId, SessionId, SignInId, UserId};
use crate::domain::session::Session;
use crate::http::Context;
use crate::tenancy::sessions;
use crate::tenancy::users::Manner;

/// A person, signed in, in one browser.
#[derive(Serialize, ToSchema)]
#[schema(as = Session)]
pub struct Shown {
    #[schema(value_type = Uuid)]
    id: SessionId,
    #[schema(value_type = Uuid)]
    user_id: UserId,
    /// Their address.
    #[schema(value_type = String)]
    user: EmailAddress,
    /// The `client_id` of the application that it was opened for.
    application: Option<String>,
    /// The way they came: `entra` or `one_time_password`.
    method: &'static str,
    /// The sign-in that opened it.
    #[schema(value_type = Uuid)]
    sign_in_id: SignInId,
    created_at: DateTime<Utc>,
    /// When it ends by itself.
    expires_at: DateTime<Utc>,
    /// When it ends if nobody uses it before.
    idle_at: Option<DateTime<Utc>>,
    /// Whether this is only what would be: nothing has changed.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[schema(required = false)]
    dry_run: bool,
}

/// Why they are ended.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EndSessions {
    /// Why: for the audit log.
    #[schema(min_length = 1, max_length = 500)]
    reason: Option<String>,
}

/// What became of it.
#[derive(Serialize, ToSchema)]
pub struct SessionsEnded {
    /// How many were open.
    ended: u64,
    /// Whether this is only what would be: nothing has changed.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[schema(required = false)]
    dry_run: bool,
}

/// Whose sessions, and which page of them.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Listed {
    user: Option<String>,
    application: Option<String>,
    #[serde(default)]
    limit: Limit,
    cursor: Option<Cursor<SessionId>>,
}

/// Whose sessions, as the document has it.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes")]
pub struct Filter {
    /// Only those of this user, by id or e-mail address.
    user: Option<String>,
    /// Only those that were opened for this application, by its `client_id`.
    application: Option<String>,
}

/// Which session, in the path.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Path)]
pub struct Which {
    /// The session.
    #[param(value_type = Uuid)]
    session: SessionId,
}

/// Lists open sessions
///
/// The newest first.
#[utoipa::path(
    get, path = "/organizations/{organization}/sessions", tag = "sessions", operation_id = "list_sessions",
    params(OrganizationInPath, Filter, Paging),
    responses((status = 200, description = "A page of them.", body = Page<Shown>)),
)]
pub async fn list(
    State(context): State<Context>,
    at: InOrganization,
    Query(Listed { user, application, limit, cursor }): Query<Listed>,
) -> Result<axum::Json<Page<Shown>>, Problem> {
    let user_id = match user {
        Some(named) => Some(at.find_user(&named).await?.ok_or_else(|| Problem::not_found("user"))?.id),
        None => None,
    };
    let application_id = audit::application(&context.sign_in.store, application.as_deref()).await?;
    let (lifetimes, before) = (at.configuration.organization.sessions, cursor.map(|cursor| cursor.0));
    let (which, now) = ((user_id, application_id), at.caller.now);
    let found = at.store.list_open_sessions(which, lifetimes, now, before, limit.and_one()).await;
    let found = found.map_err(|error| Problem::internal(&error))?;
    let applications = applications(&context).await?;
    let page = Page::of(found, limit, |(session, _)| session.id, |(session, user)| show(&session, user, &applications));
    Ok(axum::Json(page))
}

/// Ends a session
///
/// And what apps got with it, at once; apps with a `backchannel_logout_uri` are told.
#[utoipa::path(
    delete, path = "/organizations/{organization}/sessions/{session}", tag = "sessions", operation_id = "end_session",
    params(OrganizationInPath, Which, Why),
    responses(
        (status = 200, description = "What would end, of a dry run.", body = Shown),
        (status = 204, description = "It has ended."),
    ),
)]
pub async fn end(
    State(context): State<Context>,
    at: InOrganization,
    Path(Which { session }): Path<Which>,
    Query(Why { reason, dry_run }): Query<Why>,
) -> Result<Response, Problem> {
    let (lifetimes, now) = (at.configuration.organization.sessions, at.caller.now);
    let found = at.store.find_open_session(session, lifetimes, now).await.map_err(|error| Problem::internal(&error))?;
    let (session, address) = found.ok_or_else(|| Problem::not_found("session"))?;
    sessions::end(&at.store, &session, &address, &Manner { reason, dry_run }, &at.caller.act()).await?;
    if !dry_run {
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    let shown = show(&session, address, &applications(&context).await?);
    Ok(axum::Json(Shown { dry_run, ..shown }).into_response())
}

/// Ends all sessions of a user
///
/// And what apps got with them, at once; apps with a `backchannel_logout_uri` are told. They may come in again: to keep them out, suspend them.
#[utoipa::path(
    post, path = "/organizations/{organization}/users/{user}/end-sessions", tag = "sessions", operation_id = "end_sessions",
    params(OrganizationInPath, UserInPath, Tried),
    request_body = EndSessions,
    responses((status = 200, description = "They have ended.", body = SessionsEnded)),
)]
pub async fn end_all(
    OfUser { at, user }: OfUser,
    Query(Tried { dry_run }): Query<Tried>,
    Json(EndSessions { reason }): Json<EndSessions>,
) -> Result<axum::Json<SessionsEnded>, Problem> {
    let (lifetimes, manner) = (at.configuration.organization.sessions, Manner { reason, dry_run });
    let ended = sessions::end_all(&at.store, &user, lifetimes, &manner, &at.caller.act()).await?;
    Ok(axum::Json(SessionsEnded { ended, dry_run }))
}

/// The `client_id` of each application.
async fn applications(context: &Context) -> Result<HashMap<ApplicationId, String>, Problem> {
    let found = context.sign_in.store.list_applications().await.map_err(|error| Problem::internal(&error))?;
    Ok(found.iter().map(|application| (application.id, application.client_id.clone())).collect())
}

fn show(session: &Session, user: EmailAddress, applications: &HashMap<ApplicationId, String>) -> Shown {
    Shown {
        id: session.id,
        user_id: session.user_id,
        user,
        application: applications.get(&session.application_id).cloned(),
        method: session.proof.evidence.method(),
        sign_in_id: session.sign_in_id,
        created_at: session.created_at,
        expires_at: session.expires_at,
        idle_at: session.idle_at,
        dry_run: false,
    }
}
