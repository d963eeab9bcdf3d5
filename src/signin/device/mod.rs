//! A device or program without a browser of its own signs a person in (RFC 8628): it shows a code, the person types that here, signs in
//! as into any application, and says whether the device may.
//!
//! For the time of the sign-in the page is a client like any other: what comes back is a code, which can be redeemed only in the
//! browser that typed the device's (PKCE). What the device gets in the end is that very grant.

mod token;

use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::browser::Browser;
use super::issue::{self, Circumstances};
use super::parameters::Parameters;
use super::question::Notice;
use super::redeem::{self, TokenError};
use super::request;
use super::step::Step;
use super::{SignIn, SignInError};
use crate::domain::application::{Application, ApplicationStatus};
use crate::domain::audit::{AuditAction, AuditDetail, AuditEvent, AuditOutcome};
use crate::domain::device::{self, DeviceAuthorization, DeviceCodes, DeviceState, UserCode};
use crate::domain::grant::{Grant, TokenHash};
use crate::domain::id::{DeviceAuthorizationId, GrantId, OrganizationId};
use crate::domain::organization::OrganizationConfiguration;
use crate::keys::{hash, random};
use crate::store::StoreError;
use crate::store::grants::ClaimedCode;
use crate::store::limits::Taken;

/// The grant type at the token endpoint (RFC 8628, 3.4).
pub const GRANT_TYPE: &str = "urn:ietf:params:oauth:grant-type:device_code";

/// What seals the cookie of a browser in which a code was typed.
const PURPOSE: &str = "device";
/// How often another code is taken where somebody has the same: of 2.5 * 10^10 one is, once in a lifetime.
const DRAWS: usize = 3;

/// What a device is told that asks (RFC 8628, 3.2).
#[derive(Serialize)]
pub struct Waiting {
    device_code: String,
    user_code: String,
    verification_uri: String,
    verification_uri_complete: String,
    expires_in: i64,
    interval: i64,
}

/// A browser in which the code of a device was typed; sealed in a cookie.
#[derive(Debug, Serialize, Deserialize)]
struct Typed {
    device: DeviceAuthorizationId,
    code: UserCode,
    /// PKCE: nobody else redeems what the sign-in gives.
    verifier: String,
    /// What the sign-in gave, once the person is back from it.
    grant: Option<(OrganizationId, GrantId)>,
}

/// What happens next on the page of a device's person.
pub enum DeviceStep {
    /// The code is asked for.
    Ask(Option<Notice>),
    /// The person signs in, as into any application.
    SignIn {
        /// The first step of that.
        step: Step,
        /// What the browser keeps meanwhile.
        cookie: String,
    },
    /// They are back from it, and are asked next.
    SignedIn {
        /// What the browser keeps from now on.
        cookie: String,
    },
    /// They are asked whether the device may.
    Question(Box<Question>),
    /// They have said so.
    Answered {
        /// What asked.
        application: Arc<Application>,
        /// Whose person it is who has said so.
        configuration: Arc<OrganizationConfiguration>,
        /// Whether it may.
        allowed: bool,
    },
}

/// Whether a device may sign a person in.
pub struct Question {
    /// Which device.
    pub device: DeviceAuthorization,
    /// The code that it shows.
    pub code: UserCode,
    /// Which application it runs.
    pub application: Arc<Application>,
    /// What it would get.
    pub grant: Grant,
    /// Whose person it is.
    pub configuration: Arc<OrganizationConfiguration>,
}

