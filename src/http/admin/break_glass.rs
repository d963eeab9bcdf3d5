//! `/admin/v1/organizations/{organization}/break-glass`

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use chrono::{DateTime, Duration, Utc};
use http::StatusCode;
use serde::{Deserialize, Serialize};

use super::caller::Caller;
use super::problem::Problem;
use crate::domain::break_glass::{BreakGlass, BreakGlassState, CannotApprove, USUALLY};
use crate::domain::email::EmailAddress;
use crate::domain::id::{BreakGlassId, UserId};
use crate::domain::organization::OrganizationConfiguration;
use crate::http::Context;
use crate::http::client_ip::ClientIp;
use crate::tenancy::break_glass::{BreakGlassError, Desk};

/// What is asked for.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    user: String,
    reason: String,
    minutes: Option<u32>,
}

/// A request, as the API shows it.
#[derive(Serialize)]
pub struct Shown {
    id: BreakGlassId,
    user_id: UserId,
    user: Option<EmailAddress>,
    state: BreakGlassState,
    reason: String,
    minutes: i64,
    requested_by: String,
    requested_at: DateTime<Utc>,
    approved_by: Option<String>,
    expires_at: Option<DateTime<Utc>>,
    closed_at: Option<DateTime<Utc>>,
}

/// All of them.
#[derive(Serialize)]
pub struct List {
    items: Vec<Shown>,
}

/// Lists what was asked for, the newest first.
pub async fn list(
    State(context): State<Context>,
    caller: Caller,
    ip: ClientIp,
    Path(organization): Path<String>,
) -> Result<Json<List>, Problem> {
    let (configuration, now) = (find(&context, &organization).await?, context.clock.now());
    let items = desk(&context, &configuration, &caller, ip, now).list().await?;
    Ok(Json(List { items: items.into_iter().map(|(found, user)| show(found, user, now)).collect() }))
}

/// Asks for it.
pub async fn request(
    State(context): State<Context>,
    caller: Caller,
    ip: ClientIp,
    Path(organization): Path<String>,
    body: Result<Json<Request>, JsonRejection>,
) -> Result<(StatusCode, Json<Shown>), Problem> {
    let Json(body) = body.map_err(|error| Problem::new(error.status(), "invalid_request", &error.body_text()))?;
    let (configuration, now) = (find(&context, &organization).await?, context.clock.now());
    let invalid = |error| Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid_request", &format!("user: {error}"));
    let address: EmailAddress = body.user.parse().map_err(invalid)?;
    let duration = body.minutes.map_or(USUALLY, |minutes| Duration::minutes(minutes.into()));
    let desk = desk(&context, &configuration, &caller, ip, now);
    let requested = desk.request(&address, &body.reason, duration).await?;
    Ok((StatusCode::CREATED, Json(show(requested, Some(address), now))))
}

/// Agrees to it: a second person.
pub async fn approve(
    State(context): State<Context>,
    caller: Caller,
    ip: ClientIp,
    Path((organization, id)): Path<(String, String)>,
) -> Result<Json<Shown>, Problem> {
    let (configuration, now) = (find(&context, &organization).await?, context.clock.now());
    let opened = desk(&context, &configuration, &caller, ip, now).approve(read(&id)?).await?;
    Ok(Json(show(opened, None, now)))
}

/// Closes it.
pub async fn close(
    State(context): State<Context>,
    caller: Caller,
    ip: ClientIp,
    Path((organization, id)): Path<(String, String)>,
) -> Result<Json<Shown>, Problem> {
    let (configuration, now) = (find(&context, &organization).await?, context.clock.now());
    let closed = desk(&context, &configuration, &caller, ip, now).close(read(&id)?).await?;
    Ok(Json(show(closed, None, now)))
}

async fn find(context: &Context, slug: &str) -> Result<Arc<OrganizationConfiguration>, Problem> {
    let store = &context.sign_in.store;
    let found = async {
        let Some(id) = store.find_organization_by_slug(slug).await? else { return Ok(None) };
        store.find_configuration(id).await
    };
    let none = || Problem::new(StatusCode::NOT_FOUND, "not_found", &"there is no such organization");
    found.await.map_err(|error| Problem::internal(&error))?.ok_or_else(none)
}

fn read(id: &str) -> Result<BreakGlassId, Problem> {
    id.parse().map_err(|_| BreakGlassError::NoSuchRequest.into())
}

fn desk<'a>(
    context: &'a Context,
    configuration: &'a OrganizationConfiguration,
    caller: &'a Caller,
    ip: ClientIp,
    now: DateTime<Utc>,
) -> Desk<'a> {
    let store = context.sign_in.store.organization(configuration.organization.id);
    Desk { store, configuration, mail: context.sign_in.mail.as_ref(), by: &caller.0, ip: ip.0, now }
}

fn show(found: BreakGlass, user: Option<EmailAddress>, now: DateTime<Utc>) -> Shown {
    Shown {
        state: found.state(now),
        minutes: found.duration.num_minutes(),
        user,
        id: found.id,
        user_id: found.user_id,
        reason: found.reason,
        requested_by: found.requested_by,
        requested_at: found.requested_at,
        approved_by: found.approved_by,
        expires_at: found.expires_at,
        closed_at: found.closed_at,
    }
}

impl From<BreakGlassError> for Problem {
    fn from(error: BreakGlassError) -> Self {
        let (status, code) = match &error {
            BreakGlassError::NoMail => (StatusCode::CONFLICT, "no_mail"),
            BreakGlassError::NotForced => (StatusCode::CONFLICT, "not_forced"),
            BreakGlassError::NoAdministrators => (StatusCode::CONFLICT, "no_administrators"),
            BreakGlassError::NoSuchUser => (StatusCode::UNPROCESSABLE_ENTITY, "no_such_user"),
            BreakGlassError::Reason | BreakGlassError::Duration => {
                (StatusCode::UNPROCESSABLE_ENTITY, "invalid_request")
            }
            BreakGlassError::NoSuchRequest => (StatusCode::NOT_FOUND, "not_found"),
            BreakGlassError::Closed => (StatusCode::CONFLICT, "closed"),
            BreakGlassError::Cannot(CannotApprove::SamePerson) => (StatusCode::FORBIDDEN, "same_person"),
            BreakGlassError::Cannot(CannotApprove::NotWaiting) => (StatusCode::CONFLICT, "not_waiting"),
            BreakGlassError::Store(_) | BreakGlassError::Mail(_) => return Self::internal(&error),
        };
        Self::new(status, code, &error)
    }
}
