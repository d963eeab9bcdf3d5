//! `anteroom token`: tokens of support staff, made by the operator.

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::process::ExitCode;

use anyhow::{Context, bail, ensure};
use chrono::{DateTime, Duration, SecondsFormat, Utc};

use super::wrong_use;
use crate::app::settings::Settings;
use crate::domain::admin_role::AdminRole;
use crate::domain::admin_token::{self, USUALLY};
use crate::domain::clock::Clock;
use crate::domain::id::OrganizationId;
use crate::store::{Store, StoreError};
use crate::tenancy::admin_tokens::{self, LONGEST_DAYS, NewToken};
use crate::tenancy::change::Act;

/// What can be done with tokens.
#[derive(Debug, clap::Subcommand)]
pub enum TokenCommand {
    /// Make a token for one person, and show it once
    Create {
        /// The person, as the log will name them: lower-case letters, digits, `.`, `-`, `_`
        name: String,
        /// What they may do: an auditor reads, support helps from day to day, an operator does all
        #[arg(long, value_name = "auditor|support|operator", value_parser = role)]
        role: AdminRole,
        /// Where, by its slug, and nowhere else; may be given more than once
        #[arg(long = "organization", value_name = "SLUG")]
        organizations: Vec<String>,
        /// After how many days it ends
        #[arg(long, value_name = "N", default_value_t = USUALLY.num_days(), value_parser = clap::value_parser!(i64).range(1..=LONGEST_DAYS))]
        days: i64,
    },
    /// Show whose tokens there are, and until when
    List,
    /// End a person's token at once
    Revoke {
        /// The person
        name: String,
    },
}

/// Runs it.
pub async fn run(settings: &Settings, command: &TokenCommand, clock: Clock) -> ExitCode {
    let actor = format!("token by {}", std::env::var("USER").unwrap_or_else(|_| "the operator".to_owned()));
    match execute(settings, command, &actor, clock.now(), &mut io::stdout()).await {
        Ok(code) => code,
        Err(error) => wrong_use(&error),
    }
}

async fn execute(
    settings: &Settings,
    command: &TokenCommand,
    actor: &str,
    now: DateTime<Utc>,
    out: &mut impl Write,
) -> anyhow::Result<ExitCode> {
    if let TokenCommand::Create { name, .. } | TokenCommand::Revoke { name } = command {
        ensure!(
            admin_token::is_name(name),
            "`{name}` is no name: it has 1 to 64 lower-case letters, digits, and `.`, `-`, `_` between them"
        );
    }
    let store = Store::connect(&settings.store()?).await?;
    store.require_current_schema().await?;
    match command {
        TokenCommand::Create { name, role, organizations, days } => {
            let organizations = within(&store, organizations).await?;
            let lifetime = Duration::days(*days);
            create(&store, NewToken { name: name.clone(), role: *role, organizations, lifetime }, actor, now, out).await
        }
        TokenCommand::List => list(&store, now, out).await,
        TokenCommand::Revoke { name } => {
            if !admin_tokens::revoke(&store, name, &Act { by: actor, role: None, ip: None, now }).await? {
                eprintln!("anteroom: {name} has no token");
                return Ok(ExitCode::from(1));
            }
            writeln!(out, "{name}'s token works no more.")?;
            Ok(ExitCode::SUCCESS)
        }
    }
}

/// A role, by its name.
fn role(text: &str) -> Result<AdminRole, String> {
    let found = AdminRole::ALL.into_iter().find(|role| role.as_str() == text);
    found.ok_or_else(|| "a role is auditor, support or operator".to_owned())
}

/// The organizations with these slugs; none where none is named.
async fn within(store: &Store, slugs: &[String]) -> anyhow::Result<Option<BTreeSet<OrganizationId>>> {
    if slugs.is_empty() {
        return Ok(None);
    }
    let mut organizations = BTreeSet::new();
    for slug in slugs {
        let found = store.find_organization_by_slug(slug).await?;
        organizations.insert(found.with_context(|| format!("there is no organization `{slug}`"))?);
    }
    Ok(Some(organizations))
}

async fn create(
    store: &Store,
    new: NewToken,
    actor: &str,
    now: DateTime<Utc>,
    out: &mut impl Write,
) -> anyhow::Result<ExitCode> {
    let name = new.name.clone();
    let (token, value) = match admin_tokens::create(store, new, &Act { by: actor, role: None, ip: None, now }).await {
        Ok(made) => made,
        Err(StoreError::Conflict) => bail!("{name} has a token; end it first: anteroom token revoke {name}"),
        Err(error) => return Err(error).context("the token was not made"),
    };
    writeln!(out, "{}", value.expose())?;
    // Standard output holds the token alone, for whoever pipes it into a vault.
    let (role, until) = (token.role.as_str(), day(token.expires_at));
    eprintln!("{name}'s token ({role}) until {until}. It is shown this once; give it to nobody else.");
    Ok(ExitCode::SUCCESS)
}

