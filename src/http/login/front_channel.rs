//! Microsoft says, in a hidden frame, that somebody has signed out there: an address of its own for each connection, and one for the
//! shared registration.

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::response::{Html, IntoResponse, Response};
use http::header::CONTENT_SECURITY_POLICY;
use http::{HeaderValue, StatusCode};

use crate::domain::id::ConnectionId;
use crate::http::Context;
use crate::http::browser::Browser;
use crate::http::layers::Framed;
use crate::http::parameters::QueryParameters;
use crate::signin::callback::Door;
use crate::signin::logout::front_channel::Heard;
use crate::signin::parameters::Parameters;

/// `/login/logout/{connection}`
pub async fn connection(
    State(context): State<Context>,
    browser: Browser,
    path: Result<Path<ConnectionId>, PathRejection>,
    QueryParameters(parameters): QueryParameters,
) -> Response {
    match path {
        Ok(Path(id)) => hear(&context, &browser, Door::Connection(id), &parameters).await,
        Err(_) => crate::http::login::not_found(State(context), browser).await,
    }
}

/// `/login/logout/entra`
pub async fn shared(
    State(context): State<Context>,
    browser: Browser,
    QueryParameters(parameters): QueryParameters,
) -> Response {
    hear(&context, &browser, Door::Shared, &parameters).await
}

async fn hear(context: &Context, browser: &Browser, door: Door, parameters: &Parameters) -> Response {
    let now = context.clock.now();
    let heard = Box::pin(context.sign_in.signed_out_upstream(door, parameters, browser.seen(), now)).await;
    let status = match heard {
        Ok(Heard::Yes) => StatusCode::OK,
        Ok(Heard::TooOften) => StatusCode::TOO_MANY_REQUESTS,
        Err(error) => {
            tracing::error!(%error, "logout.failed");
            StatusCode::INTERNAL_SERVER_ERROR
        }
    };
    empty(status, &context.sign_in.upstream.origins())
}

/// The same page whatever it was: nothing is on it, and nobody but Microsoft may have it in a frame.
fn empty(status: StatusCode, ancestors: &[String]) -> Response {
    let mut response = (status, Html("<!doctype html><title>Anteroom</title>")).into_response();
    let policy = format!("default-src 'none'; base-uri 'none'; frame-ancestors {}", ancestors.join(" "));
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        response.headers_mut().insert(CONTENT_SECURITY_POLICY, policy);
        response.extensions_mut().insert(Framed);
    }
    response
}
