//! The admin API, `/admin/v1`: for support staff, each under their own name.

pub mod break_glass;
pub mod caller;
pub mod problem;

use axum::Router;
use axum::routing::{get, post};

use super::Context;

/// Its routes.
pub fn router() -> Router<Context> {
    let of_organization = Router::new()
        .route("/break-glass", get(break_glass::list).post(break_glass::request))
        .route("/break-glass/{id}/approve", post(break_glass::approve))
        .route("/break-glass/{id}/close", post(break_glass::close));
    Router::new().nest(
        "/admin/v1",
        Router::new().nest("/organizations/{organization}", of_organization).fallback(problem::no_such_route),
    )
}
