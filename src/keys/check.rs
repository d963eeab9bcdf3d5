//! The check at start: is this the key ring that the database was used with?
//!
//! A wrong or missing key is found before the first sign-in needs it, and said in a sentence that names the way out.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::ring::KeyRing;
use super::seal::{Place, sealed_with};
use super::{KeyError, random};
use crate::store::Store;

const KNOWN: &[u8] = b"anteroom";
const PLACE: Place<'static> = Place { table: "key_checks", column: "sealed", row: Uuid::nil(), organization: None };

/// Compares the ring with the known values in the database, and leaves one for a sealing key that is new.
pub async fn check(store: &Store, ring: &KeyRing, now: DateTime<Utc>) -> Result<(), KeyError> {
    let known = store.list_key_checks().await?;
    for (key_id, sealed) in &known {
        match ring.open(&PLACE, sealed) {
            Ok(plain) if *plain == KNOWN => {}
            Err(KeyError::UnknownKey(id)) => return Err(KeyError::UnknownKey(id)),
            _ => return Err(KeyError::WrongKey(key_id.clone())),
        }
    }
    let sealed = ring.seal(&PLACE, KNOWN)?;
    let first = sealed_with(&sealed).unwrap_or_default().to_owned();
    if !known.iter().any(|(key_id, _)| *key_id == first) {
        store.insert_key_check(random::id(now), &first, sealed, now).await?;
    }
    Ok(())
}
