//! `/admin/v1/audit/verify` and `/admin/v1/audit/anchors`

use std::fmt::Display;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use futures_util::stream;
use http::header::CONTENT_TYPE;
use serde::Serialize;
use tokio::time::timeout;
use utoipa::ToSchema;

use crate::domain::anchor::{Anchor, SignedAnchor};
use crate::http::Context;
use crate::http::admin::caller::Caller;
use crate::http::admin::extract::Query;
use crate::http::admin::page::{Listed, Page, Paging};
use crate::http::admin::problem::Problem;
use crate::keys::hash;
use crate::store::audit::verify::{AuditChain, Break};
use crate::tenancy::audit;

/// What the verification of the log found.
#[derive(Default, Serialize, ToSchema)]
#[schema(as = AuditVerified)]
pub struct Verified {
    /// Whether every line in the chain is as it was.
    intact: bool,
    /// How many lines are in the chain; not said where it is broken.
    length: Option<i64>,
    /// The hash of the last, in hexadecimal: noted elsewhere, it proves the log up to there. Not said where it is broken.
    head: Option<String>,
    /// How many lines have lost their content, as was announced; not said where the log is broken.
    emptied: Option<u64>,
    /// How many anchors hold it; not said where it is broken.
    anchors: Option<u64>,
    /// The last of them.
    last_anchor: Option<Anchor>,
    /// Where the log is broken first, and how.
    broken: Option<Broken>,
}

/// Where the log is broken first, and how.
#[derive(Serialize, ToSchema)]
#[schema(as = AuditBroken)]
pub struct Broken {
    /// The place in the chain, counted from 1.
    position: i64,
    what: Break,
}

/// The head of the log on a day, signed.
#[derive(Serialize, ToSchema)]
#[schema(as = AuditAnchor)]
pub struct Shown {
    /// The day, UTC.
    date: NaiveDate,
    /// How many lines were in the chain.
    position: i64,
    /// The hash of the last of them, in hexadecimal.
    hash: String,
    /// All of that, signed with ES256: a JWS (RFC 7515) of the type `audit-anchor+jwt`. Its `kid` is one of `/oauth2/jwks` for as long
    /// as that key signs.
    jws: String,
}

/// Verifies the audit log
///
/// Every line in the chain, its head, the anchors, and whether every line without content was announced. Where something is wrong:
/// what, and where first. The token must not be limited to some organizations.
#[utoipa::path(
    get, path = "/audit/verify", tag = "audit", operation_id = "verify_audit",
    responses((status = 200, description = "What was found.", body = Verified)),
)]
pub async fn verify(State(context): State<Context>, caller: Caller) -> Result<Response, Problem> {
    caller.everywhere()?;
    let (store, ring) = (context.sign_in.store.clone(), Arc::clone(&context.sign_in.ring));
    in_time(PATIENCE, async move { audit::verify(&store, &ring).await.map(Verified::from) }).await
}

/// How long is waited before something is sent: less than any proxy and any client wait for it.
const PATIENCE: Duration = Duration::from_secs(5);

/// Answers when the work is done. A log of many million lines takes longer than a request may: then spaces, which JSON may begin
/// with, are sent as it goes on. Whoever leaves ends the work; where it fails, the answer is broken off.
async fn in_time<T, E>(
    patience: Duration,
    work: impl Future<Output = Result<T, E>> + Send + 'static,
) -> Result<Response, Problem>
where
    T: Serialize + 'static,
    E: Display + 'static,
{
    let mut work = Box::pin(work);
    if let Ok(done) = timeout(patience, &mut work).await {
        return Ok(Json(done.map_err(|error| Problem::internal(&error))?).into_response());
    }
    let pieces = stream::try_unfold(Some(work), move |left| async move {
        let Some(mut work) = left else { return Ok(None) };
        let Ok(done) = timeout(patience, &mut work).await else {
            return Ok(Some((Bytes::from_static(b" "), Some(work))));
        };
        let json = done
            .map_err(|error| error.to_string())
            .and_then(|done| serde_json::to_vec(&done).map_err(|error| error.to_string()));
        json.map(|json| Some((json.into(), None))).map_err(|error| {
            tracing::error!(%error, "admin.failed");
            io::Error::other("it failed")
        })
    });
    Ok(([(CONTENT_TYPE, "application/json")], Body::from_stream(pieces)).into_response())
}

