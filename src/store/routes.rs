//! Which organization a person is of: by e-mail domain, by slug, by Entra tenant. These look-ups cross organizations: they
//! read what routes, and give back an id only.

use std::sync::Arc;

use anteroom_entity::{connection_versions, domains, organizations};
use sea_orm::{EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::{Store, StoreError};
use crate::domain::email::EmailDomain;
use crate::domain::id::OrganizationId;

impl Store {
    /// The organization that has proved that it owns a domain.
    pub async fn find_organization_by_domain(&self, name: &EmailDomain) -> Result<Option<OrganizationId>, StoreError> {
        let read = async {
            let query = domains::Entity::find()
                .filter(domains::COLUMN.name.eq(name.as_str()))
                .filter(domains::COLUMN.proven_at.is_not_null());
            Ok(query.one(&self.db).await?.map(|row| row.organization_id.into()))
        };
        self.cache.get(&self.cache.domains, name, read).await
    }

    /// The organization of a slug.
    pub async fn find_organization_by_slug(&self, slug: &str) -> Result<Option<OrganizationId>, StoreError> {
        if slug.len() > 64 {
            return Ok(None);
        }
        let read = async {
            let query = organizations::Entity::find().filter(organizations::COLUMN.slug.eq(slug));
            Ok(query.one(&self.db).await?.map(|row| row.id.into()))
        };
        self.cache.get(&self.cache.slugs, &slug.to_owned(), read).await
    }

    /// The organizations that reach an Entra tenant through the shared registration: a hospital group may be several.
    pub async fn list_organizations_of_tenant(&self, tid: Uuid) -> Result<Arc<[OrganizationId]>, StoreError> {
        let read = async {
            let found: Vec<Uuid> = connection_versions::Entity::find()
                .select_only()
                .column(connection_versions::Column::OrganizationId)
                .filter(connection_versions::COLUMN.tid.eq(tid))
                .filter(connection_versions::COLUMN.state.eq("active"))
                .filter(connection_versions::COLUMN.registration.eq("shared"))
                .order_by_asc(connection_versions::COLUMN.organization_id)
                .into_tuple()
                .all(&self.db)
                .await?;
            Ok(found.into_iter().map(OrganizationId).collect())
        };
        self.cache.get(&self.cache.tenants, &tid, read).await
    }
}
