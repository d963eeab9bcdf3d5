//! Applications as those who manage them see them: as they are at this instant, past what is kept in memory.

use anteroom_entity::applications;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::configuration::ConfigurationChange;
use super::{Store, StoreError, rows};
use crate::domain::application::Application;
use crate::domain::organization::is_slug;

impl Store {
    /// Applications by `client_id`, from the one after `after` on.
    pub async fn page_of_applications(&self, after: Option<&str>, limit: u64) -> Result<Vec<Application>, StoreError> {
        let mut query = applications::Entity::find().order_by_asc(applications::Column::ClientId).limit(limit);
        if let Some(after) = after {
            query = query.filter(applications::Column::ClientId.gt(rows::clean(after)));
        }
        query.all(&self.db).await?.into_iter().map(rows::application).collect()
    }

    /// The application with this `client_id`.
    pub async fn read_application(&self, client_id: &str) -> Result<Option<Application>, StoreError> {
        find(&self.db, client_id).await
    }
}

impl ConfigurationChange {
    /// The application with this `client_id`, as no other change can alter it any more before this one's commit.
    pub async fn find_application(&self, client_id: &str) -> Result<Option<Application>, StoreError> {
        find(self.within().0, client_id).await
    }
}

async fn find<C: ConnectionTrait>(db: &C, client_id: &str) -> Result<Option<Application>, StoreError> {
    // What cannot be one is not asked for: anybody can send anything here, also what PostgreSQL takes for no text.
    if !is_slug(client_id) {
        return Ok(None);
    }
    let found = applications::Entity::find().filter(applications::Column::ClientId.eq(client_id)).one(db).await?;
    found.map(rows::application).transpose()
}
