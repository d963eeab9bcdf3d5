//! The last runs of the checks of connections.

use sea_orm::entity::prelude::*;

/// A row of `connection_checks`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "connection_checks")]
pub struct Model {
    /// Of which connection.
    #[sea_orm(primary_key, auto_increment = false)]
    pub connection_id: Uuid,
    /// Whether on its draft, or else on what is in force.
    #[sea_orm(primary_key, auto_increment = false)]
    pub of_draft: bool,
    /// Whose it is.
    pub organization_id: Uuid,
    /// The number of the version.
    pub version: i32,
    /// Where the version stood.
    #[sea_orm(column_type = "Text")]
    pub state: String,
    /// When.
    pub checked_at: DateTimeUtc,
    /// The worst of what was found.
    #[sea_orm(column_type = "Text")]
    pub verdict: String,
    /// What was found, as JSON.
    #[sea_orm(column_type = "Text")]
    pub results: String,
    /// The checks that have failed when they last said something, as JSON.
    #[sea_orm(column_type = "Text")]
    pub failing: String,
}

impl ActiveModelBehavior for ActiveModel {}
