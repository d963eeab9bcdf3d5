//! Entra's public keys, verified with by aws-lc-rs.
//!
//! `openidconnect` verifies RSA signatures in pure Rust, which takes ten times as long; its key is a trait, so that this is
//! the one part of the verification that is ours. A key is parsed when it is read, and shared after that.

use std::fmt;
use std::sync::Arc;

use aws_lc_rs::signature::{ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use openidconnect::core::{CoreJsonWebKeyType, CoreJsonWebKeyUse, CoreJwsSigningAlgorithm};
use openidconnect::{JsonWebKey, JsonWebKeyAlgorithm, JsonWebKeyId, JsonWebKeySet, SignatureVerificationError};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The shortest modulus that is believed, in bytes: 2048 bits (RFC 7518, 3.3).
const SHORTEST_MODULUS: usize = 256;
/// The most keys that are kept of one set. Entra has fewer than ten.
const MOST_KEYS: usize = 100;

/// A public key of Entra: RSA, for signatures. Entra names no `alg`, so RS256 is pinned where it is used.
#[derive(Clone, Serialize, Deserialize)]
#[serde(try_from = "Jwk", into = "Jwk")]
pub struct EntraKey(Arc<Parsed>);

struct Parsed {
    jwk: Jwk,
    /// None in what [`JsonWebKey::new_symmetric`] makes, which verifies nothing.
    public: Option<ParsedPublicKey>,
}

/// A key as it stands in the set (RFC 7517, 4; RFC 7518, 6.3.1).
#[derive(Clone, Serialize, Deserialize)]
struct Jwk {
    kty: CoreJsonWebKeyType,
    #[serde(rename = "use", skip_serializing_if = "Option::is_none")]
    usage: Option<CoreJsonWebKeyUse>,
    kid: JsonWebKeyId,
    n: String,
    e: String,
    /// Microsoft's own: whose tokens the key signs; may hold the literal `{tenantid}`.
    #[serde(skip_serializing_if = "Option::is_none")]
    issuer: Option<String>,
}

/// A set of them.
pub type EntraKeys = JsonWebKeySet<EntraKey>;

/// Why an entry of a key set is no key that can be used; such are passed over (RFC 7517, 5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an RSA key for signatures of at least 2048 bits")]
pub struct Unusable;

impl TryFrom<Jwk> for EntraKey {
    type Error = Unusable;

    fn try_from(jwk: Jwk) -> Result<Self, Unusable> {
        let signs = matches!(jwk.usage, None | Some(CoreJsonWebKeyUse::Signature));
        let n = URL_SAFE_NO_PAD.decode(&jwk.n).map_err(|_| Unusable)?;
        let e = URL_SAFE_NO_PAD.decode(&jwk.e).map_err(|_| Unusable)?;
        if jwk.kty != CoreJsonWebKeyType::RSA || !signs || n.len() < SHORTEST_MODULUS {
            return Err(Unusable);
        }
        let parsed = RsaPublicKeyComponents { n, e }.to_parsed_public_key(&RSA_PKCS1_2048_8192_SHA256);
        let public = Some(parsed.map_err(|_| Unusable)?);
        Ok(Self(Arc::new(Parsed { jwk, public })))
    }
}

impl From<EntraKey> for Jwk {
    fn from(key: EntraKey) -> Self {
        key.0.jwk.clone()
    }
}

impl fmt::Debug for EntraKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("EntraKey").field(&self.0.jwk.kid.as_str()).finish()
    }
}

impl EntraKey {
    /// Whether the key signs tokens of this issuer. In a set that serves several, the key for personal accounts must not
    /// verify a work token (Microsoft, "Access tokens", "Validate the signing key issuer").
    fn serves(&self, tid: Uuid, issuer: &str) -> bool {
        let named = self.0.jwk.issuer.as_deref();
        named.is_none_or(|named| named == issuer || named.replace("{tenantid}", &tid.to_string()) == issuer)
    }
}

/// The keys of a set that sign this directory's tokens. Of two with one id the first counts.
pub(super) fn of_directory(set: &EntraKeys, tid: Uuid, issuer: &str) -> EntraKeys {
    let mut keys: Vec<EntraKey> = Vec::with_capacity(set.keys().len().min(MOST_KEYS));
    for key in set.keys() {
        let known = keys.iter().any(|other| other.0.jwk.kid == key.0.jwk.kid);
        if keys.len() < MOST_KEYS && !known && key.serves(tid, issuer) {
            keys.push(key.clone());
        }
    }
    EntraKeys::new(keys)
}

