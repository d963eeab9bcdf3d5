//! `anteroomctl status` as support staff run it, against a small broker of the test's own.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::process::{Command, Output};

use axum::response::Redirect;
use axum::routing::get;
use axum::{Json, Router};
use serde_json::{Value, json};
use tokio::net::TcpListener;

const COMMAND: &str = env!("CARGO_BIN_EXE_anteroomctl");

/// Runs the command without what the tester's own environment says.
async fn run(arguments: &[&str], environment: &[(&str, &str)]) -> Output {
    let arguments: Vec<String> = arguments.iter().map(ToString::to_string).collect();
    let mut command = Command::new(COMMAND);
    command.args(arguments).env_remove("ANTEROOM_URL").envs(environment.iter().copied());
    tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn configuration(base: &str) -> Value {
    json!({
        "issuer": base,
        "authorization_endpoint": format!("{base}/oauth2/authorize"),
        "token_endpoint": format!("{base}/oauth2/token"),
        "userinfo_endpoint": format!("{base}/oauth2/userinfo"),
        "jwks_uri": format!("{base}/oauth2/jwks"),
        "code_challenge_methods_supported": ["S256"],
        "id_token_signing_alg_values_supported": ["ES256"],
    })
}

/// A broker whose configuration `change` has been at; its address.
async fn broker(change: impl FnOnce(&mut Value)) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://localhost:{}", listener.local_addr().unwrap().port());
    let mut configuration = configuration(&base);
    change(&mut configuration);
    let kid = "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs";
    let keys = json!({ "keys": [{ "kid": kid, "alg": "ES256", "kty": "EC", "use": "sig" }] });
    let router = Router::new()
        .route("/.well-known/openid-configuration", get(|| async { Json(configuration) }))
        .route("/oauth2/jwks", get(|| async { Json(keys) }));
    serve(listener, router);
    base
}

fn serve(listener: TcpListener, router: Router) {
    tokio::spawn(async move { axum::serve(listener, router).await });
}

#[tokio::test]
async fn a_good_broker_is_well() {
    let base = broker(|_| ()).await;
    let output = run(&["status", "--url", &base], &[]).await;
    let shown = text(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{shown}");
    assert!(shown.contains("all is well"), "{shown}");
    assert!(shown.contains("is the address asked"), "{shown}");
    assert!(shown.contains("NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"), "{shown}");
    assert!(!shown.contains('\u{1b}'), "colour where there is no terminal");
    assert!(shown.lines().all(|line| line.chars().count() <= 80), "{shown}");
}

#[tokio::test]
async fn the_address_may_come_from_the_environment() {
    let base = broker(|_| ()).await;
    let output = run(&["status", "--output", "json"], &[("ANTEROOM_URL", &base)]).await;
    assert_eq!(output.status.code(), Some(0));
    let status: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(status["url"], json!(base));
    assert_eq!(status["healthy"], json!(true));
    assert_eq!(status["keys"][0]["alg"], "ES256");
}

#[tokio::test]
async fn a_foreign_issuer_is_wrong_and_drives_no_terminal() {
    let base = broker(|configuration| configuration["issuer"] = json!("https://evil.example/\u{1b}[2J")).await;
    let output = run(&["status", "--url", &base], &[]).await;
    let shown = text(&output.stdout);
    assert_eq!(output.status.code(), Some(1), "{shown}");
    assert!(shown.contains("evil.example"), "{shown}");
    assert!(!shown.contains('\u{1b}'), "an answer drives the terminal");
}

#[tokio::test]
async fn keys_elsewhere_are_not_asked_for() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let elsewhere = format!("http://localhost:{}/keys", listener.local_addr().unwrap().port());
    let base = broker(|configuration| configuration["jwks_uri"] = json!(elsewhere)).await;
    let output = run(&["status", "--url", &base], &[]).await;
    assert_eq!(output.status.code(), Some(1));
    let nobody = tokio::select! {
        biased;
        _ = listener.accept() => false,
        () = std::future::ready(()) => true,
    };
    assert!(nobody, "an answer made us ask somebody else");
}

#[tokio::test]
async fn what_is_no_broker_is_wrong() {
    let answers = [
        (Router::new(), "404"),
        (Router::new().fallback(|| async { "<html>" }), "does not answer JSON"),
        (Router::new().fallback(|| async { "[".repeat(300 * 1024) }), "more than"),
        (Router::new().fallback(|| async { Redirect::to("https://elsewhere.example/") }), "303"),
    ];
    for (router, expected) in answers {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://localhost:{}", listener.local_addr().unwrap().port());
        serve(listener, router);
        let output = run(&["status", "--url", &base], &[]).await;
        let shown = text(&output.stdout);
        assert_eq!(output.status.code(), Some(1), "{shown}");
        assert!(shown.contains(expected), "{shown}");
    }
}

#[tokio::test]
async fn nobody_there_is_another_exit_code() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://127.0.0.1:{}", listener.local_addr().unwrap().port());
    drop(listener);
    let output = run(&["status", "--url", &base, "--output", "json"], &[]).await;
    assert_eq!(output.status.code(), Some(3));
    let status: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(status["reachable"], json!(false));
    assert!(status["checks"][0]["detail"].as_str().unwrap().contains("refused"), "{status}");
}

#[tokio::test]
async fn wrong_use_is_told_from_the_rest() {
    for arguments in [
        &["status"][..],
        &["status", "--url", "http://login.example"],
        &["status", "--url", "https://login.example/path"],
        &["status", "--url", "https://login.example", "--output", "xml"],
        &["sign-in"],
        &[],
    ] {
        let output = run(arguments, &[]).await;
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(!output.stderr.is_empty(), "{arguments:?}");
    }
}

#[tokio::test]
async fn shells_can_complete_it() {
    for shell in ["bash", "fish", "zsh"] {
        let output = run(&["completions", shell], &[]).await;
        assert_eq!(output.status.code(), Some(0));
        assert!(text(&output.stdout).contains("anteroomctl"), "{shell}");
    }
}