impl SignIn {
    /// A device asks for its codes, for an application that has proved itself as far as it can.
    pub async fn ask_for_device(
        &self,
        application: &Application,
        parameters: &Parameters,
        ip: Option<std::net::IpAddr>,
        now: DateTime<Utc>,
    ) -> Result<Result<Waiting, TokenError>, SignInError> {
        if parameters.repeated() {
            return Ok(Err(TokenError::InvalidRequest));
        }
        if !application.device_grant {
            return Ok(Err(TokenError::UnauthorizedClient));
        }
        let Ok(scope) = request::scope(application, parameters) else { return Ok(Err(TokenError::InvalidScope)) };
        let device = DeviceAuthorization {
            id: random::id(now),
            application_id: application.id,
            scope,
            state: DeviceState::Waiting,
            grant: None,
            interval: device::INTERVAL,
            ip,
            created_at: now,
            expires_at: now + device::LIFETIME,
        };
        for _ in 0..DRAWS {
            let (device_code, user_code) = (random::token(), UserCode::new(random::bytes()));
            let codes =
                DeviceCodes { device_code: hash::hash(device_code.expose()), user_code: user_code_hash(&user_code) };
            match self.store.insert_device(&device, &codes, &device::limit_of_asking(ip)).await {
                Ok(Taken::Yes) => {}
                Ok(Taken::Empty(_)) => return Ok(Err(TokenError::TooMany)),
                Err(StoreError::Conflict) => continue,
                Err(error) => return Err(error.into()),
            }
            let page = format!("{}/device", self.issuer);
            return Ok(Ok(Waiting {
                device_code: device_code.expose().to_owned(),
                verification_uri_complete: format!("{page}?user_code={user_code}"),
                user_code: user_code.to_string(),
                verification_uri: page,
                expires_in: device::LIFETIME.num_seconds(),
                interval: device::INTERVAL.num_seconds(),
            }));
        }
        Err(StoreError::Conflict.into())
    }

    /// A person types the code that a device shows. One that is wrong, one that is too late and one that was answered already are told
    /// alike.
    pub async fn begin_for_device(
        &self,
        typed: &str,
        browser: Browser<'_>,
        now: DateTime<Utc>,
    ) -> Result<DeviceStep, SignInError> {
        // Before anything is compared, and whatever was typed.
        if self.store.take(&device::limits_of_trying(browser.ip), now).await? != Taken::Yes {
            return Ok(DeviceStep::Ask(Some(Notice::TooManyDeviceCodes)));
        }
        let wrong = || DeviceStep::Ask(Some(Notice::DeviceCodeWrong));
        let Some(code) = UserCode::read(typed) else { return Ok(wrong()) };
        let Some(device) = self.store.find_waiting_device(&user_code_hash(&code), now).await? else {
            return Ok(wrong());
        };
        let Some(application) = self.device_application(&device).await? else { return Ok(wrong()) };
        let verifier = random::token();
        let challenge = hash::s256(verifier.expose());
        let request = request::for_device(&application, &device.scope, challenge, &self.issuer);
        let step = Box::pin(self.start(application, request, browser, now)).await?;
        let typed = Typed { device: device.id, code, verifier: verifier.expose().to_owned(), grant: None };
        Ok(DeviceStep::SignIn { step, cookie: self.seal_typed(&typed) })
    }

    /// They come back from the sign-in, with the code that it gave.
    pub async fn signed_in_for_device(
        &self,
        cookie: Option<&str>,
        parameters: &Parameters,
        browser: Browser<'_>,
        now: DateTime<Utc>,
    ) -> Result<DeviceStep, SignInError> {
        let Some(mut typed) = self.open_typed(cookie) else { return Ok(DeviceStep::Ask(None)) };
        if typed.grant.is_some() {
            // The same address once more, by the browser's *Back*.
            return Ok(DeviceStep::SignedIn { cookie: self.seal_typed(&typed) });
        }
        let Some(code) = parameters.get("code").filter(|_| !parameters.repeated()) else {
            return Ok(DeviceStep::Ask(None));
        };
        let Some(device) = self.store.find_waiting_device(&user_code_hash(&typed.code), now).await? else {
            return Ok(DeviceStep::Ask(Some(Notice::DeviceCodeWrong)));
        };
        let grant = match self.store.claim_code(&hash::hash(code), device.application_id, now).await? {
            ClaimedCode::Granted(grant) => grant,
            ClaimedCode::Unknown => return Ok(DeviceStep::Ask(None)),
            ClaimedCode::Reused(grant) => {
                Box::pin(self.revoke(&grant, AuditAction::CodeReused, browser.ip, now)).await?;
                return Ok(DeviceStep::Ask(None));
            }
        };
        let here = request::device_callback(&self.issuer);
        if redeem::check(&grant, Some(&here), Some(&typed.verifier)).is_err() {
            // Somebody was sent here with the code of a sign-in that is not theirs (RFC 9700, 4.7), or has typed another device's since.
            return Ok(DeviceStep::Ask(None));
        }
        typed.grant = Some((grant.organization_id, grant.id));
        Ok(DeviceStep::SignedIn { cookie: self.seal_typed(&typed) })
    }

