//! Flags that organizations have set.

use sea_orm::entity::prelude::*;

/// A row of `flags`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "flags")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Whose it is.
    pub organization_id: Uuid,
    /// For this application only.
    pub application_id: Option<Uuid>,
    /// Which flag.
    #[sea_orm(column_type = "Text")]
    pub name: String,
    /// What it is set to.
    pub value: bool,
    /// For whom: `everyone` or `pilot`.
    #[sea_orm(column_type = "Text")]
    pub audience: String,
    /// From when on for everyone, where it is for the pilot at first.
    pub everyone_from: Option<DateTimeUtc>,
    /// From when on.
    pub starts_at: Option<DateTimeUtc>,
    /// Until before when.
    pub ends_at: Option<DateTimeUtc>,
    /// Why.
    #[sea_orm(column_type = "Text")]
    pub reason: String,
    /// When it was set.
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
