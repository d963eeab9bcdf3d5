//! `/login/initiate`: a tile in the hospital's app portal leads here (OpenID Connect Core, 4).

use axum::extract::State;
use axum::response::Response;

use crate::http::Context;
use crate::http::browser::Browser;
use crate::http::parameters::QueryParameters;
use crate::http::respond::{Door, redirect, respond};
use crate::signin::step::Step;

/// Leads to the application.
pub async fn get(
    State(context): State<Context>,
    browser: Browser,
    QueryParameters(parameters): QueryParameters,
) -> Response {
    let door = Door { context: &context, browser: &browser, now: context.clock.now() };
    match context.sign_in.initiate(&parameters).await {
        Ok(Ok(to)) => redirect(to.as_str(), &[]),
        Ok(Err(fault)) => respond(door, Ok(Step::Fault(fault))).await,
        Err(error) => respond(door, Err(error)).await,
    }
}
