//! `anteroomctl connection`: an organization's links to its identity providers.

mod check;
mod credential;
mod roster;
mod settings;
mod test_link;
mod versions;

use clap::{Args, Subcommand};
use serde_json::Value;

use crate::api::path::{Path, route};
use crate::api::request::Request;
use crate::context::{Context, Manner};
use crate::error::CliError;
use crate::given::Given;
use crate::show::card::Field;
use crate::show::fields::Fields;
use crate::show::table::whole;
use crate::show::{Page, state};

/// Examples.
pub const HELP: &str = "\
Settings change in a draft, which nobody uses until it is put in force for
everybody at once; undo brings the version before back.

  anteroomctl connection create st-janshof entra --tid <GUID> --client-id <GUID>
  anteroomctl connection create zuiderkruis google --kind google \\
      --client-id <ID> --workspace-domain zuiderkruis.example
  anteroomctl connection credential set st-janshof entra --federated
  anteroomctl connection change st-janshof entra --mfa-context c1
  anteroomctl connection draft st-janshof entra
  anteroomctl connection test-link st-janshof entra
  anteroomctl connection activate st-janshof entra
  anteroomctl connection undo st-janshof entra";

const CHECK_HELP: &str = "\
On the draft, where there is one, else on what is in force. Nothing is changed
at the provider. Where a check fails, the exit code is 1; --output json has,
with each, a few sentences to send on to whoever mends it (forward).";

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
    /// Make a connection, with its settings as a draft
    Create(settings::Create),
    /// Let people come in by a connection again
    Enable(Done),
    /// Let nobody come in by a connection, at once
    Disable(Done),
    /// Change the settings of a connection, in a draft
    Change(settings::Change),
    /// Show the draft, and what it would change
    Draft {
        #[command(flatten)]
        which: Which,
    },
    /// Make a private link, by which somebody tries the draft
    TestLink(test_link::TestLink),
    /// Put the draft in force for everybody, at once
    Activate(versions::Activate),
    /// Throw the draft away
    Discard(Done),
    /// Put the version before this one back in force
    Undo(Done),
    /// Ask the provider whether everything that a sign-in needs is there
    #[command(after_help = CHECK_HELP)]
    Check(check::Check),
    /// List the versions of a connection, the newest first
    Versions {
        #[command(flatten)]
        which: Which,
    },
    /// Remove a connection: nobody can come in by it any more
    Remove(Done),
    /// Say who of a hospital's directory will come in, and who not and why
    #[command(override_usage = roster::USAGE, after_help = roster::HELP)]
    Roster(roster::Roster),
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

/// Which one, why, and how.
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

const FIELDS: [Field; 24] = [
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
    ("google.client_id", "client_id"),
    ("google.domains", "Workspace domains"),
    ("oidc.issuer", "issuer"),
    ("oidc.client_id", "client_id"),
    ("oidc.email_claim", "e-mail claim"),
    ("oidc.require_email_verified", "verified e-mail"),
    ("redirect_uri", ""),
    ("front_channel_logout_uri", ""),
    ("draft", "draft"),
    ("previous", "version before"),
    ("id", "id"),
];

/// Runs it.
pub async fn run(command: &ConnectionCommand, with: &Context) -> Result<(), CliError> {
    match command {
        ConnectionCommand::List { org, limit } => list(with, org, *limit).await,
        ConnectionCommand::Show { which } => {
            let connection = with.read(Request::get(which.path())).await?;
            with.screen.show(&connection, |page| {
                page.card(&connection, &FIELDS);
                redirect_uri(page, &connection);
            })
        }
        ConnectionCommand::Create(new) => settings::create(with, new).await,
        ConnectionCommand::Enable(one) => {
            let question = format!("Enable {}: people come in by it again.", one.which.words());
            set_status(with, one, "active", &question).await
        }
        ConnectionCommand::Disable(one) => {
            let question = format!("Disable {}: nobody can come in by it.", one.which.words());
            set_status(with, one, "disabled", &question).await
        }
        ConnectionCommand::Change(change) => settings::change(with, change).await,
        ConnectionCommand::Draft { which } => versions::draft(with, which).await,
        ConnectionCommand::TestLink(link) => test_link::run(with, link).await,
        ConnectionCommand::Activate(activate) => versions::activate(with, activate).await,
        ConnectionCommand::Discard(one) => versions::discard(with, one).await,
        ConnectionCommand::Undo(one) => versions::undo(with, one).await,
        ConnectionCommand::Check(check) => check::run(with, check).await,
        ConnectionCommand::Versions { which } => versions::list(with, which).await,
        ConnectionCommand::Remove(one) => {
            let question = format!(
                "Remove {} with its credentials and the bonds of its users: nobody can come in by it any more.",
                one.which.words()
            );
            let request = Request::delete(one.which.path()).maybe("reason", one.reason.as_ref());
            let changed = with.change(&one.manner, with.as_read(request).await?, Some(&question)).await?;
            let goes = [("domains", "domains that lead nowhere then"), ("identities", "users bound by it")];
            with.done(&changed, &format!("{} is gone.", one.which.words()), &goes)
        }
        ConnectionCommand::Roster(roster) => roster::run(with, roster).await,
        ConnectionCommand::Credential(command) => credential::run(command, with).await,
    }
}

async fn list(with: &Context, org: &str, limit: usize) -> Result<(), CliError> {
    let listed = with.api.list(&Request::get(all(org)), limit).await?;
    let columns = [whole("NAME"), whole("STATUS"), whole("VERSION"), whole("STATE"), whole("DIRECTORY")];
    let tenants = ["entra.tid", "google.domains", "oidc.issuer"];
    with.list(&listed, &format!("{org} has no connection."), &columns, |table, one| {
        let [name, version, state_of] = ["name", "version", "state"].map(|path| one.show(path));
        let tenant = tenants.into_iter().find(|path| one.at(path).is_some()).unwrap_or("entra.tid");
        table.row([name.into(), state(one.show("status")), version.into(), state_of.into(), one.show(tenant).into()]);
    })
}

async fn set_status(with: &Context, one: &Done, status: &str, question: &str) -> Result<(), CliError> {
    let body = Given::new().field("status", Some(status)).field("reason", one.reason.as_ref()).whole();
    let request = with.as_read(Request::patch(one.which.path()).json(body)).await?;
    let changed = with.change(&one.manner, request, Some(question)).await?;
    with.done(&changed, &format!("{} is {status}.", one.which.words()), &[])
}

/// What is to be copied to the provider, unbroken.
fn redirect_uri(page: &mut Page, thing: &Value) {
    if let Some(address) = thing.text("redirect_uri") {
        page.gap();
        page.say("Redirect URI of the registration at the provider:");
        page.command(address);
    }
    if let Some(address) = thing.text("front_channel_logout_uri") {
        page.say("Front-channel logout URL, so that signing out there counts here:");
        page.command(address);
    }
}

fn all(org: &str) -> Path {
    route!["organizations", org, "connections"]
}
