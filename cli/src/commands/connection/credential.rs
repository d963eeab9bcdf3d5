//! `anteroomctl connection credential`: how the broker proves itself at Entra. Secrets go in, and never come out.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::Which;
use crate::api::list::Listed;
use crate::api::request::Request;
use crate::context::{Context, Manner};
use crate::error::CliError;
use crate::input;
use crate::show::card::Field;
use crate::show::fields::Fields;
use crate::show::table::{prose, whole};
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
}

const SET_USAGE: &str = "\
anteroomctl connection credential set <ORG> <CONNECTION> --federated
       anteroomctl connection credential set <ORG> <CONNECTION>
           --client-secret --expires-at <INSTANT> [--from <FILE>]
       anteroomctl connection credential set <ORG> <CONNECTION>
           --certificate <FILE> --private-key <FILE>";
const SET_HELP: &str = "\
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
    /// A client secret: its Value at Entra, not its Secret ID
    #[arg(long, group = "kind", requires = "expires_at")]
    client_secret: bool,
    /// Where the client secret is; - is standard input
    #[arg(long, value_name = "FILE", requires = "client_secret")]
    from: Option<PathBuf>,
    /// When the client secret ends, such as 2027-10-01T00:00Z
    #[arg(long, value_name = "INSTANT", value_parser = instant, requires = "client_secret")]
    expires_at: Option<When>,
    /// A certificate (PEM), which the hospital has uploaded
    #[arg(long, group = "kind", value_name = "FILE", requires = "private_key")]
    certificate: Option<PathBuf>,
    /// The certificate's private key (PEM)
    #[arg(long, value_name = "FILE", requires = "certificate")]
    private_key: Option<PathBuf>,
    #[command(flatten)]
    manner: Manner,
}

const FIELDS: [Field; 5] = [
    ("slot", "slot"),
    ("kind", "kind"),
    ("in_use", "in use"),
    ("expires_at", "ends"),
    ("certificate_thumbprint", "thumbprint"),
];

/// Runs it.
pub async fn run(command: &CredentialCommand, with: &Context) -> Result<(), CliError> {
    match command {
        CredentialCommand::List { which } => list(with, which).await,
        CredentialCommand::Set(new) => set(with, new).await,
    }
}

async fn list(with: &Context, which: &Which) -> Result<(), CliError> {
    let answer = with.read(Request::get(which.path().then("credentials"))).await?;
    let listed = Listed { items: answer.items().to_vec(), more: false };
    let columns = [whole("SLOT"), prose("KIND"), whole("IN USE"), whole("ENDS")];
    with.list(&listed, "There is no credential: nobody can come in by it.", &columns, |table, credential| {
        table.row(["slot", "kind", "in_use", "expires_at"].map(|name| credential.show(name).into()));
        if let Some(thumbprint) = credential.text("certificate_thumbprint") {
            table.below(&format!("thumbprint {thumbprint}"));
        }
    })
}

async fn set(with: &Context, new: &Set) -> Result<(), CliError> {
    let question = format!("Give {} another credential?", new.which.words());
    let request = Request::put(new.which.path().then("credential")).json(body(new)?);
    let read = with.api.get(new.which.path()).await?;
    let changed = with.change(&new.manner, request.for_state(read.etag), Some(&question)).await?;
    with.done(&changed, &format!("{} has another credential.", new.which.words()), &FIELDS)
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
