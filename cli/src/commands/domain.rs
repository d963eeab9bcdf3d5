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
        /// The organization's slug
        org: String,
        /// Such as st-janshof.example
        domain: String,
    },
    /// Add a domain to an organization
    Create(Create),
    /// Say that a domain is proven, or where it leads
    Change(Change),
    /// Remove a domain: its addresses lead nowhere any more
    Remove(Remove),
}

/// A new one.
#[derive(Args)]
pub struct Create {
    /// The organization's slug
    org: String,
    /// Such as st-janshof.example
    domain: String,
    /// The connection that its addresses lead to
    #[arg(long, value_name = "NAME")]
    connection: Option<String>,
    /// It has been seen that the organization owns it
    #[arg(long)]
    proven: bool,
    #[command(flatten)]
    once: Once,
    #[command(flatten)]
    manner: Manner,
}

/// What is to change.
#[derive(Args)]
pub struct Change {
    /// The organization's slug
    org: String,
    /// Such as st-janshof.example
    domain: String,
    /// The connection that its addresses lead to; "" is none
    #[arg(long, value_name = "NAME")]
    connection: Option<String>,
    /// Whether it has been seen that the organization owns it
    #[arg(long, value_name = "true|false", hide_possible_values = true)]
    proven: Option<bool>,
    #[command(flatten)]
    manner: Manner,
}

/// Which one goes.
#[derive(Args)]
pub struct Remove {
    /// The organization's slug
    org: String,
    /// Such as st-janshof.example
    domain: String,
    #[command(flatten)]
    manner: Manner,
}

const FIELDS: [Field; 4] = [("name", "domain"), ("connection", "connection"), ("proven", "proven"), ("id", "id")];

/// Runs it.
pub async fn run(command: &DomainCommand, with: &Context) -> Result<(), CliError> {
    match command {
        DomainCommand::List { org, limit } => {
            let listed = with.api.list(&Request::get(all(org)), *limit).await?;
            let columns = [whole("DOMAIN"), whole("CONNECTION"), prose("PROVEN")];
            with.list(&listed, &format!("{org} has no domain."), &columns, |table, domain| {
                table.row(["name", "connection", "proven"].map(|name| domain.show(name).into()));
            })
        }
        DomainCommand::Show { org, domain } => {
            with.card(&with.read(Request::get(all(org).then(domain))).await?, &FIELDS)
        }
        DomainCommand::Create(new) => {
            let body = Given::new()
                .field("name", Some(&new.domain))
                .field("connection", new.connection.as_ref())
                .field("proven", Some(new.proven))
                .whole();
            let request = Request::create(all(&new.org), new.once.key()).json(body);
            let changed = with.change(&new.manner, request, None).await?;
            with.done(&changed, &format!("{} is added to {}.", new.domain, new.org), &FIELDS)
        }
        DomainCommand::Change(change) => {
            let given = Given::new().text("connection", change.connection.as_deref()).field("proven", change.proven);
            let request = Request::patch(all(&change.org).then(&change.domain)).json(given.change()?);
            // Whom it let in it lets in no more.
            let loses = change.proven == Some(false) || change.connection.as_deref() == Some("");
            let question = format!("Nobody with an address of {} can come in by SSO then.", change.domain);
            let request = with.as_read(request).await?;
            let changed = with.change(&change.manner, request, loses.then_some(question.as_str())).await?;
            with.done(&changed, &format!("{} is changed.", change.domain), &FIELDS)
        }
        DomainCommand::Remove(one) => {
            let question = format!(
                "Remove {} from {}: nobody with an address of it can come in by SSO any more.",
                one.domain, one.org
            );
            let request = with.as_read(Request::delete(all(&one.org).then(&one.domain))).await?;
            let changed = with.change(&one.manner, request, Some(&question)).await?;
            with.done(&changed, &format!("{} is removed from {}.", one.domain, one.org), &[])
        }
    }
}

fn all(org: &str) -> Path {
    route!["organizations", org, "domains"]
}
