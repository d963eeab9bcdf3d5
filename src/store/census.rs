//! All people of an organization at once, for whoever asks what a change would come to for them, or came to. Few statements,
//! whose number does not grow with that of the people.

use std::collections::{BTreeMap, BTreeSet};

use anteroom_entity::{break_glass, identities, passwords, sessions, users};
use chrono::{DateTime, Duration, Utc};
use futures_util::TryStreamExt;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, JoinType, QueryFilter, QueryOrder, QuerySelect, RelationDef,
    Statement,
};
use uuid::Uuid;

use super::sessions::is_live;
use super::{OrgStore, StoreError, rows};
use crate::domain::id::{ApplicationId, UserId};
use crate::domain::identity::People;
use crate::domain::organization::SessionLifetimes;
use crate::domain::session::{Session, WaysUsed};
use crate::domain::traditional::REMOVAL_DELAY;

/// The method stands first in what the log says of an entry (`signin::issue::Logged`).
const WAYS_USED: &str = "\
    SELECT user_id, application_id, \
        MAX(CASE WHEN detail LIKE '{\"method\":\"one_time_password\"%' THEN 0 ELSE 1 END) AS sso, \
        MAX(CASE WHEN detail LIKE '{\"method\":\"one_time_password\"%' THEN 1 ELSE 0 END) AS traditional \
    FROM audit_events \
    WHERE organization_id = $1 AND at >= $2 AND outcome = 'success' AND action IN ('sign_in', 'session_reused') \
        AND user_id IS NOT NULL AND application_id IS NOT NULL \
    GROUP BY user_id, application_id";

impl OrgStore {
    /// Who has come in since an instant: into which applications, by which ways.
    pub async fn list_ways_used(
        &self,
        since: DateTime<Utc>,
    ) -> Result<Vec<(UserId, ApplicationId, WaysUsed)>, StoreError> {
        let db = &self.store.db;
        let values = [self.organization_id.0.into(), since.into()];
        let ask = Statement::from_sql_and_values(db.get_database_backend(), WAYS_USED, values);
        let mut found = Vec::new();
        for row in db.query_all_raw(ask).await? {
            let (user, application): (Uuid, Uuid) = (row.try_get("", "user_id")?, row.try_get("", "application_id")?);
            let is = |name| row.try_get::<i32>("", name).map(|flag| flag != 0);
            let ways = WaysUsed { sso: is("sso")?, traditional: is("traditional")? };
            found.push((user.into(), application.into(), ways));
        }
        Ok(found)
    }

    /// All users of the organization, and all their bonds in it.
    pub async fn list_everybody(&self) -> Result<People, StoreError> {
        let own = self.organization_id.0;
        let users = users::Entity::find().filter(users::Column::OrganizationId.eq(own)).all(&self.store.db).await?;
        let bonds =
            identities::Entity::find().filter(identities::Column::OrganizationId.eq(own)).all(&self.store.db).await?;
        Ok(People {
            users: users.into_iter().map(rows::user).collect::<Result<_, _>>()?,
            identities: bonds.into_iter().map(rows::identity).collect(),
        })
    }

    /// Of whom a password is demanded.
    pub async fn list_passwords(&self, now: DateTime<Utc>) -> Result<BTreeSet<UserId>, StoreError> {
        let asked = passwords::Column::RemovalAskedAt;
        let found: Vec<Uuid> = passwords::Entity::find()
            .select_only()
            .column(passwords::Column::UserId)
            .filter(passwords::Column::OrganizationId.eq(self.organization_id.0))
            .filter(asked.is_null().or(asked.gt(now - REMOVAL_DELAY)))
            .into_tuple()
            .all(&self.store.db)
            .await?;
        Ok(found.into_iter().map(UserId).collect())
    }

    /// For whom break-glass is open, and until when.
    pub async fn list_open_break_glass(
        &self,
        now: DateTime<Utc>,
    ) -> Result<BTreeMap<UserId, DateTime<Utc>>, StoreError> {
        let found: Vec<(Uuid, DateTime<Utc>)> = break_glass::Entity::find()
            .select_only()
            .columns([break_glass::Column::UserId, break_glass::Column::ExpiresAt])
            .filter(break_glass::Column::OrganizationId.eq(self.organization_id.0))
            .filter(break_glass::Column::ClosedAt.is_null())
            .filter(break_glass::Column::ExpiresAt.gt(now))
            // Of several the last to close, which is the last to be put in.
            .order_by_asc(break_glass::Column::ExpiresAt)
            .into_tuple()
            .all(&self.store.db)
            .await?;
        Ok(found.into_iter().map(|(user, until)| (UserId(user), until)).collect())
    }

    /// Shows every open session of the organization, one after the other: of tens of thousands, all at once are too much to hold.
    pub async fn visit_open_sessions(
        &self,
        lifetimes: SessionLifetimes,
        now: DateTime<Utc>,
        mut visit: impl FnMut(Session) + Send,
    ) -> Result<(), StoreError> {
        // Sessions are found by their user: there is no index of them by organization, which every sign-in would pay for.
        let whose: RelationDef = users::Entity::belongs_to(sessions::Entity)
            .from((users::Column::OrganizationId, users::Column::Id))
            .to((sessions::Column::OrganizationId, sessions::Column::UserId))
            .into();
        let mut found = sessions::Entity::find()
            .join_rev(JoinType::InnerJoin, whose)
            .filter(users::Column::OrganizationId.eq(self.organization_id.0))
            .filter(sessions::Column::OrganizationId.eq(self.organization_id.0))
            .filter(is_live(now))
            .filter(sessions::Column::CreatedAt.gt(now - Duration::minutes(lifetimes.minutes.into())))
            .stream(&self.store.db)
            .await?;
        while let Some(row) = found.try_next().await? {
            visit(rows::session(&row)?);
        }
        Ok(())
    }
}
