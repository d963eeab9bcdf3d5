//! `anteroomctl org`: the hospitals and care providers.

mod logo;
mod status;

use clap::{Args, Subcommand};
use serde::Serialize;
use serde_json::json;

use crate::api::path::{Path, route};
use crate::api::request::Request;
use crate::context::{Context, Manner, Once};
use crate::error::CliError;
use crate::given::Given;
use crate::show::card::Field;
use crate::show::fields::Fields;
use crate::show::state;
use crate::show::table::{prose, whole};
use crate::show::text::count;

/// What can be done about organizations.
#[derive(Subcommand)]
pub enum OrgCommand {
    /// List the organizations that your token reaches
    List(List),
    /// Show an organization
    Show {
        /// Its slug
        org: String,
    },
    /// Say how sign-in goes there: how many, why not, what ends
    #[command(after_help = "What the hospital sees in its portal. It names nobody.")]
    Status {
        /// Its slug
        org: String,
    },
    /// Make an organization
    Create(Create),
    /// Change an organization; what is not given stays
    Change(Change),
    /// Close an organization for everybody; open sessions too
    Suspend(ByName),
    /// Open a suspended organization again
    Activate(ByName),
    /// Remove an organization, with its domains, users and sessions
    #[command(after_help = "The audit log stays.")]
    Remove(ByName),
    /// The logo of an organization's pages
    #[command(subcommand)]
    Logo(logo::LogoCommand),
}

/// Which of them are listed.
#[derive(Args)]
pub struct List {
    /// Whose slug or name has this in it
    #[arg(long, short, value_name = "TEXT")]
    query: Option<String>,
    /// Only those that are active, or suspended
    #[arg(long, value_name = "STATUS")]
    status: Option<String>,
    /// At most so many
    #[arg(long, value_name = "N", default_value_t = 1000)]
    limit: usize,
}

/// Which one.
#[derive(Args)]
pub struct ByName {
    /// Its slug
    org: String,
    #[command(flatten)]
    manner: Manner,
}

/// A new one.
#[derive(Args)]
pub struct Create {
    /// Its slug: lower-case letters, digits and hyphens; it never changes
    org: String,
    /// Its name as people know it
    #[arg(long)]
    name: String,
    #[command(flatten)]
    settings: Settings,
    #[command(flatten)]
    once: Once,
    #[command(flatten)]
    manner: Manner,
}

/// What is to change.
#[derive(Args)]
pub struct Change {
    /// Its slug
    org: String,
    /// Its name as people know it
    #[arg(long)]
    name: Option<String>,
    #[command(flatten)]
    settings: Settings,
    #[command(flatten)]
    manner: Manner,
}

/// What an organization may have besides its name. An empty text takes away what is there.
#[derive(Args)]
struct Settings {
    /// Whom a refused person can turn to; "" takes it away
    #[arg(long, value_name = "TEXT")]
    help_text: Option<String>,
    /// Language of its pages where nobody asks for one; "" takes it away
    #[arg(long, value_name = "TAG")]
    locale: Option<String>,
    /// Address of an administrator, once or more; replaces all of them
    #[arg(long = "admin", value_name = "EMAIL")]
    admins: Vec<String>,
    /// How long a session lasts at most; shorter ends open ones too
    #[arg(long, value_name = "MINUTES")]
    session_minutes: Option<u32>,
    /// How long a session lasts that nobody uses
    #[arg(long, value_name = "MINUTES")]
    session_idle_minutes: Option<u32>,
    /// Whether signing out here signs out at the provider too
    #[arg(long, value_name = "true|false", hide_possible_values = true)]
    sign_out_upstream: Option<bool>,
    /// Whether several people use the same devices, as on a ward
    #[arg(long, value_name = "true|false", hide_possible_values = true)]
    shared_devices: Option<bool>,
    /// How long its audit log is kept, in days; "" keeps it for good
    #[arg(long, value_name = "DAYS", value_parser = days)]
    audit_retention_days: Option<Days>,
    /// After how long the provider is asked again about an open session
    #[arg(long, value_name = "MINUTES")]
    upstream_recheck_minutes: Option<u32>,
    /// Colour of its pages, such as #005a9c; "" takes it away
    #[arg(long, value_name = "COLOUR")]
    accent: Option<String>,
}

/// For how many days; none is for good.
#[derive(Clone, Copy, Serialize)]
struct Days(Option<u32>);

fn days(text: &str) -> Result<Days, String> {
    if text.is_empty() {
        return Ok(Days(None));
    }
    text.parse().map(|days| Days(Some(days))).map_err(|_| "a number of days, or \"\" for good".to_owned())
}

