//! `/admin/v1/audit` and `/admin/v1/organizations/{organization}/audit`

mod csv;
pub mod export;
mod syslog;
pub mod verify;

use std::collections::{BTreeMap, BTreeSet};

use axum::Json;
use axum::extract::{RawQuery, State};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::caller::{Caller, InOrganization};
use super::document::OrganizationInPath;
use super::extract::Query;
use super::page::{Cursor, Limit, Page};
use super::problem::Problem;
use crate::domain::audit::{AuditAction, AuditKind, AuditOperation, AuditOutcome};
use crate::domain::email::EmailAddress;
use crate::domain::id::{ApplicationId, AuditEventId, OrganizationId, SignInId, UserId};
use crate::http::Context;
use crate::store::log::{LogFilter, LogLine, LogPage, LogPlace};
use crate::store::{OrgStore, Store, StoreError};
use crate::tenancy::reading::{self, Reading};

/// A line of the audit log: who did what to whom, when, from where, through which application, with which result and why.
#[derive(Serialize, ToSchema)]
#[schema(as = AuditLine)]
pub struct Shown {
    #[schema(value_type = Uuid)]
    id: AuditEventId,
    at: DateTime<Utc>,
    /// Its place in the chain; nothing for the second until it is chained.
    position: Option<i64>,
    /// The slug of the organization in whose log it stands; nothing where it is the operator's own, or the organization is gone.
    organization: Option<String>,
    /// The organization's id, which stays.
    #[schema(value_type = Option<Uuid>)]
    organization_id: Option<OrganizationId>,
    /// What it is about, in the words that an auditor sorts by.
    kind: AuditKind,
    action: AuditAction,
    /// What was done to the thing (RFC 3881, 5.1.2): C made, R read, U changed, D removed, E carried out.
    operation: AuditOperation,
    /// Who did it: the name of a token, a user's id, `caregiver`.
    actor: String,
    /// In which roles, as of then.
    actor_roles: Vec<String>,
    /// To whom or what.
    subject: Option<String>,
    /// The user that it is about, where known.
    #[schema(value_type = Option<Uuid>)]
    user: Option<UserId>,
    /// Through which application, by its `client_id`; nothing where that is gone.
    application: Option<String>,
    /// In which sign-in.
    #[schema(value_type = Option<Uuid>)]
    sign_in: Option<SignInId>,
    outcome: AuditOutcome,
    /// The reason code of a refusal.
    reason: Option<String>,
    /// From where.
    ip: Option<String>,
    /// With which browser.
    user_agent: Option<String>,
    /// What there is to say besides, by what was done; never a secret.
    #[schema(value_type = Object)]
    detail: Map<String, Value>,
}

/// In which order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = LogOrder)]
pub enum Order {
    /// The oldest first.
    Asc,
    /// The newest first.
    #[default]
    Desc,
}

/// Which lines, in which order, and which page of them.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Listed {
    /// What was done.
    #[param(inline)]
    action: Option<AuditAction>,
    /// Who did it, exactly as it stands there.
    actor: Option<String>,
    /// Whom it is about: the user's id, or an address.
    user: Option<String>,
    /// Through which application, by its `client_id`.
    application: Option<String>,
    /// In which sign-in.
    #[param(value_type = Option<Uuid>)]
    sign_in: Option<SignInId>,
    /// How it ended.
    #[param(inline)]
    outcome: Option<AuditOutcome>,
    /// The reason code of a refusal.
    reason: Option<String>,
    /// Not before this instant.
    since: Option<DateTime<Utc>>,
    /// Before this instant.
    until: Option<DateTime<Utc>>,
    /// `desc`, the newest first, where nothing is said.
    #[serde(default)]
    #[param(value_type = Option<Order>, inline)]
    order: Order,
    /// How much the page holds; 50 where nothing is said.
    #[serde(default)]
    #[param(value_type = Option<u16>, minimum = 1, maximum = 200)]
    limit: Limit,
    /// `next` of the page before.
    #[param(value_type = Option<String>)]
    cursor: Option<Cursor<LogPlace>>,
}

