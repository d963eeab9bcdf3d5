//! The published table of decisions, and properties that hold for all of them.
//!
//! `cases.toml` can be read without knowing any code: each case says what differs from the baseline, and what is decided.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a test says what is wrong by ending"
)]

mod baseline;
mod breaking;
mod chance;
mod change;
mod properties;
mod providers;

use std::collections::BTreeSet;

use anteroom::domain::reason::Reason;
use anteroom::domain::remedy::Remedy;
use anteroom::signin::decide::{Looked, Strength, Verdict, decide};
use anteroom::signin::explain::explanation::{Answer, Evidence, Outcome, Refusal, WayExplained, WayName, explain};
use baseline::Baseline;
use change::Change;
use serde::Deserialize;

#[derive(Deserialize)]
struct Table {
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    expect: String,
    #[serde(default)]
    with: Change,
}

fn table() -> Vec<Case> {
    toml::from_str::<Table>(include_str!("cases.toml")).unwrap_or_else(|error| panic!("{error}")).case
}

#[test]
fn every_case_is_decided_as_the_table_says() {
    let mut wrong = Vec::new();
    for case in table() {
        let mut baseline = Baseline::new();
        baseline.change(&case.with);
        let decision = baseline.decide();
        let decided = match decision.verdict {
            Verdict::MayDepart => "may depart".to_owned(),
            Verdict::Allow(admission) if admission.bind => "allow and bind".to_owned(),
            Verdict::Allow(admission) if admission.break_glass => "allow by break-glass".to_owned(),
            Verdict::Allow(admission) => match admission.strength {
                Strength::Unattested => "allow".to_owned(),
                Strength::CodeAndPassword => "allow with code and password".to_owned(),
                Strength::Attested => "allow with second factor".to_owned(),
            },
            Verdict::Deny(reason) => reason.code().to_owned(),
        };
        assert_eq!(decision.trace.len(), 11, "every rule is looked at");
        if decided != case.expect {
            wrong.push(format!("{}: expected {}, decided {decided}", case.name, case.expect));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_table_is_large_names_are_unique_and_no_reason_of_the_rules_is_missing() {
    let cases = table();
    assert!(cases.len() >= 200, "{} cases", cases.len());
    let names: BTreeSet<_> = cases.iter().map(|case| &case.name).collect();
    assert_eq!(names.len(), cases.len(), "two cases have one name");
    let expected: BTreeSet<_> = cases.iter().map(|case| case.expect.as_str()).collect();
    // The reasons of the way back are given before the decision is asked; those of the traditional way before
    // it too; one is given where no organization is known, and one where it is another person than the application asked for.
    let first_of_the_way_back = Reason::ALL.iter().position(|reason| *reason == Reason::TransitMissing).unwrap();
    let elsewhere = [
        Reason::DomainUnknown,
        Reason::PersonNotExpected,
        Reason::OneTimePasswordWrong,
        Reason::PasswordWrong,
        Reason::TooManyAttempts,
        // The table is about Entra: `providers` has the others.
        Reason::ProviderOff,
    ];
    for reason in Reason::ALL[..first_of_the_way_back].iter().filter(|reason| !elsewhere.contains(reason)) {
        assert!(expected.contains(reason.code()), "no case expects {}", reason.code());
    }
}

/// What support is told is the decision itself, in words: the same verdict, the same rules, and what to do about the first that failed.
#[test]
fn every_case_is_explained_as_it_is_decided() {
    for case in table() {
        let mut baseline = Baseline::new();
        baseline.change(&case.with);
        let (decision, rules) = (baseline.decide(), explain(&baseline.facts()));
        let named = |looked: &Looked| (looked.rule.clone(), looked.reason, looked.saw.clone());
        let explained = rules.iter().map(|rule| (rule.rule.clone(), rule.reason, rule.saw.clone()));
        assert!(decision.trace.iter().map(named).eq(explained), "{}", case.name);
        for (looked, rule) in decision.trace.iter().zip(&rules) {
            let outcome = match (looked.reason, looked.skipped) {
                (Some(_), _) => Outcome::Failed,
                (None, true) => Outcome::NotLookedAt,
                (None, false) => Outcome::Passed,
            };
            assert_eq!(rule.outcome, outcome, "{}: {}", case.name, rule.rule);
            assert!(
                outcome != Outcome::Failed || !rule.facts.is_empty(),
                "{}: {} without a fact",
                case.name,
                rule.rule
            );
            assert!(rule.facts.iter().all(|fact| !fact.value.is_empty()), "{}: {:?}", case.name, rule.facts);
        }
        let way = WayExplained::of(WayName::Sso, Evidence::Assumed, rules);
        match decision.verdict {
            Verdict::Deny(reason) => {
                assert_eq!(way.verdict, Answer::Deny, "{}", case.name);
                assert_eq!(way.refusal, Some(Refusal { reason, remedy: Remedy::of(reason) }), "{}", case.name);
            }
            Verdict::Allow(_) | Verdict::MayDepart => {
                assert_eq!((way.verdict, way.refusal), (Answer::MayDepart, None), "{}", case.name);
            }
        }
    }
}

#[test]
fn a_decision_does_not_depend_on_the_order_of_people() {
    for case in table() {
        let mut baseline = Baseline::new();
        baseline.change(&case.with);
        let verdict = baseline.decide().verdict;
        baseline.people.users.reverse();
        baseline.people.identities.reverse();
        assert_eq!(decide(&baseline.facts()).verdict, verdict, "{}", case.name);
    }
}

/// The trace goes into the audit log and before support's eyes: codes and a few words, and nothing of the person.
#[test]
fn the_trace_is_of_the_rules_and_tells_nothing_of_the_person() {
    let names = [
        "application",
        "organization",
        "connection",
        "guest",
        "user",
        "standing",
        "email",
        "identity",
        "pilot",
        "forced_sso",
        "proof",
    ];
    for case in table() {
        let mut baseline = Baseline::new();
        baseline.change(&case.with);
        let decision = baseline.decide();
        assert!(decision.trace.iter().map(|looked| looked.rule.as_ref()).eq(names), "{}", case.name);
        let oid = baseline.account.entra().unwrap().oid.to_string();
        for looked in &decision.trace {
            let saw = looked.saw.as_ref();
            assert!(!saw.is_empty() && saw.len() <= 100, "{}: {saw}", case.name);
            for personal in ["devries", "Vries", "pairwise", oid.as_str()] {
                assert!(!saw.contains(personal), "{}: {saw}", case.name);
            }
        }
    }
}

/// What is refused on the traditional way or at departure was looked at, and a rule that could not look fails nobody.
#[test]
fn at_departure_only_the_first_three_rules_can_speak() {
    for case in table() {
        let mut baseline = Baseline::new();
        baseline.change(&case.with);
        baseline.way = "departing";
        for looked in baseline.decide().trace.iter().skip(3) {
            assert_eq!(looked.reason, None, "{}: {}", case.name, looked.rule);
        }
    }
}
