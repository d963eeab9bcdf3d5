//! What a connection proves itself with, as it is at this instant.

use anteroom_entity::credentials::{Column, Entity};
use sea_orm::sea_query::SimpleExpr;
use sea_orm::{ColumnTrait, EntityTrait, ExprTrait, QueryFilter};

use super::{OrgStore, StoreError, rows};
use crate::domain::credential::StoredCredential;
use crate::domain::id::ConnectionId;
use crate::domain::provider::RegisteredAs;

impl OrgStore {
    /// The credential that one of the organization's connections uses for a registration, past what is kept in memory.
    pub async fn read_credential(
        &self,
        connection: ConnectionId,
        registered: &RegisteredAs,
    ) -> Result<Option<StoredCredential>, StoreError> {
        let found = Entity::find()
            .filter(Column::OrganizationId.eq(self.organization_id.0))
            .filter(Column::ConnectionId.eq(connection.0))
            .filter(is_for(Some(registered)))
            .filter(Column::InUse.eq(true))
            .one(&self.store.db)
            .await?;
        found.map(rows::credential).transpose()
    }
}

/// Which rows of credentials are for a registration.
pub(super) fn is_for(registered: Option<&RegisteredAs>) -> SimpleExpr {
    let is = |column: Column, value: Option<&str>| match value {
        Some(value) => column.eq(value),
        None => column.is_null(),
    };
    let client_id = is(Column::ClientId, registered.map(|it| it.client_id.as_str()));
    client_id.and(is(Column::Issuer, registered.and_then(|it| it.issuer.as_deref())))
}
