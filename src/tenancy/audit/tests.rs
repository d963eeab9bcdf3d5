//! What somebody who has the database can do to the log, and how it shows: each attack, on both databases.

use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};
use serde_json::json;
use tokio::sync::OnceCell;

use super::{anchors, retention, verify};
use crate::domain::anchor::{FIVE_YEARS, REMOVAL_TYPE, Removal};
use crate::domain::application::SigningAlgorithm;
use crate::domain::audit::{AuditAction, AuditDetail, AuditEvent};
use crate::keys::random;
use crate::keys::ring::KeyRing;
use crate::keys::signing::SigningKeys;
use crate::store::audit::removal::Leaving;
use crate::store::audit::verify::{AuditChain, Break, Whole};
use crate::store::log::{LogFilter, LogPage};
use crate::store::tests::on_both;
use crate::store::tests::world::{Hospital, World, start};
use crate::store::{Store, StoreError};

on_both!(
    a_day_has_one_anchor,
    a_log_that_was_chained_anew_is_found,
    a_cut_tail_is_found_where_the_head_was_made_to_fit,
    an_anchor_that_is_none_is_found,
    anchors_outlive_the_key_that_signed_them,
    what_is_kept_no_longer_loses_its_content,
    the_triggers_let_a_line_be_emptied_and_nothing_else,
    what_nobody_announced_is_found,
    the_hash_of_an_emptied_line_is_held_on_both_sides,
    a_forged_announcement_is_none,
);

/// Keys to sign with, made once: an RSA key takes its time.
struct Keys {
    ring: Arc<KeyRing>,
    signing: SigningKeys,
}

impl Keys {
    async fn new() -> Self {
        let ring = Arc::new(KeyRing::parse(&KeyRing::generate_line("k1")).unwrap());
        let world = World::sqlite().await;
        let signing = SigningKeys::load_or_create(&world.store, &ring, start()).await.unwrap();
        Self { ring, signing }
    }
}

/// The broker's.
async fn ours() -> &'static Keys {
    static OURS: OnceCell<Keys> = OnceCell::const_new();
    OURS.get_or_init(Keys::new).await
}

/// Somebody else's, under another key ring.
async fn strangers() -> &'static Keys {
    static STRANGERS: OnceCell<Keys> = OnceCell::const_new();
    STRANGERS.get_or_init(Keys::new).await
}

async fn anchor(store: &Store, now: DateTime<Utc>) -> bool {
    let Keys { ring, signing } = ours().await;
    anchors::make(store, ring, signing, now).await.unwrap().is_some()
}

async fn chain(world: &World) {
    while world.store.chain_audit(100).await.unwrap() > 0 {}
}

async fn found(world: &World) -> AuditChain {
    verify(&world.store, &ours().await.ring).await.unwrap()
}

async fn whole(world: &World) -> Whole {
    match found(world).await {
        AuditChain::Intact(whole) => whole,
        broken @ AuditChain::Broken { .. } => panic!("{broken:?}"),
    }
}

fn broken(position: i64, what: Break) -> AuditChain {
    AuditChain::Broken { position, what }
}

/// Seven lines of two hospitals, in turns, in the chain.
async fn seven(world: &World) -> [Hospital; 2] {
    let both = [world.hospital("a").await, world.hospital("b").await];
    for number in 0..7 {
        let event = both[number % 2].event(AuditAction::SignIn);
        world.store.append_audit(&event).await.unwrap();
    }
    chain(world).await;
    both
}

/// From here on nothing holds back whoever owns the database.
async fn own(world: &World) {
    for table in ["audit_events", "audit_anchors"] {
        if world.is_postgres() {
            world.execute(&format!("ALTER TABLE {table} DISABLE TRIGGER ALL")).await.unwrap();
            continue;
        }
        for operation in ["insert", "update", "delete"] {
            world.execute(&format!("DROP TRIGGER IF EXISTS {table}_{operation}")).await.unwrap();
        }
    }
}

/// Does this to some rows.
async fn tamper(world: &World, sql: &str) {
    assert!(world.execute(sql).await.unwrap() > 0, "{sql}");
}

/// Chains all of it anew, from the first line on.
async fn chain_anew(world: &World) {
    tamper(world, "UPDATE audit_events SET position = NULL, hash = NULL").await;
    let nothing = if world.is_postgres() { "''" } else { "x''" };
    tamper(world, &format!("UPDATE audit_chain SET position = 0, hash = {nothing}")).await;
    chain(world).await;
}

