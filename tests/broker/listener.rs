//! An application that is told of sessions that are over: an HTTP server that takes logout tokens, and has bad moments.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration as Pause;

use axum::Router;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{DecodingKey, Header, Validation};
use serde_json::Value;
use tokio::net::TcpListener;

use crate::browser::Browser;
use crate::receiver::Reply;

/// What is told.
pub const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";

#[derive(Default)]
struct Inner {
    tokens: Vec<String>,
    replies: VecDeque<Reply>,
}

/// The application's end of it.
#[derive(Clone)]
pub struct Listener {
    pub url: String,
    inner: Arc<Mutex<Inner>>,
}

impl Listener {
    /// One that takes everything.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/signed-out", listener.local_addr().unwrap());
        let this = Self { url, inner: Arc::default() };
        let router = Router::new().fallback(take).with_state(this.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        this
    }

    /// Answers the next tokens so.
    pub fn replies(&self, replies: impl IntoIterator<Item = Reply>) {
        self.inner.lock().unwrap().replies.extend(replies);
    }

    /// The tokens that have come, however often.
    pub fn all(&self) -> Vec<String> {
        self.inner.lock().unwrap().tokens.clone()
    }

    /// The tokens, once there are as many as these.
    pub async fn told(&self, at_least: usize) -> Vec<String> {
        for _ in 0..1_500 {
            let all = self.all();
            if all.len() >= at_least {
                return all;
            }
            tokio::time::sleep(Pause::from_millis(10)).await;
        }
        panic!("it was told {} times of {at_least}", self.all().len());
    }
}

async fn take(State(listener): State<Listener>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    assert_eq!(parts.method, http::Method::POST);
    assert_eq!(parts.headers["content-type"], "application/x-www-form-urlencoded");
    let body = axum::body::to_bytes(body, 64 * 1024).await.unwrap();
    let form: Vec<(String, String)> = url::form_urlencoded::parse(&body).into_owned().collect();
    let [(name, token)] = form.as_slice() else { panic!("{form:?}") };
    assert_eq!(name, "logout_token");
    let reply = {
        let mut inner = listener.inner.lock().unwrap();
        inner.tokens.push(token.clone());
        inner.replies.pop_front().unwrap_or(Reply::Status(200))
    };
    match reply {
        Reply::Status(status) => StatusCode::from_u16(status).unwrap().into_response(),
        Reply::Redirect(to) => (StatusCode::TEMPORARY_REDIRECT, [(http::header::LOCATION, to)]).into_response(),
        Reply::Hang => std::future::pending().await,
        other => panic!("no application answers {other:?}"),
    }
}

/// What a token says, verified as an application does (Back-Channel Logout, 2.6), by the keys that are published.
pub async fn verified(browser: &Browser, token: &str, client_id: &str) -> (Header, Value) {
    let keys: JwkSet = serde_json::from_value(browser.get("/oauth2/jwks").await.json()).unwrap();
    let header = jsonwebtoken::decode_header(token).unwrap();
    let key = DecodingKey::from_jwk(keys.find(header.kid.as_ref().unwrap()).unwrap()).unwrap();
    let mut validation = Validation::new(header.alg);
    validation.set_audience(&[client_id]);
    validation.set_issuer(&[&browser.base]);
    validation.set_required_spec_claims(&["iss", "aud", "exp", "sub"]);
    // The clock is the story's.
    validation.validate_exp = false;
    let claims = jsonwebtoken::decode::<Value>(token, &key, &validation).unwrap().claims;
    assert_eq!(header.typ.as_deref(), Some("logout+jwt"));
    assert_eq!(claims["events"][EVENT], serde_json::json!({}));
    assert!(claims.get("nonce").is_none(), "a logout token with a nonce passes for an ID token");
    (header, claims)
}
