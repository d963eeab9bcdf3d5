//! Keys of somebody else, kept in memory.
//!
//! Read when first needed; read again in the background when an hour old, before use when a day old, and at once for a `kid`
//! that is not among them, but not more than once in five minutes. One reading at a time; those who wait for it share how it ends.
//! Meanwhile, and where it fails, the old keys serve.

use std::fmt::Display;
use std::sync::Arc;

use arc_swap::ArcSwapOption;
use chrono::{DateTime, Duration, Utc};
use tokio::sync::Mutex;

use super::UpstreamError;
use crate::domain::reason::Reason;

/// Keys older than this are read again in the background.
const FRESH: Duration = Duration::hours(1);
/// Keys older than this are read again before they are used: one of them may have been withdrawn long ago.
const STALE: Duration = Duration::hours(24);
/// The least time between two readings while there are keys: a stream of forged key ids must not become one at their owner's.
const COOL_DOWN: Duration = Duration::minutes(5);
/// The same after a reading that failed, so that a rollover and a hiccup together do not shut anybody out for long.
const COOL_DOWN_AFTER_FAILURE: Duration = Duration::seconds(30);

/// The keys of one owner.
pub(super) struct Kept<T> {
    keys: ArcSwapOption<Keys<T>>,
    /// How the last reading ended.
    last: ArcSwapOption<Reading>,
    /// Held by the one who reads.
    reads: Mutex<()>,
}

/// Keys, and when they were read.
struct Keys<T> {
    set: T,
    read_at: DateTime<Utc>,
}

struct Reading {
    at: DateTime<Utc>,
    failure: Option<UpstreamError>,
}

impl<T> Default for Kept<T> {
    fn default() -> Self {
        Self { keys: ArcSwapOption::empty(), last: ArcSwapOption::empty(), reads: Mutex::default() }
    }
}

impl<T: Clone + Send + Sync + 'static> Kept<T> {
    /// The keys of an owner, in which the one that is wanted is if that can be had.
    pub(super) async fn get<R>(
        self: &Arc<Self>,
        owner: &impl Display,
        wanted: impl Fn(&T) -> bool,
        read: impl FnOnce() -> R,
        now: DateTime<Utc>,
    ) -> Result<T, UpstreamError>
    where
        R: Future<Output = Result<T, UpstreamError>> + Send + 'static,
    {
        if let Some(keys) = &*self.keys.load() {
            let age = now - keys.read_at;
            if (wanted(&keys.set) && age <= STALE) || self.cools_down(now) {
                if age > FRESH && !self.cools_down(now) {
                    self.read_behind(owner.to_string(), read(), now);
                }
                return Ok(keys.set.clone());
            }
        }
        let before = self.last.load_full();
        let _reads = self.reads.lock().await;
        let after = self.last.load_full();
        let somebody_read = match (&before, &after) {
            (Some(before), Some(after)) => !Arc::ptr_eq(before, after),
            (None, None) => false,
            _ => true,
        };
        // Those who waited share the outcome: during an outage they would else wait for one another in a row.
        if !somebody_read {
            self.ended(read().await, now);
        }
        self.held()
    }

    fn read_behind(
        self: &Arc<Self>,
        owner: String,
        read: impl Future<Output = Result<T, UpstreamError>> + Send + 'static,
        now: DateTime<Utc>,
    ) {
        let kept = Arc::clone(self);
        tokio::spawn(async move {
            let Ok(_reads) = kept.reads.try_lock() else {
                return;
            };
            // The one before may have ended between the look at the clock and now.
            if kept.cools_down(now) {
                return;
            }
            let reading = read.await;
            if let Err(error) = &reading {
                tracing::warn!(%owner, reason = error.reason.code(), "upstream.keys_not_refreshed");
            }
            kept.ended(reading, now);
        });
    }

    /// Whether the last reading was so lately that there may not be another one yet.
    fn cools_down(&self, now: DateTime<Utc>) -> bool {
        self.last.load().as_ref().is_some_and(|last| {
            let pause = if last.failure.is_some() { COOL_DOWN_AFTER_FAILURE } else { COOL_DOWN };
            now - last.at < pause
        })
    }

    fn ended(&self, reading: Result<T, UpstreamError>, now: DateTime<Utc>) {
        let failure = match reading {
            Ok(set) => {
                self.keys.store(Some(Arc::new(Keys { set, read_at: now })));
                None
            }
            Err(error) => Some(error),
        };
        self.last.store(Some(Arc::new(Reading { at: now, failure })));
    }

    /// What there is now: keys, or why there are none.
    fn held(&self) -> Result<T, UpstreamError> {
        if let Some(keys) = &*self.keys.load() {
            return Ok(keys.set.clone());
        }
        let failure = self.last.load().as_ref().and_then(|last| last.failure.clone());
        Err(failure.unwrap_or_else(|| Reason::UpstreamUnavailable.into()))
    }
}
