//! `/admin/v1/organizations`

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::ROOT;
use super::caller::{Caller, InOrganization};
use super::document::{ForState, MadeOnce, OrganizationInPath};
use super::etag::{IfMatch, Tagged};
use super::extract::{Json, Query};
use super::manner::{Tried, Why};
use super::once::{Created, Keep, Once};
use super::page::{Cursor, Limit, Page, Paging};
use super::patch::Field;
use super::problem::Problem;
use crate::domain::id::OrganizationId;
use crate::domain::organization::{Organization, OrganizationStatus, SessionLifetimes};
use crate::domain::recheck;
use crate::http::Context;
use crate::store::organizations::OrganizationFilter;
use crate::store::uses::UsesOfOrganization;
use crate::tenancy::change::Fingerprint;
use crate::tenancy::organizations::{self, Draft};
use crate::tenancy::users::{Manner, is_sought};

/// A hospital or care provider. Its domains, connections, users and flags have addresses of their own.
#[derive(Serialize, ToSchema)]
#[schema(as = Organization)]
pub struct Shown {
    #[schema(value_type = Uuid)]
    id: OrganizationId,
    /// Its name in addresses, files and commands; it never changes.
    slug: String,
    /// Its name as people know it.
    name: String,
    status: OrganizationStatus,
    /// Whom a refused person can turn to.
    help: Option<String>,
    /// The language of its pages where neither app nor browser asks for one (BCP 47).
    locale: Option<String>,
    /// The addresses of its administrators, who are told of what is done in its name.
    admins: Vec<String>,
    /// How long a session lasts at most.
    session_minutes: u32,
    /// How long a session lasts that nobody uses.
    session_idle_minutes: u32,
    /// Whether signing out here signs out at Microsoft too.
    sign_out_upstream: bool,
    /// Whether several people use the same devices, as on a ward.
    shared_devices: bool,
    /// After how many days the lines of its audit log lose their content; null where they are kept for good.
    audit_retention_days: Option<u32>,
    /// After how many minutes Microsoft is asked again whether the account of an open session still stands, where the flag
    /// `upstream_recheck` is on.
    upstream_recheck_minutes: u32,
    /// The colour of its pages.
    accent: Option<String>,
    /// The name of its logo: the SHA-256 of the picture, in hexadecimal.
    logo: Option<String>,
    /// Whether this is only what would be: nothing has changed.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[schema(required = false)]
    dry_run: bool,
}

/// What would go with an organization.
#[derive(Serialize, ToSchema)]
pub struct OrganizationRemoval {
    organization: Shown,
    removes: UsesOfOrganization,
    /// Always: nothing has changed.
    dry_run: bool,
}

/// An organization to be made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewOrganization {
    /// 1 to 63 lower-case letters, digits and hyphens, and no hyphen at its ends.
    #[schema(pattern = "^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$", example = "st-janshof")]
    slug: String,
    #[schema(min_length = 1, max_length = 200)]
    name: String,
    #[serde(default = "active")]
    status: OrganizationStatus,
    #[schema(min_length = 1, max_length = 500)]
    help: Option<String>,
    #[schema(example = "nl")]
    locale: Option<String>,
    #[serde(default)]
    #[schema(max_items = 20)]
    admins: Vec<String>,
    /// 720 where nothing is said.
    #[schema(minimum = 5, maximum = 43200)]
    session_minutes: Option<u32>,
    /// 240 where nothing is said, and never more than `session_minutes`.
    #[schema(minimum = 5, maximum = 43200)]
    session_idle_minutes: Option<u32>,
    #[serde(default)]
    sign_out_upstream: bool,
    #[serde(default)]
    shared_devices: bool,
    /// The operator says how few may be said: 1827, five years, where nothing is said. Without it the log is kept for good.
    #[schema(minimum = 1, maximum = 36525)]
    audit_retention_days: Option<u32>,
    /// 15 where nothing is said.
    #[schema(minimum = 5, maximum = 1440)]
    upstream_recheck_minutes: Option<u32>,
    /// White text on it must have a contrast of 4.5 to 1.
    #[schema(example = "#005a9c")]
    accent: Option<String>,
}

const fn active() -> OrganizationStatus {
    OrganizationStatus::Active
}

impl From<NewOrganization> for Draft {
    fn from(new: NewOrganization) -> Self {
        let session_minutes = new.session_minutes.unwrap_or(SessionLifetimes::USUAL.minutes);
        let usual = SessionLifetimes::USUAL.idle_minutes.min(session_minutes);
        Self {
            slug: new.slug,
            name: new.name,
            status: new.status,
            help: new.help,
            locale: new.locale,
            admins: new.admins,
            session_minutes,
            session_idle_minutes: new.session_idle_minutes.unwrap_or(usual),
            sign_out_upstream: new.sign_out_upstream,
            shared_devices: new.shared_devices,
            audit_retention_days: new.audit_retention_days,
            upstream_recheck_minutes: new.upstream_recheck_minutes.unwrap_or(recheck::USUAL_MINUTES),
            accent: new.accent,
        }
    }
}

