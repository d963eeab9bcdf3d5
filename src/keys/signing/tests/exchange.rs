//! Keys are exchanged: nothing fails, unless it is to.

use super::*;
use crate::domain::application::SigningAlgorithm::{Es256, Rs256};
use crate::domain::clock::Clock;
use crate::domain::signing_key::Life;
use crate::keys::rotation;

/// A database that several replicas share, each with a store of its own.
struct World {
    _folder: tempfile::TempDir,
    settings: StoreSettings,
}

impl World {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = Secret::new(format!("sqlite:{}", folder.path().join("a.db").display()));
        let world = Self { _folder: folder, settings: StoreSettings { url, max_connections: 2 } };
        let store = world.store().await;
        store.migrate().await.unwrap();
        check::check(&store, ring(), now()).await.unwrap();
        world
    }

    async fn store(&self) -> Store {
        Store::connect(&self.settings).await.unwrap()
    }

    async fn replica(&self) -> SigningKeys {
        SigningKeys::load_or_create(&self.store().await, ring(), now()).await.unwrap()
    }
}

/// A clock that stands still.
fn held(at: DateTime<Utc>) -> Clock {
    Clock::new(move || at)
}

fn later(duration: TimeDelta) -> DateTime<Utc> {
    now() + duration
}

/// A token that lives as long as one may, signed at an instant.
fn token_at(keys: &SigningKeys, at: DateTime<Utc>) -> String {
    let end = at + keys.policy().longest_token;
    keys.sign(Es256, TYP, &with(claims(), "exp", json!(end.timestamp()))).unwrap()
}

async fn is_good(keys: &SigningKeys, token: &str, at: DateTime<Utc>) -> bool {
    keys.verify::<Claims>(token, TYP, (ISSUER, ISSUER), at).await.is_ok()
}

/// How far the keys of an algorithm have come, the oldest first.
async fn lives(keys: &SigningKeys, algorithm: SigningAlgorithm, at: DateTime<Utc>) -> Vec<Life> {
    let set = keys.fresh().await.unwrap();
    set.list(at).filter(|(_, dates, _)| dates.algorithm == algorithm).map(|(.., life)| life).collect()
}

fn kid_of(token: &str) -> String {
    jsonwebtoken::decode_header(token).unwrap().kid.unwrap()
}

async fn rotated(keys: &SigningKeys, haste: Haste, at: DateTime<Utc>) -> KeySet {
    rotate(&keys.store, ring(), keys.policy(), (Some(Es256), haste), "keys by root", &held(at)).await.unwrap()
}

#[tokio::test]
async fn a_key_lives_its_life_by_the_schedule() {
    let world = World::new().await;
    let keys = world.replica().await;
    keys.round(&held(later(TimeDelta::days(88)))).await.unwrap();
    assert_eq!(lives(&keys, Es256, later(TimeDelta::days(88))).await, [Life::Active]);

    // A day before its time the next one is published, and does not sign.
    let day_before = later(TimeDelta::days(89));
    keys.round(&held(day_before)).await.unwrap();
    assert_eq!(lives(&keys, Es256, day_before).await, [Life::Active, Life::Next]);
    assert_eq!(lives(&keys, Rs256, day_before).await, [Life::Active, Life::Next]);
    let first = kid_of(&token_at(&keys, day_before));
    let moment_before = later(TimeDelta::days(90) - TimeDelta::milliseconds(1));
    keys.round(&held(moment_before)).await.unwrap();
    let last = token_at(&keys, moment_before);
    assert_eq!(kid_of(&last), first);

    let taken_over = later(TimeDelta::days(90));
    keys.round(&held(taken_over)).await.unwrap();
    assert_eq!(lives(&keys, Es256, taken_over).await, [Life::Retiring, Life::Active]);
    let new = token_at(&keys, taken_over);
    assert_ne!(kid_of(&new), first);
    let end = moment_before + keys.policy().longest_token;
    for at in [taken_over, end - TimeDelta::seconds(1)] {
        assert!(is_good(&keys, &last, at).await && keys.known().jwks(at).to_string().contains(&first), "{at}");
    }
    assert!(!is_good(&keys, &last, end).await, "it has ended");

    // The key goes when none of its tokens can be good any more.
    let gone = taken_over + keys.policy().afterlife();
    assert_eq!(lives(&keys, Es256, gone - TimeDelta::milliseconds(1)).await, [Life::Retiring, Life::Active]);
    assert_eq!(lives(&keys, Es256, gone).await, [Life::Active]);
    assert!(!keys.known().jwks(gone).to_string().contains(&first));
    keys.round(&held(gone)).await.unwrap();
    assert!(keys.store.list_signing_keys().await.unwrap().iter().all(|row| row.kid != first));
    let said: Vec<_> = keys.store.list_audit_events(100).await.unwrap();
    let mut said: Vec<_> =
        said.iter().filter(|event| event.subject.as_ref().is_some_and(|it| it.contains(&first))).collect();
    said.sort_by_key(|event| event.id);
    let said: Vec<String> =
        said.iter().map(|event| event.detail.read::<Value>()["life"].as_str().unwrap().to_owned()).collect();
    assert_eq!(said, ["active", "retiring", "gone"]);
}

