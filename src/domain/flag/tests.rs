//! What a flag is, whoever has set it for whatever and whenever: the resolution, rule by rule.

use chrono::Duration;
use uuid::Uuid;

use super::*;

const OWN: u128 = 10;

fn now() -> DateTime<Utc> {
    "2026-11-23T09:00:00Z".parse().unwrap()
}

fn application(sso: SsoPolicy) -> Application {
    Application { sso, ..crate::domain::application::tests::application() }
}

/// A setting from and until so many seconds from now.
fn set(name: FlagName, own: Option<u128>, value: bool, from: Option<i64>, until: Option<i64>) -> FlagSetting {
    let at = |seconds: i64| now() + Duration::seconds(seconds);
    FlagSetting {
        id: Uuid::from_u128(1).into(),
        name,
        application_id: own.map(|own| Uuid::from_u128(own).into()),
        value,
        audience: Audience::Everyone,
        starts_at: from.map(at),
        ends_at: until.map(at),
        reason: "test".to_owned(),
    }
}

fn sso(own: Option<u128>, value: bool, from: Option<i64>, until: Option<i64>) -> FlagSetting {
    set(FlagName::Sso, own, value, from, until)
}

/// The order in which settings are stored means nothing.
fn resolved(policy: SsoPolicy, name: FlagName, mut settings: Vec<FlagSetting>) -> Resolved {
    let application = application(policy);
    let forth = resolve(name, &settings, &application, now());
    settings.reverse();
    assert_eq!(resolve(name, &settings, &application, now()), forth);
    forth
}

fn at(seconds: i64) -> DateTime<Utc> {
    now() + Duration::seconds(seconds)
}

const fn by(scope: Scope, value: bool) -> Resolved {
    Resolved::Set { value, scope, pilot: false }
}

const fn pilot(scope: Scope) -> Resolved {
    Resolved::Set { value: true, scope, pilot: true }
}

fn for_pilot(setting: FlagSetting) -> FlagSetting {
    FlagSetting { audience: Audience::PILOT, ..setting }
}

#[test]
fn never_wins_over_everything_but_concerns_sso_alone() {
    let settings = vec![sso(None, true, None, None), sso(Some(OWN), true, None, None)];
    assert_eq!(resolved(SsoPolicy::Never, FlagName::Sso, settings), Resolved::Never);
    assert_eq!(resolved(SsoPolicy::Never, FlagName::Sso, Vec::new()), Resolved::Never);
    let forced = vec![set(FlagName::ForcedSso, None, true, None, None)];
    assert_eq!(resolved(SsoPolicy::Never, FlagName::ForcedSso, forced), by(Scope::Organization, true));
}

#[test]
fn the_application_s_own_setting_goes_before_the_organization_s() {
    for value in [true, false] {
        let settings = vec![sso(None, !value, None, None), sso(Some(OWN), value, None, None)];
        assert_eq!(resolved(SsoPolicy::Follow, FlagName::Sso, settings), by(Scope::Application, value));
    }
    let elsewhere = vec![sso(None, false, None, None), sso(Some(11), true, None, None)];
    assert_eq!(resolved(SsoPolicy::Follow, FlagName::Sso, elsewhere), by(Scope::Organization, false));
}

#[test]
fn a_setting_out_of_its_time_leaves_the_other_in_force() {
    for (from, until) in [(Some(1), None), (None, Some(0)), (Some(-9), Some(-1)), (Some(5), Some(9))] {
        let settings = vec![sso(None, true, None, None), sso(Some(OWN), false, from, until)];
        assert_eq!(resolved(SsoPolicy::Follow, FlagName::Sso, settings), by(Scope::Organization, true));
    }
}

