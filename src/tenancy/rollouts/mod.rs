//! Roll-outs: a flag, set for many organizations one after the other, as long as people still come in.
//!
//! A person of support starts one, has it wait, has it go on, ends it; [`drive`] does the rest, under that person's name. State is
//! in tables alone: whichever replica looks goes on where another has left off.

pub mod drive;

use std::collections::BTreeSet;

use chrono::Duration;
use serde_json::{Value, json};

use super::change::{Act, Expected, Fingerprint, TenancyError, Wrong, is_line};
use super::flags::{self, Place, Setting, Wanted};
use super::users::Manner;
use crate::domain::audit::{AuditAction, AuditDetail, AuditEvent};
use crate::domain::flag::FlagSetting;
use crate::domain::id::{CallerId, OrganizationId, RolloutId};
use crate::domain::kept_answer::KeptAnswer;
use crate::domain::rollout::{Attempts, LONGEST_WAIT, MOST_ORGANIZATIONS, Rollout, RolloutState, Step, StepState};
use crate::keys::random;
use crate::store::{Store, StoreError};

const LONGEST_REASON: usize = 500;

/// A roll-out to be started.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// Which flag.
    pub place: Place,
    /// What it is to be set to.
    pub value: bool,
    /// The organizations' slugs, in their order.
    pub organizations: Vec<String>,
    /// Why.
    pub reason: String,
    /// By how many percent of all attempts the refused may rise.
    pub limit: u32,
    /// How long is waited after each organization, in minutes.
    pub wait_minutes: u32,
}

impl Draft {
    fn check(&self) -> Vec<Wrong> {
        let mut wrong = Vec::new();
        let mut require = |holds: bool, field: &'static str, detail: &str| {
            if !holds {
                wrong.push(Wrong::new(field, &detail));
            }
        };
        let (name, application) = self.place;
        let fits = application.is_none() || name.by_application();
        require(fits, "application", &format!("`{}` is set for a whole organization", name.as_str()));
        require(is_line(&self.reason, LONGEST_REASON), "reason", "a reason has 1 to 500 characters, on one line");
        require((0..=100).contains(&self.limit), "stop_when_refusals_exceed", "0 to 100, in percent");
        let longest = LONGEST_WAIT.num_minutes();
        let fits = (1..=longest).contains(&i64::from(self.wait_minutes));
        require(fits, "wait_minutes", &format!("1 to {longest}, which is a week"));
        let slugs = &self.organizations;
        let fits = (1..=MOST_ORGANIZATIONS).contains(&slugs.len());
        require(fits, "organizations", &format!("1 to {MOST_ORGANIZATIONS} of them"));
        let twice =
            slugs.iter().enumerate().find(|(place, slug)| slugs.iter().skip(place + 1).any(|next| next == *slug));
        if let Some((_, slug)) = twice {
            wrong.push(Wrong::new("organizations", &format!("`{slug}` is named twice")));
        }
        wrong
    }
}

/// Why nothing was done about a roll-out.
#[derive(Debug, thiserror::Error)]
pub enum RolloutError {
    /// It does not go on by itself, so there is nothing to pause.
    #[error("the roll-out is not running")]
    NotRunning,
    /// It waits for nobody.
    #[error("the roll-out is neither paused nor stopped")]
    NotPaused,
    /// It is over.
    #[error("the roll-out is over; what it has set can be taken back with undo")]
    Over,
    /// As of any change.
    #[error(transparent)]
    Tenancy(#[from] TenancyError),
}

impl From<StoreError> for RolloutError {
    fn from(error: StoreError) -> Self {
        Self::Tenancy(error.into())
    }
}

/// Who does something about a roll-out: only one that lies within their limits is there for them.
#[derive(Clone, Copy, Debug)]
pub struct Doer<'a> {
    /// Their name, from where, when.
    pub act: Act<'a>,
    /// Who they are.
    pub caller_id: CallerId,
    /// The organizations that they are limited to; none where they are not.
    pub organizations: Option<&'a BTreeSet<OrganizationId>>,
}

