//! What is done now and then: chaining the audit log, resting connections, noting what has closed by itself, sweeping what has ended, and the former
//! addresses whose time is over.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::domain::clock::Clock;
use crate::store::Store;
use crate::tenancy::{break_glass, former_addresses};

/// How soon a new audit event is in the chain, and break-glass whose time is over in the log.
const CHAIN_EVERY: Duration = Duration::from_secs(1);
/// How many events are chained in one transaction.
const CHAIN_MOST: u64 = 500;
/// After how many rounds is swept.
const SWEEP_EVERY: u32 = 600;

/// Works until cancelled. Of several replicas one at a time chains, and one notes what has closed; sweeping twice does no harm.
pub async fn run(store: Store, clock: Clock, cancelled: CancellationToken) {
    let mut round: u32 = 0;
    loop {
        tokio::select! {
            () = cancelled.cancelled() => return,
            () = tokio::time::sleep(CHAIN_EVERY) => {}
        }
        store.rest();
        // A busy hour brings more than one batch a second: all of it is chained before the next pause.
        while !cancelled.is_cancelled() {
            match store.chain_audit(CHAIN_MOST).await {
                Ok(chained) if chained >= CHAIN_MOST => {}
                Ok(_) => break,
                Err(error) => {
                    tracing::warn!(%error, "audit.not_chained");
                    break;
                }
            }
        }
        if let Err(error) = break_glass::note_ended(&store, clock.now()).await {
            tracing::warn!(%error, "break_glass.end_not_noted");
        }
        if round.is_multiple_of(SWEEP_EVERY) {
            if let Err(error) = store.sweep(clock.now()).await {
                tracing::warn!(%error, "store.not_swept");
            }
            if let Err(error) = former_addresses::end_over(&store, clock.now()).await {
                tracing::warn!(%error, "former_addresses.not_ended");
            }
        }
        round = round.wrapping_add(1);
    }
}
