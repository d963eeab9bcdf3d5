//! `anteroomctl app`: the OpenID Connect clients.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use serde::Serialize;
use serde_json::json;

use super::grid::{self, Grid};
use super::once_shown::{self, To};
use crate::api::path::{Path, route};
use crate::api::request::Request;
use crate::context::{Context, Manner, Once};
use crate::error::CliError;
use crate::given::Given;
use crate::input;
use crate::show::card::Field;
use crate::show::fields::Fields;
use crate::show::state;
use crate::show::table::{prose, whole};
use crate::show::text::count;

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
    /// Show which session opens which app
    Grid(Grid),
    /// Register an app
    Create(Create),
    /// Change an app; what is not given stays
    Change(Change),
    /// Let people into a disabled app again
    Enable(ByName),
    /// Close an app to everybody, at every hospital
    Disable(ByName),
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
    /// secret, private_key_jwt, or none for an app that can keep no secret
    #[arg(long, value_name = "HOW", hide_possible_values = true)]
    authentication: Option<Authentication>,
    /// Where answers may be sent, once or more; replaces all of them
    #[arg(long = "redirect-uri", value_name = "URI")]
    redirect_uris: Vec<String>,
    /// ES256, RS256, PS256 or EdDSA: what its ID tokens are signed with
    #[arg(long, value_name = "ALGORITHM")]
    id_token_algorithm: Option<String>,
    /// Whether it may have refresh tokens
    #[arg(long, value_name = "true|false", hide_possible_values = true)]
    refresh_tokens: Option<bool>,
    /// Whether devices without a browser may sign people in to it
    #[arg(long, value_name = "true|false", hide_possible_values = true)]
    device_grant: Option<bool>,
    /// Whether a person must have proved a second factor
    #[arg(long, value_name = "true|false", hide_possible_values = true)]
    require_mfa: Option<bool>,
    /// Where people go back to from a page of ours; "" is nowhere
    #[arg(long, value_name = "URL")]
    home: Option<String>,
    /// What it uses of OAuth and OpenID Connect besides: a file of JSON;
    /// replaces all of it
    #[arg(long, value_name = "FILE")]
    protocol: Option<PathBuf>,
}

/// Whose secret.
#[derive(Args)]
pub struct Secret {
    /// Its client_id
    app: String,
    #[command(flatten)]
    to: To,
    #[command(flatten)]
    manner: Manner,
}

/// Which one.
#[derive(Args)]
pub struct ByName {
    /// Its client_id
    app: String,
    #[command(flatten)]
    manner: Manner,
}

/// Which one goes.
#[derive(Args)]
pub struct Remove {
    /// Its client_id
    app: String,
    /// Why: for the audit log
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    #[command(flatten)]
    manner: Manner,
}

/// How it proves itself.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum, Serialize)]
#[serde(rename_all = "snake_case")]
enum Authentication {
    /// By a secret
    Secret,
    /// By an assertion signed with its own key
    #[value(name = "private_key_jwt", alias = "private-key-jwt")]
    PrivateKeyJwt,
    /// Not at all
    None,
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
    fn given(&self) -> Result<Given, CliError> {
        let given = Given::new()
            .field("sso", self.sso)
            .field("authentication", self.authentication)
            .list("redirect_uris", &self.redirect_uris)
            .field("id_token_algorithm", self.id_token_algorithm.as_ref())
            .field("refresh_tokens", self.refresh_tokens)
            .field("device_grant", self.device_grant)
            .field("require_mfa", self.require_mfa)
            .text("home", self.home.as_deref());
        Ok(match &self.protocol {
            None => given,
            Some(file) => given.field("protocol", Some(input::json(file)?)),
        })
    }
}

const FIELDS: [Field; 13] = [
    ("client_id", "client_id"),
    ("name", "name"),
    ("status", "status"),
    ("sso", "SSO"),
    ("authentication", "proves itself by"),
    ("redirect_uris", "redirect URIs"),
    ("id_token_algorithm", "ID tokens"),
    ("refresh_tokens", "refresh tokens"),
    ("device_grant", "device grant"),
    ("require_mfa", "MFA required"),
    ("home", "home"),
    ("protocol", "protocol"),
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
        AppCommand::Grid(asked) => grid::run(with, asked).await,
        AppCommand::Create(new) => create(with, new).await,
        AppCommand::Change(change) => self::change(with, change).await,
        AppCommand::Enable(one) => set_status(with, one, "active", None).await,
        AppCommand::Disable(one) => {
            let question = format!("Disable {}: nobody gets into it, at any hospital.", one.app);
            set_status(with, one, "disabled", Some(&question)).await
        }
        AppCommand::Secret(secret) => self::secret(with, secret).await,
        AppCommand::Remove(one) => remove(with, one).await,
    }
}

