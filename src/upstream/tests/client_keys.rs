//! The keys of applications, at the addresses that they have registered.

use axum::response::{IntoResponse, Redirect};
use serde_json::json;

use crate::domain::reason::Reason;
use crate::upstream::testing::{TestKey, answer, noon, serve, upstream};
use crate::upstream::{Upstream, UpstreamSettings};

#[tokio::test]
async fn no_inward_address_is_asked() {
    let outside = std::sync::Arc::new(Upstream::new(&UpstreamSettings::default()).unwrap());
    for uri in
        ["https://169.254.169.254/keys", "https://10.0.0.1/keys", "https://localhost:1/keys", "http://127.0.0.1:1/keys"]
    {
        let found = outside.client_keys(&uri.parse().unwrap(), None, noon()).await;
        assert_eq!(found.err().map(|error| error.reason), Some(Reason::UpstreamRequestRefused), "{uri}");
    }
}

#[tokio::test]
async fn what_is_no_key_set_is_none() {
    let good = json!({ "keys": [TestKey::first().jwk()] });
    let server = serve(move |path, _| match path {
        "/good" => answer(200, &good),
        "/redirect" => Redirect::temporary("/good").into_response(),
        "/created" => answer(201, &good),
        "/empty" => answer(200, &json!({ "keys": [] })),
        "/unusable" => answer(200, &json!({ "keys": [{ "kty": "oct", "k": "AAAA" }, { "kty": "RSA" }] })),
        "/other" => answer(200, &json!("keys")),
        "/large" => vec![b' '; 64 * 1024 + 1].into_response(),
        _ => "no JSON".into_response(),
    })
    .await;
    let upstream = upstream(&server);
    let ask = async |path: &str| upstream.client_keys(&server.join(path).unwrap(), Some("first"), noon()).await;
    assert!(ask("/good").await.unwrap().has(Some("first")));
    for path in ["/redirect", "/created", "/empty", "/unusable", "/other", "/large", "/text"] {
        let found = ask(path).await;
        assert_eq!(found.err().map(|error| error.reason), Some(Reason::UpstreamAnswerInvalid), "{path}");
    }
}