    /// Asks whether the device may.
    pub async fn question_of_device(
        &self,
        cookie: Option<&str>,
        browser: Browser<'_>,
        now: DateTime<Utc>,
    ) -> Result<DeviceStep, SignInError> {
        let question = self.question(cookie, browser, now).await?;
        Ok(question.map_or(DeviceStep::Ask(None), |question| DeviceStep::Question(Box::new(question))))
    }

    /// The person says whether the device may: the one that they were shown, in the session that they were asked in.
    pub async fn answer_device(
        &self,
        cookie: Option<&str>,
        shown: DeviceAuthorizationId,
        allow: bool,
        browser: Browser<'_>,
        now: DateTime<Utc>,
    ) -> Result<DeviceStep, SignInError> {
        let question = self.question(cookie, browser, now).await?;
        let Some(question) = question.filter(|question| question.device.id == shown) else {
            return Ok(DeviceStep::Ask(None));
        };
        let Question { device, application, grant, configuration, .. } = question;
        let outcome = if allow { AuditOutcome::Success } else { AuditOutcome::Refused };
        let what = if allow { "allowed" } else { "refused" };
        let detail = json!({ "device": what, "asked_from": device.ip, "asked_at": device.created_at });
        let event = AuditEvent { outcome, ..event(&grant, &detail, browser, now) };
        let store = self.store.organization(grant.organization_id);
        if !store.answer_device(device.id, allow.then_some(grant.id), now, &event).await? {
            return Ok(DeviceStep::Ask(Some(Notice::DeviceCodeWrong)));
        }
        tracing::info!(sign_in = %grant.sign_in_id, allow, "device.answered");
        Ok(DeviceStep::Answered { application, configuration, allowed: allow })
    }

    /// What this browser may be asked: it holds the code of a device that waits, has come back from the sign-in for it, and still
    /// holds the session of that sign-in.
    async fn question(
        &self,
        cookie: Option<&str>,
        browser: Browser<'_>,
        now: DateTime<Utc>,
    ) -> Result<Option<Question>, SignInError> {
        let Some(Typed { device: id, code, grant: Some((organization, grant)), .. }) = self.open_typed(cookie) else {
            return Ok(None);
        };
        let Some(held) = browser.session else { return Ok(None) };
        let Some(device) = self.store.find_waiting_device(&user_code_hash(&code), now).await? else { return Ok(None) };
        let session = self.store.find_session(&hash::hash(held), now).await?;
        let live = self.store.organization(organization).find_live_grant(grant, now).await?;
        let (Some(session), Some((grant, _))) = (session, live) else { return Ok(None) };
        if device.id != id || grant.session_id != session.id || grant.application_id != device.application_id {
            return Ok(None);
        }
        let Some(application) = self.device_application(&device).await? else { return Ok(None) };
        let Some(configuration) = self.store.find_configuration(organization).await? else { return Ok(None) };
        Ok(Some(Question { device, code, application, grant, configuration }))
    }

    /// The application of a device, if devices may still sign in to it.
    async fn device_application(&self, device: &DeviceAuthorization) -> Result<Option<Arc<Application>>, SignInError> {
        let found = self.store.find_application_by_id(device.application_id).await?;
        let may = |application: &Arc<Application>| {
            application.device_grant && application.status == ApplicationStatus::Active
        };
        Ok(found.filter(may))
    }

    fn seal_typed(&self, typed: &Typed) -> String {
        self.ring.seal_text(PURPOSE, &serde_json::to_vec(typed).unwrap_or_default())
    }

    fn open_typed(&self, cookie: Option<&str>) -> Option<Typed> {
        let plain = self.ring.open_text(PURPOSE, cookie?).ok()?;
        serde_json::from_slice(&plain).ok()
    }
}

/// What is stored of the code that a person types.
fn user_code_hash(code: &UserCode) -> TokenHash {
    hash::hash(&format!("user code {}", code.letters()))
}

/// A line of the log about a device, in the name of the person who has signed in for it.
fn event(grant: &Grant, detail: &Value, browser: Browser<'_>, now: DateTime<Utc>) -> AuditEvent {
    let at = Circumstances {
        now,
        sign_in_id: grant.sign_in_id,
        application_id: grant.application_id,
        ip: browser.ip,
        user_agent: browser.user_agent,
    };
    let (organization, user) = (Some(grant.organization_id), Some(grant.user_id));
    let action = AuditAction::DeviceAuthorized;
    issue::event(random::id(now), action, organization, user, Ok(()), AuditDetail::of(detail), &at)
}
