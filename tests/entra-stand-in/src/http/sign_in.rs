//! The form of the sign-in page.

use axum::extract::{Path, RawQuery, State as Given};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use uuid::Uuid;

use super::{Early, Shared, TenantPath, authorize, cookie, pages};
use crate::records::Params;
use crate::state::{Inner, PathTenant};

/// `POST /login`, with the query of the authorize request.
pub(super) async fn post(
    Given(state): Shared,
    Path(segment): TenantPath,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: String,
) -> Result<Response, Early> {
    let form = Params::parse(&body);
    let request = authorize::resumed(&state, &segment, query, &form)?;
    let account = chosen(&state.lock(), &request.path, &form);
    Ok(if let Some(account) = account {
        authorize::enter(&state, &request, cookie::browser(&headers), account, true)
    } else {
        let entered = form.get("username").unwrap_or_default();
        pages::sign_in(&state.lock(), &request, Some(entered)).into_response()
    })
}

/// The account whose button was pressed, or whose name was typed.
fn chosen(inner: &Inner, path: &PathTenant, form: &Params) -> Option<(Uuid, Uuid)> {
    match form.get("account") {
        Some(oid) => {
            let oid = Uuid::try_parse(oid).ok()?;
            let mut directories = inner.directories_on(path);
            directories.find_map(|(tid, directory)| directory.person(oid).map(|person| (tid, person.oid)))
        }
        None => authorize::by_hint(inner, path, form.get("username")?.trim()),
    }
}
