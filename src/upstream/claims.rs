//! The claims of ID tokens that are no standard's, or vary in the wild: they are read as they come, and whatever is not clearly to a
//! person's advantage counts against it.

use openidconnect::core::CoreGenderClaim;
use openidconnect::{AdditionalClaims, IdTokenClaims};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::domain::claims::{AccountType, EmailVerified, EntraClaims, OwnClaims, ProviderAccount};
use crate::domain::reason::Reason;

/// What Entra's ID token says.
pub type EntraIdTokenClaims = IdTokenClaims<SentByEntra, CoreGenderClaim>;

/// The longest `sub` (OpenID Connect Core, 2), in ASCII.
const LONGEST_SUB: usize = 255;

/// Those of Entra, as they stand in the token.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct SentByEntra {
    tid: Value,
    oid: Value,
    ver: Value,
    /// RFC 7519, 4.1.5. The library does not look at it.
    pub nbf: Value,
    upn: Value,
    acct: Value,
    idp: Value,
    xms_edov: Value,
    acrs: Value,
    sid: Value,
    login_hint: Value,
}

impl AdditionalClaims for SentByEntra {}

/// Reads Entra's.
pub(super) fn of_entra(claims: &EntraIdTokenClaims) -> Result<ProviderAccount, Reason> {
    let own = claims.additional_claims();
    // A registration can be switched to v1 tokens, whose claims mean other things.
    if own.ver.as_str() != Some("2.0") {
        return Err(Reason::TokenClaims);
    }
    Ok(ProviderAccount {
        issuer: claims.issuer().to_string(),
        sub: claims.subject().to_string(),
        email: claims.email().map(|email| email.to_string()),
        preferred_username: claims.preferred_username().map(|name| name.to_string()),
        email_verified: email_verified(&own.xms_edov),
        authentication_contexts: contexts(&own.acrs),
        session: text(&own.sid),
        login_hint: text(&own.login_hint),
        name: claims.name().and_then(|name| name.get(None)).map(|name| name.to_string()),
        own: OwnClaims::Entra(EntraClaims {
            tid: guid(&own.tid).ok_or(Reason::TokenClaims)?,
            oid: guid(&own.oid).ok_or(Reason::TokenClaims)?,
            upn: text(&own.upn),
            account_type: account_type(&own.acct),
            identity_provider: text(&own.idp),
        }),
    })
}

/// Reads the standard's, with the address in the claim that holds it. What is a provider's own, and the issuer, its caller adds.
pub(super) fn of_standard(
    claims: &Map<String, Value>,
    email_claim: &str,
    issuer: &str,
    own: OwnClaims,
) -> Result<ProviderAccount, Reason> {
    let claim = |name: &str| claims.get(name).unwrap_or(&Value::Null);
    let sub = claim("sub").as_str().filter(|sub| !sub.is_empty() && sub.len() <= LONGEST_SUB && sub.is_ascii());
    Ok(ProviderAccount {
        issuer: issuer.to_owned(),
        sub: sub.ok_or(Reason::TokenClaims)?.to_owned(),
        email: text(claim(email_claim)),
        preferred_username: text(claim("preferred_username")),
        email_verified: email_verified(claim("email_verified")),
        authentication_contexts: Vec::new(),
        session: text(claim("sid")),
        login_hint: None,
        name: text(claim("name")),
        own,
    })
}

/// A GUID in the one form in which Entra writes it.
fn guid(value: &Value) -> Option<Uuid> {
    let text = value.as_str().filter(|text| text.len() == 36)?;
    Uuid::try_parse(text).ok()
}

/// A text. What is there and is none comes as its JSON: a claim that speaks against a person (`idp`, a guest's `upn`) must
/// not vanish because it has another form.
pub(super) fn text(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) if text.is_empty() => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
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

    #[test]
    fn acrs_may_be_one_text_or_several() {
        assert_eq!(contexts(&json!("c1")), ["c1"]);
        assert_eq!(contexts(&json!(["c1", 7, "c2", null])), ["c1", "c2"]);
        for nothing in [json!(null), json!(1), json!({ "c1": true }), json!([])] {
            assert!(contexts(&nothing).is_empty(), "{nothing}");
        }
    }

    #[test]
    fn what_speaks_against_a_person_does_not_vanish_in_another_form() {
        assert_eq!(text(&json!(["live.com"])).as_deref(), Some("[\"live.com\"]"));
        assert_eq!(text(&json!(7)).as_deref(), Some("7"));
        assert_eq!(text(&json!("")), None);
        assert_eq!(text(&Value::Null), None);
    }

    #[test]
    fn a_guid_has_one_form() {
        assert!(guid(&json!("11111111-2222-3333-4444-555555555555")).is_some());
        for other in [
            json!("{11111111-2222-3333-4444-555555555555}"),
            json!("11111111222233334444555555555555"),
            json!("urn:uuid:11111111-2222-3333-4444-555555555555"),
            json!("contoso.example"),
            json!(7),
            json!(["11111111-2222-3333-4444-555555555555"]),
            Value::Null,
        ] {
            assert_eq!(guid(&other), None, "{other}");
        }
    }
}
