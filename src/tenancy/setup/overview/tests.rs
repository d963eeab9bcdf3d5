//! Whatever can be missing is found, and said as long as it is.

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

/// A hospital whose provider has a flag of its own would be told that all is well, and nobody would come in.
#[test]
fn the_flag_of_the_provider_is_missed_where_it_is_off() {
    let domains = vec!["a.example".parse().unwrap()];
    let settings = ProviderSettings::Google(GoogleSettings { client_id: "c".to_owned(), domains });
    let mut google = whole(own());
    google.credentials[0].registered_as = settings.registered_as();
    google.connections[0].active.as_mut().unwrap().settings = settings;
    assert_eq!(missing(&google, None), ["Flag(\"entra\")"]);
    google.flags.push(FlagSetting { name: FlagName::Google, ..google.flags[0].clone() });
    assert_eq!(missing(&google, None), [""; 0]);
    google.flags[1].ends_at = Some(now());
    assert_eq!(missing(&google, None), ["Flag(\"entra\")"]);
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
