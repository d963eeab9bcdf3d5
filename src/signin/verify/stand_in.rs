//! There and back: departure, redemption, keys and verification against a stand-in for Entra that shares no code with us.

use std::sync::{Arc, Mutex};

use axum::response::Response;
use entra_stand_in::{Certificate, Endpoint, EntraStandIn, Fault, Options, Person, Registration, Tenant, Times};
use serde_json::json;
use url::Url;
use uuid::Uuid;

use super::{Verified, id_token};
use crate::domain::claims::AccountType;
use crate::domain::credential::Credential;
use crate::domain::reason::Reason;
use crate::domain::secret::Secret;
use crate::keys::hash::s256;
use crate::keys::signing::KeySet;
use crate::upstream::credential::{Ourselves, ReadyCredential};
use crate::upstream::exchange::Redemption;
use crate::upstream::provider::Departing;
use crate::upstream::testing::{self, CLIENT_ID, TID, TestKey, noon, provider, serve, signing_keys};
use crate::upstream::{Upstream, UpstreamError};

const UPN: &str = "a.devries@st-janshof.example";
const OID: Uuid = Uuid::from_u128(0xaaaa);
const REDIRECT_URI: &str = "https://login.example/login/callback/entra";
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const SUBJECT: &str = "connection-1";

struct Hospital {
    entra: EntraStandIn,
    upstream: Arc<Upstream>,
    issuer: String,
    keys: Arc<KeySet>,
}

impl Hospital {
    async fn open() -> Self {
        let keys = signing_keys().await;
        let issuer = our_issuer(keys.jwks(noon())).await;
        let entra = EntraStandIn::start(Options::default().clock(noon).auto_sign_in()).await.unwrap();
        let certificate = Certificate::from_pem(&TestKey::first().certificate()).unwrap();
        entra.add_tenant(Tenant::new(TID, "St. Janshof").domain("st-janshof.example"));
        entra.add_person(TID, Person::new(OID, UPN).mail(UPN).name("Anna", "de Vries").auth_context("c1"));
        entra.add_registration(
            TID,
            Registration::new(CLIENT_ID, "Anteroom")
                .redirect_uri(REDIRECT_URI)
                .secret("s3cret")
                .certificate(certificate)
                .federated(issuer.clone(), SUBJECT)
                .recommended_claims(),
        );
        let upstream = testing::upstream(&entra.base_url().parse().unwrap());
        Self { entra, upstream, issuer, keys }
    }

    /// Sends the person there, and takes what comes back.
    async fn sign_in(&self, credential: &Credential) -> Result<Verified, UpstreamError> {
        let provider = provider(&self.upstream);
        let departing = Departing {
            redirect_uri: REDIRECT_URI,
            state: "st",
            nonce: "no",
            code_challenge: &s256(VERIFIER),
            login_hint: Some(UPN),
            prompt: None,
            mfa_context: Some("c1"),
            to_ask_again: false,
        };
        let back = browse(&self.upstream.authorize(&provider, &departing, noon()).await?).await;
        let code = back.query_pairs().find(|(name, _)| name == "code").unwrap().1.into_owned();
        let redemption = Redemption { code: &code, verifier: VERIFIER, redirect_uri: REDIRECT_URI };
        let longest_token = chrono::Duration::hours(1);
        let ourselves = Ourselves { issuer: &self.issuer, keys: &self.keys, longest_token };
        let ready = ReadyCredential::new(credential).unwrap();
        let token = self.upstream.redeem(&provider, &ready, redemption, ourselves, noon()).await?.id_token;
        // No key at all is named by some forgeries; the verifier says what is wrong with them.
        let keys = self.upstream.keys(&provider, token.kid().as_deref(), noon()).await?;
        Ok(id_token(&token, keys, &provider, Some("no"), noon())?)
    }
}

/// Publishes our own keys, as the broker does, for a federated credential.
async fn our_issuer(jwks: serde_json::Value) -> String {
    let issuer: Arc<Mutex<String>> = Arc::default();
    let shared = Arc::clone(&issuer);
    let answer = move |path: &str| -> Response {
        let issuer = shared.lock().unwrap().clone();
        match path {
            "/jwks" => testing::answer(200, &jwks),
            _ => testing::answer(200, &json!({ "issuer": issuer, "jwks_uri": format!("{issuer}/jwks") })),
        }
    };
    let url = serve(move |path, _| answer(path)).await;
    let text = url.as_str().trim_end_matches('/').to_owned();
    issuer.lock().unwrap().clone_from(&text);
    text
}

/// A browser that goes where it is sent and stops at the way back.
#[expect(clippy::disallowed_methods, reason = "this is the person's browser, not the broker")]
async fn browse(to: &str) -> Url {
    let browser = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let response = browser.get(to).send().await.unwrap();
    let location = response.headers().get("location").map(|value| value.to_str().unwrap().to_owned());
    location.expect("the stand-in sends the person back").parse().unwrap()
}

