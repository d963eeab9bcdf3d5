//! The audit log.

use serde_json::{Value, json};

use super::person::Person;
use super::stand_in::{StandIn, ok};

fn event(id: &str, at: &str, action: &str) -> Value {
    json!({ "id": id, "at": at, "action": action, "actor": "mia.dekker", "subject": "flag sso", "outcome": "success",
            "organization": "st-janshof", "reason": null })
}

#[tokio::test]
async fn the_log_is_listed_and_filtered() {
    let broker = StandIn::start().await;
    let refused = json!({ "id": "3", "at": "2027-01-11T07:00:01Z", "action": "sign_in", "actor": "caregiver",
        "subject": "a.devries@st-janshof.example", "outcome": "refused", "reason": "user_unknown",
        "application": "records", "organization": "st-janshof" });
    let items = json!({ "items": [event("4", "2027-01-11T07:00:02Z", "flag_changed"), refused] });
    broker.on("GET /organizations/st-janshof/audit", ok(items.clone())).on("GET /audit", ok(items));
    let person = Person::at(&broker);
    insta::assert_snapshot!(person.run(&["audit", "list"]).await.seen());
    let list = ["audit", "list", "--org", "st-janshof", "--action", "sign_in", "--reason", "user_unknown"];
    assert_eq!(person.run(&list).await.code, 0);
    let asked = &broker.asked("GET /organizations/st-janshof/audit")[0];
    assert_eq!(asked.query, "action=sign_in&reason=user_unknown&order=desc&limit=50");
}

#[tokio::test]
async fn the_tail_is_followed_as_one_question_and_without_repeating_itself() {
    let broker = StandIn::start().await;
    let page = |events: &[Value], next: Option<&str>| ok(json!({ "items": events, "next": next }));
    let (one, two) = (event("1", "2027-01-11T07:00:01Z", "a"), event("2", "2027-01-11T07:00:02Z", "b"));
    let (three, four) = (event("3", "2027-01-11T07:00:02Z", "c"), event("4", "2027-01-11T07:00:05Z", "d"));
    broker
        .on("GET /audit", page(&[two.clone(), one.clone()], None))
        .on("GET /audit", page(&[one], Some("x")))
        .on("GET /audit", page(&[two.clone(), three.clone()], Some("y")))
        .on("GET /audit", page(std::slice::from_ref(&four), None));
    let person = Person::at(&broker);
    let line = format!("timeout 6 {} audit tail --follow -o json; true", env!("CARGO_BIN_EXE_anteroomctl"));
    let ran = person.run_shell(&line).await;
    let actions: Vec<_> = ran
        .out
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap()["action"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(actions, ["a", "b", "c", "d"]);
    let queries: Vec<_> = broker.seen().into_iter().map(|seen| seen.query).collect();
    assert_eq!(queries[1], "order=asc&since=2027-01-11T07%3A00%3A01Z&limit=1");
    assert_eq!(queries[2], "order=asc&cursor=x&limit=200");
    assert!(
        queries.len() > 4 && queries[3..].iter().all(|query| query == "order=asc&cursor=y&limit=200"),
        "{queries:?}"
    );
}

#[tokio::test]
async fn the_last_lines_come_in_their_order() {
    let broker = StandIn::start().await;
    let events = json!([event("2", "2027-01-11T07:00:02Z", "b"), event("1", "2027-01-11T07:00:01Z", "a")]);
    broker.on("GET /audit", ok(json!({ "items": events })));
    let ran = Person::at(&broker).run(&["audit", "tail", "-n", "2"]).await.seen();
    assert!(ran.find("07:00:01").unwrap() < ran.find("07:00:02").unwrap(), "{ran}");
    assert_eq!(broker.seen()[0].query, "order=desc&limit=2");
}

#[tokio::test]
async fn a_log_that_is_not_whole_is_exit_code_1() {
    let broker = StandIn::start().await;
    let head = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
    broker.on("GET /audit/verify", ok(json!({ "intact": true, "length": 18_231, "head": head })));
    let person = Person::at(&broker);
    insta::assert_snapshot!("audit_intact", person.run(&["audit", "verify"]).await.seen());
    for what in ["changed", "removed", "truncated"] {
        let found = json!({ "position": 7_113, "what": what });
        let answer = json!({ "intact": false, "length": 18_231, "head": head, "broken": found });
        broker.instead("GET /audit/verify", ok(answer));
        let ran = person.run(&["audit", "verify"]).await;
        assert_eq!(ran.code, 1);
        insta::assert_snapshot!(format!("audit_{what}"), ran.seen());
    }
}
