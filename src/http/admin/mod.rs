//! The admin API, `/admin/v1`: for support staff, each under their own name.

pub mod audit;
pub mod break_glass;
pub mod caller;
pub mod connections;
pub mod credentials;
pub mod document;
pub mod domains;
pub mod etag;
pub mod explain;
pub mod extract;
pub mod flags;
pub mod identities;
pub mod imports;
pub mod invitations;
pub mod manner;
pub mod me;
pub mod once;
pub mod organizations;
pub mod page;
pub mod patch;
pub mod preview;
pub mod problem;
pub mod rollouts;
pub mod sessions;
pub mod sign_ins;
pub mod table;
pub mod users;
pub mod versions;

use std::sync::LazyLock;

use axum::Router;
use axum::routing::get;
use http::header::CONTENT_TYPE;
use utoipa_axum::router::OpenApiRouter;

use super::Context;

/// Its routes, and the document that describes them.
pub fn router() -> Router<Context> {
    let mut below = Router::new().fallback(problem::no_such_route);
    for route in table::routes() {
        let (_, _, handler) = route.answers;
        below = below.route(&route.path, handler);
    }
    // It describes what is in the sources that everybody has: whoever writes a client may read it.
    let document = get(async || ([(CONTENT_TYPE, "application/json")], DOCUMENT.as_str()));
    Router::new().nest(ROOT, below).route(&format!("{ROOT}/openapi.json"), document)
}

/// Made when somebody asks for the first time: it is several megabytes before it is text.
static DOCUMENT: LazyLock<String> = LazyLock::new(|| {
    let below = table::routes().fold(OpenApiRouter::<Context>::new(), |below, route| below.routes(route.answers));
    let mut document = OpenApiRouter::with_openapi(document::base()).nest(ROOT, below).into_openapi();
    document::mend(&mut document);
    document.to_json().unwrap_or_default()
});

/// Where it is.
pub const ROOT: &str = "/admin/v1";
