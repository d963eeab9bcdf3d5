//! When each connection is looked at by itself.

use sea_orm::entity::prelude::*;

/// A row of `connection_check_turns`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "connection_check_turns")]
pub struct Model {
    /// Which connection.
    #[sea_orm(primary_key, auto_increment = false)]
    pub connection_id: Uuid,
    /// Whose it is.
    pub organization_id: Uuid,
    /// When.
    pub next_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
