//! Break-glass: the traditional way, opened for one person of an organization that forces SSO.

use sea_orm::entity::prelude::*;

/// A row of `break_glass`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "break_glass")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Whose it is.
    pub organization_id: Uuid,
    /// For whom.
    pub user_id: Uuid,
    /// Why.
    pub reason: String,
    /// For how long, in minutes, once it is open.
    pub minutes: i32,
    /// Who asked for it.
    pub requested_by: String,
    /// When.
    pub requested_at: DateTimeUtc,
    /// Who else agreed.
    pub approved_by: Option<String>,
    /// When it closes by itself; none while it is not open.
    pub expires_at: Option<DateTimeUtc>,
    /// When it was closed: by somebody, or, noted afterwards, by its time.
    pub closed_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
