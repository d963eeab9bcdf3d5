//! Webhooks: whose they are, how the audit log becomes messages to them, and how these leave.

mod feed;
mod queue;

use anteroom_entity::{webhook_deliveries, webhooks};
use sea_orm::sea_query::SimpleExpr;
use sea_orm::{ColumnTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect};

pub use feed::Feed;
pub(super) use queue::end_waiting;
pub use queue::{Failure, Waiting};

pub use super::change::Again;
use super::{Store, StoreError, rows};
use crate::domain::id::{DeliveryId, OrganizationId, WebhookId};
use crate::domain::webhook::{Delivery, DeliveryState, Fares, Webhook};

/// The webhooks of one organization, or the operator's own; and no others.
#[derive(Clone, Debug)]
pub struct WebhookStore {
    store: Store,
    owner: Option<OrganizationId>,
}

impl Store {
    /// The webhooks of one organization, or, where none is named, the operator's own.
    pub fn webhooks(&self, owner: Option<OrganizationId>) -> WebhookStore {
        WebhookStore { store: self.clone(), owner }
    }
}

impl WebhookStore {
    /// Webhooks in the order of their making, from the one after `after` on, and how each fares.
    pub async fn list(&self, after: Option<WebhookId>, limit: u64) -> Result<Vec<(Webhook, Fares)>, StoreError> {
        let mut query = webhooks::Entity::find()
            .filter(owned(webhooks::Column::OrganizationId, self.owner))
            .order_by_asc(webhooks::Column::Id)
            .limit(limit);
        if let Some(after) = after {
            query = query.filter(webhooks::Column::Id.gt(after.0));
        }
        query.all(&self.store.db).await?.into_iter().map(rows::webhook).collect()
    }

    /// A webhook, and how it fares.
    pub async fn find(&self, id: WebhookId) -> Result<Option<(Webhook, Fares)>, StoreError> {
        let found = webhooks::Entity::find_by_id(id.0)
            .filter(owned(webhooks::Column::OrganizationId, self.owner))
            .one(&self.store.db)
            .await?;
        found.map(rows::webhook).transpose()
    }

    /// What was sent to a webhook, or is to be; the newest first, from before `before` on.
    pub async fn list_deliveries(
        &self,
        webhook: WebhookId,
        state: Option<DeliveryState>,
        before: Option<DeliveryId>,
        limit: u64,
    ) -> Result<Vec<Delivery>, StoreError> {
        let mut query = webhook_deliveries::Entity::find()
            .filter(of_webhook(webhook, self.owner))
            .order_by_desc(webhook_deliveries::Column::Id)
            .limit(limit);
        if let Some(state) = state {
            query = query.filter(webhook_deliveries::Column::State.eq(rows::word(&state)));
        }
        if let Some(before) = before {
            query = query.filter(webhook_deliveries::Column::Id.lt(before.0));
        }
        query.all(&self.store.db).await?.into_iter().map(rows::delivery).collect()
    }
}

/// Whether something is an organization's, or the operator's own.
pub(super) fn owned(column: impl ColumnTrait, owner: Option<OrganizationId>) -> SimpleExpr {
    match owner {
        Some(id) => column.eq(id.0),
        None => column.is_null(),
    }
}

/// The messages to one webhook of an organization, or of the operator.
pub(super) fn of_webhook(webhook: WebhookId, owner: Option<OrganizationId>) -> SimpleExpr {
    let own = owned(webhook_deliveries::Column::OrganizationId, owner);
    webhook_deliveries::Column::WebhookId.eq(webhook.0).and(own)
}
