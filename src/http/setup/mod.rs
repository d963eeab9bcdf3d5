//! The door of a hospital's own people: `/setup/{link}` of an invitation, and `/setup`, which it opens.

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::response::Response;
use http::header::RETRY_AFTER;
use http::{HeaderValue, StatusCode};

use super::Context;
use super::admin::connections::addresses;
use super::browser::{self as cookies, Browser};
use super::pages::setup::SetupPage;
use super::respond::{page, redirect, set_cookies};
use crate::domain::secret::Secret;
use crate::store::StoreError;
use crate::tenancy::setup::overview::overview;
use crate::tenancy::setup::{self, Opened, Visitor};

/// How long somebody who opened too many links waits for the next, in seconds.
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
            let shared = sign_in.shared.as_ref().map(|shared| shared.client_id.as_str());
            let ours = |connection: &_, registration: Option<&_>| addresses(connection, registration, &context);
            let overview = overview(&configuration, ours, shared, now);
            let language = browser.language(None, Some(invitation.language.tag()));
            let organization = &configuration.organization;
            let body = context.pages.setup(&SetupPage { language, organization, invitation: &invitation, overview });
            page(StatusCode::OK, body, &[])
        }
        Ok(None) => {
            let mut response = nothing(&context, &browser);
            set_cookies(&mut response, &[cookies::forget_setup()]);
            response
        }
        Err(error) => failed(&context, &browser, &error),
    }
}

/// One page for whatever opens nothing: whether a link was ever good is told to nobody who does not have a good one.
fn nothing(context: &Context, browser: &Browser) -> Response {
    page(StatusCode::NOT_FOUND, context.pages.setup_gone(browser.language(None, None)), &[])
}

fn failed(context: &Context, browser: &Browser, error: &StoreError) -> Response {
    tracing::error!(%error, "setup.failed");
    page(StatusCode::INTERNAL_SERVER_ERROR, context.pages.failure(browser.language(None, None)), &[])
}
