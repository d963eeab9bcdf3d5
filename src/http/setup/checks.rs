//! Whether a connection works: what was seen last, and a look now.

use axum::Form;
use axum::extract::State;
use axum::extract::rejection::FormRejection;
use axum::response::Response;
use http::StatusCode;
use serde::Deserialize;

use super::super::Context;
use super::super::admin::connections::addresses;
use super::super::pages::setup::checks::{ChecksPage, Seen};
use super::super::respond::{page, redirect};
use super::too_many;
use super::visit::Visit;
use crate::domain::connection::Connection;
use crate::tenancy::change::TenancyError;
use crate::tenancy::checks::{CheckError, last_run};

/// What was seen last of each connection.
pub async fn get(State(context): State<Context>, visit: Visit) -> Response {
    let mut connections = Vec::new();
    for connection in &visit.configuration.connections {
        match last_run(&context.sign_in.store, connection).await {
            Ok(run) => connections.push(Seen { name: &connection.name, run }),
            Err(error) => return visit.failed(&context, &error),
        }
    }
    let (language, organization) = (visit.language(), visit.organization());
    let body = visit.pages(&context).setup_checks(&ChecksPage { language, organization, connections });
    page(StatusCode::OK, body, &[])
}

/// Which connection is looked at.
#[derive(Deserialize)]
pub struct Asked {
    connection: String,
}

/// Looks now, and shows the page with what was seen.
pub async fn check(
    State(context): State<Context>,
    visit: Visit,
    asked: Result<Form<Asked>, FormRejection>,
) -> Response {
    let Ok(Form(Asked { connection: name })) = asked else { return visit.not_found(&context) };
    let found = visit.configuration.connections.iter().find(|connection| connection.name == name);
    let (Some(connection), Some(version)) = (found, found.and_then(Connection::newest)) else {
        return visit.not_found(&context);
    };
    let redirect_uri = addresses(connection, Some(&version.settings), &context).redirect_uri;
    match context.checks.check(&visit.configuration, connection, &redirect_uri, &visit.act(), false).await {
        // The page shows what is there now, and that nobody has looked at it yet.
        Ok(_) | Err(CheckError::ChangedMeanwhile) => redirect(&format!("/setup/checks#{}", connection.name), &[]),
        Err(CheckError::TooOften) => too_many(context.pages.setup_checks_wait(visit.language())),
        Err(CheckError::Tenancy(TenancyError::Gone)) => visit.not_found(&context),
        Err(error) => visit.failed(&context, &error),
    }
}
