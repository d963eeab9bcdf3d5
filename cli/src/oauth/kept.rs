//! Where a sign-in is kept between commands: a file for each broker, which nobody else can read.

use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use url::Url;

use super::token::Tokens;
use crate::address::origin;
use crate::error::CliError;
use crate::folders;
use crate::secret::Secret;

/// The sign-in at one broker.
#[derive(Debug)]
pub struct Kept {
    file: PathBuf,
    broker: String,
}

/// As it is written. Without `Debug`: it holds secrets.
#[derive(Serialize, Deserialize)]
struct Written {
    broker: String,
    access_token: String,
    refresh_token: Option<String>,
    expires_at: DateTime<Utc>,
}

/// No other command reads or writes it meanwhile.
pub struct Turn(File);

impl Drop for Turn {
    fn drop(&mut self) {
        let _ = self.0.unlock();
    }
}

impl Kept {
    /// That at this broker.
    pub fn at(broker: &Url) -> Result<Self, CliError> {
        Ok(Self::within(&folders::state()?, broker))
    }

    fn within(folder: &Path, broker: &Url) -> Self {
        // By the address, so that a profile that is pointed elsewhere takes no token there.
        let broker = origin(broker);
        let name: String =
            broker.chars().map(|c| if c.is_ascii_alphanumeric() || c == '.' { c } else { '-' }).collect();
        Self { file: folder.join(format!("{name}.json")), broker }
    }

    /// Waits until no other command is at it. Two that used one refresh token would end the sign-in: it looks like theft.
    pub fn turn(&self) -> Result<Turn, CliError> {
        self.make_folder()?;
        let lock = private().truncate(false).open(self.file.with_extension("lock"))?;
        lock.lock()?;
        Ok(Turn(lock))
    }

    /// What is kept, if anything is, and nobody else can read it.
    pub fn read(&self) -> Result<Option<Tokens>, CliError> {
        let tokens = self.read_to_end_it()?;
        if tokens.is_some() && fs::metadata(&self.file)?.permissions().mode() & 0o077 != 0 {
            let file = self.file.display();
            return Err(CliError::Use(format!("others can read {file}: anteroomctl logout, then sign in anew")));
        }
        Ok(tokens)
    }

    /// What is kept, whoever can read it: all the more must it be ended.
    pub fn read_to_end_it(&self) -> Result<Option<Tokens>, CliError> {
        let text = match fs::read_to_string(&self.file) {
            Ok(text) => zeroize::Zeroizing::new(text),
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        // What an older or newer command has written is as good as nothing.
        let Ok(written) = serde_json::from_str::<Written>(&text) else { return Ok(None) };
        if written.broker != self.broker {
            return Ok(None);
        }
        Ok(Some(Tokens {
            access: Secret::new(written.access_token),
            refresh: written.refresh_token.map(Secret::new),
            expires_at: written.expires_at,
        }))
    }

    /// Keeps it, whole or not at all.
    pub fn write(&self, tokens: &Tokens) -> Result<(), CliError> {
        self.make_folder()?;
        let written = Written {
            broker: self.broker.clone(),
            access_token: tokens.access.expose().to_owned(),
            refresh_token: tokens.refresh.as_ref().map(|token| token.expose().to_owned()),
            expires_at: tokens.expires_at,
        };
        let text = serde_json::to_vec(&written).map_err(|error| CliError::Other(error.into()))?;
        let text = zeroize::Zeroizing::new(text);
        let new = self.file.with_extension("new");
        let _ = fs::remove_file(&new);
        let mut file = private().create_new(true).open(&new)?;
        file.write_all(&text)?;
        file.sync_all()?;
        Ok(fs::rename(&new, &self.file)?)
    }

    /// Keeps it no more.
    pub fn forget(&self) -> Result<(), CliError> {
        match fs::remove_file(&self.file) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(error.into()),
            _ => Ok(()),
        }
    }

    fn make_folder(&self) -> Result<(), CliError> {
        let folder = self.file.parent().unwrap_or(Path::new("."));
        Ok(fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?)
    }
}

fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true).create(true).mode(0o600);
    options
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens() -> Tokens {
        let expires_at = "2027-01-11T07:00:00Z".parse().unwrap();
        Tokens { access: Secret::new("access"), refresh: Some(Secret::new("refresh")), expires_at }
    }

    #[test]
    fn it_is_kept_for_its_broker_alone_and_for_nobody_else_to_read() {
        let folder = tempfile::tempdir().unwrap();
        let at = |url: &str| Kept::within(folder.path(), &url.parse().unwrap());
        let kept = at("https://login.example");
        assert!(kept.read().unwrap().is_none());
        kept.forget().unwrap();
        kept.write(&tokens()).unwrap();
        kept.write(&tokens()).unwrap();
        let _turn = kept.turn().unwrap();
        assert_eq!(fs::metadata(&kept.file).unwrap().permissions().mode() & 0o777, 0o600);
        let found = kept.read().unwrap().unwrap();
        assert_eq!((found.access.expose(), found.expires_at), ("access", tokens().expires_at));
        assert!(at("https://login.example:8443").read().unwrap().is_none());
        // Somebody has renamed it.
        fs::copy(&kept.file, &at("https://elsewhere.example").file).unwrap();
        assert!(at("https://elsewhere.example").read().unwrap().is_none());
        fs::set_permissions(&kept.file, fs::Permissions::from_mode(0o644)).unwrap();
        assert!(matches!(kept.read(), Err(CliError::Use(_))));
        kept.forget().unwrap();
        assert!(kept.read().unwrap().is_none());
    }
}
