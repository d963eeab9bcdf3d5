//! `/oauth2/token` (RFC 6749, 3.2).

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, StatusCode, header};
use serde_json::json;

use super::client::authenticate;
use crate::http::Context;
use crate::http::client_ip::ClientIp;
use crate::http::parameters::FormParameters;
use crate::signin::SignInError;
use crate::signin::redeem::TokenError;
use crate::signin::request::Parameters;
use crate::signin::tokens::Tokens;

/// A form, by POST.
pub async fn post(
    State(context): State<Context>,
    ClientIp(ip): ClientIp,
    headers: HeaderMap,
    form: Result<FormParameters, Response>,
) -> Response {
    let Ok(FormParameters(parameters)) = form else { return refuse(TokenError::InvalidRequest) };
    match answer(&context, &headers, &parameters, ip).await {
        Ok(Ok(tokens)) => ([(header::PRAGMA, "no-cache")], Json(tokens)).into_response(),
        Ok(Err(error)) => refuse(error),
        Err(error) => failed(&error),
    }
}

/// Our own fault.
pub fn failed(error: &SignInError) -> Response {
    tracing::error!(%error, "token.failed");
    (StatusCode::INTERNAL_SERVER_ERROR, Json(json!({ "error": "server_error" }))).into_response()
}

async fn answer(
    context: &Context,
    headers: &HeaderMap,
    parameters: &Parameters,
    ip: Option<std::net::IpAddr>,
) -> Result<Result<Tokens, TokenError>, SignInError> {
    match authenticate(context, headers, parameters).await? {
        Ok(application) => Box::pin(context.sign_in.token(application, parameters, ip, context.clock.now())).await,
        Err(error) => Ok(Err(error)),
    }
}

/// RFC 6749, 5.2; RFC 8628, 3.5.
pub fn refuse(error: TokenError) -> Response {
    let (status, code, description) = match error {
        TokenError::InvalidRequest => {
            (StatusCode::BAD_REQUEST, "invalid_request", "a parameter is missing, malformed or sent twice")
        }
        TokenError::InvalidClient => {
            (StatusCode::UNAUTHORIZED, "invalid_client", "the application is unknown or did not prove itself")
        }
        TokenError::InvalidGrant => (
            StatusCode::BAD_REQUEST,
            "invalid_grant",
            "the code or refresh token is used, expired, revoked, or was made for another request",
        ),
        TokenError::UnsupportedGrantType => (
            StatusCode::BAD_REQUEST,
            "unsupported_grant_type",
            "grant_type must be authorization_code, refresh_token or urn:ietf:params:oauth:grant-type:device_code",
        ),
        TokenError::UnauthorizedClient => {
            (StatusCode::BAD_REQUEST, "unauthorized_client", "the application is not registered for the device grant")
        }
        TokenError::InvalidScope => (StatusCode::BAD_REQUEST, "invalid_scope", "scope must contain openid"),
        TokenError::AuthorizationPending => {
            (StatusCode::BAD_REQUEST, "authorization_pending", "nobody has said yet whether the device may")
        }
        TokenError::SlowDown => (
            StatusCode::BAD_REQUEST,
            "slow_down",
            "ask less often: five seconds more between two questions from now on",
        ),
        TokenError::AccessDenied => {
            (StatusCode::BAD_REQUEST, "access_denied", "the person has refused it, or may not be signed in")
        }
        TokenError::ExpiredToken => {
            (StatusCode::BAD_REQUEST, "expired_token", "nobody has said in time whether it may")
        }
        TokenError::TooMany => (
            StatusCode::TOO_MANY_REQUESTS,
            "temporarily_unavailable",
            "too many codes were asked for from this network",
        ),
    };
    let body = Json(json!({ "error": code, "error_description": description }));
    if error == TokenError::InvalidClient {
        return (status, [(header::WWW_AUTHENTICATE, "Basic realm=\"anteroom\"")], body).into_response();
    }
    (status, body).into_response()
}
