//! What applications are told of sessions that are over: written down in the transaction that ends the session, and sent afterwards by
//! whichever replica is first (OpenID Connect Back-Channel Logout 1.0).

use anteroom_entity::{applications, backchannel_logouts, grants, sessions};
use chrono::{DateTime, Duration, Utc};
use sea_orm::sea_query::{Expr, LockBehavior, LockType, OnConflict, Query, SelectStatement, SimpleExpr};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, JoinType, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::webhooks::Waiting;
use super::{Store, StoreError};
use crate::domain::id::ApplicationId;
use crate::domain::logout::BackChannelLogout;

/// Sessions told of in one statement.
const AT_ONCE: usize = 1_000;
/// Whether an application is to be told. Both databases read the JSON so.
pub(super) const LISTENS: &str = "applications.protocol ->> 'backchannel_logout_uri' IS NOT NULL";

// Across organizations: whoever tells of sessions tells of everybody's.
impl Store {
    /// Wakes whoever tells of sessions in this process.
    pub(super) fn logout_put(&self) {
        self.shared.logouts.notify_one();
    }

    /// Waits until there may be something to tell in this process.
    pub async fn logout_was_put(&self) {
        self.shared.logouts.notified().await;
    }

    /// The applications that are to be told something now; but for these, which have enough to do.
    pub async fn list_due_listeners(
        &self,
        busy: &[ApplicationId],
        now: DateTime<Utc>,
    ) -> Result<Vec<ApplicationId>, StoreError> {
        let mut query = backchannel_logouts::Entity::find()
            .select_only()
            .column(backchannel_logouts::Column::ApplicationId)
            .distinct()
            .filter(backchannel_logouts::Column::DueAt.lte(now))
            .order_by_asc(backchannel_logouts::Column::ApplicationId);
        if !busy.is_empty() {
            let busy = busy.iter().map(|id| id.0);
            query = query.filter(backchannel_logouts::Column::ApplicationId.is_not_in(busy));
        }
        Ok(query.into_tuple::<Uuid>().all(&self.db).await?.into_iter().map(ApplicationId).collect())
    }

    /// Takes what an application is to be told now, what is longest due first, for `lease`: after that it is somebody else's to tell,
    /// should this process have ended. Each counts as tried from here on.
    pub async fn claim_logouts(
        &self,
        listener: ApplicationId,
        most: usize,
        lease: Duration,
        now: DateTime<Utc>,
    ) -> Result<Vec<BackChannelLogout>, StoreError> {
        let write = self.begin().await?;
        let due = backchannel_logouts::Entity::find()
            .filter(backchannel_logouts::Column::ApplicationId.eq(listener.0))
            .filter(backchannel_logouts::Column::DueAt.lte(now))
            .order_by_asc(backchannel_logouts::Column::DueAt)
            .order_by_asc(backchannel_logouts::Column::SessionId)
            .limit(most as u64)
            // What another replica is taking at this moment is its own.
            .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
            .all(&write.tx)
            .await?;
        if due.is_empty() {
            write.roll_back().await?;
            return Ok(Vec::new());
        }
        backchannel_logouts::Entity::update_many()
            .col_expr(backchannel_logouts::Column::DueAt, Expr::value(now + lease))
            .col_expr(backchannel_logouts::Column::Attempts, Expr::col(backchannel_logouts::Column::Attempts).add(1))
            .filter(backchannel_logouts::Column::ApplicationId.eq(listener.0))
            .filter(backchannel_logouts::Column::SessionId.is_in(due.iter().map(|row| row.session_id)))
            .exec(&write.tx)
            .await?;
        write.commit().await?;
        Ok(due.iter().map(taken).collect())
    }

    /// An application was told, or will not be any more.
    pub async fn remove_logout(&self, taken: &BackChannelLogout) -> Result<(), StoreError> {
        let _turn = self.turn().await;
        backchannel_logouts::Entity::delete_many().filter(is(taken)).exec(&self.db).await?;
        Ok(())
    }

    /// An application is told later, unless the lease is over and it is somebody else's to tell by now.
    pub async fn put_off_logout(&self, taken: &BackChannelLogout, due_at: DateTime<Utc>) -> Result<(), StoreError> {
        let _turn = self.turn().await;
        backchannel_logouts::Entity::update_many()
            .col_expr(backchannel_logouts::Column::DueAt, Expr::value(due_at))
            .filter(is(taken))
            .exec(&self.db)
            .await?;
        Ok(())
    }

