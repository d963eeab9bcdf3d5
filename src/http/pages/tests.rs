//! Texts are complete in every language, nothing is unescaped, and no page tells one account question from another.

use std::collections::BTreeSet;
use std::fmt::Write;

use chrono::DateTime;
use uuid::Uuid;

use super::account::SignOutPage;
use super::advice::{Advice, Came, advice};
use super::device::{Asked, DevicePage};
use super::setup::checks::{ChecksPage, Seen};
use super::setup::tests::{setup_pages, setup_pages_elsewhere};
use super::traditional::Traditional;
use super::*;
use crate::domain::application::tests::application;
use crate::domain::connection::{ConnectionKind, VersionState};
use crate::domain::connection_check::{Check, CheckResult, CheckRun, Found};
use crate::domain::device::UserCode;
use crate::domain::id::{DeviceAuthorizationId, OrganizationId};
use crate::domain::organization::Organization;
use crate::domain::reason::Reason;
use crate::domain::weather::{Cause, Trouble};
use crate::signin::password::PasswordProblem;
use crate::upstream::aadsts::catalogue::Caregiver;

const LOCALES: [(Language, &str); 4] = [
    (Language::En, include_str!("../../../locales/en/anteroom.ftl")),
    (Language::Nl, include_str!("../../../locales/nl/anteroom.ftl")),
    (Language::De, include_str!("../../../locales/de/anteroom.ftl")),
    (Language::Fr, include_str!("../../../locales/fr/anteroom.ftl")),
];

fn keys(text: &str) -> BTreeSet<&str> {
    text.lines()
        .filter(|line| !line.starts_with([' ', '#']))
        .filter_map(|line| Some(line.split_once(" =")?.0))
        .collect()
}

fn pages() -> Pages {
    Pages::new(Arc::new(Texts::new().unwrap()))
}

const WAYS: [Came; 3] =
    [Came { by_code: false, sso: true }, Came { by_code: true, sso: true }, Came { by_code: true, sso: false }];

/// What every reason advises, by whichever way.
fn all_advice() -> impl Iterator<Item = Advice> {
    Reason::ALL.iter().flat_map(|reason| WAYS.map(|came| advice(*reason, came)))
}

pub(super) const HOSTILE: &str = "<script>alert('1')</script>\"&";