async fn create(with: &Context, new: &Create) -> Result<(), CliError> {
    let given = new.settings.given()?.field("client_id", Some(&new.app)).field("name", Some(&new.name));
    // A new app is open to nobody by SSO until somebody says so.
    let given = if new.settings.sso.is_none() { given.field("sso", Some(Policy::Never)) } else { given };
    let request = Request::create(route!["applications"], new.once.key()).json(given.whole());
    let changed = with.change(&new.manner, request, None).await?;
    let app = &new.app;
    let done = match new.settings.authentication {
        Some(Authentication::None | Authentication::PrivateKeyJwt) => format!("{app} is made."),
        _ => format!("{app} is made. It cannot prove itself before it has a secret: anteroomctl app secret {app}"),
    };
    with.done(&changed, &done, &FIELDS)
}

async fn change(with: &Context, change: &Change) -> Result<(), CliError> {
    let given = change.settings.given()?.field("name", change.name.as_ref());
    let request = Request::patch(at(&change.app)).json(given.change()?);
    let app = &change.app;
    let question = match (change.settings.authentication, change.settings.sso) {
        (Some(Authentication::None), _) => {
            Some(format!("Take the secret of {app} away: its client_id is enough then."))
        }
        (Some(Authentication::Secret), _) => Some(format!("Close {app} to whoever shows no secret of it?")),
        (Some(Authentication::PrivateKeyJwt), _) => {
            Some(format!("Close {app} to whoever shows no assertion of its key: a secret that it has ends."))
        }
        (_, Some(_)) => Some(format!("Change whether SSO opens {app}, at all hospitals?")),
        _ => None,
    };
    let changed = with.change(&change.manner, with.as_read(request).await?, question.as_deref()).await?;
    with.done(&changed, &format!("{app} is changed."), &FIELDS)
}

async fn set_status(with: &Context, one: &ByName, status: &str, question: Option<&str>) -> Result<(), CliError> {
    let request = with.as_read(Request::patch(at(&one.app)).json(json!({ "status": status }))).await?;
    let changed = with.change(&one.manner, request, question).await?;
    with.done(&changed, &format!("{} is {status}.", one.app), &[])
}

async fn secret(with: &Context, secret: &Secret) -> Result<(), CliError> {
    let app = &secret.app;
    let question = format!("Give {app} another secret: the one that it has ends, and with it every sign-in there.");
    let read = with.api.get(at(app)).await?;
    // What holds a secret is kept nowhere, so it is not asked for twice either.
    let request = Request::post(at(app).then("secret")).for_state(read.etag);
    let changed = with.change(&secret.manner, request, Some(&question)).await?;
    once_shown::show(with, &changed, &secret.to, "client_secret", &format!("The secret of {app}"))
}

async fn remove(with: &Context, one: &Remove) -> Result<(), CliError> {
    let request = Request::delete(at(&one.app)).maybe("reason", one.reason.as_ref());
    let request = with.as_read(request).await?;
    let goes = match with.would(&one.manner, &request).await? {
        Some(would) => {
            let of = |name: &str, one, more| count(usize::try_from(would.number(name)).unwrap_or_default(), one, more);
            let (flags, sessions) =
                (of("removes.flags", "flag", "flags"), of("removes.sessions", "session", "sessions"));
            format!("; {flags} and {sessions} go with it")
        }
        None => String::new(),
    };
    let question = format!("Remove {}: nobody gets into it any more, and its tokens end{goes}.", one.app);
    let changed = with.change(&one.manner, request, Some(&question)).await?;
    with.done(&changed, &format!("{} is gone.", one.app), &GOES)
}

/// What would go with it.
const GOES: [Field; 4] =
    [("application", ""), ("removes.flags", "flags"), ("removes.sessions", "sessions"), ("removes.grants", "grants")];

fn at(app: &str) -> Path {
    route!["applications", app]
}
