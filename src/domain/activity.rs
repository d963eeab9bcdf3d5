//! How a hospital's people come in, seen from above: how many a day, and why others did not. Pure, and without names.

use std::collections::BTreeMap;

use chrono::{DateTime, Days, NaiveDate, Utc};

use super::audit::AuditOutcome;
use super::reason::Reason;

/// How far back it goes, today with it.
pub const DAYS: u64 = 30;

/// Attempts that are alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    /// On which day (UTC).
    pub day: NaiveDate,
    /// How they ended.
    pub outcome: AuditOutcome,
    /// The reason code of a refusal.
    pub reason: Option<String>,
    /// Whether they came in by the traditional way.
    pub by_code: bool,
    /// How many.
    pub count: u64,
    /// The last of them.
    pub last_at: DateTime<Utc>,
}

/// One day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Day {
    /// Which (UTC).
    pub day: NaiveDate,
    /// How often somebody came in by SSO.
    pub by_sso: u64,
    /// How often with a code.
    pub by_code: u64,
    /// How often somebody was refused.
    pub refused: u64,
}

/// Refusals for one reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refusals {
    /// Why.
    pub reason: Reason,
    /// How many.
    pub count: u64,
    /// The last of them.
    pub last_at: DateTime<Utc>,
}

/// How people came in within [`DAYS`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Activity {
    /// Every day, the oldest first; those without anybody too.
    pub days: Vec<Day>,
    /// Why people were refused, what was most frequent first.
    pub refusals: Vec<Refusals>,
    /// When somebody last came in by SSO; none, where nobody has within these days.
    pub last_by_sso: Option<DateTime<Utc>>,
}

/// From when on attempts count: the beginning of the first day.
pub fn since(now: DateTime<Utc>) -> DateTime<Utc> {
    let first = now.date_naive().checked_sub_days(Days::new(DAYS - 1)).unwrap_or(NaiveDate::MIN);
    first.and_time(chrono::NaiveTime::MIN).and_utc()
}

impl Activity {
    /// That of what was counted.
    pub fn of(counted: &[Counted], now: DateTime<Utc>) -> Self {
        let first = since(now).date_naive();
        let empty = |day| Day { day, by_sso: 0, by_code: 0, refused: 0 };
        let mut days: Vec<_> = first.iter_days().take(usize::try_from(DAYS).unwrap_or_default()).map(empty).collect();
        let mut refusals: BTreeMap<Reason, Refusals> = BTreeMap::new();
        let mut last_by_sso = None;
        for Counted { day, outcome, reason, by_code, count, last_at } in counted {
            if let Some(day) = days.iter_mut().find(|known| known.day == *day) {
                match (outcome, by_code) {
                    (AuditOutcome::Success, true) => day.by_code += count,
                    (AuditOutcome::Success, false) => day.by_sso += count,
                    (AuditOutcome::Refused | AuditOutcome::Failed, _) => day.refused += count,
                }
            }
            if *outcome == AuditOutcome::Success && !by_code {
                last_by_sso = last_by_sso.max(Some(*last_at));
            }
            let reason = reason.as_deref().and_then(Reason::from_code).filter(|_| *outcome == AuditOutcome::Refused);
            if let Some(reason) = reason {
                let all = refusals.entry(reason).or_insert(Refusals { reason, count: 0, last_at: *last_at });
                (all.count, all.last_at) = (all.count + count, all.last_at.max(*last_at));
            }
        }
        let mut refusals: Vec<_> = refusals.into_values().collect();
        refusals.sort_by_key(|of| std::cmp::Reverse((of.count, of.last_at)));
        Self { days, refusals, last_by_sso }
    }

    /// How often somebody came in by SSO on the last days, today with them.
    pub fn by_sso(&self, days: usize) -> u64 {
        self.days.iter().rev().take(days).map(|day| day.by_sso).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_without_anybody_are_there_and_reasons_are_added_up() {
        let now: DateTime<Utc> = "2026-11-23T09:00:00Z".parse().unwrap();
        assert_eq!(since(now).to_rfc3339(), "2026-10-25T00:00:00+00:00");
        let at = |day: u32, outcome, reason: Option<&str>, by_code, count| Counted {
            day: NaiveDate::from_ymd_opt(2026, 11, day).unwrap(),
            outcome,
            reason: reason.map(str::to_owned),
            by_code,
            count,
            last_at: NaiveDate::from_ymd_opt(2026, 11, day).unwrap().and_hms_opt(8, 0, 0).unwrap().and_utc(),
        };
        let (success, refused) = (AuditOutcome::Success, AuditOutcome::Refused);
        let activity = Activity::of(
            &[
                at(22, success, None, false, 7),
                at(23, success, None, false, 2),
                at(23, success, None, true, 1),
                at(22, refused, Some("guest_account"), false, 2),
                at(21, refused, Some("user_unknown"), false, 3),
                at(23, refused, Some("guest_account"), false, 1),
                // One that this version does not know is counted, and not named.
                at(23, refused, Some("of_tomorrow"), false, 4),
            ],
            now,
        );
        assert_eq!((activity.days.len(), activity.days[29].day.to_string().as_str()), (30, "2026-11-23"));
        let today = activity.days[29];
        assert_eq!((today.by_sso, today.by_code, today.refused), (2, 1, 5));
        assert_eq!((activity.by_sso(1), activity.by_sso(7), activity.by_sso(30)), (2, 9, 9));
        assert_eq!(activity.last_by_sso, Some("2026-11-23T08:00:00Z".parse().unwrap()));
        let named: Vec<_> = activity.refusals.iter().map(|of| (of.reason, of.count)).collect();
        // Of two that are as frequent, the later one first.
        assert_eq!(named, [(Reason::GuestAccount, 3), (Reason::UserUnknown, 3)]);
        assert_eq!(Activity::of(&[], now).last_by_sso, None);
    }
}
