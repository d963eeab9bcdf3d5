//! What the messages of webhooks are signed with.

use sea_orm::entity::prelude::*;

/// A row of `webhook_secrets`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "webhook_secrets")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Which webhook's.
    pub webhook_id: Uuid,
    /// Whose that is; none, where it is the operator's.
    pub organization_id: Option<Uuid>,
    /// The secret, sealed.
    pub sealed: Vec<u8>,
    /// When it was made.
    pub created_at: DateTimeUtc,
    /// When it stops signing beside its successor; none for the newest.
    pub ends_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
