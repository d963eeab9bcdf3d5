//! *Which session opens which app?* The decision, asked for every application over every way in which a session may have been
//! opened: a person signed in for one app meets the others with the proof they gave then.
//!
//! Nobody in particular is judged: a professional of the organization, in good standing, on its pilot list, known by the account they
//! first came with.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::decide::{self, Demand, Facts, PasswordFact, Shown, Verdict, Way};
use super::explain::explanation::expected;
use super::{SignIn, SignInError, discover};
use crate::domain::application::{Application, ApplicationStatus, SsoPolicy};
use crate::domain::audience::Audience;
use crate::domain::connection::{
    Cloud, Connection, ConnectionKind, ConnectionStatus, ConnectionVersion, EntraSettings, Registration, VersionState,
};
use crate::domain::domain_check::{Challenge, ProvenBy};
use crate::domain::flag::{FlagName, FlagSetting};
use crate::domain::identity::People;
use crate::domain::organization::{Domain, Organization, OrganizationConfiguration};
use crate::domain::reason::Reason;
use crate::domain::user::{User, UserKind, UserStatus};

/// Which session opens which app.
#[derive(Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ApplicationGrid)]
pub struct Grid {
    /// At which organization, by its slug; none where it is asked for one that has switched SSO on, and has set nothing else.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organization: Option<String>,
    /// When.
    pub at: DateTime<Utc>,
    /// Every application, by `client_id`.
    pub applications: Vec<Row>,
}

/// An application, and every session that might open it.
#[derive(Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ApplicationGridRow)]
pub struct Row {
    /// Its public name.
    pub client_id: String,
    /// Its name as people know it.
    pub name: String,
    /// Whether it may be used at all.
    pub status: ApplicationStatus,
    /// Its policy for SSO.
    pub sso: SsoPolicy,
    /// The sessions, the same for every application and in the same order.
    pub sessions: Vec<Cell>,
}

/// What a session that was opened in a certain way is worth at an application.
#[derive(Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ApplicationGridCell)]
pub struct Cell {
    /// How it was opened.
    pub opened_by: OpenedBy,
    /// Through which of the organization's connections, by its name; none for a code, and where no organization is named.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub connection: Option<String>,
    /// Whether it opens the application without the person being asked anything.
    pub opens: bool,
    /// Whether only for somebody on the organization's pilot list.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[schema(required = false)]
    pub pilot: bool,
    /// Why it does not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<Reason>,
}

/// How a session was opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OpenedBy {
    /// With the hospital's Microsoft account.
    Entra,
    /// The same, and Microsoft showed a second factor that the hospital attests.
    EntraMfa,
    /// With a code by mail.
    OneTimePassword,
    /// With a code by mail, and the password.
    OneTimePasswordAndPassword,
}

/// A session, as it may have been opened.
struct Opened<'a> {
    by: OpenedBy,
    /// Through which connection, with the issuer that it expects; none where it cannot prove us.
    connection: Option<(&'a Connection, Option<&'a str>)>,
}

impl SignIn {
    /// Which session opens which application, at an organization as it is configured; or, where none is given, at one that has switched
    /// SSO on and has set nothing else, so that the applications' own policies speak.
    pub async fn grid(
        &self,
        configuration: Option<&OrganizationConfiguration>,
        now: DateTime<Utc>,
    ) -> Result<Grid, SignInError> {
        let applications = self.store.list_applications().await?;
        let by_mail = self.mail.is_some();
        let Some(configuration) = configuration else {
            let plain = plain();
            let sessions = sessions(&plain, |_| Some(PLAIN_ISSUER), by_mail);
            let mut applications = rows(&applications, &plain, &sessions, now);
            // There is no such connection: it has no name that anybody knows.
            applications.iter_mut().flat_map(|row| &mut row.sessions).for_each(|cell| cell.connection = None);
            return Ok(Grid { organization: None, at: now, applications });
        };
        let issuers = self.issuers(configuration);
        let issuer = |connection: &Connection| issuers.get(&connection.id).map(String::as_str);
        let sessions = sessions(configuration, issuer, by_mail);
        let organization = Some(configuration.organization.slug.clone());
        Ok(Grid { organization, at: now, applications: rows(&applications, configuration, &sessions, now) })
    }
}

/// The ways in which a session may have been opened at an organization.
fn sessions<'a>(
    configuration: &'a OrganizationConfiguration,
    issuer: impl Fn(&Connection) -> Option<&'a str>,
    by_mail: bool,
) -> Vec<Opened<'a>> {
    let mut sessions = Vec::new();
    for connection in &configuration.connections {
        let through = Some((connection, issuer(connection)));
        sessions.push(Opened { by: OpenedBy::Entra, connection: through });
        // Where the hospital attests nothing, no session ever shows a second factor.
        let attests = connection.active.as_ref().is_some_and(|version| version.entra.mfa_context.is_some());
        if attests {
            sessions.push(Opened { by: OpenedBy::EntraMfa, connection: through });
        }
    }
    if by_mail {
        let by = [OpenedBy::OneTimePassword, OpenedBy::OneTimePasswordAndPassword];
        sessions.extend(by.map(|by| Opened { by, connection: None }));
    }
    sessions
}

