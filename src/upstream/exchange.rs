//! The exchange of a code for an ID token. Nothing else of the answer is kept.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use serde::Deserialize;
use url::Url;
use uuid::Uuid;

use super::aadsts::EntraError;
use super::credential::{ASSERTION_TYPE, Ourselves, ReadyCredential, assertion};
use super::entra::EntraProvider;
use super::outbound::OutboundError;
use super::{Upstream, UpstreamError};
use crate::domain::reason::Reason;

/// An ID token as it came. All it gives away before it is verified is which key and directory to verify it with.
pub struct UnverifiedIdToken(String);

impl UnverifiedIdToken {
    /// The token itself, for the verifier.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The key that it says it is signed with.
    pub fn kid(&self) -> Option<String> {
        #[derive(Deserialize)]
        struct JoseHeader {
            kid: Option<String>,
        }
        self.part::<JoseHeader>(0)?.kid
    }

    /// The directory that it says it comes from.
    pub fn tid(&self) -> Option<Uuid> {
        #[derive(Deserialize)]
        struct Claims {
            tid: Uuid,
        }
        Some(self.part::<Claims>(1)?.tid)
    }

    fn part<T: serde::de::DeserializeOwned>(&self, index: usize) -> Option<T> {
        let part = URL_SAFE_NO_PAD.decode(self.0.split('.').nth(index)?).ok()?;
        serde_json::from_slice(&part).ok()
    }
}

impl From<String> for UnverifiedIdToken {
    fn from(token: String) -> Self {
        Self(token)
    }
}

/// A code on its way to be redeemed.
#[derive(Clone, Copy)]
pub struct Redemption<'a> {
    /// The code.
    pub code: &'a str,
    /// PKCE.
    pub verifier: &'a str,
    /// As it was at departure.
    pub redirect_uri: &'a str,
}

impl Upstream {
    /// Redeems a code for an ID token.
    pub async fn redeem(
        &self,
        provider: &EntraProvider,
        credential: &ReadyCredential,
        redemption: Redemption<'_>,
        ourselves: Ourselves<'_>,
        now: DateTime<Utc>,
    ) -> Result<UnverifiedIdToken, UpstreamError> {
        let endpoint = provider.token_endpoint();
        let assertion = assertion(credential, provider.client_id(), &endpoint, ourselves, now)?;
        let mut form = vec![
            ("grant_type", "authorization_code"),
            ("client_id", provider.client_id()),
            ("code", redemption.code),
            ("redirect_uri", redemption.redirect_uri),
            ("code_verifier", redemption.verifier),
        ];
        match (credential, &assertion) {
            (ReadyCredential::ClientSecret(secret), _) => form.push(("client_secret", secret.expose())),
            (_, Some(assertion)) => {
                form.push(("client_assertion_type", ASSERTION_TYPE));
                form.push(("client_assertion", assertion));
            }
            (_, None) => return Err(Reason::CredentialMissing.into()),
        }
        let endpoint: Url = endpoint.parse().map_err(|_| Reason::UpstreamRequestRefused)?;
        let answer = self.outbound.post(&endpoint, &form).await?;
        match answer.status.as_u16() {
            200 => {
                #[derive(Deserialize)]
                struct Tokens {
                    id_token: String,
                }
                let tokens: Tokens = serde_json::from_slice(&answer.body).map_err(|_| Reason::UpstreamAnswerInvalid)?;
                Ok(UnverifiedIdToken(tokens.id_token))
            }
            status => {
                let entra = EntraError::from_json(&answer.body);
                let reason = match (&entra, status) {
                    (Some(error), _) => error.reason(),
                    (None, 429 | 500..=599) => Reason::UpstreamUnavailable,
                    (None, _) => Reason::UpstreamAnswerInvalid,
                };
                Err(UpstreamError { reason, entra: entra.map(Box::new) })
            }
        }
    }
}

impl From<OutboundError> for UpstreamError {
    fn from(error: OutboundError) -> Self {
        match error {
            OutboundError::Connect | OutboundError::Timeout | OutboundError::Broken => Reason::UpstreamUnreachable,
            OutboundError::TooLarge => Reason::UpstreamAnswerInvalid,
            OutboundError::Forbidden | OutboundError::Client => Reason::UpstreamRequestRefused,
        }
        .into()
    }
}