/// Starts a roll-out. Nothing is set yet: [`drive`] begins within a second. `keep` says which answer is kept with it.
pub async fn start(
    store: &Store,
    draft: Draft,
    manner: &Manner,
    doer: Doer<'_>,
    keep: impl FnOnce(&Rollout) -> Option<KeptAnswer>,
) -> Result<Rollout, TenancyError> {
    let mut wrong = draft.check();
    if !wrong.is_empty() {
        return Err(TenancyError::Wrong(wrong));
    }
    let Doer { act, caller_id, organizations } = doer;
    let change = store.change_configuration(act.now).await?;
    let mut found = change.find_settings(&draft.organizations, organizations, draft.place).await?;
    let mut steps = Vec::with_capacity(draft.organizations.len());
    for slug in &draft.organizations {
        match found.iter().position(|(_, found, _)| found == slug) {
            Some(place) => {
                let (id, slug, setting) = found.swap_remove(place);
                steps.push(waiting(id, slug, setting.as_ref()));
            }
            // The same for one that lies outside their limits.
            None => wrong.push(Wrong::new("organizations", &format!("there is no organization `{slug}`"))),
        }
    }
    if !wrong.is_empty() {
        return Err(TenancyError::Wrong(wrong));
    }
    let (flag, application_id) = draft.place;
    let rollout = Rollout {
        id: random::id(act.now),
        flag,
        application_id,
        value: draft.value,
        reason: draft.reason,
        limit: u8::try_from(draft.limit).unwrap_or(u8::MAX),
        wait: Duration::minutes(draft.wait_minutes.into()),
        state: RolloutState::Running,
        stopped: None,
        started_by: act.by.to_owned(),
        acts_as: act.by.to_owned(),
        caller_id,
        created_at: act.now,
        due_at: act.now,
        steps,
    };
    change.insert_rollout(&rollout).await?;
    if let Some(answer) = keep(&rollout) {
        change.keep_answer(&answer).await?;
    }
    change.append_audit(&event(&rollout, "started", None, manner, &act)).await?;
    manner.finish(change).await?;
    Ok(rollout)
}

fn waiting(organization_id: OrganizationId, slug: String, setting: Option<&FlagSetting>) -> Step {
    Step {
        organization_id,
        slug,
        state: StepState::Waiting,
        before: setting.map(FlagSetting::state),
        seen: fingerprint(setting),
        set: None,
        set_at: None,
        usual: Attempts::default(),
        since: Attempts::default(),
        why: None,
        undone: false,
    }
}

/// The state of a setting, as [`flags`] compares it.
fn fingerprint(setting: Option<&FlagSetting>) -> String {
    Fingerprint::of(&setting).as_str().to_owned()
}

/// Has a running one wait. Who is watched stays watched once it goes on.
pub async fn pause(store: &Store, id: RolloutId, manner: &Manner, doer: Doer<'_>) -> Result<Rollout, RolloutError> {
    edit(store, id, "paused", manner, doer, |rollout| {
        if rollout.state != RolloutState::Running {
            return Err(RolloutError::NotRunning);
        }
        rollout.state = RolloutState::Paused;
        Ok(())
    })
    .await
}

/// Has one that waits or has stopped go on with the next organization, from now on under the name of whoever says so: they have
/// seen what made it stop.
pub async fn resume(store: &Store, id: RolloutId, manner: &Manner, doer: Doer<'_>) -> Result<Rollout, RolloutError> {
    edit(store, id, "resumed", manner, doer, |rollout| {
        if !matches!(rollout.state, RolloutState::Paused | RolloutState::Stopped) {
            return Err(RolloutError::NotPaused);
        }
        (rollout.state, rollout.stopped) = (RolloutState::Running, None);
        (rollout.acts_as, rollout.caller_id) = (doer.act.by.to_owned(), doer.caller_id);
        rollout.due_at = doer.act.now;
        Ok(())
    })
    .await
}

/// Ends one. With `undo` it takes back what it has set, wherever nobody has changed that since: also of one that has ended before.
pub async fn cancel(
    store: &Store,
    id: RolloutId,
    undo: bool,
    manner: &Manner,
    doer: Doer<'_>,
) -> Result<Rollout, RolloutError> {
    let mut rollout = edit(store, id, "cancelled", manner, doer, |rollout| {
        if matches!(rollout.state, RolloutState::Done | RolloutState::Cancelled) && !undo {
            return Err(RolloutError::Over);
        }
        rollout.state = RolloutState::Cancelled;
        Ok(())
    })
    .await?;
    if undo {
        // One after the other: sign-ins are written in between. Whatever is left when this is cut short, the same call undoes.
        for place in 0..rollout.steps.len() {
            rollout = take_back(store, rollout, place, manner, doer.act).await?;
        }
    }
    Ok(rollout)
}

