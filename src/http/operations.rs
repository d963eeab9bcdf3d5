//! The operator's door, on a listener of its own.

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use http::StatusCode;
use http::header::CONTENT_TYPE;

use super::{Context, metrics};
use crate::store::StoreError;

/// What the operator reaches.
pub fn router(context: Context) -> Router {
    Router::new()
        .route("/health/live", get(|| async { "ok\n" }))
        .route("/health/ready", get(ready))
        .route("/metrics", get(measured))
        .with_state(context)
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

/// What there is to count.
async fn measured(State(context): State<Context>) -> Response {
    match measure(&context).await {
        Ok(text) => ([(CONTENT_TYPE, metrics::CONTENT_TYPE)], text).into_response(),
        Err(error) => {
            tracing::warn!(%error, "metrics.not_measured");
            (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n").into_response()
        }
    }
}

async fn measure(context: &Context) -> Result<String, StoreError> {
    let (store, now) = (&context.sign_in.store, context.clock.now());
    let (deliveries, logouts, watched, ending, checked) = tokio::try_join!(
        store.count_waiting_deliveries(),
        store.count_waiting_logouts(),
        store.count_watched(now),
        context.ledger.count(now),
        store.count_connection_checks()
    )?;
    let asked = context.sign_in.rechecks.tally.read();
    let webhooks = metrics::of_webhooks(&context.webhooks, deliveries, now);
    let logouts = metrics::of_logouts(&context.logouts, logouts, now);
    let ahead = metrics::of_expiries(&ending, now) + &metrics::of_weather(&context.sign_in.weather.all());
    Ok(webhooks + &logouts + &metrics::of_rechecks(&asked, watched, now) + &ahead + &metrics::of_checks(checked))
}
