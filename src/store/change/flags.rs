//! Changes of flags, each with a line in its history.

use anteroom_entity::{flag_changes, flags};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::{ConfigurationChange, exactly_one};
use crate::domain::flag::{FlagName, FlagSetting};
use crate::domain::id::{FlagChangeId, OrganizationId};
use crate::store::{StoreError, rows, upstream_tokens};

impl ConfigurationChange {
    /// Sets a flag, changes its setting, or takes the setting away, and writes its history as the line `change`: who, and why. What
    /// Entra is asked with about open sessions goes with the flag that asks.
    pub async fn set_flag(
        &self,
        organization_id: OrganizationId,
        change: FlagChangeId,
        (actor, reason): (&str, &str),
        old: Option<&FlagSetting>,
        new: Option<&FlagSetting>,
    ) -> Result<(), StoreError> {
        let Some(named) = new.or(old) else { return Ok(()) };
        if let Some(old) = old {
            let deleted = flags::Entity::delete_many()
                .filter(flags::Column::Id.eq(old.id.0))
                .filter(flags::Column::OrganizationId.eq(organization_id.0))
                .exec(&self.write.tx)
                .await?;
            exactly_one(deleted.rows_affected)?;
        }
        if let Some(new) = new {
            let row = rows::flag_row(organization_id, new, self.now);
            rows::insert::<flags::Entity, _>(&self.write.tx, row).await?;
        }
        if named.name == FlagName::UpstreamRecheck && !new.is_some_and(|new| new.value && new.in_force(self.now)) {
            upstream_tokens::forget_all(&self.write.tx, organization_id).await?;
        }
        let said = |flag: &FlagSetting| serde_json::to_value(flag.state()).ok();
        let row = flag_changes::Model {
            id: change.0,
            organization_id: organization_id.0,
            application_id: named.application_id.map(|id| id.0),
            name: rows::word(&named.name),
            at: self.now,
            actor: actor.to_owned(),
            reason: reason.to_owned(),
            old: old.and_then(said),
            new: new.and_then(said),
        };
        rows::insert::<flag_changes::Entity, _>(&self.write.tx, row).await
    }
}
