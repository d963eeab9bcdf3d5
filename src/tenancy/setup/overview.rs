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
            Self::Suspended | Self::SwitchedOff(_) | Self::SharedRegistration(_) | Self::Route(_) => Mender::Support,
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
mod tests {
    use chrono::Duration;

    use super::*;
    use crate::domain::audience::Audience;
    use crate::domain::connection::{Cloud, ConnectionKind, ConnectionVersion, Registration, VersionState};
    use crate::domain::credential::{CredentialSlot, StoredCredential};
    use crate::domain::domain_check::{Challenge, Missing as MissingRecord};
    use crate::domain::flag::FlagSetting;
    use crate::domain::id::OrganizationId;
    use crate::domain::organization::Organization;

    fn now() -> DateTime<Utc> {
        "2026-11-23T09:00:00Z".parse().unwrap()
    }

    fn id<Id: From<Uuid>>(number: u128) -> Id {
        Uuid::from_u128(number).into()
    }

    fn bare() -> OrganizationConfiguration {
        OrganizationConfiguration {
            organization: Organization::new(id(1), "a".to_owned(), "A".to_owned()),
            domains: Vec::new(),
            connections: Vec::new(),
            credentials: Vec::new(),
            flags: Vec::new(),
        }
    }

    /// Nothing is missing.
    fn whole(registration: Registration) -> OrganizationConfiguration {
        let organization_id: OrganizationId = id(1);
        let mut whole = bare();
        whole.organization.help = Some("extension 5555".to_owned());
        whole.organization.admins = vec!["it@a.example".parse().unwrap()];
        whole.domains = vec![Domain {
            id: id(2),
            organization_id,
            name: "a.example".parse().unwrap(),
            connection_id: Some(id(3)),
            proven_by: Some(ProvenBy::Manual),
            challenge: Challenge::of([0; 16]),
        }];
        let entra = EntraSettings {
            registration,
            tid: Uuid::from_u128(9),
            cloud: Cloud::Global,
            allow_guests: false,
            domain_hint: None,
            mfa_context: None,
            require_mfa: false,
        };
        whole.connections = vec![Connection {
            id: id(3),
            organization_id,
            name: "entra".to_owned(),
            kind: ConnectionKind::Entra,
            status: ConnectionStatus::Active,
            active: Some(ConnectionVersion {
                id: id(4),
                number: 1,
                state: VersionState::Active,
                settings: ProviderSettings::Entra(entra),
            }),
            previous: None,
            draft: None,
        }];
        whole.credentials = vec![StoredCredential {
            id: id(5),
            organization_id,
            connection_id: id(3),
            slot: CredentialSlot::A,
            registered_as: whole.connections[0].active.as_ref().and_then(|version| version.settings.registered_as()),
            in_use: true,
            kind: CredentialKind::ClientSecret,
            sealed: None,
            certificate: None,
            expires_at: Some(now() + Duration::days(31)),
        }];
        whole.flags = vec![flag(None, None)];
        whole
    }

    fn own() -> Registration {
        Registration::Own { client_id: "client".to_owned() }
    }

    fn flag(starts_at: Option<DateTime<Utc>>, ends_at: Option<DateTime<Utc>>) -> FlagSetting {
        let reason = "test".to_owned();
        let (name, audience) = (FlagName::Sso, Audience::Everyone);
        FlagSetting { id: id(6), name, application_id: None, value: true, audience, starts_at, ends_at, reason }
    }

    fn way_back(_: &Connection, settings: Option<&ProviderSettings>) -> Addresses {
        let whose = if settings.is_some_and(ProviderSettings::is_shared) { "shared" } else { "own" };
        Addresses { redirect_uri: whose.to_owned(), front_channel_logout: format!("{whose} logout") }
    }

    /// What is missing, shown as its name.
    fn missing(configuration: &OrganizationConfiguration, shared: Option<&str>) -> Vec<String> {
        let none = BTreeMap::new();
        let seen = overview(configuration, &none, way_back, shared, now());
        seen.missing.iter().map(|missing| format!("{missing:?}")).collect()
    }

