//! `/admin/v1/rollouts`

use std::collections::BTreeMap;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::ROOT;
use super::audit::Names;
use super::caller::Caller;
use super::document::MadeOnce;
use super::extract::{Json, Path, Query};
use super::manner::Tried;
use super::once::{Created, Keep, Once};
use super::page::{Listed, Page, Paging};
use super::problem::Problem;
use crate::domain::flag::FlagName;
use crate::domain::id::{ApplicationId, RolloutId};
use crate::domain::rollout::{Rollout, RolloutState, Step, StepState, Stopped};
use crate::http::Context;
use crate::tenancy::change::{Fingerprint, TenancyError, Wrong};
use crate::tenancy::rollouts::{self, Doer, Draft, RolloutError};
use crate::tenancy::users::Manner;

/// A flag that is set for many organizations, one after the other, as long as people still come in.
#[derive(Serialize, ToSchema)]
#[schema(as = Rollout)]
pub struct Shown {
    #[schema(value_type = Uuid)]
    id: RolloutId,
    flag: FlagName,
    /// For this application alone, by its `client_id` (its id, where it is gone); for whole organizations where none is named.
    application: Option<String>,
    /// What it is set to.
    value: bool,
    reason: String,
    state: RolloutState,
    /// Why it has stopped by itself: more were `refusals` than may be; an organization's flag could be `not_set`; the `authority`
    /// under which it acts has ended.
    stopped: Option<Stopped>,
    /// It stops where the share of refused attempts rises by more than this, in percent of all attempts.
    stop_when_refusals_exceed: u8,
    /// How long is waited after each organization.
    wait_minutes: i64,
    started_by: String,
    /// Under whose name it sets the flag: who started it, or who has resumed it since.
    acts_as: String,
    created_at: DateTime<Utc>,
    organizations: Vec<ShownStep>,
    /// Whether this is only what would be: nothing has changed.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[schema(required = false)]
    dry_run: bool,
}

/// One organization of a roll-out.
#[derive(Serialize, ToSchema)]
#[schema(as = RolloutOrganization)]
pub struct ShownStep {
    slug: String,
    state: StepState,
    /// When the flag was set.
    at: Option<DateTime<Utc>>,
    /// Attempts to sign in since then, as far as they led in or to a refusal.
    attempts: u32,
    /// How many of them were refused, in percent, rounded up; nothing of none.
    refused_percent: Option<u32>,
    /// How many were in a time before as long as the wait.
    refused_percent_before: Option<u32>,
    /// Why it has failed or was left out.
    why: Option<String>,
    /// Whether what was set was taken back.
    undone: bool,
}

/// A roll-out to be started.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRollout {
    flag: FlagName,
    /// What it is set to, for good, from the turn of each organization on.
    value: bool,
    /// For this application alone, by its `client_id`.
    application: Option<String>,
    /// Their slugs, in their order.
    #[schema(min_items = 1, max_items = 200)]
    organizations: Vec<String>,
    /// Why: for the history of each organization, and the audit log.
    #[schema(min_length = 1, max_length = 500)]
    reason: String,
    /// By how many percent of all attempts the refused may rise; five attempts at least are judged.
    #[schema(minimum = 0, maximum = 100)]
    stop_when_refusals_exceed: u32,
    /// How long is waited after each organization.
    #[schema(minimum = 1, maximum = 10080)]
    wait_minutes: u32,
}

/// Why something is done about it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RolloutChange {
    /// Why: for the audit log, and for the history of what is taken back.
    #[schema(min_length = 1, max_length = 500)]
    reason: Option<String>,
}

/// How it is ended, and whether that is only tried.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Ended {
    /// Takes back what it has set, wherever nobody has changed that since.
    #[serde(default)]
    #[param(required = false)]
    undo: bool,
    /// Only says what would be, with `dry_run` in the answer; nothing changes.
    #[serde(default)]
    #[param(required = false)]
    dry_run: bool,
}

/// Which of them, in the path.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Path)]
pub struct Which {
    /// The roll-out.
    #[param(value_type = Uuid)]
    id: RolloutId,
}

