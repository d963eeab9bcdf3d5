//! What is configured and what is missing, with the check of a domain.

use axum::Form;
use axum::extract::State;
use axum::extract::rejection::FormRejection;
use axum::response::Response;
use http::StatusCode;
use serde::Deserialize;

use super::super::Context;
use super::super::admin::connections::addresses;
use super::super::pages::setup::overview::SetupPage;
use super::super::respond::{page, redirect};
use super::too_many;
use super::visit::Visit;
use crate::domain::email::EmailDomain;
use crate::tenancy::change::TenancyError;
use crate::tenancy::domain_checks::{self, CheckError};
use crate::tenancy::setup::overview::overview;

/// What is configured, for whoever has opened a link that is still good.
pub async fn get(State(context): State<Context>, visit: Visit) -> Response {
    let checks = match visit.store(&context).list_domain_checks().await {
        Ok(checks) => checks,
        Err(error) => return visit.failed(&context, &error),
    };
    let shared = context.sign_in.shared.as_ref().map(|shared| shared.client_id.as_str());
    let ours = |connection: &_, settings: Option<&_>| addresses(connection, settings, &context);
    let overview = overview(&visit.configuration, &checks, ours, shared, visit.now);
    let (language, organization) = (visit.language(), visit.organization());
    let body = context.pages.setup(&SetupPage { language, organization, invitation: &visit.invitation, overview });
    page(StatusCode::OK, body, &[])
}

/// Which domain is asked for.
#[derive(Deserialize)]
pub struct Asked {
    domain: EmailDomain,
}

/// Asks the DNS whether a domain is the hospital's, and shows the page with what came of it.
pub async fn check_domain(
    State(context): State<Context>,
    visit: Visit,
    asked: Result<Form<Asked>, FormRejection>,
) -> Response {
    let Ok(Form(Asked { domain })) = asked else { return visit.not_found(&context) };
    let (store, about) = (&context.sign_in.store, (&*visit.configuration, &domain));
    match domain_checks::check(store, &context.dns, about, &visit.act(), false).await {
        Ok(checked) => redirect(&format!("/setup#{}", checked.domain.name), &[]),
        Err(CheckError::TooOften) => too_many(context.pages.setup_check_wait(visit.language())),
        Err(CheckError::Tenancy(TenancyError::Gone)) => visit.not_found(&context),
        Err(error) => visit.failed(&context, &error),
    }
}
