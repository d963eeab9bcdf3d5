//! Applications that are to be told that a session is over, one row a session and application.

use sea_orm::entity::prelude::*;

/// A row of `backchannel_logouts`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "backchannel_logouts")]
pub struct Model {
    /// The session that is over.
    #[sea_orm(primary_key, auto_increment = false)]
    pub session_id: Uuid,
    /// Who is to be told.
    #[sea_orm(primary_key, auto_increment = false)]
    pub application_id: Uuid,
    /// Whose session it was.
    pub organization_id: Uuid,
    /// The person.
    pub user_id: Uuid,
    /// When it ended.
    pub ended_at: DateTimeUtc,
    /// How often it was tried.
    pub attempts: i32,
    /// When it is tried next. Whoever tries it moves this ahead first, so that nobody else does meanwhile.
    pub due_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
