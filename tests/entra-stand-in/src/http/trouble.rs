//! Troubles that happen before a request is looked at.

use axum::body::Body;
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use chrono::{DateTime, Utc};
use futures_util::stream;

use super::{Early, reply};
use crate::aadsts;
use crate::faults::Fault;

/// 256 pieces of 64 KiB: 16 MiB.
const PIECES: usize = 256;
const PIECE: usize = 64 * 1024;

/// Waits, or answers, as the faults say.
pub(super) async fn happen(now: DateTime<Utc>, faults: &[Fault]) -> Result<(), Early> {
    for fault in faults {
        if let Fault::Slow(_, time) = fault {
            tokio::time::sleep(*time).await;
        }
    }
    let answer = faults.iter().find_map(|fault| match fault {
        Fault::Outage | Fault::OutageAt(_) => {
            Some((StatusCode::SERVICE_UNAVAILABLE, "The service is unavailable.").into_response())
        }
        Fault::HugeAnswer(_) => Some(huge()),
        Fault::NotJson(_) => Some(Html("<!doctype html><title>Sign in</title><p>Something else.").into_response()),
        Fault::RedirectAway(_) => {
            Some((StatusCode::FOUND, [(header::LOCATION, "http://169.254.169.254/latest/meta-data/")]).into_response())
        }
        Fault::Throttled(_, seconds) => Some(
            (StatusCode::TOO_MANY_REQUESTS, [(header::RETRY_AFTER, seconds.to_string())], "Too many requests.")
                .into_response(),
        ),
        Fault::TemporarilyUnavailable(_) => Some(reply::json_error(&aadsts::TRANSIENT, now)),
        _ => None,
    });
    answer.map_or(Ok(()), |answer| Err(answer.into()))
}

/// JSON that goes on and on, of no announced length.
fn huge() -> Response {
    let pieces = (0..=PIECES + 1).map(|index| {
        Ok::<_, std::convert::Infallible>(match index {
            0 => b"{\"padding\":\"".to_vec(),
            index if index > PIECES => b"\"}".to_vec(),
            _ => vec![b'a'; PIECE],
        })
    });
    let body = Body::from_stream(stream::iter(pieces));
    ([(header::CONTENT_TYPE, "application/json")], body).into_response()
}
