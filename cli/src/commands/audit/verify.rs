//! `anteroomctl audit verify`: is the log whole?

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::{Value, json};

use crate::api::path::route;
use crate::api::request::Request;
use crate::context::Context;
use crate::error::CliError;
use crate::show::card::Field;
use crate::show::fields::Fields;
use crate::show::{BAD, GOOD, Page};

const FIELDS: [Field; 8] = [
    ("length", "lines"),
    ("emptied", "without content"),
    ("anchors", "anchors"),
    ("last_anchor.date", "last anchor"),
    ("head", "head"),
    ("last_anchor", ""),
    ("intact", ""),
    ("broken", ""),
];

/// By what.
#[derive(Args)]
pub struct Verify {
    /// Compare with anchors that were kept elsewhere: the broker's anchor_file, or its log in JSON
    #[arg(long, value_name = "FILE")]
    anchors: Option<PathBuf>,
}

/// Runs it. A log that is not whole, or is another than the one that was anchored, is exit code 1.
pub async fn run(with: &Context, verify: &Verify) -> Result<(), CliError> {
    let kept = verify.anchors.as_deref().map(read).transpose()?;
    let mut found = with.read(Request::get(route!["audit", "verify"])).await?;
    let mut others = Vec::new();
    if let Some(kept) = &kept {
        let listed = with.api.list(&Request::get(route!["audit", "anchors"]), usize::MAX).await?;
        others = compare(kept, &listed.items);
        if let Some(answer) = found.as_object_mut() {
            answer.insert("kept_anchors".to_owned(), json!({ "compared": kept.len(), "different": others }));
        }
    }
    let intact = found.is("intact");
    with.screen.show(&found, |page| {
        say(page, &found, others.is_empty());
        for other in &others {
            page.styled(BAD, &sentence(other));
        }
        if let Some(kept) = kept.as_ref().filter(|_| others.is_empty()) {
            page.styled(GOOD, &format!("{} anchors that were kept elsewhere are those of the broker.", kept.len()));
        }
        if !intact || !others.is_empty() {
            page.say("Tell whoever is responsible for the log; change nothing, and keep a copy of the database.");
        }
        if let (true, Some(answer)) = (intact, found.as_object()) {
            let mut answer = answer.clone();
            answer.remove("kept_anchors");
            page.gap();
            page.card(&answer.into(), &FIELDS);
        }
    })?;
    if intact && others.is_empty() { Ok(()) } else { Err(CliError::Said) }
}

fn say(page: &mut Page, found: &Value, same: bool) {
    match (found.is("intact"), same) {
        (true, true) => return page.styled(GOOD, "The log is whole: nothing was changed, removed or cut off."),
        (true, false) => return page.styled(BAD, "The log fits together, and is NOT the one that was anchored."),
        (false, _) => {}
    }
    let what = match found.text("broken.what").unwrap_or_default() {
        "changed" => "a line was changed",
        "removed" => "a line was removed, or lost its content without the broker having said so",
        "truncated" => "its end was cut off",
        "anchor" => "it is not the log that was anchored, or somebody has touched its anchors",
        _ => "something is wrong with it",
    };
    page.styled(BAD, &format!("The log is NOT whole: {what} (line {}).", found.show("broken.position")));
}

fn sentence(other: &Value) -> String {
    let date = other.show("date");
    match other.text("what") {
        Some("gone") => format!("The broker has no anchor of {date} any more."),
        _ => format!("The broker's anchor of {date} is another: what stood in the log until then was rewritten."),
    }
}

/// The anchors in a file: lines of JSON, bare or as the broker's log has them among others.
fn read(path: &Path) -> Result<Vec<Value>, CliError> {
    let wrong = |what: &str| CliError::Use(format!("{}: {what}", path.display()));
    let text = std::fs::read_to_string(path).map_err(|error| wrong(&error.to_string()))?;
    let mut kept = Vec::new();
    for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let line: Value = serde_json::from_str(line).map_err(|_| wrong(&format!("line {} is no JSON", number + 1)))?;
        let anchor = match line.text("target") {
            Some("audit.anchor") => line.at("fields"),
            // Of whatever else is logged.
            Some(_) => continue,
            None => Some(&line),
        };
        let whole = |anchor: &&Value| {
            anchor.text("date").is_some()
                && anchor.text("hash").is_some()
                && anchor.at("position").is_some_and(Value::is_i64)
        };
        let anchor = anchor.filter(whole).ok_or_else(|| wrong(&format!("line {} is no anchor", number + 1)))?;
        kept.push(anchor.clone());
    }
    // Nothing would be compared, and nothing found.
    if kept.is_empty() { Err(wrong("there are no anchors in it")) } else { Ok(kept) }
}

/// Those that the broker has no more, or has otherwise.
fn compare(kept: &[Value], listed: &[Value]) -> Vec<Value> {
    let by_date: HashMap<_, _> = listed.iter().filter_map(|item| Some((item.text("date")?, item))).collect();
    let different = |kept: &Value| {
        let date = kept.text("date")?;
        let what = match by_date.get(date) {
            None => "gone",
            Some(item) if item.at("position") != kept.at("position") || item.at("hash") != kept.at("hash") => "another",
            Some(_) => return None,
        };
        Some(json!({ "date": date, "what": what }))
    };
    kept.iter().filter_map(different).collect()
}