impl Listed {
    /// What is looked for, and which page of it. Addresses are those of users of `of`, where that is named.
    async fn read(self, store: &Store, of: Option<&OrgStore>) -> Result<(LogFilter, LogPage), Problem> {
        let (user, subject) = about(of, self.user.as_deref()).await?;
        let application = application(store, self.application.as_deref()).await?;
        let Self { action, actor, sign_in, outcome, reason, since, until, .. } = self;
        let filter = LogFilter { action, actor, user, subject, application, sign_in, outcome, reason, since, until };
        let (after, limit) = (self.cursor.map(|cursor| cursor.0), self.limit.and_one());
        Ok((filter, LogPage { oldest_first: self.order == Order::Asc, after, limit }))
    }
}

/// Lists an organization's audit log
///
/// Reading it stands in it too: once for each question, not for each page.
#[utoipa::path(
    get, path = "/organizations/{organization}/audit", tag = "audit", operation_id = "list_organization_audit",
    params(OrganizationInPath, Listed),
    responses((status = 200, description = "A page of it.", body = Page<Shown>)),
)]
pub async fn list(
    State(context): State<Context>,
    at: InOrganization,
    RawQuery(asked): RawQuery,
    Query(listed): Query<Listed>,
) -> Result<Json<Page<Shown>>, Problem> {
    let (store, limit) = (&context.sign_in.store, listed.limit);
    let organization = &at.configuration.organization;
    let (filter, page) = listed.read(store, Some(&at.store)).await?;
    let found = at.store.read_log(&filter, page).await.map_err(|error| Problem::internal(&error))?;
    let reading =
        Reading { organization: Some(organization.id), what: "audit log", user: filter.user, asked: asked.as_deref() };
    note(store, reading, page, &at.caller).await?;
    let names = Names::read(store, BTreeMap::from([(organization.id, organization.slug.clone())])).await?;
    Ok(Json(Page::of(found, limit, LogLine::place, |line| names.show(line))))
}

/// Lists the whole audit log
///
/// The token must not be limited to some organizations. Reading it stands in it too: once for each question, not for each page.
#[utoipa::path(
    get, path = "/audit", tag = "audit", operation_id = "list_audit",
    params(Listed),
    responses(
        (status = 200, description = "A page of it.", body = Page<Shown>),
        (status = 404, description = "There is no such application."),
    ),
)]
pub async fn list_all(
    State(context): State<Context>,
    caller: Caller,
    RawQuery(asked): RawQuery,
    Query(listed): Query<Listed>,
) -> Result<Json<Page<Shown>>, Problem> {
    caller.everywhere()?;
    let (store, limit) = (&context.sign_in.store, listed.limit);
    let (filter, page) = listed.read(store, None).await?;
    let found = store.read_log(&filter, page).await.map_err(|error| Problem::internal(&error))?;
    let reading = Reading { organization: None, what: "audit log", user: filter.user, asked: asked.as_deref() };
    note(store, reading, page, &caller).await?;
    let mut names = Names::read(store, BTreeMap::new()).await?;
    names.learn(store, &found).await.map_err(|error| Problem::internal(&error))?;
    Ok(Json(Page::of(found, limit, LogLine::place, |line| names.show(line))))
}

/// Whom lines are about, by an id or an address: a user, and what is known of somebody who is none.
pub(super) async fn about(
    of: Option<&OrgStore>,
    named: Option<&str>,
) -> Result<(Option<UserId>, Option<String>), Problem> {
    let Some(named) = named else { return Ok((None, None)) };
    if let Ok(id) = named.parse() {
        return Ok((Some(id), None));
    }
    let address: EmailAddress =
        named.parse().map_err(|error| Problem::invalid(&format!("user: no id, and {error}")))?;
    let user = match of {
        Some(store) => store.find_user(&address).await.map_err(|error| Problem::internal(&error))?,
        None => None,
    };
    Ok((user.map(|user| user.id), Some(address.as_str().to_owned())))
}

