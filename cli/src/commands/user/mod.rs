//! `anteroomctl user`: the people of an organization.

mod edit;
mod import;
mod move_domain;

use clap::{Args, Subcommand, ValueEnum};
use serde::Serialize;
use serde_json::{Value, json};

use crate::api::path::{Path, route};
use crate::api::request::Request;
use crate::context::{Context, Manner};
use crate::error::CliError;
use crate::given::Given;
use crate::show::card::Field;
use crate::show::fields::Fields;
use crate::show::state;
use crate::show::table::{Table, prose, whole};

/// What can be done about users.
#[derive(Subcommand)]
pub enum UserCommand {
    /// List an organization's users
    List(List),
    /// Show a user, with the accounts that they are bound to
    Show {
        #[command(flatten)]
        which: Which,
    },
    /// Make a user
    #[command(override_usage = CREATE_USAGE)]
    Create(edit::Create),
    /// Change a user; what is not given stays
    Change(edit::Change),
    /// Give a user another address
    #[command(after_help = RENAME_HELP)]
    Rename(edit::Rename),
    /// Make and change many users from a table (CSV)
    #[command(after_help = IMPORT_HELP)]
    Import(import::Import),
    /// Keep a user out, by every way; their sessions end at once
    Suspend(Done),
    /// Let a suspended user in again
    Activate(Done),
    /// Remove a user; their sessions end at once
    Remove(Done),
    /// Part a user from the account that they are bound to
    #[command(after_help = UNBIND_HELP)]
    Unbind(Unbind),
    /// Give many users another domain: @old.example becomes @new.example
    #[command(after_help = MOVE_HELP)]
    MoveDomain(move_domain::MoveDomain),
}

/// So many days an old address counts at most.
const MOST_DAYS: i64 = 180;

const CREATE_USAGE: &str = "\
anteroomctl user create [OPTIONS] --name <NAME> --kind <KIND>
                               <ORG> <EMAIL>";
const IMPORT_HELP: &str = "\
The first line of the table names its columns, in any order:

  email,name,kind,roles,locale,status
  a.devries@st-janshof.example,Anna de Vries,professional,nurse,nl,active

Several roles are separated by spaces. A bad line does not stop the good ones;
the exit code is 1 where there was one.";
const UNBIND_HELP: &str = "\
The next sign-in binds the account that is shown then. Ask the hospital's IT
first whether it is the same person: a successor gets a user of their own.";
const RENAME_HELP: &str = "\
The hospital's provider may send the old address for some days yet: keep it for
as long, unless somebody else is given it there.

  anteroomctl user rename st-janshof a.devries@st-janshof.example
      a.jansen@st-janshof.example --keep-former-days 10";
const MOVE_HELP: &str = "\
It shows first who would have which address, and asks. Both domains must be
proven, and stay so as long as the old addresses are to count.

  anteroomctl user move-domain st-janshof st-janshof.example
      janshof-groep.example --reason \"the hospital takes another name\"";

/// Which one.
#[derive(Args)]
pub struct Which {
    /// The organization's slug
    org: String,
    /// Their e-mail address, or their id
    user: String,
}

impl Which {
    fn path(&self) -> Path {
        all(&self.org).then(&self.user)
    }
}

/// Which of them are listed.
#[derive(Args)]
pub struct List {
    /// The organization's slug
    org: String,
    /// Whose address or name has this in it
    #[arg(long, short, value_name = "TEXT")]
    query: Option<String>,
    /// Only the one with this address
    #[arg(long)]
    email: Option<String>,
    /// Only professionals, or only patients
    #[arg(long, hide_possible_values = true)]
    kind: Option<Kind>,
    /// Only those who are active, or suspended
    #[arg(long, hide_possible_values = true)]
    status: Option<Status>,
    /// At most so many
    #[arg(long, value_name = "N", default_value_t = 200)]
    limit: usize,
}

/// Which one, and how.
#[derive(Args)]
pub struct Done {
    #[command(flatten)]
    which: Which,
    /// Why: for the audit log
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    #[command(flatten)]
    manner: Manner,
}

/// Who is unbound.
#[derive(Args)]
pub struct Unbind {
    #[command(flatten)]
    which: Which,
    /// Why: for the audit log
    #[arg(long, value_name = "TEXT")]
    reason: String,
    /// Only from the account at this connection
    #[arg(long, value_name = "NAME")]
    connection: Option<String>,
    #[command(flatten)]
    manner: Manner,
}

/// What a person is to the organization.
#[derive(Clone, Copy, ValueEnum, Serialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    /// A healthcare professional
    Professional,
    /// A patient
    Patient,
}

/// Whether a person may come in.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum, Serialize)]
#[serde(rename_all = "snake_case")]
enum Status {
    /// They may
    Active,
    /// They may not, by any way
    Suspended,
}

/// The word that the API has for it.
fn word(value: Option<impl Serialize>) -> Option<String> {
    serde_json::to_value(value?).ok()?.as_str().map(str::to_owned)
}

