//! What a wish means, where something is set already.

use uuid::Uuid;

use super::*;
use crate::domain::flag::FlagState;

fn now() -> DateTime<Utc> {
    "2026-11-23T09:00:00Z".parse().unwrap()
}

fn day(days: i64) -> DateTime<Utc> {
    now() + Duration::days(days)
}

fn set(value: bool, audience: Audience, from: Option<i64>, until: Option<i64>) -> FlagSetting {
    FlagSetting {
        id: Uuid::from_u128(1).into(),
        name: FlagName::Sso,
        application_id: None,
        value,
        audience,
        starts_at: from.map(day),
        ends_at: until.map(day),
        reason: "test".to_owned(),
    }
}

const fn pilot_until(at: DateTime<Utc>) -> Audience {
    Audience::Pilot { everyone_from: Some(at) }
}

fn meant(current: Option<&FlagSetting>, whom: Whom, from: Option<i64>, until: Option<i64>) -> Result<Setting, Fault> {
    wanted(current, Wish { whom, from: from.map(day), until: until.map(day) }, now())
}

#[expect(clippy::unnecessary_wraps, reason = "what is compared with is a result")]
fn on(audience: Audience, from: Option<i64>, until: Option<i64>) -> Result<Setting, Fault> {
    Ok(Setting { value: true, audience, starts_at: from.map(day), ends_at: until.map(day) })
}

const OFF: Result<Setting, Fault> =
    Ok(Setting { value: false, audience: Audience::Everyone, starts_at: None, ends_at: None });

#[test]
fn where_nothing_is_on_it_begins_as_it_is_wished() {
    let nothing =
        [None, Some(set(false, Audience::Everyone, None, None)), Some(set(true, Audience::PILOT, None, Some(-1)))];
    for current in nothing.iter().map(Option::as_ref) {
        for (whom, audience) in [(Whom::Pilot, Audience::PILOT), (Whom::Everyone, Audience::Everyone)] {
            assert_eq!(meant(current, whom, None, None), on(audience, None, None));
            assert_eq!(meant(current, whom, Some(7), Some(9)), on(audience, Some(7), Some(9)));
        }
        assert_eq!(meant(current, Whom::Nobody, None, None), Err(Fault::OffAlready));
        assert_eq!(meant(current, Whom::Nobody, Some(7), None), Err(Fault::OffAlready));
    }
    // What was to begin is put in the place of, or taken back.
    let to_come = set(true, Audience::Everyone, Some(7), None);
    assert_eq!(meant(Some(&to_come), Whom::Everyone, Some(3), None), on(Audience::Everyone, Some(3), None));
    assert_eq!(meant(Some(&to_come), Whom::Nobody, None, None), OFF);
    assert_eq!(meant(Some(&to_come), Whom::Nobody, Some(8), None), Err(Fault::OffAlready));
}

#[test]
fn a_pilot_goes_on_until_everyone_follows() {
    let pilot = set(true, Audience::PILOT, Some(-7), None);
    let of = |whom, from, until| meant(Some(&pilot), whom, from, until);
    assert_eq!(of(Whom::Everyone, None, None), on(Audience::Everyone, None, None));
    assert_eq!(of(Whom::Everyone, Some(7), Some(9)), on(pilot_until(day(7)), Some(-7), Some(9)));
    assert_eq!(of(Whom::Pilot, Some(7), None), Err(Fault::OnAlready));
    assert_eq!(of(Whom::Pilot, None, Some(9)), on(Audience::PILOT, None, Some(9)));
    assert_eq!(of(Whom::Nobody, None, None), OFF);
    assert_eq!(of(Whom::Nobody, Some(7), None), on(Audience::PILOT, Some(-7), Some(7)));
    // An end before everyone would have followed leaves it a pilot.
    let widens = set(true, pilot_until(day(5)), None, None);
    assert_eq!(meant(Some(&widens), Whom::Nobody, Some(3), None), on(Audience::PILOT, None, Some(3)));
    assert_eq!(meant(Some(&widens), Whom::Nobody, Some(7), None), on(pilot_until(day(5)), None, Some(7)));
    assert_eq!(meant(Some(&widens), Whom::Everyone, Some(2), None), on(pilot_until(day(2)), None, None));
    // One that has become everyone is none any more.
    let widened = set(true, pilot_until(day(-1)), None, None);
    assert_eq!(meant(Some(&widened), Whom::Everyone, Some(2), None), Err(Fault::OnAlready));
    assert_eq!(meant(Some(&widened), Whom::Pilot, Some(2), None), Err(Fault::PilotLater));
}

