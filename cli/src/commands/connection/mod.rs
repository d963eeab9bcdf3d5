//! `anteroomctl connection`: an organization's links to its identity providers.

mod credential;
mod settings;

use clap::{Args, Subcommand};
use serde_json::Value;

use crate::api::list::Listed;
use crate::api::path::{Path, route};
use crate::api::request::Request;
use crate::context::{Context, Manner};
use crate::error::CliError;
use crate::show::card::Field;
use crate::show::fields::Fields;
use crate::show::state;
use crate::show::table::{prose, whole};

/// What can be done about connections.
#[derive(Subcommand)]
pub enum ConnectionCommand {
    /// List an organization's connections
    List {
        /// The organization's slug
        org: String,
        /// At most so many
        #[arg(long, value_name = "N", default_value_t = 100)]
        limit: usize,
    },
    /// Show a connection, with the settings that are in force
    Show {
        #[command(flatten)]
        which: Which,
    },
    /// Make a connection
    Create(settings::Create),
    /// Change a connection: a new version, in force at once
    Change(settings::Change),
    /// List the versions of a connection, the newest first
    Versions {
        #[command(flatten)]
        which: Which,
    },
    /// Put the version before this one back in force
    Undo(Undo),
    /// Remove a connection: nobody can come in by it any more
    Remove(Undo),
    /// How the broker proves itself at a connection
    #[command(subcommand)]
    Credential(credential::CredentialCommand),
}

/// Which one.
#[derive(Args)]
pub struct Which {
    /// The organization's slug
    org: String,
    /// Its name, such as entra
    connection: String,
}

impl Which {
    fn path(&self) -> Path {
        all(&self.org).then(&self.connection)
    }

    fn words(&self) -> String {
        format!("{} of {}", self.connection, self.org)
    }
}

/// Which one, and how.
#[derive(Args)]
pub struct Undo {
    #[command(flatten)]
    which: Which,
    #[command(flatten)]
    manner: Manner,
}

const FIELDS: [Field; 14] = [
    ("name", "name"),
    ("kind", "kind"),
    ("status", "status"),
    ("version", "version"),
    ("state", "state"),
    ("entra.registration", "registration"),
    ("entra.tid", "directory (tid)"),
    ("entra.client_id", "client_id"),
    ("entra.cloud", "cloud"),
    ("entra.allow_guests", "guests"),
    ("entra.domain_hint", "domain hint"),
    ("entra.mfa_context", "MFA context"),
    ("entra.require_mfa", "MFA required"),
    ("id", "id"),
];

/// Runs it.
pub async fn run(command: &ConnectionCommand, with: &Context) -> Result<(), CliError> {
    match command {
        ConnectionCommand::List { org, limit } => {
            let listed = with.api.list(&Request::get(all(org)), *limit).await?;
            let columns = [whole("NAME"), whole("KIND"), whole("STATUS"), whole("DIRECTORY")];
            with.list(&listed, &format!("{org} has no connection."), &columns, |table, one| {
                let status = state(one.show("status"));
                table.row([one.show("name").into(), one.show("kind").into(), status, one.show("entra.tid").into()]);
            })
        }
        ConnectionCommand::Show { which } => with.card(&with.read(Request::get(which.path())).await?, &FIELDS),
        ConnectionCommand::Create(new) => settings::create(with, new).await,
        ConnectionCommand::Change(change) => settings::change(with, change).await,
        ConnectionCommand::Versions { which } => versions(with, which).await,
        ConnectionCommand::Undo(undo) => {
            let question =
                format!("Put the version before this one of {} back in force, for everybody.", undo.which.words());
            let read = with.api.get(undo.which.path()).await?;
            let request = Request::post(undo.which.path().then("undo")).for_state(read.etag);
            let changed = with.change(&undo.manner, request, Some(&question)).await?;
            with.done(&changed, "The version before is in force again. Another undo takes this back.", &FIELDS)
        }
        ConnectionCommand::Remove(one) => {
            let question = format!("Remove {}: nobody can come in by it any more.", one.which.words());
            let request = with.as_read(Request::delete(one.which.path())).await?;
            let changed = with.change(&one.manner, request, Some(&question)).await?;
            with.done(&changed, &format!("{} is gone.", one.which.words()), &[])
        }
        ConnectionCommand::Credential(command) => credential::run(command, with).await,
    }
}

async fn versions(with: &Context, which: &Which) -> Result<(), CliError> {
    let answer = with.read(Request::get(which.path().then("versions"))).await?;
    let listed = Listed { items: answer.items().to_vec(), more: false };
    let columns = [whole("NUMBER"), whole("STATE"), prose("SETTINGS")];
    with.list(&listed, "There is no version yet.", &columns, |table, version| {
        let [number, state] = ["number", "state"].map(|name| version.show(name).into());
        table.row([number, state, settings(version).into()]);
    })
}

/// The settings of a version, on one line.
fn settings(version: &Value) -> String {
    let ours = FIELDS.iter().filter(|(path, _)| path.starts_with("entra.") && version.at(path).is_some());
    ours.map(|(path, name)| format!("{name} {}", version.show(path))).collect::<Vec<_>>().join(", ")
}

fn all(org: &str) -> Path {
    route!["organizations", org, "connections"]
}
