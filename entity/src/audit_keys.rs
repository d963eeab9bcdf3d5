//! Public keys that anchors and removals of the audit log are proved with, also when they sign no more.

use sea_orm::entity::prelude::*;

/// A row of `audit_keys`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_keys")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// RFC 7638 thumbprint.
    #[sea_orm(unique)]
    #[sea_orm(column_type = "Text")]
    pub kid: String,
    /// The public key, sealed: nobody who lacks the key ring can put another in its place.
    pub sealed: Vec<u8>,
    /// When it was first used.
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
