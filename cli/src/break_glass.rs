//! `anteroomctl break-glass`: opening the traditional way for one person of a hospital that forces SSO.

use std::io::{self, Write};
use std::process::ExitCode;

use anyhow::Context;
use clap::Subcommand;
use serde::Deserialize;
use serde_json::{Value, json};
use url::Url;

use crate::admin::{Admin, AdminError};
use crate::print::{BAD, GOOD, HEAD, Output, fit};

/// What can be done about it.
#[derive(Subcommand)]
pub enum BreakGlassCommand {
    /// Ask for it; a second person has to approve within the hour
    Request {
        /// The organization's slug
        organization: String,
        /// The e-mail address of the professional who must get in
        user: String,
        /// Why, for the log and the hospital's administrators
        #[arg(long)]
        reason: String,
        /// For how long it is open, once approved
        #[arg(long, value_name = "N", default_value_t = 240, value_parser = clap::value_parser!(u32).range(1..=1440))]
        minutes: u32,
    },
    /// Open what somebody else asked for; the hospital's administrators are told by mail
    Approve {
        /// The organization's slug
        organization: String,
        /// The id of the request
        id: String,
    },
    /// Close it before its time; the sessions that it let in end
    Close {
        /// The organization's slug
        organization: String,
        /// The id of the request
        id: String,
    },
    /// Show what was asked for, the newest first
    List {
        /// The organization's slug
        organization: String,
    },
}

/// A request, as the broker shows it.
#[derive(Deserialize)]
struct Shown {
    id: String,
    user: Option<String>,
    state: String,
    reason: String,
    minutes: i64,
    requested_by: String,
    approved_by: Option<String>,
    expires_at: Option<String>,
    closed_at: Option<String>,
}

/// Runs it.
pub async fn run(url: &Url, command: &BreakGlassCommand, output: Output) -> Result<ExitCode, AdminError> {
    let admin = Admin::new(url)?;
    let path = |organization: &str, rest: &[&str]| {
        let mut path = vec!["organizations".to_owned(), organization.to_owned(), "break-glass".to_owned()];
        path.extend(rest.iter().map(ToString::to_string));
        path
    };
    let answer = match command {
        BreakGlassCommand::Request { organization, user, reason, minutes } => {
            let body = json!({ "user": user, "reason": reason, "minutes": minutes });
            admin.post(&path(organization, &[]), Some(&body)).await?
        }
        BreakGlassCommand::Approve { organization, id } => {
            admin.post(&path(organization, &[id, "approve"]), None).await?
        }
        BreakGlassCommand::Close { organization, id } => admin.post(&path(organization, &[id, "close"]), None).await?,
        BreakGlassCommand::List { organization } => admin.get(&path(organization, &[])).await?,
    };
    show(command, answer, output).map_err(AdminError::Other)?;
    Ok(ExitCode::SUCCESS)
}

fn show(command: &BreakGlassCommand, answer: Value, output: Output) -> anyhow::Result<()> {
    if output == Output::Json {
        let mut out = io::stdout().lock();
        serde_json::to_writer_pretty(&mut out, &answer)?;
        return Ok(writeln!(out)?);
    }
    let mut out = anstream::stdout().lock();
    if let BreakGlassCommand::List { organization } = command {
        let items = answer.get("items").cloned().unwrap_or_default();
        let items: Vec<Shown> = serde_json::from_value(items).context("the broker's answer is not understood")?;
        return Ok(list(&mut out, organization, &items)?);
    }
    let shown: Shown = serde_json::from_value(answer).context("the broker's answer is not understood")?;
    match command {
        BreakGlassCommand::Request { organization, .. } => {
            writeln!(out, "Asked for. Nothing is open yet: within the hour, somebody else has to run")?;
            writeln!(out, "  anteroomctl break-glass approve {organization} {}", shown.id)?;
        }
        BreakGlassCommand::Approve { organization, .. } => {
            let until = shown.expires_at.as_deref().map_or_else(|| "it is closed".to_owned(), minute);
            writeln!(out, "{GOOD}Open until {until}.{GOOD:#} The hospital's administrators are told by mail.")?;
            writeln!(out, "The person asks for a code on the login page. To close it before:")?;
            writeln!(out, "  anteroomctl break-glass close {organization} {}", shown.id)?;
        }
        BreakGlassCommand::Close { .. } => {
            writeln!(out, "Closed. Sessions that it let in end at their next use.")?;
        }
        BreakGlassCommand::List { .. } => {}
    }
    Ok(())
}

fn list(out: &mut impl Write, organization: &str, items: &[Shown]) -> io::Result<()> {
    if items.is_empty() {
        return writeln!(out, "Nobody has asked for break-glass at {}.", fit(organization, 40));
    }
    for item in items {
        let style = if item.state == "open" { BAD } else { HEAD };
        writeln!(out, "{style}{:<9}{style:#}  {}", item.state, fit(item.user.as_deref().unwrap_or("?"), 69))?;
        writeln!(out, "  id           {}", item.id)?;
        let by = match &item.approved_by {
            Some(other) => format!("{} and {other}", item.requested_by),
            None => item.requested_by.clone(),
        };
        writeln!(out, "  by           {}", fit(&by, 65))?;
        writeln!(out, "  for          {} minutes", item.minutes)?;
        match (&item.closed_at, &item.expires_at) {
            (Some(at), _) => writeln!(out, "  closed       {}", minute(at))?,
            (None, Some(at)) => writeln!(out, "  until        {}", minute(at))?,
            (None, None) => {}
        }
        writeln!(out, "  reason       {}", fit(&item.reason, 65))?;
    }
    Ok(())
}

/// An instant (RFC 3339, in UTC), to the minute.
fn minute(instant: &str) -> String {
    match (instant.get(..10), instant.get(11..16)) {
        (Some(day), Some(time)) => format!("{day} {time} UTC"),
        _ => instant.to_owned(),
    }
}
