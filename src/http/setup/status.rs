//! How sign-in goes at the hospital.

use axum::extract::State;
use axum::response::Response;
use http::StatusCode;

use super::super::Context;
use super::super::pages::setup::status::StatusPage;
use super::super::respond::page;
use super::visit::Visit;
use crate::tenancy::checks::last_run;
use crate::tenancy::setup::status;

/// Shows it, to whoever has opened a link that is still good.
pub async fn get(State(context): State<Context>, visit: Visit) -> Response {
    let trouble = |connection| context.sign_in.weather.of(connection);
    let status = match status::read(&context.ledger, &visit.configuration, trouble, visit.now).await {
        Ok(status) => status,
        Err(error) => return visit.failed(&context, &error),
    };
    let mut checked = Vec::new();
    for connection in &visit.configuration.connections {
        match last_run(&context.sign_in.store, connection).await {
            Ok(run) => checked.extend(run.map(|run| (connection.name.as_str(), run))),
            Err(error) => return visit.failed(&context, &error),
        }
    }
    let (language, organization) = (visit.language(), visit.organization());
    let shown = StatusPage { language, organization, status: &status, checked: &checked, now: visit.now };
    page(StatusCode::OK, visit.pages(&context).setup_status(&shown), &[])
}