/// What is to change of an organization (RFC 7396): what is not named stays, and `null` takes away what may be missing.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OrganizationChange {
    #[serde(default)]
    #[schema(value_type = String, min_length = 1, max_length = 200)]
    name: Field<String>,
    /// `suspended` closes it for everybody, by every way, open sessions too.
    #[serde(default)]
    #[schema(value_type = OrganizationStatus)]
    status: Field<OrganizationStatus>,
    #[serde(default)]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 500)]
    help: Field<Option<String>>,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    locale: Field<Option<String>>,
    #[serde(default)]
    #[schema(value_type = Vec<String>, max_items = 20)]
    admins: Field<Vec<String>>,
    /// A shorter time ends open sessions too.
    #[serde(default)]
    #[schema(value_type = u32, minimum = 5, maximum = 43200)]
    session_minutes: Field<u32>,
    #[serde(default)]
    #[schema(value_type = u32, minimum = 5, maximum = 43200)]
    session_idle_minutes: Field<u32>,
    #[serde(default)]
    #[schema(value_type = bool)]
    sign_out_upstream: Field<bool>,
    #[serde(default)]
    #[schema(value_type = bool)]
    shared_devices: Field<bool>,
    /// What is older loses its content within a day, for good.
    #[serde(default)]
    #[schema(value_type = Option<u32>, minimum = 1, maximum = 36525)]
    audit_retention_days: Field<Option<u32>>,
    #[serde(default)]
    #[schema(value_type = u32, minimum = 5, maximum = 1440)]
    upstream_recheck_minutes: Field<u32>,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    accent: Field<Option<String>>,
}

impl OrganizationChange {
    fn apply(self, draft: &mut Draft) {
        self.name.put(&mut draft.name);
        self.status.put(&mut draft.status);
        self.help.put(&mut draft.help);
        self.locale.put(&mut draft.locale);
        self.admins.put(&mut draft.admins);
        self.session_minutes.put(&mut draft.session_minutes);
        self.session_idle_minutes.put(&mut draft.session_idle_minutes);
        self.sign_out_upstream.put(&mut draft.sign_out_upstream);
        self.shared_devices.put(&mut draft.shared_devices);
        self.audit_retention_days.put(&mut draft.audit_retention_days);
        self.upstream_recheck_minutes.put(&mut draft.upstream_recheck_minutes);
        self.accent.put(&mut draft.accent);
    }
}

/// Which organizations, and which page of them.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Listed {
    status: Option<OrganizationStatus>,
    q: Option<String>,
    #[serde(default)]
    limit: Limit,
    cursor: Option<Cursor<String>>,
}

/// Which organizations, as the document has it.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes")]
pub struct Filter {
    /// Only those that may use the product, or may not.
    status: Option<OrganizationStatus>,
    /// Only those whose slug or name has this in it.
    #[param(min_length = 1, max_length = 200)]
    q: Option<String>,
}

/// Lists organizations
///
/// Those that the token reaches, by slug.
#[utoipa::path(
    get, path = "/organizations", tag = "organizations", operation_id = "list_organizations",
    params(Filter, Paging),
    responses((status = 200, description = "A page of them.", body = Page<Shown>)),
)]
pub async fn list(
    State(context): State<Context>,
    caller: Caller,
    Query(Listed { status, q, limit, cursor }): Query<Listed>,
) -> Result<axum::Json<Page<Shown>>, Problem> {
    if q.as_deref().is_some_and(|text| !is_sought(text)) {
        return Err(Problem::invalid(&"q: one line of 1 to 200 characters"));
    }
    let (store, only) = (&context.sign_in.store, caller.organizations.as_ref());
    let (which, after) = (OrganizationFilter { status, text: q }, cursor.as_ref().map(|cursor| cursor.0.as_str()));
    let found = store.find_organizations(only, &which, after, limit.and_one()).await;
    let found = found.map_err(|error| Problem::internal(&error))?;
    let show = |organization| show(organization, false);
    Ok(axum::Json(Page::of(found, limit, |organization| organization.slug.clone(), show)))
}

