//! Sends messages to webhooks.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use chrono::{DateTime, Duration, Utc};
use http::{HeaderMap, HeaderValue, StatusCode};
use serde_json::json;

use super::secret;
use crate::domain::audit::{AuditAction, AuditDetail, AuditEvent};
use crate::domain::clock::Clock;
use crate::domain::id::WebhookId;
use crate::domain::webhook::{
    Delivery as Message, DisabledBecause, Fares, LEASE, PATIENCE, Webhook, WebhookSecret, next_attempt,
};
use crate::keys::random;
use crate::keys::ring::KeyRing;
use crate::language::Language;
use crate::leases::{Leased, Slot, Tally, UnderWay};
use crate::mail::{Content, Letter, Mail};
use crate::store::outbox::SealedLetter;
use crate::store::webhooks::Failure;
use crate::store::{Store, StoreError};
use crate::upstream::Upstream;

/// Messages sent at once to one webhook: enough for a busy day, and no more than a small server bears. One that answers slowly so takes
/// nothing from the others.
pub const AT_ONCE_TO_ONE: usize = 4;
/// Messages sent at once in all. 64 webhooks that answer nothing at the same time fill it, for as long as one answer may take.
const AT_ONCE: usize = 256;
/// How long a letter that a webhook is disabled is worth sending.
const LETTER_LIFETIME: Duration = Duration::days(2);
/// Who disables what nobody answers at.
const ITSELF: &str = "anteroom";

/// Sends messages.
#[derive(Clone)]
pub struct Delivery {
    /// Where they wait.
    pub store: Store,
    /// What opens the secrets that sign them.
    pub ring: Arc<KeyRing>,
    /// The way out.
    pub upstream: Arc<Upstream>,
    /// What writes to the people of a webhook that is disabled; none, where no letters are sent.
    pub mail: Option<Mail>,
    /// The time.
    pub clock: Clock,
    /// What is under way.
    pub under_way: UnderWay<WebhookId>,
    /// What came of it.
    pub tally: Arc<Tally>,
}

/// A webhook, and what its messages are signed with.
struct Receiver {
    webhook: Webhook,
    fares: Fares,
    secrets: Vec<WebhookSecret>,
}

/// A message that is this replica's to send.
pub struct Sending {
    message: Message,
    to: Arc<Receiver>,
    _slot: Slot<WebhookId>,
}

impl Leased for Delivery {
    type Piece = Sending;
    const NAME: &'static str = "webhooks";

    async fn claim(&self, under_way: usize) -> Result<Vec<Sending>, StoreError> {
        let mut claimed = Vec::new();
        let mut room = AT_ONCE.saturating_sub(under_way);
        if room == 0 {
            return Ok(claimed);
        }
        let now = self.clock.now();
        for (webhook, fares) in self.store.list_due_webhooks(&self.under_way.full(AT_ONCE_TO_ONE), now).await? {
            let most = self.under_way.room(webhook.id, AT_ONCE_TO_ONE).min(room);
            match self.claim_for(webhook, fares, most, now).await {
                Ok(taken) => {
                    room = room.saturating_sub(taken.len());
                    claimed.extend(taken);
                }
                // What has been taken is sent all the same.
                Err(error) => tracing::warn!(%error, "webhooks.not_claimed"),
            }
        }
        Ok(claimed)
    }

    async fn finish(&self, sending: &Sending) -> Result<(), StoreError> {
        self.send(&sending.message, &sending.to).await
    }

    async fn release(&self, sending: &Sending) -> Result<(), StoreError> {
        self.store.release_delivery(&sending.message, self.clock.now()).await
    }

    async fn woken(&self) {
        self.store.delivery_was_put().await;
    }
}

impl Delivery {
    async fn claim_for(
        &self,
        webhook: Webhook,
        fares: Fares,
        most: usize,
        now: DateTime<Utc>,
    ) -> Result<Vec<Sending>, StoreError> {
        if most == 0 {
            return Ok(Vec::new());
        }
        let secrets = self.store.list_webhook_secrets(&webhook, now).await?;
        let messages = self.store.claim_deliveries(&webhook, most, LEASE, now).await?;
        let to = Arc::new(Receiver { webhook, fares, secrets });
        let sending = messages.into_iter().map(|message| {
            let slot = self.under_way.take(to.webhook.id);
            Sending { message, to: Arc::clone(&to), _slot: slot }
        });
        Ok(sending.collect())
    }

    async fn send(&self, message: &Message, to: &Receiver) -> Result<(), StoreError> {
        let now = self.clock.now();
        let Some(headers) = self.headers(message, to, now) else {
            tracing::error!(webhook = %to.webhook.id, "webhooks.not_signed");
            return self.failed(message, to, "not_signed".to_owned(), None, now).await;
        };
        let told = match self.upstream.tell(&to.webhook.url, headers, message.payload.clone()).await {
            Ok(told) => told,
            Err(error) => return self.failed(message, to, error.word().to_owned(), None, now).await,
        };
        let answer = told.status.as_str().to_owned();
        if told.status.is_success() {
            self.tally.delivered.fetch_add(1, Ordering::Relaxed);
            return self.store.note_delivered(message, &answer, to.fares).await;
        }
        if told.status == StatusCode::GONE {
            self.tally.failed.fetch_add(1, Ordering::Relaxed);
            let failure = Failure { answer, again_at: None, paused_until: None };
            self.store.note_failure(message, &failure, to.fares, now).await?;
            return self.disable(to, DisabledBecause::Gone, now).await;
        }
        let asked = told.retry_after.as_deref().and_then(|asked| pause(asked, now));
        self.failed(message, to, answer, asked, now).await
    }

