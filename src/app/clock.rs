//! The system's clock.

use chrono::Utc;

use crate::domain::clock::Clock;

/// The time as the system has it: the one place that asks.
#[expect(clippy::disallowed_methods, reason = "this is the clock that everybody else is given")]
pub fn system() -> Clock {
    Clock::new(Utc::now)
}
