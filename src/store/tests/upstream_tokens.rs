//! What Entra is asked with about open sessions: taken by one, put back as it came, and gone with its session, its flag and its time.

use chrono::{DateTime, Duration, Utc};
use uuid::Uuid;

use super::on_both;
use super::world::{Hospital, World, id, start};
use crate::domain::audit::AuditAction;
use crate::domain::claims::{AccountType, EmailVerified, MicrosoftAccount};
use crate::domain::flag::{FlagName, FlagSetting};
use crate::domain::recheck::LEASE;
use crate::domain::session::{Evidence, Proof, Session};
use crate::store::StoreError;
use crate::store::upstream_tokens::{Ended, UpstreamToken, Watched};

on_both!(
    of_many_who_take_one_has_it,
    whoever_comes_after_the_lease_writes_nothing,
    a_connection_gives_what_is_due_the_longest_due_first,
    what_is_refused_ends_with_what_is_older_of_the_same_account,
    of_two_that_are_refused_at_once_each_session_is_counted_once,
    a_token_goes_with_its_session_its_flag_and_its_time,
    asking_sooner_holds_for_what_is_kept,
    tokens_stay_apart,
);

fn due() -> DateTime<Utc> {
    start() + Duration::minutes(15)
}

/// An open session through an account of the hospital's directory, begun so many minutes after the start, and its token.
async fn watched(world: &World, hospital: &Hospital, oid: u128, minute: i64) -> Session {
    let begun = start() + Duration::minutes(minute);
    let account = MicrosoftAccount {
        issuer: String::new(),
        tid: hospital.tid,
        oid: Uuid::from_u128(oid),
        sub: String::new(),
        email: None,
        upn: None,
        preferred_username: None,
        email_verified: EmailVerified::Absent,
        account_type: AccountType::Absent,
        identity_provider: None,
        authentication_contexts: Vec::new(),
        session: None,
        login_hint: None,
        name: None,
    };
    let connection_id = hospital.configuration.connections[0].id;
    let evidence = Evidence::Entra { connection_id, authenticated_at: None, account: Box::new(account) };
    let mut entry = hospital.entry();
    let (session, _) = entry.session.as_mut().unwrap();
    (session.proof, session.created_at) = (Proof { verified_at: begun, evidence }, begun);
    let session = session.clone();
    let store = world.store.organization(hospital.id);
    store.keep_upstream_token(&token(hospital, &session), due() + Duration::minutes(minute), begun).await.unwrap();
    store.record_entry(&entry).await.unwrap();
    session
}

fn token(hospital: &Hospital, session: &Session) -> UpstreamToken {
    UpstreamToken {
        session_id: session.id,
        organization_id: hospital.id,
        connection_id: hospital.configuration.connections[0].id,
        sealed: b"sealed".to_vec(),
        failures: 0,
        stood_at: session.created_at,
    }
}

async fn count(world: &World) -> u64 {
    world.store.count_watched(start()).await.unwrap().count
}

async fn of_many_who_take_one_has_it(world: World) {
    let hospital = world.hospital("a").await;
    let session = watched(&world, &hospital, 1, 0).await;
    let other = world.another_store().await;
    let early = world.store.organization(hospital.id);
    let early = early.take_upstream_token(session.id, LEASE, due() - Duration::seconds(1)).await.unwrap();
    assert!(early.is_none(), "it is not due");
    let mut attempts = tokio::task::JoinSet::new();
    for number in 0..20 {
        let store = if number % 2 == 0 { &world.store } else { &other };
        let (store, id) = (store.organization(hospital.id), session.id);
        attempts.spawn(async move { store.take_upstream_token(id, LEASE, due()).await.unwrap().is_some() });
    }
    assert_eq!(attempts.join_all().await.into_iter().filter(|taken| *taken).count(), 1);
}

