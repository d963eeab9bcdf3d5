//! `/admin/v1/organizations/{organization}/flags`

use std::sync::Arc;

use axum::extract::State;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::caller::InOrganization;
use super::document::{ForState, OrganizationInPath};
use super::etag::{IfMatch, Tagged};
use super::extract::{Json, Path, Query};
use super::page::{Cursor, Limit, Page, Paging};
use super::problem::Problem;
use crate::domain::application::Application;
use crate::domain::audience::{Audience, AudienceName};
use crate::domain::flag::{
    FlagChange, FlagName, FlagSetting, FlagState, Resolved, Scope, resolve, resolve_for_all, setting,
};
use crate::domain::id::FlagChangeId;
use crate::http::Context;
use crate::store::Store;
use crate::tenancy::change::{Fingerprint, TenancyError, Wrong};
use crate::tenancy::flags::{self, Place, Setting, Wanted};

/// A flag: what it is now, why, and what is set.
#[derive(Serialize, ToSchema)]
#[schema(as = Flag)]
pub struct Shown {
    name: FlagName,
    /// A sentence of help.
    help: &'static str,
    /// For this application, by its `client_id`; for the whole organization where none is named.
    application: Option<String>,
    /// What it is now: `true` too, where it is on for the pilot list alone.
    value: bool,
    /// Whether it is on for the pilot list alone.
    pilot: bool,
    why: Why,
    /// When it begins (`not_yet`) or ended (`ended`).
    at: Option<DateTime<Utc>>,
    /// What is set for exactly this; nothing where nothing is.
    setting: Option<ShownSetting>,
    /// Whether this is only what would be: nothing has changed.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[schema(required = false)]
    dry_run: bool,
}

/// A setting of a flag.
#[derive(Serialize, ToSchema)]
#[schema(as = FlagSetting)]
pub struct ShownSetting {
    /// What the flag is set to while the setting is in force.
    value: bool,
    /// For whom.
    audience: AudienceName,
    /// From when on for everyone, where it is for the pilot at first.
    everyone_from: Option<DateTime<Utc>>,
    /// In force from this instant on; at once where none is named.
    starts_at: Option<DateTime<Utc>>,
    /// In force until before this instant; for good where none is named.
    ends_at: Option<DateTime<Utc>>,
    /// Why it was set.
    reason: String,
}

/// Why a flag is what it is.
#[derive(Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// The setting for this application is in force.
    SetForApplication,
    /// The setting for the whole organization is in force.
    SetForOrganization,
    /// The application's policy is `never`.
    ApplicationNever,
    /// The application's policy is `opt_in`, and nothing is set for it.
    ApplicationNotOptedIn,
    /// The default holds until a setting begins.
    NotYet,
    /// The default holds since a setting has ended.
    Ended,
    /// Nobody has set it to anything else than the default.
    Default,
}

/// What a flag is to be set to.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FlagWanted {
    value: bool,
    /// For whom: `pilot` for those on the pilot list alone, which only `sso` can be, while it is on.
    #[serde(default)]
    audience: AudienceName,
    /// Of a pilot: from this instant on for everyone.
    everyone_from: Option<DateTime<Utc>>,
    /// From this instant on, on every replica; at once where none is named.
    starts_at: Option<DateTime<Utc>>,
    /// Until before this instant; for good where none is named.
    ends_at: Option<DateTime<Utc>>,
    /// Why: for the history and the audit log.
    #[schema(min_length = 1, max_length = 500)]
    reason: String,
    /// Why `forced_sso` is to be on although nobody has signed in by SSO in the 14 days before it begins.
    #[schema(min_length = 1, max_length = 500)]
    without_recent_sign_in: Option<String>,
}

/// A line of a flag's history.
#[derive(Serialize, ToSchema)]
#[schema(as = FlagChange)]
pub struct ShownChange {
    #[schema(value_type = Uuid)]
    id: FlagChangeId,
    at: DateTime<Utc>,
    /// Who did it.
    by: String,
    /// Why.
    reason: String,
    /// What was set before; nothing where nothing was.
    old: Option<ShownSetting>,
    /// What was set then; nothing where the setting was taken away.
    new: Option<ShownSetting>,
}

/// Which flag, in the path.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Path)]
pub struct Which {
    /// The flag's name.
    pub(super) flag: FlagName,
}

/// For what, in the query.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct For {
    /// The application that it is about, by its `client_id`; the whole organization where none is named.
    application: Option<String>,
}

/// For what, and whether it is only tried.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Set {
    /// The application that it is about, by its `client_id`; the whole organization where none is named.
    application: Option<String>,
    /// Only says what would be, with `dry_run` in the answer; nothing changes.
    #[serde(default)]
    #[param(required = false)]
    dry_run: bool,
}

