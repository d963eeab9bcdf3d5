//! Signing: the keys that tokens of ours are signed with, made at first start and sealed in the store.

mod hint;
mod pair;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use jsonwebtoken::{Algorithm, DecodingKey, Header, Validation};
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use self::pair::KeyPair;
use super::ring::KeyRing;
use super::seal::Place;
use super::{KeyError, random};
use crate::domain::application::SigningAlgorithm;
use crate::store::Store;
use crate::store::keys::StoredSigningKey;

/// The keys that sign, and the public half of them for the world.
pub struct SigningKeys {
    keys: BTreeMap<SigningAlgorithm, SigningKey>,
    jwks: serde_json::Value,
}

struct SigningKey {
    kid: String,
    pair: KeyPair,
    decoding: DecodingKey,
}

impl SigningKeys {
    /// Reads the keys from the store; makes those that do not exist yet. Of two replicas that start at once, one makes
    /// them and the other reads them.
    pub async fn load_or_create(store: &Store, ring: &KeyRing, now: DateTime<Utc>) -> Result<Self, KeyError> {
        let mut stored = store.list_signing_keys().await?;
        for algorithm in [SigningAlgorithm::Es256, SigningAlgorithm::Rs256] {
            if !stored.iter().any(|key| key.algorithm == algorithm) {
                store.insert_signing_key(&generate(algorithm, ring, now)?).await?;
                stored = store.list_signing_keys().await?;
            }
        }
        Self::open(&stored, ring)
    }

    /// Opens stored keys. The public keys come out of the sealed private ones, never out of their own column: that is not
    /// sealed, and whoever could write it would otherwise choose the key that applications trust.
    fn open(stored: &[StoredSigningKey], ring: &KeyRing) -> Result<Self, KeyError> {
        let mut keys = BTreeMap::new();
        let mut public = Vec::new();
        for key in stored {
            let private = ring.open(&place(key.id), &key.sealed)?;
            let pair = KeyPair::parse(key.algorithm, &private)?;
            let (kid, jwk) = pair.public_jwk()?;
            if kid != key.kid {
                return Err(KeyError::ForeignSigningKey(key.kid.clone()));
            }
            let decoding = DecodingKey::from_jwk(&jwk)?;
            public.push(jwk);
            keys.entry(key.algorithm).or_insert(SigningKey { kid, pair, decoding });
        }
        Ok(Self { keys, jwks: serde_json::json!({ "keys": public }) })
    }

    /// The public keys, as a JWK set (RFC 7517, 5).
    pub fn jwks(&self) -> &serde_json::Value {
        &self.jwks
    }

    /// The public key that an algorithm signs with now, and its name.
    pub fn public(&self, algorithm: SigningAlgorithm) -> Result<(&str, &serde_json::Value), KeyError> {
        let kid = self.key(algorithm)?.kid.as_str();
        let known = self.jwks.get("keys").and_then(serde_json::Value::as_array);
        let jwk = known.and_then(|known| known.iter().find(|jwk| jwk.get("kid").is_some_and(|name| name == kid)));
        jwk.map(|jwk| (kid, jwk)).ok_or(KeyError::NoSigningKey(pair::name(algorithm)))
    }

    /// Signs claims. `typ` tells tokens of one issuer apart, so that none passes for another (RFC 8725, 3.11).
    pub fn sign<T: Serialize>(&self, algorithm: SigningAlgorithm, typ: &str, claims: &T) -> Result<String, KeyError> {
        let key = self.key(algorithm)?;
        let header = Header { typ: Some(typ.to_owned()), kid: Some(key.kid.clone()), ..Header::new(jws(algorithm)) };
        // The compact form: header, payload and signature, joined by dots (RFC 7515, 7.1).
        let mut token = part(&header)?;
        token.push('.');
        token.push_str(&part(claims)?);
        let signature = key.pair.sign(token.as_bytes())?;
        token.push('.');
        URL_SAFE_NO_PAD.encode_string(signature, &mut token);
        Ok(token)
    }

    /// Verifies a token that [`Self::sign`] made with ES256: key, `typ`, issuer, audience and end.
    ///
    /// The algorithm is ours to say, never the header's (RFC 8725, 3.1), and a key that the header brings along is never
    /// looked at.
    pub fn verify<T: DeserializeOwned + Expiring>(
        &self,
        token: &str,
        typ: &str,
        (issuer, audience): (&str, &str),
        now: DateTime<Utc>,
    ) -> Result<T, KeyError> {
        let key = self.key(SigningAlgorithm::Es256)?;
        let header = jsonwebtoken::decode_header(token).map_err(|_| KeyError::InvalidToken)?;
        if header.typ.as_deref() != Some(typ) || header.kid.as_deref() != Some(key.kid.as_str()) {
            return Err(KeyError::InvalidToken);
        }
        let mut validation = Validation::new(Algorithm::ES256);
        validation.set_issuer(&[issuer]);
        validation.set_audience(&[audience]);
        validation.set_required_spec_claims(&["exp", "iss", "aud"]);
        // The library would ask the system's clock; the one we hold is asked below.
        validation.validate_exp = false;
        let token = jsonwebtoken::decode::<T>(token, &key.decoding, &validation).map_err(|_| KeyError::InvalidToken)?;
        if token.claims.expires_at() <= now.timestamp() {
            return Err(KeyError::InvalidToken);
        }
        Ok(token.claims)
    }

    fn key(&self, algorithm: SigningAlgorithm) -> Result<&SigningKey, KeyError> {
        self.keys.get(&algorithm).ok_or(KeyError::NoSigningKey(pair::name(algorithm)))
    }
}

impl fmt::Debug for SigningKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.keys.values().map(|key| &key.kid)).finish()
    }
}

/// Claims that end.
pub trait Expiring {
    /// `exp`, in seconds since 1970.
    fn expires_at(&self) -> i64;
}

fn jws(algorithm: SigningAlgorithm) -> Algorithm {
    match algorithm {
        SigningAlgorithm::Es256 => Algorithm::ES256,
        SigningAlgorithm::Rs256 => Algorithm::RS256,
    }
}

fn part<T: Serialize>(value: &T) -> Result<String, KeyError> {
    let json = serde_json::to_vec(value).map_err(jsonwebtoken::errors::Error::from)?;
    Ok(URL_SAFE_NO_PAD.encode(json))
}

fn place(row: Uuid) -> Place<'static> {
    Place { table: "signing_keys", column: "sealed", row, organization: None }
}

fn generate(algorithm: SigningAlgorithm, ring: &KeyRing, now: DateTime<Utc>) -> Result<StoredSigningKey, KeyError> {
    let private = pair::generate(algorithm)?;
    let (kid, jwk) = KeyPair::parse(algorithm, &private)?.public_jwk()?;
    let id: Uuid = random::id(now);
    Ok(StoredSigningKey {
        id,
        kid,
        algorithm,
        sealed: ring.seal(&place(id), &private)?,
        public_jwk: serde_json::to_value(&jwk).map_err(jsonwebtoken::errors::Error::from)?,
        created_at: now,
    })
}
