//! What the benchmark found, as Markdown.

use std::fmt;
use std::time::Duration;

use crate::driver::Load;
use crate::scene::Kind;

/// All that was found.
#[derive(Default)]
pub struct Report {
    pub runs: Vec<Run>,
    pub scenes: Vec<SceneFacts>,
}

/// Broker and floor under one load.
pub struct Run {
    pub kind: Kind,
    pub organizations: u32,
    pub at_once: u32,
    pub broker: Measured,
    pub floor: Measured,
    /// The broker's CPU time to the floor's, in each round.
    pub ratios: Vec<f64>,
}

/// One server under one load, and the CPU time that was used for it.
#[derive(Default)]
pub struct Measured {
    pub load: Load,
    pub cpu: Duration,
    pub database_cpu: Duration,
}

/// What does not depend on the load.
pub struct SceneFacts {
    pub kind: Kind,
    pub organizations: u32,
    /// From the very first start, at which the signing keys are made, to the first answer.
    pub with_new_keys: Duration,
    /// From the start of the process to its first answer, shortest first.
    pub first_answer: Vec<Duration>,
    /// KiB
    pub rss_at_start: u32,
    /// KiB, after all sign-ins.
    pub rss_at_end: u32,
    pub sign_ins: u32,
    pub statements: f64,
    pub writes: f64,
}

/// Milliseconds.
pub fn milliseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}

impl Measured {
    /// Adds another round.
    pub fn add(&mut self, other: Self) {
        self.load.add(other.load);
        self.cpu += other.cpu;
        self.database_cpu += other.database_cpu;
    }

    /// Milliseconds of CPU time per sign-in.
    pub fn cpu(&self) -> f64 {
        milliseconds(self.cpu) / f64::from(self.load.done())
    }

    /// The same of PostgreSQL's.
    pub fn database_cpu(&self) -> f64 {
        milliseconds(self.database_cpu) / f64::from(self.load.done())
    }

    fn row(&self, f: &mut fmt::Formatter<'_>, run: &Run, name: &str) -> fmt::Result {
        let Run { kind, organizations, at_once, .. } = run;
        let database = if *kind == Kind::Postgres { format!("{:.2}", self.database_cpu()) } else { "in it".to_owned() };
        writeln!(
            f,
            "| {kind} | {organizations} | {at_once} | {name} | {:.0} | {:.1} | {:.1} | {:.2} | {database} |",
            f64::from(self.load.done()) / self.load.elapsed.as_secs_f64(),
            milliseconds(self.load.quantile(50)),
            milliseconds(self.load.quantile(99)),
            self.cpu()
        )
    }
}

impl Run {
    /// The ratio of all rounds together, and those of the rounds it is between.
    fn ratio(&self) -> String {
        let least = self.ratios.iter().copied().fold(f64::INFINITY, f64::min);
        let most = self.ratios.iter().copied().fold(0.0, f64::max);
        format!("**{:.2}** ({least:.2}–{most:.2})", self.broker.cpu() / self.floor.cpu())
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "\nTimes in ms, per sign-in; CPU of the server's process alone, and of PostgreSQL's; in brackets the \
             ratios of single rounds.\n"
        )?;
        writeln!(f, "| database | organizations | at once | | sign-ins/s | p50 | p99 | CPU | PostgreSQL |")?;
        writeln!(f, "|---|--:|--:|---|--:|--:|--:|--:|--:|")?;
        for run in &self.runs {
            run.broker.row(f, run, "broker")?;
            run.floor.row(f, run, "floor")?;
            let database = match run.kind {
                Kind::Postgres => format!("**{:.2}**", run.broker.database_cpu() / run.floor.database_cpu()),
                Kind::Sqlite => String::new(),
            };
            writeln!(f, "| | | | ratio | | | | {} | {database} |", run.ratio())?;
        }
        writeln!(f, "\nThe broker alone:\n")?;
        writeln!(
            f,
            "| database | organizations | first answer ms (median, worst of {}) | at the very first start | MiB at start | MiB at the end | sign-ins \
             | statements | write transactions |",
            crate::pair::STARTS
        )?;
        writeln!(f, "|---|--:|--:|--:|--:|--:|--:|--:|--:|")?;
        for scene in &self.scenes {
            let SceneFacts {
                kind,
                organizations,
                with_new_keys,
                first_answer,
                rss_at_start,
                rss_at_end,
                sign_ins,
                statements,
                writes,
            } = scene;
            let mebibytes = |kib: u32| f64::from(kib) / 1024.0;
            let at = |index: usize| first_answer.get(index).copied().map(milliseconds).unwrap_or_default();
            writeln!(
                f,
                "| {kind} | {organizations} | {:.0}, {:.0} | {:.0} | {:.1} | {:.1} | {sign_ins} | {statements:.2} | {writes:.2} |",
                at(first_answer.len() / 2),
                at(first_answer.len().saturating_sub(1)),
                milliseconds(*with_new_keys),
                mebibytes(*rss_at_start),
                mebibytes(*rss_at_end),
            )?;
        }
        let smallest_and_largest = |kind: Kind, at_once: u32| {
            let runs = self.runs.iter().filter(move |run| run.kind == kind && run.at_once == at_once);
            Some((runs.clone().min_by_key(|run| run.organizations)?, runs.max_by_key(|run| run.organizations)?))
        };
        for (kind, at_once) in [Kind::Sqlite, Kind::Postgres].into_iter().flat_map(|kind| [(kind, 1), (kind, 16)]) {
            if let Some((small, large)) = smallest_and_largest(kind, at_once)
                && small.organizations < large.organizations
            {
                writeln!(
                    f,
                    "\n{kind}, {at_once} at once: CPU at {} organizations is {:.2} × that at {}.",
                    large.organizations,
                    large.broker.cpu() / small.broker.cpu(),
                    small.organizations
                )?;
            }
        }
        Ok(())
    }
}
