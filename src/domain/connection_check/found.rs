//! What a check may find: how bad it is, who mends it, and where.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Verdict;
use crate::domain::connection::ConnectionKind;
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

            /// Who mends it at Entra; nobody, where nothing is to be mended.
            const fn who_at_entra(self) -> Option<Mender> {
                match self {
                    $(Self::$name => found!(@who $($who)?),)+
                }
            }

            /// Where at Entra, the first place first.
            const fn menus_of_entra(self) -> &'static [Menu] {
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

    /// The directory or the provider answers, and names the issuer that its tokens must have.
    MetadataRight = "metadata_right", Ok;
    /// Nobody answered.
    MetadataUnreachable = "metadata_unreachable", Failed, Operator;
    /// The provider has trouble.
    MetadataUnavailable = "metadata_unavailable", Failed, Microsoft;
    /// There is no such directory.
    TenantUnknown = "tenant_unknown", Failed, Support at AppOverview;
    /// Where another provider should describe itself, there is nothing.
    MetadataAbsent = "metadata_absent", Failed, Support;
    /// What answers is not the provider, or is changed on its way.
    MetadataStrange = "metadata_strange", Failed, Operator;
    /// It does not say where people are sent, codes are redeemed or keys lie, or says an address that nobody may reach.
    MetadataIncomplete = "metadata_incomplete", Failed, Operator;
    /// The directory or the provider names another issuer.
    IssuerOther = "issuer_other", Failed, Operator;

    /// It can do what a sign-in needs, as far as it says so.
    ProtocolRight = "protocol_right", Ok;
    /// It says that it cannot.
    ProtocolLacking = "protocol_lacking", Failed, Operator;

    /// There are keys by which tokens can be verified.
    KeysRight = "keys_right", Ok;
    /// There is none.
    KeysUnusable = "keys_unusable", Failed, Operator;
    /// They could not be read.
    KeysNotSeen = "keys_not_seen", Warning, Microsoft;

    /// Both show the same time.
    ClockRight = "clock_right", Ok;
    /// They differ by more than a minute.
    ClockOff = "clock_off", Warning, Operator;
    /// They differ by so much that tokens are refused.
    ClockWrong = "clock_wrong", Failed, Operator;
    /// The provider did not say the time.
    ClockNotSeen = "clock_not_seen", Warning, Operator;

    /// The domain is one of the directory's.
    DomainOwned = "domain_owned", Ok;
    /// It is one of another directory.
    DomainElsewhere = "domain_elsewhere", Failed, HospitalIt at DomainNames;
    /// It is one of no directory.
    DomainUnknown = "domain_unknown", Failed, HospitalIt at DomainNames;
    /// It could not be asked.
    DomainNotSeen = "domain_not_seen", Warning, Microsoft;
    /// It is proven here, where the provider is not asked.
    DomainProven = "domain_proven", Ok;
    /// It is not.
    DomainUnproven = "domain_unproven", Failed, HospitalIt;

    /// The provider accepts it.
    CredentialAccepted = "credential_accepted", Ok;
    /// The provider refuses it.
    CredentialRefused = "credential_refused", Failed, HospitalIt at AppSecrets;
    /// Microsoft refuses that of the shared registration.
    SharedCredentialRefused = "shared_credential_refused", Failed, Operator;
    /// The provider has not said.
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

    /// The provider sends people back to us.
    RedirectRegistered = "redirect_registered", Ok;
    /// It does not: our address is not one of the registration's.
    RedirectNotRegistered = "redirect_not_registered", Failed, HospitalIt at AppAuthentication;
    /// Ours is not one of the shared registration's.
    SharedRedirectNotRegistered = "shared_redirect_not_registered", Failed, Operator;
    /// The directory or the provider does not know the application.
    ApplicationUnknown = "application_unknown", Failed, Support at AppOverview;
    /// The provider keeps people, or sends them back, for another reason.
    RedirectRefused = "redirect_refused", Failed, Support;
    /// What was answered says nothing of it.
    RedirectNotSeen = "redirect_not_seen", Warning, Microsoft;
    /// Nobody has signed in yet, and at this provider only that shows it.
    RedirectUntried = "redirect_untried", Warning, HospitalIt;

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
                | Self::KeysNotSeen
                | Self::DomainNotSeen
                | Self::CredentialNotSeen
                | Self::RedirectNotSeen
        )
    }

    /// Whether there is something to do about it.
    pub const fn is_to_be_mended(self) -> bool {
        self.who_at_entra().is_some()
    }

    /// Who mends it, at a provider of this kind; nobody, where nothing is to be mended. What Google says is the same for everybody, so
    /// that what is wrong with it is ours to look into; what any other provider says and does is in the hands of those who run it.
    pub const fn who(self, kind: ConnectionKind) -> Option<Mender> {
        match (kind, self.who_at_entra(), self) {
            (ConnectionKind::Entra, who, _) => who,
            (_, Some(Mender::Microsoft), _) => Some(Mender::Provider),
            (ConnectionKind::Oidc, _, Self::IssuerOther) => Some(Mender::Support),
            (
                ConnectionKind::Oidc,
                _,
                Self::MetadataUnreachable
                | Self::MetadataStrange
                | Self::MetadataIncomplete
                | Self::ProtocolLacking
                | Self::KeysUnusable
                | Self::ClockOff
                | Self::ClockWrong
                | Self::ClockNotSeen
                | Self::RedirectRefused,
            )
            | (ConnectionKind::Google, _, Self::RedirectRefused) => Some(Mender::HospitalIt),
            (_, who, _) => who,
        }
    }

    /// Where, the first place first. Of a provider of which nothing is known but its issuer, nobody can say.
    pub const fn menus(self, kind: ConnectionKind) -> &'static [Menu] {
        match (kind, self) {
            (ConnectionKind::Entra, _) => self.menus_of_entra(),
            (
                ConnectionKind::Google,
                Self::CredentialRefused
                | Self::CredentialMissing
                | Self::CredentialEndsSoon
                | Self::CredentialEndsNow
                | Self::CredentialEnded
                | Self::RedirectNotRegistered
                | Self::RedirectRefused
                | Self::RedirectUntried
                | Self::ApplicationUnknown,
            ) => &[Menu::GoogleClient],
            (ConnectionKind::Google, Self::ClaimsMissing) => &[Menu::GoogleUsers],
            (ConnectionKind::Google | ConnectionKind::Oidc, _) => &[],
        }
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
        // What is done here, and not at the provider.
        let here = [Found::ClaimsNotSeen, Found::DomainUnproven, Found::RedirectUntried];
        for found in Found::ALL {
            let wrong = matches!(found.verdict(), Verdict::Warning | Verdict::Failed);
            assert_eq!(found.is_to_be_mended(), wrong, "{found:?}");
            assert!(!found.is_outage() || wrong, "{found:?}");
            for kind in [ConnectionKind::Entra, ConnectionKind::Google, ConnectionKind::Oidc] {
                let (who, menus) = (found.who(kind), found.menus(kind));
                assert_eq!(who.is_some(), wrong, "{found:?} {kind:?}");
                assert!(wrong || menus.is_empty(), "{found:?} {kind:?}");
                assert!(kind == ConnectionKind::Entra || who != Some(Mender::Microsoft), "{found:?} {kind:?}");
                // Where that is at any other provider, nobody can know.
                let told = kind == ConnectionKind::Oidc || here.contains(found) || !menus.is_empty();
                assert!(
                    who != Some(Mender::HospitalIt) || told || elsewhere(*found, kind),
                    "{found:?} {kind:?}: where"
                );
                let is_google = |menu: &Menu| menu.path().starts_with("Google ");
                assert!(menus.iter().all(|menu| is_google(menu) == (kind == ConnectionKind::Google)), "{found:?}");
            }
        }
    }

    /// What only Entra's checks find.
    fn elsewhere(found: Found, kind: ConnectionKind) -> bool {
        let of_entra = [
            Found::DomainElsewhere,
            Found::DomainUnknown,
            Found::ConsentMissing,
            Found::ConsentNotSeen,
            Found::ClaimsIncomplete,
            Found::AssignmentNotSeen,
        ];
        kind == ConnectionKind::Google && of_entra.contains(&found)
    }
}
