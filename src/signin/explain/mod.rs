//! *Why can't she get in?* Asks the decision over what is stored, and reads what happened out of the log. Whoever asks is logged.

pub mod explanation;

use std::cmp::Reverse;
use std::net::IpAddr;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::decide::facts::{Fact, Says, word};
use super::decide::{Demand, Facts, PasswordFact, Shown, Way};
use super::issue::Logged;
use super::{SignIn, SignInError, discover};
use crate::domain::admin_role::AdminRole;
use crate::domain::application::Application;
use crate::domain::audit::{AuditAction, AuditDetail, AuditEvent};
use crate::domain::connection::Connection;
use crate::domain::email::EmailAddress;
use crate::domain::id::{OrganizationId, SignInId};
use crate::domain::identity::{AccountKey, People};
use crate::domain::organization::OrganizationConfiguration;
use crate::domain::reason::Reason;
use crate::domain::session::{self, Proof};
use crate::domain::user::User;
use crate::keys::random;
use crate::language::Text;
use crate::store::{OrgStore, StoreError};
use crate::upstream::aadsts::{EntraError, catalogue};
use crate::upstream::provider::Provider;
use explanation::{
    EntraExplained, EventExplained, Evidence, Explanation, Person, Refusal, Rule, SignInExplained, WayExplained,
    WayName, expected,
};

/// Who asks. It is written into the log.
#[derive(Clone, Copy, Debug)]
pub struct Asker<'a> {
    /// Their name, e.g. that of their token.
    pub name: &'a str,
    /// In which role.
    pub role: AdminRole,
    /// From where.
    pub ip: Option<IpAddr>,
}

impl Asker<'_> {
    /// The line in the log that says that they asked.
    fn asks(self, organization: Option<OrganizationId>, whom: String, now: DateTime<Utc>) -> AuditEvent {
        AuditEvent {
            organization_id: organization,
            subject: Some(whom),
            ip: self.ip,
            detail: AuditDetail::nothing().by(Some(self.role)),
            ..AuditEvent::new(random::id(now), now, AuditAction::Explained, self.name)
        }
    }
}

/// Why nothing can be explained.
#[derive(Debug, thiserror::Error)]
pub enum ExplainError {
    /// There is no such application.
    #[error("there is no application with this client_id")]
    NoSuchApplication,
    /// There is no such sign-in, or none that may be looked at.
    #[error("there is no sign-in with this number")]
    NoSuchSignIn,
    /// Our own fault.
    #[error(transparent)]
    SignIn(#[from] SignInError),
}

impl From<StoreError> for ExplainError {
    fn from(error: StoreError) -> Self {
        Self::SignIn(error.into())
    }
}

/// What a person has last shown.
struct Last {
    evidence: Evidence,
    at: DateTime<Utc>,
    proof: Proof,
    demand: Demand,
}

/// The rules that can speak before anybody has gone to Microsoft.
const AT_DEPARTURE: usize = 3;

/// How many of the last sessions and refusals are looked through.
const MOST_LOOKED_THROUGH: u64 = 20;

impl SignIn {
    /// The organizations that an address may be of, for whoever names none. Each is then asked for itself, if the asker may.
    pub async fn organizations_of(&self, address: &EmailAddress) -> Result<Vec<OrganizationId>, ExplainError> {
        Ok(self.store.list_organizations_of_address(address).await?)
    }