async fn a_day_has_one_anchor(world: World) {
    assert!(!anchor(&world.store, start()).await, "there is nothing to anchor");
    seven(&world).await;
    let other = world.another_store().await;
    let (one, another) = tokio::join!(anchor(&world.store, start()), anchor(&other, start()));
    assert!(one != another, "one replica makes it");
    assert!(!anchor(&other, start() + Duration::hours(1)).await);
    assert_eq!(whole(&world).await.anchors, 1, "its line is not in the chain yet");
    chain(&world).await;
    assert!(anchor(&other, start() + Duration::days(1)).await);
    chain(&world).await;
    let Whole { length, anchors, last_anchor, .. } = whole(&world).await;
    let last = last_anchor.unwrap();
    assert_eq!((length, anchors, last.position, last.date), (9, 2, 8, (start() + Duration::days(1)).date_naive()));
    let said = world.store.list_audit_events(1).await.unwrap().remove(0);
    assert_eq!((said.action, said.organization_id), (AuditAction::AuditAnchored, None));
    let listed = world.store.list_anchors(None, 10).await.unwrap();
    assert!(said.detail.as_str().contains(&listed[0].jws));
    assert_eq!(world.store.list_anchors(Some(last.date), 10).await.unwrap(), listed[1..]);
    for refused in ["UPDATE audit_anchors SET position = 1", "DELETE FROM audit_anchors"] {
        let outcome = world.execute(refused).await;
        assert!(matches!(outcome, Err(StoreError::Statement(_))), "{refused}: {outcome:?}");
    }
}

async fn a_log_that_was_chained_anew_is_found(world: World) {
    seven(&world).await;
    own(&world).await;
    let change = "UPDATE audit_events SET actor = 'nobody' WHERE position = 3";
    tamper(&world, change).await;
    assert_eq!(found(&world).await, broken(3, Break::Changed));
    chain_anew(&world).await;
    assert_eq!(whole(&world).await.anchors, 0, "the chain alone does not show it");
    assert!(anchor(&world.store, start()).await);
    chain(&world).await;
    assert_eq!(whole(&world).await.anchors, 1);
    tamper(&world, &change.replace("nobody", "somebody")).await;
    chain_anew(&world).await;
    assert_eq!(found(&world).await, broken(7, Break::Anchor));
}

async fn a_cut_tail_is_found_where_the_head_was_made_to_fit(world: World) {
    seven(&world).await;
    assert!(anchor(&world.store, start()).await);
    chain(&world).await;
    own(&world).await;
    tamper(&world, "DELETE FROM audit_events WHERE position > 5").await;
    assert_eq!(found(&world).await, broken(6, Break::Truncated));
    let head = "UPDATE audit_chain SET position = 5, hash = (SELECT hash FROM audit_events WHERE position = 5)";
    tamper(&world, head).await;
    assert_eq!(found(&world).await, broken(6, Break::Truncated));
}

async fn an_anchor_that_is_none_is_found(world: World) {
    seven(&world).await;
    assert!(anchor(&world.store, start()).await);
    chain(&world).await;
    own(&world).await;
    tamper(&world, "UPDATE audit_events SET actor = 'nobody' WHERE position = 3").await;
    chain_anew(&world).await;
    // The anchor says what fits now: it is not what was signed.
    let fits = world.store.list_anchors(None, 1).await.unwrap().remove(0);
    let (_, head) = world.store.read_audit_head().await.unwrap();
    let rows = "UPDATE audit_anchors SET position = 8, hash = ";
    tamper(&world, &format!("{rows}'{}'", crate::keys::hash::hex(&head))).await;
    assert_eq!(found(&world).await, broken(8, Break::Anchor));
    // A stranger signs it, and puts their key beside it.
    let stranger = strangers().await;
    let anchor = crate::domain::anchor::Anchor { position: 8, hash: crate::keys::hash::hex(&head), ..fits.anchor };
    let jws = stranger.signing.sign(SigningAlgorithm::Es256, crate::domain::anchor::ANCHOR_TYPE, &anchor).unwrap();
    tamper(&world, &format!("UPDATE audit_anchors SET jws = '{jws}'")).await;
    crate::keys::audit::keep(&world.store, &stranger.ring, &stranger.signing.known(), start()).await.unwrap();
    // Also where nothing in the log tells of another any more.
    tamper(&world, "DELETE FROM audit_events WHERE action = 'audit_anchored'").await;
    tamper(&world, "UPDATE audit_anchors SET position = 7").await;
    chain_anew(&world).await;
    assert_eq!(found(&world).await, broken(7, Break::Anchor));
    // Without anchors, but with the line that tells of one.
    let told = AuditEvent {
        detail: AuditDetail::of(&json!({ "jws": fits.jws })),
        ..AuditEvent::new(random::id(start()), start(), AuditAction::AuditAnchored, "anteroom")
    };
    tamper(&world, "DELETE FROM audit_anchors").await;
    world.store.append_audit(&told).await.unwrap();
    chain_anew(&world).await;
    assert_eq!(found(&world).await, broken(8, Break::Anchor));
}

