//! The door of a hospital's own people: `/setup/{link}` of an invitation, and `/setup`, which it opens, with the check of a domain.

use std::fmt::Display;

use axum::Form;
use axum::extract::rejection::{FormRejection, PathRejection};
use axum::extract::{Path, State};
use axum::response::Response;
use http::header::RETRY_AFTER;
use http::{HeaderValue, StatusCode};
use serde::Deserialize;

use super::Context;
use super::admin::connections::addresses;
use super::browser::{self as cookies, Browser};
use super::pages::setup::SetupPage;
use super::respond::{page, redirect, set_cookies};
use crate::domain::email::EmailDomain;
use crate::domain::secret::Secret;
use crate::tenancy::change::{Act, TenancyError};
use crate::tenancy::domain_checks::{self, CheckError};
use crate::tenancy::setup::overview::overview;
use crate::tenancy::setup::{self, Opened, Visitor};

/// How long somebody who opened too many links, or asked for a domain too often, waits for the next time, in seconds.
const WAIT: HeaderValue = HeaderValue::from_static("10");

/// Takes a link out of the address at once, and a cookie in its place: what stands in an address is kept in histories, sent on as a
/// referrer, and seen by whoever looks over a shoulder.
pub async fn open(
    State(context): State<Context>,
    browser: Browser,
    link: Result<Path<Secret>, PathRejection>,
) -> Response {
    let now = context.clock.now();
    let Ok(Path(link)) = link else { return nothing(&context, &browser) };
    let seen = browser.seen();
    let visitor = Visitor { ip: seen.ip, user_agent: seen.user_agent, now };
    let sign_in = &context.sign_in;
    match setup::open(&sign_in.store, &sign_in.ring, link.expose(), visitor).await {
        Ok(Opened::Visit(sealed)) => redirect("/setup", &[cookies::setup(&sealed)]),
        Ok(Opened::Nothing) => nothing(&context, &browser),
        Ok(Opened::TooMany) => {
            let body = context.pages.setup_wait(browser.language(None, None));
            let mut response = page(StatusCode::TOO_MANY_REQUESTS, body, &[]);
            response.headers_mut().insert(RETRY_AFTER, WAIT);
            response
        }
        Err(error) => failed(&context, &browser, &error),
    }
}

/// What is configured, for whoever has opened a link that is still good.
pub async fn get(State(context): State<Context>, browser: Browser) -> Response {
    let now = context.clock.now();
    let sign_in = &context.sign_in;
    let found = match browser.setup() {
        Some(sealed) => setup::visit(&sign_in.store, &sign_in.ring, sealed, now).await,
        None => Ok(None),
    };
    match found {
        Ok(Some((invitation, configuration))) => {
            let own = sign_in.store.organization(invitation.organization_id);
            let checks = match own.list_domain_checks().await {
                Ok(checks) => checks,
                Err(error) => return failed(&context, &browser, &error),
            };
            let shared = sign_in.shared.as_ref().map(|shared| shared.client_id.as_str());
            let ours = |connection: &_, registration: Option<&_>| addresses(connection, registration, &context);
            let overview = overview(&configuration, &checks, ours, shared, now);
            let language = browser.language(None, Some(invitation.language.tag()));
            let organization = &configuration.organization;
            let body = context.pages.setup(&SetupPage { language, organization, invitation: &invitation, overview });
            page(StatusCode::OK, body, &[])
        }
        Ok(None) => forgotten(&context, &browser),
        Err(error) => failed(&context, &browser, &error),
    }
}

/// Which domain is asked for.
#[derive(Deserialize)]
pub struct Asked {
    domain: EmailDomain,
}

/// Asks the DNS whether a domain is the hospital's, and shows the page with what came of it.
pub async fn check_domain(
    State(context): State<Context>,
    browser: Browser,
    asked: Result<Form<Asked>, FormRejection>,
) -> Response {
    let (sign_in, now) = (&context.sign_in, context.clock.now());
    let found = match browser.setup() {
        Some(sealed) => setup::visit(&sign_in.store, &sign_in.ring, sealed, now).await,
        None => Ok(None),
    };
    let configuration = match found {
        Ok(Some((_, configuration))) => configuration,
        Ok(None) => return forgotten(&context, &browser),
        Err(error) => return failed(&context, &browser, &error),
    };
    let not_found = || page(StatusCode::NOT_FOUND, context.pages.not_found(browser.language(None, None)), &[]);
    let Ok(Form(Asked { domain })) = asked else { return not_found() };
    let act = Act { by: setup::INVITED, role: None, ip: browser.seen().ip, now };
    match domain_checks::check(&sign_in.store, &context.dns, (&configuration, &domain), &act, false).await {
        Ok(checked) => redirect(&format!("/setup#{}", checked.domain.name), &[]),
        Err(CheckError::TooOften) => {
            let body = context.pages.setup_check_wait(browser.language(None, None));
            let mut response = page(StatusCode::TOO_MANY_REQUESTS, body, &[]);
            response.headers_mut().insert(RETRY_AFTER, WAIT);
            response
        }
        // It is not this hospital's, whosever it is.
        Err(CheckError::Tenancy(TenancyError::Gone)) => not_found(),
        Err(error) => failed(&context, &browser, &error),
    }
}

/// The same as for whatever opens nothing, and the end of the cookie that was good once.
fn forgotten(context: &Context, browser: &Browser) -> Response {
    let mut response = nothing(context, browser);
    set_cookies(&mut response, &[cookies::forget_setup()]);
    response
}

/// One page for whatever opens nothing: whether a link was ever good is told to nobody who does not have a good one.
fn nothing(context: &Context, browser: &Browser) -> Response {
    page(StatusCode::NOT_FOUND, context.pages.setup_gone(browser.language(None, None)), &[])
}

fn failed(context: &Context, browser: &Browser, error: &impl Display) -> Response {
    tracing::error!(%error, "setup.failed");
    page(StatusCode::INTERNAL_SERVER_ERROR, context.pages.failure(browser.language(None, None)), &[])
}
