//! `anteroomctl audit`: who did what to whom, when, from where and why.

mod anchors;
mod tail;
mod verify;

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use serde_json::Value;

use super::download;
use crate::api::path::{Path, route};
use crate::api::request::Request;
use crate::context::Context;
use crate::error::CliError;
use crate::show::fields::Fields;
use crate::show::state;
use crate::show::table::{Column, Table, prose, whole};
use crate::show::time::second;
use crate::when::{When, ago};

/// What can be asked of the log.
#[derive(Subcommand)]
pub enum AuditCommand {
    /// List what happened, the newest first
    List(List),
    /// Show the last lines, and with --follow those that come
    Tail(tail::Tail),
    /// Prove that nothing in the log was changed or removed
    #[command(after_help = "The exit code is 1 where something was; it says what, and where.")]
    Verify(verify::Verify),
    /// List the heads of the log that the broker has signed, one a day
    Anchors {
        /// At most so many
        #[arg(long, value_name = "N", default_value_t = 50)]
        limit: usize,
    },
    /// Write the log out, the oldest first
    #[command(after_help = "What comes is read as it goes on; a file is there as a whole or not at all.")]
    Export(Export),
}

/// Which lines.
#[derive(Args)]
pub struct Filter {
    /// Only of this organization; else of all, if your token reaches all
    #[arg(long, value_name = "ORG")]
    org: Option<String>,
    /// Only this, such as sign_in or flag_changed
    #[arg(long)]
    action: Option<String>,
    /// Only what this person or token did
    #[arg(long, value_name = "NAME")]
    actor: Option<String>,
    /// Only what concerns this person, by e-mail address or id
    #[arg(long, value_name = "EMAIL")]
    user: Option<String>,
    /// Only what ended so: success, refused, failed
    #[arg(long)]
    outcome: Option<String>,
    /// Only what was refused for this, such as sso_off
    #[arg(long, value_name = "CODE")]
    reason: Option<String>,
    /// Only through this app, by its client_id
    #[arg(long, value_name = "APP")]
    app: Option<String>,
    /// Only of this sign-in
    #[arg(long, value_name = "ID")]
    sign_in: Option<String>,
}

/// Which lines, from when to when.
#[derive(Args)]
pub struct List {
    #[command(flatten)]
    filter: Filter,
    /// Only since then, such as 2h, 7d or 2027-01-11T08:00+01:00
    #[arg(long, value_name = "WHEN", value_parser = ago)]
    since: Option<When>,
    /// Only before then
    #[arg(long, value_name = "WHEN", value_parser = ago)]
    until: Option<When>,
    /// At most so many
    #[arg(long, value_name = "N", default_value_t = 50)]
    limit: usize,
}

/// What is written out.
#[derive(Args)]
pub struct Export {
    #[command(flatten)]
    filter: Filter,
    /// Only since then, such as 7d or 2027-01-11T08:00+01:00
    #[arg(long, value_name = "WHEN", value_parser = ago)]
    since: Option<When>,
    /// Only before then
    #[arg(long, value_name = "WHEN", value_parser = ago)]
    until: Option<When>,
    /// jsonl, csv or syslog
    #[arg(long, value_name = "FORMAT", default_value = "jsonl", hide_possible_values = true)]
    format: Format,
    /// Into this file; else to standard output
    #[arg(long, value_name = "FILE")]
    to: Option<PathBuf>,
}

/// In which form.
#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// JSON, a line each
    Jsonl,
    /// A table
    Csv,
    /// RFC 5424
    Syslog,
}

impl Format {
    const fn word(self) -> &'static str {
        match self {
            Self::Jsonl => "jsonl",
            Self::Csv => "csv",
            Self::Syslog => "syslog",
        }
    }
}

impl Filter {
    fn request(&self) -> Request {
        self.of(Request::get(log(self.org.as_deref())))
    }

    fn of(&self, request: Request) -> Request {
        request
            .maybe("action", self.action.as_ref())
            .maybe("actor", self.actor.as_ref())
            .maybe("user", self.user.as_ref())
            .maybe("outcome", self.outcome.as_ref())
            .maybe("reason", self.reason.as_ref())
            .maybe("application", self.app.as_ref())
            .maybe("sign_in", self.sign_in.as_ref())
    }
}

/// Runs it.
pub async fn run(command: &AuditCommand, with: &Context) -> Result<(), CliError> {
    match command {
        AuditCommand::List(of) => {
            let request = of.filter.request().with("order", "desc").maybe("since", of.since).maybe("until", of.until);
            let listed = with.api.list(&request, of.limit).await?;
            with.list(&listed, "Nothing was found.", &COLUMNS, row)
        }
        AuditCommand::Tail(tail) => tail::run(with, tail).await,
        AuditCommand::Verify(verify) => verify::run(with, verify).await,
        AuditCommand::Anchors { limit } => anchors::run(with, *limit).await,
        AuditCommand::Export(export) => {
            let filter = &export.filter;
            let request = filter.of(Request::get(log(filter.org.as_deref()).then("export")));
            let request = request.with("format", export.format.word());
            let request = request.maybe("since", export.since).maybe("until", export.until);
            download::run(with, &request, export.to.as_deref()).await
        }
    }
}

fn log(org: Option<&str>) -> Path {
    match org {
        Some(org) => route!["organizations", org, "audit"],
        None => route!["audit"],
    }
}

const COLUMNS: [Column; 4] = [whole("AT (UTC)"), whole("OUTCOME"), prose("ACTION"), prose("WHO")];

fn row(table: &mut Table, event: &Value) {
    let at = second(event.text("at").unwrap_or_default());
    table.row([at.into(), state(event.show("outcome")), event.show("action").into(), event.show("actor").into()]);
    let told =
        [("organization", "at"), ("subject", "to"), ("application", "in"), ("reason", "because"), ("ip", "from")];
    let told = told.into_iter().filter_map(|(name, word)| Some(format!("{word} {}", event.text(name)?)));
    table.below(&told.collect::<Vec<_>>().join(", "));
}
