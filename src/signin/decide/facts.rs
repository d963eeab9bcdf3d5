//! What each rule looks at, in words for support. Asked only by whoever explains: a sign-in writes none of it.

use std::fmt::Display;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{PasswordFact, Seen, Strength, Way, rules};
use crate::domain::audience::Audience;
use crate::domain::claims::{AccountType, EmailVerified, MicrosoftAccount};
use crate::domain::connection::{Connection, Registration};
use crate::domain::flag::{FlagName, FlagSetting};
use crate::domain::identity::Identity;

/// Something that a rule looks at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Fact {
    /// What it is.
    pub name: &'static str,
    /// What it is now.
    pub value: String,
    /// Who says so.
    pub by: Says,
}

/// Who says that something is so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Says {
    /// It is stored here.
    Stored,
    /// Microsoft's ID token.
    Microsoft,
    /// The person, or the application that sends them.
    Person,
}

fn stored(name: &'static str, value: impl Display) -> Fact {
    Fact { name, value: value.to_string(), by: Says::Stored }
}

fn microsoft(name: &'static str, value: impl Display) -> Fact {
    let value = value.to_string();
    // What is sent may be nothing, and must not look as if nothing were said of it.
    let value = if value.trim().is_empty() { "empty".to_owned() } else { value };
    Fact { name, value, by: Says::Microsoft }
}

fn person(name: &'static str, value: impl Display) -> Fact {
    Fact { name, value: value.to_string(), by: Says::Person }
}

/// The stable name of a value, as tables and files have it.
pub(crate) fn word(value: &impl Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

fn sent(claim: Option<&String>) -> &str {
    claim.map_or("not sent", String::as_str)
}

const fn yes(value: bool) -> &'static str {
    if value { "yes" } else { "no" }
}

/// What an organization has set of a flag, as far as it concerns this application.
fn flag(seen: &Seen<'_>, name: FlagName) -> Vec<Fact> {
    let settings = seen.facts.configuration.flags.iter().filter(|flag| flag.name == name);
    let mut found: Vec<_> = settings
        .filter(|flag| flag.application_id.is_none_or(|id| id == seen.facts.application.id && name.by_application()))
        .map(|flag| stored(name.as_str(), setting(flag)))
        .collect();
    if found.is_empty() {
        found.push(stored(name.as_str(), if name.default_value() { "not set, so on" } else { "not set, so off" }));
    }
    found
}

fn setting(flag: &FlagSetting) -> String {
    let value = if flag.value { "on" } else { "off" };
    let scope = if flag.application_id.is_some() { "this application" } else { "the organization" };
    let from = flag.starts_at.map(|start| format!(", from {}", start.to_rfc3339())).unwrap_or_default();
    let until = flag.ends_at.map(|end| format!(", until {}", end.to_rfc3339())).unwrap_or_default();
    let whom = match flag.audience {
        Audience::Everyone => String::new(),
        Audience::Pilot { everyone_from: None } => ", for the pilot list alone".to_owned(),
        Audience::Pilot { everyone_from: Some(at) } => {
            format!(", for the pilot list alone, and for everyone from {}", at.to_rfc3339())
        }
    };
    format!("{value} for {scope}{whom}{from}{until} ({})", flag.reason)
}

fn of_connection<'a>(seen: &Seen<'a>) -> Option<&'a Connection> {
    match seen.facts.way {
        Way::Sso { connection, .. } => Some(connection),
        Way::Traditional { .. } => None,
    }
}

fn account<'a>(seen: &Seen<'a>) -> Option<&'a MicrosoftAccount> {
    seen.shown.map(|shown| shown.account)
}

fn bond(bond: &Identity) -> String {
    format!("{} in {}", bond.account.subject, bond.account.authority)
}

pub(super) fn application(seen: &Seen<'_>) -> Vec<Fact> {
    let application = seen.facts.application;
    vec![
        stored("application", &application.client_id),
        stored("status", word(&application.status)),
        stored("policy", word(&application.sso)),
    ]
}

