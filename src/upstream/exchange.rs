//! The exchange of a code, or of a refresh token, for an ID token. Of the answer nothing is kept besides but the refresh token, where
//! one was asked for.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use http::StatusCode;
use openidconnect::core::{
    CoreAuthDisplay, CoreAuthPrompt, CoreGenderClaim, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm,
    CoreRevocableToken, CoreRevocationErrorResponse, CoreTokenIntrospectionResponse, CoreTokenType,
};
use openidconnect::{
    AccessToken, AuthType, AuthorizationCode, Client, ClientId, ClientSecret, EmptyAdditionalClaims, EndpointNotSet,
    EndpointSet, IdToken, IssuerUrl, OAuth2TokenResponse, PkceCodeVerifier, RedirectUrl, RefreshToken,
    RequestTokenError, Scope, TokenResponse, TokenUrl,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::aadsts::{EntraError, ErrorBody};
use super::credential::{ASSERTION_TYPE, Ourselves, ReadyCredential, assertion};
use super::entra::SCOPE_TO_ASK_AGAIN;
use super::jwk::{EntraKey, EntraKeys};
use super::outbound::{LARGEST_TOKENS, OutboundError, Within};
use super::provider::{Provider, TokenEndpoint};
use super::{Upstream, UpstreamError};
use crate::domain::connection::Cloud;
use crate::domain::reason::Reason;
use crate::domain::secret::Secret;
use crate::keys::random;

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

/// A successful answer (OpenID Connect Core, 3.1.3.3 and 12.2). The ID token stays a text, so that it is read in one place only,
/// which verifies it; the access token is dropped with the answer.
#[derive(Debug, Serialize, Deserialize)]
#[expect(clippy::struct_field_names, reason = "the protocol's names")]
struct Tokens {
    #[serde(skip_serializing)]
    access_token: AccessToken,
    #[serde(default, skip_serializing)]
    id_token: Option<UnverifiedIdToken>,
    #[serde(default, skip_serializing)]
    refresh_token: Option<RefreshToken>,
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
        self.refresh_token.as_ref()
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
type OurClient<Token = EndpointNotSet> = Client<
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
    Token,
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

/// What a code brought.
#[derive(Debug)]
pub struct Redeemed {
    /// Who came; still to be verified.
    pub id_token: UnverifiedIdToken,
    /// What the provider can be asked with again, where that was asked for and it gives one.
    pub refresh_token: Option<Secret>,
}

/// What a refresh token brought: the provider stands for the account.
#[derive(Debug)]
pub struct Refreshed {
    /// Of whom; still to be verified. It need not be said (OpenID Connect Core, 12.2).
    pub id_token: Option<UnverifiedIdToken>,
    /// What is asked with next, where that is another one.
    pub refresh_token: Option<Secret>,
}

impl Upstream {
    /// Redeems a code for an ID token. The answer is believed in nothing: the token is still to be verified.
    pub async fn redeem(
        self: &Arc<Self>,
        provider: &Provider,
        credential: &ReadyCredential,
        redemption: Redemption<'_>,
        ourselves: Ourselves<'_>,
        now: DateTime<Utc>,
    ) -> Result<Redeemed, UpstreamError> {
        let endpoint = self.token_endpoint(provider, now).await?;
        let within = self.outbound.within(&endpoint.origin, LARGEST_TOKENS);
        let asking = Asking { provider, endpoint: &endpoint, credential, ourselves, now };
        let Tokens { id_token, refresh_token, .. } = asking.tokens_for(redemption, &within).await?;
        let id_token = id_token.ok_or(Reason::UpstreamAnswerInvalid)?;
        Ok(Redeemed { id_token, refresh_token: refresh_token.as_ref().map(secret) })
    }

    /// Redeems a code that nobody was ever given: what is said of that, and by which status. A client is authenticated before its code
    /// is looked at (RFC 6749, 3.2.1 and 5.2), so that this tells whether it was.
    pub(super) async fn redeem_nothing(
        self: &Arc<Self>,
        provider: &Provider,
        credential: &ReadyCredential,
        redirect_uri: &str,
        ourselves: Ourselves<'_>,
        now: DateTime<Utc>,
    ) -> Result<(UpstreamError, Option<StatusCode>), UpstreamError> {
        let endpoint = self.token_endpoint(provider, now).await?;
        let within = self.outbound.within(&endpoint.origin, LARGEST_TOKENS);
        let asking = Asking { provider, endpoint: &endpoint, credential, ourselves, now };
        let [code, verifier] = [random::token(), random::token()];
        let redemption = Redemption { code: code.expose(), verifier: verifier.expose(), redirect_uri };
        match asking.tokens_for(redemption, &within).await {
            // Whoever gives tokens for this proves nothing by anything.
            Ok(_) => Err(Reason::UpstreamAnswerInvalid.into()),
            Err(error) => Ok((error, within.status())),
        }
    }

    /// A token of our own for Microsoft Graph in the provider's directory (RFC 6749, 4.4): it may what the directory has granted the
    /// registration, and nothing in the name of a person.
    pub async fn app_token(
        self: &Arc<Self>,
        provider: &Provider,
        cloud: Cloud,
        credential: &ReadyCredential,
        ourselves: Ourselves<'_>,
        now: DateTime<Utc>,
    ) -> Result<Secret, UpstreamError> {
        let endpoint = self.token_endpoint(provider, now).await?;
        let client = client(provider, &endpoint, credential)?;
        // The name of the resource, wherever a stand-in is reached.
        let scope = Scope::new(format!("{}/.default", cloud.graph()));
        let mut request = client.exchange_client_credentials().add_scope(scope);
        if let Some(assertion) = assertion(credential, provider.client_id(), &endpoint.uri, ourselves, now)? {
            request = request
                .add_extra_param("client_assertion_type", ASSERTION_TYPE)
                .add_extra_param("client_assertion", assertion);
        }
        let within = self.outbound.within(&endpoint.origin, LARGEST_TOKENS);
        let Tokens { access_token, .. } = request.request_async(&within).await?;
        Ok(Secret::new(access_token.into_secret()))
    }

    /// Asks the provider with a refresh token whether it still stands for the account (RFC 6749, 6).
    pub async fn refresh(
        self: &Arc<Self>,
        provider: &Provider,
        credential: &ReadyCredential,
        refresh_token: &Secret,
        ourselves: Ourselves<'_>,
        now: DateTime<Utc>,
    ) -> Result<Refreshed, UpstreamError> {
        let endpoint = self.token_endpoint(provider, now).await?;
        let client = client(provider, &endpoint, credential)?;
        let used = RefreshToken::new(refresh_token.expose().to_owned());
        let mut request = client.exchange_refresh_token(&used).add_scope(Scope::new(SCOPE_TO_ASK_AGAIN.to_owned()));
        if let Some(assertion) = assertion(credential, provider.client_id(), &endpoint.uri, ourselves, now)? {
            request = request
                .add_extra_param("client_assertion_type", ASSERTION_TYPE)
                .add_extra_param("client_assertion", assertion);
        }
        let within = self.outbound.within(&endpoint.origin, LARGEST_TOKENS);
        let Tokens { id_token, refresh_token, .. } = request.request_async(&within).await?;
        Ok(Refreshed { id_token, refresh_token: refresh_token.as_ref().map(secret) })
    }
}

/// Who asks a token endpoint, and by what they prove themselves.
struct Asking<'a> {
    provider: &'a Provider,
    endpoint: &'a TokenEndpoint<'a>,
    credential: &'a ReadyCredential,
    ourselves: Ourselves<'a>,
    now: DateTime<Utc>,
}

impl Asking<'_> {
    async fn tokens_for(&self, redemption: Redemption<'_>, within: &Within<'_>) -> Result<Tokens, UpstreamError> {
        let Self { provider, endpoint, credential, ourselves, now } = *self;
        let client = client(provider, endpoint, credential)?;
        let redirect_uri = RedirectUrl::new(redemption.redirect_uri.to_owned()).map_err(|_| refused())?;
        let mut request = client
            .exchange_code(AuthorizationCode::new(redemption.code.to_owned()))
            .set_pkce_verifier(PkceCodeVerifier::new(redemption.verifier.to_owned()))
            .set_redirect_uri(Cow::Owned(redirect_uri));
        if let Some(assertion) = assertion(credential, provider.client_id(), &endpoint.uri, ourselves, now)? {
            request = request
                .add_extra_param("client_assertion_type", ASSERTION_TYPE)
                .add_extra_param("client_assertion", assertion);
        }
        Ok(request.request_async(within).await?)
    }
}

fn refused() -> UpstreamError {
    Reason::UpstreamRequestRefused.into()
}

fn secret(token: &RefreshToken) -> Secret {
    Secret::new(token.secret().clone())
}

/// Our side of a registration, ready to ask the token endpoint.
fn client(
    provider: &Provider,
    endpoint: &TokenEndpoint<'_>,
    credential: &ReadyCredential,
) -> Result<OurClient<EndpointSet>, UpstreamError> {
    // The library wants an issuer, and does nothing with it here: tokens are verified elsewhere.
    let issuer = IssuerUrl::from_url(endpoint.origin.as_ref().clone());
    let client = OurClient::new(ClientId::new(provider.client_id().to_owned()), issuer, EntraKeys::default())
        .set_token_uri(TokenUrl::new(endpoint.uri.clone()).map_err(|_| refused())?)
        .set_auth_type(if endpoint.basic { AuthType::BasicAuth } else { AuthType::RequestBody });
    Ok(match credential {
        ReadyCredential::ClientSecret(secret) => {
            client.set_client_secret(ClientSecret::new(secret.expose().to_owned()))
        }
        _ => client,
    })
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
