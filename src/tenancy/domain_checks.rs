//! Whether a domain's DNS proves that it is its organization's: asked by hand, and every day of those that it has proven.

use chrono::{DateTime, Duration, Utc};
use serde_json::json;

use super::change::{Act, Fields, TenancyError};
use super::domains;
use super::users::Manner;
use crate::domain::audit::{AuditAction, AuditEvent, AuditOutcome};
use crate::domain::domain_check::{DomainCheck, Look, ProvenBy, Step, judge};
use crate::domain::email::EmailDomain;
use crate::domain::id::{DomainId, OrganizationId};
use crate::domain::limit::{Limit, Limited};
use crate::domain::organization::{Domain, OrganizationConfiguration};
use crate::keys::random;
use crate::store::configuration::ConfigurationChange;
use crate::store::limits::Taken;
use crate::store::{Store, StoreError};
use crate::upstream::dns::{Dns, Found};

/// How often one domain may be asked for by hand: each asks name servers, ours and others', for up to three names.
const BY_HAND: Limit = Limit { burst: 10, every: Duration::seconds(6) };
/// Who looks when it is time.
const ITSELF: &str = "anteroom";

/// What came of a look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// The domain as it is now.
    pub domain: Domain,
    /// The look.
    pub check: DomainCheck,
}

