//! Tokens of support staff: made and ended by the operator.

use chrono::{DateTime, Duration, Utc};
use serde_json::json;

use crate::domain::admin_token::{AdminToken, PREFIX};
use crate::domain::audit::{AuditAction, AuditDetail, AuditEvent};
use crate::domain::secret::Secret;
use crate::keys::{hash, random};
use crate::store::{Store, StoreError};

/// Makes a token for a person. Its value exists here and nowhere else: what is stored is its hash.
/// [`StoreError::Conflict`] where the person has a live one.
pub async fn create(
    store: &Store,
    name: &str,
    lifetime: Duration,
    actor: &str,
    now: DateTime<Utc>,
) -> Result<(AdminToken, Secret), StoreError> {
    // One that has ended by itself makes room for the next.
    let ended = |token: &AdminToken| token.name == name && token.revoked_at.is_none() && !token.is_live(now);
    if store.list_admin_tokens().await?.iter().any(ended) {
        store.revoke_admin_token(name, now, &event(name, "ended", actor, now)).await?;
    }
    let value = Secret::new(format!("{PREFIX}{}", random::token().expose()));
    let token = AdminToken {
        id: random::id(now),
        name: name.to_owned(),
        created_at: now,
        expires_at: now + lifetime,
        revoked_at: None,
    };
    store.insert_admin_token(&token, &hash::hash(value.expose()), &event(name, "created", actor, now)).await?;
    Ok((token, value))
}

/// Ends a person's token. Says whether there was one to end.
pub async fn revoke(store: &Store, name: &str, actor: &str, now: DateTime<Utc>) -> Result<bool, StoreError> {
    store.revoke_admin_token(name, now, &event(name, "revoked", actor, now)).await
}

fn event(name: &str, what: &str, actor: &str, now: DateTime<Utc>) -> AuditEvent {
    AuditEvent {
        subject: Some(name.to_owned()),
        detail: AuditDetail::of(&json!({ "token": what })),
        ..AuditEvent::new(random::id(now), now, AuditAction::AdminTokenChanged, actor)
    }
}
