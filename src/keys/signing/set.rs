//! All signing keys as they are at one instant.

use std::fmt;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use jsonwebtoken::jwk::{Jwk, KeyAlgorithm};
use jsonwebtoken::{Algorithm, DecodingKey, Header, Validation};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::pair::KeyPair;
use super::{Expiring, place};
use crate::domain::application::SigningAlgorithm;
use crate::domain::signing_key::{KeyDates, Life, life};
use crate::keys::KeyError;
use crate::keys::ring::KeyRing;
use crate::store::Store;
use crate::store::keys::StoredSigningKey;

/// The keys that sign, those that will, and those whose tokens are still about. Never changed: another one comes in its place.
pub struct KeySet {
    keys: Vec<Arc<SigningKey>>,
    dates: Vec<KeyDates>,
}

struct SigningKey {
    stored: StoredSigningKey,
    kid: String,
    jwk: serde_json::Value,
    decoding: DecodingKey,
    /// None of one that signs no more.
    pair: Option<KeyPair>,
}

impl KeySet {
    /// Those that are stored, for whoever wants to see them.
    pub async fn read(store: &Store, ring: &KeyRing) -> Result<Self, KeyError> {
        Self::open(store.list_signing_keys().await?, ring, None)
    }

    /// Opens stored keys; those that an earlier set has opened are taken from there.
    ///
    /// The public keys come out of what is sealed, never out of their own column: that is not sealed, and whoever could write it
    /// would otherwise choose the key that applications trust.
    pub(super) fn open(
        stored: Vec<StoredSigningKey>,
        ring: &KeyRing,
        earlier: Option<&Self>,
    ) -> Result<Self, KeyError> {
        let earlier = earlier.map(|set| set.keys.as_slice()).unwrap_or_default();
        let mut keys = Vec::with_capacity(stored.len());
        for stored in stored {
            let opened = earlier.iter().find(|key| key.stored == stored);
            keys.push(match opened {
                Some(key) => Arc::clone(key),
                None => Arc::new(SigningKey::open(stored, ring)?),
            });
        }
        keys.sort_by_key(|key| (key.stored.dates.algorithm, key.stored.dates.generation));
        let dates = keys.iter().map(|key| key.stored.dates).collect();
        Ok(Self { keys, dates })
    }

    /// The public keys, as a JWK set (RFC 7517, 5).
    pub fn jwks(&self, now: DateTime<Utc>) -> serde_json::Value {
        let published = self.keys.iter().filter(|key| self.is_published(key, now));
        serde_json::json!({ "keys": published.map(|key| &key.jwk).collect::<Vec<_>>() })
    }

    /// The public key that an algorithm signs with now, and its name.
    pub fn public(&self, algorithm: SigningAlgorithm) -> Result<(&str, &serde_json::Value), KeyError> {
        self.active(algorithm).map(|(key, _)| (key.kid.as_str(), &key.jwk))
    }

    /// Whether there is a key that signs with an algorithm.
    pub fn has(&self, algorithm: SigningAlgorithm) -> bool {
        self.active(algorithm).is_ok()
    }

    /// What is written down of the keys' lives.
    pub fn dates(&self) -> &[KeyDates] {
        &self.dates
    }

    /// Each key that is published: its name, its dates, and how far it has come.
    pub fn list(&self, now: DateTime<Utc>) -> impl Iterator<Item = (&str, &KeyDates, Life)> {
        let all = self.keys.iter().map(move |key| {
            let dates = &key.stored.dates;
            (key.kid.as_str(), dates, life(dates, &self.dates, now))
        });
        all.filter(|(.., life)| *life != Life::Gone)
    }

    /// Signs claims. `typ` tells tokens of one issuer apart, so that none passes for another (RFC 8725, 3.11).
    pub fn sign<T: Serialize>(&self, algorithm: SigningAlgorithm, typ: &str, claims: &T) -> Result<String, KeyError> {
        let (key, pair) = self.active(algorithm)?;
        let header = Header { typ: Some(typ.to_owned()), kid: Some(key.kid.clone()), ..Header::new(jws(algorithm)) };
        // The compact form: header, payload and signature, joined by dots (RFC 7515, 7.1).
        let mut token = part(&header)?;
        token.push('.');
        token.push_str(&part(claims)?);
        let signature = pair.sign(token.as_bytes())?;
        token.push('.');
        URL_SAFE_NO_PAD.encode_string(signature, &mut token);
        Ok(token)
    }

