//! What is wrong with a file, at its place, with the way out.

use miette::{Diagnostic, LabeledSpan, NamedSource, SourceCode, SourceSpan};

/// All that is wrong with a file.
#[derive(Debug, thiserror::Error)]
#[error("{} problem(s) in the file; nothing was changed", problems.len())]
pub struct FileError {
    source_code: NamedSource<String>,
    /// Each with its place.
    pub problems: Vec<Problem>,
}

/// One thing that is wrong.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct Problem {
    /// What is wrong.
    pub message: String,
    /// The way out.
    pub help: Option<String>,
    /// Where, in bytes.
    pub span: std::ops::Range<usize>,
    /// The field, for the label.
    pub label: &'static str,
}

impl FileError {
    /// Problems of a file of a name and a text.
    pub fn new(name: &str, text: &str, problems: Vec<Problem>) -> Self {
        Self { source_code: NamedSource::new(name, text.to_owned()).with_language("toml"), problems }
    }

    /// Each as `file:line:column: what (way out)`, for logs and terminals without colour.
    pub fn lines(&self) -> Vec<String> {
        let line = |problem: &Problem| {
            let (line, column) = self.place(problem);
            let help = problem.help.as_ref().map(|help| format!(" ({help})")).unwrap_or_default();
            format!("{}:{line}:{column}: {}: {}{help}", self.source_code.name(), problem.label, problem.message)
        };
        self.problems.iter().map(line).collect()
    }
}

impl FileError {
    /// The line and the column of a problem, counted from 1.
    pub fn place(&self, problem: &Problem) -> (usize, usize) {
        let text = self.source_code.inner();
        let before = text.get(..problem.span.start).unwrap_or(text);
        let line = before.matches('\n').count() + 1;
        (line, before.chars().rev().take_while(|c| *c != '\n').count() + 1)
    }
}

impl Diagnostic for FileError {
    fn related<'a>(&'a self) -> Option<Box<dyn Iterator<Item = &'a dyn Diagnostic> + 'a>> {
        Some(Box::new(self.problems.iter().map(|problem| problem as &dyn Diagnostic)))
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.source_code)
    }
}

impl Diagnostic for Problem {
    fn help<'a>(&'a self) -> Option<Box<dyn std::fmt::Display + 'a>> {
        self.help.as_ref().map(|help| Box::new(help) as Box<dyn std::fmt::Display>)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let span = SourceSpan::from(self.span.clone());
        Some(Box::new(std::iter::once(LabeledSpan::new_with_span(Some(self.label.to_owned()), span))))
    }
}
