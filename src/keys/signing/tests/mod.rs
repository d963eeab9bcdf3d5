//! Attacks on tokens of ours, and how the keys that sign them are exchanged.

mod exchange;

use std::sync::OnceLock;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::TimeDelta;
use jsonwebtoken::jwk::{Jwk, ThumbprintHash};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Validation};
use proptest::prelude::*;
use serde::Deserialize;
use serde_json::{Value, json};

use super::pair::KeyPair;
use super::rotate::generate;
use super::set::{jws, part};
use super::*;
use crate::domain::secret::Secret;
use crate::domain::signing_key::KeyDates;
use crate::keys::{check, random};
use crate::store::StoreSettings;
use crate::store::keys::StoredSigningKey;

const ISSUER: &str = "https://login.anteroom.example";
const TYP: &str = "at+jwt";

#[derive(Debug, Deserialize)]
struct Claims {
    sub: String,
    exp: i64,
}

impl Expiring for Claims {
    fn expires_at(&self) -> i64 {
        self.exp
    }
}

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_800_000_000, 0).unwrap()
}

fn ring() -> &'static Arc<KeyRing> {
    static RING: OnceLock<Arc<KeyRing>> = OnceLock::new();
    RING.get_or_init(|| Arc::new(KeyRing::parse(&KeyRing::generate_line("k1")).unwrap()))
}

fn dates(algorithm: SigningAlgorithm, generation: i32) -> KeyDates {
    KeyDates { algorithm, generation, created_at: now(), active_from: now(), retires_at: None }
}

/// A key of each algorithm, which signs. RSA keys are slow to make, so all tests share them.
fn stored() -> &'static [StoredSigningKey] {
    static STORED: OnceLock<Vec<StoredSigningKey>> = OnceLock::new();
    STORED.get_or_init(|| {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        // A runtime of its own, in a thread of its own: a test may run in another.
        let make = |algorithm| runtime.block_on(generate(dates(algorithm, 1), ring())).unwrap();
        std::thread::scope(|scope| scope.spawn(|| SigningAlgorithm::ALL.map(make).into()).join().unwrap())
    })
}

fn keys() -> &'static KeySet {
    static KEYS: OnceLock<KeySet> = OnceLock::new();
    KEYS.get_or_init(|| open(stored()).unwrap())
}

fn open(stored: &[StoredSigningKey]) -> Result<KeySet, KeyError> {
    KeySet::open(stored.to_vec(), ring(), None)
}

/// The keys of somebody else.
fn stranger() -> KeyPair {
    KeyPair::parse(SigningAlgorithm::Es256, &pair::generate(SigningAlgorithm::Es256).unwrap()).unwrap()
}

fn claims() -> Value {
    json!({ "iss": ISSUER, "aud": ISSUER, "sub": "u1", "exp": now().timestamp() + 300 })
}

fn without(mut object: Value, name: &str) -> Value {
    object.as_object_mut().unwrap().remove(name).unwrap();
    object
}

fn with(mut object: Value, name: &str, value: Value) -> Value {
    object[name] = value;
    object
}

/// The header that a token of ours has.
fn header() -> Value {
    json!({ "typ": TYP, "alg": "ES256", "kid": kid(SigningAlgorithm::Es256) })
}

fn kid(algorithm: SigningAlgorithm) -> &'static str {
    keys().public(algorithm).unwrap().0
}

fn ours(algorithm: SigningAlgorithm) -> impl Fn(&[u8]) -> Vec<u8> {
    let own = stored().iter().find(|key| key.dates.algorithm == algorithm).unwrap();
    let pair = KeyPair::parse(algorithm, &ring().open(&place(own.id), &own.sealed).unwrap()).unwrap();
    move |message| pair.sign(message).unwrap()
}

/// A token with any header, claims and signature.
fn token(header: &Value, claims: &Value, sign: impl Fn(&[u8]) -> Vec<u8>) -> String {
    let message = format!("{}.{}", part(header).unwrap(), part(claims).unwrap());
    let signature = URL_SAFE_NO_PAD.encode(sign(message.as_bytes()));
    format!("{message}.{signature}")
}

