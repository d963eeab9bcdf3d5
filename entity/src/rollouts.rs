//! Roll-outs of a flag over many organizations.

use sea_orm::entity::prelude::*;

/// A row of `rollouts`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "rollouts")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Which flag.
    #[sea_orm(column_type = "Text")]
    pub flag: String,
    /// For which application.
    pub application_id: Option<Uuid>,
    /// What it is set to.
    pub value: bool,
    /// Why.
    #[sea_orm(column_type = "Text")]
    pub reason: String,
    /// By how many percent of all attempts the refused may rise.
    pub refusals_limit: i32,
    /// How long is waited after each organization.
    pub wait_minutes: i32,
    /// `running`, `paused`, `stopped`, `done` or `cancelled`.
    #[sea_orm(column_type = "Text")]
    pub state: String,
    /// Why it has stopped by itself: `refusals`, `not_set` or `authority`.
    #[sea_orm(column_type = "Text", nullable)]
    pub stopped: Option<String>,
    /// Who started it.
    #[sea_orm(column_type = "Text")]
    pub started_by: String,
    /// Under whose name it acts.
    #[sea_orm(column_type = "Text")]
    pub acts_as: String,
    /// Their token, or their account.
    pub caller_id: Uuid,
    /// When it was started.
    pub created_at: DateTimeUtc,
    /// When it is looked at next.
    pub due_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
