//! What a roll-out does by itself: sets the flag for one organization, watches how its people come in, goes on or stops.
//!
//! Whichever replica takes the look works; the others find it taken. What is decided on is read again inside the transaction that
//! changes it, for which all changes queue, so that nothing is set twice, however many look.

use chrono::{DateTime, Utc};

use super::{event, fingerprint};
use crate::domain::admin_role::{AdminRole, Authority, Permission, may};
use crate::domain::audience::Audience;
use crate::domain::flag::{FlagSetting, setting};
use crate::domain::id::OrganizationId;
use crate::domain::rollout::{Attempts, Look, Rollout, RolloutState, Step, StepState, Stopped};
use crate::store::attempts::Within;
use crate::store::configuration::ConfigurationChange;
use crate::store::{Store, StoreError};
use crate::tenancy::change::{Act, Expected, Fingerprint, TenancyError};
use crate::tenancy::flags::{self, Setting, Wanted};
use crate::tenancy::users::Manner;

/// Looks at every roll-out that is due, and moves it on where it has to. Says how many it has looked at. `support` is the slug of the
/// organization whose accounts may be people of support.
pub async fn drive(store: &Store, support: Option<&str>, now: DateTime<Utc>) -> Result<usize, StoreError> {
    let mut looked = 0;
    for rollout in store.list_due_rollouts(now).await? {
        // Whoever has taken the look and ends half-way has changed nothing; the next look is another's.
        if !store.claim_rollout(&rollout, rollout.next_look(now)).await? {
            continue;
        }
        looked += 1;
        if let Err(error) = look(store, support, &rollout, now).await {
            tracing::warn!(%error, rollout = %rollout.id, "rollout.not_moved");
        }
    }
    Ok(looked)
}

/// Looks at one. It is changed only where there is something to change: every change is announced to all replicas.
async fn look(store: &Store, support: Option<&str>, seen: &Rollout, now: DateTime<Utc>) -> Result<(), TenancyError> {
    let mut attempts = None;
    if let Some((place, step)) = seen.watched().and_then(|place| Some((place, seen.steps.get(place)?))) {
        let since = Within { since: step.set_at.unwrap_or(now), until: None, application: seen.application_id };
        let found = store.organization(step.organization_id).count_attempts(since).await?;
        let looked = Step { since: found, ..step.clone() };
        if looked.look(seen.limit, seen.wait, now) == Look::GoOn
            && holds_what_was_set(store, seen, &looked).await?
            && store.find_authority(seen.caller_id, support, now).await?.is_some_and(|now| suffices(&now, seen))
        {
            return Ok(store.note_attempts(seen.id, place, found).await?);
        }
        attempts = Some(found);
    }
    let application_is_gone = match seen.application_id {
        Some(id) => store.find_application_by_id(id).await?.is_none(),
        None => false,
    };
    let change = store.change_configuration(now).await?;
    let Some(old) = change.find_rollout(seen.id, None).await? else { return Ok(()) };
    // Somebody has had it wait, or ended it, since it was seen.
    if old.state != RolloutState::Running || old.watched() != seen.watched() {
        return Ok(());
    }
    let mut new = old.clone();
    let turn = Turn { change: &change, support, application_is_gone, now };
    turn.move_on(&mut new, attempts).await?;
    new.due_at = if new.watched().is_some() { new.next_look(now) } else { now };
    change.replace_rollout(&old, &new).await?;
    turn.note(&old, &new).await?;
    change.commit().await?;
    if new.state == RolloutState::Stopped {
        let failed = newly_failed(&old, &new);
        let (organization, why) = (failed.map(|step| &step.slug), failed.and_then(|step| step.why.as_ref()));
        tracing::warn!(rollout = %new.id, stopped = ?new.stopped, ?organization, ?why, "rollout.stopped");
    }
    Ok(())
}

/// Whether the flag is still what the roll-out has set, as far as is kept in memory; the transaction looks again.
async fn holds_what_was_set(store: &Store, rollout: &Rollout, step: &Step) -> Result<bool, StoreError> {
    let found = store.find_configuration(step.organization_id).await?;
    Ok(found.is_some_and(|found| {
        Some(fingerprint(setting(rollout.flag, &found.flags, rollout.application_id))) == step.set
    }))
}

/// Whether the person under whose name it acts may still do all of it: it never goes further than they could themselves.
fn suffices(authority: &Authority, rollout: &Rollout) -> bool {
    may(authority.role, Permission::SetFlags)
        && rollout.steps.iter().all(|step| authority.reaches(step.organization_id))
}

/// So many organizations have their turn in one transaction, where all of them are left out.
const MOST_AT_ONCE: usize = 20;

/// One turn, within one transaction.
struct Turn<'a> {
    change: &'a ConfigurationChange,
    support: Option<&'a str>,
    application_is_gone: bool,
    now: DateTime<Utc>,
}

