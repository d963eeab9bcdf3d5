//! That sign-ins have trouble, as a page says it.

use chrono::{DateTime, Utc};

use crate::domain::weather::Trouble;
use crate::language::Text;

/// A trouble, as somebody sees it now.
#[derive(Clone, Copy, Debug)]
pub struct Outlook {
    /// Whether it is everywhere, and not their organization's alone.
    everywhere: bool,
    /// Since when.
    since: DateTime<Utc>,
    /// Now.
    now: DateTime<Utc>,
}

impl Outlook {
    /// What there is to say of a trouble. Its cause is between us and the hospital.
    pub const fn of(trouble: Trouble, now: DateTime<Utc>) -> Self {
        Self { everywhere: trouble.place.is_none(), since: trouble.since, now }
    }

    /// The sentence.
    pub fn say(self, text: Text<'_>) -> String {
        let key = if self.everywhere { "weather-everywhere" } else { "weather-trouble" };
        text.with(key, "since", &self.since())
    }

    /// The time alone, where it was today.
    fn since(self) -> String {
        let today = self.since.date_naive() == self.now.date_naive();
        self.since.format(if today { "%H:%M UTC" } else { "%Y-%m-%d %H:%M UTC" }).to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::weather::Cause;

    #[test]
    fn today_says_no_date() {
        let since = "2026-11-23T08:12:30Z".parse().unwrap();
        let trouble = Trouble { place: None, since, cause: Cause::Provider, told_at: None };
        let seen = |now: &str| Outlook::of(trouble, now.parse().unwrap()).since();
        assert_eq!(seen("2026-11-23T09:00:00Z"), "08:12 UTC");
        assert_eq!(seen("2026-11-24T00:00:00Z"), "2026-11-23 08:12 UTC");
    }
}
