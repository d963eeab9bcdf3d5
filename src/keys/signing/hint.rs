//! An ID token of ours that an application shows again (OpenID Connect Core, 3.1.2.1).

use std::str::FromStr;

use jsonwebtoken::jwk::{Jwk, KeyAlgorithm};
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde::de::DeserializeOwned;

use super::SigningKeys;
use crate::keys::KeyError;

impl SigningKeys {
    /// Verifies a token that we signed with any key that is published: key, `typ`, issuer and audience. Its end is not asked for: it
    /// says who somebody was, and opens nothing.
    ///
    /// The algorithm is that of the key, never the header's (RFC 8725, 3.1).
    pub fn verify_hint<T: DeserializeOwned>(
        &self,
        token: &str,
        typ: &str,
        (issuer, audience): (&str, &str),
    ) -> Result<T, KeyError> {
        let header = jsonwebtoken::decode_header(token).map_err(|_| KeyError::InvalidToken)?;
        let kid = header.kid.filter(|_| header.typ.as_deref() == Some(typ)).ok_or(KeyError::InvalidToken)?;
        let published = self.jwks().get("keys").and_then(serde_json::Value::as_array);
        let jwk = published.into_iter().flatten().find(|jwk| jwk.get("kid").is_some_and(|name| *name == kid));
        let jwk: Jwk =
            serde_json::from_value(jwk.ok_or(KeyError::InvalidToken)?.clone()).map_err(|_| KeyError::InvalidToken)?;
        let algorithm = jwk.common.key_algorithm.as_ref().map(KeyAlgorithm::to_string).unwrap_or_default();
        let mut validation = Validation::new(Algorithm::from_str(&algorithm).map_err(|_| KeyError::InvalidToken)?);
        validation.set_issuer(&[issuer]);
        validation.set_audience(&[audience]);
        validation.set_required_spec_claims(&["iss", "aud"]);
        validation.validate_exp = false;
        let key = DecodingKey::from_jwk(&jwk)?;
        let token = jsonwebtoken::decode::<T>(token, &key, &validation).map_err(|_| KeyError::InvalidToken)?;
        Ok(token.claims)
    }
}
