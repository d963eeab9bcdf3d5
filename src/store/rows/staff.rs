//! Rows of support staff.

use anteroom_entity as entity;

use super::{Row, word};
use crate::domain::admin_token::AdminToken;
use crate::domain::grant::TokenHash;
use crate::domain::kept_answer::KeptAnswer;
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
