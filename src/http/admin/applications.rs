//! `/admin/v1/applications`

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::ROOT;
use super::caller::Caller;
use super::document::{ForState, MadeOnce};
use super::etag::{IfMatch, Tagged};
use super::extract::{Json, Path, Query};
use super::manner::{Tried, Why};
use super::once::{Created, Keep, Once};
use super::page::{Listed, Page, Paging};
use super::patch::Field;
use super::problem::Problem;
use crate::domain::application::{Application, ApplicationStatus, AuthenticationMethod, SigningAlgorithm, SsoPolicy};
use crate::domain::id::ApplicationId;
use crate::domain::protocol::Protocol;
use crate::http::Context;
use crate::store::uses::UsesOfApplication;
use crate::tenancy::applications::{self, Draft, fingerprint};
use crate::tenancy::users::Manner;

/// An OpenID Connect client.
#[derive(Serialize, ToSchema)]
#[schema(as = Application)]
#[expect(clippy::struct_excessive_bools, reason = "each is a field of its own of the document")]
pub struct Shown {
    #[schema(value_type = Uuid)]
    id: ApplicationId,
    /// Its public name; it never changes.
    client_id: String,
    /// Its name as people know it.
    name: String,
    status: ApplicationStatus,
    /// Whether SSO opens it.
    sso: SsoPolicy,
    /// How it proves itself at the token endpoint. A secret itself is shown by nothing but its making.
    authentication: AuthenticationMethod,
    /// Where answers may be sent; compared letter by letter.
    redirect_uris: Vec<String>,
    /// What signs its ID tokens.
    id_token_algorithm: SigningAlgorithm,
    /// Whether it may have refresh tokens.
    refresh_tokens: bool,
    /// Whether a device without a browser may sign people in to it (RFC 8628).
    device_grant: bool,
    /// Whether a person must have proved a second factor.
    require_mfa: bool,
    /// Where people go back to from a page of ours.
    home: Option<String>,
    /// What it uses of OAuth and OpenID Connect besides.
    protocol: Protocol,
    /// Whether this is only what would be: nothing has changed.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[schema(required = false)]
    dry_run: bool,
}

/// An application to be made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewApplication {
    /// 1 to 63 lower-case letters, digits and hyphens, and no hyphen at its ends.
    #[schema(pattern = "^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$", example = "records")]
    client_id: String,
    #[schema(min_length = 1, max_length = 200)]
    name: String,
    #[serde(default = "active")]
    status: ApplicationStatus,
    sso: SsoPolicy,
    /// `secret` where nothing is said. The token endpoint is closed to it then until its secret is made, by an address of
    /// its own.
    #[serde(default = "by_secret")]
    authentication: AuthenticationMethod,
    /// https; of a public client also a loopback address or a scheme of its own.
    /// Only one with `device_grant` may have none.
    #[serde(default)]
    #[schema(max_items = 50)]
    redirect_uris: Vec<String>,
    /// `ES256` where nothing is said.
    #[serde(default = "es256")]
    id_token_algorithm: SigningAlgorithm,
    #[serde(default)]
    refresh_tokens: bool,
    /// Whether a device without a browser may sign people in to it (RFC 8628).
    #[serde(default)]
    device_grant: bool,
    #[serde(default)]
    require_mfa: bool,
    home: Option<String>,
    /// What it uses of OAuth and OpenID Connect besides.
    #[serde(default)]
    protocol: Protocol,
}

const fn active() -> ApplicationStatus {
    ApplicationStatus::Active
}

const fn by_secret() -> AuthenticationMethod {
    AuthenticationMethod::Secret
}

const fn es256() -> SigningAlgorithm {
    SigningAlgorithm::Es256
}

impl From<NewApplication> for Draft {
    fn from(new: NewApplication) -> Self {
        Self {
            client_id: new.client_id,
            name: new.name,
            status: new.status,
            sso: new.sso,
            authentication: new.authentication,
            redirect_uris: new.redirect_uris,
            id_token_algorithm: new.id_token_algorithm,
            refresh_tokens: new.refresh_tokens,
            device_grant: new.device_grant,
            require_mfa: new.require_mfa,
            protocol: new.protocol,
            home: new.home,
        }
    }
}

