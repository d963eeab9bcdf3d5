//! Moving what is sealed to the first key of the ring.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde_json::json;

use super::ring::KeyRing;
use super::seal::{Place, sealed_with};
use super::{KeyError, check, random};
use crate::domain::audit::{AuditAction, AuditDetail, AuditEvent, AuditOutcome};
use crate::store::Store;
use crate::store::keys::SealedValue;

/// How often all is gone through. More than once only where another process writes at the same time.
const ROUNDS: usize = 5;
/// What stands in the place of a key id where a value names none.
pub const UNREADABLE: &str = "?";
/// The table of the known values, in a [`Census`].
pub const KEY_CHECKS: &str = "key_checks";

/// How many values each key seals, by key id and table.
pub type Census = BTreeMap<String, BTreeMap<&'static str, usize>>;

/// What [`rewrap`] did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rewrapped {
    /// How many values it moved.
    pub moved: usize,
    /// How many values the first key seals now: all there are.
    pub total: usize,
    /// The keys that seal nothing any more, though the database had known them until now.
    pub released: Vec<String>,
}

/// Counts what each key seals; also keys that the ring lacks.
pub async fn census(store: &Store) -> Result<Census, KeyError> {
    let mut census = Census::new();
    let values = store.list_sealed().await?;
    let values = values.iter().map(|value| (value.table.name(), &value.sealed));
    let checks = store.list_key_checks().await?;
    for (table, sealed) in values.chain(checks.iter().map(|(_, sealed)| (KEY_CHECKS, sealed))) {
        let key = sealed_with(sealed).unwrap_or(UNREADABLE).to_owned();
        *census.entry(key).or_default().entry(table).or_default() += 1;
    }
    Ok(census)
}

/// Seals everything anew with the first key, and proves that nothing is left with another. May be broken off and run
/// again: each value is moved by itself. One that does not open holds up none of the others, but is an error at the end.
pub async fn rewrap(store: &Store, ring: &KeyRing, actor: &str, now: DateTime<Utc>) -> Result<Rewrapped, KeyError> {
    check::check(store, ring, now).await?;
    let first = ring.ids().next().ok_or(KeyError::Empty)?;
    let mut moved = 0;
    for _ in 0..ROUNDS {
        let mut progress = false;
        for value in left(store.list_sealed().await?, first) {
            let Ok(sealed) = reseal(ring, &value) else { continue };
            // One that somebody changed or removed meanwhile is not there to be replaced: the next round looks again.
            moved += usize::from(store.replace_sealed(&value, sealed).await?);
            progress = true;
        }
        if !progress {
            break;
        }
    }
    let all = store.list_sealed().await?;
    let total = all.len();
    let left = left(all, first);
    let mut released: Vec<String> = store.list_key_checks().await?.into_iter().map(|(key_id, _)| key_id).collect();
    released.retain(|key_id| key_id != first);
    if moved > 0 || !left.is_empty() || !released.is_empty() {
        let outcome = if left.is_empty() { AuditOutcome::Success } else { AuditOutcome::Failed };
        let detail = AuditDetail::of(&json!({ "moved": moved, "left": left.len(), "released": released }));
        store.append_audit(&event(first, actor, outcome, detail, now)).await?;
    }
    if let Some(value) = left.first() {
        return Err(KeyError::Left {
            count: left.len(),
            table: value.table.name(),
            row: value.row,
            problem: reseal(ring, value).err().map_or_else(|| "it kept changing".to_owned(), |error| error.to_string()),
        });
    }
    // Last: until nothing is left, a ring without the old key must still be refused at start.
    for key_id in &released {
        store.delete_key_check(key_id).await?;
    }
    Ok(Rewrapped { moved, total, released })
}

fn left(values: Vec<SealedValue>, first: &str) -> Vec<SealedValue> {
    values.into_iter().filter(|value| sealed_with(&value.sealed) != Some(first)).collect()
}

fn reseal(ring: &KeyRing, value: &SealedValue) -> Result<Vec<u8>, KeyError> {
    let place = Place { table: value.table.name(), column: "sealed", row: value.row, organization: value.organization };
    ring.seal(&place, &ring.open(&place, &value.sealed)?)
}

