//! What the commands about keys print; no line longer than 80 columns.

use std::collections::BTreeMap;
use std::io::{self, Write};

use chrono::{DateTime, Utc};

use crate::domain::signing_key::{KeyPolicy, Life};
use crate::keys::rotation::{Census, KEY_CHECKS, Rewrapped, UNREADABLE};
use crate::keys::signing::{Haste, KeySet};
use crate::store::keys::SealedTable;

/// What one key seals, by table.
type Held = BTreeMap<&'static str, usize>;

/// How many values a key seals.
pub(super) fn total(held: &Held) -> usize {
    held.values().sum()
}

/// What is sealed with keys that a ring lacks.
pub(super) fn lost<'a>(ids: &[&str], census: &'a Census) -> impl Iterator<Item = &'a Held> {
    census.iter().filter(move |(id, _)| !ids.contains(&id.as_str())).map(|(_, held)| held)
}

/// The columns: what a [`Census`] counts, and its heading. The public keys that prove what was signed are counted with those that
/// sign, and so is the secret of pairwise names; and what Entra gave us to ask with, with what proves us there.
fn columns() -> impl Iterator<Item = (Vec<&'static str>, &'static str)> {
    // One short word each: a key id of 32 characters and all columns fit into 80.
    let column = |table: SealedTable| match table {
        SealedTable::Credentials => Some((vec![table.name(), SealedTable::UpstreamTokens.name()], "CREDS")),
        SealedTable::SigningKeys => {
            let (audit, pairwise) = (SealedTable::AuditKeys.name(), SealedTable::PairwiseSalts.name());
            Some((vec![table.name(), audit, pairwise], "SIGN"))
        }
        SealedTable::Outbox => Some((vec![table.name()], "OUTBOX")),
        SealedTable::WebhookSecrets => Some((vec![table.name()], "HOOKS")),
        SealedTable::AuditKeys | SealedTable::PairwiseSalts | SealedTable::UpstreamTokens => None,
    };
    SealedTable::ALL.into_iter().filter_map(column).chain([(vec![KEY_CHECKS], "CHECKS")])
}

/// What each key of a ring and of the database seals, and what to do about it.
pub(super) fn keys(ids: &[&str], census: &Census, out: &mut impl Write) -> io::Result<()> {
    let lost: Vec<&str> = census.keys().map(String::as_str).filter(|id| !ids.contains(id)).collect();
    let width = ids.iter().chain(&lost).map(|id| id.len()).max().unwrap_or_default().max("KEY".len());
    write!(out, "{:width$}  {:7}", "KEY", "ROLE")?;
    for (_, heading) in columns() {
        write!(out, "  {heading}")?;
    }
    writeln!(out)?;
    for (index, id) in ids.iter().chain(&lost).enumerate() {
        let role = match *id {
            UNREADABLE => "BROKEN",
            id if lost.contains(&id) => "MISSING",
            _ if index == 0 => "seals",
            _ => "opens",
        };
        write!(out, "{id:width$}  {role:7}")?;
        for (tables, heading) in columns() {
            let held = census.get(*id);
            let count: usize = tables.iter().filter_map(|table| held?.get(table)).sum();
            write!(out, "  {count:>width$}", width = heading.len())?;
        }
        writeln!(out)?;
    }
    if lost.iter().any(|id| *id != UNREADABLE) {
        writeln!(out, "\nWhat a MISSING key has sealed cannot be opened: put that key back into the key")?;
        writeln!(out, "file, behind the first.")?;
    }
    if lost.contains(&UNREADABLE) {
        writeln!(out, "\nWhat is BROKEN is no sealed value: restore it from a backup, or set it anew.")?;
    }
    let Some((first, others)) = ids.split_first() else { return Ok(()) };
    if others.iter().filter_map(|id| census.get(*id)).any(|held| total(held) > 0) {
        writeln!(out, "\nTo move everything to `{first}`:\n  anteroom keys rewrap")?;
    } else if !others.is_empty() && lost.is_empty() {
        writeln!(out, "\nThe database needs no key but `{first}`.")?;
        writeln!(out, "The others may go, once every replica runs with that one first.")?;
    }
    Ok(())
}

/// What a rewrap did, and what may be done now.
pub(super) fn rewrapped(first: &str, rewrapped: &Rewrapped, out: &mut impl Write) -> io::Result<()> {
    let Rewrapped { moved, total, released } = rewrapped;
    writeln!(out, "Moved to `{first}`: {moved}")?;
    writeln!(out, "Sealed with it now: {total} of {total}")?;
    writeln!(out, "Sealed with another key: 0")?;
    if !released.is_empty() {
        writeln!(out, "\nThe database needs these keys no longer:")?;
        for id in released {
            writeln!(out, "  {id}")?;
        }
        writeln!(out, "Take them out of the key file once every replica has been restarted with")?;
        writeln!(out, "`{first}` first, and `anteroom keys list` still agrees:")?;
        writeln!(out, "a replica that runs with the old order seals with the old key.")?;
    }
    Ok(())
}

/// The keys that sign tokens: the name of each, and how far it has come.
pub(super) fn signing(keys: &KeySet, now: DateTime<Utc>, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "{:43}  {:5}  {:8}  WHEN (UTC)", "SIGNING KEY", "ALG", "LIFE")?;
    for (kid, dates, life) in keys.list(now) {
        let (word, when) = match life {
            Life::Next => ("next", Some(dates.active_from)),
            Life::Active => ("active", Some(dates.active_from)),
            Life::Retiring | Life::Gone => ("retiring", dates.retires_at),
        };
        let when = when.map(|when| when.format("%Y-%m-%d %H:%M").to_string()).unwrap_or_default();
        writeln!(out, "{kid:43}  {:5}  {word:8}  {when}", dates.algorithm.name())?;
    }
    writeln!(out, "\nA next key is published and signs from then on, an active one has since then, a")?;
    writeln!(out, "retiring one signs no more and is published until then.")
}

/// What comes of an exchange of keys, and what it costs.
pub(super) fn rotated(haste: Haste, policy: &KeyPolicy, out: &mut impl Write) -> io::Result<()> {
    let kept = policy.kept.num_seconds();
    match haste {
        Haste::Orderly => {
            writeln!(out, "\nThe next keys take over by themselves, once a server runs; nothing fails.")
        }
        Haste::AtOnce => {
            writeln!(out, "\nThe new keys sign at once. What that costs:")?;
            writeln!(out, "- Every token of an old key is refused here: apps fetch new ones, by refreshing")?;
            writeln!(out, "  or another sign-in. Sessions and refresh tokens stay.")?;
            writeln!(out, "- Clients keep our public keys for up to {kept} s. Until then they may take what")?;
            writeln!(out, "  an old key signs, and refuse new tokens, unless they fetch unknown keys.")
        }
    }
}
