//! The traditional way, *one-time password*: six digits by e-mail, for ten minutes, for the browser that asked.

use std::net::IpAddr;

use chrono::Duration;
use serde::Serialize;

use crate::domain::email::EmailAddress;
use crate::domain::grant::TokenHash;
use crate::domain::limit::{Limit, Limited, network};
use crate::domain::secret::Secret;
use crate::keys::hash;

/// How long a code can be shown.
pub const LIFETIME: Duration = Duration::minutes(10);
/// How long after one code the next can be asked for.
pub const COOL_DOWN: Duration = Duration::seconds(60);

const DIGITS: usize = 6;
const CODES: u64 = 1_000_000;

/// Codes asked for from one network for one address: enough for a shift on a ward's computers, and fewer a day than come back to
/// [`ASKED_FOR_ADDRESS`], so that no network alone uses up what all have.
const ASKED_FROM_HERE: Limit = Limit { burst: 10, every: Duration::minutes(90) };
/// Codes asked for from everywhere for one address: 44 letters in a day at most, then 24 a day, so that no mailbox is filled.
const ASKED_FOR_ADDRESS: Limit = Limit { burst: 20, every: Duration::minutes(60) };
/// Codes asked for from one network: a whole hospital is behind one address at the change of shifts.
const ASKED_BY_NETWORK: Limit = Limit { burst: 600, every: Duration::seconds(1) };
/// Attempts from everywhere for one address: 194 in a day at most, of a million codes. More come back in a day than 24 codes allow,
/// so that whoever keeps guessing does not keep the person from it.
const TRIED_FOR_ADDRESS: Limit = Limit { burst: 50, every: Duration::minutes(10) };
/// Attempts from one network.
const TRIED_BY_NETWORK: Limit = Limit { burst: 600, every: Duration::seconds(1) };
/// How often the log says of an address that there were too many attempts.
const LOGGED: Limit = Limit { burst: 1, every: Duration::minutes(10) };
/// How often somebody is told that their account is under attack.
const TOLD: Limit = Limit { burst: 1, every: Duration::hours(24) };

/// A code, out of random bits. That 2^64 is no multiple of a million favours no code by more than 10^-13.
pub fn code(random: [u8; 8]) -> Secret {
    Secret::new(format!("{:0DIGITS$}", u64::from_be_bytes(random) % CODES))
}

/// What is stored of a code. The browser's secret has 256 bits: whoever has the database alone learns no code by trying a million.
pub fn code_hash(browser_secret: &str, code: &str) -> TokenHash {
    hash::hash(&format!("{browser_secret}.{code}"))
}

/// What is stored of an address.
pub fn address_hash(address: &EmailAddress) -> TokenHash {
    hash::hash(address.as_str())
}

/// The code in what was typed: people copy spaces and dashes along. None where it is no code.
pub fn read(typed: &str) -> Option<String> {
    let kept: String = typed.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '\u{200b}')).collect();
    (kept.len() == DIGITS && kept.bytes().all(|byte| byte.is_ascii_digit())).then_some(kept)
}

/// How often codes may be asked for. A browser in which this person has come in before has limits of its own, so that a stranger
/// who uses up the others locks nobody out who is known (device cookies, OWASP).
pub fn limits_of_asking(address: &EmailAddress, ip: Option<IpAddr>, known: bool) -> Vec<Limited> {
    let address = subject(address, known);
    let from = from(ip);
    vec![
        Limited { key: format!("code asked {address} {from}"), limit: ASKED_FROM_HERE },
        Limited { key: format!("code asked {address}"), limit: ASKED_FOR_ADDRESS },
        Limited { key: format!("code asked {from}"), limit: ASKED_BY_NETWORK },
    ]
}

/// How often codes for an address may be tried.
pub fn limit_of_trying(address: &EmailAddress, known: bool) -> Limited {
    Limited { key: format!("code tried {}", subject(address, known)), limit: TRIED_FOR_ADDRESS }
}

/// How often codes may be tried from one network, whosever they are.
pub fn limit_of_network(ip: Option<IpAddr>) -> Limited {
    Limited { key: format!("code tried {}", from(ip)), limit: TRIED_BY_NETWORK }
}

/// What stops an attempt before it is judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Stopped {
    /// The code itself: it was tried five times, is over, or used.
    ByCode,
    /// The limit of the address.
    ByAddress,
    /// The limit of the network.
    ByNetwork,
}

/// How often the log says of an address that attempts were stopped by this.
pub fn limit_of_logging(address: &EmailAddress, stopped: Stopped) -> Limited {
    Limited { key: format!("logged {stopped:?} {}", address.as_str()), limit: LOGGED }
}

/// How often somebody is told that their account is under attack.
pub fn limit_of_telling(address: &EmailAddress) -> Limited {
    Limited { key: format!("told {}", address.as_str()), limit: TOLD }
}

fn subject(address: &EmailAddress, known: bool) -> String {
    format!("{}{}", if known { "known " } else { "" }, address.as_str())
}

fn from(ip: Option<IpAddr>) -> String {
    ip.map_or_else(|| "nowhere".to_owned(), |ip| network(ip).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_six_digits() {
        assert_eq!(code([0; 8]).expose(), "000000");
        assert_eq!(code(1_000_007_u64.to_be_bytes()).expose(), "000007");
        assert_eq!(code([255; 8]).expose().len(), 6);
    }

    #[test]
    fn what_people_copy_along_is_left_out() {
        for typed in ["123456", " 123 456\n", "123-456", "12 34 56"] {
            assert_eq!(read(typed).as_deref(), Some("123456"), "{typed:?}");
        }
        for typed in ["", "12345", "1234567", "12345a", "١٢٣٤٥٦", "123.456"] {
            assert_eq!(read(typed), None, "{typed:?}");
        }
    }

    #[test]
    fn a_code_is_worth_nothing_without_the_browser_s_secret() {
        assert_ne!(code_hash("one", "123456"), code_hash("two", "123456"));
        assert_ne!(code_hash("one", "123456"), code_hash("one", "123457"));
    }

    #[test]
    fn a_known_browser_has_limits_of_its_own() {
        let address = "a.devries@st-janshof.example".parse().unwrap();
        let ip = "192.0.2.1".parse().ok();
        let asking = |known| limits_of_asking(&address, ip, known).into_iter().map(|limited| limited.key);
        let same: Vec<bool> = asking(true).zip(asking(false)).map(|(known, strange)| known == strange).collect();
        assert_eq!(same, [false, false, true]);
        assert_ne!(limit_of_trying(&address, true).key, limit_of_trying(&address, false).key);
    }

    #[test]
    fn no_network_alone_uses_up_what_all_have() {
        let a_day = |limit: Limit| Duration::days(1).num_minutes() / limit.every.num_minutes();
        assert!(ASKED_FROM_HERE.burst < ASKED_FOR_ADDRESS.burst && a_day(ASKED_FROM_HERE) < a_day(ASKED_FOR_ADDRESS));
        // Whoever asks for all codes there are and tries each as often as one can leaves attempts over.
        let attempts = i64::from(crate::store::one_time_passwords::MOST_ATTEMPTS);
        assert!(a_day(ASKED_FOR_ADDRESS) * attempts < a_day(TRIED_FOR_ADDRESS));
    }
}
