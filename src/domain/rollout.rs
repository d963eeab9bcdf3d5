//! A roll-out: a flag that is set for many organizations, one after the other, as long as people still come in.

use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::flag::{FlagName, FlagState};
use super::id::{ApplicationId, CallerId, OrganizationId, RolloutId};
use super::reason::Reason;

/// The most organizations of one.
pub const MOST_ORGANIZATIONS: usize = 200;
/// The longest that is waited after each organization: a week.
pub const LONGEST_WAIT: Duration = Duration::days(7);
/// Fewer attempts than these say nothing: one person who tries twice would be a half.
pub const LEAST_ATTEMPTS: u32 = 5;
/// However short the wait is, nobody looks more often.
const LOOK_EVERY: Duration = Duration::seconds(15);
/// So often it is looked during a wait, where that is long: counting sign-ins of a week takes its time.
const LOOKS: i32 = 100;

/// A roll-out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rollout {
    /// Its id.
    pub id: RolloutId,
    /// Which flag.
    pub flag: FlagName,
    /// For this application alone; for the whole organization where none is named.
    pub application_id: Option<ApplicationId>,
    /// What it is set to.
    pub value: bool,
    /// Why: for the history of each organization.
    pub reason: String,
    /// It stops where the share of refused attempts rises by more than this, in percent of all attempts.
    pub limit: u8,
    /// How long is waited after each organization.
    pub wait: Duration,
    /// How far it has come.
    pub state: RolloutState,
    /// Why it has stopped by itself.
    pub stopped: Option<Stopped>,
    /// Who started it.
    pub started_by: String,
    /// Under whose name it sets the flag: who started it, or who has it going on since.
    pub acts_as: String,
    /// Who that is: without what they may do, it goes no further.
    pub caller_id: CallerId,
    /// When it was started.
    pub created_at: DateTime<Utc>,
    /// When it has to be looked at again. Whoever looks moves this ahead first, so that nobody else does meanwhile.
    pub due_at: DateTime<Utc>,
    /// The organizations, in their order.
    pub steps: Vec<Step>,
}

/// How far a roll-out has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RolloutState {
    /// It goes on by itself.
    Running,
    /// Somebody has it wait.
    Paused,
    /// It has stopped by itself.
    Stopped,
    /// All organizations have had their turn.
    Done,
    /// Somebody has ended it.
    Cancelled,
}

/// Why a roll-out has stopped by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Stopped {
    /// More people were refused than may be.
    Refusals,
    /// The flag cannot be set for an organization.
    NotSet,
    /// Whoever it acts for may not do it any more: their token has ended, their account has lost its role.
    Authority,
}

/// One organization of a roll-out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The organization.
    pub organization_id: OrganizationId,
    /// Its slug, which outlives it.
    pub slug: String,
    /// How far it is.
    pub state: StepState,
    /// What was set when the roll-out was started.
    pub before: Option<FlagState>,
    /// The fingerprint of that: whoever changes it before its turn comes is not overruled.
    pub seen: String,
    /// The fingerprint of what the roll-out has set.
    pub set: Option<String>,
    /// When it has set it.
    pub set_at: Option<DateTime<Utc>>,
    /// The attempts in a time before that as long as the wait.
    pub usual: Attempts,
    /// The attempts since.
    pub since: Attempts,
    /// Why it has failed or was left out.
    pub why: Option<String>,
    /// Whether what was set was taken back.
    pub undone: bool,
}

/// How far one organization of a roll-out is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum StepState {
    /// Its turn has not come.
    Waiting,
    /// The flag is set, and it is watched how people come in.
    Watching,
    /// The flag is set, and people come in as before.
    Done,
    /// The flag could not be set, or is set and too many were refused.
    Failed,
    /// It was left as it is: it was so already, or somebody else has changed the flag, or the organization is gone.
    Skipped,
}

/// How attempts to sign in ended. Each counts once, by its end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Attempts {
    /// Those that led in, or to a refusal.
    pub all: u32,
    /// Those that led to a refusal.
    pub refused: u32,
}

/// What a look at an organization that is watched comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// Nothing yet.
    GoOn,
    /// Too many are refused.
    Refused,
    /// The wait is over.
    Over,
}

/// Refusals that no flag causes: what was typed wrong, or lay too long. A stranger could cause them too, and stop a roll-out.
pub const NO_FLAGS_DOING: [Reason; 7] = [
    Reason::OneTimePasswordWrong,
    Reason::PasswordWrong,
    Reason::TooManyAttempts,
    Reason::TransitMissing,
    Reason::TransitExpired,
    Reason::ConnectionMixedUp,
    Reason::AnswerMalformed,
];

impl Attempts {
    /// The share of the refused in percent, rounded up, so that what exceeds a limit is seen to; none of nothing.
    pub fn refused_percent(self) -> Option<u32> {
        (self.all > 0).then(|| (u64::from(self.refused) * 100).div_ceil(u64::from(self.all)))?.try_into().ok()
    }

    /// Whether these say anything.
    const fn say_something(self) -> bool {
        self.all >= LEAST_ATTEMPTS
    }

    /// Whether the share of the refused has risen by more than `limit` percent of all.
    pub fn have_risen(self, usual: Self, limit: u8) -> bool {
        if !self.say_something() {
            return false;
        }
        let usual = if usual.say_something() { usual } else { Self { all: 1, refused: 0 } };
        let [all, refused] = [self.all, self.refused].map(u128::from);
        let [usual_all, usual_refused] = [usual.all, usual.refused].map(u128::from);
        refused * usual_all * 100 > usual_refused * all * 100 + u128::from(limit) * all * usual_all
    }
}

