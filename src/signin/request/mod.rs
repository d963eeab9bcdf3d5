//! Step 1, *request*: is this an authorization request that one of our applications may make?
//!
//! `client_id=records&redirect_uri=https://records.example/cb&response_type=code&scope=openid&code_challenge=…` becomes an
//! [`AuthorizationRequest`]. Nothing is answered to an address before it is known to be the application's own: only this
//! file can make a [`TrustedRedirect`] (RFC 9700, 4.11).

#[cfg(test)]
pub(crate) mod tests;

use serde::{Deserialize, Serialize};
use url::Url;

use super::asked::{self, Asked};
use super::parameters::Parameters;
use super::reply::{self, Reply, ResponseMode};
use super::request_error::{OAuthError, PageError, RequestError};
use crate::domain::application::{Application, ClientAuthentication};
use crate::domain::id::ApplicationId;
use crate::signin::dpop::is_thumbprint;

/// The most characters that an application may have carried for it. The whole request travels in a cookie.
const LONGEST_STATE: usize = 1024;
const LONGEST_NONCE: usize = 512;
const LONGEST_REDIRECT_URI: usize = 512;
/// All of that together, with what else may be long: resource servers are seldom named where the rest is as long as it may be.
const LONGEST_TOGETHER: usize = LONGEST_STATE + LONGEST_NONCE + LONGEST_REDIRECT_URI;

/// The longest address in a `login_hint` (RFC 5321, 4.5.3.1.3), and the longest slug of an organization.
pub(super) const LONGEST_HINT: usize = 254;
pub(super) const LONGEST_SLUG: usize = 64;

/// The scopes that mean something here (OpenID Connect Core, 5.4 and 11).
pub const SCOPES: [&str; 5] = ["openid", "profile", "email", "roles", "offline_access"];

/// A request that an application may make.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuthorizationRequest {
    /// The application.
    pub application_id: ApplicationId,
    /// Where the answer goes.
    pub redirect: TrustedRedirect,
    /// The scopes granted, separated by spaces: those asked for that exist and that the application may have.
    pub scope: String,
    /// Comes back in the ID token.
    pub nonce: Option<String>,
    /// PKCE, S256; none where the application may do without and does.
    pub code_challenge: Option<String>,
    /// What the application wants shown.
    pub prompt: Prompt,
    /// The greatest age of the proof that the application accepts, in seconds.
    pub max_age: Option<i64>,
    /// Whom the application expects, if it knows.
    pub login_hint: Option<String>,
    /// The slug of the organization that the application knows the person to be of.
    pub organization: Option<String>,
    /// The languages that the application asks for, best first.
    pub ui_locales: Option<String>,
    /// What it asks of the proof and of the tokens.
    pub asked: Asked,
    /// The resource servers that access tokens are to be for (RFC 8707, 2.1).
    pub resources: Vec<String>,
    /// The thumbprint of the key that the code is bound to (RFC 9449, 10).
    pub dpop_jkt: Option<String>,
}

/// What the application wants shown to the person (OpenID Connect Core, 3.1.2.1).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Prompt {
    /// Whatever is needed.
    #[default]
    AsNeeded,
    /// Nothing at all.
    None,
    /// The person proves again who they are.
    Login,
    /// The person chooses an account.
    SelectAccount,
}

/// An address that is known to be the application's own. Only this file makes one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrustedRedirect {
    uri: String,
    state: Option<String>,
    mode: ResponseMode,
}

impl TrustedRedirect {
    /// The redirect URI itself.
    pub fn uri(&self) -> &str {
        &self.uri
    }

    /// The way back with a code.
    pub fn with_code(&self, code: &str, issuer: &str) -> Reply {
        self.with(&[("code", code)], issuer)
    }

    /// The way back with an error (RFC 6749, 4.1.2.1).
    pub fn with_error(&self, error: OAuthError, issuer: &str) -> Reply {
        self.with(&[("error", error.code()), ("error_description", error.description())], issuer)
    }

