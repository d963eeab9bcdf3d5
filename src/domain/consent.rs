//! Admin consent: an administrator of a hospital lets the provider's shared registration into the hospital's directory.
//!
//! What comes back from Microsoft comes through a browser, and all of it can be made up. So an answer is kept as what somebody claims;
//! that there is consent is shown by a sign-in that works, and by nothing else.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::id::{ConnectionId, OrganizationId};

/// The last question for consent that was asked for a connection, and what was answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consent {
    /// For which connection.
    pub connection_id: ConnectionId,
    /// Whose it is.
    pub organization_id: OrganizationId,
    /// Which question: only its own answer counts, and that once.
    pub attempt: Uuid,
    /// For which directory.
    pub tid: Uuid,
    /// When it was asked.
    pub asked_at: DateTime<Utc>,
    /// When it was answered, and what.
    pub answer: Option<(DateTime<Utc>, ConsentAnswer)>,
}

/// What came back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConsentAnswer {
    /// Consent was given, it says.
    Granted,
    /// Somebody pressed *Cancel* (AADSTS65004, `access_denied`).
    Declined,
    /// Whoever was signed in gave up, or may not consent for the directory (`permission_denied`, AADSTS90094).
    NotAllowed,
    /// There is no consent yet (`consent_required`).
    Required,
    /// The answer names another directory than the one that was asked for.
    OtherTenant,
    /// Anything else.
    Failed,
}

impl ConsentAnswer {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Granted, Self::Declined, Self::NotAllowed, Self::Required, Self::OtherTenant, Self::Failed];
}

/// What stands in the address that Microsoft sends the administrator back to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answered<'a> {
    /// `error`
    pub error: Option<&'a str>,
    /// The numbers in `error_description`.
    pub numbers: &'a [u32],
    /// `admin_consent`
    pub admin_consent: Option<&'a str>,
    /// `tenant`
    pub tenant: Option<&'a str>,
}

/// What an answer comes to. `error` is looked at before all else: a refusal comes with `admin_consent=True` too (Microsoft, "Admin
/// consent on the Microsoft identity platform").
pub fn judge(asked: Uuid, answered: &Answered<'_>) -> ConsentAnswer {
    // The user declined; an administrator is needed.
    const DECLINED: u32 = 65_004;
    const ADMINISTRATOR_NEEDED: u32 = 90_094;
    if let Some(error) = answered.error {
        let has = |number| answered.numbers.contains(&number);
        return match error {
            _ if has(DECLINED) => ConsentAnswer::Declined,
            _ if has(ADMINISTRATOR_NEEDED) => ConsentAnswer::NotAllowed,
            "access_denied" => ConsentAnswer::Declined,
            "permission_denied" => ConsentAnswer::NotAllowed,
            "consent_required" => ConsentAnswer::Required,
            _ => ConsentAnswer::Failed,
        };
    }
    let granted = answered.admin_consent.is_some_and(|consent| consent.eq_ignore_ascii_case("true"));
    match answered.tenant.and_then(|tenant| Uuid::try_parse(tenant).ok()) {
        Some(tenant) if granted && tenant == asked => ConsentAnswer::Granted,
        Some(tenant) if tenant != asked => ConsentAnswer::OtherTenant,
        _ => ConsentAnswer::Failed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_an_error_whatever_else_is_said() {
        let asked = Uuid::from_u128(1);
        let (own, other) = (asked.to_string(), Uuid::from_u128(2).to_string());
        let answered = |error, numbers, tenant| Answered { error, numbers, admin_consent: Some("True"), tenant };
        for (answer, expected) in [
            (answered(None, &[][..], Some(own.as_str())), ConsentAnswer::Granted),
            (answered(Some("consent_required"), &[65_004], Some(&own)), ConsentAnswer::Declined),
            (answered(Some("access_denied"), &[], Some(&own)), ConsentAnswer::Declined),
            (answered(Some("permission_denied"), &[], Some(&own)), ConsentAnswer::NotAllowed),
            (answered(Some("access_denied"), &[90_094], None), ConsentAnswer::NotAllowed),
            (answered(Some("consent_required"), &[65_001], None), ConsentAnswer::Required),
            (answered(Some("server_error"), &[], Some(&own)), ConsentAnswer::Failed),
            (answered(Some(""), &[], Some(&own)), ConsentAnswer::Failed),
            (answered(None, &[], Some(&other)), ConsentAnswer::OtherTenant),
            (answered(None, &[], Some("organizations")), ConsentAnswer::Failed),
            (answered(None, &[], None), ConsentAnswer::Failed),
            (Answered { tenant: Some(&own), ..Answered::default() }, ConsentAnswer::Failed),
        ] {
            assert_eq!(judge(asked, &answer), expected, "{answer:?}");
        }
    }
}
