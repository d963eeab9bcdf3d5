use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use axum::response::{IntoResponse, Redirect, Response};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde_json::{Value, json};

use crate::domain::credential::Credential;
use crate::domain::reason::Reason;
use crate::domain::secret::Secret;
use crate::keys::signing::KeySet;
use crate::upstream::credential::{Ourselves, ReadyCredential, inspect};
use crate::upstream::exchange::{Redemption, Refreshed, UnverifiedIdToken};
use crate::upstream::testing::{self, CLIENT_ID, TID, TestKey, answer, noon, provider, serve, signing_keys};
use crate::upstream::{Upstream, UpstreamError};

type Form = HashMap<String, String>;

const REDEMPTION: Redemption<'static> = Redemption {
    code: "0.AXoA+/ ~&=code",
    verifier: "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
    redirect_uri: "https://login.example/login/callback/0199?x=%20y",
};

/// The token endpoint, and whoever asks there.
struct Endpoint {
    upstream: Arc<Upstream>,
    keys: Arc<KeySet>,
    /// What was sent there, each time.
    forms: Arc<Mutex<Vec<Form>>>,
}

impl Endpoint {
    async fn answering(reply: impl Fn() -> Response + Send + Sync + 'static) -> Self {
        let forms: Arc<Mutex<Vec<Form>>> = Arc::default();
        let seen = Arc::clone(&forms);
        let server = serve(move |path, body| {
            assert_eq!(path, format!("/{TID}/oauth2/v2.0/token"));
            seen.lock().unwrap().push(serde_urlencoded::from_bytes(body).unwrap());
            reply()
        })
        .await;
        Self { upstream: testing::upstream(&server), keys: signing_keys().await, forms }
    }
}

fn ourselves(keys: &KeySet) -> Ourselves<'_> {
    Ourselves { issuer: "https://login.example", keys, longest_token: chrono::Duration::hours(1) }
}

/// Redeems a code at a server that answers so; with what was sent there, each time.
async fn redeem(
    credential: &Credential,
    reply: impl Fn() -> Response + Send + Sync + 'static,
) -> (Result<UnverifiedIdToken, UpstreamError>, Vec<Form>) {
    let Endpoint { upstream, keys, forms } = Endpoint::answering(reply).await;
    let ready = ReadyCredential::new(credential).unwrap();
    let result = upstream.redeem(&provider(&upstream), &ready, REDEMPTION, ourselves(&keys), noon()).await;
    let forms = forms.lock().unwrap().clone();
    (result.map(|redeemed| redeemed.id_token), forms)
}

fn tokens() -> Response {
    answer(
        200,
        &json!({
            "token_type": "Bearer", "scope": "openid profile email", "expires_in": 4799, "ext_expires_in": 4799,
            "access_token": "eyJ0.access", "id_token": "eyJ0.id.token",
        }),
    )
}

/// Asks with a refresh token at a server that answers so; with what was sent there.
async fn refresh(reply: impl Fn() -> Response + Send + Sync + 'static) -> (Result<Refreshed, UpstreamError>, Form) {
    let Endpoint { upstream, keys, forms } = Endpoint::answering(reply).await;
    let ready = ReadyCredential::new(&secret()).unwrap();
    let token = Secret::new("1.AXoA+/ ~&=refresh");
    let result = upstream.refresh(&provider(&upstream), &ready, &token, ourselves(&keys), noon()).await;
    let form = forms.lock().unwrap().remove(0);
    (result, form)
}

fn secret() -> Credential {
    Credential::ClientSecret(Secret::new("S3cr3t~+/&= é"))
}

fn part(token: &str, index: usize) -> Value {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(token.split('.').nth(index).unwrap()).unwrap()).unwrap()
}

