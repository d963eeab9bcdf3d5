//! What is done now and then: exchanging signing keys; chaining the audit log, telling webhooks of it, anchoring it and removing what is
//! kept no longer; resting connections, noting what has closed by itself, moving roll-outs on, sweeping what has ended and former
//! addresses whose time is over.

use std::sync::Arc;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::audit::Daily;
use crate::domain::clock::Clock;
use crate::keys::signing::SigningKeys;
use crate::store::Store;
use crate::tenancy::{break_glass, former_addresses, rollouts};
use crate::webhooks::feed;

/// How soon a new audit event is in the chain, and break-glass whose time is over in the log.
const CHAIN_EVERY: Duration = Duration::from_secs(1);
/// How many events are chained in one transaction.
const CHAIN_MOST: u64 = 500;
/// After how many rounds is looked for what is chained and was not told: whoever chained it may have ended in between.
const TELL_EVERY: u32 = 10;
/// After how many rounds is swept.
const SWEEP_EVERY: u32 = 600;

/// Works until cancelled. Of several replicas one at a time chains, one notes what has closed, and one looks at a roll-out; sweeping
/// twice does no harm.
/// `support` is the slug of the organization whose accounts may be people of support.
pub async fn run(
    store: Store,
    clock: Clock,
    mut daily: Daily,
    signing: Arc<SigningKeys>,
    support: Option<String>,
    cancelled: CancellationToken,
) {
    let mut round: u32 = 0;
    loop {
        tokio::select! {
            () = cancelled.cancelled() => return,
            () = tokio::time::sleep(CHAIN_EVERY) => {}
        }
        store.rest();
        if let Err(error) = signing.round(&clock).await {
            tracing::warn!(%error, "signing.keys_not_exchanged");
        }
        let mut chained_any = false;
        // A busy hour brings more than one batch a second: all of it is chained before the next pause.
        while !cancelled.is_cancelled() {
            match store.chain_audit(CHAIN_MOST).await {
                Ok(chained) => {
                    chained_any |= chained > 0;
                    if chained < CHAIN_MOST {
                        break;
                    }
                }
                Err(error) => {
                    tracing::warn!(%error, "audit.not_chained");
                    break;
                }
            }
        }
        if (chained_any || round.is_multiple_of(TELL_EVERY))
            && let Err(error) = feed::tell(&store, clock.now()).await
        {
            tracing::warn!(%error, "webhooks.not_told");
        }
        if let Err(error) = break_glass::note_ended(&store, clock.now()).await {
            tracing::warn!(%error, "break_glass.end_not_noted");
        }
        daily.round(&store, clock.now()).await;
        if let Err(error) = rollouts::drive::drive(&store, support.as_deref(), clock.now()).await {
            tracing::warn!(%error, "rollouts.not_looked_at");
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
