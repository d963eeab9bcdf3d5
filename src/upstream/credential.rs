//! How the broker proves itself at Entra's token endpoint: federated, by certificate, or by secret.

use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};
use moka::sync::Cache;
use serde::Serialize;
use uuid::Uuid;

pub use super::certificate::{CertificateError, CertificateFacts, Signer, inspect};
use super::{Upstream, UpstreamError};
use crate::domain::application::SigningAlgorithm;
use crate::domain::credential::{Credential, CredentialKind, StoredCredential};
use crate::domain::id::{CredentialId, OrganizationId};
use crate::domain::reason::Reason;
use crate::domain::secret::Secret;
use crate::keys::hash::sha256;
use crate::keys::random;
use crate::keys::ring::KeyRing;
use crate::keys::seal::Place;
use crate::keys::signing::KeySet;

/// What Entra expects as audience of a federated credential's assertion.
pub const FEDERATED_AUDIENCE: &str = "api://AzureADTokenExchange";
/// What an assertion is called in the form (RFC 7523, 2.2).
pub(super) const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
/// How long an assertion is valid. Microsoft advises 5 to 10 minutes.
const ASSERTION_LIFETIME: Duration = Duration::minutes(10);
/// How long an opened credential that nobody uses stays in memory.
const IDLE: std::time::Duration = std::time::Duration::from_hours(1);

/// A credential, ready for use.
#[derive(Clone)]
pub enum ReadyCredential {
    /// The subject of our own issuer's assertion.
    Federated {
        /// `sub`
        subject: String,
    },
    /// A key pair, parsed once.
    Certificate(Arc<Signer>),
    /// A client secret.
    ClientSecret(Secret),
}

impl ReadyCredential {
    /// Prepares a credential.
    pub fn new(credential: &Credential) -> Result<Self, CertificateError> {
        Ok(match credential {
            Credential::Federated { subject } => Self::Federated { subject: subject.clone() },
            Credential::ClientSecret(secret) => Self::ClientSecret(secret.clone()),
            Credential::Certificate { private_key, certificate } => {
                Self::Certificate(Arc::new(Signer::new(certificate, private_key)?))
            }
        })
    }
}

/// Credentials that have been opened, so that a key is parsed once and not for every sign-in.
pub(super) struct Prepared {
    known: Cache<(OrganizationId, CredentialId, [u8; 32]), Arc<ReadyCredential>>,
}

impl Prepared {
    pub(super) fn new() -> Self {
        Self { known: Cache::builder().max_capacity(1_000).time_to_idle(IDLE).build() }
    }
}

/// Where a credential's sealed value belongs.
pub fn place(credential: &StoredCredential) -> Place<'static> {
    Place {
        table: "credentials",
        column: "sealed",
        row: credential.id.0,
        organization: Some(credential.organization_id),
    }
}

/// Opens a stored credential. One that was copied to another organization's row does not open.
pub fn open(stored: &StoredCredential, ring: &KeyRing) -> Result<Credential, UpstreamError> {
    if stored.kind == CredentialKind::Federated {
        return Ok(Credential::Federated { subject: stored.connection_id.to_string() });
    }
    let sealed = stored.sealed.as_deref().ok_or(Reason::CredentialMissing)?;
    let plain = ring.open(&place(stored), sealed).map_err(|error| {
        tracing::error!(credential = %stored.id, %error, "credential.does_not_open");
        UpstreamError::from(Reason::CredentialMissing)
    })?;
    let secret = Secret::new(std::str::from_utf8(&plain).map_err(|_| Reason::CredentialMissing)?);
    match (stored.kind, &stored.certificate) {
        (CredentialKind::Certificate, Some(certificate)) => {
            Ok(Credential::Certificate { private_key: secret, certificate: certificate.clone() })
        }
        (CredentialKind::ClientSecret, _) => Ok(Credential::ClientSecret(secret)),
        _ => Err(Reason::CredentialMissing.into()),
    }
}

impl Upstream {
    /// Opens a stored credential and prepares it, or takes it from memory.
    pub fn credential(&self, stored: &StoredCredential, ring: &KeyRing) -> Result<Arc<ReadyCredential>, UpstreamError> {
        let sealed = stored.sealed.as_deref().unwrap_or_default();
        let certificate = stored.certificate.as_deref().unwrap_or_default();
        // What is in the row names the entry, so that a new value is never answered with an old one.
        let digest = sha256(&[sealed, certificate.as_bytes()].concat());
        let key = (stored.organization_id, stored.id, digest);
        if let Some(ready) = self.credentials.known.get(&key) {
            return Ok(ready);
        }
        let ready = ReadyCredential::new(&open(stored, ring)?).map_err(|error| {
            tracing::error!(credential = %stored.id, %error, "credential.unusable");
            UpstreamError::from(Reason::CredentialMissing)
        })?;
        let ready = Arc::new(ready);
        self.credentials.known.insert(key, Arc::clone(&ready));
        Ok(ready)
    }
}

/// Whom the broker's assertions come from: the issuer that the hospital has told Entra to trust, and its keys.
#[derive(Clone, Copy)]
pub struct Ourselves<'a> {
    /// Our issuer.
    pub issuer: &'a str,
    /// Our signing keys.
    pub keys: &'a KeySet,
    /// The longest that an assertion may live which they sign.
    pub longest_token: Duration,
}

#[derive(Serialize)]
struct Assertion<'a> {
    iss: &'a str,
    sub: &'a str,
    aud: &'a str,
    jti: Uuid,
    iat: i64,
    nbf: i64,
    exp: i64,
}

/// The assertion by which a credential proves us at `token_endpoint`; none for a secret, which goes as it is.
pub(super) fn assertion(
    credential: &ReadyCredential,
    client_id: &str,
    token_endpoint: &str,
    ourselves: Ourselves<'_>,
    now: DateTime<Utc>,
) -> Result<Option<String>, UpstreamError> {
    let claims = |iss, sub, aud| Assertion {
        iss,
        sub,
        aud,
        jti: random::id(now),
        iat: now.timestamp(),
        nbf: now.timestamp(),
        exp: (now + ASSERTION_LIFETIME.min(ourselves.longest_token)).timestamp(),
    };
    let signed = match credential {
        ReadyCredential::ClientSecret(_) => return Ok(None),
        // Entra takes RS256 only from other issuers.
        ReadyCredential::Federated { subject } => {
            let claims = claims(ourselves.issuer, subject, FEDERATED_AUDIENCE);
            ourselves.keys.sign(SigningAlgorithm::Rs256, "JWT", &claims).ok()
        }
        ReadyCredential::Certificate(signer) => signer.sign(&claims(client_id, client_id, token_endpoint)),
    };
    signed.map(Some).ok_or_else(|| Reason::CredentialMissing.into())
}
