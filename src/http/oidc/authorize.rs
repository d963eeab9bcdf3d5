//! `/oauth2/authorize` (OpenID Connect Core, 3.1.2.1), by GET and by POST.

use axum::Form;
use axum::extract::State;
use axum::extract::{
    Query,
    rejection::{FormRejection, QueryRejection},
};
use axum::response::Response;

use crate::http::Context;
use crate::http::browser::Browser;
use crate::http::respond::{Door, respond};
use crate::signin::Step;
use crate::signin::request::{PageError, Parameters};

type Pairs = Vec<(String, String)>;

/// By GET.
pub async fn get(
    State(context): State<Context>,
    browser: Browser,
    query: Result<Query<Pairs>, QueryRejection>,
) -> Response {
    begin(&context, &browser, query.ok().map(|Query(pairs)| pairs)).await
}

/// By POST.
pub async fn post(
    State(context): State<Context>,
    browser: Browser,
    form: Result<Form<Pairs>, FormRejection>,
) -> Response {
    begin(&context, &browser, form.ok().map(|Form(pairs)| pairs)).await
}

async fn begin(context: &Context, browser: &Browser, pairs: Option<Pairs>) -> Response {
    let now = context.clock.now();
    let door = Door { context, browser, language: None, now };
    let Some(pairs) = pairs else { return respond(door, Ok(Step::Fault(PageError::Malformed))) };
    let step = context.sign_in.begin(&Parameters::new(pairs), browser.seen(), now).await;
    respond(door, step)
}
