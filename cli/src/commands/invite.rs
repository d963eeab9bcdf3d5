//! `anteroomctl invite`: a link for a hospital's own people to what is configured for it.

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use crate::api::path::{Path, route};
use crate::api::request::Request;
use crate::context::{Changed, Context, Manner, Once};
use crate::error::CliError;
use crate::given::Given;
use crate::show::card::Field;
use crate::show::fields::Fields;
use crate::show::table::{Cell, whole};
use crate::show::{GOOD, Page};

/// Invites somebody, or does something about invitations.
#[derive(Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct Invite {
    #[command(subcommand)]
    command: Option<InviteCommand>,
    #[command(flatten)]
    new: Inviting,
}

/// What can be done about invitations.
#[derive(Subcommand)]
enum InviteCommand {
    /// List invitations, the newest first; never with their links
    List {
        /// The organization's slug
        org: String,
        /// At most so many
        #[arg(long, value_name = "N", default_value_t = 50)]
        limit: usize,
    },
    /// Make a new link and end the old one
    Resend {
        #[command(flatten)]
        which: Which,
        #[command(flatten)]
        way: Way,
        #[command(flatten)]
        manner: Manner,
    },
    /// End an invitation; its link opens nothing any more
    Revoke {
        #[command(flatten)]
        which: Which,
        /// Why: for the audit log
        #[arg(long, value_name = "TEXT")]
        reason: Option<String>,
        #[command(flatten)]
        manner: Manner,
    },
}

/// Who is invited.
#[derive(Args)]
struct Inviting {
    /// The organization's slug
    #[arg(required = true)]
    org: Option<String>,
    /// The e-mail address of somebody of the hospital's IT
    #[arg(long, value_name = "EMAIL", required = true)]
    to: Option<String>,
    /// The language of the letter: en, nl, de or fr
    #[arg(long, value_name = "TAG")]
    language: Option<String>,
    /// For how many days the link is good, 14 where nothing is said
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=30))]
    days: Option<u16>,
    #[command(flatten)]
    way: Way,
    #[command(flatten)]
    once: Once,
    #[command(flatten)]
    manner: Manner,
}

/// How the link comes to them.
#[derive(Args)]
struct Way {
    /// Send no letter: show me the link, to hand it over myself
    #[arg(long)]
    no_mail: bool,
}

/// Which invitation.
#[derive(Args)]
struct Which {
    /// The organization's slug
    org: String,
    /// The invitation's id
    id: String,
}

const FIELDS: &[Field] =
    &[("to", "to"), ("language", "language"), ("expires_at", "until"), ("state", ""), ("opened_count", "")];

/// Runs it.
pub async fn run(command: &Invite, with: &Context) -> Result<(), CliError> {
    match &command.command {
        None => invite(with, &command.new).await,
        Some(InviteCommand::List { org, limit }) => list(with, org, *limit).await,
        Some(InviteCommand::Resend { which, way, manner }) => {
            let request = Request::post(one(which).then("resend")).json(json!({ "mail": !way.no_mail }));
            let changed = with.change(manner, request, None).await?;
            say(with, &changed, &which.org)
        }
        Some(InviteCommand::Revoke { which, reason, manner }) => {
            let request = Request::delete(one(which)).maybe("reason", reason.as_ref());
            let question = "End this invitation? Its link opens nothing any more, and what was opened with it ends.";
            let changed = with.change(manner, request, Some(question)).await?;
            with.done(&changed, "Revoked. Its link opens nothing any more.", &[])
        }
    }
}

async fn invite(with: &Context, new: &Inviting) -> Result<(), CliError> {
    // clap asks for it where there is no subcommand.
    let org = new.org.as_deref().unwrap_or_default();
    let body = Given::new()
        .field("to", new.to.as_ref())
        .field("language", new.language.as_ref())
        .field("days", new.days)
        .field("mail", Some(!new.way.no_mail));
    let request = Request::create(all(org), new.once.key()).json(body.whole());
    let changed = with.change(&new.manner, request, None).await?;
    say(with, &changed, org)
}

async fn list(with: &Context, org: &str, limit: usize) -> Result<(), CliError> {
    let listed = with.api.list(&Request::get(all(org)), limit).await?;
    let columns = [whole("STATE"), whole("UNTIL"), whole("WHO")];
    with.list(&listed, &format!("Nobody was invited for {org}."), &columns, |table, one| {
        let state = one.show("state");
        let state = if matches!(state.as_str(), "open" | "used") { Cell::styled(state, GOOD) } else { state.into() };
        table.row([state, one.show("expires_at").into(), one.show("to").into()]);
        table.below(&format!("{}  opened {}×", one.show("id"), one.number("opened_count")));
        table.below(&format!("invited by {}, {}", one.show("created_by"), one.show("created_at")));
    })
}

/// Says whom the link goes to, or shows it, this once.
fn say(with: &Context, changed: &Changed, org: &str) -> Result<(), CliError> {
    if changed.dry_run {
        return with.done(changed, "", FIELDS);
    }
    with.screen.show(&changed.body, |page| {
        let made = &changed.body;
        let (to, until) = (made.show("to"), made.show("expires_at"));
        match made.text("link") {
            Some(link) => {
                page.say(&format!("Give this link to {to}. It is good until {until}, and is not shown again:"));
                page.command(link);
            }
            None => page.say(&format!("A letter with the link is on its way to {to}. It is good until {until}.")),
        }
        end(page, made, org);
    })
}

fn end(page: &mut Page, made: &Value, org: &str) {
    page.say("The hospital's administrators are told too, where letters are sent.");
    page.say("To end it before:");
    page.command(&format!("anteroomctl invite revoke {org} {}", made.show("id")));
}

fn one(which: &Which) -> Path {
    all(&which.org).then(&which.id)
}

fn all(org: &str) -> Path {
    route!["organizations", org, "invitations"]
}
