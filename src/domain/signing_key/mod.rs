//! The life of a key that signs tokens of ours: published before it signs, and until what it signed has ended. Pure.
//!
//! *Next* is published and does not sign, *active* signs, *retiring* is published and does not sign any more, *gone* is not published.
//! Which one signs is written down, not read off a clock: a change of it is one transaction, so that whoever reads the keys finds one
//! that signs, whatever their own clock shows.

#[cfg(test)]
mod tests;

use chrono::{DateTime, Duration, Utc};
use serde::Serialize;

use super::application::SigningAlgorithm;

/// So long before its time the next key is published at least, where that is the schedule's: many clients keep keys longer than they
/// are told.
const AHEAD: Duration = Duration::days(1);

/// How long keys live, and what depends on that. The same at all replicas.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyPolicy {
    /// After how long the next key signs; none where it does so by command alone.
    pub rotation: Option<Duration>,
    /// How long clients may keep our public keys: `max-age` of `/oauth2/jwks` (RFC 9111, 5.2.2.1).
    pub kept: Duration,
    /// The longest that a token lives.
    pub longest_token: Duration,
    /// How far the clocks of replicas and clients may be apart, and how long news of a key may take, together.
    pub margin: Duration,
}

impl Default for KeyPolicy {
    fn default() -> Self {
        Self {
            rotation: Some(Duration::days(90)),
            kept: Duration::minutes(5),
            longest_token: Duration::hours(1),
            margin: Duration::minutes(1),
        }
    }
}

impl KeyPolicy {
    /// How long a key is published at least before it signs: whoever fetched the keys just before it was, fetches them again by then.
    pub fn lead(&self) -> Duration {
        self.kept + self.margin
    }

    /// How long a key is published after it has signed for the last time: the token that it signed then has ended by then. Clocks
    /// count twice: the one that says when the key goes may be ahead of the one that said when it retired, and the one that says when
    /// the token ends behind the one that said when it is to.
    pub fn afterlife(&self) -> Duration {
        self.longest_token + self.margin * 2
    }
}

/// What is written down of a key's life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyDates {
    /// What it signs with.
    pub algorithm: SigningAlgorithm,
    /// Counts up within the algorithm.
    pub generation: i32,
    /// When it was made, and so published.
    pub created_at: DateTime<Utc>,
    /// Since when it signs; of the next one, from when on it is to.
    pub active_from: DateTime<Utc>,
    /// When it leaves the published set; none until it has signed for the last time.
    pub retires_at: Option<DateTime<Utc>>,
}

/// How far a key has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Life {
    /// Published, and does not sign yet.
    Next,
    /// Signs.
    Active,
    /// Published, and does not sign any more.
    Retiring,
    /// Not published: no token that it signed is good.
    Gone,
}

/// How far one of these keys has come.
pub fn life(key: &KeyDates, all: &[KeyDates], now: DateTime<Utc>) -> Life {
    match key.retires_at {
        Some(retires_at) if retires_at <= now => Life::Gone,
        Some(_) => Life::Retiring,
        None if living(all, key.algorithm).first().is_some_and(|first| first.generation < key.generation) => Life::Next,
        None => Life::Active,
    }
}

/// What is done to keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// One is made: the next, or, where there is none that signs, the one that does.
    Make {
        /// What it signs with.
        algorithm: SigningAlgorithm,
        /// Of two replicas that make the same one, one wins.
        generation: i32,
        /// From when on it is to sign.
        active_from: DateTime<Utc>,
    },
    /// The next one is to sign from another instant on.
    Plan(KeyDates),
    /// The next one signs from now on, and the one that did retires.
    Activate(KeyDates),
    /// Its tokens have ended: it is removed.
    Remove(KeyDates),
    /// It is removed, and with it every token that it signed.
    Withdraw(KeyDates),
}

/// What is to be done now, by the schedule: at most one step on with each algorithm. Keys are there for the algorithms that are
/// `wanted`.
pub fn due(all: &[KeyDates], wanted: &[SigningAlgorithm], policy: &KeyPolicy, now: DateTime<Utc>) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    for algorithm in SigningAlgorithm::ALL {
        let is_wanted = wanted.contains(&algorithm);
        let make = |active_from| Step::Make { algorithm, generation: next_generation(all, algorithm), active_from };
        let gone = of(all, algorithm).filter(|key| key.retires_at.is_some_and(|retires_at| retires_at <= now));
        steps.extend(gone.map(|key| Step::Remove(*key)));
        match living(all, algorithm).as_slice() {
            [] if is_wanted => steps.push(make(now)),
            [active] if is_wanted => {
                let Some(rotation) = policy.rotation else { continue };
                let planned = active.active_from + rotation;
                if now >= planned - policy.lead().max(AHEAD) {
                    steps.push(make(planned.max(now + policy.lead())));
                }
            }
            [_, next, ..] if now >= earliest(next, policy).max(next.active_from) => steps.push(Step::Activate(**next)),
            _ => {}
        }
    }
    steps
}

/// What has the next key sign as soon as every client can know it. Nothing where it is about to; none where there is no key at all.
pub fn rotate(
    all: &[KeyDates],
    algorithm: SigningAlgorithm,
    policy: &KeyPolicy,
    now: DateTime<Utc>,
) -> Option<Vec<Step>> {
    Some(match living(all, algorithm).as_slice() {
        [] => return None,
        [_] => {
            let generation = next_generation(all, algorithm);
            vec![Step::Make { algorithm, generation, active_from: now + policy.lead() }]
        }
        [_, next, ..] => {
            let soonest = earliest(next, policy).max(now);
            let sooner = next.active_from > soonest;
            sooner.then_some(Step::Plan(KeyDates { active_from: soonest, ..**next })).into_iter().collect()
        }
    })
}

/// What has a new key sign at once, and none of the others count any more: whoever got hold of one may have got the next one too.
/// None where there is no key at all.
pub fn replace(all: &[KeyDates], algorithm: SigningAlgorithm, now: DateTime<Utc>) -> Option<Vec<Step>> {
    let mut steps: Vec<Step> = of(all, algorithm).map(|key| Step::Withdraw(*key)).collect();
    if steps.is_empty() {
        return None;
    }
    steps.push(Step::Make { algorithm, generation: next_generation(all, algorithm), active_from: now });
    Some(steps)
}

/// When the next key can sign at the earliest.
pub fn earliest(next: &KeyDates, policy: &KeyPolicy) -> DateTime<Utc> {
    next.created_at + policy.lead()
}

fn of(all: &[KeyDates], algorithm: SigningAlgorithm) -> impl Iterator<Item = &KeyDates> {
    all.iter().filter(move |key| key.algorithm == algorithm)
}

/// Those that sign or will, the one that does first.
fn living(all: &[KeyDates], algorithm: SigningAlgorithm) -> Vec<&KeyDates> {
    let mut living: Vec<_> = of(all, algorithm).filter(|key| key.retires_at.is_none()).collect();
    living.sort_unstable_by_key(|key| key.generation);
    living
}

fn next_generation(all: &[KeyDates], algorithm: SigningAlgorithm) -> i32 {
    of(all, algorithm).map(|key| key.generation).max().unwrap_or_default() + 1
}
