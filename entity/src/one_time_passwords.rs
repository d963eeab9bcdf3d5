//! One-time passwords that were sent by e-mail, or seem to have been.

use sea_orm::entity::prelude::*;

/// A row of `one_time_passwords`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "one_time_passwords")]
pub struct Model {
    /// Id; the browser that asked holds it, sealed.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// SHA-256 of the address.
    pub address_hash: Vec<u8>,
    /// SHA-256 of the browser's secret and the code.
    pub code_hash: Vec<u8>,
    /// How often a code was tried.
    pub attempts: i32,
    /// When it was asked for.
    pub asked_at: DateTimeUtc,
    /// When it ends.
    pub expires_at: DateTimeUtc,
    /// When it was shown.
    pub verified_at: Option<DateTimeUtc>,
    /// Whether the browser that asked is one in which the person has come in before.
    pub known: bool,
}

impl ActiveModelBehavior for ActiveModel {}
