//! Asking Microsoft, as long as a session is open, whether the account that opened it still stands (`upstream_recheck`).

use chrono::{DateTime, Duration, Utc};

use super::flag::{FlagName, resolve_for_all};
use super::organization::OrganizationConfiguration;
use super::reason::Reason;

/// After how many minutes it is asked again, where nobody says otherwise.
pub const USUAL_MINUTES: u32 = 15;
/// The least. Entra refuses whoever asks the same too often (AADSTS50196: some 15 times in 5 minutes).
const SHORTEST: u32 = 5;
/// The most: a day.
const LONGEST: u32 = 24 * 60;
/// From the least to the most, for errors.
pub const MINUTES: &str = "5 to 1440";
/// The pause after Microsoft has not said whether an account stands; each is twice the one before.
const FIRST_PAUSE: Duration = Duration::minutes(1);
/// How long a token is one replica's to ask with: longer than two attempts to reach Microsoft may take.
pub const LEASE: Duration = Duration::minutes(2);

/// Whether it may be asked again after so many minutes.
pub fn minutes_fit(minutes: u32) -> bool {
    (SHORTEST..=LONGEST).contains(&minutes)
}

/// Whether Microsoft is asked about an organization's open sessions, at an instant.
pub fn is_on(configuration: &OrganizationConfiguration, now: DateTime<Utc>) -> bool {
    let name = FlagName::UpstreamRecheck;
    resolve_for_all(name, &configuration.flags, now).value(name)
}

/// How long to wait after so many times in a row that Microsoft did not say: no longer than is waited where it did.
pub fn pause(failures: i32, minutes: u32) -> Duration {
    let doubled = FIRST_PAUSE * 2_i32.saturating_pow(u32::try_from((failures - 1).clamp(0, 12)).unwrap_or_default());
    doubled.min(Duration::minutes(minutes.into()))
}

/// What an answer of Microsoft says of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It stands.
    Stands,
    /// It stands no longer: it was disabled or removed, its sessions were revoked, its password was changed, or a policy wants a new
    /// proof.
    Gone,
    /// Nothing: Microsoft has trouble or was not reached, or what is wrong is ours or the registration's. Nobody is put out for that:
    /// an outage at Microsoft must not close a hospital's records.
    Unknown,
}

impl Standing {
    /// Of an answer to a refresh token: `invalid_grant`, `interaction_required`, `login_required` and `access_denied` speak of the
    /// account (RFC 6749, 5.2; Microsoft, "Authentication and authorization error codes"), everything else of somebody else; also
    /// consent that was taken back, which says nothing of this account.
    pub const fn of(answer: Result<(), Reason>) -> Self {
        match answer {
            Ok(()) => Self::Stands,
            Err(Reason::UpstreamCodeRefused | Reason::UpstreamInteractionRequired | Reason::UpstreamAccessDenied) => {
                Self::Gone
            }
            Err(_) => Self::Unknown,
        }
    }
}

/// Whether what is wrong would be the same for every account of the connection: then none of them is asked about for a while.
pub const fn is_of_the_connection(reason: Reason) -> bool {
    matches!(
        reason,
        Reason::UpstreamUnreachable
            | Reason::UpstreamUnavailable
            | Reason::UpstreamAnswerInvalid
            | Reason::UpstreamCredentialRefused
            | Reason::CredentialMissing
            | Reason::ConnectionDisabled
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_speaks_of_the_account_ends_anything() {
        let gone: Vec<_> = Reason::ALL.iter().filter(|reason| Standing::of(Err(**reason)) == Standing::Gone).collect();
        let expected = [Reason::UpstreamAccessDenied, Reason::UpstreamInteractionRequired, Reason::UpstreamCodeRefused];
        assert_eq!(gone, expected.iter().collect::<Vec<_>>());
        assert_eq!(Standing::of(Ok(())), Standing::Stands);
        assert!(Reason::ALL.iter().all(|reason| Standing::of(Err(*reason)) != Standing::Stands));
        assert!(gone.into_iter().all(|reason| !is_of_the_connection(*reason)), "one account is not the connection");
    }

    #[test]
    fn pauses_grow_up_to_the_usual_time() {
        let minutes = |failures| pause(failures, 15).num_minutes();
        assert_eq!([1, 2, 3, 4, 5, 1_000, i32::MAX].map(minutes), [1, 2, 4, 8, 15, 15, 15]);
        assert_eq!(minutes(0), 1);
    }

    #[test]
    fn the_time_has_its_bounds() {
        assert!([5, USUAL_MINUTES, 1_440].into_iter().all(minutes_fit));
        assert!(![0, 4, 1_441].into_iter().any(minutes_fit));
    }
}
