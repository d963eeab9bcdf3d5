//! A stand-in for OpenID Connect providers that are not Entra: Google, and any other. It speaks the code flow as they do (OpenID Connect
//! Core 3.1, PKCE, RFC 9207), and says of a person what a test wants it to say.

use std::collections::{HashMap, HashSet};
use std::net::Ipv4Addr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::extract::{Form, Query, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use rsa::sha2::{Digest, Sha256};
use serde_json::{Map, Value, json};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use url::Url;

use crate::jwt::Received;
use crate::keys::{KeySource, PublishedKey};
use crate::options::Clock;
use crate::{Certificate, StandInError, jwt, random};

/// How long its tokens are valid, in seconds.
const LIFETIME: i64 = 3600;

/// RFC 7523, 2.2.
const ASSERTION: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// What a client asks with, of any endpoint.
type Asked = HashMap<String, String>;

/// A running stand-in. Dropping it stops the server.
pub struct OpenIdStandIn {
    provider: Arc<Provider>,
    server: JoinHandle<()>,
}

struct Provider {
    base: String,
    issuer: String,
    /// Google's manner: secrets in the form, and an answer that says more than it must.
    google: bool,
    key: PublishedKey,
    clock: Clock,
    said: Mutex<Said>,
    /// Whether the document is given out; whoever asks for it waits meanwhile.
    open: watch::Sender<bool>,
    waiting: AtomicUsize,
}

#[derive(Default)]
struct Said {
    clients: HashMap<String, Client>,
    accounts: Vec<Map<String, Value>>,
    codes: HashMap<String, Attempt>,
    next_claims: Option<Value>,
    next_header: Option<Value>,
    next_answer: Option<Value>,
    document: Option<Value>,
    /// What endpoints answer instead: a status, and a body.
    instead: HashMap<String, (u16, Value)>,
    clock_error: chrono::Duration,
    asked: Option<Asked>,
    redeemed: usize,
    /// The assertions that have counted.
    assertions: HashSet<String>,
}

/// How a client proves itself.
enum Proof {
    Secret(String),
    /// By assertions that this one's key has signed (`private_key_jwt`).
    Certificate(Box<Certificate>),
}

struct Client {
    proof: Proof,
    redirect_uri: String,
}

/// A code that can be redeemed.
struct Attempt {
    asked: Asked,
    account: Map<String, Value>,
}

impl OpenIdStandIn {
    /// Google: the issuer is Google's, whatever the address.
    pub async fn google(
        clock: impl Fn() -> chrono::DateTime<chrono::Utc> + Send + Sync + 'static,
    ) -> Result<Self, StandInError> {
        Self::start(Some("https://accounts.google.com"), Arc::new(clock)).await
    }

    /// Any other, whose issuer is its address.
    pub async fn other(
        clock: impl Fn() -> chrono::DateTime<chrono::Utc> + Send + Sync + 'static,
    ) -> Result<Self, StandInError> {
        Self::start(None, Arc::new(clock)).await
    }

    async fn start(issuer: Option<&str>, clock: Clock) -> Result<Self, StandInError> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let base = format!("http://127.0.0.1:{}", listener.local_addr()?.port());
        let provider = Arc::new(Provider {
            issuer: issuer.map_or_else(|| base.clone(), str::to_owned),
            base,
            google: issuer.is_some(),
            key: KeySource::new().draw(),
            clock,
            said: Mutex::default(),
            open: watch::Sender::new(true),
            waiting: AtomicUsize::new(0),
        });
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(document))
            .route("/keys", get(keys))
            .route("/authorize", get(authorize))
            .route("/token", post(token))
            .layer(middleware::from_fn_with_state(Arc::clone(&provider), front))
            .with_state(Arc::clone(&provider));
        let server = tokio::spawn(async move {
            let _ = axum::serve(listener, router).await;
        });
        Ok(Self { provider, server })
    }

    /// Where it is reached.
    pub fn base_url(&self) -> &str {
        &self.provider.base
    }

    /// Whom its tokens are from.
    pub fn issuer(&self) -> &str {
        &self.provider.issuer
    }

    /// Registers a client, or changes it.
    pub fn add_client(&self, client_id: &str, secret: &str, redirect_uri: &str) {
        self.register(client_id, Proof::Secret(secret.to_owned()), redirect_uri);
    }

    /// The same of one that proves itself by assertions, each of which counts once.
    pub fn add_client_with_certificate(&self, client_id: &str, certificate: Certificate, redirect_uri: &str) {
        self.register(client_id, Proof::Certificate(Box::new(certificate)), redirect_uri);
    }

    fn register(&self, client_id: &str, proof: Proof, redirect_uri: &str) {
        let client = Client { proof, redirect_uri: redirect_uri.to_owned() };
        self.provider.said().clients.insert(client_id.to_owned(), client);
    }

    /// Takes a client away.
    pub fn remove_client(&self, client_id: &str) {
        self.provider.said().clients.remove(client_id);
    }

    /// An account, by its claims. `login_hint` finds it by `email`; the first one signs in where nobody is hinted at.
    pub fn add_account(&self, claims: &Value) {
        self.provider.said().accounts.extend(claims.as_object().cloned());
    }

    /// What the next ID token says instead; null leaves a claim out.
    pub fn next_claims(&self, claims: Value) {
        self.provider.said().next_claims = Some(claims);
    }

    /// What the header of the next ID token says instead. With `alg` `none` there is no signature.
    pub fn next_header(&self, header: Value) {
        self.provider.said().next_header = Some(header);
    }

    /// What the next answer to the browser says besides, or instead; null leaves it out.
    pub fn next_answer(&self, parameters: Value) {
        self.provider.said().next_answer = Some(parameters);
    }

    /// What its document says instead from now on.
    pub fn document(&self, fields: Value) {
        self.provider.said().document = Some(fields);
    }

    /// What an endpoint (`/token`, `/keys`, …) answers instead from now on: a status, and a body in JSON, or none where it is null. None
    /// ends it.
    pub fn instead(&self, path: &str, answer: Option<(u16, Value)>) {
        let mut said = self.provider.said();
        match answer {
            Some(answer) => said.instead.insert(path.to_owned(), answer),
            None => said.instead.remove(path),
        };
    }

    /// By how much its clock is ahead, in the header `Date` alone.
    pub fn clock_error(&self, ahead: chrono::Duration) {
        self.provider.said().clock_error = ahead;
    }

    /// Lets whoever asks for its document wait, or no more.
    pub fn hold(&self, hold: bool) {
        self.provider.open.send_replace(!hold);
    }

    /// How many wait for it.
    pub fn waiting(&self) -> usize {
        self.provider.waiting.load(Ordering::SeqCst)
    }

    /// What the last person came with.
    pub fn last_asked(&self) -> HashMap<String, String> {
        self.provider.said().asked.clone().unwrap_or_default()
    }

    /// How many codes were redeemed.
    pub fn redeemed(&self) -> usize {
        self.provider.said().redeemed
    }
}

