//! `/admin/v1/organizations/{organization}/status`: how sign-in goes at one organization.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use super::caller::InOrganization;
use super::document::OrganizationInPath;
use super::expiries;
use super::problem::Problem;
use crate::domain::flag::FlagName;
use crate::domain::reason::Reason;
use crate::domain::remedy::Remedy;
use crate::domain::weather::Cause;
use crate::http::Context;
use crate::tenancy::setup::overview::Switch;
use crate::tenancy::setup::status;

/// How sign-in goes at an organization: counts, and no names.
#[derive(Serialize, ToSchema)]
#[schema(as = OrganizationStatusNow)]
pub struct Shown {
    /// The flags that open and close SSO.
    switches: Vec<ShownSwitch>,
    /// The connections through which several people cannot sign in now.
    troubles: Vec<ShownTrouble>,
    /// When somebody last came in by SSO; nothing, where nobody has within 30 days.
    last_sso_at: Option<DateTime<Utc>>,
    /// The last 30 days (UTC), the oldest first.
    days: Vec<ShownDay>,
    /// Why people were refused within them, what was most frequent first.
    refusals: Vec<ShownRefusals>,
    /// What ends, what ends first first; 50 at most.
    expiries: Vec<expiries::Shown>,
}

/// A switch.
#[derive(Serialize, ToSchema)]
pub struct ShownSwitch {
    flag: FlagName,
    /// Whether it is on now.
    on: bool,
    /// Whether it is on for the pilot list alone.
    pilot: bool,
    /// When that changes by itself.
    changes_at: Option<DateTime<Utc>>,
}

/// A trouble.
#[derive(Serialize, ToSchema)]
pub struct ShownTrouble {
    /// The connection.
    connection: String,
    since: DateTime<Utc>,
    cause: Cause,
    /// Whether it is not this organization's alone.
    everywhere: bool,
}

/// A day.
#[derive(Serialize, ToSchema)]
pub struct ShownDay {
    date: NaiveDate,
    /// How often somebody came in by SSO.
    sso: u64,
    /// How often with a code.
    code: u64,
    /// How often somebody was refused.
    refused: u64,
}

/// Refusals for one reason.
#[derive(Serialize, ToSchema)]
pub struct ShownRefusals {
    reason: Reason,
    count: u64,
    last_at: DateTime<Utc>,
    /// What it means, what to mend, and who can.
    #[serde(flatten)]
    remedy: Remedy,
}

/// Shows how sign-in goes
///
/// The same that the hospital sees in its portal: how many come in, why others do not, what has trouble and what ends. It names nobody.
#[utoipa::path(
    get, path = "/organizations/{organization}/status", tag = "organizations", operation_id = "get_organization_status",
    params(OrganizationInPath),
    responses((status = 200, description = "How it goes.", body = Shown)),
)]
pub async fn get(State(context): State<Context>, at: InOrganization) -> Result<Json<Shown>, Problem> {
    let (configuration, now) = (&at.configuration, at.caller.now);
    let trouble = |connection| context.sign_in.weather.of(connection);
    let status = status::read(&context.ledger, configuration, trouble, now).await;
    let status = status.map_err(|error| Problem::internal(&error))?;
    let organization = &configuration.organization;
    let slugs = BTreeMap::from([(organization.id, organization.slug.clone())]);
    let activity = status.activity;
    Ok(Json(Shown {
        switches: vec![switch(FlagName::Sso, status.sso), switch(FlagName::ForcedSso, status.forced_sso)],
        troubles: status
            .troubles
            .into_iter()
            .map(|(connection, trouble)| ShownTrouble {
                connection,
                since: trouble.since,
                cause: trouble.cause,
                everywhere: trouble.place.is_none(),
            })
            .collect(),
        last_sso_at: activity.last_by_sso,
        days: activity
            .days
            .iter()
            .map(|day| ShownDay { date: day.day, sso: day.by_sso, code: day.by_code, refused: day.refused })
            .collect(),
        refusals: activity
            .refusals
            .iter()
            .map(|of| ShownRefusals {
                reason: of.reason,
                count: of.count,
                last_at: of.last_at,
                remedy: Remedy::at_organization(of.reason, configuration),
            })
            .collect(),
        expiries: status.ends.into_iter().map(|end| expiries::show(end, None, &slugs, now)).collect(),
    }))
}

const fn switch(flag: FlagName, switch: Switch) -> ShownSwitch {
    let (on, changes_at) = match switch {
        Switch::On(until) | Switch::Pilot(until) => (true, until),
        Switch::From(at) => (false, Some(at)),
        Switch::Off | Switch::Ended(_) => (false, None),
    };
    ShownSwitch { flag, on, pilot: matches!(switch, Switch::Pilot(_)), changes_at }
}
