//! Device authorizations: devices without a browser that wait for a person's word.

use sea_orm::entity::prelude::*;

/// A row of `device_authorizations`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "device_authorizations")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// SHA-256 of what the device holds.
    #[sea_orm(unique)]
    pub device_code_hash: Vec<u8>,
    /// SHA-256 of what the person types.
    #[sea_orm(unique)]
    pub user_code_hash: Vec<u8>,
    /// Which application asks.
    pub application_id: Uuid,
    /// The scopes granted, separated by spaces.
    #[sea_orm(column_type = "Text")]
    pub scope: String,
    /// `waiting`, `allowed`, `refused` or `redeemed`.
    #[sea_orm(column_type = "Text")]
    pub state: String,
    /// Whose grant it is, once somebody has allowed it.
    pub organization_id: Option<Uuid>,
    /// What the device gets, once somebody has allowed it.
    pub grant_id: Option<Uuid>,
    /// How long the device waits between two questions.
    pub interval_seconds: i32,
    /// Before this the next question comes too soon.
    pub next_poll_at: DateTimeUtc,
    /// From where the device asked.
    #[sea_orm(column_type = "Text", nullable)]
    pub ip: Option<String>,
    /// When it asked.
    pub created_at: DateTimeUtc,
    /// When it is too late.
    pub expires_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
