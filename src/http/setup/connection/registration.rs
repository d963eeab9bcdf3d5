//! The two ways to connect a directory. Both end with a draft, which nobody uses before it is put in force.

use axum::Form;
use axum::extract::State;
use axum::extract::rejection::FormRejection;
use axum::response::Response;
use http::StatusCode;
use serde::Deserialize;

use super::super::super::Context;
use super::super::super::pages::setup::fault::Fault;
use super::super::super::pages::setup::registration::RegistrationPage;
use super::super::super::respond::{page, redirect};
use super::super::visit::Visit;
use super::{HERE, consent, desk, fault};
use crate::domain::connection::ConnectionKind;
use crate::domain::id::ConnectionId;
use crate::signin::transit::Target;
use crate::tenancy::entra::RegistrationWord;
use crate::tenancy::setup::connection::{ConnectionFault, Editable, Found, Wish};
use crate::tenancy::setup::ids::{IdFault, read_id};
use crate::tenancy::setup::overview::Addresses;

/// Whose registration.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Whose {
    Hospitals,
    Ours,
}

/// What stands in the fields.
#[derive(Default)]
struct Typed {
    tid: String,
    client_id: String,
}

/// What is sent from either page.
#[derive(Deserialize)]
pub struct Sent {
    seen: String,
    #[serde(default)]
    tid: String,
    #[serde(default)]
    client_id: String,
}

/// What to enter at Microsoft, and what to bring from there.
pub async fn get_own(State(context): State<Context>, visit: Visit) -> Response {
    open(&context, &visit, Whose::Hospitals).await
}

/// Consent to the shared registration.
pub async fn get_shared(State(context): State<Context>, visit: Visit) -> Response {
    open(&context, &visit, Whose::Ours).await
}

/// Makes a draft of it.
pub async fn post_own(
    State(context): State<Context>,
    visit: Visit,
    form: Result<Form<Sent>, FormRejection>,
) -> Response {
    let Ok(Form(sent)) = form else { return visit.not_found(&context) };
    if !is_written_here(&visit) {
        return visit.not_found(&context);
    }
    let wish = match (read_id(&sent.tid), read_id(&sent.client_id)) {
        (Ok(tid), Ok(client_id)) => Ok(Wish { tid, client_id: Some(client_id) }),
        (Err(fault), _) => Err(Fault::Tid(fault)),
        (_, Err(fault)) => Err(Fault::Client(fault)),
    };
    let saved = match wish {
        Ok(wish) => desk(&context, &visit).save(&sent.seen, wish).await,
        Err(fault) => return show(&context, &visit, Whose::Hospitals, &kept(sent), None, Some(fault)),
    };
    match saved {
        Ok(_) => redirect(HERE, &[]),
        Err(error) => refused(&context, &visit, Whose::Hospitals, error, sent),
    }
}

/// Makes a draft of it, and sends the administrator to Microsoft.
pub async fn post_shared(
    State(context): State<Context>,
    visit: Visit,
    form: Result<Form<Sent>, FormRejection>,
) -> Response {
    let Ok(Form(sent)) = form else { return visit.not_found(&context) };
    if !is_written_here(&visit) || context.sign_in.shared.is_none() {
        return visit.not_found(&context);
    }
    let tid = match read_id(&sent.tid) {
        Ok(tid) => tid,
        Err(fault) => return show(&context, &visit, Whose::Ours, &kept(sent), None, Some(Fault::Tid(fault))),
    };
    match desk(&context, &visit).save(&sent.seen, Wish { tid, client_id: None }).await {
        Ok(connection) => consent::depart(&context, &visit, &connection, tid).await,
        Err(error) => refused(&context, &visit, Whose::Ours, error, sent),
    }
}

/// Whether what the connection says is the hospital's to write: what leads to Entra, or is to.
fn is_written_here(visit: &Visit) -> bool {
    Editable::of(&visit.configuration).kind() == ConnectionKind::Entra
}

/// What was typed, without what looks like a secret: that is shown by no page.
fn kept(sent: Sent) -> Typed {
    let keep = |text: String| if read_id(&text) == Err(IdFault::Secret) { String::new() } else { text };
    Typed { tid: keep(sent.tid), client_id: keep(sent.client_id) }
}

fn refused(context: &Context, visit: &Visit, whose: Whose, error: ConnectionFault, sent: Sent) -> Response {
    let fault = match error {
        ConnectionFault::NoTenant => Fault::NoTenant,
        ConnectionFault::Swapped => Fault::Swapped,
        ConnectionFault::Same => Fault::Same,
        ConnectionFault::TooOften => Fault::TooOften,
        ConnectionFault::Tenancy(error) => match fault(&error) {
            Some(fault) => fault,
            None => return visit.failed(context, &error),
        },
        error @ ConnectionFault::Unreachable => return visit.failed(context, &error),
    };
    show(context, visit, whose, &kept(sent), None, Some(fault))
}

/// The page as it is opened: with what is configured or, where nothing is, with the directory that the hospital's domain is in.
async fn open(context: &Context, visit: &Visit, whose: Whose) -> Response {
    if !is_written_here(visit) || whose == Whose::Ours && context.sign_in.shared.is_none() {
        return visit.not_found(context);
    }
    if let Some(settings) = Editable::of(&visit.configuration).settings() {
        let own = settings.registration == RegistrationWord::Own;
        let client_id = settings.client_id.filter(|_| own).map(|id| id.to_string()).unwrap_or_default();
        let typed = Typed { tid: settings.tid.to_string(), client_id };
        return show(context, visit, whose, &typed, None, None);
    }
    match desk(context, visit).find_tenant().await {
        Ok(found) => {
            let tid = found.as_ref().and_then(|found| found.tid.ok().flatten());
            let typed = Typed { tid: tid.map(|tid| tid.to_string()).unwrap_or_default(), client_id: String::new() };
            show(context, visit, whose, &typed, found.as_ref(), None)
        }
        Err(error) => visit.failed(context, &error),
    }
}

fn show(
    context: &Context,
    visit: &Visit,
    whose: Whose,
    typed: &Typed,
    found: Option<&Found>,
    fault: Option<Fault>,
) -> Response {
    let editable = Editable::of(&visit.configuration);
    let Some(id) = editable.id() else { return visit.not_found(context) };
    let registration = RegistrationPage {
        language: visit.language(),
        organization: visit.organization(),
        seen: &editable.seen(),
        addresses: own_addresses(context, visit, id),
        found,
        tid: &typed.tid,
        client_id: &typed.client_id,
        fault,
    };
    let status = if fault.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    match whose {
        Whose::Hospitals => page(status, visit.pages(context).setup_own(&registration), &[]),
        // Chromium holds the redirect of a form to `form-action` too.
        Whose::Ours => {
            page(status, visit.pages(context).setup_shared(&registration), &context.sign_in.upstream.origins())
        }
    }
}

/// What a registration of the hospital's own must know of us.
fn own_addresses(context: &Context, visit: &Visit, id: ConnectionId) -> Addresses {
    let target = Target::Connection(visit.organization().id, id);
    Addresses {
        redirect_uri: context.sign_in.redirect_uri(target),
        front_channel_logout: context.sign_in.front_channel_logout_uri(target),
    }
}
