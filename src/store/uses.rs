//! What hangs on a thing, and goes when it goes: counted, so that whoever removes it knows what they do.

use anteroom_entity::{connections, domains, flags, grants, sessions, users};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde::Serialize;
use utoipa::ToSchema;

use super::StoreError;
use super::configuration::ConfigurationChange;
use super::sessions::is_live;
use crate::domain::id::{ApplicationId, OrganizationId};

/// What goes with an organization.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct UsesOfOrganization {
    /// Its users, with their bonds.
    pub users: u64,
    /// The sessions that are open.
    pub sessions: u64,
    /// Its connections, with their credentials.
    pub connections: u64,
    /// Its domains.
    pub domains: u64,
}

/// What goes with an application.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct UsesOfApplication {
    /// The flags that organizations have set for it.
    pub flags: u64,
    /// The sessions that are open, and were opened for it.
    pub sessions: u64,
    /// What it may do in people's names: codes, and families of refresh tokens.
    pub grants: u64,
}

impl ConfigurationChange {
    /// What would go with an organization.
    pub async fn uses_of_organization(&self, id: OrganizationId) -> Result<UsesOfOrganization, StoreError> {
        let (tx, now) = self.within();
        let of_sessions = sessions::Entity::find().filter(sessions::Column::OrganizationId.eq(id.0));
        Ok(UsesOfOrganization {
            users: users::Entity::find().filter(users::Column::OrganizationId.eq(id.0)).count(tx).await?,
            sessions: of_sessions.filter(is_live(now)).count(tx).await?,
            connections: connections::Entity::find()
                .filter(connections::Column::OrganizationId.eq(id.0))
                .count(tx)
                .await?,
            domains: domains::Entity::find().filter(domains::Column::OrganizationId.eq(id.0)).count(tx).await?,
        })
    }

    /// What would go with an application.
    pub async fn uses_of_application(&self, id: ApplicationId) -> Result<UsesOfApplication, StoreError> {
        let (tx, now) = self.within();
        let of_sessions = sessions::Entity::find().filter(sessions::Column::ApplicationId.eq(id.0));
        let of_grants = grants::Entity::find().filter(grants::Column::ApplicationId.eq(id.0));
        Ok(UsesOfApplication {
            flags: flags::Entity::find().filter(flags::Column::ApplicationId.eq(id.0)).count(tx).await?,
            sessions: of_sessions.filter(is_live(now)).count(tx).await?,
            grants: of_grants.filter(grants::Column::RevokedAt.is_null()).count(tx).await?,
        })
    }
}
