//! Rule 9 before it is in force: the traditional way is closed only where, and as long as, the other one is open.
//!
//! Pure. `[("forced_sso", until yesterday)]` → `[("forced_sso", for good)]`: closed from now on, so somebody must have signed in
//! by SSO in the last 14 days.

use chrono::{DateTime, Duration, Utc};

use crate::domain::audience::Audience;
use crate::domain::flag::{FlagName, FlagSetting};

/// How long before `forced_sso` begins the last SSO sign-in may be.
pub const LATELY: Duration = Duration::days(14);

/// What must have happened before the traditional way may be closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Proof {
    /// When it closes.
    pub begins: DateTime<Utc>,
    /// Somebody has signed in by SSO since then. From a start further ahead than [`LATELY`] on this lies in the future, where
    /// nobody has done anything yet: a plan made months before proves nothing about the day itself.
    pub since: DateTime<Utc>,
}

/// From this instant on both ways would be closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stranded {
    /// When.
    pub from: DateTime<Utc>,
}

/// Why the flags of an organization are not changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ForcingError {
    /// Whoever closes the traditional way must know that the other one is open.
    #[error(
        "forced_sso of `{slug}` cannot begin {}: within the {} days before, somebody of it must have signed in by SSO; let somebody \
         sign in so, let it begin within {1} days of that, or say why not in without_recent_sign_in",
        .proof.begins.to_rfc3339(), LATELY.num_days()
    )]
    NotTried {
        /// Whose.
        slug: String,
        /// What is missing.
        proof: Proof,
    },
    /// Both ways would be closed, to everybody or to whoever is not on the pilot list.
    #[error(
        "from {} on forced_sso of `{slug}` would be on and sso would not be on for everyone: people of it could not come in; set sso \
         for that time too, and not for a pilot, or end forced_sso with it",
        .stranded.from.to_rfc3339()
    )]
    Stranded {
        /// Whose.
        slug: String,
        /// When.
        stranded: Stranded,
    },
}

/// What the flags of an organization may be changed for: nothing more, a proof, or not at all.
///
/// A proof is asked for whenever `forced_sso` gains time at which it was not on before, however it comes by it: switched on,
/// a start moved forward, an end moved back or away. Time that it loses costs nothing.
pub fn check(old: &[FlagSetting], new: &[FlagSetting], now: DateTime<Utc>) -> Result<Option<Proof>, Stranded> {
    let forced = |flags| on(FlagName::ForcedSso, flags, now);
    let stranded = |flags| {
        let mut closed = without(forced(flags), &on(FlagName::Sso, flags, now));
        closed.extend(within(forced(flags), &piloted(flags, now)));
        closed
    };
    // What was wrong before is no reason to refuse what has nothing to do with it.
    if let Some(from) = without(stranded(new), &stranded(old)).iter().map(|span| span.from).min() {
        return Err(Stranded { from });
    }
    if without(forced(new), &forced(old)).is_empty() {
        return Ok(None);
    }
    let begins = forced(new).first().map(|span| span.from);
    Ok(begins.map(|begins| Proof { begins, since: begins - LATELY }))
}

/// A time, from an instant until before another.
#[derive(Clone, Copy, Debug)]
struct Span {
    from: DateTime<Utc>,
    until: DateTime<Utc>,
}

/// When a flag of the whole organization is on for everyone, as far as it is not over.
fn on(name: FlagName, flags: &[FlagSetting], now: DateTime<Utc>) -> Vec<Span> {
    let on = flags.iter().filter(|flag| flag.name == name && flag.application_id.is_none() && flag.value);
    on.filter_map(|flag| {
        let whole = span(flag, now)?;
        match flag.audience {
            Audience::Everyone => Some(whole),
            Audience::Pilot { everyone_from } => Span { from: everyone_from?.max(whole.from), ..whole }.there(),
        }
    })
    .collect()
}

/// When SSO is on for a pilot alone, in whichever application: whoever is not on its list comes in there by the traditional way.
fn piloted(flags: &[FlagSetting], now: DateTime<Utc>) -> Vec<Span> {
    let on = flags.iter().filter(|flag| flag.name == FlagName::Sso && flag.value);
    on.filter_map(|flag| {
        let whole = span(flag, now)?;
        match flag.audience {
            Audience::Everyone => None,
            Audience::Pilot { everyone_from: None } => Some(whole),
            Audience::Pilot { everyone_from: Some(from) } => Span { until: from.min(whole.until), ..whole }.there(),
        }
    })
    .collect()
}

