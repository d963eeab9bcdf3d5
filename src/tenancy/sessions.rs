//! Sessions, ended by hand.

use serde_json::json;

use super::change::{Act, TenancyError};
use super::users::{Manner, Who, event};
use crate::domain::audit::{AuditAction, AuditEvent};
use crate::domain::email::EmailAddress;
use crate::domain::organization::SessionLifetimes;
use crate::domain::session::Session;
use crate::domain::user::User;
use crate::store::OrgStore;

/// Ends an open session of a user, and what apps got with it.
pub async fn end(
    own: &OrgStore,
    session: &Session,
    address: &EmailAddress,
    manner: &Manner,
    act: &Act<'_>,
) -> Result<(), TenancyError> {
    manner.check()?;
    if manner.dry_run {
        return Ok(());
    }
    let who = Who { organization_id: session.organization_id, id: session.user_id, address };
    let event = AuditEvent {
        application_id: Some(session.application_id),
        sign_in_id: Some(session.sign_in_id),
        ..event(AuditAction::SessionEnded, who, json!({ "session_id": session.id }), manner, act)
    };
    // One that has ended at this very moment has ended.
    own.end_session(session.id, act.now, &event).await?;
    Ok(())
}

/// Ends all sessions of a user, and what apps got with them; says how many were open.
pub async fn end_all(
    own: &OrgStore,
    user: &User,
    lifetimes: SessionLifetimes,
    manner: &Manner,
    act: &Act<'_>,
) -> Result<u64, TenancyError> {
    manner.check()?;
    let open = own.count_open_sessions(user.id, lifetimes, act.now).await?;
    if !manner.dry_run {
        let event = event(AuditAction::SessionEnded, Who::from(user), json!({ "sessions": open }), manner, act);
        own.end_sessions_of_user(user.id, act.now, &event).await?;
    }
    Ok(open)
}
