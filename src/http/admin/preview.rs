//! `/admin/v1/organizations/{organization}/flags/{flag}/preview`

use axum::Json;
use axum::extract::{RawQuery, State};
use chrono::{DateTime, Datelike, Utc};
use serde::Deserialize;

use super::caller::InOrganization;
use super::document::OrganizationInPath;
use super::extract::{Path, Query};
use super::flags::{Which, audience_of, find};
use super::problem::Problem;
use crate::domain::audience::AudienceName;
use crate::http::Context;
use crate::signin::preview::Change;
use crate::signin::preview::impact::Preview;
use crate::tenancy::change::{TenancyError, Wrong};
use crate::tenancy::reading::{self, Reading};

/// Which change.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Asked {
    /// What it would be set to; where nothing is said, its setting would be taken away.
    value: Option<bool>,
    /// For whom it would be on.
    #[serde(default)]
    #[param(required = false)]
    audience: AudienceName,
    /// Of a pilot: from this instant on for everyone.
    everyone_from: Option<DateTime<Utc>>,
    /// The application that it is about, by its `client_id`; the whole organization where none is named.
    application: Option<String>,
    /// From this instant on; at once where none is named.
    at: Option<DateTime<Utc>>,
    /// Until before this instant; for good where none is named.
    until: Option<DateTime<Utc>>,
}

/// Previews a change of a flag
///
/// Whom it would concern of those who have come in during the last 30 days, and who of them could not come in any more: the
/// decision itself, over what is stored, with the flag as it would be. What only the person or Microsoft can show is taken as
/// expected. That it was asked stands in the organization's audit log, since the answer says who comes in how.
#[utoipa::path(
    get, path = "/organizations/{organization}/flags/{flag}/preview", tag = "flags", operation_id = "preview_flag",
    params(OrganizationInPath, Which, Asked),
    responses((status = 200, description = "What it would come to.", body = Preview)),
)]
pub async fn get(
    State(context): State<Context>,
    at: InOrganization,
    Path(Which { flag }): Path<Which>,
    RawQuery(asked): RawQuery,
    Query(Asked { value, audience, everyone_from, application, at: starts_at, until: ends_at }): Query<Asked>,
) -> Result<Json<Preview>, Problem> {
    let mut wrong = Vec::new();
    for (field, instant) in [("at", starts_at), ("everyone_from", everyone_from), ("until", ends_at)] {
        if instant.is_some_and(|instant| !(1970..=9999).contains(&instant.year())) {
            wrong.push(Wrong::new(field, &"a year from 1970 to 9999"));
        }
    }
    if starts_at.zip(ends_at).is_some_and(|(start, end)| start >= end) {
        wrong.push(Wrong::new("until", &"the flag would end before it starts"));
    }
    if !wrong.is_empty() {
        return Err(TenancyError::Wrong(wrong).into());
    }
    let application = find(&context.sign_in.store, flag, application.as_deref()).await?;
    let application = application.map(|application| application.id);
    let audience = audience_of(audience, everyone_from)?;
    let change = Change { flag, application, value, audience, starts_at, ends_at };
    let found = context.sign_in.preview(&at.configuration, change, at.caller.now).await;
    let found = found.map_err(|error| Problem::internal(&error))?;
    let organization = Some(at.configuration.organization.id);
    let what = format!("preview of flag {}", flag.as_str());
    let reading = Reading { organization, what: &what, user: None, asked: asked.as_deref() };
    let noted = reading::note(&context.sign_in.store, reading, &at.caller.act()).await;
    noted.map_err(|error| Problem::internal(&error))?;
    Ok(Json(found))
}
