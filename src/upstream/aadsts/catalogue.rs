//! What Entra's numbers mean and what to do, in three voices: for the caregiver, for our support, for the hospital's IT.
//!
//! The catalogue explains and decides nothing: see [`EntraError::reason`](super::EntraError::reason). It is data, in
//! `catalogue.toml`; a number that it does not have is shown as it came.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::menu::Menu;
use crate::domain::remedy::Mender;
use crate::language::Text;

/// What is known of one number.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// What follows `AADSTS`.
    pub number: u32,
    /// What Microsoft means by it.
    pub meaning: String,
    /// What the person is told.
    pub caregiver: Caregiver,
    /// For our support: what it means for us, what to check, the first thing to do.
    pub support: String,
    /// For the hospital's IT: what to change.
    pub hospital_it: String,
    /// Where, the first place first.
    #[serde(default)]
    pub menus: Vec<Menu>,
    /// Whether it is worth trying again.
    pub retry: Retry,
    /// Who mends it.
    pub who: Mender,
}

/// What a person is told: few calm sentences, in all languages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Caregiver {
    /// Start again.
    TryAgain,
    /// Wait some minutes.
    Wait,
    /// Take the hospital's account.
    WorkAccount,
    /// Confirm with the second factor.
    SecondFactor,
    /// Set a second factor up.
    SetUpSecondFactor,
    /// Choose a new password at Microsoft.
    NewPassword,
    /// Accept what Microsoft asks.
    Accept,
    /// Use a device of the hospital.
    OwnDevice,
    /// Call the hospital's IT.
    HospitalIt,
    /// Call for help: it is for us to mend, or for the hospital's IT with us.
    OurFault,
}

impl Caregiver {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::TryAgain,
        Self::Wait,
        Self::WorkAccount,
        Self::SecondFactor,
        Self::SetUpSecondFactor,
        Self::NewPassword,
        Self::Accept,
        Self::OwnDevice,
        Self::HospitalIt,
        Self::OurFault,
    ];

    /// The name of its text.
    pub const fn key(self) -> &'static str {
        match self {
            Self::TryAgain => "microsoft-try-again",
            Self::Wait => "microsoft-wait",
            Self::WorkAccount => "microsoft-work-account",
            Self::SecondFactor => "microsoft-second-factor",
            Self::SetUpSecondFactor => "microsoft-set-up-second-factor",
            Self::NewPassword => "microsoft-new-password",
            Self::Accept => "microsoft-accept",
            Self::OwnDevice => "microsoft-own-device",
            Self::HospitalIt => "microsoft-hospital-it",
            Self::OurFault => "microsoft-our-fault",
        }
    }
}

/// Whether it is worth trying again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Retry {
    /// A new sign-in may work at once.
    Again,
    /// After a while.
    Later,
    /// Not before it is mended.
    No,
}

/// A number with all that can be said of it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MicrosoftCode)]
pub struct Explained {
    /// As Microsoft writes it, e.g. `AADSTS50105`.
    pub code: String,
    /// Microsoft's own page about it, for support.
    pub look_up: String,
    /// What is known of it; nothing, where the catalogue does not have it.
    #[serde(flatten)]
    pub known: Option<Voices>,
}

/// What is known of a number, in three voices.
#[derive(Debug, Serialize, ToSchema)]
pub struct Voices {
    /// What Microsoft means by it.
    pub meaning: &'static str,
    /// What the person is told.
    pub caregiver: String,
    /// For our support.
    pub support: &'static str,
    /// For the hospital's IT.
    pub hospital_it: &'static str,
    /// Where the hospital's IT changes it.
    #[schema(value_type = Vec<String>)]
    pub menus: &'static [Menu],
    /// Whether it is worth trying again.
    pub retry: Retry,
    /// Who mends it.
    pub who: Mender,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    code: Vec<Entry>,
}

fn read() -> Result<BTreeMap<u32, Entry>, toml::de::Error> {
    let written: Written = toml::from_str(include_str!("catalogue.toml"))?;
    Ok(written.code.into_iter().map(|entry| (entry.number, entry)).collect())
}

/// It is built in, and a test reads it: one that cannot be read is never released.
static CATALOGUE: LazyLock<BTreeMap<u32, Entry>> = LazyLock::new(|| read().unwrap_or_default());

/// What is known of a number.
pub fn find(number: u32) -> Option<&'static Entry> {
    CATALOGUE.get(&number)
}

/// All that is known, by number.
pub fn all() -> impl Iterator<Item = &'static Entry> {
    CATALOGUE.values()
}