    /// Nothing leaves without a signature: nobody could tell it from a stranger's.
    fn headers(&self, message: &Message, to: &Receiver, now: DateTime<Utc>) -> Option<HeaderMap> {
        if to.secrets.is_empty() {
            return None;
        }
        let at = now.timestamp();
        let signature = secret::sign(&to.secrets, &self.ring, message.id, at, &message.payload).ok()?;
        let mut headers = HeaderMap::new();
        headers.insert(http::header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        headers.insert("webhook-id", HeaderValue::from_str(&message.id.to_string()).ok()?);
        headers.insert("webhook-timestamp", HeaderValue::from(at));
        headers.insert("webhook-signature", HeaderValue::from_str(&signature).ok()?);
        Some(headers)
    }

    async fn failed(
        &self,
        message: &Message,
        to: &Receiver,
        answer: String,
        asked: Option<Duration>,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let again_at = next_attempt(message.attempts, asked, now);
        let (webhook, delivery, attempts) = (to.webhook.id, message.id, message.attempts);
        if again_at.is_some() {
            self.tally.put_off.fetch_add(1, Ordering::Relaxed);
            tracing::warn!(%webhook, %delivery, attempts, answer, "webhooks.put_off");
        } else {
            self.tally.failed.fetch_add(1, Ordering::Relaxed);
            tracing::warn!(%webhook, %delivery, attempts, answer, "webhooks.given_up");
        }
        // Whoever asks for time gets it for everything that waits, not for this message alone.
        let paused_until = asked.and_then(|asked| next_attempt(1, Some(asked), now));
        let failure = Failure { answer, again_at, paused_until };
        self.store.note_failure(message, &failure, to.fares, now).await?;
        if to.fares.failing_since.is_some_and(|since| now - since >= PATIENCE) {
            self.disable(to, DisabledBecause::Failing, now).await?;
        }
        Ok(())
    }

    /// Disables a webhook, and tells the administrators of its organization. Of the operator's own, the log alone tells.
    async fn disable(&self, to: &Receiver, because: DisabledBecause, now: DateTime<Utc>) -> Result<(), StoreError> {
        let webhook = &to.webhook;
        let since = to.fares.failing_since.unwrap_or(now);
        let detail = json!({ "because": because, "host": webhook.url.host_str(), "failing_since": since });
        let event = AuditEvent {
            organization_id: webhook.organization_id,
            subject: Some(format!("webhook {}", webhook.id)),
            detail: AuditDetail::of(&detail),
            ..AuditEvent::new(random::id(now), now, AuditAction::WebhookDisabled, ITSELF)
        };
        let letters = self.letters(webhook, because, since, now).await?;
        if self.store.disable_webhook(webhook, because, &letters, &event).await? {
            tracing::warn!(webhook = %webhook.id, ?because, "webhooks.disabled");
        }
        Ok(())
    }

    async fn letters(
        &self,
        webhook: &Webhook,
        because: DisabledBecause,
        since: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<Vec<SealedLetter>, StoreError> {
        let (Some(mail), Some(id)) = (&self.mail, webhook.organization_id) else { return Ok(Vec::new()) };
        let Some(configuration) = self.store.find_configuration(id).await? else { return Ok(Vec::new()) };
        let organization = &configuration.organization;
        let letters = organization.admins.iter().filter_map(|admin| {
            let content = Content::WebhookDisabled {
                organization: organization.name.clone(),
                // No more of the address: its path may be as good as a password.
                host: webhook.url.host_str().unwrap_or_default().to_owned(),
                since: (because == DisabledBecause::Failing).then_some(since),
            };
            let language = organization.locale.as_deref().and_then(Language::from_tag).unwrap_or_default();
            let (to, expires_at) = (admin.clone(), now + LETTER_LIFETIME);
            let letter = Letter { organization_id: Some(id), to, language, content, expires_at };
            // A letter that cannot be written keeps no webhook going.
            mail.seal(&letter, now).inspect_err(|error| tracing::error!(%error, "webhooks.letter_not_written")).ok()
        });
        Ok(letters.collect())
    }
}

/// How long somebody asks to be left in peace: seconds, or until a date (RFC 9110, 10.2.3).
fn pause(asked: &str, now: DateTime<Utc>) -> Option<Duration> {
    match asked.trim().parse() {
        Ok(seconds) => Duration::try_seconds(seconds),
        Err(_) => Some(DateTime::parse_from_rfc2822(asked.trim()).ok()?.to_utc() - now),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pause_is_asked_for_in_seconds_or_until_a_date() {
        let now: DateTime<Utc> = "2027-01-15T08:00:00Z".parse().unwrap();
        assert_eq!(pause("120", now), Some(Duration::minutes(2)));
        assert_eq!(pause("Fri, 15 Jan 2027 08:30:00 GMT", now), Some(Duration::minutes(30)));
        assert_eq!(pause("Fri, 15 Jan 2027 07:30:00 GMT", now), Some(Duration::minutes(-30)));
        assert_eq!(pause("9223372036854775807", now), None);
        for bad in ["", "soon", "1.5", "-"] {
            assert_eq!(pause(bad, now), None, "{bad}");
        }
    }
}
