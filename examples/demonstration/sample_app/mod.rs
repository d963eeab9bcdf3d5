//! The sample web app, *Records*: signs people in with a stock library, keeps a session of its own, and shows who came.
//! A second client, the viewer, whose policy is `never`, shows that a session opened for one app does not open another.

mod letters;
mod oidc;
mod pages;

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Form, Router};
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};
use openidconnect::CsrfToken;
use serde::Deserialize;
use tokio::sync::OnceCell;

use oidc::{Answer, Arrived, Attempt, OidcClient, Prompt};

const SESSION: &str = "records-session";
const ATTEMPT: &str = "records-attempt";
/// More people than this do not try a demonstration at once.
const MOST: usize = 1000;

/// Somebody whom the page proposes to sign in as.
pub struct Suggestion {
    pub organization: &'static str,
    pub name: String,
    pub address: &'static str,
    pub outcome: &'static str,
    /// Whether by a code from a letter.
    pub by_code: bool,
}

/// The app. A cheap clone.
#[derive(Clone)]
pub struct SampleApp(Arc<Inner>);

struct Inner {
    http: reqwest::Client,
    broker: String,
    base: String,
    secret: String,
    letters: PathBuf,
    suggestions: Vec<Suggestion>,
    records: OnceCell<OidcClient>,
    viewer: OnceCell<OidcClient>,
    attempts: Mutex<HashMap<String, Attempt>>,
    sessions: Mutex<HashMap<String, Session>>,
}

/// Somebody who is signed in here.
struct Session {
    client: ClientName,
    arrived: Arrived,
}

/// Which of the two clients.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
enum ClientName {
    #[default]
    Records,
    Viewer,
}

impl ClientName {
    fn id(self) -> &'static str {
        match self {
            Self::Records => "records",
            Self::Viewer => "viewer",
        }
    }
}

#[derive(Deserialize)]
struct SignIn {
    #[serde(default)]
    client: ClientName,
    login_hint: Option<String>,
    #[serde(default)]
    prompt: Prompt,
}

impl SampleApp {
    /// The app at `base`, a client of the broker at `broker`.
    #[expect(clippy::disallowed_methods, reason = "this is an app, not the broker: it has a client of its own")]
    pub fn new(
        broker: &str,
        base: &str,
        secret: &str,
        letters: PathBuf,
        suggestions: Vec<Suggestion>,
    ) -> anyhow::Result<Self> {
        // A token endpoint that redirects is an attack (the library's own advice against SSRF).
        let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy().build()?;
        Ok(Self(Arc::new(Inner {
            http,
            broker: broker.to_owned(),
            base: base.to_owned(),
            secret: secret.to_owned(),
            letters,
            suggestions,
            records: OnceCell::new(),
            viewer: OnceCell::new(),
            attempts: Mutex::default(),
            sessions: Mutex::default(),
        })))
    }

    /// Its pages.
    pub fn router(self) -> Router {
        Router::new()
            .route("/", get(home))
            .route("/sign-in", get(sign_in))
            .route("/callback/{client}", get(callback))
            .route("/sign-out", post(sign_out))
            .route("/signed-out/{client}", post(signed_out))
            .route("/letters", get(letters))
            .with_state(self)
    }

    async fn client(&self, name: ClientName) -> anyhow::Result<&OidcClient> {
        let cell = match name {
            ClientName::Records => &self.0.records,
            ClientName::Viewer => &self.0.viewer,
        };
        let Inner { http, broker, base, secret, .. } = &*self.0;
        let redirect_uri = format!("{base}/callback/{}", name.id());
        cell.get_or_try_init(|| OidcClient::discover(http.clone(), broker, name.id(), secret, redirect_uri)).await
    }
}

/// Keeps a value under a name that nobody guesses.
fn keep<T>(values: &Mutex<HashMap<String, T>>, value: T) -> String {
    let name = CsrfToken::new_random().secret().clone();
    let mut values = values.lock().unwrap_or_else(PoisonError::into_inner);
    if values.len() >= MOST {
        values.clear();
    }
    values.insert(name.clone(), value);
    name
}

fn take<T>(values: &Mutex<HashMap<String, T>>, name: &str) -> Option<T> {
    values.lock().unwrap_or_else(PoisonError::into_inner).remove(name)
}

