//! Two samples, and whether they can be told apart.

use std::cmp::Ordering;
use std::fmt::Display;
use std::time::Duration;

/// Times for addresses with an account and without.
#[derive(Default)]
pub struct Comparison {
    with: Vec<Duration>,
    without: Vec<Duration>,
}

impl Comparison {
    pub fn add(&mut self, known: bool, time: Duration) {
        if known { self.with.push(time) } else { self.without.push(time) }
    }

    /// A row of the table.
    pub fn row(&mut self, database: impl Display, request: &str) -> String {
        let (longer, z) = mann_whitney(&self.with, &self.without);
        let (with, without) = (median(&mut self.with), median(&mut self.without));
        let milliseconds = |time: Duration| time.as_secs_f64() * 1000.0;
        format!(
            "| {database} | {request} | {:.2} ms | {:.2} ms | {:.3} | {longer:.3} | {z:+.2} |",
            milliseconds(with),
            milliseconds(without),
            without.as_secs_f64() / with.as_secs_f64(),
        )
    }
}

fn median(times: &mut [Duration]) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

/// The chance that one of `b` is longer than one of `a`, and how many standard deviations that is from a half.
fn mann_whitney(a: &[Duration], b: &[Duration]) -> (f64, f64) {
    let mut longer = 0.0;
    for one in a {
        for other in b {
            longer += match other.cmp(one) {
                Ordering::Greater => 1.0,
                Ordering::Equal => 0.5,
                Ordering::Less => 0.0,
            };
        }
    }
    #[expect(clippy::cast_precision_loss, reason = "some hundreds")]
    let (m, n) = (a.len() as f64, b.len() as f64);
    let deviation = (m * n * (m + n + 1.0) / 12.0).sqrt();
    (longer / (m * n), (longer - m * n / 2.0) / deviation)
}
