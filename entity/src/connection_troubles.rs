//! Trouble at identity providers, as long as it lasts.

use sea_orm::entity::prelude::*;

/// A row of `connection_troubles`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "connection_troubles")]
pub struct Model {
    /// At which connection; zeros, where it is everywhere.
    #[sea_orm(primary_key, auto_increment = false)]
    pub connection_id: Uuid,
    /// Whose it is; none, where it is everywhere.
    pub organization_id: Option<Uuid>,
    /// Since when.
    pub since: DateTimeUtc,
    /// `provider` or `credential`.
    #[sea_orm(column_type = "Text")]
    pub cause: String,
    /// When the organization's administrators were told.
    pub told_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
