//! `/admin/v1/organizations/{organization}/connections/{connection}/credentials`: secrets go in, and never come out.

use axum::extract::State;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::caller::OfConnection;
use super::document::{ConnectionInPath, ForState, OrganizationInPath};
use super::etag::{IfMatch, Tagged};
use super::extract::{Json, Path, Query};
use super::manner::Tried;
use super::page::Page;
use super::problem::Problem;
use crate::domain::connection::VersionState;
use crate::domain::credential::{CredentialKind, CredentialSlot, StoredCredential};
use crate::domain::id::ConnectionId;
use crate::domain::secret::Secret;
use crate::http::Context;
use crate::tenancy::credential_input::HandedIn;
use crate::tenancy::credential_slots::{ForVersion, of_connection, state};
use crate::tenancy::credential_use::{self, Unproven};
use crate::tenancy::credentials::{self, Removal};
use crate::tenancy::users::Manner;
use crate::upstream::certificate;
use crate::upstream::credential::FEDERATED_AUDIENCE;

/// How the broker proves itself at a connection: what is in one of the two slots, without its secret.
#[derive(Serialize, ToSchema)]
#[schema(as = Credential)]
pub struct Shown {
    slot: CredentialSlot,
    kind: CredentialKind,
    /// The client id that it is for: as this alone it proves the broker.
    client_id: Option<String>,
    /// Where the version stands that has this client id; none, where none has it any more.
    version: Option<VersionState>,
    /// Whether it is what is used for this client id: by sign-ins, where the version in force has it.
    in_use: bool,
    /// When it ends, if it does.
    expires_at: Option<DateTime<Utc>>,
    /// The thumbprint by which Entra lists the certificate: SHA-1, in hexadecimal.
    certificate_thumbprint: Option<String>,
    /// What the hospital enters at Entra, for a federated one.
    federated: Option<Federated>,
    /// Whether this is only what would be: nothing has changed.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[schema(required = false)]
    dry_run: bool,
}

/// What Entra compares an assertion of ours with, exactly.
#[derive(Serialize, ToSchema)]
#[schema(as = FederatedCredential)]
pub struct Federated {
    issuer: String,
    #[schema(value_type = Uuid)]
    subject: ConnectionId,
    audience: &'static str,
}

/// A credential to be put in: exactly one of `federated`, `client_secret` and `certificate`.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewCredential {
    /// `true`: Entra trusts our own issuer, and there is no secret.
    federated: Option<bool>,
    /// A client secret: its Value at Entra, not its Secret ID.
    #[schema(value_type = Option<String>, write_only, min_length = 1, max_length = 500)]
    client_secret: Option<Secret>,
    /// When the client secret ends.
    expires_at: Option<DateTime<Utc>>,
    /// A certificate (PEM), which the hospital has uploaded.
    certificate: Option<String>,
    /// Its private key (PEM): RSA of 2048 to 8192 bits, without a pass phrase.
    #[schema(value_type = Option<String>, write_only)]
    private_key: Option<Secret>,
    /// The version whose client id it is for. Needed only where the version in force and the draft have different ones.
    version: Option<ForVersion>,
    /// `false`: it waits in the free slot until somebody puts it in use.
    #[serde(default = "yes")]
    #[schema(required = false)]
    in_use: bool,
    /// Why it takes another one's place although nobody has seen the provider accept it.
    #[schema(min_length = 1, max_length = 500)]
    without_proof: Option<String>,
    /// Why: for the audit log.
    #[schema(min_length = 1, max_length = 500)]
    reason: Option<String>,
}

const fn yes() -> bool {
    true
}

/// Why a credential is put in use.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CredentialUse)]
pub struct Use {
    /// Why, although nobody has seen the provider accept it.
    #[schema(min_length = 1, max_length = 500)]
    without_proof: Option<String>,
    /// Why: for the audit log.
    #[schema(min_length = 1, max_length = 500)]
    reason: Option<String>,
}

