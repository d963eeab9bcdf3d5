//! `anteroom keys`: make keys for the key ring, see what each seals, and move everything to the first; see the keys that sign tokens,
//! and exchange them.

mod listing;
#[cfg(test)]
mod tests;

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use chrono::{DateTime, Utc};

use crate::app::settings::Settings;
use crate::domain::application::SigningAlgorithm;
use crate::domain::clock::Clock;
use crate::domain::signing_key::KeyPolicy;
use crate::keys::file::{self, Position};
use crate::keys::ring::{KeyRing, is_key_id};
use crate::keys::signing::{Haste, KeySet, rotate};
use crate::keys::{KeyError, check, rotation};
use crate::store::{Store, StoreError};

/// What can be done with keys.
#[derive(Debug, clap::Subcommand)]
pub enum KeysCommand {
    /// Make a key, as a line for the key file
    Generate(Generate),
    /// Show the keys, how many values each seals, which are missing, and which keys sign tokens
    List,
    /// Seal everything anew with the first key, so that the others may go
    Rewrap,
    /// Have the next key sign tokens, as soon as every client can know it
    Rotate(Rotate),
}

/// Which keys that sign tokens are exchanged, and how fast.
#[derive(Debug, clap::Args)]
pub struct Rotate {
    /// Only the key of this algorithm [default: one of each that is in use]
    #[arg(long, value_name = "ES256|RS256|PS256|EdDSA", value_parser = algorithm)]
    pub algorithm: Option<SigningAlgorithm>,
    /// For a key that leaked: a new key signs at once, and the old ones count no more. Every token that
    /// they signed is refused from then on, and clients that keep our public keys may refuse the new
    /// tokens, and take forged ones, until they fetch them again
    #[arg(long)]
    pub now: bool,
}

fn algorithm(name: &str) -> Result<SigningAlgorithm, String> {
    let found = SigningAlgorithm::ALL.into_iter().find(|algorithm| algorithm.name() == name);
    found.ok_or_else(|| "it is ES256, RS256, PS256 or EdDSA".to_owned())
}

/// How a key is made. Without a file the line goes to standard output, and nothing else does.
#[derive(Debug, clap::Args)]
pub struct Generate {
    /// The key's name: 1 to 32 lower-case letters, digits and hyphens [default: key- and today's date]
    #[arg(long)]
    pub id: Option<String>,
    /// Write the line to a new file that only its owner can read
    #[arg(long, value_name = "FILE", group = "destination")]
    pub out: Option<PathBuf>,
    /// Put the line first in a key file: the key seals from the next start on
    #[arg(long, value_name = "FILE", group = "destination")]
    pub prepend: Option<PathBuf>,
    /// Put the line last in a key file: the key opens, and seals nothing yet
    #[arg(long, value_name = "FILE", group = "destination")]
    pub append: Option<PathBuf>,
}

/// Why a command did not do it.
#[derive(Debug, thiserror::Error)]
pub enum KeysCommandError {
    /// The name of a key is not one.
    #[error("a key id has 1 to 32 lower-case letters, digits and hyphens; give one with `--id`")]
    KeyId,
    /// Something is sealed with a key that the ring lacks.
    #[error("{0} sealed value(s) cannot be opened with this key ring")]
    Missing(usize),
    /// The settings name no key ring or database, or what they name is not as it must be.
    #[error("{0:#}")]
    Settings(anyhow::Error),
    /// A key, or the key ring.
    #[error(transparent)]
    Keys(#[from] KeyError),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Standard output is closed or full.
    #[error("cannot write the answer: {0}")]
    Output(#[from] io::Error),
}

impl KeysCommandError {
    /// The code that the process ends with: 2 for what the caller has to mend in the call or the key file, otherwise 1.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::KeyId
            | Self::Settings(_)
            | Self::Keys(KeyError::Line { .. } | KeyError::Empty | KeyError::FileExists(_) | KeyError::File { .. }) => {
                2
            }
            _ => 1,
        }
    }
}

/// Runs it.
pub async fn run(settings: &Settings, command: KeysCommand, clock: Clock) -> ExitCode {
    let ring = || settings.key_ring();
    let connect = async || Ok(Store::connect(&settings.store()?).await?);
    let actor = format!("keys by {}", std::env::var("USER").unwrap_or_else(|_| "operator".to_owned()));
    let policy = || settings.signing.policy();
    match execute(command, ring, policy, connect, &actor, &clock, &mut io::stdout()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("anteroom: {error}");
            ExitCode::from(error.exit_code())
        }
    }
}

