//! `anteroomctl flag rollout`: a flag for many organizations, one after the other, until refusals rise.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use serde_json::Value;

use super::preview::Wanted;
use super::{Switch, on};
use crate::api::path::route;
use crate::api::request::Request;
use crate::context::{Context, Manner, Once};
use crate::error::CliError;
use crate::given::Given;
use crate::input;
use crate::show::card::Field;
use crate::show::fields::Fields;
use crate::show::table::{Table, prose, whole};
use crate::show::text::count;
use crate::show::time::minute;
use crate::show::{HEAD, Page, progress, state};

/// What can be done about roll-outs.
#[derive(Subcommand)]
pub enum RolloutCommand {
    /// Begin a roll-out: it waits after each, and stops by itself
    #[command(override_usage = START_USAGE)]
    Start(Start),
    /// List the roll-outs, the newest first
    List {
        /// At most so many
        #[arg(long, value_name = "N", default_value_t = 50)]
        limit: usize,
    },
    /// Show how far a roll-out is
    Show {
        /// Its id
        id: String,
    },
    /// Stop a roll-out; what it has set stays
    Stop(Stop),
}

const START_USAGE: &str = "\
anteroomctl flag rollout start [OPTIONS] --reason <TEXT>
                                      <FLAG> <on|off> [ORGS]...";

/// A new one.
#[derive(Args)]
pub struct Start {
    /// The flag, such as sso
    flag: String,
    /// on or off
    #[arg(hide_possible_values = true)]
    value: Switch,
    /// The organizations' slugs, in their order
    #[arg(required_unless_present = "from")]
    orgs: Vec<String>,
    /// A file with a slug on each line; - is standard input
    #[arg(long, value_name = "FILE", conflicts_with = "orgs")]
    from: Option<PathBuf>,
    /// Why: for the history and the audit log
    #[arg(long, value_name = "TEXT")]
    reason: String,
    /// Stop when more of the sign-ins than this are refused
    #[arg(long, value_name = "PERCENT", default_value_t = 5, value_parser = clap::value_parser!(u8).range(0..=100))]
    stop_at: u8,
    /// Wait so long after each organization
    #[arg(long, value_name = "MINUTES", default_value_t = 60)]
    wait: u32,
    #[command(flatten)]
    once: Once,
    #[command(flatten)]
    manner: Manner,
}

/// Which one stops.
#[derive(Args)]
pub struct Stop {
    /// Its id
    id: String,
    #[command(flatten)]
    manner: Manner,
}

const FIELDS: [Field; 9] = [
    ("id", "id"),
    ("flag", "flag"),
    ("value", "on"),
    ("state", "state"),
    ("reason", "reason"),
    ("started_by", "by"),
    ("stop_when_refusals_exceed", "stops at percent"),
    ("wait_minutes", "waits minutes"),
    ("organizations", ""),
];

/// Runs it.
pub async fn run(command: &RolloutCommand, with: &Context) -> Result<(), CliError> {
    match command {
        RolloutCommand::Start(new) => start(with, new).await,
        RolloutCommand::List { limit } => {
            let listed = with.api.list(&Request::get(route!["rollouts"]), *limit).await?;
            let columns = [whole("FLAG"), whole("TO"), whole("STATE"), prose("REASON")];
            with.list(&listed, "There has been no roll-out.", &columns, |table, one| {
                let to = on(one.is("value"));
                table.row([one.show("flag").into(), to.into(), state(one.show("state")), one.show("reason").into()]);
                table.below(&one.show("id"));
            })
        }
        RolloutCommand::Show { id } => {
            let one = with.read(Request::get(route!["rollouts", id])).await?;
            with.screen.show(&one, |page| draw(page, &one))
        }
        RolloutCommand::Stop(stop) => {
            let request = Request::post(route!["rollouts", stop.id, "stop"]);
            let changed = with.change(&stop.manner, request, None).await?;
            with.done(&changed, "Stopped. What it has set stays set.", &[])
        }
    }
}

fn draw(page: &mut Page, one: &Value) {
    page.card(one, &FIELDS);
    let organizations = one.list("organizations");
    if organizations.iter().all(Value::is_string) {
        return page.say(&format!("organizations: {}", one.show("organizations")));
    }
    let mut table = Table::new(&[whole("ORGANIZATION"), whole("STATE"), prose("AT"), prose("REFUSED")]);
    for organization in organizations {
        let at = organization.text("at").map_or_else(|| organization.show("at"), minute);
        let refused = organization.show("refused_percent");
        table.row([organization.show("slug").into(), state(organization.show("state")), at.into(), refused.into()]);
    }
    page.gap();
    page.table(&table);
}

async fn start(with: &Context, new: &Start) -> Result<(), CliError> {
    let orgs = match &new.from {
        Some(file) => {
            let text = input::text_or_standard(file)?;
            let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
            lines.map(str::to_owned).collect()
        }
        None => new.orgs.clone(),
    };
    if orgs.is_empty() {
        return Err(CliError::Use("the file names no organization".to_owned()));
    }
    with.banner();
    let value = new.value.is_on();
    let many = count(orgs.len(), "organization", "organizations");
    if !with.screen.is_json() {
        let table = preview(with, &orgs, &new.flag, value).await?;
        with.screen.only_eyes(|page| {
            page.styled(HEAD, &format!("{} {} for {many}", new.flag, on(value)));
            page.table(&table);
            page.gap();
        })?;
    }
    let body = Given::new()
        .field("flag", Some(&new.flag))
        .field("value", Some(value))
        .list("organizations", &orgs)
        .field("reason", Some(&new.reason))
        .field("stop_when_refusals_exceed", Some(new.stop_at))
        .field("wait_minutes", Some(new.wait))
        .whole();
    let request = Request::create(route!["rollouts"], new.once.key()).json(body);
    let question = format!("Set {} {} for {many}, one after the other?", new.flag, on(value));
    let changed = with.change(&new.manner, request, Some(&question)).await?;
    let id = changed.body.show("id");
    with.done(&changed, &format!("It has begun: anteroomctl flag rollout show {id}"), &[])
}

/// What it would come to at each of them.
async fn preview(with: &Context, orgs: &[String], flag: &str, value: bool) -> Result<Table, CliError> {
    let mut table = Table::new(&[whole("ORGANIZATION"), whole("PEOPLE"), whole("SESSIONS"), whole("SHUT OUT")]);
    let bar = progress::counted("previews", u64::try_from(orgs.len()).unwrap_or_default());
    for org in orgs {
        let wanted = Wanted { org, flag, app: None, value: Some(value), at: None };
        let found = wanted.preview(with).await?.unwrap_or_default();
        let shut_out = found.list("shut_out").len().to_string();
        table.row([org.into(), found.show("people").into(), found.show("sessions").into(), shut_out.into()]);
        bar.inc(1);
    }
    bar.finish_and_clear();
    Ok(table)
}
