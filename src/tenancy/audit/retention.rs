//! Retention: what an organization keeps no longer loses its content, and the log says so.

use chrono::{DateTime, Duration, Utc};
use serde_json::json;

use super::ITSELF;
use crate::domain::anchor::{REMOVAL_TYPE, Removal};
use crate::domain::application::SigningAlgorithm;
use crate::domain::audit::{AuditAction, AuditDetail, AuditEvent};
use crate::domain::id::OrganizationId;
use crate::domain::organization::Organization;
use crate::keys::ring::KeyRing;
use crate::keys::signing::SigningKeys;
use crate::keys::{KeyError, audit, random};
use crate::store::Store;
use crate::store::audit::removal::Leaving;

/// Organizations read at a time.
const PAGE: u64 = 100;
/// Announcements of one round at most, so that other work gets its turn.
const MOST_IN_A_ROUND: u32 = 5;

/// Takes the content of lines that their organizations keep no longer; of each no line that is younger than the operator's
/// `shortest`, whatever the organization has been set to before that. Whether all is done: else another round goes on.
pub async fn round(
    store: &Store,
    ring: &KeyRing,
    signing: &SigningKeys,
    shortest: u32,
    now: DateTime<Utc>,
) -> Result<bool, KeyError> {
    let mut left = MOST_IN_A_ROUND;
    let mut after: Option<String> = None;
    loop {
        let page = store.list_organizations(None, after.as_deref(), PAGE).await?;
        for organization in &page {
            let Some(until) = kept_since(organization, shortest, now) else { continue };
            loop {
                if left == 0 {
                    return Ok(false);
                }
                if remove(store, ring, signing, organization.id, until, now).await? == 0 {
                    break;
                }
                left -= 1;
            }
        }
        match page.last() {
            Some(last) => after = Some(last.slug.clone()),
            None => return Ok(true),
        }
    }
}

/// From when on lines are kept; none where all are.
fn kept_since(organization: &Organization, shortest: u32, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let days = organization.audit_retention_days?.max(shortest);
    now.checked_sub_signed(Duration::days(days.into()))
}

async fn remove(
    store: &Store,
    ring: &KeyRing,
    signing: &SigningKeys,
    id: OrganizationId,
    until: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<u64, KeyError> {
    // One set for both: the key that signs may be exchanged in between.
    let keys = signing.fresh().await?;
    audit::keep(store, ring, &keys, now).await?;
    let announce = |leaving: &Leaving| -> Result<AuditEvent, KeyError> {
        let event = AuditEvent::new(random::id(now), now, AuditAction::AuditRemoved, ITSELF);
        let Leaving { lines, digest } = leaving.clone();
        let removal = Removal { id: event.id, organization: id, until, lines, digest };
        // Signed, since whoever can write the database can also append a line that says this.
        let jws = keys.sign(SigningAlgorithm::Es256, REMOVAL_TYPE, &removal)?;
        Ok(AuditEvent {
            organization_id: Some(id),
            subject: Some("audit log".to_owned()),
            detail: AuditDetail::of(
                &json!({ "until": until, "lines": lines, "digest": removal.digest.as_str(), "jws": jws }),
            ),
            ..event
        })
    };
    store.organization(id).empty_audit_events(until, announce).await
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn no_line_goes_before_its_time() {
        let now = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let mut organization = Organization::new(OrganizationId(Uuid::nil()), "a".to_owned(), "A".to_owned());
        assert_eq!(kept_since(&organization, 30, now), None);
        organization.audit_retention_days = Some(60);
        assert_eq!(kept_since(&organization, 30, now), Some(now - Duration::days(60)));
        // Whoever has raised the least that is allowed has raised it for all.
        assert_eq!(kept_since(&organization, 90, now), Some(now - Duration::days(90)));
    }
}
