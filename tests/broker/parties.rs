//! The applications and resource servers of the stories about tokens, and a key that its holder can prove to have (DPoP).

use anteroom::keys::hash::s256;
use anteroom::keys::random;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use reqwest::Method;
use serde_json::{Value, json};

use crate::browser::{Answer, Browser, VERIFIER};
use crate::world::{APP_SECRET, World};

pub const ANNA: &str = "a.devries@st-janshof.example";
pub const API: &str = "https://api.example/";
pub const LAB: &str = "https://lab.example/v1";

const APPLICATIONS: &str = r#"
[[application]]
client_id = "mobile"
name = "Mobile"
sso = "follow"
redirect_uris = ["https://mobile.example/callback"]
refresh_tokens = true

[[application]]
client_id = "strict"
name = "Strict"
sso = "follow"
secret = { file = "app" }
redirect_uris = ["https://strict.example/callback"]
refresh_tokens = true
protocol = { dpop_bound_access_tokens = true }

[[application]]
client_id = "rounds"
name = "Rounds"
sso = "follow"
secret = { file = "app" }
redirect_uris = ["https://rounds.example/callback"]
refresh_tokens = true
protocol = { introspection = true, resources = ["https://api.example/", "https://lab.example/v1"], access_token_minutes = 5, id_token_minutes = 2 }

[[application]]
client_id = "reports"
name = "Reports"
sso = "never"
secret = { file = "app" }
redirect_uris = ["https://reports.example/callback"]
protocol = { client_credentials = true, resources = ["https://api.example/", "https://lab.example/v1"] }

[[application]]
client_id = "night-job"
name = "Night job"
sso = "never"
secret = { file = "app" }
redirect_uris = ["https://night-job.example/callback"]
protocol = { client_credentials = true, resources = ["https://api.example/"] }

[[application]]
client_id = "api"
name = "API"
sso = "never"
secret = { file = "app" }
redirect_uris = ["https://api.example/callback"]
protocol = { introspection = true, resources = ["https://api.example/"] }

"#;

/// The world has these applications too.
pub async fn with_applications(world: &mut World) {
    let first = "[[organization]]\nslug = \"st-janshof\"";
    world.change(first, &format!("{APPLICATIONS}{first}")).await;
}

/// An application of a story.
#[derive(Clone, Copy)]
pub struct Party {
    pub client_id: &'static str,
    redirect_uri: &'static str,
    public: bool,
}

const fn party(client_id: &'static str, redirect_uri: &'static str) -> Party {
    Party { client_id, redirect_uri, public: false }
}

pub const MOBILE: Party = Party { public: true, ..party("mobile", "https://mobile.example/callback") };
pub const STRICT: Party = party("strict", "https://strict.example/callback");
pub const ROUNDS: Party = party("rounds", "https://rounds.example/callback");
pub const REPORTS: Party = party("reports", "https://reports.example/callback");
pub const NIGHT_JOB: Party = party("night-job", "https://night-job.example/callback");
pub const API_SERVER: Party = party("api", "https://api.example/callback");

pub type Form<'a> = Vec<(&'a str, &'a str)>;

impl Party {
    /// The answer to Anna's sign-in.
    pub async fn sign_in(&self, world: &World, more: &[(&str, &str)]) -> Answer {
        let mut parameters = vec![
            ("client_id", self.client_id),
            ("redirect_uri", self.redirect_uri),
            ("scope", "openid email roles offline_access"),
        ];
        parameters.extend_from_slice(more);
        world.browser().sign_in(ANNA, &parameters).await
    }

    /// The code that Anna's sign-in gives.
    pub async fn code(&self, world: &World, more: &[(&str, &str)]) -> String {
        let back = self.sign_in(world, more).await;
        back.parameter("code").unwrap_or_else(|| panic!("no code: {back:?}"))
    }

    /// Its form for the token endpoint and others like it.
    pub fn form<'a>(&self, pairs: &[(&'a str, &'a str)]) -> Form<'a> {
        let mut form = pairs.to_vec();
        form.push(("client_id", self.client_id));
        if !self.public {
            form.push(("client_secret", APP_SECRET));
        }
        form
    }

    /// Its form to redeem a code.
    pub fn redeeming<'a>(&self, code: &'a str) -> Form<'a> {
        let pairs = [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", self.redirect_uri),
            ("code_verifier", VERIFIER),
        ];
        self.form(&pairs)
    }

    /// Its form to refresh.
    pub fn refreshing<'a>(&self, token: &'a str) -> Form<'a> {
        self.form(&[("grant_type", "refresh_token"), ("refresh_token", token)])
    }

    /// The tokens that Anna's sign-in gives.
    pub async fn tokens(&self, world: &World, more: &[(&str, &str)]) -> Value {
        let code = self.code(world, more).await;
        let answer = world.browser().post("/oauth2/token", &self.redeeming(&code)).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        answer.json()
    }

    /// The answer to a refresh.
    pub async fn refresh(&self, world: &World, token: &str) -> Answer {
        world.browser().post("/oauth2/token", &self.refreshing(token)).await
    }

    /// What it is told of a token.
    pub async fn introspect(&self, world: &World, token: &str) -> Value {
        let answer = world.browser().post("/oauth2/introspect", &self.form(&[("token", token)])).await;
        assert_eq!(
            (answer.status, &answer.headers["cache-control"]),
            (200, &"no-store".parse().unwrap()),
            "{}",
            answer.body
        );
        answer.json()
    }
}

