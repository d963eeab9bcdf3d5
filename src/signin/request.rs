//! Step 1, *request*: is this an authorization request that one of our applications may make?
//!
//! `client_id=records&redirect_uri=https://records.example/cb&response_type=code&scope=openid&code_challenge=…` becomes an
//! [`AuthorizationRequest`]. Nothing is answered to an address before it is known to be the application's own: only this
//! file can make a [`TrustedRedirect`] (RFC 9700, 4.11).

use serde::{Deserialize, Serialize};
use url::Url;

use crate::domain::application::{Application, ClientAuthentication};
use crate::domain::id::ApplicationId;

/// The most characters that an application may have carried for it. The whole request travels in a cookie.
const LONGEST_STATE: usize = 1024;
const LONGEST_NONCE: usize = 512;
const LONGEST_REDIRECT_URI: usize = 512;

/// More parameters than any request has. Each is compared with all before it.
const MOST_PARAMETERS: usize = 64;

/// The scopes that mean something here (OpenID Connect Core, 5.4 and 11).
pub const SCOPES: [&str; 5] = ["openid", "profile", "email", "roles", "offline_access"];

/// The parameters of an authorization request, each at most once (RFC 6749, 3.1). Unknown ones are ignored.
#[derive(Debug, Default)]
pub struct Parameters {
    pairs: Vec<(String, String)>,
    repeated: bool,
}

impl Parameters {
    /// Reads a query or form. An empty value counts as not sent (RFC 6749, 3.1).
    pub fn parse(encoded: &[u8]) -> Self {
        let mut parameters = Self::default();
        for (name, value) in url::form_urlencoded::parse(encoded).filter(|(_, value)| !value.is_empty()) {
            if parameters.pairs.len() == MOST_PARAMETERS {
                parameters.repeated = true;
                break;
            }
            parameters.repeated |= parameters.get(&name).is_some();
            parameters.pairs.push((name.into_owned(), value.into_owned()));
        }
        parameters
    }

    /// Whether a parameter was sent more than once, or there were so many that not all were looked at.
    pub const fn repeated(&self) -> bool {
        self.repeated
    }

    /// The value of a parameter.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

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
    /// PKCE, S256.
    pub code_challenge: String,
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
}

impl TrustedRedirect {
    /// The redirect URI itself.
    pub fn uri(&self) -> &str {
        &self.uri
    }

    /// The way back with a code.
    pub fn with_code(&self, code: &str, issuer: &str) -> String {
        self.with(&[("code", code)], issuer)
    }

    /// The way back with an error (RFC 6749, 4.1.2.1).
    pub fn with_error(&self, error: OAuthError, issuer: &str) -> String {
        self.with(&[("error", error.code()), ("error_description", error.description())], issuer)
    }

    /// `iss` goes with every answer, errors too, against mix-up (RFC 9207, 2).
    fn with(&self, answer: &[(&str, &str)], issuer: &str) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::with_capacity(256));
        query.extend_pairs(answer);
        if let Some(state) = &self.state {
            query.append_pair("state", state);
        }
        query.append_pair("iss", issuer);
        let separator = if self.uri.contains('?') { '&' } else { '?' };
        format!("{}{separator}{}", self.uri, query.finish())
    }

    /// The origin that a form of ours is redirected to in the end, for `form-action`.
    pub fn origin(&self) -> String {
        match Url::parse(&self.uri) {
            Ok(url) if url.has_host() => url.origin().ascii_serialization(),
            Ok(url) => format!("{}:", url.scheme()),
            Err(_) => String::new(),
        }
    }
}

/// Why a request is not answered as it asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RequestError {
    /// The address is not known to be the application's: a page for the person, and no redirect.
    Page(PageError),
    /// The application is told.
    Redirect {
        /// Where.
        to: TrustedRedirect,
        /// What.
        error: OAuthError,
    },
}

/// What is wrong before the address can be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageError {
    /// No `client_id`, or more than one of something.
    Malformed,
    /// No application has this `client_id`.
    UnknownApplication,
    /// The address is not one of the application's.
    RedirectUri,
}

