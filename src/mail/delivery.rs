//! Sends what is in the outbox.

use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};

use super::Mail;
use super::transport::{Sent, Transport};
use crate::domain::clock::Clock;
use crate::leases::Leased;
use crate::store::outbox::ClaimedLetter;
use crate::store::{Store, StoreError};

/// Letters sent at once. No more than these are one replica's at any time.
const AT_ONCE: usize = 4;
/// How long a letter is one replica's to send: longer than a conversation may take, and short against a code's ten minutes.
pub const LEASE: Duration = Duration::minutes(1);
/// The pause after the first failure; each is twice the one before.
const FIRST_PAUSE: Duration = Duration::seconds(2);
const LONGEST_PAUSE: Duration = Duration::minutes(5);

/// Sends letters.
#[derive(Clone)]
pub struct Delivery {
    /// What opens them.
    pub mail: Mail,
    /// How they leave.
    pub transport: Arc<Transport>,
    /// Where they wait.
    pub store: Store,
    /// The time.
    pub clock: Clock,
}

impl Leased for Delivery {
    type Piece = ClaimedLetter;
    const NAME: &'static str = "mail";

    async fn claim(&self, under_way: usize) -> Result<Vec<ClaimedLetter>, StoreError> {
        self.store.claim_letters(AT_ONCE.saturating_sub(under_way), LEASE, self.clock.now()).await
    }

    async fn finish(&self, claimed: &ClaimedLetter) -> Result<(), StoreError> {
        self.send(claimed).await
    }

    async fn release(&self, claimed: &ClaimedLetter) -> Result<(), StoreError> {
        self.store.put_off_letter(claimed, self.clock.now()).await
    }

    async fn woken(&self) {
        self.store.letter_was_put().await;
    }
}

impl Delivery {
    async fn send(&self, claimed: &ClaimedLetter) -> Result<(), StoreError> {
        let ClaimedLetter { letter, attempts } = claimed;
        let now = self.clock.now();
        if letter.expires_at <= now {
            tracing::warn!(letter = %letter.id, "mail.expired");
            return self.store.remove_letter(letter.id).await;
        }
        let Ok(rendered) = self.mail.open(letter) else {
            tracing::error!(letter = %letter.id, "mail.unreadable");
            return self.store.remove_letter(letter.id).await;
        };
        if rendered.to.is_none() {
            return self.store.remove_letter(letter.id).await;
        }
        match self.transport.send(letter.id, &rendered).await {
            Sent::Yes => self.store.remove_letter(letter.id).await,
            Sent::Never(why) => {
                tracing::warn!(letter = %letter.id, at = ?why.at, code = why.code, "mail.refused");
                self.store.remove_letter(letter.id).await
            }
            Sent::NotNow(why) => {
                tracing::warn!(letter = %letter.id, attempts, at = ?why.at, code = why.code, "mail.put_off");
                self.store.put_off_letter(claimed, next_attempt(*attempts, now)).await
            }
        }
    }
}

/// When a letter that was tried `attempts` times before is tried again.
fn next_attempt(attempts: i32, now: DateTime<Utc>) -> DateTime<Utc> {
    let doubled = FIRST_PAUSE * 2_i32.saturating_pow(u32::try_from(attempts.clamp(0, 10)).unwrap_or_default());
    now + doubled.min(LONGEST_PAUSE)
}
