//! What is done now and then: chaining the audit log, sweeping what has ended.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::domain::clock::Clock;
use crate::store::Store;

/// How soon a new audit event is in the chain.
const CHAIN_EVERY: Duration = Duration::from_secs(1);
/// How many events one round chains.
const CHAIN_MOST: u64 = 500;
/// After how many rounds is swept.
const SWEEP_EVERY: u32 = 600;

/// Works until cancelled. Of several replicas one at a time chains; sweeping twice does no harm.
pub async fn run(store: Store, clock: Clock, cancelled: CancellationToken) {
    let mut round: u32 = 0;
    loop {
        tokio::select! {
            () = cancelled.cancelled() => return,
            () = tokio::time::sleep(CHAIN_EVERY) => {}
        }
        if let Err(error) = store.chain_audit(CHAIN_MOST).await {
            tracing::warn!(%error, "audit.not_chained");
        }
        if round.is_multiple_of(SWEEP_EVERY)
            && let Err(error) = store.sweep(clock.now()).await
        {
            tracing::warn!(%error, "store.not_swept");
        }
        round = round.wrapping_add(1);
    }
}