macro_rules! oauth_errors {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $description:literal;)+) => {
        /// An error that an application is told of (RFC 6749, 4.1.2.1 and 5.2; OpenID Connect Core, 3.1.2.6).
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum OAuthError {
            $($(#[$doc])* $name,)+
        }

        impl OAuthError {
            /// The error code.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)+ }
            }

            /// A sentence for the application's developer.
            pub const fn description(self) -> &'static str {
                match self { $(Self::$name => $description,)+ }
            }
        }
    };
}

oauth_errors! {
    /// A parameter is sent twice.
    RepeatedParameter = "invalid_request", "a parameter is sent more than once";
    /// Too much to carry.
    TooLong = "invalid_request", "the nonce is too long";
    /// No `response_type`.
    NoResponseType = "invalid_request", "response_type is missing";
    /// Another flow.
    ResponseType = "unsupported_response_type", "response_type must be code";
    /// Another way of answering.
    ResponseMode = "invalid_request", "response_mode must be query";
    /// Not OpenID Connect.
    Scope = "invalid_scope", "scope must contain openid";
    /// No PKCE.
    NoCodeChallenge = "invalid_request", "code_challenge is missing: PKCE is required";
    /// Not S256.
    CodeChallengeMethod = "invalid_request", "code_challenge_method must be S256";
    /// No SHA-256.
    CodeChallenge = "invalid_request", "code_challenge must be 43 characters of base64url";
    /// A value that does not exist, or `none` with another.
    Prompt = "invalid_request", "prompt must be one of none, login, consent, select_account; none stands alone";
    /// No number.
    MaxAge = "invalid_request", "max_age must be a number of seconds";
    /// OpenID Connect Core, 6.1.
    RequestObject = "request_not_supported", "request objects are not supported";
    /// OpenID Connect Core, 6.2.
    RequestUri = "request_uri_not_supported", "request_uri is not supported";
    /// OpenID Connect Core, 7.2.1.
    Registration = "registration_not_supported", "the registration parameter is not supported";
    /// `prompt=none`, and the person must be asked.
    LoginRequired = "login_required", "the person must sign in";
    /// `prompt=none`, and the person must see something.
    InteractionRequired = "interaction_required", "the person must be shown something";
    /// The person was refused, or turned back.
    AccessDenied = "access_denied", "the person was not let in";
}

