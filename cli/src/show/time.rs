//! Instants as people read them: always UTC, and said so, since support and hospital may live by other clocks.

use chrono::{DateTime, Utc};

/// The instant that a text says, where it says one (RFC 3339).
pub fn instant(text: &str) -> Option<DateTime<Utc>> {
    DateTime::parse_from_rfc3339(text).ok().map(|at| at.to_utc())
}

/// To the minute.
pub fn minute(text: &str) -> String {
    instant(text).map_or_else(|| text.to_owned(), |at| at.format("%Y-%m-%d %H:%M UTC").to_string())
}

/// To the second, below a heading that says UTC.
pub fn second(text: &str) -> String {
    instant(text).map_or_else(|| text.to_owned(), |at| at.format("%Y-%m-%d %H:%M:%S").to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_are_shown_in_utc() {
        assert_eq!(minute("2027-01-11T08:00:00+01:00"), "2027-01-11 07:00 UTC");
        assert_eq!(second("2027-01-11T07:00:09.5Z"), "2027-01-11 07:00:09");
        assert_eq!(minute("soon"), "soon");
    }
}
