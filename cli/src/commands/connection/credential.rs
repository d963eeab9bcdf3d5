//! `anteroomctl connection credential`: how the broker proves itself at a provider. Secrets go in, and never come out.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use serde_json::{Value, json};

use super::Which;
use crate::api::list::Listed;
use crate::api::path::Path;
use crate::api::request::Request;
use crate::context::{Context, Manner};
use crate::error::CliError;
use crate::given::Given;
use crate::input;
use crate::show::card::Field;
use crate::show::fields::Fields;
use crate::show::table::{Column, Table, prose, whole};
use crate::when::{When, instant};

/// What can be done about credentials.
#[derive(Subcommand)]
pub enum CredentialCommand {
    /// List the two slots: what is in each, and when it ends
    List {
        #[command(flatten)]
        which: Which,
    },
    /// Put a new credential into the free slot
    #[command(override_usage = SET_USAGE, after_help = SET_HELP)]
    Set(Set),
    /// Put the credential in a slot in use, once the provider accepts it
    #[command(override_usage = USE_USAGE)]
    Use(Use),
    /// Take a credential out; the other one is in use then
    #[command(override_usage = REMOVE_USAGE)]
    Remove(Remove),
}

const SET_USAGE: &str = "\
anteroomctl connection credential set <ORG> <CONNECTION> --federated
       anteroomctl connection credential set <ORG> <CONNECTION>
           --client-secret [--expires-at <INSTANT>] [--from <FILE>]
       anteroomctl connection credential set <ORG> <CONNECTION>
           --certificate <FILE> --private-key <FILE>";
const USE_USAGE: &str = "\
anteroomctl connection credential use [OPTIONS] <ORG> <CONNECTION> <SLOT>";
const REMOVE_USAGE: &str = "\
anteroomctl connection credential remove [OPTIONS]
           <ORG> <CONNECTION> <SLOT>";
const SET_HELP: &str = "\
Have it registered at the provider first. One that takes another's place is
shown to the provider, and is put in only where that accepts it; sign-ins use it
from then on, and the one before stays in the other slot. With --later it waits
there.
--dry-run checks it, and says what to enter for --federated.

A draft with another client id has a credential of its own: --for draft. It is
shown to Microsoft in that name, and sign-ins use it once the draft is in force.

A client secret is asked for, or read from --from or from standard input; never
from the command line, which others on this machine can read.";

/// What is put in.
#[derive(Args)]
#[command(group(clap::ArgGroup::new("kind").required(true)))]
pub struct Set {
    #[command(flatten)]
    which: Which,
    /// Entra trusts our own issuer: there is no secret
    #[arg(long, group = "kind")]
    federated: bool,
    /// A client secret; at Entra its Value, not its Secret ID
    #[arg(long, group = "kind")]
    client_secret: bool,
    /// Where the client secret is; - is standard input
    #[arg(long, value_name = "FILE", requires = "client_secret")]
    from: Option<PathBuf>,
    /// When it ends, such as 2027-10-01T00:00Z; at Entra all do
    #[arg(long, value_name = "INSTANT", value_parser = instant, requires = "client_secret")]
    expires_at: Option<When>,
    /// A certificate (PEM), which the hospital has uploaded
    #[arg(long, group = "kind", value_name = "FILE", requires = "private_key")]
    certificate: Option<PathBuf>,
    /// The certificate's private key (PEM)
    #[arg(long, value_name = "FILE", requires = "certificate")]
    private_key: Option<PathBuf>,
    /// active or draft, if their client ids differ
    #[arg(long = "for", value_name = "VERSION", hide_possible_values = true)]
    for_version: Option<Version>,
    /// It waits in the free slot until `use` puts it in use
    #[arg(long)]
    later: bool,
    /// Why, although the provider was not seen to accept it
    #[arg(long, value_name = "TEXT", conflicts_with = "later")]
    without_proof: Option<String>,
    /// Why: for the audit log
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    #[command(flatten)]
    manner: Manner,
}

/// Whose client id a credential is for.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Version {
    /// The version in force
    Active,
    /// The draft
    Draft,
}

impl Version {
    const fn name(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Draft => "draft",
        }
    }
}

/// Which of the two.
#[derive(Clone, Copy, ValueEnum)]
enum Slot {
    /// The first
    A,
    /// The second
    B,
}

impl Slot {
    const fn name(self) -> &'static str {
        match self {
            Self::A => "a",
            Self::B => "b",
        }
    }
}

/// What is put in use.
#[derive(Args)]
pub struct Use {
    #[command(flatten)]
    which: Which,
    /// a or b
    #[arg(hide_possible_values = true)]
    slot: Slot,
    /// Why, although the provider was not seen to accept it
    #[arg(long, value_name = "TEXT")]
    without_proof: Option<String>,
    /// Why: for the audit log
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    #[command(flatten)]
    manner: Manner,
}

/// What is taken out.
#[derive(Args)]
pub struct Remove {
    #[command(flatten)]
    which: Which,
    /// a or b
    #[arg(hide_possible_values = true)]
    slot: Slot,
    /// Why the other is used although the provider was not seen to accept it
    #[arg(long, value_name = "TEXT")]
    without_proof: Option<String>,
    /// Why: for the audit log
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    #[command(flatten)]
    manner: Manner,
}

const FIELDS: [Field; 10] = [
    ("slot", "slot"),
    ("kind", "kind"),
    ("version", "for"),
    ("client_id", "client_id"),
    ("in_use", "in use"),
    ("expires_at", "ends"),
    ("certificate_thumbprint", "thumbprint"),
    ("federated.issuer", "issuer"),
    ("federated.subject", "subject"),
    ("federated.audience", "audience"),
];