fn accepted(token: &str) -> bool {
    match keys().verify::<Claims>(token, TYP, (ISSUER, ISSUER), now()) {
        Ok(_) => true,
        Err(KeyError::InvalidToken) => false,
        Err(other) => panic!("{other}"),
    }
}

#[test]
fn a_token_of_ours_comes_back() {
    let token = keys().sign(SigningAlgorithm::Es256, TYP, &claims()).unwrap();
    assert_eq!(keys().verify::<Claims>(&token, TYP, (ISSUER, ISSUER), now()).unwrap().sub, "u1");
}

#[test]
fn the_forging_helper_makes_what_we_make() {
    // Or every attack below would fail for want of a proper token, not for the attack.
    assert!(accepted(&token(&header(), &claims(), ours(SigningAlgorithm::Es256))));
    let several = with(claims(), "aud", json!(["https://other.example", ISSUER]));
    assert!(accepted(&token(&header(), &several, ours(SigningAlgorithm::Es256))));
}

#[test]
fn a_token_without_signature_is_refused() {
    for alg in ["none", "None", "NONE", "nOnE", ""] {
        let header = with(header(), "alg", json!(alg));
        assert!(!accepted(&token(&header, &claims(), |_| Vec::new())), "{alg:?}");
        assert!(!accepted(&token(&header, &claims(), ours(SigningAlgorithm::Es256))), "{alg:?}");
    }
    assert!(!accepted(&token(&header(), &claims(), |_| Vec::new())));
    assert!(!accepted(&token(&without(header(), "alg"), &claims(), ours(SigningAlgorithm::Es256))));
}

#[test]
fn a_signature_of_zeros_is_refused() {
    // r = s = 0 satisfies the equation where nobody checks the range (CVE-2022-21449).
    assert!(!accepted(&token(&header(), &claims(), |_| vec![0; 64])));
}

#[test]
fn our_other_keys_make_no_access_token() {
    // Applications choose others for their ID tokens; access tokens are ES256 and nothing else.
    for other in [SigningAlgorithm::Rs256, SigningAlgorithm::Ps256, SigningAlgorithm::EdDsa] {
        assert!(!accepted(&keys().sign(other, TYP, &claims()).unwrap()));
        for kid in [kid(SigningAlgorithm::Es256), kid(other)] {
            for alg in ["RS256", "PS256", "ES256", "ES384", "EdDSA"] {
                let header = json!({ "typ": TYP, "alg": alg, "kid": kid });
                assert!(!accepted(&token(&header, &claims(), ours(other))), "{alg} {kid}");
            }
        }
    }
}

#[test]
fn the_public_key_is_no_shared_secret() {
    let public = {
        let (_, jwk) = keys().public(SigningAlgorithm::Es256).unwrap();
        let jwk: Jwk = serde_json::from_value(jwk.clone()).unwrap();
        DecodingKey::from_jwk(&jwk).unwrap().try_get_as_bytes().unwrap().to_vec()
    };
    let jwk = keys().jwks(now())["keys"][0].to_string().into_bytes();
    for secret in [public, jwk, Vec::new()] {
        for (alg, algorithm) in [("HS256", Algorithm::HS256), ("HS512", Algorithm::HS512)] {
            let sign = |message: &[u8]| {
                let signature = jsonwebtoken::crypto::sign(message, &EncodingKey::from_secret(&secret), algorithm);
                URL_SAFE_NO_PAD.decode(signature.unwrap()).unwrap()
            };
            assert!(!accepted(&token(&with(header(), "alg", json!(alg)), &claims(), sign)), "{alg}");
            assert!(!accepted(&token(&header(), &claims(), sign)), "{alg} under the name of ES256");
        }
    }
}

