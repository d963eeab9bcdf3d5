//! Logos of organizations.

use sea_orm::entity::prelude::*;

/// A row of `logos`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "logos")]
pub struct Model {
    /// Whose it is.
    #[sea_orm(primary_key, auto_increment = false)]
    pub organization_id: Uuid,
    /// SHA-256 of the content, in hexadecimal.
    #[sea_orm(column_type = "Text")]
    pub sha256: String,
    /// A PNG.
    pub content: Vec<u8>,
}

impl ActiveModelBehavior for ActiveModel {}
