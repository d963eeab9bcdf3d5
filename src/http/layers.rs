//! What surrounds every request: limits, headers, and a page in place of a stack trace.

use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::{HeaderName, HeaderValue, Method, StatusCode, header};
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::cors::{Any, CorsLayer};
use tower_http::csrf::CsrfLayer;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::timeout::TimeoutLayer;

use super::respond::set_cookies;
use super::{Context, browser};

/// The largest body a request may have: a form.
pub const LARGEST_BODY: usize = 64 * 1024;
/// The longest a request may take; more than the way outside may.
const LONGEST_REQUEST: Duration = Duration::from_secs(30);
/// How long a browser need not ask again what it may send.
const ONE_HOUR: Duration = Duration::from_hours(1);

/// The stack of the public router, with bodies of at most so many bytes.
pub fn public(router: Router<Context>, context: &Context, most: usize) -> Router<Context> {
    let https = context.sign_in.issuer.starts_with("https://");
    // One stack for the router: each layer given to it alone would be boxed, and moved, alone.
    router.layer(
        ServiceBuilder::new()
            .map_response(move |response| headers(response, https))
            .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, LONGEST_REQUEST))
            .layer(CatchPanicLayer::custom(|_| {
                tracing::error!("request.panicked");
                StatusCode::INTERNAL_SERVER_ERROR.into_response()
            }))
            .layer(RequestBodyLimitLayer::new(most)),
    )
}

/// Lets an app that runs in a browser ask, from whatever origin: OpenID Connect Core, 5.3 demands it of userinfo. What these doors
/// answer follows from what is sent along, and from no cookie, so that nobody's browser lends a page what its person may do. Never
/// for what people see: RFC 9700, 2.6 forbids it for authorize.
pub fn any_origin(router: Router<Context>) -> Router<Context> {
    let [proof, nonce] = ["dpop", "dpop-nonce"].map(HeaderName::from_static);
    let cors = CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([Method::GET, Method::POST])
        .allow_headers([header::AUTHORIZATION, header::CONTENT_TYPE, proof])
        .expose_headers([header::WWW_AUTHENTICATE, nonce])
        .max_age(ONE_HOUR);
    router.layer(cors)
}

/// Marks an answer that another site may have in a frame: its own policy says which.
#[derive(Clone, Copy, Debug)]
pub struct Framed;

/// Refuses a form that was posted from another origin (by `Sec-Fetch-Site`, or `Origin` where that is not sent).
pub fn same_origin(router: Router<Context>) -> Router<Context> {
    router.layer(CsrfLayer::new())
}

/// Keeps the language that somebody chose at the foot of a page.
pub async fn keep_language(request: Request, next: Next) -> Response {
    let chosen = browser::asked_language(request.uri());
    let mut response = next.run(request).await;
    if let Some(language) = chosen {
        set_cookies(&mut response, &[browser::language(language)]);
    }
    response
}

/// Headers that every answer has, unless its door said otherwise.
fn headers<B>(mut response: http::Response<B>, https: bool) -> http::Response<B> {
    let framed = response.extensions().get::<Framed>().is_some();
    let headers = response.headers_mut();
    let mut or = |name: HeaderName, value: &'static str| {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    };
    or(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    or(header::CACHE_CONTROL, "no-store");
    // The address of the callback holds a code and a state: no other site gets to see it.
    or(header::REFERRER_POLICY, "no-referrer");
    if !framed {
        or(header::X_FRAME_OPTIONS, "DENY");
    }
    or(header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'");
    or(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    or(HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=()");
    if https {
        or(header::STRICT_TRANSPORT_SECURITY, "max-age=63072000");
    }
    response
}
