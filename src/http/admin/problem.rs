//! Errors of the admin API: `application/problem+json` (RFC 9457).

use axum::extract::rejection::{BytesRejection, JsonRejection, QueryRejection};
use axum::response::{IntoResponse, Response};
use http::header::{CONTENT_LENGTH, CONTENT_TYPE, WWW_AUTHENTICATE};
use http::{HeaderName, HeaderValue, StatusCode};
use serde::Serialize;
use utoipa::ToSchema;

use super::etag;
use crate::domain::admin_role::{AdminRole, Permission};
use crate::tenancy::apply::ApplyError;
use crate::tenancy::change::{TenancyError, Wrong};
use crate::tenancy::checks::prove::NotProven;
use crate::tenancy::connections::ConnectionError;
use crate::tenancy::forcing::ForcingError;
use crate::tenancy::problem::FileError;

/// Of every answer that is one.
pub const PROBLEM_JSON: &str = "application/problem+json";

/// Why a request is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// 4xx or 5xx.
    pub status: StatusCode,
    /// A stable word for programs, e.g. `not_found`.
    pub code: &'static str,
    /// A sentence for people: what is wrong, and the way out.
    pub detail: String,
    /// The fields that it is about, where it is about fields.
    pub errors: Vec<Wrong>,
    /// What the answer says besides.
    pub headers: Vec<(HeaderName, HeaderValue)>,
}

/// What is refused, and why (RFC 9457).
#[derive(Serialize, ToSchema)]
#[schema(as = Problem)]
pub struct Written<'a> {
    /// Always `about:blank`: `code` tells problems apart.
    r#type: &'static str,
    /// The status in words.
    title: &'static str,
    /// The status.
    #[schema(minimum = 400, maximum = 599)]
    status: u16,
    /// A stable word for programs, e.g. `not_found`.
    code: &'a str,
    /// A sentence for people: what is wrong, and the way out.
    detail: &'a str,
    /// The fields that it is about, where it is about fields.
    #[serde(skip_serializing_if = "<[Wrong]>::is_empty")]
    #[schema(required = false)]
    errors: &'a [Wrong],
}

impl Problem {
    /// A problem.
    pub fn new(status: StatusCode, code: &'static str, detail: &impl ToString) -> Self {
        Self { status, code, detail: detail.to_string(), errors: Vec::new(), headers: Vec::new() }
    }

    /// It, with a header.
    #[must_use]
    pub fn with(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.push((name, value));
        self
    }

    /// The caller's token is missing or is good for nothing. The same for an unknown, an ended and a malformed one.
    pub fn unauthorized() -> Self {
        let detail = "send a token of your own, or that of your sign-in: Authorization: Bearer …";
        Self::new(StatusCode::UNAUTHORIZED, "unauthorized", &detail)
    }

    /// The caller has signed in, and is none of the people of support, or none any more.
    pub fn no_role() -> Self {
        let detail = "your account has no role here: anteroom:auditor, anteroom:support or anteroom:operator";
        Self::new(StatusCode::FORBIDDEN, "no_role", &detail)
    }

    /// The caller's role is too low.
    pub fn forbidden(role: AdminRole, permission: Permission) -> Self {
        let (least, own) = (permission.least_role().as_str(), role.as_str());
        Self::new(StatusCode::FORBIDDEN, "role_too_low", &format!("this needs the role {least}; yours is {own}"))
    }

    /// There is no such thing, or none that the caller may know of.
    pub fn not_found(what: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", &format!("there is no such {what}"))
    }

