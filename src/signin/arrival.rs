//! The person comes: back from Microsoft, or with a session that is open already.

use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};
use serde_json::json;
use uuid::Uuid;

use super::callback::{self, Answer, Door};
use super::decide::{self, Admission, Decision, Demand, Facts, Shown, Verdict, Way};
use super::discover::{self, Remembered};
use super::issue::{self, Circumstances};
use super::request::Parameters;
use super::transit::{Departure, Target, Transit};
use super::verify::{self, Expected, Verified};
use super::{Browser, Prompt, Refused, Return, SignIn, SignInError, Step, circumstances};
use crate::domain::application::Application;
use crate::domain::audit::AuditAction;
use crate::domain::connection::{Connection, Registration};
use crate::domain::credential::StoredCredential;
use crate::domain::flag::{FlagName, resolve};
use crate::domain::id::SignInId;
use crate::domain::identity::{Identity, People};
use crate::domain::organization::OrganizationConfiguration;
use crate::domain::reason::Reason;
use crate::domain::session::{Evidence, Proof, Session};
use crate::keys::{hash, random};
use crate::store::StoreError;
use crate::store::entry::Entry;
use crate::upstream::UpstreamError;
use crate::upstream::credential::{Ourselves, ReadyCredential};
use crate::upstream::entra::EntraProvider;
use crate::upstream::exchange::{Redemption, UnverifiedIdToken};

/// Somebody whom Entra has sent back with a proof that holds.
struct Arrived {
    configuration: Arc<OrganizationConfiguration>,
    connection: Connection,
    proof: Proof,
}

/// Why nobody was.
struct NoArrival {
    reason: Reason,
    detail: serde_json::Value,
    configuration: Option<Arc<OrganizationConfiguration>>,
}

impl From<Reason> for NoArrival {
    fn from(reason: Reason) -> Self {
        Self { reason, detail: json!({}), configuration: None }
    }
}

impl From<UpstreamError> for NoArrival {
    fn from(error: UpstreamError) -> Self {
        Self { reason: error.reason, detail: json!({ "entra": error.entra }), configuration: None }
    }
}

impl SignIn {
    /// Steps 4 to 6: the answer from Microsoft. `sealed` is the cookie of the attempt that `state` names.
    pub async fn finish(
        &self,
        door: Door,
        parameters: &Parameters,
        sealed: Option<&str>,
        browser: Browser<'_>,
        now: DateTime<Utc>,
    ) -> Result<Step, SignInError> {
        let attempt = parameters.get("state").and_then(super::transit::attempt_of);
        let transit = match (attempt, sealed) {
            (Some(attempt), Some(sealed)) => Transit::open(&self.ring, attempt, sealed, now),
            _ => Err(Reason::TransitMissing),
        };
        let transit = match transit {
            Ok(transit) => transit,
            Err(reason) => return Ok(lost(attempt, reason, now)),
        };
        let (departure, answer) = match callback::check(&transit, door, parameters) {
            Ok(checked) => checked,
            Err(reason) => return Ok(lost(attempt, reason, now)),
        };
        let Some(application) = self.store.find_application_by_id(transit.request.application_id).await? else {
            return Ok(Step::Fault(super::PageError::UnknownApplication));
        };
        let arrived = match answer {
            Answer::Code(code) => self.arrive(departure, &code, now).await?,
            Answer::Error(error) => {
                let detail = json!({ "entra": error });
                Err(NoArrival { reason: error.reason(), detail, configuration: None })
            }
        };
        match arrived {
            Ok(arrived) => self.admit(application, transit, arrived, browser, now).await,
            Err(NoArrival { reason, detail, configuration }) => {
                let configuration = match (configuration, departure.target) {
                    (None, Target::Connection(organization, _) | Target::Tenant(organization, _)) => {
                        self.store.find_configuration(organization).await?
                    }
                    (known, _) => known,
                };
                self.refuse(application, configuration, transit, reason, detail, browser, now).await
            }
        }
    }

