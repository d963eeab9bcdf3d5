//! What ends by itself: `/admin/v1/expiries`, `/admin/v1/organizations/{organization}/expiries`

use std::collections::{BTreeMap, BTreeSet};

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::caller::{Caller, InOrganization};
use super::document::OrganizationInPath;
use super::extract::Query;
use super::page::{Listed, Page, Paging};
use super::problem::Problem;
use crate::domain::expiry::{Expiry, ExpiryKind, ExpiryPlace, Told, ends_soon};
use crate::domain::id::OrganizationId;
use crate::http::Context;
use crate::store::Store;
use crate::store::expiries::ExpiryPage;

/// Something that ends by itself.
#[derive(Serialize, ToSchema)]
#[schema(as = Expiry)]
pub struct Shown {
    kind: ExpiryKind,
    id: Uuid,
    /// Whose it is, by slug; nothing, where it is the operator's.
    organization: Option<String>,
    /// How people call it: a connection, a domain, a flag, an address, whoever's token, a key.
    name: String,
    ends_at: DateTime<Utc>,
    /// Whether it ends within 30 days, or has ended.
    soon: bool,
    /// Whether it has ended, and stands there still.
    ended: bool,
    /// Whether something is lost by its end: nothing is by that of what has its successor in use already, or is exchanged by itself.
    matters: bool,
    /// How many days before this end it was told of, the last time; nothing, where it was not yet.
    told_days: Option<u16>,
}

/// Lists what ends
///
/// What ends first comes first. Whoever is limited to some organizations sees theirs; the operator's own things are for those who are not.
#[utoipa::path(
    get, path = "/expiries", tag = "expiries", operation_id = "list_expiries",
    params(Paging),
    responses((status = 200, description = "A page of it.", body = Page<Shown>)),
)]
pub async fn anywhere(
    State(context): State<Context>,
    caller: Caller,
    Query(listed): Query<Listed<ExpiryPlace>>,
) -> Result<Json<Page<Shown>>, Problem> {
    page(&context, caller.organizations.as_ref(), listed, caller.now).await
}

/// Lists what ends at an organization
///
/// What ends first comes first.
#[utoipa::path(
    get, path = "/organizations/{organization}/expiries", tag = "expiries",
    operation_id = "list_expiries_of_organization",
    params(OrganizationInPath, Paging),
    responses((status = 200, description = "A page of it.", body = Page<Shown>)),
)]
pub async fn of_organization(
    State(context): State<Context>,
    at: InOrganization,
    Query(listed): Query<Listed<ExpiryPlace>>,
) -> Result<Json<Page<Shown>>, Problem> {
    let only = BTreeSet::from([at.configuration.organization.id]);
    page(&context, Some(&only), listed, at.caller.now).await
}

async fn page(
    context: &Context,
    only: Option<&BTreeSet<OrganizationId>>,
    Listed { limit, cursor }: Listed<ExpiryPlace>,
    now: DateTime<Utc>,
) -> Result<Json<Page<Shown>>, Problem> {
    let page = ExpiryPage { after: cursor.map(|cursor| cursor.0), until: None, limit: limit.and_one() };
    let found = context.ledger.list(only, page, now).await.map_err(|error| Problem::internal(&error))?;
    let slugs = slugs(&context.sign_in.store, &found).await?;
    Ok(Json(Page::of(found, limit, |(end, _)| end.place(), |(end, told)| show(end, told, &slugs, now))))
}

/// The names of whose they are: configuration that is kept in memory.
async fn slugs(store: &Store, found: &[(Expiry, Option<Told>)]) -> Result<BTreeMap<OrganizationId, String>, Problem> {
    let mut slugs = BTreeMap::new();
    for id in found.iter().filter_map(|(end, _)| end.organization_id).collect::<BTreeSet<_>>() {
        let configuration = store.find_configuration(id).await.map_err(|error| Problem::internal(&error))?;
        slugs.extend(configuration.map(|configuration| (id, configuration.organization.slug.clone())));
    }
    Ok(slugs)
}

pub(super) fn show(
    end: Expiry,
    told: Option<Told>,
    slugs: &BTreeMap<OrganizationId, String>,
    now: DateTime<Utc>,
) -> Shown {
    Shown {
        kind: end.kind,
        id: end.thing,
        organization: end.organization_id.and_then(|id| slugs.get(&id).cloned()),
        name: end.name,
        ends_at: end.ends_at,
        soon: ends_soon(end.ends_at, now),
        ended: end.ends_at <= now,
        matters: end.matters,
        told_days: told.filter(|told| told.ends_at == end.ends_at).map(|told| told.days),
    }
}
