//! A device without a browser that waits until a person says, elsewhere, whether it may sign in (RFC 8628).

use std::net::IpAddr;

use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};

use super::grant::TokenHash;
use super::id::{ApplicationId, DeviceAuthorizationId, GrantId, OrganizationId};
use super::limit::{Limit, Limited, network};

/// How long a device waits for its person.
pub const LIFETIME: Duration = Duration::minutes(10);
/// How long it waits between two questions at first (RFC 8628, 3.5).
pub const INTERVAL: Duration = Duration::seconds(5);
/// As much longer from then on, where it asked too soon.
pub const SLOWER: Duration = Duration::seconds(5);
/// No device waits longer than this, however often it asked too soon.
pub const LONGEST_INTERVAL: Duration = Duration::seconds(60);
/// A question that is sooner by no more than this has only travelled faster than the one before.
pub const TOLERANCE: Duration = Duration::seconds(1);

/// No vowels, so that a code spells no word, and neither digits nor the Y that are taken for letters (RFC 8628, 6.1).
const ALPHABET: [char; 20] =
    ['B', 'C', 'D', 'F', 'G', 'H', 'J', 'K', 'L', 'M', 'N', 'P', 'Q', 'R', 'S', 'T', 'V', 'W', 'X', 'Z'];
const LETTERS: usize = 8;

/// Attempts at codes from one address: a person mistypes, and several may sit behind one.
const TRIED_FROM_HERE: Limit = Limit { burst: 10, every: Duration::seconds(60) };
/// Attempts from one network. Of 2.5 * 10^10 codes a guesser who has a whole one tries some 360 in the time that one lives.
const TRIED_BY_NETWORK: Limit = Limit { burst: 60, every: Duration::seconds(2) };
/// Codes asked for from one network: each is a row.
const ASKED_BY_NETWORK: Limit = Limit { burst: 60, every: Duration::seconds(5) };

/// What a person types: eight letters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserCode(String);

impl UserCode {
    /// A code, out of random bits. That 2^64 is no multiple of 20^8 favours no code by more than 10^-8.
    pub fn new(random: [u8; 8]) -> Self {
        let mut rest = u64::from_be_bytes(random);
        let letters = (0..LETTERS).filter_map(|_| {
            let letter = usize::try_from(rest % 20).ok().and_then(|at| ALPHABET.get(at));
            rest /= 20;
            letter
        });
        Self(letters.collect())
    }

    /// The code in what was typed: in capitals or not, with whatever people put between the letters. None where it can be none.
    pub fn read(typed: &str) -> Option<Self> {
        let separates = |c: char| c.is_whitespace() || matches!(c, '-' | '.' | '\u{2010}'..='\u{2015}' | '\u{200b}');
        // What is far too long is not looked at.
        let typed = typed.chars().take(8 * LETTERS).filter(|c| !separates(*c));
        let letters: String = typed.map(|c| c.to_ascii_uppercase()).collect();
        let is_code = letters.len() == LETTERS && letters.chars().all(|c| ALPHABET.contains(&c));
        is_code.then_some(Self(letters))
    }

    /// The letters alone.
    pub fn letters(&self) -> &str {
        &self.0
    }
}

/// As it is shown: `WDJB-MJHT`.
impl std::fmt::Display for UserCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (one, other) = self.0.split_at_checked(LETTERS / 2).unwrap_or((&self.0, ""));
        write!(f, "{one}-{other}")
    }
}

/// A device that waits, or has waited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceAuthorization {
    /// Its id.
    pub id: DeviceAuthorizationId,
    /// Which application asks.
    pub application_id: ApplicationId,
    /// The scopes granted, separated by spaces.
    pub scope: String,
    /// What has become of it.
    pub state: DeviceState,
    /// What the device gets, and whose it is, once somebody has allowed it.
    pub grant: Option<(OrganizationId, GrantId)>,
    /// How long it waits between two questions.
    pub interval: Duration,
    /// From where it asked.
    pub ip: Option<IpAddr>,
    /// When it asked.
    pub created_at: DateTime<Utc>,
    /// When it is too late.
    pub expires_at: DateTime<Utc>,
}

/// What the two codes of a device are stored as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DeviceCodes {
    /// The hash of what the device holds: 256 random bits.
    pub device_code: TokenHash,
    /// The hash of what the person types. That is short, and whoever has the table can find it: it opens a page that asks, no more.
    pub user_code: TokenHash,
}

/// What has become of a device that asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeviceState {
    /// It waits.
    Waiting,
    /// Somebody has allowed it; it has not come for what it gets.
    Allowed,
    /// Somebody has refused it.
    Refused,
    /// It has come for what it gets.
    Redeemed,
}

/// How often codes may be tried from an address. One that does not come over the network has limits too.
pub fn limits_of_trying(ip: Option<IpAddr>) -> [Limited; 2] {
    let said = |ip: Option<IpAddr>| ip.map_or_else(String::new, |ip| ip.to_canonical().to_string());
    [
        Limited { key: format!("user code tried from {}", said(ip)), limit: TRIED_FROM_HERE },
        Limited { key: format!("user code tried by network {}", said(ip.map(network))), limit: TRIED_BY_NETWORK },
    ]
}

/// How often codes may be asked for from a network.
pub fn limit_of_asking(ip: Option<IpAddr>) -> Limited {
    let network = ip.map_or_else(String::new, |ip| network(ip).to_string());
    Limited { key: format!("device code asked by network {network}"), limit: ASKED_BY_NETWORK }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_eight_letters_that_nobody_takes_for_another() {
        for random in [[0; 8], [255; 8], [1, 2, 3, 4, 5, 6, 7, 8]] {
            let code = UserCode::new(random);
            let shown = code.to_string();
            assert_eq!((shown.len(), shown.find('-')), (9, Some(4)), "{shown}");
            assert_eq!(UserCode::read(&shown), Some(code));
            assert!(!shown.contains(['A', 'E', 'I', 'O', 'U', 'Y', '0', '1']), "{shown}");
        }
        assert_ne!(UserCode::new([1; 8]), UserCode::new([2; 8]));
    }

    #[test]
    fn what_people_type_is_read() {
        let code = UserCode::read("WDJB-MJHT").unwrap();
        for typed in ["wdjbmjht", " WDJB MJHT ", "wdjb\u{2013}mjht", "w d j b - m j h t"] {
            assert_eq!(UserCode::read(typed), Some(code.clone()), "{typed}");
        }
        for bad in ["", "WDJB-MJH", "WDJB-MJHTX", "WDJB-MJHA", "WDJB-MJH0", "12345678", &"W".repeat(1000)] {
            assert_eq!(UserCode::read(bad), None, "{bad}");
        }
    }
}