#[test]
fn what_is_on_for_everyone_is_never_closed_until_something_later_begins() {
    let everyone = set(true, Audience::Everyone, None, None);
    let of = |whom, from, until| meant(Some(&everyone), whom, from, until);
    assert_eq!(of(Whom::Everyone, Some(7), None), Err(Fault::OnAlready));
    assert_eq!(of(Whom::Pilot, Some(7), None), Err(Fault::PilotLater));
    assert_eq!(of(Whom::Pilot, None, None), on(Audience::PILOT, None, None));
    assert_eq!(of(Whom::Nobody, Some(7), None), on(Audience::Everyone, None, Some(7)));
    assert_eq!(of(Whom::Everyone, None, Some(7)), on(Audience::Everyone, None, Some(7)));
}

#[test]
fn a_time_lies_ahead_and_in_its_order() {
    for (from, until, expected) in [
        (Some(0), None, Fault::FromPast),
        (Some(-1), None, Fault::FromPast),
        (Some(800), None, Fault::FromFar),
        (None, Some(0), Fault::UntilBefore),
        (None, Some(-9), Fault::UntilBefore),
        (Some(7), Some(7), Fault::UntilBefore),
        (Some(7), Some(3), Fault::UntilBefore),
        (None, Some(800), Fault::UntilFar),
    ] {
        for whom in [Whom::Nobody, Whom::Pilot, Whom::Everyone] {
            assert_eq!(meant(None, whom, from, until), Err(expected), "{whom:?} {from:?} {until:?}");
        }
    }
    let everyone = set(true, Audience::Everyone, None, None);
    assert_eq!(meant(Some(&everyone), Whom::Nobody, None, Some(7)), Err(Fault::UntilOfNothing));
    let ends_of_the_calendar = [DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC];
    for at in ends_of_the_calendar {
        let wish = |from, until| wanted(None, Wish { whom: Whom::Everyone, from, until }, now());
        assert!(wish(Some(at), None).is_err() && wish(None, Some(at)).is_err());
    }
}

#[test]
fn an_off_of_support_is_support_s_and_the_hospital_s_own_is_taken_back() {
    let change = |actor: &str, old: Option<&FlagSetting>| FlagChange {
        id: Uuid::from_u128(2).into(),
        at: now(),
        actor: actor.to_owned(),
        reason: "test".to_owned(),
        old: old.map(FlagSetting::state),
        new: None::<FlagState>,
    };
    let configuration = |flags| OrganizationConfiguration {
        organization: crate::domain::organization::Organization::new(
            Uuid::from_u128(3).into(),
            "a".to_owned(),
            "A".to_owned(),
        ),
        domains: Vec::new(),
        connections: Vec::new(),
        credentials: Vec::new(),
        flags,
    };
    let (off, on) = (set(false, Audience::Everyone, None, None), set(true, Audience::PILOT, None, None));
    for (flags, actor, expected) in [
        (vec![off.clone()], Some("mia.dekker"), true),
        (vec![off.clone()], Some("apply by root"), true),
        (vec![off.clone()], None, true),
        (vec![off.clone()], Some(INVITED), false),
        (vec![on.clone()], Some("mia.dekker"), false),
        (vec![], Some("mia.dekker"), false),
        (vec![], None, false),
        (vec![FlagSetting { name: FlagName::ForcedSso, ..off.clone() }], Some("mia.dekker"), false),
    ] {
        let last = actor.map(|actor| change(actor, None));
        assert_eq!(is_held(&configuration(flags.clone()), last.as_ref()), expected, "{flags:?} {actor:?}");
    }
    assert_eq!(before(None), None);
    assert_eq!(before(Some(&change("mia.dekker", Some(&off)))), None);
    assert_eq!(before(Some(&change(INVITED, None))), Some(None));
    let own = change(INVITED, Some(&on));
    assert_eq!(before(Some(&own)).flatten().map(|before| before.audience), Some(Audience::PILOT));
}
