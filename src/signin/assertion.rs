//! What an application signs to prove itself: `private_key_jwt` (RFC 7523, 3; OpenID Connect Core, 9; FAPI 2.0, 5.3.2.1).
//!
//! Pure: the signature was verified before, and whether the assertion was used before is asked after.

use chrono::{DateTime, Duration, Utc};
use serde_json::{Map, Value};

use super::request_object;
use crate::domain::application::Application;
use crate::domain::grant::TokenHash;
use crate::domain::protocol::SecurityProfile;
use crate::keys::hash;
use crate::keys::public::Signed;

/// What `client_assertion_type` must be (RFC 7523, 2.2).
pub const TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// How far ahead of ours an application's clock may be: FAPI 2.0, 5.3.2.1 wants 10 seconds accepted and more than 60 refused.
pub const LONGEST_SKEW: Duration = Duration::seconds(60);
/// How long an assertion may be good. As long its name is kept, so that it is used once.
const LONGEST_LIFE: Duration = Duration::minutes(10);

/// An assertion that is this application's, and is good now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Assertion {
    /// The hash of its name and its application's.
    pub hash: TokenHash,
    /// Until when its name is kept: past its end by as much as the clocks of two replicas may differ, so that none takes again what
    /// another has forgotten.
    pub kept_until: DateTime<Utc>,
}

/// Why an assertion proves nothing: for the log, where the application's developer can have it looked up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AssertionError {
    /// Not signed with one of the application's keys, in the way that it is for.
    #[error("it is not signed with a key that is registered")]
    Signature,
    /// It is called something else.
    #[error("its typ is that of something else")]
    Type,
    /// Not by the application about itself.
    #[error("iss and sub must both be the client_id")]
    Subject,
    /// For somebody else, or for others too.
    #[error("aud must be the issuer")]
    Audience,
    /// Too late, too long, or too early.
    #[error("exp is missing, over or more than ten minutes away, or iat or nbf lies ahead")]
    Time,
    /// Without a name it could be used again.
    #[error("jti is missing")]
    Name,
    /// It was used before.
    #[error("it was used before")]
    Used,
}

/// Whether what an application signed proves, at this instant, that it is the one that asks.
pub fn check(
    application: &Application,
    signed: &Signed,
    issuer: &str,
    now: DateTime<Utc>,
) -> Result<Assertion, AssertionError> {
    let claims = &signed.claims;
    // A request object has been through a browser: it must not open the token endpoint (RFC 9101, 10.8; RFC 8725, 3.11).
    if signed.typ.as_deref().is_some_and(|typ| typ.eq_ignore_ascii_case(request_object::TYPE)) {
        return Err(AssertionError::Type);
    }
    let own = |name| claims.get(name).and_then(Value::as_str) == Some(application.client_id.as_str());
    if !own("iss") || !own("sub") {
        return Err(AssertionError::Subject);
    }
    if !is_for_us(claims, application.protocol.profile, issuer) {
        return Err(AssertionError::Audience);
    }
    let expires_at = seconds(claims, "exp").ok_or(AssertionError::Time)?;
    let ahead = ["iat", "nbf"]
        .into_iter()
        .any(|name| claims.contains_key(name) && seconds(claims, name).is_none_or(|at| at > now + LONGEST_SKEW));
    if expires_at <= now || expires_at > now + LONGEST_LIFE + LONGEST_SKEW || ahead {
        return Err(AssertionError::Time);
    }
    let name = claims.get("jti").and_then(Value::as_str).filter(|name| !name.is_empty()).ok_or(AssertionError::Name)?;
    // A `client_id` has no such character, so that no two names of two applications are one.
    let hash = hash::hash(&format!("{}\0{name}", application.client_id));
    Ok(Assertion { hash, kept_until: expires_at + LONGEST_SKEW })
}

/// Whether the audience is ours. An audience that somebody else could have suggested, such as the address of an endpoint, lets a
/// hostile server that the application uses as well have assertions made for this one: so under FAPI 2.0 it is the issuer, as a
/// string. Others may name the endpoints that the RFCs name (RFC 7523, 3; RFC 9126, 2).
fn is_for_us(claims: &Map<String, Value>, profile: SecurityProfile, issuer: &str) -> bool {
    let ours = |audience: &str| {
        audience == issuer
            || (profile == SecurityProfile::Standard
                && audience
                    .strip_prefix(issuer)
                    .is_some_and(|endpoint| matches!(endpoint, "/oauth2/token" | "/oauth2/par")))
    };
    match claims.get("aud") {
        Some(Value::String(audience)) => ours(audience),
        Some(Value::Array(audiences)) if profile == SecurityProfile::Standard => {
            // One that is for others too could be shown here by those.
            !audiences.is_empty() && audiences.iter().all(|audience| audience.as_str().is_some_and(ours))
        }
        _ => false,
    }
}