async fn whoever_comes_after_the_lease_writes_nothing(world: World) {
    let hospital = world.hospital("a").await;
    let session = watched(&world, &hospital, 1, 0).await;
    let store = world.store.organization(hospital.id);
    let take = async |at| store.take_upstream_token(session.id, LEASE, at).await.unwrap();
    let late = take(due()).await.unwrap();
    assert_eq!(late.token, token(&hospital, &session));
    assert_eq!(late.session, session);
    let later = due() + LEASE;
    let taken = take(later).await.unwrap();
    assert!(!store.note_standing(&late, Some(b"stale".to_vec()), later, later).await.unwrap());
    assert!(!store.note_unknown(&late, later).await.unwrap());
    assert!(store.note_unknown(&taken, later + Duration::minutes(1)).await.unwrap());
    let again = take(later + Duration::minutes(1)).await.unwrap();
    assert_eq!((again.token.failures, again.token.stood_at), (1, start()));
    let stood_at = later + Duration::minutes(1);
    let next = stood_at + Duration::minutes(15);
    assert!(store.note_standing(&again, Some(b"new".to_vec()), next, stood_at).await.unwrap());
    let last = take(next).await.unwrap().token;
    assert_eq!((last.sealed.as_slice(), last.failures, last.stood_at), (b"new".as_slice(), 0, stood_at));
    let watched = world.store.count_watched(next).await.unwrap();
    assert_eq!(watched, Watched { count: 1, oldest: Some(stood_at) });
}

async fn a_connection_gives_what_is_due_the_longest_due_first(world: World) {
    let hospital = world.hospital("a").await;
    let connection = hospital.configuration.connections[0].id;
    let mut sessions = Vec::new();
    for minute in [2, 0, 1, 30] {
        sessions.push(watched(&world, &hospital, 1, minute).await.id);
    }
    let store = world.store.organization(hospital.id);
    let now = due() + Duration::minutes(5);
    assert_eq!(world.store.list_connections_to_ask(&[], start()).await.unwrap(), []);
    assert_eq!(world.store.list_connections_to_ask(&[], now).await.unwrap(), [(hospital.id, connection)]);
    assert_eq!(world.store.list_connections_to_ask(&[connection], now).await.unwrap(), []);
    let take = async |most| {
        let taken = store.take_due_upstream_tokens(connection, most, LEASE, now).await.unwrap();
        taken.iter().map(|taken| taken.session.id).collect::<Vec<_>>()
    };
    assert_eq!(take(2).await, [sessions[1], sessions[2]]);
    assert_eq!(take(2).await, [sessions[0]]);
    assert_eq!(world.store.list_connections_to_ask(&[], now).await.unwrap(), []);
    // One that nobody asked with is anybody's at once; one whose session has ended is nobody's.
    let taken = store.take_newest_upstream_token(&session(&world, &hospital, sessions[0]).await, LEASE, now).await;
    assert_eq!(taken.unwrap().unwrap().session.id, sessions[3]);
    store.end_session(sessions[1], now, &hospital.event(AuditAction::SessionEnded)).await.unwrap();
    let after = now + LEASE;
    let taken = store.take_due_upstream_tokens(connection, 9, LEASE, after).await.unwrap();
    assert_eq!(taken.len(), 3);
    assert!(store.release_upstream_token(&taken[0], after).await.unwrap());
    assert_eq!(store.take_due_upstream_tokens(connection, 9, LEASE, after).await.unwrap().len(), 1);
}

async fn session(world: &World, hospital: &Hospital, id: crate::domain::id::SessionId) -> Session {
    let all = world.store.organization(hospital.id).last_sessions(hospital.user.id, 100).await.unwrap();
    all.into_iter().find(|session| session.id == id).unwrap()
}