fn event(first: &str, actor: &str, outcome: AuditOutcome, detail: AuditDetail, now: DateTime<Utc>) -> AuditEvent {
    AuditEvent {
        id: random::id(now),
        at: now,
        organization_id: None,
        action: AuditAction::KeysRewrapped,
        actor: actor.to_owned(),
        subject: Some(format!("key {first}")),
        user_id: None,
        application_id: None,
        sign_in_id: None,
        outcome,
        reason: None,
        ip: None,
        user_agent: None,
        detail,
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use tempfile::TempDir;

    use super::*;
    use crate::domain::connection::{Connection, ConnectionKind, ConnectionStatus};
    use crate::domain::credential::{CredentialKind, CredentialSlot, StoredCredential};
    use crate::domain::id::OrganizationId;
    use crate::domain::organization::Organization;
    use crate::domain::secret::Secret;
    use crate::store::StoreSettings;

    fn now() -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000, 0).unwrap()
    }

    /// An empty store, in a directory that the test holds.
    pub(crate) async fn store(directory: &TempDir) -> Store {
        let url = Secret::new(format!("sqlite:{}", directory.path().join("anteroom.db").display()));
        let store = Store::connect(&StoreSettings { url, max_connections: 2 }).await.unwrap();
        store.migrate().await.unwrap();
        store
    }

    /// An organization of its own with one sealed client secret.
    pub(crate) async fn add_credential(store: &Store, ring: &KeyRing, number: u32) -> (OrganizationId, Vec<u8>) {
        let organization_id: OrganizationId = random::id(now());
        let row = random::id(now());
        let place = Place { table: "credentials", column: "sealed", row, organization: Some(organization_id) };
        let sealed = ring.seal(&place, format!("secret {number}").as_bytes()).unwrap();
        add_sealed(store, organization_id, row, number, sealed.clone()).await;
        (organization_id, sealed)
    }

    async fn add_sealed(store: &Store, organization_id: OrganizationId, row: uuid::Uuid, number: u32, sealed: Vec<u8>) {
        let (slug, name) = (format!("hospital-{number}"), format!("Hospital {number}"));
        let organization = Organization::new(organization_id, slug, name);
        let connection = Connection {
            id: random::id(now()),
            organization_id,
            name: "Entra".to_owned(),
            kind: ConnectionKind::Entra,
            status: ConnectionStatus::Active,
            active: None,
            previous: None,
            draft: None,
        };
        let credential = StoredCredential {
            id: row.into(),
            organization_id,
            connection_id: connection.id,
            slot: CredentialSlot::A,
            registered_as: None,
            in_use: true,
            kind: CredentialKind::ClientSecret,
            sealed: Some(sealed),
            certificate: None,
            expires_at: None,
        };
        let change = store.change_configuration(now()).await.unwrap();
        change.insert_organization(&organization).await.unwrap();
        change.insert_connection(&connection).await.unwrap();
        change.insert_credential(&credential).await.unwrap();
        change.commit().await.unwrap();
    }

    /// The old key alone, both with the new one first, and the new one alone.
    pub(crate) fn rings() -> (KeyRing, KeyRing, KeyRing) {
        let (old, new) = (KeyRing::generate_line("old"), KeyRing::generate_line("new"));
        let both = KeyRing::parse(&format!("{}\n{}", *new, *old)).unwrap();
        (KeyRing::parse(&old).unwrap(), both, KeyRing::parse(&new).unwrap())
    }

    /// How many events the audit log has got since this was last asked.
    async fn events(store: &Store) -> u64 {
        store.chain_audit(100).await.unwrap()
    }

    async fn opened(store: &Store, ring: &KeyRing) -> Vec<String> {
        let mut opened = Vec::new();
        for value in store.list_sealed().await.unwrap() {
            let place =
                Place { table: value.table.name(), column: "sealed", row: value.row, organization: value.organization };
            opened.push(String::from_utf8(ring.open(&place, &value.sealed).unwrap().to_vec()).unwrap());
        }
        opened.sort();
        opened
    }

    #[tokio::test]
    async fn everything_moves_once_and_the_old_key_may_go() {
        let directory = tempfile::tempdir().unwrap();
        let store = store(&directory).await;
        let (old, both, new) = rings();
        check::check(&store, &old, now()).await.unwrap();
        for number in 1..=3 {
            add_credential(&store, &old, number).await;
        }
        // As after an interruption: one value has been moved already.
        add_credential(&store, &both, 4).await;
        assert!(matches!(check::check(&store, &new, now()).await, Err(KeyError::UnknownKey(id)) if id == "old"));

        let rewrapped = rewrap(&store, &both, "keys by root", now()).await.unwrap();
        assert_eq!(rewrapped, Rewrapped { moved: 3, total: 4, released: vec!["old".to_owned()] });
        assert_eq!(events(&store).await, 1);
        check::check(&store, &new, now()).await.unwrap();
        assert_eq!(opened(&store, &new).await, ["secret 1", "secret 2", "secret 3", "secret 4"]);
        assert_eq!(census(&store).await.unwrap().keys().collect::<Vec<_>>(), ["new"]);

        let again = rewrap(&store, &both, "keys by root", now()).await.unwrap();
        assert_eq!(again, Rewrapped { moved: 0, total: 4, released: Vec::new() });
        assert_eq!(events(&store).await, 0, "nothing was done, so nothing is told");
    }

    #[tokio::test]
    async fn what_does_not_open_holds_up_nothing_else_but_no_key_goes() {
        let directory = tempfile::tempdir().unwrap();
        let store = store(&directory).await;
        let (old, both, new) = rings();
        check::check(&store, &old, now()).await.unwrap();
        let (_, sealed) = add_credential(&store, &old, 1).await;
        // A row copied to another hospital.
        let row = random::id(now());
        add_sealed(&store, random::id(now()), row, 2, sealed).await;
        add_credential(&store, &old, 3).await;

        for (round, moved) in [(1, 2), (2, 0)] {
            let error = rewrap(&store, &both, "keys by root", now()).await.unwrap_err();
            assert!(
                matches!(&error, KeyError::Left { count: 1, table: "credentials", row: left, .. } if *left == row),
                "round {round}: {error}"
            );
            let census = census(&store).await.unwrap();
            assert_eq!(census["old"]["credentials"], 1, "round {round} moved {moved}");
            assert_eq!(census["new"]["credentials"], 2);
            assert_eq!(events(&store).await, 1, "also a failure is told");
            assert!(check::check(&store, &new, now()).await.is_err(), "the old key is still asked for");
        }
    }

    #[tokio::test]
    async fn a_value_of_an_unknown_key_is_named() {
        let directory = tempfile::tempdir().unwrap();
        let store = store(&directory).await;
        let (old, _, new) = rings();
        add_credential(&store, &old, 1).await;
        let error = rewrap(&store, &new, "keys by root", now()).await.unwrap_err();
        assert!(matches!(&error, KeyError::Left { count: 1, problem, .. } if problem.contains("`old`")), "{error}");
    }

    #[tokio::test]
    async fn a_wrong_ring_moves_nothing() {
        let directory = tempfile::tempdir().unwrap();
        let store = store(&directory).await;
        let (old, ..) = rings();
        let (_, other, _) = rings();
        check::check(&store, &old, now()).await.unwrap();
        let (_, sealed) = add_credential(&store, &old, 1).await;
        let error = rewrap(&store, &other, "keys by root", now()).await.unwrap_err();
        assert!(matches!(error, KeyError::WrongKey(id) if id == "old"));
        assert_eq!(store.list_sealed().await.unwrap()[0].sealed, sealed);
        assert_eq!(events(&store).await, 0);
    }

    #[tokio::test]
    async fn a_value_that_was_set_anew_meanwhile_is_not_put_back() {
        let directory = tempfile::tempdir().unwrap();
        let store = store(&directory).await;
        let (old, both, _) = rings();
        add_credential(&store, &old, 1).await;
        let stale = store.list_sealed().await.unwrap().remove(0);
        assert!(store.replace_sealed(&stale, reseal(&both, &stale).unwrap()).await.unwrap());
        assert!(!store.replace_sealed(&stale, reseal(&both, &stale).unwrap()).await.unwrap());
    }
}
