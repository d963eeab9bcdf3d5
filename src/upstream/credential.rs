//! How the broker proves itself at Entra's token endpoint: federated, by certificate, or by secret.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use moka::sync::Cache;
use serde::Serialize;
use uuid::Uuid;
use x509_parser::pem::Pem;

use super::{ASSERTION_LIFETIME, Upstream, UpstreamError};
use crate::domain::application::SigningAlgorithm;
use crate::domain::credential::{Credential, CredentialKind, StoredCredential};
use crate::domain::reason::Reason;
use crate::domain::secret::Secret;
use crate::keys::hash::sha256;
use crate::keys::random;
use crate::keys::ring::KeyRing;
use crate::keys::seal::Place;
use crate::keys::signing::SigningKeys;

/// What Entra expects as audience of a federated credential's assertion.
const FEDERATED_AUDIENCE: &str = "api://AzureADTokenExchange";
/// What an assertion is called in the form (RFC 7523, 2.2).
pub(super) const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// Why a certificate cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CertificateError {
    /// It is no certificate.
    #[error("this is no certificate in PEM form")]
    Certificate,
    /// It is no RSA key.
    #[error("this is no RSA private key in PEM form (PKCS #8 or PKCS #1)")]
    PrivateKey,
    /// They are not a pair.
    #[error("the private key does not belong to the certificate")]
    NoPair,
}

/// A credential, ready for use.
#[derive(Clone)]
pub enum ReadyCredential {
    /// The subject of our own issuer's assertion.
    Federated {
        /// `sub`
        subject: String,
    },
    /// A key pair.
    Certificate {
        /// Parsed once.
        key: EncodingKey,
        /// `x5t#S256`: base64url of the SHA-256 of the certificate's DER.
        thumbprint: String,
    },
    /// A client secret.
    ClientSecret(Secret),
}

impl ReadyCredential {
    /// Prepares a credential.
    pub fn new(credential: &Credential) -> Result<Self, CertificateError> {
        Ok(match credential {
            Credential::Federated { subject } => Self::Federated { subject: subject.clone() },
            Credential::ClientSecret(secret) => Self::ClientSecret(secret.clone()),
            Credential::Certificate { private_key, certificate } => Self::Certificate {
                key: EncodingKey::from_rsa_pem(private_key.expose().as_bytes())
                    .map_err(|_| CertificateError::PrivateKey)?,
                thumbprint: URL_SAFE_NO_PAD.encode(sha256(&certificate_der(certificate)?)),
            },
        })
    }
}

/// What can be known of a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CertificateFacts {
    /// When it ends.
    pub expires_at: DateTime<Utc>,
}

/// Reads a certificate, and proves that the private key is its own by signing and verifying.
pub fn inspect(certificate: &str, private_key: &Secret) -> Result<CertificateFacts, CertificateError> {
    let der = certificate_der(certificate)?;
    let (_, parsed) = x509_parser::parse_x509_certificate(&der).map_err(|_| CertificateError::Certificate)?;
    let expires_at = DateTime::from_timestamp(parsed.validity().not_after.timestamp(), 0);
    let key = EncodingKey::from_rsa_pem(private_key.expose().as_bytes()).map_err(|_| CertificateError::PrivateKey)?;
    let public = jsonwebtoken::DecodingKey::from_rsa_der(&parsed.public_key().subject_public_key.data);
    let signature = jsonwebtoken::crypto::sign(b"anteroom", &key, Algorithm::PS256);
    let signature = signature.map_err(|_| CertificateError::PrivateKey)?;
    match jsonwebtoken::crypto::verify(&signature, b"anteroom", &public, Algorithm::PS256) {
        Ok(true) => Ok(CertificateFacts { expires_at: expires_at.ok_or(CertificateError::Certificate)? }),
        _ => Err(CertificateError::NoPair),
    }
}

fn certificate_der(pem: &str) -> Result<Vec<u8>, CertificateError> {
    let mut certificates = Pem::iter_from_buffer(pem.as_bytes()).filter_map(Result::ok);
    let certificate = certificates.find(|block| block.label == "CERTIFICATE").ok_or(CertificateError::Certificate)?;
    Ok(certificate.contents)
}

/// Credentials that have been opened, so that a key is parsed once and not for every sign-in.
pub(super) struct Prepared {
    known: Cache<(Uuid, [u8; 32]), Arc<ReadyCredential>>,
}

impl Prepared {
    pub(super) fn new() -> Self {
        Self { known: Cache::new(1_000) }
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
        let key = (stored.id.0, sha256(stored.sealed.as_deref().unwrap_or_default()));
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
    pub keys: &'a SigningKeys,
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
        exp: (now + ASSERTION_LIFETIME).timestamp(),
    };
    let signed = match credential {
        ReadyCredential::ClientSecret(_) => return Ok(None),
        // Entra takes RS256 only from other issuers.
        ReadyCredential::Federated { subject } => {
            let claims = claims(ourselves.issuer, subject, FEDERATED_AUDIENCE);
            ourselves.keys.sign(SigningAlgorithm::Rs256, "JWT", &claims).ok()
        }
        ReadyCredential::Certificate { key, thumbprint } => {
            let header = Header { x5t_s256: Some(thumbprint.clone()), ..Header::new(Algorithm::PS256) };
            jsonwebtoken::encode(&header, &claims(client_id, client_id, token_endpoint), key).ok()
        }
    };
    signed.map(Some).ok_or_else(|| Reason::CredentialMissing.into())
}
