//! The doors for people.

pub mod account;
pub mod callback;

use axum::Form;
use axum::extract::rejection::{FormRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use http::{StatusCode, header};
use serde::Deserialize;

use super::Context;
use super::browser::{self as cookies, Browser};
use super::pages::stylesheet;
use super::respond::{Door, page, respond, set_cookies};
use crate::domain::id::{OrganizationId, SignInId};
use crate::domain::secret::Secret;
use crate::language::Language;
use crate::signin::arrival::lost;
use crate::signin::request::PageError;
use crate::signin::{Choice, Step};

/// `/login?sign_in=…&lang=…`: the login page of an attempt.
#[derive(Deserialize)]
pub struct LoginQuery {
    sign_in: SignInId,
    lang: Option<String>,
}

/// The form of the login page.
#[derive(Deserialize)]
pub struct LoginForm {
    sign_in: SignInId,
    #[serde(default)]
    action: String,
    #[serde(default)]
    address: String,
    lang: Option<String>,
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
            "microsoft" => Choice::Microsoft(self.address),
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
    let language = query.lang.as_deref().and_then(Language::from_tag);
    let door = Door { context: &context, browser: &browser, language, now };
    match browser.transit(&context.sign_in.ring, query.sign_in, now) {
        Ok(transit) => respond(door, context.sign_in.resume(transit, browser.seen()).await),
        Err(reason) => respond(door, Ok(lost(Some(query.sign_in), reason, now))),
    }
}

/// What a person chose on it.
pub async fn post(
    State(context): State<Context>,
    browser: Browser,
    form: Result<Form<LoginForm>, FormRejection>,
) -> Response {
    let now = context.clock.now();
    let door = |language| Door { context: &context, browser: &browser, language, now };
    let Ok(Form(form)) = form else { return respond(door(None), Ok(Step::Fault(PageError::Malformed))) };
    let door = door(form.lang.as_deref().and_then(Language::from_tag));
    let transit = match browser.transit(&context.sign_in.ring, form.sign_in, now) {
        Ok(transit) => transit,
        Err(reason) => return respond(door, Ok(lost(Some(form.sign_in), reason, now))),
    };
    // Said of the device, not of the attempt: it stays after it.
    if let Some(shared) = form.shared() {
        let seen = crate::signin::Browser { shared, remembered: None, ..browser.seen() };
        let mut response = respond(door, context.sign_in.resume(transit, seen).await);
        set_cookies(&mut response, &[cookies::shared(shared), cookies::remembered(None)]);
        return response;
    }
    respond(door, Box::pin(context.sign_in.choose(transit, form.choice(), browser.seen(), now)).await)
}

/// `/`: nothing to do here; sign-ins begin at an application.
pub async fn index(State(context): State<Context>, browser: Browser) -> Response {
    let language = Language::choose(None, browser.languages.as_deref(), None);
    page(StatusCode::OK, context.pages.index(language), &[])
}

/// What does not exist.
pub async fn not_found(State(context): State<Context>, browser: Browser) -> Response {
    let language = Language::choose(None, browser.languages.as_deref(), None);
    page(StatusCode::NOT_FOUND, context.pages.not_found(language), &[])
}

/// The stylesheet. Its name changes with its content, so that it can be kept for good.
pub async fn asset(State(context): State<Context>, browser: Browser, Path(file): Path<String>) -> Response {
    if file != stylesheet::name() {
        return not_found(State(context), browser).await;
    }
    let headers = [
        (header::CONTENT_TYPE, "text/css; charset=utf-8"),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
    ];
    (headers, stylesheet::CONTENT).into_response()
}
