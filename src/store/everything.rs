//! All that is configured, read as it was at one instant: what a plan is made from.

use std::collections::HashMap;

use anteroom_entity::{applications, configuration_version, users};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::configuration::read_organizations;
use super::{OrgStore, Store, StoreError, rows};
use crate::domain::application::Application;
use crate::domain::organization::OrganizationConfiguration;
use crate::domain::user::User;

/// All that is configured.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StoredConfiguration {
    /// The counter of changes: a plan made from this can be refused when it has moved on.
    pub version: i64,
    /// The applications, by `client_id`.
    pub applications: Vec<Application>,
    /// The organizations, in the order of their making.
    pub organizations: Vec<StoredOrganization>,
}

/// All that is configured for one organization, and its users.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredOrganization {
    /// The organization, its domains, connections, credentials and flags.
    pub configuration: OrganizationConfiguration,
    /// Its users, by address.
    pub users: Vec<User>,
}

impl OrgStore {
    /// Reads all that is configured for the organization, and its users; nothing, where it is there no more.
    pub async fn read_whole(&self) -> Result<Option<StoredOrganization>, StoreError> {
        let tx = self.store.begin_reading().await?;
        let configuration = read_organizations(&tx, Some(self.organization_id)).await?.pop();
        let users = users::Entity::find()
            .filter(users::Column::OrganizationId.eq(self.organization_id.0))
            .order_by_asc(users::Column::Email)
            .all(&tx)
            .await?;
        tx.commit().await?;
        let users = users.into_iter().map(rows::user).collect::<Result<_, _>>()?;
        Ok(configuration.map(|configuration| StoredOrganization { configuration, users }))
    }
}

impl Store {
    /// Reads all that is configured.
    pub async fn read_everything(&self) -> Result<StoredConfiguration, StoreError> {
        let tx = self.begin_reading().await?;
        let version = configuration_version::Entity::find_by_id(1).one(&tx).await?.ok_or(StoreError::Missing)?.version;
        let applications = applications::Entity::find().order_by_asc(applications::Column::ClientId).all(&tx).await?;
        let applications = applications.into_iter().map(rows::application).collect::<Result<_, _>>()?;
        let organizations = read_organizations(&tx, None).await?;
        let mut people: HashMap<_, Vec<User>> = HashMap::new();
        for row in users::Entity::find().order_by_asc(users::Column::Email).all(&tx).await? {
            let user = rows::user(row)?;
            people.entry(user.organization_id).or_default().push(user);
        }
        tx.commit().await?;
        let organizations = organizations
            .into_iter()
            .map(|configuration| {
                let users = people.remove(&configuration.organization.id).unwrap_or_default();
                StoredOrganization { configuration, users }
            })
            .collect();
        Ok(StoredConfiguration { version, applications, organizations })
    }
}
