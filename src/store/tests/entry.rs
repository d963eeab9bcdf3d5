//! Entries: written whole or not at all; codes redeemed once.

use chrono::Duration;

use super::on_both;
use super::world::{World, hash, id, live_grant, start};
use crate::domain::audit::{AuditAction, AuditEvent, AuditOutcome};
use crate::domain::user::{User, UserStatus};
use crate::store::entry::{Bond, Entry, Former};
use crate::store::grants::ClaimedCode;
use crate::store::{Counts, OrgStore, StoreError};

on_both!(
    an_entry_reads_back,
    a_sign_in_costs_one_read_and_two_writes,
    a_bond_is_made_once,
    a_failed_entry_leaves_nothing,
    fifty_claim_one_code,
    a_code_of_another_application_is_not_used_up,
    a_code_ends,
    an_ended_session_takes_all_with_it,
    the_session_that_a_browser_held_before_ends_if_it_is_somebody_elses,
    whoever_is_kept_out_before_the_record_does_not_come_in,
    an_entry_waits_for_whoever_keeps_its_person_out,
    an_entry_and_a_suspension_at_once_leave_nothing_open,
    a_revoked_grant_is_dead,
    what_is_over_is_swept,
);

async fn an_entry_reads_back(world: World) {
    let hospital = world.hospital("a").await;
    let store = world.store.organization(hospital.id);
    let mut entry = hospital.entry();
    let bond = hospital.bond("oid");
    entry.bond = Bond::New(bond.clone());
    store.record_entry(&entry).await.unwrap();
    let new = entry.session.clone().unwrap();
    assert_eq!(world.store.find_session(&new.1, start()).await.unwrap(), Some(new.0));
    assert_eq!(live_grant(&world.store, &entry.grant).await, Some(entry.grant.clone()));
    assert_eq!(store.list_audit_events(10).await.unwrap(), [entry.event]);
    let people = store.find_people(None, &hospital.account("oid")).await.unwrap();
    assert_eq!((people.users, people.identities), (vec![hospital.user.clone()], vec![bond]));
}

async fn a_sign_in_costs_one_read_and_two_writes(world: World) {
    let hospital = world.hospital("a").await;
    let store = world.store.organization(hospital.id);
    let entry = hospital.entry();
    let spent_since = |before: Counts| {
        let after = world.store.counters();
        (after.statements - before.statements, after.write_transactions - before.write_transactions)
    };
    let before = world.store.counters();
    store.find_people(Some(&hospital.user.email), &hospital.account("oid")).await.unwrap();
    assert_eq!(spent_since(before), (1, 0));
    let before = world.store.counters();
    store.record_entry(&entry).await.unwrap();
    assert_eq!(spent_since(before), (if world.store.is_postgres() { 1 } else { 3 }, 1));
    let before = world.store.counters();
    let claimed = world.store.claim_code(&entry.grant.code_hash, hospital.application.id, start()).await.unwrap();
    assert_eq!(claimed, ClaimedCode::Granted(Box::new(entry.grant)));
    assert_eq!(spent_since(before), (1, 1));
}

async fn a_bond_is_made_once(world: World) {
    let hospital = world.hospital("a").await;
    let store = world.store.organization(hospital.id);
    let mut first = hospital.entry();
    let bond = hospital.bond("oid");
    first.bond = Bond::New(bond.clone());
    store.record_entry(&first).await.unwrap();
    let mut other_user = hospital.bond("oid");
    other_user.connection_id = bond.connection_id;
    for bond in [other_user, hospital.bond("another-oid")] {
        let mut entry = hospital.entry();
        entry.bond = Bond::New(bond);
        let recorded = store.record_entry(&entry).await;
        assert!(matches!(recorded, Err(StoreError::Conflict)), "{recorded:?}");
        assert_eq!(live_grant(&world.store, &entry.grant).await, None);
    }
}

