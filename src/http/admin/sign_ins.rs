//! `/admin/v1/organizations/{organization}/sign-ins`

use std::collections::{BTreeMap, BTreeSet};

use axum::Json;
use axum::extract::{RawQuery, State};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::audit::{self, Names};
use super::caller::InOrganization;
use super::document::OrganizationInPath;
use super::extract::{Path, Query};
use super::page::{Cursor, Limit, Page};
use super::problem::Problem;
use crate::domain::audit::{AuditAction, AuditOutcome};
use crate::domain::email::EmailAddress;
use crate::domain::id::{SignInId, UserId};
use crate::http::Context;
use crate::signin::issue::Logged;
use crate::store::log::{LogFilter, LogLine, LogPage, LogPlace};
use crate::tenancy::reading::Reading;
use crate::upstream::aadsts::EntraError;

/// A sign-in, and how it ended.
#[derive(Serialize, ToSchema)]
#[schema(as = SignIn)]
pub struct Shown {
    /// Its number, as it stands on the person's page.
    #[schema(value_type = Option<Uuid>)]
    id: Option<SignInId>,
    /// When it ended.
    at: DateTime<Utc>,
    /// By what it ended: `sign_in` where the person showed something, `session_reused` where a session was open already.
    action: AuditAction,
    /// The user, where known.
    user: Option<SignInUser>,
    /// The address that a refused person had shown.
    address: Option<String>,
    /// Into which application, by its `client_id`; nothing where that is gone.
    application: Option<String>,
    outcome: AuditOutcome,
    /// The reason code of a refusal.
    reason: Option<String>,
    /// By which method somebody was let in.
    method: Option<String>,
    /// From where.
    ip: Option<String>,
    /// With which browser.
    user_agent: Option<String>,
    /// What Entra said, where it was Entra that refused.
    entra: Option<EntraError>,
}

/// Whose sign-in it is.
#[derive(Serialize, ToSchema)]
pub struct SignInUser {
    #[schema(value_type = Uuid)]
    id: UserId,
    /// Their address; nothing where they are there no more.
    #[schema(value_type = Option<String>)]
    email: Option<EmailAddress>,
}

/// All that happened in a sign-in.
#[derive(Serialize, ToSchema)]
#[schema(as = SignInWhole)]
pub struct Whole {
    /// Its number, as it stands on the person's page.
    #[schema(value_type = Uuid)]
    id: SignInId,
    /// Each event of it, in its order.
    events: Vec<audit::Shown>,
}

/// Which sign-ins, and which page of them.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Listed {
    /// Whose: the user's id, or an address, also one that no user has.
    user: Option<String>,
    /// How they ended.
    #[param(inline)]
    outcome: Option<AuditOutcome>,
    /// The reason code of a refusal.
    reason: Option<String>,
    /// Into which application, by its `client_id`.
    application: Option<String>,
    /// Not before this instant.
    since: Option<DateTime<Utc>>,
    /// Before this instant.
    until: Option<DateTime<Utc>>,
    /// How much the page holds; 50 where nothing is said.
    #[serde(default)]
    #[param(value_type = Option<u16>, minimum = 1, maximum = 200)]
    limit: Limit,
    /// `next` of the page before.
    #[param(value_type = Option<String>)]
    cursor: Option<Cursor<LogPlace>>,
}

/// Which sign-in, in the path.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Path)]
pub struct Which {
    /// Its number, as it stands on the person's page.
    #[param(value_type = Uuid)]
    sign_in: SignInId,
}

/// A sign-in has few events; more than these nobody makes by hand.
const MOST_EVENTS: u64 = 200;

/// Lists sign-ins
///
/// Each once, with how it ended; the newest first. Reading them stands in the organization's audit log: once for each question.
#[utoipa::path(
    get, path = "/organizations/{organization}/sign-ins", tag = "sign-ins", operation_id = "list_sign_ins",
    params(OrganizationInPath, Listed),
    responses((status = 200, description = "A page of them.", body = Page<Shown>)),
)]
pub async fn list(
    State(context): State<Context>,
    at: InOrganization,
    RawQuery(asked): RawQuery,
    Query(listed): Query<Listed>,
) -> Result<Json<Page<Shown>>, Problem> {
    let (store, limit) = (&context.sign_in.store, listed.limit);
    let (user, subject) = audit::about(Some(&at.store), listed.user.as_deref()).await?;
    let filter = LogFilter {
        user,
        subject,
        application: audit::application(store, listed.application.as_deref()).await?,
        outcome: listed.outcome,
        reason: listed.reason,
        since: listed.since,
        until: listed.until,
        ..LogFilter::default()
    };
    let after = listed.cursor.map(|cursor| cursor.0);
    let page = LogPage { oldest_first: false, after, limit: limit.and_one() };
    let found = at.store.list_sign_ins(&filter, page).await.map_err(|error| Problem::internal(&error))?;
    let organization = Some(at.configuration.organization.id);
    let reading = Reading { organization, what: "sign-ins", user, asked: asked.as_deref() };
    audit::note(store, reading, page, &at.caller).await?;
    let users: BTreeSet<_> = found.iter().filter_map(|line| line.event.user_id).collect();
    let addresses = at.store.list_addresses(users).await.map_err(|error| Problem::internal(&error))?;
    let addresses: BTreeMap<_, _> = addresses.into_iter().collect();
    let names = Names::read(store, BTreeMap::new()).await?;
    Ok(Json(Page::of(found, limit, LogLine::place, |line| show(line, &names, &addresses))))
}

/// Shows a sign-in
///
/// All its events in the organization's log. Reading them stands there too.
#[utoipa::path(
    get, path = "/organizations/{organization}/sign-ins/{sign_in}", tag = "sign-ins", operation_id = "get_sign_in",
    params(OrganizationInPath, Which),
    responses((status = 200, description = "What happened in it.", body = Whole)),
)]
pub async fn get(
    State(context): State<Context>,
    at: InOrganization,
    Path(Which { sign_in }): Path<Which>,
) -> Result<Json<Whole>, Problem> {
    let (store, organization) = (&context.sign_in.store, &at.configuration.organization);
    let filter = LogFilter { sign_in: Some(sign_in), ..LogFilter::default() };
    let page = LogPage { oldest_first: true, after: None, limit: MOST_EVENTS };
    let found = at.store.read_log(&filter, page).await.map_err(|error| Problem::internal(&error))?;
    if found.is_empty() {
        return Err(Problem::not_found("sign-in"));
    }
    let user = found.iter().find_map(|line| line.event.user_id);
    let what = format!("sign-in {sign_in}");
    let reading = Reading { organization: Some(organization.id), what: &what, user, asked: None };
    audit::note(store, reading, page, &at.caller).await?;
    let names = Names::read(store, BTreeMap::from([(organization.id, organization.slug.clone())])).await?;
    Ok(Json(Whole { id: sign_in, events: found.into_iter().map(|line| names.show(line)).collect() }))
}

fn show(LogLine { event, .. }: LogLine, names: &Names, addresses: &BTreeMap<UserId, EmailAddress>) -> Shown {
    let Logged { method, entra, .. } = event.detail.read::<Logged<'static>>();
    Shown {
        id: event.sign_in_id,
        at: event.at,
        action: event.action,
        user: event.user_id.map(|id| SignInUser { id, email: addresses.get(&id).cloned() }),
        address: event.subject,
        application: names.application(event.application_id),
        outcome: event.outcome,
        reason: event.reason,
        method: method.map(Into::into),
        ip: event.ip.map(|ip| ip.to_string()),
        user_agent: event.user_agent,
        entra,
    }
}