/// `ring`, `policy` and `connect` are asked only where they are needed: a first key is made without any. `actor` goes to the audit
/// log.
async fn execute(
    command: KeysCommand,
    ring: impl FnOnce() -> anyhow::Result<KeyRing>,
    policy: impl FnOnce() -> anyhow::Result<KeyPolicy>,
    connect: impl AsyncFnOnce() -> anyhow::Result<Store>,
    actor: &str,
    clock: &Clock,
    out: &mut impl Write,
) -> Result<(), KeysCommandError> {
    let now = clock.now();
    let ready = async || {
        let ring = ring().map_err(KeysCommandError::Settings)?;
        let store = connect().await.map_err(|error| match error.downcast::<StoreError>() {
            Ok(error) => KeysCommandError::Store(error),
            Err(error) => KeysCommandError::Settings(error),
        })?;
        store.require_current_schema().await?;
        Ok::<_, KeysCommandError>((ring, store))
    };
    match command {
        KeysCommand::Generate(command) => generate(&command, now, out),
        KeysCommand::List => {
            let (ring, store) = ready().await?;
            let census = rotation::census(&store).await?;
            let ids: Vec<&str> = ring.ids().collect();
            listing::keys(&ids, &census, out)?;
            // Counts alone do not tell a key from another of its name.
            check::compare_with_store(&store, &ring).await.or_else(|error| match error {
                // The listing has said so already, and how much it is.
                KeyError::UnknownKey(_) => Ok(()),
                other => Err(other),
            })?;
            // There are none before the first start, and those that are sealed with a key that is missing cannot be shown.
            if let Ok(keys) = KeySet::read(&store, &ring).await
                && !keys.dates().is_empty()
            {
                writeln!(out)?;
                listing::signing(&keys, now, out)?;
            }
            match listing::lost(&ids, &census).map(listing::total).sum() {
                0 => Ok(()),
                lost => Err(KeysCommandError::Missing(lost)),
            }
        }
        KeysCommand::Rewrap => {
            let (ring, store) = ready().await?;
            let first = ring.ids().next().ok_or(KeyError::Empty)?;
            let rewrapped = rotation::rewrap(&store, &ring, actor, now).await?;
            Ok(listing::rewrapped(first, &rewrapped, out)?)
        }
        KeysCommand::Rotate(command) => {
            let policy = policy().map_err(KeysCommandError::Settings)?;
            let (ring, store) = ready().await?;
            // What is sealed with a wrong key opens nowhere else.
            check::check(&store, &ring, now).await?;
            let haste = if command.now { Haste::AtOnce } else { Haste::Orderly };
            let keys = rotate(&store, &ring, &policy, (command.algorithm, haste), actor, clock).await?;
            listing::signing(&keys, clock.now(), out)?;
            Ok(listing::rotated(haste, &policy, out)?)
        }
    }
}

fn generate(command: &Generate, now: DateTime<Utc>, out: &mut impl Write) -> Result<(), KeysCommandError> {
    let id = command.id.clone().unwrap_or_else(|| now.format("key-%Y-%m-%d").to_string());
    if !is_key_id(&id) {
        return Err(KeysCommandError::KeyId);
    }
    let line = KeyRing::generate_line(&id);
    if let Some(path) = &command.out {
        file::create(path, &line)?;
        writeln!(out, "Key `{id}` is written to {},\nwhich only its owner can read.", path.display())?;
        writeln!(out, "Keep a copy apart from the backups of the database: without the key nothing")?;
        writeln!(out, "that it has sealed opens again, and with both everything does.")?;
    } else if let Some(path) = &command.prepend {
        file::insert(path, &line, Position::First)?;
        writeln!(out, "Key `{id}` stands first in {}.", path.display())?;
        writeln!(out, "Restart the server, then run `anteroom keys rewrap`.")?;
        writeln!(out, "Where several replicas run, use `--append` instead: one that does not have the")?;
        writeln!(out, "key yet cannot open what another seals with it.")?;
    } else if let Some(path) = &command.append {
        file::insert(path, &line, Position::Last)?;
        writeln!(out, "Key `{id}` stands last in {}.", path.display())?;
        writeln!(out, "Restart every replica, so that all can open with it. Then move its line to the")?;
        writeln!(out, "top, restart them again, and run `anteroom keys rewrap`.")?;
    } else {
        writeln!(out, "{}", *line)?;
    }
    Ok(())
}
