//! Organizations with all that is configured for them.

use std::collections::HashMap;
use std::sync::Arc;

use anteroom_entity::{connection_versions, connections, credentials, domains, flags, organizations};
use sea_orm::{ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::{Store, StoreError, rows};
use crate::domain::id::OrganizationId;
use crate::domain::organization::OrganizationConfiguration;

impl Store {
    /// All that is configured for an organization.
    pub async fn find_configuration(
        &self,
        id: OrganizationId,
    ) -> Result<Option<Arc<OrganizationConfiguration>>, StoreError> {
        let read = async {
            let Some(row) = organizations::Entity::find_by_id(id.0).one(&self.db).await? else {
                return Ok(None);
            };
            read_configuration(&self.db, row).await.map(|found| Some(Arc::new(found)))
        };
        self.cache.get(&self.cache.organizations, &id, read).await
    }

    /// Forgets all configuration that is in memory.
    pub fn forget_configuration(&self) {
        self.cache.forget();
    }
}

pub(super) async fn read_configuration<C: ConnectionTrait>(
    db: &C,
    organization: organizations::Model,
) -> Result<OrganizationConfiguration, StoreError> {
    let id = organization.id;
    let domains = domains::Entity::find()
        .filter(domains::COLUMN.organization_id.eq(id))
        .order_by_asc(domains::COLUMN.name)
        .all(db)
        .await?;
    let connections = connections::Entity::find()
        .filter(connections::COLUMN.organization_id.eq(id))
        .order_by_asc(connections::COLUMN.name)
        .all(db)
        .await?;
    let versions = connection_versions::Entity::find()
        .filter(connection_versions::COLUMN.organization_id.eq(id))
        .filter(connection_versions::COLUMN.state.eq("active"))
        .all(db)
        .await?;
    let mut active: HashMap<Uuid, _> = versions.into_iter().map(|row| (row.connection_id, row)).collect();
    let credentials = credentials::Entity::find().filter(credentials::COLUMN.organization_id.eq(id)).all(db).await?;
    let flags = flags::Entity::find()
        .filter(flags::COLUMN.organization_id.eq(id))
        .order_by_asc(flags::COLUMN.name)
        .all(db)
        .await?;
    Ok(OrganizationConfiguration {
        organization: rows::organization(organization)?,
        domains: domains.iter().map(rows::domain).collect::<Result<_, _>>()?,
        connections: connections
            .into_iter()
            .map(|row| {
                let version = active.remove(&row.id);
                rows::connection(row, version)
            })
            .collect::<Result<_, _>>()?,
        credentials: credentials.into_iter().map(rows::credential).collect::<Result<_, _>>()?,
        flags: flags.into_iter().map(rows::flag).collect::<Result<_, _>>()?,
    })
}
