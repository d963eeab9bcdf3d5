//! Former addresses whose time is over.

use anteroom_entity::{audit_events, users};
use chrono::{DateTime, Utc};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::{OrgStore, Store, StoreError, rows};
use crate::domain::audit::AuditEvent;
use crate::domain::user::User;

impl Store {
    /// Users whose former address counts no more and is still kept: some of one organization. They count for nothing since their end,
    /// whether they are kept or not.
    pub async fn list_ended_former_addresses(&self, now: DateTime<Utc>, limit: u64) -> Result<Vec<User>, StoreError> {
        let ended = users::Entity::find().filter(users::Column::FormerEmailUntil.lte(now));
        let first = ended.clone().order_by_asc(users::Column::FormerEmailUntil).one(&self.db).await?;
        let Some(first) = first else { return Ok(Vec::new()) };
        let found =
            ended.filter(users::Column::OrganizationId.eq(first.organization_id)).limit(limit).all(&self.db).await?;
        found.into_iter().map(rows::user).collect()
    }
}

impl OrgStore {
    /// Takes away the former addresses of these users, of those whose time is over, and writes what `event` says of each. How many it was
    /// that this has taken away: of several replicas that try, one does.
    pub async fn end_former_addresses(
        &self,
        of: &[User],
        now: DateTime<Utc>,
        event: impl Fn(&User) -> AuditEvent,
    ) -> Result<usize, StoreError> {
        let write = self.store.begin().await?;
        let ended = users::Entity::update_many()
            .col_expr(users::Column::FormerEmail, Expr::value(None::<String>))
            .col_expr(users::Column::FormerEmailUntil, Expr::value(None::<DateTime<Utc>>))
            .col_expr(users::Column::UpdatedAt, Expr::value(now))
            .filter(users::Column::OrganizationId.eq(self.organization_id.0))
            .filter(users::Column::Id.is_in(of.iter().map(|user| user.id.0)))
            .filter(users::Column::FormerEmailUntil.lte(now))
            .exec_with_returning(&write.tx)
            .await?;
        let ended: Vec<Uuid> = ended.into_iter().map(|row| row.id).collect();
        let events = of.iter().filter(|user| ended.contains(&user.id.0)).map(|user| self.own_event(&event(user)));
        rows::insert_many::<audit_events::Entity, _>(&write.tx, events.collect::<Result<_, _>>()?).await?;
        write.commit().await?;
        Ok(ended.len())
    }
}