#[tokio::test]
async fn a_key_that_is_gone_verifies_nothing_though_its_token_has_not_ended() {
    let world = World::new().await;
    let keys = world.replica().await;
    // Somebody who had the key for a moment made themselves a token that never ends.
    let endless = keys.sign(Es256, TYP, &with(claims(), "exp", json!(now().timestamp() * 2))).unwrap();
    rotated(&keys, Haste::Orderly, now()).await;
    let taken_over = now() + keys.policy().lead();
    keys.round(&held(taken_over)).await.unwrap();
    let gone = taken_over + keys.policy().afterlife();
    assert!(is_good(&keys, &endless, gone - TimeDelta::seconds(1)).await, "or this shows nothing");
    // Also by a replica that nobody has told.
    assert!(!is_good(&keys, &endless, gone).await);
}

#[tokio::test]
async fn nobody_can_sign_any_more_with_a_key_that_retires() {
    let world = World::new().await;
    let keys = world.replica().await;
    let old = kid_of(&token_at(&keys, now()));
    let last = token_at(&keys, now());
    rotated(&keys, Haste::Orderly, now()).await;
    let taken_over = now() + keys.policy().lead();
    keys.round(&held(taken_over)).await.unwrap();
    let row = keys.store.list_signing_keys().await.unwrap().into_iter().find(|row| row.kid == old).unwrap();
    let sealed = ring().open(&place(row.id), &row.sealed).unwrap();
    let kept: Jwk = serde_json::from_slice(&sealed).unwrap();
    assert_eq!(kept.common.key_id, Some(old.clone()));
    assert!(KeyPair::parse(Es256, &sealed).is_err());
    // Whoever says of it that it signs again stops what is signed, and no more.
    let mut rows = vec![row.clone()];
    rows[0].dates.retires_at = None;
    assert!(matches!(open(&rows).unwrap().sign(Es256, TYP, &claims()), Err(KeyError::NoSigningKey("ES256"))));
    rows[0].dates = dates(Rs256, 1);
    assert!(matches!(open(&rows), Err(KeyError::ForeignSigningKey(kid)) if kid == old));
    // It still verifies, after a start and under another key of the ring too.
    assert!(is_good(&world.replica().await, &last, taken_over).await);
    rotation::rewrap(&keys.store, ring(), "keys by root", taken_over).await.unwrap();
    assert!(is_good(&world.replica().await, &last, taken_over).await);
}

