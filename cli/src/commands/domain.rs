//! `anteroomctl domain`: the e-mail domains of an organization, which lead its people to their sign-in.

use clap::{Args, Subcommand};

use crate::api::path::{Path, route};
use crate::api::request::Request;
use crate::context::{Context, Manner, Once};
use crate::error::CliError;
use crate::given::Given;
use crate::show::card::Field;
use crate::show::fields::Fields;
use crate::show::table::{prose, whole};

/// Examples.
pub const HELP: &str = "\
A proven domain leads its addresses to a connection, and to nobody else's.

  anteroomctl domain add st-janshof st-janshof.example --connection entra
  anteroomctl domain check st-janshof st-janshof.example";

/// What can be done about domains.
#[derive(Subcommand)]
pub enum DomainCommand {
    /// List an organization's domains
    List {
        /// The organization's slug
        org: String,
        /// At most so many
        #[arg(long, value_name = "N", default_value_t = 1000)]
        limit: usize,
    },
    /// Show a domain
    Show {
        #[command(flatten)]
        which: Which,
    },
    /// Add a domain to an organization
    Add(Add),
    /// Say where a domain leads, or that it is proven no more
    Change(Change),
    /// Ask the DNS whether the organization owns a domain, which proves it
    #[command(after_help = CHECK_HELP)]
    Check(Check),
    /// Say that the organization owns a domain, and how that was seen
    #[command(after_help = PROVE_HELP)]
    Prove(Prove),
    /// Remove a domain: its addresses lead nowhere any more
    Remove(Remove),
}

const CHECK_HELP: &str = "\
The hospital makes the TXT record that is shown; from when it is seen, the domain
is proven. It is looked for every day: if it stays away for a week, the domain is
proven no more. A name server that fails takes nothing away.";

const PROVE_HELP: &str = "\
For a hospital that cannot make the record that `domain check` looks for. From
then on what the provider says of an address of the domain is taken for true:
see it yourself, for example in a letter of the domain's owner.";

/// Which one.
#[derive(Args)]
pub struct Which {
    /// The organization's slug
    org: String,
    /// Such as st-janshof.example
    domain: String,
}

impl Which {
    fn path(&self) -> Path {
        all(&self.org).then(&self.domain)
    }
}

/// A new one.
#[derive(Args)]
pub struct Add {
    #[command(flatten)]
    which: Which,
    /// The connection that its addresses lead to
    #[arg(long, value_name = "NAME")]
    connection: Option<String>,
    /// It has been seen that the organization owns it: --reason says how
    #[arg(long, requires = "reason")]
    proven: bool,
    /// Why: for the audit log
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
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
    /// The connection that its addresses lead to; "" is none
    #[arg(long, value_name = "NAME")]
    connection: Option<String>,
    /// It is proven no more
    #[arg(long)]
    unproven: bool,
    /// Why: for the audit log
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    #[command(flatten)]
    manner: Manner,
}

/// Which one is looked for.
#[derive(Args)]
pub struct Check {
    #[command(flatten)]
    which: Which,
    #[command(flatten)]
    manner: Manner,
}

/// Which one is proven.
#[derive(Args)]
pub struct Prove {
    #[command(flatten)]
    which: Which,
    /// How it was seen: for the audit log
    #[arg(long, value_name = "TEXT")]
    reason: String,
    #[command(flatten)]
    manner: Manner,
}

/// Which one goes.
#[derive(Args)]
pub struct Remove {
    #[command(flatten)]
    which: Which,
    /// Why: for the audit log
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    #[command(flatten)]
    manner: Manner,
}

const FIELDS: [Field; 7] = [
    ("name", "domain"),
    ("connection", "connection"),
    ("proven", "proven"),
    ("proven_by", "proven by"),
    ("record.name", "TXT record"),
    ("record.value", "its value"),
    ("id", "id"),
];

