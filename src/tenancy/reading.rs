//! Reading the audit log is itself in the log.

use serde_json::json;

use super::change::Act;
use crate::domain::audit::{AuditAction, AuditDetail, AuditEvent};
use crate::domain::id::{OrganizationId, UserId};
use crate::keys::random;
use crate::store::{Store, StoreError};

/// The longest question that is kept whole.
const LONGEST: usize = 500;

/// What somebody reads in the log.
#[derive(Clone, Copy, Debug)]
pub struct Reading<'a> {
    /// Whose log; none, where it is that of all.
    pub organization: Option<OrganizationId>,
    /// Which part of it, e.g. `sign-ins`.
    pub what: &'a str,
    /// Whom they looked for, where it was somebody.
    pub user: Option<UserId>,
    /// What they looked for, as they asked.
    pub asked: Option<&'a str>,
}

/// Notes that somebody reads the log: once what they asked for is found, and before they see it.
pub async fn note(store: &Store, reading: Reading<'_>, act: &Act<'_>) -> Result<(), StoreError> {
    let asked: Option<String> = reading.asked.map(|asked| asked.chars().take(LONGEST).collect());
    let event = AuditEvent {
        organization_id: reading.organization,
        subject: Some(reading.what.to_owned()),
        user_id: reading.user,
        ip: act.ip,
        detail: asked
            .map_or_else(AuditDetail::nothing, |asked| AuditDetail::of(&json!({ "asked": asked })))
            .by(act.role),
        ..AuditEvent::new(random::id(act.now), act.now, AuditAction::LogRead, act.by)
    };
    store.append_audit(&event).await
}
