//! Look-ups that lead to an organization: the only ones that go by names, across organizations.
//!
//! They yield an id and nothing else, so that what is done with the organization goes through its own door.

use std::sync::Arc;

use anteroom_entity::{audit_events, connection_versions, domains, organizations, users};
use sea_orm::{ColumnTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::{Store, StoreError};
use crate::domain::email::{EmailAddress, EmailDomain};
use crate::domain::id::{OrganizationId, SignInId};

impl Store {
    /// The organization that has proved that it owns a domain. An unproven domain routes nobody.
    ///
    /// Kept in memory, as is that a domain is nobody's: both are answered in the same time.
    pub async fn find_organization_by_domain(&self, name: &EmailDomain) -> Result<Option<OrganizationId>, StoreError> {
        let read = || async {
            let found = domains::Entity::find()
                .select_only()
                .column(domains::Column::OrganizationId)
                .filter(domains::Column::Name.eq(name.as_str()))
                .filter(domains::Column::ProvenAt.is_not_null())
                .into_tuple::<Uuid>()
                .one(&self.db)
                .await?;
            Ok(found.map(OrganizationId))
        };
        self.cache.get(&self.cache.domains, name.clone(), read).await
    }

    /// The organization with this slug. Kept in memory.
    pub async fn find_organization_by_slug(&self, slug: &str) -> Result<Option<OrganizationId>, StoreError> {
        // What cannot be a slug is neither asked for nor kept: anybody can send anything here.
        let valid = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        if slug.len() > 128 || !slug.bytes().all(valid) {
            return Ok(None);
        }
        let read = || async {
            let found = organizations::Entity::find()
                .select_only()
                .column(organizations::Column::Id)
                .filter(organizations::Column::Slug.eq(slug))
                .into_tuple::<Uuid>()
                .one(&self.db)
                .await?;
            Ok(found.map(OrganizationId))
        };
        self.cache.get(&self.cache.slugs, slug.to_owned(), read).await
    }

    /// The organizations that an address may be of: those with a user who has it, or had it before, and the one whose proven domain
    /// it lies in.
    pub async fn list_organizations_of_address(
        &self,
        address: &EmailAddress,
    ) -> Result<Vec<OrganizationId>, StoreError> {
        let with_user = users::Entity::find()
            .select_only()
            .column(users::Column::OrganizationId)
            .filter(users::Column::Email.eq(address.as_str()).or(users::Column::FormerEmail.eq(address.as_str())))
            .order_by_asc(users::Column::OrganizationId)
            .into_tuple::<Uuid>()
            .all(&self.db)
            .await?;
        let mut found: Vec<_> = with_user.into_iter().map(OrganizationId).collect();
        found.extend(self.find_organization_by_domain(&address.domain()).await?);
        found.sort_unstable();
        found.dedup();
        Ok(found)
    }

    /// The organizations in whose logs a sign-in stands.
    pub async fn list_organizations_of_sign_in(&self, id: SignInId) -> Result<Vec<OrganizationId>, StoreError> {
        let found = audit_events::Entity::find()
            .select_only()
            .column(audit_events::Column::OrganizationId)
            .distinct()
            .filter(audit_events::Column::SignInId.eq(id.0))
            .filter(audit_events::Column::OrganizationId.is_not_null())
            .order_by_asc(audit_events::Column::OrganizationId)
            .into_tuple::<Uuid>()
            .all(&self.db)
            .await?;
        Ok(found.into_iter().map(OrganizationId).collect())
    }

    /// The organizations with an active connection version that uses the shared registration with this directory.
    /// Hospital groups share one, so there can be several. Kept in memory.
    pub async fn list_organizations_of_tenant(&self, tid: Uuid) -> Result<Arc<[OrganizationId]>, StoreError> {
        let read = || async {
            let found = connection_versions::Entity::find()
                .select_only()
                .column(connection_versions::Column::OrganizationId)
                .distinct()
                .filter(connection_versions::Column::Tid.eq(tid))
                .filter(connection_versions::Column::State.eq("active"))
                .filter(connection_versions::Column::Registration.eq("shared"))
                .order_by_asc(connection_versions::Column::OrganizationId)
                .into_tuple::<Uuid>()
                .all(&self.db)
                .await?;
            Ok(found.into_iter().map(OrganizationId).collect())
        };
        self.cache.get(&self.cache.tenants, tid, read).await
    }
}
