//! The way of a sign-in, in its order:
//! [`request`] → [`discover`] → depart → [`callback`] → [`verify`] → [`decide`] → [`issue`] → [`redeem`].
//!
//! The traditional way ([`one_time_password`], then [`password`] where there is one) joins at *decide*.
//!
//! Each step is a pure function in a file of its own. This file and those that continue it ([`ask`], [`departure`], [`arrival`],
//! [`traditional`], [`admission`], [`tokens`], [`refresh`], [`client_credentials`], [`dpop`], [`introspection`], [`subject`], [`account`],
//! [`logout`], [`weather`], [`initiate`], [`device`], [`staff`], [`recheck`], [`explain`], [`grid`], [`preview`], [`roster`], [`test_sign_in`],
//! [`client`], [`pushed`]) are the only place where a step meets I/O: [`SignIn::begin`] and
//! [`SignIn::choose`] send a person off, [`SignIn::finish`] lets them in, [`SignIn::token`] gives the application what they
//! came for, and [`SignIn::explain`] tells support why somebody cannot get in.

pub mod asked;
pub mod assertion;
pub mod audience;
pub mod browser;
pub mod callback;
pub mod decide;
pub mod discover;
pub mod issue;
pub mod one_time_password;
pub mod parameters;
pub mod password;
pub mod question;
pub mod redeem;
pub mod reply;
pub mod request;
pub mod request_error;
pub mod request_object;
pub mod step;
pub mod transit;
pub mod verify;

pub mod account;
pub mod admission;
pub mod arrival;
pub mod ask;
pub mod client;
pub mod client_credentials;
pub mod departure;
pub mod device;
pub mod dpop;
pub mod explain;
pub mod grid;
mod hint;
pub mod initiate;
pub mod introspection;
pub mod logout;
pub mod preview;
pub mod pushed;
pub mod recheck;
pub mod refresh;
pub mod roster;
pub mod staff;
pub mod subject;
pub mod suppose;
pub mod test_sign_in;
pub mod tokens;
pub mod traditional;
pub mod weather;

use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::domain::application::{Application, SsoPolicy};
use crate::domain::audit::{AuditAction, AuditDetail, AuditEvent};
use crate::domain::connection::redirect_uri;
use crate::domain::email::EmailAddress;
use crate::domain::id::{OrganizationId, UserId};
use crate::domain::organization::OrganizationConfiguration;
use crate::domain::reason::Reason;
use crate::keys::pairwise::PairwiseSalt;
use crate::keys::password::PasswordHasher;
use crate::keys::random;
use crate::keys::ring::KeyRing;
use crate::keys::signing::SigningKeys;
use crate::mail::Mail;
use crate::store::{Store, StoreError};
use crate::upstream::Upstream;
use crate::upstream::credential::ReadyCredential;

use browser::Browser;
use discover::{Hint, Remembered, RememberedMethod};
use issue::Circumstances;
use parameters::Parameters;
use question::{Choice, Notice};
use request::{AuthorizationRequest, Prompt};
use request_error::{PageError, RequestError};
use step::{Ask, Refused, Step, told};
use traditional::PasswordShown;
use transit::{Stage, Target, Transit};

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
    /// What makes names of people that one sector of applications alone knows.
    pub pairwise: PairwiseSalt,
    /// Our issuer: the public address, without a slash at its end.
    pub issuer: String,
    /// The provider's multi-tenant registration, where there is one.
    pub shared: Option<SharedRegistration>,
    /// The traditional way, where letters can be sent.
    pub mail: Option<Mail>,
    /// What hashes passwords.
    pub passwords: PasswordHasher,
    /// Who may sign in to the admin API with an account, and through what; nobody, where it is not said.
    pub support: Option<staff::SupportAccess>,
    /// What proofs of possession must hold.
    pub dpop_nonces: dpop::nonce::Nonces,
    /// What is known of asking Microsoft about open sessions.
    pub rechecks: recheck::Rechecks,
    /// The weather at identity providers, as this process knows it.
    pub weather: weather::Weather,
}

/// The provider's multi-tenant registration at Entra.
pub struct SharedRegistration {
    /// Its application id.
    pub client_id: String,
    /// How it proves itself.
    pub credential: Arc<ReadyCredential>,
}

/// What the log keeps of a refusal besides its reason.
struct Known {
    /// The address that was shown, by which support is asked.
    address: Option<EmailAddress>,
    /// The user that it is about.
    user_id: Option<UserId>,
    detail: AuditDetail,
}

