//! What applications are told of sessions that are over: with the end itself, once each, by one replica.

use chrono::Duration;

use super::on_both;
use super::world::{Hospital, World, application, hash, id, start};
use crate::domain::application::Application;
use crate::domain::audit::AuditAction;
use crate::domain::logout::{BackChannelLogout, LEASE};
use crate::domain::protocol::Protocol;
use crate::store::Store;
use crate::store::entry::{Entry, Former};

on_both!(
    whoever_has_got_something_and_listens_is_told,
    what_is_rolled_back_is_not_told,
    one_replica_has_it_for_a_time,
    somebody_elses_sign_in_tells_of_the_session_before,
    what_goes_is_told_of_before_it_is_gone,
    another_organizations_sessions_stay,
    a_session_is_found_by_microsofts,
);

fn listener(client_id: &str) -> Application {
    let backchannel_logout_uri = "https://app.example/signed-out".parse().ok();
    Application { protocol: Protocol { backchannel_logout_uri, ..Protocol::default() }, ..application(client_id) }
}

async fn insert(world: &World, application: &Application) {
    world.change(async |tx| tx.insert_application(application).await).await.unwrap();
}

/// Lets a session into an application.
async fn into(world: &World, hospital: &Hospital, session: &Entry, application: &Application) {
    let (session, _) = session.session.as_ref().unwrap();
    let mut entry = hospital.entry();
    (entry.session, entry.grant, entry.idle_at) = (None, hospital.grant(session), Some(start() + Duration::hours(1)));
    entry.grant.application_id = application.id;
    world.store.organization(hospital.id).record_entry(&entry).await.unwrap();
}

/// All that is to be told now.
async fn waiting(store: &Store) -> Vec<BackChannelLogout> {
    let mut all = Vec::new();
    for listener in store.list_due_listeners(&[], start()).await.unwrap() {
        all.extend(store.claim_logouts(listener, 100, Duration::zero(), start()).await.unwrap());
    }
    all
}

async fn end(world: &World, hospital: &Hospital, entry: &Entry) -> bool {
    let id = entry.session.as_ref().unwrap().0.id;
    let event = hospital.event(AuditAction::SessionEnded);
    world.store.organization(hospital.id).end_session(id, start(), &event).await.unwrap()
}

async fn whoever_has_got_something_and_listens_is_told(world: World) {
    let hospital = world.hospital("a").await;
    let (told, not_in, deaf) = (listener("told"), listener("not-in"), application("deaf"));
    for application in [&told, &not_in, &deaf] {
        insert(&world, application).await;
    }
    let (entry, other) = (hospital.enter(&world.store).await, hospital.enter(&world.store).await);
    for application in [&told, &told, &deaf] {
        into(&world, &hospital, &entry, application).await;
    }
    into(&world, &hospital, &other, &told).await;
    assert!(end(&world, &hospital, &entry).await);
    let all = waiting(&world.store).await;
    let [logout] = all.as_slice() else { panic!("{all:?}") };
    assert_eq!(
        *logout,
        BackChannelLogout {
            session_id: entry.session.as_ref().unwrap().0.id,
            application_id: told.id,
            organization_id: hospital.id,
            user_id: hospital.user.id,
            ended_at: start(),
            attempts: 1,
        }
    );
    assert_eq!(world.store.count_waiting_logouts().await.unwrap().oldest, Some(start()));
    // What is told is over, and what has ended ends no more.
    world.store.remove_logout(logout).await.unwrap();
    assert!(!end(&world, &hospital, &entry).await);
    assert!(waiting(&world.store).await.is_empty());
}

async fn what_is_rolled_back_is_not_told(world: World) {
    let hospital = world.hospital("a").await;
    let told = listener("told");
    insert(&world, &told).await;
    let entry = hospital.enter(&world.store).await;
    into(&world, &hospital, &entry, &told).await;
    let change = world.store.change_configuration(start()).await.unwrap();
    assert_eq!(change.end_sessions_of_user(&hospital.user).await.unwrap(), 1);
    change.roll_back().await.unwrap();
    assert!(waiting(&world.store).await.is_empty());
    assert!(world.store.find_session(&entry.session.unwrap().1, start()).await.unwrap().is_some());
}

async fn one_replica_has_it_for_a_time(world: World) {
    let hospital = world.hospital("a").await;
    let told = listener("told");
    insert(&world, &told).await;
    for _ in 0..3 {
        let entry = hospital.enter(&world.store).await;
        into(&world, &hospital, &entry, &told).await;
        end(&world, &hospital, &entry).await;
    }
    let (one, other) = (&world.store, world.another_store().await);
    let claim = async |store: &Store, most, now| store.claim_logouts(told.id, most, LEASE, now).await.unwrap();
    let mine = claim(one, 2, start()).await;
    let theirs = claim(&other, 9, start()).await;
    assert_eq!((mine.len(), theirs.len()), (2, 1));
    assert!(one.list_due_listeners(&[], start()).await.unwrap().is_empty());
    assert!(claim(one, 9, start() + LEASE - Duration::seconds(1)).await.is_empty());
    // One is told, one is given back, and the third is somebody else's after its time.
    one.remove_logout(&mine[0]).await.unwrap();
    one.release_logout(&mine[1], start()).await.unwrap();
    let again = claim(&other, 9, start()).await;
    assert_eq!((again.len(), again[0].session_id, again[0].attempts), (1, mine[1].session_id, 1));
    let late = claim(one, 9, start() + LEASE).await;
    assert_eq!(late.iter().map(|logout| logout.attempts).collect::<Vec<_>>(), [2, 2]);
    // Whoever comes after that changes nothing of it.
    other.put_off_logout(&theirs[0], start()).await.unwrap();
    other.remove_logout(&theirs[0]).await.unwrap();
    assert_eq!(one.count_waiting_logouts().await.unwrap().count, 2);
    assert_eq!(one.list_due_listeners(&[], start() + LEASE).await.unwrap(), []);
    assert_eq!(one.list_due_listeners(&[], start() + LEASE * 2).await.unwrap(), [told.id]);
    assert_eq!(one.list_due_listeners(&[told.id], start() + LEASE * 2).await.unwrap(), []);
}

