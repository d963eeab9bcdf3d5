//! Roll-outs: found, listed, and looked at by one replica at a time.

use std::collections::{BTreeSet, HashMap};

use anteroom_entity::{rollout_steps, rollouts};
use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, Query};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select};
use uuid::Uuid;

use super::{Store, StoreError, rows};
use crate::domain::id::{OrganizationId, RolloutId};
use crate::domain::rollout::{Attempts, Rollout};

/// More are not looked at in one round; the others have their turn in the next.
const MOST_AT_ONCE: u64 = 20;

// Across organizations: a roll-out is over several, and who asks says which of them they may see. One that goes beyond these is
// not seen at all.
impl Store {
    /// Roll-outs, the newest first, from the one before `before` on; only those within these organizations, where any are named.
    pub async fn list_rollouts(
        &self,
        only: Option<&BTreeSet<OrganizationId>>,
        before: Option<RolloutId>,
        limit: u64,
    ) -> Result<Vec<Rollout>, StoreError> {
        let mut query = within(rollouts::Entity::find(), only).order_by_desc(rollouts::Column::Id).limit(limit);
        if let Some(before) = before {
            query = query.filter(rollouts::Column::Id.lt(before.0));
        }
        read_rollouts(&self.db, query).await
    }

    /// A roll-out, if it lies within these organizations, where any are named.
    pub async fn find_rollout(
        &self,
        id: RolloutId,
        only: Option<&BTreeSet<OrganizationId>>,
    ) -> Result<Option<Rollout>, StoreError> {
        find_rollout(&self.db, id, only).await
    }

    /// Running roll-outs that have to be looked at.
    pub async fn list_due_rollouts(&self, now: DateTime<Utc>) -> Result<Vec<Rollout>, StoreError> {
        let query = rollouts::Entity::find()
            // Written out, so that the databases see that their partial index serves.
            .filter(Expr::cust("state = 'running'"))
            .filter(rollouts::Column::DueAt.lte(now))
            .order_by_asc(rollouts::Column::DueAt)
            .limit(MOST_AT_ONCE);
        read_rollouts(&self.db, query).await
    }

    /// Takes a look for oneself: until `next` nobody else looks. Says whether nobody was faster.
    pub async fn claim_rollout(&self, seen: &Rollout, next: DateTime<Utc>) -> Result<bool, StoreError> {
        let _turn = self.turn().await;
        let claimed = rollouts::Entity::update_many()
            .col_expr(rollouts::Column::DueAt, Expr::value(next))
            .filter(rollouts::Column::Id.eq(seen.id.0))
            .filter(Expr::cust("state = 'running'"))
            .filter(rollouts::Column::DueAt.eq(seen.due_at))
            .exec(&self.db)
            .await?;
        Ok(claimed.rows_affected == 1)
    }

    /// Notes how people have come in at an organization that is watched.
    pub async fn note_attempts(&self, id: RolloutId, place: usize, since: Attempts) -> Result<(), StoreError> {
        let _turn = self.turn().await;
        rollout_steps::Entity::update_many()
            .col_expr(rollout_steps::Column::Attempts, Expr::value(i64::from(since.all)))
            .col_expr(rollout_steps::Column::Refused, Expr::value(i64::from(since.refused)))
            .filter(rollout_steps::Column::RolloutId.eq(id.0))
            .filter(rollout_steps::Column::Place.eq(rows::place(place)))
            .filter(rollout_steps::Column::State.eq("watching"))
            .exec(&self.db)
            .await?;
        Ok(())
    }
}

pub(super) async fn find_rollout<C: ConnectionTrait>(
    db: &C,
    id: RolloutId,
    only: Option<&BTreeSet<OrganizationId>>,
) -> Result<Option<Rollout>, StoreError> {
    Ok(read_rollouts(db, within(rollouts::Entity::find_by_id(id.0), only)).await?.pop())
}

async fn read_rollouts<C: ConnectionTrait>(
    db: &C,
    query: Select<rollouts::Entity>,
) -> Result<Vec<Rollout>, StoreError> {
    let found = query.all(db).await?;
    if found.is_empty() {
        return Ok(Vec::new());
    }
    let steps = rollout_steps::Entity::find()
        .filter(rollout_steps::Column::RolloutId.is_in(found.iter().map(|row| row.id)))
        .order_by_asc(rollout_steps::Column::Place)
        .all(db)
        .await?;
    let mut of: HashMap<Uuid, Vec<_>> = HashMap::new();
    for row in steps {
        of.entry(row.rollout_id).or_default().push(rows::rollout_step(row)?);
    }
    found
        .into_iter()
        .map(|row| {
            let steps = of.remove(&row.id).unwrap_or_default();
            rows::rollout(row, steps)
        })
        .collect()
}

fn within(query: Select<rollouts::Entity>, only: Option<&BTreeSet<OrganizationId>>) -> Select<rollouts::Entity> {
    let Some(only) = only else { return query };
    let beyond = Query::select()
        .column(rollout_steps::Column::RolloutId)
        .from(rollout_steps::Entity)
        .and_where(rollout_steps::Column::OrganizationId.is_not_in(only.iter().map(|id| id.0)))
        .to_owned();
    query.filter(rollouts::Column::Id.not_in_subquery(beyond))
}
