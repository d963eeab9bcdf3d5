//! The way of a sign-in, in its order:
//! [`request`] → [`discover`] → depart → [`callback`] → [`verify`] → [`decide`] → [`issue`] → [`redeem`].
//!
//! Each step is a pure function in a file of its own. This file and its two siblings that continue it ([`arrival`],
//! [`tokens`]) are the only place where a step meets I/O: [`SignIn::begin`] and [`SignIn::choose`] send a person off,
//! [`SignIn::finish`] lets them in, [`SignIn::token`] gives the application what they came for.

pub mod callback;
pub mod decide;
pub mod discover;
pub mod issue;
pub mod redeem;
pub mod request;
pub mod transit;
pub mod verify;

pub mod arrival;
pub mod tokens;

use std::net::IpAddr;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::domain::application::Application;
use crate::domain::audit::AuditAction;
use crate::domain::connection::{Connection, Registration};
use crate::domain::email::EmailAddress;
use crate::domain::id::{OrganizationId, SignInId};
use crate::domain::organization::OrganizationConfiguration;
use crate::domain::reason::Reason;
use crate::domain::secret::Secret;
use crate::keys::ring::KeyRing;
use crate::keys::signing::SigningKeys;
use crate::keys::{hash, random};
use crate::store::{Store, StoreError};
use crate::upstream::Upstream;
use crate::upstream::credential::ReadyCredential;
use crate::upstream::entra::{Departing, EntraPrompt, EntraProvider};

use decide::{Demand, Facts, Verdict, Way};
use discover::{Hint, Remembered};
use issue::Circumstances;
use request::{OAuthError, PageError, Parameters, Prompt, RequestError};
use transit::{Departure, Target, Transit};

/// The way of a sign-in, with what it needs of the world.
pub struct SignIn {
    /// What is stored.
    pub store: Store,
    /// The identity providers.
    pub upstream: Arc<Upstream>,
    /// What seals.
    pub ring: Arc<KeyRing>,
    /// What signs.
    pub signing: Arc<SigningKeys>,
    /// Our issuer: the public address, without a slash at its end.
    pub issuer: String,
    /// The provider's multi-tenant registration, where there is one.
    pub shared: Option<SharedRegistration>,
}

/// The provider's multi-tenant registration at Entra.
pub struct SharedRegistration {
    /// Its application id.
    pub client_id: String,
    /// How it proves itself.
    pub credential: Arc<ReadyCredential>,
}

/// The browser that asks.
#[derive(Clone, Copy, Debug, Default)]
pub struct Browser<'a> {
    /// The cookie of its session.
    pub session: Option<&'a str>,
    /// The cookie of what it remembers.
    pub remembered: Option<&'a str>,
    /// Its address.
    pub ip: Option<IpAddr>,
    /// Its name.
    pub user_agent: Option<&'a str>,
}

/// What a person chose on the login page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Choice {
    /// *Sign in with Microsoft*, with whatever is in the address field.
    Microsoft(String),
    /// *Continue*, with the address typed.
    Address(String),
    /// *Continue as …*
    Remembered,
    /// *Use another account*
    Another,
}

/// What happens next.
pub enum Step {
    /// The request cannot be answered to the application: a page says so.
    Fault(PageError),
    /// The person goes back to the application.
    Return(Box<Return>),
    /// The person is asked how they want to come.
    Ask(Box<Ask>),
    /// The person goes to Microsoft.
    Depart {
        /// What travels along.
        transit: Box<Transit>,
        /// Where.
        to: String,
    },
    /// The person is refused.
    Refuse(Box<Refused>),
}

/// A way back to the application.
pub struct Return {
    /// Where, with a code or an error.
    pub to: String,
    /// The attempt that ends here.
    pub sign_in_id: SignInId,
    /// The cookie of a session that was opened.
    pub session: Option<Secret>,
    /// What the browser is to remember, or (`Some(None)`) to forget.
    pub remember: Option<Option<Remembered>>,
}

/// The login page.
pub struct Ask {
    /// The attempt.
    pub transit: Transit,
    /// The application.
    pub application: Arc<Application>,
    /// What is in the address field.
    pub address: Option<String>,
    /// What the browser remembers, if it may.
    pub remembered: Option<Remembered>,
    /// What the person must be told.
    pub notice: Option<Notice>,
}

