//! Two samples, and whether they can be told apart.

use std::cmp::Ordering;
use std::fmt::Display;
use std::time::Duration;

/// An answer.
pub struct Answered {
    /// After how long.
    pub after: Duration,
    /// What it looks like to somebody who compares.
    pub likeness: String,
}

/// Answers for addresses with an account and without.
pub struct Comparison {
    /// To which request.
    pub request: &'static str,
    with: Vec<Duration>,
    without: Vec<Duration>,
    /// The first answer of all: every other must look like it.
    expected: Option<String>,
    different: usize,
}

impl Comparison {
    pub const fn new(request: &'static str) -> Self {
        Self { request, with: Vec::new(), without: Vec::new(), expected: None, different: 0 }
    }

    pub fn add(&mut self, known: bool, answered: &Answered) {
        let times = if known { &mut self.with } else { &mut self.without };
        times.push(answered.after);
        let expected = self.expected.get_or_insert_with(|| answered.likeness.clone());
        self.different += usize::from(*expected != answered.likeness);
    }

    /// Whether neither bytes nor time tell the two kinds apart.
    pub fn is_alike(&self, most_deviations: f64) -> bool {
        self.different == 0 && mann_whitney(&self.with, &self.without).1.abs() < most_deviations
    }

    /// A row of the table.
    pub fn row(&mut self, database: impl Display) -> String {
        let (longer, z) = mann_whitney(&self.with, &self.without);
        let (with, without) = (median(&mut self.with), median(&mut self.without));
        let milliseconds = |time: Duration| time.as_secs_f64() * 1000.0;
        format!(
            "| {database} | {} | {:.2} ms | {:.2} ms | {:.3} | {longer:.3} | {z:+.2} | {} of {} |",
            self.request,
            milliseconds(with),
            milliseconds(without),
            without.as_secs_f64() / with.as_secs_f64(),
            self.different,
            self.with.len() + self.without.len(),
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
