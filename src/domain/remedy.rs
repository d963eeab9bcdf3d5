//! What a refusal means, what is to be mended first, and who can: for support and whoever they call, never for the page.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::connection::{Connection, ConnectionKind};
use super::menu::Menu;
use super::organization::OrganizationConfiguration;
use super::reason::Reason;

/// Who can mend something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Mender {
    /// The person who wants to come in.
    Caregiver,
    /// The hospital's administrator of our product: who comes in, and by which way.
    HospitalAdmin,
    /// The hospital's IT, who run its directory.
    HospitalIt,
    /// Our own support staff.
    Support,
    /// Whoever runs this broker.
    Operator,
    /// Microsoft.
    Microsoft,
    /// Whoever runs the identity provider, whichever that is, or where it is not Microsoft.
    Provider,
}

/// What a refusal means and what ends it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Remedy {
    /// What it means.
    pub meaning: &'static str,
    /// What to mend first.
    pub mend: &'static str,
    /// Where at Entra, if there; nowhere, where the hospital has no connection to it.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    #[schema(value_type = Vec<String>, required = false)]
    pub menus: &'static [Menu],
    /// Who can.
    pub who: Mender,
}

const fn remedy(who: Mender, meaning: &'static str, mend: &'static str) -> Remedy {
    Remedy { meaning, mend, menus: &[], who }
}

impl Remedy {
    /// The remedy for a reason, for an organization: what has no connection to Entra has nothing to mend there.
    pub fn at_organization(reason: Reason, configuration: &OrganizationConfiguration) -> Self {
        let is_elsewhere = |connection: &Connection| connection.kind != ConnectionKind::Entra;
        let connections = &configuration.connections;
        let menus: &'static [Menu] =
            if !connections.is_empty() && connections.iter().all(is_elsewhere) { &[] } else { Self::of(reason).menus };
        Self { menus, ..Self::of(reason) }
    }

    /// The same, to be mended at these places of Entra.
    const fn at(self, menus: &'static [Menu]) -> Self {
        Self { menus, ..self }
    }

