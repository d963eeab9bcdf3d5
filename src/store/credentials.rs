//! What a connection proves itself with, as it is at this instant.

use anteroom_entity::credentials::{Column, Entity};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::{OrgStore, StoreError, rows};
use crate::domain::credential::StoredCredential;
use crate::domain::id::ConnectionId;

impl OrgStore {
    /// The credential that one of the organization's connections uses, past what is kept in memory.
    pub async fn read_credential(&self, connection: ConnectionId) -> Result<Option<StoredCredential>, StoreError> {
        let found = Entity::find()
            .filter(Column::OrganizationId.eq(self.organization_id.0))
            .filter(Column::ConnectionId.eq(connection.0))
            .filter(Column::InUse.eq(true))
            .one(&self.store.db)
            .await?;
        found.map(rows::credential).transpose()
    }
}
