//! Instants as people type them.

use chrono::{DateTime, Duration, SecondsFormat, Utc};

use crate::clock::now;

/// An instant that somebody typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct When(pub DateTime<Utc>);

impl std::fmt::Display for When {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0.to_rfc3339_opts(SecondsFormat::AutoSi, true))
    }
}

impl serde::Serialize for When {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Reads an instant with its offset, to the second or the minute: `2027-01-11T08:00+01:00`.
pub fn instant(text: &str) -> Result<When, String> {
    let text = text.trim().replacen(' ', "T", 1);
    let read = |form| DateTime::parse_from_str(&text, form).ok();
    // Nobody means eight o'clock in the broker's own time zone.
    let found = DateTime::parse_from_rfc3339(&text).ok().or_else(|| read("%Y-%m-%dT%H:%M%:z"));
    let found = found.or_else(|| DateTime::parse_from_rfc3339(&text.replacen('Z', ":00Z", 1)).ok());
    let wrong = "an instant has the form 2027-01-11T08:00+01:00, with the offset from UTC at its end (Z is UTC)";
    found.map(|at| When(at.to_utc())).ok_or_else(|| wrong.to_owned())
}

/// Reads an instant, or how long ago it is: `30m`, `2h`, `7d`.
pub fn ago(text: &str) -> Result<When, String> {
    before(text, now()).map_or_else(|| instant(text).map_err(|error| format!("{error}, or 30m, 2h, 7d ago")), Ok)
}

fn before(text: &str, now: DateTime<Utc>) -> Option<When> {
    let unit = text.chars().last()?;
    let number: i64 = text.strip_suffix(unit)?.parse().ok().filter(|number| (0..=100_000).contains(number))?;
    let length = match unit {
        'm' => Duration::minutes(number),
        'h' => Duration::hours(number),
        'd' => Duration::days(number),
        _ => return None,
    };
    Some(When(now - length))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_has_an_offset() {
        for good in [
            "2027-01-11T08:00+01:00",
            "2027-01-11 08:00+01:00",
            "2027-01-11T08:00:00+01:00",
            "2027-01-11T07:00Z",
            "2027-01-11T07:00:00Z",
        ] {
            assert_eq!(instant(good).map(|at| at.to_string()), Ok("2027-01-11T07:00:00Z".to_owned()), "{good}");
        }
        for bad in ["2027-01-11T08:00", "2027-01-11", "tomorrow", "", "2027-13-11T08:00Z", "2h"] {
            assert!(instant(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn what_was_is_told_by_how_long_ago() {
        let now = "2027-01-11T07:00:00Z".parse().unwrap();
        let of = |text| before(text, now).map(|at| at.to_string());
        assert_eq!(of("30m").as_deref(), Some("2027-01-11T06:30:00Z"));
        assert_eq!(of("2h").as_deref(), Some("2027-01-11T05:00:00Z"));
        assert_eq!(of("7d").as_deref(), Some("2027-01-04T07:00:00Z"));
        for bad in ["", "h", "-1h", "2w", "1.5h", "99999999999999999999d"] {
            assert_eq!(of(bad), None, "{bad}");
        }
    }
}
