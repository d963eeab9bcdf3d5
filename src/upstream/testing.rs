//! For the tests of this room and of `signin::verify`: keys, tokens, and a server that says what a test wants it to say.

use std::net::Ipv4Addr;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::RsaKeyPair;
use axum::body::Bytes;
use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use axum::{Json, Router};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Value, json};
use url::Url;
use uuid::Uuid;

use crate::domain::connection::{Cloud, EntraSettings, Registration};
use crate::domain::secret::Secret;
use crate::keys::ring::KeyRing;
use crate::keys::signing::{KeySet, SigningKeys};
use crate::store::{Store, StoreSettings};
use crate::upstream::entra::EntraProvider;
use crate::upstream::provider::Provider;
use crate::upstream::{Upstream, UpstreamSettings};

/// The directory of a hospital.
pub(crate) const TID: Uuid = Uuid::from_u128(0x1111_1111_2222_3333_4444_5555_5555_5555);
/// The registration in it.
pub(crate) const CLIENT_ID: &str = "6f1a4c1e-0000-4000-8000-00000000c11e";

/// The issuer of a directory, where no server is needed.
pub(crate) fn issuer(tid: Uuid) -> String {
    format!("https://login.example/{tid}/v2.0")
}

/// The instant at which tests stand.
pub(crate) fn noon() -> DateTime<Utc> {
    "2026-11-23T12:00:00Z".parse().unwrap()
}

/// An RSA key pair of 2048 bits, with its name.
pub(crate) struct TestKey {
    kid: &'static str,
    pkcs8: Vec<u8>,
}

static FIRST: LazyLock<TestKey> = LazyLock::new(|| TestKey::generate("first"));
static SECOND: LazyLock<TestKey> = LazyLock::new(|| TestKey::generate("second"));

impl TestKey {
    pub(crate) fn first() -> &'static Self {
        &FIRST
    }

    pub(crate) fn second() -> &'static Self {
        &SECOND
    }

    fn generate(kid: &'static str) -> Self {
        let pair = RsaKeyPair::generate(KeySize::Rsa2048).unwrap();
        let pkcs8 = AsDer::<Pkcs8V1Der<'_>>::as_der(&pair).unwrap().as_ref().to_vec();
        Self { kid, pkcs8 }
    }

    pub(crate) fn encoding(&self) -> EncodingKey {
        EncodingKey::from_rsa_pem(self.private_pem().expose().as_bytes()).unwrap()
    }

    /// As it stands in Entra's key set: without `alg`.
    pub(crate) fn jwk(&self) -> Value {
        let jwk = serde_json::to_value(Jwk::from_encoding_key(&self.encoding(), Algorithm::RS256).unwrap()).unwrap();
        json!({ "kty": "RSA", "use": "sig", "kid": self.kid, "x5t": self.kid, "n": jwk["n"], "e": jwk["e"], "x5c": ["MIIC"] })
    }

    pub(crate) fn n(&self) -> String {
        self.jwk()["n"].as_str().unwrap().to_owned()
    }

    pub(crate) fn e(&self) -> String {
        self.jwk()["e"].as_str().unwrap().to_owned()
    }

    pub(crate) fn private_pem(&self) -> Secret {
        pem("PRIVATE KEY", &self.pkcs8)
    }

    pub(crate) fn private_pkcs1_pem(&self) -> Secret {
        // The algorithm and the version, before the key itself, take 26 bytes for every key of 2048 bits.
        pem("RSA PRIVATE KEY", &self.pkcs8[26..])
    }

    pub(crate) fn certificate(&self) -> String {
        let pem = self.private_pem();
        let key = rcgen::KeyPair::from_pem_and_sign_algo(pem.expose(), &rcgen::PKCS_RSA_SHA256).unwrap();
        let mut parameters = rcgen::CertificateParams::new(vec!["anteroom.example".to_owned()]).unwrap();
        parameters.not_before = rcgen::date_time_ymd(2026, 11, 23);
        parameters.not_after = rcgen::date_time_ymd(2027, 11, 23);
        parameters.self_signed(&key).unwrap().pem()
    }

    /// A token of these claims.
    pub(crate) fn sign(&self, claims: &Value) -> String {
        let header = Header { kid: Some(self.kid.to_owned()), ..Header::new(Algorithm::RS256) };
        jsonwebtoken::encode(&header, claims, &self.encoding()).unwrap()
    }
}

