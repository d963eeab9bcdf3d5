//! Refresh tokens: each works once, its reuse is noticed, and it ends with its grant and session.

use chrono::Duration;

use super::on_both;
use super::world::{Hospital, World, hash, start};
use crate::domain::audit::AuditAction;
use crate::domain::grant::{Grant, RefreshToken};
use crate::domain::session::Session;
use crate::store::refresh::FoundRefreshToken;

on_both!(a_token_works_once, a_token_ends_with_its_grant_and_session, a_token_stays_in_its_family);

async fn enter(world: &World) -> (Hospital, Session, Grant, RefreshToken) {
    let hospital = world.hospital("a").await;
    let entry = hospital.enter(&world.store).await;
    let token = hospital.refresh_token(&entry.grant);
    world.store.organization(hospital.id).insert_refresh_token(&token).await.unwrap();
    (hospital, entry.session.unwrap().0, entry.grant, token)
}

async fn a_token_works_once(world: World) {
    let (hospital, session, grant, token) = enter(&world).await;
    let found = async |hash| world.store.find_refresh_token(&hash, start()).await.unwrap();
    let fresh = FoundRefreshToken { grant_id: grant.id, organization_id: hospital.id, claimed: false };
    assert_eq!(found(token.hash).await, Some(fresh));
    assert_eq!(found(hash()).await, None);
    let live = world.store.organization(hospital.id).find_live_grant(grant.id, start()).await.unwrap();
    assert_eq!(live, Some((grant.clone(), session)));

    let other = world.another_store().await;
    let mut attempts = tokio::task::JoinSet::new();
    for number in 0..50 {
        let store = if number % 2 == 0 { &world.store } else { &other };
        let store = store.organization(hospital.id);
        let (used, next) = (token.hash, hospital.refresh_token(&grant));
        attempts.spawn(async move {
            let done = store.rotate_refresh_token(&used, &next, start()).await.unwrap();
            (done, next)
        });
    }
    let attempts = attempts.join_all().await;
    assert_eq!(attempts.iter().filter(|(done, _)| *done).count(), 1);
    for (done, next) in attempts {
        assert_eq!(found(next.hash).await, done.then_some(fresh));
    }
    assert_eq!(found(token.hash).await, Some(FoundRefreshToken { claimed: true, ..fresh }));
}

async fn a_token_ends_with_its_grant_and_session(world: World) {
    let (hospital, session, grant, token) = enter(&world).await;
    let store = world.store.organization(hospital.id);
    let rotate = async |token: &RefreshToken, grant: &Grant, now| {
        let next = hospital.refresh_token(grant);
        store.rotate_refresh_token(&token.hash, &next, now).await.unwrap()
    };
    assert_eq!(world.store.find_refresh_token(&token.hash, token.expires_at).await.unwrap(), None);
    assert!(!rotate(&token, &grant, token.expires_at).await);
    let mut long = hospital.refresh_token(&grant);
    long.expires_at = start() + Duration::days(30);
    store.insert_refresh_token(&long).await.unwrap();
    assert!(!rotate(&long, &grant, session.expires_at).await);
    assert_eq!(store.find_live_grant(grant.id, session.expires_at).await.unwrap(), None);

    let second = hospital.enter(&world.store).await;
    let of_second = hospital.refresh_token(&second.grant);
    store.insert_refresh_token(&of_second).await.unwrap();
    store.revoke_grant(grant.id, start(), &hospital.event(AuditAction::RefreshTokenReused)).await.unwrap();
    assert!(!rotate(&token, &grant, start()).await);
    let ended = second.session.unwrap().0.id;
    assert!(store.end_session(ended, start(), &hospital.event(AuditAction::SessionEnded)).await.unwrap());
    assert!(!rotate(&of_second, &second.grant, start()).await);
}

async fn a_token_stays_in_its_family(world: World) {
    let (hospital, _, _, token) = enter(&world).await;
    let other = hospital.enter(&world.store).await.grant;
    let store = world.store.organization(hospital.id);
    assert!(!store.rotate_refresh_token(&token.hash, &hospital.refresh_token(&other), start()).await.unwrap());
    assert!(!world.store.find_refresh_token(&token.hash, start()).await.unwrap().unwrap().claimed);
}
