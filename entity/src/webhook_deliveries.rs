//! Messages to webhooks.

use sea_orm::entity::prelude::*;

/// A row of `webhook_deliveries`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "webhook_deliveries")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// To which webhook.
    pub webhook_id: Uuid,
    /// Whose that is; none, where it is the operator's.
    pub organization_id: Option<Uuid>,
    /// What it tells of.
    pub kind: String,
    /// The body, as it is signed and sent.
    pub payload: String,
    /// When it happened.
    pub at: DateTimeUtc,
    /// `waiting`, `delivered` or `failed`.
    pub state: String,
    /// How often it was tried, since it was last asked for.
    pub attempts: i32,
    /// What the last attempt came to.
    pub answer: Option<String>,
    /// When it is tried next. Whoever tries it moves this ahead first, so that nobody else does meanwhile.
    pub due_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