#[tokio::test]
async fn a_leaked_key_ends_at_once_and_so_does_the_one_that_was_to_follow() {
    let world = World::new().await;
    let (one, other) = (world.replica().await, world.replica().await);
    let leaked = token_at(&one, now());
    let next = rotated(&one, Haste::Orderly, now()).await;
    let next: Vec<String> = next.list(now()).map(|(kid, ..)| kid.to_owned()).collect();
    assert!(is_good(&one, &leaked, now()).await && is_good(&other, &leaked, now()).await);
    rotated(&one, Haste::AtOnce, now()).await;
    assert!(!is_good(&one, &leaked, now()).await);
    // As it hears within a second.
    other.store.forget_configuration();
    assert!(!is_good(&other, &leaked, now()).await);
    for keys in [&one, &other] {
        assert_eq!(lives(keys, Es256, now()).await, [Life::Active]);
        let published = keys.known().jwks(now()).to_string();
        let of_rs256 = keys.known().public(Rs256).unwrap().0.to_owned();
        assert!(next.iter().all(|kid| *kid == of_rs256 || !published.contains(kid)));
    }
    let new = token_at(&one, now());
    assert!(is_good(&other, &new, now()).await);
    // A retiring one goes too.
    rotated(&one, Haste::Orderly, now()).await;
    let taken_over = now() + one.policy().lead();
    one.round(&held(taken_over)).await.unwrap();
    assert!(is_good(&one, &new, taken_over).await);
    rotated(&one, Haste::AtOnce, taken_over).await;
    assert!(!is_good(&one, &new, taken_over).await);
}

#[tokio::test]
async fn a_replica_that_meets_an_unknown_key_looks_once_and_not_for_every_stranger() {
    let world = World::new().await;
    let (one, other) = (world.replica().await, world.replica().await);
    rotated(&one, Haste::AtOnce, now()).await;
    one.fresh().await.unwrap();
    // The other one was not told.
    let new = token_at(&one, now());
    assert!(other.known().lacks_key_of(&new, TYP));
    assert!(is_good(&other, &new, now()).await);
    let statements = other.store.counters().statements;
    for number in 0..100 {
        let header = with(header(), "kid", json!(format!("stranger-{number}")));
        assert!(!is_good(&other, &token(&header, &claims(), |_| vec![1; 64]), now()).await);
    }
    assert!(other.store.counters().statements <= statements + 1, "each made the database work");
    // What is no token of ours at all makes none.
    for alg in ["none", "RS256", "HS256"] {
        let header = json!({ "typ": TYP, "alg": alg, "kid": "stranger" });
        assert!(!other.known().lacks_key_of(&token(&header, &claims(), |_| vec![1]), TYP), "{alg}");
    }
}

#[tokio::test]
async fn replicas_that_exchange_a_key_at_once_do_so_once() {
    let world = World::new().await;
    let (one, other) = (world.replica().await, world.replica().await);
    for at in [TimeDelta::days(89), TimeDelta::days(90), TimeDelta::days(91)].map(later) {
        let clock = held(at);
        let (a, b) = tokio::join!(one.round(&clock), other.round(&clock));
        a.unwrap();
        b.unwrap();
        // The other hears of it, and finds nothing to do.
        for keys in [&one, &other] {
            keys.store.forget_configuration();
        }
        other.round(&held(at)).await.unwrap();
        assert_eq!(one.fresh().await.unwrap().jwks(at), other.fresh().await.unwrap().jwks(at));
    }
    // Made twice; then for each algorithm: next, retiring and active, gone.
    assert_eq!(one.store.list_audit_events(100).await.unwrap().len(), 2 + 2 + 4 + 2);
}

