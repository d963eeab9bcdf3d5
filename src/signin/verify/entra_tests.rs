use chrono::TimeDelta;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Value, json};

use super::entra::id_token;
use super::*;
use crate::domain::claims::{AccountType, EmailVerified, EntraClaims};
use crate::domain::connection::PERSONAL_ACCOUNTS_TENANT;
use crate::upstream::jwk::EntraKeys;
use crate::upstream::testing::{CLIENT_ID, TID, TestKey, issuer, noon};

const OID: &str = "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee";
const NONCE: &str = "n-0S6_WzA2Mj";

fn claims() -> Value {
    let now = noon().timestamp();
    json!({
        "aud": CLIENT_ID, "iss": issuer(TID), "iat": now - 10, "nbf": now - 10, "exp": now + 3590, "nonce": NONCE,
        "ver": "2.0", "tid": TID, "oid": OID, "sub": "AAAAAAAAAAAAAAAAAAAAAIkzqFVrSaSaFHy782bbtaQ",
        "email": "A.deVries@st-janshof.example", "name": "A. de Vries", "preferred_username": "adv@st-janshof.example",
        "upn": "adv@st-janshof.example", "acct": 0, "xms_edov": true, "acrs": ["c1"], "sid": "s-1", "login_hint": "O.x",
        "auth_time": now - 60, "rh": "0.AXoA", "uti": "u", "aio": "x",
    })
}

fn with(changes: &Value) -> Value {
    let mut claims = claims();
    for (name, value) in changes.as_object().unwrap() {
        match value {
            Value::Null => claims.as_object_mut().unwrap().remove(name),
            value => claims.as_object_mut().unwrap().insert(name.clone(), value.clone()),
        };
    }
    claims
}

fn keys(keys: &[&TestKey]) -> EntraKeys {
    let keys: Vec<Value> = keys.iter().map(|key| key.jwk()).collect();
    serde_json::from_value(json!({ "keys": keys })).unwrap()
}

fn verify(token: String) -> Result<Verified, Reason> {
    let issuer = issuer(TID);
    let expected = Expected { issuer: &issuer, client_id: CLIENT_ID, nonce: Some(NONCE), now: noon() };
    id_token(&UnverifiedIdToken::from(token), keys(&[TestKey::first()]), &expected)
}

fn own(account: &ProviderAccount) -> &EntraClaims {
    account.entra().unwrap()
}

fn signed(claims: &Value) -> Result<Verified, Reason> {
    verify(TestKey::first().sign(claims))
}

fn encoded(header: &Header, key: &EncodingKey) -> String {
    jsonwebtoken::encode(header, &claims(), key).unwrap()
}

fn header(algorithm: Algorithm) -> Header {
    Header { kid: Some("first".to_owned()), ..Header::new(algorithm) }
}

fn base64(json: &Value) -> String {
    use base64::Engine;
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(json.to_string())
}

#[test]
fn a_true_token_says_who_it_is() {
    let verified = signed(&claims()).unwrap();
    assert_eq!(verified.authenticated_at, Some(noon() - TimeDelta::seconds(60)));
    let account = verified.account;
    let entra = own(&account);
    assert_eq!((entra.tid, entra.oid.to_string().as_str()), (TID, OID));
    assert_eq!(account.issuer, issuer(TID));
    assert_eq!(account.email.as_deref(), Some("A.deVries@st-janshof.example"));
    assert_eq!((account.email_verified, entra.account_type), (EmailVerified::True, AccountType::Member));
    assert_eq!(account.authentication_contexts, ["c1"]);
    assert_eq!(entra.identity_provider, None);
    assert_eq!((account.session.as_deref(), account.login_hint.as_deref()), (Some("s-1"), Some("O.x")));
    assert_eq!(account.name.as_deref(), Some("A. de Vries"));
}

#[test]
fn what_entra_may_leave_out_may_be_left_out() {
    let verified = signed(&with(&json!({
        "email": null, "name": null, "preferred_username": null, "upn": null, "acct": null, "xms_edov": null,
        "acrs": null, "sid": null, "login_hint": null, "auth_time": null, "nbf": null,
    })))
    .unwrap();
    assert_eq!(verified.authenticated_at, None);
    assert_eq!(verified.account.email, None);
    assert_eq!(verified.account.email_verified, EmailVerified::Absent);
    assert_eq!(own(&verified.account).account_type, AccountType::Absent);
}

