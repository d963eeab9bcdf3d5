//! The ID tokens of every other provider (OpenID Connect Core, 3.1.3.7). `openidconnect` reads none whose issuer is no address, as Google's
//! may be (`accounts.google.com`), and takes ten times as long for a signature; so the signature is verified like those of applications
//! ([`PublicKeys`]), and the claims are compared here.

use chrono::{DateTime, Utc};
use serde_json::{Map, Value};

use super::{CLOCK_SKEW, Expected, Verified};
use crate::domain::protocol::SecurityProfile;
use crate::domain::reason::Reason;
use crate::keys::public::PublicKeys;
use crate::upstream::exchange::UnverifiedIdToken;
use crate::upstream::provider::Provider;

pub(super) fn id_token(
    token: &UnverifiedIdToken,
    keys: &PublicKeys,
    provider: &Provider,
    expected: &Expected<'_>,
) -> Result<Verified, Reason> {
    let header = token.header().ok_or(Reason::TokenClaims)?;
    if !provider.algorithms().contains(&header.alg.as_str()) {
        return Err(Reason::TokenAlgorithm);
    }
    if !keys.has(header.kid.as_deref()) {
        return Err(Reason::TokenKeyUnknown);
    }
    let signed = keys.verify(token.as_str(), SecurityProfile::Standard).map_err(|_| Reason::TokenSignature)?;
    let claims = Claims(&signed.claims);
    let issuer = claims.text("iss").ok_or(Reason::TokenClaims)?;
    if !provider.is_issuer(issuer) {
        return Err(Reason::TokenIssuer);
    }
    if !claims.is_for(expected.client_id) {
        return Err(Reason::TokenAudience);
    }
    if let Some(nonce) = expected.nonce
        && claims.text("nonce") != Some(nonce)
    {
        return Err(Reason::TokenNonce);
    }
    let authenticated_at = claims.check_times(expected.now)?;
    Ok(Verified { account: provider.read(&signed.claims)?, authenticated_at })
}

struct Claims<'a>(&'a Map<String, Value>);

impl<'a> Claims<'a> {
    fn text(&self, name: &str) -> Option<&'a str> {
        self.0.get(name)?.as_str()
    }

    /// Seconds since 1970 (RFC 7519, 2); `Err` where it is something else.
    fn instant(&self, name: &str) -> Result<Option<DateTime<Utc>>, Reason> {
        let Some(value) = self.0.get(name) else { return Ok(None) };
        let seconds = value.as_i64().and_then(|seconds| DateTime::from_timestamp(seconds, 0));
        seconds.map(Some).ok_or(Reason::TokenClaims)
    }

    /// One audience, ours: a token for two would be good elsewhere too; and one that another client asked for (`azp`) is not ours.
    fn is_for(&self, client_id: &str) -> bool {
        let audience = match self.0.get("aud") {
            Some(Value::String(audience)) => Some(audience.as_str()),
            Some(Value::Array(audiences)) => match audiences.as_slice() {
                [only] => only.as_str(),
                _ => None,
            },
            _ => None,
        };
        let party = self.0.get("azp").is_none_or(|party| party.as_str() == Some(client_id));
        audience == Some(client_id) && party
    }

    /// What ends is compared with a clock that is slow by the skew, what must lie in the past with one that is fast by it. When the person
    /// was authenticated, where it is said.
    fn check_times(&self, now: DateTime<Utc>) -> Result<Option<DateTime<Utc>>, Reason> {
        let (expires_at, issued_at) = (self.instant("exp")?, self.instant("iat")?);
        let (Some(expires_at), Some(issued_at)) = (expires_at, issued_at) else { return Err(Reason::TokenClaims) };
        if expires_at <= now - CLOCK_SKEW {
            return Err(Reason::TokenExpired);
        }
        let (not_before, authenticated_at) = (self.instant("nbf")?, self.instant("auth_time")?);
        let latest = now + CLOCK_SKEW;
        if [Some(issued_at), not_before, authenticated_at].into_iter().flatten().any(|instant| instant > latest) {
            return Err(Reason::TokenNotYetValid);
        }
        Ok(authenticated_at)
    }
}
