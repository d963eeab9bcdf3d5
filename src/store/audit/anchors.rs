//! Anchors: the head of the chain, signed once a day.
//!
//! Whoever owns the database can change a line and chain all that follow anew. They cannot sign: the anchors of the days since show
//! that the chain is another one. Who removes the anchors too is found by the copies of them that are kept elsewhere.

use anteroom_entity::{audit_anchors, audit_events};
use chrono::NaiveDate;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect};

use super::{read_head, try_lock};
use crate::domain::anchor::{Anchor, SignedAnchor};
use crate::domain::audit::AuditEvent;
use crate::store::{Store, StoreError, rows};

const ANCHOR_LOCK: i64 = super::CHAIN_LOCK + 10;

impl Store {
    /// The head of the chain: how many lines are in it, and the hash of the last.
    pub async fn read_audit_head(&self) -> Result<(i64, Vec<u8>), StoreError> {
        read_head(&self.db).await
    }

    /// Whether a day has its anchor.
    pub async fn has_anchor(&self, date: NaiveDate) -> Result<bool, StoreError> {
        Ok(audit_anchors::Entity::find_by_id(date.to_string()).one(&self.db).await?.is_some())
    }

    /// Keeps a day's anchor, with its line in the log, unless the day has one. Says whether it was this that did so.
    pub async fn insert_anchor(&self, signed: &SignedAnchor, event: &AuditEvent) -> Result<bool, StoreError> {
        let row = audit_anchors::Model {
            date: signed.anchor.date.to_string(),
            position: signed.anchor.position,
            hash: signed.anchor.hash.clone(),
            jws: signed.jws.clone(),
            created_at: signed.created_at,
        };
        let write = self.begin().await?;
        if !try_lock(&write.tx, ANCHOR_LOCK).await? {
            write.roll_back().await?;
            return Ok(false);
        }
        let nothing = OnConflict::column(audit_anchors::Column::Date).do_nothing().to_owned();
        let insert = audit_anchors::Entity::insert(row.into_active_model()).on_conflict(nothing);
        if insert.exec_without_returning(&write.tx).await? == 0 {
            write.roll_back().await?;
            return Ok(false);
        }
        rows::insert::<audit_events::Entity, _>(&write.tx, rows::audit_row(event)).await?;
        write.commit().await?;
        Ok(true)
    }

    /// Anchors, the newest first, from before a day on.
    pub async fn list_anchors(&self, before: Option<NaiveDate>, limit: u64) -> Result<Vec<SignedAnchor>, StoreError> {
        let mut query = audit_anchors::Entity::find().order_by_desc(audit_anchors::Column::Date).limit(limit);
        if let Some(before) = before {
            query = query.filter(audit_anchors::Column::Date.lt(before.to_string()));
        }
        query.all(&self.db).await?.into_iter().map(anchor).collect()
    }
}

/// All of them, in the order of the log: one a day, so that those of many years fit into memory.
pub(super) async fn in_order<C: ConnectionTrait>(db: &C) -> Result<Vec<SignedAnchor>, StoreError> {
    let rows = audit_anchors::Entity::find()
        .order_by_asc(audit_anchors::Column::Position)
        .order_by_asc(audit_anchors::Column::Date)
        .all(db)
        .await?;
    rows.into_iter().map(anchor).collect()
}

fn anchor(row: audit_anchors::Model) -> Result<SignedAnchor, StoreError> {
    let date = row.date.parse().map_err(|_| StoreError::Corrupt("audit_anchors"))?;
    let anchor = Anchor { date, position: row.position, hash: row.hash };
    Ok(SignedAnchor { anchor, jws: row.jws, created_at: row.created_at })
}