fn pem(label: &str, der: &[u8]) -> Secret {
    let text = STANDARD.encode(der);
    let lines: Vec<&str> = text.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap()).collect();
    Secret::new(format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", lines.join("\n")))
}

/// Answers every request on a port of its own, as `answer` says: from path and body.
pub(crate) async fn serve(answer: impl Fn(&str, &Bytes) -> Response + Send + Sync + 'static) -> Url {
    let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    let answer = Arc::new(answer);
    let router = Router::new().fallback(any(move |request: Request| async move {
        let (parts, body) = request.into_parts();
        let body = axum::body::to_bytes(body, 1 << 20).await.unwrap();
        answer(parts.uri.path(), &body)
    }));
    tokio::spawn(async move { axum::serve(listener, router).await });
    format!("http://{address}").parse().unwrap()
}

/// A way out that may reach the server of a test.
pub(crate) fn upstream(authority: &Url) -> Arc<Upstream> {
    Arc::new(Upstream::new(&settings(authority)).unwrap())
}

pub(crate) fn settings(authority: &Url) -> UpstreamSettings {
    UpstreamSettings {
        authority: Some(authority.clone()),
        google: None,
        allow_inward: true,
        timeout: Duration::from_secs(10),
    }
}

/// The hospital's own registration in its directory.
pub(crate) fn provider(upstream: &Upstream) -> Provider {
    Provider::Entra(entra(upstream))
}

/// The same, as Entra's own.
pub(crate) fn entra(upstream: &Upstream) -> EntraProvider {
    let settings = EntraSettings {
        registration: Registration::Own { client_id: CLIENT_ID.to_owned() },
        tid: TID,
        cloud: Cloud::Global,
        allow_guests: false,
        domain_hint: None,
        mfa_context: None,
        require_mfa: false,
    };
    upstream.entra(&settings, None).unwrap()
}

/// The metadata of a directory, as Entra sends it.
pub(crate) fn metadata(authority: &str, tid: Uuid) -> Value {
    let authority = authority.trim_end_matches('/');
    json!({
        "token_endpoint": format!("{authority}/{tid}/oauth2/v2.0/token"),
        "token_endpoint_auth_methods_supported": ["client_secret_post", "private_key_jwt", "client_secret_basic"],
        "jwks_uri": format!("{authority}/{tid}/discovery/v2.0/keys"),
        "response_modes_supported": ["query", "fragment", "form_post"],
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "response_types_supported": ["code", "id_token", "code id_token", "id_token token"],
        "scopes_supported": ["openid", "profile", "email", "offline_access"],
        "issuer": format!("{authority}/{tid}/v2.0"),
        "request_uri_parameter_supported": false,
        "userinfo_endpoint": "https://graph.microsoft.com/oidc/userinfo",
        "authorization_endpoint": format!("{authority}/{tid}/oauth2/v2.0/authorize"),
        "http_logout_supported": true,
        "frontchannel_logout_supported": true,
        "end_session_endpoint": format!("{authority}/{tid}/oauth2/v2.0/logout"),
        "claims_supported": ["sub", "iss", "cloud_instance_name", "aud", "exp", "iat", "auth_time", "acr", "nonce", "tid"],
        "tenant_region_scope": "EU",
        "cloud_instance_name": "microsoftonline.com",
        "msgraph_host": "graph.microsoft.com",
    })
}

pub(crate) fn answer(status: u16, body: &Value) -> Response {
    (http::StatusCode::from_u16(status).unwrap(), Json(body)).into_response()
}

/// Signing keys of our own, as a first start makes them.
pub(crate) async fn signing_keys() -> Arc<KeySet> {
    let settings = StoreSettings { url: Secret::new("sqlite::memory:"), max_connections: 1 };
    let store = Store::connect(&settings).await.unwrap();
    store.migrate().await.unwrap();
    let ring = Arc::new(KeyRing::parse(&KeyRing::generate_line("k1")).unwrap());
    SigningKeys::load_or_create(&store, &ring, noon()).await.unwrap().known()
}
