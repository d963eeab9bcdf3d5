//! The audit log; append-only, hash-chained.

use sea_orm::entity::prelude::*;

/// A row of `audit_events`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_events")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// When.
    pub at: DateTimeUtc,
    /// Whose log it stands in.
    pub organization_id: Option<Uuid>,
    /// What was done.
    #[sea_orm(column_type = "Text")]
    pub action: String,
    /// Who did it.
    #[sea_orm(column_type = "Text")]
    pub actor: String,
    /// To whom or what.
    #[sea_orm(column_type = "Text", nullable)]
    pub subject: Option<String>,
    /// The person concerned.
    pub user_id: Option<Uuid>,
    /// Through which app.
    pub application_id: Option<Uuid>,
    /// In which sign-in.
    pub sign_in_id: Option<Uuid>,
    /// How it ended.
    #[sea_orm(column_type = "Text")]
    pub outcome: String,
    /// Reason code of a refusal.
    #[sea_orm(column_type = "Text", nullable)]
    pub reason: Option<String>,
    /// From where.
    #[sea_orm(column_type = "Text", nullable)]
    pub ip: Option<String>,
    /// With which browser.
    #[sea_orm(column_type = "Text", nullable)]
    pub user_agent: Option<String>,
    /// Trace of the decision, old and new values; JSON.
    #[sea_orm(column_type = "Text")]
    pub detail: String,
    /// Place in the chain, counted from 1; none until it is chained.
    #[sea_orm(unique)]
    pub position: Option<i64>,
    /// SHA-256 over the hash before it and this row.
    pub hash: Option<Vec<u8>>,
    /// The event that announced that this row's content is gone; none while it is there.
    pub removal: Option<Uuid>,
}

impl ActiveModelBehavior for ActiveModel {}
