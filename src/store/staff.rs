//! The people of support who have signed in: read at each call, so that what is taken from them is gone at once.

use anteroom_entity::{grants, organizations, sessions, users};
use chrono::{DateTime, Duration, Utc};
use sea_orm::sea_query::{Expr, Query};
use sea_orm::{ColumnTrait, EntityTrait, ExprTrait, JoinType, QueryFilter, QuerySelect, RelationDef};

use super::sessions::is_live;
use super::{OrgStore, StoreError, rows};
use crate::domain::id::{ApplicationId, GrantId};
use crate::domain::organization::{OrganizationStatus, SessionLifetimes};
use crate::domain::session::Session;
use crate::domain::user::User;

impl OrgStore {
    /// The user to whom an application's grant was given, and the session that it hangs on: if both live, the session is no older
    /// than one may be by now, and the organization is not closed. One statement.
    pub async fn find_holder(
        &self,
        grant: GrantId,
        application: ApplicationId,
        lifetimes: SessionLifetimes,
        now: DateTime<Utc>,
    ) -> Result<Option<(User, Session)>, StoreError> {
        let whose: RelationDef = sessions::Entity::belongs_to(users::Entity)
            .from((sessions::Column::OrganizationId, sessions::Column::UserId))
            .to((users::Column::OrganizationId, users::Column::Id))
            .into();
        let granted = Query::select()
            .expr(Expr::value(1))
            .from(grants::Entity)
            .and_where(grants::Column::Id.eq(grant.0))
            .and_where(grants::Column::OrganizationId.eq(self.organization_id.0))
            .and_where(grants::Column::ApplicationId.eq(application.0))
            .and_where(grants::Column::RevokedAt.is_null())
            .and_where(
                Expr::col((grants::Entity, grants::Column::SessionId)).equals((sessions::Entity, sessions::Column::Id)),
            )
            .to_owned();
        let open = Query::select()
            .expr(Expr::value(1))
            .from(organizations::Entity)
            .and_where(organizations::Column::Id.eq(self.organization_id.0))
            .and_where(organizations::Column::Status.eq(rows::word(&OrganizationStatus::Active)))
            .to_owned();
        let found = sessions::Entity::find()
            .join(JoinType::InnerJoin, whose)
            .select_also(users::Entity)
            .filter(sessions::Column::OrganizationId.eq(self.organization_id.0))
            .filter(is_live(now))
            .filter(sessions::Column::CreatedAt.gt(now - Duration::minutes(lifetimes.minutes.into())))
            .filter(Expr::exists(granted))
            .filter(Expr::exists(open))
            .one(&self.store.db)
            .await?;
        match found {
            Some((session, Some(user))) => Ok(Some((rows::user(user)?, rows::session(&session)?))),
            _ => Ok(None),
        }
    }
}
