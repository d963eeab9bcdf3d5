//! What goes wrong, how it is said, and with which exit code.

use std::fmt::Write;

use axum::Router;
use axum::routing::get;
use serde_json::json;
use tokio::net::TcpListener;

use super::person::Person;
use super::stand_in::{StandIn, ok, problem, text};
use super::status::nobody;

#[tokio::test]
async fn wrong_use_is_told_from_the_rest() {
    let person = Person::nobody();
    let mut seen = String::new();
    for arguments in [
        &[][..],
        &["invitation"],
        &["invite", "st-janshof"],
        &["org"],
        &["org", "show"],
        &["org", "list", "--output", "xml"],
        &["org", "list", "--url", "http://login.example"],
        &["org", "list", "--url", "https://login.example/path"],
        &["org", "list", "--url", "https://login.example", "--profile", "test"],
        &["org", "list"],
        &["org", "list", "--url", "http://localhost:1"],
        &["flag", "set", "st-janshof", "sso"],
        &["flag", "set", "st-janshof", "sso", "maybe", "--reason", "x"],
        &["flag", "set", "st-janshof", "sso", "on", "--reason", "x", "--at", "2027-01-11T08:00"],
        &["flag", "rollout", "start", "sso", "on", "--reason", "x"],
        &["sign-in", "list", "st-janshof", "--since", "yesterday"],
        &["explain"],
        &["explain", "a.devries@st-janshof.example"],
        &["explain", "--aadsts", "50105", "--sign-in", "1"],
        &["explain", "--aadsts", "none"],
        &["session", "end", "st-janshof"],
        &["domain", "add", "st-janshof", "st-janshof.example", "--proven"],
        &["domain", "prove", "st-janshof", "st-janshof.example"],
        &["connection", "create", "st-janshof", "entra", "--tid", "st-janshof.example"],
        &["connection", "credential", "set", "st-janshof", "entra"],
        &["connection", "credential", "set", "st-janshof", "entra", "--certificate", "a.crt"],
        &["connection", "credential", "remove", "st-janshof", "entra", "c"],
        &["user", "create", "st-janshof", "a@b.example", "--name", "A", "--kind", "nurse"],
        &["user", "change", "st-janshof", "a@b.example", "--role", "a", "--no-roles"],
    ] {
        let ran = person.run(arguments).await;
        assert_eq!(ran.code, 2, "{arguments:?}");
        assert!(ran.out.is_empty(), "{arguments:?}");
        let _ = writeln!(seen, "$ anteroomctl {}\n{}", arguments.join(" "), ran.seen());
    }
    let home = person.path("").display().to_string();
    insta::assert_snapshot!(seen.replace(home.trim_end_matches('/'), "~"));
}

#[tokio::test]
async fn what_cannot_be_done_here_is_wrong_use_too() {
    let broker = StandIn::start().await;
    let person = Person::at(&broker);
    person.write("empty.csv", "email,name\n");
    person.write("empty.txt", "\n");
    let versions = json!({ "items": [{ "number": 1, "state": "active", "entra": { "allow_guests": true } }] });
    broker.on("GET /organizations/st-janshof/connections/entra/versions", ok(versions));
    let credential = ["connection", "credential", "set", "st-janshof", "entra"];
    let credential = |rest: &[&'static str]| [&credential[..], rest].concat();
    person.write("none.txt", "# nobody\n");
    let mut seen = String::new();
    for arguments in [
        &["org", "show", ".."][..],
        &["org", "show", ""],
        &["org", "change", "st-janshof"],
        &["user", "change", "st-janshof", "a@b.example"],
        &["domain", "change", "st-janshof", "st-janshof.example", "--reason", "x"],
        &["connection", "change", "st-janshof", "entra", "--reason", "x"],
        &credential(&["--client-secret", "--expires-at", "2027-10-01T00:00Z", "--from", "empty.txt"]),
        &credential(&["--client-secret", "--expires-at", "2027-10-01T00:00Z"]),
        &credential(&["--certificate", "nowhere.crt", "--private-key", "nowhere.key"]),
        &["user", "import", "st-janshof", "nowhere.csv", "--yes"],
        &["user", "import", "st-janshof", "empty.csv", "--yes"],
        &["flag", "rollout", "start", "sso", "on", "--reason", "x", "--from", "none.txt"],
    ] {
        let ran = person.run(arguments).await;
        assert_eq!(ran.code, 2, "{arguments:?}: {}", ran.err);
        let _ = writeln!(seen, "$ anteroomctl {}\n{}", arguments.join(" "), ran.seen());
    }
    assert!(broker.changes().is_empty());
    insta::assert_snapshot!(seen);
}

#[tokio::test]
async fn what_the_broker_refuses_is_told_in_its_words() {
    let mut seen = String::new();
    let fields = json!({ "status": 422, "code": "invalid_request", "detail": "x", "errors": [
        { "field": "name", "detail": "1 to 200 characters" },
        { "field": "accent", "detail": "white text on this colour has a contrast of 1.5 to 1, and 4.5 is the least" },
    ]});
    for (answer, name) in [
        (problem(401, "unauthorized", "send a token of your own"), "a token that is none"),
        (problem(403, "role_too_low", "this needs the role operator; yours is support"), "a role too low"),
        (problem(404, "not_found", "there is no such organization"), "nothing there"),
        (problem(409, "no_recent_sign_in", &"nobody has signed in lately; ".repeat(8)), "a long one"),
        (problem(422, "x", "\u{1b}[2J\u{202e}evil"), "one that would drive the terminal"),
        (ok(fields).status(422), "fields"),
        (text("<html>").status(502), "no problem document"),
        (text("<html>"), "no JSON"),
    ] {
        let broker = StandIn::start().await;
        broker.on("GET /organizations/st-janshof", answer);
        let ran = Person::at(&broker).run(&["org", "show", "st-janshof"]).await;
        assert_eq!(ran.code, 1, "{name}");
        let _ = writeln!(seen, "# {name}\n{}", ran.seen());
    }
    insta::assert_snapshot!(seen);
}

#[tokio::test]
async fn nobody_there_is_another_exit_code() {
    let person = Person::nobody().with("ANTEROOM_TOKEN", "x").with("ANTEROOM_URL", &nobody().await);
    for arguments in [&["org", "list"][..], &["me"], &["login"], &["org", "remove", "st-janshof", "--yes"]] {
        let ran = person.run(arguments).await;
        assert_eq!(ran.code, 3, "{arguments:?}");
        assert!(ran.seen().starts_with("! anteroomctl: the broker cannot be reached: "), "{}", ran.seen());
    }
}

#[tokio::test]
async fn a_lost_answer_is_not_taken_for_a_refusal() {
    // Takes what is sent and hangs up.
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://localhost:{}", listener.local_addr().unwrap().port());
    tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            stream.readable().await.unwrap();
        }
    });
    let person = Person::nobody().with("ANTEROOM_TOKEN", "x").with("ANTEROOM_URL", &url);
    let ran = person.run(&["session", "end", "st-janshof", "01966b3e", "--yes"]).await;
    assert_eq!(ran.code, 3);
    assert!(ran.seen().contains("it may have been done or not"), "{}", ran.seen());
    let ran = person.run(&["org", "create", "st-janshof", "--name", "St. Janshof", "--idempotency-key", "k1"]).await;
    assert_eq!(ran.code, 3);
    assert!(ran.said().contains("--idempotency-key k1"), "{}", ran.err);
    let ran = person.run(&["org", "list"]).await;
    assert_eq!(ran.code, 3);
    assert!(ran.said().contains("nothing was changed"), "{}", ran.err);
}

