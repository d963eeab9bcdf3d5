//! `/admin/v1/organizations/{organization}/domains/{domain}/check`

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Utc};
use http::header::RETRY_AFTER;
use http::{HeaderValue, StatusCode};
use serde::Serialize;
use utoipa::ToSchema;

use super::caller::InOrganization;
use super::document::OrganizationInPath;
use super::domains::{TxtRecord, Which};
use super::extract::{Path, Query};
use super::manner::Tried;
use super::problem::Problem;
use crate::domain::domain_check::{DomainCheck, Elsewhere, Finding, MISSING_FOR, ProvenBy, record_name};
use crate::domain::email::EmailDomain;
use crate::domain::organization::Domain;
use crate::http::Context;
use crate::tenancy::domain_checks::{self, CheckError, Checked};

/// After how many seconds a domain that was asked for too often may be asked for again.
const WAIT: HeaderValue = HeaderValue::from_static("6");

/// What the DNS says of whether a domain is its organization's.
#[derive(Serialize, ToSchema)]
#[schema(as = DomainCheck)]
pub struct Shown {
    /// The domain.
    #[schema(value_type = String)]
    domain: EmailDomain,
    /// What proves it, where it is published in the domain's DNS.
    record: TxtRecord,
    /// Whether it is proven now.
    proven: bool,
    /// How that was seen; nothing where it was not.
    proven_by: Option<ProvenBy>,
    /// When the DNS was asked last; nothing where it never was.
    checked_at: Option<DateTime<Utc>>,
    /// What came of it.
    finding: Option<Finding>,
    /// The TXT records that were at the record's name, the first of them, cut where they are long.
    found: Vec<String>,
    /// What to do.
    advice: String,
    /// Since when the record of a domain that it has proven is missing.
    missing_since: Option<DateTime<Utc>>,
    /// When the domain is proven no more, should the record stay away.
    unproven_at: Option<DateTime<Utc>>,
    /// Whether this is only what would be: nothing has changed.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[schema(required = false)]
    dry_run: bool,
}

/// Shows what the DNS said last
///
/// Asks nobody.
#[utoipa::path(
    get, path = "/organizations/{organization}/domains/{domain}/check", tag = "domains", operation_id = "get_domain_check",
    params(OrganizationInPath, Which),
    responses((status = 200, description = "The last look, and the record to make.", body = Shown)),
)]
pub async fn get(at: InOrganization, Path(Which { domain }): Path<Which>) -> Result<Json<Shown>, Problem> {
    let found = at.configuration.domains.iter().find(|known| known.name == domain);
    let found = found.ok_or_else(|| Problem::not_found("domain"))?;
    let check = at.store.find_domain_check(found.id).await.map_err(|error| Problem::internal(&error))?;
    Ok(Json(show(found, check, false)))
}

/// Asks the DNS now
///
/// Where it holds the organization's record, the domain is proven from then on, and is looked at again every day: should the record
/// stay away for seven days, the domain is proven no more. A record that is not there takes nothing away at once, and a name server that
/// fails never does.
#[utoipa::path(
    post, path = "/organizations/{organization}/domains/{domain}/check", tag = "domains", operation_id = "check_domain",
    params(OrganizationInPath, Which, Tried),
    responses(
        (status = 200, description = "What was found.", body = Shown),
        (status = 429, description = "The domain was asked for too often: too_often. Retry-After says when it may be again."),
    ),
)]
pub async fn check(
    State(context): State<Context>,
    at: InOrganization,
    Path(Which { domain }): Path<Which>,
    Query(Tried { dry_run }): Query<Tried>,
) -> Result<Json<Shown>, Problem> {
    let (store, act) = (&context.sign_in.store, at.caller.act());
    let which = (&at.configuration, &domain);
    let Checked { domain, check } = domain_checks::check(store, &context.dns, which, &act, dry_run).await?;
    Ok(Json(show(&domain, Some(check), dry_run)))
}

