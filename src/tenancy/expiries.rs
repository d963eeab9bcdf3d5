//! What ends by itself, told before it does: to the organization's administrators by mail, to whoever listens by webhook, and in the log.

use std::collections::BTreeSet;

use chrono::{DateTime, Duration, Utc};
use serde_json::json;
use uuid::Uuid;

use super::admin_letters;
use crate::domain::application::SigningAlgorithm;
use crate::domain::audit::{AuditAction, AuditDetail, AuditEvent};
use crate::domain::expiry::{Expiry, ExpiryKind, THRESHOLDS, Told};
use crate::domain::id::OrganizationId;
use crate::domain::provider_name::ProviderName;
use crate::domain::signing_key::{KeyDates, KeyPolicy, Life, life};
use crate::keys::random;
use crate::mail::{Content, Mail};
use crate::store::expiries::{Counted, ExpiryPage};
use crate::store::{Store, StoreError};

/// Who tells.
const ITSELF: &str = "anteroom";
/// How the provider's own registration is called, as in the settings.
const SHARED: &str = "shared_registration";
/// So much is read at once.
const AT_ONCE: u64 = 500;
/// A letter that says "in a day" is worth nothing two days later.
const LETTER_LIFETIME: Duration = Duration::days(2);
/// For how long after its end is known what was told of a thing: as long as somebody may prolong it.
const KEPT: Duration = Duration::days(90);

/// What ends besides what is stored: the credential of the provider's own registration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SharedCredential {
    /// A secret, or a certificate.
    pub kind: ExpiryKind,
    /// Since when it is good, where that is known.
    pub begins_at: Option<DateTime<Utc>>,
    /// When it ends.
    pub ends_at: DateTime<Utc>,
}

impl SharedCredential {
    /// As something that ends.
    fn expiry(self) -> Expiry {
        Expiry {
            kind: self.kind,
            thing: Uuid::nil(),
            organization_id: None,
            name: SHARED.to_owned(),
            // Where nobody says since when: long enough for every threshold.
            begins_at: self.begins_at.unwrap_or(self.ends_at - Duration::days(366)),
            ends_at: self.ends_at,
            matters: true,
        }
    }
}

/// All that ends.
#[derive(Clone, Debug)]
pub struct Ledger {
    /// What is stored.
    pub store: Store,
    /// The credential of the provider's own registration, where it ends.
    pub shared: Option<SharedCredential>,
    /// When signing keys are exchanged.
    pub policy: KeyPolicy,
}

impl Ledger {
    /// What ends, the nearest end first; only of these organizations, where any are named, and then nothing of the operator's.
    pub async fn list(
        &self,
        only: Option<&BTreeSet<OrganizationId>>,
        page: ExpiryPage,
        now: DateTime<Utc>,
    ) -> Result<Vec<(Expiry, Option<Told>)>, StoreError> {
        let mut found = self.store.list_expiries(only, page, now).await?;
        if only.is_none() {
            found.extend(self.operators_own(page, now).await?);
            found.sort_by(|(one, _), (other, _)| one.order(other));
            found.truncate(usize::try_from(page.limit).unwrap_or(usize::MAX));
        }
        Ok(found)
    }

    /// How much ends soon, by kind, of what matters.
    pub async fn count(&self, now: DateTime<Utc>) -> Result<Vec<Counted>, StoreError> {
        let mut counted = self.store.count_expiries(now).await?;
        let furthest = now + furthest();
        if let Some(shared) = self.shared.filter(|shared| shared.ends_at > now && shared.ends_at <= furthest) {
            let one = |days: u16| u64::from(shared.ends_at - now <= Duration::days(days.into()));
            let own = Counted { kind: shared.kind, nearest: shared.ends_at, within: THRESHOLDS.map(one) };
            match counted.iter_mut().find(|known| known.kind == own.kind) {
                Some(known) => {
                    known.nearest = known.nearest.min(own.nearest);
                    known.within.iter_mut().zip(own.within).for_each(|(known, own)| *known += own);
                }
                None => counted.push(own),
            }
        }
        counted.sort_by_key(|of| of.kind);
        Ok(counted)
    }

