//! The weather at identity providers: one hospital's trouble there, told apart from our own, from the provider's as a whole, and from one
//! person's bad luck. Pure: what has happened lately comes in.
//!
//! A hospital's trouble is a row of failures that no success has broken, of several people. That others come in meanwhile says that
//! neither we nor the provider are the cause.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::id::{ConnectionId, OrganizationId};
use super::reason::Reason;

/// How lately failures must have been to begin a trouble.
pub const WINDOW: Duration = Duration::minutes(15);
/// Without another failure for so long, a trouble is over: nobody tries any more, and the next who do will show whether it is.
pub const QUIET: Duration = Duration::hours(1);
/// After how long the hospital's administrators are told: what is over before that is no news by mail.
pub const TOLD_AFTER: Duration = Duration::minutes(5);
/// How many people must have failed. One alone tries again and again.
const PEOPLE: usize = 3;
/// At how many hospitals at once people fail where it is not the hospitals.
const HOSPITALS: usize = 3;
/// How many people must have failed at them together.
const PEOPLE_EVERYWHERE: usize = 6;

/// Why sign-ins fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// The provider is not reached, has trouble, or answers what nobody can use.
    Provider,
    /// The provider does not take what the broker proves itself with.
    Credential,
}

impl Cause {
    /// The cause that a refusal speaks for; none, where it is about the person, or about one answer alone.
    pub const fn of(reason: Reason) -> Option<Self> {
        match reason {
            Reason::UpstreamUnavailable | Reason::UpstreamUnreachable | Reason::UpstreamAnswerInvalid => {
                Some(Self::Provider)
            }
            Reason::UpstreamCredentialRefused => Some(Self::Credential),
            _ => None,
        }
    }
}

/// Which connection, and whose.
pub type Place = (OrganizationId, ConnectionId);

/// Somebody who could not come in, although it is not about them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failed {
    /// Where.
    pub place: Place,
    /// When.
    pub at: DateTime<Utc>,
    /// What tells them from others; it says nothing else of them.
    pub person: String,
    /// Why.
    pub cause: Cause,
}

/// A trouble.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// Where; none, where it is everywhere.
    pub place: Option<Place>,
    /// Since when.
    pub since: DateTime<Utc>,
    /// Why.
    pub cause: Cause,
    /// When the hospital's administrators were told.
    pub told_at: Option<DateTime<Utc>>,
}

/// What has happened lately.
#[derive(Clone, Debug, Default)]
pub struct Lately {
    /// Who has failed within [`QUIET`].
    pub failed: Vec<Failed>,
    /// When somebody last came in, by connection, of those at which somebody has failed.
    pub came_in: BTreeMap<ConnectionId, DateTime<Utc>>,
    /// At how many other organizations somebody came in within [`WINDOW`].
    pub others: usize,
}

/// What is to be written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// A trouble has begun.
    Began(Trouble),
    /// A trouble is over.
    Ended(Trouble),
    /// The administrators are to be told of this one.
    Tell(Trouble),
}

/// An unbroken row of failures at one connection.
struct Row<'a> {
    since: DateTime<Utc>,
    people: BTreeSet<&'a str>,
    cause: Cause,
}

/// The connections at which somebody has failed: who has come in there is to be asked.
pub fn places(failed: &[Failed]) -> BTreeSet<Place> {
    failed.iter().map(|failed| failed.place).collect()
}

/// Whether it could be everywhere: only then is of interest at how many others people come in.
pub fn may_be_everywhere(places: &BTreeSet<Place>) -> bool {
    places.iter().map(|(organization, _)| organization).collect::<BTreeSet<_>>().len() >= HOSPITALS
}

