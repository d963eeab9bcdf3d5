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

/// A password in the form in which it is hashed: the same characters, however the keyboard composed them (NIST SP 800-63B,
/// 3.1.1.2).
pub fn normal(typed: &str) -> Secret {
    Secret::new(typed.nfkc().collect::<String>())
}

/// How often a user's password may be tried. Only whoever has shown a one-time password comes so far.
pub fn limit(user_id: UserId) -> Limited {
    Limited { key: format!("password tried {user_id}"), limit: Limit { burst: 10, every: Duration::minutes(15) } }
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

/// Judges a new password. `about` is what an attacker who knows the person tries first.
pub fn judge(typed: &str, again: &str, about: &[&str]) -> Result<Secret, PasswordProblem> {
    if typed != again {
        return Err(PasswordProblem::Different);
    }
    let password = normal(typed);
    match password.expose().chars().count() {
        ..SHORTEST => return Err(PasswordProblem::TooShort),
        length if length > LONGEST => return Err(PasswordProblem::TooLong),
        _ => {}
    }
    let about: Vec<&str> = about.iter().copied().chain(COMMON).collect();
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
        judge(typed, typed, &ABOUT).err()
    }

    #[test]
    fn what_is_easily_guessed_is_refused() {
        for weak in ["password1", "Welkom2026!", "qwertyuiop", "aaaaaaaaaaaa", "annadevries", "St. Janshof"] {
            assert_eq!(problem(weak), Some(PasswordProblem::TooWeak), "{weak}");
        }
        assert_eq!(problem("k7#Qz"), Some(PasswordProblem::TooShort));
        assert_eq!(problem(&"k7#Qz".repeat(26)), Some(PasswordProblem::TooLong));
        assert_eq!(problem("violet tractor under plum"), None);
        assert_eq!(judge("violet tractor under plum", "violet", &ABOUT).err(), Some(PasswordProblem::Different));
    }

    #[test]
    fn the_same_characters_are_the_same_password() {
        assert_eq!(normal("e\u{301}tage").expose(), normal("étage").expose());
        assert_eq!(normal("ﬁets").expose(), "fiets");
    }
}