pub(super) fn organization(seen: &Seen<'_>) -> Vec<Fact> {
    let organization = &seen.facts.configuration.organization;
    let mut facts = vec![stored("organization", &organization.slug), stored("status", word(&organization.status))];
    if let Way::Sso { .. } = seen.facts.way {
        facts.extend(flag(seen, FlagName::Sso));
    }
    facts
}

pub(super) fn connection(seen: &Seen<'_>) -> Vec<Fact> {
    let Some(connection) = of_connection(seen) else { return Vec::new() };
    let mut facts = vec![stored("connection", &connection.name), stored("status", word(&connection.status))];
    match &connection.active {
        None => facts.push(stored("active version", "none")),
        Some(version) => {
            facts.push(stored("active version", version.number));
            facts.push(match &version.entra.registration {
                Registration::Own { client_id } => stored("registration", format!("the hospital's own, {client_id}")),
                Registration::Shared => stored("registration", "shared"),
            });
            facts.push(stored("tid", version.entra.tid));
        }
    }
    if let Some(shown) = seen.shown {
        facts.push(stored("issuer", shown.expected_issuer));
        facts.push(microsoft("tid", shown.account.tid));
        facts.push(microsoft("iss", &shown.account.issuer));
    }
    facts
}

pub(super) fn guest(seen: &Seen<'_>) -> Vec<Fact> {
    let Some(connection) = of_connection(seen) else { return Vec::new() };
    let allowed = connection.active.as_ref().is_some_and(|version| version.entra.allow_guests);
    let mut facts = vec![stored("guests allowed", yes(allowed))];
    if let Some(account) = account(seen) {
        let acct = match account.account_type {
            AccountType::Absent => "not sent",
            AccountType::Member => "member",
            AccountType::Guest => "guest",
            AccountType::Unknown => "neither member nor guest",
        };
        facts.push(microsoft("acct", acct));
        facts.push(microsoft("idp", sent(account.identity_provider.as_ref())));
        facts.push(microsoft("upn", sent(account.upn.as_ref())));
        facts.push(microsoft("preferred_username", sent(account.preferred_username.as_ref())));
    }
    facts
}

pub(super) fn user(seen: &Seen<'_>) -> Vec<Fact> {
    if seen.nobody_yet() {
        return Vec::new();
    }
    let found: Vec<_> = seen.users().map(|user| format!("{} ({})", user.email, user.id)).collect();
    let found = if found.is_empty() { "nobody".to_owned() } else { found.join(", ") };
    vec![stored("users with the address or the account", found)]
}

pub(super) fn standing(seen: &Seen<'_>) -> Vec<Fact> {
    let Some(user) = seen.candidate else { return Vec::new() };
    vec![stored("kind", word(&user.kind)), stored("status", word(&user.status))]
}

pub(super) fn email(seen: &Seen<'_>) -> Vec<Fact> {
    let mut facts = match (account(seen), seen.facts.way) {
        (Some(account), _) => vec![microsoft("email", sent(account.email.as_ref()))],
        (None, Way::Traditional { typed: Some(typed), .. }) => vec![person("typed", typed)],
        (None, _) => return Vec::new(),
    };
    facts.extend(seen.candidate.map(|user| stored("the user's address", &user.email)));
    if let Some((user, former)) = seen.candidate.and_then(|user| Some((user, user.former_email.as_ref()?))) {
        let counts = if former.counts(seen.facts.now) { "counts" } else { "counted" };
        let until = rules::instant(former.until);
        facts.push(stored("the former address", format!("{}, {counts} until {until}", former.address)));
        let shown = match seen.facts.way {
            Way::Traditional { typed, .. } => typed,
            Way::Sso { .. } => seen.address.as_ref().and_then(|sent| sent.as_ref().ok()),
        };
        if shown.is_some_and(|shown| user.formerly(shown, seen.facts.now).is_some()) {
            facts.push(stored("matched", format!("the former address, which counts until {until}")));
        }
    }
    let domains = seen.facts.configuration.domains.iter().filter(|domain| domain.is_proven());
    let domains: Vec<_> = domains.map(|domain| domain.name.as_str()).collect();
    facts.push(stored("proven domains", if domains.is_empty() { "none".to_owned() } else { domains.join(", ") }));
    let Some(account) = account(seen) else { return facts };
    let edov = match account.email_verified {
        EmailVerified::Absent => "not sent",
        EmailVerified::True => "true",
        EmailVerified::False => "false",
    };
    facts.push(microsoft("xms_edov", edov));
    facts
}