#[test]
fn opt_in_takes_the_application_s_own_setting_alone() {
    let general = || sso(None, true, None, None);
    let of = |own: FlagSetting| resolved(SsoPolicy::OptIn, FlagName::Sso, vec![general(), own]);
    assert_eq!(resolved(SsoPolicy::OptIn, FlagName::Sso, vec![general()]), Resolved::NotOptedIn);
    assert_eq!(of(sso(Some(11), true, None, None)), Resolved::NotOptedIn);
    assert_eq!(of(sso(Some(OWN), true, None, None)), by(Scope::Application, true));
    assert_eq!(of(sso(Some(OWN), false, None, None)), by(Scope::Application, false));
    assert_eq!(of(sso(Some(OWN), true, Some(60), None)), Resolved::NotYet(at(60)));
    assert_eq!(of(sso(Some(OWN), true, None, Some(-60))), Resolved::Ended(at(-60)));
    assert_eq!(of(sso(Some(OWN), false, None, Some(-60))), Resolved::NotOptedIn);
    let forced = vec![set(FlagName::ForcedSso, None, true, None, None)];
    assert_eq!(resolved(SsoPolicy::OptIn, FlagName::ForcedSso, forced), by(Scope::Organization, true));
}

#[test]
fn a_setting_holds_from_its_start_until_before_its_end() {
    for (from, until, expected) in [
        (Some(0), None, by(Scope::Organization, true)),
        (Some(-1), None, by(Scope::Organization, true)),
        (Some(1), None, Resolved::NotYet(at(1))),
        (None, Some(1), by(Scope::Organization, true)),
        (None, Some(0), Resolved::Ended(at(0))),
        (None, Some(-1), Resolved::Ended(at(-1))),
        (Some(0), Some(1), by(Scope::Organization, true)),
        (Some(1), Some(2), Resolved::NotYet(at(1))),
        (Some(-2), Some(-1), Resolved::Ended(at(-1))),
        // Never in force, however it came to be written.
        (Some(1), Some(-1), Resolved::NotYet(at(1))),
    ] {
        let settings = vec![sso(None, true, from, until)];
        assert_eq!(resolved(SsoPolicy::Follow, FlagName::Sso, settings), expected, "{from:?} {until:?}");
    }
}

#[test]
fn what_is_to_come_is_told_before_what_is_over() {
    let of = |general, own| resolved(SsoPolicy::Follow, FlagName::Sso, vec![general, own]);
    let tomorrow = |own| sso(own, true, Some(86_400), None);
    let over = |own| sso(own, true, None, Some(-60));
    assert_eq!(of(tomorrow(None), over(Some(OWN))), Resolved::NotYet(at(86_400)));
    assert_eq!(of(over(None), tomorrow(Some(OWN))), Resolved::NotYet(at(86_400)));
    assert_eq!(of(tomorrow(None), sso(Some(OWN), true, Some(60), None)), Resolved::NotYet(at(60)));
    assert_eq!(of(over(None), sso(Some(OWN), true, None, Some(-30))), Resolved::Ended(at(-30)));
}

#[test]
fn what_says_the_same_as_the_default_neither_begins_nor_ends_anything() {
    for (from, until) in [(Some(60), None), (None, Some(-60))] {
        let off = vec![sso(None, false, from, until)];
        assert_eq!(resolved(SsoPolicy::Follow, FlagName::Sso, off), Resolved::Default(false));
        let remember = vec![set(FlagName::RememberMethod, None, true, from, until)];
        assert_eq!(resolved(SsoPolicy::Follow, FlagName::RememberMethod, remember), Resolved::Default(true));
    }
}

