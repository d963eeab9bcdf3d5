//! Break-glass: asked for, opened, closed.

use std::collections::HashSet;

use anteroom_entity::{audit_events, break_glass};
use chrono::{DateTime, Duration, Utc};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::kept_answers::keep_answer;
use super::outbox::SealedLetter;
use super::{OrgStore, Store, StoreError, rows};
use crate::domain::audit::AuditEvent;
use crate::domain::break_glass::BreakGlass;
use crate::domain::id::{BreakGlassId, UserId};
use crate::domain::kept_answer::KeptAnswer;

/// More than are ever over at once.
const MOST_ENDED: u64 = 100;

impl Store {
    /// Those of these users for whom it is open now.
    pub(super) async fn open_break_glass(
        &self,
        users: Vec<Uuid>,
        now: DateTime<Utc>,
    ) -> Result<HashSet<Uuid>, StoreError> {
        let open: Vec<Uuid> = break_glass::Entity::find()
            .select_only()
            .column(break_glass::Column::UserId)
            .filter(break_glass::Column::UserId.is_in(users))
            .filter(break_glass::Column::ClosedAt.is_null())
            .filter(break_glass::Column::ExpiresAt.gt(now))
            .into_tuple()
            .all(&self.db)
            .await?;
        Ok(open.into_iter().collect())
    }

    /// Those whose time is over, and of whom the log does not say so yet.
    pub async fn list_ended_break_glass(&self, now: DateTime<Utc>) -> Result<Vec<BreakGlass>, StoreError> {
        let found = break_glass::Entity::find()
            .filter(break_glass::Column::ClosedAt.is_null())
            .filter(break_glass::Column::ExpiresAt.lte(now))
            .order_by_asc(break_glass::Column::ExpiresAt)
            .limit(MOST_ENDED)
            .all(&self.db)
            .await?;
        Ok(found.into_iter().map(from_row).collect())
    }
}

impl OrgStore {
    /// Whether it is open for a user now.
    pub async fn is_break_glass_open(&self, user_id: UserId, now: DateTime<Utc>) -> Result<bool, StoreError> {
        let open = break_glass::Entity::find()
            .filter(break_glass::Column::OrganizationId.eq(self.organization_id.0))
            .filter(break_glass::Column::UserId.eq(user_id.0))
            .filter(break_glass::Column::ClosedAt.is_null())
            .filter(break_glass::Column::ExpiresAt.gt(now))
            .one(&self.store.db)
            .await?;
        Ok(open.is_some())
    }

    /// What was asked for, the newest first, from the one before `before` on.
    pub async fn list_break_glass(
        &self,
        before: Option<BreakGlassId>,
        limit: u64,
    ) -> Result<Vec<BreakGlass>, StoreError> {
        let earlier = Condition::all().add_option(before.map(|before| break_glass::Column::Id.lt(before.0)));
        let found = break_glass::Entity::find()
            .filter(break_glass::Column::OrganizationId.eq(self.organization_id.0))
            .filter(earlier)
            .order_by_desc(break_glass::Column::Id)
            .limit(limit)
            .all(&self.store.db)
            .await?;
        Ok(found.into_iter().map(from_row).collect())
    }

    /// One request.
    pub async fn find_break_glass(&self, id: BreakGlassId) -> Result<Option<BreakGlass>, StoreError> {
        let found = break_glass::Entity::find_by_id(id.0)
            .filter(break_glass::Column::OrganizationId.eq(self.organization_id.0))
            .one(&self.store.db)
            .await?;
        Ok(found.map(from_row))
    }

    /// Notes a request, and keeps the answer to it. [`StoreError::Conflict`] where it was answered before.
    pub async fn request_break_glass(
        &self,
        request: &BreakGlass,
        kept: Option<&KeptAnswer>,
        event: &AuditEvent,
    ) -> Result<(), StoreError> {
        self.require_own(request.organization_id)?;
        let event = self.own_event(event)?;
        let write = self.store.begin().await?;
        rows::insert::<break_glass::Entity, _>(&write.tx, to_row(request)).await?;
        if let Some(kept) = kept {
            keep_answer(&write.tx, kept, request.requested_at).await?;
        }
        rows::insert::<audit_events::Entity, _>(&write.tx, event).await?;
        write.commit().await
    }

    /// Opens it as `opened` says, and tells the organization's administrators. Says whether it still waited.
    pub async fn open_break_glass(
        &self,
        opened: &BreakGlass,
        letters: &[SealedLetter],
        event: &AuditEvent,
    ) -> Result<bool, StoreError> {
        self.require_own(opened.organization_id)?;
        let event = self.own_event(event)?;
        let write = self.store.begin().await?;
        // Of two who agree at once, one has opened it.
        let done = break_glass::Entity::update_many()
            .col_expr(break_glass::Column::ExpiresAt, Expr::value(opened.expires_at))
            .col_expr(break_glass::Column::ApprovedBy, Expr::value(opened.approved_by.clone()))
            .filter(break_glass::Column::Id.eq(opened.id.0))
            .filter(break_glass::Column::OrganizationId.eq(self.organization_id.0))
            .filter(break_glass::Column::ExpiresAt.is_null())
            .filter(break_glass::Column::ClosedAt.is_null())
            .exec(&write.tx)
            .await?;
        if done.rows_affected == 0 {
            write.roll_back().await?;
            return Ok(false);
        }
        self.store.commit_and_tell(write, letters, event).await?;
        Ok(true)
    }

    /// Notes that it is closed, by somebody or by its time. Says whether it was this that did so.
    pub async fn close_break_glass(
        &self,
        id: BreakGlassId,
        at: DateTime<Utc>,
        event: &AuditEvent,
    ) -> Result<bool, StoreError> {
        let event = self.own_event(event)?;
        let write = self.store.begin().await?;
        let done = break_glass::Entity::update_many()
            .col_expr(break_glass::Column::ClosedAt, Expr::value(at))
            .filter(break_glass::Column::Id.eq(id.0))
            .filter(break_glass::Column::OrganizationId.eq(self.organization_id.0))
            .filter(break_glass::Column::ClosedAt.is_null())
            .exec(&write.tx)
            .await?;
        write.commit_if_changed(done.rows_affected, event).await
    }
}

fn from_row(row: break_glass::Model) -> BreakGlass {
    BreakGlass {
        id: row.id.into(),
        organization_id: row.organization_id.into(),
        user_id: row.user_id.into(),
        reason: row.reason,
        duration: Duration::minutes(row.minutes.into()),
        requested_by: row.requested_by,
        requested_at: row.requested_at,
        approved_by: row.approved_by,
        expires_at: row.expires_at,
        closed_at: row.closed_at,
    }
}

fn to_row(request: &BreakGlass) -> break_glass::Model {
    break_glass::Model {
        id: request.id.0,
        organization_id: request.organization_id.0,
        user_id: request.user_id.0,
        reason: request.reason.clone(),
        minutes: i32::try_from(request.duration.num_minutes()).unwrap_or(i32::MAX),
        requested_by: request.requested_by.clone(),
        requested_at: request.requested_at,
        approved_by: request.approved_by.clone(),
        expires_at: request.expires_at,
        closed_at: request.closed_at,
    }
}