async fn a_failed_entry_leaves_nothing(world: World) {
    let hospital = world.hospital("a").await;
    let store = world.store.organization(hospital.id);
    let mut entry = hospital.entry();
    let again = hospital.enter(&world.store).await.event;
    entry.event.id = again.id;
    assert!(store.record_entry(&entry).await.is_err());
    let new = entry.session.unwrap();
    assert_eq!(world.store.find_session(&new.1, start()).await.unwrap(), None);
    assert_eq!(live_grant(&world.store, &entry.grant).await, None);
}

async fn fifty_claim_one_code(world: World) {
    let hospital = world.hospital("a").await;
    let entry = hospital.enter(&world.store).await;
    let other = world.another_store().await;
    let mut attempts = tokio::task::JoinSet::new();
    for number in 0..50 {
        let store = if number % 2 == 0 { world.store.clone() } else { other.clone() };
        let (code, application) = (entry.grant.code_hash, hospital.application.id);
        attempts.spawn(async move { store.claim_code(&code, application, start()).await.unwrap() });
    }
    let claims = attempts.join_all().await;
    assert_eq!(claims.iter().filter(|claim| matches!(claim, ClaimedCode::Granted(_))).count(), 1);
    let reused = ClaimedCode::Reused(Box::new(entry.grant));
    assert_eq!(claims.iter().filter(|claim| **claim == reused).count(), 49);
}

async fn a_code_of_another_application_is_not_used_up(world: World) {
    let hospital = world.hospital("a").await;
    let grant = hospital.enter(&world.store).await.grant;
    let by_another = world.store.claim_code(&grant.code_hash, id(), start()).await.unwrap();
    assert_eq!(by_another, ClaimedCode::Unknown);
    let claimed = world.store.claim_code(&grant.code_hash, hospital.application.id, start()).await.unwrap();
    assert_eq!(claimed, ClaimedCode::Granted(Box::new(grant.clone())));
    let by_another = world.store.claim_code(&grant.code_hash, id(), start()).await.unwrap();
    assert_eq!(by_another, ClaimedCode::Unknown);
}

async fn a_code_ends(world: World) {
    let hospital = world.hospital("a").await;
    let grant = hospital.enter(&world.store).await.grant;
    let application = hospital.application.id;
    let claim = async |code, now| world.store.claim_code(&code, application, now).await.unwrap();
    assert_eq!(claim(hash(), start()).await, ClaimedCode::Unknown);
    assert_eq!(claim(grant.code_hash, grant.code_expires_at).await, ClaimedCode::Unknown);
    let last = grant.code_expires_at - Duration::microseconds(1);
    assert_eq!(claim(grant.code_hash, last).await, ClaimedCode::Granted(Box::new(grant)));
}

async fn an_ended_session_takes_all_with_it(world: World) {
    let hospital = world.hospital("a").await;
    let store = world.store.organization(hospital.id);
    let entry = hospital.enter(&world.store).await;
    let new = entry.session.unwrap();
    let event = hospital.event(AuditAction::SessionEnded);
    assert!(store.end_session(new.0.id, start(), &event).await.unwrap());
    assert_eq!(world.store.find_session(&new.1, start()).await.unwrap(), None);
    assert_eq!(live_grant(&world.store, &entry.grant).await, None);
    let claimed = world.store.claim_code(&entry.grant.code_hash, hospital.application.id, start()).await.unwrap();
    assert_eq!(claimed, ClaimedCode::Unknown);
    // An entry by the session that is decided on before and recorded after its end.
    let mut late = hospital.entry();
    (late.grant, late.session) = (hospital.grant(&new.0), None);
    outdated(&store, &late).await;
    let event = hospital.event(AuditAction::SessionEnded);
    assert!(!store.end_session(new.0.id, start(), &event).await.unwrap());
    let third = hospital.enter(&world.store).await.session.unwrap();
    let event = hospital.event(AuditAction::SessionEnded);
    assert_eq!(store.end_sessions_of_user(hospital.user.id, start(), &event).await.unwrap(), 1);
    assert_eq!(world.store.find_session(&third.1, start()).await.unwrap(), None);
    let expiring = hospital.enter(&world.store).await.session.unwrap();
    let end = expiring.0.expires_at;
    assert_eq!(world.store.find_session(&expiring.1, end).await.unwrap(), None);
}

