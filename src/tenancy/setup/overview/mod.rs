//! What a hospital's own people see of their hospital, and what is missing in it: a pure function of what is configured. Nothing of
//! its users, and nothing secret, is in what it gives.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::domain::connection::{Connection, ConnectionStatus, EntraSettings};
use crate::domain::credential::CredentialKind;
use crate::domain::domain_check::{DomainCheck, Finding, ProvenBy, record_name};
use crate::domain::expiry::ends_soon;
use crate::domain::flag::{FlagName, Resolved, resolve_for_all, setting};
use crate::domain::id::DomainId;
use crate::domain::organization::{Domain, OrganizationConfiguration, OrganizationStatus};
use crate::domain::provider::{GoogleSettings, OidcSettings, ProviderSettings};
use crate::domain::provider_name::ProviderName;

/// What is there, and what is missing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overview<'a> {
    /// The domains, in the order of their making.
    pub domains: Vec<DomainSeen<'a>>,
    /// The connections, in the order of their making.
    pub connections: Vec<ConnectionSeen<'a>>,
    /// SSO.
    pub sso: Switch,
    /// Nothing but SSO.
    pub forced_sso: Switch,
    /// Whether SSO is set apart for single applications.
    pub apart: bool,
    /// What is missing, what keeps people out first.
    pub missing: Vec<Missing<'a>>,
}

/// A domain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DomainSeen<'a> {
    /// Its name.
    pub name: &'a str,
    /// How it is proven; none, where it is not.
    pub proven_by: Option<ProvenBy>,
    /// The name of the connection that its addresses are sent to.
    pub connection: Option<&'a str>,
    /// The name of the TXT record that proves it.
    pub record: String,
    /// Its value.
    pub value: String,
    /// What the DNS said last, where that still says something of the domain.
    pub check: Option<&'a DomainCheck>,
}

impl<'a> DomainSeen<'a> {
    fn of(domain: &'a Domain, connection: Option<&'a str>, check: Option<&'a DomainCheck>) -> Self {
        Self {
            name: domain.name.as_str(),
            proven_by: domain.proven_by,
            connection,
            record: record_name(&domain.name),
            value: domain.challenge.value(),
            // A record that was seen, and a domain that is not proven: somebody has withdrawn the proof since.
            check: check.filter(|check| check.finding != Finding::Found || domain.is_proven()),
        }
    }

    /// When it counts as proven no more, where the record that has proven it is missing.
    pub fn ends_at(&self) -> Option<DateTime<Utc>> {
        let missing = self.check.and_then(|check| check.missing)?;
        (self.proven_by == Some(ProvenBy::Dns)).then(|| missing.ends_at())
    }
}

/// A connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConnectionSeen<'a> {
    /// Its name.
    pub name: &'a str,
    /// What its provider is called.
    pub provider: ProviderName,
    /// Whether people come in by it.
    pub use_of_it: Use,
    /// What it says of the identity provider: the version that is in use, or, before the first is, the draft.
    pub settings: Option<&'a ProviderSettings>,
    /// What the broker is called there, where it is known.
    pub client_id: Option<&'a str>,
    /// What the provider is told of us.
    pub addresses: Addresses,
    /// What the broker proves itself with, and until when; nothing, where the registration is the provider's own.
    pub credential: Option<(CredentialKind, Option<DateTime<Utc>>)>,
}

/// The addresses that a registration must have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Addresses {
    /// Where people are sent back to.
    pub redirect_uri: String,
    /// Where it is said that somebody has signed out there.
    pub front_channel_logout: String,
}

impl ConnectionSeen<'_> {
    /// Whether the registration is the provider's, shared with other hospitals.
    pub fn is_shared(&self) -> bool {
        self.settings.is_some_and(ProviderSettings::is_shared)
    }

    /// What it says of Entra, where that is the provider.
    pub fn entra(&self) -> Option<&EntraSettings> {
        self.settings?.entra()
    }

    /// What it says of Google, where that is the provider.
    pub const fn google(&self) -> Option<&GoogleSettings> {
        match self.settings {
            Some(ProviderSettings::Google(google)) => Some(google),
            _ => None,
        }
    }

    /// What it says of any other provider, where it is one.
    pub const fn oidc(&self) -> Option<&OidcSettings> {
        match self.settings {
            Some(ProviderSettings::Oidc(oidc)) => Some(oidc),
            _ => None,
        }
    }

    /// Whether its provider can be told where to say that somebody has signed out there: Google says it to nobody, and of the shared
    /// registration the provider's own says it.
    pub fn signs_out_here(&self) -> bool {
        !self.is_shared() && self.google().is_none()
    }

    /// The directory.
    pub fn tid(&self) -> Option<Uuid> {
        self.entra().map(|entra| entra.tid)
    }
}

