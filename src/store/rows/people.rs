//! Rows of people.

use anteroom_entity as entity;
use chrono::{DateTime, Utc};

use super::{Row, word};
use crate::domain::identity::{AccountKey, Identity};
use crate::domain::user::{FormerEmail, User};
use crate::store::StoreError;

pub(in crate::store) fn user(row: entity::users::Model) -> Result<User, StoreError> {
    let corrupt = || Row("users", row.id).corrupt();
    let former_email = match (&row.former_email, row.former_email_until) {
        (None, None) => None,
        (Some(address), Some(until)) => Some(FormerEmail { address: address.parse().map_err(|_| corrupt())?, until }),
        _ => return Err(corrupt()),
    };
    Ok(User {
        id: row.id.into(),
        organization_id: row.organization_id.into(),
        email: row.email.parse().map_err(|_| corrupt())?,
        name: row.name,
        kind: Row("users", row.id).word(&row.kind)?,
        status: Row("users", row.id).word(&row.status)?,
        roles: Row("users", row.id).json(row.roles)?,
        locale: row.locale,
        former_email,
        pilot: row.pilot,
    })
}

pub(in crate::store) fn user_row(user: &User, now: DateTime<Utc>) -> Result<entity::users::Model, StoreError> {
    Ok(entity::users::Model {
        id: user.id.0,
        organization_id: user.organization_id.0,
        email: user.email.as_str().to_owned(),
        name: user.name.clone(),
        kind: word(&user.kind),
        status: word(&user.status),
        roles: Row("users", user.id.0).to_json(&user.roles)?,
        locale: user.locale.clone(),
        former_email: user.former_email.as_ref().map(|former| former.address.as_str().to_owned()),
        former_email_until: user.former_email.as_ref().map(|former| former.until),
        pilot: user.pilot,
        created_at: now,
        updated_at: now,
    })
}

pub(in crate::store) fn identity(row: entity::identities::Model) -> Identity {
    Identity {
        id: row.id.into(),
        organization_id: row.organization_id.into(),
        user_id: row.user_id.into(),
        connection_id: row.connection_id.into(),
        account: AccountKey { authority: row.authority, subject: row.subject },
    }
}

pub(in crate::store) fn identity_row(identity: &Identity, now: DateTime<Utc>) -> entity::identities::Model {
    entity::identities::Model {
        id: identity.id.0,
        organization_id: identity.organization_id.0,
        user_id: identity.user_id.0,
        connection_id: identity.connection_id.0,
        authority: identity.account.authority.clone(),
        subject: identity.account.subject.clone(),
        created_at: now,
    }
}
