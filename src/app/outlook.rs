//! Looking ahead: the weather at identity providers, every few seconds, and what ends before long, now and then.

use std::sync::Arc;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::domain::clock::Clock;
use crate::signin::SignIn;
use crate::tenancy::expiries::Ledger;
use crate::tenancy::weather;

/// How soon the weather is known: at every replica for itself, from what all of them see.
const LOOK_EVERY: Duration = Duration::from_secs(2);
/// After how many looks is told of what ends. What is due is told by day, so ten minutes are soon.
const WARN_EVERY: u32 = 300;

/// Works until cancelled. Of several replicas one writes down what changes, and tells.
pub async fn run(sign_in: Arc<SignIn>, ledger: Ledger, clock: Clock, cancelled: CancellationToken) {
    let mut round: u32 = 0;
    loop {
        tokio::select! {
            () = cancelled.cancelled() => return,
            () = tokio::time::sleep(LOOK_EVERY) => {}
        }
        match weather::look(&sign_in.store, sign_in.mail.as_ref(), clock.now()).await {
            Ok(troubles) => sign_in.weather.learn(troubles),
            Err(error) => tracing::warn!(%error, "weather.not_looked_at"),
        }
        if round.is_multiple_of(WARN_EVERY)
            && let Err(error) = ledger.warn(sign_in.mail.as_ref(), clock.now()).await
        {
            tracing::warn!(%error, "expiries.not_told");
        }
        round = round.wrapping_add(1);
    }
}
