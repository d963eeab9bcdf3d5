//! The refresh tokens of Entra that stand behind open sessions, sealed: taken to ask with, put back, and gone with their session.
//!
//! Each session has the one of the sign-in that opened it, not each person theirs: what Entra takes back (a sign-in on a device that
//! was stolen) is one proof, and a newer one must not hide that.

use anteroom_entity::{sessions, upstream_tokens};
use chrono::{DateTime, Duration, Utc};
use sea_orm::sea_query::{Expr, LockType, Query, SelectStatement, SimpleExpr};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, JoinType, QueryFilter, QueryOrder, QuerySelect, RelationDef,
    SelectTwo,
};
use uuid::Uuid;

use super::sessions::is_live;
use super::{OrgStore, Store, StoreError, rows};
use crate::domain::audit::AuditEvent;
use crate::domain::id::{ConnectionId, OrganizationId, SessionId};
use crate::domain::session::{Evidence, Session};

/// How long a token may be there before its session is, at most.
const BEFORE_ITS_SESSION: Duration = Duration::minutes(10);

/// A refresh token of Entra, sealed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UpstreamToken {
    /// The session that it stands behind.
    pub session_id: SessionId,
    /// Whose it is.
    pub organization_id: OrganizationId,
    /// The connection that it came through.
    pub connection_id: ConnectionId,
    /// The token and the registration that got it, sealed for this session.
    pub sealed: Vec<u8>,
    /// How often in a row Entra did not say whether the account stands.
    pub failures: i32,
    /// When Entra last stood for the account.
    pub stood_at: DateTime<Utc>,
}

/// A token that was taken to ask with, and the open session that it stands behind.
#[derive(Clone, Debug)]
pub struct TakenToken {
    /// The token.
    pub token: UpstreamToken,
    /// The session.
    pub session: Session,
    /// How often it was taken, this time too: who takes it after this one's lease is another.
    attempts: i32,
}

/// The sessions that Entra is asked about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Watched {
    /// How many.
    pub count: u64,
    /// When Entra last stood for the one that it has not stood for longest.
    pub oldest: Option<DateTime<Utc>>,
}

/// What ended because Entra stands for an account no longer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ended {
    /// How many sessions.
    pub sessions: usize,
    /// When Entra last stood for the account, as far as it was asked.
    pub last_stood_at: DateTime<Utc>,
}

// Across organizations: whoever asks for what is due asks for everybody's, each at its own connection.
impl Store {
    /// The connections through which somebody is to be asked about now; but for these, at which enough is asked.
    pub async fn list_connections_to_ask(
        &self,
        busy: &[ConnectionId],
        now: DateTime<Utc>,
    ) -> Result<Vec<(OrganizationId, ConnectionId)>, StoreError> {
        let mut query = upstream_tokens::Entity::find()
            .select_only()
            .columns([upstream_tokens::Column::OrganizationId, upstream_tokens::Column::ConnectionId])
            .filter(upstream_tokens::Column::DueAt.lte(now))
            .filter(Expr::exists(live_session(now)))
            .group_by(upstream_tokens::Column::OrganizationId)
            .group_by(upstream_tokens::Column::ConnectionId);
        if !busy.is_empty() {
            query = query.filter(upstream_tokens::Column::ConnectionId.is_not_in(busy.iter().map(|id| id.0)));
        }
        let found: Vec<(Uuid, Uuid)> = query.into_tuple().all(&self.db).await?;
        Ok(found.into_iter().map(|(organization, connection)| (organization.into(), connection.into())).collect())
    }

    /// How many open sessions Entra is asked about, and how long it has not stood for one of them.
    pub async fn count_watched(&self, now: DateTime<Utc>) -> Result<Watched, StoreError> {
        let found: Option<(i64, Option<DateTime<Utc>>)> = upstream_tokens::Entity::find()
            .select_only()
            .column_as(upstream_tokens::Column::SessionId.count(), "count")
            .column_as(upstream_tokens::Column::StoodAt.min(), "oldest")
            .filter(Expr::exists(live_session(now)))
            .into_tuple()
            .one(&self.db)
            .await?;
        let (count, oldest) = found.unwrap_or_default();
        Ok(Watched { count: u64::try_from(count).unwrap_or_default(), oldest })
    }
}

