//! A credential: how the broker proves itself at a connection.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::id::{ConnectionId, CredentialId, OrganizationId};
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
    /// Whether sign-ins use it; at most one slot is in use.
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