/// What a person must be told on the login page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notice {
    /// No address was typed.
    AddressMissing,
    /// What was typed is no address.
    AddressInvalid,
    /// With this address one cannot come this way. The same for a domain that nobody knows.
    NotThisWay,
}

/// A refusal, with what its page and the log need.
pub struct Refused {
    /// The attempt; none where it is not known which.
    pub sign_in_id: Option<SignInId>,
    /// When.
    pub at: DateTime<Utc>,
    /// Why: for the log, never for the page.
    pub reason: Reason,
    /// Into which application.
    pub application: Option<Arc<Application>>,
    /// Whose help the person needs.
    pub organization: Option<Arc<OrganizationConfiguration>>,
    /// The attempt as it stands now, so that the person can try again.
    pub transit: Option<Transit>,
    /// The way back to the application, with `access_denied`.
    pub back: Option<String>,
}

/// Why a step could not be taken at all: our own fault.
#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The keys.
    #[error(transparent)]
    Keys(#[from] crate::keys::KeyError),
}

impl SignIn {
    /// Steps 1 and 2: an application's request. Sends the person off at once where it is known by which way they come.
    pub async fn begin(
        &self,
        parameters: &Parameters,
        browser: Browser<'_>,
        now: DateTime<Utc>,
    ) -> Result<Step, SignInError> {
        let application = match parameters.get("client_id") {
            Some(client_id) => self.store.find_application(client_id).await?,
            None => None,
        };
        let request = match request::check(application.as_deref(), parameters) {
            Ok(request) => request,
            Err(RequestError::Page(error)) => return Ok(Step::Fault(error)),
            Err(RequestError::Redirect { to, error }) => {
                return Ok(back(random::id(now), to.with_error(error, &self.issuer)));
            }
        };
        let Some(application) = application else {
            return Ok(Step::Fault(PageError::UnknownApplication));
        };
        let transit =
            Transit { sign_in_id: random::id(now), started_at: now, request, departure: None, choose_account: false };
        // The whole request travels in a cookie; one that does not fit could never come back.
        if transit.seal(&self.ring).is_none() {
            let to = transit.request.redirect.with_error(OAuthError::TooLong, &self.issuer);
            return Ok(back(transit.sign_in_id, to));
        }
        if matches!(transit.request.prompt, Prompt::AsNeeded | Prompt::None)
            && let Some(step) = self.reuse(&application, &transit, browser, now).await?
        {
            return Ok(step);
        }
        if transit.request.prompt == Prompt::None {
            let to = transit.request.redirect.with_error(OAuthError::LoginRequired, &self.issuer);
            return Ok(back(transit.sign_in_id, to));
        }
        match discover::hint(&transit.request) {
            Hint::Address(address) => self.by_address(application, transit, address, browser, now).await,
            Hint::Organization(slug) => self.by_organization(application, transit, &slug, browser, now).await,
            Hint::Nothing => Ok(self.ask(application, transit, browser, None, None)),
        }
    }

    /// The login page again, e.g. in another language.
    pub async fn resume(&self, transit: Transit, browser: Browser<'_>) -> Result<Step, SignInError> {
        match self.store.find_application_by_id(transit.request.application_id).await? {
            Some(application) => Ok(self.ask(application, transit, browser, None, None)),
            None => Ok(Step::Fault(PageError::UnknownApplication)),
        }
    }

    /// Step 2 by hand: what the person chose on the login page.
    pub async fn choose(
        &self,
        mut transit: Transit,
        choice: Choice,
        browser: Browser<'_>,
        now: DateTime<Utc>,
    ) -> Result<Step, SignInError> {
        let Some(application) = self.store.find_application_by_id(transit.request.application_id).await? else {
            return Ok(Step::Fault(PageError::UnknownApplication));
        };
        match choice {
            Choice::Remembered => match self.remembered(browser) {
                Some(remembered) => {
                    // Whoever takes the remembered account has chosen one: Microsoft need not ask again.
                    if transit.request.prompt == Prompt::SelectAccount {
                        transit.request.prompt = Prompt::AsNeeded;
                    }
                    let hint = remembered.login_hint.clone();
                    self.by_address_hinted(application, transit, remembered.address, hint, browser, now).await
                }
                None => Ok(self.ask(application, transit, browser, None, Some(Notice::AddressMissing))),
            },
            Choice::Another => {
                transit.choose_account = true;
                let forgotten = Browser { remembered: None, ..browser };
                Ok(self.ask(application, transit, forgotten, None, None))
            }
            Choice::Microsoft(typed) | Choice::Address(typed) if !typed.trim().is_empty() => match typed.parse() {
                Ok(address) => self.by_address(application, transit, address, browser, now).await,
                Err(_) => Ok(self.ask(application, transit, browser, Some(typed), Some(Notice::AddressInvalid))),
            },
            Choice::Microsoft(_) if self.shared.is_some() => {
                self.by_shared_registration(application, transit, browser, now).await
            }
            Choice::Microsoft(_) | Choice::Address(_) => {
                Ok(self.ask(application, transit, browser, None, Some(Notice::AddressMissing)))
            }
        }
    }

