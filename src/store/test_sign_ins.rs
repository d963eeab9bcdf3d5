//! The last test sign-ins of connections, and the private links by which colleagues make them.

use std::collections::BTreeMap;

use anteroom_entity::{audit_events, connections, test_links, test_sign_ins};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter};

use super::change::ConfigurationChange;
use super::{OrgStore, Store, StoreError, rows};
use crate::domain::audit::AuditEvent;
use crate::domain::grant::TokenHash;
use crate::domain::id::{ConnectionId, OrganizationId};
use crate::domain::test_sign_in::{TestLink, TestSignIn};

impl Store {
    /// The private link with this hash, whatever its state, and whosever: the hash of 256 random bits is guessed by nobody.
    pub async fn find_test_link_by_hash(&self, link_hash: &TokenHash) -> Result<Option<TestLink>, StoreError> {
        let found = test_links::Entity::find()
            .filter(test_links::Column::LinkHash.eq(link_hash.to_vec()))
            .one(&self.db)
            .await?;
        found.map(rows::test_link).transpose()
    }
}

impl OrgStore {
    /// The last test sign-in through one of the organization's connections; none, where nobody has made one.
    pub async fn find_test_sign_in(&self, id: ConnectionId) -> Result<Option<TestSignIn>, StoreError> {
        let found = test_sign_ins::Entity::find_by_id(id.0)
            .filter(test_sign_ins::Column::OrganizationId.eq(self.organization_id.0))
            .one(&self.store.db)
            .await?;
        found.as_ref().map(rows::test_sign_in).transpose()
    }

    /// The last test sign-ins through the organization's connections.
    pub async fn list_test_sign_ins(&self) -> Result<BTreeMap<ConnectionId, TestSignIn>, StoreError> {
        let found = test_sign_ins::Entity::find()
            .filter(test_sign_ins::Column::OrganizationId.eq(self.organization_id.0))
            .all(&self.store.db)
            .await?;
        let tests = found.iter().map(rows::test_sign_in);
        tests.map(|test| test.map(|test| (test.connection_id, test))).collect()
    }

    /// Writes a test sign-in over the one before, with its line of the log; the link that it came by is noted as used.
    ///
    /// A test that makes a draft count as tested changes configuration, and is written by
    /// [`ConfigurationChange::put_test_sign_in`].
    pub async fn put_test_sign_in(
        &self,
        test: &TestSignIn,
        link: Option<&TokenHash>,
        event: &AuditEvent,
    ) -> Result<(), StoreError> {
        self.require_own(test.organization_id)?;
        let event = self.own_event(event)?;
        let write = self.store.begin().await?;
        put(&write.tx, test, link).await?;
        rows::insert::<audit_events::Entity, _>(&write.tx, event).await?;
        write.commit().await
    }

    /// The private link to test sign-ins through one of the organization's connections, whatever its state.
    pub async fn find_test_link(&self, id: ConnectionId) -> Result<Option<TestLink>, StoreError> {
        let found = test_links::Entity::find_by_id(id.0)
            .filter(test_links::Column::OrganizationId.eq(self.organization_id.0))
            .one(&self.store.db)
            .await?;
        found.map(rows::test_link).transpose()
    }

    /// Puts a private link in the place of the one before, which ends.
    pub async fn put_test_link(&self, link: &TestLink, event: &AuditEvent) -> Result<(), StoreError> {
        use test_links::Column;
        self.require_own(link.organization_id)?;
        let event = self.own_event(event)?;
        let write = self.store.begin().await?;
        require_connection(&write.tx, link.organization_id, link.connection_id).await?;
        let row = rows::test_link_row(link).into_active_model();
        let over =
            OnConflict::column(Column::ConnectionId).update_columns(all_but_key(Column::ConnectionId)).to_owned();
        test_links::Entity::insert(row).on_conflict(over).exec_without_returning(&write.tx).await?;
        rows::insert::<audit_events::Entity, _>(&write.tx, event).await?;
        write.commit().await
    }

    /// Ends the private link of a connection; says whether there was one.
    pub async fn delete_test_link(&self, id: ConnectionId, event: &AuditEvent) -> Result<bool, StoreError> {
        let event = self.own_event(event)?;
        let write = self.store.begin().await?;
        let done = test_links::Entity::delete_many()
            .filter(test_links::Column::ConnectionId.eq(id.0))
            .filter(test_links::Column::OrganizationId.eq(self.organization_id.0))
            .exec(&write.tx)
            .await?;
        write.commit_if_changed(done.rows_affected, event).await
    }
}

impl ConfigurationChange {
    /// Writes a test sign-in over the one before; the link that it came by is noted as used.
    pub async fn put_test_sign_in(&self, test: &TestSignIn, link: Option<&TokenHash>) -> Result<(), StoreError> {
        put(self.within().0, test, link).await
    }
}

async fn put(tx: &DatabaseTransaction, test: &TestSignIn, link: Option<&TokenHash>) -> Result<(), StoreError> {
    use test_sign_ins::Column;
    require_connection(tx, test.organization_id, test.connection_id).await?;
    let mut columns = all_but_key(Column::ConnectionId);
    // What an earlier test has shown stays known, although this one came to nothing.
    if test.claims.is_none() {
        columns.retain(|column| !matches!(column, Column::ClaimsAt | Column::Claims));
    }
    if test.worked.is_none() {
        let of_it = |column: &Column| {
            matches!(column, Column::WorkedAt | Column::WorkedBy | Column::WorkedVersionId | Column::WorkedVersion)
        };
        columns.retain(|column| !of_it(column));
    }
    let row = rows::test_sign_in_row(test)?.into_active_model();
    let over = OnConflict::column(Column::ConnectionId).update_columns(columns).to_owned();
    test_sign_ins::Entity::insert(row).on_conflict(over).exec_without_returning(tx).await?;
    if let Some(link) = link {
        test_links::Entity::update_many()
            .col_expr(test_links::Column::UsedAt, Expr::value(test.at))
            .col_expr(test_links::Column::UsedWorks, Expr::value(test.works))
            .filter(test_links::Column::ConnectionId.eq(test.connection_id.0))
            .filter(test_links::Column::OrganizationId.eq(test.organization_id.0))
            .filter(test_links::Column::LinkHash.eq(link.to_vec()))
            .exec(tx)
            .await?;
    }
    Ok(())
}

/// What is about a connection of another organization, or about one that is gone, is written nowhere.
async fn require_connection(
    tx: &DatabaseTransaction,
    organization: OrganizationId,
    id: ConnectionId,
) -> Result<(), StoreError> {
    let own = connections::Entity::find_by_id(id.0)
        .filter(connections::Column::OrganizationId.eq(organization.0))
        .one(tx)
        .await?;
    if own.is_some() { Ok(()) } else { Err(StoreError::Missing) }
}

fn all_but_key<C: ColumnTrait>(key: C) -> Vec<C> {
    C::iter().filter(|column| column.as_str() != key.as_str()).collect()
}