async fn the_session_that_a_browser_held_before_ends_if_it_is_somebody_elses(world: World) {
    let (hospital, other) = (world.hospital("a").await, world.hospital("b").await);
    let held = hospital.enter(&world.store).await;
    let (session, token_hash) = held.session.clone().unwrap();
    let replacing = |mut entry: Entry, event_id| {
        entry.former = Some(Former { token_hash, event_id });
        entry
    };
    // The same person's stays, with what other applications got with it.
    let store = world.store.organization(hospital.id);
    store.record_entry(&replacing(hospital.entry(), id())).await.unwrap();
    assert_eq!(live_grant(&world.store, &held.grant).await, Some(held.grant.clone()));
    // Another's ends, also one of another organization, and its log says so.
    let mut entry = replacing(other.entry(), id());
    entry.bond = Bond::New(other.bond("oid"));
    let before = world.store.counters().write_transactions;
    world.store.organization(other.id).record_entry(&entry).await.unwrap();
    assert_eq!(world.store.counters().write_transactions - before, 1, "it is part of the one write of an entry");
    assert_eq!(world.store.find_session(&token_hash, start()).await.unwrap(), None);
    assert_eq!(live_grant(&world.store, &held.grant).await, None);
    assert_eq!(live_grant(&world.store, &entry.grant).await, Some(entry.grant.clone()));
    let of_event = |events: Vec<AuditEvent>| {
        events.into_iter().find(|event| Some(event.id) == entry.former.as_ref().map(|it| it.event_id))
    };
    let told = of_event(store.list_audit_events(10).await.unwrap()).unwrap();
    assert_eq!((told.action, told.user_id), (AuditAction::SessionEnded, Some(session.user_id)));
    assert_eq!((told.outcome, told.sign_in_id), (AuditOutcome::Success, Some(session.sign_in_id)));
    assert!(told.detail.as_str().contains("somebody else"));
    assert!(of_event(world.store.organization(other.id).list_audit_events(10).await.unwrap()).is_none());
    // Once: what is over ends no more, and is not told of again.
    world.store.organization(other.id).record_entry(&replacing(other.entry(), id())).await.unwrap();
    assert_eq!(store.list_audit_events(10).await.unwrap().len(), 3);
}

/// An entry that was decided on, and is not written: nothing of it.
async fn outdated(store: &OrgStore, entry: &Entry) {
    let before = store.list_audit_events(100).await.unwrap();
    let recorded = store.record_entry(entry).await;
    assert!(matches!(recorded, Err(StoreError::Outdated)), "{recorded:?}");
    assert_eq!(store.list_audit_events(100).await.unwrap(), before, "it is told of");
    assert_eq!(live_grant(&store.store, &entry.grant).await, None);
    if let Some((_, token_hash)) = &entry.session {
        assert_eq!(store.store.find_session(token_hash, start()).await.unwrap(), None);
    }
}

fn suspended(user: &User) -> User {
    User { status: UserStatus::Suspended, ..user.clone() }
}

