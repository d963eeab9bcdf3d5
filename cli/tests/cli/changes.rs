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

#[expect(clippy::too_many_lines, reason = "one for each command that changes something")]
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
        case(
            &["org", "change", "st-janshof", "--audit-retention-days", "3650"],
            "PATCH /organizations/st-janshof",
            json!({ "audit_retention_days": 3650 }),
        )
        .state("\"1\""),
        case(
            &["org", "change", "st-janshof", "--upstream-recheck-minutes", "5"],
            "PATCH /organizations/st-janshof",
            json!({ "upstream_recheck_minutes": 5 }),
        )
        .state("\"1\""),
        case(
            &["org", "change", "st-janshof", "--audit-retention-days", ""],
            "PATCH /organizations/st-janshof",
            json!({ "audit_retention_days": null }),
        )
        .state("\"1\""),
        case(&["org", "suspend", "st-janshof"], "PATCH /organizations/st-janshof", json!({ "status": "suspended" }))
            .state("\"1\""),
        case(&["org", "activate", "st-janshof"], "PATCH /organizations/st-janshof", json!({ "status": "active" }))
            .state("\"1\""),
        case(&["org", "remove", "st-janshof"], "DELETE /organizations/st-janshof", Value::Null).state("\"1\""),
        case(
            &[
                "domain",
                "add",
                "st-janshof",
                "st-janshof.example",
                "--connection",
                "entra",
                "--proven",
                "--reason",
                "TXT",
            ],
            "POST /organizations/st-janshof/domains",
            json!({ "name": "st-janshof.example", "connection": "entra", "proven": true, "reason": "TXT" }),
        ),
        case(
            &["domain", "change", "st-janshof", "st-janshof.example", "--connection", "", "--unproven"],
            "PATCH /organizations/st-janshof/domains/st-janshof.example",
            json!({ "connection": null, "proven": false }),
        )
        .state("\"1\""),
        case(
            &["domain", "check", "st-janshof", "st-janshof.example"],
            "POST /organizations/st-janshof/domains/st-janshof.example/check",
            Value::Null,
        ),
        case(
            &["domain", "prove", "st-janshof", "st-janshof.example", "--reason", "TXT record seen"],
            "PATCH /organizations/st-janshof/domains/st-janshof.example",
            json!({ "proven": true, "reason": "TXT record seen" }),
        )
        .state("\"1\""),
        case(
            &["domain", "remove", "st-janshof", "st-janshof.example", "--reason", "sold"],
            "DELETE /organizations/st-janshof/domains/st-janshof.example",
            Value::Null,
        )
        .query("reason=sold")
        .state("\"1\""),
        case(
            &["connection", "create", "st-janshof", "entra", "--tid", TID, "--client-id", CLIENT_ID],
            "POST /organizations/st-janshof/connections",
            json!({ "name": "entra", "entra": { "registration": "own", "tid": TID, "client_id": CLIENT_ID } }),
        ),
        case(
            &[
                "connection",
                "create",
                "zuiderkruis",
                "google",
                "--kind",
                "google",
                "--client-id",
                "1093.apps",
                "--workspace-domain",
                "zuiderkruis.example",
            ],
            "POST /organizations/zuiderkruis/connections",
            json!({
                "name": "google", "kind": "google",
                "google": { "client_id": "1093.apps", "domains": ["zuiderkruis.example"] },
            }),
        ),
        case(
            &["connection", "test-link", "st-janshof", "entra", "--reason", "for the night shift"],
            "POST /organizations/st-janshof/connections/entra/test-link",
            json!({ "reason": "for the night shift" }),
        ),
        case(
            &["connection", "test-link", "st-janshof", "entra", "--end"],
            "DELETE /organizations/st-janshof/connections/entra/test-link",
            Value::Null,
        ),
        case(
            &["connection", "disable", "st-janshof", "entra", "--reason", "an incident"],
            "PATCH /organizations/st-janshof/connections/entra",
            json!({ "status": "disabled", "reason": "an incident" }),
        )
        .state("\"1\""),
        case(
            &["connection", "enable", "st-janshof", "entra"],
            "PATCH /organizations/st-janshof/connections/entra",
            json!({ "status": "active" }),
        )
        .state("\"1\""),
        // What was not given stays as the draft has it.
        case(
            &["connection", "change", "st-janshof", "entra", "--mfa-context", "", "--registration", "shared"],
            "PUT /organizations/st-janshof/connections/entra/versions/draft",
            json!({ "entra": { "registration": "shared", "client_id": null, "tid": TID, "mfa_context": null } }),
        )
        .state("\"v\""),
        case(
            &["connection", "activate", "st-janshof", "entra", "--without-test-sign-in", "tried by hand"],
            "POST /organizations/st-janshof/connections/entra/versions/draft/activate",
            json!({ "without_test_sign_in": "tried by hand" }),
        )
        .state("\"v\""),
        case(
            &["connection", "discard", "st-janshof", "entra"],
            "DELETE /organizations/st-janshof/connections/entra/versions/draft",
            Value::Null,
        )
        .state("\"v\""),
        case(
            &["connection", "check", "st-janshof", "entra"],
            "POST /organizations/st-janshof/connections/entra/check",
            Value::Null,
        ),
        case(
            &["connection", "undo", "st-janshof", "entra", "--reason", "not yet"],
            "POST /organizations/st-janshof/connections/entra/undo",
            json!({ "reason": "not yet" }),
        )
        .state("\"v\""),
        case(
            &["connection", "remove", "st-janshof", "entra"],
            "DELETE /organizations/st-janshof/connections/entra",
            Value::Null,
        )
        .state("\"1\""),
        case(
            &["connection", "credential", "set", "st-janshof", "entra", "--federated", "--reason", "no secret"],
            "PUT /organizations/st-janshof/connections/entra/credentials",
            json!({ "federated": true, "reason": "no secret" }),
        )
        .state("\"1\""),
        case(
            &["connection", "credential", "set", "st-janshof", "entra", "--federated", "--without-proof", "tonight"],
            "PUT /organizations/st-janshof/connections/entra/credentials",
            json!({ "federated": true, "without_proof": "tonight" }),
        )
        .state("\"1\""),
        case(
            &["connection", "credential", "set", "st-janshof", "entra", "--federated", "--later"],
            "PUT /organizations/st-janshof/connections/entra/credentials",
            json!({ "federated": true, "in_use": false }),
        )
        .state("\"1\""),
        case(
            &["connection", "credential", "set", "st-janshof", "entra", "--federated", "--for", "draft"],
            "PUT /organizations/st-janshof/connections/entra/credentials",
            json!({ "federated": true, "version": "draft" }),
        )
        .state("\"1\""),
        case(
            &["connection", "credential", "use", "st-janshof", "entra", "b", "--reason", "the old one ends"],
            "POST /organizations/st-janshof/connections/entra/credentials/b/use",
            json!({ "reason": "the old one ends" }),
        )
        .state("\"1\""),
        case(
            &["connection", "credential", "remove", "st-janshof", "entra", "b"],
            "DELETE /organizations/st-janshof/connections/entra/credentials/b",
            Value::Null,
        )
        .state("\"1\""),
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
            &["user", "change", "st-janshof", "a@st-janshof.example", "--keep-former-days", "0"],
            "PATCH /organizations/st-janshof/users/a@st-janshof.example",
            json!({ "keep_former_days": 0 }),
        )
        .state("\"1\""),
        case(
            &[
                "user",
                "rename",
                "st-janshof",
                "a@st-janshof.example",
                "b@st-janshof.example",
                "--keep-former-days",
                "10",
                "--reason",
                "married",
            ],
            "PATCH /organizations/st-janshof/users/a@st-janshof.example",
            json!({ "email": "b@st-janshof.example", "keep_former_days": 10, "reason": "married" }),
        )
        .state("\"1\""),
        case(
            &["user", "rename", "st-janshof", "a@st-janshof.example", "b@st-janshof.example"],
            "PATCH /organizations/st-janshof/users/a@st-janshof.example",
            json!({ "email": "b@st-janshof.example" }),
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
            &["app", "create", "viewer", "--name", "Viewer", "--redirect-uri", "https://viewer.example/in"],
            "POST /applications",
            json!({ "client_id": "viewer", "name": "Viewer", "sso": "never",
                    "redirect_uris": ["https://viewer.example/in"] }),
        ),
        case(
            &["app", "change", "viewer", "--sso", "opt_in", "--refresh-tokens", "true", "--authentication", "none"],
            "PATCH /applications/viewer",
            json!({ "sso": "opt_in", "refresh_tokens": true, "authentication": "none" }),
        )
        .state("\"1\""),
        case(&["app", "disable", "viewer"], "PATCH /applications/viewer", json!({ "status": "disabled" }))
            .state("\"1\""),
        case(&["app", "enable", "viewer"], "PATCH /applications/viewer", json!({ "status": "active" })).state("\"1\""),
        case(&["app", "remove", "viewer"], "DELETE /applications/viewer", Value::Null).state("\"1\""),
        case(&["token", "revoke", "mia.dekker"], "DELETE /tokens/mia.dekker", Value::Null),
        case(&["org", "logo", "remove", "st-janshof"], "DELETE /organizations/st-janshof/logo", Value::Null).state("*"),
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
        case(&["flag", "rollout", "pause", "1"], "POST /rollouts/1/pause", json!({})),
        case(
            &["flag", "rollout", "resume", "1", "--reason", "seen"],
            "POST /rollouts/1/resume",
            json!({ "reason": "seen" }),
        ),
        case(&["flag", "rollout", "cancel", "1"], "POST /rollouts/1/cancel", json!({})),
        case(&["flag", "rollout", "cancel", "1", "--undo"], "POST /rollouts/1/cancel", json!({})).query("undo=true"),
        case(
            &["invite", "st-janshof", "--to", "it@st-janshof.example", "--language", "nl", "--days", "7"],
            "POST /organizations/st-janshof/invitations",
            json!({ "to": "it@st-janshof.example", "language": "nl", "days": 7, "mail": true }),
        ),
        case(
            &["invite", "resend", "st-janshof", "1"],
            "POST /organizations/st-janshof/invitations/1/resend",
            json!({ "mail": true }),
        ),
        case(
            &["invite", "revoke", "st-janshof", "1", "--reason", "sent to the wrong address"],
            "DELETE /organizations/st-janshof/invitations/1",
            Value::Null,
        )
        .query("reason=sent+to+the+wrong+address"),
        case(
            &["flag", "unset", "st-janshof", "sso", "--reason", "over", "--app", "records"],
            "DELETE /organizations/st-janshof/flags/sso",
            Value::Null,
        )
        .query("application=records&reason=over")
        .state("\"1\""),
    ]
}