    /// Redeems the code, verifies the ID token, and finds the connection that it came through.
    async fn arrive(
        &self,
        departure: &Departure,
        code: &str,
        now: DateTime<Utc>,
    ) -> Result<Result<Arrived, NoArrival>, SignInError> {
        match departure.target {
            Target::Connection(organization, connection) | Target::Tenant(organization, connection) => {
                let Some(configuration) = self.store.find_configuration(organization).await? else {
                    return Ok(Err(Reason::ConnectionDisabled.into()));
                };
                let Some(connection) = configuration.connection(connection).cloned() else {
                    return Ok(Err(Reason::ConnectionDisabled.into()));
                };
                Ok(self.arrive_through(configuration, connection, departure, code, now).await)
            }
            Target::AnyTenant => self.arrive_from_anywhere(departure, code, now).await,
        }
    }

    async fn arrive_through(
        &self,
        configuration: Arc<OrganizationConfiguration>,
        connection: Connection,
        departure: &Departure,
        code: &str,
        now: DateTime<Utc>,
    ) -> Result<Arrived, NoArrival> {
        let settings = &connection.active.as_ref().ok_or(Reason::ConnectionNotActivated)?.entra;
        let shared = self.shared.as_ref().map(|shared| shared.client_id.as_str());
        let provider = self.upstream.provider(settings, shared).ok_or(Reason::CredentialMissing)?;
        let credential = self.credential(&settings.registration, configuration.credential(connection.id))?;
        let verified = self.verified(&provider, &credential, departure, code, settings.tid, now).await?;
        Ok(Arrived { proof: proof(&connection, verified, now), configuration, connection })
    }

    /// Through the shared registration with the tenant open. The directory that the token names is looked up among the
    /// connections first: keys are fetched only from directories that some hospital has connected.
    async fn arrive_from_anywhere(
        &self,
        departure: &Departure,
        code: &str,
        now: DateTime<Utc>,
    ) -> Result<Result<Arrived, NoArrival>, SignInError> {
        let Some(shared) = &self.shared else {
            return Ok(Err(Reason::CredentialMissing.into()));
        };
        let Some(provider) = self.upstream.any_organization(&shared.client_id) else {
            return Ok(Err(Reason::CredentialMissing.into()));
        };
        let token = match self.exchange(&provider, &shared.credential, departure, code, now).await {
            Ok(token) => token,
            Err(error) => return Ok(Err(error.into())),
        };
        let Some(tid) = token.tid() else {
            return Ok(Err(Reason::TokenClaims.into()));
        };
        let mut candidates = Vec::new();
        for id in self.store.list_organizations_of_tenant(tid).await?.iter() {
            candidates.extend(self.store.find_configuration(*id).await?);
        }
        if candidates.is_empty() {
            let detail = json!({ "unverified_tid": tid });
            return Ok(Err(NoArrival { reason: Reason::TenantUnknown, detail, configuration: None }));
        }
        let verified = match self.verify(&provider, &token, departure, tid, now).await {
            Ok(verified) => verified,
            Err(error) => return Ok(Err(error.into())),
        };
        let address = verified.account.email.as_deref().and_then(|email| email.parse().ok());
        let Some(configuration) = discover::by_domain(&candidates, address.as_ref()).cloned() else {
            // Several organizations on one tenant, and the address is of none of them.
            let reason = if address.is_some() { Reason::DomainNotProven } else { Reason::EmailMissing };
            return Ok(Err(reason.into()));
        };
        let of_tenant = |connection: &&Connection| {
            connection
                .active
                .as_ref()
                .is_some_and(|version| version.entra.tid == tid && version.entra.registration == Registration::Shared)
        };
        let connection = configuration.connections.iter().find(of_tenant).cloned();
        Ok(match connection {
            Some(connection) => Ok(Arrived { proof: proof(&connection, verified, now), configuration, connection }),
            None => Err(Reason::TenantUnknown.into()),
        })
    }

    fn credential(
        &self,
        registration: &Registration,
        stored: Option<&StoredCredential>,
    ) -> Result<Arc<ReadyCredential>, UpstreamError> {
        match (registration, &self.shared, stored) {
            (Registration::Shared, Some(shared), _) => Ok(Arc::clone(&shared.credential)),
            (Registration::Own { .. }, _, Some(stored)) => self.upstream.credential(stored, &self.ring),
            _ => Err(Reason::CredentialMissing.into()),
        }
    }

