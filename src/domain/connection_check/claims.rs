//! What the claims of the last test sign-in mean.

use super::{Check, CheckResult, Found};
use crate::domain::provider::ProviderSettings;
use crate::domain::test_sign_in::TokenClaim;

/// The claims of Entra's without which something works less well: guests are told apart, a sign-out at Microsoft is heard, an address is
/// typed once, an application learns how old the proof is.
const WANTED: [TokenClaim; 5] =
    [TokenClaim::Acct, TokenClaim::AuthTime, TokenClaim::LoginHint, TokenClaim::Sid, TokenClaim::XmsEdov];

/// The claims without which nobody comes in, and those without which something works less well. What other providers send besides is
/// theirs to decide, and nobody's to mend.
fn wanted(settings: &ProviderSettings) -> (&'static [TokenClaim], &'static [TokenClaim]) {
    use TokenClaim::{Email, EmailVerified, Hd};
    match settings {
        ProviderSettings::Entra(_) => (&[Email], &WANTED),
        ProviderSettings::Google(_) => (&[Email, EmailVerified, Hd], &[]),
        ProviderSettings::Oidc(oidc) if oidc.require_email_verified => (&[Email, EmailVerified], &[]),
        ProviderSettings::Oidc(_) => (&[Email], &[]),
    }
}

/// What the claims of the last test sign-in mean; nobody has made one yet, where there are none.
pub fn claims(settings: &ProviderSettings, seen: Option<&[TokenClaim]>) -> CheckResult {
    let Some(seen) = seen else { return CheckResult::new(Check::Claims, Found::ClaimsNotSeen) };
    let name = |claim: TokenClaim| match (settings, claim) {
        // Whatever claim holds the address there.
        (ProviderSettings::Oidc(oidc), TokenClaim::Email) => oidc.email_claim.clone(),
        _ => claim.name().to_owned(),
    };
    let absent = |claims: &[TokenClaim]| {
        let absent = claims.iter().copied().filter(|claim| !seen.contains(claim));
        absent.map(name).collect::<Vec<_>>()
    };
    let (needed, wanted) = wanted(settings);
    let (needed, wanted) = (absent(needed), absent(wanted));
    let found = match (needed.is_empty(), wanted.is_empty()) {
        (false, _) => Found::ClaimsMissing,
        (true, false) => Found::ClaimsIncomplete,
        (true, true) => Found::ClaimsPresent,
    };
    CheckResult::new(Check::Claims, found).with("claims", [needed, wanted].concat().join(", "))
}

#[cfg(test)]
mod tests {
    use super::super::Verdict;
    use super::*;
    use crate::domain::connection::{Cloud, ConnectionKind, EntraSettings, Registration};
    use crate::domain::provider::{GoogleSettings, OidcSettings};

    #[test]
    fn without_an_address_nobody_comes_in_and_without_the_rest_somebody_does() {
        let entra = ProviderSettings::Entra(EntraSettings {
            registration: Registration::Shared,
            tid: uuid::Uuid::nil(),
            cloud: Cloud::Global,
            allow_guests: false,
            domain_hint: None,
            mfa_context: None,
            require_mfa: false,
        });
        let google = ProviderSettings::Google(GoogleSettings { client_id: "client".to_owned(), domains: Vec::new() });
        let oidc = |require_email_verified| {
            ProviderSettings::Oidc(OidcSettings {
                issuer: "https://id.example".to_owned(),
                client_id: "client".to_owned(),
                email_claim: "mail".to_owned(),
                require_email_verified,
            })
        };
        let all = || [TokenClaim::of(ConnectionKind::Entra), &[TokenClaim::EmailVerified, TokenClaim::Hd]].concat();
        for (settings, without, verdict, said) in [
            (&entra, TokenClaim::Oid, Verdict::Ok, ""),
            (&entra, TokenClaim::Email, Verdict::Failed, "email"),
            (&entra, TokenClaim::Sid, Verdict::Warning, "sid"),
            (&google, TokenClaim::Sid, Verdict::Ok, ""),
            (&google, TokenClaim::Hd, Verdict::Failed, "hd"),
            (&google, TokenClaim::EmailVerified, Verdict::Failed, "email_verified"),
            (&oidc(true), TokenClaim::Hd, Verdict::Ok, ""),
            (&oidc(true), TokenClaim::EmailVerified, Verdict::Failed, "email_verified"),
            (&oidc(false), TokenClaim::EmailVerified, Verdict::Ok, ""),
            (&oidc(false), TokenClaim::Email, Verdict::Failed, "mail"),
        ] {
            let seen: Vec<_> = all().into_iter().filter(|claim| *claim != without).collect();
            let found = claims(settings, Some(&seen));
            assert_eq!((found.verdict, found.values["claims"].as_str()), (verdict, said), "{settings:?} {without:?}");
        }
        assert_eq!(claims(&entra, None).found, Found::ClaimsNotSeen);
        assert_eq!(claims(&entra, Some(&[])).values["claims"], "email, acct, auth_time, login_hint, sid, xms_edov");
    }
}
