//! The audit log cannot be changed by us, and shows when somebody else has changed it.

use super::on_both;
use super::world::{World, hash, start};
use crate::domain::audit::{AuditAction, AuditEvent};
use crate::keys::audit::AuditKeys;
use crate::keys::random;
use crate::store::StoreError;
use crate::store::audit::verify::{AuditChain, Break, Whole};
use crate::store::log::{LogFilter, LogLine, LogPage};

on_both!(
    the_log_is_append_only,
    the_chain_has_no_gaps,
    more_lines_than_a_statement_takes_are_chained_too,
    an_event_reads_back,
    a_changed_byte_is_found,
    a_removed_line_is_found,
    a_cut_tail_is_found,
    an_inserted_line_is_found,
    replicas_chain_one_at_a_time,
    lines_of_one_instant_come_in_the_order_of_their_making,
);

/// Ten lines, of which seven are chained.
async fn log(world: &World) {
    let hospital = world.hospital("a").await;
    for _ in 0..10 {
        world.store.append_audit(&hospital.event(AuditAction::SignIn)).await.unwrap();
    }
    assert_eq!(world.store.chain_audit(4).await.unwrap(), 4);
    assert_eq!(world.store.chain_audit(3).await.unwrap(), 3);
}

/// Whoever owns the database can do this.
async fn without_triggers(world: &World, sql: &str) {
    if world.store.is_postgres() {
        world.execute("ALTER TABLE audit_events DISABLE TRIGGER ALL").await.unwrap();
    } else {
        for operation in ["insert", "update", "delete"] {
            world.execute(&format!("DROP TRIGGER audit_events_{operation}")).await.unwrap();
        }
    }
    assert_eq!(world.execute(sql).await.unwrap(), 1, "{sql}");
}

async fn verify(world: &World) -> AuditChain {
    world.store.verify_audit_chain(&AuditKeys::default()).await.unwrap()
}

async fn the_log_is_append_only(world: World) {
    log(&world).await;
    let before = world.store.list_audit_events(100).await.unwrap();
    for refused in [
        "DELETE FROM audit_events",
        "DELETE FROM audit_events WHERE position IS NULL",
        "UPDATE audit_events SET actor = 'nobody' WHERE position IS NULL",
        "UPDATE audit_events SET actor = 'nobody' WHERE position = 1",
        "UPDATE audit_events SET user_id = NULL WHERE position = 1",
        "UPDATE audit_events SET actor = 'nobody', position = 99, hash = id WHERE id IN (SELECT id FROM audit_events WHERE position IS NULL LIMIT 1)",
        "UPDATE audit_events SET position = 99 WHERE id IN (SELECT id FROM audit_events WHERE position IS NULL LIMIT 1)",
        "UPDATE audit_events SET position = NULL, hash = NULL WHERE position = 1",
        "UPDATE audit_events SET hash = NULL WHERE position = 1",
        "UPDATE audit_events SET position = 99 WHERE position = 7",
    ] {
        let outcome = world.execute(refused).await;
        assert!(matches!(outcome, Err(StoreError::Statement(_))), "{refused}: {outcome:?}");
    }
    let one_more = if world.store.is_postgres() {
        "TRUNCATE audit_events"
    } else {
        "INSERT OR REPLACE INTO audit_events SELECT id, at, organization_id, action, 'nobody', subject, user_id, \
         application_id, sign_in_id, outcome, reason, ip, user_agent, detail, NULL, NULL, NULL FROM audit_events LIMIT 1"
    };
    assert!(world.execute(one_more).await.is_err(), "{one_more}");
    assert_eq!(world.store.list_audit_events(100).await.unwrap(), before);
    assert!(matches!(verify(&world).await, AuditChain::Intact(Whole { length: 7, .. })));
}

async fn the_chain_has_no_gaps(world: World) {
    assert_eq!(world.store.chain_audit(100).await.unwrap(), 0);
    assert_eq!(verify(&world).await, AuditChain::Intact(Whole::default()));
    log(&world).await;
    let AuditChain::Intact(Whole { length: 7, head, .. }) = verify(&world).await else { panic!() };
    assert_eq!(head.len(), 32);
    assert_eq!(world.store.chain_audit(100).await.unwrap(), 3);
    assert_eq!(world.store.chain_audit(100).await.unwrap(), 0);
    let AuditChain::Intact(Whole { length: 10, head: later, .. }) = verify(&world).await else { panic!() };
    assert_ne!(head, later);
}

async fn more_lines_than_a_statement_takes_are_chained_too(world: World) {
    let hospital = world.hospital("a").await;
    for _ in 0..201 {
        world.store.append_audit(&hospital.event(AuditAction::SignIn)).await.unwrap();
    }
    assert_eq!(world.store.chain_audit(500).await.unwrap(), 201);
    assert!(matches!(verify(&world).await, AuditChain::Intact(Whole { length: 201, .. })));
}

