//! Logout: forgets the browser's accounts, and lets the apps know by front channel.

use axum::extract::{Path, RawQuery, State as Given};
use axum::http::HeaderMap;
use axum::response::{Html, IntoResponse, Response};
use url::Url;

use super::{Early, Shared, TenantPath, arrive, cookie, pages, reply};
use crate::records::{Endpoint, Params};
use crate::state::{Inner, SignedIn, State};

/// `GET /oauth2/v2.0/logout`
pub(super) async fn get(
    Given(state): Shared,
    Path(segment): TenantPath,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Early> {
    log_out(&state, &segment, &headers, &Params::parse(&query.unwrap_or_default())).await
}

/// `POST /oauth2/v2.0/logout`
pub(super) async fn post(
    Given(state): Shared,
    Path(segment): TenantPath,
    headers: HeaderMap,
    body: String,
) -> Result<Response, Early> {
    log_out(&state, &segment, &headers, &Params::parse(&body)).await
}

async fn log_out(state: &State, segment: &str, headers: &HeaderMap, params: &Params) -> Result<Response, Early> {
    arrive(state, segment, Endpoint::Logout).await?;
    let mut inner = state.lock();
    let ended = end_sessions(&mut inner, headers, params.get("logout_hint"));
    let frames: Vec<String> = ended
        .iter()
        .flat_map(|account| account.apps.iter().map(move |app| (account, app)))
        .filter_map(|(account, app)| frame(state, &inner, account, app))
        .collect();
    let back = params.get("post_logout_redirect_uri").filter(|uri| {
        let mut apps = inner.registrations.iter().map(|(_, app)| app);
        apps.any(|app| app.knows_redirect_uri(uri))
    });
    let back = back.and_then(|uri| Url::parse(uri).ok()).map(|mut uri| {
        if let Some(state) = params.get("state") {
            uri.query_pairs_mut().append_pair("state", state);
        }
        uri
    });
    Ok(match back {
        Some(back) if frames.is_empty() => reply::found(back.as_str()),
        // Time for the frames to load first.
        Some(back) => signed_out(
            &frames,
            &format!("<meta http-equiv=\"refresh\" content=\"1;url={}\">", pages::escape(back.as_str())),
        ),
        None => signed_out(&frames, ""),
    })
}

/// Signs out the account of the hint, or all.
fn end_sessions(inner: &mut Inner, headers: &HeaderMap, hint: Option<&str>) -> Vec<SignedIn> {
    let Some(browser) = cookie::browser(headers) else {
        return Vec::new();
    };
    let is_meant = |account: &SignedIn| match hint {
        None => true,
        Some(hint) => {
            let directory = inner.directories.get(&account.tid);
            let person = directory.and_then(|directory| directory.person(account.oid));
            // The claim's value only; a UPN does not do.
            person.is_some_and(|person| person.login_hint() == hint)
        }
    };
    let (ended, left) = cookie::accounts(inner, Some(&browser)).into_iter().partition(is_meant);
    inner.browsers.insert(browser, left);
    ended
}

fn frame(state: &State, inner: &Inner, account: &SignedIn, app: &str) -> Option<String> {
    let mut registrations = inner.registrations.iter().map(|(_, registration)| registration);
    let registration = registrations.find(|registration| registration.client_id == app)?;
    let mut url = Url::parse(registration.front_channel_logout.as_ref()?).ok()?;
    url.query_pairs_mut().append_pair("iss", &state.issuer(account.tid)).append_pair("sid", &account.sid.to_string());
    Some(format!("<iframe hidden src=\"{}\"></iframe>", pages::escape(url.as_str())))
}

fn signed_out(frames: &[String], head: &str) -> Response {
    let body = format!(
        "{head}<h1>You signed out of your account</h1><p>It’s a good idea to close all browser windows.</p>{}",
        frames.concat()
    );
    Html(pages::page("Sign out", &body)).into_response()
}
