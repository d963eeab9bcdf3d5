//! The way back from Microsoft: an address of its own for each connection, and one for the shared registration.

use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use axum::response::Response;

use crate::domain::id::ConnectionId;
use crate::http::Context;
use crate::http::browser::Browser;
use crate::http::respond::{Door, respond};
use crate::signin::Step;
use crate::signin::callback;
use crate::signin::request::{PageError, Parameters};
use crate::signin::transit::attempt_of;

type Pairs = Result<Query<Vec<(String, String)>>, QueryRejection>;

/// `/login/callback/{connection}`
pub async fn connection(
    State(context): State<Context>,
    browser: Browser,
    path: Result<Path<ConnectionId>, PathRejection>,
    query: Pairs,
) -> Response {
    match path {
        Ok(Path(id)) => finish(&context, &browser, callback::Door::Connection(id), query).await,
        Err(_) => crate::http::login::not_found(State(context), browser).await,
    }
}

/// `/login/callback/entra`
pub async fn shared(State(context): State<Context>, browser: Browser, query: Pairs) -> Response {
    finish(&context, &browser, callback::Door::Shared, query).await
}

async fn finish(context: &Context, browser: &Browser, at: callback::Door, query: Pairs) -> Response {
    let now = context.clock.now();
    let door = Door { context, browser, language: None, now };
    let Ok(Query(pairs)) = query else { return respond(door, Ok(Step::Fault(PageError::Malformed))) };
    let parameters = Parameters::new(pairs);
    let sealed = parameters.get("state").and_then(attempt_of).and_then(|attempt| browser.sealed(attempt));
    respond(door, context.sign_in.finish(at, &parameters, sealed, browser.seen(), now).await)
}
