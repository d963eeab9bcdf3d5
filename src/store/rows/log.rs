//! Rows of the audit log.

use anteroom_entity as entity;

use super::{Row, word};
use crate::domain::audit::{AuditDetail, AuditEvent};
use crate::store::StoreError;

/// A text without NUL characters, which PostgreSQL refuses: one in a browser's or Microsoft's words must not keep an event
/// out of the log, nor the person out of the product.
pub(in crate::store) fn clean(text: &str) -> String {
    text.replace('\0', "\u{fffd}")
}

pub(in crate::store) fn audit_row(event: &AuditEvent) -> entity::audit_events::Model {
    entity::audit_events::Model {
        id: event.id.0,
        at: event.at,
        organization_id: event.organization_id.map(|id| id.0),
        action: word(&event.action),
        actor: clean(&event.actor),
        subject: event.subject.as_deref().map(clean),
        user_id: event.user_id.map(|id| id.0),
        application_id: event.application_id.map(|id| id.0),
        sign_in_id: event.sign_in_id.map(|id| id.0),
        outcome: word(&event.outcome),
        reason: event.reason.as_deref().map(clean),
        ip: event.ip.map(|ip| ip.to_string()),
        user_agent: event.user_agent.as_deref().map(clean),
        detail: event.detail.as_str().to_owned(),
        position: None,
        hash: None,
        removal: None,
    }
}

pub(in crate::store) fn audit_event(row: entity::audit_events::Model) -> Result<AuditEvent, StoreError> {
    Ok(AuditEvent {
        id: row.id.into(),
        at: row.at,
        organization_id: row.organization_id.map(Into::into),
        action: Row("audit_events", row.id).word(&row.action)?,
        actor: row.actor,
        subject: row.subject,
        user_id: row.user_id.map(Into::into),
        application_id: row.application_id.map(Into::into),
        sign_in_id: row.sign_in_id.map(Into::into),
        outcome: Row("audit_events", row.id).word(&row.outcome)?,
        reason: row.reason,
        ip: row.ip.and_then(|ip| ip.parse().ok()),
        user_agent: row.user_agent,
        detail: AuditDetail::from_stored(row.detail),
    })
}
