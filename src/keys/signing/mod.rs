//! Signing: the keys that tokens of ours are signed with, sealed in the store, and exchanged from time to time.

mod hint;
mod pair;
mod rotate;
mod set;
#[cfg(test)]
mod tests;

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use arc_swap::ArcSwap;
use chrono::{DateTime, Utc};
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

pub use self::rotate::{Haste, rotate};
pub use self::set::KeySet;
use super::KeyError;
use super::ring::KeyRing;
use super::seal::Place;
use crate::domain::application::SigningAlgorithm;
use crate::domain::signing_key::KeyPolicy;
use crate::store::Store;

/// Keys are read at most so often because somebody shows a token of a key that nobody knows: anybody can do that.
const READ_FOR_STRANGERS: Duration = Duration::from_secs(1);

/// The keys that sign, as this replica knows them. They are exchanged under way; whoever has begun with some ends with them.
pub struct SigningKeys {
    store: Store,
    ring: Arc<KeyRing>,
    policy: KeyPolicy,
    known: ArcSwap<Known>,
    /// Many who find that the keys may have changed read them once.
    reading: tokio::sync::Mutex<()>,
    read_for_stranger: Mutex<Option<Instant>>,
}

/// Keys, and the state of the configuration that they were read from.
struct Known {
    generation: u64,
    keys: Arc<KeySet>,
}

impl SigningKeys {
    /// Reads the keys from the store; makes those that do not exist yet. Of two replicas that start at once, one makes
    /// them and the other reads them.
    pub async fn load_or_create(store: &Store, ring: &Arc<KeyRing>, now: DateTime<Utc>) -> Result<Self, KeyError> {
        let generation = store.generation();
        let keys = KeySet::open(store.list_signing_keys().await?, ring, None)?;
        let known = ArcSwap::from_pointee(Known { generation, keys: Arc::new(keys) });
        let (store, ring, policy) = (store.clone(), Arc::clone(ring), KeyPolicy::default());
        let reading = tokio::sync::Mutex::default();
        let signing = Self { store, ring, policy, known, reading, read_for_stranger: Mutex::default() };
        signing.make_missing(now).await?;
        Ok(signing)
    }

    /// The same keys, that live as the operator says.
    #[must_use]
    pub fn with_policy(self, policy: KeyPolicy) -> Self {
        Self { policy, ..self }
    }

    /// How long keys live, and what depends on that.
    pub fn policy(&self) -> &KeyPolicy {
        &self.policy
    }

    /// The keys as they were known last.
    pub fn known(&self) -> Arc<KeySet> {
        Arc::clone(&self.known.load().keys)
    }

    /// The keys as they are: read anew where somebody has changed something since. That is announced as any change of configuration
    /// is, and costs nothing where there was none.
    pub async fn fresh(&self) -> Result<Arc<KeySet>, KeyError> {
        if let Some(keys) = self.confirmed() {
            return Ok(keys);
        }
        // Boxed, because the future that reads is large and seldom needed.
        Box::pin(async {
            let _reading = self.reading.lock().await;
            // Somebody else has read them meanwhile.
            match self.confirmed() {
                Some(keys) => Ok(keys),
                None => self.read().await,
            }
        })
        .await
    }

    /// The keys as they are; where the database does not answer, those that are known, which tell a good signature from a bad one. What
    /// they open is asked there.
    pub async fn usable(&self) -> Arc<KeySet> {
        self.fresh().await.unwrap_or_else(|_| self.known())
    }

    /// The keys, with one that signs with this algorithm: the first time that an application asks for it, it is made.
    pub async fn with(&self, algorithm: SigningAlgorithm, now: DateTime<Utc>) -> Result<Arc<KeySet>, KeyError> {
        let keys = self.fresh().await?;
        if keys.has(algorithm) {
            return Ok(keys);
        }
        Box::pin(self.make_missing(now)).await?;
        self.fresh().await
    }

    /// Signs claims with the keys that are known; see [`KeySet::sign`].
    pub fn sign<T: Serialize>(&self, algorithm: SigningAlgorithm, typ: &str, claims: &T) -> Result<String, KeyError> {
        self.known.load().keys.sign(algorithm, typ, claims)
    }

    /// Verifies a token that any replica has signed with ES256: key, `typ`, issuer, audience and end.
    pub async fn verify<T: DeserializeOwned + Expiring>(
        &self,
        token: &str,
        typ: &str,
        at: (&str, &str),
        now: DateTime<Utc>,
    ) -> Result<T, KeyError> {
        let mut keys = self.usable().await;
        if keys.lacks_key_of(token, typ) && self.may_read_for_stranger() {
            keys = self.read_anew().await.unwrap_or(keys);
        }
        keys.verify(token, typ, at, now)
    }

    fn confirmed(&self) -> Option<Arc<KeySet>> {
        let known = self.known.load();
        (known.generation == self.store.generation()).then(|| Arc::clone(&known.keys))
    }

    /// Reads the keys, whatever has been announced.
    async fn read_anew(&self) -> Result<Arc<KeySet>, KeyError> {
        let _reading = self.reading.lock().await;
        self.read().await
    }

    async fn read(&self) -> Result<Arc<KeySet>, KeyError> {
        // What is announced while they are read is read once more.
        let generation = self.store.generation();
        let stored = self.store.list_signing_keys().await?;
        let keys = Arc::new(KeySet::open(stored, &self.ring, Some(&self.known()))?);
        self.known.store(Arc::new(Known { generation, keys: Arc::clone(&keys) }));
        Ok(keys)
    }

    fn may_read_for_stranger(&self) -> bool {
        let mut last = self.read_for_stranger.lock().unwrap_or_else(PoisonError::into_inner);
        let may = last.is_none_or(|last| last.elapsed() >= READ_FOR_STRANGERS);
        if may {
            *last = Some(Instant::now());
        }
        may
    }
}

impl fmt::Debug for SigningKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.known().fmt(f)
    }
}

/// Claims that end.
pub trait Expiring {
    /// `exp`, in seconds since 1970.
    fn expires_at(&self) -> i64;
}

fn place(row: Uuid) -> Place<'static> {
    Place { table: "signing_keys", column: "sealed", row, organization: None }
}
