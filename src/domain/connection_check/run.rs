//! A run of all checks of a connection, and what has turned since the one before.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use super::{CheckResult, Verdict};
use crate::domain::connection::VersionState;
use crate::domain::id::{ConnectionId, OrganizationId};

/// The last run of a connection's checks, on its draft or on what is in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckRun {
    /// Of which connection.
    pub connection_id: ConnectionId,
    /// Whose it is.
    pub organization_id: OrganizationId,
    /// On which version.
    pub version: i32,
    /// Where that stood.
    pub state: VersionState,
    /// When.
    pub checked_at: DateTime<Utc>,
    /// What was found, in the order in which it is shown.
    pub results: Vec<CheckResult>,
    /// The checks that have failed when they last said something, by their keys.
    pub failing: BTreeSet<String>,
}

/// What a run comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Judged {
    /// The worst of it.
    pub verdict: Verdict,
    /// When.
    pub checked_at: DateTime<Utc>,
}

impl CheckRun {
    /// Whether it was on what nobody uses yet.
    pub fn is_of_draft(&self) -> bool {
        matches!(self.state, VersionState::Draft | VersionState::Tested)
    }

    /// The worst of it.
    pub fn judged(&self) -> Judged {
        Judged { verdict: overall(&self.results), checked_at: self.checked_at }
    }

    /// Whether trouble on the way kept something from being seen.
    pub fn is_outage(&self) -> bool {
        self.results.iter().any(|result| result.found.is_outage())
    }
}

/// The worst of what was found. What was not looked at is no worse than why.
pub fn overall(results: &[CheckResult]) -> Verdict {
    let verdicts = results.iter().map(|result| result.verdict).filter(|verdict| *verdict != Verdict::Skipped);
    verdicts.max().unwrap_or(Verdict::Skipped)
}

/// Which way a check has turned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// It fails.
    Failed,
    /// It fails no more.
    Recovered,
}

/// A check that has turned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Turned<'a> {
    /// Which way.
    pub turn: Turn,
    /// What is found now.
    pub result: &'a CheckResult,
}

/// What has turned, and what fails from now on. A check that says nothing tonight, for an outage or because another fails, stands as it
/// stood; one that is not there any more, such as that of a domain that was removed, is forgotten.
pub fn turned<'a>(before: &BTreeSet<String>, results: &'a [CheckResult]) -> (Vec<Turned<'a>>, BTreeSet<String>) {
    let (mut turns, mut failing) = (Vec::new(), BTreeSet::new());
    for result in results {
        let (key, failed_before) = (result.key(), before.contains(&result.key()));
        let says_nothing = result.verdict == Verdict::Skipped || result.found.is_outage();
        let fails = if says_nothing { failed_before } else { result.verdict == Verdict::Failed };
        match (failed_before, fails) {
            (false, true) => turns.push(Turned { turn: Turn::Failed, result }),
            (true, false) => turns.push(Turned { turn: Turn::Recovered, result }),
            _ => {}
        }
        if fails {
            failing.insert(key);
        }
    }
    (turns, failing)
}

#[cfg(test)]
mod tests {
    use super::super::{Check, Found};
    use super::*;

    fn result(check: Check, found: Found) -> CheckResult {
        CheckResult::new(check, found)
    }

    #[test]
    fn a_change_is_told_once_and_an_outage_is_none() {
        let none = BTreeSet::new();
        let turns = |before: &BTreeSet<String>, found: CheckResult| {
            let results = [found];
            let (turns, failing) = turned(before, &results);
            (turns.first().map(|turned| turned.turn), failing)
        };
        let refused = || result(Check::Credential, Found::CredentialRefused).of("a");
        let failing = BTreeSet::from(["credential a".to_owned()]);
        assert_eq!(turns(&none, refused()), (Some(Turn::Failed), failing.clone()));
        assert_eq!(turns(&failing, refused()), (None, failing.clone()), "the second night");
        for silent in [
            result(Check::Credential, Found::CredentialNotSeen).of("a"),
            CheckResult::skipped(Check::Credential, Check::Metadata).of("a"),
        ] {
            assert_eq!(turns(&none, silent.clone()), (None, none.clone()));
            assert_eq!(turns(&failing, silent), (None, failing.clone()));
        }
        let accepted = || result(Check::Credential, Found::CredentialAccepted).of("a");
        assert_eq!(turns(&failing, accepted()), (Some(Turn::Recovered), none.clone()));
        assert_eq!(turns(&none, accepted()), (None, none.clone()));
        assert_eq!(turns(&failing, accepted().of("b")), (None, none.clone()), "what is gone is forgotten");
        assert_eq!(turns(&none, result(Check::Metadata, Found::MetadataUnreachable)), (None, none.clone()));
        assert_eq!(turns(&failing, accepted().judged(Verdict::Warning)).0, Some(Turn::Recovered));
    }

    #[test]
    fn the_worst_counts_and_what_was_not_looked_at_does_not() {
        let skipped = CheckResult::skipped(Check::Consent, Check::Credential);
        let right = || result(Check::Metadata, Found::MetadataRight);
        assert_eq!(overall(&[]), Verdict::Skipped);
        assert_eq!(overall(&[skipped.clone(), right()]), Verdict::Ok);
        assert_eq!(overall(&[right(), result(Check::Clock, Found::ClockOff)]), Verdict::Warning);
        assert_eq!(
            overall(&[result(Check::Clock, Found::ClockOff), result(Check::Clock, Found::ClockWrong)]),
            Verdict::Failed
        );
    }
}
