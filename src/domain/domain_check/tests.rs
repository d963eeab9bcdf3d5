use proptest::prelude::*;

use super::*;

fn challenge() -> Challenge {
    Challenge::of([0xab; 16])
}

fn texts(texts: &[&str]) -> Answer {
    Answer::Texts(texts.iter().map(ToString::to_string).collect())
}

fn at(days: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_800_000_000, 0).unwrap() + Duration::days(days)
}

const OURS: &str = "anteroom-verification=abababababababababababababababab";

#[test]
fn the_record_is_what_it_is_said_to_be() {
    let domain: EmailDomain = "st-janshof.example".parse().unwrap();
    assert_eq!(record_name(&domain), "_anteroom.st-janshof.example");
    assert_eq!(challenge().value(), OURS);
    assert_eq!(Elsewhere::Doubled.name(&domain), "_anteroom.st-janshof.example.st-janshof.example");
    assert_eq!(Challenge::of([0; 16]).as_str().parse::<Challenge>().unwrap(), Challenge::of([0; 16]));
    for bad in ["", "ab", "ABABABABABABABABABABABABABABABAB", "abababababababababababababababa ", &"a".repeat(33)] {
        assert!(bad.parse::<Challenge>().is_err(), "{bad:?}");
    }
}

#[test]
fn each_mistake_has_its_own_finding() {
    let other = "anteroom-verification=00000000000000000000000000000000";
    let upper = OURS.to_uppercase();
    for (found, expected) in [
        (texts(&[OURS]), Finding::Found),
        (texts(&["v=spf1 -all", other, &format!(" \"{OURS}\"\t")]), Finding::Found),
        (texts(&[&upper]), Finding::Mistyped),
        (texts(&["anteroom-verification = abababababababababababababababab"]), Finding::Mistyped),
        (texts(&["anteroom-verification=abababab abababab abababab abababab"]), Finding::Mistyped),
        (texts(&["abababababababababababababababab"]), Finding::Mistyped),
        (texts(&["txt=anteroom-verification:abababababababababababababababab"]), Finding::Mistyped),
        (texts(&[other]), Finding::OtherValue),
        (texts(&[&format!("{OURS}0")]), Finding::OtherValue),
        (texts(&["anteroom-verification="]), Finding::OtherValue),
        (texts(&["v=spf1 include:spf.example -all"]), Finding::Unrelated),
        (texts(&[""]), Finding::Unrelated),
        (Answer::NoRecord, Finding::NoRecord),
        (Answer::NoSuchName, Finding::NoSuchName),
        (Answer::Failed(Failure::ServerFailed), Finding::ServerFailed),
        (Answer::Failed(Failure::TimedOut), Finding::TimedOut),
        (Answer::Failed(Failure::Unreachable), Finding::Unreachable),
    ] {
        assert_eq!(find(&challenge(), &found, &[]), expected, "{found:?}");
    }
}

#[test]
fn it_is_said_where_the_record_went_and_it_proves_nothing_there() {
    let here = |place| [(Elsewhere::Doubled, Answer::NoSuchName), (place, texts(&[OURS]))];
    for nothing in [Answer::NoRecord, Answer::NoSuchName, texts(&["anteroom-verification=00"]), texts(&["x"])] {
        assert_eq!(find(&challenge(), &nothing, &here(Elsewhere::Doubled)), Finding::Doubled);
        assert_eq!(find(&challenge(), &nothing, &here(Elsewhere::Apex)), Finding::Apex);
    }
    // Whoever could not be asked for the right name has not said that it is not there.
    let failed = Answer::Failed(Failure::TimedOut);
    assert_eq!(find(&challenge(), &failed, &here(Elsewhere::Apex)), Finding::TimedOut);
    assert_eq!(find(&challenge(), &Answer::NoRecord, &[(Elsewhere::Apex, failed)]), Finding::NoRecord);
}

#[test]
fn what_is_shown_is_short_and_drives_no_terminal() {
    let hostile = format!("\u{1b}[2J\u{202e}gnp.exe\n{}", "x".repeat(10_000));
    let shown = shown(&Answer::Texts(vec![hostile; 100]));
    assert_eq!(shown.len(), TEXTS);
    assert!(shown.iter().all(|text| text.chars().count() == CHARACTERS + 1 && text.ends_with('…')));
    assert!(shown.iter().all(|text| text.chars().all(|c| harmless(c) == c)), "{shown:?}");
    assert_eq!(super::shown(&texts(&["v=spf1 -all"])), ["v=spf1 -all"]);
}

