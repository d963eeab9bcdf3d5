//! What the broker proves itself with at the hospital's own registration. Secrets come in here, and go out nowhere.

use axum::Form;
use axum::extract::rejection::{FormRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use http::{HeaderValue, StatusCode};
use serde::Deserialize;

use super::super::super::Context;
use super::super::super::pages::setup::credential::{CredentialPage, SlotOf, SlotSeen, Way};
use super::super::super::pages::setup::fault::Fault;
use super::super::super::respond::{page, redirect};
use super::super::visit::Visit;
use super::{HERE, Wrong, expected, fault};
use crate::domain::connection::{Connection, ConnectionKind, ConnectionVersion, VersionState};
use crate::domain::credential::{CredentialKind, CredentialSlot, StoredCredential};
use crate::domain::secret::Secret;
use crate::tenancy::change::TenancyError;
use crate::tenancy::checks::prove::{NotProven, told};
use crate::tenancy::credential_input::{HandedIn, is_secret_id};
use crate::tenancy::credential_slots::{ForVersion, of_connection, state};
use crate::tenancy::credential_use::{self, Unproven};
use crate::tenancy::credentials::{self, Removal};
use crate::tenancy::setup::connection::Editable;
use crate::tenancy::users::Manner;
use crate::upstream::certificate;

/// How long a certificate that is made here is good: as long as Entra lets a secret live at most.
const CERTIFICATE: chrono::Duration = chrono::Duration::days(730);

/// What a page shows of the credentials of a connection.
pub(super) fn slots(connection: &Connection, own: &[&StoredCredential]) -> Vec<SlotSeen> {
    own.iter().map(|stored| slot(connection, stored)).collect()
}

fn slot(connection: &Connection, stored: &StoredCredential) -> SlotSeen {
    let version = stored.registered_as.as_ref().and_then(|registered| connection.version_of(registered));
    let of = match version.map(|version| version.state) {
        Some(VersionState::Active) => SlotOf::SignIns,
        Some(VersionState::Draft | VersionState::Tested) if connection.active.is_none() => SlotOf::SignIns,
        Some(VersionState::Draft | VersionState::Tested) => SlotOf::Draft,
        Some(VersionState::Previous) => SlotOf::Previous,
        None => SlotOf::Nothing,
    };
    let tells_apart = of != SlotOf::SignIns || connection.draft_moves();
    let client_id = stored.registered_as.as_ref().filter(|_| tells_apart);
    SlotSeen {
        slot: stored.slot,
        kind: stored.kind,
        in_use: stored.in_use,
        of,
        client_id: client_id.map(|registered| registered.client_id.clone()),
        ends_at: stored.expires_at,
        thumbprint: stored.certificate.as_deref().and_then(certificate::thumbprint),
    }
}

/// The version that a page is about, where two have registrations of their own.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    version: String,
}

type Which = Result<Query<Asked>, QueryRejection>;

fn asked(which: Which) -> Option<ForVersion> {
    which.ok().and_then(|Query(asked)| for_version(&asked.version))
}

/// Another word than those two says nothing.
fn for_version(word: &str) -> Option<ForVersion> {
    match word {
        "active" => Some(ForVersion::Active),
        "draft" => Some(ForVersion::Draft),
        _ => None,
    }
}

/// Which way; where there is only one, that one.
pub async fn get(State(context): State<Context>, visit: Visit, which: Which) -> Response {
    let kind = Editable::of(&visit.configuration).kind();
    if !kind.takes(CredentialKind::Federated) && !kind.takes(CredentialKind::Certificate) {
        return redirect("/setup/connection/secret", &[]);
    }
    show(&context, &visit, (Way::Choose, asked(which)), "", None)
}

/// What to tell Entra of our issuer.
pub async fn get_federated(State(context): State<Context>, visit: Visit, which: Which) -> Response {
    show(&context, &visit, (Way::Federated, asked(which)), "", None)
}

/// The certificates that there are, to be taken to Entra.
pub async fn get_certificate(State(context): State<Context>, visit: Visit, which: Which) -> Response {
    show(&context, &visit, (Way::Certificate, asked(which)), "", None)
}

/// Where a secret is handed in.
pub async fn get_secret(State(context): State<Context>, visit: Visit, which: Which) -> Response {
    show(&context, &visit, (Way::Secret, asked(which)), "", None)
}

/// For which state of the slots, and which version.
#[derive(Deserialize)]
pub struct Seen {
    seen: String,
    #[serde(default)]
    version: String,
}

/// The hospital says that Entra trusts our issuer.
pub async fn post_federated(
    State(context): State<Context>,
    visit: Visit,
    form: Result<Form<Seen>, FormRejection>,
) -> Response {
    let Ok(Form(Seen { seen, version })) = form else { return visit.not_found(&context) };
    let handed_in = HandedIn { federated: Some(true), version: for_version(&version), ..HandedIn::default() };
    put(&context, &visit, Way::Federated, &seen, handed_in, HERE, "").await
}

