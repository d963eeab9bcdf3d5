//! `/admin/v1/audit/verify` and `/admin/v1/audit/anchors`

use axum::Json;
use axum::extract::State;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::anchor::{Anchor, SignedAnchor};
use crate::http::Context;
use crate::http::admin::caller::Caller;
use crate::http::admin::extract::Query;
use crate::http::admin::page::{Cursor, Limit, Page, Paging};
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

/// Which page of the list.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Listed {
    #[serde(default)]
    limit: Limit,
    cursor: Option<Cursor<NaiveDate>>,
}

/// Verifies the audit log
///
/// Every line in the chain, its head, the anchors, and whether every line without content was announced. Where something is wrong:
/// what, and where first. The token must not be limited to some organizations.
#[utoipa::path(
    get, path = "/audit/verify", tag = "audit", operation_id = "verify_audit",
    responses((status = 200, description = "What was found.", body = Verified)),
)]
pub async fn verify(State(context): State<Context>, caller: Caller) -> Result<Json<Verified>, Problem> {
    caller.everywhere()?;
    let (store, ring) = (&context.sign_in.store, &context.sign_in.ring);
    let found = audit::verify(store, ring).await.map_err(|error| Problem::internal(&error))?;
    Ok(Json(match found {
        AuditChain::Intact(whole) => Verified {
            intact: true,
            length: Some(whole.length),
            head: Some(hash::hex(&whole.head)),
            emptied: Some(whole.emptied),
            anchors: Some(whole.anchors),
            last_anchor: whole.last_anchor,
            broken: None,
        },
        AuditChain::Broken { position, what } => {
            Verified { broken: Some(Broken { position, what }), ..Verified::default() }
        }
    }))
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
    Query(Listed { limit, cursor }): Query<Listed>,
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
