//! The person goes: step 3, *depart*, with what discovery found, if all that is known so far allows it.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::arrival::Arrived;
use super::browser::Browser;
use super::decide::{self, Decision, Demand, Facts, Verdict, Way};
use super::discover::{Hint, Leads, Remembered};
use super::question::Notice;
use super::request::{AuthorizationRequest, Prompt};
use super::request_error::OAuthError;
use super::step::Step;
use super::transit::{Departure, Person, SentAs, Stage, Target, Transit};
use super::{SignIn, SignInError, circumstances, discover, issue};
use crate::domain::application::Application;
use crate::domain::audit::AuditDetail;
use crate::domain::connection::Connection;
use crate::domain::email::EmailAddress;
use crate::domain::organization::OrganizationConfiguration;
use crate::domain::provider::ProviderSettings;
use crate::domain::reason::Reason;
use crate::domain::recheck;
use crate::domain::session::Evidence;
use crate::keys::{hash, random};
use crate::upstream::UpstreamError;
use crate::upstream::provider::{Departing, Provider, ProviderPrompt};

/// A way that was found.
pub(super) struct Route<'a> {
    configuration: &'a Arc<OrganizationConfiguration>,
    connection: &'a Connection,
    hint: Option<String>,
    /// The address that was typed or hinted; none where the application named the organization.
    address: Option<EmailAddress>,
    /// Whether the provider has just asked who it is, and need not again.
    asked: bool,
}

impl<'a> Route<'a> {
    /// Through a connection, for somebody of whom nothing is known.
    pub(super) const fn through(configuration: &'a Arc<OrganizationConfiguration>, connection: &'a Connection) -> Self {
        Self { configuration, connection, hint: None, address: None, asked: false }
    }
}

/// Why a person does not go.
pub(super) struct Stays {
    pub(super) reason: Reason,
    /// What was decided; none where they may go, and where to cannot be had: the provider's own document says it.
    pub(super) decision: Option<Decision>,
}

/// What the provider is told of a person besides where they come from.
#[derive(Clone, Copy, Default)]
struct Told<'a> {
    login_hint: Option<&'a str>,
    mfa_context: Option<&'a str>,
    prompt: Option<ProviderPrompt>,
    to_ask_again: bool,
}

impl SignIn {
    pub(super) async fn by_address(
        &self,
        application: Arc<Application>,
        transit: Transit,
        address: EmailAddress,
        browser: Browser<'_>,
        now: DateTime<Utc>,
    ) -> Result<Step, SignInError> {
        self.by_address_hinted(application, transit, address, None, browser, now).await
    }

    /// An address that was typed and sent off by the person: its domain routes, and where it leads to no account of the hospital the
    /// person is sent a code. The answer is the same for every address of a domain.
    pub(super) async fn by_hand(
        &self,
        application: Arc<Application>,
        transit: Transit,
        address: EmailAddress,
        browser: Browser<'_>,
        now: DateTime<Utc>,
    ) -> Result<Step, SignInError> {
        if matches!(self.leads(&application, &address.domain(), now).await?, Leads::Sso { .. }) {
            if self.is_asked_first(&application, &transit.request, Some(&address), now).await? {
                return self.ask(application, transit, browser, Some(address.into()), None, now).await;
            }
            return self.by_address(application, transit, address, browser, now).await;
        }
        self.ask_code(application, transit, address, browser, now).await
    }

    /// Whether what the application hints at is an organization in which SSO is on for a pilot alone.
    pub(super) async fn is_hinted_at_pilot(
        &self,
        application: &Application,
        hint: &Hint,
        now: DateTime<Utc>,
    ) -> Result<bool, SignInError> {
        let found = match hint {
            Hint::Address(address) => {
                return Ok(matches!(self.leads(application, &address.domain(), now).await?, Leads::Both { .. }));
            }
            Hint::Organization(slug) => self.store.find_organization_by_slug(slug).await?,
            Hint::Nothing => None,
        };
        let configuration = match found {
            Some(id) => self.store.find_configuration(id).await?,
            None => None,
        };
        Ok(configuration.is_some_and(|configuration| discover::is_pilot(application, &configuration, now)))
    }

