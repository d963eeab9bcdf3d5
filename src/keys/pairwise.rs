//! The secret that names of people are made with which one sector of applications alone knows (OpenID Connect Core, 8.1).
//!
//! Made at first start and never again: another one would be another name for everybody, and every application that goes by it would
//! take them for strangers. So it is no key that is rotated; moving it to another key of the ring leaves it what it is.

use std::fmt;

use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::ring::KeyRing;
use super::seal::Place;
use super::{KeyError, random};
use crate::domain::id::UserId;
use crate::store::Store;

/// The bytes of the secret: as many as the hash gives (RFC 2104, 3).
const BYTES: usize = 32;
/// The row that holds it: the only one.
const ROW: Uuid = Uuid::from_u128(1);
const PLACE: Place<'static> = Place { table: "pairwise_salts", column: "sealed", row: ROW, organization: None };

/// The secret, ready for use.
pub struct PairwiseSalt(hmac::Key);

impl fmt::Debug for PairwiseSalt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PairwiseSalt(…)")
    }
}

impl PairwiseSalt {
    /// Reads it from the store; makes it where there is none. Of two replicas that start at once, one makes it and both read that one.
    pub async fn load_or_create(store: &Store, ring: &KeyRing, now: DateTime<Utc>) -> Result<Self, KeyError> {
        let mut stored = store.find_pairwise_salt(ROW).await?;
        if stored.is_none() {
            let sealed = ring.seal(&PLACE, &random::bytes::<BYTES>())?;
            store.insert_pairwise_salt(ROW, sealed, now).await?;
            stored = store.find_pairwise_salt(ROW).await?;
        }
        let sealed = stored.ok_or(KeyError::DoesNotOpen)?;
        Ok(Self(hmac::Key::new(hmac::HMAC_SHA256, &ring.open(&PLACE, &sealed)?)))
    }

    /// The name of a user within a sector: 43 characters, of which nobody without the secret can tell whose it is, or that two of
    /// different sectors are one person's.
    pub fn subject(&self, sector: &str, user: UserId) -> String {
        let mut context = hmac::Context::with_key(&self.0);
        // The last 16 bytes are the user, however long the sector is: no two pairs run into the same bytes.
        context.update(sector.as_bytes());
        context.update(user.0.as_bytes());
        URL_SAFE_NO_PAD.encode(context.sign())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::{check, rotation};

    fn now() -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000, 0).unwrap()
    }

    fn user(number: u128) -> UserId {
        Uuid::from_u128(number).into()
    }

    #[test]
    fn a_name_is_a_persons_in_a_sector_and_tells_nothing_else() {
        let salt = |byte| PairwiseSalt(hmac::Key::new(hmac::HMAC_SHA256, &[byte; BYTES]));
        let anna = salt(1).subject("records.example", user(1));
        assert_eq!(anna, salt(1).subject("records.example", user(1)));
        assert_eq!(anna.len(), 43);
        for other in [
            salt(1).subject("planner.example", user(1)),
            salt(1).subject("records.example", user(2)),
            salt(2).subject("records.example", user(1)),
        ] {
            assert_ne!(anna, other);
        }
        assert!(!format!("{:?}", salt(1)).contains('1'));
    }

    #[tokio::test]
    async fn it_is_made_once_and_stays_what_it_is_with_another_key_of_the_ring() {
        let directory = tempfile::tempdir().unwrap();
        let store = rotation::tests::store(&directory).await;
        let (old, both, new) = rotation::tests::rings();
        check::check(&store, &old, now()).await.unwrap();
        let name = async |ring: &KeyRing| {
            let salt = PairwiseSalt::load_or_create(&store, ring, now()).await?;
            Ok::<_, KeyError>(salt.subject("records.example", user(1)))
        };
        let (first, second) = tokio::join!(name(&old), name(&old));
        let first = first.unwrap();
        assert_eq!(first, second.unwrap());
        assert_eq!(rotation::rewrap(&store, &both, "test", now()).await.unwrap().moved, 1);
        assert_eq!(name(&new).await.unwrap(), first);
        assert!(name(&old).await.is_err());
    }
}