#[expect(clippy::too_many_lines, reason = "each page, one after the other")]
fn all_pages(language: Language) -> Vec<String> {
    let pages = pages();
    let remembered = Remembered {
        organization_id: OrganizationId(Uuid::from_u128(1)),
        organization: HOSTILE.to_owned(),
        address: "a.devries@st-janshof.example".parse().unwrap(),
        login_hint: None,
        method: crate::signin::discover::RememberedMethod::Sso,
    };
    let mut organization = Organization::new(OrganizationId(Uuid::from_u128(1)), "a".to_owned(), HOSTILE.to_owned());
    organization.branding.accent = Some("#005a9c".parse().unwrap());
    let login = Login {
        language,
        frame: Frame::at("/login?sign_in=7&amp;").of(Some(&organization)),
        sign_in: SignInId(Uuid::from_u128(7)),
        application: HOSTILE,
        offer: &[Offered::Continue, Offered::Provider],
        button: &ProviderName::Microsoft,
        traditional: false,
        shared: false,
        address: Some(HOSTILE),
        remembered: None,
        notice: None,
        trouble: None,
        home: Some("https://records.example/"),
    };
    let at = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
    let trouble = Trouble { place: None, since: at, cause: Cause::Provider, told_at: None };
    let outlook = Outlook::of(trouble, at);
    let own = Trouble { place: Some((organization.id, Uuid::from_u128(3).into())), ..trouble };
    let mut all = vec![
        pages.login(&Login { trouble: Some(outlook), ..login }),
        pages.login(&Login {
            traditional: true,
            offer: &[Offered::Provider, Offered::Code],
            trouble: Some(Outlook::of(own, at)),
            ..login
        }),
        pages.login(&login),
        pages.login(&Login { offer: &[], ..login }),
        pages.login(&Login { remembered: Some(&remembered), ..login }),
        pages.fault(language, PageError::Malformed),
        pages.failure(language),
        pages.not_found(language),
        pages.index(language),
    ];
    for offer in [
        &[Offered::Continue, Offered::Provider, Offered::Code][..],
        &[Offered::Provider, Offered::Code],
        &[Offered::Provider, Offered::CodeForPatients],
        &[Offered::Continue],
    ] {
        all.push(pages.login(&Login { traditional: true, offer, ..login }));
    }
    for button in [&ProviderName::Google, &ProviderName::Organization(HOSTILE.to_owned())] {
        all.push(pages.login(&Login { button, ..login }));
    }
    all.push(pages.onward(language, "https://id.example/authorize?a=b&c=d"));
    all.push(pages.login(&Login { shared: true, ..login }));
    all.extend([pages.nobody(language), pages.signed_out(language)]);
    let mut application = application();
    (application.name, application.client_id) = (HOSTILE.to_owned(), HOSTILE.to_owned());
    let frame = Frame::at("/login/sign-out?");
    let sign_out = SignOutPage { language, frame, application: None, back: None };
    all.push(pages.sign_out(&sign_out));
    all.push(pages.sign_out(&SignOutPage { application: Some(&application), ..sign_out }));
    application.home = "https://records.example/?a=%3Cscript%3E".parse().ok();
    all.push(pages.sign_out(&SignOutPage { application: Some(&application), ..sign_out }));
    let address = "a.devries@st-janshof.example".parse().unwrap();
    let choices = [(OrganizationId(Uuid::from_u128(1)), HOSTILE.to_owned())];
    let page = Traditional { language, frame: login.frame, sign_in: login.sign_in, application: HOSTILE, notice: None };
    all.push(pages.organization(&page, &choices));
    for notice in
        [Notice::AddressMissing, Notice::AddressInvalid, Notice::NotThisWay, Notice::CodeTooSoon, Notice::TooMany]
    {
        all.push(pages.login(&Login { notice: Some(notice), ..login }));
        all.push(pages.login(&Login { notice: Some(notice), traditional: true, ..login }));
    }
    for notice in
        [None, Some(Notice::CodeWrong), Some(Notice::CodeSentAgain), Some(Notice::CodeTooSoon), Some(Notice::TooMany)]
    {
        all.push(pages.code(
            &Traditional { notice, ..page },
            &address,
            notice.is_none().then_some(&ProviderName::Google),
        ));
    }
    for notice in [Notice::PasswordWrong, Notice::TooManyPasswords, Notice::Busy, Notice::PasswordRemovalAsked] {
        all.push(pages.password(&Traditional { notice: Some(notice), ..page }, &address));
    }
    let problems =
        [PasswordProblem::TooShort, PasswordProblem::TooLong, PasswordProblem::TooWeak, PasswordProblem::Different];
    for notice in problems.map(Notice::Password).into_iter().chain([Notice::Busy, Notice::TooManyPasswords]) {
        all.push(pages.new_password(&Traditional { notice: Some(notice), ..page }, &address));
    }
    all.extend(device_pages(&pages, language, &organization));
    let uri = "https://records.example/callback";
    let backs = [
        Reply::Redirect(format!("{uri}?error=access_denied&state=%3Cscript%3E")),
        Reply::Post {
            uri: uri.to_owned(),
            fields: vec![("error", "access_denied".to_owned()), ("state", HOSTILE.to_owned())],
        },
    ];
    for (advice, back) in all_advice().flat_map(|advice| backs.iter().map(move |back| (advice, back))) {
        all.push(pages.refusal(&Refusal {
            language,
            frame: Frame::default().of(Some(&organization)),
            advice,
            provider: &ProviderName::Organization(HOSTILE.to_owned()),
            microsoft: None,
            trouble: Some((outlook, true)),
            sign_in: Some(login.sign_in),
            at: DateTime::from_timestamp(1_800_000_000, 0).unwrap(),
            application: Some(HOSTILE),
            help: Some(HOSTILE),
            retry: Some("/login?sign_in=1"),
            back: Some(back),
        }));
    }
    all.extend(Caregiver::ALL.map(|told| refused_by_microsoft(&pages, language, Some(told))));
    all.push(refused_by_microsoft(&pages, language, None));
    all.extend([pages.setup_gone(language), pages.setup_wait(language)]);
    let pages = pages.naming(vec![ProviderName::Microsoft]);
    all.extend(setup_pages(&pages, language));
    all.extend(setup::test_pages::all(&pages, language, ConnectionKind::Entra, HOSTILE));
    all.extend(checks_pages(&pages, language, &organization));
    all.extend(pages_elsewhere(language, ConnectionKind::Google));
    all.extend(pages_elsewhere(language, ConnectionKind::Oidc));
    all
}

/// The portal of a hospital whose people sign in with another provider than Microsoft.
fn pages_elsewhere(language: Language, kind: ConnectionKind) -> Vec<String> {
    let organization = Organization::new(OrganizationId(Uuid::from_u128(1)), "a".to_owned(), HOSTILE.to_owned());
    let pages = pages().naming(vec![ProviderName::of(kind, &organization)]);
    let mut all = setup_pages_elsewhere(&pages, language, kind);
    all.extend(setup::test_pages::all(&pages, language, kind, HOSTILE));
    all
}