async fn list(store: &Store, now: DateTime<Utc>, out: &mut impl Write) -> anyhow::Result<ExitCode> {
    let tokens = store.list_admin_tokens().await?;
    if tokens.is_empty() {
        writeln!(out, "There are none. Make one: anteroom token create NAME --role support")?;
        return Ok(ExitCode::SUCCESS);
    }
    writeln!(out, "{:<32}  {:<8}  {:<8}  {:<10}  {:<10}", "name", "role", "state", "made", "until")?;
    for token in &tokens {
        let (state, until) = match token.revoked_at {
            Some(at) => ("revoked", at),
            None if token.is_live(now) => ("live", token.expires_at),
            None => ("ended", token.expires_at),
        };
        let (role, made, until) = (token.role.as_str(), day(token.created_at), day(until));
        writeln!(out, "{:<32}  {role:<8}  {state:<8}  {made:<10}  {until:<10}", token.name)?;
        if let Some(only) = &token.organizations {
            let found = store.list_organizations(Some(only), None, only.len() as u64).await?;
            let removed = only.len() - found.len();
            for organization in &found {
                writeln!(out, "  only {}", organization.slug)?;
            }
            if removed > 0 {
                writeln!(out, "  only {removed} organization(s) that are there no more")?;
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn day(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true).chars().take(10).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::organization::Organization;
    use crate::keys::{hash, random};

    #[tokio::test]
    async fn a_token_is_shown_once_and_ends_when_it_is_said() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("a.db").display());
        let settings: Settings = toml::from_str(&format!("database_url = {{ file = {:?} }}", {
            let file = folder.path().join("url");
            std::fs::write(&file, url).unwrap();
            file
        }))
        .unwrap();
        let store = Store::connect(&settings.store().unwrap()).await.unwrap();
        store.migrate().await.unwrap();
        let now = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let run = async |command: TokenCommand, now| {
            let mut out = Vec::new();
            let code = execute(&settings, &command, "test", now, &mut out).await.map_err(|error| error.to_string());
            (code.map(|code| code == ExitCode::SUCCESS), String::from_utf8(out).unwrap())
        };
        let create_for = |role, organizations: &[&str], days| TokenCommand::Create {
            name: "mia.dekker".to_owned(),
            role,
            organizations: organizations.iter().map(ToString::to_string).collect(),
            days,
        };
        let create = |days| create_for(AdminRole::Support, &[], days);
        let revoke = || TokenCommand::Revoke { name: "mia.dekker".to_owned() };
        let (done, token) = run(create(90), now).await;
        assert_eq!(done, Ok(true));
        let found = async |token: &str, now| store.find_admin_token(&hash::hash(token.trim()), now).await.unwrap();
        assert_eq!(found(&token, now).await.unwrap().name, "mia.dekker");
        assert_eq!(found("anteroom_admin_x", now).await, None);
        assert_eq!(found(&token, now + Duration::days(90)).await, None, "it has ended by itself");

        let (second, _) = run(create(90), now).await;
        assert!(second.unwrap_err().contains("anteroom token revoke mia.dekker"), "one person has one token");
        assert_eq!(run(revoke(), now).await.0, Ok(true));
        assert_eq!(found(&token, now).await, None);
        assert_eq!(run(revoke(), now).await.0, Ok(false));
        assert_eq!(run(create(1), now).await.0, Ok(true));
        // What has ended by itself is no obstacle.
        let (done, next) = run(create(90), now + Duration::days(2)).await;
        assert_eq!(done, Ok(true));
        let (_, listed) = run(TokenCommand::List, now + Duration::days(2)).await;
        assert!(!listed.contains(next.trim()) && !listed.contains(token.trim()));
        assert_eq!(listed.matches("live").count(), 1, "{listed}");
        assert_eq!(listed.matches("revoked").count(), 2, "{listed}");
        assert!(listed.lines().all(|line| line.len() <= 80), "{listed}");

        // A token may be limited; it stays so when the organization is there no more.
        assert_eq!(run(revoke(), now + Duration::days(2)).await.0, Ok(true));
        let organization = Organization::new(random::id(now), "st-janshof".to_owned(), "St. Janshof".to_owned());
        let change = async |make: bool| {
            let change = store.change_configuration(now).await.unwrap();
            if make {
                change.insert_organization(&organization).await
            } else {
                change.delete_organization(&organization).await
            }
            .unwrap();
            change.commit().await.unwrap();
        };
        let (unknown, _) = run(create_for(AdminRole::Auditor, &["st-janshof"], 90), now).await;
        assert!(unknown.unwrap_err().contains("no organization `st-janshof`"));
        change(true).await;
        let (done, limited) = run(create_for(AdminRole::Auditor, &["st-janshof"], 90), now).await;
        assert_eq!(done, Ok(true));
        let (_, listed) = run(TokenCommand::List, now).await;
        assert!(listed.contains("auditor") && listed.contains("  only st-janshof\n"), "{listed}");
        change(false).await;
        let kept = found(&limited, now).await.unwrap();
        assert_eq!(
            (kept.role, kept.reaches(organization.id), kept.reaches(random::id(now))),
            (AdminRole::Auditor, true, false)
        );
        let (_, listed) = run(TokenCommand::List, now).await;
        assert!(listed.contains("  only 1 organization(s) that are there no more\n"), "{listed}");
        assert!(listed.lines().all(|line| line.len() <= 80), "{listed}");
        assert!(role("root").is_err());

        let (bad, _) = run(TokenCommand::Revoke { name: "Mia Dekker".to_owned() }, now).await;
        assert!(bad.unwrap_err().contains("is no name"));
        let events = store.list_audit_events(10).await.unwrap();
        assert_eq!(events.len(), 7, "{events:#?}");
        assert!(events.iter().all(|event| !format!("{event:?}").contains(token.trim())));
    }
}
