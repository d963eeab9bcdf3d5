//! `/admin/v1/organizations/{organization}/connections/{connection}/versions`

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::caller::OfConnection;
use super::connections::{self, addresses, tagged};
use super::document::{ConnectionInPath, ForState, OrganizationInPath};
use super::etag::{IfMatch, Tagged};
use super::extract::{Json, Query};
use super::manner::{Tried, Why};
use super::page::Page;
use super::problem::Problem;
use crate::domain::connection::{Connection, ConnectionVersion, VersionState};
use crate::http::Context;
use crate::tenancy::change::{Fingerprint, TenancyError};
use crate::tenancy::credential_use::Unproven;
use crate::tenancy::entra::WrittenSettings;
use crate::tenancy::google::WrittenGoogle;
use crate::tenancy::oidc::WrittenOidc;
use crate::tenancy::provider::Written;
use crate::tenancy::users::Manner;
use crate::tenancy::versions;

/// A version of what a connection knows of Entra. One is in force, one can be brought back, one is a draft.
#[derive(Serialize, ToSchema)]
#[schema(as = ConnectionVersion)]
pub struct Shown {
    /// Counts up within the connection.
    number: i32,
    state: VersionState,
    /// What it says, of a connection of the kind `entra`.
    entra: Option<WrittenSettings>,
    /// The same, of the kind `google`.
    google: Option<WrittenGoogle>,
    /// The same, of the kind `oidc`.
    oidc: Option<WrittenOidc>,
    /// The redirect URI that the registration must have.
    redirect_uri: String,
    /// Of a draft: what it would change of the version in force; all that it says, where there is none.
    changes: Option<Vec<Difference>>,
    /// Whether this is only what would be: nothing has changed.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[schema(required = false)]
    dry_run: bool,
}

/// A field in which two versions differ, in the words of the audit log.
#[derive(Serialize, ToSchema)]
pub struct Difference {
    field: &'static str,
    old: String,
    new: String,
}

/// What a draft is to say: all of it, whatever it said before.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DraftWanted {
    /// Of a connection of the kind `entra`. Exactly one of `entra`, `google` and `oidc`: the one of its kind.
    entra: Option<WrittenSettings>,
    /// The same, of the kind `google`.
    google: Option<WrittenGoogle>,
    /// The same, of the kind `oidc`.
    oidc: Option<WrittenOidc>,
    /// Why: for the audit log.
    #[schema(min_length = 1, max_length = 500)]
    reason: Option<String>,
}

/// How a draft is put in force.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Activation {
    /// Why it is put in force although no test sign-in has worked with it.
    #[schema(min_length = 1, max_length = 500)]
    without_test_sign_in: Option<String>,
    /// Why it is put in force although nobody has seen Microsoft accept the credential of its registration, which is another one.
    #[schema(min_length = 1, max_length = 500)]
    without_proof: Option<String>,
    /// Why: for the audit log.
    #[schema(min_length = 1, max_length = 500)]
    reason: Option<String>,
}

/// Why the version before is brought back.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Undoing {
    /// Why: for the audit log.
    #[schema(min_length = 1, max_length = 500)]
    reason: Option<String>,
}

/// Lists the versions of a connection
///
/// The newest first: the draft, the one in force, and the one that can be brought back, as far as there are any. The `ETag` is the
/// connection's: it changes with any of them.
#[utoipa::path(
    get, path = "/organizations/{organization}/connections/{connection}/versions", tag = "connections",
    operation_id = "list_connection_versions",
    params(OrganizationInPath, ConnectionInPath),
    responses((status = 200, description = "All of them.", body = Page<Shown>, headers(
        ("ETag" = String, description = "The connection's state")))),
)]
pub async fn list(State(context): State<Context>, of: OfConnection) -> Tagged<Page<Shown>> {
    let versions = of.connection.versions();
    let items = versions.into_iter().map(|version| show(&of.connection, version, &context, false));
    Tagged(Fingerprint::of(&of.connection), Page::all(items.collect()))
}

/// Makes or edits the draft
///
/// Nobody uses it until it is put in force. What was tested has to be tested again once it is edited.
#[utoipa::path(
    put, path = "/organizations/{organization}/connections/{connection}/versions/draft", tag = "connections",
    operation_id = "put_connection_draft",
    params(OrganizationInPath, ConnectionInPath, Tried, ForState),
    request_body = DraftWanted,
    responses((status = 200, description = "The draft.", body = Shown, headers(
        ("ETag" = String, description = "The connection's state")))),
)]
pub async fn put_draft(
    State(context): State<Context>,
    of: OfConnection,
    Query(Tried { dry_run }): Query<Tried>,
    IfMatch(expected): IfMatch,
    Json(DraftWanted { entra, google, oidc, reason }): Json<DraftWanted>,
) -> Result<Tagged<Shown>, Problem> {
    let (store, manner, act) = (&context.sign_in.store, Manner { reason, dry_run }, of.at.caller.act());
    let has_shared = context.sign_in.shared.is_some();
    let written = Written::one_of(of.connection.kind, (entra, google, oidc));
    let written = written.map_err(|wrong| TenancyError::Wrong(vec![wrong]))?;
    let done = versions::put_draft(store, of.which(), &expected, written, has_shared, &manner, &act).await?;
    let (connection, draft) = done;
    Ok(Tagged(Fingerprint::of(&connection), show(&connection, &draft, &context, dry_run)))
}