async fn what_is_refused_ends_with_what_is_older_of_the_same_account(world: World) {
    let hospital = world.hospital("a").await;
    let store = world.store.organization(hospital.id);
    let older = watched(&world, &hospital, 1, 0).await;
    let refused = watched(&world, &hospital, 1, 1).await;
    let newer = watched(&world, &hospital, 1, 2).await;
    let of_other_account = watched(&world, &hospital, 2, 0).await;
    let by_code = hospital.enter(&world.store).await.session.unwrap().0;
    let now = start() + Duration::minutes(20);
    let ended = Ended { sessions: 2, last_stood_at: refused.created_at };
    let event = |told| {
        assert_eq!(told, ended);
        hospital.event(AuditAction::RecheckRefused)
    };
    assert_eq!(store.end_refused(&refused, now, event).await.unwrap(), Some(ended));
    let left: Vec<_> = store.list_sessions(hospital.user.id, now).await.unwrap().iter().map(|left| left.id).collect();
    assert!(!left.contains(&older.id) && !left.contains(&refused.id));
    assert!([newer.id, of_other_account.id, by_code.id].iter().all(|id| left.contains(id)), "{left:?}");
    assert_eq!(count(&world).await, 2, "their tokens went with them");
    let events = async || store.list_audit_events(100).await.unwrap().len();
    let before = events().await;
    let again = store.end_refused(&refused, now, |_| hospital.event(AuditAction::RecheckRefused)).await.unwrap();
    assert_eq!((again, events().await), (None, before), "somebody else was first, and has said so");
}

async fn of_two_that_are_refused_at_once_each_session_is_counted_once(world: World) {
    let hospital = world.hospital("a").await;
    let other = world.another_store().await;
    for _ in 0..10 {
        let mut refused = Vec::new();
        for minute in 0..4 {
            refused.push(watched(&world, &hospital, 1, minute).await);
        }
        let now = start() + Duration::minutes(20);
        let mut ends = tokio::task::JoinSet::new();
        for (number, session) in refused.into_iter().enumerate() {
            let store = if number % 2 == 0 { &world.store } else { &other };
            let (store, event) = (store.organization(hospital.id), hospital.event(AuditAction::RecheckRefused));
            ends.spawn(async move { store.end_refused(&session, now, |_| event).await.unwrap() });
        }
        let ended: usize = ends.join_all().await.into_iter().flatten().map(|ended| ended.sessions).sum();
        assert_eq!((ended, count(&world).await), (4, 0));
    }
}

async fn a_token_goes_with_its_session_its_flag_and_its_time(world: World) {
    let hospital = world.hospital("a").await;
    let store = world.store.organization(hospital.id);
    let session = watched(&world, &hospital, 1, 0).await;
    store.end_session(session.id, start(), &hospital.event(AuditAction::SessionEnded)).await.unwrap();
    assert_eq!(all(&world).await, 0, "signed out");

    let setting = |value| FlagSetting {
        id: id(),
        name: FlagName::UpstreamRecheck,
        application_id: None,
        value,
        audience: crate::domain::audience::Audience::Everyone,
        starts_at: None,
        ends_at: None,
        reason: "story".to_owned(),
    };
    let (on, off) = (setting(true), setting(false));
    let set = async |old: Option<&FlagSetting>, new: Option<&FlagSetting>| {
        let write = async |tx: &crate::store::configuration::ConfigurationChange| {
            tx.set_flag(hospital.id, id(), ("test", "test"), old, new).await
        };
        world.change(write).await.unwrap();
    };
    set(None, Some(&on)).await;
    watched(&world, &hospital, 1, 0).await;
    set(Some(&on), Some(&off)).await;
    assert_eq!(all(&world).await, 0, "switched off");
    set(Some(&off), Some(&on)).await;
    watched(&world, &hospital, 1, 0).await;
    set(Some(&on), Some(&FlagSetting { reason: "another".to_owned(), ..on.clone() })).await;
    assert_eq!(all(&world).await, 1, "it is as it was");
    set(Some(&on), None).await;
    assert_eq!(all(&world).await, 0, "taken away");

    // Its session has never been opened, or has expired: either way nobody sees it, and it is swept.
    let mut never = session.clone();
    never.id = id();
    store.keep_upstream_token(&token(&hospital, &never), due(), start()).await.unwrap();
    let expired = watched(&world, &hospital, 1, 0).await;
    assert_eq!(world.store.sweep(start() + Duration::minutes(9)).await.unwrap().upstream_tokens, 0);
    assert_eq!(world.store.sweep(start() + Duration::minutes(10)).await.unwrap().upstream_tokens, 1);
    assert_eq!(world.store.count_watched(expired.expires_at).await.unwrap(), Watched::default());
    assert_eq!(world.store.sweep(expired.expires_at).await.unwrap().upstream_tokens, 1);
    assert_eq!(all(&world).await, 0);
}