    /// Gives back what nobody has answered to: it is anybody's, and was not tried.
    pub async fn release_logout(&self, taken: &BackChannelLogout, now: DateTime<Utc>) -> Result<(), StoreError> {
        let _turn = self.turn().await;
        backchannel_logouts::Entity::update_many()
            .col_expr(backchannel_logouts::Column::DueAt, Expr::value(now))
            .col_expr(backchannel_logouts::Column::Attempts, Expr::value(taken.attempts - 1))
            .filter(is(taken))
            .exec(&self.db)
            .await?;
        Ok(())
    }

    /// What is to be told.
    pub async fn count_waiting_logouts(&self) -> Result<Waiting, StoreError> {
        let found: Option<(i64, Option<DateTime<Utc>>)> = backchannel_logouts::Entity::find()
            .select_only()
            .column_as(backchannel_logouts::Column::SessionId.count(), "count")
            .column_as(backchannel_logouts::Column::EndedAt.min(), "oldest")
            .into_tuple()
            .one(&self.db)
            .await?;
        let (count, oldest) = found.unwrap_or_default();
        Ok(Waiting { count: u64::try_from(count).unwrap_or_default(), oldest })
    }
}

/// Writes down, within whatever transaction ends these sessions, which applications are to be told: those that have got something with
/// them and have registered where.
pub(super) async fn tell_of(db: &impl ConnectionTrait, ended: &[Uuid], now: DateTime<Utc>) -> Result<(), StoreError> {
    for some in ended.chunks(AT_ONCE) {
        let insert = Query::insert()
            .into_table(backchannel_logouts::Entity)
            .columns([
                backchannel_logouts::Column::SessionId,
                backchannel_logouts::Column::ApplicationId,
                backchannel_logouts::Column::OrganizationId,
                backchannel_logouts::Column::UserId,
                backchannel_logouts::Column::EndedAt,
                backchannel_logouts::Column::Attempts,
                backchannel_logouts::Column::DueAt,
            ])
            .select_from(listeners(some, now))
            .map_err(|error| StoreError::Statement(error.to_string()))?
            .on_conflict(
                OnConflict::columns([
                    backchannel_logouts::Column::SessionId,
                    backchannel_logouts::Column::ApplicationId,
                ])
                .do_nothing()
                .to_owned(),
            )
            .to_owned();
        db.execute(&insert).await?;
    }
    Ok(())
}

fn listeners(ended: &[Uuid], now: DateTime<Utc>) -> SelectStatement {
    let has_got_something = Query::select()
        .expr(Expr::value(1))
        .from(grants::Entity)
        .and_where(
            Expr::col((grants::Entity, grants::Column::SessionId)).equals((sessions::Entity, sessions::Column::Id)),
        )
        .and_where(
            Expr::col((grants::Entity, grants::Column::ApplicationId))
                .equals((applications::Entity, applications::Column::Id)),
        )
        .to_owned();
    Query::select()
        .column((sessions::Entity, sessions::Column::Id))
        .column((applications::Entity, applications::Column::Id))
        .column((sessions::Entity, sessions::Column::OrganizationId))
        .column((sessions::Entity, sessions::Column::UserId))
        .expr(Expr::value(now))
        .expr(Expr::value(0))
        .expr(Expr::value(now))
        .from(sessions::Entity)
        .join(JoinType::InnerJoin, applications::Entity, Expr::cust(LISTENS))
        .and_where(sessions::Column::Id.is_in(ended.iter().copied()))
        .and_where(Expr::exists(has_got_something))
        .to_owned()
}

fn is(taken: &BackChannelLogout) -> SimpleExpr {
    backchannel_logouts::Column::SessionId
        .eq(taken.session_id.0)
        .and(backchannel_logouts::Column::ApplicationId.eq(taken.application_id.0))
        .and(backchannel_logouts::Column::Attempts.eq(taken.attempts))
}

fn taken(row: &backchannel_logouts::Model) -> BackChannelLogout {
    BackChannelLogout {
        session_id: row.session_id.into(),
        application_id: row.application_id.into(),
        organization_id: row.organization_id.into(),
        user_id: row.user_id.into(),
        ended_at: row.ended_at,
        attempts: row.attempts + 1,
    }
}
