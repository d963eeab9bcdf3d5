//! How soon a flag that is set at one replica is in force at another, over PostgreSQL, while people sign in at both.

use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use reqwest::header::{AUTHORIZATION, IF_MATCH};

use crate::driver::Driver;
use crate::process::Server;
use crate::scene::{Kind, Scene, free_port};

/// How many organizations are stored.
const ORGANIZATIONS: u32 = 1_000;
/// How many sign-ins are under way at once, at each replica.
const AT_ONCE: u32 = 4;
/// Longer than all of it takes.
const LIMIT: Duration = Duration::from_mins(5);
/// A change that takes longer is a fault (it is what the operator is promised).
const PROMISED: Duration = Duration::from_secs(1);
/// Between two changes: one second and a bit, in the long run, falls on every point of whatever beat the replicas have.
const PAUSE: Duration = Duration::from_millis(137);

/// Measures, prints a row, and fails where a change took longer than was promised.
pub async fn measure(changes: u32) -> anyhow::Result<()> {
    let mut scene = Scene::prepare(Kind::Postgres, ORGANIZATIONS).await?;
    let token = scene.support().await?;
    let other = format!("http://localhost:{}", free_port()?);
    std::fs::write(scene.path("other.toml"), scene.settings_at(&other))?;
    let _stand_in = Server::spawn_role("stand-in", &scene)?;
    let one = Server::spawn_broker(&scene)?;
    let person = scene.facts.people.first().context("nobody signs in")?.clone();
    // The hospital whose flag is changed takes no part in the load: its people are refused half of the time.
    let (_, domain) = person.split_once('@').context("no address")?;
    let domain = format!("@{domain}");
    scene.facts.people.retain(|email| !email.ends_with(&domain));
    let here = Driver::new(&scene)?;
    here.wait_until_it_answers().await?;
    let _other = Server::spawn_replica(&scene, "other.toml", &other)?;
    let there = Driver::at_replica(&scene, &other)?;
    there.wait_until_it_answers().await?;

    let loads = [&here, &there].map(|driver| {
        let driver = driver.clone();
        tokio::spawn(async move { driver.load(u32::MAX, AT_ONCE, LIMIT).await })
    });
    let begun = Instant::now();
    let flag = format!("{}/admin/v1/organizations/hospital-0/flags/sso", one.address);
    let mut times = Vec::new();
    for change in 0..changes {
        let value = !change.is_multiple_of(2);
        ensure!(there.is_sent_to_microsoft(&person).await? != value, "the flag is {value} already");
        let started = Instant::now();
        let body = serde_json::json!({ "value": value, "reason": "measured" });
        here.set(&flag, &[(AUTHORIZATION, &format!("Bearer {}", token.expose())), (IF_MATCH, "*")], &body).await?;
        while there.is_sent_to_microsoft(&person).await? != value {
            ensure!(started.elapsed() < LIMIT, "the other replica never follows");
        }
        times.push(started.elapsed());
        tokio::time::sleep(PAUSE).await;
    }
    let lasted = begun.elapsed();
    let made = [&here, &there].map(Driver::made).iter().sum::<u32>();
    for load in loads {
        ensure!(!load.is_finished(), "the load ended before the last change: {:?}", load.await?.err());
        load.abort();
    }
    times.sort_unstable();
    let at =
        |hundredths: usize| times.get(times.len() * hundredths / 100).or(times.last()).copied().unwrap_or_default();
    let longest = at(100);
    println!("| changes | sign-ins/s meanwhile | median ms | p99 ms | longest ms |\n|--:|--:|--:|--:|--:|");
    println!(
        "| {changes} | {:.0} | {:.1} | {:.1} | {:.1} |",
        f64::from(made) / lasted.as_secs_f64(),
        millis(at(50)),
        millis(at(99)),
        millis(longest),
    );
    ensure!(longest <= PROMISED, "a change took longer than was promised");
    Ok(())
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}