/// All there are, behind an open session or not.
async fn all(world: &World) -> usize {
    let sealed = world.store.list_sealed().await.unwrap();
    sealed.iter().filter(|value| value.table == crate::store::keys::SealedTable::UpstreamTokens).count()
}

async fn asking_sooner_holds_for_what_is_kept(world: World) {
    let hospital = world.hospital("a").await;
    let session = watched(&world, &hospital, 1, 0).await;
    let store = world.store.organization(hospital.id);
    let mut organization = hospital.configuration.organization.clone();
    let sooner = start() + Duration::minutes(5);
    for (minutes, is_due) in [(30, false), (5, true)] {
        organization.upstream_recheck_minutes = minutes;
        let new = organization.clone();
        world.change(async move |tx| tx.replace_organization(&new).await).await.unwrap();
        let taken = store.take_upstream_token(session.id, LEASE, sooner).await.unwrap();
        assert_eq!(taken.is_some(), is_due, "{minutes} minutes");
    }
}

async fn tokens_stay_apart(world: World) {
    let (a, b) = (world.hospital("a").await, world.hospital("b").await);
    let session = watched(&world, &a, 1, 0).await;
    let newer = watched(&world, &a, 1, 1).await;
    let (of_a, of_b) = (world.store.organization(a.id), world.store.organization(b.id));
    let now = due() + Duration::minutes(1);
    let crossed = of_b.keep_upstream_token(&token(&a, &session), now, now).await;
    assert!(matches!(crossed, Err(StoreError::OtherOrganization)), "{crossed:?}");
    assert!(of_b.take_upstream_token(session.id, LEASE, now).await.unwrap().is_none());
    let connection = a.configuration.connections[0].id;
    assert!(of_b.take_due_upstream_tokens(connection, 9, LEASE, now).await.unwrap().is_empty());
    assert!(of_b.take_newest_upstream_token(&session, LEASE, now).await.unwrap().is_none());
    let taken = of_a.take_upstream_token(session.id, LEASE, now).await.unwrap().unwrap();
    assert!(!of_b.note_standing(&taken, Some(b"b's".to_vec()), now, now).await.unwrap());
    assert!(!of_b.note_unknown(&taken, now).await.unwrap());
    assert!(!of_b.release_upstream_token(&taken, now).await.unwrap());
    of_b.forget_upstream_tokens().await.unwrap();
    assert_eq!(of_b.end_refused(&newer, now, |_| b.event(AuditAction::RecheckRefused)).await.unwrap(), None);
    let of_a_in_b = of_a.end_refused(&newer, now, |_| b.event(AuditAction::RecheckRefused)).await;
    assert!(matches!(of_a_in_b, Err(StoreError::OtherOrganization)), "{of_a_in_b:?}");
    assert_eq!((count(&world).await, of_a.list_sessions(a.user.id, now).await.unwrap().len()), (2, 2));
    let crossed = UpstreamToken { organization_id: b.id, ..token(&a, &session) };
    let crossed = of_b.keep_upstream_token(&crossed, now, now).await;
    assert!(crossed.is_err(), "b has no such connection");
}
