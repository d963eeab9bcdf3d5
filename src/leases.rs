//! Work that every replica may do and one of them does: it is taken for a time, done, and anybody's again should whoever took it have
//! ended. Letters and messages to webhooks leave so.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::Hash;
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

/// How many pieces of work are under way to each of those who are worked for, so that one who answers slowly takes nothing from the
/// others.
#[derive(Clone, Debug)]
pub struct UnderWay<K> {
    most: usize,
    counts: Arc<Mutex<HashMap<K, usize>>>,
}

/// A piece that is under way, until it is dropped.
pub struct Slot<K: Copy + Eq + Hash> {
    under_way: UnderWay<K>,
    to: K,
}

impl<K: Copy + Eq + Hash> UnderWay<K> {
    /// Nothing yet; `most` at once to each.
    pub fn new(most: usize) -> Self {
        Self { most, counts: Arc::default() }
    }

    fn with<T>(&self, read: impl FnOnce(&mut HashMap<K, usize>) -> T) -> T {
        read(&mut self.counts.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// How many more may be begun.
    pub fn room(&self, to: K) -> usize {
        self.most.saturating_sub(self.with(|all| all.get(&to).copied().unwrap_or_default()))
    }

    /// Those to whom enough is under way.
    pub fn full(&self) -> Vec<K> {
        self.with(|all| all.iter().filter(|(_, count)| **count >= self.most).map(|(id, _)| *id).collect())
    }

    /// One more.
    pub fn take(&self, to: K) -> Slot<K> {
        self.with(|all| *all.entry(to).or_default() += 1);
        Slot { under_way: self.clone(), to }
    }
}

impl<K: Copy + Eq + Hash> Drop for Slot<K> {
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
    fn one_has_its_slots_and_takes_no_others() {
        let under_way = UnderWay::new(4);
        let (slow, quick) = (1, 2);
        let slots: Vec<_> = (0..4).map(|_| under_way.take(slow)).collect();
        assert_eq!((under_way.room(slow), under_way.room(quick)), (0, 4));
        assert_eq!(under_way.full(), [slow]);
        drop(slots);
        assert_eq!((under_way.room(slow), under_way.full()), (4, Vec::new()));
        assert!(under_way.with(|all| all.is_empty()), "what is over is forgotten");
    }
}
