//! The person goes: step 3, *depart*, with what discovery found, if all that is known so far allows it.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::arrival::Arrived;
use super::decide::{self, Demand, Facts, Verdict, Way};
use super::discover::{Leads, Remembered};
use super::request::{AuthorizationRequest, OAuthError, Prompt};
use super::transit::{Departure, Person, Stage, Target, Transit};
use super::{Browser, Notice, SignIn, SignInError, Step, back, circumstances, discover, issue};
use crate::domain::application::Application;
use crate::domain::audit::AuditDetail;
use crate::domain::connection::{Connection, EntraSettings, Registration};
use crate::domain::email::EmailAddress;
use crate::domain::organization::OrganizationConfiguration;
use crate::domain::reason::Reason;
use crate::domain::recheck;
use crate::domain::session::Evidence;
use crate::keys::{hash, random};
use crate::upstream::entra::{Departing, EntraPrompt, EntraProvider};

/// A way that was found.
struct Route<'a> {
    configuration: &'a Arc<OrganizationConfiguration>,
    connection: &'a Connection,
    hint: Option<String>,
    /// The address that was typed or hinted; none where the application named the organization.
    address: Option<EmailAddress>,
    /// Whether Entra has just asked who it is, and need not again.
    asked: bool,
}

/// What Entra is told of a person besides where they come from.
#[derive(Clone, Copy, Default)]
struct Told<'a> {
    login_hint: Option<&'a str>,
    domain_hint: Option<&'a str>,
    mfa_context: Option<&'a str>,
    prompt: Option<EntraPrompt>,
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

    /// An address that was typed and sent off by the person: its domain routes, and where it leads to no Microsoft account the
    /// person is sent a code. The answer is the same for every address of a domain.
    pub(super) async fn by_hand(
        &self,
        application: Arc<Application>,
        transit: Transit,
        address: EmailAddress,
        browser: Browser<'_>,
        now: DateTime<Utc>,
    ) -> Result<Step, SignInError> {
        if matches!(self.leads(&application, &address.domain(), now).await?, Leads::Microsoft { .. }) {
            if self.is_asked_first(&application, &transit.request, Some(&address), now).await? {
                return self.ask(application, transit, browser, Some(address.into()), None, now).await;
            }
            return self.by_address(application, transit, address, browser, now).await;
        }
        self.ask_code(application, transit, address, browser, now).await
    }

    /// `prompt=none` without an open session: whoever came by Microsoft in this browser may still be signed in there, and then comes
    /// back without a click. Whether they are, Microsoft is asked as silently.
    pub(super) async fn silently(
        &self,
        application: Arc<Application>,
        transit: Transit,
        browser: Browser<'_>,
        now: DateTime<Utc>,
    ) -> Result<Step, SignInError> {
        let nobody =
            back(transit.sign_in_id, transit.request.redirect.with_error(OAuthError::LoginRequired, &self.issuer));
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
            // Where several people use the device, Microsoft would have to ask which of them it is.
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
                let way = Route { configuration, connection, hint: None, address: None, asked: false };
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
        let to = self.send(&mut transit, &provider, Target::AnyTenant, None, told);
        Ok(Step::Depart { transit: Box::new(transit), to })
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
            Evidence::Entra { account, .. } => account.login_hint.clone().or_else(|| account.email.clone()),
            Evidence::OneTimePassword { .. } => None,
        };
        let Arrived { configuration, connection, .. } = arrived;
        let route = Route { configuration, connection, hint, address: None, asked: asks_who(&transit) };
        self.depart(application, transit, route, browser, now).await
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
        let Route { configuration, connection, hint, address, asked } = route;
        let decision = decide::decide(&Facts {
            now,
            application: &application,
            configuration,
            way: Way::Sso { connection, shown: None },
            people: None,
            demand: Demand::default(),
        });
        let settings = connection.active.as_ref().map(|version| &version.entra);
        let shared = self.shared.as_ref().map(|shared| shared.client_id.as_str());
        let provider = settings.and_then(|settings| self.upstream.provider(settings, shared));
        let reason = match (decision.verdict, &provider) {
            (Verdict::Deny(reason), _) => Some(reason),
            (_, None) => Some(Reason::CredentialMissing),
            _ => None,
        };
        if let Some(reason) = reason {
            let detail = issue::trace(&decision);
            // What the application's policy says, the person may know; that an organization is a customer, or has
            // switched nothing on, they may not: then the answer is that for a domain nobody knows.
            if decide::is_about_application(reason) || address.is_none() {
                let configuration = Some(Arc::clone(configuration));
                return self.refuse(application, configuration, transit, reason, detail, browser, now).await;
            }
            let at = circumstances(&transit, browser, now);
            self.audit_refusal(Some(configuration.organization.id), reason, detail, &at).await?;
            return self
                .ask(application, transit, browser, address.map(Into::into), Some(Notice::NotThisWay), now)
                .await;
        }
        let (Some(provider), Some(settings)) = (provider, settings) else {
            return self.ask(application, transit, browser, None, None, now).await;
        };
        transit.choose_account |= browser.shared || configuration.organization.shared_devices;
        let target = match settings.registration {
            Registration::Shared => Target::Tenant(configuration.organization.id, connection.id),
            Registration::Own { .. } => Target::Connection(configuration.organization.id, connection.id),
        };
        let insists = transit.request.asked.strengths.is_some_and(|it| it.attested && !it.unattested);
        let demanded = settings.require_mfa || application.require_mfa || insists;
        let mfa = settings.mfa_context.as_deref().filter(|_| demanded);
        let told = Told {
            login_hint: hint.as_deref(),
            domain_hint: settings.domain_hint.as_deref(),
            mfa_context: mfa.or_else(|| tried_context(settings, &transit.request)),
            prompt: prompt(&transit).filter(|_| !asked),
            to_ask_again: recheck::is_on(configuration, now),
        };
        let person = address.as_ref().map(EmailAddress::as_str).or(hint.as_deref()).map(Person::of);
        let to = self.send(&mut transit, &provider, target, person, told);
        Ok(Step::Depart { transit: Box::new(transit), to })
    }

    /// Writes into the transit what must come back, and says where the person goes.
    fn send(
        &self,
        transit: &mut Transit,
        provider: &EntraProvider,
        target: Target,
        person: Option<Person>,
        told: Told<'_>,
    ) -> String {
        let token = || random::token().expose().to_owned();
        let departure = Departure { target, state: token(), nonce: token(), verifier: token(), person };
        let Told { login_hint, domain_hint, mfa_context, prompt, to_ask_again } = told;
        let to = provider.authorize(&Departing {
            redirect_uri: &self.redirect_uri(target),
            state: &departure.full_state(transit.sign_in_id),
            nonce: &departure.nonce,
            code_challenge: &hash::s256(&departure.verifier),
            login_hint,
            domain_hint,
            prompt,
            mfa_context,
            to_ask_again,
        });
        transit.stage = Stage::Departed(departure);
        to
    }
}

/// The authentication context that Entra is asked for where the application would like one and goes on without. Never silently:
/// Entra would turn back with an error whoever it cannot ask, and a wish is no reason for that.
pub(super) fn tried_context<'a>(settings: &'a EntraSettings, request: &AuthorizationRequest) -> Option<&'a str> {
    let tried = request.asked.prefers_mfa && request.prompt != Prompt::None;
    settings.mfa_context.as_deref().filter(|_| tried)
}

/// What Entra is asked to show.
fn prompt(transit: &Transit) -> Option<EntraPrompt> {
    match transit.request.prompt {
        Prompt::None => Some(EntraPrompt::None),
        Prompt::Login => Some(EntraPrompt::Login),
        prompt if transit.choose_account || prompt == Prompt::SelectAccount => Some(EntraPrompt::SelectAccount),
        // Entra knows no `max_age`: it can only be asked for a new proof.
        _ if transit.request.max_age.is_some() => Some(EntraPrompt::Login),
        _ => None,
    }
}

/// Whether Entra was asked who it is: it then lets in nobody unasked who was signed in there before.
pub(super) fn asks_who(transit: &Transit) -> bool {
    matches!(prompt(transit), Some(EntraPrompt::Login | EntraPrompt::SelectAccount))
}
