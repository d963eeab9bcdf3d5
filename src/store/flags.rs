//! The history of flags.

use anteroom_entity::flag_changes;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::{OrgStore, StoreError, rows};
use crate::domain::flag::{FlagChange, FlagName};
use crate::domain::id::{ApplicationId, FlagChangeId};

impl OrgStore {
    /// What became of a flag, for one application or for the whole organization; the newest first, from before `before` on.
    pub async fn list_flag_changes(
        &self,
        name: FlagName,
        application_id: Option<ApplicationId>,
        before: Option<FlagChangeId>,
        limit: u64,
    ) -> Result<Vec<FlagChange>, StoreError> {
        let of_application = match application_id {
            Some(id) => flag_changes::Column::ApplicationId.eq(id.0),
            None => flag_changes::Column::ApplicationId.is_null(),
        };
        let mut query = flag_changes::Entity::find()
            .filter(flag_changes::Column::OrganizationId.eq(self.organization_id.0))
            .filter(flag_changes::Column::Name.eq(name.as_str()))
            .filter(of_application)
            .order_by_desc(flag_changes::Column::Id)
            .limit(limit);
        if let Some(before) = before {
            query = query.filter(flag_changes::Column::Id.lt(before.0));
        }
        query.all(&self.store.db).await?.into_iter().map(rows::flag_change).collect()
    }
}
