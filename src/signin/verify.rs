//! Step 4, *verify*: is this ID token Entra's, for us, for this attempt, now?
//!
//! A computation over the token, the directory's keys and what is expected. What follows from the claims, the decision says.

use chrono::{DateTime, Duration, Utc};
use openidconnect::core::{CoreGenderClaim, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm};
use openidconnect::{
    AdditionalClaims, ClaimsVerificationError, ClientId, IdToken, IdTokenClaims, IdTokenVerifier, IssuerUrl, Nonce,
    SignatureVerificationError,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::domain::claims::{AccountType, EmailVerified, MicrosoftAccount};
use crate::domain::reason::Reason;
use crate::upstream::exchange::UnverifiedIdToken;
use crate::upstream::jwk::{EntraKey, EntraKeys};

/// How much Entra's clock and ours may differ.
const CLOCK_SKEW: Duration = Duration::minutes(5);

/// What a token must say.
#[derive(Clone, Copy, Debug)]
pub struct Expected<'a> {
    /// `iss`, exactly.
    pub issuer: &'a str,
    /// `aud`, and nothing besides.
    pub client_id: &'a str,
    /// `nonce`
    pub nonce: &'a str,
    /// The instant it is looked at.
    pub now: DateTime<Utc>,
}

/// What a token that was verified says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// Of the person.
    pub account: MicrosoftAccount,
    /// When they were authenticated (`auth_time`), where it says so.
    pub authenticated_at: Option<DateTime<Utc>>,
}

type EntraIdToken = IdToken<EntraClaims, CoreGenderClaim, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm>;

/// The claims that are Entra's own. Their JSON types vary in the wild, so they are read as they come and judged below.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct EntraClaims {
    tid: Value,
    oid: Value,
    ver: Value,
    nbf: Value,
    upn: Value,
    acct: Value,
    idp: Value,
    xms_edov: Value,
    acrs: Value,
    sid: Value,
    login_hint: Value,
}

impl AdditionalClaims for EntraClaims {}

/// Verifies an ID token.
pub fn id_token(token: &UnverifiedIdToken, keys: EntraKeys, expected: &Expected<'_>) -> Result<Verified, Reason> {
    let parsed: EntraIdToken = token.as_str().parse().map_err(|_| Reason::TokenClaims)?;
    let issuer = IssuerUrl::new(expected.issuer.to_owned()).map_err(|_| Reason::TokenIssuer)?;
    let client_id = ClientId::new(expected.client_id.to_owned());
    let now = expected.now;
    // `exp` is compared with a clock that is slow by the skew, and `iat` below with one that is fast by it.
    let verifier: IdTokenVerifier<'_, EntraKey> = IdTokenVerifier::new_public_client(client_id, issuer, keys)
        .set_allowed_algs([CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256])
        .set_time_fn(move || now - CLOCK_SKEW)
        // One audience, ours: a token for two would be good elsewhere too.
        .set_other_audience_verifier_fn(|_| false);
    let claims = parsed.claims(&verifier, &Nonce::new(expected.nonce.to_owned())).map_err(|error| reason(&error))?;
    read(claims, now)
}

fn reason(error: &ClaimsVerificationError) -> Reason {
    match error {
        ClaimsVerificationError::Expired(_) => Reason::TokenExpired,
        ClaimsVerificationError::InvalidAudience(_) => Reason::TokenAudience,
        ClaimsVerificationError::InvalidIssuer(_) => Reason::TokenIssuer,
        ClaimsVerificationError::InvalidNonce(_) => Reason::TokenNonce,
        ClaimsVerificationError::SignatureVerification(error) => match error {
            SignatureVerificationError::NoMatchingKey => Reason::TokenKeyUnknown,
            SignatureVerificationError::DisallowedAlg(_)
            | SignatureVerificationError::NoSignature
            | SignatureVerificationError::UnsupportedAlg(_) => Reason::TokenAlgorithm,
            _ => Reason::TokenSignature,
        },
        _ => Reason::TokenClaims,
    }
}

