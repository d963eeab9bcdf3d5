//! Changing the configuration: one transaction, announced to every replica at its commit.

mod addresses;
mod connections;
mod flags;
mod organizations;
mod people;
mod rollouts;
mod signing_keys;
mod webhooks;

use std::fmt;

use anteroom_entity::{audit_events, configuration_version};
use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, SimpleExpr};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbBackend, EntityTrait, ExprTrait, QueryFilter,
};

pub use addresses::Addresses;

use super::audit::has_signed_in_by_sso;
use super::configuration::read_organizations;
use super::connect::WriteTransaction;
use super::kept_answers::keep_answer;
use super::outbox::{SealedLetter, insert_letters};
use super::{Store, StoreError, rows, watch};
use crate::domain::audit::AuditEvent;
use crate::domain::id::OrganizationId;
use crate::domain::kept_answer::KeptAnswer;
use crate::domain::organization::OrganizationConfiguration;
pub use webhooks::Again;

/// A change of configuration on its way: nothing of it holds before [`Self::commit`], and dropped without, nothing ever
/// does. Every row that is written names its organization; one that is not there, or not its, is [`StoreError::Missing`].
pub struct ConfigurationChange {
    write: WriteTransaction,
    store: Store,
    version: i64,
    now: DateTime<Utc>,
}

impl fmt::Debug for ConfigurationChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ConfigurationChange").field("version", &self.version).finish_non_exhaustive()
    }
}

impl Store {
    /// Begins a change. Changes wait for each other.
    pub async fn change_configuration(&self, now: DateTime<Utc>) -> Result<ConfigurationChange, StoreError> {
        let write = self.begin().await?;
        // The first statement takes the row that all changes queue for.
        let version = announce(&write.tx).await? - 1;
        Ok(ConfigurationChange { write, store: self.clone(), version, now })
    }
}

impl ConfigurationChange {
    /// The counter of changes before this one: that of [`StoredConfiguration`], if nobody has changed anything since that
    /// was read.
    ///
    /// [`StoredConfiguration`]: crate::store::configuration::StoredConfiguration
    pub fn version(&self) -> i64 {
        self.version
    }

    /// Makes all of it hold: here at once, on every other replica within a second.
    pub async fn commit(self) -> Result<(), StoreError> {
        self.write.commit().await?;
        self.store.forget_configuration();
        // Among it may be something to send.
        self.store.delivery_put();
        self.store.letter_put();
        self.store.logout_put();
        Ok(())
    }

    /// Makes none of it hold.
    pub async fn roll_back(self) -> Result<(), StoreError> {
        self.write.roll_back().await
    }

    /// Appends a line to the audit log, with the change or not at all.
    pub async fn append_audit(&self, event: &AuditEvent) -> Result<(), StoreError> {
        rows::insert::<audit_events::Entity, _>(&self.write.tx, rows::audit_row(event)).await
    }

    /// Appends lines to the audit log, many in one statement.
    pub async fn append_audit_all(&self, events: &[AuditEvent]) -> Result<(), StoreError> {
        let rows = events.iter().map(rows::audit_row).collect();
        rows::insert_many::<audit_events::Entity, _>(&self.write.tx, rows).await
    }

    /// Puts letters into the outbox that tell of the change.
    pub async fn put_letters(&self, letters: &[SealedLetter]) -> Result<(), StoreError> {
        insert_letters(&self.write.tx, letters).await
    }

    /// All that is configured for an organization, as no other change can alter it any more before this one's commit.
    pub async fn read_organization(&self, id: OrganizationId) -> Result<Option<OrganizationConfiguration>, StoreError> {
        Ok(read_organizations(&self.write.tx, Some(id)).await?.pop())
    }

    /// Whether somebody of an organization has come in by SSO since an instant.
    pub async fn has_signed_in_by_sso(&self, id: OrganizationId, since: DateTime<Utc>) -> Result<bool, StoreError> {
        has_signed_in_by_sso(&self.write.tx, id, since).await
    }

    /// Keeps the answer about what is made, for whoever asks for it again. [`StoreError::Conflict`] where it was made before.
    pub async fn keep_answer(&self, answer: &KeptAnswer) -> Result<(), StoreError> {
        keep_answer(&self.write.tx, answer, self.now).await
    }

    /// Where what belongs to the change is read, and when the change is.
    pub(super) fn within(&self) -> (&DatabaseTransaction, DateTime<Utc>) {
        (&self.write.tx, self.now)
    }

    /// Writes the columns that are set over the one row that is meant.
    async fn update<E>(&self, row: E::ActiveModel, which: SimpleExpr) -> Result<(), StoreError>
    where
        E: EntityTrait,
        E::ActiveModel: ActiveModelTrait<Entity = E>,
    {
        let updated = E::update_many().set(row.reset_all()).filter(which).exec(&self.write.tx).await?;
        exactly_one(updated.rows_affected)
    }
}

fn exactly_one(rows: u64) -> Result<(), StoreError> {
    if rows == 1 { Ok(()) } else { Err(StoreError::Missing) }
}

/// Counts a change of configuration and has every replica told of it at the commit; yields the new count.
pub(super) async fn announce(tx: &DatabaseTransaction) -> Result<i64, StoreError> {
    let counted = configuration_version::Entity::update_many()
        .col_expr(configuration_version::Column::Version, Expr::col(configuration_version::Column::Version).add(1))
        .filter(configuration_version::Column::Id.eq(1))
        .exec_with_returning(tx)
        .await?;
    if tx.get_database_backend() == DbBackend::Postgres {
        tx.execute_unprepared(&format!("NOTIFY {}", watch::CHANNEL)).await?;
    }
    counted.into_iter().next().map(|row| row.version).ok_or(StoreError::Missing)
}
