//! A secret in a file of configuration: never a value, always where to find one.

use std::collections::BTreeMap;
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
    /// It was not sent along with the file, or is empty.
    #[error("nothing was sent for {0}")]
    NotSent(String),
}

/// Where the references of a file lead.
#[derive(Clone, Copy, Debug)]
pub enum Sources<'a> {
    /// Into this machine: its environment and its files, relative to this folder.
    Here(&'a Path),
    /// To what was sent along, and nowhere else: whoever sends a file must not have us read our own.
    Sent(&'a Sent),
}

/// What was sent along with a file.
#[derive(Debug, Default)]
pub struct Sent {
    /// The secrets, by their references as these stand in the file: `env:NAME`, `file:path`.
    pub secrets: BTreeMap<String, Secret>,
    /// The pictures, by their paths as these stand in the file.
    pub pictures: BTreeMap<String, Vec<u8>>,
}

impl Sources<'_> {
    /// The secret that a reference leads to.
    pub fn secret(self, reference: SecretReference) -> Result<Secret, SecretError> {
        match self {
            Self::Here(base) => {
                let mut reference = reference;
                reference.relative_to(base);
                reference.read()
            }
            Self::Sent(sent) => {
                let name = match reference {
                    SecretReference::Env(name) => format!("env:{name}"),
                    SecretReference::File(path) => format!("file:{}", path.display()),
                };
                let found = sent.secrets.get(&name).filter(|secret| !secret.expose().is_empty());
                found.cloned().ok_or(SecretError::NotSent(name))
            }
        }
    }

    /// The picture at a path.
    pub fn picture(self, path: &Path) -> Result<Vec<u8>, SecretError> {
        match self {
            Self::Here(base) => {
                let path = base.join(path);
                std::fs::read(&path).map_err(|error| SecretError::File(path, error))
            }
            Self::Sent(sent) => {
                let name = path.display().to_string();
                sent.pictures.get(&name).cloned().ok_or(SecretError::NotSent(name))
            }
        }
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    // Whoever may send a file could read the broker's own key, were a reference in it followed here.
    #[test]
    fn what_was_sent_is_all_there_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        std::fs::write(&path, "our own").unwrap();
        let read = |sources: Sources<'_>| {
            let references = [SecretReference::File(path.clone()), SecretReference::Env("PATH".to_owned())];
            references.map(|reference| sources.secret(reference).map(|secret| secret.expose().to_owned()).ok())
        };
        let here = read(Sources::Here(Path::new("/")));
        assert_eq!(here[0].as_deref(), Some("our own"));
        assert!(here[1].is_some());
        let empty = Sent::default();
        assert_eq!(read(Sources::Sent(&empty)), [None, None]);
        assert!(Sources::Sent(&empty).picture(&path).is_err());
        let named = format!("file:{}", path.display());
        let secrets = BTreeMap::from([(named, Secret::new("theirs")), ("env:PATH".to_owned(), Secret::new(""))]);
        let sent = Sent { secrets, ..Sent::default() };
        assert_eq!(read(Sources::Sent(&sent)), [Some("theirs".to_owned()), None]);
    }
}
