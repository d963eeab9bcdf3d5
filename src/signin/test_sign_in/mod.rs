//! The *test sign-in*: somebody goes the way of a sign-in with what is tried of a connection, and nobody comes in.
//!
//! Departure, callback, verification and decision are those of a live sign-in; what is different is what they are asked about
//! ([`super::suppose`]), and that nothing is issued: no session, no code, no bond. What came of it goes back to whoever made the test.

pub mod carried;
pub mod seen;

use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::arrival::{Arrived, NoArrival};
use super::browser::Browser;
use super::callback::{self, Answer, Door};
use super::decide::{self, Demand, Facts, Verdict, Way};
use super::departure::{Route, Stays};
use super::issue::Logged;
use super::parameters::Parameters;
use super::request;
use super::suppose::{can_be_tested_with, suppose};
use super::transit::{Stage, Transit};
use super::{SignIn, SignInError};
use crate::domain::application::{Application, SsoPolicy};
use crate::domain::claims::Standing;
use crate::domain::connection::Connection;
use crate::domain::id::{ApplicationId, ConnectionId, UserId};
use crate::domain::organization::OrganizationConfiguration;
use crate::domain::reason::Reason;
use crate::domain::session::Evidence;
use crate::domain::test_sign_in::Tester;
use crate::keys::random;
use carried::{Departed, TestResult, TriedVersion};
use seen::AccountSeen;

/// What happens when somebody wants to make a test sign-in.
pub enum Gone {
    /// They go to Microsoft.
    To {
        /// What travels along.
        departed: Box<Departed>,
        /// Where.
        to: String,
    },
    /// They need not: what is known already speaks against it.
    Nowhere(Box<Tested>),
}

/// What came of a test sign-in: for whoever made it, and for the log.
pub struct Tested {
    /// What it has shown.
    pub result: TestResult,
    /// The application that nobody came into.
    pub application_id: ApplicationId,
    /// The user that the decision was about, where there is one.
    pub user_id: Option<UserId>,
    /// What the log keeps of it: what the rules saw, and what Entra said. No value of a claim but the address.
    pub detail: Value,
}

/// What is tried, supposed to be in force.
struct Supposed {
    configuration: Arc<OrganizationConfiguration>,
    connection: Connection,
    application: Arc<Application>,
}

/// A test that is on its way to be told.
struct About<'a> {
    tester: Tester,
    version: &'a TriedVersion,
    transit: &'a Transit,
    supposed: &'a Supposed,
}

/// What was found.
#[derive(Default)]
struct Found<'a> {
    reason: Option<Reason>,
    decision: Option<decide::Decision>,
    arrived: Option<&'a Arrived>,
    logged: Logged<'static>,
}

impl SignIn {
    /// The applications that a test sign-in can be made with: those that SSO can open, the ones that follow the hospital first. Never
    /// the one by which support comes to the admin API: no hospital has to know that there is one.
    pub async fn list_testable_applications(&self) -> Result<Vec<Arc<Application>>, SignInError> {
        let mut found = self.store.list_applications().await?;
        let of_support = self.support.as_ref().map(|support| support.application.as_str());
        found.retain(|one| can_be_tested_with(one) && Some(one.client_id.as_str()) != of_support);
        found.sort_by_key(|application| (application.sso != SsoPolicy::Follow, application.name.clone()));
        Ok(found)
    }

    /// Step 3, *depart*, with what is tried of a connection; none where there is nothing to be tried.
    pub async fn depart_for_test(
        &self,
        tester: Tester,
        configuration: &OrganizationConfiguration,
        connection: ConnectionId,
        application: Arc<Application>,
        browser: Browser<'_>,
        now: DateTime<Utc>,
    ) -> Option<Gone> {
        let version = configuration.connection(connection).and_then(Connection::newest).map(TriedVersion::of);
        let version = version.filter(|_| can_be_tested_with(&application))?;
        let supposed = supposed(configuration, connection, &version, application)?;
        let mut transit = Transit {
            sign_in_id: random::id(now),
            started_at: now,
            request: request::for_test(supposed.application.id, &self.issuer),
            stage: Stage::Choosing,
            // Whoever administers Entra is often signed in there with an account that no caregiver has.
            choose_account: true,
        };
        let route = Route::through(&supposed.configuration, &supposed.connection);
        let gone = match self.leave(&supposed.application, &mut transit, &route, browser, now).await {
            Ok(to) => match self.has_credential(&supposed) {
                Ok(()) => Ok(to),
                Err(reason) => Err(Stays { reason, decision: Some(at_departure(&supposed, now)) }),
            },
            Err(stays) => Err(stays),
        };
        Some(match gone {
            Ok(to) => Gone::To { departed: Box::new(Departed { tester, version, transit }), to },
            Err(Stays { reason, decision }) => {
                let found = Found { reason: Some(reason), decision, ..Found::default() };
                let about = About { tester, version: &version, transit: &transit, supposed: &supposed };
                Gone::Nowhere(Box::new(tell(&about, found, now)))
            }
        })
    }