/// Lists roll-outs
///
/// The newest first; those that lie within the token's limits with all their organizations.
#[utoipa::path(
    get, path = "/rollouts", tag = "rollouts", operation_id = "list_rollouts",
    params(Paging),
    responses((status = 200, description = "A page of them.", body = Page<Shown>)),
)]
pub async fn list(
    State(context): State<Context>,
    caller: Caller,
    Query(Listed { limit, cursor }): Query<Listed<RolloutId>>,
) -> Result<axum::Json<Page<Shown>>, Problem> {
    let (store, only) = (&context.sign_in.store, caller.organizations.as_ref());
    let found = store.list_rollouts(only, cursor.map(|cursor| cursor.0), limit.and_one()).await;
    let found = found.map_err(|error| Problem::internal(&error))?;
    let names = Names::read(store, BTreeMap::new()).await?;
    Ok(axum::Json(Page::of(found, limit, |rollout| rollout.id, |rollout| show(rollout, &names, false))))
}

/// Starts a roll-out
///
/// The broker goes on by itself, under the caller's name: it sets the flag for the next organization, watches how its people come
/// in, and goes on, or stops. The token must reach every organization, and be good for as long as it takes.
#[utoipa::path(
    post, path = "/rollouts", tag = "rollouts", operation_id = "start_rollout",
    params(Tried, MadeOnce),
    request_body = NewRollout,
    responses(
        (status = 200, description = "What would be started, of a dry run.", body = Shown),
        (status = 201, description = "It has begun.", body = Shown, headers(
            ("Location" = String, description = "Where it is"), ("ETag" = String, description = "Its state"))),
    ),
)]
pub async fn start(
    State(context): State<Context>,
    caller: Caller,
    Query(Tried { dry_run }): Query<Tried>,
    once: Once<NewRollout>,
) -> Result<Response, Problem> {
    let store = &context.sign_in.store;
    let names = Names::read(store, BTreeMap::new()).await?;
    let manner = Manner { reason: None, dry_run };
    let created = |made: &Rollout| {
        let shown = show(made.clone(), &names, dry_run);
        Created::new(&shown).at(format!("{ROOT}/rollouts/{}", made.id), &Fingerprint::of(&shown))
    };
    let make = async |new: NewRollout, keep: Keep| {
        let draft = Draft {
            place: (new.flag, named(&context, new.application.as_deref()).await?),
            value: new.value,
            organizations: new.organizations,
            reason: new.reason,
            limit: new.stop_when_refusals_exceed,
            wait_minutes: new.wait_minutes,
        };
        let kept = |made: &Rollout| if dry_run { None } else { keep.of(&created(made)) };
        let made = rollouts::start(store, draft, &manner, doer(&caller), kept).await?;
        Ok(created(&made))
    };
    let answer = once.answer(store, &caller, make).await?;
    Ok(if dry_run { answer.only_tried().into_response() } else { answer.into_response() })
}

/// Shows a roll-out
#[utoipa::path(
    get, path = "/rollouts/{id}", tag = "rollouts", operation_id = "get_rollout",
    params(Which),
    responses((status = 200, description = "How far it is.", body = Shown)),
)]
pub async fn get(
    State(context): State<Context>,
    caller: Caller,
    Path(Which { id }): Path<Which>,
) -> Result<axum::Json<Shown>, Problem> {
    let (store, only) = (&context.sign_in.store, caller.organizations.as_ref());
    let found = store.find_rollout(id, only).await.map_err(|error| Problem::internal(&error))?;
    shown(&context, found.ok_or_else(|| Problem::not_found("roll-out"))?, false).await
}

/// Pauses a roll-out
///
/// What it has set stays set.
#[utoipa::path(
    post, path = "/rollouts/{id}/pause", tag = "rollouts", operation_id = "pause_rollout",
    params(Which, Tried),
    request_body = RolloutChange,
    responses(
        (status = 200, description = "It waits.", body = Shown),
        (status = 409, description = "It does not go on by itself: not_running."),
    ),
)]
pub async fn pause(
    State(context): State<Context>,
    caller: Caller,
    Path(Which { id }): Path<Which>,
    Query(Tried { dry_run }): Query<Tried>,
    Json(RolloutChange { reason }): Json<RolloutChange>,
) -> Result<axum::Json<Shown>, Problem> {
    let manner = Manner { reason, dry_run };
    let paused = rollouts::pause(&context.sign_in.store, id, &manner, doer(&caller)).await?;
    shown(&context, paused, dry_run).await
}

