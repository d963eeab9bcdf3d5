//! `anteroomctl break-glass`: opening the traditional way for one person of a hospital that forces SSO.

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use crate::api::path::{Path, route};
use crate::api::request::Request;
use crate::context::{Changed, Context, Manner, Once};
use crate::error::CliError;
use crate::show::fields::Fields;
use crate::show::table::{Cell, prose, whole};
use crate::show::{BAD, GOOD, Page};

/// What can be done about it.
#[derive(Subcommand)]
pub enum BreakGlassCommand {
    /// Ask for break-glass; a second person has to approve it
    Request(Asking),
    /// Open what somebody else asked for
    #[command(after_help = "The hospital's administrators are told by mail.")]
    Approve(ById),
    /// Close break-glass before its time; what it let in ends
    Close(ById),
    /// List what was asked for, the newest first
    List {
        /// The organization's slug
        org: String,
        /// At most so many
        #[arg(long, value_name = "N", default_value_t = 50)]
        limit: usize,
    },
}

/// What is asked for.
#[derive(Args)]
pub struct Asking {
    /// The organization's slug
    org: String,
    /// The e-mail address of the professional who must get in
    user: String,
    /// Why: for the log and the hospital's administrators
    #[arg(long, value_name = "TEXT")]
    reason: String,
    /// For how long it is open, once approved
    #[arg(long, value_name = "N", default_value_t = 240, value_parser = clap::value_parser!(u32).range(1..=1440))]
    minutes: u32,
    #[command(flatten)]
    once: Once,
    #[command(flatten)]
    manner: Manner,
}

/// Which request.
#[derive(Args)]
pub struct ById {
    /// The organization's slug
    org: String,
    /// The id of the request
    id: String,
    #[command(flatten)]
    manner: Manner,
}

/// Runs it.
pub async fn run(command: &BreakGlassCommand, with: &Context) -> Result<(), CliError> {
    match command {
        BreakGlassCommand::Request(asking) => {
            let body = json!({ "user": asking.user, "reason": asking.reason, "minutes": asking.minutes });
            let request = Request::create(all(&asking.org), asking.once.key()).json(body);
            let changed = with.change(&asking.manner, request, None).await?;
            say(with, &changed, |page, made| {
                page.say("Asked for. Nothing is open yet: within the hour, somebody else has to run");
                page.command(&format!("anteroomctl break-glass approve {} {}", asking.org, made.show("id")));
            })
        }
        BreakGlassCommand::Approve(one) => {
            let question = "Open the traditional way for this person? The hospital's administrators are told.";
            let request = Request::post(all(&one.org).then(&one.id).then("approve"));
            let changed = with.change(&one.manner, request, Some(question)).await?;
            say(with, &changed, |page, opened| {
                page.styled(GOOD, &format!("Open until {}.", opened.show("expires_at")));
                page.say(
                    "The hospital's administrators are told by mail. The person asks for a code on the login page.",
                );
                page.say("To close it before:");
                page.command(&format!("anteroomctl break-glass close {} {}", one.org, one.id));
            })
        }
        BreakGlassCommand::Close(one) => {
            let request = Request::post(all(&one.org).then(&one.id).then("close"));
            let changed = with.change(&one.manner, request, None).await?;
            say(with, &changed, |page, _| page.say("Closed. Sessions that it let in end at their next use."))
        }
        BreakGlassCommand::List { org, limit } => {
            let listed = with.api.list(&Request::get(all(org)), *limit).await?;
            let columns = [whole("STATE"), whole("UNTIL"), prose("BY"), whole("WHO")];
            with.list(&listed, &format!("Nobody has asked for break-glass at {org}."), &columns, |table, one| {
                let state = one.show("state");
                let state = if state == "open" { Cell::styled(state, BAD) } else { state.into() };
                let by = match one.text("approved_by") {
                    Some(other) => format!("{} and {other}", one.show("requested_by")),
                    None => one.show("requested_by"),
                };
                let until = if one.at("closed_at").is_some() { "closed_at" } else { "expires_at" };
                table.row([state, one.show(until).into(), by.into(), one.show("user").into()]);
                table.below(&format!("{}  {} minutes", one.show("id"), one.number("minutes")));
                table.below(&one.show("reason"));
            })
        }
    }
}

fn say(with: &Context, changed: &Changed, draw: impl FnOnce(&mut Page, &Value)) -> Result<(), CliError> {
    if changed.dry_run {
        return with.done(changed, "", &[]);
    }
    with.screen.show(&changed.body, |page| draw(page, &changed.body))
}

fn all(org: &str) -> Path {
    route!["organizations", org, "break-glass"]
}
