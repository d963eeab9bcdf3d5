//! The page is complete in every language, whatever is told on it, and nothing that comes from outside is markup.

use std::sync::Arc;

use chrono::Duration;
use uuid::Uuid;

use super::super::super::tests::HOSTILE;
use super::*;
use crate::domain::audience::Audience;
use crate::domain::flag::FlagSetting;
use crate::domain::organization::Organization;
use crate::domain::provider_name::ProviderName;
use crate::domain::user::{UserKind, UserStatus};
use crate::language::Texts;

fn at(days: i64) -> DateTime<Utc> {
    "2026-11-23T09:00:00Z".parse::<DateTime<Utc>>().unwrap() + Duration::days(days)
}

const FAULTS: [Told; 17] = [
    Told::WhomMissing,
    Told::FromTime(TimeFault::Date),
    Told::FromTime(TimeFault::Time),
    Told::FromTime(TimeFault::Skipped),
    Told::FromTime(TimeFault::Zone),
    Told::UntilTime(TimeFault::Date),
    Told::Wish(Fault::FromPast),
    Told::Wish(Fault::FromFar),
    Told::Wish(Fault::UntilBefore),
    Told::Wish(Fault::UntilFar),
    Told::Wish(Fault::UntilOfNothing),
    Told::Wish(Fault::OffAlready),
    Told::Wish(Fault::OnAlready),
    Told::Wish(Fault::PilotLater),
    Told::NotNow,
    Told::Stale,
    Told::Forced,
];

fn settings() -> Vec<Option<Setting>> {
    let set = |value, audience, from: Option<i64>, until: Option<i64>| {
        Some(Setting { value, audience, starts_at: from.map(at), ends_at: until.map(at) })
    };
    let widens = Audience::Pilot { everyone_from: Some(at(7)) };
    vec![
        None,
        set(false, Audience::Everyone, None, None),
        set(true, Audience::Everyone, Some(3), Some(9)),
        set(true, Audience::PILOT, None, None),
        set(true, widens, None, Some(9)),
        set(true, Audience::Everyone, None, Some(-1)),
    ]
}

fn preview() -> Preview {
    Preview {
        since: at(-30),
        came_in: 412,
        by_sso: 12,
        people: 12,
        sessions: 3,
        applications: Vec::new(),
        other_way: 0,
        shut_out: Vec::new(),
        shut_out_people: 0,
        shut_out_more: 0,
        untried: 0,
    }
}