    async fn verified(
        &self,
        provider: &EntraProvider,
        credential: &ReadyCredential,
        departure: &Departure,
        code: &str,
        tid: Uuid,
        now: DateTime<Utc>,
    ) -> Result<Verified, UpstreamError> {
        let token = self.exchange(provider, credential, departure, code, now).await?;
        self.verify(provider, &token, departure, tid, now).await
    }

    async fn exchange(
        &self,
        provider: &EntraProvider,
        credential: &ReadyCredential,
        departure: &Departure,
        code: &str,
        now: DateTime<Utc>,
    ) -> Result<UnverifiedIdToken, UpstreamError> {
        let redirect_uri = self.redirect_uri(departure.target);
        let redemption = Redemption { code, verifier: &departure.verifier, redirect_uri: &redirect_uri };
        let ourselves = Ourselves { issuer: &self.issuer, keys: &self.signing };
        self.upstream.redeem(provider, credential, redemption, ourselves, now).await
    }

    async fn verify(
        &self,
        provider: &EntraProvider,
        token: &UnverifiedIdToken,
        departure: &Departure,
        tid: Uuid,
        now: DateTime<Utc>,
    ) -> Result<Verified, UpstreamError> {
        // Without a key id no key fits; the verifier says what is wrong with such a token.
        let kid = token.kid().unwrap_or_default();
        let keys = self.upstream.keys(provider, tid, &kid, now).await?;
        let issuer = provider.issuer(tid);
        let expected = Expected { issuer: &issuer, client_id: provider.client_id(), nonce: &departure.nonce, now };
        Ok(verify::id_token(token, keys, &expected)?)
    }

    /// Steps 5 and 6 for somebody who has just come back.
    async fn admit(
        &self,
        application: Arc<Application>,
        transit: Transit,
        arrived: Arrived,
        browser: Browser<'_>,
        now: DateTime<Utc>,
    ) -> Result<Step, SignInError> {
        let Arrived { configuration, connection, proof } = arrived;
        let at = circumstances(&transit, browser, now);
        let demand = Demand {
            max_age: transit.request.max_age.map(Duration::seconds),
            asked_at: Some(transit.started_at),
            anew_since: (transit.request.prompt == Prompt::Login).then_some(transit.started_at),
        };
        // Twice at most: two first sign-ins of one person may race for the bond, and the second then finds it.
        for _ in 0..2 {
            let (decision, people) = self.judge(&application, &configuration, &proof, demand, now).await?;
            let admission = match decision.verdict {
                Verdict::Allow(admission) => admission,
                Verdict::Deny(reason) => {
                    let detail = issue::trace(&decision);
                    return self.refuse(application, Some(configuration), transit, reason, detail, browser, now).await;
                }
                Verdict::MayDepart => break,
            };
            match self.open(&configuration, &connection, &people, &proof, &decision, admission, &transit, &at).await {
                Ok(mut step) => {
                    step.remember = Some(remember(&application, &configuration, &people, &proof, admission, now));
                    return Ok(Step::Return(step));
                }
                Err(SignInError::Store(StoreError::Conflict)) => {}
                Err(error) => return Err(error),
            }
        }
        let reason = Reason::IdentityTaken;
        self.refuse(application, Some(configuration), transit, reason, json!({}), browser, now).await
    }

    /// Opens a session, and gives the application a code: one transaction.
    #[expect(clippy::too_many_arguments, reason = "an entry is made of all that was found on the way")]
    async fn open(
        &self,
        configuration: &OrganizationConfiguration,
        connection: &Connection,
        people: &People,
        proof: &Proof,
        decision: &Decision,
        admission: Admission,
        transit: &Transit,
        at: &Circumstances<'_>,
    ) -> Result<Box<Return>, SignInError> {
        let organization = &configuration.organization;
        let cookie = random::token();
        let session = issue::session(random::id(at.now), organization.id, admission.user_id, proof.clone(), at);
        let bond = admission.bond(connection, proof).map(|account| Identity {
            id: random::id(at.now),
            organization_id: organization.id,
            user_id: admission.user_id,
            connection_id: connection.id,
            account,
        });
        let cookie_hash = hash::hash(cookie.expose());
        let to = self
            .enter(configuration, people, session, Some(cookie_hash), bond, decision, admission, transit, at)
            .await?;
        Ok(Box::new(Return { to, sign_in_id: transit.sign_in_id, session: Some(cookie), remember: None }))
    }

