//! `anteroomctl webhook`: who is told of what happens, by HTTP.

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::once_shown::{self, To};
use crate::api::path::{Path, route};
use crate::api::request::Request;
use crate::context::{Context, Manner};
use crate::error::CliError;
use crate::given::Given;
use crate::show::card::Field;
use crate::show::fields::{Fields, written};
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
    #[command(after_help = "\
Without --event it is told of everything, without --org of every hospital.

  anteroomctl webhook create https://siem.example/anteroom --event flag.changed
  anteroomctl webhook create https://siem.st-janshof.example/ --org st-janshof")]
    Create(Create),
    /// Change a webhook; what is not given stays
    Change(Change),
    /// Send to a webhook again, after it was disabled
    Enable(Done),
    /// Send nothing more to a webhook; what happens meanwhile is not kept for it
    Disable(Done),
    /// Remove a webhook, and all that was sent to it
    Remove(Done),
    /// Make a new secret for a webhook; the one before signs beside it for a day
    Secret(Secret),
    /// List what was sent to a webhook, the newest first
    Deliveries {
        #[command(flatten)]
        which: Which,
        /// Only what is waiting, delivered or failed
        #[arg(long, value_name = "STATE")]
        state: Option<String>,
        /// At most so many
        #[arg(long, value_name = "N", default_value_t = 50)]
        limit: usize,
    },
    /// Send a webhook again what it was sent, or missed
    #[command(after_help = "\
Each message has the id that it had: whoever has taken it knows it.

  anteroomctl webhook replay 01966b3e-5c1f-7a52-9d4e-0c3b8a7f6e21 --since 2d")]
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
    /// What it is told of, such as flag.changed, once or more; else of everything
    #[arg(long = "event", value_name = "EVENT")]
    events: Vec<String>,
    /// What it is for
    #[arg(long, value_name = "TEXT")]
    description: Option<String>,
    #[command(flatten)]
    whose: Whose,
    #[command(flatten)]
    to: To,
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
    /// Tell it of everything
    #[arg(long, conflicts_with = "events")]
    all_events: bool,
    /// What it is for; "" takes it away
    #[arg(long, value_name = "TEXT")]
    description: Option<String>,
    /// Why; for the audit log
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    #[command(flatten)]
    manner: Manner,
}

/// Which one, and how.
#[derive(Args)]
pub struct Done {
    #[command(flatten)]
    which: Which,
    /// Why; for the audit log
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    #[command(flatten)]
    manner: Manner,
}

/// Whose secret, and where it goes.
#[derive(Args)]
pub struct Secret {
    #[command(flatten)]
    done: Done,
    #[command(flatten)]
    to: To,
}

