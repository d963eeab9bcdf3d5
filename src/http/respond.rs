//! The one place where what happened becomes an answer to a browser.

use axum::response::{Html, IntoResponse, Response};
use axum_extra::extract::cookie::Cookie;
use chrono::{DateTime, Utc};
use http::header::{CONTENT_SECURITY_POLICY, LOCATION, SET_COOKIE};
use http::{HeaderValue, StatusCode};

use super::Context;
use super::browser::{self, Browser};
use super::pages::advice::advice;
use super::pages::traditional::Traditional;
use super::pages::{Login, Refusal, policy};
use crate::domain::application::SsoPolicy;
use crate::language::Language;
use crate::signin::{Ask, Question, Refused, Return, SignInError, Step};

/// Where an answer goes.
#[derive(Clone, Copy)]
pub struct Door<'a> {
    /// What the doors need.
    pub context: &'a Context,
    /// Who asked.
    pub browser: &'a Browser,
    /// The language that the person chose on the page, if they did.
    pub language: Option<Language>,
    /// When.
    pub now: DateTime<Utc>,
}

/// Answers.
pub fn respond(door: Door<'_>, step: Result<Step, SignInError>) -> Response {
    match step {
        Ok(Step::Return(step)) => back(door, *step),
        Ok(Step::Depart { transit, to }) => redirect(&to, &door.browser.keep(&transit, &door.context.sign_in.ring)),
        Ok(Step::Ask(step)) => ask(door, &step),
        Ok(Step::Refuse(step)) => refuse(door, &step),
        Ok(Step::Fault(fault)) => {
            let language = door.language(None, None);
            tracing::info!(?fault, "request.refused");
            page(StatusCode::BAD_REQUEST, door.context.pages.fault(language, fault), &[])
        }
        Err(error) => {
            tracing::error!(%error, "sign_in.failed");
            let language = door.language(None, None);
            page(StatusCode::INTERNAL_SERVER_ERROR, door.context.pages.failure(language), &[])
        }
    }
}

impl Door<'_> {
    fn language(&self, ui_locales: Option<&str>, organization: Option<&str>) -> Language {
        let chosen = || Language::choose(ui_locales, self.browser.languages.as_deref(), organization);
        self.language.unwrap_or_else(chosen)
    }
}

fn back(door: Door<'_>, step: Return) -> Response {
    let mut cookies = vec![browser::forget_attempt(step.sign_in_id)];
    cookies.extend(step.session.map(|value| browser::session(value.expose())));
    cookies.extend(step.remember.map(|remember| {
        browser::remembered(remember.map(|remembered| door.context.sign_in.seal_remembered(&remembered)))
    }));
    redirect(&step.to, &cookies)
}

fn ask(door: Door<'_>, step: &Ask) -> Response {
    let sign_in = &door.context.sign_in;
    let request = &step.transit.request;
    let language = door.language(request.ui_locales.as_deref(), None);
    let (sign_in_id, application) = (step.transit.sign_in_id, step.application.name.as_str());
    let page_of = Traditional { language, sign_in: sign_in_id, application, notice: step.notice };
    let pages = &door.context.pages;
    let body = match &step.question {
        Question::Way { address, remembered, traditional, shared } => pages.login(&Login {
            language,
            sign_in: sign_in_id,
            application,
            sso: step.application.sso != SsoPolicy::Never,
            traditional: *traditional,
            shared: *shared,
            address: address.as_deref(),
            remembered: remembered.as_ref(),
            notice: step.notice,
            home: step.application.home.as_ref().map(url::Url::as_str),
        }),
        Question::Code { address } => pages.code(&page_of, address),
        Question::Organization(choices) => pages.organization(&page_of, choices),
        Question::Password { address } => pages.password(&page_of, address),
        Question::NewPassword { address } => pages.new_password(&page_of, address),
    };
    let mut targets = sign_in.upstream.origins();
    // Chromium holds the redirects of a form to `form-action` too, down to the application's own address.
    targets.push(request.redirect.origin());
    let mut response = page(StatusCode::OK, body, &targets);
    set_cookies(&mut response, &door.browser.keep(&step.transit, &sign_in.ring));
    response
}

fn refuse(door: Door<'_>, step: &Refused) -> Response {
    let request = step.transit.as_ref().map(|transit| &transit.request);
    let organization = step.organization.as_ref().map(|configuration| &configuration.organization);
    let language = door.language(
        request.and_then(|request| request.ui_locales.as_deref()),
        organization.and_then(|organization| organization.locale.as_deref()),
    );
    let advice = advice(step.reason);
    let retry = step.transit.as_ref().map(|transit| format!("/login?sign_in={}", transit.sign_in_id));
    let body = door.context.pages.refusal(&Refusal {
        language,
        advice,
        sign_in: step.sign_in_id,
        at: step.at,
        application: step.application.as_ref().map(|application| application.name.as_str()),
        organization: organization.map(|organization| organization.name.as_str()),
        help: organization.and_then(|organization| organization.help.as_deref()),
        retry: retry.as_deref(),
        back: step.back.as_deref(),
    });
    let mut response = page(advice.status(), body, &[]);
    if let Some(transit) = &step.transit {
        set_cookies(&mut response, &door.browser.keep(transit, &door.context.sign_in.ring));
    }
    response
}

/// 303: whatever the method was, what follows is a GET (RFC 9700, 4.12).
pub fn redirect(to: &str, cookies: &[Cookie<'static>]) -> Response {
    let Ok(location) = HeaderValue::from_str(to) else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let mut response = (StatusCode::SEE_OTHER, [(LOCATION, location)]).into_response();
    set_cookies(&mut response, cookies);
    response
}

/// A page, with a policy that lets its forms end at `form_targets` and nothing else happen.
pub fn page(status: StatusCode, body: String, form_targets: &[String]) -> Response {
    let mut response = (status, Html(body)).into_response();
    if let Ok(policy) = HeaderValue::from_str(&policy(form_targets)) {
        response.headers_mut().insert(CONTENT_SECURITY_POLICY, policy);
    }
    response
}

/// Adds cookies to an answer.
pub fn set_cookies(response: &mut Response, cookies: &[Cookie<'static>]) {
    for cookie in cookies {
        if let Ok(value) = HeaderValue::from_str(&cookie.to_string()) {
            response.headers_mut().append(SET_COOKIE, value);
        }
    }
}
