//! Changes of signing keys.

use anteroom_entity::signing_keys;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::{ConfigurationChange, exactly_one};
use crate::store::keys::{StoredSigningKey, list_signing_keys};
use crate::store::{StoreError, rows};

impl ConfigurationChange {
    /// All signing keys, as no other change can alter them any more before this one's commit.
    pub async fn list_signing_keys(&self) -> Result<Vec<StoredSigningKey>, StoreError> {
        list_signing_keys(&self.write.tx).await
    }

    /// Inserts a signing key. [`StoreError::Conflict`] where its generation is there.
    pub async fn insert_signing_key(&self, key: &StoredSigningKey) -> Result<(), StoreError> {
        rows::insert::<signing_keys::Entity, _>(&self.write.tx, rows::signing_key_row(key)).await
    }

    /// Writes what can change of a signing key: from when on it signs, when it goes, and what is sealed of it.
    pub async fn update_signing_key(&self, key: &StoredSigningKey) -> Result<(), StoreError> {
        let updated = signing_keys::Entity::update_many()
            .col_expr(signing_keys::Column::ActiveFrom, Expr::value(key.dates.active_from))
            .col_expr(signing_keys::Column::RetiresAt, Expr::value(key.dates.retires_at))
            .col_expr(signing_keys::Column::Sealed, Expr::value(key.sealed.clone()))
            .filter(signing_keys::Column::Id.eq(key.id))
            .exec(&self.write.tx)
            .await?;
        exactly_one(updated.rows_affected)
    }

    /// Removes a signing key.
    pub async fn delete_signing_key(&self, id: Uuid) -> Result<(), StoreError> {
        let deleted = signing_keys::Entity::delete_by_id(id).exec(&self.write.tx).await?;
        exactly_one(deleted.rows_affected)
    }
}
