//! The organizations of roll-outs.

use sea_orm::entity::prelude::*;

/// A row of `rollout_steps`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "rollout_steps")]
pub struct Model {
    /// Of which roll-out.
    #[sea_orm(primary_key, auto_increment = false)]
    pub rollout_id: Uuid,
    /// Its place in the order.
    #[sea_orm(primary_key, auto_increment = false)]
    pub place: i32,
    /// Which organization; one that was removed too.
    pub organization_id: Uuid,
    /// Its slug.
    #[sea_orm(column_type = "Text")]
    pub slug: String,
    /// `waiting`, `watching`, `done`, `failed` or `skipped`.
    #[sea_orm(column_type = "Text")]
    pub state: String,
    /// What was set before; JSON.
    #[sea_orm(column_type = "Text", nullable)]
    pub before: Option<String>,
    /// The fingerprint of that.
    #[sea_orm(column_type = "Text")]
    pub seen: String,
    /// The fingerprint of what was set.
    #[sea_orm(column_type = "Text", nullable)]
    pub set: Option<String>,
    /// When it was set.
    pub set_at: Option<DateTimeUtc>,
    /// Attempts in the time before.
    pub usual_attempts: i64,
    /// Those of them that were refused.
    pub usual_refused: i64,
    /// Attempts since.
    pub attempts: i64,
    /// Those of them that were refused.
    pub refused: i64,
    /// Why it has failed or was left out.
    #[sea_orm(column_type = "Text", nullable)]
    pub why: Option<String>,
    /// Whether it was taken back.
    pub undone: bool,
}

impl ActiveModelBehavior for ActiveModel {}
