//! Whether the time of an answer tells who has an account.
//!
//! ```sh
//! scripts/with-postgres cargo bench --bench enumeration
//! ```
//!
//! 500 addresses with an account and 500 without, in random order, each in a browser of its own: a code is asked for, then a wrong one
//! is shown. The statistic is that of Mann and Whitney: *P(longer)* is the chance that the answer for an address without an account
//! took longer than one for an address with an account. 0.5 tells nothing; |z| < 2.58 is what chance alone gives 99 times of 100.

#![expect(clippy::disallowed_methods, reason = "this stands for a stranger's own machine")]

mod sample;
mod scene;

use clap::Parser;

use sample::Comparison;
use scene::{Kind, Scene};

/// Measures whether the time of an answer tells who has an account.
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
    println!("| database | request | with an account, median | without, median | ratio | P(longer) | z |");
    println!("|---|---|--:|--:|--:|--:|--:|");
    for kind in arguments.database {
        let scene = Scene::prepare(kind, arguments.addresses).await?;
        // What is read for the first time is read for everybody.
        for number in 0..20 {
            scene.ask_and_try(&scene::unknown(arguments.addresses + number), number).await?;
        }
        let (mut asked, mut tried) = (Comparison::default(), Comparison::default());
        for (number, (address, known)) in scene::shuffled(arguments.addresses).into_iter().enumerate() {
            let (asking, trying) = scene.ask_and_try(&address, number + 20).await?;
            asked.add(known, asking);
            tried.add(known, trying);
        }
        println!("{}", asked.row(kind, "asks for a code"));
        println!("{}", tried.row(kind, "shows a wrong code"));
    }
    Ok(())
}
