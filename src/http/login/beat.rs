//! Answers that leave on a beat. What is done for an address with an account differs by parts of a millisecond from what is done for
//! one without: rows that are found, a letter that is really sent meanwhile. Whoever asks a few hundred times would see it.
//! `benches/enumeration` measures that nobody does.

use std::time::Duration;

use tokio::time::{Instant, sleep_until};

/// Long against the work of an answer, and short for a person.
const BEAT: Duration = Duration::from_millis(50);

/// Runs from when a request came.
#[derive(Clone, Copy, Debug)]
pub struct Beat(Instant);

impl Beat {
    /// A request has come.
    pub fn start() -> Self {
        Self(Instant::now())
    }

    /// Waits for the next beat.
    pub async fn wait(self) {
        sleep_until(self.0 + next(self.0.elapsed())).await;
    }
}

/// The first beat after so long.
fn next(elapsed: Duration) -> Duration {
    let beats = elapsed.as_nanos() / BEAT.as_nanos() + 1;
    BEAT * u32::try_from(beats).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_of_any_length_ends_on_a_beat() {
        for (elapsed, expected) in [(0, 50), (1, 50), (49, 50), (50, 100), (51, 100), (149, 150)] {
            assert_eq!(next(Duration::from_millis(elapsed)), Duration::from_millis(expected));
        }
        assert!(next(Duration::MAX) > Duration::from_secs(1));
    }
}