#[tokio::test]
async fn a_code_is_redeemed_with_a_secret_in_the_body() {
    let (token, forms) = redeem(&secret(), tokens).await;
    assert_eq!(token.unwrap().as_str(), "eyJ0.id.token");
    let expected = [
        ("grant_type", "authorization_code"),
        ("code", REDEMPTION.code),
        ("code_verifier", REDEMPTION.verifier),
        ("redirect_uri", REDEMPTION.redirect_uri),
        ("client_id", CLIENT_ID),
        ("client_secret", "S3cr3t~+/&= é"),
    ];
    let expected: Form = expected.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    assert_eq!(forms, [expected]);
}

#[tokio::test]
async fn a_refresh_token_is_asked_with() {
    let (refreshed, form) = refresh(|| {
        answer(
            200,
            &json!({ "token_type": "Bearer", "access_token": "a", "id_token": "i.d.t", "refresh_token": "next" }),
        )
    })
    .await;
    let Refreshed { id_token, refresh_token } = refreshed.unwrap();
    assert_eq!(id_token.unwrap().as_str(), "i.d.t");
    assert_eq!(refresh_token.as_ref().map(Secret::expose), Some("next"));
    let expected = [
        ("grant_type", "refresh_token"),
        ("refresh_token", "1.AXoA+/ ~&=refresh"),
        ("scope", "openid profile email offline_access"),
        ("client_id", CLIENT_ID),
        ("client_secret", "S3cr3t~+/&= é"),
    ];
    let expected: Form = expected.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    assert_eq!(form, expected);
    let (refreshed, _) = refresh(|| answer(200, &json!({ "token_type": "Bearer", "access_token": "a" }))).await;
    let refreshed = refreshed.unwrap();
    assert!(refreshed.id_token.is_none() && refreshed.refresh_token.is_none(), "neither has to come");
    let (refused, _) = refresh(|| answer(400, &json!({ "error": "invalid_grant", "error_codes": [50_057] }))).await;
    let refused = refused.unwrap_err();
    assert_eq!((refused.reason, refused.entra.unwrap().codes), (Reason::UpstreamCodeRefused, vec![50_057]));
}

