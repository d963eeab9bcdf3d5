//! The audit log: appended by everybody without waiting, chained afterwards by one replica at a time.
//!
//! A sign-in appends its line without a place in the chain, so that sign-ins do not queue for the end of the log.
//! [`Store::chain_audit`] gives the lines their positions, without gaps, and to each the hash
//! SHA-256(hash of the line before || canonical form of the line). Whoever changes, removes or inserts a chained line must
//! recompute all that follow and the head of the chain; the anchors ([`anchors`]) show even that.

pub mod anchors;
mod line;
pub mod removal;
pub mod verify;

use std::sync::LazyLock;

use anteroom_entity::{audit_chain, audit_events};
use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, Order};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbBackend, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    Statement, Value,
};
use uuid::Uuid;

use self::line::hash;
use super::{OrgStore, Store, StoreError, rows};
use crate::domain::audit::AuditEvent;
use crate::domain::email::EmailAddress;
use crate::domain::id::{OrganizationId, SignInId, UserId};

/// Lines chained in one transaction, at most: all of them are in memory meanwhile.
const MOST_AT_ONCE: u64 = 5_000;
/// Lines that get their places in one statement.
const PLACES: usize = 100;

/// PostgreSQL's advisory lock for chaining; any number that nothing else of ours uses.
pub(super) const CHAIN_LOCK: i64 = 0x616e_7465_0001;

impl Store {
    /// Appends a line to the log.
    pub async fn append_audit(&self, event: &AuditEvent) -> Result<(), StoreError> {
        let _turn = self.turn().await;
        Box::pin(rows::insert::<audit_events::Entity, _>(&self.db, rows::audit_row(event))).await
    }

    /// The last lines of the whole log, the newest first. For the operator; an organization sees its own through
    /// [`OrgStore::list_audit_events`].
    pub async fn list_audit_events(&self, limit: u64) -> Result<Vec<AuditEvent>, StoreError> {
        let found = audit_events::Entity::find()
            .filter(audit_events::Column::Removal.is_null())
            .order_by(audit_events::Column::Id, Order::Desc)
            .limit(limit)
            .all(&self.db)
            .await?;
        found.into_iter().map(rows::audit_event).collect()
    }

    /// What happened in one sign-in as long as nobody knew whose it is, in its order. For the operator.
    pub async fn list_audit_of_sign_in(&self, id: SignInId) -> Result<Vec<AuditEvent>, StoreError> {
        let found = audit_events::Entity::find()
            .filter(audit_events::Column::SignInId.eq(id.0))
            .filter(audit_events::Column::OrganizationId.is_null())
            .order_by_asc(audit_events::Column::Id)
            .all(&self.db)
            .await?;
        found.into_iter().map(rows::audit_event).collect()
    }

    /// Chains at most `limit` lines that are not chained yet, and says how many. One replica at a time does this; another
    /// that tries meanwhile chains none.
    pub async fn chain_audit(&self, limit: u64) -> Result<u64, StoreError> {
        let waiting = audit_events::Entity::find()
            .filter(audit_events::Column::Position.is_null())
            .order_by_asc(audit_events::Column::Id)
            .limit(limit.min(MOST_AT_ONCE));
        if waiting.clone().limit(1).one(&self.db).await?.is_none() {
            return Ok(0);
        }
        let write = self.begin().await?;
        if !try_lock(&write.tx, CHAIN_LOCK).await? {
            write.roll_back().await?;
            return Ok(0);
        }
        let (mut position, mut head) = read_head(&write.tx).await?;
        let rows = waiting.all(&write.tx).await?;
        let chained = rows.len() as u64;
        let mut places = Vec::with_capacity(rows.len());
        for row in &rows {
            position += 1;
            head = hash(&head, row);
            places.push((row.id, position, head.clone()));
        }
        if chained > 0 {
            for places in places.chunks(PLACES) {
                set_places(&write.tx, places).await?;
            }
            audit_chain::Entity::update_many()
                .col_expr(audit_chain::Column::Position, Expr::value(position))
                .col_expr(audit_chain::Column::Hash, Expr::value(head))
                .exec(&write.tx)
                .await?;
        }
        write.commit().await?;
        Ok(chained)
    }
}

impl OrgStore {
    /// Appends a line to the organization's log.
    pub async fn append_audit(&self, event: &AuditEvent) -> Result<(), StoreError> {
        self.own_event(event)?;
        self.store.append_audit(event).await
    }

    /// Whether somebody of the organization has come in by SSO since an instant.
    pub async fn has_signed_in_by_sso(&self, since: DateTime<Utc>) -> Result<bool, StoreError> {
        has_signed_in_by_sso(&self.store.db, self.organization_id, since).await
    }

    /// The organization's last lines, the newest first.
    pub async fn list_audit_events(&self, limit: u64) -> Result<Vec<AuditEvent>, StoreError> {
        let found = audit_events::Entity::find()
            .filter(audit_events::Column::OrganizationId.eq(self.organization_id.0))
            .order_by(audit_events::Column::At, Order::Desc)
            .order_by(audit_events::Column::Id, Order::Desc)
            .limit(limit)
            .all(&self.store.db)
            .await?;
        found.into_iter().map(rows::audit_event).collect()
    }

