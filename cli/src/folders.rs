//! Where a person's configuration and state are kept (XDG Base Directory Specification).

use std::path::PathBuf;

use crate::error::CliError;

/// Where `config.toml` is.
pub fn configuration() -> Result<PathBuf, CliError> {
    of("XDG_CONFIG_HOME", &[".config"])
}

/// Where sign-ins are kept.
pub fn state() -> Result<PathBuf, CliError> {
    of("XDG_STATE_HOME", &[".local", "state"])
}

fn of(variable: &str, below_home: &[&str]) -> Result<PathBuf, CliError> {
    // A path that is not absolute is to be ignored, says the specification.
    let named = std::env::var_os(variable).map(PathBuf::from).filter(|path| path.is_absolute());
    let usual = || std::env::home_dir().map(|home| below_home.iter().fold(home, |path, name| path.join(name)));
    let folder = named.or_else(usual).ok_or_else(|| CliError::Use(format!("set {variable}, or HOME")))?;
    Ok(folder.join("anteroomctl"))
}
