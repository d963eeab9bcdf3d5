//! Whether a verification fails while signing keys are exchanged, over PostgreSQL: people sign in at two replicas, and apps that keep the
//! public keys for as long as HTTP says verify what they get, at once and again just before it ends.
//!
//! An app asks for the keys when its copy is no longer fresh (RFC 9111, 4.2), at either replica, and at no other time: a token whose key
//! is not in a fresh copy is a failure, though many libraries would ask once more.

use std::collections::BTreeSet;
use std::process::Stdio;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use anteroom::app::clock;
use anyhow::{Context, ensure};
use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{DecodingKey, Validation, decode_header};
use reqwest::Client;
use reqwest::header::CACHE_CONTROL;
use serde_json::Value;

use crate::driver::Driver;
use crate::process::{Server, anteroom};
use crate::scene::{Kind, Scene, free_port};

/// How many organizations are stored.
const ORGANIZATIONS: u32 = 1_000;
/// How many apps there are at each replica; each has one sign-in under way.
const APPS: usize = 4;
/// So short that a key's whole life, from its publication until it is gone, is over in some twenty seconds.
const SETTINGS: &str = "[signing]\njwks_seconds = 2\nlongest_token_seconds = 4\nmargin_seconds = 2\n";
/// Between two exchanges. The next key signs four seconds after it was published.
const EVERY: Duration = Duration::from_secs(6);
/// A token is verified again when it has no longer than this to live.
const LAST_MOMENT: Duration = Duration::from_millis(700);
/// Later than this nothing is begun with a token: a request takes its time, too.
const TOO_LATE: Duration = Duration::from_millis(300);

/// What was counted.
#[derive(Default)]
struct Tally {
    sign_ins: u32,
    by_apps: u32,
    by_brokers: u32,
    kids: BTreeSet<String>,
    failures: Vec<String>,
}

/// Measures, prints a row, and fails where a verification did.
pub async fn measure(lasts: Duration) -> anyhow::Result<()> {
    let scene = Scene::prepare(Kind::Postgres, ORGANIZATIONS).await?;
    let other = format!("http://localhost:{}", free_port()?);
    for (file, address) in [("anteroom.toml", &scene.facts.broker), ("other.toml", &other)] {
        std::fs::write(scene.path(file), scene.settings_at(address) + SETTINGS)?;
    }
    let _stand_in = Server::spawn_role("stand-in", &scene)?;
    let one = Server::spawn_broker(&scene)?;
    let here = Driver::new(&scene)?;
    here.wait_until_it_answers().await?;
    let _other = Server::spawn_replica(&scene, "other.toml", &other)?;
    let there = Driver::at_replica(&scene, &other)?;
    there.wait_until_it_answers().await?;

    let tally = Arc::new(Mutex::new(Tally::default()));
    let replicas = [one.address.clone(), other.clone()];
    let end = Instant::now() + lasts;
    let apps: Vec<_> = (0..APPS * 2)
        .map(|number| {
            let driver = if number % 2 == 0 { &here } else { &there }.clone();
            let app = App::new(&replicas, number, &tally);
            tokio::spawn(async move { app?.run(&driver, end).await })
        })
        .collect();
    let mut exchanges = 0_u32;
    while Instant::now() + EVERY < end {
        tokio::time::sleep(EVERY).await;
        let mut command = anteroom(&scene, "anteroom.toml", &["keys", "rotate"]);
        command.stdout(Stdio::null());
        let ended = tokio::task::spawn_blocking(move || command.status()).await??;
        ensure!(ended.success(), "`anteroom keys rotate` ended with {ended}");
        exchanges += 1;
    }
    for app in apps {
        app.await??;
    }
    let tally = tally.lock().unwrap_or_else(PoisonError::into_inner);
    let Tally { sign_ins, by_apps, by_brokers, kids, failures } = &*tally;
    println!("| seconds | exchanges | keys that signed | sign-ins | verified by apps | verified by brokers | failed |");
    println!("|--:|--:|--:|--:|--:|--:|--:|");
    let (seconds, keys, failed) = (lasts.as_secs(), kids.len(), failures.len());
    println!("| {seconds} | {exchanges} | {keys} | {sign_ins} | {by_apps} | {by_brokers} | {failed} |");
    for failure in failures.iter().take(20) {
        eprintln!("{failure}");
    }
    ensure!(failures.is_empty(), "{failed} verifications failed");
    // The last exchange may have come too late for its key to sign.
    ensure!(keys > usize::try_from(exchanges.saturating_sub(1))?, "keys were not exchanged as often as was said");
    Ok(())
}

/// An app, with its copy of the public keys.
struct App {
    client: Client,
    replicas: [String; 2],
    /// Whose turn it is to be asked.
    turn: usize,
    kept: Option<(JwkSet, Instant)>,
    tally: Arc<Mutex<Tally>>,
}