/// What has changed, given what is open.
pub fn changes(open: &[Trouble], lately: &Lately, now: DateTime<Utc>) -> Vec<Change> {
    let rows = rows(lately, now);
    let everywhere = everywhere(&rows, lately.others);
    let mut changes = Vec::new();
    match (open.iter().find(|trouble| trouble.place.is_none()), everywhere) {
        (None, Some(trouble)) => changes.push(Change::Began(trouble)),
        (Some(trouble), None) => changes.push(Change::Ended(*trouble)),
        _ => {}
    }
    for (place, row) in &rows {
        let known = open.iter().any(|trouble| trouble.place == Some(*place));
        // Where it is everywhere, it is not theirs.
        if !known && everywhere.is_none() && row.people.len() >= PEOPLE {
            changes.push(Change::Began(Trouble {
                place: Some(*place),
                since: row.since,
                cause: row.cause,
                told_at: None,
            }));
        }
    }
    for trouble in open {
        let Some(place) = trouble.place else { continue };
        let goes_on = rows.iter().any(|(at, row)| *at == place && row.people.len() >= PEOPLE);
        let came_in = lately.came_in.get(&place.1).is_some_and(|at| *at > trouble.since);
        let quiet = !lately.failed.iter().any(|failed| failed.place == place);
        if !goes_on && (came_in || quiet) {
            changes.push(Change::Ended(*trouble));
        } else if trouble.told_at.is_none() && now - trouble.since >= TOLD_AFTER {
            changes.push(Change::Tell(*trouble));
        }
    }
    changes
}

/// The rows of failures since somebody last came in, by connection.
fn rows(lately: &Lately, now: DateTime<Utc>) -> BTreeMap<Place, Row<'_>> {
    let mut rows: BTreeMap<Place, Row<'_>> = BTreeMap::new();
    for failed in lately.failed.iter().filter(|failed| now - failed.at <= WINDOW) {
        if lately.came_in.get(&failed.place.1).is_some_and(|at| *at >= failed.at) {
            continue;
        }
        let row =
            rows.entry(failed.place).or_insert(Row { since: failed.at, people: BTreeSet::new(), cause: failed.cause });
        if failed.at < row.since {
            (row.since, row.cause) = (failed.at, failed.cause);
        }
        row.people.insert(&failed.person);
    }
    rows
}

