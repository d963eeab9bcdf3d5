//! Why nothing came of it, and with which exit code.

use std::fmt::Write as _;
use std::io;
use std::process::ExitCode;

use crate::api::problem::Problem;
use crate::show::text::{STDERR_WIDTH, wrap};

/// Before what goes on.
const INDENT: &str = "  ";

/// Why nothing came of it.
#[derive(Debug)]
pub enum CliError {
    /// The command was used wrongly; nothing was done.
    Use(String),
    /// The broker refuses it.
    Problem(Box<Problem>),
    /// It was refused here: by the person who was asked, or because the answer says so.
    Refused(String),
    /// The broker cannot be reached, or its answer was lost.
    Unreachable(String),
    /// The answer, which was shown, says that something is wrong.
    Said,
    /// The answer cannot be written where it was to go.
    Output(io::Error),
    /// Anything else.
    Other(anyhow::Error),
}

impl CliError {
    /// Says so on standard error, and gives the exit code.
    pub fn report(&self) -> ExitCode {
        if let Self::Output(error) = self
            && error.kind() == io::ErrorKind::BrokenPipe
        {
            // Whoever reads through `head` has seen what they wanted.
            return ExitCode::SUCCESS;
        }
        let (text, code) = self.words();
        let mut said = String::new();
        for (number, line) in text.lines().enumerate() {
            let first = number == 0;
            let line = if first { format!("anteroomctl: {line}") } else { line.to_owned() };
            for (number, line) in wrap(&line, STDERR_WIDTH - INDENT.len()).iter().enumerate() {
                let indent = if first && number == 0 { "" } else { INDENT };
                let _ = writeln!(said, "{indent}{line}");
            }
        }
        eprint!("{said}");
        ExitCode::from(code)
    }

    fn words(&self) -> (String, u8) {
        match self {
            Self::Use(text) => (text.clone(), 2),
            Self::Problem(problem) => (problem.words(), 1),
            Self::Refused(text) => (text.clone(), 1),
            Self::Unreachable(text) => (text.clone(), 3),
            Self::Said => (String::new(), 1),
            Self::Output(error) => (format!("cannot write the answer: {error}"), 1),
            Self::Other(error) => (format!("{error:#}"), 1),
        }
    }

    /// The answer is not what the API says it is.
    pub fn not_understood(error: impl std::fmt::Display) -> Self {
        Self::Refused(format!("the broker's answer is not understood: {error}"))
    }
}

impl From<io::Error> for CliError {
    fn from(error: io::Error) -> Self {
        Self::Other(error.into())
    }
}