fn read(claims: &IdTokenClaims<EntraClaims, CoreGenderClaim>, now: DateTime<Utc>) -> Result<Verified, Reason> {
    let own = claims.additional_claims();
    if claims.issue_time() > now + CLOCK_SKEW {
        return Err(Reason::TokenNotYetValid);
    }
    match &own.nbf {
        Value::Null => {}
        nbf if nbf.as_i64().is_none_or(|nbf| nbf > (now + CLOCK_SKEW).timestamp()) => {
            return Err(Reason::TokenNotYetValid);
        }
        _ => {}
    }
    // A registration can be switched to v1 tokens, whose claims mean other things.
    if own.ver.as_str() != Some("2.0") {
        return Err(Reason::TokenClaims);
    }
    let guid = |value: &Value| value.as_str().and_then(|text| Uuid::try_parse(text).ok()).ok_or(Reason::TokenClaims);
    let account = MicrosoftAccount {
        issuer: claims.issuer().to_string(),
        tid: guid(&own.tid)?,
        oid: guid(&own.oid)?,
        sub: claims.subject().to_string(),
        email: claims.email().map(|email| email.to_string()),
        upn: text(&own.upn),
        preferred_username: claims.preferred_username().map(|name| name.to_string()),
        email_verified: email_verified(&own.xms_edov),
        account_type: account_type(&own.acct),
        identity_provider: text(&own.idp),
        authentication_contexts: contexts(&own.acrs),
        session: text(&own.sid),
        login_hint: text(&own.login_hint),
        name: claims.name().and_then(|name| name.get(None)).map(|name| name.to_string()),
    };
    Ok(Verified { account, authenticated_at: claims.auth_time() })
}

fn text(value: &Value) -> Option<String> {
    value.as_str().filter(|text| !text.is_empty()).map(str::to_owned)
}

/// Documented as a Boolean; numbers and texts occur. What is not clearly true counts as false.
fn email_verified(value: &Value) -> EmailVerified {
    let truth = match value {
        Value::Null => return EmailVerified::Absent,
        Value::Bool(truth) => *truth,
        Value::Number(number) => number.as_i64() == Some(1),
        Value::String(text) => text == "1" || text.eq_ignore_ascii_case("true"),
        Value::Array(_) | Value::Object(_) => false,
    };
    if truth { EmailVerified::True } else { EmailVerified::False }
}

fn account_type(value: &Value) -> AccountType {
    let number = match value {
        Value::Null => return AccountType::Absent,
        Value::Number(number) => number.as_i64(),
        Value::String(text) => text.parse().ok(),
        _ => None,
    };
    match number {
        Some(0) => AccountType::Member,
        Some(1) => AccountType::Guest,
        _ => AccountType::Unknown,
    }
}

fn contexts(value: &Value) -> Vec<String> {
    match value {
        Value::String(context) => vec![context.clone()],
        Value::Array(contexts) => contexts.iter().filter_map(|context| context.as_str().map(str::to_owned)).collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn xms_edov_is_true_only_where_it_is_clearly_true() {
        for value in [json!(true), json!(1), json!("1"), json!("true"), json!("True")] {
            assert_eq!(email_verified(&value), EmailVerified::True, "{value}");
        }
        for value in [json!(false), json!(0), json!("0"), json!("false"), json!(""), json!("yes"), json!(2), json!(1.5)]
        {
            assert_eq!(email_verified(&value), EmailVerified::False, "{value}");
        }
        for value in [json!([true]), json!({ "v": true })] {
            assert_eq!(email_verified(&value), EmailVerified::False, "{value}");
        }
        assert_eq!(email_verified(&Value::Null), EmailVerified::Absent);
    }

    #[test]
    fn acct_may_be_a_number_or_a_text() {
        for (value, expected) in [
            (json!(0), AccountType::Member),
            (json!("0"), AccountType::Member),
            (json!(1), AccountType::Guest),
            (json!("1"), AccountType::Guest),
            (json!(2), AccountType::Unknown),
            (json!("guest"), AccountType::Unknown),
            (json!(true), AccountType::Unknown),
            (Value::Null, AccountType::Absent),
        ] {
            assert_eq!(account_type(&value), expected, "{value}");
        }
    }
}
