//! Letters on their way.

use sea_orm::entity::prelude::*;

/// A row of `outbox`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "outbox")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Whose it is; none where nobody knows.
    pub organization_id: Option<Uuid>,
    /// The letter, sealed: it may hold a one-time password, and whether it goes to anybody at all is nobody's business.
    pub sealed: Vec<u8>,
    /// When it was written.
    pub created_at: DateTimeUtc,
    /// When it is no longer worth sending.
    pub expires_at: DateTimeUtc,
    /// How often it was tried.
    pub attempts: i32,
    /// When it is tried next. Whoever tries it moves this ahead first, so that nobody else does meanwhile.
    pub due_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
