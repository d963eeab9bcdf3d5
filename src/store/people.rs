//! Who a person may be: users and their bonds with accounts.

use anteroom_entity::{audit_events, identities, sessions, users};
use chrono::{DateTime, Utc};
use sea_orm::sea_query::SimpleExpr;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, JoinType, QueryFilter, QueryOrder, QuerySelect, RelationDef,
};
use sqlx::Row;
use uuid::Uuid;

use super::lanes::on_lane;
use super::sessions::is_live;
use super::{OrgStore, StoreError, rows};
use crate::domain::audit::AuditEvent;
use crate::domain::email::EmailAddress;
use crate::domain::id::{OrganizationId, UserId};
use crate::domain::identity::{AccountKey, Identity, People};
use crate::domain::user::{User, UserKind, UserStatus};

/// A union of look-ups by index; an `OR` over them would read all users of the organization. Whether a former address still counts
/// is decided, not looked up.
const FIND_PEOPLE: &str = "\
    SELECT u.id, u.email, u.name, u.kind, u.status, u.roles, u.locale, u.former_email, u.former_email_until, \
        u.pilot, u.created_at, u.updated_at, i.id, i.connection_id, i.authority, i.subject, i.created_at \
    FROM users u LEFT JOIN identities i ON i.organization_id = u.organization_id AND i.user_id = u.id \
    WHERE u.organization_id = $1 AND u.id IN ( \
        SELECT user_id FROM identities WHERE organization_id = $1 AND authority = $2 AND subject = $3 \
        UNION ALL SELECT id FROM users WHERE organization_id = $1 AND email = $4 \
        UNION ALL SELECT id FROM users WHERE organization_id = $1 AND former_email = $4) \
    ORDER BY u.id";

/// Which users are looked for: those to whom all of it applies.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UserFilter {
    /// Who has this address, or had it before.
    pub email: Option<EmailAddress>,
    /// Who is this to the organization.
    pub kind: Option<UserKind>,
    /// Who may come in, or may not.
    pub status: Option<UserStatus>,
    /// Who is on the pilot list, or is not.
    pub pilot: Option<bool>,
    /// Whose address, name or former address has this in it, in capitals or not.
    pub text: Option<String>,
}

impl OrgStore {
    /// The organization's users who have or had this address or are bound to this account, and all bonds that these users have in
    /// this organization. One statement.
    pub async fn find_people(&self, email: Option<&EmailAddress>, account: &AccountKey) -> Result<People, StoreError> {
        self.store.count_statements(1);
        let mut people = People::default();
        on_lane!(&self.store.shared.lanes, connection => {
            let rows = sqlx::query(FIND_PEOPLE)
                .bind(self.organization_id.0)
                .bind(&account.authority)
                .bind(&account.subject)
                .bind(email.map(EmailAddress::as_str))
                .fetch_all(&mut *connection)
                .await?;
            for row in rows {
                let user = users::Model {
                    id: row.try_get(0)?,
                    organization_id: self.organization_id.0,
                    email: row.try_get(1)?,
                    name: row.try_get(2)?,
                    kind: row.try_get(3)?,
                    status: row.try_get(4)?,
                    roles: row.try_get(5)?,
                    locale: row.try_get(6)?,
                    former_email: row.try_get(7)?,
                    former_email_until: row.try_get(8)?,
                    pilot: row.try_get(9)?,
                    created_at: row.try_get(10)?,
                    updated_at: row.try_get(11)?,
                };
                let identity = match row.try_get(12)? {
                    None => None,
                    Some(id) => Some(identities::Model {
                        id,
                        organization_id: self.organization_id.0,
                        user_id: user.id,
                        connection_id: row.try_get(13)?,
                        authority: row.try_get(14)?,
                        subject: row.try_get(15)?,
                        created_at: row.try_get(16)?,
                    }),
                };
                add(&mut people, user, identity)?;
            }
        });
        Ok(people)
    }

    /// The one user of the organization with this address; where nobody has it, who had it before, as long as that is kept. None, where
    /// several do.
    pub async fn find_user(&self, email: &EmailAddress) -> Result<Option<User>, StoreError> {
        let found = users::Entity::find()
            .filter(users::Column::OrganizationId.eq(self.organization_id.0))
            .filter(users::Column::Email.eq(email.as_str()).or(users::Column::FormerEmail.eq(email.as_str())))
            .all(&self.store.db)
            .await?;
        let (mut found, before): (Vec<_>, Vec<_>) = found.into_iter().partition(|user| user.email == email.as_str());
        if found.is_empty() {
            found = before;
        }
        if found.len() > 1 {
            return Ok(None);
        }
        found.into_iter().next().map(rows::user).transpose()
    }

