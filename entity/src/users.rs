//! Users: people who exist here before anyone signs in.

use sea_orm::entity::prelude::*;

/// A row of `users`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "users")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Whose they are.
    pub organization_id: Uuid,
    /// Address, in its normal form.
    #[sea_orm(column_type = "Text")]
    pub email: String,
    /// Name.
    #[sea_orm(column_type = "Text")]
    pub name: String,
    /// `professional` or `patient`.
    #[sea_orm(column_type = "Text")]
    pub kind: String,
    /// `active` or `suspended`.
    #[sea_orm(column_type = "Text")]
    pub status: String,
    /// Roles, a list of texts.
    #[sea_orm(column_type = "JsonBinary")]
    pub roles: Json,
    /// Language, BCP 47.
    #[sea_orm(column_type = "Text", nullable)]
    pub locale: Option<String>,
    /// The address that they had before, as long as it counts too.
    #[sea_orm(column_type = "Text", nullable)]
    pub former_email: Option<String>,
    /// Until when it counts.
    pub former_email_until: Option<DateTimeUtc>,
    /// Whether they are on the organization's pilot list.
    pub pilot: bool,
    /// When it was made.
    pub created_at: DateTimeUtc,
    /// When it was last changed.
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