async fn anchors_outlive_the_key_that_signed_them(world: World) {
    seven(&world).await;
    let ring = &ours().await.ring;
    let before = SigningKeys::load_or_create(&world.store, ring, start()).await.unwrap();
    assert!(anchors::make(&world.store, ring, &before, start()).await.unwrap().is_some());
    chain(&world).await;
    tamper(&world, "DELETE FROM signing_keys").await;
    let later = start() + Duration::days(1);
    let after = SigningKeys::load_or_create(&world.store, ring, later).await.unwrap();
    let kid = |signing: &SigningKeys| signing.known().public(SigningAlgorithm::Es256).unwrap().0.to_owned();
    assert_ne!(kid(&before), kid(&after));
    assert!(anchors::make(&world.store, ring, &after, later).await.unwrap().is_some());
    chain(&world).await;
    assert_eq!(whole(&world).await.anchors, 2);
    // What proves the first is in the database, and cannot be made by whoever has only that.
    let first = world.store.list_audit_keys().await.unwrap();
    assert_eq!(first.len(), 2);
    tamper(&world, "DELETE FROM audit_keys").await;
    assert_eq!(found(&world).await, broken(7, Break::Anchor));
}

/// When lines of the beginning are kept no longer.
fn ten_years_later() -> DateTime<Utc> {
    start() + Duration::days(3_651)
}

async fn round(world: &World, now: DateTime<Utc>) -> bool {
    let Keys { ring, signing } = ours().await;
    retention::round(&world.store, ring, signing, FIVE_YEARS, now).await.unwrap()
}

/// What is in the whole log: by position, whose log and what was done.
async fn listed(world: &World) -> Vec<(Option<i64>, AuditAction)> {
    let page = LogPage { oldest_first: true, after: None, limit: 100 };
    let lines = world.store.read_log(&LogFilter::default(), page).await.unwrap();
    lines.into_iter().map(|line| (line.position, line.event.action)).collect()
}

async fn what_is_kept_no_longer_loses_its_content(world: World) {
    let [a, b] = seven(&world).await;
    let young = AuditEvent { at: ten_years_later() - Duration::days(1), ..a.event(AuditAction::SessionEnded) };
    world.store.append_audit(&young).await.unwrap();
    chain(&world).await;
    world.store.append_audit(&a.event(AuditAction::SignIn)).await.unwrap();
    assert!(anchor(&world.store, start()).await);
    let change = world.store.change_configuration(start()).await.unwrap();
    let mut good = b.configuration.organization.clone();
    good.audit_retention_days = None;
    change.replace_organization(&good).await.unwrap();
    change.commit().await.unwrap();
    assert!(round(&world, start() + Duration::days(3_650)).await, "nothing is old enough");
    assert_eq!(whole(&world).await.emptied, 0);

    assert!(round(&world, ten_years_later()).await);
    // Announced, and the announcement not in the chain yet.
    assert_eq!(whole(&world).await.emptied, 4);
    chain(&world).await;
    let Whole { emptied, anchors, length, .. } = whole(&world).await;
    assert_eq!((emptied, anchors, length), (4, 1, 11));
    let of_a = world.store.organization(a.id).list_audit_events(100).await.unwrap();
    let actions: Vec<_> = of_a.iter().map(|event| event.action).collect();
    // The one that was not in the chain when the others went is still there.
    assert_eq!(actions, [AuditAction::AuditRemoved, AuditAction::SessionEnded, AuditAction::SignIn]);
    let said: serde_json::Value = serde_json::from_str(of_a[0].detail.as_str()).unwrap();
    assert_eq!((&said["lines"], &said["until"]), (&json!(4), &json!(ten_years_later() - Duration::days(3_650))));
    assert_eq!(world.store.organization(b.id).list_audit_events(100).await.unwrap().len(), 3);
    assert!(listed(&world).await.iter().all(|(position, _)| *position != Some(1)));
    assert_eq!(listed(&world).await.len(), 7);

    // Now it is in the chain, and goes too. What was announced never goes, however old it is.
    assert!(round(&world, ten_years_later()).await);
    chain(&world).await;
    assert!(round(&world, ten_years_later() + Duration::days(9_999)).await);
    chain(&world).await;
    let of_a = world.store.organization(a.id).list_audit_events(100).await.unwrap();
    assert!(of_a.iter().all(|event| event.action == AuditAction::AuditRemoved), "{of_a:#?}");
    assert_eq!((whole(&world).await.emptied, of_a.len()), (6, 3));
}

