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
    /// The client id that it is for; none, where its connection had none of its own when this began to be kept.
    #[sea_orm(column_type = "Text", nullable)]
    pub client_id: Option<String>,
    /// Whose client id it is, where that alone does not say.
    #[sea_orm(column_type = "Text", nullable)]
    pub issuer: Option<String>,
    /// Whether it is the one used for its client id.
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