/// Everything that a check may find, a connection that nobody has looked at, and none.
fn checks_pages(pages: &Pages, language: Language, organization: &Organization) -> Vec<String> {
    let of_one = |(kind, found): (ConnectionKind, &Found)| {
        let names =
            ["tid", "client_id", "redirect_uri", "domain", "date", "days", "seconds", "claims", "found", "issuer"];
        let result = CheckResult::new(Check::Domain, *found).of(HOSTILE);
        let result = names.iter().fold(result, |result, name| result.with(name, HOSTILE));
        CheckResult { because: Some(Check::Metadata), kind, ..result }
    };
    let kinds = [ConnectionKind::Entra, ConnectionKind::Google, ConnectionKind::Oidc];
    let run = |state| CheckRun {
        connection_id: Uuid::from_u128(5).into(),
        organization_id: organization.id,
        version: 2,
        state,
        checked_at: DateTime::from_timestamp(1_800_000_000, 0).unwrap(),
        results: kinds
            .into_iter()
            .flat_map(|kind| Found::ALL.iter().map(move |found| (kind, found)))
            .map(of_one)
            .collect(),
        failing: BTreeSet::new(),
    };
    let seen = |run| vec![Seen { name: "entra", run }];
    let runs = [Some(run(VersionState::Draft)), Some(run(VersionState::Active)), None];
    let mut all: Vec<_> = runs
        .into_iter()
        .map(|run| pages.setup_checks(&ChecksPage { language, organization, connections: seen(run) }))
        .collect();
    all.push(pages.setup_checks(&ChecksPage { language, organization, connections: Vec::new() }));
    all.push(pages.setup_checks_wait(language));
    all
}

fn device_pages(pages: &Pages, language: Language, organization: &Organization) -> Vec<String> {
    let notices = [None, Some(Notice::DeviceCodeWrong), Some(Notice::TooManyDeviceCodes)];
    let typed = [HOSTILE, "WDJB-MJHT", ""];
    let asking = notices.into_iter().zip(typed).map(|(notice, typed)| DevicePage { language, typed, notice });
    let mut all: Vec<_> = asking.map(|page| pages.device(&page)).collect();
    let asked = Asked {
        application: HOSTILE,
        address: HOSTILE,
        code: &UserCode::read("WDJB-MJHT").unwrap(),
        ip: Some("192.0.2.7".parse().unwrap()),
        at: DateTime::from_timestamp(1_800_000_000, 0).unwrap(),
        device: DeviceAuthorizationId(Uuid::from_u128(8)),
    };
    all.push(pages.device_asks(language, organization, &asked));
    all.extend([true, false].map(|allowed| pages.device_answered(language, organization, HOSTILE, allowed)));
    all
}

fn refused_by_microsoft(pages: &Pages, language: Language, told: Option<Caregiver>) -> String {
    pages.refusal(&Refusal {
        language,
        frame: Frame::default(),
        advice: Advice::AskHospitalIt,
        provider: &ProviderName::Microsoft,
        microsoft: Some(Microsoft { number: 12345, told }),
        trouble: None,
        sign_in: Some(SignInId(Uuid::from_u128(7))),
        at: DateTime::from_timestamp(1_800_000_000, 0).unwrap(),
        application: Some(HOSTILE),
        help: None,
        retry: None,
        back: None,
    })
}

#[test]
fn a_known_number_says_what_to_do_and_an_unknown_one_is_shown_as_it_came() {
    let pages = pages();
    let text = Texts::new().unwrap();
    for told in Caregiver::ALL {
        let page = refused_by_microsoft(&pages, Language::En, Some(told));
        let sentence = text.of(Language::En).say(told.key());
        assert!(page.contains(&sentence) && page.contains("AADSTS12345"), "{page}");
        assert!(page.contains("Mention both numbers"), "{page}");
    }
    let page = refused_by_microsoft(&pages, Language::En, None);
    assert!(page.contains("Your organisation has to allow this first") && page.contains("AADSTS12345"), "{page}");
}

#[test]
fn every_language_has_the_same_texts() {
    for (language, text) in LOCALES {
        assert_eq!(keys(LOCALES[0].1), keys(text), "{language:?}");
    }
    assert_eq!(LOCALES.map(|(language, _)| language), Language::ALL);
}

