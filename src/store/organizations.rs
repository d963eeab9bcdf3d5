//! Organizations as those who manage them see them: as they are at this instant, past what is kept in memory.

use std::collections::BTreeSet;

use anteroom_entity::organizations;
use sea_orm::{ColumnTrait, Condition, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect, Select};

use super::configuration::read_organizations;
use super::{Store, StoreError, rows};
use crate::domain::id::OrganizationId;
use crate::domain::organization::{Organization, OrganizationConfiguration, OrganizationStatus, is_slug};

/// Which organizations are looked for: those to which all of it applies.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OrganizationFilter {
    /// Which may use the product, or may not.
    pub status: Option<OrganizationStatus>,
    /// Whose slug or name has this in it, in capitals or not.
    pub text: Option<String>,
}

// Across organizations: who asks says which of them they may see.
impl Store {
    /// Organizations by slug, from the one after `after` on; only these, where any are named.
    pub async fn list_organizations(
        &self,
        only: Option<&BTreeSet<OrganizationId>>,
        after: Option<&str>,
        limit: u64,
    ) -> Result<Vec<Organization>, StoreError> {
        self.find_organizations(only, &OrganizationFilter::default(), after, limit).await
    }

    /// Organizations to which all of a filter applies, by slug, from the one after `after` on; only these, where any are named.
    pub async fn find_organizations(
        &self,
        only: Option<&BTreeSet<OrganizationId>>,
        which: &OrganizationFilter,
        after: Option<&str>,
        limit: u64,
    ) -> Result<Vec<Organization>, StoreError> {
        use organizations::Column::{Name, Slug, Status};
        let which = Condition::all()
            .add_option(which.status.map(|status| Status.eq(rows::word(&status))))
            .add_option(which.text.as_deref().map(|text| rows::holds(Slug, text).or(rows::holds(Name, text))))
            .add_option(after.map(|after| Slug.gt(rows::clean(after))));
        let query = within(organizations::Entity::find(), only).filter(which).order_by_asc(Slug).limit(limit);
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
