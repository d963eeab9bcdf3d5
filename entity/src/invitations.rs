//! Invitations: links that show a hospital's own people what is configured for it.

use sea_orm::entity::prelude::*;

/// A row of `invitations`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "invitations")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Whose it is.
    pub organization_id: Uuid,
    /// Who is invited.
    pub address: String,
    /// In which language (BCP 47).
    pub language: String,
    /// For how many days a link is good.
    pub days: i32,
    /// SHA-256 of the secret part of the link that is good now.
    pub link_hash: Vec<u8>,
    /// Who invited.
    pub created_by: String,
    /// When.
    pub created_at: DateTimeUtc,
    /// When the link ends by itself.
    pub expires_at: DateTimeUtc,
    /// When somebody has ended it.
    pub revoked_at: Option<DateTimeUtc>,
    /// When the link was opened for the first time.
    pub opened_at: Option<DateTimeUtc>,
    /// How often it was.
    pub opened_count: i32,
}

impl ActiveModelBehavior for ActiveModel {}