fn cookie(name: &'static str, value: String) -> Cookie<'static> {
    Cookie::build((name, value)).path("/").http_only(true).same_site(SameSite::Lax).build()
}

async fn home(State(app): State<SampleApp>, jar: CookieJar) -> Html<String> {
    let sessions = app.0.sessions.lock().unwrap_or_else(PoisonError::into_inner);
    match jar.get(SESSION).and_then(|cookie| sessions.get(cookie.value())) {
        Some(session) => pages::signed_in(&session.arrived.claims, &app.0.broker),
        None => pages::signed_out(&app.0.suggestions),
    }
}

/// Everybody's mailbox: nothing leaves this machine.
async fn letters(State(app): State<SampleApp>) -> Html<String> {
    pages::letters(&letters::read(&app.0.letters))
}

async fn sign_in(State(app): State<SampleApp>, jar: CookieJar, Query(query): Query<SignIn>) -> Response {
    let client = match app.client(query.client).await {
        Ok(client) => client,
        Err(error) => return problem(StatusCode::BAD_GATEWAY, &format!("{error:#}")),
    };
    let (url, attempt) = client.leave(query.login_hint.filter(|hint| !hint.is_empty()), query.prompt);
    let jar = jar.add(cookie(ATTEMPT, keep(&app.0.attempts, attempt)));
    (jar, Redirect::to(url.as_str())).into_response()
}

async fn callback(
    State(app): State<SampleApp>,
    Path(name): Path<ClientName>,
    jar: CookieJar,
    Query(answer): Query<Answer>,
) -> Response {
    let attempt = jar.get(ATTEMPT).and_then(|cookie| take(&app.0.attempts, cookie.value()));
    let jar = jar.remove(cookie(ATTEMPT, String::new()));
    if let Some(error) = &answer.error {
        return (jar, pages::refused(error)).into_response();
    }
    let arrived = match (app.client(name).await, attempt) {
        (Ok(client), Some(attempt)) => client.arrive(attempt, answer).await,
        (Err(error), _) => Err(error),
        (Ok(_), None) => Err(anyhow::anyhow!("no sign-in was under way in this browser")),
    };
    match arrived {
        Ok(arrived) => {
            let session = cookie(SESSION, keep(&app.0.sessions, Session { client: name, arrived }));
            (jar.add(session), Redirect::to("/")).into_response()
        }
        Err(error) => (jar, problem(StatusCode::BAD_REQUEST, &format!("{error:#}"))).into_response(),
    }
}

/// Signs out here, and, by the broker, everywhere.
async fn sign_out(State(app): State<SampleApp>, jar: CookieJar) -> Response {
    let session = jar.get(SESSION).and_then(|cookie| take(&app.0.sessions, cookie.value()));
    let jar = jar.remove(cookie(SESSION, String::new()));
    let Some(session) = session else { return (jar, Redirect::to("/")).into_response() };
    match app.client(session.client).await {
        Ok(client) => {
            let to = client.leave_for_good(&session.arrived.id_token, &format!("{}/", app.0.base));
            (jar, Redirect::to(to.as_str())).into_response()
        }
        Err(error) => (jar, problem(StatusCode::BAD_GATEWAY, &format!("{error:#}"))).into_response(),
    }
}

#[derive(Deserialize)]
struct Told {
    logout_token: String,
}

/// The broker says that a session is over: so are those here that came out of it (Back-Channel Logout, 2.5 to 2.8).
async fn signed_out(State(app): State<SampleApp>, Path(name): Path<ClientName>, Form(told): Form<Told>) -> StatusCode {
    let Ok(client) = app.client(name).await else { return StatusCode::SERVICE_UNAVAILABLE };
    let Ok(sid) = client.ended_session(&told.logout_token).await else { return StatusCode::BAD_REQUEST };
    let mut sessions = app.0.sessions.lock().unwrap_or_else(PoisonError::into_inner);
    sessions.retain(|_, session| {
        session.client.id() != name.id() || session.arrived.claims.get("sid").is_none_or(|own| *own != sid)
    });
    StatusCode::OK
}

fn problem(status: StatusCode, text: &str) -> Response {
    (status, pages::problem(text)).into_response()
}