/// How one is taken out.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Out {
    /// Why the other one may take its place although nobody has seen the provider accept it.
    #[param(min_length = 1, max_length = 500)]
    without_proof: Option<String>,
    /// Why: for the audit log.
    #[param(min_length = 1, max_length = 500)]
    reason: Option<String>,
    /// Only says what would be, with `dry_run` in the answer; nothing changes.
    #[serde(default)]
    #[param(required = false)]
    dry_run: bool,
}

/// What is in the slots after one was taken out, or put in use.
#[derive(Serialize, ToSchema)]
pub struct CredentialsLeft {
    items: Vec<Shown>,
    /// Whether this is only what would be: nothing has changed.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[schema(required = false)]
    dry_run: bool,
}

/// Which slot, in the path.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Path)]
pub struct Which {
    /// The slot.
    #[param(inline)]
    slot: CredentialSlot,
}

/// Lists the credentials of a connection
///
/// What is in the two slots, and which of it is in use; never a secret. The shared registration's is in the broker's settings.
#[utoipa::path(
    get, path = "/organizations/{organization}/connections/{connection}/credentials", tag = "connections",
    operation_id = "list_credentials",
    params(OrganizationInPath, ConnectionInPath),
    responses((status = 200, description = "What is in the slots.", body = Page<Shown>, headers(
        ("ETag" = String, description = "The state of the slots")))),
)]
pub async fn list(State(context): State<Context>, of: OfConnection) -> Tagged<Page<Shown>> {
    let own = of_connection(&of.at.configuration, &of.connection);
    let items = own.iter().map(|stored| show(stored, &of, &context, false)).collect();
    Tagged(state(own), Page::all(items))
}

/// Puts a credential in
///
/// Into the slot that is not in use. Sign-ins use it from then on, those under way too; the one before stays in the other slot, and
/// taking the new one out brings it back. Have it registered at Entra first: one that takes another's place is shown to Microsoft's
/// token endpoint before, and is not put in where that does not accept it. With `in_use: false` it only waits in its slot.
///
/// A draft with another client id has a credential of its own: `version: draft`. It is shown to the token endpoint in that name, and
/// sign-ins use it as soon as the draft is in force.
#[utoipa::path(
    put, path = "/organizations/{organization}/connections/{connection}/credentials", tag = "connections",
    operation_id = "put_credential",
    params(OrganizationInPath, ConnectionInPath, Tried, ForState),
    request_body = NewCredential,
    responses(
        (status = 200, description = "What is in the slot now.", body = Shown, headers(
            ("ETag" = String, description = "The state of the slots"))),
        (status = 409, description = "No version of the connection has a registration of the hospital's own: credential_not_needed; \
            the provider refuses it: credential_refused; or has not said: credential_not_proven; both slots are taken: slot_taken."),
    ),
)]
pub async fn put(
    State(context): State<Context>,
    of: OfConnection,
    Query(Tried { dry_run }): Query<Tried>,
    IfMatch(expected): IfMatch,
    body: Result<Json<NewCredential>, Problem>,
) -> Result<Tagged<Shown>, Problem> {
    let expected_body = "an object with federated; client_secret and expires_at; or certificate and private_key";
    let Json(body) = body.map_err(|problem| problem.unquoted(expected_body))?;
    let NewCredential { federated, client_secret, expires_at, certificate, private_key, .. } = body;
    let (version, waits, without_proof) = (body.version, !body.in_use, Unproven(body.without_proof));
    let handed_in =
        HandedIn { federated, client_secret, expires_at, certificate, private_key, version, waits, without_proof };
    let (store, manner, act) = (&context.sign_in.store, Manner { reason: body.reason, dry_run }, of.at.caller.act());
    let put = credentials::put(store, &context.prober, of.which(), &expected, handed_in, &manner, &act).await?;
    let (slots, slot) = put;
    let stored = slots.iter().find(|stored| stored.slot == slot);
    let shown =
        stored.map(|stored| show(stored, &of, &context, dry_run)).ok_or_else(|| Problem::not_found("credential"))?;
    Ok(Tagged(state(&slots), shown))
}

