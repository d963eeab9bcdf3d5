//! Private links, by which a colleague makes test sign-ins through one connection.

use sea_orm::entity::prelude::*;

/// A row of `test_links`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "test_links")]
pub struct Model {
    /// Through which connection.
    #[sea_orm(primary_key, auto_increment = false)]
    pub connection_id: Uuid,
    /// Whose it is.
    pub organization_id: Uuid,
    /// SHA-256 of the secret part of the link that is good now.
    pub link_hash: Vec<u8>,
    /// By which invitation it was made.
    pub invitation_id: Option<Uuid>,
    /// Who has made it.
    #[sea_orm(column_type = "Text")]
    pub created_by: String,
    /// When.
    pub created_at: DateTimeUtc,
    /// When it ends by itself.
    pub expires_at: DateTimeUtc,
    /// When the last test sign-in by it was made.
    pub used_at: Option<DateTimeUtc>,
    /// Whether the connection worked then.
    pub used_works: bool,
}

impl ActiveModelBehavior for ActiveModel {}
