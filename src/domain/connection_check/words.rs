//! What is found, in words: the same on the page, in a letter, in the command line and at the API.

use std::iter;

#[cfg(test)]
use super::Found;
use super::{Check, CheckResult};
use crate::domain::connection::ConnectionKind;
use crate::domain::remedy::Mender;
use crate::language::Text;

/// The texts that are others where the provider is not Entra.
const ELSEWHERE: &[&str] = &[
    "check-title-metadata",
    "check-forward",
    "check-forward-client",
    "check-metadata-right",
    "check-credential-missing",
    "check-credential-missing-do",
    "check-credential-ends-soon-do",
    "check-credential-ends-now-do",
    "check-credential-ended-do",
    "check-redirect-not-registered",
    "check-redirect-not-registered-do",
    "check-redirect-refused",
    "check-redirect-refused-do",
    "check-application-unknown",
    "check-application-unknown-do",
    "check-claims-missing",
];
/// Those of Google alone.
const AT_GOOGLE: &[&str] = &["check-who-hospital-it", "check-credential-refused-do", "check-claims-missing-do"];
/// Those of any other provider.
const AT_ANOTHER: &[&str] = &[
    "check-who-hospital-it",
    "check-metadata-unreachable-do",
    "check-metadata-strange-do",
    "check-metadata-incomplete-do",
    "check-issuer-other-do",
    "check-protocol-lacking-do",
    "check-keys-unusable-do",
    "check-clock-off-do",
    "check-clock-wrong-do",
    "check-clock-not-seen-do",
    "check-credential-refused-do",
    "check-claims-missing-do",
];

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

/// The text of this name that there is for a provider of a kind.
fn at(kind: ConnectionKind, key: String) -> String {
    let is_one = |keys: &[&str]| keys.contains(&key.as_str());
    match kind {
        ConnectionKind::Google if is_one(AT_GOOGLE) => format!("{key}-google"),
        ConnectionKind::Oidc if is_one(AT_ANOTHER) => format!("{key}-oidc"),
        ConnectionKind::Google | ConnectionKind::Oidc if is_one(ELSEWHERE) => format!("{key}-elsewhere"),
        _ => key,
    }
}

fn title(text: Text<'_>, kind: ConnectionKind, check: Check, of: Option<&str>) -> String {
    let key = at(kind, key(&format!("title_{}", check.code())));
    match of {
        Some(of) => format!("{} ({of})", text.say(&key)),
        None => text.say(&key),
    }
}

const fn who(mender: Mender) -> &'static str {
    match mender {
        Mender::HospitalIt => "check-who-hospital-it",
        Mender::Operator => "check-who-operator",
        Mender::Microsoft | Mender::Provider => "check-who-provider",
        // Nobody but these mends what a check finds.
        Mender::Support | Mender::Caregiver | Mender::HospitalAdmin => "check-who-support",
    }
}

impl CheckResult {
    /// What is found, in words.
    pub fn words(&self, text: Text<'_>) -> Words {
        let kind = self.kind;
        let because = self.because.map(|because| title(text, kind, because, None)).unwrap_or_default();
        let values = self.values.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        // What was kept before other providers were checked has no name for its own.
        let values: Vec<_> = values.chain([("because", because.as_str()), ("provider", self.provider())]).collect();
        let seen = key(self.found.code());
        let advice = self.found.is_to_be_mended().then(|| at(kind, format!("{seen}-do")));
        Words {
            title: title(text, kind, self.check, self.of.as_deref()),
            seen: text.with_all(&at(kind, seen), &values),
            advice: advice.map(|key| text.with_all(&key, &values)),
            who: self.found.who(kind).map(|mender| text.with_all(&at(kind, who(mender).to_owned()), &values)),
        }
    }

    /// What the provider itself said, as its support asks for it.
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
        let (kind, provider) = (self.kind, self.provider());
        let intro =
            [("organization", organization), ("connection", connection), ("date", date), ("provider", provider)];
        let intro = text.with_all(&at(kind, "check-forward".to_owned()), &intro);
        let mut lines = vec![intro, String::new(), words.seen, advice];
        let menus = self.found.menus(kind).iter().map(|menu| text.with("check-forward-where", "menu", menu.path()));
        lines.extend(menus);
        let said = |said: &str| text.with_all("check-forward-said", &[("said", said), ("provider", provider)]);
        lines.extend(self.quoted().map(|quoted| said(&quoted)));
        let ids = [("check-forward-tid", "tid"), ("check-forward-client", "client_id")];
        let named =
            |(key, name): &(&str, &str)| Some(text.with(&at(kind, (*key).to_owned()), "id", self.values.get(*name)?));
        let ids = ids.iter().filter_map(named);
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
    let of_kinds = [("elsewhere", ELSEWHERE), ("google", AT_GOOGLE), ("oidc", AT_ANOTHER)];
    let of_kinds = of_kinds.into_iter().flat_map(|(of, keys)| keys.iter().map(move |key| format!("{key}-{of}")));
    titles.chain(found).chain(advice).chain(of_kinds)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::provider::{GoogleSettings, OidcSettings, ProviderSettings};
    use crate::language::{Language, Texts};