/// Throws the draft away
#[utoipa::path(
    delete, path = "/organizations/{organization}/connections/{connection}/versions/draft", tag = "connections",
    operation_id = "discard_connection_draft",
    params(OrganizationInPath, ConnectionInPath, Why, ForState),
    responses(
        (status = 200, description = "What would be thrown away, of a dry run.", body = Shown),
        (status = 204, description = "It is gone."),
    ),
)]
pub async fn discard_draft(
    State(context): State<Context>,
    of: OfConnection,
    Query(Why { reason, dry_run }): Query<Why>,
    IfMatch(expected): IfMatch,
) -> Result<Response, Problem> {
    let (store, manner, act) = (&context.sign_in.store, Manner { reason, dry_run }, of.at.caller.act());
    let (connection, draft) = versions::discard_draft(store, of.which(), &expected, &manner, &act).await?;
    if !dry_run {
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    Ok(Tagged(Fingerprint::of(&of.connection), show(&connection, &draft, &context, true)).into_response())
}

/// Puts the draft in force
///
/// For everybody, at once, on every replica within a second, with the credential of its registration; the version in force until then can
/// be brought back. Whoever is at Microsoft at that instant may have to begin anew. A draft that no test sign-in has worked with is put
/// in force only with a word on why. Where it names another registration than the one in force, the credential for that is shown to
/// Microsoft's token endpoint before.
#[utoipa::path(
    post, path = "/organizations/{organization}/connections/{connection}/versions/draft/activate", tag = "connections",
    operation_id = "activate_connection_draft",
    params(OrganizationInPath, ConnectionInPath, Tried, ForState),
    request_body = Activation,
    responses(
        (status = 200, description = "The connection as it is now.", body = connections::Shown, headers(
            ("ETag" = String, description = "Its state"))),
        (status = 409, description = "No test sign-in has worked with it: not_tested; the hospital's own registration that it names \
            lacks a credential: credential_missing; Microsoft refuses that: credential_refused; or has not said: credential_not_proven."),
    ),
)]
pub async fn activate(
    State(context): State<Context>,
    of: OfConnection,
    Query(Tried { dry_run }): Query<Tried>,
    IfMatch(expected): IfMatch,
    Json(Activation { without_test_sign_in, without_proof, reason }): Json<Activation>,
) -> Result<Tagged<connections::Shown>, Problem> {
    let (store, manner, act) = (&context.sign_in.store, Manner { reason, dry_run }, of.at.caller.act());
    let activation = versions::Activation { without_test_sign_in, without_proof: Unproven(without_proof) };
    let (prober, which) = (&context.prober, of.which());
    let connection = versions::activate(store, prober, which, &expected, &activation, &manner, &act).await?;
    Ok(tagged(&connection, &context, dry_run))
}

/// Brings the version before back
///
/// For everybody, at once. To do it again brings the other one back.
#[utoipa::path(
    post, path = "/organizations/{organization}/connections/{connection}/undo", tag = "connections",
    operation_id = "undo_connection",
    params(OrganizationInPath, ConnectionInPath, Tried, ForState),
    request_body = Undoing,
    responses(
        (status = 200, description = "The connection as it is now.", body = connections::Shown, headers(
            ("ETag" = String, description = "Its state"))),
        (status = 409, description = "No other version was in force before: nothing_to_undo; or it needs a credential: credential_missing."),
    ),
)]
pub async fn undo(
    State(context): State<Context>,
    of: OfConnection,
    Query(Tried { dry_run }): Query<Tried>,
    IfMatch(expected): IfMatch,
    Json(Undoing { reason }): Json<Undoing>,
) -> Result<Tagged<connections::Shown>, Problem> {
    let (store, manner, act) = (&context.sign_in.store, Manner { reason, dry_run }, of.at.caller.act());
    let connection = versions::undo(store, of.which(), &expected, &manner, &act).await?;
    Ok(tagged(&connection, &context, dry_run))
}

fn show(connection: &Connection, version: &ConnectionVersion, context: &Context, dry_run: bool) -> Shown {
    let is_draft = matches!(version.state, VersionState::Draft | VersionState::Tested);
    let differences = || versions::differences(connection, version).into_iter();
    let (entra, google, oidc) = Written::from(&version.settings).by_kind();
    Shown {
        number: version.number,
        state: version.state,
        entra,
        google,
        oidc,
        redirect_uri: addresses(connection, Some(&version.settings), context).redirect_uri,
        changes: is_draft.then(|| differences().map(|(field, old, new)| Difference { field, old, new }).collect()),
        dry_run,
    }
}
