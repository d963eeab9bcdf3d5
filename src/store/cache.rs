//! Configuration kept in memory: read on first use, forgotten as a whole when any of it changes.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use arc_swap::ArcSwapOption;
use tokio::sync::{Mutex, MutexGuard, watch};
use uuid::Uuid;

use super::StoreError;
use crate::domain::application::Application;
use crate::domain::email::EmailDomain;
use crate::domain::id::{ApplicationId, OrganizationId};
use crate::domain::organization::OrganizationConfiguration;

/// Rows of configuration kept at most, a few hundred bytes to a few kilobytes each: some 5,000 organizations that are
/// in use at the same time. The others are read again when somebody comes.
const ROWS: u64 = 50_000;
/// Look-ups kept at most of each kind; also those that found nothing, which anybody can cause.
const LOOK_UPS: u64 = 20_000;
/// Reads of one thing by many at the same time are done once; of different things, this many at a time.
const LANES: usize = 16;

/// A cache whose entries are found only while the configuration they were read from is in force.
///
/// The key holds the generation that was current *before* the row was read. Whoever reads while the configuration
/// changes thus files an outdated answer where nobody looks any more, instead of over the fresh one.
pub(super) type Kept<K, V> = moka::sync::Cache<(u64, K), V>;

/// All applications. There are few, and every unknown `client_id` must be answered without asking the database.
#[derive(Default)]
pub(super) struct Applications {
    pub(super) generation: u64,
    pub(super) by_client_id: HashMap<String, Arc<Application>>,
    pub(super) by_id: HashMap<ApplicationId, Arc<Application>>,
}

pub(super) struct Cache {
    generation: watch::Sender<u64>,
    lanes: [Mutex<()>; LANES],
    pub(super) applications: ArcSwapOption<Applications>,
    pub(super) organizations: Kept<OrganizationId, Option<Arc<OrganizationConfiguration>>>,
    pub(super) domains: Kept<EmailDomain, Option<OrganizationId>>,
    pub(super) slugs: Kept<String, Option<OrganizationId>>,
    pub(super) tenants: Kept<Uuid, Arc<[OrganizationId]>>,
}

impl Cache {
    pub(super) fn new() -> Self {
        let rows = |configuration: &Option<Arc<OrganizationConfiguration>>| {
            configuration
                .as_ref()
                .map_or(1, |it| 1 + it.domains.len() + it.connections.len() + it.credentials.len() + it.flags.len())
        };
        Self {
            generation: watch::Sender::new(0),
            lanes: std::array::from_fn(|_| Mutex::new(())),
            applications: ArcSwapOption::empty(),
            organizations: moka::sync::Cache::builder()
                .max_capacity(ROWS)
                .weigher(move |_, configuration| u32::try_from(rows(configuration)).unwrap_or(u32::MAX))
                .build(),
            domains: moka::sync::Cache::new(LOOK_UPS),
            slugs: moka::sync::Cache::new(LOOK_UPS),
            tenants: moka::sync::Cache::new(LOOK_UPS),
        }
    }

    pub(super) fn generation(&self) -> u64 {
        *self.generation.borrow()
    }

    pub(super) fn watch_generation(&self) -> watch::Receiver<u64> {
        self.generation.subscribe()
    }

    pub(super) fn forget(&self) {
        self.generation.send_modify(|generation| *generation += 1);
        self.applications.store(None);
        self.organizations.invalidate_all();
        self.domains.invalidate_all();
        self.slugs.invalidate_all();
        self.tenants.invalidate_all();
    }

    /// What is kept under a key, or else what `read` finds, which is then kept.
    pub(super) async fn get<K, V, R>(
        &self,
        kept: &Kept<K, V>,
        key: K,
        read: impl FnOnce() -> R,
    ) -> Result<V, StoreError>
    where
        R: Future<Output = Result<V, StoreError>>,
        K: Hash + Eq + Clone + Send + Sync + 'static,
        V: Clone + Send + Sync + 'static,
    {
        let mut key = (self.generation(), key);
        if let Some(value) = kept.get(&key) {
            return Ok(value);
        }
        let _lane = self.lane(&key.1).await;
        key.0 = self.generation();
        if let Some(value) = kept.get(&key) {
            return Ok(value);
        }
        // Boxed, because the future that reads is large and seldom needed: all that await this carry its size with them.
        let value = Box::pin(read()).await?;
        kept.insert(key, value.clone());
        Ok(value)
    }

    /// Waits until nobody else reads the same thing.
    pub(super) async fn lane<K: Hash>(&self, key: &K) -> Option<MutexGuard<'_, ()>> {
        let mut hasher = DefaultHasher::new();
        key.hash(&mut hasher);
        let lane = usize::try_from(hasher.finish() % LANES as u64).unwrap_or_default();
        match self.lanes.get(lane) {
            Some(lane) => Some(lane.lock().await),
            None => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_change_during_a_read_is_not_hidden_by_it() {
        let cache = Cache::new();
        let read_while_changed = || async {
            cache.forget();
            Ok(None)
        };
        let key = || "a".to_owned();
        assert_eq!(cache.get(&cache.slugs, key(), read_while_changed).await.unwrap(), None);
        let id = Some(OrganizationId(Uuid::from_u128(1)));
        assert_eq!(cache.get(&cache.slugs, key(), || async { Ok(id) }).await.unwrap(), id);
        let kept = cache.get(&cache.slugs, key(), || async { Err(StoreError::Missing) }).await;
        assert_eq!(kept.unwrap(), id);
    }

    #[tokio::test]
    async fn many_read_once() {
        let cache = Cache::new();
        let reads = std::sync::atomic::AtomicU32::new(0);
        let read = || async {
            reads.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            tokio::task::yield_now().await;
            Ok(None)
        };
        futures_util::future::join_all((0..50).map(|_| cache.get(&cache.slugs, "a".to_owned(), read))).await;
        assert_eq!(reads.into_inner(), 1);
    }

    #[test]
    fn a_hundred_thousand_organizations_do_not_stay_in_memory() {
        let cache = Cache::new();
        for number in 0..100_000 {
            cache.organizations.insert((0, OrganizationId(Uuid::from_u128(number))), None);
            cache.slugs.insert((0, number.to_string()), None);
        }
        cache.organizations.run_pending_tasks();
        cache.slugs.run_pending_tasks();
        assert!(cache.organizations.weighted_size() <= ROWS);
        assert!(cache.slugs.entry_count() <= LOOK_UPS);
    }
}
