//! How a client proves itself.

use std::sync::{Arc, Mutex};

use axum::Json;
use axum::routing::get;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use entra_stand_in::{Certificate, ClientAuthentication};
use rsa::RsaPrivateKey;
use rsa::pkcs8::DecodePrivateKey;
use rsa::rand_core::OsRng;
use rsa::sha2::Sha256;
use rsa::signature::{RandomizedSigner, SignatureEncoding, Signer};
use rsa::traits::PublicKeyParts;
use serde_json::{Value, json};

use crate::world::{APP, TID, World};

const CERTIFICATE: &str = include_str!("client-test-certificate.pem");
const TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

fn key() -> RsaPrivateKey {
    RsaPrivateKey::from_pkcs8_pem(include_str!("client-test-key.pem")).unwrap()
}

fn signed(header: &Value, claims: &Value) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let input = format!("{}.{}", part(header), part(claims));
    let signature = match header["alg"].as_str() {
        Some("PS256") => {
            rsa::pss::SigningKey::<Sha256>::new(key()).sign_with_rng(&mut OsRng, input.as_bytes()).to_vec()
        }
        _ => rsa::pkcs1v15::SigningKey::<Sha256>::new(key()).sign(input.as_bytes()).to_vec(),
    };
    format!("{input}.{}", URL_SAFE_NO_PAD.encode(signature))
}

/// A world where the app has the certificate, and a way to redeem with an assertion: status, number, way.
async fn redeem(world: &World, assertion: &str) -> (u16, Option<u32>, Option<ClientAuthentication>) {
    let code = world.code(&[]).await;
    let form = [("client_secret", ""), ("client_assertion_type", TYPE), ("client_assertion", assertion)];
    let (status, _) = world.redeem(&code, &form).await;
    let record = world.entra.last_token().unwrap();
    (status, record.error, record.authentication)
}

fn claims(world: &World, jti: &str) -> Value {
    let now = world.now().timestamp();
    json!({
        "iss": APP, "sub": APP, "aud": world.url(&format!("{TID}/oauth2/v2.0/token")), "jti": jti,
        "iat": now, "nbf": now, "exp": now + 300,
    })
}

#[tokio::test]
async fn a_certificate_proves_the_client_in_both_its_forms() {
    let world = World::new().await;
    let certificate = Certificate::from_pem(CERTIFICATE).unwrap();
    let (sha1, sha256) = (certificate.x5t.clone(), certificate.x5t_s256.clone());
    assert_eq!(sha256.len(), 43);
    world.entra.update_registration(TID, APP, |app| app.certificates.push(certificate));
    let ps256 = json!({"alg": "PS256", "typ": "JWT", "x5t#S256": sha256});
    let rs256 = json!({"alg": "RS256", "typ": "JWT", "x5t": sha1});
    let good = signed(&ps256, &claims(&world, "1"));
    assert_eq!(redeem(&world, &good).await, (200, None, Some(ClientAuthentication::Certificate)));
    assert_eq!(redeem(&world, &good).await.1, Some(50_027), "its jti was seen");
    assert_eq!(
        redeem(&world, &signed(&rs256, &claims(&world, "2"))).await,
        (200, None, Some(ClientAuthentication::LegacyCertificate))
    );

    let with = |name: &str, value: Value| {
        let mut claims = claims(&world, name);
        claims[name] = value;
        signed(&ps256, &claims)
    };
    let now = world.now().timestamp();
    for (assertion, status, code) in [
        (with("aud", json!("https://elsewhere.example")), 400, 50_027),
        (with("sub", json!("another")), 400, 50_048),
        (with("exp", json!(now - 600)), 401, 700_024),
        (with("nbf", json!(now + 600)), 401, 700_024),
        (with("jti", Value::Null), 400, 50_027),
        (signed(&json!({"alg": "PS256", "x5t#S256": sha256}), &claims(&world, "3")), 400, 5_002_727),
        (signed(&json!({"alg": "PS256", "typ": "JWT", "x5t#S256": "x"}), &claims(&world, "4")), 401, 700_027),
        (format!("{}AAAA", with("x", json!(1)).split_at(good.len() - 300).0), 401, 700_027),
        ("no.assertion".to_owned(), 400, 50_027),
    ] {
        assert_eq!(redeem(&world, &assertion).await, (status, Some(code), None));
    }
}

