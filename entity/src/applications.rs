//! Applications: downstream OpenID Connect clients.

use sea_orm::entity::prelude::*;

/// A row of `applications`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "applications")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The `client_id`.
    #[sea_orm(unique)]
    #[sea_orm(column_type = "Text")]
    pub client_id: String,
    /// Name.
    #[sea_orm(column_type = "Text")]
    pub name: String,
    /// `active` or `disabled`.
    #[sea_orm(column_type = "Text")]
    pub status: String,
    /// `never`, `opt_in` or `follow`.
    #[sea_orm(column_type = "Text")]
    pub sso: String,
    /// `none` (a public client), `secret` or `private_key_jwt`.
    #[sea_orm(column_type = "Text")]
    pub authentication: String,
    /// SHA-256 of the client secret; none for a public client.
    pub secret_sha256: Option<Vec<u8>>,
    /// A list of texts.
    #[sea_orm(column_type = "JsonBinary")]
    pub redirect_uris: Json,
    /// `ES256` or `RS256`.
    #[sea_orm(column_type = "Text")]
    pub id_token_algorithm: String,
    /// Whether it may have refresh tokens.
    pub refresh_tokens: bool,
    /// Whether it may sign people in on devices without a browser.
    pub device_grant: bool,
    /// Whether a second factor is demanded.
    pub require_mfa: bool,
    /// Its start page.
    #[sea_orm(column_type = "Text", nullable)]
    pub home: Option<String>,
    /// What it uses of OAuth and OpenID Connect besides; an object.
    #[sea_orm(column_type = "JsonBinary")]
    pub protocol: Json,
    /// When it was made.
    pub created_at: DateTimeUtc,
    /// When it was last changed.
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