/// What is sent again.
#[derive(Args)]
pub struct Replay {
    #[command(flatten)]
    which: Which,
    /// What happened since then, such as 2h, 7d or 2027-01-11T08:00+01:00
    #[arg(long, value_name = "WHEN", value_parser = ago, required_unless_present = "delivery")]
    since: Option<When>,
    /// Until then; else until now
    #[arg(long, value_name = "WHEN", value_parser = ago, requires = "since")]
    until: Option<When>,
    /// This message alone, by its id
    #[arg(long, value_name = "ID", conflicts_with = "since")]
    delivery: Option<String>,
    /// Why; for the audit log
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
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

impl Done {
    /// What the broker is asked to do with it.
    fn asks(&self, what: &str) -> Request {
        let request = Request::post(self.which.path().then(what));
        with_reason(request, self.reason.as_deref())
    }
}

fn with_reason(request: Request, reason: Option<&str>) -> Request {
    match reason {
        Some(reason) => request.with("reason", reason),
        None => request,
    }
}

const FIELDS: [Field; 9] = [
    ("id", "id"),
    ("url", "sends to"),
    ("events", "of"),
    ("description", "for"),
    ("status", "status"),
    ("disabled_because", "because"),
    ("failing_since", "failing since"),
    ("created_at", "made"),
    ("secret", ""),
];

const DELIVERY: [Field; 7] = [
    ("id", "id"),
    ("type", "of"),
    ("at", "happened"),
    ("state", "state"),
    ("attempts", "tries"),
    ("answer", "answer"),
    ("next_at", "next try"),
];

/// A webhook as people read it: one that is told of no types by name is told of all.
fn for_people(mut webhook: Value) -> Value {
    if let Some(events) = webhook.get_mut("events").filter(|events| events.is_null()) {
        *events = json!("everything");
    }
    webhook
}

/// Runs it.
pub async fn run(command: &WebhookCommand, with: &Context) -> Result<(), CliError> {
    match command {
        WebhookCommand::List { whose, limit } => {
            let listed = with.api.list(&Request::get(whose.path()), *limit).await?;
            let columns = [prose("SENDS TO"), prose("OF"), whole("STATUS"), prose("FOR")];
            with.list(&listed, "There is no webhook.", &columns, |table, webhook| {
                let webhook = for_people(webhook.clone());
                let [url, events, description] = ["url", "events", "description"].map(|name| webhook.show(name).into());
                table.row([url, events, state(webhook.show("status")), description]);
                table.below(&webhook.show("id"));
            })
        }
        WebhookCommand::Show { which } => {
            let webhook = with.read(Request::get(which.path())).await?;
            with.screen.show(&webhook, |page| page.card(&for_people(webhook.clone()), &FIELDS))
        }
        WebhookCommand::Create(new) => create(with, new).await,
        WebhookCommand::Change(change) => {
            let mut given = Given::new()
                .field("url", change.to_url.as_ref())
                .list("events", &change.events)
                .text("description", change.description.as_deref());
            if change.all_events {
                given = given.field("events", Some(Value::Null));
            }
            let mut body = given.change()?;
            if let (Some(reason), Some(fields)) = (&change.reason, body.as_object_mut()) {
                fields.insert("reason".to_owned(), json!(reason));
            }
            let request = with.as_read(Request::patch(change.which.path()).json(body)).await?;
            let changed = with.change(&change.manner, request, None).await?;
            with.done(&changed, "It is changed.", &FIELDS)
        }
        WebhookCommand::Enable(one) => {
            let done = "It is enabled. What it missed can be sent: anteroomctl webhook replay.";
            switch(with, one, "active", None, done).await
        }
        WebhookCommand::Disable(one) => {
            let question = "Disable this webhook? What happens meanwhile is not kept for it.";
            switch(with, one, "disabled", Some(question), "It is disabled.").await
        }
        WebhookCommand::Remove(one) => {
            let request = with_reason(Request::delete(one.which.path()), one.reason.as_deref());
            let request = with.as_read(request).await?;
            let changed = with.change(&one.manner, request, Some("Remove this webhook? Nobody is told there.")).await?;
            with.done(&changed, "It is gone.", &[])
        }
        WebhookCommand::Secret(Secret { done, to }) => {
            let changed = with.change(&done.manner, done.asks("rotate-secret"), None).await?;
            once_shown::show(with, &changed, to, "secret", &format!("What signs for {}", done.which.webhook))
        }
        WebhookCommand::Deliveries { which, state, limit } => deliveries(with, which, state.as_deref(), *limit).await,
        WebhookCommand::Replay(replay) => {
            let body = Given::new()
                .field("since", replay.since.as_ref())
                .field("until", replay.until.as_ref())
                .field("delivery", replay.delivery.as_ref())
                .field("reason", replay.reason.as_ref())
                .whole();
            let request = Request::post(replay.which.path().then("replay")).json(body);
            let question = replay.since.as_ref().map(|since| format!("Send again all that happened since {since}?"));
            let changed = with.change(&replay.manner, request, question.as_deref()).await?;
            with.done(&changed, "It is being sent again.", &[("replayed", "messages")])
        }
        WebhookCommand::Test(one) => {
            let changed = with.change(&one.manner, one.asks("test"), None).await?;
            with.done(&changed, "A message is on its way: look at its deliveries.", &DELIVERY)
        }
    }
}

async fn create(with: &Context, new: &Create) -> Result<(), CliError> {
    let body = Given::new()
        .field("url", Some(&new.to_url))
        .list("events", &new.events)
        .field("description", new.description.as_ref())
        .whole();
    let changed = with.change(&new.manner, Request::post(new.whose.path()).json(body), None).await?;
    once_shown::show(with, &changed, &new.to, "secret", &format!("What signs for {}", changed.body.show("id")))
}

/// Switches it on or off.
async fn switch(with: &Context, one: &Done, status: &str, question: Option<&str>, done: &str) -> Result<(), CliError> {
    let body = Given::new().field("status", Some(status)).field("reason", one.reason.as_ref()).whole();
    let request = with.as_read(Request::patch(one.which.path()).json(body)).await?;
    let changed = with.change(&one.manner, request, question).await?;
    with.done(&changed, done, &FIELDS)
}

async fn deliveries(with: &Context, which: &Which, only: Option<&str>, limit: usize) -> Result<(), CliError> {
    let mut request = Request::get(which.path().then("deliveries"));
    if let Some(only) = only {
        request = request.with("state", only);
    }
    let listed = with.api.list(&request, limit).await?;
    let columns = [whole("AT (UTC)"), whole("STATE"), prose("EVENT"), prose("TRIES"), prose("ANSWER")];
    with.list(&listed, "Nothing was sent yet.", &columns, |table, one| {
        let at = second(one.text("at").unwrap_or_default());
        let [event, tries, answer] = ["type", "attempts", "answer"].map(|name| one.show(name).into());
        table.row([at.into(), state(one.show("state")), event, tries, answer]);
        let next = one.at("next_at").map_or_else(String::new, |next| format!(", next try {}", written(next)));
        table.below(&format!("{}{next}", one.show("id")));
    })
}
