//! Connections: what their checks have found.

use serde_json::{Value, json};

use super::person::Person;
use super::stand_in::{StandIn, ok, problem};

const CHECK: &str = "/organizations/st-janshof/connections/entra/check";
const TYPED: [&str; 4] = ["connection", "check", "st-janshof", "entra"];

/// What the broker answers.
fn found(verdict: &Value, results: &Value) -> Value {
    json!({
        "connection": "entra", "provider": "Microsoft", "version": 2, "state": "draft", "verdict": verdict, "results": results,
        "checked_at": if verdict.is_null() { Value::Null } else { json!("2027-01-11T09:00:00Z") },
    })
}

fn result(check: &str, verdict: &str, seen: &str) -> Value {
    json!({ "check": check, "of": null, "verdict": verdict, "seen": seen, "said": null, "who": null, "menus": [], "advice": null })
}

fn failed() -> Value {
    let redirect = json!({
        "check": "redirect_uri", "of": null, "verdict": "failed", "finding": "redirect_not_registered",
        "seen": "The app registration 8d5b4a76-0c1f-4f6e-8a43-1f6f1d7b1001 does not have our redirect URI. Nobody gets back from Microsoft.",
        "said": { "error": "error_page", "number": 50011, "trace_id": "6f2c", "correlation_id": null },
        "who": "hospital_it", "menus": ["Entra ID > App registrations > … > Authentication"],
        "advice": "Under Authentication, add this redirect URI for the platform Web, exactly as it stands here: https://login.records.example/login/callback/0199c0de",
        "forward": "St. Janshof signs in …",
    });
    let end = json!({
        "check": "credential_end", "of": "a", "verdict": "warning", "seen": "It ends on 2027-01-30, in 19 days.",
        "said": null, "who": "hospital_it", "menus": [], "advice": "Create a new one.",
    });
    json!([
        result("metadata", "ok", "Microsoft knows the directory 3f1c9a52-7d0e-4c58-9b7a-52b8f6a0c001."),
        end,
        redirect,
        result("consent", "skipped", "Not looked at: “What we prove ourselves with” has to be in order first."),
    ])
}

#[tokio::test]
async fn what_fails_is_said_with_what_to_do_and_is_an_exit_code() {
    let broker = StandIn::start().await;
    let person = Person::at(&broker);
    broker.on(&format!("POST {CHECK}"), ok(found(&json!("failed"), &failed())));
    let ran = person.run(&TYPED).await;
    assert_eq!(ran.code, 1, "{}", ran.seen());
    insta::assert_snapshot!("connection_check_failed", ran.seen());
    assert!(ran.out.lines().all(|line| line.chars().count() <= 80), "{}", ran.out);
    let json = person.run(&[&TYPED[..], &["-o", "json"]].concat()).await;
    let told: Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!((json.code, &told["results"][2]["forward"]), (1, &json!("St. Janshof signs in …")));
    let asked = broker.changes();
    assert!(asked.iter().all(|seen| seen.body.is_empty() && seen.query.is_empty()), "{asked:?}");
}

#[tokio::test]
async fn of_a_google_workspace_google_is_named() {
    let broker = StandIn::start().await;
    let person = Person::at(&broker);
    let refused = json!({
        "check": "credential", "of": "a", "verdict": "failed", "finding": "credential_refused", "seen": "Google refuses it.",
        "said": { "error": "invalid_client", "number": null, "trace_id": null, "correlation_id": null },
        "who": "hospital_it", "menus": ["Google Cloud console > Google Auth Platform > Clients > …"],
        "advice": "See whether the client 1093.apps.googleusercontent.com is there, and whether the client secret that we use is enabled. If it is not, add a new secret to the client, and put it in at the step Connection.",
        "forward": "Zuiderkruis signs in …",
    });
    let untried = json!({
        "check": "redirect_uri", "of": null, "verdict": "warning", "finding": "redirect_untried",
        "seen": "Whether Google sends people back to us shows only when somebody signs in.", "said": null, "who": "hospital_it",
        "menus": ["Google Cloud console > Google Auth Platform > Clients > …"],
        "advice": "Make a test sign-in. The client 1093.apps.googleusercontent.com must have this redirect URI, exactly as it stands here: https://login.records.example/login/callback/0199c0de",
    });
    let mut all = found(
        &json!("failed"),
        &json!([
            result("metadata", "ok", "Google describes itself, as https://accounts.google.com."),
            result("protocol", "ok", "Google can do what a sign-in needs."),
            result("keys", "ok", "We can verify the tokens of Google by its keys."),
            refused,
            untried,
        ]),
    );
    all["connection"] = json!("google");
    all["provider"] = json!("Google");
    broker.on("POST /organizations/zuiderkruis/connections/google/check", ok(all));
    let ran = person.run(&["connection", "check", "zuiderkruis", "google"]).await;
    assert_eq!(ran.code, 1, "{}", ran.seen());
    insta::assert_snapshot!("connection_check_google", ran.seen());
    assert!(ran.out.lines().all(|line| line.chars().count() <= 80), "{}", ran.out);
}

#[tokio::test]
async fn what_is_in_order_is_said_in_few_words() {
    let broker = StandIn::start().await;
    let person = Person::at(&broker);
    let results =
        json!([result("metadata", "ok", "Microsoft knows the directory."), result("clock", "ok", "The clocks agree.")]);
    broker.on(&format!("POST {CHECK}"), ok(found(&json!("ok"), &results)));
    broker.on(&format!("GET {CHECK}"), ok(found(&Value::Null, &json!([]))));
    let ran = person.run(&TYPED).await;
    assert_eq!(ran.code, 0, "{}", ran.seen());
    insta::assert_snapshot!("connection_check_ok", ran.seen());
    let last = person.run(&[&TYPED[..], &["--last"]].concat()).await;
    assert!(last.code == 0 && last.seen().contains("Nobody has checked it yet"), "{}", last.seen());
    broker.instead(
        &format!("POST {CHECK}"),
        problem(429, "too_often", "the connection was checked too often; wait a minute"),
    );
    assert_eq!(person.run(&TYPED).await.code, 1);
}
