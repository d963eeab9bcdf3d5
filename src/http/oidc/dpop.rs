//! Proofs of possession and their nonces in headers (RFC 9449, 4.1 and 8).

use axum::response::Response;
use chrono::{DateTime, Utc};
use http::{HeaderMap, HeaderName, HeaderValue};

use crate::signin::SignIn;
use crate::signin::redeem::TokenError;

/// Holds a proof.
pub const PROOF: HeaderName = HeaderName::from_static("dpop");
/// Holds the nonce for the next proof.
const NONCE: HeaderName = HeaderName::from_static("dpop-nonce");

/// The proof, if there is one. Of several none is taken (4.3): whoever stands before us may have looked at another of them.
pub fn of(headers: &HeaderMap) -> Result<Option<&str>, TokenError> {
    let mut proofs = headers.get_all(PROOF).iter();
    match (proofs.next(), proofs.next()) {
        (None, _) => Ok(None),
        (Some(proof), None) => proof.to_str().map(Some).map_err(|_| TokenError::InvalidDpopProof),
        (Some(_), Some(_)) => Err(TokenError::InvalidDpopProof),
    }
}

/// Gives the nonce for the next proof to whoever has shown one, or must (8.2).
pub fn supply(response: &mut Response, sign_in: &SignIn, now: DateTime<Utc>) {
    if let Ok(nonce) = HeaderValue::try_from(sign_in.dpop_nonce(now)) {
        response.headers_mut().insert(NONCE, nonce);
    }
}
