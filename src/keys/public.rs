//! Public keys of applications: what they sign is verified with the key that they registered, or with the one that they prove to have, in
//! the way that this key is for.

use std::sync::Arc;

use jsonwebtoken::jwk::{
    AlgorithmParameters, EllipticCurve, Jwk, KeyAlgorithm, KeyOperations, PublicKeyUse, ThumbprintHash,
};
use jsonwebtoken::{Algorithm, DecodingKey, Header, Validation};
use serde_json::{Map, Value};

use super::KeyError;
use crate::domain::protocol::SecurityProfile;

/// The algorithms by which an application may sign (RFC 7518, 3.1; RFC 8037, 3.1), in the order in which we like them.
pub const ALGORITHMS: [&str; 4] = ["ES256", "PS256", "EdDSA", "RS256"];
/// The most keys of one set that are looked at.
const MOST_KEYS: usize = 20;

/// The public keys of one application.
#[derive(Clone)]
pub struct PublicKeys(Arc<[PublicKey]>);

struct PublicKey {
    kid: Option<String>,
    /// What this key verifies. Never what a header says that it does: a public key would else be taken for a shared secret
    /// (RFC 8725, 2.1).
    algorithms: &'static [Algorithm],
    decoding: DecodingKey,
}

/// Something that an application has signed.
#[derive(Clone)]
pub struct Signed {
    /// What it is called in its header (RFC 7515, 4.1.9).
    pub typ: Option<String>,
    /// What it says.
    pub claims: Map<String, Value>,
}

impl PublicKeys {
    /// The keys of a JWK set. What is no key for signatures that can be used here is passed over (RFC 7517, 5).
    pub fn read(set: &Value) -> Self {
        let keys = set.get("keys").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        Self(keys.iter().take(MOST_KEYS).filter_map(PublicKey::read).collect())
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether the key that signed may be among these: the one of this name, or any where it has not said.
    pub fn has(&self, kid: Option<&str>) -> bool {
        self.0.iter().any(|key| key.is_called(kid))
    }

    /// Verifies a signature, and nothing else: who it is from, to whom and until when is the caller's to ask.
    pub fn verify(&self, token: &str, profile: SecurityProfile) -> Result<Signed, KeyError> {
        let header = header_of(token, profile)?;
        // Two keys of one name differ in what they are for, or one is about to take the place of the other.
        let mut called = self.0.iter().filter(|key| key.is_called(header.kid.as_deref()));
        called.find_map(|key| key.verify(token, header.alg)).ok_or(KeyError::InvalidToken)
    }
}

/// Verifies a signature with the key that came with it: whoever signed has the other half of that key, and that is all it tells. What was
/// signed, and the thumbprint of the key (RFC 7638).
pub fn verify_with(jwk: Value, token: &str, profile: SecurityProfile) -> Result<(Signed, String), KeyError> {
    let header = header_of(token, profile)?;
    let jwk: Jwk = serde_json::from_value(jwk).map_err(|_| KeyError::InvalidToken)?;
    // First the key, which must be base64url: what the thumbprint is made of is not looked at there.
    let signed = PublicKey::of(&jwk).and_then(|key| key.verify(token, header.alg)).ok_or(KeyError::InvalidToken)?;
    Ok((signed, jwk.thumbprint(ThumbprintHash::SHA256)?))
}

fn header_of(token: &str, profile: SecurityProfile) -> Result<Header, KeyError> {
    let header = jsonwebtoken::decode_header(token).map_err(|_| KeyError::InvalidToken)?;
    // No extension is understood here, so whatever is critical is not (RFC 7515, 4.1.11).
    if header.crit.is_some() || !accepts(profile, header.alg) {
        return Err(KeyError::InvalidToken);
    }
    Ok(header)
}

impl PublicKey {
    fn read(jwk: &Value) -> Option<Self> {
        Self::of(&serde_json::from_value(jwk.clone()).ok()?)
    }

    fn of(jwk: &Jwk) -> Option<Self> {
        let common = &jwk.common;
        let signs = matches!(common.public_key_use, None | Some(PublicKeyUse::Signature));
        let verifies =
            common.key_operations.as_ref().is_none_or(|operations| operations.contains(&KeyOperations::Verify));
        let algorithms: &[Algorithm] = match (&jwk.algorithm, common.key_algorithm) {
            (AlgorithmParameters::EllipticCurve(it), None | Some(KeyAlgorithm::ES256))
                if it.curve == EllipticCurve::P256 =>
            {
                &[Algorithm::ES256]
            }
            (AlgorithmParameters::OctetKeyPair(it), None | Some(KeyAlgorithm::EdDSA))
                if it.curve == EllipticCurve::Ed25519 =>
            {
                &[Algorithm::EdDSA]
            }
            (AlgorithmParameters::RSA(_), None) => &[Algorithm::PS256, Algorithm::RS256],
            (AlgorithmParameters::RSA(_), Some(KeyAlgorithm::PS256)) => &[Algorithm::PS256],
            (AlgorithmParameters::RSA(_), Some(KeyAlgorithm::RS256)) => &[Algorithm::RS256],
            _ => return None,
        };
        let decoding = DecodingKey::from_jwk(jwk).ok()?;
        (signs && verifies).then(|| Self { kid: common.key_id.clone(), algorithms, decoding })
    }

