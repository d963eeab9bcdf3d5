//! Applications.

use std::sync::Arc;

use anteroom_entity::applications;
use sea_orm::{EntityTrait, QueryFilter};

use super::{Store, StoreError, rows};
use crate::domain::application::Application;
use crate::domain::id::ApplicationId;

impl Store {
    /// The application of a `client_id`.
    pub async fn find_application(&self, client_id: &str) -> Result<Option<Arc<Application>>, StoreError> {
        // A name that cannot exist must not take a place in memory.
        if client_id.len() > 128 {
            return Ok(None);
        }
        let read = async {
            let query = applications::Entity::find().filter(applications::COLUMN.client_id.eq(client_id));
            query.one(&self.db).await?.map(rows::application).transpose().map(|found| found.map(Arc::new))
        };
        self.cache.get(&self.cache.applications, &client_id.to_owned(), read).await
    }

    /// The application of an id.
    pub async fn find_application_by_id(&self, id: ApplicationId) -> Result<Option<Arc<Application>>, StoreError> {
        let read = async {
            let found = applications::Entity::find_by_id(id.0).one(&self.db).await?;
            found.map(rows::application).transpose().map(|found| found.map(Arc::new))
        };
        self.cache.get(&self.cache.applications_by_id, &id, read).await
    }
}
