//! `anteroomctl connection check`: whether everything that a sign-in needs is there.

use clap::Args;
use serde_json::Value;

use super::Which;
use crate::api::request::Request;
use crate::context::{Context, Manner};
use crate::error::CliError;
use crate::show::fields::Fields;
use crate::show::{BAD, GOOD, HEAD, Page};

/// Which one is looked at.
#[derive(Args)]
pub struct Check {
    #[command(flatten)]
    which: Which,
    /// Show what was found last, and ask nobody
    #[arg(long, conflicts_with_all = ["dry_run", "yes"])]
    last: bool,
    #[command(flatten)]
    manner: Manner,
}

/// Runs it. Where a check fails, that is exit code 1.
pub async fn run(with: &Context, check: &Check) -> Result<(), CliError> {
    let at = check.which.path().then("check");
    let found = if check.last {
        with.read(Request::get(at)).await?
    } else {
        with.change(&check.manner, Request::post(at), None).await?.body
    };
    with.screen.show(&found, |page| draw(page, &found, check))?;
    if found.text("verdict") == Some("failed") { Err(CliError::Said) } else { Ok(()) }
}

fn draw(page: &mut Page, found: &Value, check: &Check) {
    let state = match found.text("state") {
        Some("active") => "in force",
        _ => "the draft",
    };
    let head = format!("{}, version {} ({state})", check.which.words(), found.show("version"));
    page.styled(HEAD, &head);
    if check.manner.dry_run {
        page.styled(HEAD, "Dry run: the broker would do it, and nothing has changed.");
    }
    let (style, verdict) = match found.text("verdict") {
        None => return page.say("Nobody has checked it yet."),
        Some("failed") => (BAD, "something has to be mended"),
        Some("warning") => (HEAD, "it works, and some of it should be looked at"),
        Some(_) => (GOOD, "all is well"),
    };
    page.styled(style, verdict);
    page.say(&format!("checked {}", found.show("checked_at")));
    for result in found.list("results") {
        one(page, found.show("provider").as_ref(), result);
    }
}

fn one(page: &mut Page, provider: &str, result: &Value) {
    let (mark, style) = match result.text("verdict") {
        Some("ok") => ("✓", GOOD),
        Some("failed") => ("✗", BAD),
        Some("warning") => ("!", HEAD),
        _ => ("-", HEAD),
    };
    let of = result.text("of").map(|of| format!(" {of}")).unwrap_or_default();
    page.marked(mark, style, &format!("{}{of}: {}", result.show("check"), result.show("seen")));
    // What is in order needs no more words.
    let Some(advice) = result.text("advice") else { return };
    page.marked(" ", style, advice);
    for menu in result.list("menus").iter().filter_map(Value::as_str) {
        page.marked(" ", style, &format!("where: {menu}"));
    }
    if let Some(error) = result.text("said.error") {
        let number = result.at("said.number").map(|number| format!(" AADSTS{number}")).unwrap_or_default();
        page.marked(" ", style, &format!("{provider} said: {error}{number}"));
    }
    page.marked(" ", style, &format!("who: {}", result.show("who")));
}
