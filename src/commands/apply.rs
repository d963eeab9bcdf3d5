//! `anteroom apply`

use std::io::IsTerminal;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use clap::Args;

use super::wrong_use;
use crate::app::settings::Settings;
use crate::domain::clock::Clock;
use crate::keys::check;
use crate::store::Store;
use crate::tenancy::{apply, desired};

/// Makes what is stored what a file says; prints the plan first.
#[derive(Args)]
pub struct ApplyCommand {
    /// Organizations, domains, connections, applications, flags, users
    #[arg(value_name = "FILE", default_value = "tenants.toml")]
    file: PathBuf,
    /// Only print the plan
    #[arg(long)]
    dry_run: bool,
    /// Do not ask before removing
    #[arg(long)]
    yes: bool,
}

/// Runs it.
pub async fn run(settings: &Settings, command: &ApplyCommand, clock: Clock) -> ExitCode {
    match apply(settings, command, &clock).await {
        Ok(code) => code,
        Err(error) => wrong_use(&error),
    }
}

async fn apply(settings: &Settings, command: &ApplyCommand, clock: &Clock) -> anyhow::Result<ExitCode> {
    let name = command.file.display().to_string();
    let text = std::fs::read_to_string(&command.file).with_context(|| format!("cannot read {name}"))?;
    let base = command.file.parent().map(PathBuf::from).unwrap_or_default();
    let desired = match desired::read(&name, &text, &base) {
        Ok(desired) => desired,
        Err(error) => {
            if std::io::stderr().is_terminal() {
                eprintln!("{:?}", miette::Report::new(error));
            } else {
                error.lines().iter().for_each(|line| eprintln!("{line}"));
                eprintln!("anteroom: {error}");
            }
            return Ok(ExitCode::from(2));
        }
    };
    let ring = settings.key_ring()?;
    let store = Store::connect(&settings.store()?).await?;
    store.require_current_schema().await?;
    let now = clock.now();
    check::check(&store, &ring, now).await?;
    let plan = apply::prepare(&store, &ring, &desired, now).await?;
    print!("{}", apply::describe(&plan));
    if plan.is_empty() || command.dry_run {
        return Ok(ExitCode::SUCCESS);
    }
    if !plan.removals.is_empty() && !command.yes && !confirmed(plan.removals.len())? {
        eprintln!("anteroom: nothing was changed");
        return Ok(ExitCode::from(1));
    }
    let actor = format!("apply by {}", std::env::var("USER").unwrap_or_else(|_| "the operator".to_owned()));
    apply::carry_out(&store, &ring, &plan, &actor, now).await?;
    println!("applied");
    Ok(ExitCode::SUCCESS)
}

/// Asks a person. Where there is none, it is not done without `--yes`.
fn confirmed(removals: usize) -> anyhow::Result<bool> {
    if !std::io::stdin().is_terminal() {
        eprintln!("anteroom: {removals} thing(s) would be removed; add --yes to do that without being asked");
        return Ok(false);
    }
    let question = format!("Remove {removals} thing(s)? What hangs on them is lost");
    Ok(dialoguer::Confirm::new().with_prompt(question).default(false).interact()?)
}
