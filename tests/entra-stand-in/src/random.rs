//! Randomness, from the generator that comes with `rsa`.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rsa::rand_core::{OsRng, RngCore};
use uuid::Uuid;

fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    OsRng.fill_bytes(&mut bytes);
    bytes
}

/// 32 random bytes in base64url: codes, sessions, opaque tokens.
pub(crate) fn token() -> String {
    URL_SAFE_NO_PAD.encode(bytes::<32>())
}

/// 16 random bytes in base64url, the form of a `uti`.
pub(crate) fn short() -> String {
    URL_SAFE_NO_PAD.encode(bytes::<16>())
}

/// A random GUID.
pub(crate) fn guid() -> Uuid {
    uuid::Builder::from_random_bytes(bytes()).into_uuid()
}