const NONE: &str = "There is no credential: nobody can come in by a registration of the hospital's own.";

/// Runs it.
pub async fn run(command: &CredentialCommand, with: &Context) -> Result<(), CliError> {
    match command {
        CredentialCommand::List { which } => {
            let answer = with.read(Request::get(all(which))).await?;
            let listed = Listed { items: answer.items().to_vec(), more: false };
            with.list(&listed, NONE, &COLUMNS, row)
        }
        CredentialCommand::Set(new) => set(with, new).await,
        CredentialCommand::Use(one) => put_in_use(with, one).await,
        CredentialCommand::Remove(one) => remove(with, one).await,
    }
}

const COLUMNS: [Column; 5] = [whole("SLOT"), prose("KIND"), whole("FOR"), whole("IN USE"), whole("ENDS")];

fn row(table: &mut Table, credential: &Value) {
    table.row(["slot", "kind", "version", "in_use", "expires_at"].map(|name| credential.show(name).into()));
    if let Some(client_id) = credential.text("client_id") {
        table.below(&format!("client_id {client_id}"));
    }
    if let Some(thumbprint) = credential.text("certificate_thumbprint") {
        table.below(&format!("thumbprint {thumbprint}"));
    }
    for name in ["issuer", "subject", "audience"] {
        if let Some(text) = credential.text(&format!("federated.{name}")) {
            table.below(&format!("{name} {text}"));
        }
    }
}

async fn set(with: &Context, new: &Set) -> Result<(), CliError> {
    let from = match new.for_version {
        Some(Version::Draft) => "once the draft is in force",
        _ => "in every sign-in from now on",
    };
    let question = format!("Prove ourselves by this at {}, {from}: it must be known there.", new.which.words());
    let mut body = body(new)?;
    if let Some(body) = body.as_object_mut() {
        for (name, value) in [("reason", &new.reason), ("without_proof", &new.without_proof)] {
            if let Some(value) = value {
                body.insert(name.to_owned(), json!(value));
            }
        }
        if let Some(version) = new.for_version {
            body.insert("version".to_owned(), json!(version.name()));
        }
        if new.later {
            body.insert("in_use".to_owned(), json!(false));
        }
    }
    let request = with.as_read(Request::put(all(&new.which)).json(body)).await?;
    let changed = with.change(&new.manner, request, (!new.later).then_some(question.as_str())).await?;
    let done = match new.for_version {
        _ if new.later => "a credential that waits",
        Some(Version::Draft) => "a credential for its draft",
        _ => "another credential",
    };
    with.done(&changed, &format!("{} has {done}.", new.which.words()), &FIELDS)
}

fn body(new: &Set) -> Result<Value, CliError> {
    match (&new.certificate, &new.private_key) {
        (Some(certificate), Some(key)) => {
            let key = input::secret(Some(key), "Private key")?;
            Ok(json!({ "certificate": input::text(certificate)?, "private_key": key.expose() }))
        }
        _ if new.client_secret => {
            let secret = input::secret(new.from.as_deref(), "Client secret")?;
            Ok(json!({ "client_secret": secret.expose(), "expires_at": new.expires_at }))
        }
        _ => Ok(json!({ "federated": true })),
    }
}

async fn put_in_use(with: &Context, one: &Use) -> Result<(), CliError> {
    let (slot, words) = (one.slot.name(), one.which.words());
    let read = with.api.get(all(&one.which)).await?;
    let is_it = |credential: &&Value| credential.text("slot") == Some(slot);
    let version = read.body.items().iter().find(is_it).and_then(|credential| credential.text("version"));
    let from = match version {
        Some("draft" | "tested") => "once the draft is in force",
        Some("previous") => "should the version before be brought back",
        _ => "in every sign-in from now on",
    };
    let question = format!("Prove ourselves at {words} by what is in slot {slot}, {from}.");
    let body =
        Given::new().field("without_proof", one.without_proof.as_ref()).field("reason", one.reason.as_ref()).whole();
    let request = Request::post(all(&one.which).then(slot).then("use")).json(body).for_state(read.etag);
    let changed = with.change(&one.manner, request, Some(&question)).await?;
    with.done(&changed, &format!("{words} uses slot {slot} for its client id."), &[])?;
    show_slots(with, &changed.body)
}

async fn remove(with: &Context, one: &Remove) -> Result<(), CliError> {
    let (slot, words) = (one.slot.name(), one.which.words());
    let question = format!("Take the credential in slot {slot} out of {words}: it is not kept anywhere else.");
    let read = with.api.get(all(&one.which)).await?;
    let request = Request::delete(all(&one.which).then(slot))
        .maybe("reason", one.reason.as_ref())
        .maybe("without_proof", one.without_proof.as_ref())
        .for_state(read.etag);
    let changed = with.change(&one.manner, request, Some(&question)).await?;
    with.done(&changed, &format!("It is out of slot {slot} of {words}."), &[])?;
    show_slots(with, &changed.body)
}

/// What is in the slots after a change.
fn show_slots(with: &Context, slots: &Value) -> Result<(), CliError> {
    with.screen.only_eyes(|page| {
        if slots.items().is_empty() {
            return page.say(NONE);
        }
        let mut left = Table::new(&COLUMNS);
        slots.items().iter().for_each(|credential| row(&mut left, credential));
        page.gap();
        page.table(&left);
    })
}

fn all(which: &Which) -> Path {
    which.path().then("credentials")
}
