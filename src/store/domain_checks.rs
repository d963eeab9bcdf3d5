//! The last looks at the DNS of domains.

use std::collections::BTreeMap;

use anteroom_entity::{audit_events, domain_checks, domains};
use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ColumnTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, Iterable, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use super::audit::{CHAIN_LOCK, try_lock};
use super::change::ConfigurationChange;
use super::{OrgStore, Store, StoreError, rows};
use crate::domain::audit::AuditEvent;
use crate::domain::domain_check::DomainCheck;
use crate::domain::id::{DomainId, OrganizationId};
use crate::domain::organization::Domain;

/// Held by the replica that takes domains to look at.
const CHECK_LOCK: i64 = CHAIN_LOCK + 20;

/// A domain that is to be looked at.
pub type Due = (OrganizationId, DomainId);

impl Store {
    /// Takes domains that it is time to look at, those who have waited longest first: until `until` they are nobody else's.
    pub async fn claim_domain_checks(
        &self,
        most: u64,
        until: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<Vec<Due>, StoreError> {
        use domain_checks::Column::{DomainId as Id, NextAt, OrganizationId as Organization};
        let due = domain_checks::Entity::find()
            .select_only()
            .columns([Organization, Id])
            .filter(NextAt.lte(now))
            .order_by_asc(NextAt)
            .limit(most);
        if most == 0 || due.clone().into_tuple::<(Uuid, Uuid)>().one(&self.db).await?.is_none() {
            return Ok(Vec::new());
        }
        let write = self.begin().await?;
        if !try_lock(&write.tx, CHECK_LOCK).await? {
            write.roll_back().await?;
            return Ok(Vec::new());
        }
        let found: Vec<(Uuid, Uuid)> = due.into_tuple().all(&write.tx).await?;
        domain_checks::Entity::update_many()
            .col_expr(NextAt, Expr::value(until))
            .filter(Id.is_in(found.iter().map(|(_, id)| *id)))
            .exec(&write.tx)
            .await?;
        write.commit().await?;
        Ok(found.into_iter().map(|(organization, id)| (organization.into(), id.into())).collect())
    }
}

impl OrgStore {
    /// One of the organization's domains, as it is at this instant, past what is kept in memory.
    pub async fn find_domain(&self, id: DomainId) -> Result<Option<Domain>, StoreError> {
        let found = domains::Entity::find_by_id(id.0)
            .filter(domains::Column::OrganizationId.eq(self.organization_id.0))
            .one(&self.store.db)
            .await?;
        found.as_ref().map(rows::domain).transpose()
    }

    /// The last look at one of the organization's domains; none, where nobody has looked.
    pub async fn find_domain_check(&self, id: DomainId) -> Result<Option<DomainCheck>, StoreError> {
        let found = domain_checks::Entity::find_by_id(id.0)
            .filter(domain_checks::Column::OrganizationId.eq(self.organization_id.0))
            .one(&self.store.db)
            .await?;
        found.as_ref().map(rows::domain_check).transpose()
    }

    /// The last looks at the organization's domains.
    pub async fn list_domain_checks(&self) -> Result<BTreeMap<DomainId, DomainCheck>, StoreError> {
        let found = domain_checks::Entity::find()
            .filter(domain_checks::Column::OrganizationId.eq(self.organization_id.0))
            .all(&self.store.db)
            .await?;
        let checks = found.iter().map(rows::domain_check);
        checks.map(|check| check.map(|check| (check.domain_id, check))).collect()
    }

    /// When it is to be looked at one of the organization's domains again.
    pub async fn put_off_domain_check(&self, id: DomainId, next_at: Option<DateTime<Utc>>) -> Result<(), StoreError> {
        domain_checks::Entity::update_many()
            .col_expr(domain_checks::Column::NextAt, Expr::value(next_at))
            .filter(domain_checks::Column::DomainId.eq(id.0))
            .filter(domain_checks::Column::OrganizationId.eq(self.organization_id.0))
            .exec(&self.store.db)
            .await?;
        Ok(())
    }
}

impl ConfigurationChange {
    /// Writes a look at a domain over the one before.
    pub async fn put_domain_check(&self, check: &DomainCheck) -> Result<(), StoreError> {
        put(self.within().0, check).await
    }
}

impl OrgStore {
    /// Writes a look at one of the organization's domains over the one before, and a line of the log where there is one to write: a look
    /// that changes nothing else is no change of configuration, and no replica has to hear of it.
    pub async fn put_domain_check(&self, check: &DomainCheck, event: Option<&AuditEvent>) -> Result<(), StoreError> {
        self.require_own(check.organization_id)?;
        let event = event.map(|event| self.own_event(event)).transpose()?;
        let write = self.store.begin().await?;
        put(&write.tx, check).await?;
        if let Some(event) = event {
            rows::insert::<audit_events::Entity, _>(&write.tx, event).await?;
        }
        write.commit().await
    }
}

async fn put(tx: &DatabaseTransaction, check: &DomainCheck) -> Result<(), StoreError> {
    use domain_checks::Column;
    // A look at a domain of another organization, or at one that is gone, is written nowhere.
    let own = domains::Entity::find_by_id(check.domain_id.0)
        .filter(domains::Column::OrganizationId.eq(check.organization_id.0))
        .one(tx)
        .await?;
    if own.is_none() {
        return Err(StoreError::Missing);
    }
    let row = rows::domain_check_row(check)?;
    let over = OnConflict::column(Column::DomainId)
        .update_columns(Column::iter().filter(|column| !matches!(column, Column::DomainId | Column::OrganizationId)))
        .to_owned();
    domain_checks::Entity::insert(row.into_active_model()).on_conflict(over).exec_without_returning(tx).await?;
    Ok(())
}
