use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Value, json};

use super::*;
use crate::domain::claims::EmailVerified;
use crate::domain::provider::{GoogleSettings, Home, OidcSettings, ProviderSettings};
use crate::keys::public::PublicKeys;
use crate::upstream::testing::{TestKey, noon};
use crate::upstream::{Upstream, UpstreamSettings};

const CLIENT_ID: &str = "anteroom";
const NONCE: &str = "n-0S6_WzA2Mj";
const ISSUER: &str = "https://id.st-janshof.example";

fn provider(settings: &ProviderSettings) -> Provider {
    Upstream::new(&UpstreamSettings::default()).unwrap().provider(settings, None).unwrap()
}

fn google() -> Provider {
    provider(&ProviderSettings::Google(GoogleSettings {
        client_id: CLIENT_ID.to_owned(),
        domains: vec!["st-janshof.example".parse().unwrap()],
    }))
}

fn oidc(email_claim: &str) -> Provider {
    provider(&ProviderSettings::Oidc(OidcSettings {
        issuer: ISSUER.to_owned(),
        client_id: CLIENT_ID.to_owned(),
        email_claim: email_claim.to_owned(),
        require_email_verified: true,
    }))
}

fn claims(issuer: &str) -> Value {
    let now = noon().timestamp();
    json!({
        "iss": issuer, "aud": CLIENT_ID, "azp": CLIENT_ID, "sub": "1093", "iat": now - 10, "exp": now + 3590,
        "nonce": NONCE, "email": "A.deVries@st-janshof.example", "email_verified": true, "name": "A. de Vries",
    })
}

fn with(issuer: &str, changes: &Value) -> Value {
    let mut claims = claims(issuer);
    for (name, value) in changes.as_object().unwrap() {
        match value {
            Value::Null => claims.as_object_mut().unwrap().remove(name),
            value => claims.as_object_mut().unwrap().insert(name.clone(), value.clone()),
        };
    }
    claims
}

fn keys() -> ProviderKeys {
    ProviderKeys::Public(PublicKeys::read(&json!({ "keys": [TestKey::first().jwk()] })))
}

fn verify(provider: &Provider, token: String) -> Result<Verified, Reason> {
    id_token(&token.into(), keys(), provider, Some(NONCE), noon())
}

fn signed(provider: &Provider, claims: &Value) -> Result<Verified, Reason> {
    verify(provider, TestKey::first().sign(claims))
}

#[test]
fn a_true_token_says_who_it_is() {
    let hd = json!({ "hd": "st-janshof.example", "auth_time": noon().timestamp() - 60 });
    for issuer in ["https://accounts.google.com", "accounts.google.com"] {
        let verified = signed(&google(), &with(issuer, &hd)).unwrap();
        let account = verified.account;
        assert_eq!((account.issuer.as_str(), account.sub.as_str()), ("https://accounts.google.com", "1093"));
        assert_eq!(account.home(), Home::Workspace("st-janshof.example"));
        assert_eq!(account.email_verified, EmailVerified::True);
        assert_eq!(verified.authenticated_at, Some(noon() - Duration::seconds(60)));
    }
    let account = signed(&oidc("email"), &claims(ISSUER)).unwrap().account;
    assert_eq!((account.home(), account.email.as_deref()), (Home::Unsaid, Some("A.deVries@st-janshof.example")));
    let upn = json!({ "upn": "adv@st-janshof.example", "email_verified": null, "hd": "st-janshof.example" });
    let account = signed(&oidc("upn"), &with(ISSUER, &upn)).unwrap().account;
    assert_eq!((account.home(), account.email.as_deref()), (Home::Unsaid, Some("adv@st-janshof.example")));
    assert_eq!(account.email_verified, EmailVerified::Absent);
}