/// Whether `application` may make this request.
pub fn check(application: Option<&Application>, parameters: &Parameters) -> Result<AuthorizationRequest, RequestError> {
    let application = application.ok_or(RequestError::Page(match parameters.get("client_id") {
        Some(_) => PageError::UnknownApplication,
        None => PageError::Malformed,
    }))?;
    let redirect = trust(application, parameters).map_err(RequestError::Page)?;
    let refuse = |error| RequestError::Redirect { to: redirect.clone(), error };

    if parameters.repeated {
        return Err(refuse(OAuthError::RepeatedParameter));
    }
    supported(parameters).map_err(refuse)?;
    let code_challenge = code_challenge(parameters).map_err(refuse)?;
    let scope = scope(application, parameters).map_err(refuse)?;
    let prompt = prompt(parameters).map_err(refuse)?;
    let max_age = match parameters.get("max_age").map(str::parse::<u32>) {
        None => None,
        Some(Ok(seconds)) => Some(i64::from(seconds)),
        Some(Err(_)) => return Err(refuse(OAuthError::MaxAge)),
    };
    let bounded = |name, most| match parameters.get(name) {
        Some(text) if text.len() > most => Err(refuse(OAuthError::TooLong)),
        text => Ok(text.map(str::to_owned)),
    };
    // Hints are only hints: one that is too long to be an address or a slug is forgotten, not refused.
    let hint = |name, most| parameters.get(name).filter(|text| text.len() <= most).map(str::to_owned);
    Ok(AuthorizationRequest {
        application_id: application.id,
        scope,
        nonce: bounded("nonce", LONGEST_NONCE)?,
        code_challenge,
        prompt,
        max_age,
        login_hint: hint("login_hint", 254),
        organization: hint("organization", 64),
        ui_locales: hint("ui_locales", 64),
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
    AuthorizationRequest {
        application_id: application.id,
        redirect: TrustedRedirect { uri: device_callback(issuer), state: None },
        scope: scope.to_owned(),
        nonce: None,
        code_challenge,
        prompt: Prompt::AsNeeded,
        max_age: None,
        login_hint: None,
        organization: None,
        ui_locales: None,
    }
}

/// Where a person comes back to who signs in for a device.
pub fn device_callback(issuer: &str) -> String {
    format!("{issuer}/device/callback")
}

/// Compares the redirect URI with the registered ones: exactly (RFC 9700, 2.1), a native app's loopback port aside
/// (RFC 8252, 7.3). A parameter sent twice cannot be trusted to mean the one that was compared.
fn trust(application: &Application, parameters: &Parameters) -> Result<TrustedRedirect, PageError> {
    let sent = |name: &str| parameters.pairs.iter().filter(|(key, _)| key == name).count();
    if sent("client_id") > 1 || sent("redirect_uri") > 1 || sent("state") > 1 {
        return Err(PageError::Malformed);
    }
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
    Ok(TrustedRedirect { uri: uri.to_owned(), state })
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
    match parameters.get("response_mode") {
        None | Some("query") => Ok(()),
        Some(_) => Err(OAuthError::ResponseMode),
    }
}

fn code_challenge(parameters: &Parameters) -> Result<String, OAuthError> {
    let challenge = parameters.get("code_challenge").ok_or(OAuthError::NoCodeChallenge)?;
    // Absent means `plain` (RFC 7636, 4.3), which protects nothing once the request has leaked.
    if parameters.get("code_challenge_method") != Some("S256") {
        return Err(OAuthError::CodeChallengeMethod);
    }
    let base64url = challenge.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
    if challenge.len() == 43 && base64url { Ok(challenge.to_owned()) } else { Err(OAuthError::CodeChallenge) }
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

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// The largest request that is accepted.
    pub(crate) fn largest() -> AuthorizationRequest {
        let redirect_uri = format!("https://records.example/{}", "p".repeat(LONGEST_REDIRECT_URI - 24));
        let application = Application {
            redirect_uris: vec![redirect_uri.clone()],
            refresh_tokens: true,
            ..crate::domain::application::tests::application()
        };
        let all_scopes = SCOPES.join(" ");
        let (state, nonce) = ("s".repeat(LONGEST_STATE), "\u{1}".repeat(LONGEST_NONCE));
        let (challenge, hint, locales) = ("c".repeat(43), "h".repeat(254), "l".repeat(64));
        let query = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs([
                ("client_id", "records"),
                ("redirect_uri", &redirect_uri),
                ("response_type", "code"),
                ("scope", &all_scopes),
                ("state", &state),
                ("nonce", &nonce),
                ("code_challenge", &challenge),
                ("code_challenge_method", "S256"),
                ("prompt", "select_account"),
                ("max_age", "4294967295"),
                ("login_hint", &hint),
                ("organization", &locales),
                ("ui_locales", &locales),
            ])
            .finish();
        check(Some(&application), &Parameters::parse(query.as_bytes())).unwrap()
    }

    #[test]
    fn one_that_is_larger_is_not_accepted() {
        let AuthorizationRequest { redirect, nonce, login_hint, organization, ui_locales, .. } = largest();
        assert_eq!(redirect.uri.len(), LONGEST_REDIRECT_URI);
        assert_eq!(redirect.state.map(|state| state.len()), Some(LONGEST_STATE));
        assert_eq!(nonce.map(|nonce| nonce.len()), Some(LONGEST_NONCE));
        let hints = [login_hint, organization, ui_locales].map(|hint| hint.map(|hint| hint.len()));
        assert_eq!(hints, [Some(254), Some(64), Some(64)]);
    }
}