impl OrgStore {
    /// Keeps the token of a session that is about to open, to be asked with at `due_at`.
    pub async fn keep_upstream_token(
        &self,
        token: &UpstreamToken,
        due_at: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        self.require_own(token.organization_id)?;
        let row = upstream_tokens::Model {
            session_id: token.session_id.0,
            organization_id: token.organization_id.0,
            connection_id: token.connection_id.0,
            sealed: token.sealed.clone(),
            attempts: 0,
            failures: token.failures,
            stood_at: token.stood_at,
            due_at,
            created_at: now,
        };
        let _turn = self.store.turn().await;
        rows::insert::<upstream_tokens::Entity, _>(&self.store.db, row).await
    }

    /// Takes the token of an open session to ask with, for `lease`, if it is due and nobody else's.
    pub async fn take_upstream_token(
        &self,
        session: SessionId,
        lease: Duration,
        now: DateTime<Utc>,
    ) -> Result<Option<TakenToken>, StoreError> {
        let query = self.watched(now).filter(upstream_tokens::Column::SessionId.eq(session.0));
        let due = query.filter(upstream_tokens::Column::DueAt.lte(now)).one(&self.store.db).await?;
        self.take(due, lease, now).await
    }

    /// Takes tokens of open sessions through a connection that are due, the longest due first, for `lease`.
    pub async fn take_due_upstream_tokens(
        &self,
        connection: ConnectionId,
        most: usize,
        lease: Duration,
        now: DateTime<Utc>,
    ) -> Result<Vec<TakenToken>, StoreError> {
        let due = self
            .watched(now)
            .filter(upstream_tokens::Column::ConnectionId.eq(connection.0))
            .filter(upstream_tokens::Column::DueAt.lte(now))
            .order_by_asc(upstream_tokens::Column::DueAt)
            .order_by_asc(upstream_tokens::Column::SessionId)
            .limit(most as u64)
            .all(&self.store.db)
            .await?;
        let mut taken = Vec::with_capacity(due.len());
        for found in due {
            taken.extend(self.take(Some(found), lease, now).await?);
        }
        Ok(taken)
    }

    /// Takes the token of the newest open session, other than this one and no older, that the same person has opened through the
    /// same account; due or not.
    pub async fn take_newest_upstream_token(
        &self,
        than: &Session,
        lease: Duration,
        now: DateTime<Utc>,
    ) -> Result<Option<TakenToken>, StoreError> {
        let found = self
            .watched(now)
            .filter(sessions::Column::UserId.eq(than.user_id.0))
            .filter(sessions::Column::Id.ne(than.id.0))
            .filter(sessions::Column::CreatedAt.gte(than.created_at))
            .order_by_desc(sessions::Column::CreatedAt)
            .order_by_desc(sessions::Column::Id)
            .all(&self.store.db)
            .await?;
        for (token, session) in found {
            let Some(session) = session else { continue };
            if is_of_same_account(&rows::session(&session)?, than) {
                return self.take(Some((token, Some(session))), lease, now).await;
            }
        }
        Ok(None)
    }

    /// Entra stands for the account: it is asked again at `due_at`, with the new token where it gave one. Not if the lease is over and
    /// somebody else has asked since; says whether it was.
    pub async fn note_standing(
        &self,
        taken: &TakenToken,
        sealed: Option<Vec<u8>>,
        due_at: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let mut columns = vec![
            (upstream_tokens::Column::StoodAt, Expr::value(now)),
            (upstream_tokens::Column::DueAt, Expr::value(due_at)),
            (upstream_tokens::Column::Failures, Expr::value(0)),
        ];
        columns.extend(sealed.map(|sealed| (upstream_tokens::Column::Sealed, Expr::value(sealed))));
        self.set(taken, columns).await
    }

