//! `anteroomctl webhook`: who is told of what happens, by HTTP.

use clap::{Args, Subcommand};
use serde_json::json;

use super::once_shown::{self, To};
use crate::api::path::{Path, route};
use crate::api::request::Request;
use crate::context::{Context, Manner, Once};
use crate::error::CliError;
use crate::given::Given;
use crate::show::card::Field;
use crate::show::fields::Fields;
use crate::show::state;
use crate::show::table::{prose, whole};
use crate::show::time::second;
use crate::when::{When, ago};

/// What can be done about webhooks.
#[derive(Subcommand)]
pub enum WebhookCommand {
    /// List the webhooks
    List {
        #[command(flatten)]
        whose: Whose,
        /// At most so many
        #[arg(long, value_name = "N", default_value_t = 200)]
        limit: usize,
    },
    /// Show a webhook
    Show {
        #[command(flatten)]
        which: Which,
    },
    /// Make a webhook; what signs its messages is shown once
    Create(Create),
    /// Change a webhook; what is not given stays
    Change(Change),
    /// Remove a webhook
    Remove(Done),
    /// List what was sent to a webhook, the newest first
    Deliveries {
        #[command(flatten)]
        which: Which,
        /// At most so many
        #[arg(long, value_name = "N", default_value_t = 50)]
        limit: usize,
    },
    /// Send a webhook again what happened since an instant
    Replay(Replay),
    /// Send a webhook a message that says nothing
    Test(Done),
}

/// Whose they are.
#[derive(Args)]
pub struct Whose {
    /// Those of this organization; else the operator's
    #[arg(long, value_name = "ORG")]
    org: Option<String>,
}

/// Which one.
#[derive(Args)]
pub struct Which {
    /// Its id
    webhook: String,
    #[command(flatten)]
    whose: Whose,
}

/// A new one.
#[derive(Args)]
pub struct Create {
    /// Where messages are sent, by https
    #[arg(value_name = "URL")]
    to_url: String,
    /// What it is told of, such as flag.changed; once or more
    #[arg(long = "event", value_name = "EVENT", required = true)]
    events: Vec<String>,
    /// What it is for
    #[arg(long, value_name = "TEXT")]
    description: Option<String>,
    #[command(flatten)]
    whose: Whose,
    #[command(flatten)]
    to: To,
    #[command(flatten)]
    once: Once,
    #[command(flatten)]
    manner: Manner,
}

/// What is to change.
#[derive(Args)]
pub struct Change {
    #[command(flatten)]
    which: Which,
    /// Where messages are sent, by https
    #[arg(long, value_name = "URL")]
    to_url: Option<String>,
    /// What it is told of, once or more; replaces all of them
    #[arg(long = "event", value_name = "EVENT")]
    events: Vec<String>,
    /// What it is for; "" takes it away
    #[arg(long, value_name = "TEXT")]
    description: Option<String>,
    #[command(flatten)]
    manner: Manner,
}

/// Which one, and how.
#[derive(Args)]
pub struct Done {
    #[command(flatten)]
    which: Which,
    #[command(flatten)]
    manner: Manner,
}

/// What is sent again.
#[derive(Args)]
pub struct Replay {
    #[command(flatten)]
    which: Which,
    /// Since then, such as 2h, 7d or 2027-01-11T08:00+01:00
    #[arg(long, value_name = "WHEN", value_parser = ago)]
    since: When,
    /// Until then; else until now
    #[arg(long, value_name = "WHEN", value_parser = ago)]
    until: Option<When>,
    #[command(flatten)]
    manner: Manner,
}

impl Whose {
    fn path(&self) -> Path {
        match &self.org {
            Some(org) => route!["organizations", org, "webhooks"],
            None => route!["webhooks"],
        }
    }
}

impl Which {
    fn path(&self) -> Path {
        self.whose.path().then(&self.webhook)
    }
}

const FIELDS: [Field; 6] = [
    ("id", "id"),
    ("url", "sends to"),
    ("events", "of"),
    ("description", "for"),
    ("organization", "organization"),
    ("created_at", "made"),
];

/// Runs it.
pub async fn run(command: &WebhookCommand, with: &Context) -> Result<(), CliError> {
    match command {
        WebhookCommand::List { whose, limit } => {
            let listed = with.api.list(&Request::get(whose.path()), *limit).await?;
            let columns = [prose("SENDS TO"), prose("OF"), prose("FOR")];
            with.list(&listed, "There is no webhook.", &columns, |table, webhook| {
                table.row(["url", "events", "description"].map(|name| webhook.show(name).into()));
                table.below(&webhook.show("id"));
            })
        }
        WebhookCommand::Show { which } => with.card(&with.read(Request::get(which.path())).await?, &FIELDS),
        WebhookCommand::Create(new) => create(with, new).await,
        WebhookCommand::Change(change) => {
            let given = Given::new()
                .field("url", change.to_url.as_ref())
                .list("events", &change.events)
                .text("description", change.description.as_deref());
            let request = with.as_read(Request::patch(change.which.path()).json(given.change()?)).await?;
            let changed = with.change(&change.manner, request, None).await?;
            with.done(&changed, "It is changed.", &FIELDS)
        }
        WebhookCommand::Remove(one) => {
            let request = with.as_read(Request::delete(one.which.path())).await?;
            let changed = with.change(&one.manner, request, Some("Remove this webhook? Nobody is told there.")).await?;
            with.done(&changed, "It is gone.", &[])
        }
        WebhookCommand::Deliveries { which, limit } => deliveries(with, which, *limit).await,
        WebhookCommand::Replay(replay) => {
            let body = json!({ "since": replay.since, "until": replay.until });
            let request = Request::post(replay.which.path().then("replay")).json(body);
            let question = format!("Send again all that happened since {}?", replay.since);
            let changed = with.change(&replay.manner, request, Some(&question)).await?;
            with.done(&changed, "It is being sent again.", &FIELDS)
        }
        WebhookCommand::Test(one) => {
            let request = Request::post(one.which.path().then("test"));
            let changed = with.change(&one.manner, request, None).await?;
            with.done(&changed, "A message is on its way: look at its deliveries.", &FIELDS)
        }
    }
}

async fn create(with: &Context, new: &Create) -> Result<(), CliError> {
    let body = Given::new()
        .field("url", Some(&new.to_url))
        .list("events", &new.events)
        .field("description", new.description.as_ref())
        .whole();
    let request = Request::create(new.whose.path(), new.once.key()).json(body);
    let changed = with.change(&new.manner, request, None).await?;
    once_shown::show(with, &changed, &new.to, "secret", &format!("What signs {}", changed.body.show("id")))
}

async fn deliveries(with: &Context, which: &Which, limit: usize) -> Result<(), CliError> {
    let listed = with.api.list(&Request::get(which.path().then("deliveries")), limit).await?;
    let columns = [whole("AT (UTC)"), whole("STATE"), prose("EVENT"), prose("TRIES"), prose("ANSWER")];
    with.list(&listed, "Nothing was sent yet.", &columns, |table, one| {
        let at = second(one.text("at").unwrap_or_default());
        let [event, tries, answer] = ["event", "attempts", "answer"].map(|name| one.show(name).into());
        table.row([at.into(), state(one.show("state")), event, tries, answer]);
        table.below(&one.show("id"));
    })
}