pub fn text(answer: &Value, name: &str) -> String {
    answer[name].as_str().unwrap_or_else(|| panic!("no {name} in {answer}")).to_owned()
}

/// The error of a refused token request.
pub fn refusal(answer: &Answer) -> String {
    assert_eq!(answer.status, 400, "{}", answer.body);
    text(&answer.json(), "error")
}

/// What userinfo answers to a token that comes as it is.
pub async fn userinfo(world: &World, token: &str) -> Answer {
    let header = format!("Bearer {token}");
    world.browser().send(Method::GET, "/oauth2/userinfo", None, &[("authorization", &header)]).await
}

/// Somebody with a key.
pub struct Prover {
    pair: EcdsaKeyPair,
    jwk: Value,
    pub jkt: String,
}

impl Prover {
    pub fn new() -> Self {
        let document = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new()).unwrap();
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, document.as_ref()).unwrap();
        let point = pair.public_key().as_ref();
        let [x, y] = [&point[1..33], &point[33..]].map(|coordinate| URL_SAFE_NO_PAD.encode(coordinate));
        // RFC 7638, 3.2 and 3.3: these members, in this order.
        let jkt = s256(&format!(r#"{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}"#));
        Self { pair, jwk: json!({ "kty": "EC", "crv": "P-256", "x": x, "y": y }), jkt }
    }

    /// A proof with these claims.
    pub fn sign(&self, claims: &Value) -> String {
        let header = json!({ "typ": "dpop+jwt", "alg": "ES256", "jwk": self.jwk });
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let message = format!("{}.{}", part(&header), part(claims));
        let signature = self.pair.sign(&SystemRandom::new(), message.as_bytes()).unwrap();
        format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature))
    }

    /// A new proof for the token endpoint.
    pub fn proof(&self, world: &World, nonce: &str) -> String {
        self.sign(&claims(world, "POST", "/oauth2/token", Some(nonce)))
    }

    /// A new proof for userinfo, with a token.
    pub fn proof_with(&self, world: &World, nonce: &str, token: &str) -> String {
        let mut claims = claims(world, "GET", "/oauth2/userinfo", Some(nonce));
        claims["ath"] = json!(s256(token));
        self.sign(&claims)
    }

    /// Asks the token endpoint with a new proof.
    pub async fn ask(&self, world: &World, nonce: &str, form: &[(&str, &str)]) -> Answer {
        ask(world, &[&self.proof(world, nonce)], form).await
    }
}

/// The claims of a new proof.
pub fn claims(world: &World, method: &str, path: &str, nonce: Option<&str>) -> Value {
    let jti = random::token().expose().to_owned();
    let mut claims =
        json!({ "jti": jti, "htm": method, "htu": format!("{}{path}", world.base), "iat": world.now().timestamp() });
    if let Some(nonce) = nonce {
        claims["nonce"] = json!(nonce);
    }
    claims
}

/// Asks the token endpoint with proofs.
pub async fn ask(world: &World, proofs: &[&str], form: &[(&str, &str)]) -> Answer {
    let headers: Vec<_> = proofs.iter().map(|proof| ("dpop", *proof)).collect();
    world.browser().send(Method::POST, "/oauth2/token", Some(form), &headers).await
}

/// The nonce that an answer gives.
pub fn nonce_of(answer: &Answer) -> String {
    answer.headers["dpop-nonce"].to_str().unwrap().to_owned()
}

/// A nonce, as an application gets its first.
pub async fn nonce(world: &World) -> String {
    let proof = Prover::new().sign(&claims(world, "POST", "/oauth2/token", None));
    let answer = ask(world, &[&proof], &REPORTS.form(&[("grant_type", "client_credentials")])).await;
    assert_eq!(refusal(&answer), "use_dpop_nonce");
    nonce_of(&answer)
}

/// What userinfo answers to a token with a proof.
pub async fn userinfo_with(world: &World, token: &str, proof: Option<&str>) -> Answer {
    let header = format!("DPoP {token}");
    let mut headers = vec![("authorization", header.as_str())];
    headers.extend(proof.map(|proof| ("dpop", proof)));
    world.browser().send(Method::GET, "/oauth2/userinfo", None, &headers).await
}

/// Sends several requests at once, each from somebody else; every second one to another broker.
pub fn racers(bases: [&str; 2]) -> Vec<Browser> {
    (0..50).map(|index| Browser::new(bases[index % 2])).collect()
}
