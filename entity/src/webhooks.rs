//! Who is told of what happens, by HTTP.

use sea_orm::entity::prelude::*;

/// A row of `webhooks`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "webhooks")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Whose it is; none, where it is the operator's.
    pub organization_id: Option<Uuid>,
    /// Where they are told.
    pub url: String,
    /// Of what, as a list in JSON; of everything, where there is none.
    pub events: Option<String>,
    /// What it is for.
    pub description: Option<String>,
    /// `active` or `disabled`.
    pub status: String,
    /// Why it is disabled.
    pub disabled_because: Option<String>,
    /// The end of the audit log's chain when it was made: what lies behind is told.
    pub since_position: i64,
    /// Since when nothing was taken.
    pub failing_since: Option<DateTimeUtc>,
    /// Until when it has asked to be left in peace.
    pub paused_until: Option<DateTimeUtc>,
    /// When it was made.
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
