//! E-mail domains of organizations.

use sea_orm::entity::prelude::*;

/// A row of `domains`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "domains")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Whose it is.
    pub organization_id: Uuid,
    /// The domain.
    #[sea_orm(unique)]
    #[sea_orm(column_type = "Text")]
    pub name: String,
    /// Where its addresses are sent.
    pub connection_id: Option<Uuid>,
    /// When ownership was proved.
    pub proven_at: Option<DateTimeUtc>,
    /// How: `dns` or `manual`.
    #[sea_orm(column_type = "Text", nullable)]
    pub proven_by: Option<String>,
    /// What its DNS is to hold: 32 hexadecimal digits.
    #[sea_orm(column_type = "Text")]
    pub challenge: String,
    /// When it was made.
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
