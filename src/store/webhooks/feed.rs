//! How the audit log becomes messages: line by line in the order of its chain, each once, whichever replica is first.
//!
//! Places in the chain have no gaps and are given in one order, so that one number says how far all of it has been told. That number
//! moves in the transaction that writes the messages: a line is told with all of its messages or not at all, and whoever has read the
//! same lines meanwhile writes none. A sign-in has no part in it.

use anteroom_entity::{audit_events, webhook_cursor, webhook_deliveries, webhooks};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect, Statement};

use super::super::{Store, StoreError, rows};
use crate::domain::audit::AuditEvent;
use crate::domain::webhook::{Delivery, DisabledBecause, Webhook};

/// Lines that have not been told yet.
#[derive(Clone, Debug)]
pub struct Feed {
    /// What they say, in the order of the chain.
    pub events: Vec<AuditEvent>,
    /// Who is told: read after the lines, so that a webhook that is missing was made after all of them.
    pub webhooks: Vec<Webhook>,
    told: i64,
    to: i64,
}

/// How far the log is chained, how far it is told, and where whoever is told begins.
const WHERE: &str = "\
    SELECT c.position AS chained, t.position AS told, \
        (SELECT MIN(w.since_position) FROM webhooks w WHERE w.status = 'active' OR w.disabled_because = 'failing') AS since \
    FROM audit_chain c, webhook_cursor t";

// Across organizations: each message is to a webhook that may hear of it.
impl Store {
    /// At most so many lines that have not been told yet; none, where there are none, or nobody to tell. One statement then.
    pub async fn read_feed(&self, most: u64) -> Result<Option<Feed>, StoreError> {
        let backend = self.db.get_database_backend();
        let place = self.db.query_one_raw(Statement::from_string(backend, WHERE)).await?;
        let place = place.ok_or(StoreError::Corrupt("webhook_cursor"))?;
        let (chained, told): (i64, i64) = (place.try_get("", "chained")?, place.try_get("", "told")?);
        let Some(since) = place.try_get::<Option<i64>>("", "since")? else { return Ok(None) };
        // What lies before the first of them was made is nobody's to hear.
        let from = Ord::max(told, since);
        if chained <= from {
            return Ok(None);
        }
        let found = audit_events::Entity::find()
            .filter(audit_events::Column::Position.gt(from))
            .filter(audit_events::Column::Position.lte(chained))
            .order_by_asc(audit_events::Column::Position)
            .limit(most)
            .all(&self.db)
            .await?;
        let to = found.last().and_then(|row| row.position).unwrap_or(chained);
        // One that this version does not understand stays untold until a replica comes that does.
        let events = found.into_iter().map(rows::audit_event).collect::<Result<_, _>>()?;
        let failing = webhooks::Column::DisabledBecause.eq(rows::word(&DisabledBecause::Failing));
        let listening = webhooks::Entity::find()
            .filter(webhooks::Column::Status.eq("active").or(failing))
            .order_by_asc(webhooks::Column::Id)
            .all(&self.db)
            .await?;
        let webhooks = listening.into_iter().map(|row| Ok(rows::webhook(row)?.0)).collect::<Result<_, StoreError>>()?;
        Ok(Some(Feed { events, webhooks, told, to }))
    }

    /// Writes what came of these lines. Says whether it was this that did so, and not another replica.
    pub async fn write_feed(&self, feed: &Feed, deliveries: &[Delivery]) -> Result<bool, StoreError> {
        let write = self.begin().await?;
        let moved = webhook_cursor::Entity::update_many()
            .col_expr(webhook_cursor::Column::Position, Expr::value(feed.to))
            .filter(webhook_cursor::Column::Position.eq(feed.told))
            .exec(&write.tx)
            .await?;
        if moved.rows_affected == 0 {
            write.roll_back().await?;
            return Ok(false);
        }
        let new = deliveries.iter().map(rows::delivery_row).collect();
        rows::insert_many::<webhook_deliveries::Entity, _>(&write.tx, new).await?;
        write.commit().await?;
        if !deliveries.is_empty() {
            self.delivery_put();
        }
        Ok(true)
    }
}
