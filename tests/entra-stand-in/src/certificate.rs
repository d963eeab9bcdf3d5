//! A client's certificate, as it is uploaded to an app registration.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use rsa::RsaPublicKey;
use rsa::pkcs8::DecodePublicKey;
use rsa::sha2::{Digest as _, Sha256};
use sha1::{Digest as _, Sha1};
use x509_parser::pem::Pem;

use crate::StandInError;

/// A certificate with an RSA key.
#[derive(Clone, Debug)]
pub struct Certificate {
    /// `x5t`: SHA-1 of the DER form, in base64url.
    pub x5t: String,
    /// `x5t#S256`: SHA-256 of the DER form, in base64url.
    pub x5t_s256: String,
    pub(crate) key: RsaPublicKey,
    valid_from: DateTime<Utc>,
    valid_until: DateTime<Utc>,
}

impl Certificate {
    /// Reads the DER form.
    pub fn from_der(der: &[u8]) -> Result<Self, StandInError> {
        let (_, parsed) = x509_parser::parse_x509_certificate(der).map_err(|_| StandInError::Certificate)?;
        let time = |time: x509_parser::time::ASN1Time| {
            DateTime::from_timestamp(time.timestamp(), 0).ok_or(StandInError::Certificate)
        };
        Ok(Self {
            x5t: URL_SAFE_NO_PAD.encode(Sha1::digest(der)),
            x5t_s256: URL_SAFE_NO_PAD.encode(Sha256::digest(der)),
            key: RsaPublicKey::from_public_key_der(parsed.public_key().raw).map_err(|_| StandInError::Certificate)?,
            valid_from: time(parsed.validity().not_before)?,
            valid_until: time(parsed.validity().not_after)?,
        })
    }

    /// Reads the first certificate of a PEM text.
    pub fn from_pem(pem: &str) -> Result<Self, StandInError> {
        let block = Pem::iter_from_buffer(pem.as_bytes())
            .filter_map(Result::ok)
            .find(|block| block.label == "CERTIFICATE")
            .ok_or(StandInError::Certificate)?;
        Self::from_der(&block.contents)
    }

    pub(crate) fn is_valid_at(&self, now: DateTime<Utc>) -> bool {
        self.valid_from <= now && now < self.valid_until
    }
}
