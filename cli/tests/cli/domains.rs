//! Domains: what the DNS says of one.

use serde_json::{Value, json};

use super::person::Person;
use super::stand_in::{StandIn, ok, problem};

const CHECK: &str = "POST /organizations/st-janshof/domains/st-janshof.example/check";
const TYPED: [&str; 4] = ["domain", "check", "st-janshof", "st-janshof.example"];

/// What the broker answers.
fn checked(more: &Value) -> Value {
    let mut answer = json!({
        "domain": "st-janshof.example",
        "record": {
            "name": "_anteroom.st-janshof.example",
            "value": "anteroom-verification=3f0c9a5d7be14c68a2d90e41b7c6f583",
        },
        "proven": false,
        "proven_by": null,
        "checked_at": "2027-01-11T09:00:00Z",
        "found": [],
        "missing_since": null,
        "unproven_at": null,
    });
    answer.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    answer
}

#[tokio::test]
async fn what_the_dns_says_and_what_to_do_is_shown() {
    let broker = StandIn::start().await;
    let person = Person::at(&broker);
    let found = json!({ "proven": true, "proven_by": "dns", "finding": "found",
        "found": ["anteroom-verification=3f0c9a5d7be14c68a2d90e41b7c6f583"],
        "advice": "leave the record where it is: it is looked for every day" });
    let other = json!({ "finding": "other_value",
        "found": ["v=spf1 -all", "anteroom-verification=00000000000000000000000000000000"],
        "advice": "there is a record of ours with another value, of another organization or of an earlier time: add one \
                   with the value anteroom-verification=3f0c9a5d7be14c68a2d90e41b7c6f583" });
    let missing = json!({ "proven": true, "proven_by": "dns", "finding": "no_record",
        "missing_since": "2027-01-10T09:00:00Z", "unproven_at": "2027-01-17T09:00:00Z",
        "advice": "make the record. The domain stays proven for 7 days after the record was missed first" });
    for (name, answer) in [("found", found), ("other_value", other), ("missing", missing)] {
        broker.instead(CHECK, ok(checked(&answer)));
        let ran = person.run(&TYPED).await;
        assert_eq!(ran.code, 0, "{}", ran.seen());
        insta::assert_snapshot!(format!("domain_check_{name}"), ran.seen());
        assert!(ran.out.lines().all(|line| line.chars().count() <= 80), "{}", ran.out);
    }
    let asked = broker.changes();
    assert!(asked.iter().all(|seen| seen.body.is_empty() && seen.query.is_empty()), "{asked:?}");
}

#[tokio::test]
async fn one_that_is_tried_or_asked_for_too_often_says_so() {
    let broker = StandIn::start().await;
    let person = Person::at(&broker);
    let tried = json!({ "finding": "no_such_name", "advice": "make the record", "dry_run": true });
    broker.on(CHECK, ok(checked(&tried)));
    let ran = person.run(&[&TYPED[..], &["--dry-run"]].concat()).await;
    insta::assert_snapshot!("domain_check_tried", ran.seen());
    assert_eq!(broker.changes()[0].query, "dry_run=true");
    let often = "the DNS was asked for this domain too often; wait a few seconds";
    broker.instead(CHECK, problem(429, "too_often", often));
    let ran = person.run(&TYPED).await;
    assert_ne!(ran.code, 0);
    insta::assert_snapshot!("domain_check_too_often", ran.seen());
}