    /// `prompt=none` without an open session: whoever came by SSO in this browser may still be signed in at their provider, and then comes
    /// back without a click. Whether they are, the provider is asked as silently.
    pub(super) async fn silently(
        &self,
        application: Arc<Application>,
        transit: Transit,
        browser: Browser<'_>,
        now: DateTime<Utc>,
    ) -> Result<Step, SignInError> {
        let nobody = Step::back(
            transit.sign_in_id,
            transit.request.redirect.with_error(OAuthError::LoginRequired, &self.issuer),
        );
        // Applications ask again and again: what is closed to them is no line in the log each time.
        let Some(remembered) = self.remembered(&application, browser, now).await? else { return Ok(nobody) };
        let named = match &transit.request.organization {
            Some(slug) => self.store.find_organization_by_slug(slug).await?,
            None => Some(remembered.organization_id),
        };
        if named != Some(remembered.organization_id) || !discover::may_be_asked_silently(&transit.request, &remembered)
        {
            return Ok(nobody);
        }
        let Remembered { address, login_hint, .. } = remembered;
        Ok(match self.by_address_hinted(application, transit, address, login_hint, browser, now).await? {
            // Where several people use the device, the provider would have to ask which of them it is.
            Step::Depart { transit, to } if !transit.choose_account => Step::Depart { transit, to },
            _ => nobody,
        })
    }

    /// The address's domain routes. `hint` is a better login hint than the address, where there is one.
    pub(super) async fn by_address_hinted(
        &self,
        application: Arc<Application>,
        transit: Transit,
        address: EmailAddress,
        hint: Option<String>,
        browser: Browser<'_>,
        now: DateTime<Utc>,
    ) -> Result<Step, SignInError> {
        let configuration = match self.store.find_organization_by_domain(&address.domain()).await? {
            Some(id) => self.store.find_configuration(id).await?,
            None => None,
        };
        let connection = configuration.as_ref().and_then(|configuration| configuration.route(&address.domain()));
        let hint = hint.unwrap_or_else(|| address.as_str().to_owned());
        if let (Some(configuration), Some(connection)) = (&configuration, connection) {
            let way = Route { configuration, connection, hint: Some(hint), address: Some(address), asked: false };
            return self.depart(application, transit, way, browser, now).await;
        }
        let at = circumstances(&transit, browser, now);
        self.audit_refusal(None, Reason::DomainUnknown, AuditDetail::nothing(), &at).await?;
        self.ask(application, transit, browser, Some(address.into()), Some(Notice::NotThisWay), now).await
    }

    pub(super) async fn by_organization(
        &self,
        application: Arc<Application>,
        transit: Transit,
        slug: &str,
        browser: Browser<'_>,
        now: DateTime<Utc>,
    ) -> Result<Step, SignInError> {
        let configuration = match self.store.find_organization_by_slug(slug).await? {
            Some(id) => self.store.find_configuration(id).await?,
            None => None,
        };
        let connection = configuration.as_deref().and_then(discover::only_connection);
        match (&configuration, connection) {
            (Some(configuration), Some(connection)) => {
                let way = Route::through(configuration, connection);
                self.depart(application, transit, way, browser, now).await
            }
            _ => self.ask(application, transit, browser, None, None, now).await,
        }
    }

    /// Step 3 through the shared registration, with the organization still open. What can be refused already is.
    pub(super) async fn by_shared_registration(
        &self,
        application: Arc<Application>,
        mut transit: Transit,
        browser: Browser<'_>,
        now: DateTime<Utc>,
    ) -> Result<Step, SignInError> {
        let provider = self.shared.as_ref().and_then(|shared| self.upstream.any_organization(&shared.client_id));
        let Some(provider) = provider else {
            return self.ask(application, transit, browser, None, Some(Notice::AddressMissing), now).await;
        };
        if let Some(reason) = decide::closed_to_sso(&application) {
            return self.refuse(application, None, transit, reason, AuditDetail::nothing(), browser, now).await;
        }
        // On a device of several people Entra would let in whoever was there before. Whether the hospital says so too is known
        // only when the person comes back: `finish` looks.
        transit.choose_account |= browser.shared;
        let told = Told { prompt: prompt(&transit), ..Told::default() };
        match self.send(&mut transit, &provider, Target::AnyTenant, None, told, now).await {
            Ok(to) => Ok(Step::Depart { transit: Box::new(transit), to }),
            Err(error) => {
                let detail = AuditDetail::nothing();
                self.refuse(application, None, transit, error.reason, detail, browser, now).await
            }
        }
    }

