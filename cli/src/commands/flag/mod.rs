//! `anteroomctl flag`: what is switched on for an organization.

mod change;
mod preview;
mod rollout;

use clap::{Args, Subcommand, ValueEnum};
use serde_json::Value;

use crate::api::list::Listed;
use crate::api::path::{Path, route};
use crate::api::request::Request;
use crate::context::Context;
use crate::error::CliError;
use crate::show::fields::Fields;
use crate::show::table::{prose, whole};
use crate::show::time::{minute, second};
use crate::when::{When, instant};

/// What can be done about flags.
#[derive(Subcommand)]
pub enum FlagCommand {
    /// List an organization's flags: what each is now, and why
    List {
        /// The organization's slug
        org: String,
    },
    /// Show what a change would come to: whom it shuts out
    #[command(after_help = PREVIEW_HELP)]
    Preview(preview::Preview),
    /// Set a flag, at once or from an instant on
    #[command(after_help = SET_HELP)]
    Set(change::Set),
    /// Take a setting of a flag away
    Unset(change::Unset),
    /// Show who changed a flag, when and why; the newest first
    History(History),
    /// Set a flag for many organizations, one after the other
    #[command(subcommand)]
    Rollout(rollout::RolloutCommand),
}

const PREVIEW_HELP: &str = "\
Nothing is changed. The broker decides anew over everybody who came in during
the last 30 days; that you looked stands in the audit log.

  anteroomctl flag preview st-janshof forced_sso on";

const SET_HELP: &str = "\
It shows first whom it concerns and who could not come in any more, and asks.

  anteroomctl flag set st-janshof sso on \\
    --at 2027-01-11T08:00+01:00 --reason \"after the dev cycle\"

With --pilot it is on for those on the pilot list alone (anteroomctl pilot).";

/// On or off.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Switch {
    /// On
    On,
    /// Off
    Off,
}

impl Switch {
    const fn is_on(self) -> bool {
        matches!(self, Self::On)
    }
}

/// Whose history.
#[derive(Args)]
pub struct History {
    /// The organization's slug
    org: String,
    /// The flag, such as sso
    flag: String,
    /// The setting for this app alone, by its client_id
    #[arg(long, value_name = "APP")]
    app: Option<String>,
    /// At most so many
    #[arg(long, value_name = "N", default_value_t = 50)]
    limit: usize,
}

/// Runs it.
pub async fn run(command: &FlagCommand, with: &Context) -> Result<(), CliError> {
    match command {
        FlagCommand::List { org } => list(with, org).await,
        FlagCommand::Preview(asked) => preview::run(with, asked).await,
        FlagCommand::Set(set) => change::set(with, set).await,
        FlagCommand::Unset(unset) => change::unset(with, unset).await,
        FlagCommand::History(of) => history(with, of).await,
        FlagCommand::Rollout(command) => rollout::run(command, with).await,
    }
}

async fn list(with: &Context, org: &str) -> Result<(), CliError> {
    let answer = with.read(Request::get(route!["organizations", org, "flags"])).await?;
    let listed = Listed { items: answer.items().to_vec(), more: false };
    let columns = [whole("FLAG"), whole("APP"), whole("NOW"), prose("WHY")];
    with.list(&listed, "This broker has no flags.", &columns, |table, flag| {
        let now = if flag.is("pilot") { "pilot" } else { on(flag.is("value")) };
        table.row([flag.show("name").into(), flag.show("application").into(), now.into(), why(flag).into()]);
    })
}

async fn history(with: &Context, of: &History) -> Result<(), CliError> {
    let request = Request::get(at(&of.org, &of.flag).then("history")).maybe("application", of.app.as_ref());
    let listed = with.api.list(&request, of.limit).await?;
    let columns = [whole("AT (UTC)"), whole("BY"), prose("CHANGE")];
    let none = format!("Nobody has ever set {} for {}.", of.flag, of.org);
    with.list(&listed, &none, &columns, |table, change| {
        let what = format!("{} → {}", setting(change.at("old")), setting(change.at("new")));
        table.row([second(change.text("at").unwrap_or_default()).into(), change.show("by").into(), what.into()]);
        table.below(&change.show("reason"));
    })
}

fn at(org: &str, flag: &str) -> Path {
    route!["organizations", org, "flags", flag]
}

const fn on(value: bool) -> &'static str {
    if value { "on" } else { "off" }
}

/// For whom.
#[derive(Args)]
struct For {
    /// For the people on the pilot list alone (sso)
    #[arg(long)]
    pilot: bool,
    /// With --pilot: from then on for everyone
    #[arg(long, value_name = "INSTANT", value_parser = instant, requires = "pilot")]
    everyone_from: Option<When>,
}

impl For {
    /// The word that the API has for it; for everyone it is not said, so that older brokers understand it.
    fn word(&self) -> Option<&'static str> {
        self.pilot.then_some("pilot")
    }
}

/// Why a flag is what it is.
fn why(flag: &Value) -> String {
    let why = flag.text("why").unwrap_or_default();
    let set = flag.at("setting");
    let because = set.map_or_else(String::new, |set| format!(": {}", set.show("reason")));
    let until = set.and_then(|set| set.text("ends_at")).map_or_else(String::new, |at| format!(" until {}", minute(at)));
    match why {
        "set_for_organization" if set.is_none() => "as for the organization".to_owned(),
        "set_for_organization" => format!("set{until}{because}"),
        "set_for_application" => format!("set for this app{until}{because}"),
        "not_yet" => format!("{}{because}", setting(set)),
        "ended" => format!("ended {}{because}", minute(flag.text("at").unwrap_or_default())),
        "default" => "nobody has set it".to_owned(),
        "application_never" => "SSO never opens this app".to_owned(),
        "application_not_opted_in" => "this app needs a setting of its own".to_owned(),
        other => other.replace('_', " "),
    }
}

/// A setting in words.
fn setting(setting: Option<&Value>) -> String {
    let Some(setting) = setting else { return "not set".to_owned() };
    let mut words = on(setting.is("value")).to_owned();
    if setting.text("audience") == Some("pilot") {
        words.push_str(" for the pilot list");
    }
    for (name, word) in [("starts_at", " from "), ("everyone_from", ", for everyone from "), ("ends_at", " until ")] {
        if let Some(at) = setting.text(name) {
            words.push_str(word);
            words.push_str(&minute(at));
        }
    }
    words
}
