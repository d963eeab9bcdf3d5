//! The form of the consent page: who accepts it accepts for their directory.

use axum::extract::{Path, RawQuery, State as Given};
use axum::http::HeaderMap;
use axum::response::Response;
use uuid::Uuid;

use super::{Early, Shared, TenantPath, authorize, cookie, pages};
use crate::aadsts;
use crate::records::Params;

/// `POST /consent`, with the query of the authorize request.
pub(super) async fn post(
    Given(state): Shared,
    Path(segment): TenantPath,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: String,
) -> Result<Response, Early> {
    let form = Params::parse(&body);
    let request = authorize::resumed(&state, &segment, query, &form)?;
    let browser = cookie::browser(&headers);
    let oid = form.get("account").and_then(|oid| Uuid::try_parse(oid).ok());
    let accounts = cookie::accounts(&state.lock(), browser.as_deref());
    let account = accounts.iter().find(|account| Some(account.oid) == oid);
    let account = account.map(|account| (account.tid, account.oid));
    // Only who has just signed in at this browser can have seen the page.
    let account = account.ok_or_else(|| pages::error(&aadsts::NO_SESSION, state.now()))?;
    state.lock().consent(&request.client_id, account.0);
    Ok(authorize::enter(&state, &request, browser, account, false))
}
