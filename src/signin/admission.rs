//! The person is judged, and let in: steps 5 and 6, for those who come back from their provider and for open sessions alike.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::arrival::Arrived;
use super::browser::Browser;
use super::decide::{self, Admission, Decision, Demand, Facts, PasswordFact, Shown, Strength, Verdict, Way};
use super::departure::tried_context;
use super::discover::{self, Remembered, RememberedMethod};
use super::issue::{self, Circumstances};
use super::reply::Reply;
use super::request::AuthorizationRequest;
use super::step::{Return, Step};
use super::transit::Transit;
use super::{Known, SignIn, SignInError, circumstances};
use crate::domain::application::Application;
use crate::domain::audit::{AuditAction, AuditDetail};
use crate::domain::connection::Connection;
use crate::domain::email::EmailAddress;
use crate::domain::grant::{GrantContent, TokenHash};
use crate::domain::identity::{AccountKey, Identity, People};
use crate::domain::organization::OrganizationConfiguration;
use crate::domain::reason::Reason;
use crate::domain::secret::Secret;
use crate::domain::session::{Evidence, Proof, Session};
use crate::keys::{hash, random};
use crate::store::StoreError;
use crate::store::entry::{Bond, Entry, Former};
use crate::upstream::provider::Provider;

/// A session that begins.
struct Opened {
    /// The hash of the token that the browser gets.
    token_hash: TokenHash,
    /// What it held before.
    former: Option<Former>,
}

impl SignIn {
    /// Steps 5 and 6 for somebody who has just come back.
    pub(super) async fn admit(
        &self,
        application: Arc<Application>,
        transit: Transit,
        arrived: Arrived,
        browser: Browser<'_>,
        now: DateTime<Utc>,
    ) -> Result<Step, SignInError> {
        let Arrived { configuration, connection, proof, refresh_token } = arrived;
        let demand = transit.demand();
        // Twice at most: two first sign-ins of one person may race for the bond, and the second then finds it; or the person is
        // suspended, or unbound, in this very moment.
        for _ in 0..2 {
            let (decision, people) = self.judge(&application, &configuration, &proof, demand, now).await?;
            let admission = match decision.verdict {
                Verdict::Allow(admission) => admission,
                Verdict::Deny(reason) => {
                    let detail = issue::refused(&decision, &proof, demand);
                    let known = Known { address: known_by(&proof), user_id: decision.about, detail };
                    return self.refuse(application, Some(configuration), transit, reason, known, browser, now).await;
                }
                Verdict::MayDepart => break,
            };
            if !self.is_expected(&transit.request, &application, admission.user_id) {
                let detail = issue::trace(&decision);
                let known = Known { address: known_by(&proof), user_id: decision.about, detail };
                let reason = Reason::PersonNotExpected;
                return self.refuse(application, Some(configuration), transit, reason, known, browser, now).await;
            }
            let through = Some((&connection, refresh_token.as_ref()));
            match self
                .open(&configuration, through, &people, &proof, &decision, admission, &transit, browser, now)
                .await
            {
                Ok(mut step) => {
                    step.remember =
                        Some(remember(&application, &configuration, &people, &proof, admission, browser, now));
                    return Ok(Step::Return(step));
                }
                Err(SignInError::Store(StoreError::Conflict | StoreError::Outdated)) => {}
                Err(error) => return Err(error),
            }
        }
        let reason = Reason::IdentityTaken;
        self.refuse(application, Some(configuration), transit, reason, AuditDetail::nothing(), browser, now).await
    }

    /// Opens a session, and gives the application a code: one transaction. `through` is the connection that the person came through, and
    /// what the provider can be asked with again about them.
    #[expect(clippy::too_many_arguments, reason = "an entry is made of all that was found on the way")]
    pub(super) async fn open(
        &self,
        configuration: &OrganizationConfiguration,
        through: Option<(&Connection, Option<&Secret>)>,
        people: &People,
        proof: &Proof,
        decision: &Decision,
        admission: Admission,
        transit: &Transit,
        browser: Browser<'_>,
        now: DateTime<Utc>,
    ) -> Result<Box<Return>, SignInError> {
        let at = &circumstances(transit, browser, now);
        let organization = &configuration.organization;
        let cookie = random::token();
        let session = {
            let lifetimes = organization.sessions;
            issue::session(random::id(at.now), organization.id, admission.user_id, proof.clone(), lifetimes, at)
        };
        if let Some((connection, refresh_token)) = through {
            self.watch(configuration, connection, refresh_token, &session, now).await?;
        }
        let bond = through.and_then(|(connection, _)| Some((connection, admission.bond(connection, proof)?)));
        let bond = match bond {
            Some((connection, account)) => Bond::New(Identity {
                id: random::id(at.now),
                organization_id: organization.id,
                user_id: admission.user_id,
                connection_id: connection.id,
                account,
            }),
            None => held(people, proof)?,
        };
        let former = browser.session.map(|held| Former { token_hash: hash::hash(held), event_id: random::id(at.now) });
        let opened = Some(Opened { token_hash: hash::hash(cookie.expose()), former });
        let to = self.enter(configuration, people, session, opened, bond, decision, admission, transit, at).await?;
        Ok(Box::new(Return { to, sign_in_id: transit.sign_in_id, session: Some(cookie), remember: None }))
    }

