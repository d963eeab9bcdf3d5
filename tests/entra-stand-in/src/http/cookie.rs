//! The cookie by which a browser's accounts are remembered.

use std::collections::BTreeSet;

use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::random;
use crate::state::{Inner, SignedIn};

const NAME: &str = "ESTSAUTHPERSISTENT";

/// The browser that a request comes from, if it has been here before.
pub(super) fn browser(headers: &HeaderMap) -> Option<String> {
    let lines = headers.get_all(header::COOKIE).iter();
    let mut pairs = lines
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(name, _)| *name == NAME).map(|(_, value)| value.to_owned())
}

/// The accounts that are signed in at a browser.
pub(super) fn accounts(inner: &Inner, browser: Option<&str>) -> Vec<SignedIn> {
    let accounts = browser.and_then(|browser| inner.browsers.get(browser));
    accounts.cloned().unwrap_or_default()
}

/// Signs an account in at a browser. One that is there already keeps its session, and its time unless it is `anew`.
pub(super) fn sign_in(
    inner: &mut Inner,
    browser: &str,
    (tid, oid): (Uuid, Uuid),
    app: &str,
    anew: bool,
    now: DateTime<Utc>,
) -> SignedIn {
    let mut accounts = accounts(inner, Some(browser));
    let known = accounts.iter().position(|account| (account.tid, account.oid) == (tid, oid));
    let mut account = match known {
        Some(index) => accounts.swap_remove(index),
        None => SignedIn { tid, oid, sid: random::guid(), auth_time: now, apps: BTreeSet::new() },
    };
    if anew {
        account.auth_time = now;
    }
    account.apps.insert(app.to_owned());
    accounts.push(account.clone());
    inner.browsers.insert(browser.to_owned(), accounts);
    account
}

/// Tells the browser who it is.
pub(super) fn set(response: &mut Response, browser: &str) {
    // Microsoft's is `SameSite=None; Secure`, which plain HTTP cannot have.
    let cookie = format!("{NAME}={browser}; Path=/; HttpOnly; SameSite=Lax");
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
}
