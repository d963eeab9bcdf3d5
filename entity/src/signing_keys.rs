//! Keys that sign tokens of ours.

use sea_orm::entity::prelude::*;

/// A row of `signing_keys`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "signing_keys")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// RFC 7638 thumbprint.
    #[sea_orm(unique)]
    #[sea_orm(column_type = "Text")]
    pub kid: String,
    /// `ES256`, `RS256`, `PS256` or `EdDSA`.
    #[sea_orm(column_type = "Text")]
    pub algorithm: String,
    /// Counts up from 1 within the algorithm: of two replicas that make the same generation, one wins.
    pub generation: i32,
    /// The sealed private key; of one that signs no more, the sealed public key.
    pub sealed: Vec<u8>,
    /// The public key.
    #[sea_orm(column_type = "JsonBinary")]
    pub public_jwk: Json,
    /// When it was made.
    pub created_at: DateTimeUtc,
    /// Since when it signs; of the next one, from when on it is to.
    pub active_from: DateTimeUtc,
    /// When it leaves the published set; none while it may sign.
    pub retires_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
