use std::sync::OnceLock;

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::RsaKeyPair;
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, EncodingKey};
use serde_json::json;

use super::super::nonce::Nonces;
use super::*;

const ADDRESS: &str = "https://broker.example/oauth2/token";
const AT: Shown<'_> =
    Shown { method: "POST", address: ADDRESS, access_token: None, profile: SecurityProfile::Standard };

fn now() -> DateTime<Utc> {
    "2026-11-26T12:00:00Z".parse().unwrap()
}

fn ring() -> &'static KeyRing {
    static RING: OnceLock<KeyRing> = OnceLock::new();
    RING.get_or_init(|| KeyRing::parse(&KeyRing::generate_line("k")).unwrap())
}

/// A key of whoever proves that they have it.
struct Holder {
    /// Its public half, where the library does not tell it.
    jwk: Option<Value>,
    key: EncodingKey,
    algorithm: Algorithm,
    name: &'static str,
}

impl Holder {
    fn jwk(&self) -> Value {
        if let Some(jwk) = &self.jwk {
            return jwk.clone();
        }
        let mut jwk = json!(Jwk::from_encoding_key(&self.key, self.algorithm).unwrap());
        jwk.as_object_mut().unwrap().remove("alg");
        jwk
    }

    fn header(&self) -> Value {
        json!({ "typ": "dpop+jwt", "alg": self.name, "jwk": self.jwk() })
    }

    fn sign(&self, header: &Value, claims: &Value) -> String {
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let message = format!("{}.{}", part(header), part(claims));
        let signature = jsonwebtoken::crypto::sign(message.as_bytes(), &self.key, self.algorithm).unwrap();
        format!("{message}.{signature}")
    }

    fn proof(&self, claims: &Value) -> String {
        self.sign(&self.header(), claims)
    }
}

fn elliptic() -> &'static Holder {
    static HOLDER: OnceLock<Holder> = OnceLock::new();
    HOLDER.get_or_init(|| Holder {
        jwk: None,
        key: EncodingKey::from_ec_der(&rcgen::KeyPair::generate().unwrap().serialize_der()),
        algorithm: Algorithm::ES256,
        name: "ES256",
    })
}

fn rsa(size: KeySize) -> EncodingKey {
    let pair = RsaKeyPair::generate(size).unwrap();
    let document = AsDer::<Pkcs8V1Der<'_>>::as_der(&pair).unwrap();
    let pem = pem_of(document.as_ref());
    EncodingKey::from_rsa_pem(pem.as_bytes()).unwrap()
}

fn pem_of(der: &[u8]) -> String {
    let text = base64::engine::general_purpose::STANDARD.encode(der);
    format!("-----BEGIN PRIVATE KEY-----\n{text}\n-----END PRIVATE KEY-----\n")
}

fn claims() -> Value {
    let nonce = Nonces::default().current(ring(), now());
    json!({ "jti": "1", "htm": "POST", "htu": ADDRESS, "iat": now().timestamp(), "nonce": nonce })
}

fn with(mut object: Value, name: &str, value: Value) -> Value {
    object[name] = value;
    object
}

fn without(mut object: Value, name: &str) -> Value {
    object.as_object_mut().unwrap().remove(name).unwrap();
    object
}

fn shown_at(shown: &Shown<'_>, proof: &str) -> Result<Proof, ProofError> {
    check(proof, shown, ring(), now())
}

fn is_good(claims: &Value) -> bool {
    shown_at(&AT, &elliptic().proof(claims)).is_ok()
}

