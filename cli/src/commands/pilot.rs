//! `anteroomctl pilot`: who may come by SSO as long as it is on for a pilot alone.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use serde_json::Value;

use crate::api::path::{Path, route};
use crate::api::request::Request;
use crate::context::{Context, Manner};
use crate::error::CliError;
use crate::given::Given;
use crate::input;
use crate::show::fields::Fields;
use crate::show::table::{prose, whole};
use crate::show::text::count;
use crate::show::{BAD, HEAD, Page};

/// So many addresses are taken at once.
const MOST: usize = 5_000;

/// What can be done about the list.
#[derive(Subcommand)]
pub enum PilotCommand {
    /// List who is on a hospital's pilot list
    List {
        /// The organization's slug
        org: String,
        /// At most so many
        #[arg(long, value_name = "N", default_value_t = 200)]
        limit: usize,
    },
    /// Put people on the pilot list
    Add(Named),
    /// Take people off the pilot list
    #[command(after_help = "What SSO opened for them is refused from the next time on that it is used.")]
    Remove(Named),
}

/// Who.
#[derive(Args)]
pub struct Named {
    /// The organization's slug
    org: String,
    /// Their e-mail addresses
    #[arg(value_name = "ADDRESS", required_unless_present = "file")]
    addresses: Vec<String>,
    /// A file with an address on each line, or a table; - is standard input
    #[arg(long, value_name = "FILE")]
    file: Option<PathBuf>,
    /// Why: for the audit log
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    #[command(flatten)]
    manner: Manner,
}

/// Runs it.
pub async fn run(command: &PilotCommand, with: &Context) -> Result<(), CliError> {
    match command {
        PilotCommand::List { org, limit } => {
            let listed = with.api.list(&Request::get(all(org)), *limit).await?;
            let columns = [whole("E-MAIL"), prose("NAME")];
            let none = format!("Nobody is on the pilot list of {org}.");
            with.list(&listed, &none, &columns, |table, one| {
                table.row([one.show("email").into(), one.show("name").into()]);
            })
        }
        PilotCommand::Add(named) => change(with, named, "add").await,
        PilotCommand::Remove(named) => change(with, named, "remove").await,
    }
}

/// Puts them on it, or takes them off it. The exit code is 1 where some are nobody's.
async fn change(with: &Context, named: &Named, which: &'static str) -> Result<(), CliError> {
    let mut addresses = named.addresses.clone();
    if let Some(file) = &named.file {
        addresses.extend(read(&input::text_or_standard(file)?));
    }
    if addresses.is_empty() {
        return Err(CliError::Use("there is no address in the file".to_owned()));
    }
    if addresses.len() > MOST {
        return Err(CliError::Use(format!("{} addresses; {MOST} at most at once", addresses.len())));
    }
    let body = Given::new().field(which, Some(&addresses)).field("reason", named.reason.as_ref()).whole();
    // What is asked for is the same whoever else is on the list.
    let request = with.as_read(Request::patch(all(&named.org)).json(body)).await?;
    let changed = with.change(&named.manner, request, None).await?;
    let report = changed.body;
    with.screen.show(&report, |page| draw(page, &report))?;
    if report.list("unknown").is_empty() { Ok(()) } else { Err(CliError::Said) }
}

fn draw(page: &mut Page, report: &Value) {
    if report.is("dry_run") {
        page.styled(HEAD, "Dry run: nothing has changed.");
    }
    let counts = ["added", "removed", "unchanged"].map(|name| format!("{} {name}", report.number(name)));
    let listed = usize::try_from(report.number("listed")).unwrap_or(usize::MAX);
    page.styled(HEAD, &format!("{}; {} on the list.", counts.join(", "), count(listed, "person", "people")));
    let unknown = report.list("unknown");
    if !unknown.is_empty() {
        page.gap();
        page.styled(BAD, "No professional of the hospital has these addresses, so they were left out:");
        for one in unknown {
            page.indented("  ", one.as_str().unwrap_or_default());
        }
    }
}

/// The addresses in a file: whatever has an `@` in it, on each line. What stands beside them in a table is passed over.
fn read(text: &str) -> Vec<String> {
    let quotes: &[char] = &['"', '\'', '<', '>'];
    let fields = text.split([',', ';', '\t', ' ', '\r', '\n', '\u{feff}']).map(|field| field.trim_matches(quotes));
    fields.filter(|field| field.contains('@')).map(str::to_owned).collect()
}

fn all(org: &str) -> Path {
    route!["organizations", org, "pilot"]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_stand_on_lines_or_in_a_table() {
        let text =
            "\u{feff}email;name\r\na@x.example;\"Anna\"\r\n\r\nBram <b@x.example>\n\"c@x.example\",professional\n";
        assert_eq!(read(text), ["a@x.example", "b@x.example", "c@x.example"]);
        assert_eq!(read("email,name\n"), Vec::<String>::new());
    }
}