/// Puts a credential in use
///
/// The one in a slot, for its client id, once Microsoft's token endpoint has accepted it: where the version in force has that, sign-ins use
/// it from then on, those under way too. The other one stays where it is.
#[utoipa::path(
    post, path = "/organizations/{organization}/connections/{connection}/credentials/{slot}/use", tag = "connections",
    operation_id = "use_credential",
    params(OrganizationInPath, ConnectionInPath, Which, Tried, ForState),
    request_body = Use,
    responses(
        (status = 200, description = "What is in the slots now.", body = CredentialsLeft, headers(
            ("ETag" = String, description = "The state of the slots"))),
        (status = 409, description = "The provider refuses it: credential_refused; or has not said: credential_not_proven; no version \
            has its client id: credential_not_needed."),
    ),
)]
pub async fn put_in_use(
    State(context): State<Context>,
    of: OfConnection,
    Path(Which { slot }): Path<Which>,
    Query(Tried { dry_run }): Query<Tried>,
    IfMatch(expected): IfMatch,
    Json(Use { without_proof, reason }): Json<Use>,
) -> Result<Tagged<CredentialsLeft>, Problem> {
    let (store, manner, act) = (&context.sign_in.store, Manner { reason, dry_run }, of.at.caller.act());
    let which = (slot, &Unproven(without_proof));
    let slots = credential_use::put_in_use(store, &context.prober, of.which(), which, &expected, &manner, &act).await?;
    let items = slots.iter().map(|stored| show(stored, &of, &context, false)).collect();
    Ok(Tagged(state(&slots), CredentialsLeft { items, dry_run }))
}

/// Takes a credential out
///
/// If it was in use, one for the same client id in the other slot is from then on, unless that has ended or Microsoft does not accept it.
/// The only one stays, as long as people come in by the connection with it: put another one in first, or disable the connection. What is
/// for another client id than that of the version in force, nobody depends on.
#[utoipa::path(
    delete, path = "/organizations/{organization}/connections/{connection}/credentials/{slot}", tag = "connections",
    operation_id = "delete_credential",
    params(OrganizationInPath, ConnectionInPath, Which, Out, ForState),
    responses(
        (status = 200, description = "What is in the slots now.", body = CredentialsLeft, headers(
            ("ETag" = String, description = "The state of the slots"))),
        (status = 409, description = "The connection needs it: last_credential; or the provider does not accept the other one: \
            credential_refused, credential_not_proven."),
    ),
)]
pub async fn delete(
    State(context): State<Context>,
    of: OfConnection,
    Path(Which { slot }): Path<Which>,
    Query(Out { without_proof, reason, dry_run }): Query<Out>,
    IfMatch(expected): IfMatch,
) -> Result<Tagged<CredentialsLeft>, Problem> {
    let (store, manner, act) = (&context.sign_in.store, Manner { reason, dry_run }, of.at.caller.act());
    let removal = Removal { slot, without_proof: Unproven(without_proof) };
    let left = credentials::remove(store, &context.prober, of.which(), &removal, &expected, &manner, &act).await?;
    let items = left.iter().map(|stored| show(stored, &of, &context, false)).collect();
    Ok(Tagged(state(&left), CredentialsLeft { items, dry_run }))
}

fn show(stored: &StoredCredential, of: &OfConnection, context: &Context, dry_run: bool) -> Shown {
    let version = stored.registered_as.as_ref().and_then(|registered| of.connection.version_of(registered));
    let federated = (stored.kind == CredentialKind::Federated).then(|| Federated {
        issuer: context.sign_in.issuer.clone(),
        subject: stored.connection_id,
        audience: FEDERATED_AUDIENCE,
    });
    Shown {
        slot: stored.slot,
        kind: stored.kind,
        client_id: stored.registered_as.as_ref().map(|registered| registered.client_id.clone()),
        version: version.map(|version| version.state),
        in_use: stored.in_use,
        expires_at: stored.expires_at,
        certificate_thumbprint: stored.certificate.as_deref().and_then(certificate::thumbprint),
        federated,
        dry_run,
    }
}
