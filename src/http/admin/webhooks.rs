//! `/admin/v1/webhooks` and `/admin/v1/organizations/{organization}/webhooks`

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use http::StatusCode;
use http::header::{ETAG, LOCATION};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::ROOT;
use super::caller::Owner;
use super::document::ForState;
use super::etag::{self, IfMatch, Tagged};
use super::extract::{Json, Path, Query};
use super::manner::{Tried, Why};
use super::page::{Listed, Page, Paging};
use super::patch::Field;
use super::problem::Problem;
use crate::domain::event_type::EventType;
use crate::domain::id::WebhookId;
use crate::domain::webhook::{DisabledBecause, Fares, Webhook, WebhookStatus};
use crate::http::Context;
use crate::tenancy::change::Fingerprint;
use crate::tenancy::users::Manner;
use crate::tenancy::webhooks::{self, Draft};

/// Somebody who is told of what happens: by a POST of JSON, signed as Standard Webhooks says.
#[derive(Serialize, ToSchema)]
#[schema(as = Webhook)]
pub struct Shown {
    #[schema(value_type = Uuid)]
    id: WebhookId,
    /// Where they are told.
    url: String,
    /// Of what; of all there is, where it is null.
    events: Option<Vec<EventType>>,
    /// What it is for.
    description: Option<String>,
    status: WebhookStatus,
    /// Why it is disabled; null, where it is not.
    disabled_because: Option<DisabledBecause>,
    /// Since when it has taken nothing; null, where the last message was taken.
    failing_since: Option<DateTime<Utc>>,
    created_at: DateTime<Utc>,
    /// Whether this is only what would be: nothing has changed.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[schema(required = false)]
    dry_run: bool,
}

/// A webhook that was made, and what its messages are signed with.
#[derive(Serialize, ToSchema)]
#[schema(as = MadeWebhook)]
pub struct Made {
    #[serde(flatten)]
    webhook: Shown,
    /// `whsec_…`. Shown this once.
    #[schema(example = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
    secret: String,
}

/// A new secret.
#[derive(Serialize, ToSchema)]
#[schema(as = WebhookSecret)]
pub struct Rotated {
    /// `whsec_…`. Shown this once; not at all, where it was only tried.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, value_type = String)]
    secret: Option<String>,
    /// Until when the one before signs beside it.
    former_until: DateTime<Utc>,
    /// Whether this is only what would be: nothing has changed.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[schema(required = false)]
    dry_run: bool,
}

/// A webhook to be made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewWebhook {
    /// An https address that does not point inwards, without a user.
    #[schema(max_length = 2000, example = "https://siem.example/anteroom")]
    url: String,
    /// Of what; of all there is, and of what later versions add, where nothing is named.
    #[schema(value_type = Option<Vec<EventType>>, min_items = 1)]
    events: Option<Vec<String>>,
    #[schema(min_length = 1, max_length = 200)]
    description: Option<String>,
    #[serde(default = "active")]
    status: WebhookStatus,
}

const fn active() -> WebhookStatus {
    WebhookStatus::Active
}

impl From<NewWebhook> for Draft {
    fn from(NewWebhook { url, events, description, status }: NewWebhook) -> Self {
        Self { url, events, description, status }
    }
}

/// What is to change of a webhook (RFC 7396): what is not named stays, and `null` takes away what may be missing.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WebhookChange {
    #[serde(default)]
    #[schema(value_type = String, max_length = 2000)]
    url: Field<String>,
    #[serde(default)]
    #[schema(value_type = Option<Vec<EventType>>, min_items = 1)]
    events: Field<Option<Vec<String>>>,
    #[serde(default)]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 200)]
    description: Field<Option<String>>,
    /// What waits for one that is disabled is sent no more. `active` begins anew, as if it had never failed.
    #[serde(default)]
    #[schema(value_type = WebhookStatus)]
    status: Field<WebhookStatus>,
    /// Why: for the audit log.
    #[schema(min_length = 1, max_length = 500)]
    reason: Option<String>,
}

