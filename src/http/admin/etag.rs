//! The state of a thing as `ETag`, and for which state a change was made as `If-Match` (RFC 9110, 8.8.3 and 13.1.1).

use axum::extract::FromRequestParts;
use axum::response::{IntoResponse, Response};
use http::header::{ETAG, IF_MATCH};
use http::request::Parts;
use http::{HeaderMap, HeaderValue, StatusCode};
use serde::Serialize;

use super::problem::Problem;
use crate::http::Context;
use crate::tenancy::change::{Expected, Fingerprint};

/// The header's value for a state.
pub fn value(state: &Fingerprint) -> String {
    format!("\"{}\"", state.as_str())
}

/// An answer that says which state of the thing it shows.
pub struct Tagged<T>(pub Fingerprint, pub T);

impl<T: Serialize> IntoResponse for Tagged<T> {
    fn into_response(self) -> Response {
        let Self(state, body) = self;
        ([(ETAG, value(&state))], axum::Json(body)).into_response()
    }
}

/// For which state of the thing the change was made. Whoever does not say so could undo what somebody else has done.
pub struct IfMatch(pub Expected);

impl FromRequestParts<Context> for IfMatch {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &Context) -> Result<Self, Problem> {
        read(&parts.headers).map(Self)
    }
}

/// Of a change that has to say so.
pub fn read(headers: &HeaderMap) -> Result<Expected, Problem> {
    let mut seen = Vec::new();
    let mut lines = headers.get_all(IF_MATCH).iter().peekable();
    if lines.peek().is_none() {
        let detail =
            "say which state this is for: If-Match with the ETag of what you have read, or * for whichever it is";
        return Err(Problem::new(StatusCode::PRECONDITION_REQUIRED, "if_match_missing", &detail));
    }
    let malformed = || Problem::invalid(&"If-Match: take the ETag of what you have read, as it is, or *");
    for line in lines {
        let line = line.to_str().map_err(|_| malformed())?;
        if line.trim() == "*" {
            return Ok(Expected::Any);
        }
        for tag in line.split(',').map(str::trim) {
            // A weak tag is never enough for a change (RFC 9110, 13.1.1). None of ours is one, nor holds a comma.
            let weak = tag.starts_with("W/");
            let tag = tag.strip_prefix("W/").unwrap_or(tag);
            let inner = tag.strip_prefix('"').and_then(|tag| tag.strip_suffix('"')).ok_or_else(malformed)?;
            if !weak {
                seen.push(Fingerprint::from_text(inner));
            }
        }
    }
    Ok(Expected::OneOf(seen))
}

/// Somebody was faster: the state that the thing is in.
pub fn stale(detail: &impl ToString, found: &Fingerprint) -> Problem {
    let problem = Problem::new(StatusCode::PRECONDITION_FAILED, "stale", detail);
    match HeaderValue::from_str(&value(found)) {
        Ok(found) => problem.with(ETAG, found),
        Err(_) => problem,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(lines: &[&str]) -> Result<Expected, u16> {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(IF_MATCH, line.parse().unwrap());
        }
        read(&headers).map_err(|problem| problem.status.as_u16())
    }

    #[test]
    fn a_change_says_which_state_it_is_for() {
        let of = |tags: &[&str]| Ok(Expected::OneOf(tags.iter().map(|tag| Fingerprint::from_text(tag)).collect()));
        assert_eq!(seen(&["\"a\""]), of(&["a"]));
        assert_eq!(seen(&["\"a\", \"b\"", "\"c\""]), of(&["a", "b", "c"]));
        assert_eq!(seen(&["W/\"a\""]), of(&[]));
        assert_eq!(seen(&[" * "]), Ok(Expected::Any));
        assert_eq!(seen(&[]), Err(428));
        for bad in ["", "a", "\"a", "a\"", "\"", "\"a\",", "\"a\" \"b", "W/a"] {
            assert_eq!(seen(&[bad]), Err(422), "{bad}");
        }
    }

    #[test]
    fn what_is_sent_back_is_what_was_sent() {
        let state = Fingerprint::of(&"state");
        assert_eq!(seen(&[&value(&state)]), Ok(Expected::OneOf(vec![state])));
    }
}
