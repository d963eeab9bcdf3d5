//! Sends what is in the outbox.

use std::sync::Arc;
use std::time::Duration as Pause;

use chrono::{DateTime, Duration, Utc};
use futures_util::{StreamExt, stream};
use tokio_util::sync::CancellationToken;

use super::Mail;
use super::transport::{Sent, Transport};
use crate::domain::clock::Clock;
use crate::store::outbox::ClaimedLetter;
use crate::store::{Store, StoreError};

/// How soon a letter that another replica wrote, or that was put off, is looked for.
const LOOK_EVERY: Pause = Pause::from_secs(1);
/// Letters sent at once.
const AT_ONCE: usize = 4;
/// Letters taken at once.
const TAKEN: u64 = 16;
/// How long a letter is one replica's to send: longer than all that are taken at once may take.
const LEASE: Duration = Duration::minutes(10);
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

impl Delivery {
    /// Works until cancelled.
    pub async fn run(self, cancelled: CancellationToken) {
        loop {
            match self.send_due().await {
                // There may be more than were taken.
                Ok(taken) if taken > 0 && !cancelled.is_cancelled() => continue,
                Ok(_) => {}
                Err(error) => tracing::warn!(%error, "mail.outbox_unreadable"),
            }
            tokio::select! {
                () = cancelled.cancelled() => return,
                () = self.store.letter_was_put() => {}
                () = tokio::time::sleep(LOOK_EVERY) => {}
            }
        }
    }

    /// Sends what is due now; says how many letters it took.
    pub async fn send_due(&self) -> Result<usize, StoreError> {
        let now = self.clock.now();
        let taken = self.store.claim_letters(TAKEN, LEASE, now).await?;
        let count = taken.len();
        let done: Vec<_> =
            stream::iter(taken).map(|claimed| self.send(claimed)).buffer_unordered(AT_ONCE).collect().await;
        done.into_iter().collect::<Result<(), _>>()?;
        Ok(count)
    }

    async fn send(&self, claimed: ClaimedLetter) -> Result<(), StoreError> {
        let ClaimedLetter { letter, attempts } = claimed;
        let now = self.clock.now();
        if letter.expires_at <= now {
            tracing::warn!(letter = %letter.id, "mail.expired");
            return self.store.remove_letter(letter.id).await;
        }
        let Ok(rendered) = self.mail.open(&letter) else {
            tracing::error!(letter = %letter.id, "mail.unreadable");
            return self.store.remove_letter(letter.id).await;
        };
        if rendered.to.is_none() {
            return self.store.remove_letter(letter.id).await;
        }
        match self.transport.send(&rendered).await {
            Sent::Yes => self.store.remove_letter(letter.id).await,
            Sent::Never => {
                tracing::warn!(letter = %letter.id, "mail.refused");
                self.store.remove_letter(letter.id).await
            }
            Sent::NotNow => {
                tracing::warn!(letter = %letter.id, attempts, "mail.put_off");
                self.store.put_off_letter(letter.id, next_attempt(attempts, now)).await
            }
        }
    }
}

/// When a letter that was tried `attempts` times before is tried again.
fn next_attempt(attempts: i32, now: DateTime<Utc>) -> DateTime<Utc> {
    let doubled = FIRST_PAUSE * 2_i32.saturating_pow(u32::try_from(attempts.clamp(0, 10)).unwrap_or_default());
    now + doubled.min(LONGEST_PAUSE)
}