    /// Why a person of an organization can or cannot get into an application, by either way: the decision, asked for this instant.
    ///
    /// On what the person last showed Microsoft, where `by_last_sign_in` says so and something is known of it; else as if Microsoft
    /// said what is expected.
    pub async fn explain(
        &self,
        configuration: &OrganizationConfiguration,
        address: &EmailAddress,
        client_id: &str,
        by_last_sign_in: bool,
        asker: Asker<'_>,
        now: DateTime<Utc>,
    ) -> Result<Explanation, ExplainError> {
        let application = self.store.find_application(client_id).await?.ok_or(ExplainError::NoSuchApplication)?;
        let store = self.store.organization(configuration.organization.id);
        let user = store.find_user(address).await?.filter(|user| user.answers_to(address, now));
        let last = if by_last_sign_in { last_shown(&store, address, user.as_ref()).await? } else { None };
        let by_sso = match last {
            Some(last) => self.by_what_was_shown(&application, configuration, last, now).await?,
            None => self.by_assumption(&application, configuration, &store, address, now).await?,
        };
        let mut ways = vec![by_sso];
        if self.mail.is_some() {
            ways.push(traditionally(&application, configuration, &store, (address, user.as_ref()), now).await?);
        }
        for way in &mut ways {
            way.refusal = way.refusal.map(|refusal| refusal.at(configuration));
        }
        let question = AuditEvent {
            user_id: user.as_ref().map(|user| user.id),
            application_id: Some(application.id),
            ..asker.asks(Some(configuration.organization.id), address.as_str().to_owned(), now)
        };
        store.append_audit(&question).await?;
        Ok(Explanation {
            at: now,
            organization: configuration.organization.slug.clone(),
            application: application.client_id.clone(),
            address: address.clone(),
            person: user.as_ref().map(Person::from),
            ways,
        })
    }

    /// What happened in a sign-in, out of the logs that `reaches` lets the asker read (`None` is the log of what nobody knew whose
    /// it was). `text` is the language in which the person's sentence is said.
    pub async fn explain_sign_in(
        &self,
        id: SignInId,
        reaches: impl Fn(Option<OrganizationId>) -> bool,
        text: Text<'_>,
        asker: Asker<'_>,
        now: DateTime<Utc>,
    ) -> Result<SignInExplained, ExplainError> {
        let mut found = Vec::new();
        let organizations = self.store.list_organizations_of_sign_in(id).await?;
        for log in organizations.into_iter().map(Some).chain([None]).filter(|log| reaches(*log)) {
            let events = match log {
                Some(organization) => self.store.organization(organization).list_audit_of_sign_in(id).await?,
                None => self.store.list_audit_of_sign_in(id).await?,
            };
            if events.is_empty() {
                continue;
            }
            let question = AuditEvent {
                user_id: events.iter().find_map(|event| event.user_id),
                ..asker.asks(log, format!("sign-in {id}"), now)
            };
            self.store.append_audit(&question).await?;
            found.extend(events);
        }
        if found.is_empty() {
            return Err(ExplainError::NoSuchSignIn);
        }
        found.sort_by_key(|event| (event.at, event.id));
        let mut events = Vec::with_capacity(found.len());
        for event in found {
            events.push(self.explain_event(event, text).await?);
        }
        Ok(SignInExplained { sign_in: id, events })
    }

    async fn explain_event(&self, event: AuditEvent, text: Text<'_>) -> Result<EventExplained, ExplainError> {
        let organization = match event.organization_id {
            Some(id) => self.store.find_configuration(id).await?,
            None => None,
        };
        let application = match event.application_id {
            Some(id) => self.store.find_application_by_id(id).await?,
            None => None,
        };
        let person = match (event.organization_id, event.user_id) {
            (Some(organization), Some(id)) => self.store.organization(organization).find_person(id).await?.users.pop(),
            _ => None,
        };
        let logged: Logged<'static> = event.detail.read();
        let claims = logged.proof.and_then(|proof| match proof.evidence {
            session::Evidence::Sso { account, .. } => Some(account),
            session::Evidence::OneTimePassword { .. } => None,
        });
        let refusal: Option<Refusal> = event.reason.as_deref().and_then(Reason::from_code).map(Into::into);
        let refusal = match &organization {
            Some(configuration) => refusal.map(|refusal| refusal.at(configuration)),
            None => refusal,
        };
        Ok(EventExplained {
            at: event.at,
            action: event.action,
            outcome: event.outcome,
            organization: organization.map(|configuration| configuration.organization.slug.clone()),
            application: application.map(|application| application.client_id.clone()),
            address: event.subject,
            person: person.as_ref().map(Person::from),
            method: logged.method.map(Into::into),
            refusal,
            rules: explanation::rules(logged.trace.into_owned()),
            entra: logged.entra.map(|error| explain_entra(error, text)),
            claims,
        })
    }