/// The application that is named, if one is.
pub(super) async fn application(store: &Store, client_id: Option<&str>) -> Result<Option<ApplicationId>, Problem> {
    let Some(client_id) = client_id else { return Ok(None) };
    let found = store.find_application(client_id).await.map_err(|error| Problem::internal(&error))?;
    found.map(|found| Some(found.id)).ok_or_else(|| Problem::not_found("application"))
}

/// Notes that somebody reads the log; of a question that goes on over pages, the first.
pub(super) async fn note(store: &Store, reading: Reading<'_>, page: LogPage, caller: &Caller) -> Result<(), Problem> {
    if page.after.is_some() {
        return Ok(());
    }
    reading::note(store, reading, &caller.act()).await.map_err(|error| Problem::internal(&error))
}

/// The names of what lines refer to.
pub(super) struct Names {
    organizations: BTreeMap<OrganizationId, String>,
    applications: BTreeMap<ApplicationId, String>,
}

impl Names {
    /// Of these organizations, and of all applications.
    pub(super) async fn read(store: &Store, organizations: BTreeMap<OrganizationId, String>) -> Result<Self, Problem> {
        let found = store.list_applications().await.map_err(|error| Problem::internal(&error))?;
        let applications = found.into_iter().map(|application| (application.id, application.client_id.clone()));
        Ok(Self { organizations, applications: applications.collect() })
    }

    /// Learns the slugs of the organizations in whose logs these lines stand.
    async fn learn(&mut self, store: &Store, lines: &[LogLine]) -> Result<(), StoreError> {
        let of: BTreeSet<_> = lines.iter().filter_map(|line| line.event.organization_id).collect();
        for id in of {
            if !self.organizations.contains_key(&id)
                && let Some(found) = store.find_configuration(id).await?
            {
                self.organizations.insert(id, found.organization.slug.clone());
            }
        }
        Ok(())
    }

    /// The `client_id` of an application.
    pub(super) fn application(&self, id: Option<ApplicationId>) -> Option<String> {
        self.applications.get(&id?).cloned()
    }

    /// A line with them.
    pub(super) fn show(&self, LogLine { event, position }: LogLine) -> Shown {
        let slug = |id| self.organizations.get(&id).cloned();
        Shown {
            id: event.id,
            at: event.at,
            position,
            organization: event.organization_id.and_then(slug),
            organization_id: event.organization_id,
            kind: event.action.kind(),
            action: event.action,
            operation: event.action.operation(),
            actor: event.actor,
            actor_roles: event.detail.actor_roles(),
            subject: event.subject,
            user: event.user_id,
            application: self.application(event.application_id),
            sign_in: event.sign_in_id,
            outcome: event.outcome,
            reason: event.reason,
            ip: event.ip.map(|ip| ip.to_string()),
            user_agent: event.user_agent,
            detail: event.detail.read(),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use uuid::Uuid;

    use super::*;

    /// A line of each field.
    pub fn line() -> Shown {
        let detail = json!({ "actor_roles": ["nurse", "manager"], "method": "entra" });
        Shown {
            id: Uuid::from_u128(1).into(),
            at: "2027-01-11T08:00:00.123Z".parse().unwrap(),
            position: Some(7),
            organization: Some("st-janshof".to_owned()),
            organization_id: Some(Uuid::from_u128(2).into()),
            kind: AuditKind::Authentication,
            action: AuditAction::SignIn,
            operation: AuditOperation::Execute,
            actor: "caregiver".to_owned(),
            actor_roles: vec!["nurse".to_owned(), "manager".to_owned()],
            subject: Some("a.devries@st-janshof.example".to_owned()),
            user: Some(Uuid::from_u128(3).into()),
            application: Some("records".to_owned()),
            sign_in: Some(Uuid::from_u128(4).into()),
            outcome: AuditOutcome::Refused,
            reason: Some("user_suspended".to_owned()),
            ip: Some("192.0.2.1".to_owned()),
            user_agent: Some("Mozilla/5.0 (ward [3])".to_owned()),
            detail: detail.as_object().cloned().unwrap(),
        }
    }
}
