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
        Err(error) => {
            tracing::error!(%error, "token.failed");
            let body = json!({ "error": "server_error" });
            (StatusCode::INTERNAL_SERVER_ERROR, Json(body)).into_response()
        }
    }
}

async fn answer(
    context: &Context,
    headers: &HeaderMap,
    parameters: &Parameters,
    ip: Option<std::net::IpAddr>,
) -> Result<Result<Tokens, TokenError>, SignInError> {
    match authenticate(&context.sign_in.store, headers, parameters).await? {
        Ok(application) => Box::pin(context.sign_in.token(application, parameters, ip, context.clock.now())).await,
        Err(error) => Ok(Err(error)),
    }
}

/// RFC 6749, 5.2.
fn refuse(error: TokenError) -> Response {
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
            "grant_type must be authorization_code or refresh_token",
        ),
    };
    let body = Json(json!({ "error": code, "error_description": description }));
    if error == TokenError::InvalidClient {
        return (status, [(header::WWW_AUTHENTICATE, "Basic realm=\"anteroom\"")], body).into_response();
    }
    (status, body).into_response()
}
