//! Messages on their way: taken by one replica for a time, and what became of them.

use anteroom_entity::{webhook_deliveries, webhook_secrets, webhooks};
use chrono::{DateTime, Duration, Utc};
use sea_orm::sea_query::{Expr, LockBehavior, LockType, Query};
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect};

use super::super::outbox::SealedLetter;
use super::super::{Store, StoreError, rows};
use super::of_webhook;
use crate::domain::audit::AuditEvent;
use crate::domain::id::WebhookId;
use crate::domain::webhook::{Delivery, DeliveryState, DisabledBecause, Fares, Webhook, WebhookSecret, WebhookStatus};

/// What a message came to that was not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// What was answered: a status, or a word.
    pub answer: String,
    /// When it is tried again; never, where none is named.
    pub again_at: Option<DateTime<Utc>>,
    /// Until when its webhook has asked to be left in peace.
    pub paused_until: Option<DateTime<Utc>>,
}

/// What is to be sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Waiting {
    /// How many messages.
    pub count: u64,
    /// When the oldest of what they tell of happened.
    pub oldest: Option<DateTime<Utc>>,
}

// Across organizations: whoever sends messages sends everybody's, each to its own webhook.
impl Store {
    /// Wakes whoever sends messages in this process.
    pub(in crate::store) fn delivery_put(&self) {
        self.shared.deliveries.notify_one();
    }

    /// Waits until there are new messages in this process.
    pub async fn delivery_was_put(&self) {
        self.shared.deliveries.notified().await;
    }

    /// The webhooks that something is to be sent to now, and how they fare; but for these, which have enough to do.
    pub async fn list_due_webhooks(
        &self,
        busy: &[WebhookId],
        now: DateTime<Utc>,
    ) -> Result<Vec<(Webhook, Fares)>, StoreError> {
        let due = Query::select()
            .expr(Expr::value(1))
            .from(webhook_deliveries::Entity)
            .and_where(
                Expr::col((webhook_deliveries::Entity, webhook_deliveries::Column::WebhookId))
                    .equals((webhooks::Entity, webhooks::Column::Id)),
            )
            .and_where(waiting())
            .and_where(webhook_deliveries::Column::DueAt.lte(now))
            .to_owned();
        let paused = webhooks::Column::PausedUntil.is_null().or(webhooks::Column::PausedUntil.lte(now));
        let mut query = webhooks::Entity::find()
            .filter(webhooks::Column::Status.eq(rows::word(&WebhookStatus::Active)))
            .filter(paused)
            .filter(Expr::exists(due))
            .order_by_asc(webhooks::Column::Id);
        if !busy.is_empty() {
            query = query.filter(webhooks::Column::Id.is_not_in(busy.iter().map(|id| id.0)));
        }
        query.all(&self.db).await?.into_iter().map(rows::webhook).collect()
    }

    /// Takes messages to a webhook that are due, the oldest first, for `lease`: after that they are somebody else's to send, should this
    /// process have ended. Each counts as tried from here on.
    pub async fn claim_deliveries(
        &self,
        webhook: &Webhook,
        most: usize,
        lease: Duration,
        now: DateTime<Utc>,
    ) -> Result<Vec<Delivery>, StoreError> {
        let write = self.begin().await?;
        let due = webhook_deliveries::Entity::find()
            .filter(of_webhook(webhook.id, webhook.organization_id))
            .filter(waiting())
            .filter(webhook_deliveries::Column::DueAt.lte(now))
            .order_by_asc(webhook_deliveries::Column::DueAt)
            .order_by_asc(webhook_deliveries::Column::Id)
            .limit(most as u64)
            // What another replica is taking at this moment is its own.
            .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
            .all(&write.tx)
            .await?;
        if due.is_empty() {
            write.roll_back().await?;
            return Ok(Vec::new());
        }
        webhook_deliveries::Entity::update_many()
            .col_expr(webhook_deliveries::Column::DueAt, Expr::value(now + lease))
            .col_expr(webhook_deliveries::Column::Attempts, Expr::col(webhook_deliveries::Column::Attempts).add(1))
            .filter(webhook_deliveries::Column::Id.is_in(due.iter().map(|row| row.id)))
            .exec(&write.tx)
            .await?;
        write.commit().await?;
        let taken = due.into_iter().map(|row| {
            let delivery = rows::delivery(row)?;
            Ok(Delivery { attempts: delivery.attempts + 1, due_at: now + lease, ..delivery })
        });
        taken.collect()
    }

    /// What the messages of a webhook are signed with now, the newest first.
    pub async fn list_webhook_secrets(
        &self,
        webhook: &Webhook,
        now: DateTime<Utc>,
    ) -> Result<Vec<WebhookSecret>, StoreError> {
        let alive = webhook_secrets::Column::EndsAt.is_null().or(webhook_secrets::Column::EndsAt.gt(now));
        let found = webhook_secrets::Entity::find()
            .filter(webhook_secrets::Column::WebhookId.eq(webhook.id.0))
            .filter(super::owned(webhook_secrets::Column::OrganizationId, webhook.organization_id))
            .filter(alive)
            .order_by_desc(webhook_secrets::Column::Id)
            .all(&self.db)
            .await?;
        Ok(found.into_iter().map(rows::webhook_secret).collect())
    }

