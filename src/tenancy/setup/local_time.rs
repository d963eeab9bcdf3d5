//! A date and a time as somebody types them, in the time zone that they say: no script tells us theirs.

use chrono::{DateTime, LocalResult, NaiveDate, NaiveTime, TimeZone, Utc};
use chrono_tz::{TZ_VARIANTS, Tz};

use crate::language::Language;

/// Why something that was typed is no instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimeFault {
    /// There is a time without a date, or what is there is none.
    Date,
    /// There is a date without a time, or what is there is none.
    Time,
    /// The clocks are put forward over it.
    Skipped,
    /// It is none of the zones that are offered.
    Zone,
}

/// The zones that are offered: Europe's, where the hospitals are, and UTC.
pub fn zones() -> impl Iterator<Item = Tz> {
    TZ_VARIANTS.into_iter().filter(|zone| *zone == Tz::UTC || zone.name().starts_with("Europe/"))
}

/// The zone that is meant where nobody says otherwise: by the organization's locale (`nl-BE`), or else by the language of the page.
pub fn usual(locale: Option<&str>, language: Language) -> Tz {
    let locale = locale.map(str::to_ascii_lowercase);
    let region = locale.as_deref().and_then(|locale| locale.rsplit_once('-')).map(|(_, region)| region);
    match region {
        Some("be") => Tz::Europe__Brussels,
        Some("at") => Tz::Europe__Vienna,
        Some("ch") => Tz::Europe__Zurich,
        Some("lu") => Tz::Europe__Luxembourg,
        Some("gb") => Tz::Europe__London,
        Some("ie") => Tz::Europe__Dublin,
        _ => match locale.as_deref().and_then(Language::from_tag).unwrap_or(language) {
            Language::Nl => Tz::Europe__Amsterdam,
            Language::De => Tz::Europe__Berlin,
            Language::Fr => Tz::Europe__Paris,
            Language::En => Tz::UTC,
        },
    }
}

/// The zone with this name, if it is offered.
pub fn zone(name: &str) -> Result<Tz, TimeFault> {
    zones().find(|zone| zone.name() == name).ok_or(TimeFault::Zone)
}

/// The instant of a date (`2027-01-11`) and a time (`08:00`) in a zone, as browsers send them; none where neither is there. Of an hour
/// that comes twice, the first.
pub fn instant(date: &str, time: &str, zone: Tz) -> Result<Option<DateTime<Utc>>, TimeFault> {
    let (date, time) = (date.trim(), time.trim());
    if date.is_empty() && time.is_empty() {
        return Ok(None);
    }
    // Four digits, two and two: other calendars and centuries are nobody's.
    let written = Some(date).filter(|date| date.len() == 10);
    let date = written.and_then(|date| NaiveDate::parse_from_str(date, "%Y-%m-%d").ok()).ok_or(TimeFault::Date)?;
    let seconds = |text| NaiveTime::parse_from_str(text, "%H:%M:%S");
    let time = NaiveTime::parse_from_str(time, "%H:%M").or_else(|_| seconds(time)).map_err(|_| TimeFault::Time)?;
    match zone.from_local_datetime(&date.and_time(time)) {
        LocalResult::Single(at) | LocalResult::Ambiguous(at, _) => Ok(Some(at.to_utc())),
        LocalResult::None => Err(TimeFault::Skipped),
    }
}

/// An instant as people of a zone read it, with the zone said: `2027-01-11 08:00 CET`.
pub fn shown(at: DateTime<Utc>, zone: Tz) -> String {
    at.with_timezone(&zone).format("%Y-%m-%d %H:%M %Z").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_an_instant_of_the_zone() {
        let of = |date, time, zone| instant(date, time, zone).map(|at| at.map(|at| at.to_rfc3339()));
        let at = |text: &str| Ok(Some(text.to_owned()));
        assert_eq!(of("", " ", Tz::UTC), Ok(None));
        assert_eq!(of("2027-01-11", "08:00", Tz::Europe__Amsterdam), at("2027-01-11T07:00:00+00:00"));
        assert_eq!(of("2027-07-11", "08:00", Tz::Europe__Amsterdam), at("2027-07-11T06:00:00+00:00"));
        assert_eq!(of("2027-01-11", "08:00:30", Tz::UTC), at("2027-01-11T08:00:30+00:00"));
        // The night in which the clocks are put forward has no 02:30; the one in which they are put back has two.
        assert_eq!(of("2027-03-28", "02:30", Tz::Europe__Amsterdam), Err(TimeFault::Skipped));
        assert_eq!(of("2027-10-31", "02:30", Tz::Europe__Amsterdam), at("2027-10-31T00:30:00+00:00"));
        for (date, time, expected) in [
            ("", "08:00", TimeFault::Date),
            ("2027-02-29", "08:00", TimeFault::Date),
            ("11.01.2027", "08:00", TimeFault::Date),
            ("2027-01-11T08:00Z", "08:00", TimeFault::Date),
            ("+262142-12-31", "08:00", TimeFault::Date),
            ("2027-01-11", "", TimeFault::Time),
            ("2027-01-11", "25:00", TimeFault::Time),
            ("2027-01-11", "08:00+05:00", TimeFault::Time),
        ] {
            assert_eq!(of(date, time, Tz::Europe__Amsterdam), Err(expected), "{date:?} {time:?}");
        }
        // The ends of the calendar end nothing.
        for date in ["0000-01-01", "9999-12-31", "-9999-01-01"] {
            let _ = of(date, "23:59", Tz::Europe__Amsterdam);
        }
    }

    #[test]
    fn a_zone_is_one_of_those_offered_and_is_said() {
        assert_eq!(zone("Europe/Amsterdam"), Ok(Tz::Europe__Amsterdam));
        for bad in ["", "America/New_York", "europe/amsterdam", "<script>", "Etc/GMT+5"] {
            assert_eq!(zone(bad), Err(TimeFault::Zone), "{bad}");
        }
        let at = "2027-01-11T07:00:00Z".parse().unwrap();
        assert_eq!(shown(at, Tz::Europe__Amsterdam), "2027-01-11 08:00 CET");
        assert_eq!(shown(at, Tz::UTC), "2027-01-11 07:00 UTC");
    }

    #[test]
    fn where_nobody_says_it_is_that_of_the_hospital() {
        for (locale, language, expected) in [
            (Some("nl"), Language::En, Tz::Europe__Amsterdam),
            (Some("nl-BE"), Language::En, Tz::Europe__Brussels),
            (Some("fr-CH"), Language::En, Tz::Europe__Zurich),
            (None, Language::De, Tz::Europe__Berlin),
            (None, Language::Fr, Tz::Europe__Paris),
            (None, Language::En, Tz::UTC),
            (Some("xx"), Language::Nl, Tz::Europe__Amsterdam),
        ] {
            assert_eq!(usual(locale, language), expected, "{locale:?} {language:?}");
            assert!(zones().any(|zone| zone == expected));
        }
    }
}
