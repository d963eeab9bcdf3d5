//! Keys: made once by whoever is first; every sealed value can be moved, and none is lost to a race.

use serde_json::json;

use super::on_both;
use super::world::{World, id, start};
use crate::domain::application::SigningAlgorithm;
use crate::domain::signing_key::KeyDates;
use crate::store::keys::{SealedTable, SealedValue, StoredSigningKey};
use crate::store::{Store, StoreError};

on_both!(one_replica_makes_the_key, a_key_check_is_made_once, every_sealed_value_is_listed, a_move_loses_no_change);

fn key(algorithm: SigningAlgorithm) -> StoredSigningKey {
    let id: uuid::Uuid = id();
    StoredSigningKey {
        id,
        kid: id.to_string(),
        dates: KeyDates { algorithm, generation: 1, created_at: start(), active_from: start(), retires_at: None },
        sealed: vec![4, 5, 6],
        public_jwk: json!({ "kty": "EC" }),
    }
}

async fn insert(store: &Store, key: &StoredSigningKey) -> Result<(), StoreError> {
    let change = store.change_configuration(start()).await?;
    change.insert_signing_key(key).await?;
    change.commit().await
}

async fn one_replica_makes_the_key(world: World) {
    let other = world.another_store().await;
    let mut attempts = tokio::task::JoinSet::new();
    for number in 0..10 {
        let store = if number % 2 == 0 { world.store.clone() } else { other.clone() };
        let key = key(SigningAlgorithm::Es256);
        attempts.spawn(async move {
            let inserted = insert(&store, &key).await;
            assert!(matches!(inserted, Ok(()) | Err(StoreError::Conflict)), "{inserted:?}");
            (key, store.list_signing_keys().await.unwrap())
        });
    }
    let attempts = attempts.join_all().await;
    let (made, mut seen): (Vec<_>, Vec<_>) = attempts.into_iter().unzip();
    seen.dedup();
    let [seen] = seen.as_slice() else { panic!("{seen:?}") };
    let [winner] = seen.as_slice() else { panic!("{seen:?}") };
    assert!(made.contains(winner));
    let rs = key(SigningAlgorithm::Rs256);
    insert(&world.store, &rs).await.unwrap();
    assert_eq!(other.list_signing_keys().await.unwrap(), [winner.clone(), rs]);
}

async fn a_key_check_is_made_once(world: World) {
    assert_eq!(world.store.list_key_checks().await.unwrap(), []);
    world.store.insert_key_check(id(), "k1", vec![1], start()).await.unwrap();
    world.store.insert_key_check(id(), "k1", vec![2], start()).await.unwrap();
    world.store.insert_key_check(id(), "k2", vec![3], start()).await.unwrap();
    let both = [("k1".to_owned(), vec![1]), ("k2".to_owned(), vec![3])];
    assert_eq!(world.store.list_key_checks().await.unwrap(), both);
    world.store.delete_key_check("k1").await.unwrap();
    assert_eq!(world.store.list_key_checks().await.unwrap(), both[1..]);
}

async fn every_sealed_value_is_listed(world: World) {
    let mut expected = Vec::new();
    for slug in ["a", "b", "c"] {
        let hospital = world.hospital(slug).await;
        let credential = &hospital.configuration.credentials[0];
        expected.push((SealedTable::Credentials, credential.id.0, Some(hospital.id)));
    }
    let key = key(SigningAlgorithm::Es256);
    insert(&world.store, &key).await.unwrap();
    expected.push((SealedTable::SigningKeys, key.id, None));
    for (id, owner) in super::webhooks::one_of_each(&world).await {
        expected.push((SealedTable::WebhookSecrets, id.0, owner));
    }
    let listed = world.store.list_sealed().await.unwrap();
    let listed: Vec<_> = listed.iter().map(|value| (value.table, value.row, value.organization)).collect();
    assert_eq!(listed, expected);
}

async fn a_move_loses_no_change(world: World) {
    let a = world.hospital("a").await;
    insert(&world.store, &key(SigningAlgorithm::Es256)).await.unwrap();
    super::webhooks::one_of_each(&world).await;
    world.store.find_configuration(a.id).await.unwrap();
    for value in world.store.list_sealed().await.unwrap() {
        assert!(world.store.replace_sealed(&value, vec![8, 8]).await.unwrap());
        assert!(!world.store.replace_sealed(&value, vec![7, 7]).await.unwrap(), "changed meanwhile");
        let elsewhere = SealedValue { row: id(), sealed: vec![8, 8], ..value.clone() };
        assert!(!world.store.replace_sealed(&elsewhere, vec![7, 7]).await.unwrap());
        if value.organization.is_some() {
            let of_another = SealedValue { organization: Some(id()), sealed: vec![8, 8], ..value };
            assert!(!world.store.replace_sealed(&of_another, vec![7, 7]).await.unwrap());
        }
    }
    assert_eq!(world.store.list_signing_keys().await.unwrap()[0].sealed, [8, 8]);
    let read = world.store.find_configuration(a.id).await.unwrap().unwrap();
    assert_eq!(read.credentials[0].sealed.as_deref(), Some([8, 8].as_slice()));
}
