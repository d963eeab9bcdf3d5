//! `/oauth2/par`: an application pushes its authorization request (RFC 9126), and sends the browser with no more than its name.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, StatusCode};
use serde_json::json;

use super::client::authenticate;
use super::token::{failed, refuse};
use crate::http::Context;
use crate::http::client_ip::ClientIp;
use crate::http::parameters::FormParameters;
use crate::signin::SignInError;
use crate::signin::pushed::{PushError, Pushed};
use crate::signin::redeem::TokenError;
use crate::signin::request::{PageError, Parameters};

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
    match answer(&context, &headers, &parameters, ip).await {
        Ok(Ok(pushed)) => (StatusCode::CREATED, Json(pushed)).into_response(),
        Ok(Err(Refused::Application(error))) => refuse(error),
        Ok(Err(Refused::Request(error))) => no(error),
        Err(error) => failed(&error),
    }
}

async fn answer(
    context: &Context,
    headers: &HeaderMap,
    parameters: &Parameters,
    ip: Option<std::net::IpAddr>,
) -> Result<Result<Pushed, Refused>, SignInError> {
    let application = match authenticate(context, headers, parameters).await? {
        Ok(application) => application,
        Err(error) => return Ok(Err(Refused::Application(error))),
    };
    let pushed = Box::pin(context.sign_in.push(&application, parameters, ip, context.clock.now())).await?;
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
        PushError::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "invalid_request", "the request is too large"),
        PushError::TooMany => {
            (StatusCode::TOO_MANY_REQUESTS, "temporarily_unavailable", "requests are pushed too often; wait a second")
        }
    };
    (status, Json(json!({ "error": code, "error_description": description }))).into_response()
}