impl From<AuditDetail> for Known {
    fn from(detail: AuditDetail) -> Self {
        Self { address: None, user_id: None, detail }
    }
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
    /// A letter.
    #[error(transparent)]
    Mail(#[from] crate::mail::MailError),
    /// A password.
    #[error(transparent)]
    Password(#[from] crate::keys::password::PasswordHashError),
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
        let brought = self.brought(application.as_deref(), parameters, now).await?;
        let checked = match brought {
            Ok(brought) => self.check(application.as_deref(), &brought, now).await,
            Err(error) => Err(error),
        };
        let request = match checked {
            Ok(request) => request,
            Err(RequestError::Page(error)) => return Ok(Step::Fault(error)),
            Err(RequestError::Redirect { to, error }) => {
                return Ok(Step::back(random::id(now), to.with_error(error, &self.issuer)));
            }
        };
        let Some(application) = application else {
            return Ok(Step::Fault(PageError::UnknownApplication));
        };
        self.start(application, request, browser, now).await
    }

    /// Step 2 for a request that its application may make.
    async fn start(
        &self,
        application: Arc<Application>,
        request: AuthorizationRequest,
        browser: Browser<'_>,
        now: DateTime<Utc>,
    ) -> Result<Step, SignInError> {
        let transit = Transit {
            sign_in_id: random::id(now),
            started_at: now,
            request,
            stage: Stage::Choosing,
            choose_account: false,
        };
        // Whoever must not be asked cannot prove anything anew either (`max_age=0`).
        if matches!(transit.request.prompt, Prompt::AsNeeded | Prompt::None)
            && transit.request.max_age != Some(0)
            && let Some(step) = self.reuse(&application, &transit, browser, now).await?
        {
            return Ok(step);
        }
        if transit.request.prompt == Prompt::None {
            return self.silently(application, transit, browser, now).await;
        }
        let traditional = self.mail.is_some();
        // Microsoft does not open it: whatever is hinted, a code does.
        let only_by_code = traditional && application.sso == SsoPolicy::Never;
        let hint = if only_by_code { Hint::Nothing } else { discover::hint(&transit.request) };
        // As long as SSO is a pilot, most of the people do not come by it: the page asks, whoever it is.
        let leads_to_both = traditional && self.is_hinted_at_pilot(&application, &hint, now).await?;
        let hint = if leads_to_both { Hint::Nothing } else { hint };
        let step = match hint {
            Hint::Address(address)
                if self.is_asked_first(&application, &transit.request, Some(&address), now).await? =>
            {
                return self.ask(application, transit, browser, None, None, now).await;
            }
            Hint::Organization(_) if self.is_asked_first(&application, &transit.request, None, now).await? => {
                return self.ask(application, transit, browser, None, None, now).await;
            }
            Hint::Address(address) => self.by_address(Arc::clone(&application), transit, address, browser, now).await?,
            Hint::Organization(slug) => {
                self.by_organization(Arc::clone(&application), transit, &slug, browser, now).await?
            }
            Hint::Nothing => return self.ask(application, transit, browser, None, None, now).await,
        };
        // The application hints at no way in particular: where it is not Microsoft, the page offers what there is, and nothing has
        // gone wrong.
        match step {
            Step::Ask(ask) if traditional => Ok(Step::Ask(Box::new(Ask { notice: None, ..*ask }))),
            Step::Refuse(refused) if traditional && refused.reason != Reason::ApplicationDisabled => {
                match refused.transit {
                    Some(transit) => {
                        let transit = Transit { choose_account: false, ..transit };
                        self.ask(application, transit, browser, None, None, now).await
                    }
                    None => Ok(Step::Refuse(refused)),
                }
            }
            step => Ok(step),
        }
    }

    /// The question that the attempt has come to, once more: after a reload, or in another language.
    pub async fn resume(
        &self,
        transit: Transit,
        browser: Browser<'_>,
        now: DateTime<Utc>,
    ) -> Result<Step, SignInError> {
        let Some(application) = self.store.find_application_by_id(transit.request.application_id).await? else {
            return Ok(Step::Fault(PageError::UnknownApplication));
        };
        match transit.stage {
            Stage::Choosing | Stage::Departed(_) => self.ask(application, transit, browser, None, None, now).await,
            Stage::Asked(_) => self.ask_for_code(application, transit, browser, None, now).await,
            // The code is used up: only what is still to be shown can be asked.
            Stage::Proven(_) => self.proceed(application, transit, PasswordShown::No, browser, now).await,
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
            Choice::Remembered => match self.remembered(&application, browser, now).await? {
                Some(Remembered { address, method: RememberedMethod::OneTimePassword, .. }) => {
                    self.ask_code(application, transit, address, browser, now).await
                }
                Some(remembered) => {
                    // Whoever takes the remembered account has chosen one: Microsoft need not ask again.
                    if transit.request.prompt == Prompt::SelectAccount {
                        transit.request.prompt = Prompt::AsNeeded;
                    }
                    let hint = remembered.login_hint.clone();
                    self.by_address_hinted(application, transit, remembered.address, hint, browser, now).await
                }
                None => self.ask(application, transit, browser, None, Some(Notice::AddressMissing), now).await,
            },
            Choice::Another => {
                transit.choose_account = true;
                transit.stage = Stage::Choosing;
                self.ask(application, transit, browser, Some(String::new()), None, now).await
            }
            Choice::Provider(ref typed) | Choice::Address(ref typed) | Choice::SendCode(ref typed)
                if !typed.trim().is_empty() =>
            {
                let Ok(address) = typed.parse() else {
                    let (typed, notice) = (Some(typed.clone()), Some(Notice::AddressInvalid));
                    return self.ask(application, transit, browser, typed, notice, now).await;
                };
                match choice {
                    Choice::SendCode(_) => self.ask_code(application, transit, address, browser, now).await,
                    Choice::Address(_) if self.mail.is_some() => {
                        self.by_hand(application, transit, address, browser, now).await
                    }
                    _ => self.by_address(application, transit, address, browser, now).await,
                }
            }
            Choice::SendAnother => self.ask_another_code(application, transit, browser, now).await,
            Choice::Code(typed) => self.show_code(application, transit, &typed, browser, now).await,
            Choice::Password(typed) => self.show_password(application, transit, &typed, browser, now).await,
            Choice::NewPassword(typed, again) => {
                self.choose_password(application, transit, &typed, &again, browser, now).await
            }
            Choice::ForgottenPassword => self.forget_password(application, transit, browser, now).await,
            Choice::Organization(id) => self.choose_organization(application, transit, id, browser, now).await,
            Choice::Provider(_) if self.shared.is_some() => {
                self.by_shared_registration(application, transit, browser, now).await
            }
            Choice::Provider(typed) | Choice::Address(typed) | Choice::SendCode(typed) => {
                let notice = Some(Notice::AddressMissing);
                self.ask(application, transit, browser, Some(typed), notice, now).await
            }
        }
    }

    /// Where Entra sends people back to: an address of its own for each connection, against mix-up.
    pub fn redirect_uri(&self, target: Target) -> String {
        match target {
            Target::Connection(_, connection) => redirect_uri(&self.issuer, connection),
            Target::Tenant(..) | Target::AnyTenant => format!("{}/login/callback/entra", self.issuer),
        }
    }

    /// Refuses, in the log and on a page. The attempt stays open, and asks for an account next time.
    #[expect(clippy::too_many_arguments, reason = "a refusal needs all that the page and the log say")]
    async fn refuse(
        &self,
        application: Arc<Application>,
        organization: Option<Arc<OrganizationConfiguration>>,
        mut transit: Transit,
        reason: Reason,
        known: impl Into<Known>,
        browser: Browser<'_>,
        now: DateTime<Utc>,
    ) -> Result<Step, SignInError> {
        let at = circumstances(&transit, browser, now);
        let id = organization.as_ref().map(|organization| organization.organization.id);
        self.audit_refusal(id, reason, known, &at).await?;
        let by_code = matches!(transit.stage, Stage::Asked(_) | Stage::Proven(_));
        let provider = discover::provider_of_attempt(organization.as_deref(), &transit.stage);
        transit.stage = Stage::Choosing;
        transit.choose_account = true;
        Ok(Step::Refuse(Box::new(Refused {
            sign_in_id: Some(transit.sign_in_id),
            at: now,
            reason,
            by_code,
            provider,
            entra: None,
            application: Some(application),
            organization,
            back: Some(transit.request.redirect.with_error(told(reason), &self.issuer)),
            transit: Some(transit),
        })))
    }

    async fn audit_refusal(
        &self,
        organization_id: Option<OrganizationId>,
        reason: Reason,
        known: impl Into<Known>,
        at: &Circumstances<'_>,
    ) -> Result<(), SignInError> {
        tracing::info!(sign_in = %at.sign_in_id, reason = reason.code(), "sign_in.refused");
        let Known { address, user_id, detail } = known.into();
        let action = AuditAction::SignIn;
        let event = issue::event(random::id(at.now), action, organization_id, None, Err(reason), detail, at);
        // Whom it concerns; who did it is not proved.
        let event = AuditEvent { subject: address.map(Into::into), user_id, ..event };
        Ok(self.store.append_audit(&event).await?)
    }
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
