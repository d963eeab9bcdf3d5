//! Assertions that applications have proved themselves by (RFC 7523): each is used once.

use sea_orm::entity::prelude::*;

/// A row of `client_assertions`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "client_assertions")]
pub struct Model {
    /// SHA-256 of the `client_id` and the assertion's own name (`jti`).
    #[sea_orm(primary_key, auto_increment = false)]
    pub hash: Vec<u8>,
    /// When the assertion is long over by itself.
    pub expires_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
