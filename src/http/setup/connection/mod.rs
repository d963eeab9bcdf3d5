//! The step *Connection*: what is in force, and what becomes of the draft. How it is made is in [`registration`] and [`consent`], what we
//! prove ourselves with in [`credential`].

pub mod consent;
pub mod credential;
pub mod registration;

use axum::extract::State;
use axum::extract::rejection::FormRejection;
use axum::response::Response;
use axum::routing::{self, post};
use axum::{Form, Router};
use http::StatusCode;
use serde::Deserialize;

use super::super::Context;
use super::super::admin::connections::addresses;
use super::super::pages::setup::connection::ConnectionPage;
use super::super::pages::setup::fault::Fault;
use super::super::respond::{page, redirect};
use super::visit::Visit;
use crate::domain::connection::Connection;
use crate::tenancy::change::{Expected, Fingerprint, TenancyError};
use crate::tenancy::checks::prove::{NotProven, told};
use crate::tenancy::connections::ConnectionError;
use crate::tenancy::credential_slots::{SlotTaken, of_connection, state};
use crate::tenancy::credential_use::Unproven;
use crate::tenancy::setup::connection::{Desk, Editable};
use crate::tenancy::setup::overview;
use crate::tenancy::users::Manner;
use crate::tenancy::versions::{self, Activation};

/// Where the step is.
const HERE: &str = "/setup/connection";

/// What is done in this step.
pub(super) fn routes() -> Router<Context> {
    Router::new()
        .route(HERE, routing::get(get))
        .route("/setup/connection/activate", post(activate))
        .route("/setup/connection/discard", post(discard))
        .route("/setup/connection/undo", post(undo))
        .route("/setup/connection/own", routing::get(registration::get_own).post(registration::post_own))
        .route("/setup/connection/shared", routing::get(registration::get_shared).post(registration::post_shared))
        .route("/setup/consent", routing::get(consent::back))
        .route("/setup/connection/credential", routing::get(credential::get))
        .route("/setup/connection/credential/remove", post(credential::remove))
        .route("/setup/connection/credential/prove", post(credential::prove))
        .route("/setup/connection/federated", routing::get(credential::get_federated).post(credential::post_federated))
        .route(
            "/setup/connection/certificate",
            routing::get(credential::get_certificate).post(credential::post_certificate),
        )
        .route("/setup/connection/certificate/{file}", routing::get(credential::download))
        .route("/setup/connection/secret", routing::get(credential::get_secret).post(credential::post_secret))
}

/// The connection.
async fn get(State(context): State<Context>, visit: Visit) -> Response {
    show(&context, &visit, Wrong::default()).await
}

/// What is wrong, and what was typed.
#[derive(Clone, Copy, Default)]
struct Wrong<'a> {
    fault: Option<Fault>,
    why: &'a str,
    refused: Option<&'a str>,
}

impl From<Fault> for Wrong<'_> {
    fn from(fault: Fault) -> Self {
        Self { fault: Some(fault), ..Self::default() }
    }
}

async fn show(context: &Context, visit: &Visit, wrong: Wrong<'_>) -> Response {
    let configuration = &*visit.configuration;
    let editable = Editable::of(configuration);
    let connection = editable.connection();
    let consent = match connection {
        Some(connection) => visit.store(context).find_consent(connection.id).await,
        None => Ok(None),
    };
    let consent = match consent {
        Ok(consent) => consent,
        Err(error) => return visit.failed(context, &error),
    };
    let shared = context.sign_in.shared.as_ref().map(|shared| shared.client_id.as_str());
    let own = connection.map(|connection| of_connection(configuration, connection)).unwrap_or_default();
    let body = visit.pages(context).setup_connection(&ConnectionPage {
        language: visit.language(),
        organization: visit.organization(),
        connections: overview::connections(configuration, |one, of| addresses(one, of, context), shared),
        editable: connection,
        can_make: matches!(editable, Editable::New(_)),
        seen: editable.seen(),
        has_shared: shared.is_some(),
        consent,
        slots: connection.map(|connection| credential::slots(connection, &own)).unwrap_or_default(),
        slots_seen: state(own).as_str().to_owned(),
        why: wrong.why,
        fault: wrong.fault,
        refused: wrong.refused,
    });
    let is_wrong = wrong.fault.is_some() || wrong.refused.is_some();
    page(if is_wrong { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK }, body, &[])
}

