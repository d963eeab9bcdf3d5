//! `/admin/v1/export` and `/admin/v1/apply`: configuration as a file.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use http::{HeaderMap, StatusCode};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::caller::Caller;
use super::document::ForPlan;
use super::etag;
use super::extract::{Json, Query};
use super::manner::Tried;
use super::problem::Problem;
use crate::domain::secret::Secret;
use crate::http::Context;
use crate::tenancy::apply::{carry_out_for, prepare, state, warnings};
use crate::tenancy::change::{Act, Expected, Wrong};
use crate::tenancy::desired::{Desired, read_with};
use crate::tenancy::export;
use crate::tenancy::plan::{Change, Plan};
use crate::tenancy::secret::{Sent, Sources};

/// What is taken out.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Exported {
    /// Only this organization, by its slug: the file then says of itself that it is a part.
    organization: Option<String>,
}

/// A file, and what its references lead to.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ApplyRequest {
    /// The text of a `tenants.toml`.
    file: String,
    /// The secrets that it refers to, each under its reference as it stands there: `env:NAME`, or `file:path`. The broker looks
    /// nowhere else.
    #[serde(default)]
    #[schema(value_type = BTreeMap<String, String>, required = false)]
    secrets: BTreeMap<String, Secret>,
    /// The pictures that it refers to, by their paths as these stand there, in base64.
    #[serde(default)]
    #[schema(required = false)]
    pictures: BTreeMap<String, String>,
    /// Whether what the file does not name is removed. Where this is not said and something would go, nothing is done at all.
    #[serde(default)]
    #[schema(required = false)]
    remove: bool,
}

/// What is done, or would be.
#[derive(Serialize, ToSchema)]
pub struct Applied {
    changes: Vec<ShownChange>,
    /// How much stays as it is.
    unchanged: usize,
    /// What should be known besides.
    warnings: Vec<String>,
    /// What stands for this plan, for `If-Match`: a plan that has been seen is carried out as it was seen or not at all.
    state: String,
    /// Whether this is only what would be: nothing has changed.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[schema(required = false)]
    dry_run: bool,
}

/// One change of a plan.
#[derive(Serialize, ToSchema)]
#[schema(as = PlannedChange)]
pub struct ShownChange {
    /// `create`, `change` or `remove`.
    action: &'static str,
    /// Whose thing it is, by slug; nothing for an application.
    organization: Option<String>,
    /// What it is, for people.
    subject: String,
    fields: Vec<ChangedField>,
}

/// A field that changes; a secret says only that it does.
#[derive(Serialize, ToSchema)]
pub struct ChangedField {
    field: &'static str,
    old: String,
    new: String,
}

/// Takes configuration out as a file
///
/// As `apply` reads it: whoever applies it again changes nothing. Of each secret there is a reference by a rule, never the secret.
/// People are in it, so that it was taken out stands in the audit log. A token that is limited to some organizations names one
/// of them.
#[utoipa::path(
    get, path = "/export", tag = "configuration", operation_id = "export",
    params(Exported),
    responses(
        (status = 200, description = "A tenants.toml.", body = String, content_type = "application/toml"),
        (status = 404, description = "There is no such organization."),
    ),
)]
pub async fn export(
    State(context): State<Context>,
    caller: Caller,
    Query(Exported { organization }): Query<Exported>,
) -> Result<Response, Problem> {
    let store = &context.sign_in.store;
    let only = match &organization {
        None => {
            caller.everywhere()?;
            None
        }
        Some(slug) => {
            let found = store.read_organization(slug, caller.organizations.as_ref()).await;
            let found = found.map_err(|error| Problem::internal(&error))?;
            Some(found.ok_or_else(|| Problem::not_found("organization"))?.organization)
        }
    };
    let name = only.as_ref().map_or("tenants", |organization| organization.slug.as_str());
    let disposition = format!("attachment; filename=\"{name}.toml\"");
    let file = export::export(store, only.as_ref().map(|organization| organization.id), &caller.act()).await;
    let file = file.map_err(|error| Problem::internal(&error))?;
    let headers = [(CONTENT_TYPE, "application/toml; charset=utf-8"), (CONTENT_DISPOSITION, disposition.as_str())];
    Ok((headers, file).into_response())
}