#[test]
fn a_key_in_the_header_is_not_looked_at() {
    let stranger = stranger();
    let jwk = stranger.public_jwk().unwrap();
    let foreign = jwk.common.key_id.clone().unwrap();
    let sign = |message: &[u8]| stranger.sign(message).unwrap();
    assert!(!accepted(&token(&header(), &claims(), sign)), "under our kid");
    assert!(!accepted(&token(&with(header(), "kid", json!(foreign)), &claims(), sign)), "under its own kid");
    assert!(!accepted(&token(&with(header(), "jwk", json!(jwk)), &claims(), sign)), "with its key along");
    let header = with(header(), "jku", json!("https://attacker.example/jwks"));
    assert!(!accepted(&token(&header, &claims(), sign)), "with the address of its keys");
}

#[test]
fn kid_must_name_the_key() {
    let sign = ours(SigningAlgorithm::Es256);
    assert!(!accepted(&token(&without(header(), "kid"), &claims(), &sign)));
    for kid in ["", "../../dev/null", "' OR 1=1 --", kid(SigningAlgorithm::Rs256)] {
        assert!(!accepted(&token(&with(header(), "kid", json!(kid)), &claims(), &sign)), "{kid:?}");
    }
}

#[test]
fn an_id_token_is_no_access_token() {
    let sign = ours(SigningAlgorithm::Es256);
    assert!(!accepted(&keys().sign(SigningAlgorithm::Es256, "JWT", &claims()).unwrap()));
    assert!(!accepted(&token(&without(header(), "typ"), &claims(), &sign)));
    for typ in ["JWT", "", "at+jwt ", "logout+jwt", "AT+JWT"] {
        assert!(!accepted(&token(&with(header(), "typ", json!(typ)), &claims(), &sign)), "{typ:?}");
    }
}

#[test]
fn issuer_and_audience_must_be_ours() {
    let sign = ours(SigningAlgorithm::Es256);
    for name in ["iss", "aud", "exp"] {
        assert!(!accepted(&token(&header(), &without(claims(), name), &sign)), "without {name}");
    }
    let others = ["https://attacker.example", "https://login.anteroom.example/", "", "HTTPS://LOGIN.ANTEROOM.EXAMPLE"];
    for name in ["iss", "aud"] {
        for value in others.map(Value::from).into_iter().chain([json!(null), json!(1), json!([])]) {
            let claims = with(claims(), name, value.clone());
            assert!(!accepted(&token(&header(), &claims, &sign)), "{name} {value}");
        }
    }
}

#[test]
fn a_token_ends_at_its_second_by_the_clock_that_is_held() {
    let token = keys().sign(SigningAlgorithm::Es256, TYP, &claims()).unwrap();
    let at =
        |seconds| keys().verify::<Claims>(&token, TYP, (ISSUER, ISSUER), now() + TimeDelta::seconds(seconds)).is_ok();
    assert!(at(299));
    assert!(!at(300));
    assert!(!at(301));
    for exp in [json!("1900000000"), json!(null), json!(-1), json!(0), json!(1e300)] {
        let claims = with(claims(), "exp", exp.clone());
        assert!(!accepted(&self::token(&header(), &claims, ours(SigningAlgorithm::Es256))), "{exp}");
    }
}

#[test]
fn parts_of_two_tokens_make_no_third() {
    let mine = keys().sign(SigningAlgorithm::Es256, TYP, &claims()).unwrap();
    let theirs = keys().sign(SigningAlgorithm::Es256, TYP, &with(claims(), "sub", json!("u2"))).unwrap();
    let (mine, theirs): (Vec<_>, Vec<_>) = (mine.split('.').collect(), theirs.split('.').collect());
    assert!(!accepted(&[mine[0], theirs[1], mine[2]].join(".")));
    assert!(!accepted(&[mine[0], mine[1], theirs[2]].join(".")));
}

#[test]
fn what_is_no_token_is_refused() {
    let good = keys().sign(SigningAlgorithm::Es256, TYP, &claims()).unwrap();
    let bad = [
        String::new(),
        "..".into(),
        "a.b.c".into(),
        ".".repeat(10_000),
        format!("{good}."),
        format!("{good}.x"),
        format!("{good}="),
        format!(" {good}"),
        format!("{good}\n"),
        good.rsplit_once('.').unwrap().0.to_owned(),
    ];
    for token in bad {
        assert!(!accepted(&token), "{token:.80}");
    }
}