#[test]
fn a_proof_of_each_algorithm_is_one() {
    let pair = rcgen::KeyPair::generate_for(&rcgen::PKCS_ED25519).unwrap();
    let edwards = EncodingKey::from_ed_der(&pair.serialize_der());
    let public = json!({ "kty": "OKP", "crv": "Ed25519", "x": URL_SAFE_NO_PAD.encode(pair.public_key_raw()) });
    let of_rsa = rsa(KeySize::Rsa2048);
    let holders = [
        Holder { jwk: Some(public), key: edwards, algorithm: Algorithm::EdDSA, name: "EdDSA" },
        Holder { jwk: None, key: of_rsa.clone(), algorithm: Algorithm::PS256, name: "PS256" },
        Holder { jwk: None, key: of_rsa, algorithm: Algorithm::RS256, name: "RS256" },
    ];
    let mut known = vec!["ES256"];
    for holder in holders.iter().chain([elliptic()]) {
        let proof = shown_at(&AT, &holder.proof(&claims()));
        let jkt = proof.unwrap_or_else(|error| panic!("{}: {error:?}", holder.name)).jkt;
        assert_eq!(jkt.len(), 43);
        let fapi = shown_at(&Shown { profile: SecurityProfile::Fapi2, ..AT }, &holder.proof(&claims()));
        assert_eq!(fapi.is_ok(), holder.name != "RS256", "FAPI 2.0 does not know it");
        known.push(holder.name);
    }
    assert!(public::ALGORITHMS.iter().all(|algorithm| known.contains(algorithm)));
}

// RFC 9449, 4.2, figure 2; the thumbprint is that of 6.1.
#[test]
fn the_example_of_the_rfc_is_one_without_a_nonce() {
    let proof = "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwieCI6Imw4dEZyaHgtMzR0VjNoUklDUkRZOXpDa0R\
                 scEJoRjQyVVFVZldWQVdCRnMiLCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFqSG10NnY5VERWclUwQ2R2R1JEQSIsImNydiI6IlAtMjU\
                 2In19.eyJqdGkiOiItQndDM0VTYzZhY2MybFRjIiwiaHRtIjoiUE9TVCIsImh0dSI6Imh0dHBzOi8vc2VydmVyLmV4YW1wbGUuY29tL3Rva2\
                 VuIiwiaWF0IjoxNTYyMjYyNjE2fQ.2-GxA6T8lP4vfrg8v-FdWP0A0zdrj8igiMLvqRMUvwnQg4PtFLbdLXiOSsX0x7NVY-FNyJK70nfbV37\
                 xRZT3Lg";
    let now = DateTime::from_timestamp(1_562_262_616, 0).unwrap();
    let shown = Shown { address: "https://server.example.com/token", ..AT };
    assert_eq!(check(proof, &shown, ring(), now), Err(ProofError::Nonce));
    assert_eq!(verified(proof, SecurityProfile::Fapi2).unwrap().1, "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I");
    assert_eq!(check(proof, &AT, ring(), now), Err(ProofError::Invalid), "it is for another address");
}

#[test]
fn its_header_is_that_of_a_proof_by_an_asymmetric_key() {
    let holder = elliptic();
    assert!(shown_at(&AT, &holder.sign(&holder.header(), &claims())).is_ok());
    let private = with(holder.jwk(), "d", json!("AAAA"));
    let symmetric = json!({ "kty": "oct", "k": "AAAA" });
    let other_curve = with(holder.jwk(), "crv", json!("P-384"));
    // What the thumbprint is made of is not looked at there: a text that breaks out of it would choose its own thumbprint.
    let breaks_out = with(holder.jwk(), "x", json!("\",\"y\":\""));
    for (name, value) in [
        ("typ", json!("JWT")),
        ("typ", json!("at+jwt")),
        ("typ", Value::Null),
        ("alg", json!("none")),
        ("alg", json!("HS256")),
        ("alg", json!("RS256")),
        ("alg", json!("EdDSA")),
        ("alg", json!("ES384")),
        ("jwk", private),
        ("jwk", symmetric),
        ("jwk", other_curve),
        ("jwk", breaks_out),
        ("jwk", json!({})),
        ("jwk", json!("key")),
        ("crit", json!(["b64"])),
    ] {
        let header = with(holder.header(), name, value);
        assert_eq!(shown_at(&AT, &holder.sign(&header, &claims())), Err(ProofError::Invalid), "{header}");
    }
    for name in ["typ", "alg", "jwk"] {
        let header = without(holder.header(), name);
        assert_eq!(shown_at(&AT, &holder.sign(&header, &claims())), Err(ProofError::Invalid), "{header}");
    }
    // A private RSA key shows by any of its members.
    for member in PRIVATE_MEMBERS {
        let header = with(holder.header(), "jwk", with(holder.jwk(), member, json!("AAAA")));
        assert!(shown_at(&AT, &holder.sign(&header, &claims())).is_err(), "{member}");
    }
}

