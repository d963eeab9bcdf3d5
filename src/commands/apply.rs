//! `anteroom apply`

use std::io::IsTerminal;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, ensure};
use clap::Args;

use super::wrong_use;
use crate::app::settings::Settings;
use crate::domain::clock::Clock;
use crate::domain::credential::CredentialKind;
use crate::domain::id::ConnectionId;
use crate::keys::check;
use crate::store::Store;
use crate::tenancy::desired::Desired;
use crate::tenancy::plan::{Action, Change, Thing};
use crate::tenancy::{apply, desired};
use crate::upstream::credential::FEDERATED_AUDIENCE;

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
    /// Then list what to register at Entra for every connection, not only for new ones
    #[arg(long)]
    addresses: bool,
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
    require_retention(&desired, settings.audit.policy().shortest_retention_days)?;
    let ring = settings.key_ring()?;
    let store = Store::connect(&settings.store()?).await?;
    store.require_current_schema().await?;
    let now = clock.now();
    check::check(&store, &ring, now).await?;
    let plan = apply::prepare(&store, &ring, &desired, now).await?;
    print!("{}", apply::describe(&plan));
    if plan.is_empty() || command.dry_run {
        if command.addresses {
            print_addresses(&store, &settings.issuer()?, None).await?;
        }
        return Ok(ExitCode::SUCCESS);
    }
    if !plan.removals.is_empty() && !command.yes && !confirmed(plan.removals.len())? {
        eprintln!("anteroom: nothing was changed");
        return Ok(ExitCode::from(1));
    }
    let actor = format!("apply by {}", std::env::var("USER").unwrap_or_else(|_| "the operator".to_owned()));
    apply::carry_out(&store, &ring, &plan, &actor, now).await?;
    println!("applied");
    let created: Vec<ConnectionId> = plan.writes.iter().filter_map(created_connection).collect();
    if command.addresses || !created.is_empty() {
        let only = (!command.addresses).then_some(created.as_slice());
        print_addresses(&store, &settings.issuer()?, only).await?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Refuses to keep a log for fewer days than the operator has said that any is kept.
fn require_retention(desired: &Desired, shortest: u32) -> anyhow::Result<()> {
    for organization in &desired.organizations {
        ensure!(
            organization.audit_retention_days.is_none_or(|days| days >= shortest),
            "organization {}: audit_retention_days is less than {shortest}; five years are what NEN 7513 asks for, and whoever may keep \
             less says so by shortest_retention_days under [audit] of anteroom.toml",
            organization.slug
        );
    }
    Ok(())
}

fn created_connection(change: &Change) -> Option<ConnectionId> {
    match (&change.thing, change.action) {
        (Thing::Connection(connection), Action::Create) => Some(connection.id),
        _ => None,
    }
}

/// What the hospital's administrator enters at Entra, for each connection or for some.
async fn print_addresses(store: &Store, issuer: &str, only: Option<&[ConnectionId]>) -> anyhow::Result<()> {
    println!("\nto register at the identity provider (at Entra: Authentication > Web > redirect URI):");
    let mut organizations = store.read_everything().await?.organizations;
    organizations.sort_by(|a, b| a.configuration.organization.slug.cmp(&b.configuration.organization.slug));
    for organization in organizations {
        let configuration = organization.configuration;
        for connection in &configuration.connections {
            if only.is_some_and(|only| !only.contains(&connection.id)) {
                continue;
            }
            println!("{} / {}", configuration.organization.slug, connection.name);
            if connection.active.as_ref().is_some_and(|version| version.settings.is_shared()) {
                println!("  {issuer}/login/callback/entra (the shared registration)");
                println!("  front-channel logout URL {issuer}/login/logout/entra");
                continue;
            }
            println!("  {issuer}/login/callback/{}", connection.id);
            println!("  front-channel logout URL {issuer}/login/logout/{}", connection.id);
            if configuration.organization.sign_out_upstream {
                println!("  {issuer}/login/signed-out (back from signing out at the provider)");
            }
            let settings = connection.active.as_ref().or(connection.draft.as_ref()).map(|version| &version.settings);
            let credential = settings.and_then(|settings| configuration.credential(connection.id, settings));
            if credential.is_some_and(|credential| credential.kind == CredentialKind::Federated) {
                println!("  federated credential: issuer {issuer}");
                println!("    subject {}", connection.id);
                println!("    audience {FEDERATED_AUDIENCE}");
            }
        }
    }
    Ok(())
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

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn a_log_is_kept_as_long_as_the_operator_says_at_least() {
        let with = |days: &str| {
            let text = format!("[[organization]]\nslug = \"a\"\nname = \"A\"\n{days}");
            require_retention(&desired::read("tenants.toml", &text, Path::new(".")).unwrap(), 1_827)
        };
        assert!(with("").is_ok() && with("audit_retention_days = 1827").is_ok());
        let error = with("audit_retention_days = 1826").unwrap_err().to_string();
        assert!(error.contains("organization a:") && error.contains("shortest_retention_days"), "{error}");
    }
}