proptest! {
    #[test]
    fn no_changed_character_passes(at: prop::sample::Index, to in "[A-Za-z0-9_.=-]") {
        let token = keys().sign(SigningAlgorithm::Es256, TYP, &claims()).unwrap();
        let at = at.index(token.len());
        let changed = format!("{}{}{}", &token[..at], to, &token[at + 1..]);
        prop_assume!(changed != token);
        prop_assert!(!accepted(&changed));
    }

    #[test]
    fn nothing_makes_it_panic(token in ".{0,200}") {
        prop_assert!(!accepted(&token));
    }
}

#[test]
fn every_algorithm_verifies_with_the_published_keys() {
    let set: jsonwebtoken::jwk::JwkSet = serde_json::from_value(keys().jwks(now())).unwrap();
    for algorithm in SigningAlgorithm::ALL {
        let token = keys().sign(algorithm, "JWT", &claims()).unwrap();
        let header = jsonwebtoken::decode_header(&token).unwrap();
        assert_eq!((header.alg, header.typ.as_deref()), (jws(algorithm), Some("JWT")));
        let jwk = set.find(&header.kid.unwrap()).unwrap();
        let mut validation = Validation::new(header.alg);
        validation.set_audience(&[ISSUER]);
        validation.validate_exp = false;
        jsonwebtoken::decode::<Value>(&token, &DecodingKey::from_jwk(jwk).unwrap(), &validation).unwrap();
    }
}

#[test]
fn the_key_set_is_public_only_and_says_what_each_key_is_for() {
    let published = keys().jwks(now())["keys"].as_array().unwrap().clone();
    let rsa = ["e", "kty", "n"].as_slice();
    let expected = [
        ("ES256", ["crv", "kty", "x", "y"].as_slice()),
        ("RS256", rsa),
        ("PS256", rsa),
        ("EdDSA", ["crv", "kty", "x"].as_slice()),
    ];
    assert_eq!(published.len(), expected.len());
    for (key, (algorithm, public)) in published.iter().zip(expected) {
        assert_eq!((key["alg"].as_str(), key["use"].as_str()), (Some(algorithm), Some("sig")));
        let mut expected: Vec<&str> = public.iter().copied().chain(["alg", "kid", "use"]).collect();
        expected.sort_unstable();
        let mut members: Vec<&str> = key.as_object().unwrap().keys().map(String::as_str).collect();
        members.sort_unstable();
        assert_eq!(members, expected, "d, p or q here would give the private key away");
    }
}

