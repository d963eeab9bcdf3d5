//! `anteroomctl apply`: makes what is stored what a file says. Secrets are read here, where the references lead, and sent.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use clap::Args;
use serde_json::Value;
use toml::Value as Toml;
use zeroize::Zeroizing;

use crate::api::path::route;
use crate::api::request::Request;
use crate::context::{Context, Manner};
use crate::error::CliError;
use crate::given::Given;
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
    let Found { secrets, pictures } = references(&command.file, &text)?;
    let secrets: BTreeMap<_, _> = secrets.iter().map(|(reference, secret)| (reference, secret.expose())).collect();
    let body = |remove: bool| {
        let given = Given::new().field("file", Some(&text)).field("secrets", Some(&secrets));
        let given = given.field("pictures", (!pictures.is_empty()).then_some(&pictures));
        given.field("remove", remove.then_some(true)).whole()
    };
    let request = Request::post(route!["apply"]).json(body(false));
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
    // The broker refuses it where something else has changed since the plan. What goes is in the question.
    let request = request.json(body(removed > 0)).for_state(plan.text("state").map(|state| format!("\"{state}\"")));
    let applied = with.change(&command.manner, request, Some(&question)).await?;
    with.done(&applied, "Applied.", &[])
}

/// What a file refers to.
struct Found {
    /// Each secret under its reference: `env:NAME` or `file:path`, as it stands in the file.
    secrets: BTreeMap<String, Secret>,
    /// Each picture by its path, in base64.
    pictures: BTreeMap<String, String>,
}

/// Reads what the file refers to.
fn references(file: &Path, text: &str) -> Result<Found, CliError> {
    let document: toml::Table = toml::from_str(text).map_err(|error| input::wrong_toml(file, text, &error))?;
    let document = Toml::Table(document);
    let mut references = Vec::new();
    find(&document, &mut references);
    let folder = file.parent().unwrap_or(Path::new("."));
    let mut found = Found { secrets: BTreeMap::new(), pictures: BTreeMap::new() };
    for reference in references {
        let (name, secret) = match &reference {
            Reference::Env(name) => (format!("env:{name}"), from_environment(name)?),
            Reference::File(path) => (format!("file:{path}"), from_file(&folder.join(path))?),
        };
        found.secrets.insert(name, secret);
    }
    for path in logos(&document) {
        let place = folder.join(path);
        let picture = fs::read(&place);
        let picture = picture.map_err(|error| CliError::Use(format!("cannot read {}: {error}", place.display())))?;
        found.pictures.insert(path.to_owned(), STANDARD.encode(picture));
    }
    Ok(found)
}

/// The paths of the organizations' logos; one that stands in the file itself has none.
fn logos(document: &Toml) -> impl Iterator<Item = &str> {
    let organizations = document.get("organization").and_then(Toml::as_array).into_iter().flatten();
    let logos = organizations.filter_map(|organization| organization.get("logo").and_then(Toml::as_str));
    logos.filter(|logo| !logo.starts_with("data:"))
}

fn from_file(path: &Path) -> Result<Secret, CliError> {
    let text = Zeroizing::new(input::text(path)?);
    // A newline at its end is the editor's.
    match text.trim_end_matches(['\n', '\r']) {
        "" => Err(CliError::Use(format!("{} is empty", path.display()))),
        secret => Ok(Secret::new(secret)),
    }
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
        let logos_of =
            |text: &str| logos(&Toml::Table(toml::from_str(text).unwrap())).map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(logos_of(text), [""; 0]);
        let two = "[[organization]]\nlogo = \"a.png\"\n[[organization]]\nlogo = \"data:image/png;base64,AA==\"\n";
        assert_eq!(logos_of(two), ["a.png"]);
    }
}
