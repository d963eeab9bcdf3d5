//! The audit log: append-only, and chained by hashes.
//!
//! A sign-in only adds its row. One replica at a time then gives new rows their place in the chain, in batches: chaining
//! inside the sign-in would make every sign-in wait for the one before it.

use anteroom_entity::audit_events;
use sea_orm::sea_query::Expr;
use sea_orm::{ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::{OrgStore, Store, StoreError, rows};
use crate::domain::audit::AuditEvent;
use crate::domain::id::SignInId;
use crate::keys::hash::sha256;

/// The lock that one replica holds while it chains.
const CHAIN_LOCK: i64 = 0x616e_7465_6175_6469;

/// Where the chain is broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChainFault {
    /// The row at this position is missing.
    Missing(i64),
    /// The row at this position is not what it was, or stands in another's place.
    Changed(i64),
}

impl Store {
    /// Adds an event that stands alone.
    pub async fn append_audit(&self, event: &AuditEvent) -> Result<(), StoreError> {
        self.count_write();
        rows::insert::<audit_events::Entity, _>(&self.db, rows::audit_row(event)).await
    }

    /// Gives up to `most` new events their place in the chain. How many it were; none where another replica is at it.
    pub async fn chain_audit(&self, most: u64) -> Result<u64, StoreError> {
        let transaction = self.begin().await?;
        if self.is_postgres() {
            let lock = format!("SELECT pg_try_advisory_xact_lock({CHAIN_LOCK}) AS locked");
            let row = transaction.query_one_raw(sea_orm::Statement::from_string(self.db.get_database_backend(), lock));
            if !row.await?.map(|row| row.try_get::<bool>("", "locked")).transpose()?.unwrap_or(false) {
                return Ok(0);
            }
        }
        let last = audit_events::Entity::find()
            .filter(audit_events::COLUMN.position.is_not_null())
            .order_by_desc(audit_events::COLUMN.position)
            .one(&transaction)
            .await?;
        let (mut position, mut previous) = match last {
            Some(row) => (row.position.unwrap_or_default(), row.hash.unwrap_or_default()),
            None => (0, Vec::new()),
        };
        let fresh = audit_events::Entity::find()
            .filter(audit_events::COLUMN.position.is_null())
            .order_by_asc(audit_events::COLUMN.id)
            .limit(most)
            .all(&transaction)
            .await?;
        let mut chained = 0;
        for row in fresh {
            position += 1;
            let hash = link(&previous, position, &row);
            audit_events::Entity::update_many()
                .col_expr(audit_events::Column::Position, Expr::value(position))
                .col_expr(audit_events::Column::Hash, Expr::value(hash.clone()))
                .filter(audit_events::COLUMN.id.eq(row.id))
                .exec(&transaction)
                .await?;
            previous = hash;
            chained += 1;
        }
        transaction.commit().await?;
        Ok(chained)
    }

    /// Walks the chain. The number of events in it, or the first place where it is broken.
    pub async fn verify_audit_chain(&self) -> Result<Result<i64, ChainFault>, StoreError> {
        let mut expected = 0;
        let mut previous = Vec::new();
        loop {
            let batch = audit_events::Entity::find()
                .filter(audit_events::COLUMN.position.gt(expected))
                .order_by_asc(audit_events::COLUMN.position)
                .limit(500)
                .all(&self.db)
                .await?;
            if batch.is_empty() {
                return Ok(Ok(expected));
            }
            for row in batch {
                expected += 1;
                if row.position != Some(expected) {
                    return Ok(Err(ChainFault::Missing(expected)));
                }
                let hash = link(&previous, expected, &row);
                if row.hash.as_ref() != Some(&hash) {
                    return Ok(Err(ChainFault::Changed(expected)));
                }
                previous = hash;
            }
        }
    }
}

impl OrgStore<'_> {
    /// The events of one sign-in, oldest first.
    pub async fn list_audit_of_sign_in(&self, id: SignInId) -> Result<Vec<AuditEvent>, StoreError> {
        let found = audit_events::Entity::find()
            .filter(audit_events::COLUMN.organization_id.eq(self.organization_id.0))
            .filter(audit_events::COLUMN.sign_in_id.eq(id.0))
            .order_by_asc(audit_events::COLUMN.id)
            .all(&self.store.db)
            .await?;
        found.into_iter().map(rows::audit_event).collect()
    }
}

/// The hash of a row in its place: over the hash before it, and every column in a form that both databases give back alike.
fn link(previous: &[u8], position: i64, row: &audit_events::Model) -> Vec<u8> {
    let content = serde_json::json!([
        position,
        row.id,
        row.at.timestamp_micros(),
        row.organization_id,
        row.action,
        row.actor,
        row.subject,
        row.user_id,
        row.application_id,
        row.sign_in_id,
        row.outcome,
        row.reason,
        row.ip,
        row.user_agent,
        row.detail,
    ]);
    sha256(&[previous, content.to_string().as_bytes()].concat()).to_vec()
}
