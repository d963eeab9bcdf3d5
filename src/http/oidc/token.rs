//! `/oauth2/token` (RFC 6749, 3.2).

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use http::{HeaderMap, StatusCode, header};
use serde_json::json;

use super::client::authenticate;
use super::dpop;
use crate::http::Context;
use crate::http::client_ip::ClientIp;
use crate::http::parameters::FormParameters;
use crate::signin::SignInError;
use crate::signin::parameters::Parameters;
use crate::signin::redeem::TokenError;
use crate::signin::tokens::{TokenRequest, Tokens};

/// A form, by POST.
pub async fn post(
    State(context): State<Context>,
    ClientIp(ip): ClientIp,
    headers: HeaderMap,
    form: Result<FormParameters, Response>,
) -> Response {
    let Ok(FormParameters(parameters)) = form else { return refuse(TokenError::InvalidRequest) };
    let now = context.clock.now();
    let answer = answer(&context, &headers, &parameters, ip, now).await;
    let must_prove = matches!(answer, Ok(Err(TokenError::InvalidDpopProof | TokenError::UseDpopNonce)));
    let mut response = match answer {
        Ok(Ok(tokens)) => ([(header::PRAGMA, "no-cache")], Json(tokens)).into_response(),
        Ok(Err(error)) => refuse(error),
        Err(error) => failed(&error),
    };
    if must_prove || headers.contains_key(dpop::PROOF) {
        dpop::supply(&mut response, &context.sign_in, now);
    }
    response
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
    now: DateTime<Utc>,
) -> Result<Result<Tokens, TokenError>, SignInError> {
    let application = match authenticate(context, headers, parameters).await? {
        Ok(application) => application,
        Err(error) => return Ok(Err(error)),
    };
    match dpop::of(headers) {
        Ok(dpop) => {
            let request = TokenRequest { parameters, dpop, ip };
            Box::pin(context.sign_in.token(application, request, now)).await
        }
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
            "grant_type must be authorization_code, refresh_token, client_credentials or \
             urn:ietf:params:oauth:grant-type:device_code",
        ),
        TokenError::UnauthorizedClient => {
            (StatusCode::BAD_REQUEST, "unauthorized_client", "the application is not registered for this")
        }
        TokenError::InvalidScope => (StatusCode::BAD_REQUEST, "invalid_scope", "scope must contain openid"),
        TokenError::NoScope => (
            StatusCode::BAD_REQUEST,
            "invalid_scope",
            "a token for the application itself has no scope: leave scope out",
        ),
        TokenError::InvalidTarget => (
            StatusCode::BAD_REQUEST,
            "invalid_target",
            "resource must be one that the application is registered for and was granted; one at a time",
        ),
        TokenError::InvalidDpopProof => (
            StatusCode::BAD_REQUEST,
            "invalid_dpop_proof",
            "one DPoP header with a proof for this request is needed, by its own key, and not shown before",
        ),
        TokenError::UseDpopNonce => {
            (StatusCode::BAD_REQUEST, "use_dpop_nonce", "the proof must hold the nonce of the header DPoP-Nonce")
        }
        TokenError::UnsupportedTokenType => (
            StatusCode::BAD_REQUEST,
            "unsupported_token_type",
            "a token that an application has for itself cannot be revoked: it ends by itself",
        ),
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
