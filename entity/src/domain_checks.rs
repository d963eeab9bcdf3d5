//! The last looks at the DNS of domains.

use sea_orm::entity::prelude::*;

/// A row of `domain_checks`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "domain_checks")]
pub struct Model {
    /// Of which domain.
    #[sea_orm(primary_key, auto_increment = false)]
    pub domain_id: Uuid,
    /// Whose it is.
    pub organization_id: Uuid,
    /// When.
    pub checked_at: DateTimeUtc,
    /// What came of it.
    #[sea_orm(column_type = "Text")]
    pub finding: String,
    /// What was found, as JSON.
    #[sea_orm(column_type = "Text")]
    pub texts: String,
    /// Since when the record of a proven domain is missing.
    pub missing_since: Option<DateTimeUtc>,
    /// How many daily looks have missed it since.
    pub missing_looks: i32,
    /// When the domain is looked at again.
    pub next_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
