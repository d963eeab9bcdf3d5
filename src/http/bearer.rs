//! A token in the `Authorization` header (RFC 6750, 2.1).

use http::HeaderMap;
use http::header::AUTHORIZATION;

/// The token, where there is one.
pub fn of(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
}
