//! Somebody who is told: an HTTP server that takes messages, verifies them as Standard Webhooks says, and has bad moments.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration as Pause;

use aws_lc_rs::{constant_time, hmac};
use axum::Router;
use axum::body::Bytes;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderMap, StatusCode};
use serde_json::Value;
use tokio::net::TcpListener;

/// A message as it arrived.
#[derive(Clone, Debug)]
pub struct Message {
    pub id: String,
    pub at: i64,
    signature: String,
    pub body: String,
}

impl Message {
    fn read(headers: &HeaderMap, body: &Bytes) -> Self {
        let header = |name: &str| headers[name].to_str().unwrap().to_owned();
        assert_eq!(header("content-type"), "application/json");
        assert!(header("user-agent").starts_with("anteroom/"));
        Self {
            id: header("webhook-id"),
            at: header("webhook-timestamp").parse().unwrap(),
            signature: header("webhook-signature"),
            body: String::from_utf8(body.to_vec()).unwrap(),
        }
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    /// What it tells of.
    pub fn kind(&self) -> String {
        self.json()["type"].as_str().unwrap().to_owned()
    }

    /// How many signatures it has.
    pub fn signatures(&self) -> usize {
        self.signature.split(' ').count()
    }

    /// Whether whoever knows this secret takes it for ours.
    pub fn is_signed_by(&self, secret: &str) -> bool {
        verify(secret, &self.id, self.at, &self.signature, &self.body)
    }
}

/// The specification's words, one after the other ("Verifying webhook authenticity").
fn verify(secret: &str, id: &str, at: i64, header: &str, body: &str) -> bool {
    let key = STANDARD.decode(secret.strip_prefix("whsec_").unwrap()).unwrap();
    let signed = format!("{id}.{at}.{body}");
    let expected = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &key), signed.as_bytes());
    header.split(' ').any(|signature| {
        let (version, signature) = signature.split_once(',').unwrap();
        let signature = STANDARD.decode(signature).unwrap();
        version == "v1" && constant_time::verify_slices_are_equal(&signature, expected.as_ref()).is_ok()
    })
}

/// How a message is answered.
#[derive(Clone, Debug)]
pub enum Reply {
    Status(u16),
    /// Not now: come back then.
    Later(u16, String),
    /// Elsewhere.
    Redirect(String),
    /// With an endless body.
    Endless(u16),
    /// Never.
    Hang,
}

#[derive(Default)]
struct Inner {
    messages: Vec<Message>,
    replies: VecDeque<Reply>,
    /// From now on, once there are no replies left.
    usual: Option<Reply>,
    at_once: usize,
    most_at_once: usize,
}

/// The receiver.
#[derive(Clone)]
pub struct Receiver {
    pub url: String,
    inner: Arc<Mutex<Inner>>,
}

impl Receiver {
    /// One that takes everything.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/hook", listener.local_addr().unwrap());
        let receiver = Self { url, inner: Arc::default() };
        let router = Router::new().fallback(take).with_state(receiver.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        receiver
    }

    /// Answers the next messages so.
    pub fn replies(&self, replies: impl IntoIterator<Item = Reply>) {
        self.inner.lock().unwrap().replies.extend(replies);
    }

    /// Answers every message so from now on.
    pub fn always(&self, reply: Reply) {
        self.inner.lock().unwrap().usual = Some(reply);
    }

    /// What has come, however often.
    pub fn all(&self) -> Vec<Message> {
        self.inner.lock().unwrap().messages.clone()
    }

    /// What has come of a type, once there are as many as these.
    pub async fn of(&self, kind: &str, at_least: usize) -> Vec<Message> {
        for _ in 0..1_500 {
            let found: Vec<_> = self.all().into_iter().filter(|message| message.kind() == kind).collect();
            if found.len() >= at_least {
                return found;
            }
            tokio::time::sleep(Pause::from_millis(10)).await;
        }
        panic!("there are no {at_least} of {kind}: {:#?}", self.all());
    }

    /// How many messages were under way to it at once, at most.
    pub fn most_at_once(&self) -> usize {
        self.inner.lock().unwrap().most_at_once
    }
}

async fn take(State(receiver): State<Receiver>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    assert_eq!(parts.method, http::Method::POST);
    let body = axum::body::to_bytes(body, 1024 * 1024).await.unwrap();
    let reply = {
        let mut inner = receiver.inner.lock().unwrap();
        inner.messages.push(Message::read(&parts.headers, &body));
        inner.at_once += 1;
        inner.most_at_once = inner.most_at_once.max(inner.at_once);
        inner.replies.pop_front().or_else(|| inner.usual.clone()).unwrap_or(Reply::Status(204))
    };
    let _leaving = Leaving(&receiver);
    let status = |status: u16| StatusCode::from_u16(status).unwrap();
    match reply {
        Reply::Status(code) => (status(code), "whatever was said").into_response(),
        Reply::Later(code, when) => (status(code), [(http::header::RETRY_AFTER, when)]).into_response(),
        Reply::Redirect(to) => (StatusCode::TEMPORARY_REDIRECT, [(http::header::LOCATION, to)]).into_response(),
        Reply::Endless(code) => {
            let pieces =
                futures_util::stream::repeat_with(|| Ok::<_, std::io::Error>(Bytes::from_static(&[b'x'; 512])));
            (status(code), axum::body::Body::from_stream(pieces)).into_response()
        }
        Reply::Hang => std::future::pending().await,
    }
}

/// Counts a message out, however it ends: one that hangs is dropped when the broker hangs up.
struct Leaving<'a>(&'a Receiver);

impl Drop for Leaving<'_> {
    fn drop(&mut self) {
        self.0.inner.lock().unwrap().at_once -= 1;
    }
}

#[test]
fn the_receiver_verifies_as_the_reference_libraries_do() {
    let (secret, id) = ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek");
    let body = r#"{"test": 2432232314}"#;
    let header = "v2,AAAA v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
    assert!(verify(secret, id, 1_614_265_330, header, body));
    assert!(!verify(secret, id, 1_614_265_331, header, body));
    assert!(!verify(secret, "msg_other", 1_614_265_330, header, body));
    assert!(!verify(secret, id, 1_614_265_330, header, r#"{"test": 2432232315}"#));
    assert!(!verify("whsec_AAAA", id, 1_614_265_330, header, body));
}
