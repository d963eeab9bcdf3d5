//! `/oauth2/userinfo` (OpenID Connect Core, 5.3). The token comes in the header (RFC 6750, 2.1) or in a form (2.2).

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::header::WWW_AUTHENTICATE;
use http::{HeaderMap, HeaderName, StatusCode};

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
    let posted = posted.as_ref().and_then(|parameters| parameters.get("access_token"));
    match (bearer::of(&headers), posted) {
        // Which of them counts, two readers could judge differently (RFC 6750, 2).
        (Some(_), Some(_)) => {
            let challenge = challenge("invalid_request", "the access token was sent in more than one way");
            (StatusCode::BAD_REQUEST, challenge).into_response()
        }
        (in_header, in_form) => answer(&context, in_header.or(in_form)).await,
    }
}

async fn answer(context: &Context, token: Option<&str>) -> Response {
    // RFC 6750, 3.1: without any token no error code is given.
    let Some(token) = token else {
        return (StatusCode::UNAUTHORIZED, [(WWW_AUTHENTICATE, "Bearer realm=\"anteroom\"")]).into_response();
    };
    match context.sign_in.userinfo(token, context.clock.now()).await {
        Ok(Some(claims)) => Json(claims).into_response(),
        Ok(None) => {
            let challenge = challenge("invalid_token", "the access token has ended, was revoked, or is none of ours");
            (StatusCode::UNAUTHORIZED, challenge).into_response()
        }
        Err(error) => {
            tracing::error!(%error, "userinfo.failed");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// RFC 6750, 3.
fn challenge(error: &str, description: &str) -> [(HeaderName, String); 1] {
    let challenge = format!("Bearer realm=\"anteroom\", error=\"{error}\", error_description=\"{description}\"");
    [(WWW_AUTHENTICATE, challenge)]
}