/// Makes an organization
///
/// The token must not be limited to others.
#[utoipa::path(
    post, path = "/organizations", tag = "organizations", operation_id = "create_organization",
    params(Tried, MadeOnce),
    request_body = NewOrganization,
    responses(
        (status = 200, description = "What would be made, of a dry run.", body = Shown),
        (status = 201, description = "It is made.", body = Shown, headers(
            ("Location" = String, description = "Where it is"), ("ETag" = String, description = "Its state"))),
        (status = 409, description = "There is one with this slug: exists."),
    ),
)]
pub async fn create(
    State(context): State<Context>,
    caller: Caller,
    Query(Tried { dry_run }): Query<Tried>,
    once: Once<NewOrganization>,
) -> Result<Response, Problem> {
    caller.everywhere()?;
    let (store, manner) = (&context.sign_in.store, Manner { reason: None, dry_run });
    let created = |made: &Organization| {
        let location = format!("{ROOT}/organizations/{}", made.slug);
        Created::new(&show(made.clone(), dry_run)).at(location, &Fingerprint::of(made))
    };
    let make = async |new: NewOrganization, keep: Keep| {
        let kept = |made: &Organization| keep.of(&created(made));
        Ok(created(&organizations::create(store, new.into(), &manner, context.audit, &caller.act(), kept).await?))
    };
    let answer = once.answer(store, &caller, make).await?;
    Ok(if dry_run { answer.only_tried().into_response() } else { answer.into_response() })
}

/// Shows an organization
#[utoipa::path(
    get, path = "/organizations/{organization}", tag = "organizations", operation_id = "get_organization",
    params(OrganizationInPath),
    responses((status = 200, description = "The organization.", body = Shown, headers(("ETag" = String, description = "Its state")))),
)]
pub async fn get(at: InOrganization) -> Tagged<Shown> {
    tagged(at.configuration.organization, false)
}

/// Changes an organization
///
/// Suspending and activating is one of its changes.
#[utoipa::path(
    patch, path = "/organizations/{organization}", tag = "organizations", operation_id = "change_organization",
    params(OrganizationInPath, Tried, ForState),
    request_body = OrganizationChange,
    responses((status = 200, description = "As it is now.", body = Shown, headers(("ETag" = String, description = "Its state")))),
)]
pub async fn change(
    State(context): State<Context>,
    at: InOrganization,
    Query(Tried { dry_run }): Query<Tried>,
    IfMatch(expected): IfMatch,
    Json(body): Json<OrganizationChange>,
) -> Result<Tagged<Shown>, Problem> {
    let (store, id) = (&context.sign_in.store, at.configuration.organization.id);
    let (manner, edit) = (Manner { reason: None, dry_run }, |draft: &mut Draft| body.apply(draft));
    let changed = organizations::change(store, id, &expected, &manner, context.audit, &at.caller.act(), edit).await?;
    Ok(tagged(changed, dry_run))
}

/// Removes an organization
///
/// With all that is its own: domains, connections, users, their bonds and sessions. The audit log stays.
#[utoipa::path(
    delete, path = "/organizations/{organization}", tag = "organizations", operation_id = "delete_organization",
    params(OrganizationInPath, Why, ForState),
    responses(
        (status = 200, description = "What would go, of a dry run.", body = OrganizationRemoval),
        (status = 204, description = "It is gone."),
    ),
)]
pub async fn delete(
    State(context): State<Context>,
    at: InOrganization,
    Query(Why { reason, dry_run }): Query<Why>,
    IfMatch(expected): IfMatch,
) -> Result<Response, Problem> {
    let (store, id) = (&context.sign_in.store, at.configuration.organization.id);
    let manner = Manner { reason, dry_run };
    let (removed, uses) = organizations::remove(store, id, &expected, &manner, &at.caller.act()).await?;
    if !dry_run {
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    let state = Fingerprint::of(&removed);
    let removal = OrganizationRemoval { organization: show(removed, false), removes: uses, dry_run };
    Ok(Tagged(state, removal).into_response())
}

fn tagged(organization: Organization, dry_run: bool) -> Tagged<Shown> {
    Tagged(Fingerprint::of(&organization), show(organization, dry_run))
}

fn show(organization: Organization, dry_run: bool) -> Shown {
    Shown {
        id: organization.id,
        slug: organization.slug,
        name: organization.name,
        status: organization.status,
        help: organization.help,
        locale: organization.locale,
        admins: organization.admins.iter().map(ToString::to_string).collect(),
        session_minutes: organization.sessions.minutes,
        session_idle_minutes: organization.sessions.idle_minutes,
        sign_out_upstream: organization.sign_out_upstream,
        shared_devices: organization.shared_devices,
        audit_retention_days: organization.audit_retention_days,
        upstream_recheck_minutes: organization.upstream_recheck_minutes,
        accent: organization.branding.accent.map(|accent| accent.to_string()),
        logo: organization.branding.logo,
        dry_run,
    }
}
