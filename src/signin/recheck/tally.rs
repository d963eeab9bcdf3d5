//! What came of asking Microsoft about open sessions, counted by this process since it began.

use std::sync::atomic::{AtomicU64, Ordering};

use chrono::Duration;

use crate::domain::recheck::Standing;

/// Up to how many minutes, of each bucket; the last one takes all.
pub const BUCKETS: [u64; 8] = [1, 2, 5, 10, 15, 30, 60, 1_440];

/// Counters.
#[derive(Debug, Default)]
pub struct Tally {
    stands: AtomicU64,
    gone: AtomicU64,
    unknown: AtomicU64,
    not_watched: AtomicU64,
    sessions: AtomicU64,
    exposures: Exposures,
}

/// How long accounts may have been in that Microsoft stood for no longer: from when it last did until their sessions had ended.
#[derive(Debug, Default)]
struct Exposures {
    buckets: [AtomicU64; BUCKETS.len()],
    count: AtomicU64,
    seconds: AtomicU64,
}

/// The same, read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counted {
    /// Answers that the account stands.
    pub stands: u64,
    /// Answers that it does not.
    pub gone: u64,
    /// None, or one that does not say.
    pub unknown: u64,
    /// Sessions that were opened without anything to ask with, although it is wanted.
    pub not_watched: u64,
    /// Sessions that were ended.
    pub sessions: u64,
    /// Accounts whose sessions were ended, by the minutes (see [`BUCKETS`]) since Microsoft last stood for them; each also in all
    /// later ones.
    pub within: [u64; BUCKETS.len()],
    /// All of these accounts.
    pub accounts: u64,
    /// Their times together, in seconds.
    pub seconds: u64,
}

impl Tally {
    pub(super) fn asked(&self, standing: Standing) {
        let counter = match standing {
            Standing::Stands => &self.stands,
            Standing::Gone => &self.gone,
            Standing::Unknown => &self.unknown,
        };
        counter.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn not_watched(&self) {
        self.not_watched.fetch_add(1, Ordering::Relaxed);
    }

    /// The sessions of an account have ended, so long after Microsoft last stood for it.
    pub(super) fn ended(&self, sessions: usize, since: Duration) {
        self.sessions.fetch_add(sessions as u64, Ordering::Relaxed);
        let seconds = u64::try_from(since.num_seconds()).unwrap_or_default();
        for (bucket, minutes) in self.exposures.buckets.iter().zip(BUCKETS) {
            if seconds <= minutes * 60 {
                bucket.fetch_add(1, Ordering::Relaxed);
            }
        }
        self.exposures.count.fetch_add(1, Ordering::Relaxed);
        self.exposures.seconds.fetch_add(seconds, Ordering::Relaxed);
    }

    /// The counts.
    pub fn read(&self) -> Counted {
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        Counted {
            stands: read(&self.stands),
            gone: read(&self.gone),
            unknown: read(&self.unknown),
            not_watched: read(&self.not_watched),
            sessions: read(&self.sessions),
            within: self.exposures.buckets.each_ref().map(read),
            accounts: read(&self.exposures.count),
            seconds: read(&self.exposures.seconds),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_counts_in_its_bucket_and_all_later_ones() {
        let tally = Tally::default();
        tally.ended(3, Duration::minutes(15));
        tally.ended(1, Duration::seconds(15 * 60 + 1));
        tally.ended(1, Duration::days(2));
        let Counted { sessions, within, accounts, seconds, .. } = tally.read();
        assert_eq!(within, [0, 0, 0, 0, 1, 2, 2, 2]);
        assert_eq!((sessions, accounts, seconds), (5, 3, 2 * 15 * 60 + 1 + 2 * 86_400));
    }
}
