//! `anteroomctl user import`: many users from a table, in portions, so that a person sees how far it is.

use std::path::PathBuf;

use clap::Args;
use serde_json::{Value, json};

use super::all;
use crate::api::request::Request;
use crate::ask;
use crate::context::{Context, Manner};
use crate::error::CliError;
use crate::input;
use crate::show::fields::Fields;
use crate::show::table::{Table, prose, whole};
use crate::show::text::{count, note};
use crate::show::{HEAD, Page, progress, state};

/// So many lines are sent at a time, and not many more bytes than these: a broker takes no larger ones.
const PORTION: usize = 200;
const PORTION_BYTES: usize = 32 * 1024;

/// What is imported.
#[derive(Args)]
pub struct Import {
    /// The organization's slug
    org: String,
    /// The table (CSV); - is standard input
    file: PathBuf,
    /// Do nothing at all where any line is bad
    #[arg(long)]
    all_or_nothing: bool,
    #[command(flatten)]
    manner: Manner,
}

/// A table as lines: a line of the file may go on where a field holds a newline (RFC 4180, 2.6).
#[derive(Debug, PartialEq, Eq)]
struct Lines<'a> {
    header: &'a str,
    /// Each with the number that it has in the file.
    records: Vec<(usize, &'a str)>,
}

impl<'a> Lines<'a> {
    fn of(text: &'a str) -> Option<Self> {
        // Spreadsheets put it there.
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let (mut records, mut quoted, mut start, mut number) = (Vec::new(), false, 0, 1);
        let mut first = number;
        for (at, character) in text.char_indices().chain([(text.len(), '\n')]) {
            match character {
                '"' => quoted = !quoted,
                '\n' => {
                    number += 1;
                    if !quoted || at == text.len() {
                        let record = text.get(start..at).unwrap_or_default().trim_end_matches('\r');
                        records.push((first, record));
                        (start, first) = (at + 1, number);
                    }
                }
                _ => {}
            }
        }
        records.retain(|(_, record)| !record.trim().is_empty());
        let (_, header) = *records.first()?;
        Some(Self { header, records: records.split_off(1) })
    }
}

/// Runs it.
pub async fn run(with: &Context, import: &Import) -> Result<(), CliError> {
    let text = input::text_or_standard(&import.file)?;
    let lines = Lines::of(&text).filter(|lines| !lines.records.is_empty());
    let lines =
        lines.ok_or_else(|| CliError::Use("the table has no lines below the names of its columns".to_owned()))?;
    with.banner();
    let question = format!("Import {} into {}?", count(lines.records.len(), "line", "lines"), import.org);
    if !import.manner.dry_run {
        ask::confirm(&question, import.manner.yes, &with.profile)?;
    }
    let report = send(with, import, &lines).await?;
    with.screen.show(&report, |page| draw(page, &report))?;
    if report.number("failed") > 0 { Err(CliError::Said) } else { Ok(()) }
}

/// Sends it in portions. All or nothing is one portion.
async fn send(with: &Context, import: &Import, lines: &Lines<'_>) -> Result<Value, CliError> {
    let bar = progress::counted("lines", u64::try_from(lines.records.len()).unwrap_or_default());
    let mut sum = [0; 4];
    let names = ["created", "changed", "unchanged", "failed"];
    let mut report = Vec::new();
    for records in portions(&lines.records, import.all_or_nothing) {
        let body: Vec<&str> = [lines.header].into_iter().chain(records.iter().map(|(_, record)| *record)).collect();
        let mut request = Request::post(all(&import.org).then("import")).csv(body.join("\n") + "\n");
        if import.all_or_nothing {
            request = request.with("all_or_nothing", true);
        }
        let manner = Manner { dry_run: import.manner.dry_run, yes: true };
        let answer = match with.change(&manner, request, None).await {
            Ok(changed) => changed.body,
            Err(error) => {
                bar.abandon();
                let done: u64 = sum.iter().sum();
                note(&format!("{done} lines were done before this; importing them again does no harm."));
                return Err(error);
            }
        };
        sum.iter_mut().zip(names).for_each(|(sum, name)| *sum += answer.number(name));
        let places = places(lines.header, records);
        report.extend(answer.list("lines").iter().map(|line| in_file(line, &places)));
        bar.inc(u64::try_from(records.len()).unwrap_or_default());
    }
    bar.finish_and_clear();
    let [created, changed, unchanged, failed] = sum;
    Ok(json!({
        "dry_run": import.manner.dry_run,
        "created": created, "changed": changed, "unchanged": unchanged, "failed": failed,
        "lines": report,
    }))
}

