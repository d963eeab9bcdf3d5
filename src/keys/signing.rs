//! Signing: the keys that tokens of ours are signed with, made at first start and sealed in the store.

use std::collections::BTreeMap;

use aws_lc_rs::encoding::AsDer;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, RsaKeyPair};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};
use jsonwebtoken::jwk::{Jwk, PublicKeyUse, ThumbprintHash};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;
use zeroize::Zeroizing;

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
    encoding: EncodingKey,
    decoding: DecodingKey,
}

impl SigningKeys {
    /// Reads the keys from the store; makes those that do not exist yet. Of two replicas that start at once, one makes
    /// them and the other reads them.
    pub async fn load_or_create(store: &Store, ring: &KeyRing, now: DateTime<Utc>) -> Result<Self, KeyError> {
        let mut stored = store.list_signing_keys().await?;
        for algorithm in [SigningAlgorithm::Es256, SigningAlgorithm::Rs256] {
            if !stored.iter().any(|key| key.algorithm == algorithm) {
                let key = generate(algorithm, ring, now)?;
                store.insert_signing_key(&key).await?;
                stored = store.list_signing_keys().await?;
            }
        }
        Self::open(&stored, ring)
    }

    fn open(stored: &[StoredSigningKey], ring: &KeyRing) -> Result<Self, KeyError> {
        let mut keys = BTreeMap::new();
        let mut public = Vec::new();
        for key in stored {
            let private = ring.open(&place(key.id), &key.sealed)?;
            let encoding = match key.algorithm {
                SigningAlgorithm::Es256 => EncodingKey::from_ec_der(&private),
                SigningAlgorithm::Rs256 => EncodingKey::from_rsa_pem(&private)?,
            };
            let jwk: Jwk = serde_json::from_value(key.public_jwk.clone()).map_err(|_| KeyError::InvalidToken)?;
            let decoding = DecodingKey::from_jwk(&jwk)?;
            public.push(key.public_jwk.clone());
            keys.entry(key.algorithm).or_insert(SigningKey { kid: key.kid.clone(), encoding, decoding });
        }
        Ok(Self { keys, jwks: serde_json::json!({ "keys": public }) })
    }

    /// The public keys, as a JWK set (RFC 7517, 5).
    pub fn jwks(&self) -> &serde_json::Value {
        &self.jwks
    }

    /// Signs claims. `typ` tells tokens of one issuer apart, so that none passes for another (RFC 8725, 3.11).
    pub fn sign<T: Serialize>(&self, algorithm: SigningAlgorithm, typ: &str, claims: &T) -> Result<String, KeyError> {
        let key = self.key(algorithm)?;
        let header = Header { typ: Some(typ.to_owned()), kid: Some(key.kid.clone()), ..Header::new(jws(algorithm)) };
        Ok(jsonwebtoken::encode(&header, claims, &key.encoding)?)
    }

    /// Verifies a token that [`Self::sign`] made with ES256: key, `typ`, issuer, audience and end.
    ///
    /// The algorithm is ours to say, never the header's (RFC 8725, 3.1).
    pub fn verify<T: DeserializeOwned + Expiring>(
        &self,
        token: &str,
        typ: &str,
        issuer: &str,
        now: DateTime<Utc>,
    ) -> Result<T, KeyError> {
        let key = self.key(SigningAlgorithm::Es256)?;
        let header = jsonwebtoken::decode_header(token).map_err(|_| KeyError::InvalidToken)?;
        if header.typ.as_deref() != Some(typ) || header.kid.as_deref() != Some(key.kid.as_str()) {
            return Err(KeyError::InvalidToken);
        }
        let mut validation = Validation::new(Algorithm::ES256);
        validation.set_issuer(&[issuer]);
        validation.set_audience(&[issuer]);
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
        self.keys.get(&algorithm).ok_or(KeyError::NoSigningKey(match algorithm {
            SigningAlgorithm::Es256 => "ES256",
            SigningAlgorithm::Rs256 => "RS256",
        }))
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

fn place(row: Uuid) -> Place<'static> {
    Place { table: "signing_keys", column: "sealed", row, organization: None }
}

fn generate(algorithm: SigningAlgorithm, ring: &KeyRing, now: DateTime<Utc>) -> Result<StoredSigningKey, KeyError> {
    let (private, encoding) = match algorithm {
        SigningAlgorithm::Es256 => {
            let document = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new())
                .map_err(|_| KeyError::Generate("ES256"))?;
            let private = Zeroizing::new(document.as_ref().to_vec());
            let encoding = EncodingKey::from_ec_der(&private);
            (private, encoding)
        }
        SigningAlgorithm::Rs256 => {
            let pair = RsaKeyPair::generate(KeySize::Rsa2048).map_err(|_| KeyError::Generate("RS256"))?;
            let document =
                AsDer::<aws_lc_rs::encoding::Pkcs8V1Der<'_>>::as_der(&pair).map_err(|_| KeyError::Generate("RS256"))?;
            let private = Zeroizing::new(pem(document.as_ref()).into_bytes());
            let encoding = EncodingKey::from_rsa_pem(&private)?;
            (private, encoding)
        }
    };
    let mut jwk = Jwk::from_encoding_key(&encoding, jws(algorithm))?;
    let kid = jwk.thumbprint(ThumbprintHash::SHA256)?;
    jwk.common.key_id = Some(kid.clone());
    jwk.common.public_key_use = Some(PublicKeyUse::Signature);
    let id: Uuid = random::id(now);
    Ok(StoredSigningKey {
        id,
        kid,
        algorithm,
        sealed: ring.seal(&place(id), &private)?,
        public_jwk: serde_json::to_value(&jwk).map_err(|_| KeyError::Generate("JWK"))?,
        created_at: now,
    })
}

/// PKCS #8 as PEM (RFC 7468, 10): the form in which the library takes an RSA key.
fn pem(pkcs8: &[u8]) -> String {
    let text = STANDARD.encode(pkcs8);
    let lines: Vec<&str> = text.as_bytes().chunks(64).filter_map(|line| std::str::from_utf8(line).ok()).collect();
    format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n", lines.join("\n"))
}