impl Settings {
    fn given(&self) -> Given {
        Given::new()
            .text("help", self.help_text.as_deref())
            .text("locale", self.locale.as_deref())
            .list("admins", &self.admins)
            .field("session_minutes", self.session_minutes)
            .field("session_idle_minutes", self.session_idle_minutes)
            .field("sign_out_upstream", self.sign_out_upstream)
            .field("shared_devices", self.shared_devices)
            .field("audit_retention_days", self.audit_retention_days)
            .field("upstream_recheck_minutes", self.upstream_recheck_minutes)
            .text("accent", self.accent.as_deref())
    }
}

const FIELDS: [Field; 15] = [
    ("slug", "slug"),
    ("name", "name"),
    ("status", "status"),
    ("help", "who can help"),
    ("locale", "language"),
    ("admins", "administrators"),
    ("session_minutes", "session minutes"),
    ("session_idle_minutes", "idle minutes"),
    ("sign_out_upstream", "sign out at provider"),
    ("shared_devices", "shared devices"),
    ("audit_retention_days", "log is kept (days)"),
    ("upstream_recheck_minutes", "recheck minutes"),
    ("accent", "accent"),
    ("logo", "logo"),
    ("id", "id"),
];

/// Runs it.
pub async fn run(command: &OrgCommand, with: &Context) -> Result<(), CliError> {
    match command {
        OrgCommand::List(of) => list(with, of).await,
        OrgCommand::Logo(command) => logo::run(command, with).await,
        OrgCommand::Show { org } => with.card(&with.read(Request::get(at(org))).await?, &FIELDS),
        OrgCommand::Status { org } => status::run(org, with).await,
        OrgCommand::Create(new) => create(with, new).await,
        OrgCommand::Change(change) => {
            let question = change.settings.audit_retention_days.and_then(|Days(days)| days).map(|days| {
                format!("Keep the log of {} for {days} days: what older lines say is removed, for good.", change.org)
            });
            let body = change.settings.given().field("name", change.name.as_ref()).change()?;
            let request = Request::patch(at(&change.org)).json(body);
            let changed = with.change(&change.manner, with.as_read(request).await?, question.as_deref()).await?;
            with.done(&changed, &format!("{} is changed.", change.org), &FIELDS)
        }
        OrgCommand::Suspend(one) => {
            let question = format!("Suspend {}: nobody can come in, and everybody who is in is put out.", one.org);
            set_status(with, one, "suspended", Some(&question)).await
        }
        OrgCommand::Activate(one) => set_status(with, one, "active", None).await,
        OrgCommand::Remove(one) => remove(with, one).await,
    }
}

const NONE: &str = "Your token reaches no organization.";
const NONE_SUCH: &str = "Your token reaches no such organization.";

async fn list(with: &Context, of: &List) -> Result<(), CliError> {
    let request =
        Request::get(route!["organizations"]).maybe("q", of.query.as_ref()).maybe("status", of.status.as_ref());
    let listed = with.api.list(&request, of.limit).await?;
    let none = if of.query.is_some() || of.status.is_some() { NONE_SUCH } else { NONE };
    let columns = [whole("SLUG"), prose("NAME"), whole("STATUS")];
    with.list(&listed, none, &columns, |table, org| {
        table.row([org.show("slug").into(), org.show("name").into(), state(org.show("status"))]);
    })
}

async fn remove(with: &Context, one: &ByName) -> Result<(), CliError> {
    let request = with.as_read(Request::delete(at(&one.org))).await?;
    let goes = match with.would(&one.manner, &request).await? {
        Some(would) => {
            let of = |name: &str, one, more| count(usize::try_from(would.number(name)).unwrap_or_default(), one, more);
            let (users, sessions) =
                (of("removes.users", "user", "users"), of("removes.sessions", "session", "sessions"));
            format!("its domains, its connections, {users} and {sessions}")
        }
        None => "its domains, connections, users and sessions".to_owned(),
    };
    let question = format!("Remove {} with {goes}: this cannot be undone.", one.org);
    let changed = with.change(&one.manner, request, Some(&question)).await?;
    with.done(&changed, &format!("{} is gone.", one.org), &GOES)
}

/// What would go with it.
const GOES: [Field; 5] = [
    ("organization", ""),
    ("removes.users", "users"),
    ("removes.sessions", "sessions"),
    ("removes.connections", "connections"),
    ("removes.domains", "domains"),
];

async fn create(with: &Context, new: &Create) -> Result<(), CliError> {
    let body = new.settings.given().field("slug", Some(&new.org)).field("name", Some(&new.name)).whole();
    let request = Request::create(route!["organizations"], new.once.key()).json(body);
    let changed = with.change(&new.manner, request, None).await?;
    with.done(&changed, &format!("{} is made.", new.org), &FIELDS)
}

async fn set_status(with: &Context, one: &ByName, status: &str, question: Option<&str>) -> Result<(), CliError> {
    let request = with.as_read(Request::patch(at(&one.org)).json(json!({ "status": status }))).await?;
    let changed = with.change(&one.manner, request, question).await?;
    with.done(&changed, &format!("{} is {status}.", one.org), &[])
}

fn at(org: &str) -> Path {
    route!["organizations", org]
}
