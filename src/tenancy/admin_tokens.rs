//! Tokens of support staff: made and ended by the operator, and by whoever may make them, for no more than they may themselves.

use std::collections::BTreeSet;

use chrono::{DateTime, Duration, Utc};
use serde_json::{Value, json};

use super::change::{Act, TenancyError, Wrong};
use crate::domain::admin_role::AdminRole;
use crate::domain::admin_token::{AdminToken, PREFIX, USUALLY, is_name, lies_within};
use crate::domain::audit::{AuditAction, AuditEvent};
use crate::domain::id::OrganizationId;
use crate::domain::organization::is_slug;
use crate::domain::secret::Secret;
use crate::keys::{hash, random};
use crate::store::{Store, StoreError};

/// The longest that a token lasts, in days.
pub const LONGEST_DAYS: i64 = 366;

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

/// A token as somebody has asked for it; nothing of it is checked yet.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Whose.
    pub name: String,
    /// What it is to do.
    pub role: AdminRole,
    /// Where, by slug; everywhere, where nothing is said.
    pub organizations: Option<Vec<String>>,
    /// For how long.
    pub days: Option<i64>,
}

/// How far somebody may go.
#[derive(Clone, Copy, Debug)]
pub struct Reach<'a> {
    /// What they may do.
    pub role: AdminRole,
    /// Where; everywhere, where nothing is said.
    pub organizations: Option<&'a BTreeSet<OrganizationId>>,
}

impl Reach<'_> {
    /// Whether somebody may know of a token: whoever is limited sees what is limited to no more than that.
    pub fn sees(&self, token: &AdminToken) -> bool {
        lies_within(token.organizations.as_ref(), self.organizations)
    }
}

impl Asked {
    /// The token that it means, or why whoever asks gets none. An organization that they may not know of is not there.
    pub async fn check(self, store: &Store, reach: Reach<'_>) -> Result<NewToken, TenancyError> {
        let mut wrong = Vec::new();
        if !is_name(&self.name) {
            let detail = "1 to 64 lower-case letters, digits, and `.`, `-`, `_` between them, for example mia.dekker";
            wrong.push(Wrong::new("name", &detail));
        }
        let days = self.days.unwrap_or(USUALLY.num_days());
        if !(1..=LONGEST_DAYS).contains(&days) {
            wrong.push(Wrong::new("days", &format!("1 to {LONGEST_DAYS}")));
        }
        let organizations = match self.organizations {
            None => None,
            Some(slugs) if slugs.is_empty() => {
                wrong.push(Wrong::new("organizations", &"at least one, or nothing at all for everywhere"));
                None
            }
            Some(slugs) => {
                let mut found = BTreeSet::new();
                for slug in slugs {
                    let id = if is_slug(&slug) { store.find_organization_by_slug(&slug).await? } else { None };
                    if let Some(id) = id.filter(|id| reach.organizations.is_none_or(|limits| limits.contains(id))) {
                        found.insert(id);
                    } else {
                        let shown: String = slug.chars().take(70).collect();
                        wrong.push(Wrong::new("organizations", &format!("there is no organization {shown:?}")));
                    }
                }
                Some(found)
            }
        };
        if !wrong.is_empty() {
            return Err(TenancyError::Wrong(wrong));
        }
        if self.role > reach.role || !lies_within(organizations.as_ref(), reach.organizations) {
            return Err(TenancyError::BeyondOwn);
        }
        Ok(NewToken { name: self.name, role: self.role, organizations, lifetime: Duration::days(days) })
    }
}

/// Makes a token for a person. Its value exists here and nowhere else: what is stored is its hash.
/// [`StoreError::Conflict`] where the person has a live one.
pub async fn create(store: &Store, new: NewToken, act: &Act<'_>) -> Result<(AdminToken, Secret), StoreError> {
    // One that has ended by itself makes room for the next.
    let ended = |token: &AdminToken| token.name == new.name && token.revoked_at.is_none() && !token.is_live(act.now);
    if store.list_admin_tokens().await?.iter().any(ended) {
        let event = event(&new.name, &json!({ "token": "ended" }), act);
        store.revoke_admin_token(&new.name, None, act.now, &event).await?;
    }
    let value = Secret::new(format!("{PREFIX}{}", random::token().expose()));
    let token = as_made(new, act.now);
    let detail = json!({ "token": "created", "role": token.role, "organizations": token.organizations });
    store.insert_admin_token(&token, &hash::hash(value.expose()), &event(&token.name, &detail, act)).await?;
    Ok((token, value))
}

/// The token that would be made now, were it made. [`StoreError::Conflict`] where the person has a live one.
pub async fn try_to_create(store: &Store, new: NewToken, now: DateTime<Utc>) -> Result<AdminToken, StoreError> {
    match store.find_admin_token_of(&new.name, now).await? {
        Some(_) => Err(StoreError::Conflict),
        None => Ok(as_made(new, now)),
    }
}

fn as_made(new: NewToken, now: DateTime<Utc>) -> AdminToken {
    AdminToken {
        id: random::id(now),
        name: new.name,
        role: new.role,
        organizations: new.organizations,
        created_at: now,
        expires_at: now + new.lifetime,
        revoked_at: None,
    }
}

/// Ends a person's token. Says whether there was one to end.
pub async fn revoke(store: &Store, name: &str, act: &Act<'_>) -> Result<bool, StoreError> {
    store.revoke_admin_token(name, None, act.now, &event(name, &json!({ "token": "revoked" }), act)).await
}

/// Ends this token, and none that somebody has made for the same person since. Says whether it was still there.
pub async fn revoke_this(store: &Store, token: &AdminToken, act: &Act<'_>) -> Result<bool, StoreError> {
    let event = event(&token.name, &json!({ "token": "revoked" }), act);
    store.revoke_admin_token(&token.name, Some(token.id), act.now, &event).await
}

fn event(name: &str, detail: &Value, act: &Act<'_>) -> AuditEvent {
    act.own_event(AuditAction::AdminTokenChanged, name.to_owned(), detail)
}