    async fn by_address(
        &self,
        application: Arc<Application>,
        transit: Transit,
        address: EmailAddress,
        browser: Browser<'_>,
        now: DateTime<Utc>,
    ) -> Result<Step, SignInError> {
        self.by_address_hinted(application, transit, address, None, browser, now).await
    }

    /// The address's domain routes. `hint` is a better login hint than the address, where there is one.
    async fn by_address_hinted(
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
            let way = Route { configuration, connection, hint: Some(hint), address: Some(address) };
            return self.depart(application, transit, way, browser, now).await;
        }
        let at = circumstances(&transit, browser, now);
        self.audit_refusal(None, Reason::DomainUnknown, serde_json::json!({}), &at).await?;
        Ok(self.ask(application, transit, browser, Some(address.into()), Some(Notice::NotThisWay)))
    }

    async fn by_organization(
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
                let way = Route { configuration, connection, hint: None, address: None };
                self.depart(application, transit, way, browser, now).await
            }
            _ => Ok(self.ask(application, transit, browser, None, None)),
        }
    }

    /// Step 3 through the shared registration, with the organization still open. What can be refused already is.
    async fn by_shared_registration(
        &self,
        application: Arc<Application>,
        mut transit: Transit,
        browser: Browser<'_>,
        now: DateTime<Utc>,
    ) -> Result<Step, SignInError> {
        let provider = self.shared.as_ref().and_then(|shared| self.upstream.any_organization(&shared.client_id));
        let Some(provider) = provider else {
            return Ok(self.ask(application, transit, browser, None, Some(Notice::AddressMissing)));
        };
        if let Some(reason) = decide::closed_to_sso(&application) {
            return self.refuse(application, None, transit, reason, serde_json::json!({}), browser, now).await;
        }
        let to = self.send(&mut transit, &provider, Target::AnyTenant, None, None, None);
        Ok(Step::Depart { transit: Box::new(transit), to })
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
        let Route { configuration, connection, hint, address } = route;
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
            return Ok(self.ask(application, transit, browser, address.map(Into::into), Some(Notice::NotThisWay)));
        }
        let (Some(provider), Some(settings)) = (provider, settings) else {
            return Ok(self.ask(application, transit, browser, None, None));
        };
        let target = match settings.registration {
            Registration::Shared => Target::Tenant(configuration.organization.id, connection.id),
            Registration::Own { .. } => Target::Connection(configuration.organization.id, connection.id),
        };
        let mfa = settings.mfa_context.as_deref().filter(|_| settings.require_mfa || application.require_mfa);
        let to = self.send(&mut transit, &provider, target, hint.as_deref(), settings.domain_hint.as_deref(), mfa);
        Ok(Step::Depart { transit: Box::new(transit), to })
    }

    /// Writes into the transit what must come back, and says where the person goes.
    fn send(
        &self,
        transit: &mut Transit,
        provider: &EntraProvider,
        target: Target,
        login_hint: Option<&str>,
        domain_hint: Option<&str>,
        mfa_context: Option<&str>,
    ) -> String {
        let token = || random::token().expose().to_owned();
        let departure = Departure { target, state: token(), nonce: token(), verifier: token() };
        let request = &transit.request;
        let prompt = match request.prompt {
            Prompt::Login => Some(EntraPrompt::Login),
            _ if transit.choose_account || request.prompt == Prompt::SelectAccount => Some(EntraPrompt::SelectAccount),
            // Entra knows no `max_age`: it can only be asked for a new proof.
            _ if request.max_age.is_some() => Some(EntraPrompt::Login),
            _ => None,
        };
        let to = provider.authorize(&Departing {
            redirect_uri: &self.redirect_uri(target),
            state: &departure.full_state(transit.sign_in_id),
            nonce: &departure.nonce,
            code_challenge: &hash::s256(&departure.verifier),
            login_hint,
            domain_hint,
            prompt,
            mfa_context,
        });
        transit.departure = Some(departure);
        to
    }

    /// Where Entra sends people back to: an address of its own for each connection, against mix-up.
    pub fn redirect_uri(&self, target: Target) -> String {
        match target {
            Target::Connection(_, connection) => format!("{}/login/callback/{connection}", self.issuer),
            Target::Tenant(..) | Target::AnyTenant => format!("{}/login/callback/entra", self.issuer),
        }
    }

    fn ask(
        &self,
        application: Arc<Application>,
        transit: Transit,
        browser: Browser<'_>,
        address: Option<String>,
        notice: Option<Notice>,
    ) -> Step {
        let remembered = self.remembered(browser).filter(|_| !transit.choose_account);
        let hinted = || transit.request.login_hint.clone();
        let address = address.or_else(hinted);
        Step::Ask(Box::new(Ask { transit, application, address, remembered, notice }))
    }

    fn remembered(&self, browser: Browser<'_>) -> Option<Remembered> {
        let plain = self.ring.open_text(REMEMBERED, browser.remembered?).ok()?;
        serde_json::from_slice(&plain).ok()
    }

    /// Seals what a browser is to remember.
    pub fn seal_remembered(&self, remembered: &Remembered) -> String {
        let plain = serde_json::to_vec(remembered).unwrap_or_default();
        self.ring.seal_text(REMEMBERED, &plain)
    }

    /// Refuses, in the log and on a page. The attempt stays open, and asks for an account next time.
    #[expect(clippy::too_many_arguments, reason = "a refusal needs all that the page and the log say")]
    async fn refuse(
        &self,
        application: Arc<Application>,
        organization: Option<Arc<OrganizationConfiguration>>,
        mut transit: Transit,
        reason: Reason,
        detail: serde_json::Value,
        browser: Browser<'_>,
        now: DateTime<Utc>,
    ) -> Result<Step, SignInError> {
        let at = circumstances(&transit, browser, now);
        let id = organization.as_ref().map(|organization| organization.organization.id);
        self.audit_refusal(id, reason, detail, &at).await?;
        transit.departure = None;
        transit.choose_account = true;
        Ok(Step::Refuse(Box::new(Refused {
            sign_in_id: Some(transit.sign_in_id),
            at: now,
            reason,
            application: Some(application),
            organization,
            back: Some(transit.request.redirect.with_error(OAuthError::AccessDenied, &self.issuer)),
            transit: Some(transit),
        })))
    }

    async fn audit_refusal(
        &self,
        organization_id: Option<OrganizationId>,
        reason: Reason,
        detail: serde_json::Value,
        at: &Circumstances<'_>,
    ) -> Result<(), SignInError> {
        tracing::info!(sign_in = %at.sign_in_id, reason = reason.code(), "sign_in.refused");
        let action = AuditAction::SignIn;
        let event = issue::event(random::id(at.now), action, organization_id, None, Err(reason), detail, at);
        Ok(self.store.append_audit(&event).await?)
    }
}

/// The way back to the application without a session having been opened.
fn back(sign_in_id: SignInId, to: String) -> Step {
    Step::Return(Box::new(Return { to, sign_in_id, session: None, remember: None }))
}

/// What seals the cookie of what a browser remembers.
const REMEMBERED: &str = "remembered";

/// A way that was found.
struct Route<'a> {
    configuration: &'a Arc<OrganizationConfiguration>,
    connection: &'a Connection,
    hint: Option<String>,
    /// The address that was typed or hinted; none where the application named the organization.
    address: Option<EmailAddress>,
}

fn circumstances<'a>(transit: &Transit, browser: Browser<'a>, now: DateTime<Utc>) -> Circumstances<'a> {
    Circumstances {
        now,
        sign_in_id: transit.sign_in_id,
        application_id: transit.request.application_id,
        ip: browser.ip,
        user_agent: browser.user_agent,
    }
}
