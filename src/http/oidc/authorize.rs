//! `/oauth2/authorize` (OpenID Connect Core, 3.1.2.1), by GET and by POST.

use axum::extract::State;
use axum::response::Response;

use crate::http::Context;
use crate::http::browser::Browser;
use crate::http::parameters::{FormParameters, QueryParameters};
use crate::http::respond::{Door, respond, to_page};
use crate::signin::parameters::Parameters;
use crate::signin::request_error::PageError;
use crate::signin::step::Step;

/// By GET.
pub async fn get(
    State(context): State<Context>,
    browser: Browser,
    QueryParameters(parameters): QueryParameters,
) -> Response {
    begin(&context, &browser, &parameters).await
}

/// By POST.
pub async fn post(
    State(context): State<Context>,
    browser: Browser,
    form: Result<FormParameters, Response>,
) -> Response {
    if let Ok(FormParameters(parameters)) = form {
        return begin(&context, &browser, &parameters).await;
    }
    let door = Door { context: &context, browser: &browser, now: context.clock.now() };
    respond(door, Ok(Step::Fault(PageError::Malformed))).await
}

async fn begin(context: &Context, browser: &Browser, parameters: &Parameters) -> Response {
    let now = context.clock.now();
    let door = Door { context, browser, now };
    match Box::pin(context.sign_in.begin(parameters, browser.seen(), now)).await {
        // A pushed request is used up by now: at an address of its own the page can be loaded again, and come back to.
        Ok(Step::Ask(ask)) if ask.notice.is_none() && parameters.get("request_uri").is_some() => to_page(door, &ask),
        step => respond(door, step).await,
    }
}