impl Step {
    /// What a look at it comes to, as long as it is watched.
    pub fn look(&self, limit: u8, wait: Duration, now: DateTime<Utc>) -> Look {
        if self.since.have_risen(self.usual, limit) {
            return Look::Refused;
        }
        if self.set_at.is_none_or(|set_at| set_at + wait <= now) { Look::Over } else { Look::GoOn }
    }

    /// Whether the roll-out has set something here that it has not taken back.
    pub fn is_set(&self) -> bool {
        self.set.is_some() && !self.undone
    }

    /// Left as it is.
    pub fn skip(&mut self, why: impl Into<String>) {
        (self.state, self.why) = (StepState::Skipped, Some(why.into()));
    }
}

impl Rollout {
    /// The place of the organization that is watched, if one is.
    pub fn watched(&self) -> Option<usize> {
        self.steps.iter().position(|step| step.state == StepState::Watching)
    }

    /// The place of the organization whose turn comes next.
    pub fn next(&self) -> Option<usize> {
        self.steps.iter().position(|step| step.state == StepState::Waiting)
    }

    /// When it has to be looked at again, from a look on.
    pub fn next_look(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        let soon = now + LOOK_EVERY.max(self.wait / LOOKS);
        let set_at = self.watched().and_then(|place| self.steps.get(place)?.set_at);
        set_at.map(|set_at| set_at + self.wait).filter(|end| *end > now).map_or(soon, |end| end.min(soon))
    }

    /// Stops it by itself.
    pub fn stop(&mut self, why: Stopped) {
        (self.state, self.stopped) = (RolloutState::Stopped, Some(why));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attempts(refused: u32, all: u32) -> Attempts {
        Attempts { all, refused }
    }

    #[test]
    fn a_rise_is_what_exceeds_the_usual_by_more_than_the_limit() {
        let nothing = attempts(0, 0);
        for (since, usual, limit, risen) in [
            // Too few to say anything, even where all are refused.
            (attempts(4, 4), nothing, 5, false),
            (attempts(5, 5), nothing, 5, true),
            (attempts(0, 500), nothing, 0, false),
            (attempts(1, 500), nothing, 0, true),
            // The limit itself may be reached.
            (attempts(5, 100), nothing, 5, false),
            (attempts(6, 100), nothing, 5, true),
            (attempts(100, 100), nothing, 100, false),
            // What is usual there is not the flag's doing; too little of it is not usual.
            (attempts(15, 100), attempts(10, 100), 5, false),
            (attempts(16, 100), attempts(10, 100), 5, true),
            (attempts(16, 100), attempts(2, 4), 5, true),
            (attempts(10, 100), attempts(90, 100), 5, false),
            (attempts(u32::MAX, u32::MAX), attempts(0, u32::MAX), 99, true),
        ] {
            assert_eq!(since.have_risen(usual, limit), risen, "{since:?} after {usual:?} by {limit}");
        }
    }

    #[test]
    fn what_exceeds_a_limit_is_seen_to() {
        assert_eq!(attempts(0, 0).refused_percent(), None);
        assert_eq!(attempts(0, 7).refused_percent(), Some(0));
        assert_eq!(attempts(6, 119).refused_percent(), Some(6), "5.04");
        assert_eq!(attempts(u32::MAX, u32::MAX).refused_percent(), Some(100));
    }

    #[test]
    fn it_is_looked_at_now_and_then_and_when_the_wait_is_over() {
        let now: DateTime<Utc> = "2026-11-23T09:00:00Z".parse().unwrap();
        let step = |set_at: Option<DateTime<Utc>>| Step {
            organization_id: uuid::Uuid::from_u128(1).into(),
            slug: "st-janshof".to_owned(),
            state: if set_at.is_some() { StepState::Watching } else { StepState::Waiting },
            before: None,
            seen: String::new(),
            set: None,
            set_at,
            usual: Attempts::default(),
            since: Attempts::default(),
            why: None,
            undone: false,
        };
        let next = |wait: Duration, set_at: Option<DateTime<Utc>>| {
            let rollout = Rollout {
                id: uuid::Uuid::from_u128(1).into(),
                flag: FlagName::Sso,
                application_id: None,
                value: true,
                reason: "test".to_owned(),
                limit: 5,
                wait,
                state: RolloutState::Running,
                stopped: None,
                started_by: "mia".to_owned(),
                acts_as: "mia".to_owned(),
                caller_id: uuid::Uuid::from_u128(1).into(),
                created_at: now,
                due_at: now,
                steps: vec![step(set_at)],
            };
            (rollout.next_look(now) - now).num_seconds()
        };
        let before = |minutes| Some(now - Duration::minutes(minutes));
        assert_eq!(next(Duration::hours(1), None), 36);
        assert_eq!(next(Duration::hours(1), before(0)), 36);
        assert_eq!(next(Duration::minutes(1), before(0)), 15);
        assert_eq!(next(Duration::hours(1) + Duration::seconds(10), before(60)), 10);
        assert_eq!(next(Duration::hours(1), before(90)), 36, "one that nobody has looked at for long");
        let over = |set_at| step(set_at).look(5, Duration::hours(1), now);
        assert_eq!((over(before(59)), over(before(60)), over(before(90))), (Look::GoOn, Look::Over, Look::Over));
        let refused = Step { since: attempts(5, 5), ..step(before(90)) };
        assert_eq!(refused.look(5, Duration::hours(1), now), Look::Refused);
    }
}
