//! Exchanging keys: by the schedule, whichever replica is first, and by command.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use jsonwebtoken::errors::Error as JwtError;
use serde_json::json;
use uuid::Uuid;

use super::pair::{self, KeyPair};
use super::set::KeySet;
use super::{SigningKeys, place};
use crate::domain::application::SigningAlgorithm;
use crate::domain::audit::{AuditAction, AuditDetail, AuditEvent};
use crate::domain::clock::Clock;
use crate::domain::signing_key::{self, KeyDates, KeyPolicy, Step};
use crate::keys::ring::KeyRing;
use crate::keys::{KeyError, random};
use crate::store::configuration::ConfigurationChange;
use crate::store::keys::StoredSigningKey;
use crate::store::{Store, StoreError};

/// In whose name the schedule does what it does.
const ITSELF: &str = "anteroom";
/// Access tokens and what is said of the audit log are signed with ES256; what proves us at Entra without a secret, with RS256.
const ALWAYS: [SigningAlgorithm; 2] = [SigningAlgorithm::Es256, SigningAlgorithm::Rs256];

/// How often steps are tried where somebody else exchanges keys at the same time.
const ATTEMPTS: usize = 5;

/// How fast a key is exchanged by command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Haste {
    /// As soon as every client can know the next one: no verification fails.
    Orderly,
    /// At once: what the old ones have signed counts no more.
    AtOnce,
}

impl SigningKeys {
    /// Does what is due. Any replica does so; what one has done, another finds done.
    pub async fn round(&self, clock: &Clock) -> Result<(), KeyError> {
        let wanted = wanted(&self.store).await?;
        let due = |dates: &[KeyDates], now| signing_key::due(dates, &wanted, &self.policy, now);
        if !due(self.fresh().await?.dates(), clock.now()).is_empty() {
            carry_out(&self.store, &self.ring, &self.policy, due, ITSELF, clock).await?;
            // Also where somebody else was faster, which is announced here a moment later.
            self.read_anew().await?;
        }
        Ok(())
    }

    /// Makes the keys that are wanted and lacking, and nothing else.
    pub(super) async fn make_missing(&self, now: DateTime<Utc>) -> Result<(), KeyError> {
        let wanted = wanted(&self.store).await?;
        let missing = |dates: &[KeyDates], now| {
            let mut steps = signing_key::due(dates, &wanted, &self.policy, now);
            let has = |algorithm| dates.iter().any(|key| key.algorithm == algorithm && key.retires_at.is_none());
            steps.retain(|step| matches!(step, Step::Make { algorithm, .. } if !has(*algorithm)));
            steps
        };
        if !missing(self.fresh().await?.dates(), now).is_empty() {
            // A first key signs from the beginning, so it matters to nobody how long it took to make.
            carry_out(&self.store, &self.ring, &self.policy, missing, ITSELF, &Clock::new(move || now)).await?;
            self.read_anew().await?;
        }
        Ok(())
    }
}

/// Has the next key of these algorithms sign, and says how the keys are then. Whoever names one wants that there is a key of it; where
/// none is named, all are meant that there are keys of.
pub async fn rotate(
    store: &Store,
    ring: &KeyRing,
    policy: &KeyPolicy,
    (only, haste): (Option<SigningAlgorithm>, Haste),
    actor: &str,
    clock: &Clock,
) -> Result<KeySet, KeyError> {
    let steps = |dates: &[KeyDates], now| {
        let meant = SigningAlgorithm::ALL.into_iter().filter(|algorithm| only.is_none_or(|only| only == *algorithm));
        let of = |algorithm| match haste {
            Haste::Orderly => signing_key::rotate(dates, algorithm, policy, now),
            Haste::AtOnce => signing_key::replace(dates, algorithm, now),
        };
        meant.filter_map(of).flatten().collect()
    };
    carry_out(store, ring, policy, steps, actor, clock).await?;
    let keys = KeySet::read(store, ring).await?;
    match only.filter(|algorithm| !keys.has(*algorithm)) {
        Some(algorithm) => Err(KeyError::NoSigningKey(algorithm.name())),
        None => Ok(keys),
    }
}

/// The algorithms that something is signed with.
async fn wanted(store: &Store) -> Result<Vec<SigningAlgorithm>, KeyError> {
    let applications = store.list_applications().await?;
    let by_applications = applications.iter().map(|application| application.id_token_algorithm);
    Ok(by_applications.chain(ALWAYS).collect::<BTreeSet<_>>().into_iter().collect())
}

/// Takes the steps that the keys call for, all in one transaction with what the log says of them.
///
/// Keys are made before it begins: an RSA key is found by luck, and nobody else could write meanwhile. What somebody else has done
/// until it begins is seen in it, and not done once more. The time is taken in it: a key is not published while it is being made.
async fn carry_out(
    store: &Store,
    ring: &KeyRing,
    policy: &KeyPolicy,
    steps: impl Fn(&[KeyDates], DateTime<Utc>) -> Vec<Step>,
    actor: &str,
    clock: &Clock,
) -> Result<(), KeyError> {
    let dates = |keys: &[StoredSigningKey]| keys.iter().map(|key| key.dates).collect::<Vec<_>>();
    for _ in 0..ATTEMPTS {
        let mut made = Vec::new();
        let now = clock.now();
        for step in steps(&dates(&store.list_signing_keys().await?), now) {
            if let Step::Make { algorithm, generation, active_from } = step {
                let dates = KeyDates { algorithm, generation, created_at: now, active_from, retires_at: None };
                made.push(generate(dates, ring).await?);
            }
        }
        let change = store.change_configuration(now).await?;
        let stored = change.list_signing_keys().await?;
        let now = clock.now();
        let steps = steps(&dates(&stored), now);
        let are_made = steps.iter().all(|step| match step {
            Step::Make { algorithm, generation, .. } => {
                made.iter().any(|key| (key.dates.algorithm, key.dates.generation) == (*algorithm, *generation))
            }
            _ => true,
        });
        if !are_made {
            // Somebody else was faster, and another key is called for now than was made.
            change.roll_back().await?;
            continue;
        }
        let mut turnover = Turnover { change: &change, stored, ring, policy, actor, now, changed: false };
        for step in steps {
            turnover.take(step, &mut made).await?;
        }
        return if turnover.changed { Ok(change.commit().await?) } else { Ok(change.roll_back().await?) };
    }
    Err(StoreError::Outdated.into())
}