/// Resumes a roll-out
///
/// One that was paused or has stopped by itself goes on with the next organization, from now on under the caller's name. An
/// organization that has failed stays as it is.
#[utoipa::path(
    post, path = "/rollouts/{id}/resume", tag = "rollouts", operation_id = "resume_rollout",
    params(Which, Tried),
    request_body = RolloutChange,
    responses(
        (status = 200, description = "It goes on.", body = Shown),
        (status = 409, description = "It is neither paused nor stopped: not_paused."),
    ),
)]
pub async fn resume(
    State(context): State<Context>,
    caller: Caller,
    Path(Which { id }): Path<Which>,
    Query(Tried { dry_run }): Query<Tried>,
    Json(RolloutChange { reason }): Json<RolloutChange>,
) -> Result<axum::Json<Shown>, Problem> {
    let manner = Manner { reason, dry_run };
    let resumed = rollouts::resume(&context.sign_in.store, id, &manner, doer(&caller)).await?;
    shown(&context, resumed, dry_run).await
}

/// Cancels a roll-out
///
/// With `undo` also one that is over: what it has set goes back to what was set before, organization by organization, but where
/// somebody has changed it since.
#[utoipa::path(
    post, path = "/rollouts/{id}/cancel", tag = "rollouts", operation_id = "cancel_rollout",
    params(Which, Ended),
    request_body = RolloutChange,
    responses(
        (status = 200, description = "It has ended.", body = Shown),
        (status = 409, description = "It is over already: over."),
    ),
)]
pub async fn cancel(
    State(context): State<Context>,
    caller: Caller,
    Path(Which { id }): Path<Which>,
    Query(Ended { undo, dry_run }): Query<Ended>,
    Json(RolloutChange { reason }): Json<RolloutChange>,
) -> Result<axum::Json<Shown>, Problem> {
    let manner = Manner { reason, dry_run };
    let cancelled = rollouts::cancel(&context.sign_in.store, id, undo, &manner, doer(&caller)).await?;
    shown(&context, cancelled, dry_run).await
}

/// The application that the body names, if it names one.
async fn named(context: &Context, client_id: Option<&str>) -> Result<Option<ApplicationId>, Problem> {
    let Some(client_id) = client_id else { return Ok(None) };
    let found = context.sign_in.store.find_application(client_id).await.map_err(|error| Problem::internal(&error))?;
    let unknown = || TenancyError::Wrong(vec![Wrong::new("application", &"there is no such application")]);
    Ok(Some(found.ok_or_else(unknown)?.id))
}

fn doer(caller: &Caller) -> Doer<'_> {
    Doer { act: caller.act(), caller_id: caller.proved.id(), organizations: caller.organizations.as_ref() }
}

async fn shown(context: &Context, rollout: Rollout, dry_run: bool) -> Result<axum::Json<Shown>, Problem> {
    let names = Names::read(&context.sign_in.store, BTreeMap::new()).await?;
    Ok(axum::Json(show(rollout, &names, dry_run)))
}

fn show(rollout: Rollout, names: &Names, dry_run: bool) -> Shown {
    let gone = || rollout.application_id.map(|id| id.to_string());
    Shown {
        id: rollout.id,
        flag: rollout.flag,
        application: names.application(rollout.application_id).or_else(gone),
        value: rollout.value,
        state: rollout.state,
        stopped: rollout.stopped,
        stop_when_refusals_exceed: rollout.limit,
        wait_minutes: rollout.wait.num_minutes(),
        created_at: rollout.created_at,
        reason: rollout.reason,
        started_by: rollout.started_by,
        acts_as: rollout.acts_as,
        organizations: rollout.steps.into_iter().map(show_step).collect(),
        dry_run,
    }
}

fn show_step(step: Step) -> ShownStep {
    ShownStep {
        slug: step.slug,
        state: step.state,
        at: step.set_at,
        attempts: step.since.all,
        refused_percent: step.since.refused_percent(),
        refused_percent_before: step.usual.refused_percent(),
        why: step.why,
        undone: step.undone,
    }
}

impl From<RolloutError> for Problem {
    fn from(error: RolloutError) -> Self {
        let code = match error {
            RolloutError::NotRunning => "not_running",
            RolloutError::NotPaused => "not_paused",
            RolloutError::Over => "over",
            RolloutError::Tenancy(error) => return error.into(),
        };
        Self::new(StatusCode::CONFLICT, code, &error)
    }
}
