//! The step *Domains*: a domain is added, checked, and removed again before it is proven.

use axum::Form;
use axum::extract::State;
use axum::extract::rejection::FormRejection;
use axum::response::Response;
use http::StatusCode;
use serde::Deserialize;

use super::super::Context;
use super::super::pages::setup::domains::DomainsPage;
use super::super::pages::setup::fault::Fault;
use super::super::respond::{page, redirect};
use super::too_many;
use super::visit::Visit;
use crate::domain::email::EmailDomain;
use crate::tenancy::change::{Fingerprint, TenancyError};
use crate::tenancy::domain_checks::{self, CheckError};
use crate::tenancy::mail_domains::Refused;
use crate::tenancy::setup::domains::{self, DomainFault};
use crate::tenancy::setup::overview;

/// The domains.
pub async fn get(State(context): State<Context>, visit: Visit) -> Response {
    show(&context, &visit, None, "").await
}

async fn show(context: &Context, visit: &Visit, fault: Option<Fault>, typed: &str) -> Response {
    let checks = match visit.store(context).list_domain_checks().await {
        Ok(checks) => checks,
        Err(error) => return visit.failed(context, &error),
    };
    let seen = visit.configuration.domains.iter().map(|domain| Fingerprint::of(domain).as_str().to_owned());
    let domains = overview::domains(&visit.configuration, &checks).into_iter().zip(seen).collect();
    let (language, organization) = (visit.language(), visit.organization());
    let body = visit.pages(context).setup_domains(&DomainsPage { language, organization, domains, typed, fault });
    let status = if fault.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    page(status, body, &[])
}

/// Which domain is to be added.
#[derive(Deserialize)]
pub struct Added {
    domain: String,
}

/// Adds a domain, and shows what to put into its DNS.
pub async fn add(State(context): State<Context>, visit: Visit, form: Result<Form<Added>, FormRejection>) -> Response {
    let typed = form.map(|Form(Added { domain })| domain).unwrap_or_default();
    match domains::add(&context.sign_in.store, &visit.configuration, &typed, &visit.act()).await {
        Ok(name) => redirect(&format!("/setup/domains#{name}"), &[]),
        Err(error) => refused(&context, &visit, error, &typed).await,
    }
}

/// Which domain is to be removed, and in which state it was seen.
#[derive(Deserialize)]
pub struct Gone {
    domain: EmailDomain,
    seen: String,
}

/// Removes a domain that is not proven.
pub async fn remove(State(context): State<Context>, visit: Visit, form: Result<Form<Gone>, FormRejection>) -> Response {
    let Ok(Form(Gone { domain, seen })) = form else { return visit.not_found(&context) };
    let (store, seen) = (&context.sign_in.store, Fingerprint::from_text(&seen));
    match domains::remove(store, &visit.configuration, (&domain, &seen), &visit.act()).await {
        Ok(()) => redirect("/setup/domains", &[]),
        Err(error) => refused(&context, &visit, error, "").await,
    }
}

async fn refused(context: &Context, visit: &Visit, error: DomainFault, typed: &str) -> Response {
    let fault = match error {
        DomainFault::NoName => Fault::DomainNoName,
        DomainFault::Refused(Refused::Public) => Fault::DomainPublic,
        DomainFault::Refused(Refused::Suffix) => Fault::DomainSuffix,
        DomainFault::Refused(Refused::OnMicrosoft) => Fault::DomainOnMicrosoft,
        DomainFault::Known(_) => Fault::DomainKnown,
        DomainFault::Unavailable => Fault::DomainUnavailable,
        DomainFault::TooMany => Fault::DomainTooMany,
        DomainFault::TooOften => Fault::TooOften,
        DomainFault::Proven => Fault::DomainProven,
        DomainFault::Tenancy(TenancyError::Gone | TenancyError::Stale(_)) => Fault::ChangedMeanwhile,
        DomainFault::Tenancy(error) => return visit.failed(context, &error),
    };
    show(context, visit, Some(fault), typed).await
}

/// Which domain is asked for.
#[derive(Deserialize)]
pub struct Asked {
    domain: EmailDomain,
}

/// Asks the DNS whether a domain is the hospital's, and shows the page with what came of it.
pub async fn check(
    State(context): State<Context>,
    visit: Visit,
    asked: Result<Form<Asked>, FormRejection>,
) -> Response {
    let Ok(Form(Asked { domain })) = asked else { return visit.not_found(&context) };
    let (store, about) = (&context.sign_in.store, (&*visit.configuration, &domain));
    match domain_checks::check(store, &context.dns, about, &visit.act(), false).await {
        Ok(checked) => redirect(&format!("/setup/domains#{}", checked.domain.name), &[]),
        Err(CheckError::TooOften) => too_many(context.pages.setup_check_wait(visit.language())),
        Err(CheckError::Tenancy(TenancyError::Gone)) => visit.not_found(&context),
        Err(error) => visit.failed(&context, &error),
    }
}
