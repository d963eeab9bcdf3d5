//! Refresh tokens: each works once, its reuse is noticed, and it ends with its grant and session.

use chrono::{DateTime, Duration, Utc};

use super::on_both;
use super::world::{Hospital, World, hash, start};
use crate::domain::audit::AuditAction;
use crate::domain::grant::{Grant, RefreshToken};
use crate::domain::session::Session;
use crate::store::refresh::{FoundRefreshToken, Use};

on_both!(
    a_token_works_once,
    a_refresh_costs_one_read_and_one_write,
    a_token_ends_with_its_grant_and_session,
    a_token_stays_in_its_family,
    one_that_stays_is_used_as_often_as_its_session_lives,
    a_proof_works_once
);

async fn enter(world: &World) -> (Hospital, Session, Grant, RefreshToken) {
    let hospital = world.hospital("a").await;
    let entry = hospital.enter(&world.store).await;
    let token = hospital.refresh_token(&entry.grant);
    world.store.organization(hospital.id).insert_refresh_token(&token).await.unwrap();
    (hospital, entry.session.unwrap().0, entry.grant, token)
}

/// The use of a token, after which its session lives as long as before.
fn of(token: &RefreshToken, grant: &Grant) -> Use {
    let idle_at = start() + Duration::hours(9);
    Use { spent: token.id, grant_id: grant.id, session_id: grant.session_id, idle_at }
}

fn next(hospital: &Hospital, token: &RefreshToken, grant: &Grant) -> RefreshToken {
    RefreshToken { predecessor: Some(token.id), ..hospital.refresh_token(grant) }
}

async fn a_token_works_once(world: World) {
    let (hospital, session, grant, token) = enter(&world).await;
    let found = async |hash| world.store.find_refresh_token(&hash, start()).await.unwrap();
    let fresh = FoundRefreshToken {
        id: token.id,
        created_at: token.created_at,
        expires_at: token.expires_at,
        used_at: None,
        jkt: token.jkt.clone(),
        grant: grant.clone(),
        session: session.clone(),
    };
    assert_eq!(found(token.hash).await, Some(fresh.clone()));
    assert_eq!(found(hash()).await, None);
    let live = world.store.organization(hospital.id).find_live_grant(grant.id, start()).await.unwrap();
    assert_eq!(live, Some((grant.clone(), session)));

    let other = world.another_store().await;
    let mut attempts = tokio::task::JoinSet::new();
    for number in 0..50 {
        let store = if number % 2 == 0 { &world.store } else { &other };
        let store = store.organization(hospital.id);
        let (of, next) = (of(&token, &grant), next(&hospital, &token, &grant));
        attempts.spawn(async move {
            let done = store.rotate_refresh_token(of, &next, start()).await.unwrap();
            (done, next)
        });
    }
    let attempts = attempts.join_all().await;
    assert_eq!(attempts.iter().filter(|(done, _)| *done).count(), 1);
    let store = world.store.organization(hospital.id);
    for (done, next) in attempts {
        assert_eq!(found(next.hash).await.map(|found| found.id), done.then_some(next.id));
        if done {
            assert_eq!(store.find_unused_successor(grant.id, token.id).await.unwrap(), Some(next.id));
            assert_eq!(store.find_unused_successor(grant.id, next.id).await.unwrap(), None);
        }
    }
    let used = found(token.hash).await.unwrap();
    assert_eq!(used.used_at, Some(start()));
    assert_eq!(used.session.idle_at, Some(start() + Duration::hours(9)), "the session was not used");
}

async fn a_refresh_costs_one_read_and_one_write(world: World) {
    let (hospital, _, grant, token) = enter(&world).await;
    let before = world.store.counters();
    world.store.find_refresh_token(&token.hash, start()).await.unwrap().unwrap();
    let next = next(&hospital, &token, &grant);
    let store = world.store.organization(hospital.id);
    assert!(store.rotate_refresh_token(of(&token, &grant), &next, start()).await.unwrap());
    let after = world.store.counters();
    let expected = if world.store.is_postgres() { 2 } else { 4 };
    assert_eq!(
        (after.statements - before.statements, after.write_transactions - before.write_transactions),
        (expected, 1)
    );
}

