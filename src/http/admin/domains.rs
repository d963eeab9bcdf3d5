//! `/admin/v1/organizations/{organization}/domains`

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::ROOT;
use super::caller::InOrganization;
use super::document::{ForState, MadeOnce, OrganizationInPath};
use super::etag::{IfMatch, Tagged};
use super::extract::{Json, Path, Query};
use super::manner::{Tried, Why};
use super::once::{Created, Keep, Once};
use super::page::{Listed, Page, Paging};
use super::patch::Field;
use super::problem::Problem;
use crate::domain::domain_check::{ProvenBy, record_name};
use crate::domain::email::EmailDomain;
use crate::domain::id::DomainId;
use crate::domain::organization::{Domain, OrganizationConfiguration};
use crate::http::Context;
use crate::tenancy::change::Fingerprint;
use crate::tenancy::domains::{self, Draft};
use crate::tenancy::users::Manner;

/// An e-mail domain of an organization. No other organization has it.
#[derive(Serialize, ToSchema)]
#[schema(as = Domain)]
pub struct Shown {
    #[schema(value_type = Uuid)]
    id: DomainId,
    /// In its ASCII form.
    #[schema(value_type = String)]
    name: EmailDomain,
    /// The name of the connection that its addresses lead to; nothing where they lead nowhere.
    connection: Option<String>,
    /// Whether it has been seen that the organization owns it. One that is not proven leads nobody anywhere, and lets nobody in.
    proven: bool,
    /// How that was seen; nothing where it was not.
    proven_by: Option<ProvenBy>,
    /// What proves it, where it is published in the domain's DNS.
    record: TxtRecord,
    /// Whether this is only what would be: nothing has changed.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[schema(required = false)]
    dry_run: bool,
}

/// The TXT record by which an organization proves that it owns a domain. It is no secret, and proves nothing for anybody else.
#[derive(Serialize, ToSchema)]
pub struct TxtRecord {
    /// Its whole name.
    #[schema(example = "_anteroom.st-janshof.example")]
    name: String,
    /// Its value.
    #[schema(example = "anteroom-verification=3f0c9a5d7be14c68a2d90e41b7c6f583")]
    value: String,
}

impl TxtRecord {
    /// That of a domain.
    pub(super) fn of(domain: &Domain) -> Self {
        Self { name: record_name(&domain.name), value: domain.challenge.value() }
    }
}

/// A domain to be added.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewDomain {
    /// One that the organization alone can own: no public suffix, no domain of a mail provider.
    #[schema(max_length = 253, example = "st-janshof.example")]
    name: String,
    /// The name of the connection that its addresses lead to.
    connection: Option<String>,
    #[serde(default)]
    #[schema(required = false)]
    proven: bool,
    /// Why: for the audit log. Of a proven domain, how that was seen.
    #[schema(min_length = 1, max_length = 500)]
    reason: Option<String>,
}

/// What is to change of a domain (RFC 7396): what is not named stays, and `null` takes away what may be missing.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DomainChange {
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    connection: Field<Option<String>>,
    /// `true` needs a `reason`. With `false` the record that has proven it does so no more: it has another value then.
    #[serde(default)]
    #[schema(value_type = bool)]
    proven: Field<bool>,
    /// Why: for the audit log. Where a domain is proven, how that was seen.
    #[schema(min_length = 1, max_length = 500)]
    reason: Option<String>,
}

/// Which domain, in the path.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Path)]
pub struct Which {
    /// Its name.
    #[param(value_type = String, example = "st-janshof.example")]
    pub(super) domain: EmailDomain,
}

/// Lists domains
///
/// By name.
#[utoipa::path(
    get, path = "/organizations/{organization}/domains", tag = "domains", operation_id = "list_domains",
    params(OrganizationInPath, Paging),
    responses((status = 200, description = "A page of them.", body = Page<Shown>)),
)]
pub async fn list(
    at: InOrganization,
    Query(Listed { limit, cursor }): Query<Listed<EmailDomain>>,
) -> Result<axum::Json<Page<Shown>>, Problem> {
    let mut found = at.configuration.domains.clone();
    // By their bytes, which is how a cursor compares: a database may sort otherwise.
    found.sort_by(|a, b| a.name.cmp(&b.name));
    found.retain(|domain| cursor.as_ref().is_none_or(|after| domain.name > after.0));
    let show = |domain: Domain| show(&domain, &at.configuration, false);
    Ok(axum::Json(Page::of(found, limit, |domain| domain.name.clone(), show)))
}

