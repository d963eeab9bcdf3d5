//! One row that counts the changes of configuration, so that every replica notices them.

use sea_orm::entity::prelude::*;

/// A row of `configuration_version`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "configuration_version")]
pub struct Model {
    /// Always 1.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i32,
    /// Counts up.
    pub version: i64,
}

impl ActiveModelBehavior for ActiveModel {}
