//! `anteroom migrate`

use std::process::ExitCode;

use clap::Args;

use super::wrong_use;
use crate::app::settings::Settings;
use crate::store::Store;

/// Brings the schema to this version, or says what that would do.
#[derive(Args)]
pub struct MigrateCommand {
    /// Only say which migrations are missing
    #[arg(long)]
    dry_run: bool,
    /// Take back the last N migrations; what their tables hold is lost
    #[arg(long, value_name = "N", conflicts_with = "dry_run")]
    roll_back: Option<u32>,
    /// Do not ask before taking back
    #[arg(long, requires = "roll_back")]
    yes: bool,
}

/// Runs it.
pub async fn run(settings: &Settings, command: &MigrateCommand) -> ExitCode {
    match migrate(settings, command).await {
        Ok(code) => code,
        Err(error) => wrong_use(&error),
    }
}

async fn migrate(settings: &Settings, command: &MigrateCommand) -> anyhow::Result<ExitCode> {
    let store = Store::connect(&settings.store()?).await?;
    if let Some(steps) = command.roll_back {
        if !command.yes {
            eprintln!("anteroom: this loses what the tables of the last {steps} migration(s) hold; add --yes to do it");
            return Ok(ExitCode::from(1));
        }
        store.roll_back(steps).await?;
        println!("{steps} migration(s) taken back");
        return Ok(ExitCode::SUCCESS);
    }
    let pending = store.pending_migrations().await?;
    for name in &pending {
        println!("+ {name}");
    }
    if command.dry_run {
        println!("{} migration(s) missing; nothing was changed", pending.len());
        return Ok(ExitCode::SUCCESS);
    }
    store.migrate().await?;
    println!("{} migration(s) applied; the schema is that of this version", pending.len());
    Ok(ExitCode::SUCCESS)
}