    /// Entra has not said whether the account stands: it is asked again at `due_at`.
    pub async fn note_unknown(&self, taken: &TakenToken, due_at: DateTime<Utc>) -> Result<bool, StoreError> {
        let columns = vec![
            (upstream_tokens::Column::DueAt, Expr::value(due_at)),
            (upstream_tokens::Column::Failures, Expr::value(taken.token.failures.saturating_add(1))),
        ];
        self.set(taken, columns).await
    }

    /// Gives a token back that nothing was asked with: it is anybody's.
    pub async fn release_upstream_token(&self, taken: &TakenToken, now: DateTime<Utc>) -> Result<bool, StoreError> {
        self.set(taken, vec![(upstream_tokens::Column::DueAt, Expr::value(now))]).await
    }

    /// Forgets all tokens of the organization.
    pub async fn forget_upstream_tokens(&self) -> Result<(), StoreError> {
        let _turn = self.store.turn().await;
        forget_all(&self.store.db, self.organization_id).await
    }

    /// Entra stands no longer for the account behind a session: ends it, and all sessions that its person has opened through the same
    /// account no later, with their grants, and writes the event. What Entra refuses to a proof it does not grant to an older one.
    /// Nothing is written where none is open any more: somebody else was first, who has written it down.
    pub async fn end_refused(
        &self,
        refused: &Session,
        now: DateTime<Utc>,
        event: impl FnOnce(Ended) -> AuditEvent,
    ) -> Result<Option<Ended>, StoreError> {
        let write = self.store.begin().await?;
        let found = sessions::Entity::find()
            .filter(sessions::Column::OrganizationId.eq(self.organization_id.0))
            .filter(sessions::Column::UserId.eq(refused.user_id.0))
            .filter(sessions::Column::CreatedAt.lte(refused.created_at))
            .filter(is_live(now))
            .order_by_asc(sessions::Column::Id)
            // Two proofs of one account may be refused at once: each session is counted by one of them.
            .lock(LockType::Update)
            .all(&write.tx)
            .await?;
        let mut through = Vec::new();
        for row in &found {
            let session = rows::session(row)?;
            if session.id == refused.id || is_of_same_account(&session, refused) {
                through.push(session.id.0);
            }
        }
        let last: Option<Option<DateTime<Utc>>> = upstream_tokens::Entity::find()
            .select_only()
            .column_as(upstream_tokens::Column::StoodAt.max(), "last")
            .filter(upstream_tokens::Column::OrganizationId.eq(self.organization_id.0))
            .filter(upstream_tokens::Column::SessionId.is_in(through.iter().copied()))
            .into_tuple()
            .one(&write.tx)
            .await?;
        let ended = Ended { sessions: through.len(), last_stood_at: last.flatten().unwrap_or(refused.created_at) };
        let event = self.own_event(&event(ended))?;
        if self.end_within(&write.tx, sessions::Column::Id.is_in(through), now).await? == 0 {
            write.roll_back().await?;
            return Ok(None);
        }
        rows::insert::<anteroom_entity::audit_events::Entity, _>(&write.tx, event).await?;
        write.commit().await?;
        self.store.logout_put();
        Ok(Some(ended))
    }

    /// The organization's tokens with the open sessions that they stand behind.
    fn watched(&self, now: DateTime<Utc>) -> SelectTwo<upstream_tokens::Entity, sessions::Entity> {
        let behind: RelationDef = upstream_tokens::Entity::belongs_to(sessions::Entity)
            .from((upstream_tokens::Column::OrganizationId, upstream_tokens::Column::SessionId))
            .to((sessions::Column::OrganizationId, sessions::Column::Id))
            .into();
        upstream_tokens::Entity::find()
            .join(JoinType::InnerJoin, behind)
            .select_also(sessions::Entity)
            .filter(upstream_tokens::Column::OrganizationId.eq(self.organization_id.0))
            .filter(is_live(now))
    }

