//! What the token endpoint costs once people are in: refreshes, and tokens that an application has for itself.
//!
//! Beside the broker, in turns, the *floor* does the same ([`crate::floor`]): the same answers, signatures and SQL, and nothing else. And a
//! bare loop makes the signatures of the very same tokens.

use std::collections::VecDeque;
use std::hint::black_box;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use anteroom::app::clock;
use anteroom::domain::application::SigningAlgorithm;
use anteroom::domain::grant::RefreshToken;
use anteroom::domain::secret::Secret;
use anteroom::keys::ring::KeyRing;
use anteroom::keys::signing::SigningKeys;
use anteroom::keys::{hash, random};
use anteroom::store::{Store, StoreSettings};
use anyhow::{Context, ensure};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use reqwest::Client;
use serde_json::Value;

use crate::driver::{Driver, Load};
use crate::process::{Cpu, Server};
use crate::report::{Measured, milliseconds};
use crate::scene::{Kind, Scene};

/// How many organizations are stored.
const ORGANIZATIONS: u32 = 1_000;
/// How many requests are under way at once.
const AT_ONCE: u32 = 16;
/// Everything is measured so often, in turns.
const ROUNDS: u32 = 5;
/// Before each measurement: the turn before was another's.
const WARM_UP: u32 = 200;
/// The audit log's chain has nothing left to do.
const CHAINED: Duration = Duration::from_millis(1300);
const PATIENCE: Duration = Duration::from_mins(2);
/// Signatures of the bare loop in each round, of each token.
const SIGNATURES: u32 = 20_000;

/// What is asked for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum What {
    Refresh,
    ClientCredentials,
}

/// One server, and the refresh tokens that it would take now.
struct Side {
    server: Server,
    client: Client,
    secret: String,
    tokens: Arc<Mutex<VecDeque<String>>>,
}

/// What all rounds gave.
#[derive(Default)]
struct Turns {
    broker: Measured,
    floor: Measured,
    ratios: Vec<f64>,
}

/// Measures, and prints a table.
pub async fn measure(kinds: &[Kind], count: u32) -> anyhow::Result<()> {
    let mut rows = Vec::new();
    for kind in kinds {
        rows.extend(measure_on(*kind, count).await?);
    }
    println!(
        "\nTimes in ms each; CPU of the server's process alone, of PostgreSQL's, and of a loop that makes the same \
         signatures; in brackets the ratios of single rounds.\n\n\
         | database | at 16 at once | per s | per CPU second | CPU | PostgreSQL | to the floor's | to the bare loop's |\n\
         |---|---|--:|--:|--:|--:|--:|--:|"
    );
    println!("{}", rows.join("\n"));
    Ok(())
}

async fn measure_on(kind: Kind, count: u32) -> anyhow::Result<Vec<String>> {
    eprintln!("{kind}: preparing");
    let scene = Scene::prepare(kind, ORGANIZATIONS).await?;
    let people = u32::try_from(scene.facts.people.len())?;
    let _stand_in = Server::spawn_role("stand-in", &scene)?;
    let driver = Driver::new(&scene)?;
    let broker = Server::spawn_broker(&scene)?;
    driver.wait_until_it_answers().await?;
    driver.load(people, 4, PATIENCE).await?;
    scene.write_sizes(driver.sizes()?)?;
    tokio::time::sleep(CHAINED).await;
    drop(broker);
    let tokens = give_refresh_tokens(&scene).await?;
    scene.copy_for_floor().await?;
    let broker = Server::spawn_broker(&scene)?;
    driver.wait_until_it_answers().await?;
    let floor = Server::spawn_role("floor", &scene)?;
    scene.analyze().await?;
    let broker = Side::new(broker, &scene, &tokens)?;
    let floor = Side::new(floor, &scene, &tokens)?;

    let mut rows = Vec::new();
    for what in [What::Refresh, What::ClientCredentials] {
        let (answer, _) = broker.ask(what).await?;
        let loop_cpu = bare_loop(&scene, &answer).await?;
        let mut turns = Turns::default();
        for round in 0..ROUNDS {
            eprintln!("{kind}, {what}: round {}", round + 1);
            let each = count.div_ceil(ROUNDS);
            let (of_broker, of_floor) = if round.is_multiple_of(2) {
                let of_broker = broker.measure(&scene, what, each).await?;
                (of_broker, floor.measure(&scene, what, each).await?)
            } else {
                let of_floor = floor.measure(&scene, what, each).await?;
                (broker.measure(&scene, what, each).await?, of_floor)
            };
            turns.ratios.push(of_broker.cpu() / of_floor.cpu());
            turns.broker.add(of_broker);
            turns.floor.add(of_floor);
        }
        rows.extend(turns.rows(kind, what, loop_cpu));
    }
    Ok(rows)
}

/// Everybody who has signed in gets a refresh token.
async fn give_refresh_tokens(scene: &Scene) -> anyhow::Result<Vec<String>> {
    let settings = StoreSettings { url: Secret::new(scene.facts.database_url.clone()), max_connections: 1 };
    let store = Store::connect(&settings).await?;
    let now = clock::system().now();
    let mut tokens = Vec::new();
    for (grant_id, organization_id) in scene.grants().await? {
        let value = random::token();
        let token = RefreshToken {
            id: random::id(now),
            hash: hash::hash(value.expose()),
            grant_id: grant_id.into(),
            organization_id: organization_id.into(),
            created_at: now,
            expires_at: now + chrono::Duration::hours(12),
            predecessor: None,
            jkt: None,
        };
        store.organization(token.organization_id).insert_refresh_token(&token).await?;
        tokens.push(value.expose().to_owned());
    }
    ensure!(!tokens.is_empty(), "nobody has signed in");
    Ok(tokens)
}

