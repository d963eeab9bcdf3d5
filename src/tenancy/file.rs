//! `tenants.toml` as it is written. Strict: an unknown field is an error, since it may be a misspelt one.

use std::path::PathBuf;

use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_spanned::Spanned;
use url::Url;
use uuid::Uuid;

use super::entra::RegistrationWord;
use super::secret::SecretReference;
use crate::domain::application::{ApplicationStatus, AuthenticationMethod, SigningAlgorithm, SsoPolicy};
use crate::domain::audience::AudienceName;
use crate::domain::connection::{Cloud, ConnectionKind, ConnectionStatus};
use crate::domain::flag::FlagName;
use crate::domain::organization::OrganizationStatus;
use crate::domain::protocol::Protocol;
use crate::domain::user::{UserKind, UserStatus};

/// The whole file.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TenantsFile {
    /// `partial = true`: organizations and applications that the file does not name stay as they are.
    pub partial: bool,
    /// `[[application]]`
    pub application: Vec<ApplicationEntry>,
    /// `[[organization]]`
    pub organization: Vec<OrganizationEntry>,
}

/// `[[application]]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ApplicationEntry {
    pub(super) client_id: Spanned<String>,
    pub(super) name: String,
    #[serde(default = "active_application")]
    pub(super) status: ApplicationStatus,
    pub(super) sso: SsoPolicy,
    pub(super) secret: Option<Spanned<SecretReference>>,
    pub(super) redirect_uris: Option<Spanned<Vec<Spanned<String>>>>,
    #[serde(default = "es256")]
    pub(super) id_token_algorithm: SigningAlgorithm,
    #[serde(default)]
    pub(super) refresh_tokens: bool,
    #[serde(default)]
    pub(super) device_grant: bool,
    #[serde(default)]
    pub(super) require_mfa: bool,
    pub(super) home: Option<Spanned<Url>>,
    pub(super) authentication: Option<Spanned<AuthenticationMethod>>,
    /// `[application.protocol]`
    pub(super) protocol: Option<Spanned<Protocol>>,
}

/// `[[organization]]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OrganizationEntry {
    pub(super) slug: Spanned<String>,
    pub(super) name: String,
    #[serde(default = "active_organization")]
    pub(super) status: OrganizationStatus,
    pub(super) help: Option<String>,
    pub(super) locale: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) admins: Vec<Spanned<String>>,
    pub(super) session_minutes: Option<Spanned<u32>>,
    pub(super) session_idle_minutes: Option<Spanned<u32>>,
    #[serde(default)]
    pub(super) sign_out_upstream: bool,
    #[serde(default)]
    pub(super) shared_devices: bool,
    pub(super) audit_retention_days: Option<Spanned<u32>>,
    pub(super) upstream_recheck_minutes: Option<Spanned<u32>>,
    pub(super) accent: Option<Spanned<String>>,
    pub(super) logo: Option<Spanned<PathBuf>>,
    #[serde(default)]
    pub(super) connection: Vec<ConnectionEntry>,
    #[serde(default)]
    pub(super) domain: Vec<DomainEntry>,
    #[serde(default)]
    pub(super) flag: Vec<FlagEntry>,
    #[serde(default)]
    pub(super) user: Vec<UserEntry>,
}

/// `[[organization.connection]]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConnectionEntry {
    pub(super) name: Spanned<String>,
    #[serde(default = "entra")]
    pub(super) kind: ConnectionKind,
    #[serde(default = "active_connection")]
    pub(super) status: ConnectionStatus,
    pub(super) client_id: Option<Spanned<String>>,
    // Of the kind entra.
    pub(super) registration: Option<Spanned<RegistrationWord>>,
    pub(super) tid: Option<Spanned<Uuid>>,
    pub(super) cloud: Option<Spanned<Cloud>>,
    pub(super) allow_guests: Option<Spanned<bool>>,
    pub(super) domain_hint: Option<Spanned<String>>,
    pub(super) mfa_context: Option<Spanned<String>>,
    pub(super) require_mfa: Option<Spanned<bool>>,
    // Of the kind google.
    pub(super) domains: Option<Spanned<Vec<String>>>,
    // Of the kind oidc.
    pub(super) issuer: Option<Spanned<String>>,
    pub(super) email_claim: Option<Spanned<String>>,
    pub(super) require_email_verified: Option<Spanned<bool>>,
    pub(super) credential: Option<Spanned<CredentialEntry>>,
}

/// `credential = { federated = true }`, `{ certificate = …, private_key = … }` or `{ client_secret = …, expires_at = … }`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CredentialEntry {
    #[serde(default)]
    pub(super) federated: bool,
    pub(super) certificate: Option<Spanned<SecretReference>>,
    pub(super) private_key: Option<Spanned<SecretReference>>,
    pub(super) client_secret: Option<Spanned<SecretReference>>,
    #[serde(default, deserialize_with = "instant")]
    pub(super) expires_at: Option<DateTime<Utc>>,
}

/// `[[organization.domain]]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DomainEntry {
    pub(super) name: Spanned<String>,
    pub(super) connection: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) proven: bool,
}

/// `[[organization.flag]]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FlagEntry {
    pub(super) name: Spanned<FlagName>,
    pub(super) value: bool,
    #[serde(default)]
    pub(super) audience: AudienceName,
    #[serde(default, deserialize_with = "instant")]
    pub(super) everyone_from: Option<DateTime<Utc>>,
    pub(super) application: Option<Spanned<String>>,
    #[serde(default, deserialize_with = "instant")]
    pub(super) starts_at: Option<DateTime<Utc>>,
    #[serde(default, deserialize_with = "instant")]
    pub(super) ends_at: Option<DateTime<Utc>>,
    pub(super) reason: String,
    pub(super) without_recent_sign_in: Option<Spanned<String>>,
}

/// `[[organization.user]]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UserEntry {
    pub(super) email: Spanned<String>,
    pub(super) name: String,
    pub(super) kind: UserKind,
    #[serde(default = "active_user")]
    pub(super) status: UserStatus,
    #[serde(default)]
    pub(super) roles: Vec<String>,
    pub(super) locale: Option<String>,
    pub(super) pilot: Option<bool>,
}

const fn active_application() -> ApplicationStatus {
    ApplicationStatus::Active
}

const fn active_organization() -> OrganizationStatus {
    OrganizationStatus::Active
}

const fn active_connection() -> ConnectionStatus {
    ConnectionStatus::Active
}

const fn active_user() -> UserStatus {
    UserStatus::Active
}

const fn entra() -> ConnectionKind {
    ConnectionKind::Entra
}

const fn es256() -> SigningAlgorithm {
    SigningAlgorithm::Es256
}

/// An instant with its offset, as TOML has it: a time without one would mean another instant on another machine.
pub(crate) fn instant<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<DateTime<Utc>>, D::Error> {
    let written = toml::value::Datetime::deserialize(deserializer)?;
    let parsed = DateTime::parse_from_rfc3339(&written.to_string());
    let whole = parsed
        .map_err(|_| serde::de::Error::custom("an instant has date, time and offset, e.g. 2027-01-04T06:00:00Z"))?;
    Ok(Some(whole.with_timezone(&Utc)))
}