#[test]
fn every_forged_claim_is_refused_for_its_own_reason() {
    let now = noon().timestamp();
    for (changes, reason) in [
        // Another issuer, a look-alike, a trailing slash.
        (json!({ "iss": "https://accounts.google.com" }), Reason::TokenIssuer),
        (json!({ "iss": format!("{ISSUER}/") }), Reason::TokenIssuer),
        (json!({ "iss": ISSUER.to_uppercase() }), Reason::TokenIssuer),
        (json!({ "iss": format!("{ISSUER}.evil.example") }), Reason::TokenIssuer),
        (json!({ "iss": null }), Reason::TokenClaims),
        (json!({ "iss": [ISSUER] }), Reason::TokenClaims),
        // Another client, ours among others, a token that another client asked for.
        (json!({ "aud": "other" }), Reason::TokenAudience),
        (json!({ "aud": [CLIENT_ID, "other"] }), Reason::TokenAudience),
        (json!({ "aud": [] }), Reason::TokenAudience),
        (json!({ "aud": null }), Reason::TokenAudience),
        (json!({ "azp": "other" }), Reason::TokenAudience),
        (json!({ "azp": [CLIENT_ID] }), Reason::TokenAudience),
        // A replay of another attempt's token.
        (json!({ "nonce": "another" }), Reason::TokenNonce),
        (json!({ "nonce": null }), Reason::TokenNonce),
        // Time.
        (json!({ "exp": now - 300 }), Reason::TokenExpired),
        (json!({ "exp": null }), Reason::TokenClaims),
        (json!({ "exp": "soon" }), Reason::TokenClaims),
        (json!({ "iat": now + 301 }), Reason::TokenNotYetValid),
        (json!({ "iat": null }), Reason::TokenClaims),
        (json!({ "nbf": now + 301 }), Reason::TokenNotYetValid),
        (json!({ "auth_time": now + 301 }), Reason::TokenNotYetValid),
        // Nobody.
        (json!({ "sub": null }), Reason::TokenClaims),
        (json!({ "sub": "" }), Reason::TokenClaims),
        (json!({ "sub": 1093 }), Reason::TokenClaims),
        (json!({ "sub": "x".repeat(256) }), Reason::TokenClaims),
    ] {
        assert_eq!(signed(&oidc("email"), &with(ISSUER, &changes)).unwrap_err(), reason, "{changes}");
    }
    for good in [
        json!({ "aud": [CLIENT_ID] }),
        json!({ "azp": null }),
        json!({ "exp": now - 299, "iat": now + 300, "nbf": now + 300 }),
    ] {
        assert!(signed(&oidc("email"), &with(ISSUER, &good)).is_ok(), "{good}");
    }
    for issuer in [ISSUER, "https://accounts.google.com/", "http://accounts.google.com", "accounts.google.com."] {
        assert_eq!(signed(&google(), &claims(issuer)).unwrap_err(), Reason::TokenIssuer, "{issuer}");
    }
}

#[test]
fn no_algorithm_but_those_that_are_expected_and_no_key_but_the_providers() {
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    let claims = claims("https://accounts.google.com");
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    for alg in ["none", "None", "NONE", "", "HS256", "RS512"] {
        let token = format!("{}.{}.", part(&json!({ "alg": alg, "kid": "first" })), part(&claims));
        assert_eq!(verify(&google(), token).unwrap_err(), Reason::TokenAlgorithm, "{alg}");
    }
    // The public key is no shared secret.
    let header = |algorithm| Header { kid: Some("first".to_owned()), ..Header::new(algorithm) };
    let secret = EncodingKey::from_secret(TestKey::first().n().as_bytes());
    let forged = jsonwebtoken::encode(&header(Algorithm::HS256), &claims, &secret).unwrap();
    assert_eq!(verify(&google(), forged).unwrap_err(), Reason::TokenAlgorithm);
    // Google signs with RS256 alone; another may with PS256.
    let other = |issuer: &str| {
        let claims = with(issuer, &json!({}));
        jsonwebtoken::encode(&header(Algorithm::PS256), &claims, &TestKey::first().encoding()).unwrap()
    };
    assert_eq!(verify(&google(), other("https://accounts.google.com")).unwrap_err(), Reason::TokenAlgorithm);
    assert!(verify(&oidc("email"), other(ISSUER)).is_ok());
    assert_eq!(verify(&google(), TestKey::second().sign(&claims)).unwrap_err(), Reason::TokenKeyUnknown);
    let renamed = jsonwebtoken::encode(&header(Algorithm::RS256), &claims, &TestKey::second().encoding()).unwrap();
    assert_eq!(verify(&google(), renamed).unwrap_err(), Reason::TokenSignature);
    for broken in ["", "x", "x.y.z", "..", "a.b"] {
        assert_eq!(verify(&google(), broken.to_owned()).unwrap_err(), Reason::TokenClaims, "{broken}");
    }
}
