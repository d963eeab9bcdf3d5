//! The app as a client of the broker: nothing but a stock OpenID Connect library, told the broker's address.

use anyhow::{Context, ensure};
use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{DecodingKey, Validation};
use openidconnect::core::{
    CoreAuthDisplay, CoreAuthPrompt, CoreErrorResponseType, CoreGenderClaim, CoreJsonWebKey,
    CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm, CoreResponseType, CoreRevocableToken,
    CoreRevocationErrorResponse, CoreTokenIntrospectionResponse, CoreTokenType,
};
use openidconnect::{
    AdditionalClaims, AuthenticationFlow, AuthorizationCode, Client, ClientId, ClientSecret, CsrfToken,
    EmptyExtraTokenFields, EndSessionUrl, EndpointMaybeSet, EndpointNotSet, EndpointSet, HttpRequest, HttpResponse,
    IdTokenFields, IssuerUrl, LoginHint, Nonce, PkceCodeChallenge, PkceCodeVerifier, ProviderMetadataWithLogout,
    RedirectUrl, Scope, StandardErrorResponse, StandardTokenResponse,
};
use serde::{Deserialize, Serialize};
use url::Url;

/// What the broker's ID tokens say beyond the standard's claims.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Claims {
    pub organization: Option<String>,
    pub sid: Option<String>,
    #[serde(default)]
    pub roles: Vec<String>,
    pub sign_in_method: Option<String>,
}

impl AdditionalClaims for Claims {}

type Fields = IdTokenFields<
    Claims,
    EmptyExtraTokenFields,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJwsSigningAlgorithm,
>;
type Library = Client<
    Claims,
    CoreAuthDisplay,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJsonWebKey,
    CoreAuthPrompt,
    StandardErrorResponse<CoreErrorResponseType>,
    StandardTokenResponse<Fields, CoreTokenType>,
    CoreTokenIntrospectionResponse,
    CoreRevocableToken,
    CoreRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// A client that has read the broker's configuration.
pub struct OidcClient {
    library: Library,
    issuer: String,
    client_id: String,
    end_session: EndSessionUrl,
    jwks: Url,
    http: reqwest::Client,
}

/// Somebody who has signed in.
pub struct Arrived {
    /// What the ID token says.
    pub claims: serde_json::Value,
    /// The ID token itself: what the app shows when they sign out.
    pub id_token: String,
}

/// What must be known again when the person comes back.
pub struct Attempt {
    state: CsrfToken,
    nonce: Nonce,
    verifier: PkceCodeVerifier,
}

/// How the person is to be met.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Prompt {
    /// An open session will do.
    #[default]
    None,
    /// They prove anew who they are.
    Login,
    /// They choose an account.
    SelectAccount,
}

/// What the person brings back in the query (RFC 6749, 4.1.2; RFC 9207, 2).
#[derive(Debug, Deserialize)]
pub struct Answer {
    pub state: Option<String>,
    pub iss: Option<String>,
    pub code: Option<String>,
    pub error: Option<String>,
}

impl OidcClient {
    /// Reads the broker's configuration and keys.
    pub async fn discover(
        http: reqwest::Client,
        issuer: &str,
        client_id: &str,
        secret: &str,
        redirect_uri: String,
    ) -> anyhow::Result<Self> {
        let issuer_url = IssuerUrl::new(issuer.to_owned())?;
        let metadata =
            ProviderMetadataWithLogout::discover_async(issuer_url, &|request| send(http.clone(), request)).await;
        let metadata = metadata.context("the broker's configuration")?;
        let end_session = metadata.additional_metadata().end_session_endpoint.clone();
        let end_session = end_session.context("the broker has no end_session_endpoint")?;
        let jwks = metadata.jwks_uri().url().clone();
        let secret = ClientSecret::new(secret.to_owned());
        let library = Library::from_provider_metadata(metadata, ClientId::new(client_id.to_owned()), Some(secret))
            .set_redirect_uri(RedirectUrl::new(redirect_uri)?);
        Ok(Self { library, issuer: issuer.to_owned(), client_id: client_id.to_owned(), end_session, jwks, http })
    }

