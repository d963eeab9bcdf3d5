//! Back-channel logout (OpenID Connect Back-Channel Logout 1.0): an application that is to be told that a session is over.

use std::net::IpAddr;

use chrono::{DateTime, Duration, Utc};

use super::id::{ApplicationId, OrganizationId, SessionId, UserId};
use super::limit::{Limit, Limited, network};

/// How long it is one replica's to tell: longer than an answer may take.
pub const LEASE: Duration = Duration::minutes(1);

/// The pauses between attempts: short at first, since a person has just left a ward's computer; long enough in the end for an
/// application that is brought to a new version, or has a bad hour. After the last it is given up: by then the application's own session is
/// over too, or close to it.
const PAUSES: [Duration; 9] = [
    Duration::seconds(2),
    Duration::seconds(10),
    Duration::seconds(30),
    Duration::minutes(2),
    Duration::minutes(10),
    Duration::minutes(30),
    Duration::hours(1),
    Duration::hours(3),
    Duration::hours(6),
];

/// Sessions ended by Microsoft's word from one network: a hospital's whole shift leaves from behind one address.
const FRONT_CHANNEL_BY_NETWORK: Limit = Limit { burst: 600, every: Duration::milliseconds(200) };

/// An application that is to be told that a session is over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BackChannelLogout {
    /// The session.
    pub session_id: SessionId,
    /// Who is to be told.
    pub application_id: ApplicationId,
    /// Whose session it was.
    pub organization_id: OrganizationId,
    /// The person.
    pub user_id: UserId,
    /// When it ended.
    pub ended_at: DateTime<Utc>,
    /// How often it was tried, this time included.
    pub attempts: i32,
}

/// When an application that was told in vain so often is told again; never, where that was often enough.
pub fn next_attempt(attempts: i32, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let tried = usize::try_from(attempts).unwrap_or_default();
    Some(now + *PAUSES.get(tried.checked_sub(1)?)?)
}

/// How often Microsoft may say from a network that somebody has signed out there.
pub fn limit_of_front_channel(ip: Option<IpAddr>) -> Limited {
    let network = ip.map_or_else(String::new, |ip| network(ip).to_string());
    Limited { key: format!("front-channel logout by network {network}"), limit: FRONT_CHANNEL_BY_NETWORK }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_application_is_told_ten_times_in_eleven_hours() {
        let start = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let (mut now, mut attempts) = (start, 1);
        while let Some(next) = next_attempt(attempts, now) {
            assert!(next > now);
            (now, attempts) = (next, attempts + 1);
        }
        assert_eq!((attempts, now - start), (10, Duration::seconds(42 + 42 * 60 + 10 * 3600)));
        assert_eq!(next_attempt(0, start), None);
    }
}
