use std::net::Ipv4Addr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::response::{IntoResponse, Redirect};
use futures_util::stream;
use http::Method;
use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse};
use serde_json::json;
use tokio::io::AsyncReadExt;
use tokio::net::TcpListener;
use url::Url;

use crate::upstream::UpstreamSettings;
use crate::upstream::outbound::{Outbound, OutboundError};
use crate::upstream::testing::{answer, serve, settings};

fn request(method: Method, url: &str) -> HttpRequest {
    http::Request::builder().method(method).uri(url).body(b"code=c".to_vec()).unwrap()
}

async fn ask(settings: &UpstreamSettings, method: Method, url: &str) -> Result<HttpResponse, OutboundError> {
    let outbound = Outbound::new(settings).unwrap();
    let within = outbound.within(&url.parse().unwrap(), 1024);
    within.call(request(method, url)).await
}

#[tokio::test]
async fn no_inward_address_is_reached_by_number_or_by_name() {
    for url in [
        "https://169.254.169.254/latest/meta-data",
        "https://[fd00:ec2::254]/",
        "https://[::1]/",
        "https://[::ffff:169.254.169.254]/",
        "https://[64:ff9b::a9fe:a9fe]/",
        "https://127.0.0.1:1/",
        // Other spellings of 127.0.0.1, which a URL parser makes into it.
        "https://2130706433/",
        "https://0x7f.1/",
        "https://017700000001/",
        "https://10.0.0.1/",
        "https://0.0.0.0/",
        // A name that the resolver answers with an inward address.
        "https://localhost:1/",
        // Without TLS anybody on the way answers.
        "http://20.190.160.1/",
        "http://login.microsoftonline.com/",
    ] {
        let answer = ask(&UpstreamSettings::default(), Method::GET, url).await;
        assert_eq!(answer.err(), Some(OutboundError::Forbidden), "{url}");
    }
}

#[tokio::test]
async fn nothing_but_the_authoritys_origin_is_reached() {
    let server = serve(|_, _| answer(200, &json!({}))).await;
    let outbound = Outbound::new(&settings(&server)).unwrap();
    let within = outbound.within(&server, 1024);
    assert!(within.call(request(Method::GET, server.as_str())).await.is_ok());
    let other = serve(|_, _| answer(200, &json!({}))).await;
    let named = server.as_str().replace("127.0.0.1", "localhost");
    for elsewhere in [other.as_str(), named.as_str(), "https://evil.example/"] {
        let answer = within.call(request(Method::GET, elsewhere)).await;
        assert_eq!(answer.err(), Some(OutboundError::Forbidden), "{elsewhere}");
    }
}

#[tokio::test]
async fn a_redirect_is_an_answer_and_not_a_way() {
    let followed = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&followed);
    let server = serve(move |path, _| {
        if path == "/elsewhere" {
            counter.fetch_add(1, Ordering::SeqCst);
        }
        Redirect::temporary("/elsewhere").into_response()
    })
    .await;
    for method in [Method::GET, Method::POST] {
        let answer = ask(&settings(&server), method, server.as_str()).await.unwrap();
        assert_eq!(answer.status(), 307);
    }
    assert_eq!(followed.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn an_answer_has_a_greatest_size() {
    let server = serve(|path, _| match path {
        "/fits" => vec![b' '; 1024].into_response(),
        "/large" => vec![b' '; 1025].into_response(),
        // Without a length, and without an end.
        _ => Body::from_stream(stream::repeat_with(|| Ok::<_, std::io::Error>(Bytes::from_static(&[b' '; 100]))))
            .into_response(),
    })
    .await;
    let at = |path: &str| server.join(path).unwrap().to_string();
    let body = ask(&settings(&server), Method::GET, &at("/fits")).await.unwrap().into_body();
    assert_eq!(body.len(), 1024);
    for path in ["/large", "/endless"] {
        let answer = ask(&settings(&server), Method::GET, &at(path)).await;
        assert_eq!(answer.err(), Some(OutboundError::TooLarge), "{path}");
    }
}

/// A server that reads a request and hangs up.
async fn hangs_up() -> (Url, Arc<AtomicUsize>) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap()).parse().unwrap();
    let requests = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&requests);
    tokio::spawn(async move {
        while let Ok((mut connection, _)) = listener.accept().await {
            let mut some = [0; 64];
            if connection.read(&mut some).await.is_ok_and(|read| read > 0) {
                counter.fetch_add(1, Ordering::SeqCst);
            }
        }
    });
    (url, requests)
}

#[tokio::test]
async fn a_reading_that_broke_is_repeated_and_a_code_is_not() {
    for (method, times) in [(Method::GET, 2), (Method::POST, 1)] {
        let (url, requests) = hangs_up().await;
        let answer = ask(&settings(&url), method, url.as_str()).await;
        assert_eq!(answer.err(), Some(OutboundError::Broken));
        assert_eq!(requests.load(Ordering::SeqCst), times);
    }
}

#[tokio::test]
async fn where_nobody_listens_nothing_was_sent() {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let url: Url = format!("http://{}/", listener.local_addr().unwrap()).parse().unwrap();
    drop(listener);
    let answer = ask(&settings(&url), Method::POST, url.as_str()).await;
    assert_eq!(answer.err(), Some(OutboundError::Connect));
}

#[tokio::test]
async fn who_never_answers_is_left() {
    let server =
        serve(|_, _| Body::from_stream(stream::pending::<Result<Bytes, std::io::Error>>()).into_response()).await;
    let short = UpstreamSettings { timeout: Duration::from_millis(100), ..settings(&server) };
    let answer = ask(&short, Method::GET, server.as_str()).await;
    assert_eq!(answer.err(), Some(OutboundError::Timeout));
}

#[tokio::test]
async fn trouble_without_words_is_told_from_trouble_with_them() {
    let server = serve(|path, _| match path {
        "/json" => answer(503, &json!({ "error": "temporarily_unavailable" })),
        "/busy" => (http::StatusCode::TOO_MANY_REQUESTS, "slow down").into_response(),
        _ => (http::StatusCode::BAD_GATEWAY, "<html>").into_response(),
    })
    .await;
    let at = |path: &str| server.join(path).unwrap().to_string();
    for path in ["/busy", "/gateway"] {
        let answer = ask(&settings(&server), Method::GET, &at(path)).await;
        assert_eq!(answer.err(), Some(OutboundError::Unavailable), "{path}");
    }
    assert_eq!(ask(&settings(&server), Method::GET, &at("/json")).await.unwrap().status(), 503);
}