/// Whoever connects the hospital.
fn desk<'a>(context: &'a Context, visit: &'a Visit) -> Desk<'a> {
    Desk {
        store: &context.sign_in.store,
        upstream: &context.sign_in.upstream,
        configuration: &visit.configuration,
        has_shared: context.sign_in.shared.is_some(),
        act: visit.act(),
    }
}

/// For which state, and why untested.
#[derive(Deserialize)]
struct Sent {
    seen: String,
    #[serde(default)]
    why: String,
}

/// Puts the draft in force.
async fn activate(State(context): State<Context>, visit: Visit, form: Result<Form<Sent>, FormRejection>) -> Response {
    let Ok((sent, connection)) = read(&visit, form) else { return visit.not_found(&context) };
    let why = Some(sent.why.trim().to_owned()).filter(|why| !why.is_empty());
    let activation = Activation { without_test_sign_in: why, without_proof: Unproven::default() };
    let (expected, which) = (expected(&sent.seen), (connection.organization_id, connection.id));
    let (store, prober, manner, act) = (&context.sign_in.store, &context.prober, Manner::default(), visit.act());
    let done = versions::activate(store, prober, which, &expected, &activation, &manner, &act).await;
    answer(&context, &visit, done.map(drop), &sent.why).await
}

/// Throws the draft away.
async fn discard(State(context): State<Context>, visit: Visit, form: Result<Form<Sent>, FormRejection>) -> Response {
    let Ok((sent, connection)) = read(&visit, form) else { return visit.not_found(&context) };
    let (expected, which) = (expected(&sent.seen), (connection.organization_id, connection.id));
    let store = &context.sign_in.store;
    let done = versions::discard_draft(store, which, &expected, &Manner::default(), &visit.act()).await;
    answer(&context, &visit, done.map(drop), "").await
}

/// Brings back what was in force before.
async fn undo(State(context): State<Context>, visit: Visit, form: Result<Form<Sent>, FormRejection>) -> Response {
    let Ok((sent, connection)) = read(&visit, form) else { return visit.not_found(&context) };
    let (expected, which) = (expected(&sent.seen), (connection.organization_id, connection.id));
    let store = &context.sign_in.store;
    let done = versions::undo(store, which, &expected, &Manner::default(), &visit.act()).await;
    answer(&context, &visit, done.map(drop), "").await
}

fn read(visit: &Visit, form: Result<Form<Sent>, FormRejection>) -> Result<(Sent, &Connection), ()> {
    let Form(sent) = form.map_err(drop)?;
    Ok((sent, Editable::of(&visit.configuration).connection().ok_or(())?))
}

fn expected(seen: &str) -> Expected {
    Expected::OneOf(vec![Fingerprint::from_text(seen)])
}

async fn answer(context: &Context, visit: &Visit, done: Result<(), TenancyError>, why: &str) -> Response {
    match done {
        Ok(()) => redirect(HERE, &[]),
        Err(TenancyError::NotProven(NotProven::Refused(error))) => {
            show(context, visit, Wrong { fault: None, why, refused: Some(&told(&error)) }).await
        }
        Err(error) => match fault(&error) {
            Some(fault) => show(context, visit, Wrong { fault: Some(fault), why, refused: None }).await,
            None => visit.failed(context, &error),
        },
    }
}

/// What a person can do about it; nothing, where it is ours.
fn fault(error: &TenancyError) -> Option<Fault> {
    Some(match error {
        TenancyError::Gone
        | TenancyError::Stale(_)
        | TenancyError::Taken
        | TenancyError::Connection(ConnectionError::CredentialOfNone) => Fault::ChangedMeanwhile,
        TenancyError::Connection(ConnectionError::NotTested) => Fault::Untested,
        TenancyError::Connection(ConnectionError::NoDraft | ConnectionError::NothingToUndo) => Fault::Nothing,
        TenancyError::Connection(ConnectionError::CredentialMissing) => Fault::CredentialMissing,
        TenancyError::Connection(ConnectionError::LastCredential) => Fault::LastCredential,
        TenancyError::Connection(ConnectionError::CredentialNotNeeded) => Fault::NoOwnRegistration,
        TenancyError::Connection(ConnectionError::SlotTaken(SlotTaken { for_draft: true, .. })) => Fault::SlotOfDraft,
        TenancyError::Connection(ConnectionError::SlotTaken(_)) => Fault::SlotsTaken,
        TenancyError::NotProven(NotProven::Unknown(_)) => Fault::NotProven,
        TenancyError::Wrong(wrong) => match wrong.first()?.field {
            "without_test_sign_in" => Fault::Untested,
            _ => return None,
        },
        _ => return None,
    })
}
