//! A credential: how the broker proves itself at a connection.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::id::{ConnectionId, CredentialId, OrganizationId};
use super::provider::{ProviderSettings, RegisteredAs};
use super::secret::Secret;

/// The kind of a credential, in order of preference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CredentialKind {
    /// Entra trusts our own issuer: no secret exists.
    Federated,
    /// A key pair; the hospital holds the certificate (`private_key_jwt`, RFC 7523).
    Certificate,
    /// A client secret.
    ClientSecret,
}

/// Which of a connection's two slots. A new credential is proven in one before the old one leaves the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CredentialSlot {
    /// The first.
    A,
    /// The second.
    B,
}

/// A credential as it is stored: what is secret in it is sealed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredCredential {
    /// Its id.
    pub id: CredentialId,
    /// Whose it is.
    pub organization_id: OrganizationId,
    /// Where it proves the broker.
    pub connection_id: ConnectionId,
    /// Its slot.
    pub slot: CredentialSlot,
    /// For which registration; none, where the connection had none of its own when that began to be kept.
    pub registered_as: Option<RegisteredAs>,
    /// Whether it is the one that is used for its registration; at most one is.
    pub in_use: bool,
    /// Its kind.
    pub kind: CredentialKind,
    /// The sealed client secret or private key (PKCS #8, PEM); none for a federated credential.
    pub sealed: Option<Vec<u8>>,
    /// The certificate (PEM), which is public.
    pub certificate: Option<String>,
    /// When it ends, if it does.
    pub expires_at: Option<DateTime<Utc>>,
}

impl StoredCredential {
    /// Whether it is for the registration that settings of its connection name.
    pub fn is_for(&self, settings: &ProviderSettings) -> bool {
        self.registered_as.as_ref().is_some_and(|registered| registered.is_named_by(settings))
    }

    /// Whether it is for the same registration as another.
    pub fn is_beside(&self, other: &Self) -> bool {
        self.connection_id == other.connection_id && self.registered_as == other.registered_as
    }
}

/// A credential opened for use.
#[derive(Clone, Debug)]
pub enum Credential {
    /// Our own issuer's assertion, with this subject; Entra compares `iss`, `sub` and `aud`.
    Federated {
        /// The `sub` of the assertion.
        subject: String,
    },
    /// A key pair.
    Certificate {
        /// PKCS #8, PEM.
        private_key: Secret,
        /// PEM.
        certificate: String,
    },
    /// A client secret.
    ClientSecret(Secret),
}
