//! Organizations: hospitals and care providers.

use sea_orm::entity::prelude::*;

/// A row of `organizations`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "organizations")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Its name in addresses, files and commands.
    #[sea_orm(unique)]
    #[sea_orm(column_type = "Text")]
    pub slug: String,
    /// Its name as people know it.
    #[sea_orm(column_type = "Text")]
    pub name: String,
    /// `active` or `suspended`.
    #[sea_orm(column_type = "Text")]
    pub status: String,
    /// Whom a refused person can turn to.
    #[sea_orm(column_type = "Text", nullable)]
    pub help: Option<String>,
    /// Language of its pages, BCP 47.
    #[sea_orm(column_type = "Text", nullable)]
    pub locale: Option<String>,
    /// The addresses of its administrators; JSON.
    #[sea_orm(column_type = "Text")]
    pub admins: String,
    /// How long a session lasts at most.
    pub session_minutes: i32,
    /// How long a session lasts that nobody uses.
    pub session_idle_minutes: i32,
    /// Whether signing out here signs out at Microsoft too.
    pub sign_out_upstream: bool,
    /// Whether several people use the same devices.
    pub shared_devices: bool,
    /// After how many days lines of its audit log lose their content; none where they are kept for good.
    pub audit_retention_days: Option<i32>,
    /// After how many minutes Entra is asked again whether the account of an open session still stands.
    pub upstream_recheck_minutes: i32,
    /// The colour of its pages, `#1a2b3c`.
    #[sea_orm(column_type = "Text", nullable)]
    pub accent: Option<String>,
    /// The name of its logo: the SHA-256 of the content, in hexadecimal.
    #[sea_orm(column_type = "Text", nullable)]
    pub logo: Option<String>,
    /// When it was made.
    pub created_at: DateTimeUtc,
    /// When it was last changed.
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