    /// Users of the organization by address, from the one after `after` on.
    pub async fn list_users(
        &self,
        which: &UserFilter,
        after: Option<&EmailAddress>,
        limit: u64,
    ) -> Result<Vec<User>, StoreError> {
        let mut query = users::Entity::find()
            .filter(users::Column::OrganizationId.eq(self.organization_id.0))
            .order_by_asc(users::Column::Email)
            .limit(limit);
        if let Some(email) = &which.email {
            let email = email.as_str();
            query = query.filter(users::Column::Email.eq(email).or(users::Column::FormerEmail.eq(email)));
        }
        if let Some(kind) = &which.kind {
            query = query.filter(users::Column::Kind.eq(rows::word(kind)));
        }
        if let Some(status) = &which.status {
            query = query.filter(users::Column::Status.eq(rows::word(status)));
        }
        if let Some(pilot) = which.pilot {
            query = query.filter(users::Column::Pilot.eq(pilot));
        }
        if let Some(text) = &which.text {
            let had = rows::holds(users::Column::FormerEmail, text);
            query = query
                .filter(rows::holds(users::Column::Email, text).or(rows::holds(users::Column::Name, text)).or(had));
        }
        if let Some(after) = after {
            query = query.filter(users::Column::Email.gt(after.as_str()));
        }
        query.all(&self.store.db).await?.into_iter().map(rows::user).collect()
    }

    /// Who is on the organization's pilot list, by address.
    pub async fn list_pilot(&self) -> Result<Vec<UserId>, StoreError> {
        pilot_list(&self.store.db, self.organization_id).await
    }

    /// Parts a user from accounts that they are bound to, ends the sessions that were opened through these, and writes the event;
    /// says how many sessions. [`StoreError::Missing`] where one of the bonds is there no more. A dry run does all of it but the
    /// commit.
    pub async fn unbind(
        &self,
        user_id: UserId,
        bonds: &[Identity],
        now: DateTime<Utc>,
        event: &AuditEvent,
        dry_run: bool,
    ) -> Result<u64, StoreError> {
        let event = self.own_event(event)?;
        let write = self.store.begin().await?;
        let deleted = identities::Entity::delete_many()
            .filter(identities::Column::Id.is_in(bonds.iter().map(|bond| bond.id.0)))
            .filter(identities::Column::OrganizationId.eq(self.organization_id.0))
            .filter(identities::Column::UserId.eq(user_id.0))
            .exec(&write.tx)
            .await?;
        if usize::try_from(deleted.rows_affected).ok() != Some(bonds.len()) {
            write.roll_back().await?;
            return Err(StoreError::Missing);
        }
        let found = sessions::Entity::find()
            .filter(sessions::Column::OrganizationId.eq(self.organization_id.0))
            .filter(sessions::Column::UserId.eq(user_id.0))
            .filter(is_live(now))
            .all(&write.tx)
            .await?;
        let mut through = Vec::new();
        for row in &found {
            let session = rows::session(row)?;
            if bonds.iter().any(|bond| session.proof.evidence.connection() == Some(bond.connection_id)) {
                through.push(session.id.0);
            }
        }
        let ended = self.end_within(&write.tx, sessions::Column::Id.is_in(through), now).await?;
        rows::insert::<audit_events::Entity, _>(&write.tx, event).await?;
        if dry_run {
            write.roll_back().await?;
        } else {
            write.commit().await?;
            self.store.logout_put();
        }
        Ok(ended)
    }

    /// A user of the organization with all their bonds in it. One statement.
    pub async fn find_person(&self, id: UserId) -> Result<People, StoreError> {
        let bonds: RelationDef = users::Entity::belongs_to(identities::Entity)
            .from((users::Column::OrganizationId, users::Column::Id))
            .to((identities::Column::OrganizationId, identities::Column::UserId))
            .into();
        let found = users::Entity::find()
            .join(JoinType::LeftJoin, bonds)
            .select_also(identities::Entity)
            .filter(users::Column::OrganizationId.eq(self.organization_id.0))
            .filter(users::Column::Id.eq(id.0))
            .order_by_asc(users::Column::Id)
            .all(&self.store.db)
            .await?;
        let mut people = People::default();
        for (user, identity) in found {
            add(&mut people, user, identity)?;
        }
        Ok(people)
    }
}

pub(super) async fn pilot_list(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
) -> Result<Vec<UserId>, StoreError> {
    let found: Vec<Uuid> = users::Entity::find()
        .select_only()
        .column(users::Column::Id)
        .filter(users::Column::OrganizationId.eq(organization.0))
        .filter(users::Column::Pilot.eq(true))
        .order_by_asc(users::Column::Email)
        .into_tuple()
        .all(db)
        .await?;
    Ok(found.into_iter().map(Into::into).collect())
}

/// Whose address this is, or counts as the former one.
pub(super) fn has_address(email: &EmailAddress, now: DateTime<Utc>) -> SimpleExpr {
    let formerly = users::Column::FormerEmail.eq(email.as_str()).and(users::Column::FormerEmailUntil.gt(now));
    users::Column::Email.eq(email.as_str()).or(formerly)
}

/// The rows of one user follow each other: one for each bond.
fn add(people: &mut People, user: users::Model, identity: Option<identities::Model>) -> Result<(), StoreError> {
    if people.users.last().is_none_or(|last| last.id.0 != user.id) {
        people.users.push(rows::user(user)?);
    }
    people.identities.extend(identity.map(rows::identity));
    Ok(())
}