pub(super) fn identity(seen: &Seen<'_>) -> Vec<Fact> {
    let Some(account) = account(seen) else { return Vec::new() };
    let mut facts = vec![microsoft("oid", account.oid), microsoft("tid", account.tid)];
    if let Some(user) = seen.candidate {
        let bonds: Vec<_> = seen.bonds_here(user).map(bond).collect();
        let bonds = if bonds.is_empty() { "none yet".to_owned() } else { bonds.join(", ") };
        facts.push(stored("the user's account at this connection", bonds));
    }
    let holders = seen.bonds_of_account().filter(|bond| seen.candidate.is_none_or(|user| user.id != bond.user_id));
    facts.extend(holders.map(|bond| stored("the account is bound to", bond.user_id)));
    facts
}

pub(super) fn pilot(seen: &Seen<'_>) -> Vec<Fact> {
    match (seen.facts.way, seen.candidate) {
        (Way::Sso { .. }, Some(user)) => vec![stored("on the pilot list", yes(user.pilot))],
        _ => Vec::new(),
    }
}

pub(super) fn forced_sso(seen: &Seen<'_>) -> Vec<Fact> {
    let Way::Traditional { break_glass, .. } = seen.facts.way else { return Vec::new() };
    let mut facts = flag(seen, FlagName::ForcedSso);
    facts.push(stored("break-glass open", yes(break_glass)));
    facts
}

pub(super) fn proof(seen: &Seen<'_>) -> Vec<Fact> {
    let mut facts = Vec::new();
    let demand = seen.facts.demand;
    if let Some(most) = demand.max_age {
        facts.push(person("max_age", format!("{} s", most.num_seconds())));
    }
    if let Some(since) = demand.anew_since {
        facts.push(person("asked anew at", since.to_rfc3339()));
    }
    if let Some(strengths) = demand.strengths {
        let asked: Vec<_> = Strength::ALL.into_iter().filter(|it| strengths.has(*it)).map(Strength::acr).collect();
        facts.push(person("acr", asked.join(" ")));
    }
    facts.push(stored("the application demands a second factor", yes(seen.facts.application.require_mfa)));
    match seen.facts.way {
        Way::Sso { connection, shown } => {
            if let Some(version) = &connection.active {
                facts.push(stored("the connection demands one", yes(version.entra.require_mfa)));
                let context = version.entra.mfa_context.as_deref().unwrap_or("none");
                facts.push(stored("authentication context that shows one", context));
            }
            if let Some(shown) = shown {
                let at = shown.authenticated_at.map_or_else(|| "not sent".to_owned(), |at| at.to_rfc3339());
                facts.push(microsoft("auth_time", at));
                let contexts = shown.account.authentication_contexts.join(" ");
                facts.push(microsoft("acrs", if contexts.is_empty() { "not sent".to_owned() } else { contexts }));
            }
        }
        Way::Traditional { password, .. } => {
            facts.extend(flag(seen, FlagName::PasswordRequired));
            let password = match password {
                PasswordFact::None => "none",
                PasswordFact::Unshown => "set, not shown",
                PasswordFact::Shown => "set",
            };
            facts.push(stored("password", password));
        }
    }
    facts
}
