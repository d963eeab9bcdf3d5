//! `anteroomctl sign-in`: who tried to come in, and how it went.

use clap::{Args, Subcommand};
use serde_json::Value;

use crate::api::path::route;
use crate::api::request::Request;
use crate::context::Context;
use crate::error::CliError;
use crate::show::card::Field;
use crate::show::fields::{Fields, label, written};
use crate::show::table::{prose, whole};
use crate::show::time::second;
use crate::show::{HEAD, state};
use crate::when::{When, ago};

/// What can be asked about sign-ins.
#[derive(Subcommand)]
pub enum SignInCommand {
    /// List an organization's sign-ins, the newest first
    List(List),
    /// Show all that happened in one sign-in
    Show {
        /// The organization's slug
        org: String,
        /// The number on the person's page
        id: String,
    },
}

/// Which of them.
#[derive(Args)]
pub struct List {
    /// The organization's slug
    org: String,
    /// Only those of this person, by e-mail address or id
    #[arg(long, value_name = "EMAIL")]
    user: Option<String>,
    /// Only into this app, by its client_id
    #[arg(long, value_name = "APP")]
    app: Option<String>,
    /// Only those that ended so: success, refused
    #[arg(long, value_name = "OUTCOME")]
    outcome: Option<String>,
    /// Only those refused for this, such as sso_off
    #[arg(long, value_name = "CODE")]
    reason: Option<String>,
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

/// Runs it.
pub async fn run(command: &SignInCommand, with: &Context) -> Result<(), CliError> {
    match command {
        SignInCommand::List(of) => list(with, of).await,
        SignInCommand::Show { org, id } => show(with, org, id).await,
    }
}

async fn list(with: &Context, of: &List) -> Result<(), CliError> {
    let request = Request::get(route!["organizations", of.org, "sign-ins"])
        .maybe("user", of.user.as_ref())
        .maybe("application", of.app.as_ref())
        .maybe("outcome", of.outcome.as_ref())
        .maybe("reason", of.reason.as_ref())
        .maybe("since", of.since)
        .maybe("until", of.until);
    let listed = with.api.list(&request, of.limit).await?;
    let columns = [whole("AT (UTC)"), whole("OUTCOME"), prose("APP"), whole("WHO")];
    with.list(&listed, "Nobody tried to come in.", &columns, |table, one| {
        let at = second(one.text("at").unwrap_or_default());
        table.row([at.into(), state(one.show("outcome")), one.show("application").into(), who(one).into()]);
        let numbers = one.list("entra.codes").iter().map(|number| format!("AADSTS{}", written(number)));
        let why = ["reason", "method"].into_iter().filter_map(|name| one.text(name).map(str::to_owned));
        let below: Vec<_> = [one.show("id")].into_iter().chain(why).chain(numbers).collect();
        table.below(&below.join("  "));
    })
}

/// The user; of somebody who is none, the address that they had shown.
fn who(sign_in: &Value) -> String {
    let known = sign_in.text("user.email").or_else(|| sign_in.text("address"));
    known.map_or_else(|| sign_in.show("user.id"), str::to_owned)
}

/// What is shown of an event below its heading; what all events of a sign-in share, or only a program reads, is not.
const FIELDS: [Field; 13] = [
    ("actor", "by"),
    ("subject", "whom"),
    ("application", "app"),
    ("reason", "reason"),
    ("ip", "from"),
    ("user_agent", "with"),
    ("at", ""),
    ("action", ""),
    ("outcome", ""),
    ("id", ""),
    ("position", ""),
    ("organization_id", ""),
    ("sign_in", ""),
];

async fn show(with: &Context, org: &str, id: &str) -> Result<(), CliError> {
    let found = with.read(Request::get(route!["organizations", org, "sign-ins", id])).await?;
    with.screen.show(&found, |page| {
        for event in found.list("events") {
            let at = second(event.text("at").unwrap_or_default());
            page.styled(HEAD, &format!("{at} UTC  {}  {}", label(&event.show("action")), event.show("outcome")));
            page.card(&without_trace(event), &FIELDS);
            page.gap();
        }
        page.say("Why, rule by rule:");
        page.command(&format!("anteroomctl explain --sign-in {id}"));
    })
}

/// The trace is long, and `explain` shows it better.
fn without_trace(event: &Value) -> Value {
    let mut event = event.clone();
    if let Some(detail) = event.get_mut("detail").and_then(Value::as_object_mut) {
        detail.remove("trace");
        detail.remove("proof");
    }
    event
}