/// The records, as they are sent.
fn portions<'a, 'b>(records: &'b [(usize, &'a str)], at_once: bool) -> Vec<&'b [(usize, &'a str)]> {
    if at_once {
        return vec![records];
    }
    let (mut lines, mut bytes) = (0, 0);
    let same = |_: &(usize, &str), next: &(usize, &str)| {
        lines += 1;
        bytes += next.1.len();
        if lines == PORTION || bytes > PORTION_BYTES {
            (lines, bytes) = (0, next.1.len());
            return false;
        }
        true
    };
    records.chunk_by(same).collect()
}

/// Where the records begin: in the portion, and in the person's file.
fn places(header: &str, records: &[(usize, &str)]) -> Vec<(u64, usize)> {
    let height = |text: &str| u64::try_from(text.matches('\n').count()).unwrap_or_default() + 1;
    let mut at = 1 + height(header);
    let place = |(number, record): &(usize, &str)| {
        let begins = at;
        at += height(record);
        (begins, *number)
    };
    records.iter().map(place).collect()
}

/// A line of the report, with the number that it has in the person's file and not in the portion.
fn in_file(line: &Value, places: &[(u64, usize)]) -> Value {
    let mut line = line.clone();
    let place = places.iter().find(|(begins, _)| *begins == line.number("line"));
    if let (Some((_, number)), Some(line)) = (place, line.as_object_mut()) {
        line.insert("line".to_owned(), json!(number));
    }
    line
}

fn draw(page: &mut Page, report: &Value) {
    let telling = report.list("lines").iter().filter(|line| line.text("result") != Some("unchanged"));
    let mut table = Table::new(&[whole("LINE"), whole("E-MAIL"), prose("RESULT")]);
    let mut rows = 0;
    for line in telling {
        table.row([line.show("line").into(), line.show("email").into(), state(line.show("result"))]);
        table.below(line.text("message").unwrap_or_default());
        rows += 1;
    }
    if rows > 0 {
        page.table(&table);
        page.gap();
    }
    if report.is("dry_run") {
        page.styled(HEAD, "Dry run: nothing has changed.");
    }
    let counts = ["created", "changed", "unchanged", "failed"].map(|name| format!("{} {name}", report.number(name)));
    page.styled(HEAD, &counts.join(", "));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_may_hold_a_newline() {
        let text = "\u{feff}email,name\r\na@x.example,\"Anna \"\"A\"\"\nde Vries\"\r\n\r\nb@x.example,Bob";
        let lines = Lines::of(text).unwrap();
        assert_eq!(lines.header, "email,name");
        assert_eq!(lines.records, [(2, "a@x.example,\"Anna \"\"A\"\"\nde Vries\""), (5, "b@x.example,Bob")]);
        assert_eq!(Lines::of(""), None);
        assert_eq!(Lines::of("\n\n"), None);
        assert!(Lines::of("email\n").unwrap().records.is_empty());
        // A quote that nobody closes takes the rest; the broker says what is wrong with it.
        assert_eq!(Lines::of("email\n\"a\nb\n").unwrap().records, [(2, "\"a\nb\n")]);
    }

    #[test]
    fn portions_are_neither_long_nor_large() {
        let sizes = |records: &[(usize, &str)], at_once| -> Vec<usize> {
            portions(records, at_once).iter().map(|portion| portion.len()).collect()
        };
        let short: Vec<_> = (0..450).map(|number| (number, "a")).collect();
        assert_eq!(sizes(&short, false), [200, 200, 50]);
        assert_eq!(sizes(&short, true), [450]);
        let text = "a".repeat(10 * 1024);
        let long: Vec<_> = (0..7).map(|number| (number, text.as_str())).collect();
        assert_eq!(sizes(&long, false), [4, 3]);
    }

    #[test]
    fn lines_have_the_numbers_of_the_file() {
        let places = places("email,name", &[(402, "a,\"b\nc\""), (405, "b,c"), (406, "d,e")]);
        assert_eq!(places, [(2, 402), (4, 405), (5, 406)]);
        let of = |line| in_file(&json!({ "line": line, "email": "x" }), &places).number("line");
        assert_eq!((of(2), of(4), of(5)), (402, 405, 406));
        // What the broker says of the whole portion, or of nothing that was sent.
        assert_eq!((of(1), of(9)), (1, 9));
    }
}
