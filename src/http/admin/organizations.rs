//! `/admin/v1/organizations`

use axum::extract::State;
use http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::ROOT;
use super::caller::{Caller, InOrganization};
use super::document::{ForState, MadeOnce, OrganizationInPath};
use super::etag::{IfMatch, Tagged};
use super::extract::{Json, Query};
use super::once::{Created, Keep, Once};
use super::page::{Cursor, Limit, Page, Paging};
use super::patch::Field;
use super::problem::Problem;
use crate::domain::id::OrganizationId;
use crate::domain::organization::{Organization, OrganizationStatus, SessionLifetimes};
use crate::http::Context;
use crate::tenancy::change::Fingerprint;
use crate::tenancy::organizations::{self, Draft};

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
    /// The colour of its pages.
    accent: Option<String>,
    /// The name of its logo: the SHA-256 of the picture, in hexadecimal.
    logo: Option<String>,
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
        self.accent.put(&mut draft.accent);
    }
}

/// Which page of the list.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Listed {
    #[serde(default)]
    limit: Limit,
    cursor: Option<Cursor<String>>,
}

/// Lists organizations
///
/// Those that the token reaches, by slug.
#[utoipa::path(
    get, path = "/organizations", tag = "organizations", operation_id = "list_organizations",
    params(Paging),
    responses((status = 200, description = "A page of them.", body = Page<Shown>)),
)]
pub async fn list(
    State(context): State<Context>,
    caller: Caller,
    Query(Listed { limit, cursor }): Query<Listed>,
) -> Result<axum::Json<Page<Shown>>, Problem> {
    let (store, only) = (&context.sign_in.store, caller.token.organizations.as_ref());
    let after = cursor.as_ref().map(|cursor| cursor.0.as_str());
    let found = store.list_organizations(only, after, limit.and_one()).await;
    let found = found.map_err(|error| Problem::internal(&error))?;
    Ok(axum::Json(Page::of(found, limit, |organization| organization.slug.clone(), show)))
}

/// Makes an organization
///
/// The token must not be limited to others.
#[utoipa::path(
    post, path = "/organizations", tag = "organizations", operation_id = "create_organization",
    params(MadeOnce),
    request_body = NewOrganization,
    responses(
        (status = 201, description = "It is made.", body = Shown, headers(
            ("Location" = String, description = "Where it is"), ("ETag" = String, description = "Its state"))),
        (status = 409, description = "There is one with this slug: exists."),
    ),
)]
pub async fn create(
    State(context): State<Context>,
    caller: Caller,
    once: Once<NewOrganization>,
) -> Result<Created, Problem> {
    caller.everywhere()?;
    let store = &context.sign_in.store;
    let make = async |new: NewOrganization, keep: Keep| {
        let keep = |made: &Organization| keep.of(&created(made));
        let made = organizations::create(store, new.into(), context.audit, &caller.act(), keep).await?;
        Ok(created(&made))
    };
    once.answer(store, &caller, make).await
}

/// Shows an organization
#[utoipa::path(
    get, path = "/organizations/{organization}", tag = "organizations", operation_id = "get_organization",
    params(OrganizationInPath),
    responses((status = 200, description = "The organization.", body = Shown, headers(("ETag" = String, description = "Its state")))),
)]
pub async fn get(at: InOrganization) -> Tagged<Shown> {
    tagged(at.configuration.organization)
}

/// Changes an organization
///
/// Suspending and activating is one of its changes.
#[utoipa::path(
    patch, path = "/organizations/{organization}", tag = "organizations", operation_id = "change_organization",
    params(OrganizationInPath, ForState),
    request_body = OrganizationChange,
    responses((status = 200, description = "As it is now.", body = Shown, headers(("ETag" = String, description = "Its state")))),
)]
pub async fn change(
    State(context): State<Context>,
    at: InOrganization,
    IfMatch(expected): IfMatch,
    Json(body): Json<OrganizationChange>,
) -> Result<Tagged<Shown>, Problem> {
    let (store, id) = (&context.sign_in.store, at.configuration.organization.id);
    let edit = |draft: &mut Draft| body.apply(draft);
    Ok(tagged(organizations::change(store, id, &expected, context.audit, &at.caller.act(), edit).await?))
}

/// Removes an organization
///
/// With all that is its own: domains, connections, users, their bonds and sessions. The audit log stays.
#[utoipa::path(
    delete, path = "/organizations/{organization}", tag = "organizations", operation_id = "delete_organization",
    params(OrganizationInPath, ForState),
    responses((status = 204, description = "It is gone.")),
)]
pub async fn delete(
    State(context): State<Context>,
    at: InOrganization,
    IfMatch(expected): IfMatch,
) -> Result<StatusCode, Problem> {
    let id = at.configuration.organization.id;
    organizations::remove(&context.sign_in.store, id, &expected, &at.caller.act()).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn tagged(organization: Organization) -> Tagged<Shown> {
    Tagged(Fingerprint::of(&organization), show(organization))
}

fn created(made: &Organization) -> Created {
    let location = format!("{ROOT}/organizations/{}", made.slug);
    Created::new(&show(made.clone())).at(location, &Fingerprint::of(made))
}

fn show(organization: Organization) -> Shown {
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
        accent: organization.branding.accent.map(|accent| accent.to_string()),
        logo: organization.branding.logo,
    }
}