    /// What is not an organization's, and stands in no table by its end: signing keys are few, and the shared registration's credential
    /// stands in the settings.
    async fn operators_own(
        &self,
        page: ExpiryPage,
        now: DateTime<Utc>,
    ) -> Result<Vec<(Expiry, Option<Told>)>, StoreError> {
        let stored = self.store.list_signing_keys().await?;
        let keys: Vec<(Uuid, &str, KeyDates)> =
            stored.iter().map(|key| (key.id, key.kid.as_str(), key.dates)).collect();
        let mut own: Vec<_> = signing_keys(&keys, &self.policy, now).into_iter().map(|key| (key, None)).collect();
        if let Some(shared) = self.shared.map(SharedCredential::expiry) {
            let told = self.store.find_told(shared.kind, shared.thing).await?;
            own.push((shared, told));
        }
        own.retain(|(one, _)| {
            page.after.is_none_or(|after| one.place() > after) && page.until.is_none_or(|until| one.ends_at <= until)
        });
        Ok(own)
    }

    /// Tells of what ends before long, each once at each threshold, whichever replica is first; says of how much this has.
    pub async fn warn(&self, mail: Option<&Mail>, now: DateTime<Utc>) -> Result<usize, StoreError> {
        let mut told_of = 0;
        let mut page = ExpiryPage { after: None, until: Some(now + furthest()), limit: AT_ONCE };
        loop {
            let found = self.list(None, page, now).await?;
            for (thing, told) in &found {
                if let Some(days) = thing.due(*told, now) {
                    told_of += usize::from(self.tell(thing, days, mail, now).await?);
                }
            }
            page.after = found.last().map(|(last, _)| last.place());
            if (found.len() as u64) < AT_ONCE {
                break;
            }
        }
        if told_of > 0 {
            self.store.forget_told(now - KEPT).await?;
        }
        Ok(told_of)
    }

    async fn tell(
        &self,
        thing: &Expiry,
        days: u16,
        mail: Option<&Mail>,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let configuration = match thing.organization_id {
            Some(id) => self.store.find_configuration(id).await?,
            None => None,
        };
        let letters = configuration.as_ref().map_or_else(Vec::new, |configuration| {
            let organization = &configuration.organization;
            let content = || Content::Expiring {
                organization: organization.name.clone(),
                kind: thing.kind,
                name: thing.name.clone(),
                until: thing.ends_at,
                providers: ProviderName::all_of(configuration),
            };
            admin_letters::to_all(mail, organization, content, LETTER_LIFETIME, now)
        });
        let done = self.store.note_told(thing, days, &letters, &event(thing, days, now)).await?;
        if done {
            let (kind, name, ends_at) = (thing.kind.as_str(), &thing.name, thing.ends_at);
            let organization = configuration.as_ref().map(|configuration| configuration.organization.slug.as_str());
            tracing::warn!(kind, name, organization, %ends_at, days, "expiry.approaching");
        }
        Ok(done)
    }
}

fn furthest() -> Duration {
    Duration::days(THRESHOLDS.into_iter().max().unwrap_or_default().into())
}

fn event(thing: &Expiry, days: u16, now: DateTime<Utc>) -> AuditEvent {
    // Whoever is invited, or let in by break-glass, is a person: their address stands in the log, and goes nowhere by webhook.
    let personal = matches!(thing.kind, ExpiryKind::Invitation | ExpiryKind::BreakGlass);
    let mut detail = json!({ "kind": thing.kind, "ends_at": thing.ends_at, "days": days });
    if let Some(detail) = detail.as_object_mut().filter(|_| !personal) {
        detail.insert("name".to_owned(), json!(thing.name));
    }
    AuditEvent {
        organization_id: thing.organization_id,
        subject: Some(format!("{} {}", thing.kind.as_str(), thing.name)),
        detail: AuditDetail::of(&detail),
        ..AuditEvent::new(random::id(now), now, AuditAction::ExpiryApproaching, ITSELF)
    }
}

