//! The operator's door, on a listener of its own.

use axum::Router;
use axum::extract::State;
use axum::routing::get;
use http::StatusCode;

use super::Context;

/// What the operator reaches.
pub fn router(context: Context) -> Router {
    Router::new().route("/health/live", get(|| async { "ok\n" })).route("/health/ready", get(ready)).with_state(context)
}

/// Whether requests can be served: the database answers.
async fn ready(State(context): State<Context>) -> (StatusCode, &'static str) {
    match context.sign_in.store.ping().await {
        Ok(()) => (StatusCode::OK, "ready\n"),
        Err(error) => {
            tracing::warn!(%error, "health.not_ready");
            (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n")
        }
    }
}
