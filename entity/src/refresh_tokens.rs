//! Refresh tokens of grants; each works once.

use sea_orm::entity::prelude::*;

/// A row of `refresh_tokens`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "refresh_tokens")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// SHA-256 of the token.
    #[sea_orm(unique)]
    pub hash: Vec<u8>,
    /// The grant of its family.
    pub grant_id: Uuid,
    /// Whose it is.
    pub organization_id: Uuid,
    /// When it was made.
    pub created_at: DateTimeUtc,
    /// When it ends by itself.
    pub expires_at: DateTimeUtc,
    /// When it was used.
    pub used_at: Option<DateTimeUtc>,
    /// When it was revoked, with its grant.
    pub revoked_at: Option<DateTimeUtc>,
    /// The one that was shown for it.
    pub predecessor: Option<Uuid>,
    /// The thumbprint of the key that it is bound to.
    #[sea_orm(column_type = "Text", nullable)]
    pub jkt: Option<String>,
    /// The grant of its family.
    #[sea_orm(belongs_to, from = "grant_id", to = "id", on_delete = "Cascade")]
    pub grant: HasOne<super::grants::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
