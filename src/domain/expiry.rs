//! What ends by itself, and how long before that somebody is told. Pure.
//!
//! Nothing of it is stored but what was told: when a thing ends stands at the thing.

use std::cmp::Ordering;

use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::id::OrganizationId;

/// Whatever ends within this long is said to be ending, on every page and in every list.
pub const SOON: Duration = Duration::days(30);
/// How many days before its end somebody is told.
pub const THRESHOLDS: [u16; 5] = [60, 30, 14, 7, 1];
/// Of an end that nobody has set, somebody is told from the beginning, where it is no further away than this.
const UNEXPECTED: u16 = 7;

/// Whether something ends soon, or has ended.
pub fn ends_soon(end: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    end - now <= SOON
}

/// A kind of what ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ExpiryKind {
    /// A client secret, by which the broker proves itself at a connection, or at the shared registration.
    ClientSecret,
    /// A certificate that does the same.
    Certificate,
    /// The proof of a domain whose record is missing.
    DomainProof,
    /// What a flag is set to.
    Flag,
    /// The link of an invitation.
    Invitation,
    /// Break-glass that is open.
    BreakGlass,
    /// A webhook's secret that signs beside its successor.
    WebhookSecret,
    /// A token of support staff.
    AdminToken,
    /// A key that signs tokens: until the next one signs, and, of one that has a successor, until it is published no more.
    SigningKey,
}

impl ExpiryKind {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::ClientSecret,
        Self::Certificate,
        Self::DomainProof,
        Self::Flag,
        Self::Invitation,
        Self::BreakGlass,
        Self::WebhookSecret,
        Self::AdminToken,
        Self::SigningKey,
    ];

    /// Its stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ClientSecret => "client_secret",
            Self::Certificate => "certificate",
            Self::DomainProof => "domain_proof",
            Self::Flag => "flag",
            Self::Invitation => "invitation",
            Self::BreakGlass => "break_glass",
            Self::WebhookSecret => "webhook_secret",
            Self::AdminToken => "admin_token",
            Self::SigningKey => "signing_key",
        }
    }
}

/// Something that ends by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expiry {
    /// What it is.
    pub kind: ExpiryKind,
    /// Which one.
    pub thing: Uuid,
    /// Whose it is; none, where it is the operator's.
    pub organization_id: Option<OrganizationId>,
    /// How people call it: a connection, a domain, a flag, an address, whoever's token. Never a secret.
    pub name: String,
    /// Since when it ends at that time.
    pub begins_at: DateTime<Utc>,
    /// When it ends.
    pub ends_at: DateTime<Utc>,
    /// Whether something is lost by its end: nothing is by that of what has its successor in use already, or is exchanged by itself.
    pub matters: bool,
}

/// What was told of the end of a thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Told {
    /// Of which end: whatever is renewed, or prolonged, is told of anew.
    pub ends_at: DateTime<Utc>,
    /// How many days before, the last time.
    pub days: u16,
}

/// Where a thing stands among all that end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ExpiryPlace(pub DateTime<Utc>, pub Uuid);

impl Expiry {
    /// Where it stands.
    pub const fn place(&self) -> ExpiryPlace {
        ExpiryPlace(self.ends_at, self.thing)
    }

    /// The order in which they are shown: what ends first comes first.
    pub fn order(&self, other: &Self) -> Ordering {
        self.place().cmp(&other.place())
    }

    /// How many days before its end it is to be told of now; none, where there is nothing to tell, or all was told.
    ///
    /// Of several that were missed, only the nearest: five letters at once tell nobody more than one does.
    pub fn due(&self, told: Option<Told>, now: DateTime<Utc>) -> Option<u16> {
        let left = self.ends_at - now;
        if !self.matters || left <= Duration::zero() {
            return None;
        }
        let reached = |days: &u16| left <= Duration::days((*days).into());
        let nearest = THRESHOLDS.into_iter().filter(|days| self.makes_sense(*days)).filter(reached).min()?;
        let is_told = told.is_some_and(|told| told.ends_at == self.ends_at && told.days <= nearest);
        (!is_told).then_some(nearest)
    }

