//! A certificate and its private key: read, compared, and signed with (`private_key_jwt`, RFC 7523, 2.2).

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{KeyPair, RSA_PSS_SHA256, RsaKeyPair};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Duration, Utc};
use serde::Serialize;
use serde_json::json;
use x509_parser::pem::Pem;
use zeroize::Zeroizing;

use crate::domain::secret::Secret;
use crate::keys::hash::{self, sha256};

/// Why a certificate cannot be used. Says nothing of what stands in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CertificateError {
    /// It is no certificate.
    #[error("this is no certificate in PEM form")]
    Certificate,
    /// The certificate comes with a private key, which would be stored and shown where certificates are.
    #[error("the certificate's file also holds a private key; give each in a file of its own")]
    HoldsPrivateKey,
    /// It is no RSA key.
    #[error("this is no RSA private key of 2048 to 8192 bits in PEM form (PKCS #8 or PKCS #1, without a pass phrase)")]
    PrivateKey,
    /// They are not a pair.
    #[error("the private key does not belong to the certificate")]
    NoPair,
    /// No pair could be made.
    #[error("no key pair could be made")]
    NotMade,
}

/// What can be known of a certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateFacts {
    /// When it begins.
    pub not_before: DateTime<Utc>,
    /// When it ends (`notAfter`).
    pub expires_at: DateTime<Utc>,
    /// `x5t#S256`: base64url of the SHA-256 of its DER (RFC 7515, 4.1.8).
    pub thumbprint: String,
}

/// Reads a certificate, and proves that the private key is its own: they have the same public key.
pub fn inspect(certificate: &str, private_key: &Secret) -> Result<CertificateFacts, CertificateError> {
    let key = private(private_key)?;
    pair(certificate, &key)
}

/// The thumbprint by which Entra's own page lists a certificate: the SHA-1 of its DER, in hexadecimal. It tells certificates apart for
/// people; nothing is proven by it. None of what is no certificate.
pub fn thumbprint(certificate: &str) -> Option<String> {
    let der = certificate_der(certificate).ok()?;
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA1_FOR_LEGACY_USE_ONLY, &der);
    Some(hash::hex(digest.as_ref()).to_uppercase())
}

/// Makes a key pair of RSA, 2048 bits, and a certificate of it that it signs itself, good from now on for `lifetime`: PEM, and the private
/// key as PKCS #8 in PEM. Nobody looks at the certificate's name but people who find it in a list; Entra compares its thumbprint.
/// Takes a tenth of a second or more of one core.
pub fn generate(name: &str, now: DateTime<Utc>, lifetime: Duration) -> Result<(String, Secret), CertificateError> {
    // The clocks of others may be behind ours.
    const EARLIER: Duration = Duration::minutes(5);
    let instant = |at: DateTime<Utc>| {
        time::OffsetDateTime::from_unix_timestamp(at.timestamp()).map_err(|_| CertificateError::NotMade)
    };
    let key = rcgen::KeyPair::generate_for(&rcgen::PKCS_RSA_SHA256).map_err(|_| CertificateError::NotMade)?;
    let mut parameters = rcgen::CertificateParams::default();
    parameters.distinguished_name = rcgen::DistinguishedName::new();
    parameters.distinguished_name.push(rcgen::DnType::CommonName, name);
    (parameters.not_before, parameters.not_after) = (instant(now - EARLIER)?, instant(now + lifetime)?);
    let certificate = parameters.self_signed(&key).map_err(|_| CertificateError::NotMade)?;
    Ok((certificate.pem(), Secret::new(key.serialize_pem())))
}

fn pair(certificate: &str, key: &RsaKeyPair) -> Result<CertificateFacts, CertificateError> {
    let der = certificate_der(certificate)?;
    let (rest, parsed) = x509_parser::parse_x509_certificate(&der).map_err(|_| CertificateError::Certificate)?;
    if !rest.is_empty() {
        return Err(CertificateError::Certificate);
    }
    // Both are the DER of an RSAPublicKey (RFC 8017, A.1.1), which has one form only.
    if key.public_key().as_ref() != parsed.public_key().subject_public_key.data.as_ref() {
        return Err(CertificateError::NoPair);
    }
    let time = |seconds| DateTime::from_timestamp(seconds, 0).ok_or(CertificateError::Certificate);
    Ok(CertificateFacts {
        not_before: time(parsed.validity().not_before.timestamp())?,
        expires_at: time(parsed.validity().not_after.timestamp())?,
        thumbprint: URL_SAFE_NO_PAD.encode(sha256(&der)),
    })
}

/// A certificate in its binary form (DER).
pub fn certificate_der(pem: &str) -> Result<Vec<u8>, CertificateError> {
    let blocks: Vec<Pem> = Pem::iter_from_buffer(pem.as_bytes()).filter_map(Result::ok).collect();
    // Looked for in the text itself, which finds a key that is broken, too.
    if pem.contains("PRIVATE KEY-----") {
        return Err(CertificateError::HoldsPrivateKey);
    }
    let certificate = blocks.into_iter().find(|block| block.label == "CERTIFICATE");
    Ok(certificate.ok_or(CertificateError::Certificate)?.contents)
}

fn private(pem: &Secret) -> Result<RsaKeyPair, CertificateError> {
    let blocks = Pem::iter_from_buffer(pem.expose().as_bytes()).filter_map(Result::ok);
    let found = blocks.map(|block| (block.label, Zeroizing::new(block.contents)));
    for (label, der) in found {
        let key = match label.as_str() {
            "PRIVATE KEY" => RsaKeyPair::from_pkcs8(&der),
            "RSA PRIVATE KEY" => RsaKeyPair::from_der(&der),
            _ => continue,
        };
        return key.map_err(|_| CertificateError::PrivateKey);
    }
    Err(CertificateError::PrivateKey)
}

