//! The public keys that the audit log's anchors and removals are proved with.
//!
//! A signing key goes, and what it signed must stay provable for years. A public key that lay open beside the anchors would prove
//! nothing: whoever can write the database would put their own there. So each key that has signed one is kept sealed with the key
//! ring, which is not in the database.

use std::collections::BTreeMap;
use std::fmt;

use chrono::{DateTime, Utc};
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde::de::DeserializeOwned;
use uuid::Uuid;

use super::ring::KeyRing;
use super::seal::Place;
use super::signing::KeySet;
use super::{KeyError, random};
use crate::domain::application::SigningAlgorithm;
use crate::store::Store;

/// Public keys, by their names.
#[derive(Default)]
pub struct AuditKeys(BTreeMap<String, DecodingKey>);

impl fmt::Debug for AuditKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.keys()).finish()
    }
}

impl AuditKeys {
    /// All that have ever signed something of the log. One that does not open proves nothing, and is passed over: what it signed
    /// is then found to be unproved.
    pub async fn load(store: &Store, ring: &KeyRing) -> Result<Self, KeyError> {
        let mut keys = BTreeMap::new();
        for (row, sealed) in store.list_audit_keys().await? {
            let Ok(json) = ring.open(&place(row), &sealed) else {
                tracing::warn!(%row, "audit.key_does_not_open");
                continue;
            };
            // Its name too comes from what was sealed.
            if let Ok(jwk) = serde_json::from_slice::<Jwk>(&json)
                && let Some(kid) = jwk.common.key_id.clone()
            {
                keys.insert(kid, DecodingKey::from_jwk(&jwk)?);
            }
        }
        Ok(Self(keys))
    }

    /// What was signed, if one of these keys has signed it, as this and nothing else. It has no end: what was so stays so.
    pub fn open<T: DeserializeOwned>(&self, typ: &str, jws: &str) -> Option<T> {
        let header = jsonwebtoken::decode_header(jws).ok()?;
        let key = self.0.get(header.kid.as_deref()?)?;
        if header.typ.as_deref() != Some(typ) {
            return None;
        }
        // The algorithm is ours to say, never the header's (RFC 8725, 3.1).
        let mut validation = Validation::new(Algorithm::ES256);
        validation.validate_exp = false;
        validation.required_spec_claims.clear();
        Some(jsonwebtoken::decode::<T>(jws, key, &validation).ok()?.claims)
    }
}

/// Keeps the key that signs now, if it is not kept yet: before it signs anything that must be provable once it is gone.
pub async fn keep(store: &Store, ring: &KeyRing, signing: &KeySet, now: DateTime<Utc>) -> Result<(), KeyError> {
    let (kid, jwk) = signing.public(SigningAlgorithm::Es256)?;
    if store.has_audit_key(kid).await? {
        return Ok(());
    }
    let id: Uuid = random::id(now);
    let json = serde_json::to_vec(jwk).map_err(jsonwebtoken::errors::Error::from)?;
    let sealed = ring.seal(&place(id), &json)?;
    Ok(store.insert_audit_key(id, kid, sealed, now).await?)
}

fn place(row: Uuid) -> Place<'static> {
    Place { table: "audit_keys", column: "sealed", row, organization: None }
}
