//! The last test sign-in of each connection.

use sea_orm::entity::prelude::*;

/// A row of `test_sign_ins`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "test_sign_ins")]
pub struct Model {
    /// Through which connection.
    #[sea_orm(primary_key, auto_increment = false)]
    pub connection_id: Uuid,
    /// Whose it is.
    pub organization_id: Uuid,
    /// With which version of its settings.
    pub version_id: Uuid,
    /// The number of that version.
    pub version: i32,
    /// The attempt.
    pub sign_in_id: Uuid,
    /// When.
    pub at: DateTimeUtc,
    /// `invited` or `link`.
    #[sea_orm(column_type = "Text")]
    pub tested_by: String,
    /// Whether the connection works.
    pub works: bool,
    /// Why the person would not have been let in.
    #[sea_orm(column_type = "Text", nullable)]
    pub reason: Option<String>,
    /// What every rule said, as JSON.
    #[sea_orm(column_type = "Text")]
    pub verdicts: String,
    /// When a token was verified for the last time.
    pub claims_at: Option<DateTimeUtc>,
    /// The names of its claims, as JSON.
    #[sea_orm(column_type = "Text")]
    pub claims: String,
    /// When the connection worked for the last time.
    pub worked_at: Option<DateTimeUtc>,
    /// Who saw that: `invited` or `link`.
    #[sea_orm(column_type = "Text", nullable)]
    pub worked_by: Option<String>,
    /// With which version.
    pub worked_version_id: Option<Uuid>,
    /// The number of that version.
    pub worked_version: Option<i32>,
}

impl ActiveModelBehavior for ActiveModel {}
