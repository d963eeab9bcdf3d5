//! Signing keys. They are the well-known ones of `test-keys.pem`, because making a key takes a second and a test has none.

use std::sync::{Arc, LazyLock, OnceLock};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rsa::pkcs1v15::SigningKey;
use rsa::pkcs8::{DecodePrivateKey, EncodePublicKey, LineEnding};
use rsa::rand_core::OsRng;
use rsa::sha2::{Digest, Sha256};
use rsa::signature::{SignatureEncoding, Signer};
use rsa::traits::PublicKeyParts;
use rsa::{RsaPrivateKey, RsaPublicKey};
use serde_json::{Value, json};

/// Test keys: everybody knows them, they protect nothing.
const TEST_KEYS: &str = include_str!("../test-keys.pem");
const PEM_END: &str = "-----END PRIVATE KEY-----\n";

/// A key in PEM form, and parsed once somebody needed it.
type Embedded = (&'static str, OnceLock<Arc<Pair>>);

static POOL: LazyLock<Vec<Embedded>> =
    LazyLock::new(|| TEST_KEYS.split_inclusive(PEM_END).map(|pem| (pem, OnceLock::new())).collect());

/// A key pair, parsed once for the whole process.
pub(crate) struct Pair {
    signing: SigningKey<Sha256>,
    public: RsaPublicKey,
}

impl Pair {
    fn new(private: RsaPrivateKey) -> Self {
        Self { public: private.to_public_key(), signing: SigningKey::new(private) }
    }

    /// Signs with RS256.
    pub(crate) fn sign(&self, message: &[u8]) -> Vec<u8> {
        self.signing.sign(message).to_vec()
    }

    /// The public half in PEM form: what the lie `Hs256WithPublicKey` uses as if it were a shared secret.
    pub(crate) fn public_pem(&self) -> String {
        self.public.to_public_key_pem(LineEnding::LF).unwrap_or_default()
    }
}

/// The `index`-th key. Those of the pool are there at once; further ones are made on the spot.
#[expect(
    clippy::expect_used,
    reason = "the embedded keys are read in a test; without any key there is nothing to stand in with"
)]
fn pair(index: usize) -> Arc<Pair> {
    match POOL.get(index) {
        Some((pem, parsed)) => Arc::clone(
            parsed.get_or_init(|| Arc::new(Pair::new(RsaPrivateKey::from_pkcs8_pem(pem).expect("a key in PEM form")))),
        ),
        None => Arc::new(Pair::new(RsaPrivateKey::new(&mut OsRng, 2048).expect("a new key"))),
    }
}

/// The key that no directory ever publishes; lies sign with it.
pub(crate) fn rogue() -> Arc<Pair> {
    pair(0)
}

/// Hands out keys, no key twice, so that two directories never share one.
pub(crate) struct KeySource {
    next: usize,
}

impl KeySource {
    pub(crate) fn new() -> Self {
        // 0 is the rogue one.
        Self { next: 1 }
    }

    pub(crate) fn draw(&mut self) -> PublishedKey {
        let pair = pair(self.next);
        self.next += 1;
        // As long as the SHA-1 thumbprints that Entra uses for it.
        let kid = URL_SAFE_NO_PAD.encode(Sha256::digest(pair.public.n().to_bytes_be()));
        PublishedKey { kid: kid.chars().take(27).collect(), pair }
    }
}

/// A key that a directory publishes.
#[derive(Clone)]
pub(crate) struct PublishedKey {
    pub(crate) kid: String,
    pub(crate) pair: Arc<Pair>,
}

impl PublishedKey {
    /// As Entra publishes it: with an issuer, without `alg`.
    pub(crate) fn jwk(&self, issuer: &str) -> Value {
        json!({
            "kty": "RSA",
            "use": "sig",
            "kid": self.kid,
            "x5t": self.kid,
            "n": URL_SAFE_NO_PAD.encode(self.pair.public.n().to_bytes_be()),
            "e": URL_SAFE_NO_PAD.encode(self.pair.public.e().to_bytes_be()),
            "issuer": issuer,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_embedded_keys_can_be_read_and_differ() {
        assert_eq!(POOL.len(), 16);
        let mut source = KeySource::new();
        let kids: std::collections::BTreeSet<_> = (1..16).map(|_| source.draw().kid).collect();
        assert_eq!(kids.len(), 15);
        assert!(rogue().public_pem().starts_with("-----BEGIN PUBLIC KEY-----"));
    }
}