/// An instant of a claim: a number of seconds, which may have a fraction (RFC 7519, 2).
pub(super) fn seconds(claims: &Map<String, Value>, name: &str) -> Option<DateTime<Utc>> {
    let value = claims.get(name)?;
    #[expect(clippy::cast_possible_truncation, reason = "a float that is too large becomes the largest integer")]
    let whole = value.as_i64().or_else(|| value.as_f64().map(|seconds| seconds.floor() as i64))?;
    DateTime::from_timestamp(whole, 0)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::domain::application::tests::application;
    use crate::upstream::testing::noon;

    const ISSUER: &str = "https://login.example";

    fn claims() -> Value {
        let now = noon().timestamp();
        json!({ "iss": "records", "sub": "records", "aud": ISSUER, "jti": "one", "iat": now, "exp": now + 60 })
    }

    fn judge(
        profile: SecurityProfile,
        typ: Option<&str>,
        name: &str,
        value: Value,
    ) -> Result<Assertion, AssertionError> {
        let mut claims = claims();
        claims[name] = value;
        claims.as_object_mut().unwrap().retain(|_, value| !value.is_null());
        let mut application = application();
        application.protocol.profile = profile;
        let signed = Signed { typ: typ.map(str::to_owned), claims: claims.as_object().unwrap().clone() };
        check(&application, &signed, ISSUER, noon())
    }

    fn standard(name: &str, value: Value) -> Result<Assertion, AssertionError> {
        judge(SecurityProfile::Standard, None, name, value)
    }

    #[test]
    fn it_is_by_the_application_about_itself() {
        let good = standard("iss", json!("records")).unwrap();
        assert_eq!(good.kept_until, noon() + Duration::seconds(120));
        for name in ["iss", "sub"] {
            for other in [json!("planner"), json!(null), json!(["records"])] {
                assert_eq!(standard(name, other), Err(AssertionError::Subject));
            }
        }
        let typed = |typ| judge(SecurityProfile::Standard, Some(typ), "iss", json!("records"));
        assert!(typed("JWT").is_ok() && typed("client-authentication+jwt").is_ok());
        assert_eq!(typed("oauth-authz-req+jwt"), Err(AssertionError::Type));
    }

    #[test]
    fn it_is_for_this_issuer() {
        let (token, par) = (format!("{ISSUER}/oauth2/token"), format!("{ISSUER}/oauth2/par"));
        let userinfo = format!("{ISSUER}/oauth2/userinfo");
        let slash = format!("{ISSUER}/");
        for (audience, in_standard, in_fapi) in [
            (json!(ISSUER), true, true),
            (json!([ISSUER]), true, false),
            (json!(token), true, false),
            (json!(par), true, false),
            (json!([ISSUER, token]), true, false),
            (json!(userinfo), false, false),
            (json!(slash), false, false),
            (json!([]), false, false),
            (json!([ISSUER, "https://other.example"]), false, false),
            (json!("https://other.example"), false, false),
            (json!(null), false, false),
            (json!({ ISSUER: true }), false, false),
        ] {
            let accepted = |profile| judge(profile, None, "aud", audience.clone()).is_ok();
            assert_eq!(accepted(SecurityProfile::Standard), in_standard, "{audience}");
            assert_eq!(accepted(SecurityProfile::Fapi2), in_fapi, "{audience}");
        }
    }

    #[test]
    fn it_is_good_for_a_short_time_and_a_clock_may_go_a_little_wrong() {
        let now = noon().timestamp();
        for (name, value, good) in [
            ("exp", json!(now + 1), true),
            ("exp", json!(now), false),
            ("exp", json!(now + 600), true),
            ("exp", json!(now + 661), false),
            ("exp", json!(i64::MAX), false),
            ("exp", json!(1e300), false),
            ("exp", json!(null), false),
            ("exp", json!("2026-11-23T13:00:00Z"), false),
            ("iat", json!(now + 10), true),
            ("iat", json!(now + 60), true),
            ("iat", json!(now + 61), false),
            ("nbf", json!(now + 10), true),
            ("nbf", json!(now + 61), false),
            ("nbf", json!("soon"), false),
            ("iat", json!(null), true),
            ("iat", json!(f64::from(1) + 0.5), true),
        ] {
            let judged = standard(name, value.clone());
            assert_eq!(judged.is_ok(), good, "{name} {value}: {judged:?}");
        }
    }

    #[test]
    fn each_has_a_name_of_its_own() {
        let named = |name: Value| standard("jti", name).map(|it| it.hash);
        assert_eq!(named(json!("one")), named(json!("one")));
        assert_ne!(named(json!("one")), named(json!("two")));
        for none in [json!(null), json!(""), json!(1)] {
            assert_eq!(named(none), Err(AssertionError::Name));
        }
    }
}
