use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::response::{IntoResponse, Redirect, Response};
use chrono::{DateTime, TimeDelta, Utc};
use futures_util::future::join_all;
use openidconnect::JsonWebKey;
use serde_json::{Value, json};
use tokio::sync::Notify;
use url::Url;

use crate::domain::reason::Reason;
use crate::upstream::testing::{self, TID, TestKey, answer, entra, metadata, noon, serve};
use crate::upstream::{Upstream, UpstreamError};

/// A directory whose keys can be rolled over, and which can fail.
struct Directory {
    upstream: Arc<Upstream>,
    says: Arc<Says>,
}

struct Says {
    keys: Mutex<Vec<Value>>,
    fails: Mutex<bool>,
    documents: AtomicUsize,
    key_sets: AtomicUsize,
    key_set_sent: Notify,
    authority: Mutex<String>,
}

impl Directory {
    async fn open() -> Self {
        let says = Arc::new(Says {
            keys: Mutex::new(vec![TestKey::first().jwk()]),
            fails: Mutex::new(false),
            documents: AtomicUsize::new(0),
            key_sets: AtomicUsize::new(0),
            key_set_sent: Notify::new(),
            authority: Mutex::default(),
        });
        let shared = Arc::clone(&says);
        let server = serve(move |path, _| shared.answer(path)).await;
        *says.authority.lock().unwrap() = server.to_string();
        Self { upstream: testing::upstream(&server), says }
    }

    fn rolls_over(&self) {
        *self.says.keys.lock().unwrap() = vec![TestKey::second().jwk()];
    }

    fn fails(&self, fails: bool) {
        *self.says.fails.lock().unwrap() = fails;
    }

    async fn ask(&self, kid: &str, now: DateTime<Utc>) -> Result<Vec<String>, UpstreamError> {
        let keys = self.upstream.keys_of_directory(&entra(&self.upstream), TID, kid, now).await?;
        Ok(keys.keys().iter().map(|key| key.key_id().unwrap().to_string()).collect())
    }

    /// Waits until a key set was sent; a test that waits in vain fails.
    async fn key_set_sent(&self) {
        tokio::time::timeout(Duration::from_secs(30), self.says.key_set_sent.notified()).await.unwrap();
    }

    /// How often metadata and key set were read.
    fn readings(&self) -> (usize, usize) {
        (self.says.documents.load(Ordering::SeqCst), self.says.key_sets.load(Ordering::SeqCst))
    }
}

impl Says {
    fn answer(&self, path: &str) -> Response {
        let document = path == format!("/{TID}/v2.0/.well-known/openid-configuration");
        let counter = if document { &self.documents } else { &self.key_sets };
        counter.fetch_add(1, Ordering::SeqCst);
        if *self.fails.lock().unwrap() {
            return answer(500, &json!({ "error": "server_error" }));
        }
        if document {
            return answer(200, &metadata(&self.authority.lock().unwrap(), TID));
        }
        assert_eq!(path, format!("/{TID}/discovery/v2.0/keys"));
        self.key_set_sent.notify_one();
        answer(200, &json!({ "keys": *self.keys.lock().unwrap() }))
    }
}

#[tokio::test]
async fn twenty_at_once_read_once_and_nobody_reads_again() {
    let directory = Directory::open().await;
    let found = join_all((0..20).map(|_| directory.ask("first", noon()))).await;
    assert!(found.into_iter().all(|keys| keys.unwrap() == ["first"]));
    assert_eq!(directory.readings(), (1, 1));
    directory.ask("first", noon() + TimeDelta::minutes(59)).await.unwrap();
    assert_eq!(directory.readings(), (1, 1));
}

#[tokio::test]
async fn an_outage_is_shared_by_those_who_wait_and_leaves_no_mark() {
    let directory = Directory::open().await;
    directory.fails(true);
    let found = join_all((0..20).map(|_| directory.ask("first", noon()))).await;
    assert!(found.into_iter().all(|keys| keys.unwrap_err().reason == Reason::UpstreamUnavailable));
    assert_eq!(directory.readings(), (1, 0));
    // Without keys there is nothing to wait with: the next one asks again.
    directory.fails(false);
    assert_eq!(directory.ask("first", noon()).await.unwrap(), ["first"]);
}

#[tokio::test]
async fn an_unknown_key_id_is_looked_for_once_in_five_minutes() {
    let directory = Directory::open().await;
    directory.ask("first", noon()).await.unwrap();
    directory.rolls_over();
    for seconds in [1, 100, 299] {
        assert_eq!(directory.ask("second", noon() + TimeDelta::seconds(seconds)).await.unwrap(), ["first"]);
    }
    assert_eq!(directory.readings(), (1, 1));
    let later = noon() + TimeDelta::seconds(300);
    let found = join_all((0..20).map(|_| directory.ask("second", later))).await;
    assert!(found.into_iter().all(|keys| keys.unwrap() == ["second"]));
    assert_eq!(directory.readings(), (2, 2));
    // A stream of forged ids is none at Microsoft.
    for forged in 0..100 {
        directory.ask(&forged.to_string(), later + TimeDelta::seconds(forged)).await.unwrap();
    }
    assert_eq!(directory.readings(), (2, 2));
}

