//! Lines of the log as a table (RFC 4180), which people open in a spreadsheet.

use serde_json::Value;

use super::Shown;
use crate::http::cell::harmless;

/// The columns, named as the fields of a line.
pub(super) const COLUMNS: [&str; 19] = [
    "id",
    "at",
    "position",
    "organization",
    "organization_id",
    "kind",
    "action",
    "operation",
    "outcome",
    "reason",
    "actor",
    "actor_roles",
    "subject",
    "user",
    "application",
    "sign_in",
    "ip",
    "user_agent",
    "detail",
];

/// The first row.
pub(super) fn head() -> Vec<u8> {
    rows(std::iter::once(COLUMNS.map(str::to_owned)))
}

/// A row each.
pub(super) fn table(lines: &[Shown]) -> Vec<u8> {
    rows(lines.iter().map(|line| texts(line).map(harmless)))
}

/// A line's fields as texts, in the order of the columns; empty where there is nothing.
pub(super) fn texts(line: &Shown) -> [String; COLUMNS.len()] {
    let line = serde_json::to_value(line).unwrap_or_default();
    COLUMNS.map(|column| match line.get(column) {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(Value::Array(texts)) => texts.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" "),
        Some(other) => other.to_string(),
    })
}

fn rows(rows: impl Iterator<Item = [String; COLUMNS.len()]>) -> Vec<u8> {
    let mut table = csv::Writer::from_writer(Vec::new());
    for row in rows {
        // Into memory, and each row has as many cells as the one before.
        let _ = table.write_record(row);
    }
    table.into_inner().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::admin::audit::tests::line;

    #[test]
    fn every_field_of_a_line_is_a_column() {
        let line = serde_json::to_value(line()).unwrap();
        let mut fields: Vec<_> = line.as_object().unwrap().keys().map(String::as_str).collect();
        let mut columns = COLUMNS;
        fields.sort_unstable();
        columns.sort_unstable();
        assert_eq!(fields, columns);
    }

    #[test]
    fn no_cell_is_a_formula() {
        let attacks =
            ["=HYPERLINK(\"https://evil.example\")", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "a,\"b\"\nc"];
        for attack in attacks {
            let mut shown = line();
            shown.user_agent = Some(attack.to_owned());
            shown.subject = Some(attack.to_owned());
            let table = [head(), table(&[shown])].concat();
            let mut read = csv::Reader::from_reader(table.as_slice());
            let at = |name: &str| COLUMNS.iter().position(|column| *column == name).unwrap();
            let row = read.records().next().unwrap().unwrap();
            for cell in [&row[at("user_agent")], &row[at("subject")]] {
                assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']), "{cell:?}");
                assert!(cell.ends_with(attack), "{cell:?}");
            }
            assert!(row.iter().all(|cell| !cell.starts_with('=')));
        }
    }
}
