//! Grants: codes redeemed once, and what was got with them revoked at once.

use anteroom_entity::{audit_events, grants, refresh_tokens, sessions};
use chrono::{DateTime, Utc};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use sqlx::Row;

use super::lanes::on_lane;
use super::sessions::not_idle;
use super::{OrgStore, Store, StoreError, rows};
use crate::domain::audit::AuditEvent;
use crate::domain::grant::{Grant, TokenHash};
use crate::domain::id::{ApplicationId, GrantId};
use crate::domain::session::Session;

/// What became of an attempt to redeem a code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClaimedCode {
    /// It was good, and is used up now.
    Granted(Box<Grant>),
    /// It was redeemed before: the grant must be revoked (RFC 6749, 4.1.2).
    Reused(Box<Grant>),
    /// No such code, not this application's, expired, or its session is over.
    Unknown,
}

/// A grant lives no longer than its session.
const CLAIM_CODE: &str = "\
    UPDATE grants SET code_claimed_at = $1 \
    WHERE code_hash = $2 AND application_id = $3 AND code_claimed_at IS NULL AND revoked_at IS NULL \
        AND code_expires_at > $1 AND EXISTS ( \
            SELECT 1 FROM sessions s WHERE s.id = grants.session_id AND s.ended_at IS NULL AND s.expires_at > $1) \
    RETURNING id, organization_id, user_id, session_id, sign_in_id, redirect_uri, code_challenge, content, created_at, \
        code_expires_at";

// Across organizations: the hash of 256 random bits names one row, whoever asks.
impl Store {
    /// Redeems a code, once. One statement where it is good.
    ///
    /// A code of another application stays untouched: whoever came by it must not be able to spoil it.
    pub async fn claim_code(
        &self,
        code_hash: &TokenHash,
        application_id: ApplicationId,
        now: DateTime<Utc>,
    ) -> Result<ClaimedCode, StoreError> {
        self.count_statements(1);
        let claimed = {
            let _turn = self.turn().await;
            on_lane!(&self.shared.lanes, connection => {
                let row = sqlx::query(CLAIM_CODE)
                    .bind(now)
                    .bind(&code_hash[..])
                    .bind(application_id.0)
                    .fetch_optional(&mut *connection)
                    .await?;
                match row {
                    None => None,
                    Some(row) => Some(grants::Model {
                        id: row.try_get(0)?,
                        code_hash: code_hash.to_vec(),
                        organization_id: row.try_get(1)?,
                        application_id: application_id.0,
                        user_id: row.try_get(2)?,
                        session_id: row.try_get(3)?,
                        sign_in_id: row.try_get(4)?,
                        redirect_uri: row.try_get(5)?,
                        code_challenge: row.try_get(6)?,
                        content: row.try_get(7)?,
                        created_at: row.try_get(8)?,
                        code_expires_at: row.try_get(9)?,
                        code_claimed_at: Some(now),
                        revoked_at: None,
                    }),
                }
            })
        };
        if let Some(row) = claimed {
            return Ok(ClaimedCode::Granted(Box::new(rows::grant(row)?)));
        }
        let reused = grants::Entity::find()
            .filter(grants::Column::CodeHash.eq(code_hash.as_slice()))
            .filter(grants::Column::ApplicationId.eq(application_id.0))
            .filter(grants::Column::CodeClaimedAt.is_not_null())
            .one(&self.db)
            .await?;
        Ok(match reused {
            Some(row) => ClaimedCode::Reused(Box::new(rows::grant(row)?)),
            None => ClaimedCode::Unknown,
        })
    }
}

impl OrgStore {
    /// A grant that is neither revoked nor outlived by its session, and that session. One statement.
    pub async fn find_live_grant(
        &self,
        id: GrantId,
        now: DateTime<Utc>,
    ) -> Result<Option<(Grant, Session)>, StoreError> {
        let found = grants::Entity::find_by_id(id.0)
            .find_also(grants::Entity, sessions::Entity)
            .filter(grants::Column::OrganizationId.eq(self.organization_id.0))
            .filter(grants::Column::RevokedAt.is_null())
            .filter(sessions::Column::EndedAt.is_null())
            .filter(sessions::Column::ExpiresAt.gt(now))
            .filter(not_idle(now))
            .one(&self.store.db)
            .await?;
        match found {
            Some((grant, Some(session))) => Ok(Some((rows::grant(grant)?, rows::session(&session)?))),
            _ => Ok(None),
        }
    }

    /// Revokes a grant with all its refresh tokens, and writes the event.
    pub async fn revoke_grant(&self, id: GrantId, now: DateTime<Utc>, event: &AuditEvent) -> Result<(), StoreError> {
        let event = self.own_event(event)?;
        let organization = self.organization_id.0;
        let write = self.store.begin().await?;
        grants::Entity::update_many()
            .col_expr(grants::Column::RevokedAt, Expr::value(now))
            .filter(grants::Column::Id.eq(id.0))
            .filter(grants::Column::OrganizationId.eq(organization))
            .filter(grants::Column::RevokedAt.is_null())
            .exec(&write.tx)
            .await?;
        refresh_tokens::Entity::update_many()
            .col_expr(refresh_tokens::Column::RevokedAt, Expr::value(now))
            .filter(refresh_tokens::Column::GrantId.eq(id.0))
            .filter(refresh_tokens::Column::OrganizationId.eq(organization))
            .filter(refresh_tokens::Column::RevokedAt.is_null())
            .exec(&write.tx)
            .await?;
        rows::insert::<audit_events::Entity, _>(&write.tx, event).await?;
        write.commit().await
    }
}
