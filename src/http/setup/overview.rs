//! What is missing, and how far the hospital has come.

use axum::extract::State;
use axum::response::Response;
use http::StatusCode;

use super::super::Context;
use super::super::admin::connections::addresses;
use super::super::pages::setup::overview::SetupPage;
use super::super::respond::page;
use super::visit::Visit;
use crate::tenancy::setup::overview::overview;
use crate::tenancy::setup::progress::progress;

/// What is missing, for whoever has opened a link that is still good.
pub async fn get(State(context): State<Context>, visit: Visit) -> Response {
    let checks = match visit.store(&context).list_domain_checks().await {
        Ok(checks) => checks,
        Err(error) => return visit.failed(&context, &error),
    };
    let shared = context.sign_in.shared.as_ref().map(|shared| shared.client_id.as_str());
    let ours = |connection: &_, settings: Option<&_>| addresses(connection, settings, &context);
    let overview = overview(&visit.configuration, &checks, ours, shared, visit.now);
    let progress = progress(&visit.configuration, &overview);
    let (language, organization) = (visit.language(), visit.organization());
    let body = visit.pages(&context).setup(&SetupPage {
        language,
        organization,
        invitation: &visit.invitation,
        overview,
        progress,
    });
    page(StatusCode::OK, body, &[])
}
