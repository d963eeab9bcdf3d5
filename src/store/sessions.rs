//! Sessions: found by the hash of what the browser holds, ended by their organization.

use anteroom_entity::{grants, sessions, users};
use chrono::{DateTime, Duration, Utc};
use sea_orm::sea_query::{Expr, Query, SimpleExpr};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, JoinType, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, RelationDef, SelectTwo,
};
use uuid::Uuid;

use super::logouts::tell_of;
use super::{OrgStore, Store, StoreError, rows, upstream_tokens};
use crate::domain::audit::AuditEvent;
use crate::domain::email::EmailAddress;
use crate::domain::grant::TokenHash;
use crate::domain::id::{ApplicationId, SessionId, UserId};
use crate::domain::organization::SessionLifetimes;
use crate::domain::session::Session;

/// More sessions than anybody has open.
const MOST_LISTED: u64 = 100;

// Across organizations: the hash of 256 random bits names one row, whoever asks.
impl Store {
    /// The live session whose token has this hash: neither ended nor expired, and used lately.
    pub async fn find_session(
        &self,
        token_hash: &TokenHash,
        now: DateTime<Utc>,
    ) -> Result<Option<Session>, StoreError> {
        let found = sessions::Entity::find()
            .filter(sessions::Column::TokenHash.eq(token_hash.as_slice()))
            .filter(is_live(now))
            .one(&self.db)
            .await?;
        found.as_ref().map(rows::session).transpose()
    }

    /// The live sessions that were opened out of one of Microsoft's (`sid`). Which of them whoever names it may speak of, they decide who
    /// know the connections.
    pub async fn list_sessions_of_upstream(
        &self,
        upstream_sid: &str,
        now: DateTime<Utc>,
    ) -> Result<Vec<Session>, StoreError> {
        let found = sessions::Entity::find()
            .filter(sessions::Column::UpstreamSid.eq(rows::clean(upstream_sid)))
            .filter(is_live(now))
            .order_by_asc(sessions::Column::Id)
            .limit(MOST_LISTED)
            .all(&self.db)
            .await?;
        found.iter().map(rows::session).collect()
    }
}

impl OrgStore {
    /// The live sessions of a user, the newest first.
    pub async fn list_sessions(&self, user_id: UserId, now: DateTime<Utc>) -> Result<Vec<Session>, StoreError> {
        let found = sessions::Entity::find()
            .filter(sessions::Column::OrganizationId.eq(self.organization_id.0))
            .filter(sessions::Column::UserId.eq(user_id.0))
            .filter(is_live(now))
            .order_by_desc(sessions::Column::Id)
            .limit(MOST_LISTED)
            .all(&self.store.db)
            .await?;
        found.iter().map(rows::session).collect()
    }

    /// The last sessions of a user that are still kept, live or not, the newest first.
    pub async fn last_sessions(&self, user_id: UserId, limit: u64) -> Result<Vec<Session>, StoreError> {
        let found = sessions::Entity::find()
            .filter(sessions::Column::OrganizationId.eq(self.organization_id.0))
            .filter(sessions::Column::UserId.eq(user_id.0))
            .order_by_desc(sessions::Column::Id)
            .limit(limit)
            .all(&self.store.db)
            .await?;
        found.iter().map(rows::session).collect()
    }

    /// The open sessions of the organization, or of one of its users, or those that were opened for one application, each with the
    /// user's address; the newest first, from the one before `before` on.
    pub async fn list_open_sessions(
        &self,
        (user_id, application_id): (Option<UserId>, Option<ApplicationId>),
        lifetimes: SessionLifetimes,
        now: DateTime<Utc>,
        before: Option<SessionId>,
        limit: u64,
    ) -> Result<Vec<(Session, EmailAddress)>, StoreError> {
        let mut query = self.open_sessions(lifetimes, now).limit(limit);
        if let Some(user_id) = user_id {
            query = query.filter(sessions::Column::UserId.eq(user_id.0));
        }
        if let Some(application_id) = application_id {
            query = query.filter(sessions::Column::ApplicationId.eq(application_id.0));
        }
        if let Some(before) = before {
            query = query.filter(sessions::Column::Id.lt(before.0));
        }
        query.all(&self.store.db).await?.into_iter().filter_map(with_address).collect()
    }

    /// An open session of the organization, with the user's address.
    pub async fn find_open_session(
        &self,
        id: SessionId,
        lifetimes: SessionLifetimes,
        now: DateTime<Utc>,
    ) -> Result<Option<(Session, EmailAddress)>, StoreError> {
        let query = self.open_sessions(lifetimes, now).filter(sessions::Column::Id.eq(id.0));
        query.one(&self.store.db).await?.and_then(with_address).transpose()
    }

    /// How many open sessions a user has.
    pub async fn count_open_sessions(
        &self,
        user_id: UserId,
        lifetimes: SessionLifetimes,
        now: DateTime<Utc>,
    ) -> Result<u64, StoreError> {
        let query = self.open_sessions(lifetimes, now).filter(sessions::Column::UserId.eq(user_id.0));
        Ok(query.count(&self.store.db).await?)
    }

