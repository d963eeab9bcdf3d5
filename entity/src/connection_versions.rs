//! Versions of the settings of connections.

use sea_orm::entity::prelude::*;

/// A row of `connection_versions`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "connection_versions")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Whose it is.
    pub organization_id: Uuid,
    /// Of which connection.
    pub connection_id: Uuid,
    /// Counts up from 1.
    pub number: i32,
    /// `draft`, `tested`, `active` or `previous`.
    #[sea_orm(column_type = "Text")]
    pub state: String,
    /// `own` or `shared`; of Entra alone, like all up to `require_mfa`.
    #[sea_orm(column_type = "Text", nullable)]
    pub registration: Option<String>,
    /// The application id, where the registration is its own.
    #[sea_orm(column_type = "Text", nullable)]
    pub client_id: Option<String>,
    /// The directory.
    pub tid: Option<Uuid>,
    /// The Microsoft cloud.
    #[sea_orm(column_type = "Text", nullable)]
    pub cloud: Option<String>,
    /// Whether guests may come in.
    pub allow_guests: bool,
    /// Sent as `domain_hint`.
    #[sea_orm(column_type = "Text", nullable)]
    pub domain_hint: Option<String>,
    /// The attested authentication context.
    #[sea_orm(column_type = "Text", nullable)]
    pub mfa_context: Option<String>,
    /// Whether it is demanded of everybody.
    pub require_mfa: bool,
    /// The settings of any other kind of provider.
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub settings: Option<Json>,
    /// When it was made.
    pub created_at: DateTimeUtc,
    /// When it was activated.
    pub activated_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