    #[test]
    fn what_is_missing_is_found() {
        type Change = fn(&mut OrganizationConfiguration);
        assert_eq!(missing(&whole(own()), None), [""; 0]);
        assert_eq!(missing(&bare(), None), ["Connection", "Domain", "Sso", "Administrators", "Help"]);
        let with = |change: Change| {
            let mut changed = whole(own());
            change(&mut changed);
            missing(&changed, None)
        };
        let cases: [(Change, &str); 11] = [
            (|w| w.organization.status = OrganizationStatus::Suspended, "Suspended"),
            (|w| w.connections[0].draft = w.connections[0].active.take(), "Activation(\"entra\")"),
            (|w| w.connections[0].status = ConnectionStatus::Disabled, "SwitchedOff(\"entra\")"),
            (|w| w.credentials.clear(), "Credential(\"entra\")"),
            (|w| w.credentials[0].in_use = false, "Credential(\"entra\")"),
            (|w| w.credentials[0].expires_at = Some(now()), "CredentialEnded(\"entra\", 2026-11-23T09:00:00Z)"),
            (
                |w| w.credentials[0].expires_at = Some(now() + Duration::days(30)),
                "CredentialEnds(\"entra\", 2026-12-23T09:00:00Z)",
            ),
            (|w| w.domains[0].proven_by = None, "Proof(\"a.example\")"),
            (|w| w.domains[0].connection_id = None, "Route(\"a.example\")"),
            (|w| w.flags[0].value = false, "Sso"),
            (|w| w.flags[0].ends_at = Some(now()), "Sso"),
        ];
        for (change, expected) in cases {
            assert_eq!(with(change), [expected]);
        }
        let drafted = with(|w| {
            w.connections[0].draft = w.connections[0].active.take();
            w.credentials.clear();
        });
        assert_eq!(drafted, ["Activation(\"entra\")", "Credential(\"entra\")"]);
        // What begins by itself is not missing, and a secret that never ends does not end.
        assert_eq!(with(|w| w.flags[0].starts_at = Some(now() + Duration::days(1))), [""; 0]);
        assert_eq!(with(|w| w.credentials[0].expires_at = None), [""; 0]);
    }

    #[test]
    fn a_record_that_is_missing_is_said_as_long_as_it_proves_the_domain() {
        let mut domain = whole(own()).domains.remove(0);
        let missing = MissingRecord { since: now() - Duration::days(2), looks: 2 };
        let check = DomainCheck {
            domain_id: domain.id,
            organization_id: domain.organization_id,
            checked_at: now(),
            finding: Finding::NoSuchName,
            texts: Vec::new(),
            missing: Some(missing),
            next_at: None,
        };
        for (proven_by, expected) in [
            (Some(ProvenBy::Dns), &["Record(\"a.example\", 2026-11-28T09:00:00Z)"][..]),
            (Some(ProvenBy::Manual), &[]),
            (None, &["Proof(\"a.example\")"]),
        ] {
            domain.proven_by = proven_by;
            let configuration = OrganizationConfiguration { domains: vec![domain.clone()], ..whole(own()) };
            let checks = BTreeMap::from([(domain.id, check.clone())]);
            let seen = overview(&configuration, &checks, way_back, None, now());
            assert_eq!(seen.missing.iter().map(|missing| format!("{missing:?}")).collect::<Vec<_>>(), expected);
            assert_eq!(seen.domains[0].record, "_anteroom.a.example");
        }
        // The proof was withdrawn after the record was seen: what was seen says nothing of the record that is to be made now.
        let configuration = OrganizationConfiguration { domains: vec![domain.clone()], ..whole(own()) };
        let checks = BTreeMap::from([(domain.id, DomainCheck { finding: Finding::Found, missing: None, ..check })]);
        assert_eq!(overview(&configuration, &checks, way_back, None, now()).domains[0].check, None);
    }

    #[test]
    fn a_registration_is_the_hospitals_or_ours() {
        let mine = whole(own());
        let none = BTreeMap::new();
        let seen = overview(&mine, &none, way_back, None, now());
        let ConnectionSeen { client_id, addresses, .. } = &seen.connections[0];
        assert_eq!((*client_id, addresses.redirect_uri.as_str()), (Some("client"), "own"));
        assert_eq!(addresses.front_channel_logout, "own logout");

        let mut shared = whole(Registration::Shared);
        shared.credentials.clear();
        let seen = overview(&shared, &none, way_back, Some("ours"), now());
        let ConnectionSeen { client_id, addresses, .. } = &seen.connections[0];
        assert_eq!((*client_id, addresses.redirect_uri.as_str()), (Some("ours"), "shared"));
        assert_eq!(seen.missing, []);
        assert_eq!(missing(&shared, None), ["SharedRegistration(\"entra\")"]);
    }

    #[test]
    fn a_switch_says_when() {
        let (before, after) = (now() - Duration::days(1), now() + Duration::days(1));
        for (setting, expected) in [
            (flag(None, None), Switch::On(None)),
            (flag(Some(before), Some(after)), Switch::On(Some(after))),
            (flag(Some(after), None), Switch::From(after)),
            (flag(None, Some(before)), Switch::Ended(before)),
            (FlagSetting { value: false, ..flag(None, None) }, Switch::Off),
            (FlagSetting { audience: Audience::PILOT, ..flag(None, Some(after)) }, Switch::Pilot(Some(after))),
        ] {
            let mut configuration = whole(own());
            configuration.flags = vec![setting];
            let none = BTreeMap::new();
            let seen = overview(&configuration, &none, way_back, None, now());
            assert_eq!((seen.sso, seen.forced_sso, seen.apart), (expected, Switch::Off, false));
        }
    }
}