impl From<CheckError> for Problem {
    fn from(error: CheckError) -> Self {
        match error {
            CheckError::TooOften => {
                Self::new(StatusCode::TOO_MANY_REQUESTS, "too_often", &error).with(RETRY_AFTER, WAIT)
            }
            CheckError::Tenancy(error) => error.into(),
        }
    }
}

fn show(domain: &Domain, check: Option<DomainCheck>, dry_run: bool) -> Shown {
    // Somebody may have said something else of the domain since: then its record is missed by nobody.
    let by_dns = domain.proven_by == Some(ProvenBy::Dns);
    let missing = check.as_ref().and_then(|check| check.missing).filter(|_| by_dns);
    let finding = check.as_ref().map(|check| check.finding);
    Shown {
        domain: domain.name.clone(),
        record: TxtRecord::of(domain),
        proven: domain.is_proven(),
        proven_by: domain.proven_by,
        checked_at: check.as_ref().map(|check| check.checked_at),
        finding,
        advice: advice(domain, finding),
        found: check.map(|check| check.texts).unwrap_or_default(),
        missing_since: missing.map(|missing| missing.since),
        unproven_at: missing.map(|missing| missing.ends_at()),
        dry_run,
    }
}

/// What to do, in words.
fn advice(domain: &Domain, finding: Option<Finding>) -> String {
    let (name, value) = (record_name(&domain.name), domain.challenge.value());
    let make = format!("make a TXT record with the name {name} and the value {value}, then check again");
    let said = match finding {
        None => format!("nobody has asked the DNS yet: {make}"),
        // What was found was found for something else: it was said meanwhile that the domain is proven no more.
        Some(Finding::Found) if !domain.is_proven() => {
            format!("the domain was changed since the record was seen: {make}")
        }
        Some(Finding::Found) => "leave the record where it is: it is looked for every day".to_owned(),
        Some(Finding::NoRecord) => format!(
            "{name} exists, and has no TXT record: make it, with the value {value}; if it is made already, \
             wait until the DNS tells everybody, which takes up to its TTL, mostly an hour, and check again"
        ),
        Some(Finding::NoSuchName) => format!(
            "{name} does not exist: {make}; if it is made already, wait until the DNS tells everybody, which takes \
             up to its TTL, mostly an hour, and check again"
        ),
        Some(Finding::Mistyped) => {
            format!("the record is there, and its value is typed otherwise: it is to be exactly {value}")
        }
        Some(Finding::OtherValue) => format!(
            "there is a record of ours with another value, of another organization or of an earlier time: add one \
             with the value {value}"
        ),
        Some(Finding::Unrelated) => {
            format!("there are TXT records at {name}, and none is ours: add one with the value {value}")
        }
        Some(Finding::Doubled) => format!(
            "the record stands at {}: your DNS panel appends the domain by itself, so type only _anteroom as its name",
            Elsewhere::Doubled.name(&domain.name)
        ),
        Some(Finding::Apex) => {
            format!("the record stands at {} itself: give it the name {name}", Elsewhere::Apex.name(&domain.name))
        }
        Some(Finding::ServerFailed) => format!(
            "a name server could not tell whether {name} is there; this says nothing of the record. Check again later; \
             if it stays so, the domain's DNSSEC or its name servers may be broken"
        ),
        Some(Finding::TimedOut) => {
            "no name server has answered in time; this says nothing of the record. Check again later".to_owned()
        }
        Some(Finding::Unreachable) => {
            "no name server can be reached from the broker; whoever operates it looks at [dns]".to_owned()
        }
    };
    match (domain.proven_by, finding) {
        (Some(ProvenBy::Dns), Some(finding)) if finding.is_absence() => {
            format!(
                "{said}. The domain stays proven for {} days after the record was missed first",
                MISSING_FOR.num_days()
            )
        }
        (Some(ProvenBy::Manual), Some(finding)) if finding.is_absence() => {
            format!("{said}. The domain stays proven: somebody has said so")
        }
        _ => said,
    }
}