/// For what, and why.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Unset {
    /// The application that it is about, by its `client_id`; the whole organization where none is named.
    application: Option<String>,
    /// Why: for the history and the audit log.
    #[param(min_length = 1, max_length = 500)]
    reason: String,
    /// Only says what would be, with `dry_run` in the answer; nothing changes.
    #[serde(default)]
    #[param(required = false)]
    dry_run: bool,
}

/// For what, and which page.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Listed {
    application: Option<String>,
    #[serde(default)]
    limit: Limit,
    cursor: Option<Cursor<FlagChangeId>>,
}

/// Lists flags
///
/// Each for the whole organization, and where it can be set for one application, for each of them.
#[utoipa::path(
    get, path = "/organizations/{organization}/flags", tag = "flags", operation_id = "list_flags",
    params(OrganizationInPath),
    responses((status = 200, description = "All of them.", body = Page<Shown>)),
)]
pub async fn list(State(context): State<Context>, at: InOrganization) -> Result<axum::Json<Page<Shown>>, Problem> {
    let applications = context.sign_in.store.list_applications().await.map_err(|error| Problem::internal(&error))?;
    let (flags, now) = (&at.configuration.flags, at.caller.now);
    let mut items = Vec::new();
    for name in FlagName::ALL {
        items.push(show(name, None, flags, now));
        if name.by_application() {
            items.extend(applications.iter().map(|application| show(name, Some(application), flags, now)));
        }
    }
    Ok(axum::Json(Page::all(items)))
}

/// Shows a flag
#[utoipa::path(
    get, path = "/organizations/{organization}/flags/{flag}", tag = "flags", operation_id = "get_flag",
    params(OrganizationInPath, Which, For),
    responses((status = 200, description = "The flag.", body = Shown, headers(("ETag" = String, description = "Its state")))),
)]
pub async fn get(
    State(context): State<Context>,
    at: InOrganization,
    Path(Which { flag }): Path<Which>,
    Query(For { application }): Query<For>,
) -> Result<Tagged<Shown>, Problem> {
    let application = find(&context.sign_in.store, flag, application.as_deref()).await?;
    Ok(tagged(flag, application.as_deref(), &at.configuration.flags, at.caller.now, false))
}

/// Sets a flag
///
/// In force on every replica within a second, or from `starts_at` on.
#[utoipa::path(
    put, path = "/organizations/{organization}/flags/{flag}", tag = "flags", operation_id = "set_flag",
    params(OrganizationInPath, Which, Set, ForState),
    request_body = FlagWanted,
    responses(
        (status = 200, description = "As it is now.", body = Shown, headers(("ETag" = String, description = "Its state"))),
        (status = 409, description = "forced_sso cannot be on then: no_recent_sign_in; or sso is not on for everyone for as long: nobody_could_come_in."),
    ),
)]
pub async fn set(
    State(context): State<Context>,
    at: InOrganization,
    Path(Which { flag }): Path<Which>,
    Query(Set { application, dry_run }): Query<Set>,
    IfMatch(expected): IfMatch,
    Json(body): Json<FlagWanted>,
) -> Result<Tagged<Shown>, Problem> {
    let store = &context.sign_in.store;
    let application = find(store, flag, application.as_deref()).await?;
    let FlagWanted { value, audience, everyone_from, starts_at, ends_at, reason, without_recent_sign_in } = body;
    let audience = audience_of(audience, everyone_from)?;
    let setting = Some(Setting { value, audience, starts_at, ends_at });
    let (id, act) = (at.configuration.organization.id, at.caller.act());
    let wanted = Wanted { setting, reason, without_recent_sign_in };
    let place = place(flag, application.as_deref());
    let changed = flags::change(store, id, place, &wanted, &expected, &act, dry_run).await?;
    Ok(tagged(flag, application.as_deref(), &changed.flags, at.caller.now, dry_run))
}

/// Takes a flag's setting away
///
/// What holds then is what is set for the whole organization, or the default.
#[utoipa::path(
    delete, path = "/organizations/{organization}/flags/{flag}", tag = "flags", operation_id = "unset_flag",
    params(OrganizationInPath, Which, Unset, ForState),
    responses(
        (status = 200, description = "As it is now.", body = Shown, headers(("ETag" = String, description = "Its state"))),
        (status = 409, description = "forced_sso is on, and sso would not be: nobody_could_come_in."),
    ),
)]
pub async fn unset(
    State(context): State<Context>,
    at: InOrganization,
    Path(Which { flag }): Path<Which>,
    Query(Unset { application, reason, dry_run }): Query<Unset>,
    IfMatch(expected): IfMatch,
) -> Result<Tagged<Shown>, Problem> {
    let store = &context.sign_in.store;
    let application = find(store, flag, application.as_deref()).await?;
    let (id, act) = (at.configuration.organization.id, at.caller.act());
    let wanted = Wanted { setting: None, reason, without_recent_sign_in: None };
    let place = place(flag, application.as_deref());
    let changed = flags::change(store, id, place, &wanted, &expected, &act, dry_run).await?;
    Ok(tagged(flag, application.as_deref(), &changed.flags, at.caller.now, dry_run))
}

