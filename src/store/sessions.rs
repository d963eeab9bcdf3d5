//! Sessions: found by the hash of what the browser holds, ended by their organization.

use anteroom_entity::{grants, sessions};
use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, Query, SelectStatement};
use sea_orm::{ColumnTrait, EntityTrait, ExprTrait, QueryFilter};

use super::{OrgStore, Store, StoreError, rows};
use crate::domain::audit::AuditEvent;
use crate::domain::grant::TokenHash;
use crate::domain::id::{SessionId, UserId};
use crate::domain::session::Session;

// Across organizations: the hash of 256 random bits names one row, whoever asks.
impl Store {
    /// The live session whose token has this hash: neither ended nor expired.
    pub async fn find_session(
        &self,
        token_hash: &TokenHash,
        now: DateTime<Utc>,
    ) -> Result<Option<Session>, StoreError> {
        let found = sessions::Entity::find()
            .filter(sessions::Column::TokenHash.eq(token_hash.as_slice()))
            .filter(sessions::Column::EndedAt.is_null())
            .filter(sessions::Column::ExpiresAt.gt(now))
            .one(&self.db)
            .await?;
        found.as_ref().map(rows::session).transpose()
    }
}

impl OrgStore {
    /// Ends a session and all its grants, and writes the event; says whether it was live.
    pub async fn end_session(&self, id: SessionId, now: DateTime<Utc>, event: &AuditEvent) -> Result<bool, StoreError> {
        let ended = self.end_sessions(sessions::Column::Id.eq(id.0), now, event).await?;
        Ok(ended > 0)
    }

    /// Ends all sessions of a user and their grants, and writes the event; says how many were live.
    pub async fn end_sessions_of_user(
        &self,
        id: UserId,
        now: DateTime<Utc>,
        event: &AuditEvent,
    ) -> Result<u64, StoreError> {
        self.end_sessions(sessions::Column::UserId.eq(id.0), now, event).await
    }

    async fn end_sessions(
        &self,
        which: sea_orm::sea_query::SimpleExpr,
        now: DateTime<Utc>,
        event: &AuditEvent,
    ) -> Result<u64, StoreError> {
        let event = self.own_event(event)?;
        let organization = self.organization_id.0;
        let write = self.store.begin().await?;
        let ended = sessions::Entity::update_many()
            .col_expr(sessions::Column::EndedAt, Expr::value(now))
            .filter(which.clone())
            .filter(sessions::Column::OrganizationId.eq(organization))
            .filter(sessions::Column::EndedAt.is_null())
            .exec(&write.tx)
            .await?
            .rows_affected;
        let of_these = Query::select()
            .column(sessions::Column::Id)
            .from(sessions::Entity)
            .and_where(which)
            .and_where(sessions::Column::OrganizationId.eq(organization))
            .to_owned();
        grants::Entity::update_many()
            .col_expr(grants::Column::RevokedAt, Expr::value(now))
            .filter(grants::Column::SessionId.in_subquery(of_these))
            .filter(grants::Column::OrganizationId.eq(organization))
            .filter(grants::Column::RevokedAt.is_null())
            .exec(&write.tx)
            .await?;
        rows::insert::<anteroom_entity::audit_events::Entity, _>(&write.tx, event).await?;
        write.commit().await?;
        Ok(ended)
    }
}

/// Selects the session of the grant at hand, if it is live: a grant lives no longer than its session.
pub(super) fn live_session_of_grant(now: DateTime<Utc>) -> SelectStatement {
    Query::select()
        .expr(Expr::value(1))
        .from(sessions::Entity)
        .and_where(
            Expr::col((sessions::Entity, sessions::Column::Id)).equals((grants::Entity, grants::Column::SessionId)),
        )
        .and_where(sessions::Column::EndedAt.is_null())
        .and_where(sessions::Column::ExpiresAt.gt(now))
        .to_owned()
}
