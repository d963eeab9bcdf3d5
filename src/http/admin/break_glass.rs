//! `/admin/v1/organizations/{organization}/break-glass`

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Duration, Utc};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::caller::InOrganization;
use super::document::{MadeOnce, OrganizationInPath};
use super::extract::{Path, Query};
use super::manner::Tried;
use super::once::{Created, Keep, Once};
use super::page::{Listed, Page, Paging};
use super::problem::Problem;
use crate::domain::break_glass::{BreakGlass, BreakGlassState, CannotApprove, USUALLY};
use crate::domain::email::EmailAddress;
use crate::domain::id::{BreakGlassId, UserId};
use crate::http::Context;
use crate::store::StoreError;
use crate::tenancy::break_glass::{BreakGlassError, Desk};

/// What is asked for.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = BreakGlassRequest)]
pub struct Request {
    /// The e-mail address of the professional who must get in.
    user: String,
    /// Why: for the log, and the hospital's administrators.
    #[schema(min_length = 1, max_length = 500)]
    reason: String,
    /// For how long it is open, once approved; four hours where nothing is said.
    #[schema(minimum = 1, maximum = 1440)]
    minutes: Option<u32>,
}

/// A request, as the API shows it.
#[derive(Serialize, ToSchema)]
#[schema(as = BreakGlass)]
pub struct Shown {
    #[schema(value_type = Uuid)]
    id: BreakGlassId,
    #[schema(value_type = Uuid)]
    user_id: UserId,
    /// The address; not said where the user is there no more.
    #[schema(value_type = Option<String>)]
    user: Option<EmailAddress>,
    state: BreakGlassState,
    reason: String,
    minutes: i64,
    /// By whom: the name of a token, or the address of an account.
    requested_by: String,
    requested_at: DateTime<Utc>,
    /// By whom else.
    approved_by: Option<String>,
    /// When it closes by itself.
    expires_at: Option<DateTime<Utc>>,
    closed_at: Option<DateTime<Utc>>,
    /// Whether this is only what would be: nothing has changed.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[schema(required = false)]
    dry_run: bool,
}

/// Lists what was asked for
///
/// The newest first.
#[utoipa::path(
    get, path = "/organizations/{organization}/break-glass", tag = "break-glass", operation_id = "list_break_glass",
    params(OrganizationInPath, Paging),
    responses((status = 200, description = "A page of it.", body = Page<Shown>)),
)]
pub async fn list(
    State(context): State<Context>,
    at: InOrganization,
    Query(Listed { limit, cursor }): Query<Listed<BreakGlassId>>,
) -> Result<Json<Page<Shown>>, Problem> {
    let found = desk(&context, &at).list(cursor.map(|cursor| cursor.0), limit.and_one()).await?;
    let now = at.caller.now;
    Ok(Json(Page::of(found, limit, |(found, _)| found.id, |(found, user)| show(found, user, now))))
}

/// Asks for it
///
/// Nothing is open yet: within the hour, somebody else has to approve.
#[utoipa::path(
    post, path = "/organizations/{organization}/break-glass", tag = "break-glass", operation_id = "request_break_glass",
    params(OrganizationInPath, Tried, MadeOnce),
    request_body = Request,
    responses(
        (status = 200, description = "What would be asked for, of a dry run.", body = Shown),
        (status = 201, description = "It is asked for.", body = Shown),
        (status = 409, description = "There is nothing to open, or nobody to tell: no_mail, not_forced, no_administrators."),
    ),
)]
pub async fn request(
    State(context): State<Context>,
    at: InOrganization,
    Query(Tried { dry_run }): Query<Tried>,
    once: Once<Request>,
) -> Result<Response, Problem> {
    let make = async |body: Request, keep: Keep| {
        let address: EmailAddress = body.user.parse().map_err(|error| Problem::invalid(&format!("user: {error}")))?;
        let duration = body.minutes.map_or(USUALLY, |minutes| Duration::minutes(minutes.into()));
        let created = |made: &BreakGlass| {
            let shown = show(made.clone(), Some(address.clone()), at.caller.now);
            Created::new(&Shown { dry_run, ..shown })
        };
        let desk = desk(&context, &at);
        let made = desk.request(&address, &body.reason, duration, dry_run, |made| keep.of(&created(made))).await?;
        Ok(created(&made))
    };
    let answer = once.answer(&context.sign_in.store, &at.caller, make).await?;
    Ok(if dry_run { answer.only_tried().into_response() } else { answer.into_response() })
}

/// Agrees to it
///
/// A second person does; the hospital's administrators are told by mail.
#[utoipa::path(
    post, path = "/organizations/{organization}/break-glass/{id}/approve", tag = "break-glass",
    operation_id = "approve_break_glass",
    params(OrganizationInPath, Which, Tried),
    responses(
        (status = 200, description = "It is open.", body = Shown),
        (status = 403, description = "The token's role does not allow it; or it is whoever asked: same_person; or it cannot be known to be somebody else: \
            not_told_apart."),
        (status = 409, description = "It waits no more: not_waiting; or no letters can be sent: no_mail."),
        (status = 422, description = "The user may not be let in any more: no_such_user."),
    ),
)]
pub async fn approve(
    State(context): State<Context>,
    at: InOrganization,
    Path(Which { id }): Path<Which>,
    Query(Tried { dry_run }): Query<Tried>,
) -> Result<Json<Shown>, Problem> {
    let opened = desk(&context, &at).approve(id, dry_run).await?;
    Ok(Json(Shown { dry_run, ..show(opened, None, at.caller.now) }))
}

/// Closes it
///
/// Or takes the request back. What it let in ends with it.
#[utoipa::path(
    post, path = "/organizations/{organization}/break-glass/{id}/close", tag = "break-glass",
    operation_id = "close_break_glass",
    params(OrganizationInPath, Which, Tried),
    responses(
        (status = 200, description = "It is closed.", body = Shown),
        (status = 409, description = "It was closed already: closed."),
    ),
)]
pub async fn close(
    State(context): State<Context>,
    at: InOrganization,
    Path(Which { id }): Path<Which>,
    Query(Tried { dry_run }): Query<Tried>,
) -> Result<Json<Shown>, Problem> {
    let closed = desk(&context, &at).close(id, dry_run).await?;
    Ok(Json(Shown { dry_run, ..show(closed, None, at.caller.now) }))
}

/// Which of them, in the path.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Path)]
pub struct Which {
    /// The request.
    #[param(value_type = Uuid)]
    id: BreakGlassId,
}

fn desk<'a>(context: &'a Context, at: &'a InOrganization) -> Desk<'a> {
    let InOrganization { caller, configuration, store } = at;
    let (mail, by) = (context.sign_in.mail.as_ref(), caller.name.as_str());
    Desk { store: store.clone(), configuration, mail, by, role: caller.role, ip: caller.ip, now: caller.now }
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
        dry_run: false,
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
            BreakGlassError::Cannot(CannotApprove::NotToldApart) => (StatusCode::FORBIDDEN, "not_told_apart"),
            BreakGlassError::Cannot(CannotApprove::NotWaiting) => (StatusCode::CONFLICT, "not_waiting"),
            // The same request, answered at this very moment.
            BreakGlassError::Store(StoreError::Conflict) => (StatusCode::CONFLICT, "exists"),
            BreakGlassError::Store(_) | BreakGlassError::Mail(_) => return Self::internal(&error),
        };
        Self::new(status, code, &error)
    }
}
