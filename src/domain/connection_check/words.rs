//! What is found, in words: the same on the page, in a letter, in the command line and at the API.

use std::iter;

use super::{Check, CheckResult, Found};
use crate::domain::remedy::Mender;
use crate::language::Text;

/// What is found, in one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// What was looked at.
    pub title: String,
    /// What was seen.
    pub seen: String,
    /// What to do; nothing, where there is nothing to do.
    pub advice: Option<String>,
    /// Who mends it.
    pub who: Option<String>,
}

/// Around what a colleague is sent.
#[derive(Clone, Copy, Debug)]
pub struct About<'a> {
    /// The hospital's name.
    pub organization: &'a str,
    /// The connection's.
    pub connection: &'a str,
    /// When it was found, as people write it.
    pub date: &'a str,
}

fn key(of: &str) -> String {
    format!("check-{}", of.replace('_', "-"))
}

fn title(text: Text<'_>, check: Check, of: Option<&str>) -> String {
    let key = key(&format!("title_{}", check.code()));
    match of {
        Some(of) => format!("{} ({of})", text.say(&key)),
        None => text.say(&key),
    }
}

const fn who(mender: Mender) -> &'static str {
    match mender {
        Mender::HospitalIt => "check-who-hospital-it",
        Mender::Operator => "check-who-operator",
        Mender::Microsoft => "check-who-microsoft",
        // Nobody but these mends what a check finds.
        Mender::Support | Mender::Caregiver | Mender::HospitalAdmin => "check-who-support",
    }
}

impl CheckResult {
    /// What is found, in words.
    pub fn words(&self, text: Text<'_>) -> Words {
        let because = self.because.map(|because| title(text, because, None)).unwrap_or_default();
        let values = self.values.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let values: Vec<_> = values.chain(iter::once(("because", because.as_str()))).collect();
        let key = key(self.found.code());
        Words {
            title: title(text, self.check, self.of.as_deref()),
            seen: text.with_all(&key, &values),
            advice: self.found.is_to_be_mended().then(|| text.with_all(&format!("{key}-do"), &values)),
            who: self.found.who().map(|mender| text.say(who(mender))),
        }
    }

    /// What Microsoft itself said, as its support asks for it.
    pub fn quoted(&self) -> Option<String> {
        let said = self.said.as_ref()?;
        let number = said.number.map(|number| format!("AADSTS{number}"));
        let ids = [("trace id", &said.trace_id), ("correlation id", &said.correlation_id)];
        let ids = ids.into_iter().filter_map(|(name, id)| id.as_ref().map(|id| format!("{name} {id}")));
        let parts: Vec<_> = iter::once(said.error.clone()).chain(number).chain(ids).collect();
        Some(parts.join(", "))
    }

    /// A few sentences to be sent on to whoever mends it; nothing, where there is nothing to mend.
    pub fn forward(&self, about: About<'_>, text: Text<'_>) -> Option<String> {
        let words = self.words(text);
        let advice = words.advice?;
        let About { organization, connection, date } = about;
        let intro = [("organization", organization), ("connection", connection), ("date", date)];
        let mut lines = vec![text.with_all("check-forward", &intro), String::new(), words.seen, advice];
        let menus = self.found.menus().iter().map(|menu| text.with("check-forward-where", "menu", menu.path()));
        lines.extend(menus);
        lines.extend(self.quoted().map(|said| text.with("check-forward-said", "said", &said)));
        let ids = [("check-forward-tid", "tid"), ("check-forward-client", "client_id")];
        let ids = ids.iter().filter_map(|(key, name)| Some(text.with(key, "id", self.values.get(*name)?)));
        lines.extend(ids);
        Some(lines.join("\n"))
    }
}

/// The keys of all texts that are put together of names; their own test says all of them.
#[cfg(test)]
pub fn composed_keys() -> impl Iterator<Item = String> {
    let titles = Check::ALL.iter().map(|check| key(&format!("title_{}", check.code())));
    let found = Found::ALL.iter().map(|found| key(found.code()));
    let advice =
        Found::ALL.iter().filter(|found| found.is_to_be_mended()).map(|found| format!("{}-do", key(found.code())));
    titles.chain(found).chain(advice)
}

impl Found {
    /// Everything that its texts may name.
    #[cfg(test)]
    const NAMES: [&'static str; 11] =
        ["tid", "client_id", "redirect_uri", "domain", "slot", "date", "days", "seconds", "claims", "found", "issuer"];
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::{Language, Texts};

    #[test]
    fn everything_is_said_in_every_language_with_its_values() {
        let texts = Texts::new().unwrap();
        for language in Language::ALL {
            let text = texts.of(language);
            for found in Found::ALL {
                for check in Check::ALL {
                    let mut result = CheckResult::new(check, *found).of("a");
                    result.because = Some(Check::Metadata);
                    for name in Found::NAMES {
                        result = result.with(name, format!("<{name}>"));
                    }
                    let about = About { organization: "St. Janshof", connection: "entra", date: "2026-11-23" };
                    let Words { title, seen, advice, who } = result.words(text);
                    let forward = result.forward(about, text);
                    assert_eq!(forward.is_some(), found.is_to_be_mended());
                    let all = [Some(title), Some(seen), advice, who, forward];
                    for said in all.into_iter().flatten() {
                        let wrong = said.is_empty() || said.contains("No localization") || said.contains("{$");
                        assert!(!wrong, "{found:?} {}: {said}", language.tag());
                    }
                }
            }
        }
    }

    #[test]
    fn what_is_sent_on_holds_the_exact_values() {
        let texts = Texts::new().unwrap();
        let said = super::super::Said {
            error: "error_page".to_owned(),
            number: Some(50_011),
            trace_id: Some("6f2c".to_owned()),
            correlation_id: None,
        };
        let result = CheckResult::new(Check::RedirectUri, Found::RedirectNotRegistered)
            .with("tid", "1111")
            .with("client_id", "aaaa")
            .with("redirect_uri", "https://login.example/login/callback/0199")
            .saying(Some(said));
        let about = About { organization: "St. Janshof", connection: "entra", date: "2026-11-23 09:00 UTC" };
        insta::assert_snapshot!(result.forward(about, texts.of(Language::En)).unwrap());
    }
}