/// What is to change of an application (RFC 7396): what is not named stays, and `null` takes away what may be missing.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ApplicationChange {
    #[serde(default)]
    #[schema(value_type = String, min_length = 1, max_length = 200)]
    name: Field<String>,
    /// `disabled` closes it to everybody, at every organization.
    #[serde(default)]
    #[schema(value_type = ApplicationStatus)]
    status: Field<ApplicationStatus>,
    #[serde(default)]
    #[schema(value_type = SsoPolicy)]
    sso: Field<SsoPolicy>,
    /// `none` takes its secret away; `secret`, where it had none, closes the token endpoint to it until one is made.
    #[serde(default)]
    #[schema(value_type = AuthenticationMethod)]
    authentication: Field<AuthenticationMethod>,
    #[serde(default)]
    #[schema(value_type = Vec<String>, max_items = 50)]
    redirect_uris: Field<Vec<String>>,
    #[serde(default)]
    #[schema(value_type = SigningAlgorithm)]
    id_token_algorithm: Field<SigningAlgorithm>,
    #[serde(default)]
    #[schema(value_type = bool)]
    refresh_tokens: Field<bool>,
    #[serde(default)]
    #[schema(value_type = bool)]
    device_grant: Field<bool>,
    #[serde(default)]
    #[schema(value_type = bool)]
    require_mfa: Field<bool>,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    home: Field<Option<String>>,
    /// All of it: what is not named in it ends.
    #[serde(default)]
    #[schema(value_type = Protocol)]
    protocol: Field<Protocol>,
}

impl ApplicationChange {
    fn apply(self, draft: &mut Draft) {
        self.name.put(&mut draft.name);
        self.status.put(&mut draft.status);
        self.sso.put(&mut draft.sso);
        self.authentication.put(&mut draft.authentication);
        self.redirect_uris.put(&mut draft.redirect_uris);
        self.id_token_algorithm.put(&mut draft.id_token_algorithm);
        self.refresh_tokens.put(&mut draft.refresh_tokens);
        self.device_grant.put(&mut draft.device_grant);
        self.require_mfa.put(&mut draft.require_mfa);
        self.home.put(&mut draft.home);
        self.protocol.put(&mut draft.protocol);
    }
}

/// A secret, shown this once.
#[derive(Serialize, ToSchema)]
pub struct ApplicationSecret {
    client_id: String,
    /// 256 random bits; what is kept is its hash. Not there in a dry run.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    client_secret: Option<String>,
    /// Whether this is only what would be: nothing has changed.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[schema(required = false)]
    dry_run: bool,
}

/// What would go with an application.
#[derive(Serialize, ToSchema)]
pub struct ApplicationRemoval {
    application: Shown,
    removes: UsesOfApplication,
    /// Always: nothing has changed.
    dry_run: bool,
}

/// Which application, in the path.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Path)]
pub struct Which {
    /// Its `client_id`.
    #[param(example = "records")]
    application: String,
}

/// Lists applications
///
/// By `client_id`. They are nobody's alone: every token sees them.
#[utoipa::path(
    get, path = "/applications", tag = "applications", operation_id = "list_applications",
    params(Paging),
    responses((status = 200, description = "A page of them.", body = Page<Shown>)),
)]
pub async fn list(
    State(context): State<Context>,
    _: Caller,
    Query(Listed { limit, cursor }): Query<Listed<String>>,
) -> Result<axum::Json<Page<Shown>>, Problem> {
    let after = cursor.as_ref().map(|cursor| cursor.0.as_str());
    let found = context.sign_in.store.page_of_applications(after, limit.and_one()).await;
    let found = found.map_err(|error| Problem::internal(&error))?;
    let show = |application: Application| show(&application, false);
    Ok(axum::Json(Page::of(found, limit, |application| application.client_id.clone(), show)))
}

/// Registers an application
///
/// The token must not be limited to some organizations.
#[utoipa::path(
    post, path = "/applications", tag = "applications", operation_id = "create_application",
    params(Tried, MadeOnce),
    request_body = NewApplication,
    responses(
        (status = 200, description = "What would be made, of a dry run.", body = Shown),
        (status = 201, description = "It is made.", body = Shown, headers(
            ("Location" = String, description = "Where it is"), ("ETag" = String, description = "Its state"))),
        (status = 409, description = "There is one with this client_id: exists."),
    ),
)]
pub async fn create(
    State(context): State<Context>,
    caller: Caller,
    Query(Tried { dry_run }): Query<Tried>,
    once: Once<NewApplication>,
) -> Result<Response, Problem> {
    caller.everywhere()?;
    let store = &context.sign_in.store;
    let manner = Manner { reason: None, dry_run };
    let created = |made: &Application| {
        let location = format!("{ROOT}/applications/{}", made.client_id);
        Created::new(&show(made, dry_run)).at(location, &fingerprint(made))
    };
    let make = async |new: NewApplication, keep: Keep| {
        let kept = |made: &Application| keep.of(&created(made));
        Ok(created(&applications::create(store, new.into(), &manner, &caller.act(), kept).await?))
    };
    let answer = once.answer(store, &caller, make).await?;
    Ok(if dry_run { answer.only_tried().into_response() } else { answer.into_response() })
}

