//! Apps: which session opens them, and their secrets, which are shown once.

use std::os::unix::fs::PermissionsExt;

use serde_json::{Value, json};

use super::person::{Person, content};
use super::stand_in::{StandIn, ok};

async fn broker() -> StandIn {
    let broker = StandIn::start().await;
    broker
        .on("GET /applications/records", ok(json!({})))
        .on("POST /applications/records/secret", ok(json!({ "client_secret": "geheim" })))
        .on("POST /tokens", ok(json!({ "name": "mia.dekker", "token": "anteroom_admin_geheim" })).status(201))
        .on("DELETE /applications/records", ok(json!({
            "application": { "client_id": "records" }, "removes": { "flags": 2, "sessions": 14, "grants": 30 }, "dry_run": true,
        })));
    broker
}

const TOKEN: [&str; 6] = ["token", "create", "mia.dekker", "--role", "support", "--org"];

#[tokio::test]
async fn it_stands_alone_on_standard_output_so_that_it_can_be_piped_on() {
    let broker = broker().await;
    let person = Person::at(&broker);
    let ran = person.run(&["app", "secret", "records", "--yes"]).await;
    assert_eq!((ran.out.as_str(), ran.err.as_str()), ("geheim\n", "The secret of records, shown this once:\n"));
    assert_eq!(broker.changes()[0].header("if-match"), "\"1\"");
    let ran = person.run(&[&TOKEN[..], &["st-janshof", "--days", "30"]].concat()).await;
    assert_eq!(ran.out, "anteroom_admin_geheim\n");
    let expected = json!({ "name": "mia.dekker", "role": "support", "organizations": ["st-janshof"], "days": 30 });
    assert_eq!(broker.changes()[1].json(), expected);
    // The broker keeps no answer that holds a secret, so there is no key to ask for it again.
    assert!(broker.changes().iter().all(|change| change.header("idempotency-key").is_empty()));
}

#[tokio::test]
async fn or_in_a_file_of_one_s_own() {
    let broker = broker().await;
    let person = Person::at(&broker);
    let ran = person.run(&["app", "secret", "records", "--yes", "--to", "secret.txt"]).await;
    assert_eq!((ran.out.as_str(), ran.err.as_str()), ("", "The secret of records is in secret.txt.\n"));
    let file = person.path("secret.txt");
    assert_eq!(content(&file), "geheim\n");
    assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    // What is there already is kept, and the secret is not lost.
    let ran = person.run(&["app", "secret", "records", "--yes", "--to", "secret.txt"]).await;
    assert_eq!((ran.code, ran.out.as_str()), (0, "geheim\n"));
    assert!(ran.said().contains("it is shown here instead"), "{}", ran.err);
}

#[tokio::test]
async fn a_secret_that_is_tried_is_no_secret() {
    let broker = broker().await;
    let ran = Person::at(&broker).run(&["app", "secret", "records", "--dry-run"]).await;
    assert_eq!(ran.seen(), "Dry run: the broker would do it, and nothing has changed.\n");
}

#[tokio::test]
async fn whoever_removes_an_app_is_told_what_goes_with_it() {
    let broker = broker().await;
    let ran = Person::at(&broker).run(&["app", "remove", "records", "--dry-run"]).await;
    insta::assert_snapshot!(ran.seen());
    // Before the question too; where nobody is there to be asked, nothing is done.
    let ran = Person::at(&broker).run(&["app", "remove", "records", "--reason", "replaced"]).await;
    assert_eq!(ran.code, 2);
    assert!(broker.changes().iter().all(|change| change.query.ends_with("dry_run=true")));
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn and_asked_with_that_in_view() {
    let broker = broker().await;
    let ran = Person::at(&broker).run_in_terminal(&["app", "remove", "records"], "Go on?", "n\r").await;
    assert_eq!(ran.code, 1);
    assert!(ran.out.contains("its tokens end; 2 flags and 14"), "{}", ran.out);
    assert_eq!(broker.changes().len(), 1);
}

fn row(client_id: &str, sso: &str, connections: &[Option<&str>], reasons: [Option<&str>; 4]) -> Value {
    let mut sessions = Vec::new();
    let session = |by: &str, connection: Option<&str>, reason: Option<&str>| {
        let told = json!({ "opened_by": by, "opens": reason.is_none(), "connection": connection, "reason": reason });
        let mut told = told.as_object().cloned().unwrap_or_default();
        // The broker leaves out what there is not.
        told.retain(|_, value| !value.is_null());
        Value::Object(told)
    };
    let [entra, mfa, code, password] = reasons;
    for connection in connections {
        sessions.push(session("entra", *connection, entra));
        sessions.push(session("entra_mfa", *connection, mfa));
    }
    sessions.push(session("one_time_password", None, code));
    sessions.push(session("one_time_password_and_password", None, password));
    json!({ "client_id": client_id, "name": client_id, "status": "active", "sso": sso, "sessions": sessions })
}

fn rows(connections: &[Option<&str>]) -> Value {
    let (never, weak) = (Some("application_never"), Some("proof_too_weak"));
    json!([
        row(
            "pilot",
            "opt_in",
            connections,
            [Some("application_not_opted_in"), Some("application_not_opted_in"), None, None]
        ),
        row("pro-ios", "never", connections, [never, never, None, None]),
        row("records", "follow", connections, [None, None, None, None]),
        row(
            "records-of-the-intensive-care-unit-and-of-the-emergency-room",
            "follow",
            connections,
            [weak, None, Some("password_not_set"), None]
        ),
    ])
}

#[tokio::test]
async fn a_grid_shows_which_session_opens_which_app() {
    let broker = StandIn::start().await;
    let at = "2026-11-23T09:00:00Z";
    broker.on("GET /application-grid", ok(json!({ "at": at, "applications": rows(&[None]) })));
    let there =
        json!({ "organization": "st-janshof", "at": at, "applications": rows(&[Some("entra"), Some("merged")]) });
    broker.on("GET /organizations/st-janshof/application-grid", ok(there.clone()));
    // One that has connected nothing, at a broker that sends no letters.
    let bare = json!([{ "client_id": "records", "sso": "follow", "status": "active", "sessions": [] }]);
    broker.on(
        "GET /organizations/bare/application-grid",
        ok(json!({ "organization": "bare", "at": at, "applications": bare })),
    );
    let person = Person::at(&broker);
    insta::assert_snapshot!("grid", person.run(&["app", "grid"]).await.seen());
    insta::assert_snapshot!(
        "grid_of_two_connections",
        person.run(&["app", "grid", "--org", "st-janshof"]).await.seen()
    );
    insta::assert_snapshot!("grid_of_nothing", person.run(&["app", "grid", "--organization", "bare"]).await.seen());
    let ran = person.run(&["app", "grid", "--org", "st-janshof", "--output", "json"]).await;
    assert_eq!(serde_json::from_str::<Value>(&ran.out).unwrap(), there);
    assert_eq!(person.run(&["app", "grid", "--org", "elsewhere"]).await.code, 1);
}
