//! Connections: an organization's links to identity providers.

use sea_orm::entity::prelude::*;

/// A row of `connections`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "connections")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Whose it is.
    pub organization_id: Uuid,
    /// Its name within the organization.
    #[sea_orm(column_type = "Text")]
    pub name: String,
    /// `entra`, `google` or `oidc`.
    #[sea_orm(column_type = "Text")]
    pub kind: String,
    /// `active` or `disabled`.
    #[sea_orm(column_type = "Text")]
    pub status: String,
    /// When it was made.
    pub created_at: DateTimeUtc,
    /// When it was last changed.
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
