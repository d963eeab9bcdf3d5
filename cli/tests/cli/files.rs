//! Configuration as a file: taken out, and brought back.

use serde_json::{Value, json};

use super::person::{Person, content};
use super::stand_in::{StandIn, ok, text};

fn plan() -> Value {
    json!({
        "dry_run": true, "state": "7f3a", "unchanged": 41, "warnings": ["umc-noorderpoort: its certificate ends soon"],
        "changes": [
            { "action": "create", "organization": null, "subject": "application viewer", "fields": [] },
            { "action": "change", "organization": "st-janshof", "subject": "user a.devries@st-janshof.example", "fields": [
                { "field": "roles", "old": "[\"nurse\"]", "new": "[\"nurse\",\"night\"]" },
                { "field": "name", "old": "Anna de Vries", "new": "Anna de Vries-van den Heuvel tot Achterberg" },
            ]},
            { "action": "remove", "organization": "delta-zuid", "fields": [],
              "subject": "organization delta-zuid with 31 user(s) and all their sessions" },
        ],
    })
}

const FILE: &str = "\
[[application]]
client_id = \"viewer\"
secret = { env = \"VIEWER_CLIENT_SECRET\" }

[[organization]]
slug = \"st-janshof\"
logo = \"logos/janshof.png\"
[[organization.connection]]
credential = { client_secret = { file = \"secrets/entra\" }, expires_at = 2027-10-01T00:00:00Z }
";

fn person(broker: &StandIn) -> Person {
    let person = Person::at(broker).with("VIEWER_CLIENT_SECRET", "geheim-1");
    person.write("configuration/tenants.toml", FILE);
    person.write("configuration/secrets/entra", "geheim-2\n");
    person.write("configuration/logos/janshof.png", b"\x89PNG");
    person
}

#[tokio::test]
async fn the_plan_comes_before_the_question() {
    let broker = StandIn::start().await;
    broker.on("POST /apply", ok(plan()));
    let ran = person(&broker).run(&["apply", "configuration/tenants.toml"]).await;
    assert_eq!(ran.code, 2);
    assert_eq!(broker.changes().len(), 1);
    assert_eq!(broker.changes()[0].query, "dry_run=true");
    insta::assert_snapshot!(ran.seen());
}

#[tokio::test]
async fn secrets_are_read_here_and_sent_and_shown_to_nobody() {
    let broker = StandIn::start().await;
    broker
        .on("POST /apply", ok(plan()))
        .on("POST /apply", ok(json!({ "changes": [], "unchanged": 41, "warnings": [], "state": "7f3a" })));
    let ran = person(&broker).run(&["apply", "configuration/tenants.toml", "--yes"]).await;
    assert_eq!(ran.code, 0);
    assert!(ran.seen().ends_with("Applied.\n"), "{}", ran.seen());
    assert!(!ran.seen().contains("geheim"), "{}", ran.seen());
    let expected = json!({ "file": FILE, "secrets": {
        "env:VIEWER_CLIENT_SECRET": "geheim-1", "file:secrets/entra": "geheim-2",
    }, "pictures": { "logos/janshof.png": "iVBORw==" }});
    let sent = broker.changes();
    assert_eq!(sent[0].json(), expected);
    // What goes was in the question, so it is agreed to.
    let mut agreed = expected;
    agreed["remove"] = json!(true);
    assert_eq!(sent[1].json(), agreed);
    // Only if nothing else has changed since the plan.
    assert_eq!((sent[1].query.as_str(), sent[1].header("if-match")), ("", "\"7f3a\""));
}

#[tokio::test]
async fn nothing_to_do_is_no_question() {
    let broker = StandIn::start().await;
    broker.on("POST /apply", ok(json!({ "dry_run": true, "changes": [], "unchanged": 41 })));
    let ran = person(&broker).run(&["apply", "configuration/tenants.toml"]).await;
    assert_eq!(ran.seen(), "0 to make, 0 to change, 0 to remove, 41 stay as they are\n");
}

#[tokio::test]
async fn a_mistake_in_the_file_is_told_with_its_place() {
    let broker = StandIn::start().await;
    let refusal = json!({
        "type": "about:blank", "status": 422, "code": "invalid_file", "detail": "1 problem(s) in the file",
        "errors": [{ "field": "clientid", "detail": "unknown field", "line": 3, "column": 1 }],
    });
    broker.on("POST /apply", ok(refusal).status(422));
    let ran = person(&broker).run(&["apply", "configuration/tenants.toml", "--dry-run"]).await;
    let expected = "! anteroomctl: the broker refuses it\n!   line 3, column 1: clientid: unknown field\nexit code 1\n";
    assert_eq!(ran.seen(), expected);
}

#[tokio::test]
async fn what_is_configured_is_written_as_a_file() {
    let broker = StandIn::start().await;
    broker.on("GET /export", text(FILE));
    let person = person(&broker);
    assert_eq!(person.run(&["export"]).await.out, FILE);
    let ran = person.run(&["export", "--org", "st-janshof", "--file", "out.toml"]).await;
    assert_eq!(ran.code, 0);
    assert_eq!(content(&person.path("out.toml")), FILE);
    assert_eq!(broker.seen()[1].query, "organization=st-janshof");
}

#[tokio::test]
async fn a_logo_is_sent_as_it_is_and_comes_back_so() {
    let broker = StandIn::start().await;
    let at = "/organizations/st-janshof/logo";
    broker.on(&format!("GET {at}"), text("picture")).on(&format!("PUT {at}"), ok(json!({ "logo": "ab12" })));
    let person = person(&broker);
    let ran = person.run(&["org", "logo", "set", "st-janshof", "configuration/logos/janshof.png"]).await;
    assert_eq!(ran.seen(), "st-janshof has this logo now.\n");
    let sent = &broker.changes()[0];
    assert_eq!((sent.header("content-type"), sent.header("if-match")), ("image/png", "*"));
    assert_eq!(person.run(&["org", "logo", "get", "st-janshof", "out.png"]).await.code, 0);
    assert_eq!(content(&person.path("out.png")), "picture");
}
