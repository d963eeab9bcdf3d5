//! `/oauth2/logout` (OpenID Connect RP-Initiated Logout 1.0, 2), by GET and by POST.

use axum::extract::State;
use axum::response::Response;
use http::StatusCode;

use crate::http::Context;
use crate::http::browser::Browser;
use crate::http::login::account::leave;
use crate::http::pages::account::SignOutPage;
use crate::http::pages::frame::Frame;
use crate::http::parameters::{FormParameters, QueryParameters};
use crate::http::respond::{Door, page, redirect, respond};
use crate::signin::logout::{Asked, LogoutStep};
use crate::signin::parameters::Parameters;
use crate::signin::request_error::PageError;
use crate::signin::step::Step;

/// What is looked at.
const KNOWN: [&str; 6] =
    ["id_token_hint", "logout_hint", "client_id", "post_logout_redirect_uri", "state", "ui_locales"];

/// More than any of it needs, and no more than proxies take in an address.
const LONGEST_QUERY: usize = 16 * 1024;

/// By GET.
pub async fn get(
    State(context): State<Context>,
    browser: Browser,
    QueryParameters(parameters): QueryParameters,
) -> Response {
    let now = context.clock.now();
    let door = Door { context: &context, browser: &browser, now };
    match Box::pin(context.sign_in.log_out(&parameters, browser.seen(), now)).await {
        Ok(LogoutStep::Out(asked, signed_out)) => leave(&context, asked.back.as_ref(), signed_out, now),
        Ok(LogoutStep::Ask(asked)) => ask(&context, &browser, &asked, parameters.get("ui_locales")),
        Ok(LogoutStep::Fault(fault)) => respond(door, Ok(Step::Fault(fault))).await,
        Err(error) => respond(door, Err(error)).await,
    }
}

/// By POST. A form of another site's brings no cookie of ours (`SameSite=Lax`), and would find nobody signed in: so it is turned into a
/// GET, which does.
pub async fn post(
    State(context): State<Context>,
    browser: Browser,
    form: Result<FormParameters, Response>,
) -> Response {
    if let Ok(FormParameters(parameters)) = form
        && !parameters.repeated()
    {
        let query = query(&parameters);
        if query.len() <= LONGEST_QUERY {
            return redirect(&format!("/oauth2/logout?{query}"), &[]);
        }
    }
    let door = Door { context: &context, browser: &browser, now: context.clock.now() };
    respond(door, Ok(Step::Fault(PageError::Malformed))).await
}

/// Asks the person.
fn ask(context: &Context, browser: &Browser, asked: &Asked, ui_locales: Option<&str>) -> Response {
    let application = asked.application.as_deref();
    let here = here(asked);
    let body = context.pages.sign_out(&SignOutPage {
        language: browser.language(ui_locales, None),
        frame: Frame::at(&here),
        application,
        back: asked.back.as_ref(),
    });
    // Chromium holds the redirects of a form to `form-action` too: over Microsoft, down to the application's own address.
    let mut targets = context.sign_in.upstream.origins();
    targets.extend(asked.back.as_ref().map(crate::signin::logout::Back::origin));
    page(StatusCode::OK, body, &targets)
}

/// The page's own address, without the hint: that has been looked at, and has ended nothing.
fn here(asked: &Asked) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    if let Some(application) = &asked.application {
        query.append_pair("client_id", &application.client_id);
    }
    if let Some(back) = &asked.back {
        query.append_pair("post_logout_redirect_uri", back.uri());
        query.extend_pairs(back.state().map(|state| ("state", state)));
    }
    let query = query.finish();
    let query = if query.is_empty() { query } else { query.replace('&', "&amp;") + "&amp;" };
    format!("/oauth2/logout?{query}")
}

fn query(parameters: &Parameters) -> String {
    let sent = KNOWN.iter().filter_map(|name| Some((*name, parameters.get(name)?)));
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(sent).finish()
}