const FIELDS: [Field; 10] = [
    ("email", "e-mail"),
    ("former_email", "former e-mail"),
    ("former_email_until", "counts until"),
    ("name", "name"),
    ("kind", "kind"),
    ("status", "status"),
    ("pilot", "on the pilot list"),
    ("roles", "roles"),
    ("locale", "language"),
    ("id", "id"),
];

/// Runs it.
pub async fn run(command: &UserCommand, with: &Context) -> Result<(), CliError> {
    match command {
        UserCommand::List(of) => list(with, of).await,
        UserCommand::Show { which } => show(with, which).await,
        UserCommand::Create(new) => edit::create(with, new).await,
        UserCommand::Change(change) => edit::change(with, change).await,
        UserCommand::Rename(rename) => edit::rename(with, rename).await,
        UserCommand::Import(import) => import::run(with, import).await,
        UserCommand::Suspend(one) => {
            let question = format!("Suspend {}: their sessions end at once.", one.which.user);
            set_status(with, one, Status::Suspended, Some(&question)).await
        }
        UserCommand::Activate(one) => set_status(with, one, Status::Active, None).await,
        UserCommand::Remove(one) => {
            let question = format!("Remove {}, and end their sessions at once.", one.which.user);
            let request = Request::delete(one.which.path()).maybe("reason", one.reason.as_ref());
            let changed = with.change(&one.manner, with.as_read(request).await?, Some(&question)).await?;
            with.done(&changed, &format!("{} is gone, and so are their sessions.", one.which.user), &[])
        }
        UserCommand::Unbind(unbind) => self::unbind(with, unbind).await,
        UserCommand::MoveDomain(moving) => move_domain::run(with, moving).await,
    }
}

async fn list(with: &Context, of: &List) -> Result<(), CliError> {
    let request = Request::get(all(&of.org))
        .maybe("q", of.query.as_ref())
        .maybe("email", of.email.as_ref())
        .maybe("kind", word(of.kind))
        .maybe("status", word(of.status));
    let listed = with.api.list(&request, of.limit).await?;
    let columns = [whole("E-MAIL"), prose("NAME"), whole("KIND"), whole("STATUS")];
    with.list(&listed, "Nobody was found.", &columns, |table, user| {
        let status = state(user.show("status"));
        table.row([user.show("email").into(), user.show("name").into(), user.show("kind").into(), status]);
    })
}

async fn show(with: &Context, which: &Which) -> Result<(), CliError> {
    let mut user = with.read(Request::get(which.path())).await?;
    let identities = with.read(Request::get(which.path().then("identities"))).await?;
    if let Some(user) = user.as_object_mut() {
        user.insert("identities".to_owned(), identities.items().into());
    }
    with.screen.show(&user, |page| {
        let mut fields = FIELDS.to_vec();
        fields.push(("identities", ""));
        page.card(&user, &fields);
        page.gap();
        let bonds = user.list("identities");
        if bonds.is_empty() {
            return page.say("Bound to no account: the next sign-in binds the one that is shown then.");
        }
        let mut table = Table::new(&[prose("CONNECTION"), whole("ACCOUNT")]);
        for bond in bonds {
            bound(&mut table, bond);
        }
        page.table(&table);
    })
}

fn bound(table: &mut Table, bond: &Value) {
    table.row([bond.show("connection").into(), bond.show("subject").into()]);
    table.below(&format!("of the directory {}", bond.show("authority")));
}

async fn set_status(with: &Context, one: &Done, status: Status, question: Option<&str>) -> Result<(), CliError> {
    let body = Given::new().field("status", Some(status)).field("reason", one.reason.as_ref()).whole();
    let request = with.as_read(Request::patch(one.which.path()).json(body)).await?;
    let changed = with.change(&one.manner, request, question).await?;
    let done = match status {
        Status::Active => format!("{} is active.", one.which.user),
        Status::Suspended => format!("{} is suspended, and their sessions have ended.", one.which.user),
    };
    with.done(&changed, &done, &[])
}

async fn unbind(with: &Context, unbind: &Unbind) -> Result<(), CliError> {
    let user = &unbind.which.user;
    let body =
        Given::new().field("reason", Some(&unbind.reason)).field("connection", unbind.connection.as_ref()).whole();
    let question = format!("Unbind {user}: whoever signs in next with this address at the provider is taken for them.");
    let request = Request::post(unbind.which.path().then("unbind")).json(body);
    let changed = with.change(&unbind.manner, request, Some(&question)).await?;
    with.done(&changed, &format!("{user} is unbound. The next sign-in binds them anew."), &[])
}

fn all(org: &str) -> Path {
    route!["organizations", org, "users"]
}

/// Whose sessions end.
pub fn end_sessions(org: &str, user: &str, reason: Option<&str>) -> Request {
    Request::post(all(org).then(user).then("end-sessions")).json(json!({ "reason": reason }))
}
