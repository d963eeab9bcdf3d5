//! Grants: authorization codes, each redeemed at most once, from whichever replica.
//!
//! Redeeming crosses organizations: it goes by the hash of the code's 256 random bits.

use anteroom_entity::{audit_events, grants, sessions};
use chrono::{DateTime, Utc};
use sea_orm::sea_query::Expr;
use sea_orm::{EntityTrait, JoinType, QueryFilter, QuerySelect, RelationDef};

use super::{OrgStore, Store, StoreError, rows};
use crate::domain::audit::AuditEvent;
use crate::domain::grant::{Grant, TokenHash};
use crate::domain::id::{ApplicationId, GrantId};
use crate::domain::session::Session;

/// What became of an attempt to redeem a code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClaimedCode {
    /// It is this caller's, and nobody else's.
    Granted(Box<Grant>),
    /// It has been redeemed before.
    Reused(Box<Grant>),
    /// There is none, or it has ended, or it is another application's.
    Unknown,
}

impl Store {
    /// Redeems a code: one conditional update, so that of any number of callers one wins.
    pub async fn claim_code(
        &self,
        hash: &TokenHash,
        application_id: ApplicationId,
        now: DateTime<Utc>,
    ) -> Result<ClaimedCode, StoreError> {
        self.count_write();
        let claimed = grants::Entity::update_many()
            .col_expr(grants::Column::CodeClaimedAt, Expr::value(now))
            .filter(grants::COLUMN.code_hash.eq(hash.to_vec()))
            .filter(grants::COLUMN.application_id.eq(application_id.0))
            .filter(grants::COLUMN.code_claimed_at.is_null())
            .filter(grants::COLUMN.revoked_at.is_null())
            .filter(grants::COLUMN.code_expires_at.gt(now))
            .exec_with_returning(&self.db)
            .await?
            .pop();
        if let Some(row) = claimed {
            return Ok(ClaimedCode::Granted(Box::new(rows::grant(row)?)));
        }
        let used = grants::Entity::find()
            .filter(grants::COLUMN.code_hash.eq(hash.to_vec()))
            .filter(grants::COLUMN.application_id.eq(application_id.0))
            .filter(grants::COLUMN.code_claimed_at.is_not_null())
            .one(&self.db)
            .await?;
        Ok(match used {
            Some(row) => ClaimedCode::Reused(Box::new(rows::grant(row)?)),
            None => ClaimedCode::Unknown,
        })
    }
}

impl OrgStore<'_> {
    /// A grant that has not been revoked, with its session, which is alive.
    pub async fn find_live_grant(
        &self,
        id: GrantId,
        now: DateTime<Utc>,
    ) -> Result<Option<(Grant, Session)>, StoreError> {
        let session: RelationDef = grants::Entity::belongs_to(sessions::Entity)
            .from(grants::Column::SessionId)
            .to(sessions::Column::Id)
            .into();
        let found = grants::Entity::find_by_id(id.0)
            .filter(grants::COLUMN.organization_id.eq(self.organization_id.0))
            .filter(grants::COLUMN.revoked_at.is_null())
            .join(JoinType::InnerJoin, session)
            .select_also(sessions::Entity)
            .filter(sessions::COLUMN.ended_at.is_null())
            .filter(sessions::COLUMN.expires_at.gt(now))
            .one(&self.store.db)
            .await?;
        match found {
            Some((grant, Some(session))) => Ok(Some((rows::grant(grant)?, rows::session(session)?))),
            _ => Ok(None),
        }
    }

    /// Revokes a grant: its access tokens and refresh tokens end with it.
    pub async fn revoke_grant(&self, id: GrantId, now: DateTime<Utc>, event: &AuditEvent) -> Result<(), StoreError> {
        let transaction = self.store.begin().await?;
        grants::Entity::update_many()
            .col_expr(grants::Column::RevokedAt, Expr::value(now))
            .filter(grants::COLUMN.id.eq(id.0))
            .filter(grants::COLUMN.organization_id.eq(self.organization_id.0))
            .filter(grants::COLUMN.revoked_at.is_null())
            .exec(&transaction)
            .await?;
        rows::insert::<audit_events::Entity, _>(&transaction, rows::audit_row(event)).await?;
        Ok(transaction.commit().await?)
    }
}