    /// The same way once more for somebody whose organization is known now that they are back, and has Entra asked about open sessions:
    /// of the others nothing may be asked for that outlives the sign-in, and who it is was not known before.
    pub(super) async fn through_its_connection(
        &self,
        application: Arc<Application>,
        transit: Transit,
        arrived: &Arrived,
        browser: Browser<'_>,
        now: DateTime<Utc>,
    ) -> Result<Step, SignInError> {
        let hint = match &arrived.proof.evidence {
            Evidence::Sso { account, .. } => account.login_hint.clone().or_else(|| account.email.clone()),
            Evidence::OneTimePassword { .. } => None,
        };
        let Arrived { configuration, connection, .. } = arrived;
        let route = Route { configuration, connection, hint, address: None, asked: asks_who(&transit) };
        self.depart(application, transit, route, browser, now).await
    }

    /// The same way once more for somebody who is back from a registration that their connection has left meanwhile, where that is so:
    /// their code is for the other one, which is not asked any more. Nobody has proved anything by it, so it is as it was at the first
    /// time, and Entra, which knows them by now, mostly asks nothing.
    pub(super) async fn once_more(
        &self,
        application: &Arc<Application>,
        transit: &Transit,
        departure: &Departure,
        browser: Browser<'_>,
        now: DateTime<Utc>,
    ) -> Result<Option<Step>, SignInError> {
        let (Target::Connection(organization, id) | Target::Tenant(organization, id)) = departure.target else {
            return Ok(None);
        };
        let Some(configuration) = self.store.find_configuration(organization).await? else { return Ok(None) };
        let Some(connection) = configuration.connection(id) else { return Ok(None) };
        let shared = self.shared.as_ref().map(|shared| shared.client_id.as_str());
        let settings = connection.active.as_ref().map(|version| &version.settings);
        let is_another = |settings: &ProviderSettings| {
            settings.client_id().or(shared).is_some_and(|client_id| SentAs::of(client_id) != departure.sent_as)
        };
        if !settings.is_some_and(is_another) {
            return Ok(None);
        }
        let route = Route::through(&configuration, connection);
        self.depart(Arc::clone(application), transit.clone(), route, browser, now).await.map(Some)
    }

    /// Step 3, *depart*, through a connection: if all that is known so far allows it.
    async fn depart(
        &self,
        application: Arc<Application>,
        mut transit: Transit,
        route: Route<'_>,
        browser: Browser<'_>,
        now: DateTime<Utc>,
    ) -> Result<Step, SignInError> {
        let Stays { reason, decision } = match self.leave(&application, &mut transit, &route, browser, now).await {
            Ok(to) => return Ok(Step::Depart { transit: Box::new(transit), to }),
            Err(stays) => stays,
        };
        let Route { configuration, address, .. } = route;
        let Some(decision) = decision else {
            let configuration = Some(Arc::clone(configuration));
            let detail = AuditDetail::nothing();
            return self.refuse(application, configuration, transit, reason, detail, browser, now).await;
        };
        let detail = issue::trace(&decision);
        // What the application's policy says, the person may know; that an organization is a customer, or has
        // switched nothing on, they may not: then the answer is that for a domain nobody knows.
        if decide::is_about_application(reason) || address.is_none() {
            let configuration = Some(Arc::clone(configuration));
            return self.refuse(application, configuration, transit, reason, detail, browser, now).await;
        }
        let at = circumstances(&transit, browser, now);
        self.audit_refusal(Some(configuration.organization.id), reason, detail, &at).await?;
        self.ask(application, transit, browser, address.map(Into::into), Some(Notice::NotThisWay), now).await
    }

