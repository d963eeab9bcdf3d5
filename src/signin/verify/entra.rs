//! Entra's ID tokens. Signature, issuer, audience, nonce and end are checked by `openidconnect` (OpenID Connect Core, 3.1.3.7); what it
//! leaves to its caller, and what is Entra's own, here.

use chrono::{DateTime, Utc};
use openidconnect::core::{CoreGenderClaim, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm};
use openidconnect::{
    ClaimsVerificationError, ClientId, IdToken, IdTokenVerifier, IssuerUrl, Nonce, SignatureVerificationError,
};
use serde_json::Value;

use super::{CLOCK_SKEW, Expected, Verified};
use crate::domain::reason::Reason;
use crate::upstream::claims::{EntraIdTokenClaims, SentByEntra};
use crate::upstream::exchange::UnverifiedIdToken;
use crate::upstream::jwk::{EntraKey, EntraKeys};
use crate::upstream::provider::Provider;

/// The one algorithm that Entra signs with. Said here and never taken from the token (RFC 8725, 3.1).
const ALGORITHM: &str = "RS256";

type EntraIdToken = IdToken<SentByEntra, CoreGenderClaim, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm>;

/// Verifies an ID token with the keys of the directory that it must come from.
pub(super) fn id_token(
    token: &UnverifiedIdToken,
    keys: EntraKeys,
    expected: &Expected<'_>,
) -> Result<Verified, Reason> {
    let header = token.header().ok_or(Reason::TokenClaims)?;
    if header.alg != ALGORITHM {
        return Err(Reason::TokenAlgorithm);
    }
    // Without it the library would try whatever key there is.
    if header.kid.is_none() {
        return Err(Reason::TokenKeyUnknown);
    }
    let parsed: EntraIdToken = token.as_str().parse().map_err(|_| Reason::TokenClaims)?;
    let issuer = IssuerUrl::new(expected.issuer.to_owned()).map_err(|_| Reason::TokenIssuer)?;
    let client_id = ClientId::new(expected.client_id.to_owned());
    let now = expected.now;
    // `exp` is compared with a clock that is slow by the skew; what must lie in the past, below, with one that is fast by it.
    let verifier: IdTokenVerifier<'_, EntraKey> = IdTokenVerifier::new_public_client(client_id, issuer, keys)
        .set_allowed_algs([CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256])
        .set_time_fn(move || now - CLOCK_SKEW)
        // One audience, ours: a token for two would be good elsewhere too.
        .set_other_audience_verifier_fn(|_| false);
    let claims = match expected.nonce {
        Some(nonce) => parsed.claims(&verifier, &Nonce::new(nonce.to_owned())),
        None => parsed.claims(&verifier, |_: Option<&Nonce>| Ok(())),
    };
    let claims = claims.map_err(|error| reason(&error))?;
    // A token that another registration asked for (OpenID Connect Core, 3.1.3.7, 5). The library leaves this to its caller.
    if claims.authorized_party().is_some_and(|party| party.as_str() != expected.client_id) {
        return Err(Reason::TokenAudience);
    }
    not_from_the_future(claims, now)?;
    Ok(Verified { account: Provider::read_entra(claims)?, authenticated_at: claims.auth_time() })
}

fn reason(error: &ClaimsVerificationError) -> Reason {
    match error {
        ClaimsVerificationError::Expired(_) => Reason::TokenExpired,
        ClaimsVerificationError::InvalidAudience(_) => Reason::TokenAudience,
        ClaimsVerificationError::InvalidIssuer(_) => Reason::TokenIssuer,
        ClaimsVerificationError::InvalidNonce(_) => Reason::TokenNonce,
        ClaimsVerificationError::SignatureVerification(error) => match error {
            SignatureVerificationError::NoMatchingKey => Reason::TokenKeyUnknown,
            SignatureVerificationError::DisallowedAlg(_)
            | SignatureVerificationError::NoSignature
            | SignatureVerificationError::UnsupportedAlg(_) => Reason::TokenAlgorithm,
            _ => Reason::TokenSignature,
        },
        _ => Reason::TokenClaims,
    }
}

fn not_from_the_future(claims: &EntraIdTokenClaims, now: DateTime<Utc>) -> Result<(), Reason> {
    let latest = now + CLOCK_SKEW;
    let not_before = match &claims.additional_claims().nbf {
        Value::Null => None,
        nbf => Some(nbf.as_i64().ok_or(Reason::TokenClaims)?),
    };
    let authenticated_later = claims.auth_time().is_some_and(|at| at > latest);
    if claims.issue_time() > latest || not_before > Some(latest.timestamp()) || authenticated_later {
        return Err(Reason::TokenNotYetValid);
    }
    Ok(())
}
