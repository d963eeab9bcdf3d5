//! How far a hospital has come on the way to its first sign-in, and what comes next. Pure.

use super::overview::{Missing, Overview, Switch, Use};
use crate::domain::connection::VersionState;
use crate::domain::organization::OrganizationConfiguration;

/// How far a step has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stand {
    /// Nothing is there yet.
    NotBegun,
    /// Something is still missing.
    Begun,
    /// All is there.
    Done,
}

impl Stand {
    const fn of(begun: bool, done: bool) -> Self {
        match (begun, done) {
            (_, true) => Self::Done,
            (true, false) => Self::Begun,
            (false, false) => Self::NotBegun,
        }
    }
}

/// What to do next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Name the domains.
    Domains,
    /// Connect the directory.
    Connection,
    /// Have the domains proven.
    Proof,
    /// Try the draft.
    TestSignIn,
    /// Put the draft in force.
    PutInForce,
    /// Say for whom it begins, and when.
    SwitchOn,
    /// Nothing: look at how it goes.
    Status,
}

/// Where each step stands whose end can be seen, and what comes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// The domains.
    pub domains: Stand,
    /// The connection.
    pub connection: Stand,
    /// The test sign-in.
    pub test_sign_in: Stand,
    /// Switching on.
    pub switch_on: Stand,
    /// What comes next.
    pub next: Next,
}

/// Where a hospital stands.
pub fn progress(configuration: &OrganizationConfiguration, overview: &Overview<'_>) -> Progress {
    let connections = &configuration.connections;
    let is_missing = |what: fn(&Missing<'_>) -> bool| overview.missing.iter().any(what);
    let credential = is_missing(|missing| matches!(missing, Missing::Credential(_) | Missing::CredentialEnded(..)));
    let proof = is_missing(|missing| matches!(missing, Missing::Proof(_)));
    let in_force = overview.connections.iter().any(|connection| connection.use_of_it == Use::Active);
    let tested = in_force
        || connections.iter().any(|one| one.draft.as_ref().is_some_and(|draft| draft.state == VersionState::Tested));
    let on = matches!(overview.sso, Switch::On(_) | Switch::From(_));
    let pilot = matches!(overview.sso, Switch::Pilot(_));
    Progress {
        domains: Stand::of(!overview.domains.is_empty(), !overview.domains.is_empty() && !proof),
        connection: Stand::of(!connections.is_empty(), in_force && !credential),
        test_sign_in: Stand::of(false, tested),
        switch_on: Stand::of(pilot, on),
        next: match () {
            () if overview.domains.is_empty() => Next::Domains,
            // While the DNS spreads what was added to it, the directory is connected.
            () if connections.is_empty() || credential => Next::Connection,
            () if proof => Next::Proof,
            () if !tested => Next::TestSignIn,
            () if !in_force => Next::PutInForce,
            () if !on && !pilot => Next::SwitchOn,
            () => Next::Status,
        },
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use chrono::{DateTime, Utc};
    use uuid::Uuid;

    use super::Stand::{Begun, Done, NotBegun};
    use super::*;
    use crate::domain::connection::{
        Cloud, Connection, ConnectionKind, ConnectionStatus, ConnectionVersion, EntraSettings, Registration,
    };
    use crate::domain::domain_check::{Challenge, ProvenBy};
    use crate::domain::organization::{Domain, Organization};
    use crate::domain::provider::ProviderSettings;
    use crate::tenancy::setup::overview::{Addresses, overview};

    #[test]
    fn one_thing_comes_after_the_other() {
        let now: DateTime<Utc> = "2026-11-23T09:00:00Z".parse().unwrap();
        let id = Uuid::from_u128(1);
        let mut it = OrganizationConfiguration {
            organization: Organization::new(id.into(), "a".to_owned(), "A".to_owned()),
            domains: Vec::new(),
            connections: Vec::new(),
            credentials: Vec::new(),
            flags: Vec::new(),
        };
        let next = |it: &OrganizationConfiguration, sso: Option<Switch>| {
            let none = BTreeMap::new();
            let addresses =
                |_: &_, _: Option<&_>| Addresses { redirect_uri: String::new(), front_channel_logout: String::new() };
            let mut seen = overview(it, &none, addresses, Some("shared"), now);
            seen.sso = sso.unwrap_or(seen.sso);
            let progress = progress(it, &seen);
            (progress.next, [progress.domains, progress.connection, progress.test_sign_in, progress.switch_on])
        };
        assert_eq!(next(&it, None), (Next::Domains, [NotBegun; 4]));
        it.domains.push(Domain {
            id: id.into(),
            organization_id: id.into(),
            name: "a.example".parse().unwrap(),
            connection_id: None,
            proven_by: None,
            challenge: Challenge::of([0; 16]),
        });
        assert_eq!(next(&it, None), (Next::Connection, [Begun, NotBegun, NotBegun, NotBegun]));
        let version = |registration, state| ConnectionVersion {
            id: id.into(),
            number: 1,
            state,
            settings: ProviderSettings::Entra(EntraSettings {
                registration,
                tid: id,
                cloud: Cloud::Global,
                allow_guests: false,
                domain_hint: None,
                mfa_context: None,
                require_mfa: false,
            }),
        };
        let own = Registration::Own { client_id: "client".to_owned() };
        it.connections.push(Connection {
            id: id.into(),
            organization_id: id.into(),
            name: "entra".to_owned(),
            kind: ConnectionKind::Entra,
            status: ConnectionStatus::Active,
            active: None,
            previous: None,
            draft: Some(version(own, VersionState::Draft)),
        });
        // Its own registration, and nothing to prove ourselves with.
        assert_eq!(next(&it, None), (Next::Connection, [Begun, Begun, NotBegun, NotBegun]));
        it.connections[0].draft = Some(version(Registration::Shared, VersionState::Draft));
        assert_eq!(next(&it, None).0, Next::Proof);
        it.domains[0].proven_by = Some(ProvenBy::Dns);
        assert_eq!(next(&it, None), (Next::TestSignIn, [Done, Begun, NotBegun, NotBegun]));
        it.connections[0].draft = Some(version(Registration::Shared, VersionState::Tested));
        assert_eq!(next(&it, None), (Next::PutInForce, [Done, Begun, Done, NotBegun]));
        it.connections[0].active = it.connections[0].draft.take();
        assert_eq!(next(&it, None), (Next::SwitchOn, [Done, Done, Done, NotBegun]));
        assert_eq!(next(&it, Some(Switch::From(now))), (Next::Status, [Done; 4]));
        assert_eq!(next(&it, Some(Switch::Pilot(None))), (Next::Status, [Done, Done, Done, Begun]));
    }
}
