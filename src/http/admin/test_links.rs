//! `/admin/v1/organizations/{organization}/connections/{connection}/test-link`

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::caller::OfConnection;
use super::document::{ConnectionInPath, OrganizationInPath};
use super::extract::{Json, Query};
use super::manner::{Tried, Why};
use super::problem::Problem;
use crate::http::Context;
use crate::tenancy::test_sign_ins;
use crate::tenancy::users::Manner;

/// A private link, by which somebody of the organization makes test sign-ins through a connection: nobody comes in by it.
#[derive(Serialize, ToSchema)]
pub struct TestLink {
    /// When it ends by itself.
    expires_at: DateTime<Utc>,
    /// The link: shown this once.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, format = "uri")]
    link: Option<String>,
    /// Whether this is only what would be: nothing has changed.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[schema(required = false)]
    dry_run: bool,
}

/// What would end.
#[derive(Serialize, ToSchema)]
pub struct TestLinkRemoval {
    /// Whether there is one.
    exists: bool,
    dry_run: bool,
}

/// Why a link is made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewTestLink {
    /// Why: for the audit log.
    #[schema(min_length = 1, max_length = 500)]
    reason: Option<String>,
}

/// Makes a private link to test sign-ins
///
/// For the draft of the connection or, where there is none, for what is in force. Whoever opens it sees one page with one button, and
/// what their own test has shown. It is good for 24 hours; the one before ends. The answer holds a secret, so none is kept for an
/// `Idempotency-Key`: asked twice, the second link is the one that is good.
#[utoipa::path(
    post, path = "/organizations/{organization}/connections/{connection}/test-link", tag = "connections",
    operation_id = "create_test_link",
    params(OrganizationInPath, ConnectionInPath, Tried),
    request_body = NewTestLink,
    responses((status = 200, description = "The link, shown this once.", body = TestLink)),
)]
pub async fn create(
    State(context): State<Context>,
    of: OfConnection,
    Query(Tried { dry_run }): Query<Tried>,
    Json(NewTestLink { reason }): Json<NewTestLink>,
) -> Result<axum::Json<TestLink>, Problem> {
    let (manner, act) = (Manner { reason, dry_run }, of.at.caller.act());
    let (made, token) = test_sign_ins::make_link(&of.at.store, &of.connection, None, &manner, &act).await?;
    let link = token.map(|token| format!("{}/setup/try/{}", context.sign_in.issuer, token.expose()));
    Ok(axum::Json(TestLink { expires_at: made.expires_at, link, dry_run }))
}

/// Ends the private link to test sign-ins
///
/// At once, and what was opened with it. Where there is none, nothing is done.
#[utoipa::path(
    delete, path = "/organizations/{organization}/connections/{connection}/test-link", tag = "connections",
    operation_id = "delete_test_link",
    params(OrganizationInPath, ConnectionInPath, Why),
    responses(
        (status = 200, description = "What would end, of a dry run.", body = TestLinkRemoval),
        (status = 204, description = "It has ended."),
    ),
)]
pub async fn delete(of: OfConnection, Query(Why { reason, dry_run }): Query<Why>) -> Result<Response, Problem> {
    let (manner, act) = (Manner { reason, dry_run }, of.at.caller.act());
    let exists = test_sign_ins::end_link(&of.at.store, &of.connection, &manner, &act).await?;
    if !dry_run {
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    Ok(axum::Json(TestLinkRemoval { exists, dry_run }).into_response())
}
