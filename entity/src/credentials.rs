//! Credentials: how the broker proves itself at a connection; two slots each.

use sea_orm::entity::prelude::*;

/// A row of `credentials`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "credentials")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Whose it is.
    pub organization_id: Uuid,
    /// Where it proves the broker.
    pub connection_id: Uuid,
    /// `a` or `b`.
    #[sea_orm(column_type = "Text")]
    pub slot: String,
    /// Whether sign-ins use it.
    pub in_use: bool,
    /// `federated`, `certificate` or `client_secret`.
    #[sea_orm(column_type = "Text")]
    pub kind: String,
    /// The sealed secret or private key.
    pub sealed: Option<Vec<u8>>,
    /// The certificate, PEM.
    #[sea_orm(column_type = "Text", nullable)]
    pub certificate: Option<String>,
    /// When it ends.
    pub expires_at: Option<DateTimeUtc>,
    /// When it was made.
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