fn rows(
    applications: &[Arc<Application>],
    configuration: &OrganizationConfiguration,
    sessions: &[Opened<'_>],
    now: DateTime<Utc>,
) -> Vec<Row> {
    let row = |application: &Arc<Application>| Row {
        client_id: application.client_id.clone(),
        name: application.name.clone(),
        status: application.status,
        sso: application.sso,
        sessions: sessions.iter().map(|session| cell(application, configuration, session, now)).collect(),
    };
    applications.iter().map(row).collect()
}

fn cell(
    application: &Application,
    configuration: &OrganizationConfiguration,
    session: &Opened<'_>,
    now: DateTime<Utc>,
) -> Cell {
    let connection = session.connection.map(|(connection, _)| connection);
    let people = People { users: somebody(configuration, connection).into_iter().collect(), identities: Vec::new() };
    let refusal = |way| {
        let facts = Facts { now, application, configuration, way, people: Some(&people), demand: Demand::default() };
        match decide::decide(&facts).verdict {
            Verdict::Allow(_) | Verdict::MayDepart => None,
            Verdict::Deny(reason) => Some(reason),
        }
    };
    let reason = match (session.connection, people.users.first()) {
        (Some((connection, issuer)), Some(user)) => {
            let tid = connection.active.as_ref().map_or_else(Uuid::nil, |version| version.entra.tid);
            let expected_issuer = issuer.unwrap_or_default();
            let mut account = expected(connection, &people, &user.email, tid, expected_issuer);
            if session.by == OpenedBy::Entra {
                account.authentication_contexts.clear();
            }
            let shown = Some(Shown { expected_issuer, account: &account, authenticated_at: Some(now) });
            let without_issuer = issuer.is_none().then_some(Reason::CredentialMissing);
            refusal(Way::Sso { connection, shown }).or(without_issuer)
        }
        _ => refusal(Way::Traditional {
            typed: None,
            verified_at: Some(now),
            password: match session.by {
                OpenedBy::OneTimePasswordAndPassword => PasswordFact::Shown,
                _ => PasswordFact::None,
            },
            break_glass: false,
        }),
    };
    let pilot = connection.is_some() && reason.is_none() && discover::is_pilot(application, configuration, now);
    let connection = connection.map(|connection| connection.name.clone());
    Cell { opened_by: session.by, connection, opens: reason.is_none(), pilot, reason }
}

/// A professional of the organization, with an address that leads to the connection, where there is such a domain.
fn somebody(configuration: &OrganizationConfiguration, connection: Option<&Connection>) -> Option<User> {
    let proven = || configuration.domains.iter().filter(|domain| domain.is_proven());
    let leads = |id| proven().find(|domain| domain.connection_id == Some(id));
    let domain = connection.and_then(|connection| leads(connection.id)).or_else(|| proven().next());
    let domain = domain.map_or(PLAIN_DOMAIN, |domain| domain.name.as_str());
    Some(User {
        id: Uuid::nil().into(),
        organization_id: configuration.organization.id,
        email: format!("somebody@{domain}").parse().ok()?,
        name: "Somebody".to_owned(),
        kind: UserKind::Professional,
        status: UserStatus::Active,
        roles: Vec::new(),
        locale: None,
        former_email: None,
        pilot: true,
    })
}

/// The domain of an organization that has proved none, or that is nobody's.
const PLAIN_DOMAIN: &str = "organization.example";
/// What its directory calls itself.
const PLAIN_ISSUER: &str = "https://directory.example";

/// An organization that has connected its directory, whose second factor it attests, and has switched SSO on: nothing else.
fn plain() -> OrganizationConfiguration {
    let nil = Uuid::nil;
    let organization = Organization::new(nil().into(), "organization".to_owned(), "Organization".to_owned());
    let entra = EntraSettings {
        registration: Registration::Shared,
        tid: nil(),
        cloud: Cloud::Global,
        allow_guests: false,
        domain_hint: None,
        mfa_context: Some("c1".to_owned()),
        require_mfa: false,
    };
    let connection = Connection {
        id: nil().into(),
        organization_id: organization.id,
        name: "entra".to_owned(),
        kind: ConnectionKind::Entra,
        status: ConnectionStatus::Active,
        active: Some(ConnectionVersion { id: nil().into(), number: 1, state: VersionState::Active, entra }),
        previous: None,
        draft: None,
    };
    let domain = PLAIN_DOMAIN.parse().ok().map(|name| Domain {
        id: nil().into(),
        organization_id: organization.id,
        name,
        connection_id: Some(connection.id),
        proven_by: Some(ProvenBy::Manual),
        challenge: Challenge::of([0; 16]),
    });
    let sso = FlagSetting {
        id: nil().into(),
        name: FlagName::Sso,
        application_id: None,
        value: true,
        audience: Audience::Everyone,
        starts_at: None,
        ends_at: None,
        reason: String::new(),
    };
    OrganizationConfiguration {
        organization,
        domains: domain.into_iter().collect(),
        connections: vec![connection],
        credentials: Vec::new(),
        flags: vec![sso],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::application::tests::application;

    fn now() -> DateTime<Utc> {
        "2026-11-23T09:00:00Z".parse().unwrap()
    }

    /// What each session is worth: nothing where it opens the application, else why it does not.
    fn worth(application: Application, change: impl FnOnce(&mut OrganizationConfiguration)) -> Vec<Option<Reason>> {
        let mut configuration = plain();
        change(&mut configuration);
        let sessions = sessions(&configuration, |_| Some(PLAIN_ISSUER), true);
        let row = rows(&[Arc::new(application)], &configuration, &sessions, now()).pop().unwrap();
        assert!(row.sessions.iter().all(|cell| cell.opens == cell.reason.is_none()));
        row.sessions.iter().map(|cell| cell.reason).collect()
    }

    fn flag(name: FlagName, own: Option<&Application>) -> FlagSetting {
        let application_id = own.map(|application| application.id);
        FlagSetting { name, application_id, ..plain().flags.remove(0) }
    }

    #[test]
    fn a_policy_says_which_sessions_open_an_application() {
        let of = |sso| worth(Application { sso, ..application() }, |_| ());
        let never = Some(Reason::ApplicationNever);
        let not_opted_in = Some(Reason::ApplicationNotOptedIn);
        assert_eq!(of(SsoPolicy::Follow), [None, None, None, None]);
        assert_eq!(of(SsoPolicy::Never), [never, never, None, None]);
        assert_eq!(of(SsoPolicy::OptIn), [not_opted_in, not_opted_in, None, None]);
        let disabled = Application { status: ApplicationStatus::Disabled, ..application() };
        assert_eq!(worth(disabled, |_| ()), [Some(Reason::ApplicationDisabled); 4]);
    }

    #[test]
    fn an_application_that_demands_a_second_factor_opens_to_whoever_has_shown_one() {
        let strict = Application { require_mfa: true, ..application() };
        let expected = [Some(Reason::ProofTooWeak), None, Some(Reason::PasswordNotSet), None];
        assert_eq!(worth(strict, |_| ()), expected);
    }

    #[test]
    fn an_organization_s_flags_say_the_rest() {
        let opted_in = Application { sso: SsoPolicy::OptIn, ..application() };
        let own = flag(FlagName::Sso, Some(&opted_in));
        assert_eq!(worth(opted_in, |it| it.flags.push(own)), [None; 4]);
        let forced = Some(Reason::SsoForced);
        let of = |name| worth(application(), |it| it.flags.push(flag(name, None)));
        assert_eq!(of(FlagName::ForcedSso), [None, None, forced, forced]);
        assert_eq!(of(FlagName::PasswordRequired), [None, None, Some(Reason::PasswordNotSet), None]);
        assert_eq!(worth(application(), |it| it.flags.clear())[0], Some(Reason::SsoOff));
    }

    #[test]
    fn what_opens_for_the_pilot_alone_says_so() {
        let mut configuration = plain();
        let pilots = |configuration: &OrganizationConfiguration| {
            let sessions = sessions(configuration, |_| Some(PLAIN_ISSUER), true);
            let row = rows(&[Arc::new(application())], configuration, &sessions, now()).pop().unwrap();
            row.sessions.iter().map(|cell| (cell.opens, cell.pilot)).collect::<Vec<_>>()
        };
        assert_eq!(pilots(&configuration), [(true, false); 4]);
        configuration.flags[0].audience = Audience::PILOT;
        assert_eq!(pilots(&configuration), [(true, true), (true, true), (true, false), (true, false)]);
    }

    #[test]
    fn there_are_no_sessions_but_those_that_can_have_been_opened() {
        let none = worth(application(), |it| it.connections.clear());
        assert_eq!(none.len(), 2);
        let unattested = worth(application(), |it| {
            it.connections[0].active.as_mut().unwrap().entra.mfa_context = None;
        });
        assert_eq!(unattested.len(), 3);
        let plain = plain();
        let without_mail = sessions(&plain, |_| None, false);
        assert!(without_mail.iter().all(|session| session.connection.is_some()));
        // What cannot prove us at Microsoft opens nothing.
        let rows = rows(&[Arc::new(application())], &plain, &without_mail, now());
        assert!(rows[0].sessions.iter().all(|cell| cell.reason == Some(Reason::CredentialMissing)));
    }
}