    /// What was sent can be read, and is not what can be done.
    pub fn invalid(detail: &impl ToString) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid_request", detail)
    }

    /// It, without the words of a parser, which quote what was sent: where that can be a secret.
    #[must_use]
    pub fn unquoted(self, expected: &str) -> Self {
        if self.status != StatusCode::UNPROCESSABLE_ENTITY {
            return self;
        }
        Self { detail: format!("the body is not what it is to be: {expected}"), ..self }
    }

    /// Our own fault, which is in our log.
    pub fn internal(error: &impl std::fmt::Display) -> Self {
        tracing::error!(%error, "admin.failed");
        Self::of(StatusCode::INTERNAL_SERVER_ERROR)
    }

    /// What there is to say of a status alone.
    fn of(status: StatusCode) -> Self {
        let (code, detail) = match status {
            StatusCode::METHOD_NOT_ALLOWED => {
                ("method_not_allowed", "the address has no such method; Allow names those it has")
            }
            StatusCode::PAYLOAD_TOO_LARGE => ("too_large", "the request is larger than any that can be answered"),
            StatusCode::SERVICE_UNAVAILABLE => ("unavailable", "this takes too long at this moment; try again"),
            status if status.is_server_error() => ("internal", "this is our own fault; try again"),
            _ => ("invalid_request", "the request is not understood"),
        };
        Self::new(status, code, &detail)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let body = Written {
            r#type: "about:blank",
            title: self.status.canonical_reason().unwrap_or_default(),
            status: self.status.as_u16(),
            code: self.code,
            detail: &self.detail,
            errors: &self.errors,
        };
        let body = serde_json::to_string(&body).unwrap_or_default();
        let mut response = (self.status, body).into_response();
        response.headers_mut().extend(self.headers);
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(PROBLEM_JSON));
        if self.status == StatusCode::UNAUTHORIZED {
            response.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

impl From<JsonRejection> for Problem {
    fn from(rejection: JsonRejection) -> Self {
        let code = match rejection.status() {
            StatusCode::UNSUPPORTED_MEDIA_TYPE => "unsupported_media_type",
            StatusCode::UNPROCESSABLE_ENTITY => "invalid_request",
            StatusCode::PAYLOAD_TOO_LARGE => "too_large",
            _ => "malformed",
        };
        Self::new(rejection.status(), code, &rejection.body_text())
    }
}

impl From<QueryRejection> for Problem {
    fn from(rejection: QueryRejection) -> Self {
        Self::invalid(&rejection.body_text())
    }
}

impl From<BytesRejection> for Problem {
    fn from(rejection: BytesRejection) -> Self {
        JsonRejection::from(rejection).into()
    }
}

impl From<TenancyError> for Problem {
    fn from(error: TenancyError) -> Self {
        let conflict = |code| Self::new(StatusCode::CONFLICT, code, &error);
        match &error {
            TenancyError::Gone | TenancyError::Connection(ConnectionError::NoDraft) => {
                Self::new(StatusCode::NOT_FOUND, "not_found", &error)
            }
            TenancyError::Stale(found) => etag::stale(&error, found),
            TenancyError::Taken => conflict("exists"),
            TenancyError::BeyondOwn => Self::new(StatusCode::FORBIDDEN, "beyond_own", &error),
            TenancyError::PublicClient => conflict("public_client"),
            TenancyError::FormerAddress => conflict("former_address"),
            TenancyError::NotBound => conflict("not_bound"),
            TenancyError::WebhookDisabled => conflict("webhook_disabled"),
            TenancyError::Wrong(wrong) => Self { errors: wrong.clone(), ..Self::invalid(&error) },
            TenancyError::Forcing(forcing) => conflict(forced(forcing)),
            TenancyError::Connection(ConnectionError::NothingToUndo) => conflict("nothing_to_undo"),
            TenancyError::Connection(ConnectionError::NotTested) => conflict("not_tested"),
            TenancyError::Connection(ConnectionError::CredentialMissing) => conflict("credential_missing"),
            TenancyError::Connection(ConnectionError::LastCredential) => conflict("last_credential"),
            TenancyError::Connection(ConnectionError::CredentialNotNeeded | ConnectionError::CredentialOfNone) => {
                conflict("credential_not_needed")
            }
            TenancyError::Connection(ConnectionError::SlotTaken(_)) => conflict("slot_taken"),
            TenancyError::NotProven(NotProven::Refused(_)) => conflict("credential_refused"),
            TenancyError::NotProven(NotProven::Unknown(_)) => conflict("credential_not_proven"),
            TenancyError::Store(_) | TenancyError::Keys(_) => Self::internal(&error),
        }
    }
}

const fn forced(error: &ForcingError) -> &'static str {
    match error {
        ForcingError::NotTried { .. } => "no_recent_sign_in",
        ForcingError::Stranded { .. } => "nobody_could_come_in",
    }
}

impl From<ApplyError> for Problem {
    fn from(error: ApplyError) -> Self {
        match error {
            // Somebody was faster, between the plan and its being carried out.
            ApplyError::Stale => Self::new(StatusCode::PRECONDITION_FAILED, "stale", &error),
            ApplyError::Impossible(_) => Self::invalid(&error),
            ApplyError::FormerAddress { .. } => Self::new(StatusCode::CONFLICT, "former_address", &error),
            ApplyError::Forcing(ref forcing) => Self::new(StatusCode::CONFLICT, forced(forcing), &error),
            ApplyError::Store(error) => TenancyError::from(error).into(),
            ApplyError::Keys(_) => Self::internal(&error),
        }
    }
}

impl From<FileError> for Problem {
    fn from(error: FileError) -> Self {
        let wrong = |problem: &crate::tenancy::problem::Problem| {
            let (line, column) = error.place(problem);
            let help = problem.help.as_ref().map(|help| format!(" ({help})")).unwrap_or_default();
            let wrong = Wrong::new(problem.label, &format!("{}{help}", problem.message));
            Wrong { line: Some(line), column: Some(column), ..wrong }
        };
        let errors = error.problems.iter().map(wrong).collect();
        Self { errors, ..Self::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid_file", &error) }
    }
}

/// What does not exist.
pub async fn no_such_route() -> Problem {
    Problem::new(StatusCode::NOT_FOUND, "not_found", &"the admin API has no such address")
}

/// Puts an error that comes from elsewhere than a handler (no such method, too large, too slow, a panic) into the form of all.
pub async fn in_form(response: Response) -> Response {
    let status = response.status();
    let is_problem = response.headers().get(CONTENT_TYPE).is_some_and(|kind| kind == PROBLEM_JSON);
    if is_problem || !(status.is_client_error() || status.is_server_error()) {
        return response;
    }
    let (parts, _) = response.into_parts();
    let mut problem = Problem::of(status).into_response();
    for (name, value) in &parts.headers {
        if name != CONTENT_TYPE && name != CONTENT_LENGTH {
            problem.headers_mut().insert(name, value.clone());
        }
    }
    problem
}
