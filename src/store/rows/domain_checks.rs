//! Rows of looks at the DNS.

use anteroom_entity as entity;

use super::{Row, word};
use crate::domain::domain_check::{DomainCheck, Missing};
use crate::store::StoreError;

pub(in crate::store) fn domain_check(row: &entity::domain_checks::Model) -> Result<DomainCheck, StoreError> {
    let at = Row("domain_checks", row.domain_id);
    let looks = u32::try_from(row.missing_looks).map_err(|_| at.corrupt())?;
    Ok(DomainCheck {
        domain_id: row.domain_id.into(),
        organization_id: row.organization_id.into(),
        checked_at: row.checked_at,
        finding: at.word(&row.finding)?,
        texts: at.text(&row.texts)?,
        missing: row.missing_since.map(|since| Missing { since, looks }),
        next_at: row.next_at,
    })
}

pub(in crate::store) fn domain_check_row(check: &DomainCheck) -> Result<entity::domain_checks::Model, StoreError> {
    let looks = check.missing.map_or(0, |missing| missing.looks);
    Ok(entity::domain_checks::Model {
        domain_id: check.domain_id.0,
        organization_id: check.organization_id.0,
        checked_at: check.checked_at,
        finding: word(&check.finding),
        texts: Row("domain_checks", check.domain_id.0).to_text(&check.texts)?,
        missing_since: check.missing.map(|missing| missing.since),
        missing_looks: i32::try_from(looks).unwrap_or(i32::MAX),
        next_at: check.next_at,
    })
}
