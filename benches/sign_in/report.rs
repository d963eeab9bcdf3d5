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
}

/// One server under one load. Times are milliseconds, per sign-in.
#[derive(Clone, Copy)]
pub struct Measured {
    per_second: f64,
    p50: f64,
    p99: f64,
    cpu: f64,
    database_cpu: f64,
}

/// What does not depend on the load.
pub struct SceneFacts {
    pub kind: Kind,
    pub organizations: u32,
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

fn milliseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}

impl Measured {
    /// From a load and the CPU time that was used during it.
    pub fn new(load: &Load, cpu: Duration, database_cpu: Duration) -> anyhow::Result<Self> {
        anyhow::ensure!(load.done() > 0, "no sign-in was made in time");
        let done = f64::from(load.done());
        Ok(Self {
            per_second: done / load.elapsed.as_secs_f64(),
            p50: milliseconds(load.quantile(50)),
            p99: milliseconds(load.quantile(99)),
            cpu: milliseconds(cpu) / done,
            database_cpu: milliseconds(database_cpu) / done,
        })
    }

    fn row(&self, f: &mut fmt::Formatter<'_>, run: &Run, name: &str) -> fmt::Result {
        let Self { per_second, p50, p99, cpu, database_cpu } = self;
        let Run { kind, organizations, at_once, .. } = run;
        let database = if *kind == Kind::Postgres { format!("{database_cpu:.2}") } else { "in it".to_owned() };
        writeln!(
            f,
            "| {kind} | {organizations} | {at_once} | {name} | {per_second:.0} | {p50:.1} | {p99:.1} | {cpu:.2} | {database} |"
        )
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "\nTimes in ms, per sign-in; CPU of the server's process alone, and of PostgreSQL's.\n")?;
        writeln!(f, "| database | organizations | at once | | sign-ins/s | p50 | p99 | CPU | PostgreSQL |")?;
        writeln!(f, "|---|--:|--:|---|--:|--:|--:|--:|--:|")?;
        for run in &self.runs {
            run.broker.row(f, run, "broker")?;
            run.floor.row(f, run, "floor")?;
            let ratio = |of: fn(&Measured) -> f64| of(&run.broker) / of(&run.floor);
            let database = match run.kind {
                Kind::Postgres => format!("**{:.2}**", ratio(|of| of.database_cpu)),
                Kind::Sqlite => String::new(),
            };
            writeln!(f, "| | | | ratio | | | | **{:.2}** | {database} |", ratio(|of| of.cpu))?;
        }
        writeln!(f, "\nThe broker alone:\n")?;
        writeln!(
            f,
            "| database | organizations | first answer ms (median, worst of {}) | MiB at start | MiB at the end | sign-ins \
             | statements | write transactions |",
            crate::STARTS
        )?;
        writeln!(f, "|---|--:|--:|--:|--:|--:|--:|--:|")?;
        for scene in &self.scenes {
            let SceneFacts {
                kind,
                organizations,
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
                "| {kind} | {organizations} | {:.0}, {:.0} | {:.1} | {:.1} | {sign_ins} | {statements:.2} | {writes:.2} |",
                at(first_answer.len() / 2),
                at(first_answer.len().saturating_sub(1)),
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
                    large.broker.cpu / small.broker.cpu,
                    small.organizations
                )?;
            }
        }
        Ok(())
    }
}
