//! Changes of users.

use std::collections::{BTreeMap, HashSet};

use anteroom_entity::{sessions, users};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveValue::NotSet, ColumnTrait, Condition, EntityTrait, ExprTrait, IntoActiveModel, QueryFilter, QuerySelect,
};

use super::{ConfigurationChange, exactly_one};
use crate::domain::email::EmailAddress;
use crate::domain::id::{OrganizationId, UserId};
use crate::domain::user::User;
use crate::store::people::pilot_list;
use crate::store::{StoreError, rows};

/// Addresses looked for in one statement.
pub(super) const AT_ONCE: usize = 1_000;

impl ConfigurationChange {
    /// A user of an organization, as no other change can alter them any more before this one's commit.
    pub async fn find_user(&self, organization: OrganizationId, id: UserId) -> Result<Option<User>, StoreError> {
        let found = users::Entity::find_by_id(id.0)
            .filter(users::Column::OrganizationId.eq(organization.0))
            .one(&self.write.tx)
            .await?;
        found.map(rows::user).transpose()
    }

    /// The users of an organization who have one of these addresses.
    pub async fn find_users(
        &self,
        organization: OrganizationId,
        emails: &[EmailAddress],
    ) -> Result<Vec<User>, StoreError> {
        let mut users = Vec::new();
        for some in emails.chunks(AT_ONCE) {
            let found = users::Entity::find()
                .filter(users::Column::OrganizationId.eq(organization.0))
                .filter(users::Column::Email.is_in(some.iter().map(EmailAddress::as_str)))
                .all(&self.write.tx)
                .await?;
            for row in found {
                users.push(rows::user(row)?);
            }
        }
        Ok(users)
    }

    /// Of these addresses, those that are the former ones of users of the organization, and still count.
    pub async fn former_among(
        &self,
        organization: OrganizationId,
        emails: &[EmailAddress],
    ) -> Result<HashSet<String>, StoreError> {
        let mut former = HashSet::new();
        for some in emails.chunks(AT_ONCE) {
            let found: Vec<String> = users::Entity::find()
                .select_only()
                .column(users::Column::FormerEmail)
                .filter(users::Column::OrganizationId.eq(organization.0))
                .filter(users::Column::FormerEmail.is_in(some.iter().map(EmailAddress::as_str)))
                .filter(users::Column::FormerEmailUntil.gt(self.now))
                .into_tuple()
                .all(&self.write.tx)
                .await?;
            former.extend(found);
        }
        Ok(former)
    }

    /// Who is on an organization's pilot list, by address, as no other change can alter it any more before this one's commit.
    pub async fn list_pilot(&self, organization: OrganizationId) -> Result<Vec<UserId>, StoreError> {
        pilot_list(&self.write.tx, organization).await
    }

    /// Puts users of an organization on its pilot list, or takes them off it.
    pub async fn set_pilot(
        &self,
        organization: OrganizationId,
        these: &[UserId],
        pilot: bool,
    ) -> Result<(), StoreError> {
        for some in these.chunks(AT_ONCE) {
            users::Entity::update_many()
                .col_expr(users::Column::Pilot, Expr::value(pilot))
                .col_expr(users::Column::UpdatedAt, Expr::value(self.now))
                .filter(users::Column::OrganizationId.eq(organization.0))
                .filter(users::Column::Id.is_in(some.iter().map(|id| id.0)))
                .exec(&self.write.tx)
                .await?;
        }
        Ok(())
    }

    /// Inserts users, many in one statement. [`StoreError::FormerAddress`] where one's address is somebody else's former one.
    pub async fn insert_users(&self, users: &[User]) -> Result<(), StoreError> {
        let mut addresses: BTreeMap<OrganizationId, Vec<EmailAddress>> = BTreeMap::new();
        for user in users {
            addresses.entry(user.organization_id).or_default().push(user.email.clone());
        }
        for (organization, emails) in &addresses {
            if !self.former_among(*organization, emails).await?.is_empty() {
                return Err(StoreError::FormerAddress);
            }
        }
        let rows = users.iter().map(|user| rows::user_row(user, self.now)).collect::<Result<_, _>>()?;
        rows::insert_many::<users::Entity, _>(&self.write.tx, rows).await
    }

    /// Inserts a user. [`StoreError::FormerAddress`] where the address is somebody else's former one.
    pub async fn insert_user(&self, user: &User) -> Result<(), StoreError> {
        self.require_free(user).await?;
        rows::insert::<users::Entity, _>(&self.write.tx, rows::user_row(user, self.now)?).await
    }

    /// Writes a user over the one with their id. [`StoreError::FormerAddress`] where one of their addresses is somebody else's.
    pub async fn replace_user(&self, user: &User) -> Result<(), StoreError> {
        self.require_free(user).await?;
        let mut row = rows::user_row(user, self.now)?.into_active_model();
        row.created_at = NotSet;
        let which = users::Column::Id.eq(user.id.0);
        self.update::<users::Entity>(row, which.and(users::Column::OrganizationId.eq(user.organization_id.0))).await
    }

    /// Refuses a user who would share an address with another: one's former address, as long as it counts, is nobody else's, or a person
    /// at Microsoft would be two here. That two have one address now, the database itself refuses.
    async fn require_free(&self, user: &User) -> Result<(), StoreError> {
        let former = user.former_email.as_ref().map(|former| former.address.as_str());
        let all = [user.email.as_str()].into_iter().chain(former);
        let counts = users::Column::FormerEmail.is_in(all).and(users::Column::FormerEmailUntil.gt(self.now));
        let taken = Condition::any().add(counts).add_option(former.map(|former| users::Column::Email.eq(former)));
        let other = users::Entity::find()
            .filter(users::Column::OrganizationId.eq(user.organization_id.0))
            .filter(users::Column::Id.ne(user.id.0))
            .filter(taken)
            .one(&self.write.tx)
            .await?;
        if other.is_some() { Err(StoreError::FormerAddress) } else { Ok(()) }
    }

    /// Removes a user with their bonds, sessions and grants; the applications of these are told.
    pub async fn delete_user(&self, user: &User) -> Result<(), StoreError> {
        self.end_sessions_of_user(user).await?;
        let deleted = users::Entity::delete_many()
            .filter(users::Column::Id.eq(user.id.0))
            .filter(users::Column::OrganizationId.eq(user.organization_id.0))
            .exec(&self.write.tx)
            .await?;
        exactly_one(deleted.rows_affected)
    }

    /// Ends all sessions of a user and their grants; says how many had not ended.
    pub async fn end_sessions_of_user(&self, user: &User) -> Result<u64, StoreError> {
        let own = self.store.organization(user.organization_id);
        own.end_within(&self.write.tx, sessions::Column::UserId.eq(user.id.0), self.now).await
    }
}
