//! Configuration as sign-ins read it: from memory, and from the database only after a change.

use std::collections::HashMap;
use std::sync::Arc;

use anteroom_entity::{applications, connection_versions, connections, credentials, domains, flags, organizations};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::cache::Applications;
pub use super::change::{Addresses, ConfigurationChange};
pub use super::everything::{StoredConfiguration, StoredOrganization};
use super::{OrgStore, Store, StoreError, rows};
use crate::domain::application::Application;
use crate::domain::id::{ApplicationId, OrganizationId};
use crate::domain::organization::OrganizationConfiguration;

impl Store {
    /// The application with this `client_id`. Kept in memory; an unknown one costs no statement either.
    pub async fn find_application(&self, client_id: &str) -> Result<Option<Arc<Application>>, StoreError> {
        Ok(self.applications().await?.by_client_id.get(client_id).cloned())
    }

    /// The application with this id. Kept in memory.
    pub async fn find_application_by_id(&self, id: ApplicationId) -> Result<Option<Arc<Application>>, StoreError> {
        Ok(self.applications().await?.by_id.get(&id).cloned())
    }

    /// All applications, by `client_id`. Kept in memory.
    pub async fn list_applications(&self) -> Result<Vec<Arc<Application>>, StoreError> {
        let mut found: Vec<_> = self.applications().await?.by_id.values().cloned().collect();
        found.sort_by(|a, b| a.client_id.cmp(&b.client_id));
        Ok(found)
    }

    /// All that is configured for an organization. Kept in memory.
    pub async fn find_configuration(
        &self,
        id: OrganizationId,
    ) -> Result<Option<Arc<OrganizationConfiguration>>, StoreError> {
        let read = || async {
            let tx = self.begin_reading().await?;
            let found = read_organizations(&tx, Some(id)).await?.pop().map(Arc::new);
            tx.commit().await?;
            Ok(found)
        };
        self.cache.get(&self.cache.organizations, id, read).await
    }

    /// Forgets all configuration that is kept in memory; it is read again when it is needed.
    pub fn forget_configuration(&self) {
        self.cache.forget();
    }

    async fn applications(&self) -> Result<Arc<Applications>, StoreError> {
        let current = || {
            let kept = self.cache.applications.load_full();
            kept.filter(|kept| kept.generation == self.cache.generation())
        };
        if let Some(kept) = current() {
            return Ok(kept);
        }
        let _lane = self.cache.lane(&"applications").await;
        if let Some(kept) = current() {
            return Ok(kept);
        }
        Box::pin(self.read_applications()).await
    }

    async fn read_applications(&self) -> Result<Arc<Applications>, StoreError> {
        let mut read = Applications { generation: self.cache.generation(), ..Applications::default() };
        for row in applications::Entity::find().all(&self.db).await? {
            let application = Arc::new(rows::application(row)?);
            read.by_client_id.insert(application.client_id.clone(), Arc::clone(&application));
            read.by_id.insert(application.id, application);
        }
        let read = Arc::new(read);
        self.cache.applications.store(Some(Arc::clone(&read)));
        Ok(read)
    }
}

impl OrgStore {
    /// All that is configured for the organization as it is at this instant, past what is kept in memory: whoever has just changed
    /// something sees it, whichever replica they come to.
    pub async fn read_configuration(&self) -> Result<Option<OrganizationConfiguration>, StoreError> {
        let tx = self.store.begin_reading().await?;
        let found = read_organizations(&tx, Some(self.organization_id)).await?.pop();
        tx.commit().await?;
        Ok(found)
    }
}

/// Reads what is configured for one organization, or for all, in the order of their making.
pub(super) async fn read_organizations<C: ConnectionTrait>(
    db: &C,
    only: Option<OrganizationId>,
) -> Result<Vec<OrganizationConfiguration>, StoreError> {
    let only = only.map(|id| id.0);
    let mut found = Vec::new();
    let mut places = HashMap::new();
    let query = organizations::Entity::find().order_by_asc(organizations::Column::Id);
    for row in narrow(query, organizations::Column::Id, only).all(db).await? {
        places.insert(row.id, found.len());
        found.push(OrganizationConfiguration {
            organization: rows::organization(row)?,
            domains: Vec::new(),
            connections: Vec::new(),
            credentials: Vec::new(),
            flags: Vec::new(),
        });
    }
    let mut add = |organization: Uuid, put: &mut dyn FnMut(&mut OrganizationConfiguration)| {
        if let Some(configuration) = places.get(&organization).and_then(|place| found.get_mut(*place)) {
            put(configuration);
        }
    };

    let query = domains::Entity::find().order_by_asc(domains::Column::Name);
    for row in narrow(query, domains::Column::OrganizationId, only).all(db).await? {
        let (of, domain) = (row.organization_id, rows::domain(&row)?);
        add(of, &mut |it| it.domains.push(domain.clone()));
    }

    let mut versions: HashMap<Uuid, Vec<_>> = HashMap::new();
    let query = connection_versions::Entity::find();
    for row in narrow(query, connection_versions::Column::OrganizationId, only).all(db).await? {
        versions.entry(row.connection_id).or_default().push(row);
    }
    let query = connections::Entity::find().order_by_asc(connections::Column::Name);
    for row in narrow(query, connections::Column::OrganizationId, only).all(db).await? {
        let versions = versions.remove(&row.id).unwrap_or_default();
        let (of, connection) = (row.organization_id, rows::connection(row, versions)?);
        add(of, &mut |it| it.connections.push(connection.clone()));
    }

    let query = credentials::Entity::find().order_by_asc(credentials::Column::Slot);
    for row in narrow(query, credentials::Column::OrganizationId, only).all(db).await? {
        let (of, credential) = (row.organization_id, rows::credential(row)?);
        add(of, &mut |it| it.credentials.push(credential.clone()));
    }

    let query = flags::Entity::find().order_by_asc(flags::Column::Id);
    for row in narrow(query, flags::Column::OrganizationId, only).all(db).await? {
        let (of, flag) = (row.organization_id, rows::flag(row)?);
        add(of, &mut |it| it.flags.push(flag.clone()));
    }
    Ok(found)
}

fn narrow<E: EntityTrait>(
    query: sea_orm::Select<E>,
    column: impl ColumnTrait,
    only: Option<Uuid>,
) -> sea_orm::Select<E> {
    match only {
        Some(id) => query.filter(column.eq(id)),
        None => query,
    }
}
