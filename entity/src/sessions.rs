//! Sessions: people, signed in, in one browser each.

use sea_orm::entity::prelude::*;

/// A row of `sessions`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "sessions")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// SHA-256 of the cookie.
    #[sea_orm(unique)]
    pub token_hash: Vec<u8>,
    /// Whose it is.
    pub organization_id: Uuid,
    /// The person.
    pub user_id: Uuid,
    /// The sign-in that opened it.
    pub sign_in_id: Uuid,
    /// The application it was opened for.
    pub application_id: Uuid,
    /// How and when the person proved who they are; JSON.
    #[sea_orm(column_type = "Text")]
    pub proof: String,
    /// When it was opened.
    pub created_at: DateTimeUtc,
    /// When it ends by itself.
    pub expires_at: DateTimeUtc,
    /// When it ends if nobody uses it before.
    pub idle_at: Option<DateTimeUtc>,
    /// When it was ended.
    pub ended_at: Option<DateTimeUtc>,
    /// Microsoft's own session that it was opened by, where its ID token named one (`sid`).
    #[sea_orm(column_type = "Text", nullable)]
    pub upstream_sid: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
