//! Whether a proof of possession is one (RFC 9449, 4.3).
//!
//! Pure: the proof, what it is shown for, the keys that our nonces are sealed with and the instant come in.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Duration, Utc};
use serde::Deserialize;
use serde_json::{Map, Number, Value};
use url::Url;

use super::nonce;
use crate::domain::protocol::{PRIVATE_MEMBERS, SecurityProfile};
use crate::keys::ring::KeyRing;
use crate::keys::{hash, public};

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
    /// What the application is held to, and with it the algorithms that it may sign with.
    pub profile: SecurityProfile,
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
    jwk: Map<String, Value>,
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
    let (claims, jkt) = verified(proof, shown.profile).ok_or(ProofError::Invalid)?;
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

/// What a proof says, if it is signed with the key that it brings along, and the thumbprint of that.
fn verified(proof: &str, profile: SecurityProfile) -> Option<(Claims, String)> {
    if proof.len() > LONGEST {
        return None;
    }
    let (header, _) = proof.split_once('.')?;
    let Header { jwk } = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(header).ok()?).ok()?;
    // Whoever shows a private key proves nothing with it from then on.
    if PRIVATE_MEMBERS.iter().any(|member| jwk.contains_key(*member)) {
        return None;
    }
    let (signed, jkt) = public::verify_with(Value::Object(jwk), proof, profile).ok()?;
    // Another JWT of the same key, such as a client assertion, must not pass for a proof, nor the other way round (RFC 8725, 3.11).
    if signed.typ.as_deref() != Some("dpop+jwt") {
        return None;
    }
    Some((serde_json::from_value(Value::Object(signed.claims)).ok()?, jkt))
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
