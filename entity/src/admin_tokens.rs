//! Tokens of support staff.

use sea_orm::entity::prelude::*;

/// A row of `admin_tokens`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "admin_tokens")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Whose it is; one live token a name.
    pub name: String,
    /// SHA-256 of the token.
    #[sea_orm(unique)]
    pub hash: Vec<u8>,
    /// `auditor`, `support` or `operator`.
    #[sea_orm(column_type = "Text")]
    pub role: String,
    /// The ids of the organizations that it is limited to; JSON. None: all.
    #[sea_orm(column_type = "Text", nullable)]
    pub organizations: Option<String>,
    /// When it was made.
    pub created_at: DateTimeUtc,
    /// When it ends by itself.
    pub expires_at: DateTimeUtc,
    /// When somebody ended it.
    pub revoked_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