fn secret() -> Credential {
    Credential::ClientSecret(Secret::new("s3cret"))
}

#[tokio::test]
async fn every_kind_of_credential_opens_the_way() {
    let hospital = Hospital::open().await;
    let first = TestKey::first();
    for credential in [
        secret(),
        Credential::Certificate { private_key: first.private_pem(), certificate: first.certificate() },
        Credential::Federated { subject: SUBJECT.to_owned() },
    ] {
        let verified = hospital.sign_in(&credential).await.unwrap();
        let account = verified.account;
        let entra = account.entra().unwrap();
        assert_eq!((entra.tid, entra.oid), (TID, OID));
        assert_eq!(account.email.as_deref(), Some(UPN));
        assert_eq!(entra.account_type, AccountType::Member);
        assert_eq!(account.authentication_contexts, ["c1"]);
        assert!(verified.authenticated_at.is_some());
    }
    // One reading of metadata and keys for three sign-ins.
    assert_eq!(hospital.entra.requests(Endpoint::Metadata), 1);
    assert_eq!(hospital.entra.requests(Endpoint::Keys), 1);
    assert_eq!(hospital.entra.requests(Endpoint::Token), 3);
}

#[tokio::test]
async fn a_credential_that_is_not_registered_is_refused() {
    let hospital = Hospital::open().await;
    let second = TestKey::second();
    for credential in [
        Credential::ClientSecret(Secret::new("another")),
        Credential::Certificate { private_key: second.private_pem(), certificate: second.certificate() },
    ] {
        let error = hospital.sign_in(&credential).await.unwrap_err();
        assert_eq!(error.reason, Reason::UpstreamCredentialRefused);
        assert!(!error.entra.unwrap().codes.is_empty());
    }
    assert!(hospital.sign_in(&Credential::Federated { subject: "another".to_owned() }).await.is_err());
}

#[tokio::test]
async fn every_lie_of_the_stand_in_is_seen_through() {
    for (lie, reason) in [
        (Fault::WrongIssuer, Reason::TokenIssuer),
        (Fault::V1Issuer, Reason::TokenIssuer),
        (Fault::TemplateIssuer, Reason::TokenIssuer),
        (Fault::PersonalAccount, Reason::TokenIssuer),
        (Fault::MissingTid, Reason::TokenClaims),
        (Fault::MissingOid, Reason::TokenClaims),
        (Fault::WrongAudience, Reason::TokenAudience),
        (Fault::SecondAudience, Reason::TokenAudience),
        (Fault::ClaimOverride("azp".to_owned(), json!("another")), Reason::TokenAudience),
        (Fault::WrongNonce, Reason::TokenNonce),
        (Fault::AbsentNonce, Reason::TokenNonce),
        (Fault::Expired, Reason::TokenExpired),
        (Fault::FromTheFuture, Reason::TokenNotYetValid),
        (Fault::AlgNone, Reason::TokenAlgorithm),
        (Fault::Hs256WithPublicKey, Reason::TokenAlgorithm),
        (Fault::UnknownKid, Reason::TokenKeyUnknown),
        (Fault::NoKid, Reason::TokenKeyUnknown),
        (Fault::WrongKeySameKid, Reason::TokenSignature),
        (Fault::BadSignature, Reason::TokenSignature),
        (Fault::OutageAt(Endpoint::Token), Reason::UpstreamUnavailable),
        (Fault::OutageAt(Endpoint::Keys), Reason::UpstreamUnavailable),
        (Fault::HugeAnswer(Endpoint::Token), Reason::UpstreamAnswerInvalid),
        (Fault::HugeAnswer(Endpoint::Keys), Reason::UpstreamAnswerInvalid),
        (Fault::HugeAnswer(Endpoint::Metadata), Reason::UpstreamAnswerInvalid),
        (Fault::NotJson(Endpoint::Token), Reason::UpstreamAnswerInvalid),
        (Fault::NotJson(Endpoint::Metadata), Reason::UpstreamAnswerInvalid),
        (Fault::RedirectAway(Endpoint::Token), Reason::UpstreamAnswerInvalid),
        (Fault::RedirectAway(Endpoint::Keys), Reason::UpstreamAnswerInvalid),
        (Fault::MetadataWrongIssuer, Reason::UpstreamAnswerInvalid),
        (Fault::MetadataPointsInwards, Reason::UpstreamAnswerInvalid),
        (Fault::TemporarilyUnavailable(Endpoint::Token), Reason::UpstreamUnavailable),
        (Fault::InvalidGrant, Reason::UpstreamCodeRefused),
        (Fault::ExpiredSecret, Reason::UpstreamCredentialRefused),
        (Fault::AbsentIdToken, Reason::UpstreamAnswerInvalid),
    ] {
        let hospital = Hospital::open().await;
        hospital.entra.fault(TID, lie.clone(), Times::Once);
        let result = hospital.sign_in(&secret()).await;
        assert_eq!(result.err().map(|error| error.reason), Some(reason), "{lie:?}");
    }
}
