//! `/oauth2/par`: an application pushes its authorization request (RFC 9126), and sends the browser with no more than its name.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use http::{HeaderMap, StatusCode};
use serde_json::json;

use super::client::authenticate;
use super::dpop;
use super::token::{failed, refuse};
use crate::http::Context;
use crate::http::client_ip::ClientIp;
use crate::http::parameters::FormParameters;
use crate::signin::SignInError;
use crate::signin::parameters::Parameters;
use crate::signin::pushed::{PushError, Pushed};
use crate::signin::redeem::TokenError;
use crate::signin::request_error::PageError;

/// Why nothing is kept: of the application, or of its request.
enum Refused {
    Application(TokenError),
    Request(PushError),
}

/// A form, by POST.
pub async fn post(
    State(context): State<Context>,
    ClientIp(ip): ClientIp,
    headers: HeaderMap,
    form: Result<FormParameters, Response>,
) -> Response {
    let Ok(FormParameters(parameters)) = form else { return refuse(TokenError::InvalidRequest) };
    let now = context.clock.now();
    let mut response = match answer(&context, &headers, &parameters, ip, now).await {
        Ok(Ok(pushed)) => (StatusCode::CREATED, Json(pushed)).into_response(),
        Ok(Err(Refused::Application(error))) => refuse(error),
        Ok(Err(Refused::Request(error))) => no(error),
        Err(error) => failed(&error),
    };
    if headers.contains_key(dpop::PROOF) {
        dpop::supply(&mut response, &context.sign_in, now);
    }
    response
}

async fn answer(
    context: &Context,
    headers: &HeaderMap,
    parameters: &Parameters,
    ip: Option<std::net::IpAddr>,
    now: DateTime<Utc>,
) -> Result<Result<Pushed, Refused>, SignInError> {
    let application = match authenticate(context, headers, parameters).await? {
        Ok(application) => application,
        Err(error) => return Ok(Err(Refused::Application(error))),
    };
    let proof = match dpop::of(headers) {
        Ok(proof) => context.sign_in.possession(&application, proof, "/oauth2/par", now).await?,
        Err(error) => Err(error),
    };
    let proof = match proof {
        Ok(proof) => proof,
        Err(error) => return Ok(Err(Refused::Application(error))),
    };
    let pushed = Box::pin(context.sign_in.push(&application, parameters, proof.as_ref(), ip, now)).await?;
    Ok(pushed.map_err(Refused::Request))
}

/// RFC 9126, 2.3: by the codes of the authorization endpoint, and of HTTP.
fn no(error: PushError) -> Response {
    let (status, code, description) = match error {
        PushError::Refused(error) => (StatusCode::BAD_REQUEST, error.code(), error.description()),
        PushError::Unanswerable(PageError::RedirectUri) => (
            StatusCode::BAD_REQUEST,
            "invalid_request",
            "redirect_uri is missing, too long, or none of those that are registered",
        ),
        PushError::Unanswerable(_) => {
            (StatusCode::BAD_REQUEST, "invalid_request", "a parameter is sent more than once, or state is too long")
        }
        PushError::Uri => (StatusCode::BAD_REQUEST, "invalid_request", "a request_uri cannot be pushed"),
        PushError::OtherKey => {
            (StatusCode::BAD_REQUEST, "invalid_dpop_proof", "dpop_jkt names another key than the one of the proof")
        }
        PushError::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "invalid_request", "the request is too large"),
        PushError::TooMany => {
            (StatusCode::TOO_MANY_REQUESTS, "temporarily_unavailable", "requests are pushed too often; wait a second")
        }
    };
    (status, Json(json!({ "error": code, "error_description": description }))).into_response()
}