    /// Where a person goes through a connection, with what must come back written into the transit; or why they may not go.
    pub(super) async fn leave(
        &self,
        application: &Application,
        transit: &mut Transit,
        route: &Route<'_>,
        browser: Browser<'_>,
        now: DateTime<Utc>,
    ) -> Result<String, Stays> {
        let Route { configuration, connection, hint, address, asked } = route;
        let decision = decide::decide(&Facts {
            now,
            application,
            configuration,
            way: Way::Sso { connection, shown: None },
            people: None,
            demand: Demand::default(),
        });
        if let Verdict::Deny(reason) = decision.verdict {
            return Err(Stays { reason, decision: Some(decision) });
        }
        let shared = self.shared.as_ref().map(|shared| shared.client_id.as_str());
        let settings = connection.active.as_ref().map(|version| &version.settings);
        let provider = settings.and_then(|settings| self.upstream.provider(settings, shared));
        let (Some(provider), Some(settings)) = (provider, settings) else {
            return Err(Stays { reason: Reason::CredentialMissing, decision: Some(decision) });
        };
        transit.choose_account |= browser.shared || configuration.organization.shared_devices;
        let target = if settings.is_shared() {
            Target::Tenant(configuration.organization.id, connection.id)
        } else {
            Target::Connection(configuration.organization.id, connection.id)
        };
        let insists = transit.request.asked.strengths.is_some_and(|it| it.attested && !it.unattested);
        let demanded = settings.require_mfa() || application.require_mfa || insists;
        let mfa = settings.mfa_context().map(String::as_str).filter(|_| demanded);
        let told = Told {
            login_hint: hint.as_deref(),
            mfa_context: mfa.or_else(|| tried_context(settings, &transit.request)),
            prompt: prompt(transit).filter(|_| !asked),
            to_ask_again: provider.answers_again() && recheck::is_on(configuration, now),
        };
        let person = address.as_ref().map(EmailAddress::as_str).or(hint.as_deref()).map(Person::of);
        let to = self.send(transit, &provider, target, person, told, now).await;
        to.map_err(|error| Stays { reason: error.reason, decision: None })
    }

    /// Writes into the transit what must come back, and says where the person goes.
    async fn send(
        &self,
        transit: &mut Transit,
        provider: &Provider,
        target: Target,
        person: Option<Person>,
        told: Told<'_>,
        now: DateTime<Utc>,
    ) -> Result<String, UpstreamError> {
        let token = || random::token().expose().to_owned();
        let sent_as = SentAs::of(provider.client_id());
        let departure = Departure { target, sent_as, state: token(), nonce: token(), verifier: token(), person };
        let Told { login_hint, mfa_context, prompt, to_ask_again } = told;
        let redirect_uri = self.redirect_uri(target);
        let state = departure.full_state(transit.sign_in_id);
        let code_challenge = hash::s256(&departure.verifier);
        let departing = Departing {
            redirect_uri: &redirect_uri,
            state: &state,
            nonce: &departure.nonce,
            code_challenge: &code_challenge,
            login_hint,
            prompt,
            mfa_context,
            to_ask_again,
        };
        let to = self.upstream.authorize(provider, &departing, now).await?;
        transit.stage = Stage::Departed(departure);
        Ok(to)
    }
}

/// The authentication context that is asked for where the application would like one and goes on without. Never silently:
/// the provider would turn back with an error whoever it cannot ask, and a wish is no reason for that.
pub(super) fn tried_context<'a>(settings: &'a ProviderSettings, request: &AuthorizationRequest) -> Option<&'a str> {
    let tried = request.asked.prefers_mfa && request.prompt != Prompt::None;
    settings.mfa_context().map(String::as_str).filter(|_| tried)
}

/// What the provider is asked to show.
fn prompt(transit: &Transit) -> Option<ProviderPrompt> {
    match transit.request.prompt {
        Prompt::None => Some(ProviderPrompt::None),
        Prompt::Login => Some(ProviderPrompt::Login),
        prompt if transit.choose_account || prompt == Prompt::SelectAccount => Some(ProviderPrompt::SelectAccount),
        // Entra and Google know no `max_age`: a provider can only be asked for a new proof.
        _ if transit.request.max_age.is_some() => Some(ProviderPrompt::Login),
        _ => None,
    }
}

/// Whether the provider was asked who it is: it then lets in nobody unasked who was signed in there before.
pub(super) fn asks_who(transit: &Transit) -> bool {
    matches!(prompt(transit), Some(ProviderPrompt::Login | ProviderPrompt::SelectAccount))
}