#[tokio::test]
async fn a_command_brings_the_next_key_forward_and_is_done_once() {
    let world = World::new().await;
    let keys = world.replica().await;
    let at = later(TimeDelta::days(89));
    keys.round(&held(at)).await.unwrap();
    let from =
        |set: &KeySet| set.dates().iter().filter(|it| it.algorithm == Es256).map(|it| it.active_from).max().unwrap();
    assert_eq!(from(&keys.fresh().await.unwrap()), later(TimeDelta::days(90)));
    // It has to be published as long as any other; from then on nothing keeps it.
    let soon = at + TimeDelta::seconds(1);
    let planned = rotated(&keys, Haste::Orderly, soon).await;
    assert_eq!(from(&planned), at + keys.policy().lead());
    let events = keys.store.list_audit_events(100).await.unwrap().len();
    let again = rotated(&keys, Haste::Orderly, soon).await;
    assert_eq!(again.dates(), planned.dates());
    assert_eq!(keys.store.list_audit_events(100).await.unwrap().len(), events, "nothing was done, so nothing is told");
    keys.round(&held(from(&planned) - TimeDelta::milliseconds(1))).await.unwrap();
    assert_eq!(lives(&keys, Es256, at).await, [Life::Active, Life::Next]);
    keys.round(&held(from(&planned))).await.unwrap();
    assert_eq!(lives(&keys, Es256, from(&planned)).await, [Life::Retiring, Life::Active]);
    // There is none of what nobody uses, and nothing to exchange.
    for haste in [Haste::Orderly, Haste::AtOnce] {
        let only = (Some(SigningAlgorithm::EdDsa), haste);
        let refused = rotate(&keys.store, ring(), keys.policy(), only, "keys by root", &held(at)).await;
        assert!(matches!(refused, Err(KeyError::NoSigningKey("EdDSA"))), "{refused:?}");
    }
}

#[tokio::test]
async fn whoever_signs_while_keys_are_exchanged_is_not_kept_waiting_and_has_a_good_token() {
    let world = World::new().await;
    let (one, other) = (Arc::new(world.replica().await), Arc::new(world.replica().await));
    let (stop, stopped) = tokio::sync::watch::channel(false);
    let signers: Vec<_> = [(&one, &other), (&other, &one)]
        .map(|(signs, verifies)| {
            let (signs, verifies, stopped) = (Arc::clone(signs), Arc::clone(verifies), stopped.clone());
            tokio::spawn(async move {
                let mut count = 0_u32;
                while !*stopped.borrow() {
                    let keys = signs.fresh().await.unwrap();
                    let token = keys.sign(Es256, TYP, &claims()).unwrap();
                    verifies.verify::<Claims>(&token, TYP, (ISSUER, ISSUER), now()).await.unwrap();
                    count += 1;
                    tokio::task::yield_now().await;
                }
                count
            })
        })
        .into();
    let mut at = now();
    let mut kids = std::collections::BTreeSet::new();
    for _ in 0..5 {
        rotated(&one, Haste::Orderly, at).await;
        at += one.policy().lead();
        one.round(&held(at)).await.unwrap();
        other.store.forget_configuration();
        kids.insert(other.fresh().await.unwrap().public(Es256).unwrap().0.to_owned());
        at += one.policy().afterlife();
    }
    stop.send(true).unwrap();
    for signer in signers {
        assert!(signer.await.unwrap() > 5);
    }
    assert_eq!(kids.len(), 5);
}

#[tokio::test]
async fn a_key_is_not_published_while_it_is_being_made() {
    let world = World::new().await;
    let keys = world.replica().await;
    // Each look at the clock is ten minutes after the last one: that is how long it takes to make a key here.
    let looks = std::sync::atomic::AtomicI32::new(0);
    let slow =
        Clock::new(move || now() + TimeDelta::minutes(10) * looks.fetch_add(1, std::sync::atomic::Ordering::SeqCst));
    let rotated =
        rotate(&keys.store, ring(), keys.policy(), (Some(Es256), Haste::Orderly), "keys by root", &slow).await;
    let next = *rotated.unwrap().dates().iter().find(|key| key.generation == 2).unwrap();
    assert_eq!(next.created_at, later(TimeDelta::minutes(10)), "its time begins when it is made");
    assert_eq!(next.active_from, next.created_at + keys.policy().lead());
}
