//! A secret in a file of configuration: never a value, always where to find one.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::domain::secret::Secret;

/// Where a secret is: `{ env = "NAME" }` or `{ file = "path" }`, exactly one.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SecretReference {
    /// In the environment.
    Env(String),
    /// In a file; a newline at its end does not count.
    File(PathBuf),
}

/// Why a secret cannot be had. Names the place, never the secret.
#[derive(Debug, thiserror::Error)]
pub enum SecretError {
    /// The variable is not set, or empty.
    #[error("the environment has no {0}")]
    Env(String),
    /// The file cannot be read.
    #[error("cannot read {0}: {1}")]
    File(PathBuf, std::io::Error),
    /// It is empty.
    #[error("{0} is empty")]
    Empty(PathBuf),
}

impl SecretReference {
    /// Takes a path that is not absolute as relative to `base`.
    pub fn relative_to(&mut self, base: &Path) {
        if let Self::File(path) = self {
            *path = base.join(&path);
        }
    }

    /// Reads the secret.
    pub fn read(&self) -> Result<Secret, SecretError> {
        match self {
            Self::Env(name) => match std::env::var(name) {
                Ok(value) if !value.is_empty() => Ok(Secret::new(value)),
                _ => Err(SecretError::Env(name.clone())),
            },
            Self::File(path) => {
                let text = std::fs::read_to_string(path).map_err(|error| SecretError::File(path.clone(), error))?;
                let text = zeroize::Zeroizing::new(text);
                match text.trim_end_matches(['\n', '\r']) {
                    "" => Err(SecretError::Empty(path.clone())),
                    secret => Ok(Secret::new(secret)),
                }
            }
        }
    }
}
