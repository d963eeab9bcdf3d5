//! Organizations as those who manage them see them: as they are at this instant, past what is kept in memory.

use std::collections::BTreeSet;

use anteroom_entity::organizations;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select};

use super::configuration::read_organizations;
use super::{Store, StoreError, rows};
use crate::domain::id::OrganizationId;
use crate::domain::organization::{Organization, OrganizationConfiguration, is_slug};

// Across organizations: who asks says which of them they may see.
impl Store {
    /// Organizations by slug, from the one after `after` on; only these, where any are named.
    pub async fn list_organizations(
        &self,
        only: Option<&BTreeSet<OrganizationId>>,
        after: Option<&str>,
        limit: u64,
    ) -> Result<Vec<Organization>, StoreError> {
        let mut query =
            within(organizations::Entity::find(), only).order_by_asc(organizations::Column::Slug).limit(limit);
        if let Some(after) = after {
            query = query.filter(organizations::Column::Slug.gt(after));
        }
        query.all(&self.db).await?.into_iter().map(rows::organization).collect()
    }

    /// The organization with this slug, with all that is configured for it; if it is one of these, where any are named.
    pub async fn read_organization(
        &self,
        slug: &str,
        only: Option<&BTreeSet<OrganizationId>>,
    ) -> Result<Option<OrganizationConfiguration>, StoreError> {
        // What cannot be a slug is not asked for: anybody can send anything here, also what PostgreSQL takes for no text.
        if !is_slug(slug) {
            return Ok(None);
        }
        let tx = self.begin_reading().await?;
        let found = within(organizations::Entity::find().filter(organizations::Column::Slug.eq(slug)), only);
        let found = match found.one(&tx).await? {
            Some(row) => read_organizations(&tx, Some(row.id.into())).await?.pop(),
            None => None,
        };
        tx.commit().await?;
        Ok(found)
    }
}

fn within(
    query: Select<organizations::Entity>,
    only: Option<&BTreeSet<OrganizationId>>,
) -> Select<organizations::Entity> {
    match only {
        Some(only) => query.filter(organizations::Column::Id.is_in(only.iter().map(|id| id.0))),
        None => query,
    }
}