    /// `iss` goes with every answer, errors too, against mix-up (RFC 9207, 2).
    fn with(&self, answer: &[(&'static str, &str)], issuer: &str) -> Reply {
        let state = self.state.as_deref().map(|state| ("state", state));
        let fields = answer.iter().copied().chain(state).chain([("iss", issuer)]);
        Reply::new(self.mode, &self.uri, fields.map(|(name, value)| (name, value.to_owned())).collect())
    }

    /// The origin that a form of ours is redirected to in the end, for `form-action`.
    pub fn origin(&self) -> String {
        reply::origin(&self.uri)
    }
}

/// Whether `application` may make this request.
pub fn check(application: Option<&Application>, parameters: &Parameters) -> Result<AuthorizationRequest, RequestError> {
    let application = application.ok_or(RequestError::Page(match parameters.get("client_id") {
        Some(_) => PageError::UnknownApplication,
        None => PageError::Malformed,
    }))?;
    let redirect = trust(application, parameters).map_err(RequestError::Page)?;
    let refuse = |error| RequestError::Redirect { to: redirect.clone(), error };

    if parameters.repeated() {
        return Err(refuse(OAuthError::RepeatedParameter));
    }
    supported(parameters).map_err(refuse)?;
    let code_challenge = code_challenge(application, parameters).map_err(refuse)?;
    let scope = scope(application, parameters).map_err(refuse)?;
    let prompt = prompt(parameters).map_err(refuse)?;
    let max_age = match parameters.get("max_age").map(str::parse::<u32>) {
        None => None,
        Some(Ok(seconds)) => Some(i64::from(seconds)),
        Some(Err(_)) => return Err(refuse(OAuthError::MaxAge)),
    };
    let asked = asked::read(parameters).map_err(refuse)?;
    let resources = resources(application, parameters).map_err(refuse)?;
    let dpop_jkt = match parameters.get("dpop_jkt") {
        Some(jkt) if !is_thumbprint(jkt) => return Err(refuse(OAuthError::DpopJkt)),
        jkt => jkt.map(str::to_owned),
    };
    let bounded = |name, most| match parameters.get(name) {
        Some(text) if text.len() > most => Err(refuse(OAuthError::TooLong)),
        text => Ok(text.map(str::to_owned)),
    };
    let nonce = bounded("nonce", LONGEST_NONCE)?;
    let carried = [Some(&redirect.uri), redirect.state.as_ref(), nonce.as_ref(), dpop_jkt.as_ref()];
    let carried = carried.into_iter().flatten().chain(&resources).map(String::len).sum::<usize>();
    if carried > LONGEST_TOGETHER {
        return Err(refuse(OAuthError::TooLong));
    }
    // Hints are only hints: one that is too long to be an address or a slug is forgotten, not refused.
    let hint = |name, most| parameters.get(name).filter(|text| text.len() <= most).map(str::to_owned);
    Ok(AuthorizationRequest {
        application_id: application.id,
        scope,
        nonce,
        code_challenge,
        prompt,
        max_age,
        login_hint: hint("login_hint", LONGEST_HINT),
        organization: hint("organization", LONGEST_SLUG),
        ui_locales: hint("ui_locales", 64),
        asked,
        resources,
        dpop_jkt,
        redirect,
    })
}

/// The request that a device without a browser makes through the person who types its code. The answer goes to a page of ours, and
/// the challenge's verifier stays in that person's browser.
pub fn for_device(
    application: &Application,
    scope: &str,
    code_challenge: String,
    issuer: &str,
) -> AuthorizationRequest {
    let code_challenge = Some(code_challenge);
    AuthorizationRequest { code_challenge, ..ours(application.id, scope, device_callback(issuer)) }
}

/// The request of a test sign-in. Nothing is ever answered to it.
pub fn for_test(application_id: ApplicationId, issuer: &str) -> AuthorizationRequest {
    ours(application_id, "openid", format!("{issuer}/setup/test-sign-in"))
}

/// A request that asks for nothing in particular, and is answered to a page of ours.
fn ours(application_id: ApplicationId, scope: &str, uri: String) -> AuthorizationRequest {
    AuthorizationRequest {
        application_id,
        redirect: TrustedRedirect { uri, state: None, mode: ResponseMode::Query },
        scope: scope.to_owned(),
        nonce: None,
        code_challenge: None,
        prompt: Prompt::AsNeeded,
        max_age: None,
        login_hint: None,
        organization: None,
        ui_locales: None,
        asked: Asked::default(),
        resources: Vec::new(),
        dpop_jkt: None,
    }
}

/// Where a person comes back to who signs in for a device.
pub fn device_callback(issuer: &str) -> String {
    format!("{issuer}/device/callback")
}

/// Compares the redirect URI with the registered ones: exactly (RFC 9700, 2.1), a native app's loopback port aside
/// (RFC 8252, 7.3). A parameter sent twice cannot be trusted to mean the one that was compared.
pub(super) fn trust(application: &Application, parameters: &Parameters) -> Result<TrustedRedirect, PageError> {
    if ["client_id", "redirect_uri", "state"].into_iter().any(|name| parameters.times(name) > 1) {
        return Err(PageError::Malformed);
    }
    // How it is answered is settled before what is wrong with the rest, so that errors come by the way that was asked for.
    let mode = parameters.get("response_mode").and_then(ResponseMode::from_name).unwrap_or_default();
    let uri = parameters.get("redirect_uri").ok_or(PageError::RedirectUri)?;
    let native = application.authentication == ClientAuthentication::None;
    let registered = application
        .redirect_uris
        .iter()
        .any(|registered| registered == uri || (native && same_but_for_loopback_port(registered, uri)));
    let state = parameters.get("state").map(str::to_owned);
    if !registered || uri.len() > LONGEST_REDIRECT_URI {
        return Err(PageError::RedirectUri);
    }
    if state.as_ref().is_some_and(|state| state.len() > LONGEST_STATE) {
        return Err(PageError::Malformed);
    }
    let mode = if mode.reaches(uri) { mode } else { ResponseMode::Query };
    Ok(TrustedRedirect { uri: uri.to_owned(), state, mode })
}

fn same_but_for_loopback_port(registered: &str, sent: &str) -> bool {
    let (Ok(registered), Ok(sent_url)) = (Url::parse(registered), Url::parse(sent)) else {
        return false;
    };
    // The literal addresses only: `localhost` may be made to resolve elsewhere (RFC 8252, 8.3).
    let loopback = matches!(registered.host_str(), Some("127.0.0.1" | "[::1]"));
    let plain = sent_url.username().is_empty() && sent_url.password().is_none() && sent_url.fragment().is_none();
    loopback
        && plain
        && registered.scheme() == "http"
        && sent_url.scheme() == "http"
        && registered.host_str() == sent_url.host_str()
        && registered.path() == sent_url.path()
        && registered.query() == sent_url.query()
}

fn supported(parameters: &Parameters) -> Result<(), OAuthError> {
    for (name, error) in [
        ("request", OAuthError::RequestObject),
        ("request_uri", OAuthError::RequestUri),
        ("registration", OAuthError::Registration),
    ] {
        if parameters.get(name).is_some() {
            return Err(error);
        }
    }
    match parameters.get("response_type") {
        None => return Err(OAuthError::NoResponseType),
        Some("code") => {}
        Some(_) => return Err(OAuthError::ResponseType),
    }
    let uri = parameters.get("redirect_uri").unwrap_or_default();
    match parameters.get("response_mode").map(ResponseMode::from_name) {
        Some(None) => Err(OAuthError::ResponseMode),
        Some(Some(mode)) if !mode.reaches(uri) => Err(OAuthError::ResponseMode),
        None | Some(Some(_)) => Ok(()),
    }
}

/// PKCE. An application that may do without shows by its nonce that the code was made for it (RFC 9700, 2.1.1), and so sends one; what
/// it sends of PKCE is held to as with any other.
fn code_challenge(application: &Application, parameters: &Parameters) -> Result<Option<String>, OAuthError> {
    let Some(challenge) = parameters.get("code_challenge") else {
        let public = application.authentication == ClientAuthentication::None;
        if public || !application.protocol.pkce_optional || parameters.get("code_challenge_method").is_some() {
            return Err(OAuthError::NoCodeChallenge);
        }
        return if parameters.get("nonce").is_some() { Ok(None) } else { Err(OAuthError::NoNonce) };
    };
    // Absent means `plain` (RFC 7636, 4.3), which protects nothing once the request has leaked.
    if parameters.get("code_challenge_method") != Some("S256") {
        return Err(OAuthError::CodeChallengeMethod);
    }
    let base64url = challenge.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
    if challenge.len() == 43 && base64url { Ok(Some(challenge.to_owned())) } else { Err(OAuthError::CodeChallenge) }
}

/// Of the scopes asked for, those that exist here and that the application may have (RFC 6749, 3.3).
pub fn scope(application: &Application, parameters: &Parameters) -> Result<String, OAuthError> {
    let asked: Vec<&str> = parameters.get("scope").unwrap_or_default().split(' ').collect();
    if !asked.contains(&"openid") {
        return Err(OAuthError::Scope);
    }
    let granted = SCOPES
        .into_iter()
        .filter(|scope| asked.contains(scope) && (*scope != "offline_access" || application.refresh_tokens));
    Ok(granted.collect::<Vec<_>>().join(" "))
}

/// The resource servers asked for, each once, if the application may have tokens for all of them.
fn resources(application: &Application, parameters: &Parameters) -> Result<Vec<String>, OAuthError> {
    let mut resources: Vec<String> = Vec::new();
    for asked in parameters.resources() {
        if !application.protocol.resources.iter().any(|registered| registered == asked) {
            return Err(OAuthError::Target);
        }
        if resources.iter().all(|known| known != asked) {
            resources.push(asked.to_owned());
        }
    }
    Ok(resources)
}

fn prompt(parameters: &Parameters) -> Result<Prompt, OAuthError> {
    let text = parameters.get("prompt").unwrap_or_default();
    let values: Vec<&str> = text.split(' ').filter(|value| !value.is_empty()).collect();
    let known = |value: &&str| matches!(*value, "none" | "login" | "consent" | "select_account");
    if !values.iter().all(known) || (values.contains(&"none") && values.len() > 1) {
        return Err(OAuthError::Prompt);
    }
    // No proof is as fresh as that but one that is made now (OpenID Connect Core, 3.1.2.1: the same as `login`).
    let anew = parameters.get("max_age").and_then(|most| most.parse().ok()) == Some(0_u32);
    // `login` is the stricter of the two; first-party apps ask no consent.
    Ok(if values.contains(&"none") {
        Prompt::None
    } else if anew || values.contains(&"login") {
        Prompt::Login
    } else if values.contains(&"select_account") {
        Prompt::SelectAccount
    } else {
        Prompt::AsNeeded
    })
}