#[tokio::test]
async fn a_certificate_proves_itself_by_an_assertion() {
    let first = TestKey::first();
    let credential = Credential::Certificate { private_key: first.private_pem(), certificate: first.certificate() };
    let (token, forms) = redeem(&credential, tokens).await;
    assert!(token.is_ok());
    let form = &forms[0];
    assert!(!form.contains_key("client_secret"));
    assert_eq!(form["client_assertion_type"], "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
    let assertion = &form["client_assertion"];
    let thumbprint = inspect(&first.certificate(), &first.private_pem()).unwrap().thumbprint;
    assert_eq!(part(assertion, 0), json!({ "alg": "PS256", "typ": "JWT", "x5t#S256": thumbprint }));
    let mut validation = Validation::new(Algorithm::PS256);
    validation.validate_exp = false;
    validation.validate_aud = false;
    let public = DecodingKey::from_rsa_components(&first.n(), &first.e()).unwrap();
    let claims = jsonwebtoken::decode::<Value>(assertion, &public, &validation).unwrap().claims;
    let audience = claims["aud"].as_str().unwrap();
    assert!(audience.ends_with(&format!("/{TID}/oauth2/v2.0/token")), "{audience}");
    let now = noon().timestamp();
    assert_eq!((&claims["iss"], &claims["sub"]), (&json!(CLIENT_ID), &json!(CLIENT_ID)));
    assert_eq!((&claims["iat"], &claims["nbf"], &claims["exp"]), (&json!(now), &json!(now), &json!(now + 600)));
    let (_, again) = redeem(&credential, tokens).await;
    assert_ne!(part(&again[0]["client_assertion"], 1)["jti"], claims["jti"], "an assertion serves once");
}

#[tokio::test]
async fn a_federated_credential_is_our_own_issuers_assertion() {
    let credential = Credential::Federated { subject: "0199-connection".to_owned() };
    let (token, forms) = redeem(&credential, tokens).await;
    assert!(token.is_ok());
    let assertion = &forms[0]["client_assertion"];
    assert_eq!((&part(assertion, 0)["alg"], &part(assertion, 0)["typ"]), (&json!("RS256"), &json!("JWT")));
    let claims = part(assertion, 1);
    assert_eq!(claims["iss"], "https://login.example");
    assert_eq!(claims["sub"], "0199-connection");
    assert_eq!(claims["aud"], "api://AzureADTokenExchange");
    assert_eq!(claims["exp"], noon().timestamp() + 600);
}

#[tokio::test]
async fn what_entra_refuses_is_told_by_its_error() {
    for (status, error, reason) in [
        (401, "invalid_client", Reason::UpstreamCredentialRefused),
        (400, "invalid_grant", Reason::UpstreamCodeRefused),
        (400, "interaction_required", Reason::UpstreamInteractionRequired),
        (400, "consent_required", Reason::UpstreamConsentRequired),
        (400, "invalid_request", Reason::UpstreamRequestRefused),
        (503, "temporarily_unavailable", Reason::UpstreamUnavailable),
    ] {
        let body = json!({
            "error": error, "error_description": "AADSTS7000222: The secret of 'a.devries@st-janshof.example' is expired.",
            "error_codes": [7_000_222], "trace_id": "t-1", "correlation_id": "c-1", "timestamp": "2026-11-23 12:00:00Z",
        });
        let (result, forms) = redeem(&secret(), move || answer(status, &body)).await;
        let refused = result.unwrap_err();
        assert_eq!(refused.reason, reason, "{error}");
        assert!(!format!("{refused:?} {refused}").contains("devries"));
        let entra = refused.entra.unwrap();
        assert_eq!((entra.codes.as_slice(), entra.trace_id.as_deref()), (&[7_000_222][..], Some("t-1")));
        assert_eq!((entra.correlation_id.as_deref(), entra.timestamp), (Some("c-1"), Some(noon())));
        assert_eq!(forms.len(), 1, "a code is sent once");
    }
}

#[tokio::test]
async fn an_answer_that_is_none_is_refused() {
    type Reply = fn() -> Response;
    let replies: [(&str, Reply, Reason); 9] = [
        ("html", || axum::response::Html("<html>").into_response(), Reason::UpstreamAnswerInvalid),
        ("no id token", || answer(200, &json!({ "access_token": "a" })), Reason::UpstreamAnswerInvalid),
        ("no text", || answer(200, &json!({ "access_token": "a", "id_token": 7 })), Reason::UpstreamAnswerInvalid),
        ("nothing", || answer(200, &Value::Null), Reason::UpstreamAnswerInvalid),
        ("redirect", || Redirect::temporary("/elsewhere").into_response(), Reason::UpstreamAnswerInvalid),
        ("error of no form", || answer(400, &json!({ "error": "<script>" })), Reason::UpstreamAnswerInvalid),
        ("empty error", || http::StatusCode::BAD_REQUEST.into_response(), Reason::UpstreamAnswerInvalid),
        ("gateway", || http::StatusCode::BAD_GATEWAY.into_response(), Reason::UpstreamUnavailable),
        (
            "too large",
            || answer(200, &json!({ "access_token": "a", "id_token": "x".repeat(256 * 1024) })),
            Reason::UpstreamAnswerInvalid,
        ),
    ];
    for (name, reply, reason) in replies {
        let (result, forms) = redeem(&secret(), reply).await;
        assert_eq!(result.unwrap_err().reason, reason, "{name}");
        assert_eq!(forms.len(), 1, "{name}");
    }
}

#[test]
fn an_unverified_token_gives_away_its_key_and_directory_and_no_more() {
    let text = TestKey::first().sign(&json!({ "tid": TID, "oid": "o" }));
    let token = UnverifiedIdToken::from(text.clone());
    assert_eq!((token.kid().as_deref(), token.tid()), (Some("first"), Some(TID)));
    assert!(!format!("{token:?}").contains(&text[..20]));
    for other in ["", "a", "a.b", "é.é.é", "e30.e30.", "bnVsbA.W10."] {
        let token = UnverifiedIdToken::from(other.to_owned());
        assert_eq!((token.kid(), token.tid()), (None, None), "{other}");
    }
}
