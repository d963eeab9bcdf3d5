//! Rows of runs of checks.

use anteroom_entity as entity;

use super::{Row, word};
use crate::domain::connection_check::CheckRun;
use crate::store::StoreError;

pub(in crate::store) fn check_run(row: &entity::connection_checks::Model) -> Result<CheckRun, StoreError> {
    let at = Row("connection_checks", row.connection_id);
    Ok(CheckRun {
        connection_id: row.connection_id.into(),
        organization_id: row.organization_id.into(),
        version: row.version,
        state: at.word(&row.state)?,
        checked_at: row.checked_at,
        results: at.text(&row.results)?,
        failing: at.text(&row.failing)?,
    })
}

pub(in crate::store) fn check_run_row(run: &CheckRun) -> Result<entity::connection_checks::Model, StoreError> {
    let at = Row("connection_checks", run.connection_id.0);
    Ok(entity::connection_checks::Model {
        connection_id: run.connection_id.0,
        of_draft: run.is_of_draft(),
        organization_id: run.organization_id.0,
        version: run.version,
        state: word(&run.state),
        checked_at: run.checked_at,
        verdict: run.judged().verdict.code().to_owned(),
        results: at.to_text(&run.results)?,
        failing: at.to_text(&run.failing)?,
    })
}