/// What is in a folder of this crate, and in those below it.
fn folder(path: &str) -> Vec<String> {
    let entries = std::fs::read_dir(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap();
    let files = entries.flat_map(|entry| {
        let entry = entry.unwrap();
        if entry.file_type().unwrap().is_dir() {
            folder(&format!("{path}/{}", entry.file_name().to_string_lossy()))
        } else {
            vec![std::fs::read_to_string(entry.path()).unwrap()]
        }
    });
    files.collect()
}

#[test]
fn every_text_is_used_and_every_text_that_is_used_exists() {
    let sources = [
        include_str!("mod.rs"),
        include_str!("../../../templates/base.html"),
        include_str!("../../../templates/login.html"),
        include_str!("../../../templates/refusal.html"),
        include_str!("../../../templates/form_post.html"),
        include_str!("../../../templates/notice.html"),
        include_str!("../../../templates/onward.html"),
        include_str!("../../../templates/code.html"),
        include_str!("../../../templates/password.html"),
        include_str!("../../../templates/new_password.html"),
        include_str!("../../../templates/organization.html"),
        include_str!("../../../templates/provider.html"),
        include_str!("notice.rs"),
        include_str!("traditional.rs"),
        include_str!("account.rs"),
        include_str!("device.rs"),
        include_str!("../../../templates/device.html"),
        include_str!("../../../templates/device_answer.html"),
        include_str!("../../upstream/aadsts/catalogue.rs"),
        include_str!("../../../templates/account.html"),
        include_str!("../../../templates/sign_out.html"),
        include_str!("weather.rs"),
        include_str!("../../language.rs"),
        include_str!("../../../templates/weather.html"),
        include_str!("../../mail/letters.rs"),
        include_str!("../../domain/connection_check/words.rs"),
    ];
    let composed: BTreeSet<String> = crate::domain::connection_check::composed_keys().collect();
    // The steps of the portal: each a file of its own.
    let steps: Vec<String> = ["src/http/pages/setup", "templates/setup"].into_iter().flat_map(folder).collect();
    let sources: Vec<&str> = sources.into_iter().chain(steps.iter().map(String::as_str)).collect();
    let advised: BTreeSet<&str> = all_advice().flat_map(Advice::keys).collect();
    for key in keys(LOCALES[0].1) {
        // Of letters the kind is said, to which their parts are added; their own test renders all of them.
        let kind = key.strip_prefix("letter-").and_then(|key| Some(key.rsplit_once('-')?.0));
        let is_letter = kind.is_some_and(|kind| sources.iter().any(|source| source.contains(&format!("\"{kind}\""))));
        let used = is_letter
            || advised.contains(key)
            || composed.contains(key)
            // Within another text.
            || LOCALES[0].1.contains(&format!("{{ {key} }}"))
            || sources.iter().any(|source| source.contains(&format!("\"{key}\"")));
        assert!(used, "nobody says {key}");
    }
    for (language, _) in LOCALES {
        for page in all_pages(language) {
            // What the library writes where a text, or a name in it, is missing.
            assert!(!page.contains("No localization for id") && !page.contains("{$"), "{page}");
        }
    }
}

#[test]
fn nothing_that_comes_from_outside_is_markup() {
    for (language, _) in LOCALES {
        for page in all_pages(language) {
            assert!(!page.contains("<script") && !page.contains("alert('1')"), "{page}");
            assert!(page.contains(&format!("<html lang=\"{}\">", language.tag())));
            assert!(!page.contains(" style=") && !page.contains(" onclick"), "{page}");
        }
    }
}

/// What a page says to correct can be reached from there, and is marked; where nothing is wrong, nothing is.
#[test]
fn every_notice_leads_to_the_field_that_it_is_about() {
    let mut led = 0;
    for page in all_pages(Language::En) {
        let field = page.split_once("href=\"#").map(|(_, rest)| rest.split('"').next().unwrap());
        let invalid = page.split("<input").find(|input| input.split('>').next().unwrap().contains("aria-invalid"));
        match field {
            None => assert_eq!(invalid, None),
            Some(field) => assert!(invalid.is_some_and(|input| input.contains(&format!("id=\"{field}\""))), "{page}"),
        }
        led += usize::from(field.is_some());
    }
    assert!(led >= 10, "{led}");
}

/// The texts that may name Microsoft or Entra: the button, which is Microsoft's; what is done at Entra, and is shown to whoever is connected
/// to it, or connects to it; and what Microsoft's own numbers mean. Every other text names the provider that somebody really uses, or
/// none. Within a text, the same may stand in the words for `entra` alone.
const OF_MICROSOFT: [&str; 34] = [
    "login-microsoft",
    "setup-cloud",
    "setup-mfa-own",
    "setup-fault-domain-onmicrosoft",
    "setup-fault-tid-personal",
    "setup-fault-no-tenant",
    "setup-fault-secret-id",
    "setup-tenant-found",
    "setup-tenant-not-found",
    "setup-tenant-not-asked",
    "setup-tenant-hint",
    "setup-own-lead",
    "setup-own-logout",
    "setup-own-claims",
    "setup-own-what",
    "setup-shared-lead",
    "setup-shared-go",
    "setup-consent-open",
    "setup-consent-not-allowed",
    "setup-consent-required",
    "setup-consent-other-tenant",
    "setup-consent-failed",
    "setup-federated-do",
    "setup-federated-command",
    "setup-test-sign-in-microsoft",
    "setup-test-sign-in-trace",
    "setup-test-sign-in-timestamp",
    "setup-test-sign-in-by-it",
    "setup-test-sign-in-by-microsoft",
    "setup-test-sign-in-claim-xms-edov",
    "setup-people-grant-own",
    "setup-people-grant-shared",
    "setup-people-busy",
    "setup-people-not-read",
];
/// Where each text stands for itself: what a check found of a connection, and what Microsoft's numbers mean.
const OF_THEIR_OWN: [&str; 4] = ["check-", "setup-checks-", "letter-checks-", "microsoft-"];

#[test]
fn no_text_names_microsoft_that_is_said_to_whoever_signs_in_elsewhere() {
    let names_it = |line: &str| {
        let words = ["microsoft", "entra ", "entra-", "entra.", "azure"];
        let line = format!("{} ", line.to_lowercase());
        !line.trim_start().starts_with("[entra]") && words.iter().any(|word| line.contains(word))
    };
    for (language, text) in LOCALES {
        let mut named = BTreeSet::new();
        let mut key = "";
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let (head, said) = line.split_once(" =").filter(|_| !line.starts_with(' ')).unwrap_or((key, line));
            key = head;
            if names_it(said) {
                named.insert(key);
            }
        }
        named.retain(|key| !OF_THEIR_OWN.iter().any(|own| key.starts_with(own)));
        let allowed = BTreeSet::from(OF_MICROSOFT);
        assert_eq!(named, allowed, "{language:?}");
    }
}