/// Makes a key pair, keeps the key, and shows the certificate.
pub async fn post_certificate(
    State(context): State<Context>,
    visit: Visit,
    form: Result<Form<Seen>, FormRejection>,
) -> Response {
    let Ok(Form(Seen { seen, version })) = form else { return visit.not_found(&context) };
    if credential_of(&visit, Way::Certificate).is_none() {
        return visit.not_found(&context);
    }
    let (name, now) = (format!("Anteroom {}", visit.organization().slug), visit.now);
    // An RSA key takes a core for a while, in which it should answer others.
    let made = tokio::task::spawn_blocking(move || certificate::generate(&name, now, CERTIFICATE)).await;
    let (certificate, private_key) = match made {
        Ok(Ok(made)) => made,
        Ok(Err(error)) => return visit.failed(&context, &error),
        Err(error) => return visit.failed(&context, &error),
    };
    let (certificate, private_key) = (Some(certificate), Some(private_key));
    let handed_in = HandedIn { certificate, private_key, version: for_version(&version), ..HandedIn::default() };
    let then = match handed_in.version {
        Some(ForVersion::Active) => "/setup/connection/certificate?version=active",
        Some(ForVersion::Draft) | None => "/setup/connection/certificate",
    };
    put(&context, &visit, Way::Certificate, &seen, handed_in, then, "").await
}

/// A secret, and when it ends.
#[derive(Deserialize)]
pub struct Handed {
    seen: String,
    secret: Secret,
    #[serde(default)]
    end: String,
    #[serde(default)]
    version: String,
}

/// Takes a secret.
pub async fn post_secret(
    State(context): State<Context>,
    visit: Visit,
    form: Result<Form<Handed>, FormRejection>,
) -> Response {
    let Ok(Form(Handed { seen, secret, end, version })) = form else { return visit.not_found(&context) };
    // A day is a day somewhere: where it ends first, the secret must have been replaced.
    let ends_at = end.trim().parse::<NaiveDate>().ok().and_then(|day| day.and_hms_opt(0, 0, 0));
    // Where a secret need not end, what is no day must not be taken for none.
    if ends_at.is_none() && !end.trim().is_empty() {
        return show(&context, &visit, (Way::Secret, for_version(&version)), &end, Some(Fault::NoEnd));
    }
    let handed_in = HandedIn {
        client_secret: Some(Secret::new(secret.expose().trim())),
        expires_at: ends_at.map(|at| at.and_utc()),
        version: for_version(&version),
        ..HandedIn::default()
    };
    put(&context, &visit, Way::Secret, &seen, handed_in, HERE, &end).await
}

/// The connection that can be proved in this way, if it can.
fn credential_of(visit: &Visit, way: Way) -> Option<&Connection> {
    let connection = Editable::of(&visit.configuration).connection()?;
    way.kind().is_none_or(|kind| connection.kind.takes(kind)).then_some(connection)
}

async fn put(
    context: &Context,
    visit: &Visit,
    way: Way,
    seen: &str,
    handed_in: HandedIn,
    then: &str,
    end: &str,
) -> Response {
    let Some(connection) = credential_of(visit, way) else { return visit.not_found(context) };
    let (store, which) = (&context.sign_in.store, (connection.organization_id, connection.id));
    let (manner, act) = (Manner::default(), visit.act());
    // Where one is in use, the new one waits beside it until the provider has accepted it.
    let waits = of_connection(&visit.configuration, connection).iter().any(|stored| stored.in_use);
    let version = handed_in.version;
    let handed_in = HandedIn { waits, ..handed_in };
    let mistaken = Mistaken {
        id_for_secret: connection.kind == ConnectionKind::Entra
            && handed_in.client_secret.as_ref().is_some_and(is_secret_id),
        ended: handed_in.expires_at.is_some_and(|end| end <= visit.now),
    };
    match credentials::put(store, &context.prober, which, &expected(seen), handed_in, &manner, &act).await {
        Ok(_) => redirect(then, &[]),
        Err(error) => match credential_fault(&error, mistaken) {
            Some(fault) => show(context, visit, (way, version), end, Some(fault)),
            None => visit.failed(context, &error),
        },
    }
}

/// What people mistake most often.
#[derive(Clone, Copy)]
struct Mistaken {
    id_for_secret: bool,
    ended: bool,
}

/// What a person can do about it, at the field that it is about.
fn credential_fault(error: &TenancyError, mistaken: Mistaken) -> Option<Fault> {
    let TenancyError::Wrong(wrong) = error else { return fault(error) };
    let wrong = wrong.first()?;
    Some(match wrong.field {
        "client_secret" if mistaken.id_for_secret => Fault::SecretId,
        "client_secret" => Fault::NoSecret,
        "expires_at" if mistaken.ended => Fault::Ended,
        "expires_at" => Fault::NoEnd,
        // The form is for a draft that there is no more, or there is one meanwhile that the form knows nothing of.
        "version" => Fault::ChangedMeanwhile,
        _ => return None,
    })
}

/// Which slot, and for which state of both.
#[derive(Deserialize)]
pub struct OfSlot {
    seen: String,
    slot: CredentialSlot,
}

