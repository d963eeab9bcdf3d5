//! Tokens of support staff: made and ended by the operator.

use std::collections::BTreeSet;

use chrono::{DateTime, Duration, Utc};
use serde_json::{Value, json};

use crate::domain::admin_role::AdminRole;
use crate::domain::admin_token::{AdminToken, PREFIX};
use crate::domain::audit::{AuditAction, AuditDetail, AuditEvent};
use crate::domain::id::OrganizationId;
use crate::domain::secret::Secret;
use crate::keys::{hash, random};
use crate::store::{Store, StoreError};

/// A token to be made.
#[derive(Clone, Debug)]
pub struct NewToken {
    /// Whose, by the name in the log.
    pub name: String,
    /// What it may do.
    pub role: AdminRole,
    /// Where; everywhere, where no organization is named.
    pub organizations: Option<BTreeSet<OrganizationId>>,
    /// For how long.
    pub lifetime: Duration,
}

/// Makes a token for a person. Its value exists here and nowhere else: what is stored is its hash.
/// [`StoreError::Conflict`] where the person has a live one.
pub async fn create(
    store: &Store,
    new: NewToken,
    actor: &str,
    now: DateTime<Utc>,
) -> Result<(AdminToken, Secret), StoreError> {
    // One that has ended by itself makes room for the next.
    let ended = |token: &AdminToken| token.name == new.name && token.revoked_at.is_none() && !token.is_live(now);
    if store.list_admin_tokens().await?.iter().any(ended) {
        store.revoke_admin_token(&new.name, now, &event(&new.name, &json!({ "token": "ended" }), actor, now)).await?;
    }
    let value = Secret::new(format!("{PREFIX}{}", random::token().expose()));
    let token = AdminToken {
        id: random::id(now),
        name: new.name,
        role: new.role,
        organizations: new.organizations,
        created_at: now,
        expires_at: now + new.lifetime,
        revoked_at: None,
    };
    let detail = json!({ "token": "created", "role": token.role, "organizations": token.organizations });
    let event = event(&token.name, &detail, actor, now);
    store.insert_admin_token(&token, &hash::hash(value.expose()), &event).await?;
    Ok((token, value))
}

/// Ends a person's token. Says whether there was one to end.
pub async fn revoke(store: &Store, name: &str, actor: &str, now: DateTime<Utc>) -> Result<bool, StoreError> {
    store.revoke_admin_token(name, now, &event(name, &json!({ "token": "revoked" }), actor, now)).await
}

fn event(name: &str, detail: &Value, actor: &str, now: DateTime<Utc>) -> AuditEvent {
    AuditEvent {
        subject: Some(name.to_owned()),
        detail: AuditDetail::of(detail),
        ..AuditEvent::new(random::id(now), now, AuditAction::AdminTokenChanged, actor)
    }
}