    /// Everything that the texts may name.
    const NAMES: [&str; 11] =
        ["tid", "client_id", "redirect_uri", "domain", "slot", "date", "days", "seconds", "claims", "found", "issuer"];
    /// What is found at Entra alone.
    const OF_ENTRA: [&str; 17] = [
        "tenant_unknown",
        "domain_owned",
        "domain_elsewhere",
        "domain_unknown",
        "domain_not_seen",
        "shared_credential_refused",
        "shared_registration_missing",
        "shared_redirect_not_registered",
        "consent_given",
        "consent_missing",
        "consent_not_seen",
        "claims_incomplete",
        "assignment_required",
        "assignment_open",
        "assignment_not_seen",
        "consent",
        "assignment",
    ];

    fn google() -> ProviderSettings {
        ProviderSettings::Google(GoogleSettings { client_id: "client".to_owned(), domains: Vec::new() })
    }

    fn another() -> ProviderSettings {
        ProviderSettings::Oidc(OidcSettings {
            issuer: "https://id.st-janshof.example/realms/staff".to_owned(),
            client_id: "anteroom".to_owned(),
            email_claim: "email".to_owned(),
            require_email_verified: true,
        })
    }

    fn all(result: &CheckResult, text: Text<'_>) -> Vec<String> {
        let about = About { organization: "St. Janshof", connection: "entra", date: "2026-11-23" };
        let Words { title, seen, advice, who } = result.words(text);
        let forward = result.forward(about, text);
        assert_eq!(forward.is_some(), result.found.is_to_be_mended());
        [Some(title), Some(seen), advice, who, forward].into_iter().flatten().collect()
    }

    #[test]
    fn everything_is_said_in_every_language_with_its_values_and_of_the_provider_that_it_is_about() {
        let texts = Texts::new().unwrap();
        for language in Language::ALL {
            let text = texts.of(language);
            for found in Found::ALL {
                for check in Check::ALL {
                    let mut result =
                        CheckResult::new(check, *found).of("a").saying(Some(super::super::Said::default()));
                    result.because = Some(Check::Metadata);
                    for name in NAMES {
                        result = result.with(name, format!("<{name}>"));
                    }
                    let of_entra = OF_ENTRA.contains(&found.code()) || OF_ENTRA.contains(&check.code());
                    let elsewhere = [(google(), "Google"), (another(), "id.st-janshof.example")];
                    let elsewhere = elsewhere.map(|(settings, name)| (result.clone().about(&settings), Some(name)));
                    for (result, name) in [(result, None)].into_iter().chain(elsewhere) {
                        for said in all(&result, text) {
                            let wrong = said.is_empty() || said.contains("No localization") || said.contains("{$");
                            assert!(!wrong, "{found:?} {}: {said}", language.tag());
                            let other = ["Microsoft", "Entra"].iter().any(|other| said.contains(other));
                            assert!(name.is_none() || of_entra || !other, "{found:?} {}: {said}", language.tag());
                            let google = name != Some("Google") && said.contains("Google");
                            assert!(!google, "{found:?} {}: {said}", language.tag());
                        }
                        if let Some((name, forward)) = name.zip(all(&result, text).get(4)) {
                            assert!(of_entra || forward.contains(name), "{found:?} {}: {forward}", language.tag());
                        }
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
        let redirect = CheckResult::new(Check::RedirectUri, Found::RedirectNotRegistered)
            .with("tid", "1111")
            .with("client_id", "aaaa")
            .with("redirect_uri", "https://login.example/login/callback/0199")
            .saying(Some(said));
        let about = About { organization: "St. Janshof", connection: "entra", date: "2026-11-23 09:00 UTC" };
        insta::assert_snapshot!(redirect.forward(about, texts.of(Language::En)).unwrap());
        let said = super::super::Said { error: "invalid_client".to_owned(), ..Default::default() };
        let refused = CheckResult::new(Check::Credential, Found::CredentialRefused)
            .with("client_id", "1093.apps.googleusercontent.com")
            .saying(Some(said));
        let about = About { connection: "google", ..about };
        insta::assert_snapshot!(refused.about(&google()).forward(about, texts.of(Language::En)).unwrap());
    }
}
