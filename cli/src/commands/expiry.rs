//! `anteroomctl expiry`: what ends by itself, and when.

use clap::Subcommand;
use serde_json::Value;

use crate::api::path::route;
use crate::api::request::Request;
use crate::context::Context;
use crate::error::CliError;
use crate::show::fields::{Fields, label};
use crate::show::table::{Cell, Column, Table, prose, whole};
use crate::show::{BAD, DIM};

/// What can be asked about it.
#[derive(Subcommand)]
pub enum ExpiryCommand {
    /// List what ends, the nearest end first
    #[command(after_help = "\
Secrets, certificates, proofs of domains, flags, invitations; and, where your
token reaches all organizations, the operator's own things. The hospital's
administrators are told by mail 60, 30, 14, 7 and 1 days before.")]
    List {
        /// The organization's slug; else of all that your token reaches
        org: Option<String>,
        /// At most so many
        #[arg(long, value_name = "N", default_value_t = 50)]
        limit: usize,
    },
}

/// Its columns.
pub const COLUMNS: [Column; 4] = [whole("ENDS"), whole("WHAT"), prose("WHICH"), prose("WHOSE")];

/// Runs it.
pub async fn run(command: &ExpiryCommand, with: &Context) -> Result<(), CliError> {
    let ExpiryCommand::List { org, limit } = command;
    let path = match org {
        Some(org) => route!["organizations", org, "expiries"],
        None => route!["expiries"],
    };
    let listed = with.api.list(&Request::get(path), *limit).await?;
    with.list(&listed, "Nothing ends.", &COLUMNS, row)
}

/// Something that ends, as a row: what ends soon, or has ended, is seen; what nobody need mind steps back.
pub fn row(table: &mut Table, one: &Value) {
    let ends = one.show("ends_at");
    let ends = match (one.is("matters"), one.is("soon")) {
        (false, _) => Cell::styled(ends, DIM),
        (true, true) => Cell::styled(ends, BAD),
        (true, false) => ends.into(),
    };
    table.row([ends, label(&one.show("kind")).into(), one.show("name").into(), one.show("organization").into()]);
    if !one.is("matters") {
        table.below("needs nobody: its successor is in use, or it is exchanged by itself");
    } else if one.is("ended") {
        table.below("has ended");
    } else if let Some(days) = one.at("told_days") {
        table.below(&format!("told {days} days before"));
    }
}