async fn whoever_is_kept_out_before_the_record_does_not_come_in(world: World) {
    let (hospital, other) = (world.hospital("a").await, world.hospital("b").await);
    let store = world.store.organization(hospital.id);
    let (mut first, bond) = (hospital.entry(), hospital.bond("oid"));
    first.bond = Bond::New(bond.clone());
    store.record_entry(&first).await.unwrap();
    let session = first.session.unwrap().0;
    let decided = |bond: &Bond, reused: bool| {
        let mut entry = Entry { bond: bond.clone(), ..hospital.entry() };
        if reused {
            (entry.session, entry.grant) = (None, hospital.grant(&session));
        }
        entry
    };
    let held = Bond::Held(bond.id);
    for (bond, reused) in [(&held, false), (&held, true), (&Bond::None, false), (&Bond::None, true)] {
        store.record_entry(&decided(bond, reused)).await.unwrap();
    }
    // Another's bond, another organization's person, a bond that was never made.
    let others = other.bond("oid");
    let mut entry = other.entry();
    entry.bond = Bond::New(others.clone());
    world.store.organization(other.id).record_entry(&entry).await.unwrap();
    for wrong in [Bond::Held(others.id), Bond::Held(id())] {
        outdated(&store, &decided(&wrong, false)).await;
        outdated(&store, &decided(&wrong, true)).await;
    }
    // A session that this browser held before stays, where the new one does not begin.
    let mut replacing = decided(&Bond::Held(id()), false);
    let theirs = entry.session.unwrap();
    replacing.former = Some(Former { token_hash: theirs.1, event_id: id() });
    outdated(&store, &replacing).await;
    assert!(world.store.find_session(&theirs.1, start()).await.unwrap().is_some());

    // Suspended, and back again.
    world.change(async |tx| tx.replace_user(&suspended(&hospital.user)).await).await.unwrap();
    for (bond, reused) in [(&held, false), (&held, true), (&Bond::None, false), (&Bond::None, true)] {
        outdated(&store, &decided(bond, reused)).await;
    }
    let mut first_sign_in = hospital.entry();
    first_sign_in.bond = Bond::New(hospital.bond("another"));
    outdated(&store, &first_sign_in).await;
    world.change(async |tx| tx.replace_user(&hospital.user).await).await.unwrap();
    store.record_entry(&decided(&held, false)).await.unwrap();
    // Unbound: what rests on the bond is not written, and what does not is.
    let unbound = hospital.event(AuditAction::IdentityUnbound);
    store.unbind(hospital.user.id, std::slice::from_ref(&bond), start(), &unbound, false).await.unwrap();
    outdated(&store, &decided(&held, false)).await;
    outdated(&store, &decided(&held, true)).await;
    store.record_entry(&decided(&Bond::None, false)).await.unwrap();
    // A session whose account is bound no more binds none.
    let recorded = store.record_entry(&decided(&Bond::New(hospital.bond("oid")), true)).await;
    assert!(matches!(recorded, Err(StoreError::Outdated)), "{recorded:?}");
    // Removed.
    world.change(async |tx| tx.delete_user(&hospital.user).await).await.unwrap();
    outdated(&store, &decided(&Bond::None, false)).await;
    outdated(&store, &decided(&held, false)).await;
}

/// Whether somebody waits for a lock in this database.
async fn somebody_waits(world: &World) -> bool {
    if !world.store.is_postgres() {
        return false;
    }
    let waiting = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
    let ask = sea_orm::Statement::from_string(sea_orm::DbBackend::Postgres, waiting);
    sea_orm::ConnectionTrait::query_one_raw(&world.store.db, ask).await.unwrap().is_some()
}

