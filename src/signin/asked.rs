//! What a request asks of the person's proof and of the tokens: `claims` (OpenID Connect Core, 5.5), `acr_values` and `id_token_hint`
//! (3.1.2.1).
//!
//! Only what is understood is kept, so that the largest request still travels in a cookie: claims by their number, `sub` as a hash.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::decide::{Strength, Strengths};
use super::parameters::Parameters;
use super::request_error::OAuthError;
use crate::domain::grant::TokenHash;
use crate::domain::person_claim::{AskedClaims, PersonClaim};
use crate::keys::hash;

/// The longest `claims` that is read, in bytes.
const LONGEST_CLAIMS: usize = 4096;

/// What a request asks.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// The claims asked for by name.
    pub claims: AskedClaims,
    /// The strengths that the application insists on, where it does (an essential `acr`, OpenID Connect Core, 5.5.1.1).
    pub strengths: Option<Strengths>,
    /// Whether it would like a second factor at Microsoft, and goes on without (`acr_values`).
    pub prefers_mfa: bool,
    /// The hash of the one `sub` that it accepts: nobody else may be let in for it (OpenID Connect Core, 3.1.2.2).
    pub subject: Option<TokenHash>,
}

/// `claims`, as sent. Members that nobody knows are passed over (OpenID Connect Core, 5.5).
type Members = BTreeMap<String, Value>;

/// What is said of a claim besides its name (OpenID Connect Core, 5.5.1).
#[derive(Default, Deserialize)]
#[serde(default)]
struct Member {
    essential: bool,
    value: Option<Value>,
    values: Vec<Value>,
}

impl Member {
    /// The values that are accepted; none, where any is.
    fn accepted(&self) -> impl Iterator<Item = &str> {
        self.value.iter().chain(&self.values).map(|value| value.as_str().unwrap_or_default())
    }
}

/// Reads what a request asks; an ID token in `id_token_hint` aside, for which keys are needed.
pub fn read(parameters: &Parameters) -> Result<Asked, OAuthError> {
    let mut asked = Asked::default();
    if let Some(values) = parameters.get("acr_values") {
        asked.prefers_mfa = prefers_mfa(values.split(' '));
    }
    let Some(text) = parameters.get("claims") else { return Ok(asked) };
    if text.len() > LONGEST_CLAIMS {
        return Err(OAuthError::Claims);
    }
    let mut claims: Members = object(serde_json::from_str(text).map_err(|_| OAuthError::Claims)?)?;
    let mut take = |place| match claims.remove(place) {
        None | Some(Value::Null) => Ok(Members::new()),
        Some(members) => object(members),
    };
    for (name, member) in take("userinfo")? {
        read_member(member)?;
        asked.claims.userinfo.extend(PersonClaim::from_name(&name));
    }
    for (name, member) in take("id_token")? {
        let member = read_member(member)?;
        match name.as_str() {
            "sub" => asked.subject = subject(&member)?,
            "acr" if member.essential && member.accepted().next().is_some() => {
                let strengths = member.accepted().filter_map(Strength::from_acr).collect::<Strengths>();
                if strengths == Strengths::default() {
                    return Err(OAuthError::Unmet);
                }
                asked.strengths = Some(strengths);
            }
            "acr" => asked.prefers_mfa |= prefers_mfa(member.accepted()),
            name => asked.claims.id_token.extend(PersonClaim::from_name(name)),
        }
    }
    Ok(asked)
}

/// Whether a second factor comes before nothing in particular, in the application's own order (OpenID Connect Core, 3.1.2.1).
fn prefers_mfa<'a>(values: impl Iterator<Item = &'a str>) -> bool {
    let mut known = values.filter_map(Strength::from_acr);
    known.find(|strength| *strength != Strength::CodeAndPassword) == Some(Strength::Attested)
}

fn subject(member: &Member) -> Result<Option<TokenHash>, OAuthError> {
    let mut accepted = member.accepted();
    match (accepted.next(), accepted.next()) {
        (None, _) => Ok(None),
        (Some(sub), None) => Ok(Some(hash::hash(sub))),
        (Some(_), Some(_)) => Err(OAuthError::Claims),
    }
}

fn read_member(member: Value) -> Result<Member, OAuthError> {
    if member.is_null() { Ok(Member::default()) } else { object(member) }
}