/// What stands in the sentence above is not said again.
const CHECKED: [Field; 11] = [
    ("domain", ""),
    ("proven", ""),
    ("proven_by", "proven by"),
    ("finding", "finding"),
    ("found", "found"),
    ("advice", "what to do"),
    ("record.name", "TXT record"),
    ("record.value", "its value"),
    ("checked_at", "checked"),
    ("missing_since", "missing since"),
    ("unproven_at", "unproven at"),
];

/// Runs it.
pub async fn run(command: &DomainCommand, with: &Context) -> Result<(), CliError> {
    match command {
        DomainCommand::List { org, limit } => {
            let listed = with.api.list(&Request::get(all(org)), *limit).await?;
            let columns = [whole("DOMAIN"), whole("CONNECTION"), whole("PROVEN"), prose("BY")];
            with.list(&listed, &format!("{org} has no domain."), &columns, |table, domain| {
                table.row(["name", "connection", "proven", "proven_by"].map(|name| domain.show(name).into()));
            })
        }
        DomainCommand::Show { which } => with.card(&with.read(Request::get(which.path())).await?, &FIELDS),
        DomainCommand::Add(new) => add(with, new).await,
        DomainCommand::Change(change) => self::change(with, change).await,
        DomainCommand::Check(one) => check(with, one).await,
        DomainCommand::Prove(prove) => self::prove(with, prove).await,
        DomainCommand::Remove(one) => {
            let Which { org, domain } = &one.which;
            let question =
                format!("Remove {domain} from {org}: nobody with an address of it can come in by SSO any more.");
            let request = Request::delete(one.which.path()).maybe("reason", one.reason.as_ref());
            let changed = with.change(&one.manner, with.as_read(request).await?, Some(&question)).await?;
            with.done(&changed, &format!("{domain} is removed from {org}."), &[])
        }
    }
}

async fn add(with: &Context, new: &Add) -> Result<(), CliError> {
    let Which { org, domain } = &new.which;
    let body = Given::new()
        .field("name", Some(domain))
        .field("connection", new.connection.as_ref())
        .field("proven", Some(new.proven))
        .field("reason", new.reason.as_ref())
        .whole();
    let request = Request::create(all(org), new.once.key()).json(body);
    let question = new.proven.then(|| proves(&new.which));
    let changed = with.change(&new.manner, request, question.as_deref()).await?;
    with.done(&changed, &format!("{domain} is added to {org}."), &FIELDS)
}

async fn change(with: &Context, change: &Change) -> Result<(), CliError> {
    let domain = &change.which.domain;
    let given =
        Given::new().text("connection", change.connection.as_deref()).field("proven", change.unproven.then_some(false));
    let body = given.and("reason", change.reason.as_ref())?;
    // Whom it let in it lets in no more.
    let loses = change.unproven || change.connection.as_deref() == Some("");
    let question = format!("Nobody with an address of {domain} can come in by SSO then.");
    let request = with.as_read(Request::patch(change.which.path()).json(body)).await?;
    let changed = with.change(&change.manner, request, loses.then_some(question.as_str())).await?;
    with.done(&changed, &format!("{domain} is changed."), &FIELDS)
}

async fn check(with: &Context, one: &Check) -> Result<(), CliError> {
    let domain = &one.which.domain;
    let changed = with.change(&one.manner, Request::post(one.which.path().then("check")), None).await?;
    let not = if changed.body.is("proven") { "" } else { "not " };
    with.done(&changed, &format!("{domain} is {not}proven."), &CHECKED)
}

async fn prove(with: &Context, prove: &Prove) -> Result<(), CliError> {
    let body = Given::new().field("proven", Some(true)).field("reason", Some(&prove.reason)).whole();
    let request = with.as_read(Request::patch(prove.which.path()).json(body)).await?;
    let changed = with.change(&prove.manner, request, Some(&proves(&prove.which))).await?;
    with.done(&changed, &format!("{} is proven.", prove.which.domain), &FIELDS)
}

fn proves(which: &Which) -> String {
    format!("From then on the provider's word on every address of {} is taken for {}.", which.domain, which.org)
}

fn all(org: &str) -> Path {
    route!["organizations", org, "domains"]
}
