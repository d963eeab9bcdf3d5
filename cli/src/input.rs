//! Where a secret comes from: a file, standard input, or the person; never the command line, which others on the machine can
//! read.

use std::fs;
use std::io::{self, IsTerminal, Read};
use std::path::Path;

use serde_json::Value;
use zeroize::Zeroizing;

use crate::ask;
use crate::error::CliError;
use crate::secret::Secret;

/// Reads a secret from a file (`-` is standard input), or asks for it where nothing is named and somebody is there.
pub fn secret(from: Option<&Path>, what: &str) -> Result<Secret, CliError> {
    let text = match from {
        Some(path) if path != Path::new("-") => Zeroizing::new(text(path)?),
        None if io::stdin().is_terminal() => return ask::secret(what),
        _ => Zeroizing::new(standard()?),
    };
    // A newline at its end is the editor's, or `echo`'s.
    match text.trim_end_matches(['\n', '\r']) {
        "" => Err(CliError::Use(format!("the {} is empty", what.to_lowercase()))),
        secret => Ok(Secret::new(secret)),
    }
}

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

/// Reads a file as it is, or standard input where it is `-`.
pub fn bytes_or_standard(path: &Path) -> Result<Vec<u8>, CliError> {
    if path != Path::new("-") {
        return fs::read(path).map_err(|error| CliError::Use(format!("cannot read {}: {error}", path.display())));
    }
    let mut bytes = Vec::new();
    let read = io::stdin().read_to_end(&mut bytes);
    read.map_err(|error| CliError::Use(format!("cannot read standard input: {error}")))?;
    Ok(bytes)
}

fn standard() -> Result<String, CliError> {
    let mut text = String::new();
    let read = io::stdin().read_to_string(&mut text);
    read.map_err(|error| CliError::Use(format!("cannot read standard input: {error}")))?;
    Ok(text)
}

/// Reads a file of JSON.
pub fn json(path: &Path) -> Result<Value, CliError> {
    let text = text_or_standard(path)?;
    serde_json::from_str(&text).map_err(|error| CliError::Use(format!("{} is no JSON: {error}", path.display())))
}
