//! How an answer is shown: a table for eyes, 80 columns wide, or JSON for programs.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use clap::ValueEnum;

use crate::status::Status;

/// Form of the answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Output {
    /// For eyes
    #[default]
    Table,
    /// For programs
    Json,
}

const WIDTH: usize = 80;
/// All is well.
pub const GOOD: Style = AnsiColor::Green.on_default();
/// Look here.
pub const BAD: Style = AnsiColor::Red.on_default().bold();
/// What the rest is about.
pub const HEAD: Style = Style::new().bold();

/// Shows a status on standard output; in colour where that is a terminal.
pub fn status(status: &Status, output: Output) -> io::Result<()> {
    match output {
        Output::Json => {
            let mut out = io::stdout().lock();
            serde_json::to_writer_pretty(&mut out, status)?;
            writeln!(out)
        }
        Output::Table => table(&mut anstream::stdout().lock(), status),
    }
}

fn table(out: &mut impl Write, status: &Status) -> io::Result<()> {
    let (style, verdict) = match (status.reachable, status.healthy) {
        (false, _) => (BAD, "cannot be reached"),
        (true, false) => (BAD, "something is wrong"),
        (true, true) => (GOOD, "all is well"),
    };
    writeln!(out, "{HEAD}{}{HEAD:#}", fit(&status.url, WIDTH))?;
    writeln!(out, "{style}{verdict}{style:#}")?;
    writeln!(out)?;
    let width = status.checks.iter().map(|check| check.name.len()).max().unwrap_or_default();
    for check in &status.checks {
        let (style, mark) = if check.ok { (GOOD, "ok   ") } else { (BAD, "wrong") };
        let detail = fit(&check.detail, WIDTH.saturating_sub(width + 11));
        writeln!(out, "  {style}{mark}{style:#}  {:width$}  {detail}", check.name)?;
    }
    if status.keys.is_empty() {
        return Ok(());
    }
    writeln!(out)?;
    writeln!(out, "  {HEAD}{:8}{:6}key{HEAD:#}", "alg", "kty")?;
    for key in &status.keys {
        writeln!(out, "  {:8}{:6}{}", fit(&key.alg, 7), fit(&key.kty, 5), fit(&key.kid, WIDTH - 16))?;
    }
    Ok(())
}

/// A text from elsewhere, cut to a width, and without the control characters that would drive the terminal.
pub fn fit(text: &str, width: usize) -> String {
    let plain = text.chars().map(|character| if character.is_control() { '\u{fffd}' } else { character });
    if text.chars().count() <= width {
        return plain.collect();
    }
    plain.take(width.saturating_sub(1)).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shown_fits_and_drives_no_terminal() {
        assert_eq!(fit("short", 5), "short");
        assert_eq!(fit("longer", 5), "long…");
        assert_eq!(fit("\u{1b}[2Jx\n", 80), "\u{fffd}[2Jx\u{fffd}");
        assert_eq!(fit("été", 3), "été");
    }
}
