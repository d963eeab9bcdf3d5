//! Refresh tokens of Entra, each of the sign-in that opened a session: what Entra is asked with whether the account still stands.

use sea_orm::entity::prelude::*;

/// A row of `upstream_tokens`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "upstream_tokens")]
pub struct Model {
    /// The session that it stands behind.
    #[sea_orm(primary_key, auto_increment = false)]
    pub session_id: Uuid,
    /// Whose it is.
    pub organization_id: Uuid,
    /// The connection that it came through.
    pub connection_id: Uuid,
    /// The token and the registration that got it, sealed.
    pub sealed: Vec<u8>,
    /// How often it was taken to ask with.
    pub attempts: i32,
    /// How often in a row Entra did not say whether the account stands.
    pub failures: i32,
    /// When Entra last stood for the account.
    pub stood_at: DateTimeUtc,
    /// When it is to be asked next; while somebody asks, when it is anybody's again.
    pub due_at: DateTimeUtc,
    /// When the first token of the session came.
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
