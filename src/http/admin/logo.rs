//! `/admin/v1/organizations/{organization}/logo`

use axum::body::Bytes;
use axum::extract::{FromRequest, Request, State};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::header::{CONTENT_TYPE, ETAG};
use serde::Serialize;
use utoipa::ToSchema;

use super::caller::InOrganization;
use super::document::{ForState, OrganizationInPath};
use super::etag::{self, IfMatch, Tagged};
use super::extract::Query;
use super::manner::Tried;
use super::problem::Problem;
use crate::http::Context;
use crate::tenancy::change::Fingerprint;
use crate::tenancy::organizations;
use crate::tenancy::users::Manner;

const PNG: &str = "image/png";

/// A body that says of itself that it is a PNG.
pub struct Png(Bytes);

impl<S: Send + Sync> FromRequest<S> for Png {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let said = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        if !said.trim().eq_ignore_ascii_case(PNG) {
            let detail = "the picture is sent as it is, with Content-Type: image/png";
            return Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type", &detail));
        }
        Ok(Self(Bytes::from_request(request, state).await?))
    }
}

/// Which picture an organization has.
#[derive(Serialize, ToSchema)]
#[schema(as = Logo)]
pub struct Shown {
    /// Its name: its SHA-256, in hexadecimal; nothing where there is none.
    logo: Option<String>,
    /// Whether this is only what would be: nothing has changed.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[schema(required = false)]
    dry_run: bool,
}

/// Shows an organization's logo
#[utoipa::path(
    get, path = "/organizations/{organization}/logo", tag = "organizations", operation_id = "get_logo",
    params(OrganizationInPath),
    responses((status = 200, description = "The picture.", body = [u8], content_type = "image/png",
        headers(("ETag" = String, description = "Its state")))),
)]
pub async fn get(State(context): State<Context>, at: InOrganization) -> Result<Response, Problem> {
    let name = at.configuration.organization.branding.logo;
    let state = etag::value(&Fingerprint::of(&name));
    let found = match &name {
        Some(name) => context.sign_in.store.find_logo(name).await.map_err(|error| Problem::internal(&error))?,
        None => None,
    };
    let picture = found.ok_or_else(|| Problem::not_found("logo"))?;
    Ok(([(CONTENT_TYPE, PNG), (ETAG, state.as_str())], picture).into_response())
}

/// Gives an organization a logo
///
/// A PNG of at most 64 KiB and 2048 pixels a side, as the body: it stands on the organization's sign-in pages from then on.
#[utoipa::path(
    put, path = "/organizations/{organization}/logo", tag = "organizations", operation_id = "put_logo",
    params(OrganizationInPath, Tried, ForState),
    request_body(content = [u8], content_type = "image/png"),
    responses(
        (status = 200, description = "It has it now.", body = Shown, headers(("ETag" = String, description = "Its state"))),
        (status = 415, description = "The body is said to be something else than image/png."),
    ),
)]
pub async fn put(
    State(context): State<Context>,
    at: InOrganization,
    Query(Tried { dry_run }): Query<Tried>,
    IfMatch(expected): IfMatch,
    Png(picture): Png,
) -> Result<Tagged<Shown>, Problem> {
    let (store, id) = (&context.sign_in.store, at.configuration.organization.id);
    let manner = Manner { reason: None, dry_run };
    let changed = organizations::put_logo(store, id, Some(&picture), &expected, &manner, &at.caller.act()).await?;
    Ok(tagged(changed.branding.logo, dry_run))
}

/// Takes an organization's logo away
#[utoipa::path(
    delete, path = "/organizations/{organization}/logo", tag = "organizations", operation_id = "delete_logo",
    params(OrganizationInPath, Tried, ForState),
    responses(
        (status = 200, description = "What would be, of a dry run.", body = Shown),
        (status = 204, description = "It has none."),
    ),
)]
pub async fn delete(
    State(context): State<Context>,
    at: InOrganization,
    Query(Tried { dry_run }): Query<Tried>,
    IfMatch(expected): IfMatch,
) -> Result<Response, Problem> {
    let (store, id) = (&context.sign_in.store, at.configuration.organization.id);
    let manner = Manner { reason: None, dry_run };
    let changed = organizations::put_logo(store, id, None, &expected, &manner, &at.caller.act()).await?;
    Ok(if dry_run {
        tagged(changed.branding.logo, dry_run).into_response()
    } else {
        StatusCode::NO_CONTENT.into_response()
    })
}

fn tagged(logo: Option<String>, dry_run: bool) -> Tagged<Shown> {
    Tagged(Fingerprint::of(&logo), Shown { logo, dry_run })
}