/// Whether it is everywhere: at several hospitals at once, and at no more do people come in.
fn everywhere(rows: &BTreeMap<Place, Row<'_>>, others: usize) -> Option<Trouble> {
    let hospitals: BTreeSet<_> = rows.keys().map(|(organization, _)| organization).collect();
    let people: usize = rows.values().map(|row| row.people.len()).sum();
    let first = rows.values().min_by_key(|row| row.since)?;
    let is = hospitals.len() >= HOSPITALS && hospitals.len() >= others && people >= PEOPLE_EVERYWHERE;
    is.then_some(Trouble { place: None, since: first.since, cause: first.cause, told_at: None })
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn now() -> DateTime<Utc> {
        "2026-11-23T09:00:00Z".parse().unwrap()
    }

    fn ago(minutes: i64) -> DateTime<Utc> {
        now() - Duration::minutes(minutes)
    }

    fn place(number: u128) -> Place {
        (Uuid::from_u128(number).into(), Uuid::from_u128(100 + number).into())
    }

    /// People, each by a letter, who have failed at a hospital, a minute after one another, the last a minute ago.
    fn failed(hospital: u128, people: &str) -> Vec<Failed> {
        let count = i64::try_from(people.len()).unwrap();
        let one = |(number, person): (i64, char)| Failed {
            place: place(hospital),
            at: ago(count - number),
            person: person.to_string(),
            cause: Cause::Provider,
        };
        (0..).zip(people.chars()).map(one).collect()
    }

    fn lately(failed: Vec<Failed>, came_in: &[(u128, i64)], others: usize) -> Lately {
        let came_in = came_in.iter().map(|(hospital, minutes)| (place(*hospital).1, ago(*minutes)));
        Lately { failed, came_in: came_in.collect(), others }
    }

    /// What began and ended, as the number of the hospital, 0 for everywhere.
    fn said(open: &[Trouble], lately: &Lately) -> Vec<String> {
        let name = |trouble: Trouble| trouble.place.map_or(0, |(organization, _)| organization.0.as_u128());
        let say = |change: Change| match change {
            Change::Began(trouble) => format!("+{} {}", name(trouble), (now() - trouble.since).num_minutes()),
            Change::Ended(trouble) => format!("-{}", name(trouble)),
            Change::Tell(trouble) => format!("!{}", name(trouble)),
        };
        changes(open, lately, now()).into_iter().map(say).collect()
    }

    fn open(hospital: u128, minutes: i64) -> Trouble {
        let place = (hospital > 0).then(|| place(hospital));
        Trouble { place, since: ago(minutes), cause: Cause::Provider, told_at: Some(ago(minutes)) }
    }

    #[test]
    fn a_hospitals_trouble_is_that_of_several_people_in_an_unbroken_row() {
        for (people, came_in, expected) in [
            ("abc", &[][..], &["+1 3"][..]),
            // One person, however often; two.
            ("aaaaaaaa", &[], &[]),
            ("abab", &[], &[]),
            // Somebody came in between, or after all of them.
            ("abc", &[(1, 2)], &[]),
            ("abcdef", &[(1, 5)], &["+1 4"]),
            ("abc", &[(1, 0)], &[]),
            // Long before.
            ("abc", &[(1, 30)], &["+1 3"]),
            // Too long ago to begin anything.
            ("abccccccccccccccc", &[], &[]),
        ] {
            assert_eq!(said(&[], &lately(failed(1, people), came_in, 5)), expected, "{people} {came_in:?}");
        }
    }

    #[test]
    fn what_fails_at_many_hospitals_at_once_is_not_theirs() {
        let many = |people: &str| -> Vec<Failed> { (1..=3).flat_map(|hospital| failed(hospital, people)).collect() };
        assert_eq!(said(&[], &lately(many("abc"), &[], 0)), ["+0 3"]);
        assert_eq!(said(&[], &lately(many("abc"), &[], 3)), ["+0 3"]);
        // Most come in: three have trouble of their own at the same time.
        assert_eq!(said(&[], &lately(many("abc"), &[], 4)), ["+1 3", "+2 3", "+3 3"]);
        // One here and one there are nobody's trouble.
        assert_eq!(said(&[], &lately(many("a"), &[], 0)), [""; 0]);
        // What one hospital had before stays its own; another gets none while it is everywhere.
        assert_eq!(said(&[open(1, 30)], &lately(many("abc"), &[], 0)), ["+0 3"]);
        assert_eq!(said(&[open(0, 30)], &lately(many("abc"), &[], 0)), [""; 0]);
        assert_eq!(said(&[open(0, 30)], &lately(many("abc"), &[(1, 0), (2, 0)], 0)), ["-0", "+3 3"]);
    }

    #[test]
    fn it_is_over_when_people_come_in_again_or_nobody_tries() {
        for (people, came_in, expected) in [
            ("abc", &[][..], &[][..]),
            ("a", &[], &[]),
            ("abc", &[(1, 0)], &["-1"]),
            ("abc", &[(1, 1)], &["-1"]),
            // It comes and goes: as long as it fails for several in a row, it is not over.
            ("abcd", &[(1, 4)], &[]),
            // Before it began.
            ("abc", &[(1, 90)], &[]),
            ("", &[], &["-1"]),
        ] {
            assert_eq!(said(&[open(1, 50)], &lately(failed(1, people), came_in, 5)), expected, "{people} {came_in:?}");
        }
    }

    #[test]
    fn administrators_are_told_once_and_only_of_what_lasts() {
        let untold = |minutes| Trouble { told_at: None, ..open(1, minutes) };
        let still = lately(failed(1, "abc"), &[], 5);
        assert_eq!(said(&[untold(4)], &still), [""; 0]);
        assert_eq!(said(&[untold(5)], &still), ["!1"]);
        assert_eq!(said(&[open(1, 5)], &still), [""; 0]);
    }

    #[test]
    fn only_what_is_about_nobody_counts() {
        let counted: Vec<_> =
            Reason::ALL.iter().filter(|reason| Cause::of(**reason).is_some()).map(|reason| reason.code()).collect();
        assert_eq!(
            counted,
            ["upstream_credential_refused", "upstream_unavailable", "upstream_unreachable", "upstream_answer_invalid"]
        );
    }
}
