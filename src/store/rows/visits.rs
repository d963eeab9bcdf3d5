//! Rows that a person's entry leaves: sessions, grants, refresh tokens.

use anteroom_entity as entity;

use super::Row;
use crate::domain::grant::{Grant, RefreshToken, TokenHash};
use crate::domain::session::Session;
use crate::store::StoreError;

pub(in crate::store) fn session(row: &entity::sessions::Model) -> Result<Session, StoreError> {
    Ok(Session {
        id: row.id.into(),
        organization_id: row.organization_id.into(),
        user_id: row.user_id.into(),
        sign_in_id: row.sign_in_id.into(),
        application_id: row.application_id.into(),
        proof: Row("sessions", row.id).text(&row.proof)?,
        created_at: row.created_at,
        expires_at: row.expires_at,
        idle_at: row.idle_at,
        ended_at: row.ended_at,
    })
}

pub(in crate::store) fn session_row(
    session: &Session,
    hash: &TokenHash,
) -> Result<entity::sessions::Model, StoreError> {
    Ok(entity::sessions::Model {
        id: session.id.0,
        token_hash: hash.to_vec(),
        organization_id: session.organization_id.0,
        user_id: session.user_id.0,
        sign_in_id: session.sign_in_id.0,
        application_id: session.application_id.0,
        proof: Row("sessions", session.id.0).to_text(&session.proof)?,
        created_at: session.created_at,
        expires_at: session.expires_at,
        idle_at: session.idle_at,
        ended_at: session.ended_at,
        upstream_sid: session.proof.evidence.upstream_sid().map(str::to_owned),
    })
}

pub(in crate::store) fn grant(row: entity::grants::Model) -> Result<Grant, StoreError> {
    Ok(Grant {
        id: row.id.into(),
        code_hash: Row("grants", row.id).hash(&row.code_hash)?,
        organization_id: row.organization_id.into(),
        application_id: row.application_id.into(),
        user_id: row.user_id.into(),
        session_id: row.session_id.into(),
        sign_in_id: row.sign_in_id.into(),
        redirect_uri: row.redirect_uri,
        code_challenge: Some(row.code_challenge).filter(|challenge| !challenge.is_empty()),
        content: Row("grants", row.id).text(&row.content)?,
        created_at: row.created_at,
        code_expires_at: row.code_expires_at,
    })
}

pub(in crate::store) fn grant_row(grant: &Grant) -> Result<entity::grants::Model, StoreError> {
    Ok(entity::grants::Model {
        id: grant.id.0,
        code_hash: grant.code_hash.to_vec(),
        organization_id: grant.organization_id.0,
        application_id: grant.application_id.0,
        user_id: grant.user_id.0,
        session_id: grant.session_id.0,
        sign_in_id: grant.sign_in_id.0,
        redirect_uri: grant.redirect_uri.clone(),
        code_challenge: grant.code_challenge.clone().unwrap_or_default(),
        content: Row("grants", grant.id.0).to_text(&grant.content)?,
        created_at: grant.created_at,
        code_expires_at: grant.code_expires_at,
        code_claimed_at: None,
        revoked_at: None,
    })
}

pub(in crate::store) fn refresh_token_row(token: &RefreshToken) -> entity::refresh_tokens::Model {
    entity::refresh_tokens::Model {
        id: token.id.0,
        hash: token.hash.to_vec(),
        grant_id: token.grant_id.0,
        organization_id: token.organization_id.0,
        created_at: token.created_at,
        expires_at: token.expires_at,
        used_at: None,
        revoked_at: None,
        predecessor: token.predecessor.map(|id| id.0),
        jkt: token.jkt.clone(),
    }
}
