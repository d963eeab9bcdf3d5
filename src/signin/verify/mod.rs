//! Step 4, *verify*: is this ID token the provider's, for us, for this attempt, now?
//!
//! A computation over the token, the provider's keys and what is expected. What follows from the claims, the decision says.

mod entra;
#[cfg(test)]
mod entra_tests;
mod signed;
#[cfg(test)]
mod signed_tests;
#[cfg(test)]
mod stand_in;

use chrono::{DateTime, Duration, Utc};

use crate::domain::claims::ProviderAccount;
use crate::domain::reason::Reason;
use crate::upstream::exchange::UnverifiedIdToken;
use crate::upstream::provider::{Provider, ProviderKeys};

/// How much the provider's clock and ours may differ.
const CLOCK_SKEW: Duration = Duration::minutes(5);

/// What a token must say. The tenant is no part of it: the decision compares it.
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
    pub account: ProviderAccount,
    /// When they were authenticated (`auth_time`), where it says so.
    pub authenticated_at: Option<DateTime<Utc>>,
}

/// Verifies an ID token with the keys of the provider that it must come from.
///
/// [`Reason::TokenKeyUnknown`] is final: `Upstream::keys` has already looked whether there are newer keys.
pub fn id_token(
    token: &UnverifiedIdToken,
    keys: ProviderKeys,
    provider: &Provider,
    nonce: Option<&str>,
    now: DateTime<Utc>,
) -> Result<Verified, Reason> {
    let issuer = provider.issuer();
    let expected = Expected { issuer: &issuer, client_id: provider.client_id(), nonce, now };
    match keys {
        ProviderKeys::Entra(keys) => entra::id_token(token, keys, &expected),
        ProviderKeys::Public(keys) => signed::id_token(token, &keys, provider, &expected),
    }
}
