//! `anteroomctl status` as support staff run it, against a small broker of the test's own.

use axum::response::Redirect;
use axum::routing::get;
use axum::{Json, Router};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use super::person::{Person, Ran};

async fn run(arguments: &[&str]) -> Ran {
    Person::nobody().run(arguments).await
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
    let ran = run(&["status", "--url", &base]).await;
    insta::assert_snapshot!(ran.seen().replace(&base, "http://broker"));
}

#[tokio::test]
async fn the_address_may_come_from_the_environment() {
    let base = broker(|_| ()).await;
    let status = Person::nobody().with("ANTEROOM_URL", &base).run(&["status", "--output", "json"]).await.json();
    assert_eq!(status["url"], json!(base));
    assert_eq!(status["healthy"], json!(true));
    assert_eq!(status["keys"][0]["alg"], "ES256");
}

#[tokio::test]
async fn a_foreign_issuer_is_wrong_and_drives_no_terminal() {
    let base = broker(|configuration| configuration["issuer"] = json!("https://evil.example/\u{1b}[2J")).await;
    let ran = run(&["status", "--url", &base]).await;
    assert_eq!(ran.code, 1);
    assert!(ran.seen().contains("evil.example"));
}

#[tokio::test]
async fn keys_elsewhere_are_not_asked_for() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let elsewhere = format!("http://localhost:{}/keys", listener.local_addr().unwrap().port());
    let base = broker(|configuration| configuration["jwks_uri"] = json!(elsewhere)).await;
    assert_eq!(run(&["status", "--url", &base]).await.code, 1);
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
        let ran = run(&["status", "--url", &base]).await;
        assert_eq!(ran.code, 1);
        assert!(ran.seen().contains(expected), "{}", ran.seen());
    }
}

#[tokio::test]
async fn nobody_there_is_another_exit_code() {
    let ran = run(&["status", "--url", &nobody().await, "--output", "json"]).await;
    assert_eq!(ran.code, 3);
    let status: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(status["reachable"], json!(false));
    assert!(status["checks"][0]["detail"].as_str().unwrap().contains("refused"), "{status}");
}

/// An address where nobody is.
pub async fn nobody() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    format!("http://127.0.0.1:{}", listener.local_addr().unwrap().port())
}
