//! Changes of users.

use anteroom_entity::{sessions, users};
use sea_orm::{ActiveValue::NotSet, ColumnTrait, EntityTrait, ExprTrait, IntoActiveModel, QueryFilter};

use super::{ConfigurationChange, exactly_one};
use crate::domain::email::EmailAddress;
use crate::domain::id::{OrganizationId, UserId};
use crate::domain::user::User;
use crate::store::{StoreError, rows};

/// Addresses looked for in one statement.
const AT_ONCE: usize = 1_000;

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

    /// Inserts users, many in one statement.
    pub async fn insert_users(&self, users: &[User]) -> Result<(), StoreError> {
        let rows = users.iter().map(|user| rows::user_row(user, self.now)).collect::<Result<_, _>>()?;
        rows::insert_many::<users::Entity, _>(&self.write.tx, rows).await
    }

    /// Inserts a user.
    pub async fn insert_user(&self, user: &User) -> Result<(), StoreError> {
        rows::insert::<users::Entity, _>(&self.write.tx, rows::user_row(user, self.now)?).await
    }

    /// Writes a user over the one with their id.
    pub async fn replace_user(&self, user: &User) -> Result<(), StoreError> {
        let mut row = rows::user_row(user, self.now)?.into_active_model();
        row.created_at = NotSet;
        let which = users::Column::Id.eq(user.id.0);
        self.update::<users::Entity>(row, which.and(users::Column::OrganizationId.eq(user.organization_id.0))).await
    }

    /// Removes a user with their bonds, sessions and grants.
    pub async fn delete_user(&self, user: &User) -> Result<(), StoreError> {
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
