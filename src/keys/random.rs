//! Chance: the one place where random bytes come from.

use std::sync::{Mutex, PoisonError};

use aws_lc_rs::rand;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use uuid::{Uuid, Variant, Version};

use crate::domain::domain_check::Challenge;
use crate::domain::secret::Secret;

/// Random bytes of the operating system's generator.
///
/// Without them nothing here is safe, so a system that has none ends the process rather than go on.
pub fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    if rand::fill(&mut bytes).is_err() {
        std::process::abort();
    }
    bytes
}

/// 256 random bits, as 43 characters of base64url: a code, a token, a `state`, a PKCE verifier (RFC 7636, 4.1).
pub fn token() -> Secret {
    Secret::new(URL_SAFE_NO_PAD.encode(bytes::<32>()))
}

/// What a domain's DNS is to hold: 128 random bits.
pub fn challenge() -> Challenge {
    Challenge::of(bytes())
}

/// A `UUIDv7` of an instant (RFC 9562, 5.7), so that rows lie in the order of their making: of the ids that one process makes for
/// the same millisecond, a later one is greater.
///
/// What stands behind the time begins at random and grows by a random step (RFC 9562, 6.2, method 2): ids are no secrets, but
/// whoever sees one cannot count up to the next.
pub fn id<Id: From<Uuid>>(now: DateTime<Utc>) -> Id {
    static LAST: Mutex<Option<u128>> = Mutex::new(None);
    let mut last = LAST.lock().unwrap_or_else(PoisonError::into_inner);
    let next = match *last {
        // Half of what there is is left to grow into: enough for some ten thousand million ids.
        None => u128::from_be_bytes(bytes()) & (TAIL >> 1),
        Some(last) => last + 1 + (u128::from_be_bytes(bytes()) & STEP),
    } & TAIL;
    *last = Some(next);
    drop(last);
    let millis = u64::try_from(now.timestamp_millis()).unwrap_or_default();
    // The time, the tail's first 12 bits, its last 62; version and variant lie between them.
    let bits = (u128::from(millis) << 80) | ((next >> 62) << 64) | (next & (TAIL >> 12));
    Id::from(uuid::Builder::from_u128(bits).with_version(Version::SortRand).with_variant(Variant::RFC4122).into_uuid())
}

/// The 74 bits that stand behind the time.
const TAIL: u128 = (1 << 74) - 1;
/// The longest step from one id to the next.
const STEP: u128 = (1 << 40) - 1;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_has_256_bits_and_comes_once() {
        let (one, two) = (token(), token());
        assert_eq!(URL_SAFE_NO_PAD.decode(one.expose()).unwrap().len(), 32);
        assert_ne!(one.expose(), two.expose());
    }

    #[test]
    fn ids_lie_in_the_order_of_their_making_and_differ() {
        let now = DateTime::from_timestamp_millis(1_800_000_000_123).unwrap();
        let (one, two): (Uuid, Uuid) = (id(now), id(now));
        let later: Uuid = id(now + chrono::TimeDelta::milliseconds(1));
        assert_ne!(one, two);
        assert!(one < later && two < later);
        assert_eq!((one.get_version_num(), one.get_variant()), (7, Variant::RFC4122));
        assert_eq!(one.get_timestamp().unwrap().to_unix(), (1_800_000_000, 123_000_000));
    }

    #[test]
    fn ids_of_one_instant_lie_in_the_order_of_their_making() {
        let now = DateTime::from_timestamp_millis(1_800_000_000_123).unwrap();
        let earlier = now - chrono::TimeDelta::seconds(1);
        let mut made: Vec<Uuid> = Vec::new();
        for _ in 0..10_000 {
            made.push(id(now));
            // Another request, which began before, makes one in between.
            let other: Uuid = id(earlier);
            assert!(other < made[0]);
        }
        assert!(made.is_sorted_by(|one, other| one < other));
        let steps: std::collections::HashSet<u128> =
            made.windows(2).map(|pair| pair[1].as_u128() - pair[0].as_u128()).collect();
        assert!(steps.len() > 9_000, "nobody counts up to the next");
    }
}