/// Puts back what was set before, in one organization.
async fn take_back(
    store: &Store,
    seen: Rollout,
    place: usize,
    manner: &Manner,
    act: Act<'_>,
) -> Result<Rollout, TenancyError> {
    if !seen.steps.get(place).is_some_and(Step::is_set) {
        return Ok(seen);
    }
    let id = seen.id;
    let change = store.change_configuration(act.now).await?;
    // Somebody else may be taking it back too. A dry run has nothing stored that it could look at.
    let old = if manner.dry_run { seen } else { change.find_rollout(id, None).await?.ok_or(TenancyError::Gone)? };
    let mut new = old.clone();
    let which = (new.flag, new.application_id);
    let Some(step) = new.steps.get_mut(place).filter(|step| step.is_set()) else { return Ok(old) };
    let before = step.before.as_ref();
    let setting = before.map(Setting::from);
    let reason = manner.reason.clone().unwrap_or_else(|| format!("roll-out {id} taken back"));
    let wanted = Wanted { setting, reason, without_recent_sign_in: None };
    let expected = Expected::OneOf(step.set.iter().map(|set| Fingerprint::from_text(set)).collect());
    let left = |why: &str| Some(format!("not taken back: {why}"));
    match flags::within(&change, step.organization_id, which, &wanted, &expected, Some(id), &act).await {
        Ok(_) => step.undone = true,
        Err(TenancyError::Stale(_)) => step.why = left("somebody has changed the flag since"),
        Err(TenancyError::Gone) => step.why = left("the organization is gone"),
        Err(TenancyError::Forcing(error)) => step.why = left(&error.to_string()),
        Err(error) => return Err(error),
    }
    change.replace_rollout(&old, &new).await?;
    manner.finish(change).await?;
    Ok(new)
}

/// Changes the state of a roll-out as one transaction, and says so in the log.
async fn edit(
    store: &Store,
    id: RolloutId,
    what: &str,
    manner: &Manner,
    doer: Doer<'_>,
    edit: impl FnOnce(&mut Rollout) -> Result<(), RolloutError>,
) -> Result<Rollout, RolloutError> {
    manner.check()?;
    let change = store.change_configuration(doer.act.now).await?;
    let old = change.find_rollout(id, doer.organizations).await?.ok_or(TenancyError::Gone)?;
    let mut new = old.clone();
    edit(&mut new)?;
    if new != old {
        change.replace_rollout(&old, &new).await?;
        change.append_audit(&event(&new, what, None, manner, &doer.act)).await?;
        manner.finish(change).await?;
    }
    Ok(new)
}

/// A line about it: in the log of an organization, or, where it is about all of it, in that of those who see all.
fn event(
    rollout: &Rollout,
    what: &str,
    organization: Option<OrganizationId>,
    manner: &Manner,
    act: &Act<'_>,
) -> AuditEvent {
    let mut detail = json!({
        "rollout": what,
        "flag": rollout.flag,
        "value": rollout.value,
        "application_id": rollout.application_id,
        "reason": rollout.reason,
    });
    let mut say = |name: &str, value: Value| {
        if let Some(detail) = detail.as_object_mut() {
            detail.insert(name.to_owned(), value);
        }
    };
    if organization.is_none() {
        say("organizations", rollout.steps.iter().map(|step| step.slug.as_str()).collect());
    }
    if let Some(stopped) = rollout.stopped {
        say("stopped", json!(stopped));
    }
    if let Some(why) = &manner.reason {
        say("why", json!(why));
    }
    AuditEvent {
        organization_id: organization,
        subject: Some(format!("roll-out {}", rollout.id)),
        ip: act.ip,
        detail: AuditDetail::of(&detail).by(act.role),
        ..AuditEvent::new(random::id(act.now), act.now, AuditAction::RolloutChanged, act.by)
    }
}