#[test]
fn every_forged_claim_is_refused_for_its_own_reason() {
    let now = noon().timestamp();
    let other = "99999999-9999-4999-8999-999999999999";
    for (changes, reason) in [
        // Another tenant, its v1 issuer, the template, a look-alike, a trailing slash.
        (json!({ "iss": format!("https://login.example/{other}/v2.0") }), Reason::TokenIssuer),
        (json!({ "iss": format!("https://sts.windows.net/{TID}/") }), Reason::TokenIssuer),
        (json!({ "iss": "https://login.example/%7Btenantid%7D/v2.0" }), Reason::TokenIssuer),
        (json!({ "iss": format!("https://login.example.evil.example/{TID}/v2.0") }), Reason::TokenIssuer),
        (json!({ "iss": format!("{}/", issuer(TID)) }), Reason::TokenIssuer),
        (json!({ "iss": issuer(TID).to_uppercase() }), Reason::TokenIssuer),
        (json!({ "iss": null }), Reason::TokenClaims),
        (json!({ "iss": 7 }), Reason::TokenClaims),
        // Another registration, ours among others, a token that another registration asked for.
        (json!({ "aud": other }), Reason::TokenAudience),
        (json!({ "aud": [] }), Reason::TokenAudience),
        (json!({ "aud": [CLIENT_ID, other] }), Reason::TokenAudience),
        (json!({ "aud": [other, CLIENT_ID] }), Reason::TokenAudience),
        (json!({ "aud": format!("{CLIENT_ID} ") }), Reason::TokenAudience),
        (json!({ "aud": null }), Reason::TokenAudience),
        (json!({ "azp": other }), Reason::TokenAudience),
        // A replay of another attempt's token.
        (json!({ "nonce": "another" }), Reason::TokenNonce),
        (json!({ "nonce": "" }), Reason::TokenNonce),
        (json!({ "nonce": format!("{NONCE}=") }), Reason::TokenNonce),
        (json!({ "nonce": null }), Reason::TokenNonce),
        (json!({ "nonce": 7 }), Reason::TokenClaims),
        // Time.
        (json!({ "exp": now - 300 }), Reason::TokenExpired),
        (json!({ "exp": 0 }), Reason::TokenExpired),
        (json!({ "exp": -1 }), Reason::TokenExpired),
        (json!({ "exp": null }), Reason::TokenClaims),
        (json!({ "exp": "tomorrow" }), Reason::TokenClaims),
        (json!({ "exp": 1e300 }), Reason::TokenClaims),
        (json!({ "iat": now + 301 }), Reason::TokenNotYetValid),
        (json!({ "iat": null }), Reason::TokenClaims),
        (json!({ "nbf": now + 301 }), Reason::TokenNotYetValid),
        (json!({ "nbf": "now" }), Reason::TokenClaims),
        (json!({ "auth_time": now + 301 }), Reason::TokenNotYetValid),
        // A v1 token, or no version.
        (json!({ "ver": "1.0" }), Reason::TokenClaims),
        (json!({ "ver": 2.0 }), Reason::TokenClaims),
        (json!({ "ver": null }), Reason::TokenClaims),
        // Nobody, or nowhere.
        (json!({ "tid": null }), Reason::TokenClaims),
        (json!({ "tid": "st-janshof.example" }), Reason::TokenClaims),
        (json!({ "tid": format!("{{{TID}}}") }), Reason::TokenClaims),
        (json!({ "oid": null }), Reason::TokenClaims),
        (json!({ "oid": "adv" }), Reason::TokenClaims),
        (json!({ "oid": [OID] }), Reason::TokenClaims),
        (json!({ "sub": null }), Reason::TokenClaims),
        (json!({ "email": ["a@st-janshof.example", "b@st-janshof.example"] }), Reason::TokenClaims),
    ] {
        assert_eq!(signed(&with(&changes)).err(), Some(reason), "{changes}");
    }
}