    /// A message was taken. Its webhook is well again, if it was not.
    pub async fn note_delivered(&self, taken: &Delivery, answer: &str, fares: Fares) -> Result<(), StoreError> {
        let write = self.begin().await?;
        let done = [
            (webhook_deliveries::Column::State, Expr::value(rows::word(&DeliveryState::Delivered))),
            (webhook_deliveries::Column::Answer, Expr::value(answer)),
        ];
        set(&write.tx, taken, done).await?;
        if fares != Fares::default() {
            webhooks::Entity::update_many()
                .col_expr(webhooks::Column::FailingSince, Expr::value(None::<DateTime<Utc>>))
                .col_expr(webhooks::Column::PausedUntil, Expr::value(None::<DateTime<Utc>>))
                .filter(webhooks::Column::Id.eq(taken.webhook_id.0))
                .exec(&write.tx)
                .await?;
        }
        write.commit().await
    }

    /// A message was not taken, unless its lease is over and it is somebody else's by now.
    pub async fn note_failure(
        &self,
        taken: &Delivery,
        failure: &Failure,
        fares: Fares,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let write = self.begin().await?;
        let answer = (webhook_deliveries::Column::Answer, Expr::value(failure.answer.as_str()));
        let then = match failure.again_at {
            Some(at) => (webhook_deliveries::Column::DueAt, Expr::value(at)),
            None => (webhook_deliveries::Column::State, Expr::value(rows::word(&DeliveryState::Failed))),
        };
        set(&write.tx, taken, [answer, then]).await?;
        if fares.failing_since.is_none() {
            webhooks::Entity::update_many()
                .col_expr(webhooks::Column::FailingSince, Expr::value(now))
                .filter(webhooks::Column::Id.eq(taken.webhook_id.0))
                .filter(webhooks::Column::FailingSince.is_null())
                .exec(&write.tx)
                .await?;
        }
        if let Some(until) = failure.paused_until {
            webhooks::Entity::update_many()
                .col_expr(webhooks::Column::PausedUntil, Expr::value(until))
                .filter(webhooks::Column::Id.eq(taken.webhook_id.0))
                .exec(&write.tx)
                .await?;
        }
        write.commit().await
    }

    /// Gives a message back that nobody has answered to: it is anybody's, and was not tried.
    pub async fn release_delivery(&self, taken: &Delivery, now: DateTime<Utc>) -> Result<(), StoreError> {
        let write = self.begin().await?;
        let back = [
            (webhook_deliveries::Column::DueAt, Expr::value(now)),
            (webhook_deliveries::Column::Attempts, Expr::value(taken.attempts - 1)),
        ];
        set(&write.tx, taken, back).await?;
        write.commit().await
    }

    /// Disables a webhook that is of no use, and tells its people. What waits for it waits no more. Says whether it was this that
    /// did so.
    pub async fn disable_webhook(
        &self,
        webhook: &Webhook,
        because: DisabledBecause,
        letters: &[SealedLetter],
        event: &AuditEvent,
    ) -> Result<bool, StoreError> {
        if event.organization_id != webhook.organization_id {
            return Err(StoreError::OtherOrganization);
        }
        let write = self.begin().await?;
        let done = webhooks::Entity::update_many()
            .col_expr(webhooks::Column::Status, Expr::value(rows::word(&WebhookStatus::Disabled)))
            .col_expr(webhooks::Column::DisabledBecause, Expr::value(rows::word(&because)))
            .filter(webhooks::Column::Id.eq(webhook.id.0))
            .filter(webhooks::Column::Status.eq(rows::word(&WebhookStatus::Active)))
            .exec(&write.tx)
            .await?;
        if done.rows_affected == 0 {
            write.roll_back().await?;
            return Ok(false);
        }
        end_waiting(&write.tx, webhook).await?;
        self.commit_and_tell(write, letters, rows::audit_row(event)).await?;
        Ok(true)
    }

    /// What is to be sent.
    pub async fn count_waiting_deliveries(&self) -> Result<Waiting, StoreError> {
        let found: Option<(i64, Option<DateTime<Utc>>)> = webhook_deliveries::Entity::find()
            .select_only()
            .column_as(webhook_deliveries::Column::Id.count(), "count")
            .column_as(webhook_deliveries::Column::At.min(), "oldest")
            .filter(waiting())
            .into_tuple()
            .one(&self.db)
            .await?;
        let (count, oldest) = found.unwrap_or_default();
        Ok(Waiting { count: u64::try_from(count).unwrap_or_default(), oldest })
    }
}

/// Written out, so that the databases see that their partial index serves.
pub(in crate::store) fn waiting() -> sea_orm::sea_query::SimpleExpr {
    Expr::cust("state = 'waiting'")
}

/// What waits for a webhook that is disabled is not tried any more; it can be asked for again.
pub(in crate::store) async fn end_waiting(tx: &DatabaseTransaction, webhook: &Webhook) -> Result<(), StoreError> {
    webhook_deliveries::Entity::update_many()
        .col_expr(webhook_deliveries::Column::State, Expr::value(rows::word(&DeliveryState::Failed)))
        .filter(of_webhook(webhook.id, webhook.organization_id))
        .filter(waiting())
        .exec(tx)
        .await?;
    Ok(())
}

/// Writes what became of a message that was taken, as long as nobody else has taken it since.
async fn set<const N: usize>(
    tx: &DatabaseTransaction,
    taken: &Delivery,
    columns: [(webhook_deliveries::Column, sea_orm::sea_query::SimpleExpr); N],
) -> Result<(), StoreError> {
    let mut update = webhook_deliveries::Entity::update_many();
    for (column, value) in columns {
        update = update.col_expr(column, value);
    }
    update
        .filter(webhook_deliveries::Column::Id.eq(taken.id.0))
        .filter(of_webhook(taken.webhook_id, taken.organization_id))
        .filter(webhook_deliveries::Column::Attempts.eq(taken.attempts))
        .exec(tx)
        .await?;
    Ok(())
}