    /// Writes the entry; the way back with the code.
    #[expect(clippy::too_many_arguments, reason = "an entry is made of all that was found on the way")]
    async fn enter(
        &self,
        configuration: &OrganizationConfiguration,
        people: &People,
        session: Session,
        opened: Option<crate::domain::grant::TokenHash>,
        bond: Option<Identity>,
        decision: &Decision,
        admission: Admission,
        transit: &Transit,
        at: &Circumstances<'_>,
    ) -> Result<String, SignInError> {
        let Some(user) = people.users.iter().find(|user| user.id == admission.user_id) else {
            return Err(StoreError::Corrupt("users").into());
        };
        let organization = &configuration.organization;
        let code = random::token();
        let request = &transit.request;
        let content =
            issue::content(&request.scope, request.nonce.as_deref(), organization, user, &session.proof, admission);
        let grant = issue::grant(random::id(at.now), hash::hash(code.expose()), &session, request, content, at);
        let action = if opened.is_some() { AuditAction::SignIn } else { AuditAction::SessionReused };
        let event = issue::event(
            random::id(at.now),
            action,
            Some(organization.id),
            Some(user.id),
            Ok(()),
            issue::trace(decision),
            at,
        );
        let entry = Entry { session: opened.map(|hash| (session, hash)), grant, bond, event };
        self.store.organization(organization.id).record_entry(&entry).await?;
        tracing::info!(sign_in = %at.sign_in_id, reused = entry.session.is_none(), "sign_in.allowed");
        Ok(request.redirect.with_code(code.expose(), &self.issuer))
    }

    /// An open session, if the decision lets it into this application. None where the person must prove themselves anew.
    pub(super) async fn reuse(
        &self,
        application: &Arc<Application>,
        transit: &Transit,
        browser: Browser<'_>,
        now: DateTime<Utc>,
    ) -> Result<Option<Step>, SignInError> {
        let Some(cookie) = browser.session else { return Ok(None) };
        let Some(session) = self.store.find_session(&hash::hash(cookie), now).await? else {
            return Ok(None);
        };
        let Some(configuration) = self.store.find_configuration(session.organization_id).await? else {
            return Ok(None);
        };
        // The application wants somebody else: an open session must not answer for them.
        let expected = transit.request.organization.as_ref();
        if expected.is_some_and(|slug| *slug != configuration.organization.slug) {
            return Ok(None);
        }
        let at = circumstances(transit, browser, now);
        let demand = Demand { max_age: transit.request.max_age.map(Duration::seconds), ..Demand::default() };
        let (decision, people) = self.judge_session(application, &configuration, &session, demand, now).await?;
        let refused = match decision.verdict {
            Verdict::Allow(admission) => {
                let hinted = transit.request.login_hint.as_deref().and_then(|hint| hint.parse().ok());
                let user = people.users.iter().find(|user| user.id == admission.user_id);
                if hinted.is_some_and(|hinted| user.is_none_or(|user| user.email != hinted)) {
                    return Ok(None);
                }
                let entered = self
                    .enter(&configuration, &people, session, None, None, &decision, admission, transit, &at)
                    .await?;
                return Ok(Some(super::back(transit.sign_in_id, entered)));
            }
            Verdict::Deny(reason) => reason,
            Verdict::MayDepart => return Ok(None),
        };
        let event = issue::event(
            random::id(now),
            AuditAction::SessionReused,
            Some(session.organization_id),
            Some(session.user_id),
            Err(refused),
            issue::trace(&decision),
            &at,
        );
        self.store.append_audit(&event).await?;
        tracing::info!(sign_in = %at.sign_in_id, reason = refused.code(), "session.not_reused");
        Ok(None)
    }