/// Says all that can be said of a number, to the person in the language of `text`.
pub fn explain(number: u32, text: Text<'_>) -> Explained {
    let known = find(number).map(|entry| Voices {
        meaning: &entry.meaning,
        caregiver: text.say(entry.caregiver.key()),
        support: &entry.support,
        hospital_it: &entry.hospital_it,
        menus: &entry.menus,
        retry: entry.retry,
        who: entry.who,
    });
    Explained {
        code: format!("AADSTS{number}"),
        look_up: format!("https://login.microsoftonline.com/error?code={number}"),
        known,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::language::{Language, Texts};

    #[test]
    fn it_can_be_read_and_each_number_stands_once() {
        let written: Written = toml::from_str(include_str!("catalogue.toml")).unwrap();
        assert!(written.code.len() >= 80, "{}", written.code.len());
        assert_eq!(written.code.len(), all().count(), "a number stands twice");
        assert!(all().all(|entry| (10_000..100_000_000).contains(&entry.number)));
    }

    #[test]
    fn every_voice_speaks_whole_sentences_and_names_places_by_their_menu_only() {
        for entry in all() {
            for text in [&entry.meaning, &entry.support, &entry.hospital_it] {
                let wrong = format!("{}: {text}", entry.number);
                assert!(text.ends_with(['.', '?']) && text.len() >= 20 && text.len() <= 500, "{wrong}");
                assert!(text.starts_with(|first: char| first.is_uppercase() || first == '“'), "{wrong}");
                assert!(!text.contains("  ") && !text.contains(" > ") && text.trim() == text, "{wrong}");
                // Numbers that a voice refers to are known ones.
                for number in text.split(|c: char| !c.is_ascii_digit()).filter(|digits| digits.len() >= 5) {
                    assert!(find(number.parse().unwrap()).is_some(), "{wrong}");
                }
            }
            let places: BTreeSet<_> = entry.menus.iter().collect();
            assert_eq!(places.len(), entry.menus.len(), "{}: a menu stands twice", entry.number);
        }
    }

    #[test]
    fn whoever_mends_it_is_told_where_and_the_person_what_fits() {
        for Entry { number, caregiver, menus, retry, who, .. } in all() {
            assert!(*who != Mender::HospitalIt || !menus.is_empty(), "{number}: hospital IT is told where");
            let told: &[Caregiver] = match (retry, who) {
                // What the person can mend, a new try can mend; and the other way about.
                (Retry::Again, Mender::Caregiver) => &[
                    Caregiver::TryAgain,
                    Caregiver::WorkAccount,
                    Caregiver::SecondFactor,
                    Caregiver::SetUpSecondFactor,
                    Caregiver::NewPassword,
                    Caregiver::Accept,
                    Caregiver::OwnDevice,
                ],
                (Retry::Later, Mender::HospitalIt | Mender::Operator | Mender::Microsoft) => &[Caregiver::Wait],
                (Retry::No, Mender::HospitalIt) => &[Caregiver::HospitalIt, Caregiver::OurFault],
                (Retry::No, Mender::Microsoft) => &[Caregiver::HospitalIt],
                (Retry::No, Mender::Support | Mender::Operator) => &[Caregiver::OurFault],
                other => panic!("{number}: {other:?} does not fit together"),
            };
            assert!(told.contains(caregiver), "{number}: {caregiver:?} does not fit {retry:?} and {who:?}");
        }
    }

    #[test]
    fn every_sentence_is_said_by_some_number_in_every_language_and_names_nobody() {
        let texts = Texts::new().unwrap();
        for caregiver in Caregiver::ALL {
            assert!(all().any(|entry| entry.caregiver == caregiver), "nobody is told {caregiver:?}");
            let said: BTreeSet<_> =
                Language::ALL.iter().map(|language| texts.of(*language).say(caregiver.key())).collect();
            assert_eq!(said.len(), Language::ALL.len(), "{caregiver:?} is not translated: {said:?}");
            for sentence in said {
                assert!(!sentence.contains("No localization") && !sentence.contains("AADSTS"), "{sentence}");
                assert!(
                    !sentence.contains(['@', '{']) && !sentence.contains(|c: char| c.is_ascii_digit()),
                    "{sentence}"
                );
            }
        }
    }

    #[test]
    fn every_menu_is_a_place_that_somebody_is_sent_to() {
        use crate::domain::connection::ConnectionKind;
        use crate::domain::connection_check::Found;
        use crate::domain::reason::Reason;
        use crate::domain::remedy::Remedy;

        let by_number = all().flat_map(|entry| entry.menus.iter());
        // Where the portal sends somebody who makes a registration.
        let by_portal = [Menu::AppRegistrations, Menu::AppManifest];
        // Where the checks of a connection to Google send somebody; those of Entra name places that others name too.
        let by_checks = Found::ALL.iter().flat_map(|found| found.menus(ConnectionKind::Google));
        let by_number = by_number.chain(&by_portal).chain(by_checks);
        let named: BTreeSet<_> =
            by_number.chain(Reason::ALL.iter().flat_map(|reason| Remedy::of(*reason).menus)).collect();
        for menu in Menu::ALL {
            assert!(named.contains(menu), "{menu:?}");
        }
    }

    #[test]
    fn a_number_is_explained_and_an_unknown_one_is_shown_as_it_came() {
        let texts = Texts::new().unwrap();
        let known = serde_json::to_value(explain(50105, texts.of(Language::En))).unwrap();
        assert_eq!(known["code"], "AADSTS50105");
        assert_eq!(known["who"], "hospital_it");
        assert_eq!(known["retry"], "no");
        assert_eq!(known["menus"][0], "Entra ID > Enterprise apps > All applications > … > Users and groups");
        let unknown = serde_json::to_value(explain(12345, texts.of(Language::En))).unwrap();
        let only = serde_json::json!({
            "code": "AADSTS12345",
            "look_up": "https://login.microsoftonline.com/error?code=12345",
        });
        assert_eq!(unknown, only);
    }

    /// What the stand-in for Entra says, Entra says: the broker's own tests meet only numbers that are known.
    #[test]
    fn what_tests_meet_is_known() {
        let stand_in = include_str!("../../../tests/entra-stand-in/src/aadsts.rs");
        let numbers = stand_in.split(['(', ' ', '\n', ',']).filter_map(|word| {
            let digits = word.replace('_', "");
            (word.contains('_') && digits.len() >= 5).then(|| digits.parse::<u32>().ok()).flatten()
        });
        let unknown: BTreeSet<_> = numbers.filter(|number| find(*number).is_none()).collect();
        assert!(unknown.is_empty(), "{unknown:?}");
    }
}
