//! How an answer is shown: for eyes, as wide as the terminal is, or as JSON for programs.

pub mod card;
pub mod fields;
pub mod progress;
pub mod table;
pub mod text;
pub mod time;

use std::fmt::Write as _;
use std::io::{self, Write as _};

use anstyle::{AnsiColor, Style};
use clap::ValueEnum;
use serde_json::Value;

use crate::error::CliError;
use card::Field;
use table::{Cell, Table};
use text::{columns, wrap};

/// Form of the answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Output {
    /// For eyes
    #[default]
    Table,
    /// For programs
    Json,
}

/// All is well.
pub const GOOD: Style = AnsiColor::Green.on_default();
/// Look here.
pub const BAD: Style = AnsiColor::Red.on_default().bold();
/// What the rest is about.
pub const HEAD: Style = Style::new().bold();
/// What matters less.
pub const DIM: Style = Style::new().dimmed();

/// How wide it is where there is no terminal.
const USUAL_WIDTH: usize = 80;
/// Nothing is drawn narrower.
const LEAST_WIDTH: usize = 40;

/// Where answers are shown: standard output.
pub struct Screen {
    output: Output,
    width: usize,
}

impl Screen {
    /// In a form, as wide as the terminal.
    pub fn new(output: Output) -> Self {
        let terminal = terminal_size::terminal_size_of(io::stdout());
        let width = terminal.map_or(USUAL_WIDTH, |(terminal_size::Width(width), _)| usize::from(width));
        Self { output, width: width.max(LEAST_WIDTH) }
    }

    /// Whether programs read it.
    pub fn is_json(&self) -> bool {
        self.output == Output::Json
    }

    /// Shows an answer: as it is to programs, or drawn for eyes.
    pub fn show(&self, answer: &Value, draw: impl FnOnce(&mut Page)) -> Result<(), CliError> {
        if self.is_json() {
            return print_json(answer);
        }
        let mut page = Page::new(self.width);
        draw(&mut page);
        print(&page.text)
    }

    /// Shows what only eyes want to see, such as what a question is about.
    pub fn only_eyes(&self, draw: impl FnOnce(&mut Page)) -> Result<(), CliError> {
        self.show(&Value::Null, draw)
    }
}

/// A text as it is; in colour where standard output is a terminal and `NO_COLOR` is not set.
pub fn print(text: &str) -> Result<(), CliError> {
    let mut out = anstream::stdout().lock();
    out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(CliError::Output)
}

/// One line of JSON for each of many, for programs that follow along.
pub fn print_json_line(item: &Value) -> Result<(), CliError> {
    let mut out = io::stdout().lock();
    writeln!(out, "{item}").and_then(|()| out.flush()).map_err(CliError::Output)
}

fn print_json(answer: &Value) -> Result<(), CliError> {
    // What is gone has nothing to say.
    if answer.is_null() {
        return Ok(());
    }
    let mut out = io::stdout().lock();
    let written = serde_json::to_writer_pretty(&mut out, answer).map_err(io::Error::from);
    written.and_then(|()| writeln!(out)).map_err(CliError::Output)
}

/// What is drawn for eyes.
pub struct Page {
    text: String,
    width: usize,
}

impl Page {
    fn new(width: usize) -> Self {
        Self { text: String::new(), width }
    }

    /// A sentence.
    pub fn say(&mut self, text: &str) {
        self.styled(Style::new(), text);
    }

    /// A sentence, so that it is seen.
    pub fn styled(&mut self, style: Style, text: &str) {
        for line in wrap(text, self.width) {
            self.push(&format!("{style}{line}{style:#}"));
        }
    }

    /// A sentence below what it belongs to.
    pub fn indented(&mut self, indent: &str, text: &str) {
        for line in wrap(text, self.width.saturating_sub(columns(indent))) {
            self.push(&format!("{indent}{line}"));
        }
    }

    /// A mark, and what it says; where that is long, it goes on below itself.
    pub fn marked(&mut self, mark: &str, style: Style, text: &str) {
        let indent = columns(mark) + 1;
        for (number, line) in wrap(text, self.width.saturating_sub(indent)).iter().enumerate() {
            if number == 0 {
                self.push(&format!("{style}{mark}{style:#} {line}"));
            } else {
                self.push(&format!("{:indent$}{line}", ""));
            }
        }
    }

    /// A name, and what stands under it.
    pub fn labelled(&mut self, name: &str, longest: usize, text: &str, style: Style) {
        let indent = longest + 2;
        let room = indent.saturating_sub(columns(name));
        for (number, line) in wrap(text, self.width.saturating_sub(indent)).iter().enumerate() {
            if number == 0 {
                self.push(&format!("{DIM}{name}{DIM:#}{:room$}{style}{line}{style:#}", ""));
            } else {
                self.push(&format!("{:indent$}{style}{line}{style:#}", ""));
            }
        }
    }

    /// A command to be copied, which is never broken.
    pub fn command(&mut self, text: &str) {
        self.push(&format!("  {}", text::plain(text)));
    }

    /// An empty line.
    pub fn gap(&mut self) {
        self.push("");
    }

    /// A table.
    pub fn table(&mut self, table: &Table) {
        table.write(self);
    }

    /// One thing.
    pub fn card(&mut self, thing: &Value, fields: &[Field]) {
        card::write(self, thing, fields);
    }

    fn push(&mut self, line: &str) {
        let _ = writeln!(self.text, "{line}");
    }
}

/// The word for a state, so that what keeps people out is seen.
pub fn state(word: String) -> Cell {
    let bad = ["suspended", "disabled", "refused", "failed", "broken", "revoked", "deny", "denied", "stopped"];
    if bad.contains(&word.as_str()) { Cell::styled(word, BAD) } else { word.into() }
}
