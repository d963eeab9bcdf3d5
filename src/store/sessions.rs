//! Sessions. Finding one crosses organizations: it goes by the hash of 256 random bits that only the browser has.

use anteroom_entity::{audit_events, sessions};
use chrono::{DateTime, Utc};
use sea_orm::sea_query::Expr;
use sea_orm::{EntityTrait, QueryFilter};

use super::{OrgStore, Store, StoreError, rows};
use crate::domain::audit::AuditEvent;
use crate::domain::grant::TokenHash;
use crate::domain::id::{SessionId, UserId};
use crate::domain::session::Session;

impl Store {
    /// The session of a cookie, if it is alive.
    pub async fn find_session(&self, hash: &TokenHash, now: DateTime<Utc>) -> Result<Option<Session>, StoreError> {
        let query = sessions::Entity::find()
            .filter(sessions::COLUMN.token_hash.eq(hash.to_vec()))
            .filter(sessions::COLUMN.ended_at.is_null())
            .filter(sessions::COLUMN.expires_at.gt(now));
        query.one(&self.db).await?.map(rows::session).transpose()
    }
}

impl OrgStore<'_> {
    /// Ends a session, and with it all that was got through it. Whether it was alive.
    pub async fn end_session(&self, id: SessionId, now: DateTime<Utc>, event: &AuditEvent) -> Result<bool, StoreError> {
        self.end(sessions::COLUMN.id.eq(id.0), now, event).await.map(|ended| ended > 0)
    }

    /// Ends all sessions of a user. How many were alive.
    pub async fn end_sessions_of_user(
        &self,
        id: UserId,
        now: DateTime<Utc>,
        event: &AuditEvent,
    ) -> Result<u64, StoreError> {
        self.end(sessions::COLUMN.user_id.eq(id.0), now, event).await
    }

    async fn end(&self, which: Expr, now: DateTime<Utc>, event: &AuditEvent) -> Result<u64, StoreError> {
        let transaction = self.store.begin().await?;
        let ended = sessions::Entity::update_many()
            .col_expr(sessions::Column::EndedAt, Expr::value(now))
            .filter(sessions::COLUMN.organization_id.eq(self.organization_id.0))
            .filter(sessions::COLUMN.ended_at.is_null())
            .filter(which)
            .exec(&transaction)
            .await?
            .rows_affected;
        if ended > 0 {
            rows::insert::<audit_events::Entity, _>(&transaction, rows::audit_row(event)).await?;
        }
        transaction.commit().await?;
        Ok(ended)
    }
}
