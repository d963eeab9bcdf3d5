//! `/login/account`: what a person sees and ends of their own; `/login/sign-out`.

use axum::Form;
use axum::extract::State;
use axum::extract::rejection::FormRejection;
use axum::response::Response;
use chrono::{DateTime, Utc};
use http::StatusCode;
use serde::Deserialize;

use crate::domain::id::SessionId;
use crate::domain::secret::Secret;
use crate::http::Context;
use crate::http::browser::{self, Browser};
use crate::http::pages::account::{AccountPage, SignOutPage};
use crate::http::pages::frame::Frame;
use crate::http::parameters::FormParameters;
use crate::http::respond::{Door, page, redirect, respond, set_cookies};
use crate::signin::SignInError;
use crate::signin::account::{Account, SignedOut};
use crate::signin::logout::Back;
use crate::signin::question::Notice;
use crate::signin::step::Step;

/// The forms of the page.
#[derive(Deserialize)]
pub struct AccountForm {
    action: String,
    session: Option<SessionId>,
    current: Option<Secret>,
    new_password: Option<Secret>,
    again: Option<Secret>,
}

/// The page.
pub async fn get(State(context): State<Context>, browser: Browser) -> Response {
    let now = context.clock.now();
    show(&context, &browser, context.sign_in.account(browser.seen(), now).await, None).await
}

/// What the person does on it.
pub async fn post(
    State(context): State<Context>,
    browser: Browser,
    form: Result<Form<AccountForm>, FormRejection>,
) -> Response {
    let done = match form {
        Ok(Form(form)) => Box::pin(act(&context, &browser, form)).await,
        Err(_) => Ok(None),
    };
    match done {
        Ok(notice) => {
            let now = context.clock.now();
            show(&context, &browser, context.sign_in.account(browser.seen(), now).await, notice).await
        }
        Err(error) => failed(&context, &browser, error).await,
    }
}

async fn act(context: &Context, browser: &Browser, form: AccountForm) -> Result<Option<Notice>, SignInError> {
    let now = context.clock.now();
    let Some(account) = context.sign_in.account(browser.seen(), now).await? else { return Ok(None) };
    let empty = || Secret::new("");
    let current = form.current.unwrap_or_else(empty);
    let changed = match (form.action.as_str(), form.session) {
        ("end", Some(id)) => {
            context.sign_in.end_own_sessions(&account, Some(id), browser.seen(), now).await?;
            Ok(())
        }
        ("end_others", _) => {
            context.sign_in.end_own_sessions(&account, None, browser.seen(), now).await?;
            Ok(())
        }
        ("set_password", _) => {
            let (typed, again) = (form.new_password.unwrap_or_else(empty), form.again.unwrap_or_else(empty));
            let new = Some((&typed, &again));
            context.sign_in.change_password(&account, &current, new, browser.seen(), now).await?
        }
        ("remove_password", _) => {
            context.sign_in.change_password(&account, &current, None, browser.seen(), now).await?
        }
        _ => Ok(()),
    };
    Ok(changed.err())
}

async fn show(
    context: &Context,
    browser: &Browser,
    account: Result<Option<Account>, SignInError>,
    notice: Option<Notice>,
) -> Response {
    let account = match account {
        Ok(account) => account,
        Err(error) => return failed(context, browser, error).await,
    };
    let organization = account.as_ref().map(|account| &account.configuration.organization);
    let locale = organization.and_then(|organization| organization.locale.as_deref());
    let language = browser.language(None, locale);
    let body = match &account {
        Some(account) => context.pages.account(&AccountPage { language, account, notice }),
        None => context.pages.nobody(language),
    };
    page(StatusCode::OK, body, &[])
}

/// Asks whether to sign out: a link alone must not end anything.
pub async fn get_sign_out(State(context): State<Context>, browser: Browser) -> Response {
    let language = browser.language(None, None);
    let targets = context.sign_in.upstream.origins();
    let frame = Frame::at("/login/sign-out?");
    let body = context.pages.sign_out(&SignOutPage { language, frame, application: None, back: None });
    page(StatusCode::OK, body, &targets)
}

/// Signs out. Where an application has asked for it, the person goes back there.
pub async fn post_sign_out(
    State(context): State<Context>,
    browser: Browser,
    form: Result<FormParameters, Response>,
) -> Response {
    let now = context.clock.now();
    let parameters = form.map(|FormParameters(parameters)| parameters).unwrap_or_default();
    let done = async {
        let asked = context.sign_in.asked_to_sign_out(&parameters, now).await?;
        let signed_out = context.sign_in.sign_out(asked.application.as_deref(), browser.seen(), now).await?;
        Ok((asked, signed_out))
    };
    match Box::pin(done).await {
        Ok((asked, signed_out)) => leave(&context, asked.back.as_ref(), signed_out, now),
        Err(error) => failed(&context, &browser, error).await,
    }
}

/// Somebody is signed out here: they go on to Microsoft, where that is wanted; then back to the application, where one has asked; else to a
/// page of ours.
pub fn leave(context: &Context, back: Option<&Back>, signed_out: SignedOut, now: DateTime<Utc>) -> Response {
    let mut cookies = vec![browser::forget_session()];
    if signed_out.forget {
        cookies.push(browser::remembered(None));
    }
    let to = match (signed_out.to, back) {
        (Some(microsoft), back) => {
            cookies.extend(back.map(|back| browser::signed_out(&context.sign_in.seal_way_back(back, now))));
            microsoft
        }
        (None, Some(back)) => back.to(),
        (None, None) => "/login/signed-out".to_owned(),
    };
    redirect(&to, &cookies)
}

/// Afterwards, and back from Microsoft.
pub async fn signed_out(State(context): State<Context>, browser: Browser) -> Response {
    let sealed = browser.signed_out();
    let way_back = sealed.and_then(|sealed| context.sign_in.open_way_back(sealed, context.clock.now()));
    let mut response = match way_back {
        Some(to) => redirect(&to, &[]),
        None => page(StatusCode::OK, context.pages.signed_out(browser.language(None, None)), &[]),
    };
    if sealed.is_some() {
        set_cookies(&mut response, &[browser::forget_signed_out()]);
    }
    response
}

async fn failed(context: &Context, browser: &Browser, error: SignInError) -> Response {
    let door = Door { context, browser, now: context.clock.now() };
    respond(door, Err::<Step, _>(error)).await
}