#[tokio::test]
async fn a_broker_that_is_busy_is_asked_again() {
    let broker = StandIn::start().await;
    broker.on("GET /organizations", problem(503, "unavailable", "try again"));
    broker.on("GET /organizations", problem(429, "too_many", "try again").with("retry-after", "0"));
    broker.on("GET /organizations", ok(json!({ "items": [] })));
    broker.on("POST /organizations", problem(503, "unavailable", "try again"));
    broker.on("POST /organizations", ok(json!({ "slug": "st-janshof" })).status(201));
    broker.on("POST /organizations/st-janshof/break-glass/1/approve", problem(503, "unavailable", "try again later"));
    let person = Person::at(&broker);
    assert_eq!(person.run(&["org", "list"]).await.code, 0);
    assert_eq!(person.run(&["org", "create", "st-janshof", "--name", "St. Janshof"]).await.code, 0);
    let asked = broker.asked("POST /organizations");
    assert_eq!(asked.len(), 2);
    assert_eq!(asked[0].header("idempotency-key"), asked[1].header("idempotency-key"));
    // What may have been done is not done again.
    let ran = person.run(&["break-glass", "approve", "st-janshof", "1", "--yes"]).await;
    assert_eq!((ran.code, broker.asked("POST /organizations/st-janshof/break-glass/1/approve").len()), (1, 1));
}

#[tokio::test]
async fn the_token_is_taken_nowhere_else() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let elsewhere = format!("http://localhost:{}/", listener.local_addr().unwrap().port());
    let broker = StandIn::start().await;
    broker.on("GET /organizations", text("").status(307).with("location", &elsewhere));
    let ran = Person::at(&broker).run(&["org", "list"]).await;
    assert_eq!(ran.code, 1);
    assert!(tokio::time::timeout(std::time::Duration::from_millis(50), listener.accept()).await.is_err());
    assert!(!ran.seen().contains("anteroom_admin_secret"));
    assert_eq!(broker.seen()[0].header("authorization"), "Bearer anteroom_admin_secret");
}

#[tokio::test]
async fn an_answer_without_end_is_not_read_to_it() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://localhost:{}", listener.local_addr().unwrap().port());
    let router = Router::new().fallback(get(|| async { "[".repeat(17 * 1024 * 1024) }));
    tokio::spawn(async move { axum::serve(listener, router).await });
    let person = Person::nobody().with("ANTEROOM_TOKEN", "x").with("ANTEROOM_URL", &url);
    let ran = person.run(&["org", "list"]).await;
    assert_eq!((ran.code, ran.said().contains("too long")), (1, true));
}

#[tokio::test]
async fn whoever_reads_only_the_first_lines_has_seen_enough() {
    let broker = StandIn::start().await;
    let items: Vec<_> = (0..20_000).map(|number| json!({ "slug": format!("hospital-{number}") })).collect();
    broker.on("GET /organizations", ok(json!({ "items": items })));
    let person = Person::at(&broker);
    let line =
        format!("{} org list --limit 100000 | head -1; exit ${{PIPESTATUS[0]}}", env!("CARGO_BIN_EXE_anteroomctl"));
    let ran = person.run_shell(&line).await;
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
}