/// Whether a connection is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    /// It is.
    Active,
    /// It was switched off.
    Disabled,
    /// No version of it was activated.
    NotYet,
}

/// Whether something is switched on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Switch {
    /// It is on, until then where an end was set.
    On(Option<DateTime<Utc>>),
    /// It is on for the pilot list alone, until then where an end was set.
    Pilot(Option<DateTime<Utc>>),
    /// It is off, and begins then.
    From(DateTime<Utc>),
    /// It is off.
    Off,
    /// It was on until then.
    Ended(DateTime<Utc>),
}

/// Something that is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing<'a> {
    /// The organization is suspended.
    Suspended,
    /// There is no connection.
    Connection,
    /// This connection has no version that is in use.
    Activation(&'a str),
    /// This connection is switched off.
    SwitchedOff(&'a str),
    /// Providers of the kind of this connection have a flag of their own, and it is not on.
    Flag(&'a str),
    /// The provider's registration, which this connection is to use, is not there.
    SharedRegistration(&'a str),
    /// This connection has nothing that the broker proves itself with.
    Credential(&'a str),
    /// What it proves itself with has ended.
    CredentialEnded(&'a str, DateTime<Utc>),
    /// What it proves itself with ends soon.
    CredentialEnds(&'a str, DateTime<Utc>),
    /// There is no domain.
    Domain,
    /// This domain is not proven.
    Proof(&'a str),
    /// The record that proves this domain, which counts as proven no more from then on.
    Record(&'a str, DateTime<Utc>),
    /// This domain leads nowhere.
    Route(&'a str),
    /// SSO is not on, and no instant is set for it.
    Sso,
    /// Nobody is told of what is done in the hospital's name.
    Administrators,
    /// Refused people do not read whom to call.
    Help,
}

/// Who can mend what is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mender {
    /// Whoever administers the hospital's accounts at its provider.
    Provider,
    /// Whoever manages the hospital's domain names.
    Dns,
    /// Support alone.
    Support,
    /// The hospital says it to support, who enters it.
    Together,
    /// Whoever looks at the page, by themselves.
    You,
}

impl<'a> Missing<'a> {
    /// The connection that it is about, where it is about one.
    pub const fn connection(self) -> Option<&'a str> {
        match self {
            Self::Activation(name)
            | Self::SwitchedOff(name)
            | Self::Flag(name)
            | Self::SharedRegistration(name)
            | Self::Credential(name)
            | Self::CredentialEnded(name, _)
            | Self::CredentialEnds(name, _) => Some(name),
            _ => None,
        }
    }

    /// The domain that it is about, where it is about one.
    pub const fn domain(self) -> Option<&'a str> {
        match self {
            Self::Proof(name) | Self::Record(name, _) | Self::Route(name) => Some(name),
            _ => None,
        }
    }

    /// Who can mend it.
    pub const fn mender(self) -> Mender {
        match self {
            Self::Connection | Self::Credential(_) | Self::CredentialEnded(..) | Self::CredentialEnds(..) => {
                Mender::Provider
            }
            Self::Proof(_) | Self::Record(..) => Mender::Dns,
            Self::Suspended | Self::SwitchedOff(_) | Self::Flag(_) | Self::SharedRegistration(_) | Self::Route(_) => {
                Mender::Support
            }
            Self::Activation(_) | Self::Domain | Self::Sso => Mender::You,
            Self::Administrators | Self::Help => Mender::Together,
        }
    }
}

/// What is there, and what is missing, at an instant. `checks` are the last looks at its domains; `addresses` says what Entra must know of
/// us; `shared` is the application id of the provider's own registration.
pub fn overview<'a>(
    configuration: &'a OrganizationConfiguration,
    checks: &'a BTreeMap<DomainId, DomainCheck>,
    addresses: impl Fn(&Connection, Option<&ProviderSettings>) -> Addresses,
    shared: Option<&'a str>,
    now: DateTime<Utc>,
) -> Overview<'a> {
    let connections = connections(configuration, addresses, shared);
    let domains = domains(configuration, checks);
    let sso = switch(configuration, FlagName::Sso, now);
    let apart = configuration.flags.iter().any(|flag| flag.name == FlagName::Sso && flag.application_id.is_some());
    let missing = missing(configuration, &domains, &connections, sso, now);
    let forced_sso = switch(configuration, FlagName::ForcedSso, now);
    Overview { domains, connections, sso, forced_sso, apart, missing }
}

/// The connections, in their order.
pub fn connections<'a>(
    configuration: &'a OrganizationConfiguration,
    addresses: impl Fn(&Connection, Option<&ProviderSettings>) -> Addresses,
    shared: Option<&'a str>,
) -> Vec<ConnectionSeen<'a>> {
    configuration.connections.iter().map(|one| seen(one, configuration, &addresses, shared)).collect()
}

/// The domains, in their order. `checks` are the last looks at them.
pub fn domains<'a>(
    configuration: &'a OrganizationConfiguration,
    checks: &'a BTreeMap<DomainId, DomainCheck>,
) -> Vec<DomainSeen<'a>> {
    let name = |id| configuration.connection(id).map(|connection| connection.name.as_str());
    let domains = configuration.domains.iter();
    let seen =
        domains.map(|domain| DomainSeen::of(domain, domain.connection_id.and_then(name), checks.get(&domain.id)));
    seen.collect()
}

