//! Makes messages of the lines of the audit log, for every webhook that may hear of them.

use chrono::{DateTime, Utc};

use super::message::{self, Names};
use crate::domain::audit::AuditEvent;
use crate::domain::event_type::EventType;
use crate::domain::webhook::{Delivery, DeliveryState, Webhook, WebhookStatus};
use crate::keys::random;
use crate::store::{Store, StoreError};

/// Lines that are told in one transaction.
const AT_ONCE: u64 = 500;

/// Tells what has been chained and not told yet; says how many messages this has made. Of several replicas that try at once, each line
/// is told by one.
pub async fn tell(store: &Store, now: DateTime<Utc>) -> Result<usize, StoreError> {
    let mut made = 0;
    while let Some(feed) = store.read_feed(AT_ONCE).await? {
        let mut deliveries = Vec::new();
        for event in &feed.events {
            let Some(kind) = EventType::of(event) else { continue };
            let hears = |webhook: &&Webhook| webhook.hears(kind, event.organization_id);
            let told: Vec<&Webhook> = feed.webhooks.iter().filter(hears).collect();
            if !told.is_empty() {
                let payload = message::of(kind, event, &names(store, event).await?);
                deliveries.extend(told.iter().map(|webhook| delivery(webhook, kind, event, payload.clone(), now)));
            }
        }
        if !store.write_feed(&feed, &deliveries).await? {
            break;
        }
        made += deliveries.len();
    }
    Ok(made)
}

async fn names(store: &Store, event: &AuditEvent) -> Result<Names, StoreError> {
    let mut names = Names::default();
    if let Some(id) = event.organization_id {
        let found = store.find_configuration(id).await?;
        names.slug = found.map(|configuration| configuration.organization.slug.clone());
    }
    if let Some(id) = message::application(event) {
        let found = store.find_application_by_id(id).await?;
        names.application = found.map(|application| application.client_id.clone());
    }
    Ok(names)
}

/// A message to one webhook. What one misses that is disabled because nobody answered there is kept, so that it can be asked for.
fn delivery(webhook: &Webhook, kind: EventType, event: &AuditEvent, payload: String, now: DateTime<Utc>) -> Delivery {
    let missed = webhook.status == WebhookStatus::Disabled;
    Delivery {
        id: random::id(event.at),
        webhook_id: webhook.id,
        organization_id: webhook.organization_id,
        kind,
        payload,
        at: event.at,
        state: if missed { DeliveryState::Failed } else { DeliveryState::Waiting },
        attempts: 0,
        answer: missed.then(|| "disabled".to_owned()),
        due_at: now,
    }
}
