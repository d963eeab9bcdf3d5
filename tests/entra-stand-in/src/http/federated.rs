//! Federated credentials: the assertions of another issuer, verified with the keys it publishes.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rsa::{BigUint, RsaPublicKey};
use serde::Deserialize;
use serde_json::Value;

use super::client::in_time;
use crate::aadsts::{Aadsts, no_federated_credential};
use crate::jwt::Received;
use crate::registration::Registration;
use crate::state::State;

/// Of an issuer's key set, Entra keeps the first hundred.
const MOST_KEYS: usize = 100;

/// Matches issuer, subject and audience, then verifies the signature: RS256 only.
pub(super) async fn check(state: &State, registration: &Registration, assertion: &Received<'_>) -> Result<(), Aadsts> {
    let claim = |name: &str| assertion.text(name).unwrap_or_default();
    let (issuer, subject, audience) = (claim("iss"), claim("sub"), claim("aud"));
    let of_issuer = || registration.federated.iter().filter(|known| known.issuer == issuer);
    if of_issuer().next().is_none() {
        return Err(no_federated_credential(700_211, &format!("issuer '{issuer}'")));
    }
    if !of_issuer().any(|known| known.audience == audience) {
        return Err(no_federated_credential(700_212, &format!("audience '{audience}'")));
    }
    if !of_issuer().any(|known| known.audience == audience && known.subject == subject) {
        return Err(no_federated_credential(700_213, &format!("subject '{subject}'")));
    }
    let kid = assertion.header("kid").unwrap_or_default();
    if assertion.header("alg") != Some("RS256") {
        return Err(no_federated_credential(70_021, "signed with anything but RS256"));
    }
    let key = key(state, issuer, kid).await?;
    let key = key.ok_or_else(|| no_federated_credential(70_021, &format!("key '{kid}'")))?;
    if !assertion.is_signed_rs256(&key) {
        return Err(no_federated_credential(70_021, "signature"));
    }
    in_time(state, assertion)
}

/// The key of a `kid`, from memory or else from the issuer.
async fn key(state: &State, issuer: &str, kid: &str) -> Result<Option<RsaPublicKey>, Aadsts> {
    let known = state.lock().federated_keys.get(issuer).and_then(|keys| find(keys, kid));
    if known.is_some() {
        return Ok(known);
    }
    let keys = fetch(state, issuer).await;
    let keys =
        keys.ok_or_else(|| no_federated_credential(700_211, &format!("issuer '{issuer}': its keys cannot be read")))?;
    let found = find(&keys, kid);
    state.lock().federated_keys.insert(issuer.to_owned(), keys);
    Ok(found)
}

fn find(keys: &[Value], kid: &str) -> Option<RsaPublicKey> {
    let key = keys.iter().find(|key| key.get("kid").and_then(Value::as_str) == Some(kid))?;
    let number = |name: &str| {
        let text = key.get(name)?.as_str()?;
        Some(BigUint::from_bytes_be(&URL_SAFE_NO_PAD.decode(text).ok()?))
    };
    RsaPublicKey::new(number("n")?, number("e")?).ok()
}

async fn fetch(state: &State, issuer: &str) -> Option<Vec<Value>> {
    #[derive(Deserialize)]
    struct Metadata {
        issuer: String,
        jwks_uri: String,
    }
    #[derive(Deserialize)]
    struct Keys {
        keys: Vec<Value>,
    }
    let http = state.http()?;
    let address = state.lock().issuer_addresses.get(issuer).cloned();
    let address = address.as_deref().unwrap_or(issuer).trim_end_matches('/');
    let reached = |url: &str| match url.strip_prefix(issuer.trim_end_matches('/')) {
        Some(path) => format!("{address}{path}"),
        None => url.to_owned(),
    };
    let configuration = format!("{address}/.well-known/openid-configuration");
    let metadata: Metadata = http.get(configuration).send().await.ok()?.json().await.ok()?;
    if metadata.issuer != issuer {
        return None;
    }
    let answer = http.get(reached(&metadata.jwks_uri)).send().await.ok()?;
    let mut keys = answer.json::<Keys>().await.ok()?.keys;
    keys.truncate(MOST_KEYS);
    Some(keys)
}