    /// Only where it is as it was seen: of two who saw it, one takes it.
    async fn take(
        &self,
        found: Option<(upstream_tokens::Model, Option<sessions::Model>)>,
        lease: Duration,
        now: DateTime<Utc>,
    ) -> Result<Option<TakenToken>, StoreError> {
        let Some((row, Some(session))) = found else { return Ok(None) };
        let attempts = row.attempts.wrapping_add(1);
        let _turn = self.store.turn().await;
        let changed = upstream_tokens::Entity::update_many()
            .col_expr(upstream_tokens::Column::DueAt, Expr::value(now + lease))
            .col_expr(upstream_tokens::Column::Attempts, Expr::value(attempts))
            .filter(self.one(row.session_id, row.attempts))
            .exec(&self.store.db)
            .await?;
        if changed.rows_affected == 0 {
            return Ok(None);
        }
        let token = UpstreamToken {
            session_id: row.session_id.into(),
            organization_id: row.organization_id.into(),
            connection_id: row.connection_id.into(),
            sealed: row.sealed,
            failures: row.failures,
            stood_at: row.stood_at,
        };
        Ok(Some(TakenToken { token, session: rows::session(&session)?, attempts }))
    }

    async fn set(
        &self,
        taken: &TakenToken,
        columns: Vec<(upstream_tokens::Column, SimpleExpr)>,
    ) -> Result<bool, StoreError> {
        let _turn = self.store.turn().await;
        let mut update = upstream_tokens::Entity::update_many();
        for (column, value) in columns {
            update = update.col_expr(column, value);
        }
        let which = self.one(taken.token.session_id.0, taken.attempts);
        Ok(update.filter(which).exec(&self.store.db).await?.rows_affected > 0)
    }

    /// A token as it was when it had been taken so often.
    fn one(&self, session: Uuid, attempts: i32) -> SimpleExpr {
        upstream_tokens::Column::SessionId
            .eq(session)
            .and(upstream_tokens::Column::OrganizationId.eq(self.organization_id.0))
            .and(upstream_tokens::Column::Attempts.eq(attempts))
    }
}

/// Whether two sessions were opened through the same account at the same connection.
fn is_of_same_account(one: &Session, other: &Session) -> bool {
    match (&one.proof.evidence, &other.proof.evidence) {
        (
            Evidence::Sso { connection_id, account, .. },
            Evidence::Sso { connection_id: other_connection, account: other_account, .. },
        ) => connection_id == other_connection && account.key() == other_account.key(),
        _ => false,
    }
}

/// Forgets the tokens of these sessions of an organization, within whatever transaction that belongs to.
pub(super) async fn forget(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
    of_these: SelectStatement,
) -> Result<(), StoreError> {
    upstream_tokens::Entity::delete_many()
        .filter(upstream_tokens::Column::OrganizationId.eq(organization.0))
        .filter(upstream_tokens::Column::SessionId.in_subquery(of_these))
        .exec(db)
        .await?;
    Ok(())
}

/// Forgets all tokens of an organization, within whatever transaction that belongs to.
pub(super) async fn forget_all(db: &impl ConnectionTrait, organization: OrganizationId) -> Result<(), StoreError> {
    upstream_tokens::Entity::delete_many()
        .filter(upstream_tokens::Column::OrganizationId.eq(organization.0))
        .exec(db)
        .await?;
    Ok(())
}

/// Removes the tokens behind no open session, but for those whose session may be about to open; says how many.
pub(super) async fn sweep(db: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<u64, StoreError> {
    let deleted = upstream_tokens::Entity::delete_many()
        .filter(upstream_tokens::Column::CreatedAt.lte(now - BEFORE_ITS_SESSION))
        .filter(Expr::exists(live_session(now)).not())
        .exec(db)
        .await?;
    Ok(deleted.rows_affected)
}

/// Selects the session of the token at hand, if it is open.
fn live_session(now: DateTime<Utc>) -> SelectStatement {
    Query::select()
        .expr(Expr::value(1))
        .from(sessions::Entity)
        .and_where(
            Expr::col((sessions::Entity, sessions::Column::Id))
                .equals((upstream_tokens::Entity, upstream_tokens::Column::SessionId)),
        )
        .and_where(is_live(now))
        .to_owned()
}
