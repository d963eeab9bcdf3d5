//! Authorization requests that applications have pushed, and that no browser has brought yet (RFC 9126).

use sea_orm::entity::prelude::*;

/// A row of `pushed_requests`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "pushed_requests")]
pub struct Model {
    /// SHA-256 of the random part of its `request_uri`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub hash: Vec<u8>,
    /// The application that has pushed it.
    pub application_id: Uuid,
    /// Its parameters, as a form; nothing that proves the application.
    #[sea_orm(column_type = "Text")]
    pub parameters: String,
    /// When it is too late.
    pub expires_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
