//! JSON Web Tokens in compact form: put together for ID tokens, taken apart for client assertions.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rsa::RsaPublicKey;
use rsa::sha2::Sha256;
use rsa::signature::Verifier;
use rsa::{pkcs1v15, pss};
use serde_json::{Map, Value};

/// Header and claims, as they are signed.
pub(crate) fn signing_input(header: &Value, claims: &Map<String, Value>) -> String {
    let claims = serde_json::to_vec(claims).unwrap_or_default();
    format!("{}.{}", URL_SAFE_NO_PAD.encode(header.to_string()), URL_SAFE_NO_PAD.encode(claims))
}

/// The whole token.
pub(crate) fn compact(signing_input: &str, signature: &[u8]) -> String {
    format!("{signing_input}.{}", URL_SAFE_NO_PAD.encode(signature))
}

/// A token that was received, not believed yet.
pub(crate) struct Received<'a> {
    pub(crate) header: Map<String, Value>,
    pub(crate) claims: Map<String, Value>,
    signing_input: &'a str,
    signature: Vec<u8>,
}

impl<'a> Received<'a> {
    pub(crate) fn parse(token: &'a str) -> Option<Self> {
        let (signing_input, signature) = token.rsplit_once('.')?;
        let (header, claims) = signing_input.split_once('.')?;
        Some(Self {
            header: object(header)?,
            claims: object(claims)?,
            signing_input,
            signature: URL_SAFE_NO_PAD.decode(signature).ok()?,
        })
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.header.get(name)?.as_str()
    }

    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.claims.get(name)?.as_str()
    }

    pub(crate) fn number(&self, name: &str) -> Option<i64> {
        self.claims.get(name)?.as_i64()
    }

    pub(crate) fn is_signed_rs256(&self, key: &RsaPublicKey) -> bool {
        pkcs1v15::Signature::try_from(self.signature.as_slice()).is_ok_and(|signature| {
            pkcs1v15::VerifyingKey::<Sha256>::new(key.clone()).verify(self.signing_input.as_bytes(), &signature).is_ok()
        })
    }

    pub(crate) fn is_signed_ps256(&self, key: &RsaPublicKey) -> bool {
        pss::Signature::try_from(self.signature.as_slice()).is_ok_and(|signature| {
            pss::VerifyingKey::<Sha256>::new(key.clone()).verify(self.signing_input.as_bytes(), &signature).is_ok()
        })
    }
}

fn object(part: &str) -> Option<Map<String, Value>> {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).ok()?).ok()
}
