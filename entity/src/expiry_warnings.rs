//! What was told of the end of things.

use sea_orm::entity::prelude::*;

/// A row of `expiry_warnings`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "expiry_warnings")]
pub struct Model {
    /// What kind of thing.
    #[sea_orm(primary_key, auto_increment = false)]
    #[sea_orm(column_type = "Text")]
    pub kind: String,
    /// Which one.
    #[sea_orm(primary_key, auto_increment = false)]
    pub thing: Uuid,
    /// Whose it is; none, where it is the operator's.
    pub organization_id: Option<Uuid>,
    /// Of which end.
    pub ends_at: DateTimeUtc,
    /// How many days before, the last time.
    pub days: i32,
    /// When, the last time.
    pub told_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
