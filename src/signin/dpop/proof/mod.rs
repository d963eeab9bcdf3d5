//! Whether a proof of possession is one (RFC 9449, 4.3).
//!
//! Pure: the proof, what it is shown for, the keys that our nonces are sealed with and the instant come in.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Duration, Utc};
use jsonwebtoken::jwk::{AlgorithmParameters, EllipticCurve, Jwk, ThumbprintHash};
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde::Deserialize;
use serde_json::{Map, Number, Value};
use url::Url;

use super::nonce;
use crate::domain::protocol::PRIVATE_MEMBERS;
use crate::keys::hash;
use crate::keys::ring::KeyRing;

/// The algorithms that a proof may be signed with; all with a key of which the other half is nobody else's.
pub const ALGORITHMS: [&str; 4] = ["ES256", "EdDSA", "PS256", "RS256"];

/// A proof with an RSA key of 8192 bits is shorter.
const LONGEST: usize = 8 * 1024;
/// The longest name of a proof.
const LONGEST_JTI: usize = 256;
/// How old a proof may be. No older than its nonce, which decides.
const OLDEST: Duration = nonce::LIFETIME;
/// How far the clock of whoever made it may be ahead (FAPI 2.0 Security Profile, 5.3.2.1: ten seconds must do, more than sixty must not).
const AHEAD: Duration = Duration::minutes(1);

/// What a proof is shown for.
#[derive(Clone, Copy, Debug)]
pub struct Shown<'a> {
    /// The method of the request.
    pub method: &'a str,
    /// Where it is shown, as everybody knows the address: what a request says of its host, or what stands before us, may change on the way.
    pub address: &'a str,
    /// The access token that comes with it.
    pub access_token: Option<&'a str>,
    /// Whether the application is held to FAPI 2.0, which does not know RS256 (5.4.1).
    pub fapi: bool,
}

/// A proof that is one, if it is shown for the first time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// The thumbprint of the key (RFC 7638).
    pub jkt: String,
    /// What tells it from all others: key, address and name. Not its text, since whoever has seen an ECDSA signature can make another of
    /// it.
    pub hash: [u8; 32],
    /// When it would be refused in any case.
    pub expires_at: DateTime<Utc>,
}

/// Why a proof is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProofError {
    /// It is malformed, wrongly signed, made for another request, too old or too young.
    Invalid,
    /// It has no nonce of ours, or an old one; with the right one it would be good.
    Nonce,
}

#[derive(Deserialize)]
struct Header {
    typ: String,
    alg: String,
    jwk: Map<String, Value>,
    /// We know of no extension, so whoever lists one here asks for what we cannot do (RFC 7515, 4.1.11).
    crit: Option<Value>,
}

#[derive(Deserialize)]
struct Claims {
    jti: String,
    htm: String,
    htu: String,
    iat: Number,
    nonce: Option<String>,
    ath: Option<String>,
}

/// Whether `proof` is one for what it is shown for.
pub fn check(proof: &str, shown: &Shown<'_>, ring: &KeyRing, now: DateTime<Utc>) -> Result<Proof, ProofError> {
    let (key, jkt, algorithm) = key(proof, shown.fapi).ok_or(ProofError::Invalid)?;
    let claims = verified(proof, &key, algorithm).ok_or(ProofError::Invalid)?;
    let made_at = made_at(&claims.iat).ok_or(ProofError::Invalid)?;
    let named = (1..=LONGEST_JTI).contains(&claims.jti.len());
    let for_this = claims.htm == shown.method && same_address(&claims.htu, shown.address);
    let in_time = made_at <= now + AHEAD && now < made_at + OLDEST;
    let with_this = match shown.access_token {
        None => true,
        Some(token) => claims.ath.is_some_and(|ath| hash::same(ath.as_bytes(), hash::s256(token).as_bytes())),
    };
    if !(named && for_this && in_time && with_this) {
        return Err(ProofError::Invalid);
    }
    let nonce = claims.nonce.ok_or(ProofError::Nonce)?;
    let end = nonce::end_of(&nonce, ring, now).ok_or(ProofError::Nonce)?;
    let hash = hash::hash(&format!("{jkt}\n{}\n{}", shown.address, claims.jti));
    Ok(Proof { jkt, hash, expires_at: end.min(made_at + OLDEST) })
}

/// The key that a proof brings along, its thumbprint, and the algorithm, which must be one for such a key.
fn key(proof: &str, fapi: bool) -> Option<(DecodingKey, String, Algorithm)> {
    if proof.len() > LONGEST {
        return None;
    }
    let (header, _) = proof.split_once('.')?;
    let header: Header = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(header).ok()?).ok()?;
    // Another JWT of the same key, such as a client assertion, must not pass for a proof, nor the other way round (RFC 8725, 3.11).
    if header.typ != "dpop+jwt" || header.crit.is_some() {
        return None;
    }
    // Whoever shows a private key proves nothing with it from then on.
    if PRIVATE_MEMBERS.iter().any(|member| header.jwk.contains_key(*member)) {
        return None;
    }
    let jwk: Jwk = serde_json::from_value(Value::Object(header.jwk)).ok()?;
    let algorithm = match (header.alg.as_str(), &jwk.algorithm) {
        ("ES256", AlgorithmParameters::EllipticCurve(key)) if key.curve == EllipticCurve::P256 => Algorithm::ES256,
        ("EdDSA", AlgorithmParameters::OctetKeyPair(key)) if key.curve == EllipticCurve::Ed25519 => Algorithm::EdDSA,
        ("PS256", AlgorithmParameters::RSA(_)) => Algorithm::PS256,
        ("RS256", AlgorithmParameters::RSA(_)) if !fapi => Algorithm::RS256,
        _ => return None,
    };
    // First the key, which must be base64url: what the thumbprint is made of is not looked at there.
    let key = DecodingKey::from_jwk(&jwk).ok()?;
    let jkt = jwk.thumbprint(ThumbprintHash::SHA256).ok()?;
    Some((key, jkt, algorithm))
}

fn verified(proof: &str, key: &DecodingKey, algorithm: Algorithm) -> Option<Claims> {
    let mut validation = Validation::new(algorithm);
    // A proof has none of these; what it has instead is looked at above.
    validation.validate_exp = false;
    validation.validate_aud = false;
    validation.required_spec_claims.clear();
    Some(jsonwebtoken::decode(proof, key, &validation).ok()?.claims)
}

/// A `NumericDate`, which may have a fraction (RFC 7519, 2).
fn made_at(iat: &Number) -> Option<DateTime<Utc>> {
    let whole = || std::time::Duration::try_from_secs_f64(iat.as_f64()?).ok()?.as_secs().try_into().ok();
    DateTime::from_timestamp(iat.as_i64().or_else(whole)?, 0).filter(|at| at.timestamp() < i64::from(u32::MAX) * 2)
}

/// Whether an address is this one of ours, query and fragment aside, after the normalization of RFC 3986, 6.2.2 and 6.2.3.
fn same_address(htu: &str, ours: &str) -> bool {
    let (Ok(theirs), Ok(ours)) = (Url::parse(htu), Url::parse(ours)) else { return false };
    let plain = theirs.username().is_empty() && theirs.password().is_none();
    plain && theirs.origin() == ours.origin() && theirs.path() == ours.path()
}

#[cfg(test)]
mod tests;