// The change is under way, not committed, and the entry's write begins: both databases let the change come first.
async fn an_entry_waits_for_whoever_keeps_its_person_out(world: World) {
    let hospital = world.hospital("a").await;
    let (mut first, bond) = (hospital.entry(), hospital.bond("oid"));
    first.bond = Bond::New(bond.clone());
    let own = world.store.organization(hospital.id);
    own.record_entry(&first).await.unwrap();
    let other = world.another_store().await;
    for held in [Bond::None, Bond::Held(bond.id)] {
        world.change(async |tx| tx.replace_user(&hospital.user).await).await.unwrap();
        let change = world.store.change_configuration(start()).await.unwrap();
        change.replace_user(&suspended(&hospital.user)).await.unwrap();
        change.end_sessions_of_user(&hospital.user).await.unwrap();
        let entry = Entry { bond: held, ..hospital.entry() };
        let begun = other.counters().write_transactions;
        let record = tokio::spawn({
            let (store, entry) = (other.organization(hospital.id), entry.clone());
            async move { store.record_entry(&entry).await }
        });
        while other.counters().write_transactions == begun
            || (world.store.is_postgres() && !record.is_finished() && !somebody_waits(&world).await)
        {
            tokio::task::yield_now().await;
        }
        change.commit().await.unwrap();
        let recorded = record.await.unwrap();
        assert!(matches!(recorded, Err(StoreError::Outdated)), "{recorded:?}");
        assert_eq!(live_grant(&world.store, &entry.grant).await, None);
        assert!(own.list_sessions(hospital.user.id, start()).await.unwrap().is_empty());
    }
}

// Whichever comes first, of many.
async fn an_entry_and_a_suspension_at_once_leave_nothing_open(world: World) {
    let hospital = world.hospital("a").await;
    let other = world.another_store().await;
    let own = world.store.organization(hospital.id);
    let (mut recorded, mut refused) = (0, 0);
    for _ in 0..20 {
        world.change(async |tx| tx.replace_user(&hospital.user).await).await.unwrap();
        let record = tokio::spawn({
            let (store, entry) = (other.organization(hospital.id), hospital.entry());
            async move { store.record_entry(&entry).await }
        });
        let suspend = world.change(async |tx| {
            tx.replace_user(&suspended(&hospital.user)).await?;
            tx.end_sessions_of_user(&hospital.user).await.map(drop)
        });
        let (record, suspend) = tokio::join!(record, suspend);
        suspend.unwrap();
        match record.unwrap() {
            Ok(()) => recorded += 1,
            Err(StoreError::Outdated) => refused += 1,
            Err(error) => panic!("{error}"),
        }
        assert!(own.list_sessions(hospital.user.id, start()).await.unwrap().is_empty(), "a session outlives its end");
    }
    assert_eq!(recorded + refused, 20);
}

async fn a_revoked_grant_is_dead(world: World) {
    let hospital = world.hospital("a").await;
    let store = world.store.organization(hospital.id);
    let entry = hospital.enter(&world.store).await;
    let event = hospital.event(AuditAction::CodeReused);
    store.revoke_grant(entry.grant.id, start(), &event).await.unwrap();
    assert_eq!(live_grant(&world.store, &entry.grant).await, None);
    let claimed = world.store.claim_code(&entry.grant.code_hash, hospital.application.id, start()).await.unwrap();
    assert_eq!(claimed, ClaimedCode::Unknown);
    assert!(world.store.find_session(&entry.session.unwrap().1, start()).await.unwrap().is_some());
}

async fn what_is_over_is_swept(world: World) {
    let hospital = world.hospital("a").await;
    let store = world.store.organization(hospital.id);
    let entry = hospital.enter(&world.store).await;
    store.insert_refresh_token(&hospital.refresh_token(&entry.grant)).await.unwrap();
    let mut longer = hospital.entry();
    if let Some(new) = &mut longer.session {
        new.0.expires_at = start() + Duration::hours(20);
    }
    store.record_entry(&longer).await.unwrap();
    let swept = world.store.sweep(start() + Duration::hours(1)).await.unwrap();
    assert_eq!((swept.sessions, swept.grants, swept.refresh_tokens), (0, 0, 0));
    let swept = world.store.sweep(start() + Duration::hours(6)).await.unwrap();
    assert_eq!((swept.sessions, swept.grants, swept.refresh_tokens), (0, 0, 1));
    let swept = world.store.sweep(start() + Duration::hours(10)).await.unwrap();
    assert_eq!((swept.sessions, swept.grants, swept.refresh_tokens), (1, 1, 0));
    assert!(live_grant(&world.store, &longer.grant).await.is_some());
}
