//! Changing configuration: all of it at once or nothing, announced to every replica.

use anteroom_entity::{
    applications, audit_events, configuration_versions, connection_versions, connections, credentials, domains,
    flag_changes, flags, organizations, users,
};
use chrono::{DateTime, Utc};
use sea_orm::sea_query::Expr;
use sea_orm::{ConnectionTrait, DatabaseTransaction, EntityTrait, ExprTrait, QueryFilter, QueryOrder, Statement};
use uuid::Uuid;

use super::organizations::read_configuration;
use super::{Store, StoreError, rows, watch};
use crate::domain::application::Application;
use crate::domain::audit::AuditEvent;
use crate::domain::connection::{Connection, ConnectionVersion, VersionState};
use crate::domain::credential::StoredCredential;
use crate::domain::flag::FlagSetting;
use crate::domain::id::OrganizationId;
use crate::domain::organization::{Domain, Organization, OrganizationConfiguration};
use crate::domain::user::User;

/// All configuration that is stored.
#[derive(Clone, Debug, Default)]
pub struct StoredConfiguration {
    /// The applications, by `client_id`.
    pub applications: Vec<Application>,
    /// The organizations with their things, by slug.
    pub organizations: Vec<StoredOrganization>,
}

/// An organization with its things.
#[derive(Clone, Debug)]
pub struct StoredOrganization {
    /// All but the people.
    pub configuration: OrganizationConfiguration,
    /// The people, by address.
    pub users: Vec<User>,
}

/// A change of configuration on its way.
pub struct ConfigurationChange {
    transaction: DatabaseTransaction,
    now: DateTime<Utc>,
}

impl Store {
    /// Reads all configuration.
    pub async fn read_everything(&self) -> Result<StoredConfiguration, StoreError> {
        let applications =
            applications::Entity::find().order_by_asc(applications::COLUMN.client_id).all(&self.db).await?;
        let rows = organizations::Entity::find().order_by_asc(organizations::COLUMN.slug).all(&self.db).await?;
        let mut organizations = Vec::with_capacity(rows.len());
        for row in rows {
            let people = users::Entity::find()
                .filter(users::COLUMN.organization_id.eq(row.id))
                .order_by_asc(users::COLUMN.email)
                .all(&self.db)
                .await?;
            organizations.push(StoredOrganization {
                configuration: read_configuration(&self.db, row).await?,
                users: people.into_iter().map(rows::user).collect::<Result<_, _>>()?,
            });
        }
        Ok(StoredConfiguration {
            applications: applications.into_iter().map(rows::application).collect::<Result<_, _>>()?,
            organizations,
        })
    }

    /// Begins a change. Nothing of it holds before [`ConfigurationChange::commit`].
    pub async fn change_configuration(&self, now: DateTime<Utc>) -> Result<ConfigurationChange, StoreError> {
        Ok(ConfigurationChange { transaction: self.begin().await?, now })
    }
}

/// What can be written and removed by its id alone, one pair of methods a table.
macro_rules! writes {
    ($($put:ident, $replace:ident, $delete:ident, $entity:ident, $what:ty, $row:expr;)+) => {
        impl ConfigurationChange {
            $(
                /// Makes a row.
                pub async fn $put(&self, value: &$what) -> Result<(), StoreError> {
                    let row: fn(&$what, DateTime<Utc>) -> Result<$entity::Model, StoreError> = $row;
                    rows::insert::<$entity::Entity, _>(&self.transaction, row(value, self.now)?).await
                }

                /// Writes a row over the one with its id.
                pub async fn $replace(&self, value: &$what) -> Result<(), StoreError> {
                    let row: fn(&$what, DateTime<Utc>) -> Result<$entity::Model, StoreError> = $row;
                    rows::replace::<$entity::Entity, _>(&self.transaction, row(value, self.now)?).await
                }

                /// Removes a row, and what hangs on it.
                pub async fn $delete(&self, value: &$what) -> Result<(), StoreError> {
                    $entity::Entity::delete_by_id(value.id.0).exec(&self.transaction).await?;
                    Ok(())
                }
            )+
        }
    };
}