    /// Where to send the person.
    pub fn leave(&self, login_hint: Option<String>, prompt: Prompt) -> (Url, Attempt) {
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let flow = AuthenticationFlow::<CoreResponseType>::AuthorizationCode;
        let mut request = self
            .library
            .authorize_url(flow, CsrfToken::new_random, Nonce::new_random)
            .add_scopes(["profile", "email", "roles"].map(|scope| Scope::new(scope.to_owned())))
            .set_pkce_challenge(challenge);
        if let Some(hint) = login_hint {
            request = request.set_login_hint(LoginHint::new(hint));
        }
        request = match prompt {
            Prompt::None => request,
            Prompt::Login => request.add_prompt(CoreAuthPrompt::Login),
            Prompt::SelectAccount => request.add_prompt(CoreAuthPrompt::SelectAccount),
        };
        let (url, state, nonce) = request.url();
        (url, Attempt { state, nonce, verifier })
    }

    /// Where to send whoever signs out (RP-Initiated Logout, 2), and where they come back to.
    pub fn leave_for_good(&self, id_token: &str, back_to: &str) -> Url {
        let mut url = self.end_session.url().clone();
        url.query_pairs_mut().append_pair("id_token_hint", id_token).append_pair("post_logout_redirect_uri", back_to);
        url
    }

    /// Which session is over, by a logout token that is good (Back-Channel Logout, 2.6).
    pub async fn ended_session(&self, logout_token: &str) -> anyhow::Result<String> {
        #[derive(Deserialize)]
        struct LogoutToken {
            sid: String,
            events: serde_json::Map<String, serde_json::Value>,
            nonce: Option<serde_json::Value>,
        }
        let header = jsonwebtoken::decode_header(logout_token)?;
        ensure!(header.typ.as_deref() == Some("logout+jwt"), "this is another token");
        let keys: JwkSet = serde_json::from_slice(&self.http.get(self.jwks.clone()).send().await?.bytes().await?)?;
        let key = header.kid.as_deref().and_then(|kid| keys.find(kid)).context("nobody knows its key")?;
        let algorithm = key.common.key_algorithm.context("its key has no algorithm")?.to_string().parse()?;
        let mut validation = Validation::new(algorithm);
        validation.set_issuer(&[&self.issuer]);
        validation.set_audience(&[&self.client_id]);
        validation.set_required_spec_claims(&["exp", "iss", "aud"]);
        let said = jsonwebtoken::decode::<LogoutToken>(logout_token, &DecodingKey::from_jwk(key)?, &validation)?.claims;
        let event = "http://schemas.openid.net/event/backchannel-logout";
        ensure!(said.events.contains_key(event) && said.nonce.is_none(), "it tells of no logout");
        Ok(said.sid)
    }

    /// What the broker says of the person who came back; its ID token's claims, verified.
    pub async fn arrive(&self, attempt: Attempt, answer: Answer) -> anyhow::Result<Arrived> {
        ensure!(answer.state.as_ref() == Some(attempt.state.secret()), "the answer belongs to another attempt");
        ensure!(answer.iss.as_deref() == Some(&self.issuer), "the answer comes from somebody else (RFC 9207)");
        let code = answer.code.context("the answer has no code")?;
        let tokens = self
            .library
            .exchange_code(AuthorizationCode::new(code))?
            .set_pkce_verifier(attempt.verifier)
            .request_async(&|request| send(self.http.clone(), request))
            .await
            .context("the code was not redeemed")?;
        let id_token = tokens.extra_fields().id_token().context("there is no ID token")?;
        let claims =
            id_token.claims(&self.library.id_token_verifier(), &attempt.nonce).context("the ID token is bad")?;
        Ok(Arrived { claims: serde_json::to_value(claims)?, id_token: id_token.to_string() })
    }
}

/// Why the broker could not be asked.
#[derive(Debug, thiserror::Error)]
enum SendError {
    #[error(transparent)]
    Client(#[from] reqwest::Error),
    #[error(transparent)]
    Message(#[from] http::Error),
}

/// The library's messages by the HTTP client at hand.
async fn send(http: reqwest::Client, request: HttpRequest) -> Result<HttpResponse, SendError> {
    let response = http.execute(request.try_into()?).await?;
    let mut answer = http::Response::builder().status(response.status());
    for (name, value) in response.headers() {
        answer = answer.header(name, value);
    }
    Ok(answer.body(response.bytes().await?.to_vec())?)
}
