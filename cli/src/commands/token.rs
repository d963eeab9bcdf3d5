//! `anteroomctl token`: the tokens of support staff, one a person.

use clap::{Args, Subcommand, ValueEnum};
use serde::Serialize;

use super::once_shown::{self, To};
use crate::api::path::route;
use crate::api::request::Request;
use crate::context::{Context, Manner};
use crate::error::CliError;
use crate::given::Given;
use crate::show::fields::Fields;
use crate::show::table::{prose, whole};

/// What can be done about tokens.
#[derive(Subcommand)]
pub enum TokenCommand {
    /// List the tokens that open something
    List {
        /// At most so many
        #[arg(long, value_name = "N", default_value_t = 200)]
        limit: usize,
    },
    /// Make a token for a person; it is shown once
    Create(Create),
    /// End a token at once
    Revoke(Revoke),
}

/// A new one.
#[derive(Args)]
pub struct Create {
    /// Whose it is, such as mia.dekker: the name in the log
    name: String,
    /// auditor reads, support helps, operator does all
    #[arg(long, hide_possible_values = true)]
    role: Role,
    /// Only for this organization, once or more; else for all
    #[arg(long = "org", value_name = "ORG")]
    orgs: Vec<String>,
    /// How long it lasts; 90 where nothing is said
    #[arg(long, value_name = "N")]
    days: Option<u32>,
    #[command(flatten)]
    to: To,
    #[command(flatten)]
    manner: Manner,
}

/// Whose ends.
#[derive(Args)]
pub struct Revoke {
    /// Whose it is
    name: String,
    #[command(flatten)]
    manner: Manner,
}

/// What it may do.
#[derive(Clone, Copy, ValueEnum, Serialize)]
#[serde(rename_all = "snake_case")]
enum Role {
    /// Reads
    Auditor,
    /// Helps from day to day
    Support,
    /// Does all there is to do
    Operator,
}

/// Runs it.
pub async fn run(command: &TokenCommand, with: &Context) -> Result<(), CliError> {
    match command {
        TokenCommand::List { limit } => {
            let listed = with.api.list(&Request::get(route!["tokens"]), *limit).await?;
            let columns = [whole("NAME"), whole("ROLE"), prose("ORGANIZATIONS"), whole("ENDS")];
            with.list(&listed, "There is no token.", &columns, |table, token| {
                let limits = match token.at("organizations") {
                    Some(_) => token.show("organizations"),
                    None => "all".to_owned(),
                };
                let [name, role, ends] = ["name", "role", "expires_at"].map(|name| token.show(name).into());
                table.row([name, role, limits.into(), ends]);
            })
        }
        TokenCommand::Create(new) => create(with, new).await,
        TokenCommand::Revoke(one) => {
            let question = format!("End the token of {}? It opens nothing any more, at once.", one.name);
            let request = Request::delete(route!["tokens", one.name]);
            let changed = with.change(&one.manner, request, Some(&question)).await?;
            with.done(&changed, &format!("The token of {} has ended.", one.name), &[])
        }
    }
}

async fn create(with: &Context, new: &Create) -> Result<(), CliError> {
    let body = Given::new()
        .field("name", Some(&new.name))
        .field("role", Some(new.role))
        .list("organizations", &new.orgs)
        .field("days", new.days)
        .whole();
    // What holds a secret is kept nowhere, so it is not asked for twice either.
    let request = Request::post(route!["tokens"]).json(body);
    let changed = with.change(&new.manner, request, None).await?;
    once_shown::show(with, &changed, &new.to, "token", &format!("The token of {}", new.name))
}