impl WebhookChange {
    fn apply(self, draft: &mut Draft) {
        self.url.put(&mut draft.url);
        self.events.put(&mut draft.events);
        self.description.put(&mut draft.description);
        self.status.put(&mut draft.status);
    }
}

/// `{webhook}` of a path.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Path)]
pub struct Which {
    /// The webhook's id.
    #[param(value_type = Uuid)]
    pub(super) webhook: WebhookId,
}

/// Lists webhooks
///
/// In the order of their making: an organization's own; the operator's hear of all organizations.
#[utoipa::path(
    get, path = "/webhooks", tag = "webhooks", operation_id = "list_webhooks",
    params(Paging),
    responses((status = 200, description = "A page of them.", body = Page<Shown>)),
)]
pub async fn list(
    State(context): State<Context>,
    owner: Owner,
    Query(Listed { limit, cursor }): Query<Listed<WebhookId>>,
) -> Result<axum::Json<Page<Shown>>, Problem> {
    let own = context.sign_in.store.webhooks(owner.id());
    let found = own.list(cursor.map(|cursor| cursor.0), limit.and_one()).await;
    let found = found.map_err(|error| Problem::internal(&error))?;
    let show = |(webhook, fares)| show(webhook, fares, false);
    Ok(axum::Json(Page::of(found, limit, |(webhook, _): &(Webhook, Fares)| webhook.id, show)))
}

/// Makes a webhook
///
/// Its secret is in the answer, and nowhere after that; so there is no `Idempotency-Key`. It hears of what happens from now on.
#[utoipa::path(
    post, path = "/webhooks", tag = "webhooks", operation_id = "create_webhook",
    params(Tried),
    request_body = NewWebhook,
    responses(
        (status = 200, description = "What would be made, of a dry run.", body = Shown),
        (status = 201, description = "It is made.", body = Made, headers(
            ("Location" = String, description = "Where it is"), ("ETag" = String, description = "Its state"))),
    ),
)]
pub async fn create(
    State(context): State<Context>,
    owner: Owner,
    Query(Tried { dry_run }): Query<Tried>,
    Json(body): Json<NewWebhook>,
) -> Result<Response, Problem> {
    let (store, ring, upstream) = (&context.sign_in.store, &context.sign_in.ring, &context.sign_in.upstream);
    let (manner, act) = (Manner { reason: None, dry_run }, owner.caller.act());
    let permits = |url: &url::Url| upstream.permits(url);
    let made = webhooks::create(store, ring, owner.named(), body.into(), permits, &manner, &act).await?;
    let (webhook, secret) = made;
    if dry_run {
        return Ok(axum::Json(show(webhook, Fares::default(), true)).into_response());
    }
    let whose = owner.named().map_or_else(String::new, |(_, slug)| format!("/organizations/{slug}"));
    let location = format!("{ROOT}{whose}/webhooks/{}", webhook.id);
    let state = etag::value(&Fingerprint::of(&webhook));
    let body = Made { webhook: show(webhook, Fares::default(), false), secret: secret.expose().to_owned() };
    Ok((StatusCode::CREATED, [(LOCATION, location), (ETAG, state)], axum::Json(body)).into_response())
}

/// Shows a webhook
#[utoipa::path(
    get, path = "/webhooks/{webhook}", tag = "webhooks", operation_id = "get_webhook",
    params(Which),
    responses((status = 200, description = "The webhook.", body = Shown, headers(("ETag" = String, description = "Its state")))),
)]
pub async fn get(
    State(context): State<Context>,
    owner: Owner,
    Path(Which { webhook }): Path<Which>,
) -> Result<Tagged<Shown>, Problem> {
    let found = context.sign_in.store.webhooks(owner.id()).find(webhook).await;
    let (webhook, fares) =
        found.map_err(|error| Problem::internal(&error))?.ok_or_else(|| Problem::not_found("webhook"))?;
    Ok(Tagged(Fingerprint::of(&webhook), show(webhook, fares, false)))
}

