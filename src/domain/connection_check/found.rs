//! What a check may find: how bad it is, who mends it, and where.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Verdict;
use crate::domain::menu::Menu;
use crate::domain::remedy::Mender;

macro_rules! found {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $verdict:ident $(, $who:ident $(at $menu:ident)*)?;)+) => {
        /// What was found.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
        #[schema(as = ConnectionCheckFinding)]
        pub enum Found {
            $($(#[$doc])* #[serde(rename = $code)] $name,)+
        }

        impl Found {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// Its stable name; its texts have it too.
            pub const fn code(self) -> &'static str {
                match self {
                    $(Self::$name => $code,)+
                }
            }

            /// How bad it usually is.
            pub const fn verdict(self) -> Verdict {
                match self {
                    $(Self::$name => Verdict::$verdict,)+
                }
            }

            /// Who mends it; nobody, where nothing is to be mended.
            pub const fn who(self) -> Option<Mender> {
                match self {
                    $(Self::$name => found!(@who $($who)?),)+
                }
            }

            /// Where at Entra, the first place first.
            pub const fn menus(self) -> &'static [Menu] {
                match self {
                    $(Self::$name => &[$($(Menu::$menu),*)?],)+
                }
            }
        }
    };
    (@who) => { None };
    (@who $who:ident) => { Some(Mender::$who) };
}

found! {
    /// It was not looked at.
    Skipped = "skipped", Skipped;

    /// The directory answers, and names the issuer that its tokens must have.
    MetadataRight = "metadata_right", Ok;
    /// Nobody answered.
    MetadataUnreachable = "metadata_unreachable", Failed, Operator;
    /// Microsoft has trouble.
    MetadataUnavailable = "metadata_unavailable", Failed, Microsoft;
    /// There is no such directory.
    TenantUnknown = "tenant_unknown", Failed, Support at AppOverview;
    /// What answers is not Microsoft, or is changed on its way.
    MetadataStrange = "metadata_strange", Failed, Operator;
    /// The directory names another issuer.
    IssuerOther = "issuer_other", Failed, Operator;

    /// Both show the same time.
    ClockRight = "clock_right", Ok;
    /// They differ by more than a minute.
    ClockOff = "clock_off", Warning, Operator;
    /// They differ by so much that tokens are refused.
    ClockWrong = "clock_wrong", Failed, Operator;
    /// Microsoft did not say the time.
    ClockNotSeen = "clock_not_seen", Warning, Operator;

    /// The domain is one of the directory's.
    DomainOwned = "domain_owned", Ok;
    /// It is one of another directory.
    DomainElsewhere = "domain_elsewhere", Failed, HospitalIt at DomainNames;
    /// It is one of no directory.
    DomainUnknown = "domain_unknown", Failed, HospitalIt at DomainNames;
    /// It could not be asked.
    DomainNotSeen = "domain_not_seen", Warning, Microsoft;

    /// Microsoft accepts it.
    CredentialAccepted = "credential_accepted", Ok;
    /// Microsoft refuses it.
    CredentialRefused = "credential_refused", Failed, HospitalIt at AppSecrets;
    /// Microsoft refuses that of the shared registration.
    SharedCredentialRefused = "shared_credential_refused", Failed, Operator;
    /// Microsoft has not said.
    CredentialNotSeen = "credential_not_seen", Warning, Microsoft;
    /// What is stored does not open.
    CredentialUnusable = "credential_unusable", Failed, Operator;
    /// There is none.
    CredentialMissing = "credential_missing", Failed, HospitalIt at AppSecrets;
    /// This broker has no shared registration.
    SharedRegistrationMissing = "shared_registration_missing", Failed, Operator;

    /// It ends in more than a month.
    CredentialLasts = "credential_lasts", Ok;
    /// It has no end.
    CredentialEndless = "credential_endless", Ok;
    /// It ends within a month.
    CredentialEndsSoon = "credential_ends_soon", Warning, HospitalIt at AppSecrets;
    /// It ends within a week.
    CredentialEndsNow = "credential_ends_now", Failed, HospitalIt at AppSecrets;
    /// It has ended.
    CredentialEnded = "credential_ended", Failed, HospitalIt at AppSecrets;

    /// Microsoft sends people back to us.
    RedirectRegistered = "redirect_registered", Ok;
    /// It does not: our address is not one of the registration's.
    RedirectNotRegistered = "redirect_not_registered", Failed, HospitalIt at AppAuthentication;
    /// Ours is not one of the shared registration's.
    SharedRedirectNotRegistered = "shared_redirect_not_registered", Failed, Operator;
    /// The directory does not know the application.
    ApplicationUnknown = "application_unknown", Failed, Support at AppOverview;
    /// Microsoft keeps people for another reason.
    RedirectRefused = "redirect_refused", Failed, Support;
    /// What was answered says nothing of it.
    RedirectNotSeen = "redirect_not_seen", Warning, Microsoft;

    /// The hospital has consented.
    ConsentGiven = "consent_given", Ok;
    /// It has not.
    ConsentMissing = "consent_missing", Failed, HospitalIt at EnterprisePermissions;
    /// Nobody has signed in yet, and only that shows it.
    ConsentNotSeen = "consent_not_seen", Warning, HospitalIt at EnterprisePermissions;

    /// The last test sign-in showed all of them.
    ClaimsPresent = "claims_present", Ok;
    /// Some that are not needed are missing.
    ClaimsIncomplete = "claims_incomplete", Warning, HospitalIt at AppClaims;
    /// One without which nobody comes in is missing.
    ClaimsMissing = "claims_missing", Failed, HospitalIt at AppClaims;
    /// Nobody has made a test sign-in yet.
    ClaimsNotSeen = "claims_not_seen", Warning, HospitalIt;

    /// Only those who are assigned may sign in.
    AssignmentRequired = "assignment_required", Ok;
    /// Everybody of the directory may.
    AssignmentOpen = "assignment_open", Ok;
    /// Microsoft does not say.
    AssignmentNotSeen = "assignment_not_seen", Warning, HospitalIt at EnterpriseProperties;
}

impl Found {
    /// Whether it tells of trouble on the way, and nothing of the connection: tomorrow it may be over, and nobody of the hospital is
    /// told tonight.
    pub const fn is_outage(self) -> bool {
        matches!(
            self,
            Self::MetadataUnreachable
                | Self::MetadataUnavailable
                | Self::DomainNotSeen
                | Self::CredentialNotSeen
                | Self::RedirectNotSeen
        )
    }

    /// Whether there is something to do about it.
    pub const fn is_to_be_mended(self) -> bool {
        self.who().is_some()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn what_is_wrong_is_somebodys_to_mend_and_what_is_right_is_nobodys() {
        let codes: BTreeSet<_> = Found::ALL.iter().map(|found| found.code()).collect();
        assert_eq!(codes.len(), Found::ALL.len());
        for found in Found::ALL {
            let wrong = matches!(found.verdict(), Verdict::Warning | Verdict::Failed);
            assert_eq!(found.is_to_be_mended(), wrong, "{found:?}");
            assert!(wrong || found.menus().is_empty(), "{found:?}");
            // A test sign-in is made here, and not at Entra.
            let told = *found == Found::ClaimsNotSeen || !found.menus().is_empty();
            assert!(found.who() != Some(Mender::HospitalIt) || told, "{found:?}: hospital IT is told where");
            assert!(!found.is_outage() || wrong, "{found:?}");
        }
    }
}