    /// What was signed, if it was signed with this key, by an algorithm that it is for.
    fn verify(&self, token: &str, algorithm: Algorithm) -> Option<Signed> {
        if !self.algorithms.contains(&algorithm) {
            return None;
        }
        let mut validation = Validation::new(algorithm);
        validation.required_spec_claims.clear();
        validation.validate_exp = false;
        validation.validate_aud = false;
        let token = jsonwebtoken::decode::<Map<String, Value>>(token, &self.decoding, &validation).ok()?;
        Some(Signed { typ: token.header.typ, claims: token.claims })
    }

    fn is_called(&self, kid: Option<&str>) -> bool {
        kid.is_none_or(|kid| self.kid.as_deref() == Some(kid))
    }
}

/// FAPI 2.0, 5.4.1 leaves out RS256: PKCS #1 v1.5 padding.
const fn accepts(profile: SecurityProfile, algorithm: Algorithm) -> bool {
    match algorithm {
        Algorithm::ES256 | Algorithm::PS256 | Algorithm::EdDSA => true,
        Algorithm::RS256 => matches!(profile, SecurityProfile::Standard),
        _ => false,
    }
}

/// The name of the key that is said to have signed something. Nothing is verified yet.
pub fn named_key(token: &str) -> Result<Option<String>, KeyError> {
    jsonwebtoken::decode_header(token).map(|header| header.kid).map_err(|_| KeyError::InvalidToken)
}

/// Who something is said to be about. Nothing is verified yet: it says no more than with whose keys to try.
pub fn named_subject(token: &str) -> Option<String> {
    let claims: Map<String, Value> = jsonwebtoken::dangerous::insecure_decode_claims(token).ok()?;
    claims.get("sub")?.as_str().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use jsonwebtoken::EncodingKey;
    use serde_json::json;

    use super::*;

    /// A key pair, with its public half.
    struct Pair {
        private: EncodingKey,
        public: Value,
    }

    impl Pair {
        fn new(algorithm: Algorithm) -> Self {
            let generated = |sort| rcgen::KeyPair::generate_for(sort).unwrap().serialize_pem();
            let private = match algorithm {
                Algorithm::ES256 => EncodingKey::from_ec_pem(generated(&rcgen::PKCS_ECDSA_P256_SHA256).as_bytes()),
                Algorithm::EdDSA => {
                    let pair = aws_lc_rs::signature::Ed25519KeyPair::generate().unwrap();
                    Ok(EncodingKey::from_ed_der(pair.to_pkcs8v1().unwrap().as_ref()))
                }
                _ => EncodingKey::from_rsa_pem(generated(&rcgen::PKCS_RSA_SHA256).as_bytes()),
            };
            let private = private.unwrap();
            let mut public = serde_json::to_value(Jwk::from_encoding_key(&private, algorithm).unwrap()).unwrap();
            public.as_object_mut().unwrap().remove("alg");
            Self { private, public }
        }

        fn with(&self, more: &[(&str, &str)]) -> Value {
            let mut public = self.public.clone();
            for (name, value) in more {
                public[*name] = json!(value);
            }
            public
        }

        fn sign(&self, algorithm: Algorithm, kid: Option<&str>) -> String {
            sign(&Header { kid: kid.map(str::to_owned), ..Header::new(algorithm) }, &self.private)
        }
    }

    fn sign(header: &Header, key: &EncodingKey) -> String {
        jsonwebtoken::encode(header, &json!({ "sub": "records" }), key).unwrap()
    }

    fn keys(keys: &[Value]) -> PublicKeys {
        PublicKeys::read(&json!({ "keys": keys }))
    }

    /// Whether it is taken, and whether it is under FAPI 2.0.
    fn taken(keys: &PublicKeys, token: &str) -> [bool; 2] {
        [SecurityProfile::Standard, SecurityProfile::Fapi2].map(|profile| keys.verify(token, profile).is_ok())
    }

    #[test]
    fn a_key_verifies_what_it_is_for() {
        let (ec, ed, rsa) = (Pair::new(Algorithm::ES256), Pair::new(Algorithm::EdDSA), Pair::new(Algorithm::RS256));
        for (pair, alg, algorithm, expected) in [
            (&ec, "", Algorithm::ES256, [true, true]),
            (&ec, "ES256", Algorithm::ES256, [true, true]),
            (&ec, "ES384", Algorithm::ES256, [false, false]),
            (&ed, "", Algorithm::EdDSA, [true, true]),
            (&rsa, "", Algorithm::PS256, [true, true]),
            (&rsa, "", Algorithm::RS256, [true, false]),
            (&rsa, "PS256", Algorithm::RS256, [false, false]),
            (&rsa, "RS256", Algorithm::PS256, [false, false]),
            (&rsa, "RS256", Algorithm::RS256, [true, false]),
            (&rsa, "", Algorithm::RS512, [false, false]),
            (&rsa, "", Algorithm::PS512, [false, false]),
            (&rsa, "RSA-OAEP", Algorithm::PS256, [false, false]),
        ] {
            let more = if alg.is_empty() { vec![] } else { vec![("alg", alg)] };
            let set = keys(&[pair.with(&more)]);
            assert_eq!(taken(&set, &pair.sign(algorithm, None)), expected, "{alg} {algorithm:?}");
        }
        for unusable in [("use", "enc"), ("kty", "oct"), ("crv", "P-384")] {
            assert!(keys(&[ec.with(&[unusable])]).is_empty(), "{unusable:?}");
        }
        let mut encrypts = ec.public.clone();
        encrypts["key_ops"] = json!(["encrypt"]);
        let mixed = keys(&[encrypts, json!(null), json!({ "kty": "AKP" }), ec.public.clone()]);
        assert_eq!(taken(&mixed, &ec.sign(Algorithm::ES256, None)), [true, true], "the others are passed over");
        assert_eq!(
            taken(&keys(&[Pair::new(Algorithm::ES256).public]), &ec.sign(Algorithm::ES256, None)),
            [false, false]
        );
    }

    #[test]
    fn a_public_key_is_no_shared_secret_and_no_signature_is_none() {
        let rsa = Pair::new(Algorithm::RS256);
        let set = keys(&[rsa.with(&[("kid", "one")])]);
        let n = rsa.public["n"].as_str().unwrap();
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let mut forged = Vec::new();
        for secret in
            [n.as_bytes().to_vec(), URL_SAFE_NO_PAD.decode(n).unwrap(), rsa.public.to_string().into_bytes(), vec![]]
        {
            for kid in [None, Some("one".to_owned())] {
                let header = Header { kid, ..Header::new(Algorithm::HS256) };
                forged.push(sign(&header, &EncodingKey::from_secret(&secret)));
            }
        }
        for alg in ["none", "None", "NONE", "RS256", ""] {
            forged.push(format!("{}.{}.", part(&json!({ "alg": alg })), part(&json!({ "sub": "records" }))));
        }
        // A key that the token brings along is not looked at (RFC 8725, 3.1), and an extension that is critical not understood.
        let stranger = Pair::new(Algorithm::RS256);
        let brought = serde_json::from_value(stranger.public.clone()).unwrap();
        forged.push(sign(&Header { jwk: Some(brought), ..Header::new(Algorithm::RS256) }, &stranger.private));
        let critical = Header { crit: Some(vec!["exp".to_owned()]), ..Header::new(Algorithm::RS256) };
        forged.push(sign(&critical, &rsa.private));
        let whole = rsa.sign(Algorithm::RS256, None);
        let (head, signature) = whole.rsplit_once('.').unwrap();
        forged.push(format!("{}.{}.{signature}", head.split_once('.').unwrap().0, part(&json!({ "sub": "planner" }))));
        forged.push(format!("{whole}.x.y"));
        forged.push(String::new());
        for token in forged {
            assert_eq!(taken(&set, &token), [false, false], "{token}");
        }
        assert_eq!(taken(&set, &whole), [true, false]);
    }

    #[test]
    fn a_key_is_found_by_its_name() {
        let (one, two) = (Pair::new(Algorithm::ES256), Pair::new(Algorithm::ES256));
        let set = keys(&[one.with(&[("kid", "one")]), two.with(&[("kid", "two")])]);
        assert!(set.has(Some("one")) && set.has(None) && !set.has(Some("three")));
        for (kid, expected) in [(Some("two"), true), (None, true), (Some("one"), false), (Some("three"), false)] {
            assert_eq!(taken(&set, &two.sign(Algorithm::ES256, kid))[0], expected, "{kid:?}");
        }
        // Two of one name: FAPI 2.0, 5.4.3.
        let twins = keys(&[one.with(&[("kid", "one")]), two.with(&[("kid", "one")])]);
        assert!(taken(&twins, &two.sign(Algorithm::ES256, Some("one")))[0]);
        assert_eq!(named_key(&two.sign(Algorithm::ES256, Some("two"))).unwrap().as_deref(), Some("two"));
        assert_eq!(named_subject(&two.sign(Algorithm::ES256, None)).as_deref(), Some("records"));
        assert_eq!((named_subject("x.y.z"), named_subject("")), (None, None));
    }

    #[test]
    fn no_more_keys_are_looked_at_than_may_be_registered() {
        let (last, other) = (Pair::new(Algorithm::ES256), Pair::new(Algorithm::ES256));
        let many: Vec<Value> = (0..MOST_KEYS).map(|_| other.public.clone()).chain([last.public.clone()]).collect();
        assert!(!taken(&keys(&many), &last.sign(Algorithm::ES256, None))[0]);
        assert!(taken(&keys(&many[1..]), &last.sign(Algorithm::ES256, None))[0]);
    }
}