/// Changes a webhook
///
/// Switching it off and on again is one of its changes.
#[utoipa::path(
    patch, path = "/webhooks/{webhook}", tag = "webhooks", operation_id = "change_webhook",
    params(Which, Tried, ForState),
    request_body = WebhookChange,
    responses((status = 200, description = "As it is now.", body = Shown, headers(("ETag" = String, description = "Its state")))),
)]
pub async fn change(
    State(context): State<Context>,
    owner: Owner,
    Path(Which { webhook }): Path<Which>,
    Query(Tried { dry_run }): Query<Tried>,
    IfMatch(expected): IfMatch,
    Json(mut body): Json<WebhookChange>,
) -> Result<Tagged<Shown>, Problem> {
    let manner = Manner { reason: body.reason.take(), dry_run };
    let (store, upstream, which) = (&context.sign_in.store, &context.sign_in.upstream, (owner.named(), webhook));
    let permits = |url: &url::Url| upstream.permits(url);
    let edit = |draft: &mut Draft| body.apply(draft);
    let changed = webhooks::change(store, which, &expected, permits, &manner, &owner.caller.act(), edit).await?;
    Ok(Tagged(Fingerprint::of(&changed), show(changed, Fares::default(), dry_run)))
}

/// Removes a webhook
///
/// With its secrets, and all that was sent to it.
#[utoipa::path(
    delete, path = "/webhooks/{webhook}", tag = "webhooks", operation_id = "delete_webhook",
    params(Which, Why, ForState),
    responses(
        (status = 200, description = "What would be removed, of a dry run.", body = Shown),
        (status = 204, description = "It is gone."),
    ),
)]
pub async fn delete(
    State(context): State<Context>,
    owner: Owner,
    Path(Which { webhook }): Path<Which>,
    Query(Why { reason, dry_run }): Query<Why>,
    IfMatch(expected): IfMatch,
) -> Result<Response, Problem> {
    let (manner, which) = (Manner { reason, dry_run }, (owner.named(), webhook));
    let removed = webhooks::remove(&context.sign_in.store, which, &expected, &manner, &owner.caller.act()).await?;
    if !dry_run {
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    Ok(Tagged(Fingerprint::of(&removed), show(removed, Fares::default(), true)).into_response())
}

/// Gives a webhook a new secret
///
/// For 24 hours the one before signs beside it, so that nothing is missed while the receiver learns of the new one.
#[utoipa::path(
    post, path = "/webhooks/{webhook}/rotate-secret", tag = "webhooks", operation_id = "rotate_webhook_secret",
    params(Which, Why),
    responses((status = 200, description = "The new secret.", body = Rotated)),
)]
pub async fn rotate_secret(
    State(context): State<Context>,
    owner: Owner,
    Path(Which { webhook }): Path<Which>,
    Query(Why { reason, dry_run }): Query<Why>,
) -> Result<axum::Json<Rotated>, Problem> {
    let (store, ring) = (&context.sign_in.store, &context.sign_in.ring);
    let (manner, which) = (Manner { reason, dry_run }, (owner.named(), webhook));
    let (secret, former_until) = webhooks::rotate_secret(store, ring, which, &manner, &owner.caller.act()).await?;
    let secret = (!dry_run).then(|| secret.expose().to_owned());
    Ok(axum::Json(Rotated { secret, former_until, dry_run }))
}

fn show(webhook: Webhook, fares: Fares, dry_run: bool) -> Shown {
    let Webhook { id, url, events, description, status, disabled_because, created_at, .. } = webhook;
    let failing_since = fares.failing_since;
    Shown { id, url: url.into(), events, description, status, disabled_because, failing_since, created_at, dry_run }
}