const TID: &str = "3f1c9a52-7d0e-4c58-9b7a-52b8f6a0c001";
const CREDENTIAL_B: &str = "/organizations/st-janshof/connections/entra/credentials/b";
const CLIENT_ID: &str = "8d5b4a76-0c1f-4f6e-8a43-1f6f1d7b1001";

fn of_webhooks() -> Vec<Case> {
    vec![
        case(
            &["webhook", "create", "https://siem.example/", "--org", "st-janshof", "--event", "flag.changed"],
            "POST /organizations/st-janshof/webhooks",
            json!({ "url": "https://siem.example/", "events": ["flag.changed"] }),
        ),
        case(
            &["webhook", "change", "1", "--event", "flag.changed", "--description", ""],
            "PATCH /webhooks/1",
            json!({ "events": ["flag.changed"], "description": null }),
        )
        .state("\"1\""),
        case(
            &["webhook", "change", "1", "--all-events", "--reason", "more"],
            "PATCH /webhooks/1",
            json!({ "events": null, "reason": "more" }),
        )
        .state("\"1\""),
        case(&["webhook", "enable", "1"], "PATCH /webhooks/1", json!({ "status": "active" })).state("\"1\""),
        case(&["webhook", "disable", "1"], "PATCH /webhooks/1", json!({ "status": "disabled" })).state("\"1\""),
        case(
            &["webhook", "remove", "1", "--org", "st-janshof", "--reason", "moved"],
            "DELETE /organizations/st-janshof/webhooks/1",
            Value::Null,
        )
        .query("reason=moved")
        .state("\"1\""),
        case(&["webhook", "secret", "1"], "POST /webhooks/1/rotate-secret", Value::Null),
        case(
            &["webhook", "replay", "1", "--since", "2027-01-11T08:00+01:00"],
            "POST /webhooks/1/replay",
            json!({ "since": "2027-01-11T07:00:00Z" }),
        ),
        case(&["webhook", "replay", "1", "--delivery", "2"], "POST /webhooks/1/replay", json!({ "delivery": "2" })),
        case(&["webhook", "test", "1"], "POST /webhooks/1/test", Value::Null),
    ]
}

