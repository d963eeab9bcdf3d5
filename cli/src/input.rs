//! What is read: files, or standard input.

use std::fs;
use std::io::{self, Read};
use std::path::Path;

use crate::error::CliError;

/// Reads a file.
pub fn text(path: &Path) -> Result<String, CliError> {
    fs::read_to_string(path).map_err(|error| CliError::Use(format!("cannot read {}: {error}", path.display())))
}

/// What is wrong with a file of TOML, and where.
pub fn wrong_toml(file: &Path, text: &str, error: &toml::de::Error) -> CliError {
    let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
    let line = before.matches('\n').count() + 1;
    CliError::Use(format!("{}, line {line}: {}", file.display(), error.message()))
}

/// Reads a file, or standard input where it is `-`.
pub fn text_or_standard(path: &Path) -> Result<String, CliError> {
    if path == Path::new("-") { standard() } else { text(path) }
}

fn standard() -> Result<String, CliError> {
    let mut text = String::new();
    let read = io::stdin().read_to_string(&mut text);
    read.map_err(|error| CliError::Use(format!("cannot read standard input: {error}")))?;
    Ok(text)
}
