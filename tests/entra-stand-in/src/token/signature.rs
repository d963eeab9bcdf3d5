//! How an ID token is signed, rightly or wrongly.

use hmac::{Hmac, Mac};
use rsa::sha2::Sha256;
use serde_json::{Map, Value, json};

use crate::faults::Fault;
use crate::jwt;
use crate::keys::{PublishedKey, rogue};
use crate::random;

/// Signs with the directory's key, unless a fault has it otherwise.
pub(super) fn sign(claims: &Map<String, Value>, key: &PublishedKey, faults: &[Fault]) -> String {
    let told = |fault: &Fault| faults.contains(fault);
    let input = |header: Value| jwt::signing_input(&header, claims);
    let kid = &key.kid;
    if told(&Fault::AlgNone) {
        return jwt::compact(&input(json!({"typ": "JWT", "alg": "none"})), &[]);
    }
    if told(&Fault::Hs256WithPublicKey) {
        let input = input(json!({"typ": "JWT", "alg": "HS256", "kid": kid}));
        let signature = hs256(key.pair.public_pem().as_bytes(), input.as_bytes());
        return jwt::compact(&input, &signature);
    }
    if told(&Fault::UnknownKid) {
        let input = input(json!({"typ": "JWT", "alg": "RS256", "kid": random::short()}));
        return jwt::compact(&input, &rogue().sign(input.as_bytes()));
    }
    if told(&Fault::NoKid) {
        let input = input(json!({"typ": "JWT", "alg": "RS256"}));
        return jwt::compact(&input, &key.pair.sign(input.as_bytes()));
    }
    let input = input(json!({"typ": "JWT", "alg": "RS256", "kid": kid}));
    if told(&Fault::WrongKeySameKid) {
        return jwt::compact(&input, &rogue().sign(input.as_bytes()));
    }
    let mut signature = key.pair.sign(input.as_bytes());
    if let Some(byte) = signature.get_mut(100).filter(|_| told(&Fault::BadSignature)) {
        *byte ^= 1;
    }
    jwt::compact(&input, &signature)
}

fn hs256(secret: &[u8], message: &[u8]) -> Vec<u8> {
    // HMAC takes keys of any length.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret) else {
        return Vec::new();
    };
    mac.update(message);
    mac.finalize().into_bytes().to_vec()
}