#[test]
fn it_is_signed_with_the_key_that_it_brings() {
    let (holder, proof) = (elliptic(), elliptic().proof(&claims()));
    let thief = Holder {
        jwk: None,
        key: EncodingKey::from_ec_der(&rcgen::KeyPair::generate().unwrap().serialize_der()),
        algorithm: Algorithm::ES256,
        name: "ES256",
    };
    let (message, signature) = proof.rsplit_once('.').unwrap();
    let (head, _) = message.split_once('.').unwrap();
    let other_claims = URL_SAFE_NO_PAD.encode(with(claims(), "jti", json!("2")).to_string());
    for forged in [
        thief.sign(&holder.header(), &claims()),
        format!("{message}."),
        message.to_owned(),
        format!("{message}.{}", "A".repeat(86)),
        format!("{head}.{other_claims}.{signature}"),
        format!("{proof}.{signature}"),
        String::new(),
        "..".to_owned(),
        "a".repeat(10_000),
    ] {
        assert_eq!(shown_at(&AT, &forged), Err(ProofError::Invalid), "{forged}");
    }
    // An HMAC of the public key, which everybody knows.
    let mut header = holder.header();
    header["alg"] = json!("HS256");
    let hmac = Holder {
        jwk: None,
        key: EncodingKey::from_secret(holder.jwk().to_string().as_bytes()),
        algorithm: Algorithm::HS256,
        name: "HS256",
    };
    assert_eq!(shown_at(&AT, &hmac.sign(&header, &claims())), Err(ProofError::Invalid));
    // A key of 1024 bits, which can be broken; but for it, a nonce is all that this one lacks.
    let weak = "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IlJTMjU2IiwiandrIjp7Imt0eSI6IlJTQSIsIm4iOiI3V2JBQU14Y2FjZ1BnbThISTU2eThFRzliX0\
                htVjNOcjRDejZaR0RqUEktRHBNeUJoSElzXy02M1FhejVvc3htU1A3LVA5eWF0TVo3aWNucjhWSUVuLWlXQzdCcHgzZlFRTWVabzI5UlhYQzJr\
                UDJtaS04dTlxdnBXX3ZqMFM3eEZ2Z1BlOGxkYW1mM1AzeXpNY2dFYzByMmZYUy1YbGJacm1UZHc0TmFaRFUiLCJlIjoiQVFBQiJ9fQ.eyJqdGk\
                iOiIxIiwiaHRtIjoiUE9TVCIsImh0dSI6Imh0dHBzOi8vYnJva2VyLmV4YW1wbGUvb2F1dGgyL3Rva2VuIiwiaWF0IjoxNzk1Njk0NDAwfQ.vH\
                gl8JyYcj3Hf-u2wRSkHqn5tZ65-xy0QpVVqKZcKFjkoMg2uEMkf2fMtk51Czrk-4Xn0j26wX4PDzb_f52AWf6adgBOQ4EShXqmp4mKtUdh6KNB\
                03mPKYfIoVARpUoiktYLH8MN8d6aZM3TORMLUZc860fhIhZ9YlIECEaXiac";
    assert_eq!(shown_at(&AT, weak), Err(ProofError::Invalid));
}

