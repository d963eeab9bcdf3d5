//! Grants: authorization codes and what was got with them.

use sea_orm::entity::prelude::*;

/// A row of `grants`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "grants")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// SHA-256 of the code.
    #[sea_orm(unique)]
    pub code_hash: Vec<u8>,
    /// Whose it is.
    pub organization_id: Uuid,
    /// Who may redeem it.
    pub application_id: Uuid,
    /// The person.
    pub user_id: Uuid,
    /// The session it belongs to.
    pub session_id: Uuid,
    /// The sign-in that led to it.
    pub sign_in_id: Uuid,
    /// Where the code was sent.
    #[sea_orm(column_type = "Text")]
    pub redirect_uri: String,
    /// PKCE, S256; empty where the application did without.
    #[sea_orm(column_type = "Text")]
    pub code_challenge: String,
    /// What goes into the tokens; JSON.
    #[sea_orm(column_type = "Text")]
    pub content: String,
    /// When it was made.
    pub created_at: DateTimeUtc,
    /// When the code ends.
    pub code_expires_at: DateTimeUtc,
    /// When the code was redeemed.
    pub code_claimed_at: Option<DateTimeUtc>,
    /// When all of it was revoked.
    pub revoked_at: Option<DateTimeUtc>,
    /// The session it belongs to.
    #[sea_orm(belongs_to, from = "session_id", to = "id", on_delete = "Cascade")]
    pub session: HasOne<super::sessions::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
