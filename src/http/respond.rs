//! The one place where what happened becomes an answer to a browser.

use std::sync::Arc;

use axum::response::{Html, IntoResponse, Response};
use axum_extra::extract::cookie::Cookie;
use chrono::{DateTime, Utc};
use http::header::{CONTENT_SECURITY_POLICY, LOCATION, REFRESH, SET_COOKIE};
use http::{HeaderValue, StatusCode};

use super::Context;
use super::browser::{self, Browser};
use super::pages::advice::{Advice, Came, advice};
use super::pages::form_post;
use super::pages::frame::Frame;
use super::pages::microsoft::Microsoft;
use super::pages::traditional::Traditional;
use super::pages::weather::Outlook;
use super::pages::{Login, Refusal, policy};
use crate::domain::application::SsoPolicy;
use crate::domain::flag::{FlagName, resolve};
use crate::domain::organization::{Organization, OrganizationConfiguration};
use crate::domain::weather::Cause;
use crate::language::Language;
use crate::signin::SignInError;
use crate::signin::question::Question;
use crate::signin::reply::Reply;
use crate::signin::step::{Ask, Refused, Return, Step};
use crate::signin::transit::Transit;
use crate::upstream::aadsts::EntraError;

/// Where an answer goes.
#[derive(Clone, Copy)]
pub struct Door<'a> {
    /// What the doors need.
    pub context: &'a Context,
    /// Who asked.
    pub browser: &'a Browser,
    /// When.
    pub now: DateTime<Utc>,
}

/// Answers.
pub async fn respond(door: Door<'_>, step: Result<Step, SignInError>) -> Response {
    match step {
        Ok(Step::Return(step)) => back(door, *step),
        Ok(Step::Depart { transit, to }) => depart(door, &transit, &to),
        Ok(Step::Ask(step)) => {
            let organization = Box::pin(organization(door, &step)).await;
            ask(door, &step, organization.as_deref().map(|configuration| &configuration.organization))
        }
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
        self.browser.language(ui_locales, organization)
    }
}

/// To the provider. Chromium holds what a form is redirected to, to `form-action` of its page; which providers there are is nobody's
/// business, so a page of its own leads to those that no page names.
fn depart(door: Door<'_>, transit: &Transit, to: &str) -> Response {
    let cookies = door.browser.keep(transit, &door.context.sign_in.ring);
    onward(door.context, door.language(transit.request.ui_locales.as_deref(), None), to, &cookies)
}