/// Takes a credential out that is not in use.
pub async fn remove(
    State(context): State<Context>,
    visit: Visit,
    form: Result<Form<OfSlot>, FormRejection>,
) -> Response {
    let Ok(Form(OfSlot { seen, slot })) = form else { return visit.not_found(&context) };
    let Some(connection) = Editable::of(&visit.configuration).connection() else { return visit.not_found(&context) };
    let which = (connection.organization_id, connection.id);
    let (store, manner, act) = (&context.sign_in.store, Manner::default(), visit.act());
    let removal = Removal { slot, without_proof: Unproven::default() };
    let removed = credentials::remove(store, &context.prober, which, &removal, &expected(&seen), &manner, &act).await;
    switched(&context, &visit, removed.map(drop)).await
}

/// Puts a credential in use, once the provider has accepted it.
pub async fn prove(
    State(context): State<Context>,
    visit: Visit,
    form: Result<Form<OfSlot>, FormRejection>,
) -> Response {
    let Ok(Form(OfSlot { seen, slot })) = form else { return visit.not_found(&context) };
    let Some(connection) = Editable::of(&visit.configuration).connection() else { return visit.not_found(&context) };
    let which = (connection.organization_id, connection.id);
    let (store, manner, act) = (&context.sign_in.store, Manner::default(), visit.act());
    let wanted = (slot, &Unproven::default());
    let put = credential_use::put_in_use(store, &context.prober, which, wanted, &expected(&seen), &manner, &act).await;
    switched(&context, &visit, put.map(drop)).await
}

async fn switched(context: &Context, visit: &Visit, done: Result<(), TenancyError>) -> Response {
    match done {
        Ok(()) => redirect(HERE, &[]),
        Err(TenancyError::NotProven(NotProven::Refused(error))) => {
            let said = told(&error);
            super::show(context, visit, Wrong { refused: Some(&said), ..Wrong::default() }).await
        }
        Err(error) => match fault(&error) {
            Some(fault) => super::show(context, visit, Wrong::from(fault)).await,
            None => visit.failed(context, &error),
        },
    }
}

/// The certificate in a slot, as a file: `a.cer` and `b.cer` in its binary form, `a.pem` and `b.pem` as text. The key is in neither.
pub async fn download(State(context): State<Context>, visit: Visit, Path(file): Path<String>) -> Response {
    let found = Editable::of(&visit.configuration).connection().and_then(|connection| {
        let (name, form) = file.split_once('.')?;
        let own = of_connection(&visit.configuration, connection);
        let stored = own.into_iter().find(|stored| slot(connection, stored).word() == name)?;
        let pem = stored.certificate.as_deref()?;
        match form {
            "cer" => Some(("cer", "application/pkix-cert", certificate::certificate_der(pem).ok()?)),
            "pem" => Some(("pem", "application/x-pem-file", pem.as_bytes().to_vec())),
            _ => None,
        }
    });
    let Some((form, kind, bytes)) = found else { return visit.not_found(&context) };
    // A slug has no character that a header could not hold.
    let name = format!("attachment; filename=\"anteroom-{}.{form}\"", visit.organization().slug);
    let mut response = ([(CONTENT_TYPE, kind)], bytes).into_response();
    if let Ok(name) = HeaderValue::from_str(&name) {
        response.headers_mut().insert(CONTENT_DISPOSITION, name);
    }
    response
}

fn show(
    context: &Context,
    visit: &Visit,
    (way, version): (Way, Option<ForVersion>),
    end: &str,
    fault: Option<Fault>,
) -> Response {
    if Editable::of(&visit.configuration).connection().is_none() {
        return redirect(HERE, &[]);
    }
    let Some(connection) = credential_of(visit, way) else { return visit.not_found(context) };
    let own = of_connection(&visit.configuration, connection);
    let slots = slots(connection, &own);
    let (version, client_id) = about(connection, version);
    let body = visit.pages(context).setup_credential(&CredentialPage {
        language: visit.language(),
        organization: visit.organization(),
        way,
        kind: connection.kind,
        seen: state(own).as_str(),
        slots: &slots,
        version,
        client_id,
        issuer: &context.sign_in.issuer,
        connection: connection.id,
        end,
        fault,
    });
    page(if fault.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK }, body, &[])
}

/// Which version's registration a page is about, where two have their own: the draft's, unless the other one is asked for; and its
/// application id.
fn about(connection: &Connection, asked: Option<ForVersion>) -> (Option<ForVersion>, &str) {
    let of = |version: &'_ Option<ConnectionVersion>| version.as_ref().is_some_and(|it| !it.settings.is_shared());
    let two = connection.draft_moves() && of(&connection.active) && of(&connection.draft);
    let version = two.then(|| asked.unwrap_or(ForVersion::Draft));
    let named = match version {
        Some(ForVersion::Active) => connection.active.as_ref(),
        Some(ForVersion::Draft) => connection.draft.as_ref(),
        None => connection.versions().into_iter().find(|version| version.settings.client_id().is_some()),
    };
    (version, named.and_then(|version| version.settings.client_id()).unwrap_or_default())
}
