//! Anchors of the audit log: its head of each day, signed; append-only.

use sea_orm::entity::prelude::*;

/// A row of `audit_anchors`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_anchors")]
pub struct Model {
    /// The day, UTC: `2026-11-26`.
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub date: String,
    /// The position of the last event that was chained then.
    pub position: i64,
    /// Its hash, in hexadecimal.
    #[sea_orm(column_type = "Text")]
    pub hash: String,
    /// All of it, signed.
    #[sea_orm(column_type = "Text")]
    pub jws: String,
    /// When it was made.
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
