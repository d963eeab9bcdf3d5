//! What somebody of the support staff may do at this instant, for what goes on without them.

use anteroom_entity::{admin_tokens, organizations, users};
use chrono::{DateTime, Utc};
use sea_orm::sea_query::Query;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use super::{Store, StoreError, rows};
use crate::domain::admin_role::{AdminRole, Authority};
use crate::domain::id::CallerId;
use crate::domain::organization::OrganizationStatus;
use crate::domain::user::{UserKind, UserStatus};

impl Store {
    /// What a caller of the admin API may do now: by their token, if it is live; or by their account, which is one of the
    /// organization with the slug `support`. None where they may do nothing any more.
    pub async fn find_authority(
        &self,
        caller: CallerId,
        support: Option<&str>,
        now: DateTime<Utc>,
    ) -> Result<Option<Authority>, StoreError> {
        find_authority(&self.db, caller, support, now).await
    }
}

/// The same in whatever transaction has to know it.
pub(super) async fn find_authority(
    db: &impl ConnectionTrait,
    caller: CallerId,
    support: Option<&str>,
    now: DateTime<Utc>,
) -> Result<Option<Authority>, StoreError> {
    if let Some(row) = admin_tokens::Entity::find_by_id(caller.0).one(db).await? {
        let token = Some(rows::admin_token(row)?).filter(|token| token.is_live(now));
        return Ok(token.map(|token| Authority { role: token.role, organizations: token.organizations }));
    }
    let Some(support) = support else { return Ok(None) };
    let theirs = Query::select()
        .column(organizations::Column::Id)
        .from(organizations::Entity)
        .and_where(organizations::Column::Slug.eq(support))
        .and_where(organizations::Column::Status.eq(rows::word(&OrganizationStatus::Active)))
        .to_owned();
    let found = users::Entity::find_by_id(caller.0)
        .filter(users::Column::OrganizationId.in_subquery(theirs))
        .filter(users::Column::Status.eq(rows::word(&UserStatus::Active)))
        .filter(users::Column::Kind.eq(rows::word(&UserKind::Professional)))
        .one(db)
        .await?;
    let role = found.map(rows::user).transpose()?.and_then(|user| AdminRole::of_account(&user.roles));
    Ok(role.map(|role| Authority { role, organizations: None }))
}
