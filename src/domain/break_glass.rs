//! Break-glass: the traditional way, opened for one named person of an organization that forces SSO, by two people of support,
//! for a time. It closes by itself.

use chrono::{DateTime, Duration, Utc};
use serde::Serialize;

use super::id::{BreakGlassId, OrganizationId, UserId};

/// For how long it is opened where nobody says otherwise.
pub const USUALLY: Duration = Duration::hours(4);
/// The longest that it may be open.
pub const LONGEST: Duration = Duration::hours(24);
/// How long a request waits for the second person.
pub const PATIENCE: Duration = Duration::hours(1);

/// A request for it, and what became of that.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BreakGlass {
    /// Its id.
    pub id: BreakGlassId,
    /// Whose it is.
    pub organization_id: OrganizationId,
    /// For whom.
    pub user_id: UserId,
    /// Why.
    pub reason: String,
    /// For how long, once it is open.
    pub duration: Duration,
    /// Who asked for it.
    pub requested_by: String,
    /// When.
    pub requested_at: DateTime<Utc>,
    /// Who else agreed.
    pub approved_by: Option<String>,
    /// When it closes by itself; none while it is not open.
    pub expires_at: Option<DateTime<Utc>>,
    /// When it was closed: by somebody, or, noted afterwards, by its time.
    pub closed_at: Option<DateTime<Utc>>,
}

/// How far it has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum BreakGlassState {
    /// It waits for a second person.
    Requested,
    /// Nobody agreed in time.
    Lapsed,
    /// It is open.
    Open,
    /// It is closed.
    Closed,
}

/// Why a second person cannot open it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CannotApprove {
    /// They asked for it themselves.
    #[error("whoever asked for break-glass cannot agree to it too: a second person must")]
    SamePerson,
    /// One has signed in with an account, the other has a token.
    #[error(
        "an account and a token may be one person's: whoever asked with an account is agreed to with another account, and \
             whoever asked with a token with another token"
    )]
    NotToldApart,
    /// It does not wait any more.
    #[error("this request does not wait for anybody any more")]
    NotWaiting,
}

impl BreakGlass {
    /// How far it has come.
    pub fn state(&self, now: DateTime<Utc>) -> BreakGlassState {
        match (self.closed_at, self.expires_at) {
            (None, None) if now - self.requested_at > PATIENCE => BreakGlassState::Lapsed,
            (None, None) => BreakGlassState::Requested,
            (None, Some(end)) if now < end => BreakGlassState::Open,
            _ => BreakGlassState::Closed,
        }
    }

    /// Opens it, if this is a second person and it still waits.
    pub fn approved(mut self, by: &str, now: DateTime<Utc>) -> Result<Self, CannotApprove> {
        if self.state(now) != BreakGlassState::Requested {
            return Err(CannotApprove::NotWaiting);
        }
        if by == self.requested_by {
            return Err(CannotApprove::SamePerson);
        }
        // Whose a token is, only its name says, and that is whatever it was called: of a token and an account nobody can tell
        // whether they are two people's.
        if is_account(by) != is_account(&self.requested_by) {
            return Err(CannotApprove::NotToldApart);
        }
        self.expires_at = Some(now + self.duration);
        self.approved_by = Some(by.to_owned());
        Ok(self)
    }
}

/// Whether a name in the log is an account's address. No token is named so (`admin_token::is_name`).
fn is_account(name: &str) -> bool {
    name.contains('@')
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn request() -> BreakGlass {
        BreakGlass {
            id: Uuid::from_u128(1).into(),
            organization_id: Uuid::from_u128(2).into(),
            user_id: Uuid::from_u128(3).into(),
            reason: "Entra is down".to_owned(),
            duration: USUALLY,
            requested_by: "jan".to_owned(),
            requested_at: "2026-11-23T09:00:00Z".parse().unwrap(),
            approved_by: None,
            expires_at: None,
            closed_at: None,
        }
    }

    #[test]
    fn it_takes_two_and_closes_by_itself() {
        let now = request().requested_at + Duration::minutes(5);
        assert_eq!(request().approved("jan", now), Err(CannotApprove::SamePerson));
        let open = request().approved("mia", now).unwrap();
        assert_eq!(open.state(now), BreakGlassState::Open);
        assert_eq!(open.state(now + USUALLY - Duration::seconds(1)), BreakGlassState::Open);
        assert_eq!(open.state(now + USUALLY), BreakGlassState::Closed);
        assert_eq!(open.clone().approved("tom", now), Err(CannotApprove::NotWaiting));
        let closed = BreakGlass { closed_at: Some(now), ..open };
        assert_eq!(closed.state(now), BreakGlassState::Closed);
    }

    #[test]
    fn two_ways_in_of_one_person_are_not_two_people() {
        let now = request().requested_at + Duration::minutes(5);
        let by_account = BreakGlass { requested_by: "jan@vendor.example".to_owned(), ..request() };
        for (asked, agreed, expected) in [
            (request(), "jan@vendor.example", Some(CannotApprove::NotToldApart)),
            (request(), "mia@vendor.example", Some(CannotApprove::NotToldApart)),
            (by_account.clone(), "jan", Some(CannotApprove::NotToldApart)),
            (by_account.clone(), "mia", Some(CannotApprove::NotToldApart)),
            (by_account.clone(), "jan@vendor.example", Some(CannotApprove::SamePerson)),
            (by_account, "mia@vendor.example", None),
        ] {
            assert_eq!(asked.approved(agreed, now).err(), expected, "{agreed}");
        }
        assert!(!crate::domain::admin_token::is_name("mia@vendor.example"));
    }

    #[test]
    fn a_request_does_not_wait_for_ever() {
        let late = request().requested_at + PATIENCE + Duration::seconds(1);
        assert_eq!(request().state(late), BreakGlassState::Lapsed);
        assert_eq!(request().approved("mia", late), Err(CannotApprove::NotWaiting));
    }
}