writes! {
    insert_organization, replace_organization, delete_organization, organizations, Organization,
        |value, now| Ok(rows::organization_row(value, now));
    insert_domain, replace_domain, delete_domain, domains, Domain, |value, now| Ok(rows::domain_row(value, now));
    insert_connection, replace_connection, delete_connection, connections, Connection,
        |value, now| Ok(rows::connection_row(value, now));
    insert_credential, replace_credential, delete_credential, credentials, StoredCredential,
        |value, now| Ok(rows::credential_row(value, now));
    insert_user, replace_user, delete_user, users, User, rows::user_row;
    insert_application, replace_application, delete_application, applications, Application, rows::application_row;
}

impl ConfigurationChange {
    /// Activates a version of a connection: the active one becomes the previous, and the one before that goes.
    pub async fn activate_version(
        &self,
        connection: &Connection,
        version: &ConnectionVersion,
    ) -> Result<(), StoreError> {
        let of_connection = connection_versions::COLUMN.connection_id.eq(connection.id.0);
        connection_versions::Entity::delete_many()
            .filter(of_connection.clone())
            .filter(connection_versions::COLUMN.state.eq(rows::word(&VersionState::Previous)))
            .exec(&self.transaction)
            .await?;
        connection_versions::Entity::update_many()
            .col_expr(connection_versions::Column::State, Expr::value(rows::word(&VersionState::Previous)))
            .filter(of_connection)
            .filter(connection_versions::COLUMN.state.eq(rows::word(&VersionState::Active)))
            .exec(&self.transaction)
            .await?;
        let row = rows::connection_version_row(connection, version, self.now);
        rows::insert::<connection_versions::Entity, _>(&self.transaction, row).await
    }

    /// Takes every credential of a connection out of use.
    pub async fn retire_credentials(&self, connection: &Connection) -> Result<(), StoreError> {
        credentials::Entity::update_many()
            .col_expr(credentials::Column::InUse, Expr::value(false))
            .filter(credentials::COLUMN.connection_id.eq(connection.id.0))
            .exec(&self.transaction)
            .await?;
        Ok(())
    }

    /// Sets a flag, or takes the setting away, and writes its history.
    pub async fn set_flag(
        &self,
        organization_id: OrganizationId,
        change: Uuid,
        actor: &str,
        old: Option<&FlagSetting>,
        new: Option<&FlagSetting>,
    ) -> Result<(), StoreError> {
        let Some(named) = new.or(old) else { return Ok(()) };
        if let Some(old) = old {
            flags::Entity::delete_by_id(old.id.0).exec(&self.transaction).await?;
        }
        if let Some(new) = new {
            let row = rows::flag_row(organization_id, new, self.now);
            rows::insert::<flags::Entity, _>(&self.transaction, row).await?;
        }
        let said = |flag: &FlagSetting| serde_json::json!({ "value": flag.value, "starts_at": flag.starts_at, "ends_at": flag.ends_at });
        let row = flag_changes::Model {
            id: change,
            organization_id: organization_id.0,
            application_id: named.application_id.map(|id| id.0),
            name: rows::word(&named.name),
            at: self.now,
            actor: actor.to_owned(),
            reason: named.reason.clone(),
            old: old.map(said),
            new: new.map(said),
        };
        rows::insert::<flag_changes::Entity, _>(&self.transaction, row).await
    }

    /// Adds to the audit log.
    pub async fn append_audit(&self, event: &AuditEvent) -> Result<(), StoreError> {
        rows::insert::<audit_events::Entity, _>(&self.transaction, rows::audit_row(event)).await
    }

    /// Makes all of it hold, and tells every replica.
    pub async fn commit(self) -> Result<(), StoreError> {
        configuration_versions::Entity::update_many()
            .col_expr(
                configuration_versions::Column::Version,
                Expr::col(configuration_versions::Column::Version).add(1),
            )
            .exec(&self.transaction)
            .await?;
        let backend = self.transaction.get_database_backend();
        if backend == sea_orm::DbBackend::Postgres {
            // Delivered when the transaction commits, and only then.
            let notify = Statement::from_string(backend, format!("NOTIFY {}", watch::CHANNEL));
            self.transaction.execute_raw(notify).await?;
        }
        Ok(self.transaction.commit().await?)
    }
}
