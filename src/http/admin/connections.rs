//! `/admin/v1/organizations/{organization}/connections`

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::ROOT;
use super::caller::{InOrganization, OfConnection};
use super::document::{ConnectionInPath, ForState, MadeOnce, OrganizationInPath};
use super::etag::{IfMatch, Tagged};
use super::extract::{Json, Query};
use super::manner::{Tried, Why};
use super::once::{Created, Keep, Once};
use super::page::Page;
use super::patch::Field;
use super::problem::Problem;
use crate::domain::connection::{Connection, ConnectionKind, ConnectionStatus, VersionState};
use crate::domain::email::EmailDomain;
use crate::domain::id::ConnectionId;
use crate::domain::provider::ProviderSettings;
use crate::http::Context;
use crate::signin::transit::Target;
use crate::tenancy::change::{Fingerprint, TenancyError};
use crate::tenancy::connections::{self, NewConnection, Removed};
use crate::tenancy::entra::WrittenSettings;
use crate::tenancy::google::WrittenGoogle;
use crate::tenancy::oidc::WrittenOidc;
use crate::tenancy::provider::Written;
use crate::tenancy::setup::overview::Addresses;
use crate::tenancy::users::Manner;

/// An organization's link to an identity provider. Its versions and credentials have addresses of their own.
#[derive(Serialize, ToSchema)]
#[schema(as = Connection)]
pub struct Shown {
    #[schema(value_type = Uuid)]
    id: ConnectionId,
    /// Its name within the organization; it never changes.
    name: String,
    kind: ConnectionKind,
    status: ConnectionStatus,
    /// The number of the version that is shown: the one in force or, until there is one, the draft.
    version: Option<i32>,
    /// Where that version stands: `active`, or that nobody can come in yet.
    state: Option<VersionState>,
    /// What it says, of the kind `entra`.
    entra: Option<WrittenSettings>,
    /// What it says, of the kind `google`.
    google: Option<WrittenGoogle>,
    /// What it says, of the kind `oidc`.
    oidc: Option<WrittenOidc>,
    /// Where the provider sends people back to: the redirect URI that the registration must have.
    redirect_uri: String,
    /// Where it says that somebody has signed out there: the registration's front-channel logout URL.
    front_channel_logout_uri: String,
    /// The number of the draft, where there is one.
    draft: Option<i32>,
    /// The number of the version that an undo brings back, where there is one.
    previous: Option<i32>,
    /// Whether this is only what would be: nothing has changed.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[schema(required = false)]
    dry_run: bool,
}

/// A connection to be made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewConnection)]
pub struct New {
    /// 1 to 63 lower-case letters, digits and hyphens, and no hyphen at its ends.
    #[schema(pattern = "^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$", example = "entra")]
    name: String,
    #[serde(default = "entra")]
    #[schema(required = false)]
    kind: ConnectionKind,
    #[serde(default = "active")]
    #[schema(required = false)]
    status: ConnectionStatus,
    /// What its first version says, of the kind `entra`: a draft. Exactly one of `entra`, `google` and `oidc`: the one of its kind.
    entra: Option<WrittenSettings>,
    /// The same, of the kind `google`.
    google: Option<WrittenGoogle>,
    /// The same, of the kind `oidc`.
    oidc: Option<WrittenOidc>,
    /// Why: for the audit log.
    #[schema(min_length = 1, max_length = 500)]
    reason: Option<String>,
}

const fn entra() -> ConnectionKind {
    ConnectionKind::Entra
}

const fn active() -> ConnectionStatus {
    ConnectionStatus::Active
}

/// What is to change of a connection (RFC 7396). What it knows of its provider changes by a draft.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConnectionChange {
    /// `disabled` keeps everybody out who comes by it, at once.
    #[serde(default)]
    #[schema(value_type = ConnectionStatus)]
    status: Field<ConnectionStatus>,
    /// Why: for the audit log.
    #[schema(min_length = 1, max_length = 500)]
    reason: Option<String>,
}

/// What would go with a connection.
#[derive(Serialize, ToSchema)]
pub struct ConnectionRemoval {
    /// The domains that lead to it, and would lead nowhere.
    #[schema(value_type = Vec<String>)]
    domains: Vec<EmailDomain>,
    /// How many users are bound to an account by it, and would be no more.
    identities: u64,
    dry_run: bool,
}

/// Lists connections
///
/// By name.
#[utoipa::path(
    get, path = "/organizations/{organization}/connections", tag = "connections", operation_id = "list_connections",
    params(OrganizationInPath),
    responses((status = 200, description = "All of them.", body = Page<Shown>)),
)]
pub async fn list(State(context): State<Context>, at: InOrganization) -> axum::Json<Page<Shown>> {
    let mut found = at.configuration.connections;
    found.sort_by(|a, b| a.name.cmp(&b.name));
    axum::Json(Page::all(found.iter().map(|connection| show(connection, &context, false)).collect()))
}

