//! Rows of test sign-ins, and of the links to them.

use anteroom_entity as entity;

use super::{Row, word};
use crate::domain::reason::Reason;
use crate::domain::test_sign_in::{ClaimsSeen, LinkUsed, TestLink, TestSignIn, Worked};
use crate::store::StoreError;

pub(in crate::store) fn test_sign_in(row: &entity::test_sign_ins::Model) -> Result<TestSignIn, StoreError> {
    let at = Row("test_sign_ins", row.connection_id);
    let worked = match (row.worked_at, &row.worked_by, row.worked_version_id, row.worked_version) {
        (Some(when), Some(by), Some(id), Some(number)) => {
            Some(Worked { at: when, by: at.word(by)?, version_id: id.into(), version: number })
        }
        (None, None, None, None) => None,
        _ => return Err(at.corrupt()),
    };
    let claims = match row.claims_at {
        Some(when) => Some(ClaimsSeen { at: when, present: at.text(&row.claims)? }),
        None => None,
    };
    let reason = row.reason.as_deref().map(|code| Reason::from_code(code).ok_or_else(|| at.corrupt())).transpose()?;
    Ok(TestSignIn {
        connection_id: row.connection_id.into(),
        organization_id: row.organization_id.into(),
        version_id: row.version_id.into(),
        version: row.version,
        sign_in_id: row.sign_in_id.into(),
        at: row.at,
        by: at.word(&row.tested_by)?,
        works: row.works,
        reason,
        verdicts: at.text(&row.verdicts)?,
        claims,
        worked,
    })
}

pub(in crate::store) fn test_sign_in_row(test: &TestSignIn) -> Result<entity::test_sign_ins::Model, StoreError> {
    let at = Row("test_sign_ins", test.connection_id.0);
    let present = test.claims.as_ref().map(|claims| claims.present.as_slice()).unwrap_or_default();
    Ok(entity::test_sign_ins::Model {
        connection_id: test.connection_id.0,
        organization_id: test.organization_id.0,
        version_id: test.version_id.0,
        version: test.version,
        sign_in_id: test.sign_in_id.0,
        at: test.at,
        tested_by: word(&test.by),
        works: test.works,
        reason: test.reason.map(|reason| reason.code().to_owned()),
        verdicts: at.to_text(&test.verdicts)?,
        claims_at: test.claims.as_ref().map(|claims| claims.at),
        claims: at.to_text(&present)?,
        worked_at: test.worked.map(|worked| worked.at),
        worked_by: test.worked.map(|worked| word(&worked.by)),
        worked_version_id: test.worked.map(|worked| worked.version_id.0),
        worked_version: test.worked.map(|worked| worked.version),
    })
}

pub(in crate::store) fn test_link(row: entity::test_links::Model) -> Result<TestLink, StoreError> {
    Ok(TestLink {
        connection_id: row.connection_id.into(),
        organization_id: row.organization_id.into(),
        link_hash: Row("test_links", row.connection_id).hash(&row.link_hash)?,
        invitation_id: row.invitation_id.map(Into::into),
        created_by: row.created_by,
        created_at: row.created_at,
        expires_at: row.expires_at,
        used: row.used_at.map(|at| LinkUsed { at, works: row.used_works }),
    })
}

pub(in crate::store) fn test_link_row(link: &TestLink) -> entity::test_links::Model {
    entity::test_links::Model {
        connection_id: link.connection_id.0,
        organization_id: link.organization_id.0,
        link_hash: link.link_hash.to_vec(),
        invitation_id: link.invitation_id.map(|id| id.0),
        created_by: link.created_by.clone(),
        created_at: link.created_at,
        expires_at: link.expires_at,
        used_at: link.used.map(|used| used.at),
        used_works: link.used.is_some_and(|used| used.works),
    }
}