fn seen<'a>(
    connection: &'a Connection,
    configuration: &'a OrganizationConfiguration,
    addresses: &impl Fn(&Connection, Option<&ProviderSettings>) -> Addresses,
    shared: Option<&'a str>,
) -> ConnectionSeen<'a> {
    let active = connection.active.as_ref();
    // What is not in use yet is shown as it is drafted: the hospital registers what is to be.
    let settings = active.or(connection.draft.as_ref()).map(|version| &version.settings);
    ConnectionSeen {
        name: &connection.name,
        provider: ProviderName::of(connection.kind, &configuration.organization),
        use_of_it: match (connection.status, active) {
            (ConnectionStatus::Disabled, _) => Use::Disabled,
            (ConnectionStatus::Active, None) => Use::NotYet,
            (ConnectionStatus::Active, Some(_)) => Use::Active,
        },
        settings,
        client_id: settings.and_then(|settings| settings.client_id().or(shared)),
        addresses: addresses(connection, settings),
        credential: settings
            .and_then(|settings| configuration.credential(connection.id, settings))
            .map(|found| (found.kind, found.expires_at)),
    }
}

pub(super) fn switch(configuration: &OrganizationConfiguration, name: FlagName, now: DateTime<Utc>) -> Switch {
    match resolve_for_all(name, &configuration.flags, now) {
        Resolved::Set { value: true, pilot, .. } => {
            let until = setting(name, &configuration.flags, None).and_then(|found| found.ends_at);
            if pilot { Switch::Pilot(until) } else { Switch::On(until) }
        }
        Resolved::NotYet(at) => Switch::From(at),
        Resolved::Ended(at) => Switch::Ended(at),
        Resolved::Set { value: false, .. } | Resolved::Never | Resolved::NotOptedIn | Resolved::Default(_) => {
            Switch::Off
        }
    }
}

fn missing<'a>(
    configuration: &OrganizationConfiguration,
    domains: &[DomainSeen<'a>],
    connections: &[ConnectionSeen<'a>],
    sso: Switch,
    now: DateTime<Utc>,
) -> Vec<Missing<'a>> {
    let organization = &configuration.organization;
    let mut missing = Vec::new();
    let mut if_so = |is: bool, what: Missing<'a>| {
        if is {
            missing.push(what);
        }
    };
    if_so(organization.status == OrganizationStatus::Suspended, Missing::Suspended);
    if_so(connections.is_empty(), Missing::Connection);
    for connection in connections {
        let name = connection.name;
        if_so(connection.use_of_it == Use::NotYet, Missing::Activation(name));
        if_so(connection.use_of_it == Use::Disabled, Missing::SwitchedOff(name));
        let flag = connection.settings.and_then(|settings| settings.kind().flag());
        let off = |flag| matches!(switch(configuration, flag, now), Switch::Off | Switch::Ended(_));
        if_so(flag.is_some_and(off), Missing::Flag(name));
        if connection.is_shared() {
            if_so(connection.client_id.is_none(), Missing::SharedRegistration(name));
            continue;
        }
        match connection.credential {
            None => if_so(connection.settings.is_some(), Missing::Credential(name)),
            Some((_, Some(end))) if end <= now => if_so(true, Missing::CredentialEnded(name, end)),
            Some((_, Some(end))) => if_so(ends_soon(end, now), Missing::CredentialEnds(name, end)),
            Some((_, None)) => {}
        }
    }
    if_so(domains.is_empty(), Missing::Domain);
    for domain in domains {
        let proven = domain.proven_by.is_some();
        if_so(!proven, Missing::Proof(domain.name));
        if let Some(end) = domain.ends_at() {
            if_so(true, Missing::Record(domain.name, end));
        }
        if_so(proven && domain.connection.is_none(), Missing::Route(domain.name));
    }
    if_so(matches!(sso, Switch::Off | Switch::Ended(_)), Missing::Sso);
    if_so(organization.admins.is_empty(), Missing::Administrators);
    if_so(organization.help.is_none(), Missing::Help);
    missing
}

#[cfg(test)]
mod tests;
