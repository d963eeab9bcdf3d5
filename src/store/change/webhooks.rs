//! Changes of webhooks, and what somebody wants sent.

use anteroom_entity::{audit_chain, webhook_deliveries, webhook_secrets, webhooks};
use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, SimpleExpr};
use sea_orm::{ColumnTrait, EntityTrait, ExprTrait, PaginatorTrait, QueryFilter, QueryOrder};

use super::{ConfigurationChange, exactly_one};
use crate::domain::id::{DeliveryId, OrganizationId, WebhookId};
use crate::domain::webhook::{Delivery, DeliveryState, LEASE, Webhook, WebhookSecret, WebhookStatus};
use crate::store::log::storable;
use crate::store::webhooks::{end_waiting, of_webhook, owned};
use crate::store::{StoreError, rows};

/// Which messages are to be sent again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Again {
    /// This one.
    One(DeliveryId),
    /// All of what happened from one instant until before another.
    Between(DateTime<Utc>, DateTime<Utc>),
}

impl ConfigurationChange {
    /// A webhook of an organization or of the operator, as no other change can alter it any more before this one's commit.
    pub async fn find_webhook(
        &self,
        owner: Option<OrganizationId>,
        id: WebhookId,
    ) -> Result<Option<Webhook>, StoreError> {
        let found = webhooks::Entity::find_by_id(id.0)
            .filter(owned(webhooks::Column::OrganizationId, owner))
            .one(&self.write.tx)
            .await?;
        Ok(found.map(rows::webhook).transpose()?.map(|(webhook, _)| webhook))
    }

    /// How many webhooks an organization or the operator has.
    pub async fn count_webhooks(&self, owner: Option<OrganizationId>) -> Result<u64, StoreError> {
        let own = owned(webhooks::Column::OrganizationId, owner);
        Ok(webhooks::Entity::find().filter(own).count(&self.write.tx).await?)
    }

    /// Inserts a webhook, which hears of what is chained from now on.
    pub async fn insert_webhook(&self, webhook: &Webhook) -> Result<(), StoreError> {
        let end = audit_chain::Entity::find_by_id(1).one(&self.write.tx).await?;
        let end = end.ok_or(StoreError::Corrupt("audit_chain"))?.position;
        rows::insert::<webhooks::Entity, _>(&self.write.tx, rows::webhook_row(webhook, end)?).await
    }

    /// Writes a webhook over the one with its id. What waits for one that is switched off waits no more; one that is switched on again
    /// begins as if it had never failed.
    pub async fn replace_webhook(&self, webhook: &Webhook) -> Result<(), StoreError> {
        let row = rows::webhook_row(webhook, 0)?;
        let updated = webhooks::Entity::update_many()
            .col_expr(webhooks::Column::Url, Expr::value(row.url))
            .col_expr(webhooks::Column::Events, Expr::value(row.events))
            .col_expr(webhooks::Column::Description, Expr::value(row.description))
            .col_expr(webhooks::Column::Status, Expr::value(row.status))
            .col_expr(webhooks::Column::DisabledBecause, Expr::value(row.disabled_because))
            .col_expr(webhooks::Column::FailingSince, Expr::value(row.failing_since))
            .col_expr(webhooks::Column::PausedUntil, Expr::value(row.paused_until))
            .filter(webhooks::Column::Id.eq(webhook.id.0))
            .filter(owned(webhooks::Column::OrganizationId, webhook.organization_id))
            .exec(&self.write.tx)
            .await?;
        exactly_one(updated.rows_affected)?;
        if webhook.status == WebhookStatus::Disabled {
            end_waiting(&self.write.tx, webhook).await?;
        }
        Ok(())
    }

    /// Removes a webhook with its secrets and all that was sent to it.
    pub async fn delete_webhook(&self, webhook: &Webhook) -> Result<(), StoreError> {
        let deleted = webhooks::Entity::delete_many()
            .filter(webhooks::Column::Id.eq(webhook.id.0))
            .filter(owned(webhooks::Column::OrganizationId, webhook.organization_id))
            .exec(&self.write.tx)
            .await?;
        exactly_one(deleted.rows_affected)
    }

    /// The secrets of a webhook, the newest first; also those that sign no more, until they are swept.
    pub async fn list_webhook_secrets(&self, webhook: &Webhook) -> Result<Vec<WebhookSecret>, StoreError> {
        let found = webhook_secrets::Entity::find()
            .filter(secrets_of(webhook))
            .order_by_desc(webhook_secrets::Column::Id)
            .all(&self.write.tx)
            .await?;
        Ok(found.into_iter().map(rows::webhook_secret).collect())
    }

    /// Gives a webhook a secret. The one before signs beside it until `former_until`.
    pub async fn put_webhook_secret(
        &self,
        webhook: &Webhook,
        secret: &WebhookSecret,
        former_until: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        webhook_secrets::Entity::update_many()
            .col_expr(webhook_secrets::Column::EndsAt, Expr::value(former_until))
            .filter(secrets_of(webhook))
            .filter(webhook_secrets::Column::EndsAt.is_null())
            .exec(&self.write.tx)
            .await?;
        rows::insert::<webhook_secrets::Entity, _>(&self.write.tx, rows::webhook_secret_row(secret)).await
    }

    /// Puts a message to a webhook among those that are to be sent.
    pub async fn insert_delivery(&self, delivery: &Delivery) -> Result<(), StoreError> {
        rows::insert::<webhook_deliveries::Entity, _>(&self.write.tx, rows::delivery_row(delivery)).await
    }

    /// How many messages to a webhook there are to be sent again.
    pub async fn count_again(&self, webhook: &Webhook, which: Again) -> Result<u64, StoreError> {
        let found = webhook_deliveries::Entity::find().filter(again(webhook, which, self.now));
        Ok(found.count(&self.write.tx).await?)
    }

    /// Has messages to a webhook sent again, and says how many; none of those that are being sent at this moment.
    pub async fn send_again(&self, webhook: &Webhook, which: Again) -> Result<u64, StoreError> {
        let done = webhook_deliveries::Entity::update_many()
            .col_expr(webhook_deliveries::Column::State, Expr::value(rows::word(&DeliveryState::Waiting)))
            .col_expr(webhook_deliveries::Column::Attempts, Expr::value(0))
            .col_expr(webhook_deliveries::Column::DueAt, Expr::value(self.now))
            .filter(again(webhook, which, self.now))
            .exec(&self.write.tx)
            .await?;
        Ok(done.rows_affected)
    }
}

fn secrets_of(webhook: &Webhook) -> SimpleExpr {
    let own = owned(webhook_secrets::Column::OrganizationId, webhook.organization_id);
    webhook_secrets::Column::WebhookId.eq(webhook.id.0).and(own)
}

/// Messages that can be sent again. One that waits for longer than anybody may hold it is in nobody's hands.
fn again(webhook: &Webhook, which: Again, now: DateTime<Utc>) -> SimpleExpr {
    use webhook_deliveries::Column::{At, DueAt, Id, State};
    let which = match which {
        Again::One(id) => Id.eq(id.0),
        Again::Between(since, until) => At.gte(storable(since)).and(At.lt(storable(until))),
    };
    let idle = State.ne(rows::word(&DeliveryState::Waiting)).or(DueAt.gt(now + LEASE));
    of_webhook(webhook.id, webhook.organization_id).and(which).and(idle)
}
