//! The commands as an operator types them.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use clap::{CommandFactory, Parser};

use super::*;
use crate::keys::rotation::tests::{add_credential, store};
use crate::keys::rotation::{Census, Rewrapped, UNREADABLE};
use crate::keys::signing::SigningKeys;

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
    let connect = async || Ok(store.cloned().ok_or(StoreError::Address)?);
    let ring = || Ok(file::read(ring)?);
    let policy = || Ok(KeyPolicy::default());
    let result = execute(command, ring, policy, connect, "keys by root", &Clock::new(now), &mut out).await;
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
    KEY  ROLE     CREDS  SIGN  OUTBOX  HOOKS  CHECKS
    new  seals        0     0       0      0       0
    old  opens        3     0       0      0       1

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
    KEY  ROLE     CREDS  SIGN  OUTBOX  HOOKS  CHECKS
    new  seals        3     0       0      0       1
    old  opens        0     0       0      0       0

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
    KEY  ROLE     CREDS  SIGN  OUTBOX  HOOKS  CHECKS
    new  seals        0     0       0      0       0
    old  MISSING      1     0       0      0       1

    What a MISSING key has sealed cannot be opened: put that key back into the key
    file, behind the first.
    ");
    let error = keys(&["rewrap"], &path, Some(&store)).await.0.unwrap_err();
    assert!(matches!(error, KeysCommandError::Keys(KeyError::UnknownKey(id)) if id == "old"));
}

/// Algorithm, life and instant of each key that a listing shows.
fn signing_keys(out: &str) -> Vec<(String, String, String)> {
    let rows = out.lines().filter(|line| line.len() > 45 && !line.contains(". ") && !line.starts_with("SIGNING KEY"));
    let words = rows.map(|line| line.split_whitespace().map(str::to_owned).collect::<Vec<_>>());
    let rows = words.filter(|words| words.len() == 5 && words[0].len() == 43);
    rows.map(|words| (words[1].clone(), words[2].clone(), format!("{} {}", words[3], words[4]))).collect()
}

#[tokio::test]
async fn keys_that_sign_are_shown_and_exchanged() {
    let directory = tempfile::tempdir().unwrap();
    let (store, path) = (store(&directory).await, directory.path().join("keys"));
    keys(&["generate", "--id", "k1", "--out", path.to_str().unwrap()], &path, None).await.0.unwrap();
    let ring = Arc::new(file::read(&path).unwrap());
    SigningKeys::load_or_create(&store, &ring, now()).await.unwrap();
    let row = |algorithm: &str, life: &str, when: &str| (algorithm.to_owned(), life.to_owned(), when.to_owned());
    let run = async |line: &[&str]| {
        let (result, out) = keys(line, &path, Some(&store)).await;
        assert!(out.lines().all(|line| line.chars().count() <= 80), "{out}");
        (result, out)
    };
    let (result, out) = run(&["list"]).await;
    result.unwrap();
    let [es256, rs256] = ["ES256", "RS256"].map(|algorithm| row(algorithm, "active", "2027-01-15 08:00"));
    assert_eq!(signing_keys(&out), [es256.clone(), rs256.clone()], "{out}");

    // Published now, and signs when every client can know it.
    let (result, out) = run(&["rotate", "--algorithm", "ES256"]).await;
    result.unwrap();
    let next = row("ES256", "next", "2027-01-15 08:06");
    assert_eq!(signing_keys(&out), [es256, next, rs256.clone()], "{out}");
    assert!(out.contains("nothing fails") && !out.contains("refused"), "{out}");
    let (result, out) = run(&["rotate", "--algorithm", "ES256", "--now"]).await;
    result.unwrap();
    assert_eq!(signing_keys(&out), [row("ES256", "active", "2027-01-15 08:00"), rs256], "{out}");
    for cost in ["Every token of an old key is refused", "up to 300 s"] {
        assert!(out.contains(cost), "{out}");
    }
    let error = run(&["rotate", "--algorithm", "EdDSA"]).await.0.unwrap_err();
    assert_eq!((error.exit_code(), error.to_string().as_str()), (1, "there is no signing key for EdDSA"));
    for wrong in [&["keys", "rotate", "--algorithm", "none"][..], &["keys", "rotate", "--algorithm", "es256"]] {
        assert!(Cli::try_parse_from(wrong).is_err(), "{wrong:?}");
    }
}

fn printed(print: impl FnOnce(&mut Vec<u8>) -> io::Result<()>) -> String {
    let mut out = Vec::new();
    print(&mut out).unwrap();
    String::from_utf8(out).unwrap()
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
    let texts = [
        printed(|out| listing::keys(&[&first, &second], &census, out)),
        printed(|out| listing::rewrapped(&first, &Rewrapped { moved: 1, total: 9, released }, out)),
    ];
    for line in texts.iter().flat_map(|text| text.lines()) {
        assert!(line.chars().count() <= 80, "{line}");
    }
    let broken: Census = [(UNREADABLE.to_owned(), counts(1, 0, 0))].into();
    insta::assert_snapshot!(printed(|out| listing::keys(&["k2", "k1"], &broken, out)), @r"
    KEY  ROLE     CREDS  SIGN  OUTBOX  HOOKS  CHECKS
    k2   seals        0     0       0      0       0
    k1   opens        0     0       0      0       0
    ?    BROKEN       1     0       0      0       0

    What is BROKEN is no sealed value: restore it from a backup, or set it anew.
    ");
}