    /// The last refusals of a person who had shown something, the newest first: those with this address, and those of this user.
    pub async fn list_refusals(
        &self,
        address: &EmailAddress,
        user_id: Option<UserId>,
        limit: u64,
    ) -> Result<Vec<AuditEvent>, StoreError> {
        use audit_events::Column;
        // Written out, so that the databases see that their partial indexes serve.
        let refused = || {
            audit_events::Entity::find()
                .filter(Column::OrganizationId.eq(self.organization_id.0))
                .filter(Expr::cust("outcome = 'refused' AND action = 'sign_in'"))
                .order_by(Column::At, Order::Desc)
                .limit(limit)
        };
        let mut found = refused().filter(Column::Subject.eq(address.as_str())).all(&self.store.db).await?;
        if let Some(id) = user_id {
            found.extend(refused().filter(Column::UserId.eq(id.0)).all(&self.store.db).await?);
        }
        found.sort_by_key(|row| std::cmp::Reverse((row.at, row.id)));
        found.dedup_by_key(|row| row.id);
        found.into_iter().map(rows::audit_event).collect()
    }

    /// What happened in one sign-in, in its order.
    pub async fn list_audit_of_sign_in(&self, id: SignInId) -> Result<Vec<AuditEvent>, StoreError> {
        let found = audit_events::Entity::find()
            .filter(audit_events::Column::SignInId.eq(id.0))
            .filter(audit_events::Column::OrganizationId.eq(self.organization_id.0))
            .order_by_asc(audit_events::Column::Id)
            .all(&self.store.db)
            .await?;
        found.into_iter().map(rows::audit_event).collect()
    }

    /// The row of an event that stands in this organization's log.
    pub(super) fn own_event(&self, event: &AuditEvent) -> Result<audit_events::Model, StoreError> {
        if event.organization_id != Some(self.organization_id) {
            return Err(StoreError::OtherOrganization);
        }
        Ok(rows::audit_row(event))
    }
}

pub(super) async fn has_signed_in_by_sso<C: ConnectionTrait>(
    db: &C,
    id: OrganizationId,
    since: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let found = audit_events::Entity::find()
        .select_only()
        .column(audit_events::Column::Id)
        .filter(audit_events::Column::OrganizationId.eq(id.0))
        .filter(audit_events::Column::At.gte(since))
        .filter(audit_events::Column::Action.eq("sign_in"))
        .filter(audit_events::Column::Outcome.eq("success"))
        .filter(audit_events::Column::Detail.starts_with(r#"{"method":"#))
        .filter(audit_events::Column::Detail.not_like(r#"{"method":"one_time_password"%"#))
        .into_tuple::<Uuid>()
        .one(db)
        .await?;
    Ok(found.is_some())
}

/// Takes a lock until the end of the transaction, unless another replica has it. With SQLite the transaction itself is one.
pub(super) async fn try_lock(tx: &DatabaseTransaction, lock: i64) -> Result<bool, StoreError> {
    if tx.get_database_backend() != DbBackend::Postgres {
        return Ok(true);
    }
    let ask = Statement::from_sql_and_values(
        DbBackend::Postgres,
        "SELECT pg_try_advisory_xact_lock($1) AS locked",
        [lock.into()],
    );
    let answer = tx.query_one_raw(ask).await?;
    Ok(answer.map(|row| row.try_get::<bool>("", "locked")).transpose()?.unwrap_or_default())
}

async fn read_head<C: ConnectionTrait>(db: &C) -> Result<(i64, Vec<u8>), StoreError> {
    let head = audit_chain::Entity::find_by_id(1).one(db).await?;
    head.map(|row| (row.position, row.hash)).ok_or(StoreError::Corrupt("audit_chain"))
}

/// One text, whatever the number of lines: a text of its own for each number would be prepared, and kept, for each.
static SET_PLACES: LazyLock<String> = LazyLock::new(|| {
    let rows: Vec<_> =
        (0..PLACES).map(|row| format!("(${}, ${}, ${})", row * 3 + 1, row * 3 + 2, row * 3 + 3)).collect();
    format!(
        "WITH place (id, position, hash) AS (VALUES {}) UPDATE audit_events SET position = place.position, \
         hash = place.hash FROM place WHERE audit_events.id = place.id",
        rows.join(", ")
    )
});

/// Gives at most [`PLACES`] lines their places. What is left of the statement are lines without an id, which are nowhere.
async fn set_places<C: ConnectionTrait>(db: &C, places: &[(Uuid, i64, Vec<u8>)]) -> Result<(), StoreError> {
    let mut values: Vec<Value> = Vec::with_capacity(PLACES * 3);
    for row in 0..PLACES {
        let (id, position, hash) = match places.get(row) {
            Some((id, position, hash)) => (Some(*id), Some(*position), Some(hash.clone())),
            None => (None, None, None),
        };
        values.extend([id.into(), position.into(), hash.into()]);
    }
    db.execute_raw(Statement::from_sql_and_values(db.get_database_backend(), SET_PLACES.as_str(), values)).await?;
    Ok(())
}
