//! `anteroomctl app`: the OpenID Connect clients.

use clap::{Args, Subcommand, ValueEnum};
use serde::Serialize;

use super::once_shown::{self, To};
use crate::api::path::{Path, route};
use crate::api::request::Request;
use crate::context::{Context, Manner, Once};
use crate::error::CliError;
use crate::given::Given;
use crate::show::card::Field;
use crate::show::fields::Fields;
use crate::show::state;
use crate::show::table::{prose, whole};

/// What can be done about apps.
#[derive(Subcommand)]
pub enum AppCommand {
    /// List the apps
    List {
        /// At most so many
        #[arg(long, value_name = "N", default_value_t = 1000)]
        limit: usize,
    },
    /// Show an app
    Show {
        /// Its client_id
        app: String,
    },
    /// Register an app
    Create(Create),
    /// Change an app; what is not given stays
    Change(Change),
    /// Give an app another secret, shown once; the one it has ends
    Secret(Secret),
    /// Remove an app: nobody gets into it any more
    Remove(Remove),
}

/// A new one.
#[derive(Args)]
pub struct Create {
    /// Its client_id, such as records
    app: String,
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
    /// Its client_id
    app: String,
    /// Its name as people know it
    #[arg(long)]
    name: Option<String>,
    /// active, or disabled: nobody gets into it
    #[arg(long, value_name = "STATUS", hide_possible_values = true)]
    status: Option<Status>,
    #[command(flatten)]
    settings: Settings,
    #[command(flatten)]
    manner: Manner,
}

/// What an app may have.
#[derive(Args)]
struct Settings {
    /// never, opt_in or follow: whether SSO opens it
    #[arg(long, value_name = "POLICY", hide_possible_values = true)]
    sso: Option<Policy>,
    /// Where answers may be sent, once or more; replaces all of them
    #[arg(long = "redirect-uri", value_name = "URI")]
    redirect_uris: Vec<String>,
    /// ES256, or RS256 for libraries that know no other
    #[arg(long, value_name = "ALGORITHM")]
    id_token_algorithm: Option<String>,
    /// Whether it may have refresh tokens
    #[arg(long, value_name = "true|false", hide_possible_values = true)]
    refresh_tokens: Option<bool>,
    /// Whether a person must have proved a second factor
    #[arg(long, value_name = "true|false", hide_possible_values = true)]
    require_mfa: Option<bool>,
    /// Where people go back to from a page of ours; "" is nowhere
    #[arg(long, value_name = "URL")]
    home: Option<String>,
}

/// Whose secret.
#[derive(Args)]
pub struct Secret {
    /// Its client_id
    app: String,
    #[command(flatten)]
    to: To,
    #[command(flatten)]
    once: Once,
    #[command(flatten)]
    manner: Manner,
}

/// Which one goes.
#[derive(Args)]
pub struct Remove {
    /// Its client_id
    app: String,
    #[command(flatten)]
    manner: Manner,
}

/// Whether it may be used.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum, Serialize)]
#[serde(rename_all = "snake_case")]
enum Status {
    /// It may
    Active,
    /// Nobody gets into it
    Disabled,
}

/// Whether SSO opens it.
#[derive(Clone, Copy, ValueEnum, Serialize)]
#[serde(rename_all = "snake_case")]
enum Policy {
    /// Not at all
    Never,
    /// Where a hospital has switched it on for this very app
    #[value(name = "opt_in", alias = "opt-in")]
    OptIn,
    /// Where a hospital has switched SSO on
    Follow,
}

impl Settings {
    fn given(&self) -> Given {
        Given::new()
            .field("sso", self.sso)
            .list("redirect_uris", &self.redirect_uris)
            .field("id_token_algorithm", self.id_token_algorithm.as_ref())
            .field("refresh_tokens", self.refresh_tokens)
            .field("require_mfa", self.require_mfa)
            .text("home", self.home.as_deref())
    }
}

const FIELDS: [Field; 11] = [
    ("client_id", "client_id"),
    ("name", "name"),
    ("status", "status"),
    ("sso", "SSO"),
    ("authentication", "proves itself by"),
    ("redirect_uris", "redirect URIs"),
    ("id_token_algorithm", "ID tokens"),
    ("refresh_tokens", "refresh tokens"),
    ("require_mfa", "MFA required"),
    ("home", "home"),
    ("id", "id"),
];

/// Runs it.
pub async fn run(command: &AppCommand, with: &Context) -> Result<(), CliError> {
    match command {
        AppCommand::List { limit } => {
            let listed = with.api.list(&Request::get(route!["applications"]), *limit).await?;
            let columns = [whole("CLIENT_ID"), prose("NAME"), whole("STATUS"), whole("SSO")];
            with.list(&listed, "No app is registered.", &columns, |table, app| {
                let status = state(app.show("status"));
                table.row([app.show("client_id").into(), app.show("name").into(), status, app.show("sso").into()]);
            })
        }
        AppCommand::Show { app } => with.card(&with.read(Request::get(at(app))).await?, &FIELDS),
        AppCommand::Create(new) => create(with, new).await,
        AppCommand::Change(change) => self::change(with, change).await,
        AppCommand::Secret(secret) => self::secret(with, secret).await,
        AppCommand::Remove(one) => {
            let question = format!("Remove {}: nobody gets into it any more, and its tokens end.", one.app);
            let request = with.as_read(Request::delete(at(&one.app))).await?;
            let changed = with.change(&one.manner, request, Some(&question)).await?;
            with.done(&changed, &format!("{} is gone.", one.app), &[])
        }
    }
}

async fn create(with: &Context, new: &Create) -> Result<(), CliError> {
    let given = new.settings.given().field("client_id", Some(&new.app)).field("name", Some(&new.name));
    // A new app is open to nobody by SSO until somebody says so.
    let given = if new.settings.sso.is_none() { given.field("sso", Some(Policy::Never)) } else { given };
    let request = Request::create(route!["applications"], new.once.key()).json(given.whole());
    let changed = with.change(&new.manner, request, None).await?;
    let app = &new.app;
    with.done(&changed, &format!("{app} is made. A web app needs a secret: anteroomctl app secret {app}"), &FIELDS)
}

async fn change(with: &Context, change: &Change) -> Result<(), CliError> {
    let given = change.settings.given().field("name", change.name.as_ref()).field("status", change.status);
    let request = Request::patch(at(&change.app)).json(given.change()?);
    let app = &change.app;
    let question = match (change.status, change.settings.sso) {
        (Some(Status::Disabled), _) => Some(format!("Disable {app}: nobody gets into it, at any hospital.")),
        (_, Some(_)) => Some(format!("Change whether SSO opens {app}, at all hospitals?")),
        _ => None,
    };
    let changed = with.change(&change.manner, with.as_read(request).await?, question.as_deref()).await?;
    with.done(&changed, &format!("{app} is changed."), &FIELDS)
}

async fn secret(with: &Context, secret: &Secret) -> Result<(), CliError> {
    let app = &secret.app;
    let question = format!("Give {app} another secret: the one that it has ends, and with it every sign-in there.");
    let read = with.api.get(at(app)).await?;
    let request = Request::create(at(app).then("secret"), secret.once.key()).for_state(read.etag);
    let changed = with.change(&secret.manner, request, Some(&question)).await?;
    once_shown::show(with, &changed, &secret.to, "client_secret", &format!("The secret of {app}"))
}

fn at(app: &str) -> Path {
    route!["applications", app]
}
