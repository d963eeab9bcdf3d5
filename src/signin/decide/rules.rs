//! The ten rules of entry, each one small and named. All are looked at; the first that fails gives the reason.
//!
//! Rule 2 is in two parts. Whether SSO is on is known before the person is; whether it is on for them, `pilot`, is asked last of what
//! is asked of the person: only whoever has shown the account that is theirs (rules 3 to 8) learns whether they are on a list.

use std::borrow::Cow;

use chrono::{DateTime, SecondsFormat, Utc};

use super::facts;
use super::{CLOCK_SKEW, Look, MOST_AHEAD, PasswordFact, Rule, Seen, Shown, Strength, Way};
use crate::domain::application::{ApplicationStatus, SsoPolicy};
use crate::domain::claims::{AccountType, EmailVerified, MicrosoftAccount};
use crate::domain::connection::{Connection, ConnectionStatus, PERSONAL_ACCOUNTS_TENANT};
use crate::domain::flag::{FlagName, Resolved, Scope, resolve};
use crate::domain::organization::OrganizationStatus;
use crate::domain::reason::Reason;
use crate::domain::user::{UserKind, UserStatus};

pub(super) const RULES: [Rule; 11] = [
    Rule { name: "application", look: application, facts: facts::application },
    Rule { name: "organization", look: organization, facts: facts::organization },
    Rule { name: "connection", look: connection, facts: facts::connection },
    Rule { name: "guest", look: guest, facts: facts::guest },
    Rule { name: "user", look: user, facts: facts::user },
    Rule { name: "standing", look: standing, facts: facts::standing },
    Rule { name: "email", look: email, facts: facts::email },
    Rule { name: "identity", look: identity, facts: facts::identity },
    Rule { name: "pilot", look: pilot, facts: facts::pilot },
    Rule { name: "forced_sso", look: forced_sso, facts: facts::forced_sso },
    Rule { name: "proof", look: proof, facts: facts::proof },
];

fn pass(saw: impl Into<Cow<'static, str>>) -> Look {
    Look::Pass(saw.into())
}

fn fail(reason: Reason, saw: impl Into<Cow<'static, str>>) -> Look {
    Look::Fail(reason, saw.into())
}

const NOT_YET: &str = "not reached: nothing has been shown yet";
const NOT_SSO: &str = "not asked: the traditional way";

/// 1. The application is active and its policy lets this method in.
fn application(seen: &Seen<'_>) -> Look {
    let application = seen.facts.application;
    if application.status != ApplicationStatus::Active {
        return fail(Reason::ApplicationDisabled, "the application is disabled");
    }
    if let Way::Traditional { .. } = seen.facts.way {
        return pass("the traditional way is open to every application");
    }
    match (application.sso, seen.sso()) {
        (SsoPolicy::Never, _) => fail(Reason::ApplicationNever, "policy never"),
        (SsoPolicy::OptIn, Resolved::NotOptedIn) => {
            fail(Reason::ApplicationNotOptedIn, "policy opt_in, and sso is not set for this application")
        }
        (SsoPolicy::OptIn, _) => pass("policy opt_in"),
        (SsoPolicy::Follow, _) => pass("policy follow"),
    }
}

/// 2. The organization is active and its flag `sso` is on now.
fn organization(seen: &Seen<'_>) -> Look {
    if seen.facts.configuration.organization.status != OrganizationStatus::Active {
        return fail(Reason::OrganizationSuspended, "the organization is suspended");
    }
    if let Way::Traditional { .. } = seen.facts.way {
        return pass("the organization is active");
    }
    match seen.sso() {
        Resolved::Set { value: true, scope, pilot } => pass(match (scope, pilot) {
            (Scope::Application, false) => "sso is on for this application",
            (Scope::Organization, false) => "sso is on for the organization",
            (Scope::Application, true) => "sso is on for this application, for the pilot list alone",
            (Scope::Organization, true) => "sso is on for the organization, for the pilot list alone",
        }),
        Resolved::Set { value: false, scope: Scope::Application, .. } => {
            fail(Reason::SsoOff, "sso is set to off for this application")
        }
        Resolved::Set { value: false, scope: Scope::Organization, .. } => {
            fail(Reason::SsoOff, "sso is set to off for the organization")
        }
        Resolved::Default(true) => pass("sso is on by default"),
        Resolved::NotYet(start) => fail(Reason::SsoNotYet, format!("sso begins {}", start.to_rfc3339())),
        Resolved::Ended(end) => fail(Reason::SsoEnded, format!("sso ended {}", end.to_rfc3339())),
        Resolved::Default(false) => fail(Reason::SsoOff, "sso has not been set to on"),
        // Rule 1 says so; this one has nothing to add.
        Resolved::Never | Resolved::NotOptedIn => pass("decided by the application's policy"),
    }
}