    /// Steps 4 and 5: the answer from Microsoft to a test. What belongs to no attempt of this browser is told nothing: why.
    pub async fn finish_test(
        &self,
        door: Door,
        parameters: &Parameters,
        departed: &Departed,
        now: DateTime<Utc>,
    ) -> Result<Result<Tested, Reason>, SignInError> {
        let (departure, answer) = match callback::check(&departed.transit, door, parameters) {
            Ok(checked) => checked,
            Err(reason) => return Ok(Err(reason)),
        };
        let Some(supposed) = self.supposed_at_return(departed).await? else {
            return Ok(Err(Reason::ConnectionDisabled));
        };
        let arrived = match answer {
            Answer::Code(code) => {
                let Supposed { configuration, connection, .. } = &supposed;
                let code = (code.as_str(), parameters.get("iss"));
                self.arrive_through(Arc::clone(configuration), connection.clone(), departure, code, now).await
            }
            Answer::Error(error) => {
                let reason = error.reason();
                let logged = Logged { entra: Some(error), ..Logged::default() };
                Err(NoArrival { reason, logged, configuration: None })
            }
        };
        let found = match &arrived {
            Ok(arrived) => self.judge_test(&supposed, arrived, departed.transit.demand(), now).await?,
            Err(NoArrival { reason, logged, .. }) => Found {
                reason: Some(*reason),
                decision: Some(at_departure(&supposed, now)),
                arrived: None,
                logged: logged.clone(),
            },
        };
        let Departed { tester, version, transit } = departed;
        let about = About { tester: *tester, version, transit, supposed: &supposed };
        Ok(Ok(tell(&about, found, now)))
    }

    /// Step 5, *decide*: the same decision as for a live sign-in.
    async fn judge_test<'a>(
        &self,
        supposed: &Supposed,
        arrived: &'a Arrived,
        demand: Demand,
        now: DateTime<Utc>,
    ) -> Result<Found<'a>, SignInError> {
        let Supposed { configuration, application, .. } = supposed;
        let (decision, _) =
            self.judge_by(decide::decide, application, configuration, &arrived.proof, demand, now).await?;
        let reason = match decision.as_ref().map(|decision| decision.verdict) {
            Some(Verdict::Allow(_)) => None,
            Some(Verdict::Deny(reason)) => Some(reason),
            Some(Verdict::MayDepart) | None => Some(Reason::ConnectionDisabled),
        };
        Ok(Found { reason, decision, arrived: Some(arrived), logged: Logged::default() })
    }

    /// What is tried, with everything else as it is now: it may have changed on the way.
    async fn supposed_at_return(&self, departed: &Departed) -> Result<Option<Supposed>, SignInError> {
        let Some((organization, connection)) = departed.connection() else { return Ok(None) };
        let Some(configuration) = self.store.find_configuration(organization).await? else { return Ok(None) };
        let application = self.store.find_application_by_id(departed.transit.request.application_id).await?;
        let Some(application) = application else { return Ok(None) };
        Ok(supposed(&configuration, connection, &departed.version, application))
    }

    /// Whether there is something to prove us with at Microsoft: who is sent there without comes back for nothing.
    fn has_credential(&self, supposed: &Supposed) -> Result<(), Reason> {
        let Supposed { configuration, connection, .. } = supposed;
        let settings = connection.active.as_ref().map(|version| &version.settings).ok_or(Reason::CredentialMissing)?;
        let stored = configuration.credential(connection.id, settings);
        self.credential(settings, stored).map(drop).map_err(|error| error.reason)
    }
}

/// What is tried, as if it were in force.
fn supposed(
    configuration: &OrganizationConfiguration,
    connection: ConnectionId,
    version: &TriedVersion,
    application: Arc<Application>,
) -> Option<Supposed> {
    let configuration = suppose(configuration, connection, &version.in_force()?, application.id);
    let connection = configuration.connection(connection)?.clone();
    Some(Supposed { configuration: Arc::new(configuration), connection, application })
}

/// What is decided as long as nobody has come back.
fn at_departure(supposed: &Supposed, now: DateTime<Utc>) -> decide::Decision {
    decide::decide(&Facts {
        now,
        application: &supposed.application,
        configuration: &supposed.configuration,
        way: Way::Sso { connection: &supposed.connection, shown: None },
        people: None,
        demand: Demand::default(),
    })
}

/// What is told of a test, and kept in the log.
fn tell(about: &About<'_>, found: Found<'_>, now: DateTime<Utc>) -> Tested {
    let About { tester, version, transit, supposed } = about;
    let Found { reason, decision, arrived, logged } = found;
    let (trace, user_id) = decision.map(|decision| (decision.trace, decision.about)).unwrap_or_default();
    let account = arrived.and_then(|arrived| match &arrived.proof.evidence {
        Evidence::Sso { account, authenticated_at, .. } => Some((account, *authenticated_at)),
        Evidence::OneTimePassword { .. } => None,
    });
    let mut verdicts = seen::verdicts(&trace);
    if account.is_none() {
        verdicts = seen::before_anybody_is_back(verdicts);
    }
    // A guest vouches for nothing: the directory that is configured may be one that somebody was once invited to.
    let works =
        account.is_some_and(|(account, _)| account.standing() == Standing::Member) && seen::connection_holds(&verdicts);
    let account = account.map(|(account, at)| Box::new(AccountSeen::of(account, at)));
    let detail = json!({
        "connection": supposed.connection.id,
        "connection_name": supposed.connection.name,
        "version": version.number,
        "draft": version.is_draft,
        "works": works,
        "address": account.as_ref().and_then(|account| account.address.as_deref()),
        "claims": account.as_ref().map(|account| account.present()),
        "trace": trace,
        "entra": logged.entra,
    });
    let result = TestResult {
        tester: *tester,
        sign_in_id: transit.sign_in_id,
        at: now,
        organization_id: supposed.configuration.organization.id,
        connection_id: supposed.connection.id,
        version: (*version).clone(),
        application: supposed.application.name.clone(),
        reason,
        entra: logged.entra,
        verdicts,
        account,
        works,
        counts: false,
    };
    Tested { result, application_id: supposed.application.id, user_id, detail }
}