    /// Verifies a token that was signed with one of the published ES256 keys: key, `typ`, issuer, audience and end.
    ///
    /// The algorithm is ours to say, never the header's (RFC 8725, 3.1), and a key that the header brings along is never
    /// looked at.
    pub(super) fn verify<T: DeserializeOwned + Expiring>(
        &self,
        token: &str,
        typ: &str,
        (issuer, audience): (&str, &str),
        now: DateTime<Utc>,
    ) -> Result<T, KeyError> {
        let header = jsonwebtoken::decode_header(token).map_err(|_| KeyError::InvalidToken)?;
        let key = header.kid.as_deref().and_then(|kid| self.verifying(kid)).filter(|key| self.is_published(key, now));
        let key = key.filter(|_| header.typ.as_deref() == Some(typ)).ok_or(KeyError::InvalidToken)?;
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

    /// Whether a token names a key as ours do, and it is none of these: another replica may have made it a moment ago.
    pub(super) fn lacks_key_of(&self, token: &str, typ: &str) -> bool {
        let Ok(header) = jsonwebtoken::decode_header(token) else { return false };
        header.alg == Algorithm::ES256
            && header.typ.as_deref() == Some(typ)
            && header.kid.is_some_and(|kid| self.verifying(&kid).is_none())
    }

    fn verifying(&self, kid: &str) -> Option<&SigningKey> {
        let mut keys = self.keys.iter().map(Arc::as_ref);
        keys.find(|key| key.stored.dates.algorithm == SigningAlgorithm::Es256 && key.kid == kid)
    }

    /// The key with this name, as long as it is published, and the algorithm that it is for.
    pub(super) fn published(&self, kid: &str, now: DateTime<Utc>) -> Option<(SigningAlgorithm, &DecodingKey)> {
        let key = self.keys.iter().find(|key| key.kid == kid && self.is_published(key, now))?;
        Some((key.stored.dates.algorithm, &key.decoding))
    }

    fn is_published(&self, key: &SigningKey, now: DateTime<Utc>) -> bool {
        life(&key.stored.dates, &self.dates, now) != Life::Gone
    }

    fn active(&self, algorithm: SigningAlgorithm) -> Result<(&SigningKey, &KeyPair), KeyError> {
        let mut of = self.keys.iter().filter(|key| key.stored.dates.algorithm == algorithm);
        // The oldest of those that have not signed for the last time: a younger one is published, and waits.
        let active = of.find(|key| key.stored.dates.retires_at.is_none());
        let both = active.and_then(|key| Some((key.as_ref(), key.pair.as_ref()?)));
        both.ok_or(KeyError::NoSigningKey(algorithm.name()))
    }
}

impl fmt::Debug for KeySet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.keys.iter().map(|key| &key.kid)).finish()
    }
}

impl SigningKey {
    fn open(stored: StoredSigningKey, ring: &KeyRing) -> Result<Self, KeyError> {
        let algorithm = stored.dates.algorithm;
        let opened = ring.open(&place(stored.id), &stored.sealed)?;
        let (pair, jwk) = if opened.first() == Some(&b'{') {
            let jwk: Jwk = serde_json::from_slice(&opened).map_err(jsonwebtoken::errors::Error::from)?;
            (None, jwk)
        } else {
            let pair = KeyPair::parse(algorithm, &opened)?;
            let jwk = pair.public_jwk()?;
            (Some(pair), jwk)
        };
        // One key is for one algorithm, and the row's name and algorithm are not sealed.
        if jwk.common.key_id.as_ref() != Some(&stored.kid) || jwk.common.key_algorithm != Some(jwa(algorithm)) {
            return Err(KeyError::ForeignSigningKey(stored.kid));
        }
        let decoding = DecodingKey::from_jwk(&jwk)?;
        let jwk = serde_json::to_value(&jwk).map_err(jsonwebtoken::errors::Error::from)?;
        Ok(Self { kid: stored.kid.clone(), stored, jwk, decoding, pair })
    }
}

pub(super) fn jws(algorithm: SigningAlgorithm) -> Algorithm {
    match algorithm {
        SigningAlgorithm::Es256 => Algorithm::ES256,
        SigningAlgorithm::Rs256 => Algorithm::RS256,
        SigningAlgorithm::Ps256 => Algorithm::PS256,
        SigningAlgorithm::EdDsa => Algorithm::EdDSA,
    }
}

fn jwa(algorithm: SigningAlgorithm) -> KeyAlgorithm {
    match algorithm {
        SigningAlgorithm::Es256 => KeyAlgorithm::ES256,
        SigningAlgorithm::Rs256 => KeyAlgorithm::RS256,
        SigningAlgorithm::Ps256 => KeyAlgorithm::PS256,
        SigningAlgorithm::EdDsa => KeyAlgorithm::EdDSA,
    }
}

pub(super) fn part<T: Serialize>(value: &T) -> Result<String, KeyError> {
    let json = serde_json::to_vec(value).map_err(jsonwebtoken::errors::Error::from)?;
    Ok(URL_SAFE_NO_PAD.encode(json))
}
