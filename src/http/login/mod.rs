//! The doors for people.

pub mod account;
pub mod assets;
pub mod beat;
pub mod callback;
pub mod device;
pub mod front_channel;
pub mod initiate;

use axum::Form;
use axum::extract::rejection::{FormRejection, QueryRejection};
use axum::extract::{Query, State};
use axum::response::Response;
use http::StatusCode;
use serde::Deserialize;

use super::Context;
use super::browser::{self as cookies, Browser};
use super::respond::{Door, page, respond, set_cookies};
use crate::domain::id::{OrganizationId, SignInId};
use crate::domain::secret::Secret;
use crate::signin::arrival::lost;
use crate::signin::question::Choice;
use crate::signin::request_error::PageError;
use crate::signin::step::Step;
use beat::Beat;

/// `/login?sign_in=…`: the login page of an attempt.
#[derive(Deserialize)]
pub struct LoginQuery {
    sign_in: SignInId,
}

/// The form of the login page.
#[derive(Deserialize)]
pub struct LoginForm {
    sign_in: SignInId,
    #[serde(default)]
    action: String,
    #[serde(default)]
    address: String,
    #[serde(default)]
    code: String,
    password: Option<Secret>,
    new_password: Option<Secret>,
    again: Option<Secret>,
    organization: Option<OrganizationId>,
}

impl LoginForm {
    /// Whether the person says that several people use this device, or no longer.
    fn shared(&self) -> Option<bool> {
        match self.action.as_str() {
            "shared" => Some(true),
            "not_shared" => Some(false),
            _ => None,
        }
    }

    /// What the person chose.
    fn choice(self) -> Choice {
        let secret = |typed: Option<Secret>| typed.unwrap_or_else(|| Secret::new(""));
        match self.action.as_str() {
            "microsoft" | "provider" => Choice::Provider(self.address),
            "remembered" => Choice::Remembered,
            "another" => Choice::Another,
            "code" => Choice::SendCode(self.address),
            "resend" => Choice::SendAnother,
            "verify" => Choice::Code(self.code),
            "password" => Choice::Password(secret(self.password)),
            "new_password" => Choice::NewPassword(secret(self.new_password), secret(self.again)),
            "forgotten" => Choice::ForgottenPassword,
            "organization" => self.organization.map_or(Choice::Address(String::new()), Choice::Organization),
            // Enter in a field presses no button in some browsers.
            _ if !self.code.is_empty() => Choice::Code(self.code),
            _ if self.password.is_some() => Choice::Password(secret(self.password)),
            _ => Choice::Address(self.address),
        }
    }
}

/// The login page of an attempt that this browser has under way.
pub async fn get(
    State(context): State<Context>,
    browser: Browser,
    query: Result<Query<LoginQuery>, QueryRejection>,
) -> Response {
    let now = context.clock.now();
    let Ok(Query(query)) = query else { return index(State(context), browser).await };
    let door = Door { context: &context, browser: &browser, now };
    match browser.transit(&context.sign_in.ring, query.sign_in, now) {
        Ok(transit) => respond(door, Box::pin(context.sign_in.resume(transit, browser.seen(), now)).await).await,
        Err(reason) => respond(door, Ok(lost(Some(query.sign_in), reason, now))).await,
    }
}

/// What a person chose on it.
pub async fn post(
    State(context): State<Context>,
    browser: Browser,
    form: Result<Form<LoginForm>, FormRejection>,
) -> Response {
    let beat = Beat::start();
    let now = context.clock.now();
    let door = Door { context: &context, browser: &browser, now };
    let Ok(Form(form)) = form else { return respond(door, Ok(Step::Fault(PageError::Malformed))).await };
    let transit = match browser.transit(&context.sign_in.ring, form.sign_in, now) {
        Ok(transit) => transit,
        Err(reason) => return respond(door, Ok(lost(Some(form.sign_in), reason, now))).await,
    };
    // Said of the device, not of the attempt: it stays after it.
    if let Some(shared) = form.shared() {
        let seen = crate::signin::browser::Browser { shared, remembered: None, ..browser.seen() };
        let mut response = respond(door, Box::pin(context.sign_in.resume(transit, seen, now)).await).await;
        set_cookies(&mut response, &[cookies::shared(shared), cookies::remembered(None)]);
        return response;
    }
    let choice = form.choice();
    let is_about_an_account = choice.is_about_an_account();
    let step = Box::pin(context.sign_in.choose(transit, choice, browser.seen(), now)).await;
    // Where a domain leads is no secret, and nobody waits for it.
    if is_about_an_account && !matches!(step, Ok(Step::Depart { .. })) {
        beat.wait().await;
    }
    respond(door, step).await
}

/// `/`: nothing to do here; sign-ins begin at an application.
pub async fn index(State(context): State<Context>, browser: Browser) -> Response {
    let language = browser.language(None, None);
    page(StatusCode::OK, context.pages.index(language), &[])
}

/// What does not exist.
pub async fn not_found(State(context): State<Context>, browser: Browser) -> Response {
    let language = browser.language(None, None);
    page(StatusCode::NOT_FOUND, context.pages.not_found(language), &[])
}
