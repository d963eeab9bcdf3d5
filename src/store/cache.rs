//! Configuration in memory: read once, dropped when it changes, never read from the database per request.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use moka::sync::Cache as Moka;
use uuid::Uuid;

use super::StoreError;
use crate::domain::application::Application;
use crate::domain::email::EmailDomain;
use crate::domain::id::{ApplicationId, OrganizationId};
use crate::domain::organization::OrganizationConfiguration;

/// How many entries of a kind are kept. What is not is read again; memory stays bounded however many are stored.
const MOST_ENTRIES: u64 = 5_000;

pub(super) struct Cache {
    /// Counts the times everything was forgotten.
    epoch: AtomicU64,
    pub(super) applications: Moka<String, Option<Arc<Application>>>,
    pub(super) applications_by_id: Moka<ApplicationId, Option<Arc<Application>>>,
    pub(super) organizations: Moka<OrganizationId, Option<Arc<OrganizationConfiguration>>>,
    pub(super) domains: Moka<EmailDomain, Option<OrganizationId>>,
    pub(super) slugs: Moka<String, Option<OrganizationId>>,
    pub(super) tenants: Moka<Uuid, Arc<[OrganizationId]>>,
}

impl Cache {
    pub(super) fn new() -> Self {
        Self {
            epoch: AtomicU64::new(0),
            applications: Moka::new(MOST_ENTRIES),
            applications_by_id: Moka::new(MOST_ENTRIES),
            organizations: Moka::new(MOST_ENTRIES),
            domains: Moka::new(MOST_ENTRIES),
            slugs: Moka::new(MOST_ENTRIES),
            tenants: Moka::new(MOST_ENTRIES),
        }
    }

    /// Forgets everything.
    pub(super) fn forget(&self) {
        self.epoch.fetch_add(1, Ordering::SeqCst);
        self.applications.invalidate_all();
        self.applications_by_id.invalidate_all();
        self.organizations.invalidate_all();
        self.domains.invalidate_all();
        self.slugs.invalidate_all();
        self.tenants.invalidate_all();
    }

    /// The entry of a key; read where it is not in memory.
    ///
    /// What was read while everything was being forgotten is used once and not kept: it may be the old state, and would
    /// stay for good.
    pub(super) async fn get<K, V>(
        &self,
        kind: &Moka<K, V>,
        key: &K,
        read: impl Future<Output = Result<V, StoreError>>,
    ) -> Result<V, StoreError>
    where
        K: std::hash::Hash + Eq + Clone + Send + Sync + 'static,
        V: Clone + Send + Sync + 'static,
    {
        if let Some(value) = kind.get(key) {
            return Ok(value);
        }
        let epoch = self.epoch.load(Ordering::SeqCst);
        let value = read.await?;
        kind.insert(key.clone(), value.clone());
        if self.epoch.load(Ordering::SeqCst) != epoch {
            kind.invalidate(key);
        }
        Ok(value)
    }
}
