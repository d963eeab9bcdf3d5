//! The admin API, `/admin/v1`: for support staff, each under their own name.

pub mod applications;
pub mod audit;
pub mod break_glass;
pub mod caller;
pub mod configuration;
pub mod connection_checks;
pub mod connections;
pub mod credentials;
pub mod deliveries;
pub mod document;
pub mod domain_checks;
pub mod domains;
pub mod etag;
pub mod expiries;
pub mod explain;
pub mod extract;
pub mod flags;
pub mod grid;
pub mod identities;
pub mod imports;
pub mod invitations;
pub mod logo;
pub mod manner;
pub mod me;
pub mod move_domain;
pub mod once;
pub mod organizations;
pub mod page;
pub mod patch;
pub mod pilot;
pub mod preview;
pub mod problem;
pub mod rollouts;
pub mod roster;
pub mod sessions;
pub mod sign_ins;
pub mod status;
pub mod table;
pub mod test_links;
pub mod tokens;
pub mod users;
pub mod versions;
pub mod webhooks;

use std::convert::Infallible;
use std::sync::LazyLock;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::get;
use http::header::CONTENT_TYPE;
use tower::limit::GlobalConcurrencyLimitLayer;
use tower_http::limit::RequestBodyLimitLayer;
use utoipa_axum::router::OpenApiRouter;

use super::Context;
use super::layers::LARGEST_BODY;

/// Its routes, and the document that describes them.
pub fn router() -> Router<Context> {
    let mut below = Router::new().fallback(problem::no_such_route);
    // One at a time, so that their memory is that of one.
    let in_turn = GlobalConcurrencyLimitLayer::new(1);
    for route in table::routes() {
        let (_, _, mut handler) = route.answers;
        if route.most > LARGEST_BODY {
            let large = DefaultBodyLimit::max(route.most);
            handler = handler.layer::<_, Infallible>(large).layer::<_, Infallible>(in_turn.clone());
        }
        below = below.route(&route.path, handler.layer(RequestBodyLimitLayer::new(route.most)));
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

/// The largest file that changes something: users as a table, configuration.
pub const LARGEST_FILE: usize = 8 * 1024 * 1024;

/// Where it is.
pub const ROOT: &str = "/admin/v1";