#[test]
fn a_thumbprint_is_that_of_rfc_7638_section_3_1() {
    let jwk: Jwk = serde_json::from_value(json!({
        "kty": "RSA",
        "n": concat!(
            "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4",
            "n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0",
            "zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-c",
            "sFCur-kEgU8awapJzKnqDKgw"
        ),
        "e": "AQAB",
        "alg": "RS256",
        "kid": "2011-04-29"
    }))
    .unwrap();
    assert_eq!(jwk.thumbprint(ThumbprintHash::SHA256).unwrap(), "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
}

#[test]
fn the_public_column_is_not_believed() {
    // Whoever can write the database cannot make us publish, or verify with, a key of his.
    let jwk = stranger().public_jwk().unwrap();
    let foreign = jwk.common.key_id.clone().unwrap();
    let mut rows = stored().to_vec();
    rows[0].public_jwk = serde_json::to_value(&jwk).unwrap();
    assert!(!open(&rows).unwrap().jwks(now()).to_string().contains(&foreign));
    rows[0].kid = foreign.clone();
    assert!(matches!(open(&rows), Err(KeyError::ForeignSigningKey(kid)) if kid == foreign));
}

#[test]
fn a_key_of_one_algorithm_is_no_key_of_another() {
    // The algorithm is a column that is not sealed.
    for (own, other) in
        [(SigningAlgorithm::Es256, SigningAlgorithm::EdDsa), (SigningAlgorithm::EdDsa, SigningAlgorithm::Es256)]
    {
        let row = stored().iter().find(|key| key.dates.algorithm == own).unwrap();
        let changed = StoredSigningKey { dates: dates(other, 1), ..row.clone() };
        assert!(matches!(open(&[changed]), Err(KeyError::UnusableSigningKey(_))), "{own:?}");
    }
}

#[test]
fn a_private_key_moved_to_another_row_does_not_open() {
    let mut rows = stored().to_vec();
    rows[0].id = random::id(now());
    assert!(matches!(open(&rows), Err(KeyError::DoesNotOpen)));
}

#[test]
fn debug_shows_kids_only() {
    let expected = SigningAlgorithm::ALL.map(kid);
    assert_eq!(format!("{:?}", keys()), format!("{expected:?}"));
}

#[tokio::test]
async fn replicas_that_start_at_once_end_with_the_same_keys() {
    let directory = tempfile::tempdir().unwrap();
    let settings = StoreSettings {
        url: Secret::new(format!("sqlite:{}", directory.path().join("a.db").display())),
        max_connections: 2,
    };
    let (one, two) = (Store::connect(&settings).await.unwrap(), Store::connect(&settings).await.unwrap());
    one.migrate().await.unwrap();
    check::check(&one, ring(), now()).await.unwrap();
    let both = tokio::join!(
        SigningKeys::load_or_create(&one, ring(), now()),
        SigningKeys::load_or_create(&two, ring(), now())
    );
    let (one_keys, two_keys) = (both.0.unwrap(), both.1.unwrap());
    assert_eq!(one_keys.known().jwks(now()), two_keys.known().jwks(now()));
    let token = one_keys.sign(SigningAlgorithm::Es256, TYP, &claims()).unwrap();
    two_keys.verify::<Claims>(&token, TYP, (ISSUER, ISSUER), now()).await.unwrap();
    let later = SigningKeys::load_or_create(&one, ring(), now()).await.unwrap();
    assert_eq!(later.known().jwks(now()), one_keys.known().jwks(now()));
    // Both have said so in the log once: two keys were made.
    assert_eq!(one.list_audit_events(10).await.unwrap().len(), 2);
}

/// What an application shows of us opens nothing, and is still nobody else's word.
#[test]
fn a_hint_may_have_ended_and_is_held_to_all_the_rest() {
    let hinted =
        |token: &str| keys().verify_hint::<Claims>(token, TYP, (ISSUER, ISSUER), now()).map(|claims| claims.sub).ok();
    let ended = with(claims(), "exp", json!(now().timestamp() - 1_000_000));
    for algorithm in [SigningAlgorithm::Es256, SigningAlgorithm::Rs256] {
        let token = keys().sign(algorithm, TYP, &ended).unwrap();
        assert_eq!(hinted(&token).as_deref(), Some("u1"), "{algorithm:?}");
        let other = keys().sign(algorithm, "JWT", &ended).unwrap();
        assert_eq!(hinted(&other), None, "{algorithm:?}");
        for name in ["iss", "aud"] {
            let elsewhere = with(claims(), name, json!("https://elsewhere.example"));
            assert_eq!(hinted(&keys().sign(algorithm, TYP, &elsewhere).unwrap()), None, "{name}");
            assert_eq!(hinted(&keys().sign(algorithm, TYP, &without(claims(), name)).unwrap()), None, "{name}");
        }
    }
    let forged = token(&header(), &ended, |message| stranger().sign(message).unwrap());
    let unsigned = token(&with(header(), "alg", json!("none")), &ended, |_| Vec::new());
    // The name of one key over the signature of another, and the public key of one as the secret of a third sort.
    let swapped = token(&header(), &ended, ours(SigningAlgorithm::Rs256));
    let named = with(header(), "kid", json!(kid(SigningAlgorithm::Rs256)));
    let confused = token(&named, &ended, ours(SigningAlgorithm::Es256));
    let nameless = token(&without(header(), "kid"), &ended, ours(SigningAlgorithm::Es256));
    for bad in [&forged, &unsigned, &swapped, &confused, &nameless, &String::new(), &"a.b.c".to_owned()] {
        assert_eq!(hinted(bad), None, "{bad}");
    }
}
