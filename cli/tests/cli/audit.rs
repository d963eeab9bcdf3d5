//! The audit log.

use serde_json::{Value, json};

use super::person::{Person, content};
use super::stand_in::{StandIn, ok, problem, text};

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

/// What the broker says of a log that is whole.
fn intact() -> Value {
    let head = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
    let last = json!({ "date": "2027-01-11", "position": 18_102, "hash": head });
    json!({ "intact": true, "length": 18_231, "head": head, "emptied": 1_200, "anchors": 41, "last_anchor": last, "broken": null })
}

fn broken(what: &str) -> Value {
    json!({ "intact": false, "length": null, "head": null, "emptied": null, "anchors": null, "last_anchor": null,
            "broken": { "position": 7_113, "what": what } })
}

#[tokio::test]
async fn a_log_that_is_not_whole_is_exit_code_1() {
    let broker = StandIn::start().await;
    broker.on("GET /audit/verify", ok(intact()));
    let person = Person::at(&broker);
    insta::assert_snapshot!("audit_intact", person.run(&["audit", "verify"]).await.seen());
    for what in ["changed", "removed", "truncated", "anchor"] {
        broker.instead("GET /audit/verify", ok(broken(what)));
        let ran = person.run(&["audit", "verify"]).await;
        assert_eq!(ran.code, 1);
        insta::assert_snapshot!(format!("audit_{what}"), ran.seen());
    }
}

fn anchor(date: &str, position: u32, hash: &str) -> Value {
    json!({ "date": date, "position": position, "hash": hash, "jws": "e30.e30.e30" })
}

#[tokio::test]
async fn anchors_are_listed() {
    let broker = StandIn::start().await;
    let hash = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
    let items = json!([anchor("2027-01-11", 18_102, hash), anchor("2027-01-10", 9_713, hash)]);
    broker.on("GET /audit/anchors", ok(json!({ "items": items })));
    let person = Person::at(&broker);
    insta::assert_snapshot!("audit_anchors", person.run(&["audit", "anchors"]).await.seen());
}

#[tokio::test]
async fn a_log_is_held_against_anchors_that_were_kept_elsewhere() {
    let broker = StandIn::start().await;
    broker.on("GET /audit/verify", ok(intact()));
    let items = json!([anchor("2027-01-12", 9, "cc"), anchor("2027-01-11", 7, "bb"), anchor("2027-01-10", 5, "aa")]);
    broker.on("GET /audit/anchors", ok(json!({ "items": items })));
    let person = Person::at(&broker);
    let file = person.path("anchors.jsonl");
    let verify = async |lines: &[String]| {
        std::fs::write(&file, lines.join("\n")).unwrap();
        person.run(&["audit", "verify", "--anchors", "anchors.jsonl"]).await
    };
    let logged = |anchor: Value| {
        let mut fields = anchor.clone();
        fields["message"] = json!("audit.anchored");
        json!({ "timestamp": "2027-01-11T00:00:01Z", "level": "INFO", "fields": fields, "target": "audit.anchor" })
            .to_string()
    };
    let other = json!({ "level": "INFO", "fields": { "message": "server.started" }, "target": "anteroom::commands" });
    // As the file has them, and among all that is logged.
    let good = [
        anchor("2027-01-10", 5, "aa").to_string(),
        String::new(),
        other.to_string(),
        logged(anchor("2027-01-11", 7, "bb")),
    ];
    let ran = verify(&good).await;
    assert_eq!(ran.code, 0, "{}", ran.seen());
    insta::assert_snapshot!("audit_kept_anchors", ran.seen());
    // The log was rewritten; its anchors of today were made to fit, that of then is gone.
    let ran = verify(&[
        anchor("2027-01-09", 3, "aa").to_string(),
        anchor("2027-01-10", 5, "ff").to_string(),
        logged(anchor("2027-01-11", 6, "bb")),
    ])
    .await;
    assert_eq!(ran.code, 1);
    insta::assert_snapshot!("audit_other_anchors", ran.seen());
    let ran = person.run(&["audit", "verify", "--anchors", "anchors.jsonl", "-o", "json"]).await;
    let said: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!((ran.code, &said["kept_anchors"]["compared"]), (1, &json!(3)));
    assert_eq!(said["kept_anchors"]["different"][0], json!({ "date": "2027-01-09", "what": "gone" }));
    // What compares nothing proves nothing.
    for nothing in
        ["", "no json", "{}", "{\"date\":\"2027-01-10\"}", "{\"target\":\"audit.anchor\"}", &other.to_string()]
    {
        assert_eq!(verify(&[nothing.to_owned()]).await.code, 2, "{nothing}");
    }
}

#[tokio::test]
async fn an_export_is_there_as_a_whole_or_not_at_all() {
    let broker = StandIn::start().await;
    broker.on("GET /organizations/st-janshof/audit/export", text("{\"at\":1}\n{\"at\":2}\n"));
    let person = Person::at(&broker);
    let export = ["audit", "export", "--org", "st-janshof", "--action", "sign_in", "--format", "syslog"];
    assert_eq!(person.run(&export).await.seen(), "{\"at\":1}\n{\"at\":2}\n");
    let ran = person.run(&[&export[..], &["--to", "log.txt"]].concat()).await;
    assert_eq!(ran.seen(), "! 18 bytes are in log.txt.\n");
    assert_eq!(content(&person.path("log.txt")), "{\"at\":1}\n{\"at\":2}\n");
    assert_eq!(broker.seen()[0].query, "action=sign_in&format=syslog");
    broker.instead("GET /audit/export", problem(403, "token_limited", "your token is limited"));
    let ran = person.run(&["audit", "export", "--to", "all.txt"]).await;
    assert_eq!((ran.code, person.path("all.txt").exists()), (1, false));
}
