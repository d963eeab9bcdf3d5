//! Grants: codes redeemed once, and what was got with them revoked at once.

use anteroom_entity::{audit_events, grants, refresh_tokens, sessions};
use chrono::{DateTime, Utc};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::sessions::live_session_of_grant;
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
        let claimed = {
            let _turn = self.turn().await;
            grants::Entity::update_many()
                .col_expr(grants::Column::CodeClaimedAt, Expr::value(now))
                .filter(grants::Column::CodeHash.eq(code_hash.as_slice()))
                .filter(grants::Column::ApplicationId.eq(application_id.0))
                .filter(grants::Column::CodeClaimedAt.is_null())
                .filter(grants::Column::RevokedAt.is_null())
                .filter(grants::Column::CodeExpiresAt.gt(now))
                .filter(Expr::exists(live_session_of_grant(now)))
                .exec_with_returning(&self.db)
                .await?
        };
        if let Some(row) = claimed.into_iter().next() {
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
