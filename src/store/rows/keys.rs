//! Rows of keys.

use anteroom_entity as entity;

use super::{Row, word};
use crate::domain::signing_key::KeyDates;
use crate::store::StoreError;
use crate::store::keys::StoredSigningKey;

pub(in crate::store) fn signing_key(row: entity::signing_keys::Model) -> Result<StoredSigningKey, StoreError> {
    let dates = KeyDates {
        algorithm: Row("signing_keys", row.id).word(&row.algorithm)?,
        generation: row.generation,
        created_at: row.created_at,
        active_from: row.active_from,
        retires_at: row.retires_at,
    };
    Ok(StoredSigningKey { id: row.id, kid: row.kid, dates, sealed: row.sealed, public_jwk: row.public_jwk })
}

pub(in crate::store) fn signing_key_row(key: &StoredSigningKey) -> entity::signing_keys::Model {
    let KeyDates { algorithm, generation, created_at, active_from, retires_at } = key.dates;
    entity::signing_keys::Model {
        id: key.id,
        kid: key.kid.clone(),
        algorithm: word(&algorithm),
        generation,
        sealed: key.sealed.clone(),
        public_jwk: key.public_jwk.clone(),
        created_at,
        active_from,
        retires_at,
    }
}
