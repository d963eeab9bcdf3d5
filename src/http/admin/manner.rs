//! How a change is asked for: why, and whether it is only tried.

use serde::Deserialize;

/// Whether it is only tried.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Tried {
    /// Only says what would be, with `dry_run` in the answer; nothing changes.
    #[serde(default)]
    #[param(required = false)]
    pub dry_run: bool,
}

/// Why it is done, and whether it is only tried.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Why {
    /// Why: for the audit log.
    #[param(min_length = 1, max_length = 500)]
    pub reason: Option<String>,
    /// Only says what would be, with `dry_run` in the answer; nothing changes.
    #[serde(default)]
    #[param(required = false)]
    pub dry_run: bool,
}
