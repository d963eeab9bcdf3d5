//! What letters say, in the person's language, as text and as HTML.

use askama::Template;
use chrono::{DateTime, Utc};

use super::{Content, Guessed, Letter, MailError, Rendered, SwitchedTo};
use crate::domain::connection_check::{CheckResult, Words};
use crate::domain::expiry::ExpiryKind;
use crate::domain::provider_name::ProviderName;
use crate::domain::weather::Cause;
use crate::language::{Text, Texts};

/// What a letter says, in its parts.
struct Parts {
    /// Names the key of its texts: `letter-{kind}-subject`, `-what` and `-do`.
    kind: &'static str,
    /// What is put into the texts.
    values: Vec<(&'static str, String)>,
    /// What stands large on a line of its own.
    code: Option<String>,
    /// Where it leads.
    link: Option<String>,
}

#[derive(Template)]
#[template(path = "letters/letter.html")]
struct Html<'a> {
    tag: &'static str,
    subject: &'a str,
    what: &'a str,
    code: Option<&'a str>,
    link: Option<&'a str>,
    do_this: &'a str,
    footer: &'a str,
}

#[derive(Template)]
#[template(path = "letters/letter.txt", escape = "none")]
struct Plain<'a> {
    what: &'a str,
    code: Option<&'a str>,
    link: Option<&'a str>,
    do_this: &'a str,
    footer: &'a str,
}

/// Renders a letter, to nobody yet.
pub(super) fn render(texts: &Texts, letter: &Letter) -> Result<Rendered, MailError> {
    let text = texts.of(letter.language).naming(providers(&letter.content));
    let parts = parts(&letter.content, text);
    let say = |part: &str| say(text, &parts, part);
    let (subject, what, do_this) = (say("subject"), say("what"), say("do"));
    let footer = text.say("letter-footer");
    let (code, link) = (parts.code.as_deref(), parts.link.as_deref());
    let html = Html { tag: text.tag(), subject: &subject, what: &what, code, link, do_this: &do_this, footer: &footer };
    let plain = Plain { what: &what, code, link, do_this: &do_this, footer: &footer };
    Ok(Rendered {
        to: None,
        text: plain.render().map_err(|_| MailError::Render)?,
        html: html.render().map_err(|_| MailError::Render)?,
        subject,
        language: text.tag().to_owned(),
        padding: String::new(),
    })
}

/// The providers that a letter is about, where it is about any.
fn providers(content: &Content) -> &[ProviderName] {
    match content {
        Content::OnlySso { providers, .. }
        | Content::BreakGlassOpened { providers, .. }
        | Content::Expiring { providers, .. }
        | Content::SsoSwitched { providers, .. } => providers,
        Content::Trouble { provider, .. } => std::slice::from_ref(provider),
        Content::OneTimePassword { .. }
        | Content::CodeStands { .. }
        | Content::UnderAttack { .. }
        | Content::PasswordChanged { .. }
        | Content::PasswordRemovalAsked { .. }
        | Content::WebhookDisabled { .. }
        | Content::ChecksTurned { .. }
        | Content::Invitation { .. }
        | Content::Invited { .. } => &[],
    }
}

/// For whom SSO is on, and when.
fn switched(
    organization: &str,
    address: &str,
    to: &SwitchedTo,
    (from, until): (Option<DateTime<Utc>>, Option<DateTime<Utc>>),
) -> Parts {
    let (whom, everyone_from) = match to {
        SwitchedTo::Off => ("off", None),
        SwitchedTo::Pilot { everyone_from } => ("pilot", *everyone_from),
        SwitchedTo::Everyone => ("everyone", None),
    };
    // The texts choose by these: an instant, or that there is none.
    let at = |instant_: Option<DateTime<Utc>>| instant_.map_or_else(|| "none".to_owned(), instant);
    Parts {
        kind: "switched",
        values: vec![
            ("organization", organization.to_owned()),
            ("address", address.to_owned()),
            ("whom", whom.to_owned()),
            ("from", at(from)),
            ("everyone", at(everyone_from)),
            ("until", at(until)),
        ],
        code: None,
        link: None,
    }
}

