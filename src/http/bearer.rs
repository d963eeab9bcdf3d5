//! A token in the `Authorization` header.

use http::HeaderMap;
use http::header::AUTHORIZATION;

/// The token that comes as it is (RFC 6750, 2.1), where there is one.
pub fn of(headers: &HeaderMap) -> Option<&str> {
    by_scheme(headers, "bearer")
}

/// The token that comes with a proof of possession (RFC 9449, 7.1), where there is one.
pub fn of_dpop(headers: &HeaderMap) -> Option<&str> {
    by_scheme(headers, "dpop")
}

fn by_scheme<'a>(headers: &'a HeaderMap, wanted: &str) -> Option<&'a str> {
    let (scheme, token) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case(wanted).then_some(token.trim())
}
