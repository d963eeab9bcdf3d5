//! ID tokens of ours that come back as a hint (`id_token_hint`).

use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde::de::DeserializeOwned;

use super::SigningKeys;
use crate::keys::KeyError;

impl SigningKeys {
    /// Verifies a token that [`Self::sign`] has made at some time: by any key that is published, each with its own algorithm; `typ` and
    /// issuer. Whom it was made for is the caller's to compare, and its end is not looked at: a hint says who somebody was, and opens
    /// nothing (RP-Initiated Logout, 2; OpenID Connect Core, 3.1.2.1).
    pub fn verify_hint<T: DeserializeOwned>(&self, token: &str, typ: &str, issuer: &str) -> Result<T, KeyError> {
        let header = jsonwebtoken::decode_header(token).map_err(|_| KeyError::InvalidToken)?;
        // A logout token and an access token are signed by the same keys (RFC 8725, 3.11).
        if header.typ.as_deref() != Some(typ) {
            return Err(KeyError::InvalidToken);
        }
        let published: JwkSet = serde_json::from_value(self.jwks().clone()).map_err(|_| KeyError::InvalidToken)?;
        let jwk = header.kid.as_deref().and_then(|kid| published.find(kid)).ok_or(KeyError::InvalidToken)?;
        // The key says by which algorithm, never the header (RFC 8725, 3.1).
        let algorithm = jwk.common.key_algorithm.and_then(|algorithm| algorithm.to_string().parse::<Algorithm>().ok());
        let mut validation = Validation::new(algorithm.ok_or(KeyError::InvalidToken)?);
        validation.set_issuer(&[issuer]);
        validation.set_required_spec_claims(&["iss", "aud", "exp"]);
        validation.validate_exp = false;
        validation.validate_aud = false;
        let token = jsonwebtoken::decode::<T>(token, &DecodingKey::from_jwk(jwk)?, &validation);
        Ok(token.map_err(|_| KeyError::InvalidToken)?.claims)
    }
}
