//! The head of the audit log's chain, in one row.

use sea_orm::entity::prelude::*;

/// A row of `audit_chain`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_chain")]
pub struct Model {
    /// Always 1.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i32,
    /// The position of the last event that is chained; 0 before the first.
    pub position: i64,
    /// Its hash; empty before the first.
    pub hash: Vec<u8>,
}

impl ActiveModelBehavior for ActiveModel {}