/// 3. The connection is active, and issuer and `tid` are exactly those configured.
fn connection(seen: &Seen<'_>) -> Look {
    let Way::Sso { connection, shown } = seen.facts.way else {
        return Look::Skip(NOT_SSO);
    };
    // Another hospital's connection must never admit anybody here, however it came to be asked.
    if connection.organization_id != seen.facts.configuration.organization.id {
        return fail(Reason::TenantUnknown, "the connection is another organization's");
    }
    if connection.status != ConnectionStatus::Active {
        return fail(Reason::ConnectionDisabled, "the connection is disabled");
    }
    let Some(version) = &connection.active else {
        return fail(Reason::ConnectionNotActivated, "no version of the connection is active");
    };
    let Some(shown) = shown else {
        return pass("the connection is active");
    };
    if shown.account.tid != version.entra.tid {
        return fail(Reason::TenantMismatch, format!("tid {}", shown.account.tid));
    }
    if shown.account.issuer != shown.expected_issuer {
        return fail(Reason::IssuerMismatch, "iss is not that of the tenant");
    }
    pass("iss and tid are those configured")
}

/// 4. No guests of the hospital's directory unless it allows them; no personal accounts at all.
fn guest(seen: &Seen<'_>) -> Look {
    let Way::Sso { connection, shown } = seen.facts.way else {
        return Look::Skip(NOT_SSO);
    };
    let Some(shown) = shown else { return Look::Skip(NOT_YET) };
    let account = shown.account;
    if is_personal(account) {
        return fail(Reason::PersonalAccount, "a personal Microsoft account");
    }
    match guest_mark(account) {
        None => pass("a member of the directory"),
        Some(mark) if allows_guests(connection) => pass(format!("a guest ({mark}), which the connection allows")),
        Some(mark) => fail(Reason::GuestAccount, mark),
    }
}

/// Whether it is a personal account, in its own directory or as somebody's guest. No hospital ever ends one, so `allow_guests`
/// does not speak of these.
fn is_personal(account: &MicrosoftAccount) -> bool {
    let by_provider = account.identity_provider.as_deref().is_some_and(|provider| {
        let provider = provider.to_ascii_lowercase();
        let host = provider.strip_prefix("https://").unwrap_or(&provider).split('/').next().unwrap_or_default();
        host == "live.com" || host.ends_with(".live.com") || provider.contains(&PERSONAL_ACCOUNTS_TENANT.to_string())
    });
    by_provider || account.tid == PERSONAL_ACCOUNTS_TENANT
}

/// Whether it is neither that nor a guest, whatever a connection allows.
pub(super) fn is_member(account: &MicrosoftAccount) -> bool {
    !is_personal(account) && guest_mark(account).is_none()
}

fn allows_guests(connection: &Connection) -> bool {
    connection.active.as_ref().is_some_and(|version| version.entra.allow_guests)
}

/// By what an account is known to be a guest.
fn guest_mark(account: &MicrosoftAccount) -> Option<&'static str> {
    match account.account_type {
        AccountType::Guest => return Some("acct says guest"),
        AccountType::Unknown => return Some("acct is neither member nor guest"),
        AccountType::Member | AccountType::Absent => {}
    }
    if let Some(provider) = &account.identity_provider {
        // The directory itself is sometimes named by its older issuer; China's cloud has a host of its own for that.
        let itself = *provider == account.issuer
            || ["https://sts.windows.net", "https://sts.chinacloudapi.cn"]
                .iter()
                .any(|host| *provider == format!("{host}/{}/", account.tid));
        if !itself {
            return Some("idp is another directory");
        }
    }
    let marked = |name: &Option<String>| {
        name.as_deref().is_some_and(|name| {
            let name = name.to_ascii_uppercase();
            name.contains("#EXT#") || name.contains("_EXT_@")
        })
    };
    (marked(&account.upn) || marked(&account.preferred_username)).then_some("the login name is marked #EXT#")
}

