//! What a whole sign-in costs: authorize → Microsoft → callback → token.
//!
//! ```sh
//! scripts/with-postgres cargo bench --bench sign_in
//! scripts/with-postgres cargo bench --bench sign_in -- --organizations 10 --sign-ins 1000
//! cargo bench --bench sign_in -- --database sqlite
//! scripts/with-postgres cargo bench --bench sign_in -- --flag-changes 100
//! scripts/with-postgres cargo bench --bench sign_in -- --tokens 20000
//! scripts/with-postgres cargo bench --bench sign_in -- --rotate-keys 60
//! ```
//!
//! The broker is the real `anteroom serve`, in a process of its own, so that its CPU time and memory are its alone. The
//! stand-in for Entra ID and the load are other processes. Beside it, in the same run and on a copy of the same database, the
//! *floor* is measured by the same load: see [`floor`]. They take turns, see [`pair`]: what counts are the ratios; the rest
//! depends on the machine.
//!
//! The last three of the commands measure something else with the same parts: how soon a flag is in force, see [`flags`]; what the token
//! endpoint costs once people are in, see [`tokens`]; and whether a verification fails while signing keys are exchanged, see [`rotation`].

mod driver;
mod flags;
mod floor;
mod pair;
mod process;
mod report;
mod rotation;
mod scene;
mod stand_in;
mod tokens;

use std::path::PathBuf;
use std::time::Duration;

use clap::{Parser, ValueEnum};

use pair::Pair;
use report::Report;
use scene::Kind;

/// Measures what a whole sign-in costs.
#[derive(Parser)]
struct Arguments {
    /// How many organizations are stored
    #[arg(long, value_delimiter = ',', default_values_t = [10, 1_000, 100_000])]
    organizations: Vec<u32>,
    /// How many sign-ins at 16 at once; at 1 at once it is half as many
    #[arg(long, default_value_t = 10_000)]
    sign_ins: u32,
    /// Which databases
    #[arg(long, value_delimiter = ',', default_values_t = [Kind::Sqlite, Kind::Postgres])]
    database: Vec<Kind>,
    /// The most seconds that one measurement may take
    #[arg(long, default_value_t = 120)]
    seconds: u64,
    /// Measures instead how soon a flag that is set at one replica is in force at another, over so many changes
    #[arg(long)]
    flag_changes: Option<u32>,
    /// Measures instead the token endpoint, with so many refreshes and as many tokens that an application has for itself
    #[arg(long, conflicts_with = "flag_changes")]
    tokens: Option<u32>,
    /// Exchanges instead the signing keys, again and again, for so many seconds, and counts the verifications that fail
    #[arg(long, conflicts_with_all = ["flag_changes", "tokens"])]
    rotate_keys: Option<u64>,
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
/// Everything is measured so often, in turns: what the machine does meanwhile falls on all alike.
const ROUNDS: u32 = 5;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    match arguments.role {
        Some(Role::StandIn) => stand_in::run(&arguments.scene).await,
        Some(Role::Floor) => floor::run(&arguments.scene).await,
        None => match (arguments.flag_changes, arguments.tokens, arguments.rotate_keys) {
            (Some(changes), ..) => flags::measure(changes).await,
            (None, Some(count), _) => tokens::measure(&arguments.database, count).await,
            (None, None, Some(seconds)) => rotation::measure(Duration::from_secs(seconds)).await,
            (None, None, None) => compare(&arguments).await,
        },
    }
}

async fn compare(arguments: &Arguments) -> anyhow::Result<()> {
    let mut report = Report::default();
    let limit = Duration::from_secs(arguments.seconds);
    for kind in &arguments.database {
        let mut pairs = Vec::new();
        for organizations in &arguments.organizations {
            eprintln!("{kind}, {organizations} organizations: preparing");
            pairs.push(Pair::prepare(*kind, *organizations).await?);
        }
        for round in 0..ROUNDS {
            for at_once in AT_ONCE {
                // The processor's time is counted in ticks of 10 ms: a round must be long enough that a tick is nothing.
                let all = if at_once == 1 { arguments.sign_ins.div_ceil(2) } else { arguments.sign_ins };
                for pair in &mut pairs {
                    eprintln!("{kind}, {} organizations, {at_once} at once: round {}", pair.organizations(), round + 1);
                    pair.measure(round, at_once, all.div_ceil(ROUNDS), limit).await?;
                }
            }
        }
        for pair in pairs {
            pair.end(&mut report).await?;
        }
    }
    println!("{report}");
    Ok(())
}