async fn somebody_elses_sign_in_tells_of_the_session_before(world: World) {
    let (hospital, other) = (world.hospital("a").await, world.hospital("b").await);
    let told = listener("told");
    insert(&world, &told).await;
    let entry = hospital.enter(&world.store).await;
    into(&world, &hospital, &entry, &told).await;
    let former = || Some(Former { token_hash: entry.session.as_ref().unwrap().1, event_id: id() });
    // The same person's stays, and nothing is told.
    let own = Entry { former: former(), ..hospital.entry() };
    world.store.organization(hospital.id).record_entry(&own).await.unwrap();
    assert!(waiting(&world.store).await.is_empty());
    for bond in [crate::store::entry::Bond::New(other.bond("oid")), crate::store::entry::Bond::None] {
        let next = Entry { former: former(), bond, ..other.entry() };
        world.store.organization(other.id).record_entry(&next).await.unwrap();
        let all = waiting(&world.store).await;
        let [logout] = all.as_slice() else { panic!("{all:?}") };
        assert_eq!((logout.organization_id, logout.user_id), (hospital.id, hospital.user.id));
        assert_eq!(Some(logout.session_id), entry.session.as_ref().map(|(session, _)| session.id));
    }
}

async fn what_goes_is_told_of_before_it_is_gone(world: World) {
    let told = listener("told");
    insert(&world, &told).await;
    let mut expected = Vec::new();
    for (slug, goes) in [("a", "user"), ("b", "organization"), ("c", "application")] {
        let hospital = world.hospital(slug).await;
        let entry = hospital.enter(&world.store).await;
        into(&world, &hospital, &entry, &told).await;
        let change = world.store.change_configuration(start()).await.unwrap();
        match goes {
            "user" => change.delete_user(&hospital.user).await.unwrap(),
            "organization" => change.delete_organization(&hospital.configuration.organization).await.unwrap(),
            // That for which the session was opened.
            _ => change.delete_application(&hospital.application).await.unwrap(),
        }
        change.commit().await.unwrap();
        expected.push(entry.session.unwrap().0.id);
        let mut found: Vec<_> = waiting(&world.store).await.iter().map(|logout| logout.session_id).collect();
        found.sort_unstable();
        assert_eq!(found, expected, "{goes}");
    }
}

async fn another_organizations_sessions_stay(world: World) {
    let (a, b) = (world.hospital("a").await, world.hospital("b").await);
    let told = listener("told");
    insert(&world, &told).await;
    let (of_a, of_b) = (a.enter(&world.store).await, b.enter(&world.store).await);
    into(&world, &a, &of_a, &told).await;
    into(&world, &b, &of_b, &told).await;
    assert!(!end(&world, &a, &of_b).await);
    let change = world.store.change_configuration(start()).await.unwrap();
    assert_eq!(change.end_sessions_of_organization(a.id).await.unwrap(), 1);
    change.commit().await.unwrap();
    let all = waiting(&world.store).await;
    assert_eq!(all.iter().map(|logout| logout.organization_id).collect::<Vec<_>>(), [a.id]);
    assert!(world.store.find_session(&of_b.session.unwrap().1, start()).await.unwrap().is_some());
}

async fn a_session_is_found_by_microsofts(world: World) {
    use crate::domain::claims::{AccountType, EmailVerified, EntraClaims, OwnClaims, ProviderAccount};
    use crate::domain::session::Evidence;

    let hospital = world.hospital("a").await;
    let account = |session: Option<String>| ProviderAccount {
        issuer: "https://login.microsoftonline.com/x/v2.0".into(),
        sub: String::new(),
        email: None,
        preferred_username: None,
        email_verified: EmailVerified::Absent,
        authentication_contexts: Vec::new(),
        session,
        login_hint: None,
        name: None,
        own: OwnClaims::Entra(EntraClaims {
            tid: hospital.tid,
            oid: id(),
            upn: None,
            account_type: AccountType::Absent,
            identity_provider: None,
        }),
    };
    let sid = "4d1a3b7e-0000-4000-8000-000000000001";
    let mut entries = Vec::new();
    for session in [Some(sid.to_owned()), Some(sid.to_owned()), None, Some("x".repeat(101))] {
        let mut entry = hospital.entry();
        let account = Box::new(account(session));
        let connection_id = hospital.configuration.connections[0].id;
        if let Some((session, token_hash)) = &mut entry.session {
            session.proof.evidence = Evidence::Sso { connection_id, authenticated_at: None, account };
            *token_hash = hash();
        }
        world.store.organization(hospital.id).record_entry(&entry).await.unwrap();
        entries.push(entry);
    }
    let find = async |sid: &str, now| world.store.list_sessions_of_upstream(sid, now).await.unwrap();
    let expected: Vec<_> = entries[..2].iter().map(|entry| entry.session.clone().unwrap().0).collect();
    assert_eq!(find(sid, start()).await, expected);
    for none in ["", "x", &"x".repeat(101), "4D1A3B7E-0000-4000-8000-000000000001", "%", "a\0b"] {
        assert_eq!(find(none, start()).await, [], "{none}");
    }
    assert!(end(&world, &hospital, &entries[0]).await);
    assert_eq!(find(sid, start()).await, expected[1..]);
    assert_eq!(find(sid, expected[1].expires_at).await, []);
}
