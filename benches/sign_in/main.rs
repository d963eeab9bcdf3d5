//! What a whole sign-in costs: authorize → Microsoft → callback → token.
//!
//! ```sh
//! scripts/with-postgres cargo bench --bench sign_in
//! scripts/with-postgres cargo bench --bench sign_in -- --organizations 10 --sign-ins 1000
//! cargo bench --bench sign_in -- --database sqlite
//! ```
//!
//! The broker is the real `anteroom serve`, in a process of its own, so that its CPU time and memory are its alone. The
//! stand-in for Entra ID and the load are other processes. Beside it, in the same run and on the same database, the *floor*
//! is measured by the same load: see [`floor`]. What counts are the ratios; the rest depends on the machine.

mod driver;
mod floor;
mod process;
mod report;
mod scene;
mod stand_in;

use std::path::PathBuf;
use std::time::Duration;

use anteroom::app::settings::Settings;
use anteroom::app::{Broker, clock};
use anyhow::{Context, bail};
use clap::{Parser, ValueEnum};
use tokio_util::sync::CancellationToken;

use driver::{Driver, Load};
use process::{Cpu, Server};
use report::{Measured, Report, Run};
use scene::{Kind, Scene};

/// Measures what a whole sign-in costs.
#[derive(Parser)]
struct Arguments {
    /// How many organizations are stored
    #[arg(long, value_delimiter = ',', default_values_t = [10, 1_000, 100_000])]
    organizations: Vec<u32>,
    /// How many sign-ins at 16 at once; at 1 at once it is a tenth
    #[arg(long, default_value_t = 10_000)]
    sign_ins: u32,
    /// Which databases
    #[arg(long, value_delimiter = ',', default_values_t = [Kind::Sqlite, Kind::Postgres])]
    database: Vec<Kind>,
    /// The most seconds that one measurement may take
    #[arg(long, default_value_t = 120)]
    seconds: u64,
    /// What this process is; for the benchmark's own use
    #[arg(long, hide = true)]
    role: Option<Role>,
    #[arg(long, hide = true, requires = "role", default_value = ".")]
    scene: PathBuf,
    /// Cargo says so.
    #[arg(long, hide = true)]
    bench: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Role {
    StandIn,
    Floor,
}

/// How many sign-ins are under way at once.
const AT_ONCE: [u32; 2] = [1, 16];
/// How often a start is measured.
const STARTS: usize = 5;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    match arguments.role {
        Some(Role::StandIn) => stand_in::run(&arguments.scene).await,
        Some(Role::Floor) => floor::run(&arguments.scene).await,
        None => compare(&arguments).await,
    }
}

async fn compare(arguments: &Arguments) -> anyhow::Result<()> {
    let mut report = Report::default();
    for kind in &arguments.database {
        for organizations in &arguments.organizations {
            eprintln!("{kind}, {organizations} organizations: preparing");
            let scene = Scene::prepare(*kind, *organizations).await?;
            measure(&scene, arguments, &mut report).await?;
        }
    }
    println!("{report}");
    Ok(())
}

/// Measures broker and floor in one scene, one after the other.
async fn measure(scene: &Scene, arguments: &Arguments, report: &mut Report) -> anyhow::Result<()> {
    let _stand_in = Server::spawn_role("stand-in", scene)?;
    let people = scene.facts.people.len();
    let warm_up = u32::try_from(people)?;

    let starts = first_answers(scene).await?;
    let broker = Server::spawn_broker(scene)?;
    let driver = Driver::new(scene)?;
    driver.wait_until_it_answers().await?;
    let rss_at_start = broker.resident()?;
    driver.load(warm_up, 4, Duration::from_mins(2)).await.context("the broker's warm-up")?;
    scene.analyze().await?;
    let mut runs = Vec::new();
    for at_once in AT_ONCE {
        runs.push((at_once, run(&driver, &broker, scene, at_once, arguments).await.context("the broker")?));
    }
    let rss_at_end = broker.resident()?;
    drop(broker);
    let (statements, writes) = counts(scene).await?;

    scene.write_sizes(driver.sizes()?)?;
    let floor = Server::spawn_role("floor", scene)?;
    let driver = Driver::at_floor(scene, &floor.address)?;
    driver.load(warm_up, 4, Duration::from_mins(2)).await.context("the floor's warm-up")?;
    scene.analyze().await?;
    for (at_once, broker) in runs {
        let floor = run(&driver, &floor, scene, at_once, arguments).await.context("the floor")?;
        report.runs.push(Run { kind: scene.kind, organizations: scene.organizations, at_once, broker, floor });
    }
    report.scenes.push(report::SceneFacts {
        kind: scene.kind,
        organizations: scene.organizations,
        first_answer: starts,
        rss_at_start,
        rss_at_end,
        sign_ins: driver::total(arguments.sign_ins) + warm_up,
        statements,
        writes,
    });
    Ok(())
}

async fn run(
    driver: &Driver,
    server: &Server,
    scene: &Scene,
    at_once: u32,
    arguments: &Arguments,
) -> anyhow::Result<Measured> {
    let count = if at_once == 1 { arguments.sign_ins.div_ceil(10) } else { arguments.sign_ins };
    let database = scene.postmaster;
    let before = (server.cpu()?, Cpu::of_family(database)?);
    let load: Load = driver.load(count, at_once, Duration::from_secs(arguments.seconds)).await?;
    let after = (server.cpu()?, Cpu::of_family(database)?);
    eprintln!(
        "  {} at {at_once} at once: {} sign-ins in {:.1} s",
        server.name,
        load.done(),
        load.elapsed.as_secs_f64()
    );
    Measured::new(&load, after.0.since(before.0), after.1.since(before.1))
}

/// The times from the start of the process to its first answer.
async fn first_answers(scene: &Scene) -> anyhow::Result<Vec<Duration>> {
    let driver = Driver::new(scene)?;
    let mut times = Vec::new();
    for _ in 0..STARTS {
        let broker = Server::spawn_broker(scene)?;
        driver.wait_until_it_answers().await?;
        times.push(broker.started.elapsed());
    }
    times.sort_unstable();
    Ok(times)
}

/// Statements and write transactions of one sign-in in the steady state, counted by a broker in this process, at the address
/// of the one that has ended.
async fn counts(scene: &Scene) -> anyhow::Result<(f64, f64)> {
    const SIGN_INS: u32 = 100;
    let settings: Settings = toml::from_str(&scene.settings())?;
    let broker = Broker::new(&settings, clock::system()).await?;
    let store = broker.store().clone();
    let listener = tokio::net::TcpListener::bind(settings.listen).await?;
    let router = broker.public().into_make_service_with_connect_info::<std::net::SocketAddr>();
    let end = CancellationToken::new();
    let ended = end.clone();
    let serving =
        tokio::spawn(
            async move { axum::serve(listener, router).with_graceful_shutdown(ended.cancelled_owned()).await },
        );
    let driver = Driver::new(scene)?;
    driver.load(u32::try_from(scene.facts.people.len())?, 4, Duration::from_mins(1)).await?;
    let before = store.counters();
    if driver.load(SIGN_INS, 1, Duration::from_mins(1)).await?.done() != SIGN_INS {
        bail!("the sign-ins that are counted did not end in time");
    }
    let after = store.counters();
    end.cancel();
    drop(driver);
    serving.abort();
    let each = |after: u64, before: u64| {
        Ok::<_, anyhow::Error>(f64::from(u32::try_from(after - before)?) / f64::from(SIGN_INS))
    };
    Ok((each(after.statements, before.statements)?, each(after.write_transactions, before.write_transactions)?))
}