#[tokio::test]
async fn while_a_reading_fails_the_old_keys_serve() {
    let directory = Directory::open().await;
    directory.ask("first", noon()).await.unwrap();
    directory.fails(true);
    directory.rolls_over();
    let later = noon() + TimeDelta::minutes(10);
    assert_eq!(directory.ask("second", later).await.unwrap(), ["first"]);
    assert_eq!(directory.readings(), (2, 1));
    // For half a minute nobody tries again; then the hiccup is over, and nobody is shut out for longer.
    directory.fails(false);
    assert_eq!(directory.ask("second", later + TimeDelta::seconds(29)).await.unwrap(), ["first"]);
    assert_eq!(directory.readings(), (2, 1));
    assert_eq!(directory.ask("second", later + TimeDelta::seconds(30)).await.unwrap(), ["second"]);
}

#[tokio::test]
async fn after_an_hour_the_keys_are_read_behind_the_sign_in() {
    let directory = Directory::open().await;
    directory.ask("first", noon()).await.unwrap();
    directory.key_set_sent().await;
    directory.rolls_over();
    let later = noon() + TimeDelta::minutes(61);
    let found = join_all((0..20).map(|_| directory.ask("first", later))).await;
    assert!(found.into_iter().all(|keys| keys.unwrap() == ["first"]), "nobody waits");
    directory.key_set_sent().await;
    // Whoever asks for the new key now waits for the reading that is under way, or finds it ended.
    assert_eq!(directory.ask("second", later).await.unwrap(), ["second"]);
    assert_eq!(directory.readings(), (2, 2));
}

#[tokio::test]
async fn after_a_day_the_keys_are_read_before_they_are_used() {
    let directory = Directory::open().await;
    directory.ask("first", noon()).await.unwrap();
    directory.rolls_over();
    // The first key was withdrawn meanwhile: it must not be believed.
    assert_eq!(directory.ask("first", noon() + TimeDelta::hours(25)).await.unwrap(), ["second"]);
    // But where it cannot be known, the last that was known serves, and one failure is not waited for twice.
    directory.fails(true);
    for seconds in [0, 29] {
        let later = noon() + TimeDelta::hours(72) + TimeDelta::seconds(seconds);
        assert_eq!(directory.ask("second", later).await.unwrap(), ["second"]);
    }
    assert_eq!(directory.readings(), (3, 2));
}

async fn refused(document: impl Fn(&Url) -> Response + Send + Sync + 'static, keys: Value) -> UpstreamError {
    let authority: Arc<Mutex<Option<Url>>> = Arc::default();
    let shared = Arc::clone(&authority);
    let server = serve(move |path, _| {
        let authority = shared.lock().unwrap().clone().unwrap();
        if path.ends_with("openid-configuration") { document(&authority) } else { answer(200, &keys) }
    })
    .await;
    *authority.lock().unwrap() = Some(server.clone());
    let upstream = testing::upstream(&server);
    upstream.keys_of_directory(&entra(&upstream), TID, "first", noon()).await.unwrap_err()
}

#[tokio::test]
async fn a_document_that_is_not_the_directorys_is_refused() {
    let keys = json!({ "keys": [TestKey::first().jwk()] });
    for (name, value) in [
        ("issuer", "https://login.microsoftonline.com/{tenantid}/v2.0"),
        ("issuer", "https://login.microsoftonline.com/99999999-9999-4999-8999-999999999999/v2.0"),
        ("issuer", ""),
        ("jwks_uri", "https://evil.example/keys"),
        ("jwks_uri", "http://169.254.169.254/latest"),
        ("jwks_uri", "file:///etc/passwd"),
        ("token_endpoint", "https://evil.example/token"),
        ("authorization_endpoint", "https://evil.example/authorize"),
    ] {
        let error = refused(
            move |authority| {
                let mut document = metadata(authority.as_str(), TID);
                document[name] = json!(value);
                answer(200, &document)
            },
            keys.clone(),
        )
        .await;
        assert_eq!(error.reason, Reason::UpstreamAnswerInvalid, "{name} {value}");
    }
}

#[tokio::test]
async fn what_is_no_document_is_refused() {
    let keys = json!({ "keys": [TestKey::first().jwk()] });
    let html = refused(|_| axum::response::Html("<html>").into_response(), keys.clone()).await;
    assert_eq!(html.reason, Reason::UpstreamAnswerInvalid);
    let list = refused(|_| answer(200, &json!([])), keys.clone()).await;
    assert_eq!(list.reason, Reason::UpstreamAnswerInvalid);
    let redirect = refused(|_| Redirect::temporary("/keys").into_response(), keys.clone()).await;
    assert_eq!(redirect.reason, Reason::UpstreamAnswerInvalid);
    let large = refused(|_| answer(200, &json!({ "issuer": "x".repeat(1 << 20) })), keys.clone()).await;
    assert_eq!(large.reason, Reason::UpstreamAnswerInvalid);
    let unknown = json!({ "error": "invalid_tenant", "error_description": "AADSTS90002: Tenant not found.", "error_codes": [90002] });
    let unknown = refused(move |_| answer(400, &unknown), keys).await;
    assert_eq!(unknown.reason, Reason::UpstreamRequestRefused);
    assert_eq!(unknown.entra.unwrap().codes, [90002]);
}

#[tokio::test]
async fn a_set_without_a_usable_key_is_refused() {
    let mut consumers = TestKey::first().jwk();
    consumers["issuer"] = json!("https://login.microsoftonline.com/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0");
    for keys in [json!({ "keys": [] }), json!({ "keys": [{ "kty": "EC" }] }), json!({ "keys": [consumers] }), json!({})]
    {
        let said = format!("{keys}");
        let error = refused(|authority| answer(200, &metadata(authority.as_str(), TID)), keys).await;
        assert_eq!(error.reason, Reason::UpstreamAnswerInvalid, "{said}");
    }
}
