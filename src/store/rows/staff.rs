//! Rows of support staff.

use anteroom_entity as entity;

use super::{Row, word};
use crate::domain::admin_token::AdminToken;
use crate::domain::grant::TokenHash;
use crate::domain::invitation::Invitation;
use crate::domain::kept_answer::KeptAnswer;
use crate::language::Language;
use crate::store::StoreError;

pub(in crate::store) fn admin_token(row: entity::admin_tokens::Model) -> Result<AdminToken, StoreError> {
    let at = Row("admin_tokens", row.id);
    Ok(AdminToken {
        id: row.id.into(),
        name: row.name,
        role: at.word(&row.role)?,
        organizations: row.organizations.map(|organizations| at.text(&organizations)).transpose()?,
        created_at: row.created_at,
        expires_at: row.expires_at,
        revoked_at: row.revoked_at,
    })
}

pub(in crate::store) fn admin_token_row(
    token: &AdminToken,
    hash: &TokenHash,
) -> Result<entity::admin_tokens::Model, StoreError> {
    let at = Row("admin_tokens", token.id.0);
    Ok(entity::admin_tokens::Model {
        id: token.id.0,
        name: token.name.clone(),
        hash: hash.to_vec(),
        role: word(&token.role),
        organizations: token.organizations.as_ref().map(|organizations| at.to_text(organizations)).transpose()?,
        created_at: token.created_at,
        expires_at: token.expires_at,
        revoked_at: token.revoked_at,
    })
}

pub(in crate::store) fn kept_answer(row: entity::kept_answers::Model) -> Result<KeptAnswer, StoreError> {
    let at = Row("kept_answers", row.caller_id);
    Ok(KeptAnswer {
        caller_id: row.caller_id.into(),
        key_hash: at.hash(&row.key_hash)?,
        request_hash: at.hash(&row.request_hash)?,
        location: row.location,
        etag: row.etag,
        body: row.body,
        expires_at: row.expires_at,
    })
}

pub(in crate::store) fn kept_answer_row(answer: &KeptAnswer) -> entity::kept_answers::Model {
    entity::kept_answers::Model {
        caller_id: answer.caller_id.0,
        key_hash: answer.key_hash.to_vec(),
        request_hash: answer.request_hash.to_vec(),
        location: answer.location.clone(),
        etag: answer.etag.clone(),
        body: answer.body.clone(),
        expires_at: answer.expires_at,
    }
}

pub(in crate::store) fn invitation(row: entity::invitations::Model) -> Result<Invitation, StoreError> {
    let at = Row("invitations", row.id);
    Ok(Invitation {
        id: row.id.into(),
        organization_id: row.organization_id.into(),
        to: row.address.parse().map_err(|_| at.corrupt())?,
        language: Language::from_tag(&row.language).ok_or_else(|| at.corrupt())?,
        days: row.days.try_into().map_err(|_| at.corrupt())?,
        link_hash: at.hash(&row.link_hash)?,
        created_by: row.created_by,
        created_at: row.created_at,
        expires_at: row.expires_at,
        revoked_at: row.revoked_at,
        opened_at: row.opened_at,
        opened_count: row.opened_count.try_into().map_err(|_| at.corrupt())?,
    })
}

pub(in crate::store) fn invitation_row(made: &Invitation) -> entity::invitations::Model {
    entity::invitations::Model {
        id: made.id.0,
        organization_id: made.organization_id.0,
        address: made.to.to_string(),
        language: made.language.tag().to_owned(),
        days: made.days.into(),
        link_hash: made.link_hash.to_vec(),
        created_by: made.created_by.clone(),
        created_at: made.created_at,
        expires_at: made.expires_at,
        revoked_at: made.revoked_at,
        opened_at: made.opened_at,
        opened_count: i32::try_from(made.opened_count).unwrap_or(i32::MAX),
    }
}
