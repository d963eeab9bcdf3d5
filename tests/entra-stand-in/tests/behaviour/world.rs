//! A stand-in with one directory, one app and one person, and a client that talks to it.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use entra_stand_in::{EntraStandIn, Fault, Options, Person, Registration, Tenant, Times};
use reqwest::{Client, Response};
use rsa::sha2::{Digest, Sha256};
use rsa::signature::Verifier;
use rsa::{BigUint, RsaPublicKey, pkcs1v15};
use serde_json::Value;
use url::Url;
use uuid::Uuid;

pub const TID: Uuid = Uuid::from_u128(0x1111);
pub const OTHER_TID: Uuid = Uuid::from_u128(0x2222);
pub const ANNA: Uuid = Uuid::from_u128(0xa44a);
pub const APP: &str = "aaaaaaaa-0000-4000-8000-000000000001";
pub const BACK: &str = "http://broker.example/login/callback/1";
pub const VERIFIER: &str = "a-verifier-of-at-least-forty-three-characters-0";
pub const UPN: &str = "a.devries@st-janshof.example";

pub struct World {
    pub entra: EntraStandIn,
    pub http: Client,
    seconds: Arc<AtomicI64>,
}

impl World {
    pub async fn new() -> Self {
        Self::with(Options::default().auto_sign_in()).await
    }

    pub async fn with(options: Options) -> Self {
        let seconds = Arc::new(AtomicI64::new(1_800_000_000));
        let clock = Arc::clone(&seconds);
        let options = options.clock(move || DateTime::from_timestamp(clock.load(Ordering::Relaxed), 0).unwrap());
        let entra = EntraStandIn::start(options).await.unwrap();
        entra.add_tenant(Tenant::new(TID, "St. Janshof").domain("st-janshof.example"));
        entra.add_registration(
            TID,
            Registration::new(APP, "Anteroom").redirect_uri(BACK).secret("s3cret").recommended_claims(),
        );
        entra.add_person(TID, Person::new(ANNA, UPN).mail(UPN).name("Anna", "de Vries"));
        #[expect(clippy::disallowed_methods, reason = "a browser and a broker in one")]
        let http = Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy().build().unwrap();
        Self { entra, http, seconds }
    }

    pub fn now(&self) -> DateTime<Utc> {
        DateTime::from_timestamp(self.seconds.load(Ordering::Relaxed), 0).unwrap()
    }

    pub fn wait(&self, seconds: i64) {
        self.seconds.fetch_add(seconds, Ordering::Relaxed);
    }

    pub fn fault(&self, fault: Fault) {
        self.entra.fault(TID, fault, Times::Once);
    }

    pub fn url(&self, path: &str) -> String {
        format!("{}/{path}", self.entra.base_url())
    }

    /// An authorize request; `changes` replace or add parameters, an empty value removes one.
    pub fn authorize_url(&self, tenant: &str, changes: &[(&str, &str)]) -> Url {
        let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(VERIFIER));
        let usual = [
            ("client_id", APP),
            ("response_type", "code"),
            ("redirect_uri", BACK),
            ("scope", "openid profile email"),
            ("state", "st"),
            ("nonce", "no"),
            ("code_challenge", challenge.as_str()),
            ("code_challenge_method", "S256"),
            ("login_hint", UPN),
        ];
        let mut url = Url::parse(&self.url(&format!("{tenant}/oauth2/v2.0/authorize"))).unwrap();
        url.query_pairs_mut().extend_pairs(changed(&usual, changes));
        url
    }

    pub async fn authorize(&self, changes: &[(&str, &str)]) -> Response {
        let url = self.authorize_url(&TID.to_string(), changes);
        self.http.get(url).send().await.unwrap()
    }

    pub async fn code(&self, changes: &[(&str, &str)]) -> String {
        answer(&self.authorize(changes).await)["code"].clone()
    }

    pub async fn redeem_at(&self, tenant: &str, code: &str, changes: &[(&str, &str)]) -> (u16, Value) {
        let usual = [
            ("grant_type", "authorization_code"),
            ("client_id", APP),
            ("client_secret", "s3cret"),
            ("code", code),
            ("redirect_uri", BACK),
            ("code_verifier", VERIFIER),
        ];
        let url = self.url(&format!("{tenant}/oauth2/v2.0/token"));
        let request = self.http.post(url).form(&changed(&usual, changes));
        let response = request.send().await.unwrap();
        (response.status().as_u16(), response.json().await.unwrap())
    }

    pub async fn redeem(&self, code: &str, changes: &[(&str, &str)]) -> (u16, Value) {
        self.redeem_at(&TID.to_string(), code, changes).await
    }

    /// A whole sign-in: the ID token.
    pub async fn id_token(&self) -> String {
        let code = self.code(&[]).await;
        let (status, answer) = self.redeem(&code, &[]).await;
        assert_eq!(status, 200, "{answer}");
        answer["id_token"].as_str().unwrap().to_owned()
    }

    pub async fn keys(&self, tenant: &str) -> Vec<Value> {
        let url = self.url(&format!("{tenant}/discovery/v2.0/keys"));
        let answer: Value = self.http.get(url).send().await.unwrap().json().await.unwrap();
        answer["keys"].as_array().unwrap().clone()
    }

    /// The claims of a token whose signature is right by the directory's published keys.
    pub async fn verified(&self, token: &str) -> Option<Value> {
        let keys = self.keys(&TID.to_string()).await;
        let key = keys.iter().find(|key| key["kid"] == header(token)["kid"])?;
        let number = |name: &str| BigUint::from_bytes_be(&URL_SAFE_NO_PAD.decode(key[name].as_str().unwrap()).unwrap());
        let key = RsaPublicKey::new(number("n"), number("e")).unwrap();
        let (input, signature) = token.rsplit_once('.').unwrap();
        let signature = URL_SAFE_NO_PAD.decode(signature).unwrap();
        let signature = pkcs1v15::Signature::try_from(signature.as_slice()).ok()?;
        let verifying = pkcs1v15::VerifyingKey::<Sha256>::new(key);
        verifying.verify(input.as_bytes(), &signature).ok()?;
        Some(claims(token))
    }
}

fn changed(usual: &[(&str, &str)], changes: &[(&str, &str)]) -> Vec<(String, String)> {
    let mut parameters: Vec<(&str, &str)> = usual.to_vec();
    for (name, value) in changes {
        parameters.retain(|(known, _)| known != name);
        if !value.is_empty() {
            parameters.push((name, value));
        }
    }
    let owned = parameters.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned()));
    owned.collect()
}

/// The parameters of a redirect back to the app.
pub fn answer(response: &Response) -> HashMap<String, String> {
    assert_eq!(response.status(), 302);
    let location = response.headers()["location"].to_str().unwrap();
    assert!(location.starts_with(BACK), "{location}");
    assert!(location.ends_with('#'), "{location}");
    Url::parse(location).unwrap().query_pairs().into_owned().collect()
}

/// The AADSTS number of a description.
pub fn number(description: &str) -> u32 {
    let digits = description.strip_prefix("AADSTS").unwrap();
    digits.split(':').next().unwrap().parse().unwrap()
}

fn part(token: &str, index: usize) -> Value {
    let part = token.split('.').nth(index).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}

pub fn header(token: &str) -> Value {
    part(token, 0)
}

pub fn claims(token: &str) -> Value {
    part(token, 1)
}

/// The cookie that a response sets, as it is sent back.
pub fn cookie(response: &Response) -> String {
    let cookie = response.headers()["set-cookie"].to_str().unwrap();
    cookie.split(';').next().unwrap().to_owned()
}