/// The same, whoever is sent there: at once, or by the page of its own.
pub fn onward(context: &Context, language: Language, to: &str, cookies: &[Cookie<'static>]) -> Response {
    if context.sign_in.upstream.is_origin_known(to) {
        return redirect(to, cookies);
    }
    let mut response = page(StatusCode::OK, context.pages.onward(language, to), &[]);
    if let Ok(refresh) = HeaderValue::from_str(&format!("0; url={to}")) {
        response.headers_mut().insert(REFRESH, refresh);
    }
    set_cookies(&mut response, cookies);
    response
}

fn back(door: Door<'_>, step: Return) -> Response {
    let mut cookies = vec![browser::forget_attempt(step.sign_in_id)];
    cookies.extend(step.session.map(|value| browser::session(value.expose())));
    cookies.extend(step.remember.map(|remember| {
        browser::remembered(remember.map(|remembered| door.context.sign_in.seal_remembered(&remembered)))
    }));
    match &step.to {
        Reply::Redirect(to) => redirect(to, &cookies),
        Reply::Post { uri, fields } => {
            let body = door.context.pages.form_post(door.language(None, None), uri, fields);
            let targets: Vec<_> = step.to.form_target().into_iter().collect();
            let mut response = with_policy(StatusCode::OK, body, &form_post::policy(&targets));
            set_cookies(&mut response, &cookies);
            response
        }
    }
}

/// Whose page it may be: the one that the application named, or that the person came to before, or has proved to be of. Never the
/// one of an address that was only typed: that would tell whose it is.
async fn organization(door: Door<'_>, step: &Ask) -> Option<Arc<OrganizationConfiguration>> {
    let store = &door.context.sign_in.store;
    let id = match (&step.transit.request.organization, &step.question) {
        (Some(slug), _) => store.find_organization_by_slug(slug).await.ok()??,
        (None, Question::Way { remembered: Some(remembered), .. }) => remembered.organization_id,
        (None, Question::Password { organization_id, .. } | Question::NewPassword { organization_id, .. }) => {
            *organization_id
        }
        _ => return None,
    };
    // Without its look a page is still a page.
    store.find_configuration(id).await.ok()?
}

fn ask(door: Door<'_>, step: &Ask, organization: Option<&Organization>) -> Response {
    let sign_in = &door.context.sign_in;
    let request = &step.transit.request;
    let locale = organization.and_then(|organization| organization.locale.as_deref());
    let language = door.language(request.ui_locales.as_deref(), locale);
    let here = format!("/login?sign_in={}&amp;", step.transit.sign_in_id);
    let frame = Frame::at(&here).of(organization);
    let (sign_in_id, application) = (step.transit.sign_in_id, step.application.name.as_str());
    let page_of = Traditional { language, frame, sign_in: sign_in_id, application, notice: step.notice };
    let pages = &door.context.pages;
    let body = match &step.question {
        Question::Way { address, remembered, offer, button, traditional, shared, trouble } => pages.login(&Login {
            language,
            frame,
            sign_in: sign_in_id,
            application,
            offer,
            button,
            traditional: *traditional,
            shared: *shared,
            address: address.as_deref(),
            remembered: remembered.as_ref(),
            notice: step.notice,
            trouble: trouble.map(|trouble| Outlook::of(trouble, door.now)),
            home: step.application.home.as_ref().map(url::Url::as_str),
        }),
        Question::Code { address, button } => pages.code(&page_of, address, button.as_ref()),
        Question::Organization(choices) => pages.organization(&page_of, choices),
        Question::Password { address, .. } => pages.password(&page_of, address),
        Question::NewPassword { address, .. } => pages.new_password(&page_of, address),
    };
    let mut targets = sign_in.upstream.origins();
    // Chromium holds the redirects of a form to `form-action` too, down to the application's own address.
    targets.push(request.redirect.origin());
    let mut response = page(StatusCode::OK, body, &targets);
    set_cookies(&mut response, &door.browser.keep(&step.transit, &sign_in.ring));
    response
}

/// Sends the browser to the page that asks, which it can load as often as it likes.
pub fn to_page(door: Door<'_>, step: &Ask) -> Response {
    let to = format!("/login?sign_in={}", step.transit.sign_in_id);
    redirect(&to, &door.browser.keep(&step.transit, &door.context.sign_in.ring))
}

fn refuse(door: Door<'_>, step: &Refused) -> Response {
    let request = step.transit.as_ref().map(|transit| &transit.request);
    let organization = step.organization.as_ref().map(|configuration| &configuration.organization);
    let language = door.language(
        request.and_then(|request| request.ui_locales.as_deref()),
        organization.and_then(|organization| organization.locale.as_deref()),
    );
    let sso = step.application.as_ref().is_none_or(|application| application.sso != SsoPolicy::Never);
    let advice = advice(step.reason, Came { by_code: step.by_code, sso });
    let retry = step.transit.as_ref().map(|transit| format!("/login?sign_in={}", transit.sign_in_id));
    let body = door.context.pages.refusal(&Refusal {
        language,
        frame: Frame::default().of(organization),
        advice,
        provider: &step.provider,
        // How we prove ourselves at Microsoft is between the two of us: that a hospital's secret has ended is no stranger's business.
        microsoft: step
            .entra
            .as_ref()
            .filter(|_| advice != Advice::OurFault)
            .and_then(EntraError::number)
            .map(Microsoft::said),
        trouble: trouble(door, step),
        sign_in: step.sign_in_id,
        at: step.at,
        application: step.application.as_ref().map(|application| application.name.as_str()),
        help: organization.and_then(|organization| organization.help.as_deref()),
        retry: retry.as_deref(),
        back: step.back.as_ref(),
    });
    let targets: Vec<_> = step.back.as_ref().and_then(Reply::form_target).into_iter().collect();
    let mut response = page(advice.status(), body, &targets);
    if let Some(transit) = &step.transit {
        set_cookies(&mut response, &door.browser.keep(transit, &door.context.sign_in.ring));
    }
    response
}

/// The trouble that somebody has met, where it is not theirs alone; and whether a code is another way.
fn trouble(door: Door<'_>, step: &Refused) -> Option<(Outlook, bool)> {
    let configuration = step.organization.as_deref().filter(|_| Cause::of(step.reason).is_some())?;
    let sign_in = &door.context.sign_in;
    let trouble = sign_in.weather.of_organization(configuration)?;
    let forced = step.application.as_ref().is_none_or(|application| {
        resolve(FlagName::ForcedSso, &configuration.flags, application, door.now).value(FlagName::ForcedSso)
    });
    Some((Outlook::of(trouble, door.now), sign_in.mail.is_some() && !forced))
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
    with_policy(status, body, &policy(form_targets))
}

fn with_policy(status: StatusCode, body: String, policy: &str) -> Response {
    let mut response = (status, Html(body)).into_response();
    if let Ok(policy) = HeaderValue::from_str(policy) {
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
