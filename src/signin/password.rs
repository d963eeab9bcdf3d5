//! The traditional way, *password*: the second factor of those who have set one.

use chrono::Duration;
use unicode_normalization::UnicodeNormalization;

use crate::domain::id::UserId;
use crate::domain::limit::{Limit, Limited};
use crate::domain::secret::Secret;

/// Fewer characters than this are refused whatever they are (NIST SP 800-63B, 3.1.1.2, for a password beside another factor).
pub const SHORTEST: usize = 8;
/// More than this nobody types, and somebody would have hashed at our cost.
pub const LONGEST: usize = 128;

/// How well a password must stand against guessing, of 0 to 4: "safely unguessable: moderate protection from an offline attack".
const ENOUGH: zxcvbn::Score = zxcvbn::Score::Three;

/// Why a password is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PasswordProblem {
    /// It has too few characters.
    TooShort,
    /// It has too many.
    TooLong,
    /// It is too easily guessed.
    TooWeak,
    /// It was typed differently the second time.
    Different,
}

/// How often a user's password may be tried. Only whoever has shown a one-time password comes so far.
pub fn limit_of_trying(user_id: UserId) -> Limited {
    Limited { key: format!("password tried {user_id}"), limit: Limit { burst: 10, every: Duration::minutes(15) } }
}

/// How often a user may choose a new password, good enough or not: each is judged and hashed at our cost.
pub fn limit_of_setting(user_id: UserId) -> Limited {
    Limited { key: format!("password set {user_id}"), limit: Limit { burst: 20, every: Duration::minutes(5) } }
}

/// How often the log says of a user that there were too many attempts.
pub fn limit_of_logging(user_id: UserId) -> Limited {
    Limited { key: format!("password logged {user_id}"), limit: Limit { burst: 1, every: Duration::minutes(10) } }
}

/// How often a user is told that somebody guesses their password.
pub fn limit_of_telling(user_id: UserId) -> Limited {
    Limited { key: format!("password told {user_id}"), limit: Limit { burst: 1, every: Duration::hours(24) } }
}

/// A password in the form in which it is hashed: the same characters, however the keyboard composed them (NIST SP 800-63B,
/// 3.1.1.2). None where it is longer than any that is taken, which is seen before anything is done with it.
pub fn read(typed: &str) -> Option<Secret> {
    // No character takes more than four bytes.
    if typed.len() > LONGEST * 4 {
        return None;
    }
    let normal: String = typed.nfkc().collect();
    (normal.chars().count() <= LONGEST).then(|| Secret::new(normal))
}

/// What people of our languages choose, which the estimator's lists, English for the most part, do not know.
const COMMON: [&str; 32] = [
    "welkom",
    "wachtwoord",
    "geheim",
    "ziekenhuis",
    "zorg",
    "verpleging",
    "zomer",
    "herfst",
    "lente",
    "winter",
    "willkommen",
    "passwort",
    "kennwort",
    "krankenhaus",
    "klinik",
    "pflege",
    "sommer",
    "herbst",
    "frühling",
    "hallo",
    "bienvenue",
    "motdepasse",
    "bonjour",
    "soleil",
    "hopital",
    "hôpital",
    "clinique",
    "printemps",
    "automne",
    "hiver",
    "hospital",
    "anteroom",
];

/// Reads a new password, typed twice. Of a length that can be judged.
pub fn new(typed: &str, again: &str) -> Result<Secret, PasswordProblem> {
    if typed != again {
        return Err(PasswordProblem::Different);
    }
    let password = read(typed).ok_or(PasswordProblem::TooLong)?;
    if password.expose().chars().count() < SHORTEST {
        return Err(PasswordProblem::TooShort);
    }
    Ok(password)
}

/// Judges a new password: work for the bounded workers. `about` is what an attacker who knows the person tries first.
pub fn judge(password: Secret, about: &[String]) -> Result<Secret, PasswordProblem> {
    let about: Vec<&str> = about.iter().map(String::as_str).chain(COMMON).collect();
    if zxcvbn::zxcvbn(password.expose(), &about).score() < ENOUGH {
        return Err(PasswordProblem::TooWeak);
    }
    Ok(password)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ABOUT: [&str; 3] = ["a.devries@st-janshof.example", "Anna de Vries", "St. Janshof"];

    fn problem(typed: &str) -> Option<PasswordProblem> {
        new(typed, typed).and_then(|password| judge(password, &ABOUT.map(str::to_owned))).err()
    }

    #[test]
    fn what_is_easily_guessed_is_refused() {
        for weak in ["password1", "Welkom2026!", "qwertyuiop", "aaaaaaaaaaaa", "annadevries", "St. Janshof"] {
            assert_eq!(problem(weak), Some(PasswordProblem::TooWeak), "{weak}");
        }
        assert_eq!(problem("k7#Qz"), Some(PasswordProblem::TooShort));
        assert_eq!(problem(&"k7#Qz".repeat(26)), Some(PasswordProblem::TooLong));
        assert_eq!(problem(&"k7#Qz".repeat(1_000_000)), Some(PasswordProblem::TooLong));
        // One character that becomes eighteen.
        assert_eq!(problem(&"\u{fdfa}".repeat(100)), Some(PasswordProblem::TooLong));
        assert_eq!(problem("violet tractor under plum"), None);
        assert_eq!(new("violet tractor under plum", "violet").err(), Some(PasswordProblem::Different));
    }

    #[test]
    fn the_same_characters_are_the_same_password() {
        let read = |typed| read(typed).unwrap().expose().to_owned();
        assert_eq!(read("e\u{301}tage"), read("étage"));
        assert_eq!(read("ﬁets"), "fiets");
    }
}