impl JsonWebKey for EntraKey {
    type KeyUse = CoreJsonWebKeyUse;
    type SigningAlgorithm = CoreJwsSigningAlgorithm;

    fn key_id(&self) -> Option<&JsonWebKeyId> {
        Some(&self.0.jwk.kid)
    }

    fn key_type(&self) -> &CoreJsonWebKeyType {
        &self.0.jwk.kty
    }

    fn key_use(&self) -> Option<&CoreJsonWebKeyUse> {
        self.0.jwk.usage.as_ref()
    }

    fn signing_alg(&self) -> JsonWebKeyAlgorithm<&CoreJwsSigningAlgorithm> {
        JsonWebKeyAlgorithm::Algorithm(&CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256)
    }

    /// Shared secrets sign nothing here: a key made of one verifies nothing.
    fn new_symmetric(_: Vec<u8>) -> Self {
        let (kid, n, e) = (JsonWebKeyId::new(String::new()), String::new(), String::new());
        let jwk = Jwk { kty: CoreJsonWebKeyType::Symmetric, usage: None, kid, n, e, issuer: None };
        Self(Arc::new(Parsed { jwk, public: None }))
    }

    fn verify_signature(
        &self,
        algorithm: &CoreJwsSigningAlgorithm,
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), SignatureVerificationError> {
        if *algorithm != CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256 {
            return Err(SignatureVerificationError::DisallowedAlg("not RS256".to_owned()));
        }
        let no_key = || SignatureVerificationError::InvalidKey("no RSA key".to_owned());
        let public = self.0.public.as_ref().ok_or_else(no_key)?;
        public
            .verify_sig(message, signature)
            .map_err(|_| SignatureVerificationError::CryptoError("bad signature".to_owned()))
    }

    fn hash_bytes(&self, bytes: &[u8], _: &CoreJwsSigningAlgorithm) -> Result<Vec<u8>, String> {
        Ok(crate::keys::hash::sha256(bytes).to_vec())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::upstream::testing::{TID, TestKey, issuer};

    fn read(keys: &[Value]) -> Vec<String> {
        let set: EntraKeys = serde_json::from_value(json!({ "keys": keys })).unwrap();
        let keys = of_directory(&set, TID, &issuer(TID));
        keys.keys().iter().map(|key| key.key_id().unwrap().to_string()).collect()
    }

    fn with(name: &str, value: Value) -> Value {
        let mut jwk = TestKey::first().jwk();
        jwk["kid"] = json!("other");
        jwk[name] = value;
        jwk
    }

    #[test]
    fn only_rsa_keys_for_signatures_of_some_strength_are_kept() {
        let short = URL_SAFE_NO_PAD.encode([0xC5; 128]);
        for unusable in [
            with("use", json!("enc")),
            with("use", json!("tls")),
            with("kty", json!("EC")),
            with("kty", json!("oct")),
            with("n", json!(short)),
            with("n", json!("not base64!")),
            with("n", Value::Null),
            with("e", json!("AA")),
            with("e", json!("")),
            with("kid", Value::Null),
            json!(null),
            json!("key"),
        ] {
            assert_eq!(read(&[unusable.clone(), TestKey::first().jwk()]), ["first"], "{unusable}");
        }
    }

    #[test]
    fn a_key_of_another_issuer_verifies_nothing_here() {
        let consumers = with("issuer", json!("https://login.example/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0"));
        assert_eq!(read(&[consumers]), [""; 0]);
        let template = with("issuer", json!("https://login.example/{tenantid}/v2.0"));
        assert_eq!(read(&[template]), ["other"]);
        let own = with("issuer", json!(issuer(TID)));
        assert_eq!(read(&[own]), ["other"]);
    }

    #[test]
    fn of_two_keys_with_one_id_the_first_counts() {
        let mut second = TestKey::second().jwk();
        second["kid"] = json!("first");
        let set: EntraKeys = serde_json::from_value(json!({ "keys": [TestKey::first().jwk(), second] })).unwrap();
        let keys = of_directory(&set, TID, &issuer(TID));
        assert_eq!(serde_json::to_value(&keys.keys()[0]).unwrap()["n"], TestKey::first().jwk()["n"]);
        assert_eq!(keys.keys().len(), 1);
    }

    #[test]
    fn a_shared_secret_and_another_algorithm_verify_nothing() {
        let symmetric = EntraKey::new_symmetric(b"secret".to_vec());
        assert!(symmetric.verify_signature(&CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256, b"m", b"s").is_err());
        assert!(symmetric.verify_signature(&CoreJwsSigningAlgorithm::HmacSha256, b"m", b"s").is_err());
    }
}
