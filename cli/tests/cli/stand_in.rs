//! An admin API that answers what a test says, and remembers what it was asked.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use tokio::net::TcpListener;

/// The stand-in.
#[derive(Clone)]
pub struct StandIn {
    /// Its address.
    pub url: String,
    inner: Arc<Mutex<Inner>>,
}

#[derive(Default)]
struct Inner {
    answers: HashMap<String, VecDeque<Answer>>,
    seen: Vec<Seen>,
}

/// What is answered.
#[derive(Clone)]
pub struct Answer {
    status: u16,
    body: String,
    headers: Vec<(&'static str, String)>,
}

/// What was asked.
#[derive(Clone, Debug)]
pub struct Seen {
    /// `GET /organizations`
    pub what: String,
    /// The query, as it came.
    pub query: String,
    /// The body.
    pub body: String,
    /// The headers.
    pub headers: HashMap<String, String>,
}

impl Seen {
    /// The body, as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    /// A header; nothing, where it was not sent.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }
}

/// 200, with JSON, in the state `"1"`.
#[expect(clippy::needless_pass_by_value, reason = "it is written out where it is used")]
pub fn ok(body: Value) -> Answer {
    Answer { status: 200, body: body.to_string(), headers: vec![("etag", "\"1\"".to_owned())] }
}

/// 200, with a text.
pub fn text(body: &str) -> Answer {
    Answer { status: 200, body: body.to_owned(), headers: Vec::new() }
}

/// A status, with a problem document.
pub fn problem(status: u16, code: &str, detail: &str) -> Answer {
    let body = json!({ "type": "about:blank", "status": status, "code": code, "detail": detail });
    Answer { status, ..ok(body) }
}

impl Answer {
    /// It, with another status.
    pub fn status(self, status: u16) -> Self {
        Self { status, ..self }
    }

    /// It, with a header.
    pub fn with(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }
}

impl StandIn {
    /// Starts one that knows nothing but that every route can be tried without doing it.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://localhost:{}", listener.local_addr().unwrap().port());
        let stand_in = Self { url, inner: Arc::default() };
        stand_in.on("GET /openapi.json", ok(document()));
        let router = Router::new().fallback(answer).with_state(stand_in.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        stand_in
    }

    /// Answers so; of several answers one after the other, and the last from then on.
    pub fn on(&self, what: &str, answer: Answer) -> &Self {
        self.inner.lock().unwrap().answers.entry(what.to_owned()).or_default().push_back(answer);
        self
    }

    /// Answers so instead.
    pub fn instead(&self, what: &str, answer: Answer) -> &Self {
        self.inner.lock().unwrap().answers.remove(what);
        self.on(what, answer)
    }

    /// All that was asked.
    pub fn seen(&self) -> Vec<Seen> {
        self.inner.lock().unwrap().seen.clone()
    }

    /// What was asked so.
    pub fn asked(&self, what: &str) -> Vec<Seen> {
        self.seen().into_iter().filter(|seen| seen.what == what).collect()
    }

    /// What was asked that was no reading.
    pub fn changes(&self) -> Vec<Seen> {
        self.seen().into_iter().filter(|seen| !seen.what.starts_with("GET ")).collect()
    }
}

async fn answer(
    State(stand_in): State<StandIn>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let path = uri.path().strip_prefix("/admin/v1").unwrap_or(uri.path());
    let what = format!("{method} {path}");
    let headers = headers.iter().map(|(name, value)| (name.to_string(), value.to_str().unwrap_or("?").to_owned()));
    let seen = Seen {
        what: what.clone(),
        query: uri.query().unwrap_or_default().to_owned(),
        body: String::from_utf8_lossy(&body).into_owned(),
        headers: headers.collect(),
    };
    let mut inner = stand_in.inner.lock().unwrap();
    inner.seen.push(seen);
    let answers = inner.answers.entry(what).or_default();
    let answer = if answers.len() > 1 { answers.pop_front() } else { answers.front().cloned() };
    let answer = answer.unwrap_or_else(|| problem(404, "not_found", "there is no such thing"));
    let mut response = (StatusCode::from_u16(answer.status).unwrap(), answer.body).into_response();
    for (name, value) in answer.headers {
        response.headers_mut().insert(name, value.parse().unwrap());
    }
    response
}

/// Every path, by every method, can be tried without doing it.
fn document() -> Value {
    let dry = json!({ "parameters": [{ "name": "dry_run", "in": "query" }] });
    let item = json!({ "post": dry, "put": dry, "patch": dry, "delete": dry });
    let template = |depth: usize| format!("/admin/v1/{}", vec!["{piece}"; depth].join("/"));
    let paths: serde_json::Map<_, _> = (1..8).map(|depth| (template(depth), item.clone())).collect();
    json!({ "paths": paths })
}