/// Why nothing was looked for.
#[derive(Debug, thiserror::Error)]
pub enum CheckError {
    /// The domain was asked for too often.
    #[error("the DNS was asked for this domain too often; wait a few seconds")]
    TooOften,
    /// It could not be done.
    #[error(transparent)]
    Tenancy(#[from] TenancyError),
}

impl From<StoreError> for CheckError {
    fn from(error: StoreError) -> Self {
        Self::Tenancy(error.into())
    }
}

/// Asks the DNS now. What is found proves the domain; what is not found takes nothing away, but is said and written down. A look that is
/// only tried asks all the same, and writes nothing.
pub async fn check(
    store: &Store,
    dns: &Dns,
    (configuration, name): (&OrganizationConfiguration, &EmailDomain),
    act: &Act<'_>,
    dry_run: bool,
) -> Result<Checked, CheckError> {
    // Of the organization's own domains: whose another is, nobody learns here.
    let domain = domains::find(configuration, name)?;
    let limited = Limited { key: format!("domain checked {}", domain.id), limit: BY_HAND };
    if store.take(&[limited], act.now).await? != Taken::Yes {
        return Err(CheckError::TooOften);
    }
    // Nothing is held while strangers are waited for.
    let found = dns.look(&domain.name, &domain.challenge).await;
    let checked = note(store, domain, found, Look::ByHand, act, dry_run).await;
    Ok(checked?)
}

/// Looks at a domain because it is time to.
pub async fn check_again(
    store: &Store,
    dns: &Dns,
    (organization, id): (OrganizationId, DomainId),
    now: DateTime<Utc>,
) -> Result<(), TenancyError> {
    let own = store.organization(organization);
    let Some(domain) = own.find_domain(id).await?.filter(|domain| domain.proven_by == Some(ProvenBy::Dns)) else {
        // Somebody has said something else of it meanwhile. What comes again by itself is only what is proven so.
        return Ok(own.put_off_domain_check(id, None).await?);
    };
    let found = dns.look(&domain.name, &domain.challenge).await;
    let act = Act { by: ITSELF, role: None, ip: None, now };
    match note(store, &domain, found, Look::Daily, &act, false).await {
        // It is gone.
        Err(TenancyError::Gone) => Ok(()),
        other => other.map(drop),
    }
}

/// Writes down what was found, and what follows from it.
async fn note(
    store: &Store,
    asked: &Domain,
    Found { finding, texts }: Found,
    look: Look,
    act: &Act<'_>,
    dry_run: bool,
) -> Result<Checked, TenancyError> {
    let own = store.organization(asked.organization_id);
    let before = own.find_domain_check(asked.id).await?.and_then(|before| before.missing);
    let (missing, step) = judge(asked.proven_by, before, finding, look, act.now);
    let proven_by = match step {
        Step::Nothing | Step::Warn => asked.proven_by,
        Step::Prove => Some(ProvenBy::Dns),
        Step::Unprove => None,
    };
    let domain = Domain { proven_by, ..asked.clone() };
    let next_at = (proven_by == Some(ProvenBy::Dns)).then(|| act.now + finding.again_after() + spread());
    let (domain_id, organization_id) = (domain.id, domain.organization_id);
    let check = DomainCheck { domain_id, organization_id, checked_at: act.now, finding, texts, missing, next_at };
    if domain == *asked {
        let event = (step == Step::Warn).then(|| missing_event(&check, &domain, act));
        if !dry_run {
            own.put_domain_check(&check, event.as_ref()).await?;
        }
    } else {
        let change = store.change_configuration(act.now).await?;
        let configuration = change.read_organization(organization_id).await?.ok_or(TenancyError::Gone)?;
        let now = domains::find(&configuration, &domain.name)?;
        if now != asked {
            // Somebody has changed it while the DNS was asked: what was found was for something else, and counts for nothing.
            let now = now.clone();
            change.roll_back().await?;
            return Ok(Checked { domain: now, check });
        }
        put(&change, asked, &domain, &check, act).await?;
        Manner { reason: None, dry_run }.finish(change).await?;
    }
    if !dry_run {
        say(&domain, &check, step);
    }
    Ok(Checked { domain, check })
}

async fn put(
    change: &ConfigurationChange,
    old: &Domain,
    new: &Domain,
    check: &DomainCheck,
    act: &Act<'_>,
) -> Result<(), TenancyError> {
    change.replace_domain(new).await?;
    change.put_domain_check(check).await?;
    let mut fields: Fields = Vec::new();
    if old.is_proven() != new.is_proven() {
        fields.push(("proven", old.is_proven().to_string(), new.is_proven().to_string()));
    }
    let by = |proven_by: Option<ProvenBy>| proven_by.map_or_else(|| "none".to_owned(), |by| by.to_string());
    fields.push(("proven_by", by(old.proven_by), by(new.proven_by)));
    let (what, reason) = if new.is_proven() {
        ("prove", "its DNS holds the organization's record")
    } else {
        ("unprove", "its DNS has not held the organization's record for a week")
    };
    let manner = Manner { reason: Some(reason.to_owned()), dry_run: false };
    change.append_audit(&domains::event(what, new, &fields, &manner, act)).await?;
    Ok(())
}

/// The line that says that the record of a proven domain is missing, and until when that does no harm.
fn missing_event(check: &DomainCheck, domain: &Domain, act: &Act<'_>) -> AuditEvent {
    let detail = json!({
        "finding": check.finding,
        "missing_since": check.missing.map(|missing| missing.since),
        "unproven_at": check.missing.map(|missing| missing.ends_at()),
    });
    let subject = format!("domain {}", domain.name);
    let event = act.event(AuditAction::DomainProofMissing, domain.organization_id, subject, &detail);
    AuditEvent { outcome: AuditOutcome::Failed, ..event }
}

fn say(domain: &Domain, check: &DomainCheck, step: Step) {
    let (domain, organization) = (domain.name.as_str(), domain.organization_id);
    let finding = check.finding.code();
    match step {
        Step::Warn => {
            let until = check.missing.map(|missing| missing.ends_at());
            tracing::warn!(domain, %organization, finding, ?until, "domains.proof_missing");
        }
        Step::Unprove => tracing::warn!(domain, %organization, finding, "domains.unproven"),
        Step::Prove => tracing::info!(domain, %organization, "domains.proven"),
        Step::Nothing => tracing::debug!(domain, %organization, finding, "domains.checked"),
    }
}

/// Up to four hours: a thousand domains that were proven in one afternoon are not all looked at in the same minute for ever after.
fn spread() -> Duration {
    Duration::minutes(i64::from(u16::from_be_bytes(random::bytes()) % 240))
}
