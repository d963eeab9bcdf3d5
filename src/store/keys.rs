//! Signing keys, and the known values that tell a wrong master key at start.

use anteroom_entity::{audit_keys, key_checks, pairwise_salts, signing_keys};
use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

pub use super::sealed::{SealedTable, SealedValue};
use super::{Store, StoreError, rows};
use crate::domain::signing_key::KeyDates;

/// A signing key as it is stored.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredSigningKey {
    /// Its id; the row that it is sealed for.
    pub id: Uuid,
    /// Its name in tokens and in the published set.
    pub kid: String,
    /// What it signs with, and how far it has come.
    pub dates: KeyDates,
    /// The sealed private key; of one that signs no more, the sealed public key.
    pub sealed: Vec<u8>,
    /// The public key (RFC 7517). Nobody trusts this one: it is not sealed.
    pub public_jwk: serde_json::Value,
}

impl Store {
    /// All signing keys, by algorithm, the oldest generation first.
    pub async fn list_signing_keys(&self) -> Result<Vec<StoredSigningKey>, StoreError> {
        list_signing_keys(&self.db).await
    }

    /// The public keys that the log's anchors and removals are proved with: the row that each is sealed for, and it.
    pub async fn list_audit_keys(&self) -> Result<Vec<(Uuid, Vec<u8>)>, StoreError> {
        let found = audit_keys::Entity::find().order_by_asc(audit_keys::Column::Id).all(&self.db).await?;
        Ok(found.into_iter().map(|row| (row.id, row.sealed)).collect())
    }

    /// Whether a public key is kept for that.
    pub async fn has_audit_key(&self, kid: &str) -> Result<bool, StoreError> {
        let found = audit_keys::Entity::find().filter(audit_keys::Column::Kid.eq(kid)).one(&self.db).await?;
        Ok(found.is_some())
    }

    /// Keeps a public key for that, unless another replica has just done so.
    pub async fn insert_audit_key(
        &self,
        id: Uuid,
        kid: &str,
        sealed: Vec<u8>,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let _turn = self.turn().await;
        let row = audit_keys::Model { id, kid: kid.to_owned(), sealed, created_at: now };
        unless_there(rows::insert::<audit_keys::Entity, _>(&self.db, row).await)
    }

    /// The secret of pairwise names, sealed.
    pub async fn find_pairwise_salt(&self, id: Uuid) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(pairwise_salts::Entity::find_by_id(id).one(&self.db).await?.map(|row| row.sealed))
    }

    /// Inserts it, unless another replica has just done so: then that one stands.
    pub async fn insert_pairwise_salt(&self, id: Uuid, sealed: Vec<u8>, now: DateTime<Utc>) -> Result<(), StoreError> {
        let _turn = self.turn().await;
        let row = pairwise_salts::Model { id, sealed, created_at: now };
        unless_there(rows::insert::<pairwise_salts::Entity, _>(&self.db, row).await)
    }

    /// The known values: the id of the key of the ring, and what was sealed with it.
    pub async fn list_key_checks(&self) -> Result<Vec<(String, Vec<u8>)>, StoreError> {
        let found = key_checks::Entity::find().order_by_asc(key_checks::Column::Id).all(&self.db).await?;
        Ok(found.into_iter().map(|row| (row.key_id, row.sealed)).collect())
    }

    /// Inserts a known value for a key of the ring, unless it has one.
    pub async fn insert_key_check(
        &self,
        id: Uuid,
        key_id: &str,
        sealed: Vec<u8>,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let _turn = self.turn().await;
        let row = key_checks::Model { id, key_id: key_id.to_owned(), sealed, created_at: now };
        unless_there(rows::insert::<key_checks::Entity, _>(&self.db, row).await)
    }

    /// Removes the known value of a key that seals nothing any more.
    pub async fn delete_key_check(&self, key_id: &str) -> Result<(), StoreError> {
        let _turn = self.turn().await;
        key_checks::Entity::delete_many().filter(key_checks::Column::KeyId.eq(key_id)).exec(&self.db).await?;
        Ok(())
    }
}

/// All signing keys, by algorithm, the oldest generation first.
pub(super) async fn list_signing_keys<C: ConnectionTrait>(db: &C) -> Result<Vec<StoredSigningKey>, StoreError> {
    let found = signing_keys::Entity::find()
        .order_by_asc(signing_keys::Column::Algorithm)
        .order_by_asc(signing_keys::Column::Generation)
        .all(db)
        .await?;
    found.into_iter().map(rows::signing_key).collect()
}

fn unless_there(inserted: Result<(), StoreError>) -> Result<(), StoreError> {
    match inserted {
        Err(StoreError::Conflict) => Ok(()),
        other => other,
    }
}
