//! The app as a client of the broker: nothing but a stock OpenID Connect library, told the broker's address.

use anyhow::{Context, ensure};
use openidconnect::core::{
    CoreAuthDisplay, CoreAuthPrompt, CoreErrorResponseType, CoreGenderClaim, CoreJsonWebKey,
    CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm, CoreProviderMetadata, CoreResponseType,
    CoreRevocableToken, CoreRevocationErrorResponse, CoreTokenIntrospectionResponse, CoreTokenType,
};
use openidconnect::{
    AdditionalClaims, AuthenticationFlow, AuthorizationCode, Client, ClientId, ClientSecret, CsrfToken,
    EmptyExtraTokenFields, EndpointMaybeSet, EndpointNotSet, EndpointSet, HttpRequest, HttpResponse, IdTokenFields,
    IssuerUrl, LoginHint, Nonce, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, Scope, StandardErrorResponse,
    StandardTokenResponse,
};
use serde::{Deserialize, Serialize};
use url::Url;

/// What the broker's ID tokens say beyond the standard's claims.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Claims {
    pub organization: Option<String>,
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
    http: reqwest::Client,
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
        let metadata = CoreProviderMetadata::discover_async(issuer_url, &|request| send(http.clone(), request)).await;
        let metadata = metadata.context("the broker's configuration")?;
        let secret = ClientSecret::new(secret.to_owned());
        let library = Library::from_provider_metadata(metadata, ClientId::new(client_id.to_owned()), Some(secret))
            .set_redirect_uri(RedirectUrl::new(redirect_uri)?);
        Ok(Self { library, issuer: issuer.to_owned(), http })
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

    /// What the broker says of the person who came back; its ID token's claims, verified.
    pub async fn arrive(&self, attempt: Attempt, answer: Answer) -> anyhow::Result<serde_json::Value> {
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
        Ok(serde_json::to_value(claims)?)
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
