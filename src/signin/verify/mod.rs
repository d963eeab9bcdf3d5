//! Step 4, *verify*: is this ID token Entra's, for us, for this attempt, now?
//!
//! A computation over the token, the directory's keys and what is expected. What follows from the claims, the decision says.
//! Signature, issuer, audience, nonce and end are checked by `openidconnect` (OpenID Connect Core, 3.1.3.7); what it leaves to
//! its caller, and what is Entra's own, here.

mod claims;
#[cfg(test)]
mod stand_in;
#[cfg(test)]
mod tests;

use chrono::{DateTime, Duration, Utc};
use openidconnect::core::{CoreGenderClaim, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm};
use openidconnect::{
    ClaimsVerificationError, ClientId, IdToken, IdTokenClaims, IdTokenVerifier, IssuerUrl, Nonce,
    SignatureVerificationError,
};
use serde_json::Value;

use self::claims::{EntraClaims, account_type, contexts, email_verified, guid, text};
use crate::domain::claims::MicrosoftAccount;
use crate::domain::reason::Reason;
use crate::upstream::exchange::UnverifiedIdToken;
use crate::upstream::jwk::{EntraKey, EntraKeys};

/// How much Entra's clock and ours may differ.
const CLOCK_SKEW: Duration = Duration::minutes(5);

/// The one algorithm that Entra signs with. Said here and never taken from the token (RFC 8725, 3.1).
const ALGORITHM: &str = "RS256";

/// What a token must say. The directory (`tid`) is not part of it: the issuer holds it, and the decision compares both.
#[derive(Clone, Copy, Debug)]
pub struct Expected<'a> {
    /// `iss`, exactly.
    pub issuer: &'a str,
    /// `aud`, and nothing besides.
    pub client_id: &'a str,
    /// `nonce`; none where the token is not of an attempt's own: one that came for a refresh token need not have one (OpenID
    /// Connect Core, 12.2).
    pub nonce: Option<&'a str>,
    /// The instant it is looked at.
    pub now: DateTime<Utc>,
}

/// What a token that was verified says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// Of the person.
    pub account: MicrosoftAccount,
    /// When they were authenticated (`auth_time`), where it says so.
    pub authenticated_at: Option<DateTime<Utc>>,
}

type EntraIdToken = IdToken<EntraClaims, CoreGenderClaim, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm>;
type EntraIdTokenClaims = IdTokenClaims<EntraClaims, CoreGenderClaim>;

/// Verifies an ID token with the keys of the directory that it must come from.
///
/// [`Reason::TokenKeyUnknown`] is final: `Upstream::keys` has already looked whether there are newer keys.
pub fn id_token(token: &UnverifiedIdToken, keys: EntraKeys, expected: &Expected<'_>) -> Result<Verified, Reason> {
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
    read(claims)
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

fn read(claims: &EntraIdTokenClaims) -> Result<Verified, Reason> {
    let own = claims.additional_claims();
    // A registration can be switched to v1 tokens, whose claims mean other things.
    if own.ver.as_str() != Some("2.0") {
        return Err(Reason::TokenClaims);
    }
    let account = MicrosoftAccount {
        issuer: claims.issuer().to_string(),
        tid: guid(&own.tid).ok_or(Reason::TokenClaims)?,
        oid: guid(&own.oid).ok_or(Reason::TokenClaims)?,
        sub: claims.subject().to_string(),
        email: claims.email().map(|email| email.to_string()),
        upn: text(&own.upn),
        preferred_username: claims.preferred_username().map(|name| name.to_string()),
        email_verified: email_verified(&own.xms_edov),
        account_type: account_type(&own.acct),
        identity_provider: text(&own.idp),
        authentication_contexts: contexts(&own.acrs),
        session: text(&own.sid),
        login_hint: text(&own.login_hint),
        name: claims.name().and_then(|name| name.get(None)).map(|name| name.to_string()),
    };
    Ok(Verified { account, authenticated_at: claims.auth_time() })
}
