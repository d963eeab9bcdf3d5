//! Changes of connections, their versions and credentials.

use anteroom_entity::{connection_checks, connection_versions, connections, credentials, identities};
use sea_orm::sea_query::{Expr, SimpleExpr};
use sea_orm::{ActiveValue::NotSet, ColumnTrait, EntityTrait, ExprTrait, IntoActiveModel, PaginatorTrait, QueryFilter};

use super::{ConfigurationChange, exactly_one};
use crate::domain::connection::{Connection, ConnectionVersion, VersionState};
use crate::domain::credential::StoredCredential;
use crate::store::credentials::is_for;
use crate::store::{StoreError, rows};

impl ConfigurationChange {
    /// Inserts a connection; its versions come by [`Self::activate_version`].
    pub async fn insert_connection(&self, connection: &Connection) -> Result<(), StoreError> {
        rows::insert::<connections::Entity, _>(&self.write.tx, rows::connection_row(connection, self.now)).await
    }

    /// Writes a connection over the one with its id; its versions stay as they are.
    pub async fn replace_connection(&self, connection: &Connection) -> Result<(), StoreError> {
        let mut row = rows::connection_row(connection, self.now).into_active_model();
        row.created_at = NotSet;
        let which = connections::Column::Id
            .eq(connection.id.0)
            .and(connections::Column::OrganizationId.eq(connection.organization_id.0));
        self.update::<connections::Entity>(row, which).await
    }

    /// Puts a version in force: a new one, the draft or the previous one. The one in force until now becomes the previous one, and
    /// the previous one before it is removed: what it said stands in the audit log.
    pub async fn activate_version(
        &self,
        connection: &Connection,
        version: &ConnectionVersion,
    ) -> Result<(), StoreError> {
        connection_versions::Entity::delete_many()
            .filter(of_connection(connection))
            .filter(
                connection_versions::Column::State
                    .eq(rows::word(&VersionState::Previous))
                    .or(connection_versions::Column::Id.eq(version.id.0)),
            )
            .exec(&self.write.tx)
            .await?;
        connection_versions::Entity::update_many()
            .col_expr(connection_versions::Column::State, Expr::value(rows::word(&VersionState::Previous)))
            .filter(of_connection(connection))
            .filter(connection_versions::Column::State.eq(rows::word(&VersionState::Active)))
            .exec(&self.write.tx)
            .await?;
        let row = rows::connection_version_row(connection, version, self.now)?;
        rows::insert::<connection_versions::Entity, _>(&self.write.tx, row).await
    }

    /// Makes a version the draft, in place of the one that there is. What was found of that one is forgotten, unless the version is the
    /// same and was only tested.
    pub async fn put_draft(&self, connection: &Connection, version: &ConnectionVersion) -> Result<(), StoreError> {
        self.clear_draft(connection).await?;
        if version.state == VersionState::Draft {
            self.forget_checks_of_draft(connection).await?;
        }
        let row = rows::connection_version_row(connection, version, self.now)?;
        rows::insert::<connection_versions::Entity, _>(&self.write.tx, row).await
    }

    /// Removes the draft.
    pub async fn delete_draft(&self, connection: &Connection) -> Result<(), StoreError> {
        exactly_one(self.clear_draft(connection).await?)?;
        self.forget_checks_of_draft(connection).await
    }

    async fn forget_checks_of_draft(&self, connection: &Connection) -> Result<(), StoreError> {
        connection_checks::Entity::delete_by_id((connection.id.0, true))
            .filter(connection_checks::Column::OrganizationId.eq(connection.organization_id.0))
            .exec(&self.write.tx)
            .await?;
        Ok(())
    }

    async fn clear_draft(&self, connection: &Connection) -> Result<u64, StoreError> {
        let states = [VersionState::Draft, VersionState::Tested].map(|state| rows::word(&state));
        let deleted = connection_versions::Entity::delete_many()
            .filter(of_connection(connection))
            .filter(connection_versions::Column::State.is_in(states))
            .exec(&self.write.tx)
            .await?;
        Ok(deleted.rows_affected)
    }

    /// How many bonds of users were made through a connection.
    pub async fn count_identities(&self, connection: &Connection) -> Result<u64, StoreError> {
        let count = identities::Entity::find()
            .filter(identities::Column::OrganizationId.eq(connection.organization_id.0))
            .filter(identities::Column::ConnectionId.eq(connection.id.0))
            .count(&self.write.tx)
            .await?;
        Ok(count)
    }

    /// Removes a connection with its versions, credentials and bonds. Domains that route to it route nowhere.
    pub async fn delete_connection(&self, connection: &Connection) -> Result<(), StoreError> {
        let deleted = connections::Entity::delete_many()
            .filter(connections::Column::Id.eq(connection.id.0))
            .filter(connections::Column::OrganizationId.eq(connection.organization_id.0))
            .exec(&self.write.tx)
            .await?;
        exactly_one(deleted.rows_affected)
    }

    /// Inserts a credential into an empty slot.
    pub async fn insert_credential(&self, credential: &StoredCredential) -> Result<(), StoreError> {
        rows::insert::<credentials::Entity, _>(&self.write.tx, rows::credential_row(credential, self.now)).await
    }

    /// Writes a credential over the one with its id.
    pub async fn replace_credential(&self, credential: &StoredCredential) -> Result<(), StoreError> {
        let mut row = rows::credential_row(credential, self.now).into_active_model();
        row.created_at = NotSet;
        let which = credentials::Column::Id
            .eq(credential.id.0)
            .and(credentials::Column::OrganizationId.eq(credential.organization_id.0));
        self.update::<credentials::Entity>(row, which).await
    }

    /// Takes whatever is used for the same registration as a credential out of use: at most one is in use there, and this makes it
    /// two. Those for other registrations stay as they are.
    pub async fn retire_credentials(&self, for_this: &StoredCredential) -> Result<(), StoreError> {
        let registered = for_this.registered_as.as_ref();
        credentials::Entity::update_many()
            .col_expr(credentials::Column::InUse, Expr::value(false))
            .filter(credentials::Column::ConnectionId.eq(for_this.connection_id.0))
            .filter(credentials::Column::OrganizationId.eq(for_this.organization_id.0))
            .filter(is_for(registered))
            .exec(&self.write.tx)
            .await?;
        Ok(())
    }

    /// Removes a credential; its slot is empty.
    pub async fn delete_credential(&self, credential: &StoredCredential) -> Result<(), StoreError> {
        let deleted = credentials::Entity::delete_many()
            .filter(credentials::Column::Id.eq(credential.id.0))
            .filter(credentials::Column::OrganizationId.eq(credential.organization_id.0))
            .exec(&self.write.tx)
            .await?;
        exactly_one(deleted.rows_affected)
    }
}

fn of_connection(connection: &Connection) -> SimpleExpr {
    connection_versions::Column::ConnectionId
        .eq(connection.id.0)
        .and(connection_versions::Column::OrganizationId.eq(connection.organization_id.0))
}