/// The page in every state that it can be in, one after the other.
fn pages(language: Language) -> Vec<String> {
    let pages = Pages::new(Arc::new(Texts::new().unwrap())).naming(vec![ProviderName::Google]);
    let id = Uuid::from_u128(1).into();
    let member = User {
        id: Uuid::from_u128(2).into(),
        organization_id: id,
        email: "a.devries@st-janshof.example".parse().unwrap(),
        name: HOSTILE.to_owned(),
        kind: UserKind::Professional,
        status: UserStatus::Active,
        roles: Vec::new(),
        locale: None,
        former_email: None,
        pilot: true,
    };
    let flag = |name, setting: Setting, application_id| FlagSetting {
        id: Uuid::from_u128(3).into(),
        name,
        application_id,
        value: setting.value,
        audience: setting.audience,
        starts_at: setting.starts_at,
        ends_at: setting.ends_at,
        reason: HOSTILE.to_owned(),
    };
    let preview = preview();
    let mut all = Vec::new();
    let told = FAULTS.iter().map(|told| vec![*told]).chain([Vec::new()]);
    for (number, told) in told.enumerate() {
        let settings = settings();
        let setting = settings[number % settings.len()];
        let mut configuration = OrganizationConfiguration {
            organization: Organization::new(id, "a".to_owned(), HOSTILE.to_owned()),
            domains: Vec::new(),
            connections: Vec::new(),
            credentials: Vec::new(),
            flags: setting.map(|setting| flag(FlagName::Sso, setting, None)).into_iter().collect(),
        };
        let on = Setting { value: true, audience: Audience::Everyone, starts_at: None, ends_at: None };
        if number % 2 == 0 {
            configuration.flags.push(flag(FlagName::ForcedSso, on, None));
            configuration.flags.push(flag(FlagName::Sso, on, Some(Uuid::from_u128(4).into())));
        }
        let unknown = ListTold::Unknown { added: 1, unknown: vec![HOSTILE.to_owned(); 30] };
        let told_of_list = [None, Some(ListTold::Nothing), Some(ListTold::TooMany), Some(unknown)];
        let list = ListSeen { typed: HOSTILE.to_owned(), told: told_of_list[number % 4].clone() };
        let typed = Typed {
            whom: [None, Some(Whom::Nobody), Some(Whom::Pilot), Some(Whom::Everyone)][number % 4],
            from: (HOSTILE.to_owned(), HOSTILE.to_owned()),
            until: (HOSTILE.to_owned(), HOSTILE.to_owned()),
            zone: Tz::Europe__Amsterdam,
        };
        let met = number % 2 == 1;
        all.push(pages.setup_switch_on(&SwitchOnPage {
            language,
            configuration: &configuration,
            now: at(0),
            state: Fingerprint::from_text(HOSTILE),
            needs: [(Need::Open, met), (Need::InForce, !met), (Need::Credential, met), (Need::Domain, !met)],
            checked_at: met.then(|| at(-1)),
            held: met,
            before: met.then_some(setting),
            typed,
            told,
            looked: setting.map(|setting| (setting, &preview)),
            listed: if met { 7 } else { 0 },
            members: if met { std::slice::from_ref(&member) } else { &[] },
            list: &list,
        }));
    }
    all.push(pages.setup_switch_on_wait(language));
    all
}

#[test]
fn it_is_complete_in_every_language_and_nothing_from_outside_is_markup() {
    for language in Language::ALL {
        for page in pages(language) {
            assert!(!page.contains("No localization for id") && page.contains("</html>"), "{page}");
            assert!(!page.contains("<script") && !page.contains("alert('1')"), "{page}");
            assert!(!page.contains(" style=") && !page.contains(" onclick") && !page.contains("{$"), "{page}");
            assert!(page.contains("Google") == page.contains("<form") && !page.contains("Microsoft"), "{page}");
        }
    }
}

#[test]
fn every_fault_leads_to_its_field_which_is_marked() {
    let pages = pages(Language::En);
    for (told, page) in FAULTS.iter().zip(&pages) {
        let Some(field) = told.field() else { continue };
        assert!(page.contains(&format!("href=\"#{field}\"")), "{told:?}");
        let input = page.split(['<', '>']).find(|tag| tag.contains(&format!(" id=\"{field}\"")));
        assert!(input.is_some_and(|input| input.contains("aria-invalid")), "{told:?}: {input:?}");
    }
    // Where nothing is wrong, nothing is marked.
    assert!(!pages[FAULTS.len()].contains("href=\"#nobody\""));
}

#[test]
fn a_setting_is_said_in_sentences_with_its_zone() {
    let texts = Texts::new().unwrap();
    let said: Vec<_> = settings()
        .into_iter()
        .map(|setting| sentences(texts.of(Language::En), setting, at(0), Tz::Europe__Amsterdam).join(" "))
        .collect();
    assert_eq!(
        said,
        [
            "Off: everybody signs in with a code.",
            "Off: everybody signs in with a code.",
            "On for everyone. Begins on 2026-11-26 10:00 CET. Ends on 2026-12-02 10:00 CET.",
            "On for the pilot list. Everybody else signs in with a code.",
            "On for the pilot list. Everybody else signs in with a code. From 2026-11-30 10:00 CET for everyone. Ends on \
             2026-12-02 10:00 CET.",
            "Off: everybody signs in with a code. It ended on 2026-11-22 10:00 CET.",
        ]
    );
}
