//! The endpoints. Every request first goes through [`arrive`], where outages and the like take effect.

mod admin_consent;
mod authorize;
mod client;
mod consent;
mod cookie;
mod federated;
mod graph;
mod logout;
mod metadata;
mod pages;
mod reply;
mod request;
mod sign_in;
mod token;
mod trouble;

use std::sync::Arc;

use axum::Router;
use axum::http::{HeaderValue, header};
use axum::middleware::map_response_with_state;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};

use crate::faults::Stage;
use crate::records::Endpoint;
use crate::state::{PathTenant, State};

/// The routes of all endpoints.
pub(crate) fn router(state: Arc<State>) -> Router {
    Router::new()
        .route("/", get(front_page))
        .route("/{tenant}/v2.0/.well-known/openid-configuration", get(metadata::configuration))
        .route("/{tenant}/discovery/v2.0/keys", get(metadata::keys))
        .route("/{tenant}/oauth2/v2.0/authorize", get(authorize::get))
        .route("/{tenant}/login", post(sign_in::post))
        .route("/{tenant}/consent", post(consent::post))
        .route("/{tenant}/oauth2/v2.0/token", post(token::post))
        .route("/{tenant}/oauth2/v2.0/logout", get(logout::get).post(logout::post))
        .route("/{tenant}/v2.0/adminconsent", get(admin_consent::get).post(admin_consent::post))
        .route("/v1.0/users", get(graph::users))
        .route("/v1.0/{object}", get(graph::service_principal))
        .layer(map_response_with_state(Arc::clone(&state), date))
        .with_state(state)
}

/// The time of the answer (RFC 9110, 6.6.1), by the stand-in's clock, or however wrong that is said to be.
async fn date(axum::extract::State(state): Shared, mut response: Response) -> Response {
    let at = state.now() + state.lock().clock_error;
    if let Ok(value) = HeaderValue::from_str(&at.format("%a, %d %b %Y %H:%M:%S GMT").to_string()) {
        response.headers_mut().insert(header::DATE, value);
    }
    response
}

type Shared = axum::extract::State<Arc<State>>;
type TenantPath = axum::extract::Path<String>;

async fn front_page(axum::extract::State(state): Shared) -> Html<String> {
    pages::front(&state.lock())
}

/// An answer given before the end of a handler. Boxed, because it is carried through every step.
struct Early(Box<Response>);

impl From<Response> for Early {
    fn from(response: Response) -> Self {
        Self(Box::new(response))
    }
}

impl IntoResponse for Early {
    fn into_response(self) -> Response {
        *self.0
    }
}

/// Understands the path, counts the request, and lets troubles happen.
async fn arrive(state: &State, segment: &str, endpoint: Endpoint) -> Result<PathTenant, Early> {
    let (path, faults) = {
        let mut inner = state.lock();
        let path = inner.path(segment);
        let tid = path.as_ref().ok().and_then(PathTenant::tid);
        inner.records.count(tid, endpoint);
        let mut faults = inner.faults.take(tid, Stage::Everywhere);
        faults.extend(inner.faults.take(tid, Stage::At(endpoint)));
        (path, faults)
    };
    trouble::happen(state.now(), &faults).await?;
    path.map_err(|error| match endpoint {
        Endpoint::Metadata | Endpoint::Keys | Endpoint::Token => reply::json_error(&error, state.now()).into(),
        _ => pages::error(&error, state.now()).into(),
    })
}
