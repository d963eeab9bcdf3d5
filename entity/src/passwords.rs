//! Passwords: the second factor of the traditional way.

use sea_orm::entity::prelude::*;

/// A row of `passwords`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "passwords")]
pub struct Model {
    /// Whose it is.
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: Uuid,
    /// Of which organization the user is.
    pub organization_id: Uuid,
    /// Argon2id, as a PHC string.
    pub hash: String,
    /// When it was set.
    pub changed_at: DateTimeUtc,
    /// When somebody who did not know it asked for its removal.
    pub removal_asked_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