/// When a setting is in force, as far as it is not over.
fn span(flag: &FlagSetting, now: DateTime<Utc>) -> Option<Span> {
    let from = flag.starts_at.map_or(now, |start| start.max(now));
    Span { from, until: flag.ends_at.unwrap_or(DateTime::<Utc>::MAX_UTC) }.there()
}

impl Span {
    /// It, unless it is over before it begins.
    fn there(self) -> Option<Self> {
        (self.from < self.until).then_some(self)
    }
}

/// What of some time lies within other time.
fn within(spans: Vec<Span>, other: &[Span]) -> Vec<Span> {
    let outside = without(spans.clone(), other);
    without(spans, &outside)
}

/// What is left of some time without other time.
fn without(spans: Vec<Span>, taken: &[Span]) -> Vec<Span> {
    taken.iter().fold(spans, |left, taken| {
        let around = |span: Span| {
            let before = Span { until: span.until.min(taken.from), ..span };
            let after = Span { from: span.from.max(taken.until), ..span };
            [before, after].into_iter().filter(|span| span.from < span.until)
        };
        left.into_iter().flat_map(around).collect()
    })
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn now() -> DateTime<Utc> {
        "2026-11-23T09:00:00Z".parse().unwrap()
    }

    fn day(days: i64) -> DateTime<Utc> {
        now() + Duration::days(days)
    }

    /// A flag that is on, in days from now.
    fn flag(name: FlagName, from: Option<i64>, until: Option<i64>) -> FlagSetting {
        FlagSetting {
            id: Uuid::from_u128(1).into(),
            name,
            application_id: None,
            value: true,
            audience: Audience::Everyone,
            starts_at: from.map(day),
            ends_at: until.map(day),
            reason: "test".to_owned(),
        }
    }

    type Times = Option<(Option<i64>, Option<i64>)>;

    /// From one time of `forced_sso` to another, with `sso` on for good.
    fn from_to(old: Times, new: Times) -> Option<(i64, i64)> {
        let flags = |times: Times| {
            let forced = times.map(|(from, until)| flag(FlagName::ForcedSso, from, until));
            [Some(flag(FlagName::Sso, None, None)), forced].into_iter().flatten().collect::<Vec<_>>()
        };
        let proof = check(&flags(old), &flags(new), now()).unwrap();
        proof.map(|proof| ((proof.begins - now()).num_days(), (proof.since - now()).num_days()))
    }

    #[test]
    fn a_proof_is_asked_for_whenever_time_is_gained() {
        let always = Some((None, None));
        for (old, new, expected) in [
            // Switched on, by whichever way.
            (None, always, Some((0, -14))),
            (None, Some((Some(-3), None)), Some((0, -14))),
            // Over, and on again.
            (Some((None, Some(-1))), always, Some((0, -14))),
            (Some((Some(-9), Some(0))), Some((Some(-9), Some(5))), Some((0, -14))),
            // Far ahead, and moved forward.
            (Some((Some(60), None)), always, Some((0, -14))),
            (Some((Some(60), None)), Some((Some(3), None)), Some((3, -11))),
            // The last day that can be planned for, and the first that cannot: nobody has signed in tomorrow.
            (None, Some((Some(14), None)), Some((14, 0))),
            (None, Some((Some(15), None)), Some((15, 1))),
            // Its end moved back or away while it is on.
            (Some((None, Some(2))), Some((None, Some(3))), Some((0, -14))),
            (Some((None, Some(40))), always, Some((0, -14))),
            // Another time altogether.
            (Some((Some(1), Some(2))), Some((Some(2), Some(3))), Some((2, -12))),
        ] {
            assert_eq!(from_to(old, new), expected, "{old:?} {new:?}");
        }
    }

    #[test]
    fn what_gains_nothing_asks_for_nothing() {
        let always = Some((None, None));
        for (old, new) in [
            (None, None),
            (always, always),
            (always, None),
            (always, Some((None, Some(3)))),
            (always, Some((Some(3), None))),
            (Some((Some(-3), None)), always),
            (always, Some((Some(-3), None))),
            (Some((Some(60), None)), Some((Some(60), None))),
            (Some((Some(3), None)), Some((Some(4), Some(5)))),
            // Never in force any more.
            (None, Some((None, Some(0)))),
            (None, Some((Some(-9), Some(-1)))),
            (Some((None, Some(-1))), Some((None, Some(-1)))),
        ] {
            assert_eq!(from_to(old, new), None, "{old:?} {new:?}");
        }
        let off = FlagSetting { value: false, ..flag(FlagName::ForcedSso, None, None) };
        assert_eq!(check(&[], &[off], now()), Ok(None));
    }

    #[test]
    fn both_ways_are_never_closed_at_once() {
        let forced = |from, until| flag(FlagName::ForcedSso, from, until);
        let sso = |from, until| flag(FlagName::Sso, from, until);
        let stranded = |old: &[FlagSetting], new: &[FlagSetting]| {
            check(old, new, now()).err().map(|stranded| (stranded.from - now()).num_days())
        };
        let open = [sso(None, None), forced(None, None)];
        let off = FlagSetting { value: false, ..sso(None, None) };
        let elsewhere = FlagSetting { application_id: Some(Uuid::from_u128(2).into()), ..sso(None, None) };
        for (new, expected) in [
            (vec![forced(None, None)], Some(0)),
            (vec![forced(None, None), off.clone()], Some(0)),
            (vec![forced(None, None), elsewhere], Some(0)),
            (vec![forced(Some(1), None), sso(Some(2), None)], Some(1)),
            (vec![forced(Some(1), None), sso(None, Some(7))], Some(7)),
            (vec![forced(Some(1), Some(7)), sso(Some(1), Some(7))], None),
            (vec![forced(None, Some(-1)), off.clone()], None),
        ] {
            assert_eq!(stranded(&[], &new), expected, "{new:?}");
        }
        // The other way is not closed afterwards either.
        assert_eq!(stranded(&open, &[off.clone(), forced(None, None)]), Some(0));
        assert_eq!(stranded(&open, &[sso(None, Some(3)), forced(None, None)]), Some(3));
        assert_eq!(stranded(&open, &[sso(None, Some(3)), forced(None, Some(3))]), None);
        assert_eq!(stranded(&open, std::slice::from_ref(&off)), None);
        // A pilot leaves everybody else nothing but the traditional way: for as long as it is one, and in whichever application.
        let pilot = |everyone_from: Option<i64>, sso: FlagSetting| FlagSetting {
            audience: Audience::Pilot { everyone_from: everyone_from.map(day) },
            ..sso
        };
        let of_application = |sso: FlagSetting| FlagSetting { application_id: Some(Uuid::from_u128(2).into()), ..sso };
        for (new, expected) in [
            (vec![forced(None, None), pilot(None, sso(None, None))], Some(0)),
            (vec![forced(Some(3), None), pilot(None, sso(None, None))], Some(3)),
            (vec![forced(Some(3), None), pilot(Some(3), sso(None, None))], None),
            (vec![forced(Some(3), None), pilot(Some(4), sso(None, None))], Some(3)),
            (vec![forced(Some(3), None), pilot(Some(-1), sso(None, None))], None),
            (vec![forced(Some(3), None), pilot(Some(2), sso(Some(1), Some(9)))], Some(9)),
            (vec![forced(Some(3), None), sso(None, None), of_application(pilot(None, sso(None, None)))], Some(3)),
            (vec![forced(Some(3), None), sso(None, None), of_application(pilot(None, sso(None, Some(3))))], None),
        ] {
            assert_eq!(stranded(&[], &new), expected, "{new:?}");
        }
        assert_eq!(
            stranded(&open, &[forced(None, None), pilot(None, sso(None, None))]),
            Some(0),
            "the other way round"
        );
        // What was so before hinders nobody from mending something else, nor from mending this.
        let before = [off.clone(), forced(None, None)];
        assert_eq!(check(&before, &before, now()), Ok(None));
        assert_eq!(check(&before, &[off.clone(), forced(None, Some(3))], now()), Ok(None));
        assert_eq!(stranded(&[off.clone(), forced(None, Some(3))], &before), Some(3));
    }
}