fn all_cases() -> impl Iterator<Item = Case> {
    cases().into_iter().chain(of_webhooks())
}

/// A broker that does whatever it is told.
async fn obedient() -> StandIn {
    let broker = StandIn::start().await;
    for Case { what, .. } in all_cases() {
        let (method, path) = what.split_once(' ').unwrap();
        if ["PATCH", "PUT", "DELETE"].contains(&method) {
            broker.on(&format!("GET {path}"), ok(json!({})));
        }
        let done = match path.rsplit('/').next() {
            Some("webhooks" | "rotate-secret") => ok(json!({ "id": "1", "secret": "whsec_geheim" })),
            Some("test-link") => {
                ok(json!({ "link": "https://login.example/setup/try/geheim", "expires_at": "2027-01-11T11:00:00Z" }))
            }
            _ => ok(json!({ "id": "1", "expires_at": "2027-01-11T11:00:00Z" })),
        };
        broker.on(what, if method == "DELETE" { text("").status(204) } else { done });
    }
    let at = "POST /organizations/st-janshof/invitations";
    let invited = ok(json!({ "id": "1", "to": "it@st-janshof.example", "expires_at": "2027-01-11T11:00:00Z" }));
    broker.instead(at, invited.clone()).instead(&format!("{at}/1/resend"), invited);
    let entra = json!({ "registration": "own", "client_id": CLIENT_ID, "tid": TID, "mfa_context": "c1" });
    let changes = json!([{ "field": "mfa_context", "old": "none", "new": "c1" }]);
    let versions = json!({ "items": [
        { "number": 3, "state": "draft", "entra": entra, "changes": changes },
        { "number": 2, "state": "active", "entra": { "registration": "shared", "tid": TID }, "changes": null },
    ]});
    let at = "GET /organizations/st-janshof/connections/entra/versions";
    broker.on(at, text(&versions.to_string()).with("etag", "\"v\""));
    let left = json!({ "slot": "a", "kind": "client_secret", "in_use": true, "expires_at": "2027-10-01T00:00:00Z" });
    broker.instead(&format!("DELETE {CREDENTIAL_B}"), ok(json!({ "items": [left] })));
    broker
}

