//! A request that its application has signed: the parameters of *request*, as the claims of a JWT (RFC 9101; OpenID Connect Core, 6.1).
//!
//! Pure: the signature was verified before. What is inside counts, and nothing of what stands outside (RFC 9101, 6.3).

use chrono::{DateTime, Duration, Utc};
use serde_json::Value;

use super::assertion::{LONGEST_SKEW, seconds};
use super::parameters::Parameters;
use super::request_error::OAuthError;
use crate::domain::application::Application;
use crate::domain::protocol::SecurityProfile;
use crate::keys::public::Signed;

/// What a request object is called in its header (RFC 9101, 10.8).
pub const TYPE: &str = "oauth-authz-req+jwt";

/// How long one may be good, and how old it may be (FAPI 2.0 Message Signing, 5.3.1).
const LONGEST_LIFE: Duration = Duration::minutes(60);
/// The claims that are about the object, and no parameters of the request (RFC 9101, 4).
const ABOUT_ITSELF: [&str; 7] = ["iss", "sub", "aud", "exp", "nbf", "iat", "jti"];

/// The parameters in a request object of this application. The error is the one that it is told.
pub fn unfold(
    application: &Application,
    signed: &Signed,
    issuer: &str,
    now: DateTime<Utc>,
) -> Result<Parameters, OAuthError> {
    let claims = &signed.claims;
    let named = |name| claims.get(name).and_then(Value::as_str);
    // It may go without a name, as OpenID Connect Core has it; a name of something else it may not have.
    let typ = signed.typ.as_deref();
    if !typ.is_none_or(|typ| typ.eq_ignore_ascii_case(TYPE) || typ.eq_ignore_ascii_case("JWT")) {
        return Err(OAuthError::RequestObjectSignature);
    }
    let client_id = Some(application.client_id.as_str());
    if named("iss") != client_id || named("client_id") != client_id {
        return Err(OAuthError::RequestObjectIssuer);
    }
    // With that it could pass for what the application proves itself by (RFC 9101, 10.8).
    if named("sub") == client_id {
        return Err(OAuthError::RequestObjectIssuer);
    }
    let for_us = match claims.get("aud") {
        Some(Value::String(audience)) => audience == issuer,
        Some(Value::Array(audiences)) => audiences.iter().any(|audience| audience == issuer),
        _ => false,
    };
    if !for_us {
        return Err(OAuthError::RequestObjectAudience);
    }
    if !is_good_now(application.protocol.profile, signed, now) {
        return Err(OAuthError::RequestObjectTime);
    }
    if claims.contains_key("request") || claims.contains_key("request_uri") {
        return Err(OAuthError::RequestObjectNested);
    }
    let parameters = claims.iter().filter(|(name, _)| !ABOUT_ITSELF.contains(&name.as_str()));
    Ok(Parameters::of(parameters.flat_map(|(name, value)| texts(value).into_iter().map(|text| (name.clone(), text)))))
}

fn is_good_now(profile: SecurityProfile, signed: &Signed, now: DateTime<Utc>) -> bool {
    let claims = &signed.claims;
    let begins = seconds(claims, "nbf");
    // What is there must be an instant; under FAPI 2.0 it must be there.
    if begins.is_none() && (claims.contains_key("nbf") || profile == SecurityProfile::Fapi2) {
        return false;
    }
    let Some(ends) = seconds(claims, "exp") else { return false };
    let begun =
        begins.is_none_or(|at| at <= now + LONGEST_SKEW && at >= now - LONGEST_LIFE && ends - at <= LONGEST_LIFE);
    let made = !claims.contains_key("iat") || seconds(claims, "iat").is_some_and(|at| at <= now + LONGEST_SKEW);
    begun && made && ends > now && ends <= now + LONGEST_LIFE + LONGEST_SKEW
}

