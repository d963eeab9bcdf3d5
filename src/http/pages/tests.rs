//! Texts are complete in every language, nothing is unescaped, and no page tells one account question from another.

use std::collections::BTreeSet;
use std::fmt::Write;

use chrono::DateTime;
use uuid::Uuid;

use super::advice::{Advice, advice};
use super::traditional::Traditional;
use super::*;
use crate::domain::id::OrganizationId;
use crate::domain::organization::Organization;
use crate::domain::reason::Reason;
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

const HOSTILE: &str = "<script>alert('1')</script>\"&";

fn all_pages(language: Language) -> Vec<String> {
    let pages = pages();
    let remembered = Remembered {
        organization_id: OrganizationId(Uuid::from_u128(1)),
        organization: HOSTILE.to_owned(),
        address: "a.devries@st-janshof.example".parse().unwrap(),
        login_hint: None,
        method: crate::signin::discover::RememberedMethod::Entra,
    };
    let mut organization = Organization::new(OrganizationId(Uuid::from_u128(1)), "a".to_owned(), HOSTILE.to_owned());
    organization.branding.accent = Some("#005a9c".parse().unwrap());
    let login = Login {
        language,
        frame: Frame::at("/login?sign_in=7&amp;").of(Some(&organization)),
        sign_in: SignInId(Uuid::from_u128(7)),
        application: HOSTILE,
        sso: true,
        traditional: false,
        shared: false,
        address: Some(HOSTILE),
        remembered: None,
        notice: None,
        home: Some("https://records.example/"),
    };
    let mut all = vec![
        pages.login(&login),
        pages.login(&Login { sso: false, ..login }),
        pages.login(&Login { remembered: Some(&remembered), ..login }),
        pages.fault(language, PageError::Malformed),
        pages.failure(language),
        pages.not_found(language),
        pages.index(language),
    ];
    all.push(pages.login(&Login { traditional: true, ..login }));
    all.push(pages.login(&Login { shared: true, ..login }));
    all.extend([pages.nobody(language), pages.sign_out(language), pages.signed_out(language)]);
    all.push(pages.login(&Login { traditional: true, sso: false, ..login }));
    let address = "a.devries@st-janshof.example".parse().unwrap();
    let choices = [(OrganizationId(Uuid::from_u128(1)), HOSTILE.to_owned())];
    let page = Traditional { language, frame: login.frame, sign_in: login.sign_in, application: HOSTILE, notice: None };
    all.push(pages.organization(&page, &choices));
    let problems =
        [PasswordProblem::TooShort, PasswordProblem::TooLong, PasswordProblem::TooWeak, PasswordProblem::Different];
    let notices = [
        Notice::AddressMissing,
        Notice::AddressInvalid,
        Notice::NotThisWay,
        Notice::CodeWrong,
        Notice::CodeSentAgain,
        Notice::CodeTooSoon,
        Notice::TooMany,
        Notice::PasswordWrong,
        Notice::PasswordRemovalAsked,
        Notice::Busy,
    ];
    for notice in notices.into_iter().chain(problems.map(Notice::Password)) {
        all.push(pages.login(&Login { notice: Some(notice), ..login }));
        let page = Traditional { notice: Some(notice), ..page };
        all.push(pages.code(&page, &address));
        all.push(pages.password(&page, &address));
        all.push(pages.new_password(&page, &address));
    }
    for reason in Reason::ALL {
        all.push(pages.refusal(&Refusal {
            language,
            frame: Frame::default().of(Some(&organization)),
            advice: advice(*reason),
            microsoft: None,
            sign_in: Some(login.sign_in),
            at: DateTime::from_timestamp(1_800_000_000, 0).unwrap(),
            application: Some(HOSTILE),
            help: Some(HOSTILE),
            retry: Some("/login?sign_in=1"),
            back: Some("https://records.example/callback?error=access_denied&state=%3Cscript%3E"),
        }));
    }
    all.extend(Caregiver::ALL.map(|told| refused_by_microsoft(&pages, language, Some(told))));
    all.push(refused_by_microsoft(&pages, language, None));
    all
}

fn refused_by_microsoft(pages: &Pages, language: Language, told: Option<Caregiver>) -> String {
    pages.refusal(&Refusal {
        language,
        frame: Frame::default(),
        advice: advice(Reason::UpstreamAccessDenied),
        microsoft: Some(Microsoft { number: 12345, told }),
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

#[test]
fn every_text_is_used_and_every_text_that_is_used_exists() {
    let sources = [
        include_str!("mod.rs"),
        include_str!("../../../templates/base.html"),
        include_str!("../../../templates/login.html"),
        include_str!("../../../templates/refusal.html"),
        include_str!("../../../templates/notice.html"),
        include_str!("../../../templates/code.html"),
        include_str!("../../../templates/password.html"),
        include_str!("../../../templates/new_password.html"),
        include_str!("../../../templates/organization.html"),
        include_str!("traditional.rs"),
        include_str!("account.rs"),
        include_str!("../../upstream/aadsts/catalogue.rs"),
        include_str!("../../../templates/account.html"),
        include_str!("../../../templates/sign_out.html"),
        include_str!("../../mail/letters.rs"),
    ];
    let advised: BTreeSet<&str> = Reason::ALL.iter().flat_map(|reason| advice(*reason).keys()).collect();
    for key in keys(LOCALES[0].1) {
        // Of letters the kind is said, to which their parts are added; their own test renders all of them.
        let kind = key.strip_prefix("letter-").and_then(|key| Some(key.rsplit_once('-')?.0));
        let is_letter = kind.is_some_and(|kind| sources.iter().any(|source| source.contains(&format!("\"{kind}\""))));
        let used =
            is_letter || advised.contains(key) || sources.iter().any(|source| source.contains(&format!("\"{key}\"")));
        assert!(used, "nobody says {key}");
    }
    for (language, _) in LOCALES {
        for page in all_pages(language) {
            // What the library writes where a text is missing.
            assert!(!page.contains("No localization for id"), "{page}");
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
    assert!(accounts.iter().all(|reason| advice(*reason) == Advice::NoAccess));
}

#[test]
fn no_page_says_its_reason_and_none_is_a_5xx() {
    let pages: String = all_pages(Language::En).concat();
    for reason in Reason::ALL {
        assert!(!pages.contains(reason.code()), "{}", reason.code());
        assert!(advice(*reason).status().as_u16() < 500);
    }
}

#[test]
fn what_each_reason_advises() {
    let table = Reason::ALL.iter().fold(String::new(), |mut table, reason| {
        let advice = advice(*reason);
        let _ = writeln!(table, "{:<30} {} {advice:?}", reason.code(), advice.status().as_u16());
        table
    });
    insta::assert_snapshot!(table);
}