/// What emptying a line is.
const EMPTY: &str = "UPDATE audit_events SET organization_id = NULL, action = '', actor = '', subject = NULL, user_id = NULL, \
    application_id = NULL, sign_in_id = NULL, outcome = '', reason = NULL, ip = NULL, user_agent = NULL, detail = '', ";

async fn the_triggers_let_a_line_be_emptied_and_nothing_else(world: World) {
    let [a, _] = seven(&world).await;
    assert!(round(&world, ten_years_later()).await);
    world.store.append_audit(&a.event(AuditAction::SignIn)).await.unwrap();
    world.store.append_audit(&a.event(AuditAction::SignIn)).await.unwrap();
    assert!(anchor(&world.store, start()).await);
    chain(&world).await;
    world.store.append_audit(&a.event(AuditAction::SignIn)).await.unwrap();
    let before = world.store.list_audit_events(100).await.unwrap();
    let one = "(SELECT min(position) FROM audit_events WHERE action = 'sign_in')";
    let line = format!("WHERE position = {one}");
    for refused in [
        // Nobody has announced it.
        format!("{EMPTY} removal = NULL {line}"),
        // Something of it stays, or changes.
        format!("{} removal = id {line}", EMPTY.replace(" actor = '',", "")),
        format!("{} removal = id {line}", EMPTY.replace("actor = ''", "actor = 'nobody'")),
        format!("{} removal = id {line}", EMPTY.replace(" ip = NULL,", "")),
        format!("{} removal = id {line}", EMPTY.replace("organization_id = NULL, ", "")),
        format!("{EMPTY} removal = id, position = 99 {line}"),
        format!("{EMPTY} removal = id, hash = NULL {line}"),
        format!("UPDATE audit_events SET removal = id {line}"),
        format!("UPDATE audit_events SET actor = 'nobody', removal = id {line}"),
        // It is not in the chain yet; it is the operator's own; it announces others.
        format!("{EMPTY} removal = id WHERE position IS NULL"),
        format!("{EMPTY} removal = id WHERE action = 'audit_anchored'"),
        format!("{EMPTY} removal = id WHERE action = 'audit_removed'"),
        // It was emptied, and is to say something again.
        "UPDATE audit_events SET actor = 'nobody' WHERE position = 1".to_owned(),
        "UPDATE audit_events SET removal = NULL WHERE position = 1".to_owned(),
        "UPDATE audit_events SET removal = id WHERE position = 1".to_owned(),
        "DELETE FROM audit_events WHERE position = 1".to_owned(),
    ] {
        let outcome = world.execute(&refused).await;
        assert!(matches!(outcome, Err(StoreError::Statement(_))), "{refused}: {outcome:?}");
    }
    assert_eq!(world.store.list_audit_events(100).await.unwrap(), before);
    assert_eq!(whole(&world).await.emptied, 7);
    // What they let through is what the broker does; that nobody announced it is found.
    tamper(&world, &format!("{EMPTY} removal = id {line}")).await;
    assert!(matches!(found(&world).await, AuditChain::Broken { what: Break::Removed, .. }));
}

