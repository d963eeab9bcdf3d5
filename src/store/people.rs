//! Who a person may be: users and their bonds with accounts.

use anteroom_entity::{identities, users};
use sea_orm::sea_query::{IntoCondition, Query};
use sea_orm::{ColumnTrait, Condition, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect, RelationDef};

use super::{OrgStore, StoreError, rows};
use crate::domain::email::EmailAddress;
use crate::domain::id::UserId;
use crate::domain::identity::{AccountKey, People};

impl OrgStore {
    /// The organization's users with this address or bound to this account, and all bonds that these users have in this
    /// organization. One statement.
    pub async fn find_people(&self, email: Option<&EmailAddress>, account: &AccountKey) -> Result<People, StoreError> {
        let organization = self.organization_id.0;
        let mut ids = Query::select()
            .column(identities::Column::UserId)
            .from(identities::Entity)
            .and_where(identities::Column::OrganizationId.eq(organization))
            .and_where(identities::Column::Authority.eq(account.authority.as_str()))
            .and_where(identities::Column::Subject.eq(account.subject.as_str()))
            .to_owned();
        if let Some(email) = email {
            // A union of two look-ups by index; an `OR` over both would read all users of the organization.
            let by_address = Query::select()
                .column(users::Column::Id)
                .from(users::Entity)
                .and_where(users::Column::OrganizationId.eq(organization))
                .and_where(users::Column::Email.eq(email.as_str()))
                .to_owned();
            ids.union(sea_orm::sea_query::UnionType::All, by_address);
        }
        self.read_people(users::Column::Id.in_subquery(ids).into_condition()).await
    }

    /// A user of the organization with all their bonds in it. One statement.
    pub async fn find_person(&self, id: UserId) -> Result<People, StoreError> {
        self.read_people(users::Column::Id.eq(id.0).into_condition()).await
    }

    async fn read_people(&self, whom: Condition) -> Result<People, StoreError> {
        let bonds: RelationDef = users::Entity::belongs_to(identities::Entity)
            .from((users::Column::OrganizationId, users::Column::Id))
            .to((identities::Column::OrganizationId, identities::Column::UserId))
            .into();
        let found = users::Entity::find()
            .join(JoinType::LeftJoin, bonds)
            .select_also(identities::Entity)
            .filter(users::Column::OrganizationId.eq(self.organization_id.0))
            .filter(whom)
            .order_by_asc(users::Column::Id)
            .all(&self.store.db)
            .await?;
        let mut people = People::default();
        for (user, identity) in found {
            // The rows of one user follow each other: one for each bond.
            if people.users.last().is_none_or(|last| last.id.0 != user.id) {
                people.users.push(rows::user(user)?);
            }
            people.identities.extend(identity.map(rows::identity));
        }
        Ok(people)
    }
}