impl Turn<'_> {
    /// Ends the watch at hand where it is over, and sets the flag for the next organization that can take it.
    async fn move_on(&self, rollout: &mut Rollout, attempts: Option<Attempts>) -> Result<(), TenancyError> {
        let authority = self.change.find_authority(rollout.caller_id, self.support, self.now).await?;
        let Some(authority) = authority.filter(|authority| suffices(authority, rollout)) else {
            rollout.stop(Stopped::Authority);
            return Ok(());
        };
        if let Some(place) = rollout.watched() {
            self.watch(rollout, place, attempts.unwrap_or_default()).await?;
        }
        // Those that are left out take no time, but statements: sign-ins are written in between.
        for _ in 0..MOST_AT_ONCE {
            if rollout.state != RolloutState::Running || rollout.watched().is_some() {
                break;
            }
            match rollout.next() {
                Some(place) => self.set(rollout, place, authority.role).await?,
                None => rollout.state = RolloutState::Done,
            }
        }
        Ok(())
    }

    /// Judges the organization that is watched.
    async fn watch(&self, rollout: &mut Rollout, place: usize, found: Attempts) -> Result<(), TenancyError> {
        let (limit, wait) = (rollout.limit, rollout.wait);
        let id = rollout.steps.get(place).map(|step| step.organization_id);
        let current = match id {
            Some(id) => self.current(rollout, id).await?,
            None => None,
        };
        let Some(step) = rollout.steps.get_mut(place) else { return Ok(()) };
        step.since = found;
        match current {
            None => step.skip("the organization is gone"),
            Some(current) if Some(fingerprint(current.as_ref())) != step.set => {
                step.skip("somebody has changed the flag since it was set");
            }
            Some(_) => match step.look(limit, wait, self.now) {
                Look::GoOn => {}
                Look::Over => step.state = StepState::Done,
                Look::Refused => {
                    let percent = |attempts: Attempts| attempts.refused_percent().unwrap_or_default();
                    step.state = StepState::Failed;
                    step.why = Some(format!(
                        "{} of {} attempts were refused ({} %), of those before {} %",
                        found.refused,
                        found.all,
                        percent(found),
                        percent(step.usual)
                    ));
                    rollout.stop(Stopped::Refusals);
                }
            },
        }
        Ok(())
    }

    /// What is set in an organization of the flag; none where the organization is gone.
    async fn current(&self, of: &Rollout, id: OrganizationId) -> Result<Option<Option<FlagSetting>>, StoreError> {
        let found = self.change.read_organization(id).await?;
        Ok(found.map(|found| setting(of.flag, &found.flags, of.application_id).cloned()))
    }

    /// Sets the flag for the organization whose turn it is, as the person could by hand: by the same checks.
    async fn set(&self, rollout: &mut Rollout, place: usize, role: AdminRole) -> Result<(), TenancyError> {
        let now = self.now;
        let which = (rollout.flag, rollout.application_id);
        let wanted = Wanted {
            setting: Some(Setting {
                value: rollout.value,
                audience: Audience::Everyone,
                starts_at: None,
                ends_at: None,
            }),
            reason: rollout.reason.clone(),
            without_recent_sign_in: None,
        };
        let act = Act { by: &rollout.acts_as, role: Some(role), ip: None, now };
        let (value, id, wait) = (rollout.value, rollout.id, rollout.wait);
        let Some(step) = rollout.steps.get(place) else { return Ok(()) };
        let current = self.current(rollout, step.organization_id).await?;
        let Some(step) = rollout.steps.get_mut(place) else { return Ok(()) };
        if self.application_is_gone {
            step.why = Some("the application is gone".to_owned());
            step.state = StepState::Failed;
            rollout.stop(Stopped::NotSet);
            return Ok(());
        }
        // For good, at once and for everyone: there is nothing to change, and nothing to watch.
        let is_so = |set: &FlagSetting| {
            let for_everyone = !value || !set.audience.is_pilot(now);
            set.value == value && for_everyone && set.in_force(now) && set.ends_at.is_none()
        };
        match current {
            None => {
                step.skip("the organization is gone");
                return Ok(());
            }
            Some(current) if fingerprint(current.as_ref()) != step.seen => {
                step.skip("somebody has changed the flag since the roll-out was started");
                return Ok(());
            }
            Some(Some(current)) if is_so(&current) => {
                step.skip("it is set so already");
                return Ok(());
            }
            Some(_) => {}
        }
        let expected = Expected::OneOf(vec![Fingerprint::from_text(&step.seen)]);
        match flags::within(self.change, step.organization_id, which, &wanted, &expected, Some(id), &act).await {
            Ok((configuration, _)) => {
                let before = Within { since: now - wait, until: Some(now), application: which.1 };
                step.usual = self.change.count_attempts(step.organization_id, before).await?;
                step.set = Some(fingerprint(setting(which.0, &configuration.flags, which.1)));
                (step.state, step.set_at) = (StepState::Watching, Some(now));
            }
            Err(TenancyError::Forcing(error)) => {
                (step.state, step.why) = (StepState::Failed, Some(error.to_string()));
                rollout.stop(Stopped::NotSet);
            }
            Err(error) => return Err(error),
        }
        Ok(())
    }

    /// Says in the log what it has come to: where it has stopped at an organization, in that one's too.
    async fn note(&self, old: &Rollout, new: &Rollout) -> Result<(), StoreError> {
        let what = match new.state {
            RolloutState::Stopped => "stopped",
            RolloutState::Done => "done",
            RolloutState::Running | RolloutState::Paused | RolloutState::Cancelled => return Ok(()),
        };
        let act = Act { by: ITSELF, role: None, ip: None, now: self.now };
        self.change.append_audit(&event(new, what, None, &Manner::default(), &act)).await?;
        if let Some(step) = newly_failed(old, new) {
            let manner = Manner { reason: step.why.clone(), dry_run: false };
            let event = event(new, what, Some(step.organization_id), &manner, &act);
            self.change.append_audit(&event).await?;
        }
        Ok(())
    }
}

/// The organization at which it has stopped just now.
fn newly_failed<'a>(old: &Rollout, new: &'a Rollout) -> Option<&'a Step> {
    let mut steps = new.steps.iter().zip(&old.steps);
    let failed = |(new, old): &(&Step, &Step)| new.state == StepState::Failed && old.state != StepState::Failed;
    steps.find(failed).map(|(step, _)| step)
}

/// Who stops it where nobody does.
const ITSELF: &str = "anteroom";
