//! The exchange of a code for an ID token. Nothing else of the answer is kept.

use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use openidconnect::core::{
    CoreAuthDisplay, CoreAuthPrompt, CoreGenderClaim, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm,
    CoreRevocableToken, CoreRevocationErrorResponse, CoreTokenIntrospectionResponse, CoreTokenType,
};
use openidconnect::{
    AccessToken, AuthType, AuthorizationCode, Client, ClientId, ClientSecret, EmptyAdditionalClaims, EndpointNotSet,
    IdToken, IssuerUrl, OAuth2TokenResponse, PkceCodeVerifier, RedirectUrl, RefreshToken, RequestTokenError, Scope,
    TokenResponse, TokenUrl,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::aadsts::{EntraError, ErrorBody};
use super::credential::{ASSERTION_TYPE, Ourselves, ReadyCredential, assertion};
use super::entra::EntraProvider;
use super::jwk::{EntraKey, EntraKeys};
use super::outbound::{LARGEST_TOKENS, OutboundError};
use super::{Upstream, UpstreamError};
use crate::domain::reason::Reason;

/// An ID token as it came. All it gives away before it is verified is which key and directory to verify it with.
#[derive(Deserialize)]
#[serde(transparent)]
pub struct UnverifiedIdToken(String);

/// What a token's header says (RFC 7515, 4.1). The sender chose it: a reason to refuse, never one to believe.
#[derive(Deserialize)]
pub(crate) struct JoseHeader {
    pub(crate) alg: String,
    pub(crate) kid: Option<String>,
}

impl UnverifiedIdToken {
    /// The token itself, for the verifier.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The key that it says it is signed with.
    pub fn kid(&self) -> Option<String> {
        self.header()?.kid
    }

    /// The directory that it says it comes from.
    pub fn tid(&self) -> Option<Uuid> {
        #[derive(Deserialize)]
        struct Claims {
            tid: Uuid,
        }
        Some(self.part::<Claims>(1)?.tid)
    }

    pub(crate) fn header(&self) -> Option<JoseHeader> {
        self.part(0)
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

impl fmt::Debug for UnverifiedIdToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("UnverifiedIdToken(…)")
    }
}

/// A successful answer (OpenID Connect Core, 3.1.3.3). The ID token stays a text, so that it is read in one place only,
/// which verifies it; the access token is dropped with the answer.
#[derive(Debug, Serialize, Deserialize)]
struct Tokens {
    #[serde(skip_serializing)]
    access_token: AccessToken,
    #[serde(skip_serializing)]
    id_token: UnverifiedIdToken,
}

impl OAuth2TokenResponse for Tokens {
    type TokenType = CoreTokenType;

    fn access_token(&self) -> &AccessToken {
        &self.access_token
    }

    fn token_type(&self) -> &CoreTokenType {
        &CoreTokenType::Bearer
    }

    fn expires_in(&self) -> Option<Duration> {
        None
    }

    fn refresh_token(&self) -> Option<&RefreshToken> {
        None
    }

    fn scopes(&self) -> Option<&Vec<Scope>> {
        None
    }
}

type AnyIdToken =
    IdToken<EmptyAdditionalClaims, CoreGenderClaim, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm>;

impl TokenResponse<EmptyAdditionalClaims, CoreGenderClaim, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm>
    for Tokens
{
    fn id_token(&self) -> Option<&AnyIdToken> {
        None
    }
}

/// Our side of a registration, as `openidconnect` sees it.
type EntraClient = Client<
    EmptyAdditionalClaims,
    CoreAuthDisplay,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    EntraKey,
    CoreAuthPrompt,
    ErrorBody,
    Tokens,
    CoreTokenIntrospectionResponse,
    CoreRevocableToken,
    CoreRevocationErrorResponse,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
>;

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
    /// Redeems a code for an ID token. The answer is believed in nothing: the token is still to be verified.
    pub async fn redeem(
        &self,
        provider: &EntraProvider,
        credential: &ReadyCredential,
        redemption: Redemption<'_>,
        ourselves: Ourselves<'_>,
        now: DateTime<Utc>,
    ) -> Result<UnverifiedIdToken, UpstreamError> {
        let refused = || UpstreamError::from(Reason::UpstreamRequestRefused);
        let endpoint = provider.token_endpoint();
        let assertion = assertion(credential, provider.client_id(), &endpoint, ourselves, now)?;
        let issuer = IssuerUrl::from_url(provider.authority().clone());
        let redirect_uri = RedirectUrl::new(redemption.redirect_uri.to_owned()).map_err(|_| refused())?;
        let mut client = EntraClient::new(ClientId::new(provider.client_id().to_owned()), issuer, EntraKeys::default())
            .set_token_uri(TokenUrl::new(endpoint).map_err(|_| refused())?)
            .set_auth_type(AuthType::RequestBody);
        if let ReadyCredential::ClientSecret(secret) = credential {
            client = client.set_client_secret(ClientSecret::new(secret.expose().to_owned()));
        }
        let mut request = client
            .exchange_code(AuthorizationCode::new(redemption.code.to_owned()))
            .set_pkce_verifier(PkceCodeVerifier::new(redemption.verifier.to_owned()))
            .set_redirect_uri(Cow::Owned(redirect_uri));
        if let Some(assertion) = assertion {
            request = request
                .add_extra_param("client_assertion_type", ASSERTION_TYPE)
                .add_extra_param("client_assertion", assertion);
        }
        let within = self.outbound.within(provider.authority(), LARGEST_TOKENS);
        let tokens = request.request_async(&within).await?;
        Ok(tokens.id_token)
    }
}

impl From<RequestTokenError<OutboundError, ErrorBody>> for UpstreamError {
    /// The library's error may hold the body: it ends here, and is not logged.
    fn from(error: RequestTokenError<OutboundError, ErrorBody>) -> Self {
        match error {
            RequestTokenError::Request(error) => error.into(),
            RequestTokenError::ServerResponse(body) => match EntraError::from_body(&body) {
                Some(entra) => Self { reason: entra.reason(), entra: Some(Box::new(entra)) },
                None => Reason::UpstreamAnswerInvalid.into(),
            },
            RequestTokenError::Parse(..) | RequestTokenError::Other(_) => Reason::UpstreamAnswerInvalid.into(),
        }
    }
}

impl From<OutboundError> for UpstreamError {
    fn from(error: OutboundError) -> Self {
        match error {
            OutboundError::Connect | OutboundError::Timeout | OutboundError::Broken => Reason::UpstreamUnreachable,
            OutboundError::Unavailable => Reason::UpstreamUnavailable,
            OutboundError::TooLarge => Reason::UpstreamAnswerInvalid,
            OutboundError::Forbidden | OutboundError::Client => Reason::UpstreamRequestRefused,
        }
        .into()
    }
}