#[tokio::test]
async fn a_secret_may_come_in_the_header_and_may_end() {
    let world = World::new().await;
    let form = |code: String| {
        [
            ("grant_type", "authorization_code".to_owned()),
            ("code", code),
            ("redirect_uri", crate::world::BACK.to_owned()),
            ("code_verifier", crate::world::VERIFIER.to_owned()),
        ]
    };
    let url = world.url(&format!("{TID}/oauth2/v2.0/token"));
    let request = world.http.post(url).form(&form(world.code(&[]).await));
    let response = request.basic_auth(APP, Some("s3cret")).send().await.unwrap();
    assert_eq!(response.status(), 200);
    let record = world.entra.last_token().unwrap();
    assert_eq!(record.authentication, Some(ClientAuthentication::SecretBasic));

    let end = world.now();
    world.entra.update_registration(TID, APP, |app| app.secrets[0].expires_at = Some(end));
    let code = world.code(&[]).await;
    let (status, error) = world.redeem(&code, &[]).await;
    assert_eq!((status, &error["error_codes"]), (401, &json!([7_000_222])));
}

const ISSUER: &str = "https://login.broker.example";

/// Another issuer, such as the broker: where it is reached, and how often its keys were read.
async fn issuer() -> (String, Arc<Mutex<usize>>) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let reads = Arc::new(Mutex::new(0));
    let counter = Arc::clone(&reads);
    let metadata = json!({"issuer": ISSUER, "jwks_uri": format!("{ISSUER}/keys")});
    let public = key().to_public_key();
    let number = |number: &rsa::BigUint| URL_SAFE_NO_PAD.encode(number.to_bytes_be());
    let keys = json!({"keys": [
        {"kty": "EC", "kid": "other"},
        {"kty": "RSA", "kid": "ours", "n": number(public.n()), "e": number(public.e())},
    ]});
    let router =
        axum::Router::new().route("/.well-known/openid-configuration", get(async move || Json(metadata))).route(
            "/keys",
            get(async move || {
                *counter.lock().unwrap() += 1;
                Json(keys)
            }),
        );
    tokio::spawn(async move { axum::serve(listener, router).await });
    (address, reads)
}

#[tokio::test]
async fn another_issuers_assertion_proves_the_client() {
    let world = World::new().await;
    let (address, reads) = issuer().await;
    world.entra.issuer_is_at(ISSUER, address);
    world.entra.update_registration(TID, APP, |app| {
        *app = app.clone().federated(ISSUER, "connection-1");
    });
    let now = world.now().timestamp();
    let assertion = |header: Value, changes: Value| {
        let mut claims = json!({
            "iss": ISSUER, "sub": "connection-1", "aud": "api://AzureADTokenExchange", "nbf": now, "exp": now + 300,
        });
        for (name, value) in changes.as_object().unwrap() {
            claims[name] = value.clone();
        }
        signed(&header, &claims)
    };
    let header = json!({"alg": "RS256", "typ": "JWT", "kid": "ours"});
    for _ in 0..2 {
        let good = assertion(header.clone(), json!({}));
        let way = Some(ClientAuthentication::Federated);
        assert_eq!(redeem(&world, &good).await, (200, None, way));
    }
    assert_eq!(*reads.lock().unwrap(), 1);
    for (header, changes, code) in [
        (&header, json!({"iss": "https://elsewhere.example"}), 700_211),
        (&header, json!({"aud": "another"}), 700_212),
        (&header, json!({"sub": "connection-2"}), 700_213),
        (&json!({"alg": "PS256", "typ": "JWT", "kid": "ours"}), json!({}), 70_021),
        (&json!({"alg": "RS256", "typ": "JWT", "kid": "unknown"}), json!({}), 70_021),
    ] {
        let refused = redeem(&world, &assertion(header.clone(), changes)).await;
        assert_eq!(refused, (400, Some(code), None));
    }
    let late = assertion(header, json!({"exp": now - 600}));
    assert_eq!(redeem(&world, &late).await.1, Some(700_024));
}
