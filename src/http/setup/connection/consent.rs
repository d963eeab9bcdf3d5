//! To Microsoft for admin consent, and back. `GET /setup/consent` is a redirect URI of the shared registration.

use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::response::Response;
use http::StatusCode;
use serde::Deserialize;
use uuid::Uuid;

use super::super::super::Context;
use super::super::super::respond::{page, redirect};
use super::super::visit::Visit;
use super::HERE;
use crate::domain::connection::{Connection, ConnectionVersion};
use crate::domain::consent::Answered;
use crate::tenancy::setup::consent;
use crate::upstream::aadsts::EntraError;

/// Where Microsoft sends the administrator back to.
const BACK: &str = "/setup/consent";

/// Sends the administrator to Microsoft, to consent for a directory.
pub(super) async fn depart(context: &Context, visit: &Visit, connection: &Connection, tid: Uuid) -> Response {
    let Some(version) = connection.newest().filter(|version| version.settings.is_shared()) else {
        return visit.not_found(context);
    };
    let own = visit.store(context);
    let cookie = visit.browser.setup().unwrap_or_default();
    match consent::ask(&own, &context.sign_in.ring, (connection, tid), cookie, &visit.act()).await {
        Ok(state) => match place(context, version, tid, &state) {
            Some(to) => redirect(&to, &[]),
            None => visit.not_found(context),
        },
        Err(error) => visit.failed(context, &error),
    }
}

/// Where the shared registration is consented to for a directory.
fn place(context: &Context, version: &ConnectionVersion, tid: Uuid, state: &str) -> Option<String> {
    let shared = context.sign_in.shared.as_ref()?;
    let provider = context.sign_in.upstream.provider(&version.settings, Some(&shared.client_id))?;
    provider.admin_consent(tid, &format!("{}{BACK}", context.sign_in.issuer), state)
}

/// What stands in the address. All of it comes through a browser.
#[derive(Deserialize)]
pub struct Came {
    state: Option<String>,
    error: Option<String>,
    error_description: Option<String>,
    admin_consent: Option<String>,
    tenant: Option<String>,
}

/// Takes the answer: keeps what it claims, and shows the connection. An answer to no question of this visit changes nothing.
pub async fn back(State(context): State<Context>, visit: Visit, came: Result<Query<Came>, QueryRejection>) -> Response {
    let Ok(Query(came)) = came else { return unknown(&context, &visit) };
    let error = came.error.as_deref();
    let entra = error.map(|error| EntraError::from_redirect(error, came.error_description.as_deref()));
    let answered = Answered {
        error,
        numbers: entra.as_ref().map(|entra| entra.codes.as_slice()).unwrap_or_default(),
        admin_consent: came.admin_consent.as_deref(),
        tenant: came.tenant.as_deref(),
    };
    let own = visit.store(&context);
    let sealed = (came.state.as_deref().unwrap_or_default(), visit.browser.setup().unwrap_or_default());
    let connections = &visit.configuration.connections;
    match consent::answer(&own, &context.sign_in.ring, sealed, &answered, connections, &visit.act()).await {
        Ok(Some(_)) => redirect(HERE, &[]),
        Ok(None) => unknown(&context, &visit),
        Err(error) => visit.failed(&context, &error),
    }
}

fn unknown(context: &Context, visit: &Visit) -> Response {
    page(StatusCode::BAD_REQUEST, context.pages.setup_consent_unknown(visit.language()), &[])
}