/// Signs with a certificate's key, parsed once: a library that reads an RSA key at each call takes three times as long.
pub struct Signer {
    key: RsaKeyPair,
    /// The JOSE header, which is always the same, in base64url.
    header: String,
}

impl Signer {
    /// Takes a pair.
    pub fn new(certificate: &str, private_key: &Secret) -> Result<Self, CertificateError> {
        let key = private(private_key)?;
        let facts = pair(certificate, &key)?;
        // `typ` is not optional at Entra (AADSTS5002727).
        let header = json!({ "alg": "PS256", "typ": "JWT", "x5t#S256": facts.thumbprint });
        Ok(Self { key, header: URL_SAFE_NO_PAD.encode(header.to_string()) })
    }

    /// A JWT of these claims, PS256 (RFC 7518, 3.5). None where it cannot be made.
    pub(super) fn sign<T: Serialize>(&self, claims: &T) -> Option<String> {
        let claims = URL_SAFE_NO_PAD.encode(serde_json::to_vec(claims).ok()?);
        let mut token = format!("{}.{claims}", self.header);
        let mut signature = vec![0; self.key.public_modulus_len()];
        self.key.sign(&RSA_PSS_SHA256, &SystemRandom::new(), token.as_bytes(), &mut signature).ok()?;
        token.push('.');
        URL_SAFE_NO_PAD.encode_string(signature, &mut token);
        Some(token)
    }
}

#[cfg(test)]
mod tests {
    use jsonwebtoken::{Algorithm, DecodingKey, Validation};
    use serde_json::Value;

    use super::*;
    use crate::upstream::testing::TestKey;

    #[test]
    fn a_pair_tells_its_end_and_its_thumbprint() {
        for key in [TestKey::first().private_pem(), TestKey::first().private_pkcs1_pem()] {
            let facts = inspect(&TestKey::first().certificate(), &key).unwrap();
            assert_eq!(facts.expires_at.to_rfc3339(), "2027-11-23T00:00:00+00:00");
            assert_eq!(facts.not_before.to_rfc3339(), "2026-11-23T00:00:00+00:00");
            assert_eq!(facts.thumbprint.len(), 43);
        }
    }

    #[test]
    fn what_is_made_here_is_a_pair_and_ends_when_it_is_to() {
        let now = "2026-11-23T12:00:00Z".parse().unwrap();
        let (certificate, key) = generate("Anteroom for <St. Janshof>", now, Duration::days(730)).unwrap();
        let facts = inspect(&certificate, &key).unwrap();
        assert_eq!((facts.expires_at, facts.not_before < now), (now + Duration::days(730), true));
        assert!(Signer::new(&certificate, &key).is_ok());
        let (another, _) = generate("Anteroom", now, Duration::days(1)).unwrap();
        assert_eq!(inspect(&another, &key), Err(CertificateError::NoPair));
    }

    #[test]
    fn a_certificate_is_found_by_what_entra_lists() {
        // `openssl x509 -noout -fingerprint -sha1`, without its colons.
        let file = "tests/entra-stand-in/tests/behaviour/client-test-certificate.pem";
        let pem = std::fs::read_to_string(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).unwrap();
        assert_eq!(thumbprint(&pem).as_deref(), Some("A3849EA17DC521308068FB4F4A7ABB5F13940B8D"));
        assert_eq!(thumbprint("none"), None);
    }

    #[test]
    fn what_is_no_pair_is_told_apart() {
        let (first, second) = (TestKey::first(), TestKey::second());
        let (certificate, key) = (first.certificate(), first.private_pem());
        let refused = |certificate: &str, key: &Secret| {
            let error = inspect(certificate, key).unwrap_err();
            assert_eq!(Signer::new(certificate, key).err(), Some(error));
            error
        };
        assert_eq!(refused(&certificate, &second.private_pem()), CertificateError::NoPair);
        assert_eq!(refused("", &key), CertificateError::Certificate);
        assert_eq!(
            refused("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", &key),
            CertificateError::Certificate
        );
        let both = format!("{certificate}{}", key.expose());
        assert_eq!(refused(&both, &key), CertificateError::HoldsPrivateKey);
        assert_eq!(refused(&certificate, &Secret::new(certificate.clone())), CertificateError::PrivateKey);
        assert_eq!(refused(&certificate, &Secret::new("")), CertificateError::PrivateKey);
        let elliptic = rcgen::KeyPair::generate().unwrap().serialize_pem();
        assert_eq!(refused(&certificate, &Secret::new(elliptic)), CertificateError::PrivateKey);
    }

    #[test]
    fn an_assertion_is_what_entra_documents() {
        let first = TestKey::first();
        let signer = Signer::new(&first.certificate(), &first.private_pem()).unwrap();
        let token = signer.sign(&json!({ "sub": "s" })).unwrap();
        let header: Value =
            serde_json::from_slice(&URL_SAFE_NO_PAD.decode(token.split('.').next().unwrap()).unwrap()).unwrap();
        let thumbprint = inspect(&first.certificate(), &first.private_pem()).unwrap().thumbprint;
        assert_eq!(header, json!({ "alg": "PS256", "typ": "JWT", "x5t#S256": thumbprint }));
        // Verified by another library than the one that signed.
        let mut validation = Validation::new(Algorithm::PS256);
        validation.required_spec_claims.clear();
        let public = |key: &TestKey| DecodingKey::from_rsa_components(&key.n(), &key.e()).unwrap();
        assert!(jsonwebtoken::decode::<Value>(&token, &public(first), &validation).is_ok());
        assert!(jsonwebtoken::decode::<Value>(&token, &public(TestKey::second()), &validation).is_err());
    }
}
