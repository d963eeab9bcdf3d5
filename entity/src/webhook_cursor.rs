//! How far the audit log has been told to webhooks: one row.

use sea_orm::entity::prelude::*;

/// A row of `webhook_cursor`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "webhook_cursor")]
pub struct Model {
    /// Always 1.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i32,
    /// The place in the chain of the last line whose messages are written.
    pub position: i64,
}

impl ActiveModelBehavior for ActiveModel {}