#[test]
fn clocks_may_differ_by_five_minutes() {
    let now = noon().timestamp();
    for changes in [
        json!({ "exp": now - 299 }),
        json!({ "iat": now + 300 }),
        json!({ "nbf": now + 300 }),
        json!({ "auth_time": now + 300 }),
        json!({ "azp": CLIENT_ID }),
        json!({ "aud": [CLIENT_ID] }),
    ] {
        assert!(signed(&with(&changes)).is_ok(), "{changes}");
    }
}

#[test]
fn the_directory_is_data_for_the_decision() {
    // A token whose `tid` is not that of its issuer, and a personal account: rules 3 and 4 look at both.
    let verified = signed(&with(&json!({ "tid": PERSONAL_ACCOUNTS_TENANT }))).unwrap();
    assert_eq!(own(&verified.account).tid, PERSONAL_ACCOUNTS_TENANT);
}

#[test]
fn no_algorithm_but_rs256_is_believed() {
    let first = TestKey::first();
    // No signature at all, in the spellings that have fooled libraries.
    for algorithm in ["none", "None", "NONE", "nOnE", ""] {
        let unsigned = format!("{}.{}.", base64(&json!({ "alg": algorithm, "kid": "first" })), base64(&claims()));
        assert_eq!(verify(unsigned).err(), Some(Reason::TokenAlgorithm), "{algorithm}");
    }
    // The public key as a shared secret, in each form in which somebody might have it.
    for secret in [first.n().into_bytes(), first.certificate().into_bytes(), first.jwk().to_string().into_bytes()] {
        for algorithm in [Algorithm::HS256, Algorithm::HS384, Algorithm::HS512] {
            let token = encoded(&header(algorithm), &EncodingKey::from_secret(&secret));
            assert_eq!(verify(token).err(), Some(Reason::TokenAlgorithm));
        }
    }
    // True signatures by the right key, with other algorithms.
    for algorithm in [Algorithm::RS384, Algorithm::RS512, Algorithm::PS256, Algorithm::PS384] {
        let token = encoded(&header(algorithm), &first.encoding());
        assert_eq!(verify(token).err(), Some(Reason::TokenAlgorithm), "{algorithm:?}");
    }
    let elliptic = EncodingKey::from_ec_der(&rcgen::KeyPair::generate().unwrap().serialize_der());
    assert_eq!(verify(encoded(&header(Algorithm::ES256), &elliptic)).err(), Some(Reason::TokenAlgorithm));
    // A PS256 signature under a header that says RS256.
    let token = encoded(&header(Algorithm::PS256), &first.encoding());
    let (_, rest) = token.split_once('.').unwrap();
    let relabelled = format!("{}.{rest}", base64(&json!({ "alg": "RS256", "kid": "first" })));
    assert_eq!(verify(relabelled).err(), Some(Reason::TokenSignature));
    // An encrypted token.
    let encrypted = format!("{}.a.b.c.d", base64(&json!({ "alg": "RSA-OAEP", "enc": "A256GCM", "kid": "first" })));
    assert_eq!(verify(encrypted).err(), Some(Reason::TokenAlgorithm));
}

#[test]
fn only_the_directorys_own_keys_verify() {
    // Somebody else's key under its own name, under the name of ours, and under none.
    let second = TestKey::second();
    assert_eq!(verify(second.sign(&claims())).err(), Some(Reason::TokenKeyUnknown));
    let stolen_name = encoded(&header(Algorithm::RS256), &second.encoding());
    assert_eq!(verify(stolen_name).err(), Some(Reason::TokenSignature));
    let nameless = encoded(&Header::new(Algorithm::RS256), &TestKey::first().encoding());
    assert_eq!(verify(nameless).err(), Some(Reason::TokenKeyUnknown));
    // A key that the token brings along.
    let mut brought = header(Algorithm::RS256);
    brought.jwk = Some(serde_json::from_value(second.jwk()).unwrap());
    brought.jku = Some("https://evil.example/keys".to_owned());
    assert_eq!(verify(encoded(&brought, &second.encoding())).err(), Some(Reason::TokenSignature));
}

