//! Entra's public keys, verified with by aws-lc-rs.
//!
//! `openidconnect` verifies RSA signatures in pure Rust, which takes ten times as long; its key is a trait, so that this is
//! the one part of the verification that is ours.

use aws_lc_rs::signature::{RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use openidconnect::core::{CoreJsonWebKeyType, CoreJsonWebKeyUse, CoreJwsSigningAlgorithm};
use openidconnect::{JsonWebKey, JsonWebKeyAlgorithm, JsonWebKeyId, JsonWebKeySet, SignatureVerificationError};
use serde::{Deserialize, Serialize};

/// A public key of Entra: RSA, for signatures. Entra names no `alg`, so RS256 is pinned where it is used.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct EntraKey {
    kty: CoreJsonWebKeyType,
    #[serde(rename = "use")]
    usage: Option<CoreJsonWebKeyUse>,
    kid: Option<JsonWebKeyId>,
    n: Option<String>,
    e: Option<String>,
}

/// A set of them.
pub type EntraKeys = JsonWebKeySet<EntraKey>;

/// Reads a key set; entries that are no RSA signing keys are passed over (RFC 7517, 5). None where it is no key set.
pub(super) fn parse(body: &[u8]) -> Option<EntraKeys> {
    #[derive(Deserialize)]
    struct Set {
        keys: Vec<serde_json::Value>,
    }
    let set: Set = serde_json::from_slice(body).ok()?;
    let keys = set.keys.into_iter().take(100).filter_map(|key| serde_json::from_value::<EntraKey>(key).ok());
    let signs = |key: &EntraKey| {
        key.kty == CoreJsonWebKeyType::RSA
            && key.kid.is_some()
            && !matches!(key.usage, Some(CoreJsonWebKeyUse::Encryption | CoreJsonWebKeyUse::Other(_)))
    };
    Some(EntraKeys::new(keys.filter(signs).collect()))
}

impl JsonWebKey for EntraKey {
    type KeyUse = CoreJsonWebKeyUse;
    type SigningAlgorithm = CoreJwsSigningAlgorithm;

    fn key_id(&self) -> Option<&JsonWebKeyId> {
        self.kid.as_ref()
    }

    fn key_type(&self) -> &CoreJsonWebKeyType {
        &self.kty
    }

    fn key_use(&self) -> Option<&CoreJsonWebKeyUse> {
        self.usage.as_ref()
    }

    fn signing_alg(&self) -> JsonWebKeyAlgorithm<&CoreJwsSigningAlgorithm> {
        JsonWebKeyAlgorithm::Unspecified
    }

    /// Shared secrets sign nothing here: a key made of one verifies nothing.
    fn new_symmetric(_: Vec<u8>) -> Self {
        Self { kty: CoreJsonWebKeyType::Symmetric, usage: None, kid: None, n: None, e: None }
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
        let invalid = || SignatureVerificationError::InvalidKey("no RSA key".to_owned());
        let part = |text: &Option<String>| text.as_ref().and_then(|text| URL_SAFE_NO_PAD.decode(text).ok());
        let (n, e) = part(&self.n).zip(part(&self.e)).ok_or_else(invalid)?;
        // The algorithm's name says it: fewer than 2048 bits are refused.
        RsaPublicKeyComponents { n, e }
            .verify(&RSA_PKCS1_2048_8192_SHA256, message, signature)
            .map_err(|_| SignatureVerificationError::CryptoError("bad signature".to_owned()))
    }

    fn hash_bytes(&self, bytes: &[u8], _: &CoreJwsSigningAlgorithm) -> Result<Vec<u8>, String> {
        Ok(crate::keys::hash::sha256(bytes).to_vec())
    }
}
