//! A connection: an organization's link to one identity provider, in versions.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::credential::CredentialKind;
use super::flag::FlagName;
use super::id::{ConnectionId, ConnectionVersionId, OrganizationId};
use super::provider::{ProviderSettings, RegisteredAs};

/// The tenant of personal Microsoft accounts. No hospital's (Microsoft, "ID token claims reference", `tid`).
pub const PERSONAL_ACCOUNTS_TENANT: Uuid = Uuid::from_u128(0x9188_040d_6c67_4c5b_b112_36a3_04b6_6dad);

/// An organization's link to one identity provider, with the versions of its settings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Connection {
    /// Its id; part of its redirect URI.
    pub id: ConnectionId,
    /// Whose it is.
    pub organization_id: OrganizationId,
    /// Its name within the organization, e.g. `entra`.
    pub name: String,
    /// The kind of identity provider.
    pub kind: ConnectionKind,
    /// Whether it may be used.
    pub status: ConnectionStatus,
    /// The active version; none until the first is activated.
    pub active: Option<ConnectionVersion>,
    /// The version that was active before, kept to undo.
    pub previous: Option<ConnectionVersion>,
    /// The one version that is being edited, or has been tested; used by nobody.
    pub draft: Option<ConnectionVersion>,
}

impl Connection {
    /// Its versions, the newest first.
    pub fn versions(&self) -> Vec<&ConnectionVersion> {
        let mut versions: Vec<_> = [&self.active, &self.previous, &self.draft].into_iter().flatten().collect();
        versions.sort_by_key(|version| std::cmp::Reverse(version.number));
        versions
    }

    /// What is to be, where something is to be: the draft; where there is none, what is in force.
    pub fn newest(&self) -> Option<&ConnectionVersion> {
        self.draft.as_ref().or(self.active.as_ref())
    }

    /// The version that names a registration: the one in force before the draft, and the draft before the one that can be brought back.
    pub fn version_of(&self, registered: &RegisteredAs) -> Option<&ConnectionVersion> {
        let mut versions = [&self.active, &self.draft, &self.previous].into_iter().flatten();
        versions.find(|version| registered.is_named_by(&version.settings))
    }

    /// Whether the draft names another registration than the version in force: it is proved by a credential of its own.
    pub fn draft_moves(&self) -> bool {
        let both = self.active.as_ref().zip(self.draft.as_ref());
        both.is_some_and(|(active, draft)| active.settings.registered_as() != draft.settings.registered_as())
    }

    /// The number of the next version. No version that was ever in force shares its number with another: the log names them.
    pub fn next_number(&self) -> i32 {
        self.versions().first().map_or(1, |newest| newest.number + 1)
    }
}

/// Where a connection's provider sends people back to; each has an address of its own, against mix-up (RFC 9700, 4.4). `issuer` is ours.
pub fn redirect_uri(issuer: &str, connection: ConnectionId) -> String {
    format!("{issuer}/login/callback/{connection}")
}

/// The kind of identity provider behind a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ConnectionKind {
    /// Microsoft Entra ID.
    Entra,
    /// Google Workspace.
    Google,
    /// Any other provider that speaks OpenID Connect.
    Oidc,
}

impl ConnectionKind {
    /// Its stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Entra => "entra",
            Self::Google => "google",
            Self::Oidc => "oidc",
        }
    }

    /// Who runs all providers of this kind, where it is one company.
    pub const fn run_by(self) -> Option<&'static str> {
        match self {
            Self::Entra => Some("Microsoft"),
            Self::Google => Some("Google"),
            Self::Oidc => None,
        }
    }

    /// The flag that must be on before a connection of this kind serves anybody, besides `sso`.
    pub const fn flag(self) -> Option<FlagName> {
        match self {
            Self::Google => Some(FlagName::Google),
            Self::Entra | Self::Oidc => None,
        }
    }

    /// Whether the broker can prove itself there in this way. Google takes client secrets alone; to trust our own issuer is
    /// Entra's alone.
    pub const fn takes(self, credential: CredentialKind) -> bool {
        match (self, credential) {
            (Self::Entra, _) | (_, CredentialKind::ClientSecret) | (Self::Oidc, CredentialKind::Certificate) => true,
            (Self::Google, CredentialKind::Certificate) | (Self::Google | Self::Oidc, CredentialKind::Federated) => {
                false
            }
        }
    }
}

/// Whether a connection may be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ConnectionStatus {
    /// It may.
    Active,
    /// Switched off by hand.
    Disabled,
}

/// Where a version stands. `Draft → Tested → Active → Previous`; activation swaps at once and can be undone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum VersionState {
    /// Being edited; used by nobody.
    Draft,
    /// A test sign-in has worked with it.
    Tested,
    /// In force.
    Active,
    /// Was in force before the active one; kept to undo.
    Previous,
}

/// One version of a connection's settings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ConnectionVersion {
    /// Its id.
    pub id: ConnectionVersionId,
    /// Counts up from 1 within the connection.
    pub number: i32,
    /// Where it stands.
    pub state: VersionState,
    /// What it says of the identity provider.
    pub settings: ProviderSettings,
}

impl ConnectionVersion {
    /// What it says of Entra, where that is the provider.
    pub const fn entra(&self) -> Option<&EntraSettings> {
        self.settings.entra()
    }
}

/// What a connection knows of its Entra tenant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntraSettings {
    /// Whose app registration is used.
    pub registration: Registration,
    /// Microsoft's directory; its GUID, never a domain name (discovery compares the issuer strictly).
    pub tid: Uuid,
    /// The host of the cloud that the tenant lives in; one of the allow-list.
    pub cloud: Cloud,
    /// Whether guests of the tenant may come in. Their account and its strength belong to somebody else.
    pub allow_guests: bool,
    /// Sent as `domain_hint`, which skips Microsoft's home-realm page for a federated domain.
    pub domain_hint: Option<String>,
    /// The authentication context (`c1`…`c25`) of which the hospital has attested that it demands a second factor.
    pub mfa_context: Option<String>,
    /// Whether every sign-in must satisfy `mfa_context`.
    pub require_mfa: bool,
}

/// Whose app registration a connection uses.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Registration {
    /// The hospital's own, single-tenant.
    Own {
        /// Its application (client) id.
        client_id: String,
    },
    /// The provider's multi-tenant one, known from the settings; the returned `tid` finds the connection.
    Shared,
}

/// A Microsoft cloud. An allow-list: a free-text issuer would let a rogue one in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Cloud {
    /// `login.microsoftonline.com`
    #[default]
    Global,
    /// `login.microsoftonline.us`
    UsGovernment,
    /// `login.partner.microsoftonline.cn`
    China,
}

impl Cloud {
    /// The host that serves this cloud's sign-in, as `https://host`.
    pub const fn authority(self) -> &'static str {
        match self {
            Self::Global => "https://login.microsoftonline.com",
            Self::UsGovernment => "https://login.microsoftonline.us",
            Self::China => "https://login.partner.microsoftonline.cn",
        }
    }

    /// The host of this cloud's Microsoft Graph, as `https://host` (Microsoft, "National cloud deployments").
    pub const fn graph(self) -> &'static str {
        match self {
            Self::Global => "https://graph.microsoft.com",
            Self::UsGovernment => "https://graph.microsoft.us",
            Self::China => "https://microsoftgraph.chinacloudapi.cn",
        }
    }
}