async fn an_event_reads_back(world: World) {
    let mut event = world.hospital("a").await.event(AuditAction::SignIn);
    event.user_agent = Some("Brow\0ser".into());
    world.store.append_audit(&event).await.unwrap();
    event.user_agent = Some("Brow\u{fffd}ser".into());
    assert_eq!(world.store.list_audit_events(10).await.unwrap(), [event.clone()]);
    let nobodys = AuditEvent {
        organization_id: None,
        user_id: None,
        application_id: None,
        sign_in_id: None,
        ip: None,
        user_agent: None,
        id: super::world::id(),
        ..event
    };
    world.store.append_audit(&nobodys).await.unwrap();
    assert_eq!(world.store.list_audit_events(1).await.unwrap(), [nobodys]);
}

async fn a_changed_byte_is_found(world: World) {
    log(&world).await;
    without_triggers(&world, "UPDATE audit_events SET detail = '{}' WHERE position = 3").await;
    assert_eq!(verify(&world).await, AuditChain::Broken { position: 3, what: Break::Changed });
}

async fn a_removed_line_is_found(world: World) {
    log(&world).await;
    without_triggers(&world, "DELETE FROM audit_events WHERE position = 5").await;
    assert_eq!(verify(&world).await, AuditChain::Broken { position: 5, what: Break::Removed });
}

async fn a_cut_tail_is_found(world: World) {
    log(&world).await;
    without_triggers(&world, "DELETE FROM audit_events WHERE position = 7").await;
    assert_eq!(verify(&world).await, AuditChain::Broken { position: 7, what: Break::Truncated });
    // It does not heal by itself.
    assert_eq!(world.store.chain_audit(100).await.unwrap(), 3);
    assert_eq!(verify(&world).await, AuditChain::Broken { position: 7, what: Break::Removed });
}

async fn an_inserted_line_is_found(world: World) {
    log(&world).await;
    let forged = "UPDATE audit_events SET position = 8, hash = id WHERE id = (SELECT max(id) FROM audit_events)";
    let forged = if world.store.is_postgres() {
        forged
            .replace("max(id)", "id")
            .replace("FROM audit_events)", "FROM audit_events ORDER BY id DESC LIMIT 1)")
            .replace("hash = id", "hash = '\\x00'")
    } else {
        forged.to_owned()
    };
    without_triggers(&world, &forged).await;
    assert_eq!(verify(&world).await, AuditChain::Broken { position: 8, what: Break::Changed });
}

async fn replicas_chain_one_at_a_time(world: World) {
    let hospital = world.hospital("a").await;
    let other = world.another_store().await;
    let mut work = tokio::task::JoinSet::new();
    for number in 0..40 {
        let store = if number % 2 == 0 { world.store.clone() } else { other.clone() };
        let mut entry = hospital.entry();
        entry.grant.code_hash = hash();
        let organization = hospital.id;
        work.spawn(async move {
            store.organization(organization).record_entry(&entry).await.unwrap();
            store.chain_audit(5).await.unwrap()
        });
    }
    let mut chained: u64 = work.join_all().await.iter().sum();
    loop {
        match world.store.chain_audit(7).await.unwrap() {
            0 => break,
            more => chained += more,
        }
    }
    assert_eq!(chained, 40);
    assert!(matches!(verify(&world).await, AuditChain::Intact(Whole { length: 40, .. })));
    assert_eq!(world.store.organization(hospital.id).list_audit_events(1).await.unwrap()[0].at, start());
}

async fn lines_of_one_instant_come_in_the_order_of_their_making(world: World) {
    let hospital = world.hospital("a").await;
    let mut made = Vec::new();
    for _ in 0..20 {
        let event = AuditEvent { id: random::id(start()), ..hospital.event(AuditAction::SignIn) };
        world.store.append_audit(&event).await.unwrap();
        made.push(event.id);
    }
    let (filter, own) = (LogFilter::default(), world.store.organization(hospital.id));
    for oldest_first in [true, false] {
        let mut pages = [Vec::new(), Vec::new()];
        let mut after = [None, None];
        for _ in 0..7 {
            let page = |after| LogPage { oldest_first, after, limit: 3 };
            let all = world.store.read_log(&filter, page(after[0])).await.unwrap();
            let of_hospital = own.read_log(&filter, page(after[1])).await.unwrap();
            for (place, found) in [all, of_hospital].into_iter().enumerate() {
                after[place] = found.last().map(LogLine::place);
                pages[place].extend(found.into_iter().map(|line| line.event.id));
            }
        }
        let mut expected = made.clone();
        if !oldest_first {
            expected.reverse();
        }
        assert_eq!(pages, [expected.clone(), expected]);
    }
}
