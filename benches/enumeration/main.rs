//! Whether an answer, or its time, tells who has an account.
//!
//! ```sh
//! scripts/with-postgres cargo bench --bench enumeration
//! ```
//!
//! 500 addresses with an account (professionals, patients, people who are suspended or had it before) and 500 without, in random order, each in a browser
//! of its own: a code is asked for, then a wrong one is shown. The answers must be the same, byte for byte, but for what is random in
//! them, of which the length counts. The statistic of their times is that of Mann and Whitney: *P(longer)* is the chance that the answer
//! for an address without an account took longer than one for an address with an account. 0.5 tells nothing. At |z| ≥ 3.02 in any of the
//! four rows they are told apart: chance alone does that in one of a hundred runs. Ends with 1 where they are, by time or by bytes.

#![expect(clippy::disallowed_methods, reason = "this stands for a stranger's own machine")]

#[path = "../../tests/broker/likeness.rs"]
mod likeness;
mod sample;
mod scene;

use anyhow::ensure;
use clap::Parser;

use sample::Comparison;
use scene::{Kind, Scene};

/// More standard deviations than chance alone gives any of four rows, 99 times of 100.
const MOST_DEVIATIONS: f64 = 3.02;

/// Measures whether an answer, or its time, tells who has an account.
#[derive(Parser)]
struct Arguments {
    /// Addresses of each kind
    #[arg(long, default_value_t = 500)]
    addresses: usize,
    /// Which databases
    #[arg(long, value_delimiter = ',', default_values_t = [Kind::Sqlite, Kind::Postgres])]
    database: Vec<Kind>,
    /// Cargo says so.
    #[arg(long, hide = true)]
    bench: bool,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    println!(
        "| database | request | with an account, median | without, median | ratio | P(longer) | z | other bytes |"
    );
    println!("|---|---|--:|--:|--:|--:|--:|--:|");
    let mut told_apart = Vec::new();
    for kind in arguments.database {
        let scene = Scene::prepare(kind, arguments.addresses).await?;
        // What is read for the first time is read for everybody.
        for number in 0..20 {
            scene.ask_and_try(&scene::unknown(arguments.addresses + number), number).await?;
        }
        let mut comparisons = [Comparison::new("asks for a code"), Comparison::new("shows a wrong code")];
        for (number, (address, known)) in scene::shuffled(arguments.addresses).into_iter().enumerate() {
            let answered = scene.ask_and_try(&address, number + 20).await?;
            for (comparison, answered) in comparisons.iter_mut().zip(answered) {
                comparison.add(known, &answered);
            }
        }
        for mut comparison in comparisons {
            println!("{}", comparison.row(kind));
            if !comparison.is_alike(MOST_DEVIATIONS) {
                told_apart.push(format!("{kind}, {}", comparison.request));
            }
        }
    }
    ensure!(told_apart.is_empty(), "told apart: {}", told_apart.join("; "));
    println!("\nNobody is told apart: the same bytes, and |z| < {MOST_DEVIATIONS} in every row.");
    Ok(())
}
