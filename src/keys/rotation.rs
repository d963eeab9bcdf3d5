//! Moving what is sealed to the first key of the ring.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::ring::KeyRing;
use super::seal::{Place, sealed_with};
use super::{KeyError, check, random};
use crate::domain::audit::{AuditAction, AuditEvent, AuditOutcome};
use crate::store::Store;
use crate::store::keys::SealedValue;

/// How many values each key seals, by key id and table.
pub type Census = BTreeMap<String, BTreeMap<&'static str, usize>>;

/// Counts what each key seals; also keys that the ring lacks.
pub async fn census(store: &Store) -> Result<Census, KeyError> {
    let mut census = Census::new();
    for value in store.list_sealed().await? {
        let key = sealed_with(&value.sealed).unwrap_or("?").to_owned();
        *census.entry(key).or_default().entry(value.table.name()).or_default() += 1;
    }
    Ok(census)
}

/// Seals everything anew with the first key, and proves that nothing is left with another. May be broken off and run
/// again. How many values it moved.
pub async fn rewrap(store: &Store, ring: &KeyRing, actor: &str, now: DateTime<Utc>) -> Result<usize, KeyError> {
    check::check(store, ring, now).await?;
    let first = ring.ids().next().ok_or(KeyError::Empty)?.to_owned();
    let mut moved = 0;
    loop {
        let left: Vec<SealedValue> = store
            .list_sealed()
            .await?
            .into_iter()
            .filter(|value| sealed_with(&value.sealed) != Some(first.as_str()))
            .collect();
        if left.is_empty() {
            break;
        }
        for value in &left {
            let place =
                Place { table: value.table.name(), column: "sealed", row: value.row, organization: value.organization };
            let plain = ring.open(&place, &value.sealed)?;
            // One that somebody changed meanwhile is found again in the next round.
            moved += usize::from(store.replace_sealed(value, ring.seal(&place, &plain)?).await?);
        }
    }
    for (key_id, _) in store.list_key_checks().await?.iter().filter(|(key_id, _)| *key_id != first) {
        store.delete_key_check(key_id).await?;
    }
    let event = AuditEvent {
        id: random::id(now),
        at: now,
        organization_id: None,
        action: AuditAction::KeysRewrapped,
        actor: actor.to_owned(),
        subject: Some(format!("key {first}")),
        user_id: None,
        application_id: None,
        sign_in_id: None,
        outcome: AuditOutcome::Success,
        reason: None,
        ip: None,
        user_agent: None,
        detail: serde_json::json!({ "moved": moved }),
    };
    store.append_audit(&event).await?;
    Ok(moved)
}