    /// The remedy for a reason. Exhaustive, so that a new reason cannot be forgotten.
    #[expect(clippy::too_many_lines, reason = "one line for each reason")]
    pub const fn of(reason: Reason) -> Self {
        use Mender::{Caregiver, HospitalAdmin, HospitalIt, Operator, Provider, Support};
        match reason {
            Reason::ApplicationDisabled => remedy(
                Operator,
                "The application is switched off, for everybody and by every way.",
                "Set the application's status to active, if it is meant to be used.",
            ),
            Reason::ApplicationNever => remedy(
                Operator,
                "SSO does not open this application, whatever the hospital has set: its policy is never.",
                "Have the person sign in there with a code. To open it to SSO, change its policy to opt_in or follow.",
            ),
            Reason::ApplicationNotOptedIn => remedy(
                Support,
                "SSO opens this application only where a hospital has chosen it, and this one has not.",
                "If the hospital wants it: set the flag sso to on for this organization and this application.",
            ),
            Reason::DomainUnknown => remedy(
                Support,
                "No hospital has proved that it owns the domain of the address, or the domain leads to no connection.",
                "Check how the address is written. If it is right: have the domain proved, and lead it to a connection.",
            ),
            Reason::OrganizationSuspended => remedy(
                Support,
                "The hospital is closed for everybody, by every way.",
                "Ask why it was suspended, then set it to active.",
            ),
            Reason::SsoOff => remedy(
                Support,
                "The hospital has not switched SSO on, or has switched it off.",
                "If the hospital wants it: set the flag sso to on.",
            ),
            Reason::SsoNotYet => remedy(
                HospitalAdmin,
                "SSO is scheduled, and its time has not come.",
                "Wait until then, or have the hospital agree to an earlier start of the flag sso.",
            ),
            Reason::SsoEnded => remedy(
                HospitalAdmin,
                "SSO was on for a time, and that time is over.",
                "If the hospital wants to go on: set the flag sso anew, without an end or with a later one.",
            ),
            Reason::NotInPilot => remedy(
                HospitalAdmin,
                "SSO is on for the hospital's pilot list alone, and this person is not on it.",
                "Have the person sign in with a code. If they are to take part: put them on the pilot list, or switch SSO on \
                 for everyone.",
            ),
            Reason::ConnectionDisabled => remedy(
                Support,
                "The hospital's connection is switched off, or was removed.",
                "Ask why, then set the connection to active, or connect the hospital anew.",
            ),
            Reason::ConnectionNotActivated => remedy(
                Support,
                "The hospital's connection has never been put in force.",
                "Finish its settings, sign in once for a test, and activate that version.",
            ),
            Reason::IssuerMismatch => remedy(
                Support,
                "The token comes from the right directory by another issuer than that of the connection's cloud.",
                "Compare the cloud in the connection's settings with the one that the hospital's directory lives in.",
            ),
            Reason::ProviderOff => remedy(
                Support,
                "The hospital's connection is of a kind that has a flag of its own (google), and that is not on.",
                "If the hospital wants it: set that flag to on.",
            ),
            Reason::TenantMismatch => remedy(
                Caregiver,
                "The account belongs to another directory, or another Workspace, than the hospital's.",
                "Choose the hospital's own account. If it is that one: compare the connection's tid with the directory's \
                 (tenant) id, or its domains with those of the Workspace.",
            ),
            Reason::TenantUnknown => remedy(
                Caregiver,
                "The account belongs to a directory that no hospital has connected.",
                "Choose the hospital's own account at the provider. If it is that one: connect the hospital's directory.",
            ),
            Reason::GuestAccount => remedy(
                Caregiver,
                "The account is a guest in the hospital's directory: another organization vouches for it.",
                "Use an account of the hospital itself. If it wants guests to come in, it can allow them for its connection.",
            ),
            Reason::PersonalAccount => remedy(
                Caregiver,
                "The account is the person's own, at Microsoft or Google, which no hospital ever ends.",
                "Sign out there and choose the work account. Personal accounts are never let in.",
            ),
            Reason::UserUnknown => remedy(
                HospitalAdmin,
                "The hospital has no user with this address. Nobody is made at sign-in.",
                "Compare the address with the one that the provider sends. If the person is to come in: have the hospital \
                 name them, and make the user with exactly that address.",
            ),
            Reason::UserAmbiguous => remedy(
                Support,
                "More than one user of the hospital has this address, so it is not known who came.",
                "Find out whose address it is, and give the others their own.",
            ),
            Reason::UserSuspended => remedy(
                HospitalAdmin,
                "The user is suspended, by every way.",
                "Ask the hospital whether they are still to come in, then set the user to active.",
            ),
            Reason::UserIsPatient => remedy(
                HospitalAdmin,
                "The user is a patient. SSO is for the hospital's professionals.",
                "Have the person sign in with a code. If they work there: the hospital names them as a professional.",
            ),
            Reason::EmailMissing => remedy(
                HospitalIt,
                "The provider sends no e-mail address for this account.",
                "Give the account an e-mail address, and see that the optional claim email is sent.",
            )
            .at(&[Menu::Users, Menu::AppClaims]),
            Reason::EmailInvalid => remedy(
                HospitalIt,
                "What the provider sends as the e-mail address is none.",
                "Correct the account's e-mail address.",
            )
            .at(&[Menu::Users]),
            Reason::EmailMismatch => remedy(
                Support,
                "The account is bound to a user who has another address here: one of the two has changed.",
                "Ask the hospital whether it is the same person, by a new name for example, then change the user's address to \
                 the one that the provider sends.",
            ),
            Reason::DomainNotProven => remedy(
                HospitalAdmin,
                "The address lies in a domain that the hospital has not proved to own.",
                "If the domain is the hospital's: have it proved. If not: the user needs an address of the hospital.",
            ),
            Reason::EmailUnverified => remedy(
                HospitalIt,
                "The provider does not vouch for the address (Entra: xms_edov, others: email_verified): anybody may have written \
                 it into the account.",
                "Verify the domain in the hospital's directory, or correct the account's address.",
            )
            .at(&[Menu::DomainNames, Menu::Users]),
            Reason::IdentityMismatch => remedy(
                Support,
                "The user is bound to another account at the provider: the address was given to a successor, or the account \
                 was made anew.",
                "Ask the hospital's IT whether it is the same person. Only then unbind the user, with a reason; the next \
                 sign-in binds the new account. A successor gets a user of their own.",
            ),
            Reason::IdentityTaken => remedy(
                Support,
                "The account at the provider is bound to another user, so two people would become one.",
                "Find the user that the account is bound to, and ask the hospital which of the two it belongs to; then \
                 unbind, or correct the address.",
            ),
            Reason::SsoForced => remedy(
                Caregiver,
                "The hospital lets its professionals in by its own accounts only.",
                "Choose the hospital's own sign-in on the login page. If its provider is down: two of our support can open \
                 break-glass for one person.",
            ),
            Reason::ProofTooOld => remedy(
                Caregiver,
                "The application asked for a newer proof than the one that the provider gave.",
                "Try again, and sign in at the provider when it asks. If it comes back: see whether it signs the person in \
                 silently although it was asked not to.",
            ),
            Reason::ProofAgeUnknown => remedy(
                HospitalIt,
                "The application asks how old the proof is, and the provider does not say, or its clock is wrong.",
                "Add the optional claim auth_time to the ID token.",
            )
            .at(&[Menu::AppClaims]),
            Reason::ProofTooWeak => remedy(
                HospitalIt,
                "A second factor is demanded, and the provider does not say that there was one.",
                "See that a policy demands a second factor for the authentication context that the connection names, and \
                 that the connection names one.",
            )
            .at(&[Menu::AuthenticationContext, Menu::Policies]),
            Reason::AcrNotMet => remedy(
                HospitalIt,
                "The application insists on another strength of the proof (acr) than the person's way of signing in has.",
                "Where it asks for a second factor at Entra: see that the connection names an authentication context, \
                 and that a policy demands a second factor for it.",
            )
            .at(&[Menu::AuthenticationContext, Menu::Policies]),
            Reason::PersonNotExpected => remedy(
                Caregiver,
                "The application asked for the person who was signed in to it before, and somebody else signed in.",
                "Sign in with the account that was used before, or sign out of the application first and then sign in anew.",
            ),
            Reason::PasswordMissing => remedy(
                Caregiver,
                "The user has a password besides the code, and has not shown it.",
                "Type the password. If it is forgotten: say so on that page; it goes a day later.",
            ),
            Reason::PasswordNotSet => remedy(
                Caregiver,
                "A password is demanded besides the code, and the user has none.",
                "Set one on the page that follows the code.",
            ),
            Reason::OneTimePasswordWrong => remedy(
                Caregiver,
                "The code was wrong, too old, used, or sent to another browser.",
                "Ask for another code, and type it into the same browser within ten minutes.",
            ),
            Reason::PasswordWrong => remedy(
                Caregiver,
                "The password was wrong.",
                "Try again, or say on that page that it is forgotten; it goes a day later.",
            ),
            Reason::TooManyAttempts => remedy(
                Caregiver,
                "There were more attempts than are allowed for a time.",
                "Wait half an hour. If it was not this person: somebody guesses; nobody has come in.",
            ),
            Reason::TransitMissing => remedy(
                Caregiver,
                "The browser did not bring back what it was given at the start: another window, another browser, or cookies \
                 that are not kept.",
                "Start again at the application, in one window. If it comes back: see whether the browser keeps cookies.",
            ),
            Reason::TransitExpired => remedy(
                Caregiver,
                "The attempt was begun too long ago.",
                "Start again at the application.",
            ),
            Reason::ConnectionMixedUp => remedy(
                Support,
                "The answer came to another connection's address than the person was sent from. It may be an attack.",
                "Have the person start again. If it comes back: compare the redirect URIs at the provider with those of the \
                 connections, and tell the operator.",
            ),
            Reason::AnswerMalformed => remedy(
                Caregiver,
                "The provider's answer was not whole: something cut or changed the address on the way.",
                "Start again at the application. If it comes back: look for a proxy or an extension that changes addresses.",
            ),
            Reason::UpstreamAccessDenied => remedy(
                HospitalIt,
                "The provider says that a policy of the hospital, or the person, denied the sign-in.",
                "Look up what it said (at Entra, Microsoft's number), and find the attempt in the hospital's sign-in log, by the \
                 correlation id where there is one.",
            )
            .at(&[Menu::SignInLogs]),
            Reason::UpstreamInteractionRequired => remedy(
                Caregiver,
                "The provider wanted something of the person, such as a second factor or a new password, and did not get it.",
                "Try again and finish what the provider shows. At Entra, Microsoft's number says what it was.",
            ),
            Reason::UpstreamConsentRequired => remedy(
                HospitalIt,
                "The hospital has not consented to the registration.",
                "Grant admin consent.",
            )
            .at(&[Menu::EnterprisePermissions]),
            Reason::UpstreamCredentialRefused => remedy(
                HospitalIt,
                "The provider refuses the way in which we prove ourselves: nobody of the hospital comes in by SSO.",
                "Look up what it said (at Entra, Microsoft's number): the secret or certificate has ended, is another one, or the \
                 federated credential does not fit. Compare what stands at the registration with the connection's credential.",
            )
            .at(&[Menu::AppSecrets]),
            Reason::UpstreamCodeRefused => remedy(
                Caregiver,
                "The provider did not take the code that it had given: used, too old, or from elsewhere.",
                "Try again. A page that was reloaded, or Back in the browser, brings this about.",
            ),
            Reason::UpstreamAccountRefused => remedy(
                HospitalIt,
                "The provider stands no longer for the account that had signed in: it was disabled or removed, its sessions were \
                 revoked, its password was changed, or a policy wants a new proof. Its sessions here have ended.",
                "If the person is still to come in: have them sign in again. What the provider said, and the hospital's sign-in \
                 log, say what stands in the way.",
            )
            .at(&[Menu::Users, Menu::SignInLogs]),
            Reason::UpstreamRequestRefused => remedy(
                Support,
                "The provider refuses the request as such: a setting of the connection or of the registration is wrong.",
                "Look up what it said (at Entra, Microsoft's number), and compare client id and redirect URI, and at Entra the \
                 tenant id, with those of the registration.",
            ),
            Reason::UpstreamUnavailable => remedy(
                Provider,
                "The provider has trouble, or asks us to come back later.",
                "Wait and try again. Look at the provider's own page on the health of its services.",
            ),
            Reason::UpstreamUnreachable => remedy(
                Operator,
                "The provider could not be reached from here, or not in time.",
                "See whether others have the same. If all hospitals do: look at the network, DNS and proxy of the broker.",
            ),
            Reason::UpstreamAnswerInvalid => remedy(
                Operator,
                "What came in the provider's place is not what it sends.",
                "Look for a proxy or a captive page between the broker and the provider.",
            ),
            Reason::CredentialMissing => remedy(
                Support,
                "The connection has nothing to prove us with at the provider.",
                "Add a credential to the connection, or give the broker its shared registration, if it is that one.",
            ),
            Reason::TokenAlgorithm
            | Reason::TokenKeyUnknown
            | Reason::TokenSignature
            | Reason::TokenIssuer
            | Reason::TokenAudience
            | Reason::TokenNonce => remedy(
                Operator,
                "The ID token is not one that the hospital's directory made for us and for this attempt. It may be an attack.",
                "Have the person start again. If it comes back: keep the log, and look into it before anything is changed.",
            ),
            Reason::TokenExpired | Reason::TokenNotYetValid => remedy(
                Operator,
                "The ID token's time does not fit ours.",
                "Compare the broker's clock with the world's (NTP).",
            ),
            Reason::TokenClaims => remedy(
                HospitalIt,
                "The ID token lacks a claim that the provider always sends, or one is malformed.",
                "See whether claims were mapped by hand, and take that back.",
            )
            .at(&[Menu::EnterpriseSignOn]),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use super::*;

    #[test]
    fn every_remedy_is_whole_sentences() {
        for reason in Reason::ALL {
            let Remedy { meaning, mend, menus, who } = Remedy::of(*reason);
            for text in [meaning, mend] {
                assert!(text.ends_with('.') && text.len() >= 20, "{}: {text}", reason.code());
                assert!(!text.contains("  ") && !text.contains(" > "), "{}: {text}", reason.code());
            }
            assert!(who != Mender::HospitalIt || !menus.is_empty(), "{}: hospital IT is told where", reason.code());
        }
    }

    #[test]
    fn who_mends_what() {
        let table = Reason::ALL.iter().fold(String::new(), |mut table, reason| {
            let _ = writeln!(table, "{:<30} {:?}", reason.code(), Remedy::of(*reason).who);
            table
        });
        insta::assert_snapshot!(table);
    }
}
