//! Where a person's configuration is kept (XDG Base Directory Specification).

use std::path::PathBuf;

use crate::error::CliError;

/// Where `config.toml` is.
pub fn configuration() -> Result<PathBuf, CliError> {
    const VARIABLE: &str = "XDG_CONFIG_HOME";
    // A path that is not absolute is to be ignored, says the specification.
    let named = std::env::var_os(VARIABLE).map(PathBuf::from).filter(|path| path.is_absolute());
    let usual = || std::env::home_dir().map(|home| home.join(".config"));
    let folder = named.or_else(usual).ok_or_else(|| CliError::Use(format!("set {VARIABLE}, or HOME")))?;
    Ok(folder.join("anteroomctl"))
}
