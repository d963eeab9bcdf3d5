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
    compare(ring, &known)?;
    let first = ring.ids().next().ok_or(KeyError::Empty)?;
    if known.iter().any(|(key_id, _)| key_id == first) {
        return Ok(());
    }
    store.insert_key_check(random::id(now), first, ring.seal(&PLACE, KNOWN)?, now).await?;
    // Of two replicas that start at once with other keys under one name, the second to write finds the first one's value.
    compare_with_store(store, ring).await
}

/// Compares the ring with the known values in the database, and leaves nothing there.
pub async fn compare_with_store(store: &Store, ring: &KeyRing) -> Result<(), KeyError> {
    compare(ring, &store.list_key_checks().await?)
}

fn compare(ring: &KeyRing, known: &[(String, Vec<u8>)]) -> Result<(), KeyError> {
    for (key_id, sealed) in known {
        if !ring.ids().any(|id| id == key_id) {
            return Err(KeyError::UnknownKey(key_id.clone()));
        }
        // A value that another key of the ring sealed says nothing about this one.
        let is_known = sealed_with(sealed) == Some(key_id)
            && ring.open(&PLACE, sealed).is_ok_and(|plain| plain.as_slice() == KNOWN);
        if !is_known {
            return Err(KeyError::WrongKey(key_id.clone()));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(ring: &KeyRing, id: &str) -> (String, Vec<u8>) {
        (id.to_owned(), ring.seal(&PLACE, KNOWN).unwrap())
    }

    #[test]
    fn a_ring_that_lacks_a_key_or_has_another_of_its_name_is_refused() {
        let line = KeyRing::generate_line("k1");
        let ring = KeyRing::parse(&line).unwrap();
        let known = [known(&ring, "k1")];
        compare(&ring, &known).unwrap();
        let more = KeyRing::parse(&format!("{}\n{}", *KeyRing::generate_line("k2"), *line)).unwrap();
        compare(&more, &known).unwrap();

        let other = KeyRing::parse(&KeyRing::generate_line("k1")).unwrap();
        insta::assert_snapshot!(compare(&other, &known).unwrap_err(), @"key `k1` is not the key of that name that this database was made with; put the right key file in place");
        let lacking = KeyRing::parse(&KeyRing::generate_line("k2")).unwrap();
        insta::assert_snapshot!(compare(&lacking, &known).unwrap_err(), @"something stored is sealed with key `k1`, which the key ring lacks; put that key back, behind the first");
    }

    #[test]
    fn a_value_of_another_key_does_not_speak_for_this_one() {
        let ring = KeyRing::parse(&format!("{}\n{}", *KeyRing::generate_line("k2"), *KeyRing::generate_line("k1")));
        let ring = ring.unwrap();
        assert!(matches!(compare(&ring, &[known(&ring, "k1")]), Err(KeyError::WrongKey(id)) if id == "k1"));
    }
}