/// What it got, and until when that lives, in milliseconds since 1970.
struct Tokens {
    access: String,
    id: String,
    until: i64,
}

impl App {
    #[expect(clippy::disallowed_methods, reason = "this is the load, not the broker's way out")]
    fn new(replicas: &[String; 2], number: usize, tally: &Arc<Mutex<Tally>>) -> anyhow::Result<Self> {
        let client = Client::builder().no_proxy().timeout(Duration::from_secs(30)).build()?;
        Ok(Self { client, replicas: replicas.clone(), turn: number / 2, kept: None, tally: Arc::clone(tally) })
    }

    async fn run(mut self, driver: &Driver, end: Instant) -> anyhow::Result<()> {
        let mut living: Vec<Tokens> = Vec::new();
        while Instant::now() < end {
            let tokens = self.tokens(&driver.sign_in().await?)?;
            self.count(|tally| tally.sign_ins += 1);
            self.verify(&tokens).await?;
            living.push(tokens);
            let (last, others) = living.into_iter().partition(|tokens| left(tokens) <= LAST_MOMENT);
            living = others;
            for tokens in Vec::from_iter::<Vec<Tokens>>(last) {
                if left(&tokens) > TOO_LATE {
                    self.verify(&tokens).await?;
                }
            }
        }
        Ok(())
    }

    fn tokens(&self, answer: &str) -> anyhow::Result<Tokens> {
        let answer: Value = serde_json::from_str(answer)?;
        let text =
            |name: &str| answer.get(name).and_then(Value::as_str).map(str::to_owned).context("a token is missing");
        let (access, id) = (text("access_token")?, text("id_token")?);
        let until = |token: &str| {
            let said = jsonwebtoken::dangerous::insecure_decode_claims::<Value>(token)?;
            said.get("exp").and_then(Value::as_i64).context("no end")
        };
        let until = until(&access)?.min(until(&id)?) * 1_000;
        let kid = decode_header(&id)?.kid.context("no kid")?;
        self.count(|tally| {
            tally.kids.insert(kid);
        });
        Ok(Tokens { access, id, until })
    }

    /// By the app itself, and by the replica whose turn it is.
    async fn verify(&mut self, tokens: &Tokens) -> anyhow::Result<()> {
        for token in [&tokens.access, &tokens.id] {
            let keys = self.keys().await?;
            let outcome = verified(keys, token);
            // One that has ended on the way is refused, and rightly so.
            let failure = outcome
                .err()
                .filter(|_| !left(tokens).is_zero())
                .map(|error| format!("an app, {} ms before its end: {error}", left(tokens).as_millis()));
            self.count(|tally| {
                tally.by_apps += 1;
                tally.failures.extend(failure);
            });
        }
        let url = format!("{}/oauth2/userinfo", self.next_replica());
        let status = self.client.get(&url).bearer_auth(&tokens.access).send().await?.status();
        let failure = (status != 200 && !left(tokens).is_zero())
            .then(|| format!("{url} answers {status}, {} ms before the end", left(tokens).as_millis()));
        self.count(|tally| {
            tally.by_brokers += 1;
            tally.failures.extend(failure);
        });
        Ok(())
    }

    async fn keys(&mut self) -> anyhow::Result<&JwkSet> {
        if self.kept.as_ref().is_none_or(|(_, until)| *until <= Instant::now()) {
            let url = format!("{}/oauth2/jwks", self.next_replica());
            let response = self.client.get(&url).send().await?;
            let control = response.headers().get(CACHE_CONTROL).context("nothing is said about keeping")?.to_str()?;
            let max_age = control.split(", ").find_map(|word| word.strip_prefix("max-age=")).context("no max-age")?;
            let until = Instant::now() + Duration::from_secs(max_age.parse()?);
            self.kept = Some((response.json().await?, until));
        }
        self.kept.as_ref().map(|(keys, _)| keys).context("no keys")
    }

    fn next_replica(&mut self) -> String {
        self.turn += 1;
        let [one, other] = &self.replicas;
        if self.turn.is_multiple_of(2) { one } else { other }.clone()
    }

    fn count(&self, change: impl FnOnce(&mut Tally)) {
        change(&mut self.tally.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

fn verified(keys: &JwkSet, token: &str) -> anyhow::Result<()> {
    let header = decode_header(token)?;
    let kid = header.kid.context("no kid")?;
    let key = keys.find(&kid).with_context(|| format!("key {kid} is unknown"))?;
    let mut validation = Validation::new(header.alg);
    // No leeway, so that a token is good for as long as it says and no longer.
    validation.leeway = 0;
    validation.validate_aud = false;
    jsonwebtoken::decode::<Value>(token, &DecodingKey::from_jwk(key)?, &validation)?;
    Ok(())
}

/// How long tokens live from now on.
fn left(tokens: &Tokens) -> Duration {
    let left = tokens.until - clock::system().now().timestamp_millis();
    Duration::from_millis(u64::try_from(left).unwrap_or_default())
}
