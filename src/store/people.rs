//! Who a person may be.

use anteroom_entity::{identities, users};
use sea_orm::sea_query::Condition;
use sea_orm::{EntityTrait, JoinType, QueryFilter, QuerySelect, RelationDef};

use super::{OrgStore, StoreError, rows};
use crate::domain::email::EmailAddress;
use crate::domain::id::UserId;
use crate::domain::identity::{AccountKey, People};

impl OrgStore<'_> {
    /// The organization's users with an address, or bound to an account; with all their bonds. One statement.
    pub async fn find_people(&self, email: Option<&EmailAddress>, account: &AccountKey) -> Result<People, StoreError> {
        use sea_orm::sea_query::Query;

        let bound = Query::select()
            .column(identities::Column::UserId)
            .from(identities::Entity)
            .and_where(identities::COLUMN.organization_id.eq(self.organization_id.0))
            .and_where(identities::COLUMN.authority.eq(&account.authority))
            .and_where(identities::COLUMN.subject.eq(&account.subject))
            .to_owned();
        let mut who = Condition::any().add(users::COLUMN.id.in_subquery(bound));
        if let Some(email) = email {
            who = who.add(users::COLUMN.email.eq(email.as_str()));
        }
        self.people(who).await
    }

    /// One user, with all their bonds. One statement.
    pub async fn find_person(&self, id: UserId) -> Result<People, StoreError> {
        self.people(Condition::all().add(users::COLUMN.id.eq(id.0))).await
    }

    async fn people(&self, who: Condition) -> Result<People, StoreError> {
        let bonds: RelationDef =
            identities::Entity::belongs_to(users::Entity).from(identities::Column::UserId).to(users::Column::Id).into();
        let found: Vec<(users::Model, Option<identities::Model>)> = users::Entity::find()
            .filter(users::COLUMN.organization_id.eq(self.organization_id.0))
            .filter(who)
            .join(JoinType::LeftJoin, bonds.rev())
            .select_also(identities::Entity)
            .all(&self.store.db)
            .await?;
        let mut people = People::default();
        for (user, identity) in found {
            if !people.users.iter().any(|known| known.id.0 == user.id) {
                people.users.push(rows::user(user)?);
            }
            people.identities.extend(identity.map(rows::identity));
        }
        Ok(people)
    }
}