impl From<AuditChain> for Verified {
    fn from(found: AuditChain) -> Self {
        match found {
            AuditChain::Intact(whole) => Self {
                intact: true,
                length: Some(whole.length),
                head: Some(hash::hex(&whole.head)),
                emptied: Some(whole.emptied),
                anchors: Some(whole.anchors),
                last_anchor: whole.last_anchor,
                broken: None,
            },
            AuditChain::Broken { position, what } => {
                Self { broken: Some(Broken { position, what }), ..Self::default() }
            }
        }
    }
}

/// Lists the audit log's anchors
///
/// The newest first. The token must not be limited to some organizations.
#[utoipa::path(
    get, path = "/audit/anchors", tag = "audit", operation_id = "list_audit_anchors",
    params(Paging),
    responses((status = 200, description = "A page of them.", body = Page<Shown>)),
)]
pub async fn anchors(
    State(context): State<Context>,
    caller: Caller,
    Query(Listed { limit, cursor }): Query<Listed<NaiveDate>>,
) -> Result<Json<Page<Shown>>, Problem> {
    caller.everywhere()?;
    let before = cursor.map(|cursor| cursor.0);
    let found = context.sign_in.store.list_anchors(before, limit.and_one()).await;
    let found = found.map_err(|error| Problem::internal(&error))?;
    Ok(Json(Page::of(found, limit, |signed| signed.anchor.date, show)))
}

fn show(SignedAnchor { anchor, jws, .. }: SignedAnchor) -> Shown {
    let Anchor { date, position, hash } = anchor;
    Shown { date, position, hash, jws }
}

#[cfg(test)]
mod tests {
    use futures_util::StreamExt;
    use serde_json::{Value, json};
    use tokio::sync::oneshot;

    use super::*;

    async fn answered(done: Result<Value, &'static str>) -> Result<Vec<u8>, &'static str> {
        let response = in_time(PATIENCE, async move { done }).await.map_err(|problem| problem.code)?;
        assert_eq!(response.headers()[CONTENT_TYPE], "application/json");
        Ok(axum::body::to_bytes(response.into_body(), 1_000).await.unwrap().into())
    }

    /// Work that is done once somebody has waited for it; what came meanwhile, and then.
    async fn waited_for(done: Result<Value, &'static str>) -> (Bytes, Option<Result<Bytes, axum::Error>>) {
        let (end, ended) = oneshot::channel();
        let work = async move {
            ended.await.unwrap();
            done
        };
        let response = in_time(Duration::ZERO, work).await.unwrap();
        assert_eq!(response.headers()[CONTENT_TYPE], "application/json");
        let mut pieces = response.into_body().into_data_stream();
        let first = pieces.next().await.unwrap().unwrap();
        end.send(()).unwrap();
        loop {
            match pieces.next().await {
                Some(Ok(piece)) if piece == " " => {}
                last => return (first, last),
            }
        }
    }

    #[tokio::test]
    async fn work_that_takes_long_is_waited_for_with_spaces() {
        let found = json!({ "intact": true });
        let json = b"{\"intact\":true}";
        assert_eq!(answered(Ok(found.clone())).await.unwrap(), json);
        let (first, last) = waited_for(Ok(found)).await;
        assert_eq!((&first[..], &last.unwrap().unwrap()[..]), (&b" "[..], &json[..]));
        // At once it is a problem; later the answer is broken off, for half of one would be taken for all of it.
        assert_eq!(answered(Err("no database")).await.unwrap_err(), "internal");
        let (_, last) = waited_for(Err("no database")).await;
        assert!(last.unwrap().is_err());
    }
}
