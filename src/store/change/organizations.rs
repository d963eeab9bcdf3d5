//! Changes of organizations and their domains, and of applications.

use anteroom_entity::{applications, domains, grants, logos, organizations, sessions, upstream_tokens};
use chrono::Duration;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveValue::NotSet, ActiveValue::Set, ColumnTrait, EntityTrait, ExprTrait, IntoActiveModel, QueryFilter,
    QuerySelect,
};
use uuid::Uuid;

use super::{ConfigurationChange, exactly_one};
use crate::domain::application::Application;
use crate::domain::id::OrganizationId;
use crate::domain::organization::{Domain, Organization};
use crate::store::logouts::tell_of;
use crate::store::{StoreError, rows};

impl ConfigurationChange {
    /// Inserts an organization.
    pub async fn insert_organization(&self, organization: &Organization) -> Result<(), StoreError> {
        rows::insert::<organizations::Entity, _>(&self.write.tx, rows::organization_row(organization, self.now)).await
    }

    /// Writes an organization over the one with its id. Where sessions may be left unused for less time from now on, those that
    /// are open are taken to have been used at this instant, and end by the new time after it; and where Entra is to be asked sooner, it
    /// is.
    pub async fn replace_organization(&self, organization: &Organization) -> Result<(), StoreError> {
        let row = rows::organization_row(organization, self.now);
        let mut row = row.into_active_model();
        row.created_at = NotSet;
        self.update::<organizations::Entity>(row, organizations::Column::Id.eq(organization.id.0)).await?;
        let latest = self.now + Duration::minutes(organization.sessions.idle_minutes.into());
        sessions::Entity::update_many()
            .col_expr(sessions::Column::IdleAt, Expr::value(latest))
            .filter(sessions::Column::OrganizationId.eq(organization.id.0))
            .filter(sessions::Column::IdleAt.gt(latest))
            .exec(&self.write.tx)
            .await?;
        let latest = self.now + Duration::minutes(organization.upstream_recheck_minutes.into());
        upstream_tokens::Entity::update_many()
            .col_expr(upstream_tokens::Column::DueAt, Expr::value(latest))
            .filter(upstream_tokens::Column::OrganizationId.eq(organization.id.0))
            .filter(upstream_tokens::Column::DueAt.gt(latest))
            .exec(&self.write.tx)
            .await?;
        Ok(())
    }

    /// Ends all sessions of an organization and their grants; says how many had not ended.
    pub async fn end_sessions_of_organization(&self, id: OrganizationId) -> Result<u64, StoreError> {
        let all = sessions::Column::OrganizationId.eq(id.0);
        self.store.organization(id).end_within(&self.write.tx, all, self.now).await
    }

    /// Removes an organization with all that is its own; the audit log stays, and applications are told that its sessions are over.
    pub async fn delete_organization(&self, organization: &Organization) -> Result<(), StoreError> {
        self.end_sessions_of_organization(organization.id).await?;
        let deleted = organizations::Entity::delete_by_id(organization.id.0).exec(&self.write.tx).await?;
        exactly_one(deleted.rows_affected)
    }

    /// Gives an organization this logo, or none.
    pub async fn put_logo(&self, id: OrganizationId, logo: Option<(&str, &[u8])>) -> Result<(), StoreError> {
        logos::Entity::delete_by_id(id.0).exec(&self.write.tx).await?;
        if let Some((sha256, content)) = logo {
            let row = logos::Model { organization_id: id.0, sha256: sha256.to_owned(), content: content.to_vec() };
            rows::insert::<logos::Entity, _>(&self.write.tx, row).await?;
        }
        Ok(())
    }

    /// Inserts a domain.
    pub async fn insert_domain(&self, domain: &Domain) -> Result<(), StoreError> {
        rows::insert::<domains::Entity, _>(&self.write.tx, rows::domain_row(domain, self.now)).await
    }

    /// Writes a domain over the one with its id. When it was proved stays, as long as it is proved.
    pub async fn replace_domain(&self, domain: &Domain) -> Result<(), StoreError> {
        let before = domains::Entity::find_by_id(domain.id.0)
            .filter(domains::Column::OrganizationId.eq(domain.organization_id.0))
            .one(&self.write.tx)
            .await?
            .ok_or(StoreError::Missing)?;
        let mut row = rows::domain_row(domain, self.now).into_active_model();
        row.created_at = NotSet;
        if domain.is_proven() && before.proven_at.is_some() {
            row.proven_at = Set(before.proven_at);
        }
        let which = domains::Column::Id.eq(domain.id.0);
        self.update::<domains::Entity>(row, which.and(domains::Column::OrganizationId.eq(domain.organization_id.0)))
            .await
    }

    /// Removes a domain.
    pub async fn delete_domain(&self, domain: &Domain) -> Result<(), StoreError> {
        let deleted = domains::Entity::delete_many()
            .filter(domains::Column::Id.eq(domain.id.0))
            .filter(domains::Column::OrganizationId.eq(domain.organization_id.0))
            .exec(&self.write.tx)
            .await?;
        exactly_one(deleted.rows_affected)
    }

    /// Inserts an application.
    pub async fn insert_application(&self, application: &Application) -> Result<(), StoreError> {
        rows::insert::<applications::Entity, _>(&self.write.tx, rows::application_row(application, self.now)?).await
    }

    /// Writes an application over the one with its id.
    pub async fn replace_application(&self, application: &Application) -> Result<(), StoreError> {
        let mut row = rows::application_row(application, self.now)?.into_active_model();
        row.created_at = NotSet;
        self.update::<applications::Entity>(row, applications::Column::Id.eq(application.id.0)).await
    }

    /// Removes an application with its flags, and the sessions and grants that were made for it. Others that have got something with one
    /// of these sessions are told that it is over.
    pub async fn delete_application(&self, application: &Application) -> Result<(), StoreError> {
        let opened_for_it: Vec<Uuid> = sessions::Entity::find()
            .select_only()
            .column(sessions::Column::Id)
            .filter(sessions::Column::ApplicationId.eq(application.id.0))
            .filter(sessions::Column::EndedAt.is_null())
            .into_tuple()
            .all(&self.write.tx)
            .await?;
        tell_of(&self.write.tx, &opened_for_it, self.now).await?;
        grants::Entity::delete_many()
            .filter(grants::Column::ApplicationId.eq(application.id.0))
            .exec(&self.write.tx)
            .await?;
        sessions::Entity::delete_many()
            .filter(sessions::Column::ApplicationId.eq(application.id.0))
            .exec(&self.write.tx)
            .await?;
        let deleted = applications::Entity::delete_by_id(application.id.0).exec(&self.write.tx).await?;
        exactly_one(deleted.rows_affected)
    }
}
