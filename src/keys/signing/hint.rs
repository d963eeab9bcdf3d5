//! An ID token of ours that an application shows again (OpenID Connect Core, 3.1.2.1).

use chrono::{DateTime, Utc};
use jsonwebtoken::Validation;
use serde::de::DeserializeOwned;

use super::KeySet;
use super::set::jws;
use crate::keys::KeyError;

impl KeySet {
    /// Verifies a token that we signed with any key that is published: key, `typ`, issuer and audience. Its end is not asked for: it
    /// says who somebody was, and opens nothing.
    ///
    /// The algorithm is that of the key, never the header's (RFC 8725, 3.1).
    pub fn verify_hint<T: DeserializeOwned>(
        &self,
        token: &str,
        typ: &str,
        (issuer, audience): (&str, &str),
        now: DateTime<Utc>,
    ) -> Result<T, KeyError> {
        let header = jsonwebtoken::decode_header(token).map_err(|_| KeyError::InvalidToken)?;
        let kid = header.kid.filter(|_| header.typ.as_deref() == Some(typ)).ok_or(KeyError::InvalidToken)?;
        let (algorithm, key) = self.published(&kid, now).ok_or(KeyError::InvalidToken)?;
        let mut validation = Validation::new(jws(algorithm));
        validation.set_issuer(&[issuer]);
        validation.set_audience(&[audience]);
        validation.set_required_spec_claims(&["iss", "aud"]);
        validation.validate_exp = false;
        let token = jsonwebtoken::decode::<T>(token, key, &validation).map_err(|_| KeyError::InvalidToken)?;
        Ok(token.claims)
    }
}
