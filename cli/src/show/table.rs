//! A table that fits: what may be broken wraps, what is copied by hand does not; where even so it is too wide, each row becomes
//! a card.

use std::fmt::Write as _;

use anstyle::Style;

use super::text::{columns, plain, wrap};
use super::{HEAD, Page};

/// Between two columns.
const GAP: usize = 2;
/// No column is narrower, unless there is nothing longer in it.
const LEAST: usize = 8;

/// A column.
#[derive(Clone, Copy)]
pub struct Column {
    title: &'static str,
    whole: bool,
}

/// A column of prose, which may wrap.
pub const fn prose(title: &'static str) -> Column {
    Column { title, whole: false }
}

/// A column of what people copy: ids, addresses, instants.
pub const fn whole(title: &'static str) -> Column {
    Column { title, whole: true }
}

/// What stands in a row under a column.
pub struct Cell {
    text: String,
    style: Style,
}

impl<T: AsRef<str>> From<T> for Cell {
    fn from(text: T) -> Self {
        Self { text: plain(text.as_ref()), style: Style::new() }
    }
}

impl Cell {
    /// It, so that it is seen.
    pub fn styled(text: impl AsRef<str>, style: Style) -> Self {
        Self { style, ..text.into() }
    }
}

/// Rows under columns.
pub struct Table {
    columns: Vec<Column>,
    rows: Vec<Row>,
    /// Whether its titles stand above another one.
    goes_on: bool,
}

struct Row {
    cells: Vec<Cell>,
    /// What is too long for a column: a line of its own below.
    below: Vec<String>,
}

impl Table {
    /// One without rows.
    pub fn new(columns: &[Column]) -> Self {
        Self { columns: columns.to_vec(), rows: Vec::new(), goes_on: false }
    }

    /// It, without titles: they stand above the rows that were before.
    pub fn going_on(self, goes_on: bool) -> Self {
        Self { goes_on, ..self }
    }

    /// Adds a row.
    pub fn row<const N: usize>(&mut self, cells: [Cell; N]) {
        self.rows.push(Row { cells: cells.into(), below: Vec::new() });
    }

    /// Adds a line below the last row.
    pub fn below(&mut self, text: &str) {
        if let Some(row) = self.rows.last_mut().filter(|_| !text.is_empty()) {
            row.below.push(text.to_owned());
        }
    }

    /// Writes it.
    pub(super) fn write(&self, page: &mut Page) {
        let Some(widths) = self.widths(page.width) else { return self.write_cards(page) };
        let titles = self.columns.iter().zip(&widths).map(|(column, width)| (column.title, *width));
        let mut heading = String::new();
        titles.for_each(|(title, width)| pad(&mut heading, title, HEAD, width));
        if !self.goes_on {
            page.push(heading.trim_end());
        }
        for row in &self.rows {
            let wrapped: Vec<_> = row
                .cells
                .iter()
                .zip(&widths)
                .map(|(cell, width)| (wrap(&cell.text, *width), cell.style, *width))
                .collect();
            let height = wrapped.iter().map(|(lines, ..)| lines.len()).max().unwrap_or_default();
            for number in 0..height {
                let mut line = String::new();
                for (lines, style, width) in &wrapped {
                    pad(&mut line, lines.get(number).map_or("", String::as_str), *style, *width);
                }
                page.push(line.trim_end());
            }
            row.below.iter().for_each(|text| page.indented("  ", text));
        }
    }

    /// How wide each column is; none where they cannot stand beside each other.
    fn widths(&self, available: usize) -> Option<Vec<usize>> {
        let mut widths: Vec<usize> = self.columns.iter().map(|column| columns(column.title)).collect();
        for row in &self.rows {
            widths.iter_mut().zip(&row.cells).for_each(|(width, cell)| *width = (*width).max(columns(&cell.text)));
        }
        let gaps = GAP * self.columns.len().saturating_sub(1);
        while widths.iter().sum::<usize>() + gaps > available {
            // The widest gives way first, so that a short column is never broken for a long one's sake.
            let soft = self.columns.iter().zip(&mut widths).filter(|(column, _)| !column.whole);
            let widest = soft.max_by_key(|(_, width)| **width);
            let (column, width) = widest.filter(|(column, width)| **width > LEAST.max(columns(column.title)))?;
            let _ = column;
            *width -= 1;
        }
        Some(widths)
    }

    fn write_cards(&self, page: &mut Page) {
        let longest = self.columns.iter().map(|column| columns(column.title)).max().unwrap_or_default();
        for (number, row) in self.rows.iter().enumerate() {
            if number > 0 {
                page.push("");
            }
            for (column, cell) in self.columns.iter().zip(&row.cells) {
                page.labelled(&column.title.to_lowercase(), longest, &cell.text, cell.style);
            }
            row.below.iter().for_each(|text| page.indented("  ", text));
        }
    }
}

/// Appends a text in its style, and the gap to the next column. Colour takes no room.
fn pad(line: &mut String, text: &str, style: Style, width: usize) {
    let room = (width + GAP).saturating_sub(columns(text));
    let _ = if text.is_empty() { write!(line, "") } else { write!(line, "{style}{text}{style:#}") };
    let _ = write!(line, "{:room$}", "");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(table: &Table, width: usize) -> String {
        let mut page = Page::new(width);
        table.write(&mut page);
        anstream::adapter::strip_str(&page.text).to_string()
    }

    fn table() -> Table {
        let mut table = Table::new(&[whole("ADDRESS"), prose("REASON"), prose("BY")]);
        table.row(["a.devries@st-janshof.example".into(), "after the dev cycle, as agreed".into(), "mia".into()]);
        table.row(["b@st-janshof.example".into(), "pilot".into(), "jan.smit".into()]);
        table.below("a line of its own");
        table
    }

    #[test]
    fn what_fits_is_not_broken() {
        assert_eq!(
            drawn(&table(), 80),
            "\
ADDRESS                       REASON                          BY
a.devries@st-janshof.example  after the dev cycle, as agreed  mia
b@st-janshof.example          pilot                           jan.smit
  a line of its own
"
        );
    }

    #[test]
    fn prose_wraps_and_addresses_stay_whole() {
        assert_eq!(
            drawn(&table(), 56),
            "\
ADDRESS                       REASON            BY
a.devries@st-janshof.example  after the dev     mia
                              cycle, as agreed
b@st-janshof.example          pilot             jan.smit
  a line of its own
"
        );
    }

    #[test]
    fn where_there_is_no_room_rows_become_cards() {
        assert_eq!(
            drawn(&table(), 40),
            "\
address  a.devries@st-janshof.example
reason   after the dev cycle, as agreed
by       mia

address  b@st-janshof.example
reason   pilot
by       jan.smit
  a line of its own
"
        );
    }
}