/// The CPU time of signing what an answer holds, in ms.
async fn bare_loop(scene: &Scene, answer: &Value) -> anyhow::Result<f64> {
    let settings = StoreSettings { url: Secret::new(scene.facts.database_url.clone()), max_connections: 1 };
    let store = Store::connect(&settings).await?;
    let ring = Arc::new(KeyRing::parse(&std::fs::read_to_string(scene.path("keys"))?)?);
    let keys = SigningKeys::load_or_create(&store, &ring, clock::system().now()).await?;
    let mut claims = Vec::new();
    for (name, typ) in [("access_token", "at+jwt"), ("id_token", "JWT")] {
        let Some(token) = answer.get(name).and_then(Value::as_str) else { continue };
        let part = token.split('.').nth(1).context("no token")?;
        claims.push((typ, serde_json::from_slice::<Value>(&URL_SAFE_NO_PAD.decode(part)?)?));
    }
    let before = Cpu::of_this()?;
    for _ in 0..SIGNATURES {
        for (typ, claims) in &claims {
            black_box(keys.sign(SigningAlgorithm::Es256, typ, black_box(claims))?);
        }
    }
    Ok(milliseconds(Cpu::of_this()?.since(before)) / f64::from(SIGNATURES))
}

impl Side {
    #[expect(clippy::disallowed_methods, reason = "this is the load, not the broker's way out")]
    fn new(server: Server, scene: &Scene, tokens: &[String]) -> anyhow::Result<Self> {
        let client = Client::builder().no_proxy().timeout(Duration::from_secs(30)).build()?;
        let secret = scene.facts.app_secret.clone();
        Ok(Self { server, client, secret, tokens: Arc::new(Mutex::new(tokens.iter().cloned().collect())) })
    }

    async fn measure(&self, scene: &Scene, what: What, count: u32) -> anyhow::Result<Measured> {
        self.load(what, WARM_UP).await?;
        tokio::time::sleep(CHAINED).await;
        let before = (self.server.cpu()?, Cpu::of_family(scene.postmaster)?);
        let load = self.load(what, count).await.context(self.server.name)?;
        let after = (self.server.cpu()?, Cpu::of_family(scene.postmaster)?);
        Ok(Measured { load, cpu: after.0.since(before.0), database_cpu: after.1.since(before.1) })
    }

    async fn load(&self, what: What, count: u32) -> anyhow::Result<Load> {
        let left = AtomicU32::new(count);
        let take = |left: u32| left.checked_sub(1);
        let begun = Instant::now();
        let workers = (0..AT_ONCE).map(|_| async {
            let mut times = Vec::new();
            while left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, take).is_ok() {
                times.push(self.ask(what).await?.1);
            }
            Ok::<_, anyhow::Error>(times)
        });
        let mut times = futures_util::future::try_join_all(workers).await?.concat();
        times.sort_unstable();
        Ok(Load { elapsed: begun.elapsed(), times })
    }

    /// One request; the answer, and how long it took.
    async fn ask(&self, what: What) -> anyhow::Result<(Value, Duration)> {
        let used = match what {
            What::Refresh => {
                let token = self.tokens.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
                Some(token.context("there are fewer tokens than requests at once")?)
            }
            What::ClientCredentials => None,
        };
        let mut form = match &used {
            Some(token) => {
                vec![("grant_type", "refresh_token"), ("refresh_token", token.as_str()), ("client_id", "records")]
            }
            None => vec![("grant_type", "client_credentials"), ("client_id", "reports")],
        };
        form.push(("client_secret", self.secret.as_str()));
        let started = Instant::now();
        let response = self.client.post(format!("{}/oauth2/token", self.server.address)).form(&form).send().await?;
        let status = response.status();
        let body = response.text().await?;
        let took = started.elapsed();
        ensure!(status == 200, "the token endpoint answers {status}: {body}");
        let answer: Value = serde_json::from_str(&body)?;
        if used.is_some() {
            let next = answer.get("refresh_token").and_then(Value::as_str).context("no refresh token")?;
            self.tokens.lock().unwrap_or_else(PoisonError::into_inner).push_back(next.to_owned());
        }
        Ok((answer, took))
    }
}

impl std::fmt::Display for What {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Refresh => "refresh",
            Self::ClientCredentials => "client credentials",
        })
    }
}

impl Turns {
    fn rows(&self, kind: Kind, what: What, loop_cpu: f64) -> [String; 2] {
        let least = self.ratios.iter().copied().fold(f64::INFINITY, f64::min);
        let most = self.ratios.iter().copied().fold(0.0, f64::max);
        let ratio = format!("**{:.2}** ({least:.2}–{most:.2})", self.broker.cpu() / self.floor.cpu());
        [("broker", &self.broker, ratio), ("floor", &self.floor, String::new())].map(|(name, measured, ratio)| {
            let database = match kind {
                Kind::Postgres => format!("{:.3}", measured.database_cpu()),
                Kind::Sqlite => "in it".to_owned(),
            };
            let each_second = f64::from(measured.load.done()) / measured.load.elapsed.as_secs_f64();
            format!(
                "| {kind} | {what}, {name} | {each_second:.0} | {:.0} | {:.3} | {database} | {ratio} | {:.2} |",
                1000.0 / measured.cpu(),
                measured.cpu(),
                measured.cpu() / loop_cpu
            )
        })
    }
}
