//! Questions for admin consent: one for each connection, the last.

use anteroom_entity::{audit_events, connections, consents};
use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, Iterable, QueryFilter};
use uuid::Uuid;

use super::{OrgStore, StoreError, rows};
use crate::domain::audit::AuditEvent;
use crate::domain::consent::{Consent, ConsentAnswer};
use crate::domain::id::ConnectionId;

impl OrgStore {
    /// The last question that was asked for one of the organization's connections.
    pub async fn find_consent(&self, id: ConnectionId) -> Result<Option<Consent>, StoreError> {
        let found = consents::Entity::find_by_id(id.0)
            .filter(consents::Column::OrganizationId.eq(self.organization_id.0))
            .one(&self.store.db)
            .await?;
        found.as_ref().map(rows::consent).transpose()
    }

    /// Keeps a question, in the place of the one before, whose answer counts for nothing from now on.
    pub async fn ask_consent(&self, consent: &Consent, event: &AuditEvent) -> Result<(), StoreError> {
        use consents::Column;
        self.require_own(consent.organization_id)?;
        let event = self.own_event(event)?;
        let write = self.store.begin().await?;
        // One for a connection of another organization is kept nowhere.
        let own = connections::Entity::find_by_id(consent.connection_id.0)
            .filter(connections::Column::OrganizationId.eq(self.organization_id.0))
            .one(&write.tx)
            .await?;
        if own.is_none() {
            return Err(StoreError::Missing);
        }
        let over = OnConflict::column(Column::ConnectionId)
            .update_columns(
                Column::iter().filter(|column| !matches!(column, Column::ConnectionId | Column::OrganizationId)),
            )
            .to_owned();
        let row = rows::consent_row(consent).into_active_model();
        consents::Entity::insert(row).on_conflict(over).exec_without_returning(&write.tx).await?;
        rows::insert::<audit_events::Entity, _>(&write.tx, event).await?;
        write.commit().await
    }

    /// Keeps what was answered to a question, with its line of the log: once, and only to the last that was asked. Whether it was kept.
    pub async fn answer_consent(
        &self,
        attempt: Uuid,
        answer: ConsentAnswer,
        event: &AuditEvent,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let event = self.own_event(event)?;
        let write = self.store.begin().await?;
        let done = consents::Entity::update_many()
            .col_expr(consents::Column::AnsweredAt, Expr::value(now))
            .col_expr(consents::Column::Answer, Expr::value(rows::word(&answer)))
            .filter(consents::Column::OrganizationId.eq(self.organization_id.0))
            .filter(consents::Column::Attempt.eq(attempt))
            .filter(consents::Column::AnsweredAt.is_null())
            .exec(&write.tx)
            .await?;
        write.commit_if_changed(done.rows_affected, event).await
    }
}