/// 5. The user exists already, exactly once, in the organization of the connection.
fn user(seen: &Seen<'_>) -> Look {
    if seen.nobody_yet() {
        return Look::Skip(NOT_YET);
    }
    if seen.ambiguous {
        return fail(Reason::UserAmbiguous, "more than one user has the address");
    }
    match seen.candidate {
        Some(_) => pass("one user"),
        // Without an address there is nobody to look for; rule 7 says what is wrong.
        None if matches!(seen.address, Some(Err(_))) => Look::Skip("not reached: no address to look for"),
        None => fail(Reason::UserUnknown, "no user of the organization has the address"),
    }
}

/// 6. The user is active and is a professional.
fn standing(seen: &Seen<'_>) -> Look {
    let Some(user) = seen.candidate else {
        return Look::Skip("not reached: no user");
    };
    if user.status != UserStatus::Active {
        return fail(Reason::UserSuspended, "the user is suspended");
    }
    match (user.kind, seen.facts.way) {
        (UserKind::Patient, Way::Sso { .. }) => fail(Reason::UserIsPatient, "the user is a patient"),
        (UserKind::Patient, Way::Traditional { .. }) => pass("a patient, by the traditional way"),
        (UserKind::Professional, _) => pass("an active professional"),
    }
}

/// 7. The Microsoft e-mail equals the user's, or the former one as long as that counts; its domain is proven, and `xms_edov` is not
///    false.
fn email(seen: &Seen<'_>) -> Look {
    let address = match &seen.address {
        None if seen.nobody_yet() => return Look::Skip(NOT_YET),
        None => return typed(seen),
        Some(Err(reason)) => return fail(*reason, "email is missing or is no address"),
        Some(Ok(address)) => address,
    };
    let other = seen.candidate.filter(|user| user.email != *address);
    let formerly = other.map(|user| user.formerly(address, seen.facts.now));
    // A bound user whose address no longer is the one that Microsoft sends.
    if formerly == Some(None) {
        return fail(Reason::EmailMismatch, "the user has another address than Microsoft sends");
    }
    // The new one too, of whoever shows the former one: applications are told that it is theirs.
    for domain in [Some(address.domain()), other.map(|user| user.email.domain())].into_iter().flatten() {
        if !seen.facts.configuration.has_proven(&domain) {
            return fail(Reason::DomainNotProven, format!("{domain} is not a proven domain"));
        }
    }
    if seen.shown.is_some_and(|shown| shown.account.email_verified == EmailVerified::False) {
        return fail(Reason::EmailUnverified, "xms_edov is not true");
    }
    match formerly.flatten() {
        Some(until) => {
            pass(format!("the former address, which counts until {}; both domains are proven", instant(until)))
        }
        None => pass("the addresses are equal, and the domain is proven"),
    }
}

/// The same of the traditional way: an address that was typed may be the former one, in a domain that is the organization's still. The
/// code goes to the one that they have, never to a mailbox that may be somebody else's by now.
fn typed(seen: &Seen<'_>) -> Look {
    let Way::Traditional { typed: Some(typed), .. } = seen.facts.way else { return Look::Skip(NOT_SSO) };
    let Some(user) = seen.candidate.filter(|user| user.email != *typed) else { return Look::Skip(NOT_SSO) };
    let Some(until) = user.formerly(typed, seen.facts.now) else {
        return fail(Reason::EmailMismatch, "the user has another address than was typed");
    };
    let domain = typed.domain();
    if !seen.facts.configuration.has_proven(&domain) {
        return fail(Reason::DomainNotProven, format!("{domain} is not a proven domain"));
    }
    pass(format!("the former address was typed, which counts until {}", instant(until)))
}

pub(super) fn instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// 8. The first sign-in binds the identity; later ones must match the bond, by whichever address they are found.
fn identity(seen: &Seen<'_>) -> Look {
    if seen.shown.is_none() {
        return Look::Skip(if seen.nobody_yet() { NOT_YET } else { NOT_SSO });
    }
    let Some(user) = seen.candidate else {
        return Look::Skip("not reached: no user");
    };
    // The address is one user's, and the account is bound to another: two people would become one.
    if seen.bonds_of_account().any(|bond| bond.user_id != user.id) {
        return fail(Reason::IdentityTaken, "the account is bound to another user");
    }
    // A user has one account at a connection: the one that came first.
    if seen.bonds_here(user).any(|bond| Some(&bond.account) != seen.account.as_ref()) {
        return fail(Reason::IdentityMismatch, "the user is bound to another account");
    }
    let first = seen.is_first_sign_in(user);
    pass(if first { "the first sign-in with this account" } else { "the account is the one bound" })
}

