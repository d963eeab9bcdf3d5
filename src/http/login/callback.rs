//! The way back from Microsoft: an address of its own for each connection, and one for the shared registration.

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::response::Response;

use crate::domain::id::ConnectionId;
use crate::http::Context;
use crate::http::browser::Browser;
use crate::http::parameters::QueryParameters;
use crate::http::respond::{Door, respond};
use crate::http::setup::test_run;
use crate::signin::callback;
use crate::signin::parameters::Parameters;
use crate::signin::transit::attempt_of;

/// `/login/callback/{connection}`
pub async fn connection(
    State(context): State<Context>,
    browser: Browser,
    path: Result<Path<ConnectionId>, PathRejection>,
    QueryParameters(parameters): QueryParameters,
) -> Response {
    match path {
        Ok(Path(id)) => finish(&context, &browser, callback::Door::Connection(id), &parameters).await,
        Err(_) => crate::http::login::not_found(State(context), browser).await,
    }
}

/// `/login/callback/entra`
pub async fn shared(
    State(context): State<Context>,
    browser: Browser,
    QueryParameters(parameters): QueryParameters,
) -> Response {
    finish(&context, &browser, callback::Door::Shared, &parameters).await
}

async fn finish(context: &Context, browser: &Browser, at: callback::Door, parameters: &Parameters) -> Response {
    let now = context.clock.now();
    let door = Door { context, browser, now };
    let attempt = parameters.get("state").and_then(attempt_of);
    let sealed = attempt.and_then(|attempt| browser.sealed(attempt));
    // The same address for both: what is tried is what will be used. Which of the two it is, the sealed cookie says.
    if sealed.is_none()
        && let Some(departed) = attempt.and_then(|attempt| test_run::departed(context, browser, attempt, now))
    {
        return Box::pin(test_run::returned(context, browser, at, parameters, &departed)).await;
    }
    // Boxed here: what is awaited by the router is moved several times before it runs, and this is large.
    respond(door, Box::pin(context.sign_in.finish(at, parameters, sealed, browser.seen(), now)).await).await
}