/// An object, and nothing that could be read as one.
fn object<T: serde::de::DeserializeOwned>(value: Value) -> Result<T, OAuthError> {
    if !value.is_object() {
        return Err(OAuthError::Claims);
    }
    serde_json::from_value(value).map_err(|_| OAuthError::Claims)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::signin::issue::{ACR_CODE_AND_PASSWORD, ACR_MFA, ACR_UNATTESTED};

    fn of(name: &str, value: &str) -> Result<Asked, OAuthError> {
        let query = url::form_urlencoded::Serializer::new(String::new()).append_pair(name, value).finish();
        read(&Parameters::parse(query.as_bytes()))
    }

    fn claims(claims: &Value) -> Result<Asked, OAuthError> {
        of("claims", &claims.to_string())
    }

    #[test]
    fn claims_are_asked_for_each_where_it_is_wanted() {
        let asked = claims(&json!({
            "userinfo": { "email": { "essential": true }, "name": null, "picture": null, "http://example.info/claims/groups": null },
            "id_token": { "roles": null, "auth_time": { "essential": true }, "acr": null, "email": { "value": "a@b.example" } },
            "something": 7,
        }));
        let asked = asked.unwrap();
        assert_eq!(asked.claims.userinfo, [PersonClaim::Email, PersonClaim::Name]);
        assert_eq!(asked.claims.id_token, [PersonClaim::Email, PersonClaim::Roles]);
        assert_eq!((asked.strengths, asked.prefers_mfa, asked.subject), (None, false, None));
        for nothing in [json!({}), json!({ "id_token": null, "userinfo": {} })] {
            assert_eq!(claims(&nothing), Ok(Asked::default()), "{nothing}");
        }
    }

    #[test]
    fn what_is_malformed_is_refused() {
        for bad in [
            json!([]),
            json!("id_token"),
            json!({ "id_token": [] }),
            json!({ "userinfo": true }),
            json!({ "id_token": { "email": true } }),
            json!({ "userinfo": { "email": [true] } }),
            json!({ "id_token": { "email": { "essential": "yes" } } }),
            json!({ "id_token": { "acr": { "values": "x" } } }),
            json!({ "id_token": { "sub": { "values": ["a", "b"] } } }),
        ] {
            assert_eq!(claims(&bad), Err(OAuthError::Claims), "{bad}");
        }
        for bad in ["{", "", "{\"id_token\":{}} x", &"[".repeat(4_000), &format!("{{\"a\":\"{}\"}}", "b".repeat(4_096))]
        {
            let expected = if bad.is_empty() { Ok(Asked::default()) } else { Err(OAuthError::Claims) };
            assert_eq!(of("claims", bad), expected, "{}", bad.len());
        }
    }

    #[test]
    fn an_essential_acr_is_insisted_on_and_a_voluntary_one_is_tried() {
        let acr = |member: Value| claims(&json!({ "id_token": { "acr": member } }));
        let strengths = acr(json!({ "essential": true, "values": [ACR_MFA, "urn:other"] })).unwrap().strengths;
        assert_eq!(strengths, Some([Strength::Attested].into_iter().collect()));
        assert_eq!(acr(json!({ "essential": true, "value": "urn:other" })), Err(OAuthError::Unmet));
        assert_eq!(acr(json!({ "essential": true })), Ok(Asked::default()), "there always is one");
        assert!(acr(json!({ "values": [ACR_MFA] })).unwrap().prefers_mfa);
        for (values, expected) in [
            (ACR_MFA.to_owned(), true),
            (format!("urn:other {ACR_CODE_AND_PASSWORD} {ACR_MFA} {ACR_UNATTESTED}"), true),
            (format!("{ACR_UNATTESTED} {ACR_MFA}"), false),
            ("0 1".to_owned(), false),
        ] {
            assert_eq!(of("acr_values", &values).unwrap().prefers_mfa, expected, "{values}");
        }
    }

    #[test]
    fn one_subject_can_be_asked_for() {
        let sub = |member: Value| claims(&json!({ "id_token": { "sub": member } })).unwrap().subject;
        assert_eq!(sub(json!({ "value": "248289761001" })), Some(hash::hash("248289761001")));
        assert_eq!(sub(json!({ "values": ["248289761001"] })), Some(hash::hash("248289761001")));
        assert_eq!(sub(json!(null)), None);
        // A number is no `sub`, and so nobody's.
        assert_eq!(sub(json!({ "value": 248_289_761_001_u64 })), Some(hash::hash("")));
    }
}
