//! What is sent to change something, and what is said of it.

use std::fmt::Write;

use serde_json::{Value, json};

use super::person::Person;
use super::stand_in::{StandIn, ok, problem, text};

/// A command, and what it must send.
struct Case {
    arguments: &'static [&'static str],
    what: &'static str,
    body: Value,
    query: &'static str,
    /// For which state it is.
    state: &'static str,
}

fn case(arguments: &'static [&'static str], what: &'static str, body: Value) -> Case {
    Case { arguments, what, body, query: "", state: "" }
}

impl Case {
    fn state(self, state: &'static str) -> Self {
        Self { state, ..self }
    }

    fn query(self, query: &'static str) -> Self {
        Self { query, ..self }
    }
}

fn cases() -> Vec<Case> {
    vec![
        case(
            &["org", "create", "st-janshof", "--name", "St. Janshof", "--admin", "ict@st-janshof.example"],
            "POST /organizations",
            json!({ "slug": "st-janshof", "name": "St. Janshof", "admins": ["ict@st-janshof.example"] }),
        ),
        case(
            &["org", "change", "st-janshof", "--help-text", "", "--session-minutes", "60", "--shared-devices", "true"],
            "PATCH /organizations/st-janshof",
            json!({ "help": null, "session_minutes": 60, "shared_devices": true }),
        )
        .state("\"1\""),
        case(&["org", "suspend", "st-janshof"], "PATCH /organizations/st-janshof", json!({ "status": "suspended" }))
            .state("\"1\""),
        case(&["org", "activate", "st-janshof"], "PATCH /organizations/st-janshof", json!({ "status": "active" }))
            .state("\"1\""),
        case(&["org", "remove", "st-janshof"], "DELETE /organizations/st-janshof", Value::Null).state("\"1\""),
        case(
            &["user", "create", "st-janshof", "a@st-janshof.example", "--name", "A", "--kind", "professional"],
            "POST /organizations/st-janshof/users",
            json!({ "email": "a@st-janshof.example", "name": "A", "kind": "professional" }),
        ),
        case(
            &["user", "change", "st-janshof", "a@st-janshof.example", "--name", "B", "--no-roles", "--locale", ""],
            "PATCH /organizations/st-janshof/users/a@st-janshof.example",
            json!({ "name": "B", "roles": [], "locale": null }),
        )
        .state("\"1\""),
        case(
            &["user", "suspend", "st-janshof", "a@st-janshof.example", "--reason", "left"],
            "PATCH /organizations/st-janshof/users/a@st-janshof.example",
            json!({ "status": "suspended", "reason": "left" }),
        )
        .state("\"1\""),
        case(
            &["user", "activate", "st-janshof", "a@st-janshof.example"],
            "PATCH /organizations/st-janshof/users/a@st-janshof.example",
            json!({ "status": "active" }),
        )
        .state("\"1\""),
        case(
            &["user", "remove", "st-janshof", "a@st-janshof.example"],
            "DELETE /organizations/st-janshof/users/a@st-janshof.example",
            Value::Null,
        )
        .state("\"1\""),
        case(
            &["user", "unbind", "st-janshof", "a@st-janshof.example", "--reason", "a new account"],
            "POST /organizations/st-janshof/users/a@st-janshof.example/unbind",
            json!({ "reason": "a new account" }),
        ),
        case(
            &["session", "end", "st-janshof", "01966b3e"],
            "DELETE /organizations/st-janshof/sessions/01966b3e",
            Value::Null,
        )
        .state("*"),
        case(
            &["session", "end", "st-janshof", "--user", "a@st-janshof.example", "--reason", "lost laptop"],
            "POST /organizations/st-janshof/users/a@st-janshof.example/end-sessions",
            json!({ "reason": "lost laptop" }),
        ),
        case(
            &["break-glass", "request", "st-janshof", "a@st-janshof.example", "--reason", "Entra is down"],
            "POST /organizations/st-janshof/break-glass",
            json!({ "user": "a@st-janshof.example", "reason": "Entra is down", "minutes": 240 }),
        ),
        case(
            &["break-glass", "approve", "st-janshof", "1"],
            "POST /organizations/st-janshof/break-glass/1/approve",
            Value::Null,
        ),
        case(
            &["break-glass", "close", "st-janshof", "1"],
            "POST /organizations/st-janshof/break-glass/1/close",
            Value::Null,
        ),
        case(
            &["flag", "unset", "st-janshof", "sso", "--reason", "over", "--app", "records"],
            "DELETE /organizations/st-janshof/flags/sso",
            Value::Null,
        )
        .query("application=records&reason=over")
        .state("\"1\""),
    ]
}

