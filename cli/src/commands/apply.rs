//! `anteroomctl apply`: makes what is stored what a file says. Secrets are read here, where the references lead, and sent.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::{Value, json};
use toml::Value as Toml;

use crate::api::path::route;
use crate::api::request::Request;
use crate::context::{Context, Manner};
use crate::error::CliError;
use crate::input;
use crate::secret::Secret;
use crate::show::fields::{Fields, written};
use crate::show::text::count;
use crate::show::{BAD, GOOD, HEAD, Page};

/// What is applied.
#[derive(Args)]
pub struct Apply {
    /// Organizations, domains, connections, apps, flags, users
    #[arg(default_value = "tenants.toml")]
    file: PathBuf,
    #[command(flatten)]
    manner: Manner,
}

/// Runs it: the plan first, then the question, then the change.
pub async fn run(command: &Apply, with: &Context) -> Result<(), CliError> {
    let text = input::text(&command.file)?;
    let secrets = secrets(&command.file, &text)?;
    let secrets: BTreeMap<_, _> = secrets.iter().map(|(reference, secret)| (reference, secret.expose())).collect();
    let request = Request::post(route!["apply"]).json(json!({ "file": text, "secrets": secrets }));
    let trial = Manner { dry_run: true, yes: false };
    let plan = with.change(&trial, request.clone(), None).await?.body;
    let changes = plan.list("changes");
    if command.manner.dry_run || changes.is_empty() {
        return with.screen.show(&plan, |page| draw(page, &plan));
    }
    with.screen.only_eyes(|page| {
        draw(page, &plan);
        page.gap();
    })?;
    let removed = changes.iter().filter(|change| change.text("action") == Some("remove")).count();
    let question = match removed {
        0 => format!("Make {}?", count(changes.len(), "change", "changes")),
        _ => format!(
            "Make {}? {} removed, with what hangs on it.",
            count(changes.len(), "change", "changes"),
            count(removed, "thing is", "things are")
        ),
    };
    // The broker refuses it where something else has changed since the plan.
    let request = request.for_state(plan.text("state").map(|state| format!("\"{state}\"")));
    let applied = with.change(&command.manner, request, Some(&question)).await?;
    with.done(&applied, "Applied.", &[])
}

/// The secrets that the file refers to, each under its reference: `env:NAME` or `file:path`, as it stands there.
fn secrets(file: &Path, text: &str) -> Result<BTreeMap<String, Secret>, CliError> {
    let document: toml::Table = toml::from_str(text).map_err(|error| input::wrong_toml(file, text, &error))?;
    let mut references = Vec::new();
    find(&Toml::Table(document), &mut references);
    let folder = file.parent().unwrap_or(Path::new("."));
    let mut secrets = BTreeMap::new();
    for reference in references {
        let (name, secret) = match &reference {
            Reference::Env(name) => (format!("env:{name}"), from_environment(name)?),
            Reference::File(path) => {
                let secret = input::secret(Some(&folder.join(path)), &format!("file {path}"))?;
                (format!("file:{path}"), secret)
            }
        };
        secrets.insert(name, secret);
    }
    Ok(secrets)
}

fn from_environment(name: &str) -> Result<Secret, CliError> {
    let value = std::env::var(name).ok().filter(|value| !value.is_empty());
    value.map(Secret::new).ok_or_else(|| CliError::Use(format!("the environment has no {name}")))
}

/// Where a secret is.
#[derive(Debug, PartialEq, Eq)]
enum Reference {
    Env(String),
    File(String),
}

/// Finds `{ env = "…" }` and `{ file = "…" }`, wherever they stand.
fn find(value: &Toml, found: &mut Vec<Reference>) {
    match value {
        Toml::Table(table) => {
            let only = table.iter().next().filter(|_| table.len() == 1);
            match only {
                Some((name, Toml::String(text))) if name == "env" => found.push(Reference::Env(text.clone())),
                Some((name, Toml::String(text))) if name == "file" => found.push(Reference::File(text.clone())),
                _ => table.values().for_each(|value| find(value, found)),
            }
        }
        Toml::Array(values) => values.iter().for_each(|value| find(value, found)),
        _ => {}
    }
}

fn draw(page: &mut Page, plan: &Value) {
    let changes = plan.list("changes");
    for change in changes {
        let (mark, style) = match change.text("action") {
            Some("create") => ("+", GOOD),
            Some("remove") => ("-", BAD),
            _ => ("~", HEAD),
        };
        let whose = change.text("organization").map_or_else(String::new, |slug| format!("{slug}: "));
        page.marked(mark, style, &format!("{whose}{}", change.show("subject")));
        for field in change.list("fields") {
            let [old, new] = ["old", "new"].map(|name| field.get(name).map_or_else(String::new, written));
            page.indented("    ", &format!("{}: {old} → {new}", field.show("field")));
        }
    }
    plan.list("warnings").iter().for_each(|warning| page.styled(BAD, &written(warning)));
    let of = |action| changes.iter().filter(|change| change.text("action") == Some(action)).count();
    let [create, change, remove] = ["create", "change", "remove"].map(of);
    let unchanged = plan.number("unchanged");
    page.styled(
        HEAD,
        &format!("{create} to make, {change} to change, {remove} to remove, {unchanged} stay as they are"),
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_found_wherever_they_stand() {
        let text = r#"
            [[application]]
            client_id = "records"
            secret = { env = "RECORDS_CLIENT_SECRET" }
            [[organization]]
            slug = "st-janshof"
            [[organization.connection]]
            credential = { client_secret = { file = "secret" }, expires_at = 2027-10-01T00:00:00Z }
            [[organization.connection]]
            credential = { certificate = { file = "a.crt" }, private_key = { file = "a.key" } }
            [[organization.connection]]
            credential = { federated = true }
        "#;
        let mut found = Vec::new();
        find(&Toml::Table(toml::from_str(text).unwrap()), &mut found);
        let file = |path: &str| Reference::File(path.to_owned());
        let env = Reference::Env("RECORDS_CLIENT_SECRET".to_owned());
        assert_eq!(found, [env, file("secret"), file("a.crt"), file("a.key")]);
    }
}