    async fn by_what_was_shown(
        &self,
        application: &Application,
        configuration: &OrganizationConfiguration,
        last: Last,
        now: DateTime<Utc>,
    ) -> Result<WayExplained, ExplainError> {
        let Last { evidence, proof, demand, .. } = last;
        let (explained, _) =
            self.judge_by(explanation::explain, application, configuration, &proof, demand, now).await?;
        let gone =
            || vec![Rule::failed("connection", Reason::ConnectionDisabled, "the connection is gone", Vec::new())];
        Ok(WayExplained::of(WayName::Sso, evidence, explained.unwrap_or_else(gone)))
    }

    /// As far as what is stored can tell: where the address leads to, the rules over the ID token that is expected, and whether the
    /// connection can prove us. In the order in which a sign-in meets them.
    async fn by_assumption(
        &self,
        application: &Application,
        configuration: &OrganizationConfiguration,
        store: &OrgStore,
        address: &EmailAddress,
        now: DateTime<Utc>,
    ) -> Result<WayExplained, ExplainError> {
        let domain = address.domain();
        let routed = configuration.route(&domain);
        let mut rules = Vec::new();
        let facts = vec![
            Fact { name: "domain", value: domain.as_str().to_owned(), by: Says::Person },
            Fact {
                name: "leads to",
                value: routed.map_or_else(|| "nothing".to_owned(), |connection| connection.name.clone()),
                by: Says::Stored,
            },
        ];
        rules.push(if routed.is_some() {
            Rule::passed("route", "the domain is proven, and leads to a connection", facts)
        } else {
            let saw = "the domain is not proven here, or leads to no connection";
            Rule::failed("route", Reason::DomainUnknown, saw, facts)
        });
        // The application may name the organization, and then no address is needed: the other rules are worth knowing.
        if let Some(connection) = routed.or_else(|| discover::only_connection(configuration)) {
            let provider = self.provider(connection);
            let issuer = provider.as_ref().map(Provider::issuer).unwrap_or_default();
            let authority = provider.as_ref().map(Provider::account_authority).unwrap_or_default();
            let nobody = AccountKey { authority, subject: Uuid::nil().to_string() };
            let people = store.find_people(Some(address), &nobody).await?;
            let account = expected(connection, &people, address, &issuer);
            let shown = Shown { expected_issuer: &issuer, account: &account, authenticated_at: Some(now) };
            let explained = |shown, people| {
                let (way, demand) = (Way::Sso { connection, shown }, Demand::default());
                explanation::explain(&Facts { now, application, configuration, way, people, demand })
            };
            // At departure three rules can speak; then we prove ourselves; then the person is back.
            rules.extend(explained(None, None).into_iter().take(AT_DEPARTURE));
            rules.push(self.proves_us(configuration, connection, now));
            let back = explanation::without_assumptions(explained(Some(shown), Some(&people)));
            rules.extend(back.into_iter().skip(AT_DEPARTURE));
        }
        Ok(WayExplained::of(WayName::Sso, Evidence::Assumed, rules))
    }

    fn provider(&self, connection: &Connection) -> Option<Provider> {
        let shared = self.shared.as_ref().map(|shared| shared.client_id.as_str());
        self.upstream.provider(&connection.active.as_ref()?.settings, shared)
    }