#[test]
fn the_audience_is_that_of_the_setting_in_force() {
    let (general, own) = (Scope::Organization, Scope::Application);
    let on = |of| sso(of, true, None, None);
    let later = |of| sso(of, true, Some(60), None);
    let over = |of| sso(of, true, None, Some(-60));
    let off = |of| sso(of, false, None, None);
    for (policy, settings, expected) in [
        (SsoPolicy::Follow, vec![for_pilot(on(None))], pilot(general)),
        (SsoPolicy::Follow, vec![on(None)], by(general, true)),
        // What is set for this application has an audience of its own, either way round.
        (SsoPolicy::Follow, vec![for_pilot(on(None)), on(Some(OWN))], by(own, true)),
        (SsoPolicy::Follow, vec![on(None), for_pilot(on(Some(OWN)))], pilot(own)),
        (SsoPolicy::Follow, vec![for_pilot(on(None)), off(Some(OWN))], by(own, false)),
        // Out of its time it says nothing of whom either.
        (SsoPolicy::Follow, vec![for_pilot(on(None)), later(Some(OWN))], pilot(general)),
        (SsoPolicy::Follow, vec![on(None), for_pilot(later(Some(OWN)))], by(general, true)),
        (SsoPolicy::Follow, vec![for_pilot(later(None))], Resolved::NotYet(at(60))),
        (SsoPolicy::Follow, vec![for_pilot(over(None))], Resolved::Ended(at(-60))),
        (SsoPolicy::Follow, vec![on(None), for_pilot(on(Some(11)))], by(general, true)),
        (SsoPolicy::OptIn, vec![for_pilot(on(None))], Resolved::NotOptedIn),
        (SsoPolicy::OptIn, vec![for_pilot(on(Some(OWN)))], pilot(own)),
        (SsoPolicy::Never, vec![for_pilot(on(None)), for_pilot(on(Some(OWN)))], Resolved::Never),
    ] {
        let found = resolved(policy, FlagName::Sso, settings.clone());
        assert_eq!(found, expected, "{policy:?} {settings:?}");
        assert_eq!(found.is_pilot(), matches!(expected, Resolved::Set { pilot: true, .. }));
    }
    assert!(!Resolved::Set { value: false, scope: general, pilot: true }.is_pilot());
}

#[test]
fn a_pilot_becomes_everyone_at_its_instant() {
    let widens = |at| {
        let audience = Audience::Pilot { everyone_from: Some(now() + Duration::seconds(at)) };
        resolved(SsoPolicy::Follow, FlagName::Sso, vec![FlagSetting { audience, ..sso(None, true, None, None) }])
    };
    assert_eq!(widens(1), pilot(Scope::Organization));
    assert_eq!(widens(0), by(Scope::Organization, true));
    assert_eq!(widens(-1), by(Scope::Organization, true));
}

#[test]
fn the_state_of_a_setting_for_everyone_is_what_it_was_before_there_were_audiences() {
    let setting = sso(None, true, None, None);
    let written = |setting: &FlagSetting| serde_json::to_value(setting.state()).unwrap();
    assert!(written(&setting).get("audience").is_none());
    assert!(serde_json::to_value(&setting).unwrap().get("audience").is_none());
    let setting = for_pilot(setting);
    assert_eq!(written(&setting)["audience"], "pilot");
    let read = |setting: &FlagSetting| serde_json::from_value::<FlagState>(written(setting)).unwrap();
    assert_eq!(read(&setting), setting.state());
    let widens = FlagSetting { audience: Audience::Pilot { everyone_from: Some(at(5)) }, ..setting };
    assert_eq!(read(&widens), widens.state());
    let stored = serde_json::json!({ "value": true, "starts_at": null, "ends_at": null, "reason": "before" });
    assert_eq!(serde_json::from_value::<FlagState>(stored).unwrap().audience, Audience::Everyone);
}

#[test]
fn a_flag_of_the_whole_organization_is_not_set_for_one_application() {
    for name in [FlagName::ForcedSso, FlagName::RememberMethod] {
        let own = vec![set(name, Some(OWN), !name.default_value(), None, None)];
        assert_eq!(resolved(SsoPolicy::Follow, name, own), Resolved::Default(name.default_value()));
    }
}

#[test]
fn the_value_is_the_default_s_unless_a_setting_is_in_force() {
    for name in FlagName::ALL {
        let default = name.default_value();
        for resolved in [Resolved::NotYet(now()), Resolved::Ended(now()), Resolved::Default(default)] {
            assert_eq!(resolved.value(name), default, "{}", name.as_str());
        }
        for value in [true, false] {
            assert_eq!(by(Scope::Organization, value).value(name), value);
        }
    }
    assert!(!Resolved::Never.value(FlagName::Sso));
    assert!(!Resolved::NotOptedIn.value(FlagName::Sso));
}
