//! Former addresses: a hospital's people get other addresses, here at once, at Microsoft over days. Until then the old one counts beside
//! the new one; it ends by itself.

use chrono::{DateTime, Duration, Utc};

use super::change::{Act, Wrong};
use super::plan::user_fields;
use super::users::{Manner, changed};
use crate::domain::email::{EmailAddress, EmailDomain};
use crate::domain::organization::OrganizationConfiguration;
use crate::domain::user::{FormerEmail, User};
use crate::store::{Store, StoreError};

/// For how many days a move keeps the addresses that people had, where nothing else is said.
pub const USUALLY: u32 = 30;
/// For how many at most: then whoever has the old mailbox, or is given the old address, may long be somebody else.
pub const LONGEST: u32 = 180;
/// How many are ended in one transaction, so that sign-ins get their turn in between.
const AT_ONCE: u64 = 500;
/// Who ends what ends by itself.
const ITSELF: &str = "anteroom";

/// Until when an address that is kept for so many days counts; none where it is not kept.
pub(super) fn until(days: u32, now: DateTime<Utc>) -> Result<Option<DateTime<Utc>>, Wrong> {
    if days > LONGEST {
        return Err(Wrong::new("keep_former_days", &format!("0 to {LONGEST} days")));
    }
    Ok((days > 0).then(|| now + Duration::days(days.into())))
}

/// The former address of a user who was `old` and has this address now. Nothing said of it leaves what there was, unless that is the
/// address again.
pub(super) fn after(
    old: &User,
    email: &EmailAddress,
    keep_days: Option<u32>,
    configuration: &OrganizationConfiguration,
    now: DateTime<Utc>,
) -> Result<Option<FormerEmail>, Wrong> {
    let there_was = old.former_email.clone().filter(|former| former.address != *email);
    let Some(days) = keep_days else { return Ok(there_was) };
    let Some(until) = until(days, now)? else { return Ok(None) };
    let address = if old.email == *email { there_was.map(|former| former.address) } else { Some(old.email.clone()) };
    let none = || Wrong::new("keep_former_days", &"the user has no former address; it goes with another email");
    let address = address.ok_or_else(none)?;
    for domain in [address.domain(), email.domain()] {
        require_proven(configuration, "keep_former_days", &domain)?;
    }
    Ok(Some(FormerEmail { address, until }))
}

/// Refuses a domain that the organization has not proved: an old address counts for nothing there, and a new one would say of a person
/// what nobody has shown.
pub(super) fn require_proven(
    configuration: &OrganizationConfiguration,
    field: &'static str,
    domain: &EmailDomain,
) -> Result<(), Wrong> {
    if configuration.has_proven(domain) {
        return Ok(());
    }
    Err(Wrong::new(field, &format!("{domain} is not a proven domain of the organization")))
}

/// Ends the former addresses whose time is over, and writes that of each into the log, once, whichever replica is first. They count for
/// nothing since then, whether that is done or not. Says how many it was that this has ended.
pub async fn end_over(store: &Store, now: DateTime<Utc>) -> Result<usize, StoreError> {
    let act = Act { by: ITSELF, role: None, ip: None, now };
    let mut ended = 0;
    loop {
        let over = store.list_ended_former_addresses(now, AT_ONCE).await?;
        let Some(first) = over.first() else { return Ok(ended) };
        let event = |old: &User| {
            let new = User { former_email: None, ..old.clone() };
            changed("change", &new, &user_fields(old, &new), &Manner::default(), &act)
        };
        let own = store.organization(first.organization_id);
        ended += own.end_former_addresses(&over, now, event).await?;
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::domain::domain_check::{Challenge, ProvenBy};
    use crate::domain::organization::{Domain, Organization};
    use crate::domain::user::{UserKind, UserStatus};

    fn configuration() -> OrganizationConfiguration {
        let id = Uuid::from_u128(1).into();
        let domain = |name: &str, proven: bool| Domain {
            id: Uuid::from_u128(2).into(),
            organization_id: id,
            name: name.parse().unwrap(),
            connection_id: None,
            proven_by: proven.then_some(ProvenBy::Manual),
            challenge: Challenge::of([0; 16]),
        };
        OrganizationConfiguration {
            organization: Organization::new(id, "st-janshof".to_owned(), "St. Janshof".to_owned()),
            domains: vec![domain("old.example", true), domain("new.example", true), domain("claimed.example", false)],
            connections: Vec::new(),
            credentials: Vec::new(),
            flags: Vec::new(),
        }
    }

    fn user(email: &str, former_email: Option<FormerEmail>) -> User {
        User {
            id: Uuid::from_u128(3).into(),
            organization_id: Uuid::from_u128(1).into(),
            email: email.parse().unwrap(),
            name: "Anna de Vries".to_owned(),
            kind: UserKind::Professional,
            status: UserStatus::Active,
            roles: Vec::new(),
            locale: None,
            former_email,
            pilot: false,
        }
    }

    #[test]
    fn what_was_the_address_counts_on_as_long_as_is_said() {
        let now: DateTime<Utc> = "2026-11-23T09:00:00Z".parse().unwrap();
        let former = |address: &str, days| {
            Some(FormerEmail { address: address.parse().unwrap(), until: now + Duration::days(days) })
        };
        let kept = |old: &User, email: &str, days| {
            after(old, &email.parse().unwrap(), days, &configuration(), now).map_err(|wrong| wrong.field)
        };
        let had = user("a@old.example", None);
        assert_eq!(kept(&had, "a@new.example", Some(30)), Ok(former("a@old.example", 30)));
        assert_eq!(kept(&had, "a@new.example", Some(180)), Ok(former("a@old.example", 180)));
        for none in [None, Some(0)] {
            assert_eq!(kept(&had, "a@new.example", none), Ok(None));
        }
        let wrong = Err("keep_former_days");
        assert_eq!(kept(&had, "a@new.example", Some(181)), wrong);
        assert_eq!(kept(&had, "a@old.example", Some(30)), wrong, "there is none");
        assert_eq!(kept(&had, "a@claimed.example", Some(30)), wrong);
        assert_eq!(kept(&user("a@claimed.example", None), "a@new.example", Some(30)), wrong);

        let has = user("a@new.example", former("a@old.example", 10));
        assert_eq!(kept(&has, "b@new.example", None), Ok(has.former_email.clone()), "nothing was said of it");
        assert_eq!(kept(&has, "b@new.example", Some(30)), Ok(former("a@new.example", 30)), "one at most");
        assert_eq!(kept(&has, "a@new.example", Some(60)), Ok(former("a@old.example", 60)), "for longer");
        assert_eq!(kept(&has, "a@new.example", Some(0)), Ok(None), "no longer");
        assert_eq!(kept(&has, "a@old.example", None), Ok(None), "it is the address again");
        assert_eq!(kept(&has, "a@old.example", Some(30)), Ok(former("a@new.example", 30)));
    }
}