/// A broker that does whatever it is told.
async fn obedient() -> StandIn {
    let broker = StandIn::start().await;
    for Case { what, .. } in cases() {
        let (method, path) = what.split_once(' ').unwrap();
        if ["PATCH", "PUT", "DELETE"].contains(&method) {
            broker.on(&format!("GET {path}"), ok(json!({})));
        }
        let done = ok(json!({ "id": "1", "expires_at": "2027-01-11T11:00:00Z" }));
        broker.on(what, if method == "DELETE" { text("").status(204) } else { done });
    }
    broker
}

#[tokio::test]
async fn each_command_sends_what_the_api_takes() {
    let mut said = String::new();
    for case in cases() {
        let broker = obedient().await;
        let ran = Person::at(&broker).run(&[case.arguments, &["--yes"]].concat()).await;
        assert_eq!(ran.code, 0, "{:?}: {}", case.arguments, ran.seen());
        let changes = broker.changes();
        assert_eq!(changes.len(), 1, "{:?}", case.arguments);
        assert_eq!(changes[0].what, case.what);
        assert_eq!(changes[0].query, case.query, "{:?}", case.arguments);
        assert_eq!(changes[0].header("if-match"), case.state, "{:?}", case.arguments);
        if case.body.is_null() {
            assert!(changes[0].body.is_empty(), "{:?}", case.arguments);
        } else {
            assert_eq!(changes[0].json(), case.body, "{:?}", case.arguments);
        }
        let is_create = case.arguments.iter().any(|word| ["create", "request"].contains(word));
        assert_eq!(!changes[0].header("idempotency-key").is_empty(), is_create, "{:?}", case.arguments);
        let _ = writeln!(said, "$ anteroomctl {}\n{}", case.arguments.join(" "), ran.seen());
    }
    insta::assert_snapshot!(said);
}

#[tokio::test]
async fn each_can_be_tried_without_doing_it() {
    for case in cases() {
        let broker = obedient().await;
        // Nobody is asked: nothing happens.
        let ran = Person::at(&broker).run(&[case.arguments, &["--dry-run"]].concat()).await;
        assert_eq!(ran.code, 0, "{:?}: {}", case.arguments, ran.seen());
        assert!(ran.out.contains("Dry run: the broker would do it, and nothing has changed."), "{}", ran.out);
        let changes = broker.changes();
        assert_eq!(changes.len(), 1, "{:?}", case.arguments);
        assert!(changes[0].query.ends_with("dry_run=true"), "{:?}", case.arguments);
    }
}

#[tokio::test]
async fn a_broker_that_knows_no_dry_run_is_sent_nothing() {
    for case in cases() {
        let broker = obedient().await;
        broker.instead("GET /openapi.json", ok(json!({ "paths": {} })));
        let ran = Person::at(&broker).run(&[case.arguments, &["--dry-run"]].concat()).await;
        assert_eq!(ran.code, 1, "{:?}", case.arguments);
        assert!(
            ran.said().contains("this broker cannot try that without doing it, so nothing was sent"),
            "{}",
            ran.err
        );
        assert!(broker.changes().is_empty(), "{:?}", case.arguments);
    }
}

#[tokio::test]
async fn whoever_was_faster_is_named_and_not_undone() {
    let broker = StandIn::start().await;
    let log = json!({ "items": [
        { "at": "2027-01-11T07:00:12Z", "actor": "jan.smit", "action": "organization_changed",
          "subject": "organization st-janshof" },
        { "at": "2027-01-11T07:00:00Z", "actor": "caregiver", "action": "sign_in", "subject": null },
    ]});
    broker
        .on("GET /organizations/st-janshof", ok(json!({ "name": "St. Janshof" })))
        .on("PATCH /organizations/st-janshof", problem(412, "stale", "somebody has changed it"))
        .on("GET /organizations/st-janshof/audit", ok(log));
    let ran = Person::at(&broker).run(&["org", "change", "st-janshof", "--name", "Janshof"]).await;
    assert_eq!(broker.changes().len(), 1, "it was tried again blindly");
    insta::assert_snapshot!(ran.seen());
    // Where the log may not be read, it is said without a name.
    broker.instead("GET /organizations/st-janshof/audit", problem(403, "role_too_low", "no"));
    let ran = Person::at(&broker).run(&["org", "change", "st-janshof", "--name", "Janshof"]).await;
    assert_eq!(ran.code, 1);
    assert!(ran.seen().starts_with("! anteroomctl: somebody else has changed it since you looked"), "{}", ran.seen());
}

#[tokio::test]
async fn a_key_of_an_attempt_whose_answer_was_lost_is_sent_again() {
    let broker = obedient().await;
    let person = Person::at(&broker);
    let create = ["org", "create", "st-janshof", "--name", "St. Janshof"];
    person.run(&[&create[..], &["--idempotency-key", "k1"]].concat()).await;
    person.run(&create).await;
    person.run(&create).await;
    let keys: Vec<_> = broker.changes().iter().map(|change| change.header("idempotency-key").to_owned()).collect();
    assert_eq!(keys[0], "k1");
    assert!(keys[1] != keys[2] && keys[1].len() == 36, "{keys:?}");
}