/// Adds a domain
///
/// With `proven` it has been seen that the organization owns it, and the `reason` says how: from then on Microsoft's word on its
/// addresses is taken.
#[utoipa::path(
    post, path = "/organizations/{organization}/domains", tag = "domains", operation_id = "create_domain",
    params(OrganizationInPath, Tried, MadeOnce),
    request_body = NewDomain,
    responses(
        (status = 200, description = "What would be added, of a dry run.", body = Shown),
        (status = 201, description = "It is added.", body = Shown, headers(
            ("Location" = String, description = "Where it is"), ("ETag" = String, description = "Its state"))),
        (status = 409, description = "An organization, this or another one, has this domain: exists."),
    ),
)]
pub async fn create(
    State(context): State<Context>,
    at: InOrganization,
    Query(Tried { dry_run }): Query<Tried>,
    once: Once<NewDomain>,
) -> Result<Response, Problem> {
    let (store, configuration) = (&context.sign_in.store, &at.configuration);
    let created = |domain: &Domain| {
        let location = format!("{ROOT}/organizations/{}/domains/{}", configuration.organization.slug, domain.name);
        Created::new(&show(domain, configuration, dry_run)).at(location, &Fingerprint::of(domain))
    };
    let make = async |NewDomain { name, connection, proven, reason }: NewDomain, keep: Keep| {
        let (manner, draft) = (Manner { reason, dry_run }, Draft { connection, proven });
        let kept = |domain: &Domain| if dry_run { None } else { keep.of(&created(domain)) };
        let id = configuration.organization.id;
        let domain = domains::create(store, id, (&name, &draft), &manner, &at.caller.act(), kept).await?;
        Ok(created(&domain))
    };
    let answer = once.answer(store, &at.caller, make).await?;
    Ok(if dry_run { answer.only_tried().into_response() } else { answer.into_response() })
}

/// Shows a domain
#[utoipa::path(
    get, path = "/organizations/{organization}/domains/{domain}", tag = "domains", operation_id = "get_domain",
    params(OrganizationInPath, Which),
    responses((status = 200, description = "The domain.", body = Shown, headers(("ETag" = String, description = "Its state")))),
)]
pub async fn get(at: InOrganization, Path(Which { domain }): Path<Which>) -> Result<Tagged<Shown>, Problem> {
    let found = at.configuration.domains.iter().find(|known| known.name == domain);
    let found = found.ok_or_else(|| Problem::not_found("domain"))?;
    Ok(tagged(found, &at.configuration, false))
}

/// Changes a domain
///
/// Where its addresses lead, and whether it is proven; at once.
#[utoipa::path(
    patch, path = "/organizations/{organization}/domains/{domain}", tag = "domains", operation_id = "change_domain",
    params(OrganizationInPath, Which, Tried, ForState),
    request_body = DomainChange,
    responses((status = 200, description = "As it is now.", body = Shown, headers(("ETag" = String, description = "Its state")))),
)]
pub async fn change(
    State(context): State<Context>,
    at: InOrganization,
    Path(Which { domain }): Path<Which>,
    Query(Tried { dry_run }): Query<Tried>,
    IfMatch(expected): IfMatch,
    Json(DomainChange { connection, proven, reason }): Json<DomainChange>,
) -> Result<Tagged<Shown>, Problem> {
    let edit = |draft: &mut Draft| {
        connection.put(&mut draft.connection);
        proven.put(&mut draft.proven);
    };
    let (which, manner) = ((at.configuration.organization.id, &domain), Manner { reason, dry_run });
    let act = at.caller.act();
    let changed = domains::change(&context.sign_in.store, which, &expected, &manner, &act, edit).await?;
    Ok(tagged(&changed, &at.configuration, dry_run))
}

/// Removes a domain
///
/// Its addresses lead nowhere, and nobody with one comes in by Microsoft any more.
#[utoipa::path(
    delete, path = "/organizations/{organization}/domains/{domain}", tag = "domains", operation_id = "delete_domain",
    params(OrganizationInPath, Which, Why, ForState),
    responses(
        (status = 200, description = "What would be removed, of a dry run.", body = Shown),
        (status = 204, description = "It is gone."),
    ),
)]
pub async fn delete(
    State(context): State<Context>,
    at: InOrganization,
    Path(Which { domain }): Path<Which>,
    Query(Why { reason, dry_run }): Query<Why>,
    IfMatch(expected): IfMatch,
) -> Result<Response, Problem> {
    let (which, manner) = ((at.configuration.organization.id, &domain), Manner { reason, dry_run });
    let removed = domains::remove(&context.sign_in.store, which, &expected, &manner, &at.caller.act()).await?;
    Ok(if dry_run {
        tagged(&removed, &at.configuration, true).into_response()
    } else {
        StatusCode::NO_CONTENT.into_response()
    })
}

fn tagged(domain: &Domain, configuration: &OrganizationConfiguration, dry_run: bool) -> Tagged<Shown> {
    Tagged(Fingerprint::of(domain), show(domain, configuration, dry_run))
}

fn show(domain: &Domain, configuration: &OrganizationConfiguration, dry_run: bool) -> Shown {
    let connection = domain.connection_id.and_then(|id| configuration.connection(id));
    Shown {
        id: domain.id,
        name: domain.name.clone(),
        connection: connection.map(|connection| connection.name.clone()),
        proven: domain.is_proven(),
        proven_by: domain.proven_by,
        record: TxtRecord::of(domain),
        dry_run,
    }
}