impl Drop for OpenIdStandIn {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl Provider {
    fn said(&self) -> MutexGuard<'_, Said> {
        self.said.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn id_token(&self, asked: &Asked, account: &Map<String, Value>) -> String {
        let now = (self.clock)().timestamp();
        let client_id = asked.get("client_id").cloned().unwrap_or_default();
        let mut claims = account.clone();
        for (name, value) in [
            ("iss", json!(self.issuer)),
            ("aud", json!(client_id)),
            ("azp", json!(client_id)),
            ("iat", json!(now)),
            ("exp", json!(now + LIFETIME)),
            ("nonce", json!(asked.get("nonce"))),
        ] {
            claims.insert(name.to_owned(), value);
        }
        let mut header = json!({ "alg": "RS256", "typ": "JWT", "kid": self.key.kid });
        let (more, other) = {
            let mut said = self.said();
            (said.next_claims.take(), said.next_header.take())
        };
        merge(&mut claims, more.as_ref());
        if let (Some(header), other) = (header.as_object_mut(), other) {
            merge(header, other.as_ref());
        }
        let input = jwt::signing_input(&header, &claims);
        let unsigned = header.get("alg").and_then(Value::as_str) == Some("none");
        let signature = if unsigned { Vec::new() } else { self.key.pair.sign(input.as_bytes()) };
        jwt::compact(&input, &signature)
    }
}

impl Provider {
    /// Whether an assertion is this client's, for this endpoint, signed, valid and new (RFC 7523, 3).
    fn asserted(&self, client_id: &str, text: &str, own: &Certificate, counted: &mut HashSet<String>) -> bool {
        let Some(assertion) = Received::parse(text) else { return false };
        let now = (self.clock)().timestamp();
        let endpoint = format!("{}/token", self.base);
        let right = assertion.header("alg") == Some("PS256")
            && assertion.is_signed_ps256(&own.key)
            && assertion.text("iss") == Some(client_id)
            && assertion.text("sub") == Some(client_id)
            && assertion.text("aud") == Some(&endpoint)
            && assertion.number("exp").is_some_and(|exp| now < exp && exp <= now + LIFETIME);
        right && assertion.text("jti").is_some_and(|jti| counted.insert(jti.to_owned()))
    }
}

fn merge(object: &mut Map<String, Value>, changes: Option<&Value>) {
    for (name, value) in changes.and_then(Value::as_object).into_iter().flatten() {
        match value {
            Value::Null => object.remove(name),
            value => object.insert(name.clone(), value.clone()),
        };
    }
}

/// What is said before an endpoint is asked, and what every answer has: the time.
async fn front(State(provider): State<Arc<Provider>>, request: Request, next: Next) -> Response {
    let instead = provider.said().instead.get(request.uri().path()).cloned();
    let mut response = match instead {
        None => next.run(request).await,
        Some((status, body)) => {
            let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            if body.is_null() { status.into_response() } else { (status, Json(body)).into_response() }
        }
    };
    let at = (provider.clock)() + provider.said().clock_error;
    if let Ok(value) = HeaderValue::from_str(&at.format("%a, %d %b %Y %H:%M:%S GMT").to_string()) {
        response.headers_mut().insert(header::DATE, value);
    }
    response
}

async fn document(State(provider): State<Arc<Provider>>) -> Response {
    provider.waiting.fetch_add(1, Ordering::SeqCst);
    let _ = provider.open.subscribe().wait_for(|open| *open).await;
    provider.waiting.fetch_sub(1, Ordering::SeqCst);
    let base = &provider.base;
    let methods: &[&str] = if provider.google {
        &["client_secret_post", "client_secret_basic"]
    } else {
        &["client_secret_basic", "private_key_jwt"]
    };
    let mut document = json!({
        "issuer": provider.issuer,
        "authorization_endpoint": format!("{base}/authorize"),
        "token_endpoint": format!("{base}/token"),
        "jwks_uri": format!("{base}/keys"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "token_endpoint_auth_methods_supported": methods,
        "code_challenge_methods_supported": ["S256"],
        "authorization_response_iss_parameter_supported": true,
    });
    let changes = provider.said().document.clone();
    if let Some(document) = document.as_object_mut() {
        merge(document, changes.as_ref());
    }
    Json(document).into_response()
}

async fn keys(State(provider): State<Arc<Provider>>) -> Response {
    let mut jwk = provider.key.jwk("");
    if let Some(jwk) = jwk.as_object_mut() {
        jwk.remove("issuer");
        jwk.insert("alg".to_owned(), json!("RS256"));
    }
    Json(json!({ "keys": [jwk] })).into_response()
}

async fn authorize(State(provider): State<Arc<Provider>>, headers: HeaderMap, Query(asked): Query<Asked>) -> Response {
    let of = |name: &str| asked.get(name).map(String::as_str).unwrap_or_default();
    let mut said = provider.said();
    let client = said.clients.get(of("client_id")).map(|client| client.redirect_uri.clone());
    let Some(redirect_uri) = client.filter(|uri| uri == of("redirect_uri")) else {
        // Nobody is sent to an address that the client does not have (RFC 6749, 4.1.2.1). Google's page says why in its own address.
        let error = if said.clients.contains_key(of("client_id")) { "redirect_uri_mismatch" } else { "invalid_client" };
        if provider.google {
            let mut field = vec![0x0a, u8::try_from(error.len()).unwrap_or_default()];
            field.extend(error.bytes().chain(*b"\x12\x0fin words, twice"));
            let to =
                format!("/signin/oauth/error?authError={}&flowName=GeneralOAuthFlow", URL_SAFE_NO_PAD.encode(field));
            return Redirect::to(&to).into_response();
        }
        return (StatusCode::BAD_REQUEST, "unknown client, or another redirect_uri").into_response();
    };
    let Ok(mut to) = redirect_uri.parse::<Url>() else { return StatusCode::BAD_REQUEST.into_response() };
    let right = of("response_type") == "code"
        && of("scope").split(' ').any(|scope| scope == "openid")
        && of("code_challenge_method") == "S256"
        && !of("nonce").is_empty();
    if !right {
        return (StatusCode::BAD_REQUEST, "invalid_request").into_response();
    }
    // Who may be shown nothing, and is signed in nowhere in this browser.
    let signed_in = headers.get(header::COOKIE).is_some_and(|cookies| cookies.as_bytes().starts_with(b"idp="));
    if of("prompt") == "none" && !signed_in {
        let answer = [("error", "login_required"), ("state", of("state")), ("iss", &provider.issuer)];
        to.query_pairs_mut().extend_pairs(answer);
        return Redirect::to(to.as_str()).into_response();
    }
    let hinted = |account: &&Map<String, Value>| account.get("email").and_then(Value::as_str) == Some(of("login_hint"));
    let account = said.accounts.iter().find(hinted).or(said.accounts.first()).cloned().unwrap_or_default();
    let code = random::token();
    let mut answer = Map::from_iter([
        ("code".to_owned(), json!(code)),
        ("state".to_owned(), json!(of("state"))),
        ("iss".to_owned(), json!(provider.issuer)),
    ]);
    if provider.google {
        for (name, value) in [("scope", of("scope")), ("authuser", "0"), ("prompt", "none"), ("hd", of("hd"))] {
            answer.insert(name.to_owned(), json!(value));
        }
    }
    let changes = said.next_answer.take();
    merge(&mut answer, changes.as_ref());
    said.codes.insert(code, Attempt { asked: asked.clone(), account });
    said.asked = Some(asked);
    drop(said);
    to.query_pairs_mut().extend_pairs(answer.iter().map(|(name, value)| (name, value.as_str().unwrap_or_default())));
    ([(header::SET_COOKIE, "idp=1; Path=/; HttpOnly")], Redirect::to(to.as_str())).into_response()
}

async fn token(State(provider): State<Arc<Provider>>, headers: HeaderMap, Form(form): Form<Asked>) -> Response {
    let of = |name: &str| form.get(name).map(String::as_str).unwrap_or_default();
    let refuse = |status: StatusCode, error: &str| (status, Json(json!({ "error": error }))).into_response();
    let (client_id, secret) = match basic(&headers) {
        Some(pair) => pair,
        // Whoever wants it in the header gets it nowhere else.
        None if provider.google => (of("client_id").to_owned(), of("client_secret").to_owned()),
        None if of("client_assertion_type") == ASSERTION => (of("client_id").to_owned(), String::new()),
        None => return refuse(StatusCode::UNAUTHORIZED, "invalid_client"),
    };
    let attempt = {
        let mut said = provider.said();
        let said = &mut *said;
        let proven = match said.clients.get(&client_id).map(|client| &client.proof) {
            None => false,
            Some(Proof::Secret(own)) => *own == secret,
            Some(Proof::Certificate(own)) => {
                provider.asserted(&client_id, of("client_assertion"), own, &mut said.assertions)
            }
        };
        if !proven {
            return refuse(StatusCode::UNAUTHORIZED, "invalid_client");
        }
        // Once, and then never again.
        said.codes.remove(of("code"))
    };
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(of("code_verifier")));
    let good = |attempt: &Attempt| {
        let was = |name: &str| attempt.asked.get(name).map(String::as_str).unwrap_or_default();
        of("grant_type") == "authorization_code"
            && was("client_id") == client_id
            && was("redirect_uri") == of("redirect_uri")
            && was("code_challenge") == challenge
    };
    let Some(attempt) = attempt.filter(good) else { return refuse(StatusCode::BAD_REQUEST, "invalid_grant") };
    provider.said().redeemed += 1;
    let id_token = provider.id_token(&attempt.asked, &attempt.account);
    Json(json!({
        "access_token": random::token(), "token_type": "Bearer", "expires_in": LIFETIME, "id_token": id_token,
        "scope": attempt.asked.get("scope"),
    }))
    .into_response()
}

/// RFC 6749, 2.3.1: both are form-encoded first.
fn basic(headers: &HeaderMap) -> Option<(String, String)> {
    let value = headers.get("authorization")?.to_str().ok()?.strip_prefix("Basic ")?;
    let pair = String::from_utf8(STANDARD.decode(value).ok()?).ok()?;
    let (client_id, secret) = pair.split_once(':')?;
    let decoded = |text: &str| {
        let form = format!("x={text}");
        url::form_urlencoded::parse(form.as_bytes()).next().map(|(_, value)| value.into_owned())
    };
    Some((decoded(client_id)?, decoded(secret)?))
}
