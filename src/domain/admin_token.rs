//! A token of one person of the support staff: what they do is done under that person's name.

use std::collections::BTreeSet;

use chrono::{DateTime, Duration, Utc};

use super::admin_role::AdminRole;
use super::id::{AdminTokenId, OrganizationId};

/// What every token begins with, so that one that was spilled is recognized as ours.
pub const PREFIX: &str = "anteroom_admin_";
/// How long one lasts where nobody says otherwise.
pub const USUALLY: Duration = Duration::days(90);

/// A token, without what proves it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AdminToken {
    /// Its id.
    pub id: AdminTokenId,
    /// Whose it is, e.g. `mia.dekker`: the name in the log. One live token a name.
    pub name: String,
    /// What it may do.
    pub role: AdminRole,
    /// The organizations that it is limited to; none where it is not. One that has been removed stays a limit.
    pub organizations: Option<BTreeSet<OrganizationId>>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it ends by itself.
    pub expires_at: DateTime<Utc>,
    /// When somebody ended it.
    pub revoked_at: Option<DateTime<Utc>>,
}

impl AdminToken {
    /// Whether it opens anything now.
    pub fn is_live(&self, now: DateTime<Utc>) -> bool {
        self.revoked_at.is_none() && now < self.expires_at
    }

    /// Whether an organization lies within its limits.
    pub fn reaches(&self, id: OrganizationId) -> bool {
        self.organizations.as_ref().is_none_or(|organizations| organizations.contains(&id))
    }
}

/// Whether what is limited to some organizations lies within limits; `None` is everywhere.
pub fn lies_within(of: Option<&BTreeSet<OrganizationId>>, limits: Option<&BTreeSet<OrganizationId>>) -> bool {
    match (of, limits) {
        (_, None) => true,
        (None, Some(_)) => false,
        (Some(of), Some(limits)) => of.is_subset(limits),
    }
}

/// Whether a text can be the name of a person in the log: 1 to 64 lower-case letters, digits, and `.`, `-`, `_` between them.
pub fn is_name(text: &str) -> bool {
    let inner = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".-_".contains(&byte);
    let outer = |byte: Option<u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric());
    (1..=64).contains(&text.len())
        && text.bytes().all(inner)
        && outer(text.bytes().next())
        && outer(text.bytes().last())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everywhere_lies_within_nothing_less() {
        let some = |ids: &[u128]| {
            Some(ids.iter().map(|id| OrganizationId(uuid::Uuid::from_u128(*id))).collect::<BTreeSet<_>>())
        };
        for (of, limits, expected) in [
            (None, None, true),
            (some(&[1]), None, true),
            (None, some(&[1, 2]), false),
            (some(&[1]), some(&[1, 2]), true),
            (some(&[1, 3]), some(&[1, 2]), false),
        ] {
            assert_eq!(lies_within(of.as_ref(), limits.as_ref()), expected, "{of:?} {limits:?}");
        }
    }

    #[test]
    fn a_name_is_one_word() {
        for good in ["mia.dekker", "m", "jan-2", "a_b"] {
            assert!(is_name(good), "{good}");
        }
        for bad in ["", "Mia", "mia dekker", ".mia", "mia.", "mia\n", "m\u{e9}a", &"a".repeat(65)] {
            assert!(!is_name(bad), "{bad:?}");
        }
    }
}