/// What a claim is as a parameter: a text as it is, a number in digits, JSON as JSON (RFC 9101, 4), each resource by itself (RFC 8707, 2).
fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::Null => Vec::new(),
        Value::String(text) => vec![text.clone()],
        Value::Array(all) if all.iter().all(Value::is_string) => {
            all.iter().filter_map(Value::as_str).map(str::to_owned).collect()
        }
        other => vec![other.to_string()],
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::domain::application::tests::application;
    use crate::upstream::testing::noon;

    const ISSUER: &str = "https://login.example";

    fn opened(
        profile: SecurityProfile,
        typ: Option<&str>,
        edit: impl FnOnce(&mut Value),
    ) -> Result<Parameters, OAuthError> {
        let now = noon().timestamp();
        let mut claims = json!({
            "iss": "records", "aud": ISSUER, "client_id": "records", "nbf": now, "exp": now + 300, "jti": "one",
            "redirect_uri": "https://records.example/callback", "max_age": 300, "prompt": "login",
            "claims": { "id_token": { "acr": null } },
        });
        edit(&mut claims);
        let mut application = application();
        application.protocol.profile = profile;
        let signed = Signed { typ: typ.map(str::to_owned), claims: claims.as_object().unwrap().clone() };
        unfold(&application, &signed, ISSUER, noon())
    }

    fn error(edit: impl FnOnce(&mut Value)) -> Option<OAuthError> {
        opened(SecurityProfile::Standard, None, edit).err()
    }

    #[test]
    fn its_claims_are_the_parameters() {
        let parameters = opened(SecurityProfile::Fapi2, Some(TYPE), |_| {}).unwrap();
        for (name, value) in [
            ("client_id", Some("records")),
            ("redirect_uri", Some("https://records.example/callback")),
            ("max_age", Some("300")),
            ("prompt", Some("login")),
            ("claims", Some(r#"{"id_token":{"acr":null}}"#)),
            ("iss", None),
            ("aud", None),
            ("exp", None),
            ("jti", None),
        ] {
            assert_eq!(parameters.get(name), value, "{name}");
        }
        assert!(!parameters.repeated());
        let twice = opened(SecurityProfile::Standard, None, |it| it["state"] = json!(["a", "b"])).unwrap();
        assert!(twice.repeated(), "what would be sent twice outside is so inside");
    }

    #[test]
    fn it_is_by_the_application_and_for_this_issuer() {
        for other in [json!("planner"), json!(null), json!(["records"])] {
            for name in ["iss", "client_id"] {
                assert_eq!(
                    error(|it| it[name] = other.clone()),
                    Some(OAuthError::RequestObjectIssuer),
                    "{name} {other}"
                );
            }
        }
        assert_eq!(error(|it| it["sub"] = json!("records")), Some(OAuthError::RequestObjectIssuer));
        assert_eq!(error(|it| it["aud"] = json!(["https://a.example", ISSUER])), None);
        for other in [json!("https://a.example"), json!([]), json!(null), json!(format!("{ISSUER}/"))] {
            assert_eq!(error(|it| it["aud"] = other.clone()), Some(OAuthError::RequestObjectAudience), "{other}");
        }
        for (typ, good) in [("JWT", true), (TYPE, true), ("dpop+jwt", false), ("at+jwt", false)] {
            assert_eq!(opened(SecurityProfile::Standard, Some(typ), |_| {}).is_ok(), good, "{typ}");
        }
    }

    #[test]
    fn it_holds_no_other_request() {
        assert_eq!(error(|it| it["request"] = json!("eyJ")), Some(OAuthError::RequestObjectNested));
        let uri = json!("https://records.example/request.jwt");
        assert_eq!(error(|it| it["request_uri"] = uri), Some(OAuthError::RequestObjectNested));
    }

    #[test]
    fn it_is_good_for_an_hour_at_most() {
        let now = noon().timestamp();
        for (begins, ends, good) in [
            (json!(now), json!(now + 3_600), true),
            (json!(now), json!(now + 3_601), false),
            (json!(now - 3_600), json!(now), false),
            (json!(now - 3_599), json!(now + 1), true),
            (json!(now - 3_601), json!(now + 1), false),
            (json!(now + 10), json!(now + 60), true),
            (json!(now + 61), json!(now + 120), false),
            (json!("now"), json!(now + 60), false),
            (json!(now), json!(null), false),
            (json!(now), json!("later"), false),
        ] {
            let found = error(|it| (it["nbf"], it["exp"]) = (begins.clone(), ends.clone()));
            assert_eq!(found, (!good).then_some(OAuthError::RequestObjectTime), "{begins} {ends}");
        }
        let without = |it: &mut Value| drop(it.as_object_mut().unwrap().remove("nbf"));
        assert!(opened(SecurityProfile::Standard, None, without).is_ok());
        assert_eq!(opened(SecurityProfile::Fapi2, None, without).err(), Some(OAuthError::RequestObjectTime));
        assert_eq!(error(|it| it["iat"] = json!(now + 61)), Some(OAuthError::RequestObjectTime));
    }
}