#[test]
fn no_page_names_microsoft_of_a_hospital_that_signs_in_elsewhere() {
    for language in Language::ALL {
        for (kind, name) in [(ConnectionKind::Google, "Google"), (ConnectionKind::Oidc, "alert(&#39;1&#39;)")] {
            let pages = pages_elsewhere(language, kind);
            assert!(pages.iter().filter(|page| page.contains(name)).count() > 20, "{kind:?}");
            for page in pages {
                assert!(!page.contains("Microsoft") && !page.contains("Entra"), "{kind:?}: {page}");
            }
        }
    }
}

#[test]
fn no_question_of_accounts_is_told_from_another() {
    let accounts = [
        Reason::UserUnknown,
        Reason::UserAmbiguous,
        Reason::UserSuspended,
        Reason::UserIsPatient,
        Reason::EmailMissing,
        Reason::EmailInvalid,
        Reason::EmailMismatch,
        Reason::DomainNotProven,
        Reason::EmailUnverified,
        Reason::IdentityMismatch,
        Reason::IdentityTaken,
    ];
    for (came, expected) in WAYS.into_iter().zip([Advice::NoAccess, Advice::NoAccessByCode, Advice::NoAccessByCode]) {
        assert!(accounts.iter().all(|reason| advice(*reason, came) == expected));
    }
}

#[test]
fn no_page_says_its_reason_and_none_is_a_5xx() {
    let pages: String = all_pages(Language::En).concat();
    for reason in Reason::ALL {
        assert!(!pages.contains(reason.code()), "{}", reason.code());
    }
    assert!(all_advice().all(|advice| advice.status().as_u16() < 500));
}

#[test]
fn what_each_reason_advises() {
    let table = Reason::ALL.iter().fold(String::new(), |mut table, reason| {
        let [by_microsoft, by_code, by_code_alone] = WAYS.map(|came| advice(*reason, came));
        let _ = write!(table, "{:<30} {} {by_microsoft:?}", reason.code(), by_microsoft.status().as_u16());
        if by_code != by_microsoft {
            let _ = write!(table, "; by code {by_code:?}");
        }
        if by_code_alone != by_code {
            let _ = write!(table, ", where SSO opens nothing {by_code_alone:?}");
        }
        table.push('\n');
        table
    });
    insta::assert_snapshot!(table);
}