    /// Whether there is something to prove us with at Microsoft. Whether Microsoft takes it, only a sign-in shows.
    fn proves_us(
        &self,
        configuration: &OrganizationConfiguration,
        connection: &Connection,
        now: DateTime<Utc>,
    ) -> Rule {
        let stored = |name, value| Fact { name, value, by: Says::Stored };
        let Some(version) = &connection.active else {
            return Rule::not_looked_at("credential", "no version of the connection is active");
        };
        let missing =
            || Rule::failed("credential", Reason::CredentialMissing, "there is nothing to prove us with", Vec::new());
        if self.provider(connection).is_none() {
            return missing();
        }
        if version.settings.is_shared() {
            let facts = vec![stored("credential", "of the shared registration".to_owned())];
            return Rule::passed("credential", "there is something to prove us with", facts);
        }
        let Some(credential) = configuration.credential(connection.id, &version.settings) else { return missing() };
        let mut facts = vec![stored("credential", word(&credential.kind))];
        facts.extend(credential.expires_at.map(|end| stored("ends", end.to_rfc3339())));
        let over = credential.expires_at.is_some_and(|end| end <= now);
        let saw =
            if over { "it is over its end: the provider may refuse it" } else { "there is something to prove us with" };
        Rule::passed("credential", saw, facts)
    }
}

/// By the traditional way, as if the person showed the code, and the password where they have one.
async fn traditionally(
    application: &Application,
    configuration: &OrganizationConfiguration,
    store: &OrgStore,
    (address, user): (&EmailAddress, Option<&User>),
    now: DateTime<Utc>,
) -> Result<WayExplained, ExplainError> {
    let (password, break_glass) = match user {
        Some(user) => {
            let password = store.find_password(user.id).await?;
            (password.filter(|password| password.stands(now)), store.is_break_glass_open(user.id, now).await?)
        }
        None => (None, false),
    };
    let password = if password.is_some() { PasswordFact::Shown } else { PasswordFact::None };
    let way = Way::Traditional { typed: Some(address), verified_at: Some(now), password, break_glass };
    let people = People { users: user.cloned().into_iter().collect(), identities: Vec::new() };
    let facts = Facts { now, application, configuration, way, people: Some(&people), demand: Demand::default() };
    Ok(WayExplained::of(WayName::Traditional, Evidence::Assumed, explanation::explain(&facts)))
}

/// What a person last showed of their provider: when they were refused, or in a session that is still kept.
async fn last_shown(
    store: &OrgStore,
    address: &EmailAddress,
    user: Option<&User>,
) -> Result<Option<Last>, ExplainError> {
    let mut found = Vec::new();
    for event in store.list_refusals(address, user.map(|user| user.id), MOST_LOOKED_THROUGH).await? {
        let logged: Logged<'static> = event.detail.read();
        if let (Some(sign_in), Some(proof)) = (event.sign_in_id, logged.proof) {
            let evidence = Evidence::Refusal { sign_in, at: event.at };
            found.push(Last { evidence, at: event.at, proof, demand: logged.demand.unwrap_or_default() });
        }
    }
    if let Some(user) = user {
        for session in store.last_sessions(user.id, MOST_LOOKED_THROUGH).await? {
            let evidence = Evidence::Session { sign_in: session.sign_in_id, at: session.created_at };
            let (at, proof, demand) = (session.created_at, session.proof, Demand::default());
            found.push(Last { evidence, at, proof, demand });
        }
    }
    let by_sso = |last: &Last| matches!(last.proof.evidence, session::Evidence::Sso { .. });
    Ok(found.into_iter().filter(by_sso).min_by_key(|last| Reverse(last.at)))
}

/// What Entra said, with what is known of its numbers.
fn explain_entra(error: EntraError, text: Text<'_>) -> EntraExplained {
    let telling = error.number();
    let others = error.codes.iter().copied().filter(|code| Some(*code) != telling);
    EntraExplained {
        codes: telling.into_iter().chain(others).map(|code| catalogue::explain(code, text)).collect(),
        error: error.error,
        suberror: error.suberror,
        trace_id: error.trace_id,
        correlation_id: error.correlation_id,
        timestamp: error.timestamp,
    }
}