/// An exchange under way.
struct Turnover<'a> {
    change: &'a ConfigurationChange,
    stored: Vec<StoredSigningKey>,
    ring: &'a KeyRing,
    policy: &'a KeyPolicy,
    actor: &'a str,
    now: DateTime<Utc>,
    changed: bool,
}

impl Turnover<'_> {
    async fn take(&mut self, step: Step, made: &mut Vec<StoredSigningKey>) -> Result<(), KeyError> {
        match step {
            Step::Make { algorithm, generation, active_from } => {
                let fits =
                    |key: &StoredSigningKey| (key.dates.algorithm, key.dates.generation) == (algorithm, generation);
                let place = made.iter().position(fits).ok_or(StoreError::Outdated)?;
                let mut key = made.swap_remove(place);
                key.dates = KeyDates { created_at: self.now, active_from, ..key.dates };
                self.change.insert_signing_key(&key).await?;
                let life = if active_from <= self.now { "active" } else { "next" };
                self.note(&key, life).await
            }
            Step::Plan(dates) => {
                let mut key = self.stored(&dates)?;
                key.dates = dates;
                self.change.update_signing_key(&key).await?;
                self.note(&key, "next").await
            }
            Step::Activate(dates) => {
                let is_active = |key: &&StoredSigningKey| {
                    key.dates.algorithm == dates.algorithm
                        && key.dates.retires_at.is_none()
                        && key.dates.generation < dates.generation
                };
                let retiring: Vec<_> = self.stored.iter().filter(is_active).cloned().collect();
                for mut key in retiring {
                    key.dates.retires_at = Some(self.now + self.policy.afterlife());
                    key.sealed = without_private_half(&key, self.ring)?;
                    self.change.update_signing_key(&key).await?;
                    self.note(&key, "retiring").await?;
                }
                let mut key = self.stored(&dates)?;
                key.dates.active_from = self.now;
                self.change.update_signing_key(&key).await?;
                self.note(&key, "active").await
            }
            Step::Remove(dates) => self.remove(&dates, "gone").await,
            Step::Withdraw(dates) => self.remove(&dates, "withdrawn").await,
        }
    }

    async fn remove(&mut self, dates: &KeyDates, life: &'static str) -> Result<(), KeyError> {
        let key = self.stored(dates)?;
        self.change.delete_signing_key(key.id).await?;
        self.note(&key, life).await
    }

    /// The key that a step means: steps are made of these very keys.
    fn stored(&self, dates: &KeyDates) -> Result<StoredSigningKey, KeyError> {
        let is_it = |key: &&StoredSigningKey| {
            (key.dates.algorithm, key.dates.generation) == (dates.algorithm, dates.generation)
        };
        Ok(self.stored.iter().find(is_it).cloned().ok_or(StoreError::Missing)?)
    }

    async fn note(&mut self, key: &StoredSigningKey, life: &'static str) -> Result<(), KeyError> {
        self.changed = true;
        let KeyDates { algorithm, active_from, retires_at, .. } = key.dates;
        let detail =
            json!({ "algorithm": algorithm, "life": life, "active_from": active_from, "retires_at": retires_at });
        let event = AuditEvent {
            subject: Some(format!("signing key {}", key.kid)),
            detail: AuditDetail::of(&detail),
            ..AuditEvent::new(random::id(self.now), self.now, AuditAction::SigningKeyChanged, self.actor)
        };
        tracing::info!(kid = key.kid, algorithm = algorithm.name(), life, "signing.key_changed");
        Ok(self.change.append_audit(&event).await?)
    }
}

/// What is sealed of a key that signs no more: its public half. Nobody can sign with it who gets hold of it later.
fn without_private_half(key: &StoredSigningKey, ring: &KeyRing) -> Result<Vec<u8>, KeyError> {
    let place = place(key.id);
    let jwk = KeyPair::parse(key.dates.algorithm, &ring.open(&place, &key.sealed)?)?.public_jwk()?;
    ring.seal(&place, &serde_json::to_vec(&jwk).map_err(JwtError::from)?)
}

/// Makes a key, beside those who answer requests.
pub(super) async fn generate(dates: KeyDates, ring: &KeyRing) -> Result<StoredSigningKey, KeyError> {
    let made = tokio::task::spawn_blocking(move || pair::generate(dates.algorithm)).await;
    let private = made.map_err(|_| KeyError::Generate(dates.algorithm.name()))??;
    let jwk = KeyPair::parse(dates.algorithm, &private)?.public_jwk()?;
    let kid = jwk.common.key_id.clone().ok_or(KeyError::Generate(dates.algorithm.name()))?;
    let id: Uuid = random::id(dates.created_at);
    let sealed = ring.seal(&place(id), &private)?;
    let public_jwk = serde_json::to_value(&jwk).map_err(JwtError::from)?;
    Ok(StoredSigningKey { id, kid, dates, sealed, public_jwk })
}