#[tokio::test]
async fn each_command_sends_what_the_api_takes() {
    let mut said = String::new();
    for case in all_cases() {
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
        // An answer that holds a secret is kept nowhere, so it cannot be asked for again.
        let is_kept = case.arguments.iter().any(|word| ["create", "add", "request", "--to"].contains(word))
            && case.arguments[0] != "webhook";
        assert_eq!(!changes[0].header("idempotency-key").is_empty(), is_kept, "{:?}", case.arguments);
        let _ = writeln!(said, "$ anteroomctl {}\n{}", case.arguments.join(" "), ran.seen());
    }
    insta::assert_snapshot!(said);
}

#[tokio::test]
async fn a_link_that_no_letter_brings_is_shown_this_once() {
    let broker = StandIn::start().await;
    let at = "/organizations/st-janshof/invitations";
    let link = "https://login.example/setup/mfz7Gx0rIVkkDqEYqkHBv4-JkdrC1DAu6zBJ3yS5wCk";
    let made = json!({ "id": "01966b3e-5c1f-7a52-9d4e-0c3b8a7f6e30", "to": "it@st-janshof.example", "language": "nl",
        "days": 14, "state": "open", "created_by": "mia.dekker", "created_at": "2027-01-11T07:00:12Z",
        "expires_at": "2027-01-25T07:00:12Z", "opened_at": null, "opened_count": 0, "link": link });
    broker.on(&format!("POST {at}"), ok(made.clone()).status(201)).on(&format!("POST {at}/1/resend"), ok(made));
    let person = Person::at(&broker);
    let invited = person.run(&["invite", "st-janshof", "--to", "it@st-janshof.example", "--no-mail"]).await;
    insta::assert_snapshot!(invited.seen());
    assert_eq!(broker.changes()[0].json(), json!({ "to": "it@st-janshof.example", "mail": false }));
    let resent = person.run(&["invite", "resend", "st-janshof", "1", "--no-mail"]).await;
    assert_eq!(resent.seen(), invited.seen());
    assert_eq!(broker.changes()[1].json(), json!({ "mail": false }));
    let json = person.run(&["invite", "resend", "st-janshof", "1", "--no-mail", "-o", "json"]).await.json();
    assert_eq!(json["link"], link);
}

