//! Changes of roll-outs, and what they have to know in the same transaction.

use std::collections::BTreeSet;

use anteroom_entity::{flags, organizations, rollout_steps, rollouts};
use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, EntityTrait, ExprTrait, IntoActiveModel, QueryFilter};
use uuid::Uuid;

use super::ConfigurationChange;
use crate::domain::admin_role::Authority;
use crate::domain::flag::{FlagName, FlagSetting};
use crate::domain::id::{ApplicationId, CallerId, OrganizationId, RolloutId};
use crate::domain::organization::is_slug;
use crate::domain::rollout::{Attempts, Rollout};
use crate::store::attempts::{Within, count_attempts};
use crate::store::authority::find_authority;
use crate::store::rollouts::find_rollout;
use crate::store::{StoreError, rows};

impl ConfigurationChange {
    /// A roll-out, as no other change can alter it any more before this one's commit; if it lies within these organizations, where
    /// any are named.
    pub async fn find_rollout(
        &self,
        id: RolloutId,
        only: Option<&BTreeSet<OrganizationId>>,
    ) -> Result<Option<Rollout>, StoreError> {
        find_rollout(&self.write.tx, id, only).await
    }

    /// Keeps a new one.
    pub async fn insert_rollout(&self, rollout: &Rollout) -> Result<(), StoreError> {
        rows::insert::<rollouts::Entity, _>(&self.write.tx, rows::rollout_row(rollout)).await?;
        let steps = rollout.steps.iter().enumerate();
        let steps = steps.map(|(place, step)| rows::rollout_step_row(rollout.id, place, step));
        rows::insert_many::<rollout_steps::Entity, _>(&self.write.tx, steps.collect::<Result<_, _>>()?).await
    }

    /// Writes one over its former state: what has changed of it.
    pub async fn replace_rollout(&self, old: &Rollout, new: &Rollout) -> Result<(), StoreError> {
        let row = rows::rollout_row(new).into_active_model();
        self.update::<rollouts::Entity>(row, rollouts::Column::Id.eq(new.id.0)).await?;
        for (place, (_, step)) in old.steps.iter().zip(&new.steps).enumerate().filter(|(_, (old, new))| old != new) {
            let row = rows::rollout_step_row(new.id, place, step)?.into_active_model();
            let of = rollout_steps::Column::RolloutId.eq(new.id.0);
            self.update::<rollout_steps::Entity>(row, of.and(rollout_steps::Column::Place.eq(rows::place(place))))
                .await?;
        }
        Ok(())
    }

    /// What a caller may do now, as [`crate::store::Store::find_authority`].
    pub async fn find_authority(
        &self,
        caller: CallerId,
        support: Option<&str>,
        now: DateTime<Utc>,
    ) -> Result<Option<Authority>, StoreError> {
        find_authority(&self.write.tx, caller, support, now).await
    }

    /// What organizations have set of a flag, by their slugs; those of them that there are, and that are among `only`, where any are
    /// named there.
    pub async fn find_settings(
        &self,
        slugs: &[String],
        only: Option<&BTreeSet<OrganizationId>>,
        (name, application): (FlagName, Option<ApplicationId>),
    ) -> Result<Vec<(OrganizationId, String, Option<FlagSetting>)>, StoreError> {
        let reached = |id: OrganizationId| only.is_none_or(|only| only.contains(&id));
        let found = organizations::Entity::find()
            .filter(organizations::Column::Slug.is_in(slugs.iter().filter(|slug| is_slug(slug))))
            .all(&self.write.tx)
            .await?;
        let found: Vec<(OrganizationId, String)> =
            found.into_iter().map(|row| (row.id.into(), row.slug)).filter(|(id, _)| reached(*id)).collect();
        let ids: Vec<Uuid> = found.iter().map(|(id, _)| id.0).collect();
        let set = flags::Entity::find()
            .filter(flags::Column::OrganizationId.is_in(ids))
            .filter(flags::Column::Name.eq(name.as_str()))
            .all(&self.write.tx)
            .await?;
        let mut settings = Vec::with_capacity(set.len());
        for row in set {
            settings.push((OrganizationId(row.organization_id), rows::flag(row)?));
        }
        let of = |id| {
            let own = settings.iter().find(|(of, flag)| *of == id && flag.application_id == application);
            own.map(|(_, flag)| flag.clone())
        };
        Ok(found.into_iter().map(|(id, slug)| (id, slug, of(id))).collect())
    }

    /// How attempts to sign in to an organization's own ended.
    pub async fn count_attempts(&self, id: OrganizationId, within: Within) -> Result<Attempts, StoreError> {
        count_attempts(&self.write.tx, id, within).await
    }
}
