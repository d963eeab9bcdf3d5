//! Moving what is sealed to the first key of the ring.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::ring::KeyRing;
use super::seal::{Place, sealed_with};
use super::{KeyError, check, random};
use crate::domain::audit::{AuditAction, AuditEvent, AuditOutcome};
use crate::store::Store;
use crate::store::keys::SealedValue;

/// How often all is gone through. More than once only where another process writes at the same time.
const ROUNDS: usize = 5;
/// What stands in the place of a key id where a value names none.
pub const UNREADABLE: &str = "?";
/// The table of the known values, in a [`Census`].
pub const KEY_CHECKS: &str = "key_checks";

/// How many values each key seals, by key id and table.
pub type Census = BTreeMap<String, BTreeMap<&'static str, usize>>;

/// What [`rewrap`] did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rewrapped {
    /// How many values it moved.
    pub moved: usize,
    /// How many values the first key seals now: all there are.
    pub total: usize,
    /// The keys that seal nothing any more, though the database had known them until now.
    pub released: Vec<String>,
}

/// Counts what each key seals; also keys that the ring lacks.
pub async fn census(store: &Store) -> Result<Census, KeyError> {
    let mut census = Census::new();
    let values = store.list_sealed().await?;
    let values = values.iter().map(|value| (value.table.name(), &value.sealed));
    let checks = store.list_key_checks().await?;
    for (table, sealed) in values.chain(checks.iter().map(|(_, sealed)| (KEY_CHECKS, sealed))) {
        let key = sealed_with(sealed).unwrap_or(UNREADABLE).to_owned();
        *census.entry(key).or_default().entry(table).or_default() += 1;
    }
    Ok(census)
}

/// Seals everything anew with the first key, and proves that nothing is left with another. May be broken off and run
/// again: each value is moved by itself. One that does not open holds up none of the others, but is an error at the end.
pub async fn rewrap(store: &Store, ring: &KeyRing, actor: &str, now: DateTime<Utc>) -> Result<Rewrapped, KeyError> {
    check::check(store, ring, now).await?;
    let first = ring.ids().next().ok_or(KeyError::Empty)?;
    let mut moved = 0;
    for _ in 0..ROUNDS {
        let mut progress = false;
        for value in left(store.list_sealed().await?, first) {
            let Ok(sealed) = reseal(ring, &value) else { continue };
            // One that somebody changed or removed meanwhile is not there to be replaced: the next round looks again.
            moved += usize::from(store.replace_sealed(&value, sealed).await?);
            progress = true;
        }
        if !progress {
            break;
        }
    }
    let all = store.list_sealed().await?;
    let total = all.len();
    let left = left(all, first);
    let mut released: Vec<String> = store.list_key_checks().await?.into_iter().map(|(key_id, _)| key_id).collect();
    released.retain(|key_id| key_id != first);
    if moved > 0 || !left.is_empty() || !released.is_empty() {
        let outcome = if left.is_empty() { AuditOutcome::Success } else { AuditOutcome::Failed };
        let detail = serde_json::json!({ "moved": moved, "left": left.len(), "released": released });
        store.append_audit(&event(first, actor, outcome, detail, now)).await?;
    }
    if let Some(value) = left.first() {
        return Err(KeyError::Left {
            count: left.len(),
            table: value.table.name(),
            row: value.row,
            problem: reseal(ring, value).err().map_or_else(|| "it kept changing".to_owned(), |error| error.to_string()),
        });
    }
    // Last: until nothing is left, a ring without the old key must still be refused at start.
    for key_id in &released {
        store.delete_key_check(key_id).await?;
    }
    Ok(Rewrapped { moved, total, released })
}

fn left(values: Vec<SealedValue>, first: &str) -> Vec<SealedValue> {
    values.into_iter().filter(|value| sealed_with(&value.sealed) != Some(first)).collect()
}

fn reseal(ring: &KeyRing, value: &SealedValue) -> Result<Vec<u8>, KeyError> {
    let place = Place { table: value.table.name(), column: "sealed", row: value.row, organization: value.organization };
    ring.seal(&place, &ring.open(&place, &value.sealed)?)
}

fn event(first: &str, actor: &str, outcome: AuditOutcome, detail: serde_json::Value, now: DateTime<Utc>) -> AuditEvent {
    AuditEvent {
        id: random::id(now),
        at: now,
        organization_id: None,
        action: AuditAction::KeysRewrapped,
        actor: actor.to_owned(),
        subject: Some(format!("key {first}")),
        user_id: None,
        application_id: None,
        sign_in_id: None,
        outcome,
        reason: None,
        ip: None,
        user_agent: None,
        detail,
    }
}