    /// Step 5 over an open session: the same decision, on the proof that opened it.
    pub(super) async fn judge_session(
        &self,
        application: &Application,
        configuration: &OrganizationConfiguration,
        session: &Session,
        demand: Demand,
        now: DateTime<Utc>,
    ) -> Result<(Decision, People), SignInError> {
        let judged = match &session.proof.evidence {
            Evidence::Entra { .. } => self.judge(application, configuration, &session.proof, demand, now).await?,
            Evidence::OneTimePassword { .. } => {
                let people = self.store.organization(session.organization_id).find_person(session.user_id).await?;
                let way = Way::Traditional { verified_at: session.proof.verified_at };
                let facts = Facts { now, application, configuration, way, people: Some(&people), demand };
                (decide::decide(&facts), people)
            }
        };
        // The account is another user's now: the session must not become theirs.
        Ok(match judged.0.verdict {
            Verdict::Allow(admission) if admission.user_id != session.user_id => {
                (Decision { verdict: Verdict::Deny(Reason::IdentityTaken), ..judged.0 }, judged.1)
            }
            _ => judged,
        })
    }

    /// Step 5, *decide*, with the facts that the store holds.
    async fn judge(
        &self,
        application: &Application,
        configuration: &OrganizationConfiguration,
        proof: &Proof,
        demand: Demand,
        now: DateTime<Utc>,
    ) -> Result<(Decision, People), SignInError> {
        let Evidence::Entra { connection_id, authenticated_at, account } = &proof.evidence else {
            return Err(StoreError::Corrupt("sessions").into());
        };
        let email = account.email.as_deref().and_then(|email| email.parse().ok());
        let store = self.store.organization(configuration.organization.id);
        let people = store.find_people(email.as_ref(), &account.key()).await?;
        let Some(connection) = configuration.connection(*connection_id) else {
            let verdict = Verdict::Deny(Reason::ConnectionDisabled);
            return Ok((Decision { verdict, trace: Vec::new() }, people));
        };
        let shared = self.shared.as_ref().map(|shared| shared.client_id.as_str());
        let provider = connection.active.as_ref().and_then(|version| self.upstream.provider(&version.entra, shared));
        let expected_issuer = provider.map(|provider| provider.issuer(account.tid)).unwrap_or_default();
        let shown = Shown { expected_issuer: &expected_issuer, account, authenticated_at: *authenticated_at };
        let way = Way::Sso { connection, shown: Some(shown) };
        let facts = Facts { now, application, configuration, way, people: Some(&people), demand };
        Ok((decide::decide(&facts), people))
    }
}

impl Admission {
    /// The account to bind, at a first sign-in.
    fn bond(&self, connection: &Connection, proof: &Proof) -> Option<crate::domain::identity::AccountKey> {
        match &proof.evidence {
            Evidence::Entra { connection_id, account, .. } if self.bind && *connection_id == connection.id => {
                Some(account.key())
            }
            _ => None,
        }
    }
}

fn proof(connection: &Connection, verified: Verified, now: DateTime<Utc>) -> Proof {
    Proof {
        verified_at: now,
        evidence: Evidence::Entra {
            connection_id: connection.id,
            authenticated_at: verified.authenticated_at,
            account: Box::new(verified.account),
        },
    }
}

/// What the browser is to remember; nothing, where the organization does not want that.
fn remember(
    application: &Application,
    configuration: &OrganizationConfiguration,
    people: &People,
    proof: &Proof,
    admission: Admission,
    now: DateTime<Utc>,
) -> Option<Remembered> {
    let name = FlagName::RememberMethod;
    if !resolve(name, &configuration.flags, application, now).value(name) {
        return None;
    }
    let user = people.users.iter().find(|user| user.id == admission.user_id)?;
    let Evidence::Entra { account, .. } = &proof.evidence else {
        return None;
    };
    Some(Remembered {
        organization_id: configuration.organization.id,
        organization: configuration.organization.name.clone(),
        address: user.email.clone(),
        login_hint: account.login_hint.clone().filter(|hint| hint.len() <= 512),
    })
}

/// An answer that belongs to no attempt of this browser.
pub fn lost(attempt: Option<SignInId>, reason: Reason, now: DateTime<Utc>) -> Step {
    tracing::info!(sign_in = ?attempt.map(|id| id.0), reason = reason.code(), "sign_in.lost");
    Step::Refuse(Box::new(Refused {
        sign_in_id: attempt,
        at: now,
        reason,
        application: None,
        organization: None,
        transit: None,
        back: None,
    }))
}
