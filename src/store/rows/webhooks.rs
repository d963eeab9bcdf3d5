//! Rows of webhooks.

use anteroom_entity as entity;

use super::{Row, word};
use crate::domain::webhook::{Delivery, Fares, Webhook, WebhookSecret};
use crate::store::StoreError;

pub(in crate::store) fn webhook(row: entity::webhooks::Model) -> Result<(Webhook, Fares), StoreError> {
    let at = Row("webhooks", row.id);
    let webhook = Webhook {
        id: row.id.into(),
        organization_id: row.organization_id.map(Into::into),
        url: row.url.parse().map_err(|_| at.corrupt())?,
        events: row.events.map(|events| at.text(&events)).transpose()?,
        description: row.description,
        status: at.word(&row.status)?,
        disabled_because: row.disabled_because.map(|why| at.word(&why)).transpose()?,
        created_at: row.created_at,
    };
    Ok((webhook, Fares { failing_since: row.failing_since, paused_until: row.paused_until }))
}

pub(in crate::store) fn webhook_row(
    webhook: &Webhook,
    since_position: i64,
) -> Result<entity::webhooks::Model, StoreError> {
    let at = Row("webhooks", webhook.id.0);
    Ok(entity::webhooks::Model {
        id: webhook.id.0,
        organization_id: webhook.organization_id.map(|id| id.0),
        url: webhook.url.to_string(),
        events: webhook.events.as_ref().map(|events| at.to_text(events)).transpose()?,
        description: webhook.description.clone(),
        status: word(&webhook.status),
        disabled_because: webhook.disabled_because.as_ref().map(word),
        since_position,
        failing_since: None,
        paused_until: None,
        created_at: webhook.created_at,
    })
}

pub(in crate::store) fn webhook_secret(row: entity::webhook_secrets::Model) -> WebhookSecret {
    WebhookSecret {
        id: row.id.into(),
        webhook_id: row.webhook_id.into(),
        organization_id: row.organization_id.map(Into::into),
        sealed: row.sealed,
        created_at: row.created_at,
        ends_at: row.ends_at,
    }
}

pub(in crate::store) fn webhook_secret_row(secret: &WebhookSecret) -> entity::webhook_secrets::Model {
    entity::webhook_secrets::Model {
        id: secret.id.0,
        webhook_id: secret.webhook_id.0,
        organization_id: secret.organization_id.map(|id| id.0),
        sealed: secret.sealed.clone(),
        created_at: secret.created_at,
        ends_at: secret.ends_at,
    }
}

pub(in crate::store) fn delivery(row: entity::webhook_deliveries::Model) -> Result<Delivery, StoreError> {
    let at = Row("webhook_deliveries", row.id);
    Ok(Delivery {
        id: row.id.into(),
        webhook_id: row.webhook_id.into(),
        organization_id: row.organization_id.map(Into::into),
        kind: at.word(&row.kind)?,
        payload: row.payload,
        at: row.at,
        state: at.word(&row.state)?,
        attempts: row.attempts,
        answer: row.answer,
        due_at: row.due_at,
    })
}

pub(in crate::store) fn delivery_row(delivery: &Delivery) -> entity::webhook_deliveries::Model {
    entity::webhook_deliveries::Model {
        id: delivery.id.0,
        webhook_id: delivery.webhook_id.0,
        organization_id: delivery.organization_id.map(|id| id.0),
        kind: word(&delivery.kind),
        payload: delivery.payload.clone(),
        at: delivery.at,
        state: word(&delivery.state),
        attempts: delivery.attempts,
        answer: delivery.answer.clone(),
        due_at: delivery.due_at,
    }
}
