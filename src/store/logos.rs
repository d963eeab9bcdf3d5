//! Logos, by the hash of their content: who knows a name has seen the picture.

use anteroom_entity::logos;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

use super::{Store, StoreError};

impl Store {
    /// The logo of this name.
    pub async fn find_logo(&self, sha256: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let found = logos::Entity::find()
            .select_only()
            .column(logos::Column::Content)
            .filter(logos::Column::Sha256.eq(sha256))
            .into_tuple()
            .one(&self.db)
            .await?;
        Ok(found)
    }
}
