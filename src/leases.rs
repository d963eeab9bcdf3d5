//! Work that every replica may do and one of them does: it is taken for a time, done, and anybody's again should whoever took it have
//! ended. Letters, messages to webhooks and logout tokens leave so.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::Hash;
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::store::StoreError;

/// How soon work that another replica has made, or that was put off, is looked for.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// How long work under way may last when the server stops.
const ENDING: Duration = Duration::from_secs(5);

/// Work that waits in the database. A cheap clone.
pub trait Leased: Clone + Send + Sync + 'static {
    /// A piece of it that was taken.
    type Piece: Send + Sync + 'static;
    /// Its name in the log.
    const NAME: &'static str;

    /// Takes what can be begun at once beside `under_way` pieces, and no more: what only waits here would be lost to the other replicas
    /// with this process.
    fn claim(&self, under_way: usize) -> impl Future<Output = Result<Vec<Self::Piece>, StoreError>> + Send;

    /// Does a piece of it, and writes down what came of it.
    fn finish(&self, piece: &Self::Piece) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Gives a piece back.
    fn release(&self, piece: &Self::Piece) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Waits until there is new work in this process.
    fn woken(&self) -> impl Future<Output = ()> + Send;
}

/// Works until cancelled.
pub async fn run<L: Leased>(work: L, cancelled: CancellationToken) {
    let mut under_way = JoinSet::new();
    loop {
        match work.claim(under_way.len()).await {
            Ok(claimed) => {
                for piece in claimed {
                    under_way.spawn(finish_or_release(work.clone(), piece, cancelled.clone()));
                }
            }
            Err(error) => tracing::warn!(%error, work = L::NAME, "leases.not_claimed"),
        }
        tokio::select! {
            () = cancelled.cancelled() => break,
            Some(_) = under_way.join_next() => {}
            () = work.woken() => {}
            () = tokio::time::sleep(LOOK_EVERY) => {}
        }
    }
    while under_way.join_next().await.is_some() {}
}

/// Does a piece. When the server stops meanwhile, and the piece is not done soon, it is anybody's again.
async fn finish_or_release<L: Leased>(work: L, piece: L::Piece, cancelled: CancellationToken) {
    let stopped = async {
        cancelled.cancelled().await;
        tokio::time::sleep(ENDING).await;
    };
    let done = tokio::select! {
        done = work.finish(&piece) => done,
        () = stopped => work.release(&piece).await,
    };
    if let Err(error) = done {
        tracing::warn!(%error, work = L::NAME, "leases.not_noted");
    }
}

/// What this process has sent since it began.
#[derive(Debug, Default)]
pub struct Tally {
    /// What was taken.
    pub delivered: AtomicU64,
    /// Attempts that are followed by another.
    pub put_off: AtomicU64,
    /// What was given up.
    pub failed: AtomicU64,
}

/// How much is under way to each receiver.
#[derive(Debug)]
pub struct UnderWay<To>(Arc<Mutex<HashMap<To, usize>>>);

/// Something that is under way, until it is dropped.
pub struct Slot<To: Copy + Eq + Hash> {
    under_way: UnderWay<To>,
    to: To,
}

impl<To> Clone for UnderWay<To> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<To> Default for UnderWay<To> {
    fn default() -> Self {
        Self(Arc::default())
    }
}

impl<To: Copy + Eq + Hash> UnderWay<To> {
    fn with<T>(&self, read: impl FnOnce(&mut HashMap<To, usize>) -> T) -> T {
        read(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// How much more may go to a receiver, to which so much may go at once.
    pub fn room(&self, to: To, most: usize) -> usize {
        most.saturating_sub(self.with(|all| all.get(&to).copied().unwrap_or_default()))
    }

    /// The receivers that are sent so much already.
    pub fn full(&self, most: usize) -> Vec<To> {
        self.with(|all| all.iter().filter(|(_, count)| **count >= most).map(|(to, _)| *to).collect())
    }

    /// Takes a place.
    pub fn take(&self, to: To) -> Slot<To> {
        self.with(|all| *all.entry(to).or_default() += 1);
        Slot { under_way: self.clone(), to }
    }
}

impl<To: Copy + Eq + Hash> Drop for Slot<To> {
    fn drop(&mut self) {
        self.under_way.with(|all| {
            if let Entry::Occupied(mut count) = all.entry(self.to) {
                *count.get_mut() = count.get().saturating_sub(1);
                if *count.get() == 0 {
                    count.remove();
                }
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_receiver_has_its_slots_and_takes_no_others() {
        let under_way = UnderWay::default();
        let slots: Vec<_> = (0..4).map(|_| under_way.take("slow")).collect();
        assert_eq!((under_way.room("slow", 4), under_way.room("quick", 4)), (0, 4));
        assert_eq!(under_way.full(4), ["slow"]);
        drop(slots);
        assert_eq!((under_way.room("slow", 4), under_way.full(4)), (4, Vec::new()));
        assert!(under_way.with(|all| all.is_empty()), "what is over is forgotten");
    }
}