fn parts(content: &Content, text: Text<'_>) -> Parts {
    match content {
        Content::OneTimePassword { code, application, minutes } => Parts {
            kind: "code",
            values: vec![("application", application.clone()), ("minutes", minutes.to_string())],
            code: Some(code.expose().to_owned()),
            link: None,
        },
        Content::OnlySso { application, sso: true, .. } => Parts::of("only-sso", application),
        Content::OnlySso { application, sso: false, .. } => Parts::of("closed", application),
        Content::CodeStands { application } => Parts::of("code-stands", application),
        Content::UnderAttack { application, guessed: Guessed::Codes } => Parts::of("attack", application),
        Content::UnderAttack { application, guessed: Guessed::Password } => Parts::of("attack-password", application),
        Content::PasswordChanged { removed: false } => {
            Parts { kind: "password-set", values: Vec::new(), code: None, link: None }
        }
        Content::PasswordChanged { removed: true } => {
            Parts { kind: "password-removed", values: Vec::new(), code: None, link: None }
        }
        Content::PasswordRemovalAsked { application } => Parts::of("password-removal", application),
        Content::BreakGlassOpened { organization, account, by: [one, other], until, reason, .. } => Parts {
            kind: "break-glass",
            values: vec![
                ("organization", organization.clone()),
                ("account", account.clone()),
                ("one", one.clone()),
                ("other", other.clone()),
                ("until", instant(*until)),
                ("reason", reason.clone()),
            ],
            code: None,
            link: None,
        },
        Content::Invitation { organization, by, link, until } => Parts {
            kind: "invitation",
            values: vec![("organization", organization.clone()), ("by", by.clone()), ("until", instant(*until))],
            code: None,
            link: Some(link.expose().to_owned()),
        },
        Content::Invited { organization, address, by, until } => Parts {
            kind: "invited",
            values: vec![
                ("organization", organization.clone()),
                ("address", address.clone()),
                ("by", by.clone()),
                ("until", instant(*until)),
            ],
            code: None,
            link: None,
        },
        Content::SsoSwitched { organization, address, to, from, until, .. } => {
            switched(organization, address, to, (*from, *until))
        }
        Content::Expiring { organization, kind, name, until, .. } => Parts {
            kind: expiring(*kind),
            values: vec![
                ("organization", organization.clone()),
                ("name", name.clone()),
                ("date", until.format("%Y-%m-%d").to_string()),
                ("until", instant(*until)),
            ],
            code: None,
            link: None,
        },
        Content::Trouble { organization, since, cause, .. } => Parts {
            kind: match cause {
                Cause::Provider => "trouble",
                Cause::Credential => "trouble-credential",
            },
            values: vec![("organization", organization.clone()), ("since", instant(*since))],
            code: None,
            link: None,
        },
        Content::ChecksTurned { organization, connection, provider, failed, recovered } => {
            let (kind, turned) =
                if failed.is_empty() { ("checks-recovered", recovered) } else { ("checks-failed", failed) };
            Parts {
                kind,
                values: vec![
                    ("organization", organization.clone()),
                    ("connection", connection.clone()),
                    ("provider", provider.clone()),
                    ("found", turned.iter().map(|result| sentences(result, text)).collect::<Vec<_>>().join(" ")),
                ],
                code: None,
                link: None,
            }
        }
        Content::WebhookDisabled { organization, host, since } => Parts {
            kind: if since.is_some() { "webhook-failing" } else { "webhook-gone" },
            values: vec![
                ("organization", organization.clone()),
                ("host", host.clone()),
                ("since", since.map(instant).unwrap_or_default()),
            ],
            code: None,
            link: None,
        },
    }
}

