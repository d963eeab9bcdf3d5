//! An application that has a key of its own, and what it signs with it.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use anteroom::keys::hash::s256;
use anteroom::keys::random::token;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Map, Value, json};

use crate::browser::VERIFIER;
use crate::world::World;

/// Where its people come back to.
pub const CALLBACK: &str = "https://rounds.example/callback";

/// A key of an application.
pub struct Signer {
    pub client_id: String,
    kid: String,
    algorithm: Algorithm,
    private: EncodingKey,
    /// The public half, as it is registered.
    pub public: Map<String, Value>,
}

/// The type of an assertion.
pub const JWT_BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

impl Signer {
    pub fn new(client_id: &str, kid: &str, algorithm: Algorithm) -> Self {
        let pem = |sort| rcgen::KeyPair::generate_for(sort).unwrap().serialize_pem();
        let private = match algorithm {
            Algorithm::ES256 => EncodingKey::from_ec_pem(pem(&rcgen::PKCS_ECDSA_P256_SHA256).as_bytes()),
            Algorithm::EdDSA => {
                let pair = aws_lc_rs::signature::Ed25519KeyPair::generate().unwrap();
                Ok(EncodingKey::from_ed_der(pair.to_pkcs8v1().unwrap().as_ref()))
            }
            _ => EncodingKey::from_rsa_pem(pem(&rcgen::PKCS_RSA_SHA256).as_bytes()),
        };
        let private = private.unwrap();
        let jwk = serde_json::to_value(Jwk::from_encoding_key(&private, algorithm).unwrap()).unwrap();
        let mut public = jwk.as_object().unwrap().clone();
        public.insert("kid".to_owned(), json!(kid));
        Self { client_id: client_id.to_owned(), kid: kid.to_owned(), algorithm, private, public }
    }

    /// What it says, signed.
    pub fn sign(&self, typ: Option<&str>, claims: &Value) -> String {
        let header = Header { kid: Some(self.kid.clone()), typ: typ.map(str::to_owned), ..Header::new(self.algorithm) };
        jsonwebtoken::encode(&header, claims, &self.private).unwrap()
    }

    /// What an assertion of it says, good for a minute, by a name of its own.
    pub fn claims(&self, world: &World) -> Value {
        let now = world.now().timestamp();
        json!({
            "iss": self.client_id, "sub": self.client_id, "aud": world.base, "iat": now, "exp": now + 60,
            "jti": token().expose(),
        })
    }

    /// An assertion of it.
    pub fn assertion(&self, world: &World) -> String {
        self.sign(None, &self.claims(world))
    }

    /// Parameters, as a request object says them.
    pub fn object(&self, world: &World, parameters: &[(&str, &str)]) -> Value {
        let now = world.now().timestamp();
        let mut claims = json!({
            "iss": self.client_id, "client_id": self.client_id, "aud": world.base, "nbf": now, "exp": now + 300,
        });
        for (name, value) in parameters {
            claims[*name] = json!(value);
        }
        claims
    }

    /// The application as `tenants.toml` has it, with more lines of `[application.protocol]`.
    pub fn entry(&self, more: &str) -> String {
        let members =
            self.public.iter().map(|(name, value)| format!("{name} = {value}")).collect::<Vec<_>>().join(", ");
        entry(&self.client_id, &format!("jwks = {{ keys = [{{ {members} }}] }}\n{more}"))
    }
}

/// An application that proves itself by a key.
pub fn entry(client_id: &str, protocol: &str) -> String {
    format!(
        "[[application]]\nclient_id = \"{client_id}\"\nname = \"Rounds\"\nsso = \"follow\"\n\
         authentication = \"private_key_jwt\"\nredirect_uris = [\"{CALLBACK}\"]\ndevice_grant = true\n\
         [application.protocol]\n{protocol}\n"
    )
}

/// Registers applications beside those of the world.
pub async fn register(world: &mut World, entries: &[String]) {
    world.tenants = format!("{}\n{}", entries.concat(), world.tenants);
    world.apply().await;
    world.hear();
}

/// What an application asks for a person, with more parameters, or others in the place of those it has.
pub fn asked<'a>(more: &[(&'a str, &'a str)]) -> Vec<(&'a str, String)> {
    let mut asked = vec![
        ("redirect_uri", CALLBACK.to_owned()),
        ("response_type", "code".to_owned()),
        ("scope", "openid profile".to_owned()),
        ("state", "pushed-state".to_owned()),
        ("nonce", "pushed-nonce".to_owned()),
        ("code_challenge", s256(VERIFIER)),
        ("code_challenge_method", "S256".to_owned()),
        ("login_hint", "a.devries@st-janshof.example".to_owned()),
    ];
    asked.retain(|(name, _)| !more.iter().any(|(other, _)| other == name));
    asked.extend(more.iter().filter(|(_, value)| !value.is_empty()).map(|(name, value)| (*name, (*value).to_owned())));
    asked
}

/// Where an application has its public keys.
pub struct Keys {
    pub uri: String,
    says: Arc<Says>,
}

#[derive(Default)]
struct Says {
    /// None while it fails.
    keys: Mutex<Option<Value>>,
    readings: AtomicUsize,
}

impl Keys {
    pub async fn start(signers: &[&Signer]) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let uri = format!("http://{}/keys", listener.local_addr().unwrap());
        let says = Arc::<Says>::default();
        let router = Router::new().route("/keys", get(answer)).with_state(Arc::clone(&says));
        tokio::spawn(async move { axum::serve(listener, router).await });
        let keys = Self { uri, says };
        keys.hold(signers);
        keys
    }

    /// These are the keys now.
    pub fn hold(&self, signers: &[&Signer]) {
        let keys: Vec<_> = signers.iter().map(|signer| signer.public.clone()).collect();
        *self.says.keys.lock().unwrap() = Some(json!({ "keys": keys }));
    }

    /// There are none for a while.
    pub fn fail(&self) {
        *self.says.keys.lock().unwrap() = None;
    }

    /// How often they were asked for.
    pub fn readings(&self) -> usize {
        self.says.readings.load(Ordering::SeqCst)
    }
}

async fn answer(State(says): State<Arc<Says>>) -> Response {
    says.readings.fetch_add(1, Ordering::SeqCst);
    match &*says.keys.lock().unwrap() {
        Some(keys) => Json(keys).into_response(),
        None => http::StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}
