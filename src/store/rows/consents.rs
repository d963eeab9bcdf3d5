//! Rows of questions for admin consent.

use anteroom_entity as entity;

use super::{Row, word};
use crate::domain::consent::Consent;
use crate::store::StoreError;

pub(in crate::store) fn consent(row: &entity::consents::Model) -> Result<Consent, StoreError> {
    let at = Row("consents", row.connection_id);
    let answer = match (row.answered_at, &row.answer) {
        (Some(when), Some(answer)) => Some((when, at.word(answer)?)),
        (None, None) => None,
        _ => return Err(at.corrupt()),
    };
    Ok(Consent {
        connection_id: row.connection_id.into(),
        organization_id: row.organization_id.into(),
        attempt: row.attempt,
        tid: row.tid,
        asked_at: row.asked_at,
        answer,
    })
}

pub(in crate::store) fn consent_row(consent: &Consent) -> entity::consents::Model {
    entity::consents::Model {
        connection_id: consent.connection_id.0,
        organization_id: consent.organization_id.0,
        attempt: consent.attempt,
        tid: consent.tid,
        asked_at: consent.asked_at,
        answered_at: consent.answer.map(|(when, _)| when),
        answer: consent.answer.as_ref().map(|(_, answer)| word(answer)),
    }
}