/// Makes a connection
///
/// With a first version that is a draft: nobody comes in by it before that is put in force. Its `redirect_uri` is known at once, so
/// that the hospital can register it.
#[utoipa::path(
    post, path = "/organizations/{organization}/connections", tag = "connections", operation_id = "create_connection",
    params(OrganizationInPath, Tried, MadeOnce),
    request_body = New,
    responses(
        (status = 200, description = "What would be made, of a dry run.", body = Shown),
        (status = 201, description = "It is made.", body = Shown, headers(
            ("Location" = String, description = "Where it is"), ("ETag" = String, description = "Its state"))),
        (status = 409, description = "The organization has one with this name: exists."),
    ),
)]
pub async fn create(
    State(context): State<Context>,
    at: InOrganization,
    Query(Tried { dry_run }): Query<Tried>,
    once: Once<New>,
) -> Result<Response, Problem> {
    let (store, organization) = (&context.sign_in.store, &at.configuration.organization);
    let has_shared = context.sign_in.shared.is_some();
    let created = |connection: &Connection| {
        let location = format!("{ROOT}/organizations/{}/connections/{}", organization.slug, connection.name);
        Created::new(&show(connection, &context, dry_run)).at(location, &Fingerprint::of(connection))
    };
    let make = async |New { name, kind, status, entra, google, oidc, reason }: New, keep: Keep| {
        let settings =
            Written::one_of(kind, (entra, google, oidc)).map_err(|wrong| TenancyError::Wrong(vec![wrong]))?;
        let (new, manner) = (NewConnection { name, status, settings }, Manner { reason, dry_run });
        let kept = |connection: &Connection| if dry_run { None } else { keep.of(&created(connection)) };
        let act = at.caller.act();
        Ok(created(&connections::create(store, organization.id, new, has_shared, &manner, &act, kept).await?))
    };
    let answer = once.answer(store, &at.caller, make).await?;
    Ok(if dry_run { answer.only_tried().into_response() } else { answer.into_response() })
}

/// Shows a connection
#[utoipa::path(
    get, path = "/organizations/{organization}/connections/{connection}", tag = "connections", operation_id = "get_connection",
    params(OrganizationInPath, ConnectionInPath),
    responses((status = 200, description = "The connection.", body = Shown, headers(("ETag" = String, description = "Its state")))),
)]
pub async fn get(State(context): State<Context>, of: OfConnection) -> Tagged<Shown> {
    tagged(&of.connection, &context, false)
}

/// Changes a connection
///
/// Switches it off or on, at once. What it knows of its provider changes by a draft.
#[utoipa::path(
    patch, path = "/organizations/{organization}/connections/{connection}", tag = "connections",
    operation_id = "change_connection",
    params(OrganizationInPath, ConnectionInPath, Tried, ForState),
    request_body = ConnectionChange,
    responses((status = 200, description = "As it is now.", body = Shown, headers(("ETag" = String, description = "Its state")))),
)]
pub async fn change(
    State(context): State<Context>,
    of: OfConnection,
    Query(Tried { dry_run }): Query<Tried>,
    IfMatch(expected): IfMatch,
    Json(ConnectionChange { status, reason }): Json<ConnectionChange>,
) -> Result<Tagged<Shown>, Problem> {
    let (store, manner, act) = (&context.sign_in.store, Manner { reason, dry_run }, of.at.caller.act());
    let edit = |now: &mut ConnectionStatus| status.put(now);
    let changed = connections::change(store, of.which(), &expected, &manner, &act, edit).await?;
    Ok(tagged(&changed, &context, dry_run))
}

/// Removes a connection
///
/// With its versions, its credentials and the bonds of users that were made by it; domains that lead to it lead nowhere. The audit log
/// stays.
#[utoipa::path(
    delete, path = "/organizations/{organization}/connections/{connection}", tag = "connections",
    operation_id = "delete_connection",
    params(OrganizationInPath, ConnectionInPath, Why, ForState),
    responses(
        (status = 200, description = "What would go with it, of a dry run.", body = ConnectionRemoval),
        (status = 204, description = "It is gone."),
    ),
)]
pub async fn delete(
    State(context): State<Context>,
    of: OfConnection,
    Query(Why { reason, dry_run }): Query<Why>,
    IfMatch(expected): IfMatch,
) -> Result<Response, Problem> {
    let (store, manner, act) = (&context.sign_in.store, Manner { reason, dry_run }, of.at.caller.act());
    let removed = connections::remove(store, of.which(), &expected, &manner, &act).await?;
    if !dry_run {
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    let Removed { connection, domains, identities } = removed;
    let body = ConnectionRemoval { domains, identities, dry_run };
    Ok(Tagged(Fingerprint::of(&connection), body).into_response())
}

/// A connection, with the state that all changes of it and of its versions are for.
pub(super) fn tagged(connection: &Connection, context: &Context, dry_run: bool) -> Tagged<Shown> {
    Tagged(Fingerprint::of(connection), show(connection, context, dry_run))
}

/// What the provider must know of us for a version that says this.
pub(in crate::http) fn addresses(
    connection: &Connection,
    settings: Option<&ProviderSettings>,
    context: &Context,
) -> Addresses {
    let target = if settings.is_some_and(ProviderSettings::is_shared) {
        Target::Tenant(connection.organization_id, connection.id)
    } else {
        Target::Connection(connection.organization_id, connection.id)
    };
    Addresses {
        redirect_uri: context.sign_in.redirect_uri(target),
        front_channel_logout: context.sign_in.front_channel_logout_uri(target),
    }
}

fn show(connection: &Connection, context: &Context, dry_run: bool) -> Shown {
    let version = connection.active.as_ref().or(connection.draft.as_ref());
    let settings = version.map(|version| &version.settings);
    let addresses = addresses(connection, settings, context);
    let (entra, google, oidc) = settings.map(|settings| Written::from(settings).by_kind()).unwrap_or_default();
    Shown {
        id: connection.id,
        name: connection.name.clone(),
        kind: connection.kind,
        status: connection.status,
        version: version.map(|version| version.number),
        state: version.map(|version| version.state),
        entra,
        google,
        oidc,
        redirect_uri: addresses.redirect_uri,
        front_channel_logout_uri: addresses.front_channel_logout,
        draft: connection.draft.as_ref().map(|draft| draft.number),
        previous: connection.previous.as_ref().map(|previous| previous.number),
        dry_run,
    }
}