/// 2, of the person: as long as `sso` is on for a pilot, they are on its list.
fn pilot(seen: &Seen<'_>) -> Look {
    let Way::Sso { .. } = seen.facts.way else {
        return Look::Skip(NOT_SSO);
    };
    if seen.nobody_yet() {
        return Look::Skip(NOT_YET);
    }
    if !seen.sso().is_pilot() {
        return Look::Skip("not asked: sso is no pilot");
    }
    match seen.candidate {
        None => Look::Skip("not reached: no user"),
        Some(user) if user.pilot => pass("on the pilot list"),
        Some(_) => fail(Reason::NotInPilot, "sso is on for the pilot list alone, and the user is not on it"),
    }
}

/// 9. With `forced_sso` the traditional way is closed to professionals, whatever credentials they hold.
fn forced_sso(seen: &Seen<'_>) -> Look {
    let Way::Traditional { break_glass, .. } = seen.facts.way else {
        return pass("by SSO");
    };
    match (seen.needs_break_glass(), break_glass) {
        (true, true) => pass("forced_sso is on, and break-glass is open for this user"),
        (true, false) => fail(Reason::SsoForced, "forced_sso is on, and the user is a professional"),
        (false, _) if seen.is_professional() => pass("forced_sso is off"),
        (false, _) => pass("forced_sso does not concern patients"),
    }
}

/// 10. The proof is as fresh and as strong as the app or organization asks.
fn proof(seen: &Seen<'_>) -> Look {
    let proven_at = match seen.facts.way {
        Way::Sso { shown: None, .. } | Way::Traditional { verified_at: None, .. } => return Look::Skip(NOT_YET),
        Way::Sso { shown: Some(Shown { authenticated_at, .. }), .. } => authenticated_at,
        Way::Traditional { verified_at, .. } => verified_at,
    };
    let demand = seen.facts.demand;
    if let Some(most) = demand.max_age {
        let Some(at) = proven_at else {
            return fail(Reason::ProofAgeUnknown, "max_age is asked, and Microsoft sends no auth_time");
        };
        let age = seen.facts.now - at;
        if age < -MOST_AHEAD {
            return fail(Reason::ProofAgeUnknown, "max_age is asked, and the proof is from the future");
        }
        let since_asked = demand.asked_at.is_some_and(|asked| asked <= at);
        if age - CLOCK_SKEW > most && !since_asked {
            return fail(Reason::ProofTooOld, format!("proven {} s ago", age.num_seconds()));
        }
    }
    if let (Some(since), Some(at)) = (demand.anew_since, proven_at)
        && since - at > CLOCK_SKEW
    {
        return fail(Reason::ProofTooOld, "a new proof was asked, and an old one came");
    }
    if let Way::Traditional { password, .. } = seen.facts.way {
        let required = resolve(
            FlagName::PasswordRequired,
            &seen.facts.configuration.flags,
            seen.facts.application,
            seen.facts.now,
        );
        match password {
            PasswordFact::Unshown => {
                return fail(Reason::PasswordMissing, "the user has a password, and has not shown it");
            }
            PasswordFact::None if required.value(FlagName::PasswordRequired) => {
                return fail(Reason::PasswordNotSet, "password_required is on, and the user has no password");
            }
            // The password is the second factor of this way: whoever has none sets one.
            PasswordFact::None if seen.facts.application.require_mfa => {
                return fail(Reason::PasswordNotSet, "a second factor is demanded, and the user has no password");
            }
            PasswordFact::None
                if demand.accepts(Strength::Unattested).is_none()
                    && demand.accepts(Strength::CodeAndPassword).is_some() =>
            {
                return fail(Reason::PasswordNotSet, "the acr asked for needs a password, and the user has none");
            }
            PasswordFact::None | PasswordFact::Shown => {}
        }
    }
    let strength = seen.strength();
    if let (Strength::Unattested, Way::Sso { connection, .. }) = (strength, seen.facts.way)
        && (seen.facts.application.require_mfa
            || connection.active.as_ref().is_some_and(|version| version.entra.require_mfa))
    {
        return fail(Reason::ProofTooWeak, "a second factor is demanded, and no attested context shows one");
    }
    if demand.accepts(strength).is_none() {
        return fail(Reason::AcrNotMet, format!("another acr is asked for than {}", strength.acr()));
    }
    pass(match strength {
        Strength::Attested => "a second factor, as the hospital attests",
        Strength::CodeAndPassword => "a one-time password, and the password",
        Strength::Unattested => "as fresh and strong as asked",
    })
}
