//! A known value sealed with each key of the ring.

use sea_orm::entity::prelude::*;

/// A row of `key_checks`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "key_checks")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The key of the ring.
    #[sea_orm(unique)]
    #[sea_orm(column_type = "Text")]
    pub key_id: String,
    /// The sealed value.
    pub sealed: Vec<u8>,
    /// When it was made.
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
