//! Proofs of possession that were shown; each works once.

use sea_orm::entity::prelude::*;

/// A row of `dpop_proofs`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "dpop_proofs")]
pub struct Model {
    /// SHA-256 of what tells it from all others.
    #[sea_orm(primary_key, auto_increment = false)]
    pub hash: Vec<u8>,
    /// When it would not be taken any more in any case.
    pub expires_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