    /// Writes the entry; the way back with the code.
    #[expect(clippy::too_many_arguments, reason = "an entry is made of all that was found on the way")]
    async fn enter(
        &self,
        configuration: &OrganizationConfiguration,
        people: &People,
        session: Session,
        opened: Option<Opened>,
        bond: Bond,
        decision: &Decision,
        admission: Admission,
        transit: &Transit,
        at: &Circumstances<'_>,
    ) -> Result<Reply, SignInError> {
        let Some(user) = people.users.iter().find(|user| user.id == admission.user_id) else {
            return Err(StoreError::Corrupt("users").into());
        };
        let organization = &configuration.organization;
        let code = random::token();
        let request = &transit.request;
        let (claims, nonce) = (&request.asked.claims, request.nonce.as_deref());
        let content = GrantContent {
            resources: request.resources.clone(),
            dpop_jkt: request.dpop_jkt.clone(),
            ..issue::content(&request.scope, claims, nonce, organization, user, &session.proof, admission)
        };
        let grant = issue::grant(random::id(at.now), hash::hash(code.expose()), &session, request, content, at);
        let action = if opened.is_some() { AuditAction::SignIn } else { AuditAction::SessionReused };
        let event = issue::event(
            random::id(at.now),
            action,
            Some(organization.id),
            Some(user.id),
            Ok(()),
            issue::entered(&session.proof.evidence, user, admission, decision),
            at,
        );
        let idle_at = Some(issue::idle_at(organization.sessions, at.now));
        let (session, former) = match opened {
            Some(Opened { token_hash, former }) => (Some((session, token_hash)), former),
            None => (None, None),
        };
        let entry = Entry { session, former, idle_at, grant, bond, event };
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
        if session.has_outlived(configuration.organization.sessions, now) {
            return Ok(None);
        }
        let request = &transit.request;
        if !self.is_expected(request, application, session.user_id) {
            return Ok(None);
        }
        // The application wants somebody else: an open session must not answer for them. `sub` is a surer name than either of the
        // others, which may be former ones.
        let hints = request.asked.subject.is_none();
        let expected = request.organization.as_ref().filter(|_| hints);
        if expected.is_some_and(|slug| *slug != configuration.organization.slug) {
            return Ok(None);
        }
        let at = circumstances(transit, browser, now);
        let demand = Demand { asked_at: None, anew_since: None, ..transit.demand() };
        let (decision, people) = self.judge_session(application, &configuration, &session, demand, now).await?;
        let refused = match decision.verdict {
            Verdict::Allow(admission) => {
                // A second factor is tried, although this session would do without.
                if admission.strength != Strength::Attested && tries_mfa(request, &configuration, &session) {
                    return Ok(None);
                }
                let hinted = request.login_hint.as_deref().filter(|_| hints).and_then(|hint| hint.parse().ok());
                let user = people.users.iter().find(|user| user.id == admission.user_id);
                if hinted.is_some_and(|hinted| user.is_none_or(|user| !user.answers_to(&hinted, now))) {
                    return Ok(None);
                }
                if !Box::pin(self.still_stands(&configuration, &session, now)).await? {
                    return Ok(None);
                }
                let entered = match held(&people, &session.proof) {
                    Ok(bond) => {
                        self.enter(&configuration, &people, session, None, bond, &decision, admission, transit, &at)
                            .await
                    }
                    Err(error) => Err(error.into()),
                };
                return match entered {
                    Ok(entered) => Ok(Some(Step::back(transit.sign_in_id, entered))),
                    // It has ended, or its person was suspended or unbound, in this very moment.
                    Err(SignInError::Store(StoreError::Outdated)) => Ok(None),
                    Err(error) => Err(error),
                };
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
            Evidence::Sso { .. } => self.judge(application, configuration, &session.proof, demand, now).await?,
            Evidence::OneTimePassword { password } => {
                let store = self.store.organization(session.organization_id);
                let people = store.find_person(session.user_id).await?;
                // Whether it demands a password now is asked of what was shown then.
                let way = Way::Traditional {
                    typed: None,
                    verified_at: Some(session.proof.verified_at),
                    password: if *password { PasswordFact::Shown } else { PasswordFact::None },
                    // When it closes, what it let in ends too.
                    break_glass: store.is_break_glass_open(session.user_id, now).await?,
                };
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
        let gone = || Decision { verdict: Verdict::Deny(Reason::ConnectionDisabled), about: None, trace: Vec::new() };
        let (judged, people) = self.judge_by(decide::decide, application, configuration, proof, demand, now).await?;
        Ok((judged.unwrap_or_else(gone), people))
    }

    /// The same by another judge, such as one who explains; none is asked where the connection is gone.
    pub(super) async fn judge_by<T>(
        &self,
        by: impl FnOnce(&Facts<'_>) -> T,
        application: &Application,
        configuration: &OrganizationConfiguration,
        proof: &Proof,
        demand: Demand,
        now: DateTime<Utc>,
    ) -> Result<(Option<T>, People), SignInError> {
        let Evidence::Sso { connection_id, authenticated_at, account } = &proof.evidence else {
            return Err(StoreError::Corrupt("sessions").into());
        };
        let store = self.store.organization(configuration.organization.id);
        let people = store.find_people(address(proof).as_ref(), &account.key()).await?;
        let Some(connection) = configuration.connection(*connection_id) else { return Ok((None, people)) };
        let shared = self.shared.as_ref().map(|shared| shared.client_id.as_str());
        let provider = connection.active.as_ref().and_then(|version| self.upstream.provider(&version.settings, shared));
        let expected_issuer = provider.as_ref().map(Provider::issuer).unwrap_or_default();
        let shown = Shown { expected_issuer: &expected_issuer, account, authenticated_at: *authenticated_at };
        let way = Way::Sso { connection, shown: Some(shown) };
        let facts = Facts { now, application, configuration, way, people: Some(&people), demand };
        Ok((Some(by(&facts)), people))
    }
}

/// Whether the application would like a second factor at the provider, and the person of this session can be asked for one there.
fn tries_mfa(request: &AuthorizationRequest, configuration: &OrganizationConfiguration, session: &Session) -> bool {
    let Evidence::Sso { connection_id, .. } = &session.proof.evidence else { return false };
    let active = configuration.connection(*connection_id).and_then(|connection| connection.active.as_ref());
    active.is_some_and(|version| tried_context(&version.settings, request).is_some())
}

/// The bond that a proof rests on, which must still be there when the entry is written.
fn held(people: &People, proof: &Proof) -> Result<Bond, StoreError> {
    let Evidence::Sso { account, .. } = &proof.evidence else { return Ok(Bond::None) };
    let key = account.key();
    let bond = people.identities.iter().find(|bond| bond.account == key);
    bond.map(|bond| Bond::Held(bond.id)).ok_or(StoreError::Outdated)
}

/// By what a person is looked up in the log: the address that the provider sent; where it sent none, the name they sign in with there,
/// which often looks the same.
fn known_by(proof: &Proof) -> Option<EmailAddress> {
    let Evidence::Sso { account, .. } = &proof.evidence else { return None };
    account.names().find_map(|name| name.parse().ok())
}

/// The address that the provider sent.
fn address(proof: &Proof) -> Option<EmailAddress> {
    match &proof.evidence {
        Evidence::Sso { account, .. } => account.email.as_deref()?.parse().ok(),
        Evidence::OneTimePassword { .. } => None,
    }
}

impl Admission {
    /// The account to bind, at a first sign-in.
    fn bond(&self, connection: &Connection, proof: &Proof) -> Option<AccountKey> {
        match &proof.evidence {
            Evidence::Sso { connection_id, account, .. } if self.bind && *connection_id == connection.id => {
                Some(account.key())
            }
            _ => None,
        }
    }
}

/// What the browser is to remember; nothing, where the organization does not want that.
pub(super) fn remember(
    application: &Application,
    configuration: &OrganizationConfiguration,
    people: &People,
    proof: &Proof,
    admission: Admission,
    browser: Browser<'_>,
    now: DateTime<Utc>,
) -> Option<Remembered> {
    if browser.shared || !discover::may_be_remembered(application, configuration, now) {
        return None;
    }
    let user = people.users.iter().find(|user| user.id == admission.user_id)?;
    let (method, login_hint) = match &proof.evidence {
        // As long as the provider sends the former address, it may not know the new one.
        Evidence::Sso { account, .. } => {
            let sent = address(proof).filter(|sent| *sent != user.email).map(String::from);
            (RememberedMethod::Sso, account.login_hint.clone().or(sent))
        }
        Evidence::OneTimePassword { .. } => (RememberedMethod::OneTimePassword, None),
    };
    Some(Remembered {
        organization_id: configuration.organization.id,
        organization: configuration.organization.name.clone(),
        address: user.email.clone(),
        login_hint: login_hint.filter(|hint| hint.len() <= 512),
        method,
    })
}
