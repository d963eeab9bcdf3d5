//! What was answered to a hospital's question for admin consent.

use sea_orm::entity::prelude::*;

/// A row of `consents`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "consents")]
pub struct Model {
    /// For which connection.
    #[sea_orm(primary_key, auto_increment = false)]
    pub connection_id: Uuid,
    /// Whose it is.
    pub organization_id: Uuid,
    /// Which question: an answer to an earlier one counts for nothing.
    pub attempt: Uuid,
    /// For which directory.
    pub tid: Uuid,
    /// When it was asked.
    pub asked_at: DateTimeUtc,
    /// When it was answered.
    pub answered_at: Option<DateTimeUtc>,
    /// What was answered.
    #[sea_orm(column_type = "Text", nullable)]
    pub answer: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