#[test]
fn nothing_of_a_token_can_be_changed() {
    let token = TestKey::first().sign(&claims());
    let parts: Vec<&str> = token.split('.').collect();
    let changed = base64(&with(&json!({ "oid": "aaaaaaaa-bbbb-4ccc-8ddd-000000000000" })));
    assert_eq!(verify(format!("{}.{changed}.{}", parts[0], parts[2])).err(), Some(Reason::TokenSignature));
    assert_eq!(verify(format!("{}.{}.", parts[0], parts[1])).err(), Some(Reason::TokenSignature));
    let shortened = &parts[2][..parts[2].len() - 4];
    assert_eq!(verify(format!("{}.{}.{shortened}", parts[0], parts[1])).err(), Some(Reason::TokenSignature));
    // Another header over the same claims, with demands that nobody here understands.
    for demanding in [json!({ "crit": ["exp"] }), json!({ "cty": "JWT" }), json!({ "typ": "at+jwt" })] {
        let mut header = json!({ "alg": "RS256", "kid": "first" });
        header.as_object_mut().unwrap().extend(demanding.as_object().unwrap().clone());
        let token = format!("{}.{}.{}", base64(&header), parts[1], parts[2]);
        assert!(verify(token).is_err(), "{demanding}");
    }
}

#[test]
fn what_is_no_token_is_refused() {
    let token = TestKey::first().sign(&claims());
    for text in ["", ".", "..", "...", "a.b.c", "é.é.é", "eyJ9.e30.", &token[..40], &format!("{token}.x")] {
        assert_eq!(verify(text.to_owned()).err(), Some(Reason::TokenClaims), "{text}");
    }
}

mod any_json {
    use proptest::prelude::*;

    use super::*;

    fn json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<u64>().prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            ".{0,40}".prop_map(Value::from),
        ];
        leaf.prop_recursive(2, 16, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::btree_map(".{0,8}", inner, 0..4)
                    .prop_map(|map| Value::Object(map.into_iter().collect())),
            ]
        })
    }

    proptest! {
        // Each case signs with RSA.
        #![proptest_config(ProptestConfig::with_cases(200))]

        /// Whatever type a claim comes in, the answer is an account or a reason, never a panic; and what is not one of
        /// the few forms of yes is not taken for one.
        #[test]
        fn no_type_of_a_claim_breaks_the_verifier(
            name in prop::sample::select(vec![
                "iss", "aud", "azp", "exp", "iat", "nbf", "nonce", "ver", "tid", "oid", "sub", "email", "email_verified",
                "name", "preferred_username", "upn", "acct", "idp", "xms_edov", "acrs", "sid", "login_hint", "auth_time",
                "amr", "acr", "address", "updated_at", "locale", "something",
            ]),
            value in json(),
        ) {
            let mut claims = claims();
            claims[name] = value.clone();
            let Ok(verified) = signed(&claims) else { return Ok(()) };
            let account = verified.account;
            if name == "xms_edov" && account.email_verified == EmailVerified::True {
                prop_assert!(matches!(&value, Value::Bool(true)) || value == json!(1)
                    || value.as_str().is_some_and(|text| text == "1" || text.eq_ignore_ascii_case("true")));
            }
            if name == "acct" && own(&account).account_type == AccountType::Member {
                prop_assert!(value == json!(0) || value.as_str().is_some_and(|text| text.parse() == Ok(0)));
            }
            if name == "idp" && own(&account).identity_provider.is_none() {
                prop_assert!(value.is_null() || value == json!(""));
            }
            prop_assert_eq!(own(&account).oid.to_string(), OID);
        }

        /// Nor does any text in a token's place.
        #[test]
        fn no_text_breaks_the_verifier(text in "[A-Za-z0-9_.=-]{0,200}", header in json(), payload in json()) {
            let payload = base64(&payload);
            let unsigned = format!("{}.{payload}.AAAA", base64(&header));
            let lying = format!("{}.{payload}.AAAA", base64(&json!({ "alg": "RS256", "kid": "first" })));
            for token in [text, unsigned, lying] {
                prop_assert!(verify(token).is_err());
            }
        }
    }
}