    fn open_sessions(
        &self,
        lifetimes: SessionLifetimes,
        now: DateTime<Utc>,
    ) -> SelectTwo<sessions::Entity, users::Entity> {
        let whose: RelationDef = sessions::Entity::belongs_to(users::Entity)
            .from((sessions::Column::OrganizationId, sessions::Column::UserId))
            .to((users::Column::OrganizationId, users::Column::Id))
            .into();
        sessions::Entity::find()
            .join(JoinType::InnerJoin, whose)
            .select_also(users::Entity)
            .filter(sessions::Column::OrganizationId.eq(self.organization_id.0))
            .filter(is_live(now))
            .filter(sessions::Column::CreatedAt.gt(now - Duration::minutes(lifetimes.minutes.into())))
            .order_by_desc(sessions::Column::Id)
    }

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

    /// Ends all sessions of a user but one, and their grants, and writes the event; says how many were live.
    pub async fn end_other_sessions(
        &self,
        user_id: UserId,
        kept: SessionId,
        now: DateTime<Utc>,
        event: &AuditEvent,
    ) -> Result<u64, StoreError> {
        let others = sessions::Column::UserId.eq(user_id.0).and(sessions::Column::Id.ne(kept.0));
        self.end_sessions(others, now, event).await
    }

    /// Ends one session of a user, if it is theirs; says whether it was live.
    pub async fn end_session_of_user(
        &self,
        user_id: UserId,
        id: SessionId,
        now: DateTime<Utc>,
        event: &AuditEvent,
    ) -> Result<bool, StoreError> {
        let theirs = sessions::Column::UserId.eq(user_id.0).and(sessions::Column::Id.eq(id.0));
        Ok(self.end_sessions(theirs, now, event).await? > 0)
    }

    async fn end_sessions(&self, which: SimpleExpr, now: DateTime<Utc>, event: &AuditEvent) -> Result<u64, StoreError> {
        let event = self.own_event(event)?;
        let write = self.store.begin().await?;
        let ended = self.end_within(&write.tx, which, now).await?;
        rows::insert::<anteroom_entity::audit_events::Entity, _>(&write.tx, event).await?;
        write.commit().await?;
        self.store.logout_put();
        Ok(ended)
    }

    /// Ends sessions and all their grants, has their applications told, and forgets what Entra was asked with about them, within whatever
    /// transaction that belongs to; says how many were live. The sessions first: whoever is let into another application by one of them
    /// meanwhile either waits and finds it ended, or was waited for, and that application is told too.
    pub(super) async fn end_within(
        &self,
        db: &impl ConnectionTrait,
        which: SimpleExpr,
        now: DateTime<Utc>,
    ) -> Result<u64, StoreError> {
        let organization = self.organization_id.0;
        let end = Query::update()
            .table(sessions::Entity)
            .value(sessions::Column::EndedAt, now)
            .and_where(which.clone())
            .and_where(sessions::Column::OrganizationId.eq(organization))
            .and_where(sessions::Column::EndedAt.is_null())
            .returning_col(sessions::Column::Id)
            .to_owned();
        let ended: Vec<Uuid> =
            db.query_all(&end).await?.iter().map(|row| row.try_get("", "id")).collect::<Result<_, _>>()?;
        tell_of(db, &ended, now).await?;
        let of_these = Query::select()
            .column(sessions::Column::Id)
            .from(sessions::Entity)
            .and_where(which)
            .and_where(sessions::Column::OrganizationId.eq(organization))
            .to_owned();
        upstream_tokens::forget(db, self.organization_id, of_these.clone()).await?;
        grants::Entity::update_many()
            .col_expr(grants::Column::RevokedAt, Expr::value(now))
            .filter(grants::Column::SessionId.in_subquery(of_these))
            .filter(grants::Column::OrganizationId.eq(organization))
            .filter(grants::Column::RevokedAt.is_null())
            .exec(db)
            .await?;
        Ok(ended.len() as u64)
    }
}

/// Whether a session is live: neither ended nor expired, and used lately.
pub(super) fn is_live(now: DateTime<Utc>) -> SimpleExpr {
    let kept = sessions::Column::EndedAt.is_null().and(sessions::Column::ExpiresAt.gt(now));
    kept.and(not_idle(now))
}

fn with_address(
    (session, user): (sessions::Model, Option<users::Model>),
) -> Option<Result<(Session, EmailAddress), StoreError>> {
    let user = user?;
    Some(rows::session(&session).and_then(|session| Ok((session, rows::user(user)?.email))))
}

/// Whether somebody has used a session lately.
pub(super) fn not_idle(now: DateTime<Utc>) -> SimpleExpr {
    sessions::Column::IdleAt.is_null().or(sessions::Column::IdleAt.gt(now))
}
