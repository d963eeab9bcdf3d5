//! Sends what is in the outbox.

use std::sync::Arc;
use std::time::Duration as Pause;

use chrono::{DateTime, Duration, Utc};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use super::Mail;
use super::transport::{Sent, Transport};
use crate::domain::clock::Clock;
use crate::store::outbox::ClaimedLetter;
use crate::store::{Store, StoreError};

/// How soon a letter that another replica wrote, or that was put off, is looked for.
const LOOK_EVERY: Pause = Pause::from_secs(1);
/// Letters sent at once. No more than these are one replica's at any time.
const AT_ONCE: usize = 4;
/// How long a letter is one replica's to send: longer than a conversation may take, and short against a code's ten minutes.
pub const LEASE: Duration = Duration::minutes(1);
/// How long conversations under way may last when the server stops.
const ENDING: Pause = Pause::from_secs(5);
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
        let mut sending = JoinSet::new();
        loop {
            // Only what is sent at once is taken: whatever waits here would be lost to the others with this process.
            let room = AT_ONCE.saturating_sub(sending.len());
            match self.store.claim_letters(room, LEASE, self.clock.now()).await {
                Ok(claimed) => {
                    for claimed in claimed {
                        sending.spawn(self.clone().send_or_release(claimed, cancelled.clone()));
                    }
                }
                Err(error) => tracing::warn!(%error, "mail.outbox_unreadable"),
            }
            tokio::select! {
                () = cancelled.cancelled() => break,
                Some(_) = sending.join_next() => {}
                () = self.store.letter_was_put() => {}
                () = tokio::time::sleep(LOOK_EVERY) => {}
            }
        }
        while sending.join_next().await.is_some() {}
    }

    /// Sends a letter. When the server stops meanwhile, and the conversation does not end soon, it is anybody's again.
    async fn send_or_release(self, claimed: ClaimedLetter, cancelled: CancellationToken) {
        let stopped = async {
            cancelled.cancelled().await;
            tokio::time::sleep(ENDING).await;
        };
        let done = tokio::select! {
            done = self.send(&claimed) => done,
            () = stopped => self.store.put_off_letter(&claimed, self.clock.now()).await,
        };
        if let Err(error) = done {
            tracing::warn!(%error, letter = %claimed.letter.id, "mail.outbox_unwritable");
        }
    }

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
