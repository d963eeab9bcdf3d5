//! The claims of an ID token that are Entra's own. Their JSON types vary in the wild, so they are read as they come, and
//! whatever is not clearly to a person's advantage counts against it.

use openidconnect::AdditionalClaims;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::domain::claims::{AccountType, EmailVerified};

/// As they stand in the token.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct EntraClaims {
    pub(super) tid: Value,
    pub(super) oid: Value,
    pub(super) ver: Value,
    pub(super) nbf: Value,
    pub(super) upn: Value,
    pub(super) acct: Value,
    pub(super) idp: Value,
    pub(super) xms_edov: Value,
    pub(super) acrs: Value,
    pub(super) sid: Value,
    pub(super) login_hint: Value,
}

impl AdditionalClaims for EntraClaims {}

/// A GUID in the one form in which Entra writes it.
pub(super) fn guid(value: &Value) -> Option<Uuid> {
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
pub(super) fn email_verified(value: &Value) -> EmailVerified {
    let truth = match value {
        Value::Null => return EmailVerified::Absent,
        Value::Bool(truth) => *truth,
        Value::Number(number) => number.as_i64() == Some(1),
        Value::String(text) => text == "1" || text.eq_ignore_ascii_case("true"),
        Value::Array(_) | Value::Object(_) => false,
    };
    if truth { EmailVerified::True } else { EmailVerified::False }
}

pub(super) fn account_type(value: &Value) -> AccountType {
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

pub(super) fn contexts(value: &Value) -> Vec<String> {
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
