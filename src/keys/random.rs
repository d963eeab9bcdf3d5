//! Chance: the one place where random bytes come from.

use aws_lc_rs::rand;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use uuid::Uuid;

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

/// A `UUIDv7` of an instant (RFC 9562, 5.7), so that rows lie in the order of their making.
pub fn id<Id: From<Uuid>>(now: DateTime<Utc>) -> Id {
    let millis = u64::try_from(now.timestamp_millis()).unwrap_or_default();
    Id::from(uuid::Builder::from_unix_timestamp_millis(millis, &bytes::<10>()).into_uuid())
}

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
        assert_eq!((one.get_version_num(), one.get_variant()), (7, uuid::Variant::RFC4122));
        assert_eq!(one.get_timestamp().unwrap().to_unix(), (1_800_000_000, 123_000_000));
    }
}
