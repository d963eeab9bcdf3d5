//! The authorize endpoint: who is it, may they, and here is the code.

use axum::extract::{Path, RawQuery, State as Given};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::request::{AuthorizeRequest, Prompt, Refusal, check};
use super::{Early, Shared, TenantPath, arrive, cookie, pages};
use crate::aadsts::{self, Aadsts};
use crate::faults::{Fault, Stage};
use crate::random;
use crate::records::{AuthorizeRecord, Endpoint, Params};
use crate::state::{Grant, Inner, PathTenant, SignedIn, State};

/// `GET /oauth2/v2.0/authorize`
pub(super) async fn get(
    Given(state): Shared,
    Path(segment): TenantPath,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Early> {
    let params = Params::parse(&query.unwrap_or_default());
    state.lock().records.last_authorize = Some(AuthorizeRecord { tenant: segment.clone(), query: params.clone() });
    let path = arrive(&state, &segment, Endpoint::Authorize).await?;
    let now = state.now();
    let request = checked(&state, path, &params)?;
    let browser = cookie::browser(&headers);
    let who = who(&mut state.lock(), &request, browser.as_deref(), state.options.auto_sign_in);
    Ok(match who {
        Who::Known { account, anew } => enter(&state, &request, browser, account, anew),
        Who::Nobody(error) => request.reply_to.refuse(&error, now),
        Who::Ask => pages::sign_in(&state.lock(), &request, None).into_response(),
    })
}

/// Checks the parameters, or answers.
fn checked(state: &State, path: PathTenant, params: &Params) -> Result<AuthorizeRequest, Early> {
    check(&state.lock(), path, params).map_err(|refusal| match refusal {
        Refusal::Page(error) => pages::error(&error, state.now()).into(),
        Refusal::Redirect(reply_to, error) => reply_to.refuse(&error, state.now()).into(),
    })
}

/// The request of which a page has asked somebody, and they have answered; whoever has declined goes back.
pub(super) fn resumed(
    state: &State,
    segment: &str,
    query: Option<String>,
    form: &Params,
) -> Result<AuthorizeRequest, Early> {
    let path = state.lock().path(segment);
    let path = path.map_err(|error| pages::error(&error, state.now()))?;
    let request = checked(state, path, &Params::parse(&query.unwrap_or_default()))?;
    if form.has("cancel") {
        return Err(request.reply_to.refuse(&aadsts::DECLINED, state.now()).into());
    }
    Ok(request)
}

enum Who {
    /// This account. `anew` if they proved themselves just now.
    Known { account: (Uuid, Uuid), anew: bool },
    /// `prompt=none`, and nobody to be silent about.
    Nobody(Aadsts),
    /// The page has to ask.
    Ask,
}

fn who(inner: &mut Inner, request: &AuthorizeRequest, browser: Option<&str>, auto: bool) -> Who {
    let here = |tid: Uuid| request.path.tid().is_none_or(|only| only == tid);
    let anew = request.prompt == Some(Prompt::Login);
    let queued = inner.next_people.iter().position(|(tid, _)| here(*tid));
    if let Some(account) = queued.and_then(|index| inner.next_people.remove(index)) {
        return Who::Known { account, anew };
    }
    if let Some((tid, oid)) = inner.standing_people.iter().find(|(tid, _)| here(**tid)) {
        return Who::Known { account: (*tid, *oid), anew };
    }
    let hinted = request.login_hint.as_deref().and_then(|hint| by_hint(inner, &request.path, hint));
    if let Some(account) = hinted.filter(|_| auto && request.prompt != Some(Prompt::None)) {
        return Who::Known { account, anew };
    }
    let accounts = cookie::accounts(inner, browser);
    let signed_in: Vec<_> = accounts
        .iter()
        .map(|account| (account.tid, account.oid))
        .filter(|account| here(account.0) && (request.login_hint.is_none() || hinted == Some(*account)))
        .collect();
    let silent = request.prompt == Some(Prompt::None);
    match (request.prompt, signed_in.as_slice()) {
        (None | Some(Prompt::None | Prompt::Consent), [account]) => Who::Known { account: *account, anew: false },
        (_, []) if silent && accounts.is_empty() => Who::Nobody(aadsts::NO_SESSION),
        _ if silent => Who::Nobody(aadsts::OTHER_ACCOUNT),
        _ => Who::Ask,
    }
}

/// The account that a name means on a path. Guests sign in at the directory they visit only.
pub(super) fn by_hint(inner: &Inner, path: &PathTenant, hint: &str) -> Option<(Uuid, Uuid)> {
    let mut directories = inner.directories_on(path);
    directories.find_map(|(tid, directory)| {
        let person = directory.person_by_hint(hint)?;
        (path.tid().is_some() || person.guest_of.is_none()).then_some((tid, person.oid))
    })
}

/// Signs the account in at the browser and answers the app.
pub(super) fn enter(
    state: &State,
    request: &AuthorizeRequest,
    browser: Option<String>,
    account: (Uuid, Uuid),
    anew: bool,
) -> Response {
    let now = state.now();
    let browser = browser.unwrap_or_else(random::token);
    let signed_in = cookie::sign_in(&mut state.lock(), &browser, account, &request.client_id, anew, now);
    let mut response = answer(state, request, signed_in, now);
    cookie::set(&mut response, &browser);
    response
}

/// A code, or why there is none.
fn answer(state: &State, request: &AuthorizeRequest, account: SignedIn, now: DateTime<Utc>) -> Response {
    let mut inner = state.lock();
    let faults = inner.faults.take(Some(account.tid), Stage::SignIn);
    let mut reply_to = request.reply_to.clone();
    if faults.contains(&Fault::StateMissing) {
        reply_to.state = None;
    }
    if faults.contains(&Fault::StateChanged) {
        reply_to.state = Some(random::token());
    }
    let silent = request.prompt == Some(Prompt::None);
    match obstacle(&inner, request, &account, &faults) {
        None => {}
        Some(Obstacle::Told(error)) => return reply_to.refuse(&error, now),
        Some(Obstacle::Verbatim { error, description }) => {
            return reply_to.send(&[("error", error), ("error_description", description)]);
        }
        Some(Obstacle::Held(error)) if silent => return reply_to.refuse(&error, now),
        Some(Obstacle::Held(error)) => return pages::error(&error, now),
        Some(Obstacle::Consent) if silent || state.options.auto_sign_in => {
            return reply_to.refuse(&aadsts::NO_CONSENT, now);
        }
        Some(Obstacle::Consent) => return pages::consent(request, &account).into_response(),
    }
    let code = format!("1.A{}.{}", random::token(), random::token());
    let sid = account.sid;
    let grant = Grant {
        path: request.path.clone(),
        client_id: request.client_id.clone(),
        redirect_uri: request.redirect_uri.clone(),
        challenge: request.challenge.clone(),
        nonce: request.nonce.clone(),
        scope: request.scope.clone(),
        acrs: request.acrs.clone(),
        account,
        issued_at: now,
        used: false,
    };
    inner.codes.insert(code.clone(), grant);
    reply_to.send(&[("code", code), ("session_state", sid.to_string())])
}

/// What stands between a person and the code.
enum Obstacle {
    /// The app is told.
    Told(Aadsts),
    /// The app is told in these words.
    Verbatim { error: String, description: String },
    /// The person is left on Microsoft's page, unless the request was silent.
    Held(Aadsts),
    /// Nobody has consented yet.
    Consent,
}

fn obstacle(inner: &Inner, request: &AuthorizeRequest, account: &SignedIn, faults: &[Fault]) -> Option<Obstacle> {
    let directory = inner.directories.get(&account.tid);
    let Some(person) = directory.and_then(|directory| directory.person(account.oid)) else {
        return Some(Obstacle::Held(aadsts::OTHER_ACCOUNT));
    };
    if person.disabled {
        return Some(Obstacle::Held(aadsts::DISABLED));
    }
    let registration = match inner.registration(&PathTenant::Directory(account.tid), &request.client_id) {
        Ok(registration) => registration,
        Err(error) => return Some(Obstacle::Held(error)),
    };
    if !registration.is_assigned(account.oid) {
        return Some(Obstacle::Held(aadsts::NOT_ASSIGNED));
    }
    if let Some(obstacle) = faults.iter().find_map(by_fault) {
        return Some(obstacle);
    }
    (!registration.consented_in.contains(&account.tid)).then_some(Obstacle::Consent)
}

fn by_fault(fault: &Fault) -> Option<Obstacle> {
    let told = |error: Aadsts| Some(Obstacle::Told(error));
    match fault {
        Fault::TemporarilyUnavailable(_) => told(aadsts::TRANSIENT),
        Fault::UserNotAssigned => Some(Obstacle::Held(aadsts::NOT_ASSIGNED)),
        Fault::UserNotAssignedRedirects => told(Aadsts { error: "access_denied".into(), ..aadsts::NOT_ASSIGNED }),
        Fault::ConsentMissing => told(aadsts::NO_CONSENT),
        Fault::ConsentDeclined => told(aadsts::DECLINED),
        Fault::ConditionalAccess => told(aadsts::CONDITIONAL_ACCESS),
        Fault::MfaRequired => told(aadsts::MFA),
        Fault::ErrorInsteadOfCode { error, description } => {
            Some(Obstacle::Verbatim { error: error.clone(), description: description.clone() })
        }
        _ => None,
    }
}