#[test]
fn it_is_for_this_method_and_address_alone() {
    for method in ["GET", "post", ""] {
        assert!(!is_good(&with(claims(), "htm", json!(method))), "{method}");
    }
    for address in [
        "https://broker.example:443/oauth2/token",
        "HTTPS://Broker.Example/oauth2/token",
        "https://broker.example/oauth2/token?a=b#c",
        "https://broker.example/oauth2/./token",
    ] {
        assert!(is_good(&with(claims(), "htu", json!(address))), "{address}");
    }
    for address in [
        "http://broker.example/oauth2/token",
        "https://broker.example/oauth2/userinfo",
        "https://broker.example/oauth2/token/",
        "https://broker.example:8443/oauth2/token",
        "https://broker.example.evil.example/oauth2/token",
        "https://broker.example@evil.example/oauth2/token",
        "https://user@broker.example/oauth2/token",
        "/oauth2/token",
        "",
    ] {
        assert!(!is_good(&with(claims(), "htu", json!(address))), "{address}");
    }
}

#[test]
fn it_has_a_name_and_is_fresh() {
    for (jti, good) in
        [(json!("a".repeat(256)), true), (json!("a".repeat(257)), false), (json!(""), false), (json!(1), false)]
    {
        assert_eq!(is_good(&with(claims(), "jti", jti.clone())), good, "{jti}");
    }
    for (age, good) in [(299, true), (300, false), (-60, true), (-61, false), (86_400, false), (-86_400, false)] {
        assert_eq!(is_good(&with(claims(), "iat", json!(now().timestamp() - age))), good, "{age}");
    }
    assert!(is_good(&with(claims(), "iat", json!(1_795_694_400.9))), "a NumericDate may have a fraction");
    for iat in [json!("now"), json!(-1), json!(1e300), json!(i64::MAX), json!(u64::MAX), Value::Null] {
        assert!(!is_good(&with(claims(), "iat", iat.clone())), "{iat}");
    }
    for name in ["jti", "htm", "htu", "iat"] {
        assert!(!is_good(&without(claims(), name)), "{name}");
    }
}

#[test]
fn its_nonce_is_ours() {
    let of = |nonce: Value| shown_at(&AT, &elliptic().proof(&with(claims(), "nonce", nonce)));
    let old = Nonces::default().current(ring(), now() - nonce::LIFETIME);
    for bad in [json!("eyJ7S_zG.eyJH0-Z.HX4w-7v"), json!(old), json!("")] {
        assert_eq!(of(bad.clone()), Err(ProofError::Nonce), "{bad}");
    }
    let none = elliptic().proof(&without(claims(), "nonce"));
    assert_eq!(shown_at(&AT, &none), Err(ProofError::Nonce));
    // What is wrong besides is said first: another nonce would not mend it.
    let none = with(without(claims(), "nonce"), "htm", json!("GET"));
    assert_eq!(shown_at(&AT, &elliptic().proof(&none)), Err(ProofError::Invalid));
}

#[test]
fn beside_an_access_token_it_is_for_that_token() {
    let shown = Shown { access_token: Some("Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU"), ..AT };
    let of = |ath: &str| shown_at(&shown, &elliptic().proof(&with(claims(), "ath", json!(ath)))).is_ok();
    // RFC 9449, 7.1, figure 13.
    assert!(of("fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo"));
    assert!(!of("fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEa"));
    assert!(!of(""));
    assert!(shown_at(&shown, &elliptic().proof(&claims())).is_err(), "it would be good with any token");
}

#[test]
fn what_tells_it_from_others_is_not_its_text() {
    let one = shown_at(&AT, &elliptic().proof(&claims())).unwrap();
    // The same, signed once more: anybody can make another signature of one of these.
    let again = shown_at(&AT, &elliptic().proof(&with(claims(), "more", json!("text")))).unwrap();
    assert_eq!(one, again);
    let other = shown_at(&AT, &elliptic().proof(&with(claims(), "jti", json!("2")))).unwrap();
    assert!(one.hash != other.hash && one.jkt == other.jkt);
    // It is remembered as long as it would be taken: until its age, or that of its nonce, is too great.
    assert_eq!(one.expires_at, now() + Duration::minutes(5));
    let older = with(claims(), "iat", json!(now().timestamp() - 200));
    assert_eq!(shown_at(&AT, &elliptic().proof(&older)).unwrap().expires_at, now() + Duration::seconds(100));
}
