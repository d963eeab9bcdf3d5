//! The key file: made so that only its owner reads it, never written over, changed in one step.

use std::fs::{self, OpenOptions, Permissions};
use std::io::{self, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt, chown};
use std::path::Path;

use zeroize::Zeroizing;

use super::ring::KeyRing;
use super::{KeyError, random};

/// Read and written by the owner, and by nobody else.
const PRIVATE: u32 = 0o600;
/// What may remain of a file's permissions when it is replaced: nothing for everybody, nothing to execute.
const KEPT: u32 = 0o660;

/// Where a new key goes in a key file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Position {
    /// Before the others: from the next start on it seals.
    First,
    /// Behind the others: it only opens. Every replica gets it so, before any of them seals with it.
    Last,
}

/// Reads a key file.
pub fn read(path: &Path) -> Result<KeyRing, KeyError> {
    KeyRing::parse(&text(path)?)
}

/// Writes a new key file with one line. A file that exists stays as it is.
pub fn create(path: &Path, line: &str) -> Result<(), KeyError> {
    write_new(path, line).map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => KeyError::FileExists(path.to_owned()),
        _ => refused(path, &error),
    })
}

/// Adds a line to a key file. Readers see the old file or the new one, never a part, and a crash leaves one of them.
pub fn insert(path: &Path, line: &str, position: Position) -> Result<(), KeyError> {
    let old = text(path)?;
    let new = Zeroizing::new(match position {
        Position::First => format!("{line}\n{}", old.trim_start_matches('\u{feff}')),
        Position::Last => format!("{}\n{line}\n", old.trim_end()),
    });
    // Refuses a name that is taken, and a file that is broken already.
    KeyRing::parse(&new)?;
    replace(path, new.trim_end()).map_err(|error| refused(path, &error))
}

fn text(path: &Path) -> Result<Zeroizing<String>, KeyError> {
    fs::read_to_string(path).map(Zeroizing::new).map_err(|error| refused(path, &error))
}

fn write_new(path: &Path, text: &str) -> io::Result<()> {
    // `create_new` is one step of the system: nobody slips a file or a link in between.
    let mut file = OpenOptions::new().write(true).create_new(true).mode(PRIVATE).open(path)?;
    file.write_all(text.as_bytes())?;
    file.write_all(b"\n")?;
    file.sync_all()
}

fn replace(path: &Path, text: &str) -> io::Result<()> {
    // A link stays a link: what it points to is replaced.
    let path = fs::canonicalize(path)?;
    let old = fs::metadata(&path)?;
    let beside = path.with_extension(format!("{:016x}", u64::from_be_bytes(random::bytes())));
    let replaced = write_new(&beside, text).and_then(|()| {
        let new = fs::metadata(&beside)?;
        // The server often runs as another user than the one who changes its keys, and must still read them.
        if (new.uid(), new.gid()) != (old.uid(), old.gid()) {
            chown(&beside, Some(old.uid()), Some(old.gid()))?;
        }
        fs::set_permissions(&beside, Permissions::from_mode(old.mode() & KEPT))?;
        fs::rename(&beside, &path)
    });
    if replaced.is_err() {
        // The first error is the one to tell; a file that was never made needs no removal.
        drop(fs::remove_file(&beside));
    }
    replaced
}

fn refused(path: &Path, error: &io::Error) -> KeyError {
    KeyError::File { path: path.to_owned(), problem: error.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn a_new_file_is_for_its_owner_and_an_old_one_is_left_alone() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("keys");
        create(&path, &KeyRing::generate_line("k1")).unwrap();
        assert_eq!(mode(&path), 0o600);
        let before = fs::read(&path).unwrap();
        assert!(matches!(create(&path, "x"), Err(KeyError::FileExists(_))));
        assert_eq!(fs::read(&path).unwrap(), before);
        let link = directory.path().join("link");
        std::os::unix::fs::symlink(directory.path().join("nowhere"), &link).unwrap();
        assert!(matches!(create(&link, "x"), Err(KeyError::FileExists(_))), "a link is not followed");
    }

    #[test]
    fn a_key_is_added_in_front_or_behind_and_comments_stay() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("keys");
        create(&path, &format!("# kept\n{}", *KeyRing::generate_line("k1"))).unwrap();
        fs::set_permissions(&path, Permissions::from_mode(0o644)).unwrap();
        insert(&path, &KeyRing::generate_line("k2"), Position::First).unwrap();
        insert(&path, &KeyRing::generate_line("k0"), Position::Last).unwrap();
        assert_eq!(read(&path).unwrap().ids().collect::<Vec<_>>(), ["k2", "k1", "k0"]);
        assert!(fs::read_to_string(&path).unwrap().contains("# kept\n"));
        assert_eq!(mode(&path), 0o640, "the server's group still reads it, everybody else no longer");
        assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 1, "nothing is left beside it");
    }

    #[test]
    fn a_file_is_not_changed_into_a_broken_one() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("keys");
        create(&path, &KeyRing::generate_line("k1")).unwrap();
        let before = fs::read(&path).unwrap();
        assert!(matches!(insert(&path, &KeyRing::generate_line("k1"), Position::First), Err(KeyError::Line { .. })));
        assert_eq!(fs::read(&path).unwrap(), before);
        let missing = directory.path().join("missing");
        assert!(matches!(insert(&missing, &KeyRing::generate_line("k1"), Position::Last), Err(KeyError::File { .. })));
        assert!(!missing.exists());
    }

    #[test]
    fn what_a_link_points_to_is_changed() {
        let directory = tempfile::tempdir().unwrap();
        let (path, link) = (directory.path().join("keys"), directory.path().join("link"));
        create(&path, &KeyRing::generate_line("k1")).unwrap();
        std::os::unix::fs::symlink(&path, &link).unwrap();
        insert(&link, &KeyRing::generate_line("k2"), Position::First).unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(read(&path).unwrap().ids().collect::<Vec<_>>(), ["k2", "k1"]);
    }
}
