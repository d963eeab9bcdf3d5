//! The admin API, `/admin/v1`: for support staff, each under their own name.

pub mod break_glass;
pub mod caller;
pub mod document;
pub mod etag;
pub mod extract;
pub mod flags;
pub mod once;
pub mod organizations;
pub mod page;
pub mod patch;
pub mod problem;
pub mod table;

use axum::Router;
use axum::routing::get;
use http::header::CONTENT_TYPE;
use utoipa_axum::router::OpenApiRouter;

use super::Context;

/// Its routes, and the document that describes them.
pub fn router() -> Router<Context> {
    let mut below = OpenApiRouter::new().fallback(problem::no_such_route);
    for route in table::routes() {
        below = below.routes(route.answers);
    }
    let (router, document) = OpenApiRouter::with_openapi(document::base()).nest(ROOT, below).split_for_parts();
    // It describes what is in the sources that everybody has: whoever writes a client may read it.
    let document = document.to_json().unwrap_or_default();
    router.route(
        &format!("{ROOT}/openapi.json"),
        get(async move || ([(CONTENT_TYPE, "application/json")], document.clone())),
    )
}

/// Where it is.
pub const ROOT: &str = "/admin/v1";