async fn a_token_ends_with_its_grant_and_session(world: World) {
    let (hospital, session, grant, token) = enter(&world).await;
    let store = world.store.organization(hospital.id);
    // Neither is it found any more, nor could whoever had found it before use it still.
    let is_out = async |token: &RefreshToken, grant: &Grant, now: DateTime<Utc>| {
        let next = next(&hospital, token, grant);
        let rotated = store.rotate_refresh_token(of(token, grant), &next, now).await.unwrap();
        let used = store.use_refresh_token(of(token, grant), now).await.unwrap();
        world.store.find_refresh_token(&token.hash, now).await.unwrap().is_none() && !rotated && !used
    };
    assert!(is_out(&token, &grant, token.expires_at).await);
    let mut long = hospital.refresh_token(&grant);
    long.expires_at = start() + Duration::days(30);
    store.insert_refresh_token(&long).await.unwrap();
    assert!(is_out(&long, &grant, session.expires_at).await);
    assert_eq!(store.find_live_grant(grant.id, session.expires_at).await.unwrap(), None);
    let soon = Use { idle_at: start() + Duration::minutes(5), ..of(&long, &grant) };
    assert!(store.use_refresh_token(soon, start()).await.unwrap());
    assert!(is_out(&long, &grant, start() + Duration::minutes(5)).await, "nobody has used the session");

    let second = hospital.enter(&world.store).await;
    let of_second = hospital.refresh_token(&second.grant);
    store.insert_refresh_token(&of_second).await.unwrap();
    store.revoke_grant(grant.id, start(), &hospital.event(AuditAction::RefreshTokenReused)).await.unwrap();
    assert!(is_out(&token, &grant, start()).await);
    let ended = second.session.unwrap().0.id;
    assert!(store.end_session(ended, start(), &hospital.event(AuditAction::SessionEnded)).await.unwrap());
    assert!(is_out(&of_second, &second.grant, start()).await);
}

async fn a_token_stays_in_its_family(world: World) {
    let (hospital, _, _, token) = enter(&world).await;
    let other = hospital.enter(&world.store).await.grant;
    let store = world.store.organization(hospital.id);
    let next = next(&hospital, &token, &other);
    assert!(!store.rotate_refresh_token(of(&token, &other), &next, start()).await.unwrap());
    assert!(!store.use_refresh_token(of(&token, &other), start()).await.unwrap());
    let found = world.store.find_refresh_token(&token.hash, start()).await.unwrap().unwrap();
    assert_eq!((found.used_at, found.session.idle_at), (None, None));
}

async fn one_that_stays_is_used_as_often_as_its_session_lives(world: World) {
    let (hospital, _, grant, token) = enter(&world).await;
    let store = world.store.organization(hospital.id);
    for _ in 0..2 {
        assert!(store.use_refresh_token(of(&token, &grant), start()).await.unwrap());
    }
    let found = world.store.find_refresh_token(&token.hash, start()).await.unwrap().unwrap();
    assert_eq!((found.used_at, found.session.idle_at), (None, Some(start() + Duration::hours(9))));
    let next = next(&hospital, &token, &grant);
    assert!(store.rotate_refresh_token(of(&token, &grant), &next, start()).await.unwrap());
    assert!(!store.use_refresh_token(of(&token, &grant), start()).await.unwrap(), "it was used up");
}

async fn a_proof_works_once(world: World) {
    let (proof, end) = (hash(), start() + Duration::minutes(5));
    let other = world.another_store().await;
    let mut attempts = tokio::task::JoinSet::new();
    for number in 0..50 {
        let store = if number % 2 == 0 { world.store.clone() } else { other.clone() };
        attempts.spawn(async move { store.claim_dpop_proof(&proof, end).await.unwrap() });
    }
    assert_eq!(attempts.join_all().await.into_iter().filter(|first| *first).count(), 1);
    assert!(world.store.claim_dpop_proof(&hash(), end).await.unwrap(), "another is another");
    assert_eq!(world.store.sweep(end - Duration::seconds(1)).await.unwrap().dpop_proofs, 0);
    assert!(!world.store.claim_dpop_proof(&proof, end).await.unwrap(), "it was forgotten too soon");
    assert_eq!(world.store.sweep(end).await.unwrap().dpop_proofs, 2);
}
