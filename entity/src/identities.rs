//! Identities: bonds of users with accounts.

use sea_orm::entity::prelude::*;

/// A row of `identities`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "identities")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Whose it is.
    pub organization_id: Uuid,
    /// The user.
    pub user_id: Uuid,
    /// The connection it was seen through.
    pub connection_id: Uuid,
    /// `tid` at Entra.
    #[sea_orm(column_type = "Text")]
    pub authority: String,
    /// `oid` at Entra.
    #[sea_orm(column_type = "Text")]
    pub subject: String,
    /// When it was bound.
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
