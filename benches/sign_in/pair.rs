//! Broker and floor beside each other, each over its own copy of one database. They are measured in turns.

use std::net::SocketAddr;
use std::time::Duration;

use anteroom::app::settings::Settings;
use anteroom::app::{Broker, clock};
use anyhow::{Context, ensure};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::driver::{Driver, Load};
use crate::process::{Cpu, Server};
use crate::report::{Measured, Report, Run, SceneFacts};
use crate::scene::{Kind, Scene};

/// How often a start is measured.
pub const STARTS: usize = 5;
/// Sign-ins before each measurement: the turn before was another's, whose data the processor's caches hold.
const WARM_UP: u32 = 100;
/// The broker chains a sign-in's audit event within a second; that it has done so belongs to what is measured.
const CHAINED: Duration = Duration::from_millis(1300);
/// More than any warm-up takes.
const PATIENCE: Duration = Duration::from_mins(2);

/// Both, in one scene.
pub struct Pair {
    scene: Scene,
    _stand_in: Server,
    broker: Side,
    floor: Side,
    with_new_keys: Duration,
    first_answer: Vec<Duration>,
    /// KiB
    rss_at_start: u32,
    runs: Vec<Turns>,
}

/// One of the two.
struct Side {
    server: Server,
    driver: Driver,
    sign_ins: u32,
}

/// What all rounds at one load gave.
struct Turns {
    at_once: u32,
    broker: Measured,
    floor: Measured,
    /// Of each round.
    ratios: Vec<f64>,
}

impl Pair {
    /// Makes the database, lets the broker sign everybody in once, and copies what came of that to the floor.
    pub async fn prepare(kind: Kind, organizations: u32) -> anyhow::Result<Self> {
        let scene = Scene::prepare(kind, organizations).await?;
        let stand_in = Server::spawn_role("stand-in", &scene)?;
        let people = u32::try_from(scene.facts.people.len())?;
        // The first start of all makes the signing keys: an RSA key is found by luck.
        let (_, with_new_keys) = answering(&scene).await?;
        let mut first_answer = Vec::new();
        for _ in 0..STARTS {
            first_answer.push(answering(&scene).await?.1);
        }
        first_answer.sort_unstable();
        let (mut broker, _) = answering(&scene).await?;
        broker.load(people, 4, PATIENCE).await?;
        scene.write_sizes(broker.driver.sizes()?)?;
        tokio::time::sleep(CHAINED).await;
        drop(broker);
        scene.copy_for_floor().await?;

        let (mut broker, _) = answering(&scene).await?;
        let rss_at_start = broker.server.resident()?;
        let server = Server::spawn_role("floor", &scene)?;
        let driver = Driver::at_floor(&scene, &server.address)?;
        let mut floor = Side { server, driver, sign_ins: 0 };
        for side in [&mut broker, &mut floor] {
            side.load(people, 4, PATIENCE).await?;
        }
        scene.analyze().await?;
        Ok(Self {
            scene,
            _stand_in: stand_in,
            broker,
            floor,
            with_new_keys,
            first_answer,
            rss_at_start,
            runs: Vec::new(),
        })
    }

    /// How many are stored.
    pub fn organizations(&self) -> u32 {
        self.scene.organizations
    }

    /// One round at one load. Who begins changes.
    pub async fn measure(&mut self, round: u32, at_once: u32, count: u32, limit: Duration) -> anyhow::Result<()> {
        let postmaster = self.scene.postmaster;
        let (broker, floor) = (&mut self.broker, &mut self.floor);
        let (broker, floor) = if round.is_multiple_of(2) {
            let broker = broker.measure(postmaster, at_once, count, limit).await?;
            (broker, floor.measure(postmaster, at_once, count, limit).await?)
        } else {
            let floor = floor.measure(postmaster, at_once, count, limit).await?;
            (broker.measure(postmaster, at_once, count, limit).await?, floor)
        };
        let ratio = broker.cpu() / floor.cpu();
        if let Some(turns) = self.runs.iter_mut().find(|turns| turns.at_once == at_once) {
            turns.broker.add(broker);
            turns.floor.add(floor);
            turns.ratios.push(ratio);
        } else {
            self.runs.push(Turns { at_once, broker, floor, ratios: vec![ratio] });
        }
        Ok(())
    }

    /// Writes down what was found.
    pub async fn end(self, report: &mut Report) -> anyhow::Result<()> {
        let rss_at_end = self.broker.server.resident()?;
        let Self { scene, broker, with_new_keys, first_answer, rss_at_start, runs, .. } = self;
        let sign_ins = broker.sign_ins;
        drop(broker);
        let (statements, writes) = counts(&scene).await?;
        let (kind, organizations) = (scene.kind, scene.organizations);
        for Turns { at_once, broker, floor, ratios } in runs {
            report.runs.push(Run { kind, organizations, at_once, broker, floor, ratios });
        }
        report.scenes.push(SceneFacts {
            kind,
            organizations,
            with_new_keys,
            first_answer,
            rss_at_start,
            rss_at_end,
            sign_ins,
            statements,
            writes,
        });
        Ok(())
    }
}

impl Side {
    async fn load(&mut self, count: u32, at_once: u32, limit: Duration) -> anyhow::Result<Load> {
        let load = self.driver.load(count, at_once, limit).await.context(self.server.name)?;
        self.sign_ins += load.done();
        Ok(load)
    }

    async fn measure(
        &mut self,
        postmaster: Option<u32>,
        at_once: u32,
        count: u32,
        limit: Duration,
    ) -> anyhow::Result<Measured> {
        self.load(WARM_UP, at_once, PATIENCE).await?;
        tokio::time::sleep(CHAINED).await;
        let before = (self.server.cpu()?, Cpu::of_family(postmaster)?);
        let load = self.load(count, at_once, limit).await?;
        tokio::time::sleep(CHAINED).await;
        let after = (self.server.cpu()?, Cpu::of_family(postmaster)?);
        ensure!(load.done() > 0, "no sign-in was made in time");
        Ok(Measured { load, cpu: after.0.since(before.0), database_cpu: after.1.since(before.1) })
    }
}

/// A broker that answers, and how long it took to its first answer.
async fn answering(scene: &Scene) -> anyhow::Result<(Side, Duration)> {
    let driver = Driver::new(scene)?;
    let server = Server::spawn_broker(scene)?;
    driver.wait_until_it_answers().await?;
    let first_answer = server.started.elapsed();
    Ok((Side { server, driver, sign_ins: 0 }, first_answer))
}

/// Statements and write transactions of one sign-in in the steady state, counted by a broker in this process, at the address
/// of the one that has ended.
async fn counts(scene: &Scene) -> anyhow::Result<(f64, f64)> {
    const SIGN_INS: u32 = 100;
    let settings: Settings = toml::from_str(&scene.settings())?;
    let broker = Broker::new(&settings, clock::system()).await?;
    let store = broker.store().clone();
    let listener = TcpListener::bind(settings.listen).await?;
    let router = broker.public().into_make_service_with_connect_info::<SocketAddr>();
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
        anyhow::bail!("the sign-ins that are counted did not end in time");
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
