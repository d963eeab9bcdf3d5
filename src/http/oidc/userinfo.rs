//! `/oauth2/userinfo` (OpenID Connect Core, 5.3). The token comes in the header (RFC 6750, 2.1) or in a form (2.2).

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::header::WWW_AUTHENTICATE;
use http::{HeaderMap, StatusCode};

use crate::http::parameters::FormParameters;
use crate::http::{Context, bearer};

/// By GET.
pub async fn get(State(context): State<Context>, headers: HeaderMap) -> Response {
    answer(&context, bearer::of(&headers)).await
}

/// By POST.
pub async fn post(
    State(context): State<Context>,
    headers: HeaderMap,
    form: Result<FormParameters, Response>,
) -> Response {
    let posted = form.ok().map(|FormParameters(parameters)| parameters);
    let token = bearer::of(&headers).or_else(|| posted.as_ref()?.get("access_token"));
    answer(&context, token).await
}

async fn answer(context: &Context, token: Option<&str>) -> Response {
    // RFC 6750, 3.1: without any token no error code is given.
    let Some(token) = token else {
        return (StatusCode::UNAUTHORIZED, [(WWW_AUTHENTICATE, "Bearer")]).into_response();
    };
    match context.sign_in.userinfo(token, context.clock.now()).await {
        Ok(Some(claims)) => Json(claims).into_response(),
        Ok(None) => (StatusCode::UNAUTHORIZED, [(WWW_AUTHENTICATE, "Bearer error=\"invalid_token\"")]).into_response(),
        Err(error) => {
            tracing::error!(%error, "userinfo.failed");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}