/// Makes what is configured what a file says
///
/// All of it at once, or nothing. First with `dry_run`: the answer is the plan, and its `state`, sent back as `If-Match`, is what
/// carries out that plan and no other. The token must not be limited to some organizations.
#[utoipa::path(
    post, path = "/apply", tag = "configuration", operation_id = "apply",
    params(Tried, ForPlan),
    request_body = ApplyRequest,
    responses(
        (status = 200, description = "What was done, or would be.", body = Applied),
        (status = 409, description = "Something would be removed, and nobody has said that it may: would_remove; or something is \
            there already: exists; or forced_sso cannot be on then: no_recent_sign_in, nobody_could_come_in."),
        (status = 412, description = "It is not the plan that was seen: stale."),
        (status = 422, description = "What the file says cannot be: invalid_file, with line and column."),
        (status = 428, description = "If-Match is missing."),
    ),
)]
pub async fn apply(
    State(context): State<Context>,
    caller: Caller,
    Query(Tried { dry_run }): Query<Tried>,
    headers: HeaderMap,
    Json(request): Json<ApplyRequest>,
) -> Result<axum::Json<Applied>, Problem> {
    caller.everywhere()?;
    let expected = if dry_run { Expected::Any } else { etag::read(&headers)? };
    let ApplyRequest { file, secrets, pictures, remove } = request;
    let (file, desired) = read(file, Sent { secrets, pictures: decoded(pictures)? }).await?;
    let (store, ring, act) = (&context.sign_in.store, &context.sign_in.ring, caller.act());
    let plan = prepare(store, ring, &desired, act.now).await?;
    let found = state(&plan, &file);
    if let Expected::OneOf(seen) = &expected
        && !seen.contains(&found)
    {
        let detail = "this is not the plan that you have seen: somebody has changed something since; look at it again";
        return Err(etag::stale(&detail, &found));
    }
    if !dry_run {
        may_remove(&plan, remove)?;
        carry_out_for(store, ring, &plan, &act).await?;
    }
    Ok(axum::Json(show(&plan, found.as_str().to_owned(), &act, dry_run)))
}

/// Reads a file beside everything else that this thread does: a large one takes a while.
async fn read(file: String, sent: Sent) -> Result<(String, Desired), Problem> {
    let read = tokio::task::spawn_blocking(move || {
        let read = read_with("tenants.toml", &file, Sources::Sent(&sent));
        (file, read)
    });
    let (file, read) = read.await.map_err(|error| Problem::internal(&error))?;
    Ok((file, read?))
}

fn decoded(pictures: BTreeMap<String, String>) -> Result<BTreeMap<String, Vec<u8>>, Problem> {
    let decode = |(path, picture): (String, String)| {
        let decoded = STANDARD.decode(picture).map_err(|_| {
            let wrong = Wrong::new("pictures", &format!("{path}: this is no base64"));
            Problem { errors: vec![wrong], ..Problem::invalid(&"pictures: one is no base64") }
        });
        decoded.map(|picture| (path, picture))
    };
    pictures.into_iter().map(decode).collect()
}

/// A file that lacks something by mistake takes it away: whoever sends one says that this is meant.
fn may_remove(plan: &Plan, remove: bool) -> Result<(), Problem> {
    let removals = plan.removals.len();
    if remove || removals == 0 {
        return Ok(());
    }
    let detail = format!("this removes {removals} thing(s); say that it may, with \"remove\": true");
    Err(Problem::new(StatusCode::CONFLICT, "would_remove", &detail))
}

fn show(plan: &Plan, state: String, act: &Act<'_>, dry_run: bool) -> Applied {
    let change = |change: &Change| ShownChange {
        action: change.action.as_str(),
        organization: change.organization.as_ref().map(|(_, slug)| slug.clone()),
        subject: change.subject.clone(),
        fields: change
            .fields
            .iter()
            .map(|(field, old, new)| ChangedField { field, old: old.clone(), new: new.clone() })
            .collect(),
    };
    Applied {
        changes: plan.removals.iter().chain(&plan.writes).map(change).collect(),
        unchanged: plan.unchanged,
        warnings: warnings(plan, act.now),
        state,
        dry_run,
    }
}
