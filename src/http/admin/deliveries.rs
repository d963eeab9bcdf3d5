//! `…/webhooks/{webhook}/deliveries`, and what somebody wants sent.

use axum::extract::State;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::caller::Owner;
use super::extract::{Json, Path, Query};
use super::manner::{Tried, Why};
use super::page::{Cursor, Limit, Page};
use super::problem::Problem;
use super::webhooks::Which;
use crate::domain::event_type::EventType;
use crate::domain::id::DeliveryId;
use crate::domain::webhook::{Delivery, DeliveryState};
use crate::http::Context;
use crate::store::webhooks::Again;
use crate::tenancy::users::Manner;
use crate::tenancy::webhooks;

/// A message to a webhook, and what became of it.
#[derive(Serialize, ToSchema)]
#[schema(as = WebhookDelivery)]
pub struct Shown {
    /// The header `webhook-id` of every attempt.
    #[schema(value_type = Uuid)]
    id: DeliveryId,
    /// When it happened.
    at: DateTime<Utc>,
    r#type: EventType,
    state: DeliveryState,
    /// How often it was tried, since it was last asked for.
    attempts: i32,
    /// What the last attempt came to: a status, or a word, as `timeout`.
    #[schema(example = "503")]
    answer: Option<String>,
    /// When it is tried next, as long as it waits.
    next_at: Option<DateTime<Utc>>,
    /// Whether this is only what would be: nothing has changed.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[schema(required = false)]
    dry_run: bool,
}

/// What is to be sent again: one message, or all of what happened in a time.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ReplayRequest)]
pub struct Replay {
    /// This one alone.
    #[schema(value_type = Option<Uuid>)]
    delivery: Option<DeliveryId>,
    /// What happened from this instant on.
    since: Option<DateTime<Utc>>,
    /// Until before this instant; until now, where nothing is said.
    until: Option<DateTime<Utc>>,
    /// Why: for the audit log.
    #[schema(min_length = 1, max_length = 500)]
    reason: Option<String>,
}

/// What is sent again.
#[derive(Serialize, ToSchema)]
pub struct Replayed {
    /// How many messages; none of those that are being sent at this moment.
    replayed: u64,
    /// Whether this is only what would be: nothing has changed.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[schema(required = false)]
    dry_run: bool,
}

/// Which of them, and which page.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Listed {
    /// Only those that have come so far.
    #[param(inline)]
    state: Option<DeliveryState>,
    /// How much the page holds; 50 where nothing is said.
    #[serde(default)]
    #[param(value_type = Option<u16>, minimum = 1, maximum = 200)]
    limit: Limit,
    /// `next` of the page before.
    #[param(value_type = Option<String>)]
    cursor: Option<Cursor<DeliveryId>>,
}

/// Lists what was sent to a webhook
///
/// Or is to be; the newest first. It is kept for 30 days.
#[utoipa::path(
    get, path = "/webhooks/{webhook}/deliveries", tag = "webhooks", operation_id = "list_webhook_deliveries",
    params(Which, Listed),
    responses((status = 200, description = "A page of it.", body = Page<Shown>)),
)]
pub async fn list(
    State(context): State<Context>,
    owner: Owner,
    Path(Which { webhook }): Path<Which>,
    Query(Listed { state, limit, cursor }): Query<Listed>,
) -> Result<axum::Json<Page<Shown>>, Problem> {
    let own = context.sign_in.store.webhooks(owner.id());
    let found = own.find(webhook).await.map_err(|error| Problem::internal(&error))?;
    if found.is_none() {
        return Err(Problem::not_found("webhook"));
    }
    let before = cursor.map(|cursor| cursor.0);
    let found = own.list_deliveries(webhook, state, before, limit.and_one()).await;
    let found = found.map_err(|error| Problem::internal(&error))?;
    Ok(axum::Json(Page::of(found, limit, |delivery| delivery.id, |delivery| show(delivery, false))))
}

/// Sends again
///
/// What was sent, with the ids that it had; also what a webhook missed that was disabled because nobody answered there.
#[utoipa::path(
    post, path = "/webhooks/{webhook}/replay", tag = "webhooks", operation_id = "replay_webhook",
    params(Which, Tried),
    request_body = Replay,
    responses(
        (status = 200, description = "It is being sent.", body = Replayed),
        (status = 409, description = "Nothing is sent there: webhook_disabled."),
    ),
)]
pub async fn replay(
    State(context): State<Context>,
    owner: Owner,
    Path(Which { webhook }): Path<Which>,
    Query(Tried { dry_run }): Query<Tried>,
    Json(Replay { delivery, since, until, reason }): Json<Replay>,
) -> Result<axum::Json<Replayed>, Problem> {
    let which = match (delivery, since) {
        (Some(delivery), None) if until.is_none() => Again::One(delivery),
        (None, Some(since)) => Again::Between(since, until.unwrap_or(owner.caller.now)),
        _ => return Err(Problem::invalid(&"name either `delivery`, or `since`, with `until` where it is not now")),
    };
    let manner = Manner { reason, dry_run };
    let place = (owner.named(), webhook);
    let replayed = webhooks::replay(&context.sign_in.store, place, which, &manner, &owner.caller.act()).await?;
    Ok(axum::Json(Replayed { replayed, dry_run }))
}

/// Sends a message that says nothing
///
/// But that messages arrive: `webhook.test`, whatever the webhook is told of. Look for it among its deliveries.
#[utoipa::path(
    post, path = "/webhooks/{webhook}/test", tag = "webhooks", operation_id = "test_webhook",
    params(Which, Why),
    responses(
        (status = 200, description = "It is on its way.", body = Shown),
        (status = 409, description = "Nothing is sent there: webhook_disabled."),
    ),
)]
pub async fn test(
    State(context): State<Context>,
    owner: Owner,
    Path(Which { webhook }): Path<Which>,
    Query(Why { reason, dry_run }): Query<Why>,
) -> Result<axum::Json<Shown>, Problem> {
    let (manner, place) = (Manner { reason, dry_run }, (owner.named(), webhook));
    let delivery = webhooks::test(&context.sign_in.store, place, &manner, &owner.caller.act()).await?;
    Ok(axum::Json(show(delivery, dry_run)))
}

fn show(delivery: Delivery, dry_run: bool) -> Shown {
    let Delivery { id, at, kind, state, attempts, answer, due_at, .. } = delivery;
    let next_at = (state == DeliveryState::Waiting).then_some(due_at);
    Shown { id, at, r#type: kind, state, attempts, answer, next_at, dry_run }
}
