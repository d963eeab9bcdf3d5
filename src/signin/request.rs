//! Step 1, *request*: is this an authorization request that one of our applications may make?
//!
//! `client_id=records&redirect_uri=https://records.example/cb&response_type=code&scope=openid&code_challenge=…` becomes an
//! [`AuthorizationRequest`]. Nothing is answered to an address before it is known to be the application's own: only this
//! file can make a [`TrustedRedirect`] (RFC 9700, 4.11).

use serde::{Deserialize, Serialize};
use url::Url;

use super::asked::{self, Asked};
use super::parameters::Parameters;
use super::reply::{self, Reply, ResponseMode};
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
    /// No request of the application was pushed under this `request_uri`, or it is used up, or its time is over.
    PushedRequest,
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
    TooLong = "invalid_request", "the nonce, or all that is to be carried together, is too long";
    /// RFC 8707, 2.
    Target = "invalid_target", "resource must be one that the application is registered for";
    /// RFC 9449, 10.
    DpopJkt = "invalid_request", "dpop_jkt must be the SHA-256 thumbprint of a key: 43 characters of base64url";
    /// No `response_type`.
    NoResponseType = "invalid_request", "response_type is missing";
    /// Another flow.
    ResponseType = "unsupported_response_type", "response_type must be code";
    /// Another way of answering.
    ResponseMode = "invalid_request", "response_mode must be query or form_post, and form_post needs an address of the web";
    /// Not OpenID Connect.
    Scope = "invalid_scope", "scope must contain openid";
    /// No PKCE.
    NoCodeChallenge = "invalid_request", "code_challenge is missing: PKCE is required";
    /// No PKCE, and nothing that would do in its place (RFC 9700, 2.1.1).
    NoNonce = "invalid_request", "nonce is missing: without code_challenge it is required";
    /// Not S256.
    CodeChallengeMethod = "invalid_request", "code_challenge_method must be S256";
    /// No SHA-256.
    CodeChallenge = "invalid_request", "code_challenge must be 43 characters of base64url";
    /// A value that does not exist, or `none` with another.
    Prompt = "invalid_request", "prompt must be one of none, login, consent, select_account; none stands alone";
    /// No number.
    MaxAge = "invalid_request", "max_age must be a number of seconds";
    /// OpenID Connect Core, 5.5.
    Claims = "invalid_request", "claims must be a JSON object of at most 4096 bytes, of the form of OpenID Connect Core, 5.5";
    /// OpenID Connect Core, 3.1.2.1.
    IdTokenHint = "invalid_request", "id_token_hint must be an ID token that this application was given here";
    /// What is insisted on, nobody can have (OpenID Connect Core Error Code `unmet_authentication_requirements`, 3).
    Unmet = "unmet_authentication_requirements", "the authentication that was asked for (acr) cannot be had";
    /// OpenID Connect Core, 6.1: nobody could say whose it is.
    RequestObject = "request_not_supported", "request objects need a registered key: jwks or jwks_uri";
    /// RFC 9101, 6.2.
    RequestObjectSignature = "invalid_request_object", "the request object is not signed with a registered key";
    /// RFC 9101, 4 and 10.8.
    RequestObjectIssuer = "invalid_request_object", "iss and client_id in the request object must be the client_id, and sub must not";
    /// RFC 9101, 4.
    RequestObjectAudience = "invalid_request_object", "aud in the request object must be the issuer";
    /// FAPI 2.0 Message Signing, 5.3.1.
    RequestObjectTime = "invalid_request_object", "the request object is over, is not good yet, or is good for more than an hour";
    /// RFC 9101, 4.
    RequestObjectNested = "invalid_request_object", "a request object holds neither request nor request_uri";
    /// RFC 9101, 10.5.
    NotSigned = "invalid_request", "the application must send its requests as signed request objects";
    /// RFC 9126, 5.
    NotPushed = "invalid_request", "the application must push its requests, and send their request_uri alone";
    /// RFC 9101, 5.
    TwoRequests = "invalid_request", "request and request_uri do not go together";
    /// OpenID Connect Core, 6.2: nothing is fetched that a browser names.
    RequestUri = "request_uri_not_supported", "request_uri must be one that was given for a pushed request";
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

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// The largest request that is accepted.
    pub(crate) fn largest() -> AuthorizationRequest {
        let redirect_uri = format!("https://records.example/{}", "p".repeat(LONGEST_REDIRECT_URI - 24));
        let mut application = Application {
            redirect_uris: vec![redirect_uri.clone()],
            refresh_tokens: true,
            ..crate::domain::application::tests::application()
        };
        let resources = ["a", "b"].map(|name| format!("https://api.example/{}", name.repeat(80)));
        application.protocol.resources = resources.to_vec();
        let all_scopes = SCOPES.join(" ");
        // As long a nonce as the resource servers and the key leave room for.
        let (state, nonce) = ("s".repeat(LONGEST_STATE), "\u{1}".repeat(LONGEST_NONCE - 2 * 100 - 43));
        let (challenge, hint, locales) = ("c".repeat(43), "h".repeat(254), "l".repeat(64));
        let all_claims = serde_json::json!({
            "name": null, "locale": null, "email": null, "email_verified": null, "roles": null, "sub": { "value": "s" },
            "acr": { "essential": true, "value": crate::signin::issue::ACR_MFA },
        });
        let claims = serde_json::json!({ "id_token": all_claims, "userinfo": all_claims }).to_string();
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
                ("claims", &claims),
                ("response_mode", "form_post"),
                ("resource", &resources[0]),
                ("resource", &resources[1]),
                ("dpop_jkt", &challenge),
            ])
            .finish();
        check(Some(&application), &Parameters::parse(query.as_bytes())).unwrap()
    }

    #[test]
    fn one_that_is_larger_is_not_accepted() {
        let request = largest();
        let AuthorizationRequest {
            redirect,
            nonce,
            login_hint,
            organization,
            ui_locales,
            asked,
            resources,
            dpop_jkt,
            ..
        } = request;
        assert_eq!(redirect.uri.len(), LONGEST_REDIRECT_URI);
        assert_eq!(redirect.state.as_ref().map(String::len), Some(LONGEST_STATE));
        let hints = [login_hint, organization, ui_locales].map(|hint| hint.map(|hint| hint.len()));
        assert_eq!(hints, [Some(254), Some(64), Some(64)]);
        assert_eq!((asked.claims.id_token.len(), asked.claims.userinfo.len()), (5, 5));
        assert!(asked.subject.is_some() && asked.strengths.is_some());
        let rest = [nonce.unwrap(), dpop_jkt.unwrap()].iter().chain(&resources).map(String::len).sum::<usize>();
        assert_eq!(redirect.uri.len() + LONGEST_STATE + rest, LONGEST_TOGETHER);
    }

    #[test]
    fn what_is_carried_is_bounded_by_itself_and_together() {
        let mut application = Application {
            redirect_uris: vec!["https://records.example/cb".to_owned()],
            ..crate::domain::application::tests::application()
        };
        let [long, longer] = [1_400, 1_600].map(|length| format!("https://api.example/{}", "a".repeat(length)));
        application.protocol.resources = vec![long.clone(), longer.clone()];
        let fits = |nonce: usize, resources: &[&str]| {
            let mut query = url::form_urlencoded::Serializer::new(String::new());
            query.extend_pairs([
                ("redirect_uri", "https://records.example/cb"),
                ("response_type", "code"),
                ("scope", "openid"),
                ("code_challenge", &"c".repeat(43)),
                ("code_challenge_method", "S256"),
                ("nonce", &"n".repeat(nonce)),
            ]);
            query.extend_pairs(resources.iter().map(|resource| ("resource", resource)));
            let parameters = Parameters::parse(query.finish().as_bytes());
            match check(Some(&application), &parameters) {
                Ok(_) => Ok(()),
                Err(RequestError::Redirect { error, .. }) => Err(error),
                Err(other) => panic!("{other:?}"),
            }
        };
        let too_long = Err(OAuthError::TooLong);
        assert_eq!(fits(LONGEST_NONCE, &[]), Ok(()));
        assert_eq!(fits(LONGEST_NONCE + 1, &[]), too_long);
        assert_eq!(fits(LONGEST_NONCE, &[&long]), Ok(()));
        // Named twice it is one.
        assert_eq!(fits(LONGEST_NONCE, &[&long, &long]), Ok(()));
        assert_eq!(fits(LONGEST_NONCE, &[&longer]), too_long);
        assert_eq!(fits(100, &[&longer]), Ok(()));
        assert_eq!(fits(1, &[&long, &longer]), too_long);
    }
}
