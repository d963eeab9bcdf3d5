//! The history of flags; append-only.

use sea_orm::entity::prelude::*;

/// A row of `flag_changes`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "flag_changes")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Whose it is.
    pub organization_id: Uuid,
    /// For which application.
    pub application_id: Option<Uuid>,
    /// Which flag.
    #[sea_orm(column_type = "Text")]
    pub name: String,
    /// When.
    pub at: DateTimeUtc,
    /// Who.
    #[sea_orm(column_type = "Text")]
    pub actor: String,
    /// Why.
    #[sea_orm(column_type = "Text")]
    pub reason: String,
    /// Before.
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub old: Option<Json>,
    /// After.
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub new: Option<Json>,
}

impl ActiveModelBehavior for ActiveModel {}