async fn what_nobody_announced_is_found(world: World) {
    let [a, _] = seven(&world).await;
    assert!(round(&world, ten_years_later()).await);
    for _ in 0..3 {
        let event = AuditEvent { at: ten_years_later(), ..a.event(AuditAction::SignIn) };
        world.store.append_audit(&event).await.unwrap();
    }
    chain(&world).await;
    assert_eq!(whole(&world).await.emptied, 7);
    let position = listed(&world).await.iter().find(|(_, action)| *action == AuditAction::SignIn).unwrap().0.unwrap();
    let line = format!("WHERE position = {position}");
    own(&world).await;
    // Under no announcement, under one that there is not, and under one that the broker has signed for other lines.
    tamper(&world, &format!("{EMPTY} removal = NULL {line}")).await;
    assert_eq!(found(&world).await, broken(position, Break::Removed));
    tamper(&world, &format!("UPDATE audit_events SET removal = id {line}")).await;
    assert_eq!(found(&world).await, broken(position, Break::Removed));
    let one = "UPDATE audit_events SET removal = (SELECT removal FROM audit_events WHERE position = 1)";
    tamper(&world, &format!("{one} {line}")).await;
    let what = found(&world).await;
    assert!(what == broken(1, Break::Removed) || what == broken(position, Break::Removed), "{what:?}");
    // Where it is taken from the others, these are too few.
    tamper(&world, &format!("UPDATE audit_events SET removal = id {line}")).await;
    tamper(&world, "UPDATE audit_events SET removal = id WHERE position = 1").await;
    assert_eq!(found(&world).await, broken(3, Break::Removed));
}

async fn the_hash_of_an_emptied_line_is_held_on_both_sides(world: World) {
    seven(&world).await;
    assert!(round(&world, ten_years_later()).await);
    chain(&world).await;
    own(&world).await;
    // Between two that are emptied as well, only the announcement knows it.
    tamper(&world, "UPDATE audit_events SET hash = (SELECT hash FROM audit_chain) WHERE position = 2").await;
    assert_eq!(found(&world).await, broken(2, Break::Removed));
    // Before one that says something, that one's own hash does.
    tamper(&world, "UPDATE audit_events SET hash = (SELECT hash FROM audit_chain) WHERE position = 7").await;
    assert_eq!(found(&world).await, broken(8, Break::Changed));
}

async fn a_forged_announcement_is_none(world: World) {
    let [a, b] = seven(&world).await;
    let Keys { ring, signing } = ours().await;
    crate::keys::audit::keep(&world.store, ring, &signing.known(), start()).await.unwrap();
    // What the broker would say of the three lines of b: whoever owns the database can reckon that too.
    let mut would_say = None;
    let refuse = |leaving: &Leaving| -> Result<AuditEvent, StoreError> {
        would_say = Some(leaving.clone());
        Err(StoreError::Missing)
    };
    let of_b = world.store.organization(b.id);
    assert!(of_b.empty_audit_events(start() + Duration::days(1), refuse).await.is_err());
    let leaving = would_say.unwrap();
    assert_eq!((leaving.lines, whole(&world).await.emptied), (3, 0), "what is not announced is not done");

    let announcement = |signing: &SigningKeys, organization, Leaving { lines, digest }: Leaving| {
        let event = AuditEvent::new(random::id(start()), start(), AuditAction::AuditRemoved, "anteroom");
        let removal = Removal { id: event.id, organization, until: start(), lines, digest };
        let jws = signing.sign(SigningAlgorithm::Es256, REMOVAL_TYPE, &removal).unwrap();
        AuditEvent { organization_id: Some(b.id), detail: AuditDetail::of(&json!({ "jws": jws })), ..event }
    };
    own(&world).await;
    let proper = announcement(signing, b.id, leaving.clone());
    let forged = [
        announcement(&strangers().await.signing, b.id, leaving.clone()),
        AuditEvent { id: random::id(start()), detail: AuditDetail::nothing(), ..proper.clone() },
        announcement(signing, a.id, leaving.clone()),
        announcement(signing, b.id, Leaving { lines: 2, ..leaving.clone() }),
        announcement(signing, b.id, Leaving { digest: "00".repeat(32), ..leaving }),
        // What the broker has signed once, under another line's name.
        AuditEvent { id: random::id(start()), ..proper.clone() },
    ];
    tamper(&world, &format!("{EMPTY} removal = id WHERE position IN (2, 4, 6)")).await;
    for (event, fits) in forged.iter().map(|event| (event, false)).chain([(&proper, true)]) {
        world.store.append_audit(event).await.unwrap();
        let id = if world.is_postgres() { format!("'{}'", event.id) } else { format!("x'{}'", event.id.0.simple()) };
        tamper(&world, &format!("UPDATE audit_events SET removal = {id} WHERE position IN (2, 4, 6)")).await;
        // Before it is in the chain, and after.
        for _ in 0..2 {
            let found = found(&world).await;
            if fits {
                assert!(matches!(found, AuditChain::Intact(Whole { emptied: 3, .. })), "{found:?}");
            } else {
                assert_eq!(found, broken(2, Break::Removed), "{event:?}");
            }
            chain(&world).await;
        }
    }
}