/// Lists what became of a flag
///
/// Who, when, why, old and new; the newest first.
#[utoipa::path(
    get, path = "/organizations/{organization}/flags/{flag}/history", tag = "flags", operation_id = "list_flag_changes",
    params(OrganizationInPath, Which, For, Paging),
    responses((status = 200, description = "A page of its history.", body = Page<ShownChange>)),
)]
pub async fn history(
    State(context): State<Context>,
    at: InOrganization,
    Path(Which { flag }): Path<Which>,
    Query(Listed { application, limit, cursor }): Query<Listed>,
) -> Result<axum::Json<Page<ShownChange>>, Problem> {
    let application = find(&context.sign_in.store, flag, application.as_deref()).await?;
    let (_, application_id) = place(flag, application.as_deref());
    let before = cursor.map(|cursor| cursor.0);
    let found = at.store.list_flag_changes(flag, application_id, before, limit.and_one()).await;
    let found = found.map_err(|error| Problem::internal(&error))?;
    Ok(axum::Json(Page::of(found, limit, |change| change.id, show_change)))
}

/// For whom it is, of a word and an instant that is a pilot's alone.
pub(super) fn audience_of(name: AudienceName, everyone_from: Option<DateTime<Utc>>) -> Result<Audience, Problem> {
    if name == AudienceName::Everyone && everyone_from.is_some() {
        let detail = "this says until when a pilot is one: say audience pilot, or leave it out";
        return Err(TenancyError::Wrong(vec![Wrong::new("everyone_from", &detail)]).into());
    }
    Ok(Audience::new(name, everyone_from))
}

/// The application that a flag is about, where one is named.
pub(super) async fn find(
    store: &Store,
    flag: FlagName,
    client_id: Option<&str>,
) -> Result<Option<Arc<Application>>, Problem> {
    let Some(client_id) = client_id else { return Ok(None) };
    if !flag.by_application() {
        return Err(Problem::invalid(&format!("application: `{}` is set for a whole organization", flag.as_str())));
    }
    let found = store.find_application(client_id).await.map_err(|error| Problem::internal(&error))?;
    found.map(Some).ok_or_else(|| Problem::not_found("application"))
}

fn place(flag: FlagName, application: Option<&Application>) -> Place {
    (flag, application.map(|application| application.id))
}

fn tagged(
    name: FlagName,
    application: Option<&Application>,
    flags: &[FlagSetting],
    now: DateTime<Utc>,
    dry_run: bool,
) -> Tagged<Shown> {
    let (_, application_id) = place(name, application);
    let shown = Shown { dry_run, ..show(name, application, flags, now) };
    Tagged(Fingerprint::of(&setting(name, flags, application_id)), shown)
}

fn show(name: FlagName, application: Option<&Application>, flags: &[FlagSetting], now: DateTime<Utc>) -> Shown {
    let resolved = match application {
        Some(application) => resolve(name, flags, application, now),
        None => resolve_for_all(name, flags, now),
    };
    let (why, at) = match resolved {
        Resolved::Set { scope: Scope::Application, .. } => (Why::SetForApplication, None),
        Resolved::Set { scope: Scope::Organization, .. } => (Why::SetForOrganization, None),
        Resolved::Never => (Why::ApplicationNever, None),
        Resolved::NotOptedIn => (Why::ApplicationNotOptedIn, None),
        Resolved::NotYet(at) => (Why::NotYet, Some(at)),
        Resolved::Ended(at) => (Why::Ended, Some(at)),
        Resolved::Default(_) => (Why::Default, None),
    };
    let (_, application_id) = place(name, application);
    Shown {
        name,
        help: name.help(),
        application: application.map(|application| application.client_id.clone()),
        value: resolved.value(name),
        pilot: resolved.is_pilot(),
        why,
        at,
        setting: setting(name, flags, application_id).map(|setting| show_setting(setting.state())),
        dry_run: false,
    }
}

fn show_setting(state: FlagState) -> ShownSetting {
    let FlagState { value, audience, starts_at, ends_at, reason } = state;
    let (audience, everyone_from) = audience.parts();
    ShownSetting { value, audience, everyone_from, starts_at, ends_at, reason }
}

fn show_change(change: FlagChange) -> ShownChange {
    ShownChange {
        id: change.id,
        at: change.at,
        by: change.actor,
        reason: change.reason,
        old: change.old.map(show_setting),
        new: change.new.map(show_setting),
    }
}
