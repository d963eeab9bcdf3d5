//! Limits on what may be done how often; all replicas count together.

use sea_orm::entity::prelude::*;

/// A row of `limits`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "limits")]
pub struct Model {
    /// SHA-256 of what is limited.
    #[sea_orm(primary_key, auto_increment = false)]
    pub key: Vec<u8>,
    /// When all of it may be used again, in milliseconds since 1970.
    pub full_at: i64,
}

impl ActiveModelBehavior for ActiveModel {}
