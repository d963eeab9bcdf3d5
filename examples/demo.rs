//! Everything on this machine: the broker, a stand-in for Microsoft Entra ID, and a sample web app whose page lists a
//! person for every outcome.
//!
//! ```sh
//! cargo run --release --example demo
//! ```

mod demonstration;

use std::process::ExitCode;

use anteroom::app::{clock, telemetry};
use demonstration::{Demonstration, Ports};

#[tokio::main]
async fn main() -> ExitCode {
    // What the broker says of each refusal: support's view of what the person's page does not tell.
    telemetry::init("warn,anteroom=info", false);
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("demo: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> anyhow::Result<()> {
    let demonstration =
        Demonstration::start(Ports { broker: 8080, entra: 8090, app: 8100, dns: None }, clock::system()).await?;
    println!("{}", demonstration.guide());
    tokio::signal::ctrl_c().await?;
    Ok(())
}