/// Shows an application
#[utoipa::path(
    get, path = "/applications/{application}", tag = "applications", operation_id = "get_application",
    params(Which),
    responses((status = 200, description = "The application.", body = Shown, headers(("ETag" = String, description = "Its state")))),
)]
pub async fn get(
    State(context): State<Context>,
    _: Caller,
    Path(Which { application }): Path<Which>,
) -> Result<Tagged<Shown>, Problem> {
    let found = context.sign_in.store.read_application(&application).await;
    let found = found.map_err(|error| Problem::internal(&error))?;
    Ok(tagged(&found.ok_or_else(|| Problem::not_found("application"))?, false))
}

/// Changes an application
///
/// At all organizations. The token must not be limited to some of them.
#[utoipa::path(
    patch, path = "/applications/{application}", tag = "applications", operation_id = "change_application",
    params(Which, Tried, ForState),
    request_body = ApplicationChange,
    responses((status = 200, description = "As it is now.", body = Shown, headers(("ETag" = String, description = "Its state")))),
)]
pub async fn change(
    State(context): State<Context>,
    caller: Caller,
    Path(Which { application }): Path<Which>,
    Query(Tried { dry_run }): Query<Tried>,
    IfMatch(expected): IfMatch,
    Json(body): Json<ApplicationChange>,
) -> Result<Tagged<Shown>, Problem> {
    caller.everywhere()?;
    let (store, manner) = (&context.sign_in.store, Manner { reason: None, dry_run });
    let edit = |draft: &mut Draft| body.apply(draft);
    let changed = applications::change(store, &application, &expected, &manner, &caller.act(), edit).await?;
    Ok(tagged(&changed, dry_run))
}

/// Gives an application another secret
///
/// It is in the answer and nowhere else; the one that the application has ends at once. The token must not be limited to some
/// organizations.
#[utoipa::path(
    post, path = "/applications/{application}/secret", tag = "applications", operation_id = "renew_application_secret",
    params(Which, Tried, ForState),
    responses(
        (status = 200, description = "The secret, shown this once.", body = ApplicationSecret,
            headers(("ETag" = String, description = "The state of the application"))),
        (status = 409, description = "The application proves itself by none: public_client."),
    ),
)]
pub async fn renew_secret(
    State(context): State<Context>,
    caller: Caller,
    Path(Which { application }): Path<Which>,
    Query(Tried { dry_run }): Query<Tried>,
    IfMatch(expected): IfMatch,
) -> Result<Tagged<ApplicationSecret>, Problem> {
    caller.everywhere()?;
    let (store, manner) = (&context.sign_in.store, Manner { reason: None, dry_run });
    let (application, secret) =
        applications::renew_secret(store, &application, &expected, &manner, &caller.act()).await?;
    let client_secret = secret.map(|secret| secret.expose().to_owned());
    let state = fingerprint(&application);
    Ok(Tagged(state, ApplicationSecret { client_id: application.client_id, client_secret, dry_run }))
}

/// Removes an application
///
/// Nobody gets into it any more, and what it got ends: sessions that were opened for it, codes, tokens, and the flags that
/// organizations have set for it. The token must not be limited to some organizations.
#[utoipa::path(
    delete, path = "/applications/{application}", tag = "applications", operation_id = "delete_application",
    params(Which, Why, ForState),
    responses(
        (status = 200, description = "What would go, of a dry run.", body = ApplicationRemoval),
        (status = 204, description = "It is gone."),
    ),
)]
pub async fn delete(
    State(context): State<Context>,
    caller: Caller,
    Path(Which { application }): Path<Which>,
    Query(Why { reason, dry_run }): Query<Why>,
    IfMatch(expected): IfMatch,
) -> Result<Response, Problem> {
    caller.everywhere()?;
    let (store, manner) = (&context.sign_in.store, Manner { reason, dry_run });
    let (removed, uses) = applications::remove(store, &application, &expected, &manner, &caller.act()).await?;
    if !dry_run {
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    let removal = ApplicationRemoval { application: show(&removed, false), removes: uses, dry_run };
    Ok(Tagged(fingerprint(&removed), removal).into_response())
}

fn tagged(application: &Application, dry_run: bool) -> Tagged<Shown> {
    Tagged(fingerprint(application), show(application, dry_run))
}

fn show(application: &Application, dry_run: bool) -> Shown {
    Shown {
        id: application.id,
        client_id: application.client_id.clone(),
        name: application.name.clone(),
        status: application.status,
        sso: application.sso,
        authentication: application.authentication.method(),
        redirect_uris: application.redirect_uris.clone(),
        id_token_algorithm: application.id_token_algorithm,
        refresh_tokens: application.refresh_tokens,
        device_grant: application.device_grant,
        require_mfa: application.require_mfa,
        home: application.home.as_ref().map(ToString::to_string),
        protocol: application.protocol.clone(),
        dry_run,
    }
}
