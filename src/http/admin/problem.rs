//! Errors of the admin API: `application/problem+json` (RFC 9457).

use axum::response::{IntoResponse, Response};
use http::header::{CONTENT_TYPE, WWW_AUTHENTICATE};
use http::{HeaderValue, StatusCode};
use serde_json::json;

/// Why a request is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// 4xx or 5xx.
    pub status: StatusCode,
    /// A stable word for programs, e.g. `not_found`.
    pub code: &'static str,
    /// A sentence for people: what is wrong, and the way out.
    pub detail: String,
}

impl Problem {
    /// A problem.
    pub fn new(status: StatusCode, code: &'static str, detail: &impl ToString) -> Self {
        Self { status, code, detail: detail.to_string() }
    }

    /// The caller's token is missing or is good for nothing. The same for an unknown, an ended and a malformed one.
    pub fn unauthorized() -> Self {
        let detail = "send a token of your own: Authorization: Bearer anteroom_admin_…";
        Self::new(StatusCode::UNAUTHORIZED, "unauthorized", &detail)
    }

    /// Our own fault, which is in our log.
    pub fn internal(error: &impl std::fmt::Display) -> Self {
        tracing::error!(%error, "admin.failed");
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", &"this is our own fault; try again")
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let body = json!({
            "type": "about:blank",
            "title": self.status.canonical_reason().unwrap_or_default(),
            "status": self.status.as_u16(),
            "code": self.code,
            "detail": self.detail,
        });
        let mut response = (self.status, body.to_string()).into_response();
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if self.status == StatusCode::UNAUTHORIZED {
            response.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

/// What does not exist.
pub async fn no_such_route() -> Problem {
    Problem::new(StatusCode::NOT_FOUND, "not_found", &"the admin API has no such address")
}
