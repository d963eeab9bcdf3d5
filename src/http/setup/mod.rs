//! The door of a hospital's own people: `/setup/{link}` of an invitation, and the steps below `/setup`, which it opens. Each step is a
//! file of its own.

mod checks;
mod connection;
mod domains;
mod overview;
mod people;
pub mod pilot;
mod status;
mod switch_on;
pub(super) mod test_run;
mod test_sign_in;
pub(super) mod try_it;
mod visit;

use axum::Router;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::{get, post};
use http::header::RETRY_AFTER;
use http::{HeaderValue, StatusCode};

use super::Context;
use super::browser::{self as cookies, Browser};
use super::respond::{page, redirect};
use crate::domain::secret::Secret;
use crate::tenancy::setup::{self, Opened, Visitor};
use visit::{failed, nothing};

/// How long somebody who opened too many links, or asked for a domain too often, waits for the next time, in seconds.
const WAIT: HeaderValue = HeaderValue::from_static("10");

/// The steps, for whoever has opened a link.
pub fn steps() -> Router<Context> {
    Router::new()
        .route("/setup", get(overview::get))
        .route("/setup/domains", get(domains::get).post(domains::add))
        .route("/setup/domains/remove", post(domains::remove))
        .route("/setup/domain-check", post(domains::check))
        .merge(connection::routes())
        .route("/setup/test-sign-in", get(test_sign_in::get).post(test_sign_in::start))
        .route("/setup/test-sign-in/link", post(test_sign_in::make_link))
        .route("/setup/test-sign-in/link/end", post(test_sign_in::end_link))
        .route("/setup/try", get(try_it::get).post(try_it::start))
        .merge(people::steps())
        .route("/setup/switch-on", get(switch_on::get).post(switch_on::post))
        .route("/setup/switch-on/undo", get(switch_on::back).post(switch_on::undo))
        .route("/setup/status", get(status::get))
        .route("/setup/checks", get(checks::get).post(checks::check))
}

/// The one that takes more than a form usually has: a list of people, pasted.
pub fn pilot_list() -> Router<Context> {
    Router::new().route("/setup/switch-on/pilot", get(switch_on::back).post(pilot::post))
}

pub use people::{LARGEST_LIST, lists};

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
        Ok(Opened::TooMany) => too_many(context.pages.setup_wait(browser.language(None, None))),
        Err(error) => failed(&context, &browser, &error),
    }
}

/// Whoever asks too often waits.
fn too_many(body: String) -> Response {
    let mut response = page(StatusCode::TOO_MANY_REQUESTS, body, &[]);
    response.headers_mut().insert(RETRY_AFTER, WAIT);
    response
}
