//! `/device`: a person types the code of a device, signs in, and says whether the device may (RFC 8628, 3.3).

use axum::Form;
use axum::extract::State;
use axum::extract::rejection::FormRejection;
use axum::response::Response;
use http::StatusCode;
use serde::Deserialize;

use crate::domain::device::UserCode;
use crate::domain::id::DeviceAuthorizationId;
use crate::http::Context;
use crate::http::browser::{self, Browser};
use crate::http::pages::device::{Asked, DevicePage};
use crate::http::parameters::QueryParameters;
use crate::http::respond::{Door, page, redirect, respond, set_cookies};
use crate::signin::SignInError;
use crate::signin::device::DeviceStep;
use crate::signin::question::Notice;
use crate::signin::step::Step;

/// The form that the code is typed into.
#[derive(Deserialize)]
pub struct CodeForm {
    user_code: String,
}

/// The form that asks whether the device may.
#[derive(Deserialize)]
pub struct AnswerForm {
    device: DeviceAuthorizationId,
    action: String,
}

/// Asks for the code. One that came with the address stands in the field already, and is compared when the person sends it off.
pub async fn get(
    State(context): State<Context>,
    browser: Browser,
    QueryParameters(parameters): QueryParameters,
) -> Response {
    let code = parameters.get("user_code").and_then(UserCode::read);
    ask(&context, &browser, code.map(|code| code.to_string()).as_deref(), None)
}

/// The code was typed.
pub async fn post(
    State(context): State<Context>,
    browser: Browser,
    form: Result<Form<CodeForm>, FormRejection>,
) -> Response {
    let now = context.clock.now();
    let typed = form.map(|Form(form)| form.user_code).unwrap_or_default();
    let step = Box::pin(context.sign_in.begin_for_device(&typed, browser.seen(), now)).await;
    show(&context, &browser, Some(&typed), step).await
}

/// The person is back from the sign-in.
pub async fn callback(
    State(context): State<Context>,
    browser: Browser,
    QueryParameters(parameters): QueryParameters,
) -> Response {
    let now = context.clock.now();
    let cookie = browser.device();
    let step = Box::pin(context.sign_in.signed_in_for_device(cookie, &parameters, browser.seen(), now)).await;
    show(&context, &browser, None, step).await
}

/// Asks whether the device may.
pub async fn get_answer(State(context): State<Context>, browser: Browser) -> Response {
    let now = context.clock.now();
    let step = Box::pin(context.sign_in.question_of_device(browser.device(), browser.seen(), now)).await;
    show(&context, &browser, None, step).await
}

/// The person says whether it may. Nothing else than the button for it allows anything.
pub async fn post_answer(
    State(context): State<Context>,
    browser: Browser,
    form: Result<Form<AnswerForm>, FormRejection>,
) -> Response {
    let now = context.clock.now();
    let Ok(Form(AnswerForm { device, action })) = form else { return ask(&context, &browser, None, None) };
    let allow = action == "allow";
    let step = Box::pin(context.sign_in.answer_device(browser.device(), device, allow, browser.seen(), now)).await;
    show(&context, &browser, None, step).await
}

async fn show(
    context: &Context,
    browser: &Browser,
    typed: Option<&str>,
    step: Result<DeviceStep, SignInError>,
) -> Response {
    let door = Door { context, browser, now: context.clock.now() };
    match step {
        Ok(DeviceStep::Ask(notice)) => ask(context, browser, typed, notice),
        Ok(DeviceStep::SignIn { step, cookie }) => {
            let mut response = respond(door, Ok(step)).await;
            set_cookies(&mut response, &[browser::device(&cookie)]);
            response
        }
        Ok(DeviceStep::SignedIn { cookie }) => redirect("/device/answer", &[browser::device(&cookie)]),
        Ok(DeviceStep::Question(question)) => {
            let organization = &question.configuration.organization;
            let language = browser.language(None, organization.locale.as_deref());
            let asked = Asked {
                application: &question.application.name,
                address: &question.grant.content.email,
                code: &question.code,
                ip: question.device.ip,
                at: question.device.created_at,
                device: question.device.id,
            };
            page(StatusCode::OK, context.pages.device_asks(language, organization, &asked), &[])
        }
        Ok(DeviceStep::Answered { application, configuration, allowed }) => {
            let organization = &configuration.organization;
            let language = browser.language(None, organization.locale.as_deref());
            let body = context.pages.device_answered(language, organization, &application.name, allowed);
            let mut response = page(StatusCode::OK, body, &[]);
            set_cookies(&mut response, &[browser::forget_device()]);
            response
        }
        Err(error) => respond(door, Err::<Step, _>(error)).await,
    }
}

fn ask(context: &Context, browser: &Browser, typed: Option<&str>, notice: Option<Notice>) -> Response {
    let language = browser.language(None, None);
    let body = context.pages.device(&DevicePage { language, typed: typed.unwrap_or_default(), notice });
    // What is typed leads to the sign-in, and that may lead to Microsoft.
    page(StatusCode::OK, body, &context.sign_in.upstream.origins())
}
