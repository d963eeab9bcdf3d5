//! Lines that are older than their organization keeps them: they lose what they said, and keep their place and hash, so that the
//! chain of all organizations can still be verified.

use anteroom_entity::audit_events;
use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, Order};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Value};
use uuid::Uuid;

use super::line::Emptied;
use super::try_lock;
use crate::domain::audit::{AuditAction, AuditEvent};
use crate::store::{OrgStore, StoreError, rows};

/// Lines that one announcement is about, at most.
pub const MOST_AT_ONCE: u64 = 1_000;

const REMOVAL_LOCK: i64 = super::CHAIN_LOCK + 11;

/// Where a line stands, and what it hashed to.
type Place = (Uuid, i64, Vec<u8>);

/// Lines that are about to lose their content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leaving {
    /// How many.
    pub lines: u64,
    /// SHA-256 over position and hash of each, in hexadecimal.
    pub digest: String,
}

impl OrgStore {
    /// Empties the oldest lines of the organization from before an instant, [`MOST_AT_ONCE`] at most, and says how many.
    /// `announce` makes the line of the log that says so, which is written with it or not at all.
    ///
    /// A line that is not in the chain yet is left alone, for it has no hash to stay behind; announcements are never emptied.
    /// One replica at a time does this.
    pub async fn empty_audit_events<E: From<StoreError>>(
        &self,
        until: DateTime<Utc>,
        announce: impl FnOnce(&Leaving) -> Result<AuditEvent, E>,
    ) -> Result<u64, E> {
        use audit_events::Column;
        let old = audit_events::Entity::find()
            .select_only()
            .columns([Column::Id, Column::Position, Column::Hash])
            .filter(Column::OrganizationId.eq(self.organization_id.0))
            .filter(Column::At.lt(until))
            .filter(Column::Position.is_not_null())
            .filter(Column::Action.ne(rows::word(&AuditAction::AuditRemoved)))
            .order_by(Column::At, Order::Asc);
        // Most days there are none, and nobody has to wait for that to be seen.
        if old.clone().into_tuple::<Place>().one(&self.store.db).await.map_err(StoreError::from)?.is_none() {
            return Ok(0);
        }
        let write = self.store.begin().await?;
        if !try_lock(&write.tx, REMOVAL_LOCK).await? {
            write.roll_back().await?;
            return Ok(0);
        }
        let mut found: Vec<Place> =
            old.limit(MOST_AT_ONCE).into_tuple().all(&write.tx).await.map_err(StoreError::from)?;
        found.sort_unstable_by_key(|(_, position, _)| *position);
        let Some((_, first, _)) = found.first() else {
            write.roll_back().await?;
            return Ok(0);
        };
        let mut emptied = Emptied::from(*first);
        for (_, position, hash) in &found {
            emptied.add(*position, hash);
        }
        let lines = emptied.lines;
        let event = announce(&Leaving { lines, digest: emptied.digest() })?;
        rows::insert::<audit_events::Entity, _>(&write.tx, self.own_event(&event)?).await?;
        let (none, nobody, nothing) = (Value::Uuid(None), Value::String(None), "");
        let mut update = audit_events::Entity::update_many()
            .col_expr(Column::Removal, Expr::value(event.id.0))
            .filter(Column::OrganizationId.eq(self.organization_id.0))
            .filter(Column::Id.is_in(found.iter().map(|(id, ..)| *id)));
        for column in [Column::OrganizationId, Column::UserId, Column::ApplicationId, Column::SignInId] {
            update = update.col_expr(column, Expr::value(none.clone()));
        }
        for column in [Column::Subject, Column::Reason, Column::Ip, Column::UserAgent] {
            update = update.col_expr(column, Expr::value(nobody.clone()));
        }
        for column in [Column::Action, Column::Actor, Column::Outcome, Column::Detail] {
            update = update.col_expr(column, Expr::value(nothing));
        }
        let done = update.exec(&write.tx).await.map_err(StoreError::from)?;
        if done.rows_affected != lines {
            return Err(StoreError::Corrupt("audit_events").into());
        }
        write.commit().await?;
        Ok(lines)
    }
}
