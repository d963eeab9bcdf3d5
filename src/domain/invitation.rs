//! An invitation: a link that shows a hospital's own people what is configured for it, for a time.

use chrono::{DateTime, Duration, Utc};
use serde::Serialize;

use super::email::EmailAddress;
use super::grant::TokenHash;
use super::id::{InvitationId, OrganizationId};
use crate::language::Language;

/// For how many days a link is good where nobody says otherwise.
pub const USUAL_DAYS: u16 = 14;
/// The most days that it may be.
pub const MOST_DAYS: u16 = 30;
/// How long an invitation that has ended is still listed. What the audit log says of it stays.
pub const LISTED_FOR: Duration = Duration::days(90);

/// An invitation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    /// Its id.
    pub id: InvitationId,
    /// Whose things it shows.
    pub organization_id: OrganizationId,
    /// Who is invited. Whoever has the link may use it: a colleague to whom it was passed on too.
    pub to: EmailAddress,
    /// The language of the letter, and of the page where a browser asks for none.
    pub language: Language,
    /// For how many days each link of it is good.
    pub days: u16,
    /// The hash of the secret part of the link. There is one link at a time: a new one ends the one before.
    pub link_hash: TokenHash,
    /// Who invited.
    pub created_by: String,
    /// When.
    pub created_at: DateTime<Utc>,
    /// When the link ends by itself.
    pub expires_at: DateTime<Utc>,
    /// When somebody has ended it.
    pub revoked_at: Option<DateTime<Utc>>,
    /// When the link was opened for the first time.
    pub opened_at: Option<DateTime<Utc>>,
    /// How often the link was opened.
    pub opened_count: u32,
}

/// How far it has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum InvitationState {
    /// The link is good, and nobody has opened it.
    Open,
    /// The link was opened, and is good until it ends.
    Used,
    /// Somebody has ended it.
    Revoked,
    /// Its time is over.
    Expired,
}

impl Invitation {
    /// How far it has come.
    pub fn state(&self, now: DateTime<Utc>) -> InvitationState {
        match (self.revoked_at, self.opened_at) {
            (Some(_), _) => InvitationState::Revoked,
            (None, _) if now >= self.expires_at => InvitationState::Expired,
            (None, Some(_)) => InvitationState::Used,
            (None, None) => InvitationState::Open,
        }
    }

    /// Whether its link opens anything.
    pub fn is_good(&self, now: DateTime<Utc>) -> bool {
        matches!(self.state(now), InvitationState::Open | InvitationState::Used)
    }

    /// With a new link, good for as long as the first was. Nobody has opened it yet.
    #[must_use]
    pub fn renewed(self, link_hash: TokenHash, now: DateTime<Utc>) -> Self {
        let expires_at = now + Duration::days(self.days.into());
        Self { link_hash, expires_at, opened_at: None, opened_count: 0, ..self }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn it_ends_by_hand_or_by_itself_and_a_new_link_begins_anew() {
        let start: DateTime<Utc> = "2026-11-23T09:00:00Z".parse().unwrap();
        let made = Invitation {
            id: Uuid::from_u128(1).into(),
            organization_id: Uuid::from_u128(2).into(),
            to: "it@st-janshof.example".parse().unwrap(),
            language: Language::Nl,
            days: 2,
            link_hash: [0; 32],
            created_by: "mia".to_owned(),
            created_at: start,
            expires_at: start + Duration::days(2),
            revoked_at: None,
            opened_at: None,
            opened_count: 0,
        };
        assert_eq!(made.state(start), InvitationState::Open);
        let used = Invitation { opened_at: Some(start), opened_count: 1, ..made.clone() };
        assert_eq!(used.state(start), InvitationState::Used);
        let end = start + Duration::days(2);
        assert!(used.is_good(end - Duration::milliseconds(1)));
        assert_eq!((used.state(end), used.is_good(end)), (InvitationState::Expired, false));
        let revoked = Invitation { revoked_at: Some(start), ..used.clone() };
        assert_eq!((revoked.state(end), revoked.is_good(start)), (InvitationState::Revoked, false));
        let renewed = used.renewed([1; 32], end);
        assert_eq!((renewed.state(end), renewed.link_hash), (InvitationState::Open, [1; 32]));
        assert_eq!((renewed.expires_at, renewed.opened_count), (end + Duration::days(2), 0));
    }
}