#[test]
fn a_record_that_is_gone_unproves_after_seven_days_of_daily_looks() {
    let dns = Some(ProvenBy::Dns);
    let mut missing = None;
    for day in 0..7 {
        let (next, step) = judge(dns, missing, Finding::NoSuchName, Look::Daily, at(day));
        assert_eq!((next, step), (Some(Missing { since: at(0), looks: u32::try_from(day).unwrap() + 1 }), Step::Warn));
        missing = next;
    }
    assert_eq!(judge(dns, missing, Finding::NoSuchName, Look::Daily, at(7)), (None, Step::Unprove));
    // A name server that fails in between neither counts nor forgives; the record itself does.
    assert_eq!(judge(dns, missing, Finding::ServerFailed, Look::Daily, at(7)), (missing, Step::Nothing));
    assert_eq!(judge(dns, missing, Finding::Found, Look::Daily, at(7)), (None, Step::Nothing));
    // Nobody looked for a month: that is no week of absence.
    let once = Some(Missing { since: at(0), looks: 1 });
    assert_eq!(judge(dns, once, Finding::NoRecord, Look::Daily, at(30)).1, Step::Warn);
    // Whoever presses the button a hundred times does not get there sooner.
    let (mut missing, mut warned) = (None, 0);
    for _ in 0..100 {
        let (next, step) = judge(dns, missing, Finding::NoRecord, Look::ByHand, at(8));
        warned += i32::from(step == Step::Warn);
        missing = next;
    }
    assert_eq!((missing, warned), (Some(Missing { since: at(8), looks: 0 }), 1));
}

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        Just(OURS.to_owned()),
        Just(OURS.to_uppercase()),
        Just(format!("\"{OURS}\"")),
        Just("anteroom-verification=00000000000000000000000000000000".to_owned()),
        "\\PC{0,40}",
        any::<String>(),
    ]
}

fn any_answer() -> impl Strategy<Value = Answer> {
    prop_oneof![
        proptest::collection::vec(any_text(), 0..5).prop_map(Answer::Texts),
        Just(Answer::NoRecord),
        Just(Answer::NoSuchName),
        Just(Answer::Failed(Failure::ServerFailed)),
        Just(Answer::Failed(Failure::TimedOut)),
        Just(Answer::Failed(Failure::Unreachable)),
    ]
}

fn any_proof() -> impl Strategy<Value = Option<ProvenBy>> {
    prop_oneof![Just(None), Just(Some(ProvenBy::Dns)), Just(Some(ProvenBy::Manual))]
}

proptest! {
    #[test]
    fn only_the_whole_value_at_its_own_name_proves(
        at_name in any_answer(), doubled in any_answer(), apex in any_answer(), other in any::<[u8; 16]>(),
    ) {
        let elsewhere = [(Elsewhere::Doubled, doubled), (Elsewhere::Apex, apex)];
        let finding = find(&challenge(), &at_name, &elsewhere);
        let whole = matches!(&at_name, Answer::Texts(texts) if texts.iter().any(|text| {
            text.trim_matches(|c: char| c.is_ascii_whitespace() || c == '"') == OURS
        }));
        prop_assert_eq!(finding == Finding::Found, whole);
        prop_assert_eq!(matches!(at_name, Answer::Failed(_)), finding != Finding::Found && !finding.is_absence());
        if other != [0xab; 16] {
            prop_assert_ne!(find(&Challenge::of(other), &texts(&[OURS]), &elsewhere), Finding::Found);
        }
    }

    #[test]
    fn only_a_daily_look_that_misses_the_record_unproves(
        proven_by in any_proof(),
        before in proptest::option::of((0i64..40, 0u32..10)),
        finding in proptest::sample::select(&Finding::ALL[..]),
        by_hand in any::<bool>(),
        now in 0i64..40,
    ) {
        let before = before.map(|(since, looks)| Missing { since: at(since), looks });
        let look = if by_hand { Look::ByHand } else { Look::Daily };
        let (missing, step) = judge(proven_by, before, finding, look, at(now));
        if step == Step::Unprove {
            let before = before.unwrap();
            prop_assert!(proven_by == Some(ProvenBy::Dns) && finding.is_absence() && !by_hand);
            prop_assert!(at(now) - before.since >= MISSING_FOR && before.looks + 1 >= MISSED);
        }
        prop_assert_eq!(step == Step::Prove, finding == Finding::Found && proven_by != Some(ProvenBy::Dns));
        prop_assert!(missing.is_none() || proven_by == Some(ProvenBy::Dns));
        if finding == Finding::Found {
            prop_assert_eq!(missing, None);
        }
        if let (Some(before), Some(missing)) = (before, missing) {
            prop_assert_eq!(missing.since, before.since);
        }
    }
}