/// What ends. Of what lasts a day, or has its successor already, no letter tells.
const fn expiring(kind: ExpiryKind) -> &'static str {
    match kind {
        ExpiryKind::ClientSecret => "ends-secret",
        ExpiryKind::Certificate => "ends-certificate",
        ExpiryKind::DomainProof => "ends-proof",
        ExpiryKind::Flag => "ends-flag",
        ExpiryKind::Invitation => "ends-invitation",
        ExpiryKind::BreakGlass | ExpiryKind::WebhookSecret | ExpiryKind::AdminToken | ExpiryKind::SigningKey => {
            "ends-other"
        }
    }
}

/// What was found by a check, and what to do.
fn sentences(result: &CheckResult, text: Text<'_>) -> String {
    let Words { title, seen, advice, .. } = result.words(text);
    let advice = advice.map(|advice| format!(" {advice}")).unwrap_or_default();
    format!("{title}: {seen}{advice}")
}

fn instant(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%d %H:%M UTC").to_string()
}

impl Parts {
    fn of(kind: &'static str, application: &str) -> Self {
        Self { kind, values: vec![("application", application.to_owned())], code: None, link: None }
    }
}

fn say(text: Text<'_>, parts: &Parts, part: &str) -> String {
    let key = format!("letter-{}-{part}", parts.kind);
    let values: Vec<(&str, &str)> = parts.values.iter().map(|(name, value)| (*name, value.as_str())).collect();
    text.with_all(&key, &values)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::connection_check::{Check, Found};
    use crate::domain::secret::Secret;
    use crate::language::Language;

    const HOSTILE: &str = "<script>alert(1)</script>\r\nBcc: all@hospital.example";

    fn contents(providers: &[ProviderName]) -> Vec<Content> {
        let providers = providers.to_vec();
        let application = || HOSTILE.to_owned();
        let at = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let expiring = |kind| Content::Expiring {
            organization: HOSTILE.to_owned(),
            kind,
            name: application(),
            until: at,
            providers: providers.clone(),
        };
        let provider = providers[0].clone();
        let trouble =
            |cause| Content::Trouble { organization: HOSTILE.to_owned(), since: at, cause, provider: provider.clone() };
        let ends = ExpiryKind::ALL.map(expiring).into_iter();
        let all = vec![
            Content::OneTimePassword { code: Secret::new("123456"), application: application(), minutes: 10 },
            Content::OnlySso { application: application(), sso: true, providers: providers.clone() },
            Content::OnlySso { application: application(), sso: false, providers: providers.clone() },
            Content::CodeStands { application: application() },
            Content::UnderAttack { application: application(), guessed: Guessed::Codes },
            Content::UnderAttack { application: application(), guessed: Guessed::Password },
            Content::PasswordChanged { removed: false },
            Content::PasswordChanged { removed: true },
            Content::PasswordRemovalAsked { application: application() },
            Content::BreakGlassOpened {
                organization: HOSTILE.to_owned(),
                account: HOSTILE.to_owned(),
                by: [HOSTILE.to_owned(), HOSTILE.to_owned()],
                until: DateTime::from_timestamp(1_800_000_000, 0).unwrap(),
                reason: HOSTILE.to_owned(),
                providers: providers.clone(),
            },
            Content::WebhookDisabled {
                organization: HOSTILE.to_owned(),
                host: "siem.example".to_owned(),
                since: DateTime::from_timestamp(1_800_000_000, 0),
            },
            Content::WebhookDisabled { organization: HOSTILE.to_owned(), host: "siem.example".to_owned(), since: None },
            Content::SsoSwitched {
                organization: HOSTILE.to_owned(),
                address: HOSTILE.to_owned(),
                to: SwitchedTo::Off,
                from: None,
                until: None,
                providers: providers.clone(),
            },
            Content::SsoSwitched {
                organization: HOSTILE.to_owned(),
                address: HOSTILE.to_owned(),
                to: SwitchedTo::Pilot { everyone_from: DateTime::from_timestamp(1_800_000_000, 0) },
                from: None,
                until: None,
                providers: providers.clone(),
            },
            Content::SsoSwitched {
                organization: HOSTILE.to_owned(),
                address: HOSTILE.to_owned(),
                to: SwitchedTo::Everyone,
                from: DateTime::from_timestamp(1_800_000_000, 0),
                until: DateTime::from_timestamp(1_900_000_000, 0),
                providers: providers.clone(),
            },
            Content::ChecksTurned {
                organization: HOSTILE.to_owned(),
                connection: HOSTILE.to_owned(),
                provider: HOSTILE.to_owned(),
                failed: vec![
                    CheckResult::new(Check::Domain, Found::DomainElsewhere)
                        .with("domain", HOSTILE)
                        .with("found", HOSTILE),
                ],
                recovered: Vec::new(),
            },
            Content::ChecksTurned {
                organization: HOSTILE.to_owned(),
                connection: HOSTILE.to_owned(),
                provider: HOSTILE.to_owned(),
                failed: Vec::new(),
                recovered: vec![CheckResult::new(Check::Credential, Found::CredentialAccepted)],
            },
            Content::Invitation {
                organization: HOSTILE.to_owned(),
                by: HOSTILE.to_owned(),
                link: Secret::new("https://login.example/setup/canary"),
                until: DateTime::from_timestamp(1_800_000_000, 0).unwrap(),
            },
            Content::Invited {
                organization: HOSTILE.to_owned(),
                address: HOSTILE.to_owned(),
                by: HOSTILE.to_owned(),
                until: DateTime::from_timestamp(1_800_000_000, 0).unwrap(),
            },
        ];
        ends.chain([Cause::Provider, Cause::Credential].map(trouble)).chain(all).collect()
    }

    /// Whoever signs in with one provider reads nothing of another.
    #[test]
    fn every_letter_is_complete_in_every_language_and_names_the_provider_that_it_is_about() {
        let texts = Texts::new().unwrap();
        let named =
            [ProviderName::Microsoft, ProviderName::Google, ProviderName::Organization("Zuiderkruis".to_owned())];
        let each =
            Language::ALL.into_iter().flat_map(|language| named.iter().map(move |provider| (language, provider)));
        for (language, provider) in each {
            for content in contents(std::slice::from_ref(provider)) {
                let has_code = matches!(content, Content::OneTimePassword { .. });
                let has_link = matches!(content, Content::Invitation { .. });
                // What a check has found is said by its own rules.
                let is_of_check = matches!(content, Content::ChecksTurned { .. });
                let letter = Letter {
                    organization_id: None,
                    to: "a@b.example".parse().unwrap(),
                    language,
                    content,
                    expires_at: DateTime::from_timestamp(1_800_000_000, 0).unwrap(),
                };
                let rendered = render(&texts, &letter).unwrap();
                for part in [&rendered.subject, &rendered.text, &rendered.html] {
                    let whole =
                        !part.contains("No localization for id") && !part.contains("{$") && !part.trim().is_empty();
                    assert!(whole, "{part}");
                    let others = named.iter().filter(|other| *other != provider).map(ProviderName::as_str);
                    let mut others =
                        others.chain(["Entra"]).filter(|_| !is_of_check && *provider != ProviderName::Microsoft);
                    assert!(others.all(|other| !part.contains(other)), "{}: {part}", provider.as_str());
                }
                assert!(!rendered.html.contains("<script"), "{}", rendered.html);
                assert!(rendered.html.contains(&format!("<html lang=\"{}\">", language.tag())));
                assert_eq!(rendered.html.contains("123456") && rendered.text.contains("123456"), has_code);
                let link = "https://login.example/setup/canary";
                assert_eq!(rendered.html.contains(&format!("href=\"{link}\"")), has_link, "{}", rendered.html);
                assert_eq!(rendered.text.lines().any(|line| line.trim() == link), has_link, "{}", rendered.text);
                // Subjects are shown on locked screens.
                assert!(!rendered.subject.contains("123456") && !rendered.subject.contains("canary"));
            }
        }
    }
}
