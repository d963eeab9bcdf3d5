//! `anteroom keys`: make keys for the key ring, see what each seals, and move everything to the first.

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::path::PathBuf;

use chrono::{DateTime, Utc};

use crate::keys::file::{self, Position};
use crate::keys::ring::{KeyRing, is_key_id};
use crate::keys::rotation::{self, Census, KEY_CHECKS, Rewrapped, UNREADABLE};
use crate::keys::{KeyError, check};
use crate::store::keys::SealedTable;
use crate::store::{Store, StoreError};

/// What can be done with keys.
#[derive(Debug, clap::Subcommand)]
pub enum KeysCommand {
    /// Make a key, as a line for the key file
    Generate(Generate),
    /// Show the keys, how many values each seals, and which keys are missing
    List,
    /// Seal everything anew with the first key, so that the others may go
    Rewrap,
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
            | Self::Keys(KeyError::Line { .. } | KeyError::Empty | KeyError::FileExists(_) | KeyError::File { .. }) => {
                2
            }
            _ => 1,
        }
    }
}

/// Runs a command. `ring` and `connect` are asked only where they are needed: a first key is made without either. Where no
/// key ring is configured, `ring` answers [`KeyError::Empty`], which says what to do. `actor` goes to the audit log.
pub async fn run(
    command: KeysCommand,
    ring: impl FnOnce() -> Result<KeyRing, KeyError>,
    connect: impl AsyncFnOnce() -> Result<Store, StoreError>,
    actor: &str,
    now: DateTime<Utc>,
    out: &mut impl Write,
) -> Result<(), KeysCommandError> {
    match command {
        KeysCommand::Generate(command) => generate(&command, now, out),
        KeysCommand::List => {
            let ring = ring()?;
            let store = connect().await?;
            store.require_current_schema().await?;
            let census = rotation::census(&store).await?;
            let ids: Vec<&str> = ring.ids().collect();
            out.write_all(listing(&ids, &census).as_bytes())?;
            // Counts alone do not tell a key from another of its name.
            check::compare_with_store(&store, &ring).await.or_else(|error| match error {
                // The listing has said so already, and how much it is.
                KeyError::UnknownKey(_) => Ok(()),
                other => Err(other),
            })?;
            match census.iter().filter(|(id, _)| !ids.contains(&id.as_str())).map(|(_, held)| total(held)).sum() {
                0 => Ok(()),
                lost => Err(KeysCommandError::Missing(lost)),
            }
        }
        KeysCommand::Rewrap => {
            let ring = ring()?;
            let store = connect().await?;
            store.require_current_schema().await?;
            let first = ring.ids().next().ok_or(KeyError::Empty)?;
            let rewrapped = rotation::rewrap(&store, &ring, actor, now).await?;
            Ok(out.write_all(report(first, &rewrapped).as_bytes())?)
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

/// The columns: what a [`Census`] counts, and its heading.
fn columns() -> impl Iterator<Item = (&'static str, String)> {
    SealedTable::ALL.map(SealedTable::name).into_iter().chain([KEY_CHECKS]).map(|name| (name, name.replace('_', " ")))
}

fn total(held: &std::collections::BTreeMap<&'static str, usize>) -> usize {
    held.values().sum()
}

/// What each key seals, and what to do about it; no line longer than 80 columns.
fn listing(ids: &[&str], census: &Census) -> String {
    let lost: BTreeSet<&str> = census.keys().map(String::as_str).filter(|id| !ids.contains(id)).collect();
    let width = ids.iter().chain(&lost).map(|id| id.len()).max().unwrap_or_default().max("KEY".len());
    let mut text = format!("{:width$}  {:7}", "KEY", "ROLE");
    for (_, heading) in columns() {
        text.push_str(&format!("  {}", heading.to_uppercase()));
    }
    text.push('\n');
    for (index, id) in ids.iter().chain(&lost).enumerate() {
        let role = match *id {
            UNREADABLE => "BROKEN",
            id if lost.contains(id) => "MISSING",
            _ if index == 0 => "seals",
            _ => "opens",
        };
        text.push_str(&format!("{id:width$}  {role:7}"));
        for (table, heading) in columns() {
            let count = census.get(*id).and_then(|held| held.get(table)).unwrap_or(&0);
            text.push_str(&format!("  {count:>width$}", width = heading.len()));
        }
        text.push('\n');
    }
    let Some((first, others)) = ids.split_first() else { return text };
    if lost.iter().any(|id| *id != UNREADABLE) {
        text.push_str("\nWhat a MISSING key has sealed cannot be opened: put that key back into the key\n");
        text.push_str("file, behind the first.\n");
    }
    if lost.contains(UNREADABLE) {
        text.push_str("\nWhat is BROKEN is no sealed value: restore it from a backup, or set it anew.\n");
    }
    if others.iter().filter_map(|id| census.get(*id)).any(|held| total(held) > 0) {
        text.push_str(&format!("\nTo move everything to `{first}`:\n  anteroom keys rewrap\n"));
    } else if !others.is_empty() && lost.is_empty() {
        text.push_str(&format!("\nThe database needs no key but `{first}`.\n"));
        text.push_str("The others may go, once every replica runs with that one first.\n");
    }
    text
}

/// What a rewrap did, and what may be done now.
fn report(first: &str, rewrapped: &Rewrapped) -> String {
    let Rewrapped { moved, total, released } = rewrapped;
    let mut text =
        format!("Moved to `{first}`: {moved}\nSealed with it now: {total} of {total}\nSealed with another key: 0\n");
    if !released.is_empty() {
        text.push_str("\nThe database needs these keys no longer:\n");
        for id in released {
            text.push_str(&format!("  {id}\n"));
        }
        text.push_str("Take them out of the key file once every replica has been restarted with\n");
        text.push_str(&format!("`{first}` first, and `anteroom keys list` still agrees:\n"));
        text.push_str("a replica that runs with the old order seals with the old key.\n");
    }
    text
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::path::Path;

    use clap::{CommandFactory, Parser};

    use super::*;
    use crate::keys::rotation::tests::{add_credential, store};

    #[derive(Parser)]
    struct Cli {
        #[command(subcommand)]
        command: KeysCommand,
    }

    fn now() -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000, 0).unwrap()
    }

    /// Runs a command line; the ring is read from a file, as the server does.
    async fn keys(line: &[&str], ring: &Path, store: Option<&Store>) -> (Result<(), KeysCommandError>, String) {
        let command = Cli::try_parse_from([&["keys"], line].concat()).unwrap().command;
        let mut out = Vec::new();
        let connect = async || store.cloned().ok_or(StoreError::Address);
        let result = run(command, || file::read(ring), connect, "keys by root", now(), &mut out).await;
        (result, String::from_utf8(out).unwrap())
    }

    fn counts(credentials: usize, signing_keys: usize, key_checks: usize) -> BTreeMap<&'static str, usize> {
        [("credentials", credentials), ("signing_keys", signing_keys), ("key_checks", key_checks)].into()
    }

    #[test]
    fn the_command_line_is_well_formed() {
        Cli::command().debug_assert();
        assert!(Cli::try_parse_from(["keys", "generate", "--out", "a", "--prepend", "b"]).is_err());
        assert!(Cli::try_parse_from(["keys", "generate", "--append", "a", "--prepend", "b"]).is_err());
    }

    #[tokio::test]
    async fn a_first_key_is_made_without_ring_and_database_and_nothing_else_is_printed() {
        let (result, out) = keys(&["generate"], Path::new("/nowhere"), None).await;
        result.unwrap();
        assert_eq!(KeyRing::parse(&out).unwrap().ids().collect::<Vec<_>>(), ["key-2027-01-15"]);
        assert_eq!(out.lines().count(), 1);
    }

    #[tokio::test]
    async fn wrong_use_ends_with_2_and_shows_no_key() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("keys");
        let file = path.to_str().unwrap();
        let (result, out) = keys(&["generate", "--id", "k1", "--out", file], &path, None).await;
        result.unwrap();
        assert!(out.starts_with("Key `k1` is written to "), "{out}");
        let key = std::fs::read_to_string(&path).unwrap();
        let key = key.split_whitespace().nth(1).unwrap();
        assert!(!out.contains(key));
        let missing = directory.path().join("missing");
        for line in [
            &["generate", "--id", "K 1"][..],
            &["generate", "--id", ""],
            &["generate", "--id", "k1", "--out", file],
            &["generate", "--id", "k1", "--prepend", file],
            &["generate", "--id", "k1", "--append", file],
            &["generate", "--prepend", missing.to_str().unwrap()],
        ] {
            let (result, out) = keys(line, &path, None).await;
            let error = result.unwrap_err();
            assert_eq!(error.exit_code(), 2, "{line:?}: {error}");
            assert!(out.is_empty() && !format!("{error} {error:?}").contains(key), "{line:?}");
        }
        for line in ["list", "rewrap"] {
            assert_eq!(keys(&[line], &missing, None).await.0.unwrap_err().exit_code(), 2);
            assert_eq!(keys(&[line], &path, None).await.0.unwrap_err().exit_code(), 1, "no database");
        }
    }

    #[tokio::test]
    async fn a_key_is_replaced_from_beginning_to_end() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("keys");
        let file = path.to_str().unwrap();
        let store = store(&directory).await;
        keys(&["generate", "--id", "old", "--out", file], &path, None).await.0.unwrap();
        let ring = file::read(&path).unwrap();
        check::check(&store, &ring, now()).await.unwrap();
        for number in 1..=3 {
            add_credential(&store, &ring, number).await;
        }

        keys(&["generate", "--id", "new", "--prepend", file], &path, None).await.0.unwrap();
        let (result, out) = keys(&["list"], &path, Some(&store)).await;
        result.unwrap();
        insta::assert_snapshot!(out, @r"
        KEY  ROLE     CREDENTIALS  SIGNING KEYS  KEY CHECKS
        new  seals              0             0           0
        old  opens              3             0           1

        To move everything to `new`:
          anteroom keys rewrap
        ");

        let (result, out) = keys(&["rewrap"], &path, Some(&store)).await;
        result.unwrap();
        insta::assert_snapshot!(out, @r"
        Moved to `new`: 3
        Sealed with it now: 3 of 3
        Sealed with another key: 0

        The database needs these keys no longer:
          old
        Take them out of the key file once every replica has been restarted with
        `new` first, and `anteroom keys list` still agrees:
        a replica that runs with the old order seals with the old key.
        ");
        let (result, out) = keys(&["list"], &path, Some(&store)).await;
        result.unwrap();
        insta::assert_snapshot!(out, @r"
        KEY  ROLE     CREDENTIALS  SIGNING KEYS  KEY CHECKS
        new  seals              3             0           1
        old  opens              0             0           0

        The database needs no key but `new`.
        The others may go, once every replica runs with that one first.
        ");
    }

    #[tokio::test]
    async fn another_key_of_the_same_name_is_told_though_the_counts_agree() {
        let directory = tempfile::tempdir().unwrap();
        let store = store(&directory).await;
        let (one, two) = (directory.path().join("one"), directory.path().join("two"));
        keys(&["generate", "--id", "k1", "--out", one.to_str().unwrap()], &one, None).await.0.unwrap();
        keys(&["generate", "--id", "k1", "--out", two.to_str().unwrap()], &two, None).await.0.unwrap();
        check::check(&store, &file::read(&one).unwrap(), now()).await.unwrap();
        for line in ["list", "rewrap"] {
            let error = keys(&[line], &two, Some(&store)).await.0.unwrap_err();
            assert!(matches!(error, KeysCommandError::Keys(KeyError::WrongKey(_))), "{line}: {error}");
        }
    }

    #[tokio::test]
    async fn missing_keys_are_an_error_that_scripts_can_see() {
        let directory = tempfile::tempdir().unwrap();
        let store = store(&directory).await;
        let path = directory.path().join("keys");
        let old = KeyRing::parse(&KeyRing::generate_line("old")).unwrap();
        check::check(&store, &old, now()).await.unwrap();
        add_credential(&store, &old, 1).await;
        keys(&["generate", "--id", "new", "--out", path.to_str().unwrap()], &path, None).await.0.unwrap();
        let (result, out) = keys(&["list"], &path, Some(&store)).await;
        let error = result.unwrap_err();
        assert!(matches!(error, KeysCommandError::Missing(2)), "{error}");
        assert_eq!(error.exit_code(), 1);
        insta::assert_snapshot!(out, @r"
        KEY  ROLE     CREDENTIALS  SIGNING KEYS  KEY CHECKS
        new  seals              0             0           0
        old  MISSING            1             0           1

        What a MISSING key has sealed cannot be opened: put that key back into the key
        file, behind the first.
        ");
        let error = keys(&["rewrap"], &path, Some(&store)).await.0.unwrap_err();
        assert!(matches!(error, KeysCommandError::Keys(KeyError::UnknownKey(id)) if id == "old"));
    }

    #[test]
    fn nothing_is_wider_than_80_columns() {
        let (first, second) = ("a".repeat(32), "b".repeat(32));
        let census: Census = [
            (first.clone(), counts(123_456, 2, 1)),
            (second.clone(), counts(9, 9, 9)),
            ("c".repeat(32), counts(1, 1, 1)),
            (UNREADABLE.to_owned(), counts(1, 0, 0)),
        ]
        .into();
        let released = vec![second.clone()];
        let texts = [listing(&[&first, &second], &census), report(&first, &Rewrapped { moved: 1, total: 9, released })];
        for line in texts.iter().flat_map(|text| text.lines()) {
            assert!(line.chars().count() <= 80, "{line}");
        }
        insta::assert_snapshot!(listing(&["k2", "k1"], &[(UNREADABLE.to_owned(), counts(1, 0, 0))].into()), @r"
        KEY  ROLE     CREDENTIALS  SIGNING KEYS  KEY CHECKS
        k2   seals              0             0           0
        k1   opens              0             0           0
        ?    BROKEN             1             0           0

        What is BROKEN is no sealed value: restore it from a backup, or set it anew.
        ");
    }
}