#[tokio::test]
async fn each_can_be_tried_without_doing_it() {
    for case in all_cases() {
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
    for case in all_cases() {
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

#[tokio::test]
async fn a_credential_never_stands_on_the_command_line() {
    let broker = obedient().await;
    let person = Person::at(&broker);
    person.write("secret.txt", "geheim\n");
    person.write("a.crt", "-----BEGIN CERTIFICATE-----\n");
    person.write("a.key", "-----BEGIN PRIVATE KEY-----\n");
    let command = ["connection", "credential", "set", "st-janshof", "entra", "--yes"];
    let secret = ["--client-secret", "--expires-at", "2027-10-01T00:00Z"];
    let from_file = person.run(&[&command[..], &secret, &["--from", "secret.txt"]].concat()).await;
    let from_input = person.run_with_input(&[&command[..], &secret].concat(), "geheim").await;
    let dash = person.run_with_input(&[&command[..], &secret, &["--from", "-"]].concat(), "geheim\r\n").await;
    let pair = ["--certificate", "a.crt", "--private-key", "a.key"];
    let certificate = person.run(&[&command[..], &pair].concat()).await;
    for ran in [from_file, from_input, dash, certificate] {
        assert_eq!(ran.code, 0, "{}", ran.err);
        assert!(!ran.seen().contains("geheim") && !ran.seen().contains("PRIVATE"), "{}", ran.seen());
    }
    let sent: Vec<_> = broker.changes().iter().map(super::stand_in::Seen::json).collect();
    let secret = json!({ "client_secret": "geheim", "expires_at": "2027-10-01T00:00:00Z" });
    assert_eq!(sent[..3], [secret.clone(), secret.clone(), secret]);
    assert_eq!(sent[3]["private_key"], "-----BEGIN PRIVATE KEY-----");
}

#[tokio::test]
async fn what_is_in_use_after_a_credential_is_out_is_said() {
    let broker = obedient().await;
    let remove = ["connection", "credential", "remove", "st-janshof", "entra", "b"];
    insta::assert_snapshot!(Person::at(&broker).run(&[&remove[..], &["--dry-run"]].concat()).await.seen());
    broker.instead(&format!("DELETE {CREDENTIAL_B}"), ok(json!({ "items": [] })));
    let ran = Person::at(&broker).run(&[&remove[..], &["--yes"]].concat()).await;
    assert!(ran.seen().contains("There is no credential"), "{}", ran.seen());
    let json = Person::at(&broker).run(&[&remove[..], &["--yes", "-o", "json"]].concat()).await.json();
    assert_eq!(json, json!({ "items": [] }));
}

#[tokio::test]
async fn a_draft_is_asked_about_by_what_it_changes() {
    let broker = obedient().await;
    let ran = Person::at(&broker).run(&["connection", "activate", "st-janshof", "entra"]).await;
    assert_eq!((ran.code, broker.changes().len()), (2, 0));
    insta::assert_snapshot!(ran.seen());
    let nothing = json!({ "items": [{ "number": 2, "state": "active", "entra": {}, "changes": null }] });
    broker.instead("GET /organizations/st-janshof/connections/entra/versions", ok(nothing));
    for command in ["activate", "draft"] {
        let ran = Person::at(&broker).run(&["connection", command, "st-janshof", "entra"]).await;
        assert_eq!(ran.code, 1);
        assert!(ran.said().contains("entra of st-janshof has no draft"), "{}", ran.err);
    }
    assert!(broker.changes().is_empty());
}
