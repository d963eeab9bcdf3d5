//! Rows of keys.

use anteroom_entity as entity;

use super::{Row, word};
use crate::store::StoreError;
use crate::store::keys::StoredSigningKey;

pub(in crate::store) fn signing_key(row: entity::signing_keys::Model) -> Result<StoredSigningKey, StoreError> {
    Ok(StoredSigningKey {
        id: row.id,
        kid: row.kid,
        algorithm: Row("signing_keys", row.id).word(&row.algorithm)?,
        sealed: row.sealed,
        public_jwk: row.public_jwk,
        created_at: row.created_at,
    })
}

pub(in crate::store) fn signing_key_row(key: &StoredSigningKey, generation: i32) -> entity::signing_keys::Model {
    entity::signing_keys::Model {
        id: key.id,
        kid: key.kid.clone(),
        algorithm: word(&key.algorithm),
        generation,
        sealed: key.sealed.clone(),
        public_jwk: key.public_jwk.clone(),
        created_at: key.created_at,
        retires_at: None,
    }
}
