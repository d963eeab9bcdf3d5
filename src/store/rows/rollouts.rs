//! Rows of roll-outs.

use anteroom_entity as entity;
use chrono::Duration;

use super::{Row, word};
use crate::domain::id::RolloutId;
use crate::domain::rollout::{Attempts, Rollout, Step};
use crate::store::StoreError;

/// A place in the order, as it is stored.
pub(in crate::store) fn place(place: usize) -> i32 {
    i32::try_from(place).unwrap_or(i32::MAX)
}

pub(in crate::store) fn rollout(row: entity::rollouts::Model, steps: Vec<Step>) -> Result<Rollout, StoreError> {
    let at = Row("rollouts", row.id);
    Ok(Rollout {
        id: row.id.into(),
        flag: at.word(&row.flag)?,
        application_id: row.application_id.map(Into::into),
        value: row.value,
        reason: row.reason,
        limit: u8::try_from(row.refusals_limit).map_err(|_| at.corrupt())?,
        wait: Duration::minutes(row.wait_minutes.into()),
        state: at.word(&row.state)?,
        stopped: row.stopped.map(|stopped| at.word(&stopped)).transpose()?,
        started_by: row.started_by,
        acts_as: row.acts_as,
        caller_id: row.caller_id.into(),
        created_at: row.created_at,
        due_at: row.due_at,
        steps,
    })
}

pub(in crate::store) fn rollout_row(rollout: &Rollout) -> entity::rollouts::Model {
    entity::rollouts::Model {
        id: rollout.id.0,
        flag: word(&rollout.flag),
        application_id: rollout.application_id.map(|id| id.0),
        value: rollout.value,
        reason: rollout.reason.clone(),
        refusals_limit: rollout.limit.into(),
        wait_minutes: i32::try_from(rollout.wait.num_minutes()).unwrap_or(i32::MAX),
        state: word(&rollout.state),
        stopped: rollout.stopped.map(|stopped| word(&stopped)),
        started_by: rollout.started_by.clone(),
        acts_as: rollout.acts_as.clone(),
        caller_id: rollout.caller_id.0,
        created_at: rollout.created_at,
        due_at: rollout.due_at,
    }
}

pub(in crate::store) fn rollout_step(row: entity::rollout_steps::Model) -> Result<Step, StoreError> {
    let at = Row("rollout_steps", row.rollout_id);
    let attempts = |all: i64, refused: i64| match (u32::try_from(all), u32::try_from(refused)) {
        (Ok(all), Ok(refused)) => Ok(Attempts { all, refused }),
        _ => Err(at.corrupt()),
    };
    Ok(Step {
        organization_id: row.organization_id.into(),
        slug: row.slug,
        state: at.word(&row.state)?,
        before: row.before.map(|before| at.text(&before)).transpose()?,
        seen: row.seen,
        set: row.set,
        set_at: row.set_at,
        usual: attempts(row.usual_attempts, row.usual_refused)?,
        since: attempts(row.attempts, row.refused)?,
        why: row.why,
        undone: row.undone,
    })
}

pub(in crate::store) fn rollout_step_row(
    id: RolloutId,
    at: usize,
    step: &Step,
) -> Result<entity::rollout_steps::Model, StoreError> {
    let row = Row("rollout_steps", id.0);
    Ok(entity::rollout_steps::Model {
        rollout_id: id.0,
        place: place(at),
        organization_id: step.organization_id.0,
        slug: step.slug.clone(),
        state: word(&step.state),
        before: step.before.as_ref().map(|before| row.to_text(before)).transpose()?,
        seen: step.seen.clone(),
        set: step.set.clone(),
        set_at: step.set_at,
        usual_attempts: step.usual.all.into(),
        usual_refused: step.usual.refused.into(),
        attempts: step.since.all.into(),
        refused: step.since.refused.into(),
        why: step.why.clone(),
        undone: step.undone,
    })
}