/// Signing keys: one that signs does until the next one does, one that has a successor is published for a while. They are exchanged by
/// themselves, so nobody need do anything about it.
fn signing_keys(keys: &[(Uuid, &str, KeyDates)], policy: &KeyPolicy, now: DateTime<Utc>) -> Vec<Expiry> {
    let all: Vec<KeyDates> = keys.iter().map(|(.., dates)| *dates).collect();
    let next = |algorithm: SigningAlgorithm| {
        let mut next = all.iter().filter(|key| key.algorithm == algorithm && life(key, &all, now) == Life::Next);
        next.next().map(|key| key.active_from)
    };
    let end = |key: &KeyDates| match life(key, &all, now) {
        Life::Active => next(key.algorithm).or(policy.rotation.map(|rotation| key.active_from + rotation)),
        Life::Retiring => key.retires_at,
        Life::Next | Life::Gone => None,
    };
    let seen = keys.iter().filter_map(|(id, kid, dates)| {
        Some(Expiry {
            kind: ExpiryKind::SigningKey,
            thing: *id,
            organization_id: None,
            name: (*kid).to_owned(),
            begins_at: dates.created_at,
            ends_at: end(dates)?,
            matters: false,
        })
    });
    seen.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> DateTime<Utc> {
        "2026-11-23T09:00:00Z".parse().unwrap()
    }

    #[test]
    fn a_signing_key_ends_when_the_next_one_signs() {
        let key = |generation, active_from: i64, retires_at: Option<i64>| KeyDates {
            algorithm: SigningAlgorithm::Es256,
            generation,
            created_at: now() - Duration::days(200),
            active_from: now() + Duration::days(active_from),
            retires_at: retires_at.map(|days| now() + Duration::days(days)),
        };
        let policy = KeyPolicy::default();
        let ends = |keys: &[KeyDates], policy: &KeyPolicy| -> Vec<(String, i64)> {
            let named: Vec<_> =
                keys.iter().zip(["one", "two", "three"]).map(|(key, kid)| (Uuid::nil(), kid, *key)).collect();
            let ends = signing_keys(&named, policy, now());
            ends.into_iter().map(|end| (end.name, (end.ends_at - now()).num_days())).collect()
        };
        let named = |name: &str, days| (name.to_owned(), days);
        assert_eq!(ends(&[key(1, -10, None)], &policy), [named("one", 80)]);
        assert_eq!(ends(&[key(1, -89, None), key(2, 1, None)], &policy), [named("one", 1)]);
        assert_eq!(ends(&[key(1, -90, Some(2)), key(2, -1, None)], &policy), [named("one", 2), named("two", 89)]);
        assert_eq!(ends(&[key(1, -10, None)], &KeyPolicy { rotation: None, ..policy }), []);
    }

    #[test]
    fn an_invited_persons_address_stands_in_the_log_and_leaves_the_house_in_no_message() {
        let thing = |kind| Expiry { kind, name: "it@st-janshof.example".to_owned(), ..shared().expiry() };
        let said = |kind| event(&thing(kind), 7, now()).detail.as_str().contains("it@st-janshof.example");
        assert!(said(ExpiryKind::Flag) && !said(ExpiryKind::Invitation) && !said(ExpiryKind::BreakGlass));
        let subject = event(&thing(ExpiryKind::Invitation), 7, now()).subject;
        assert_eq!(subject.as_deref(), Some("invitation it@st-janshof.example"));
    }

    fn shared() -> SharedCredential {
        SharedCredential { kind: ExpiryKind::ClientSecret, begins_at: None, ends_at: now() + Duration::days(60) }
    }

    #[test]
    fn of_the_shared_registration_it_is_told_from_the_first_threshold_on() {
        assert_eq!(shared().expiry().due(None, now()), Some(60));
    }
}