    /// Whether it is told of so many days before. An end that somebody has set they know themselves, until at least as long is past as
    /// is left: nobody is told that a link of two weeks ends in two weeks. Of one that nobody has set, they are told at once.
    fn makes_sense(&self, days: u16) -> bool {
        if self.kind == ExpiryKind::DomainProof {
            return days <= UNEXPECTED;
        }
        self.ends_at - self.begins_at >= Duration::days(days.into()) * 2
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> DateTime<Utc> {
        "2026-11-23T09:00:00Z".parse().unwrap()
    }

    /// Something that lasts for so many days, of which so many hours are left.
    fn expiry(kind: ExpiryKind, lasts_days: i64, left_hours: i64) -> Expiry {
        let ends_at = now() + Duration::hours(left_hours);
        Expiry {
            kind,
            thing: Uuid::from_u128(1),
            organization_id: None,
            name: "entra".to_owned(),
            begins_at: ends_at - Duration::days(lasts_days),
            ends_at,
            matters: true,
        }
    }

    #[test]
    fn it_is_told_once_at_each_threshold_that_makes_sense() {
        use ExpiryKind::{BreakGlass, ClientSecret, DomainProof, Invitation};
        const DAY: i64 = 24;
        for (kind, lasts, left, told, expected) in [
            (ClientSecret, 730, 61 * DAY, None, None),
            (ClientSecret, 730, 60 * DAY, None, Some(60)),
            (ClientSecret, 730, 60 * DAY - 1, Some(60), None),
            (ClientSecret, 730, 30 * DAY, Some(60), Some(30)),
            (ClientSecret, 730, 30 * DAY + 1, Some(60), None),
            (ClientSecret, 730, 8 * DAY, Some(14), None),
            (ClientSecret, 730, 7 * DAY, Some(14), Some(7)),
            (ClientSecret, 730, DAY, Some(7), Some(1)),
            (ClientSecret, 730, 1, Some(1), None),
            // What was missed is caught up with by one: the nearest.
            (ClientSecret, 730, 10 * DAY, None, Some(14)),
            (ClientSecret, 730, 10 * DAY, Some(60), Some(14)),
            (ClientSecret, 730, 1, None, Some(1)),
            // What has ended approaches no more.
            (ClientSecret, 730, 0, None, None),
            (ClientSecret, 730, -DAY, Some(60), None),
            // Of what lasts not so long, whoever has made it knows.
            (ClientSecret, 90, 50 * DAY, None, None),
            (ClientSecret, 90, 30 * DAY, None, Some(30)),
            (Invitation, 14, 10 * DAY, None, None),
            (Invitation, 14, 7 * DAY, None, Some(7)),
            (Invitation, 13, 7 * DAY, None, None),
            (Invitation, 2, DAY, None, Some(1)),
            (Invitation, 1, DAY, None, None),
            (BreakGlass, 1, 1, None, None),
            // A record is gone: nobody has set that end.
            (DomainProof, 7, 7 * DAY, None, Some(7)),
            (DomainProof, 7, 2 * DAY, Some(7), None),
            (DomainProof, 7, DAY, Some(7), Some(1)),
        ] {
            let thing = expiry(kind, lasts, left);
            let told = told.map(|days| Told { ends_at: thing.ends_at, days });
            assert_eq!(thing.due(told, now()), expected, "{kind:?} of {lasts} days, {left} hours left, told {told:?}");
        }
    }

    #[test]
    fn what_was_told_of_another_end_counts_for_nothing() {
        let thing = expiry(ExpiryKind::ClientSecret, 730, 24 * 20);
        let before = Told { ends_at: thing.ends_at - Duration::days(10), days: 1 };
        assert_eq!(thing.due(Some(before), now()), Some(30));
    }

    #[test]
    fn what_has_a_successor_ends_without_a_word() {
        let thing = Expiry { matters: false, ..expiry(ExpiryKind::ClientSecret, 730, 24) };
        assert_eq!(thing.due(None, now()), None);
    }

    #[test]
    fn soon_is_one_thing_everywhere() {
        assert!(ends_soon(now() + SOON, now()) && ends_soon(now() - Duration::days(1), now()));
        assert!(!ends_soon(now() + SOON + Duration::seconds(1), now()));
        for kind in ExpiryKind::ALL {
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.as_str());
        }
    }
}
