//! Webhooks: each organization's stay apart, the log becomes messages once, and a message is one replica's to send.

use chrono::Duration;
use uuid::Uuid;

use super::on_both;
use super::world::{Hospital, World, id, start};
use crate::domain::audit::AuditAction;
use crate::domain::event_type::EventType;
use crate::domain::id::{OrganizationId, WebhookSecretId};
use crate::domain::webhook::{
    Delivery, DeliveryState, DisabledBecause, Fares, KEPT, LEASE, Webhook, WebhookSecret, WebhookStatus,
};
use crate::store::webhooks::{Again, Failure};
use crate::store::{Store, StoreError};
use crate::webhooks::feed;

on_both!(
    webhooks_stay_apart,
    a_line_is_told_once_by_however_many,
    a_webhook_hears_of_what_comes_after_it,
    one_of_two_gets_a_message,
    what_nobody_finished_comes_back,
    what_came_too_late_changes_nothing,
    what_is_old_is_swept,
);

fn webhook(owner: Option<OrganizationId>) -> Webhook {
    Webhook {
        id: id(),
        organization_id: owner,
        url: "https://siem.example/".parse().unwrap(),
        events: None,
        description: None,
        status: WebhookStatus::Active,
        disabled_because: None,
        created_at: start(),
    }
}

fn secret(webhook: &Webhook) -> WebhookSecret {
    let (webhook_id, organization_id) = (webhook.id, webhook.organization_id);
    WebhookSecret { id: id(), webhook_id, organization_id, sealed: vec![4, 5], created_at: start(), ends_at: None }
}

fn delivery(webhook: &Webhook) -> Delivery {
    Delivery {
        id: id(),
        webhook_id: webhook.id,
        organization_id: webhook.organization_id,
        kind: EventType::FlagChanged,
        payload: "{}".into(),
        at: start(),
        state: DeliveryState::Waiting,
        attempts: 0,
        answer: None,
        due_at: start(),
    }
}

/// A webhook with a secret.
async fn made(world: &World, owner: Option<OrganizationId>) -> (Webhook, WebhookSecret) {
    let webhook = webhook(owner);
    let secret = secret(&webhook);
    let (new, its) = (webhook.clone(), secret.clone());
    let insert = async move |tx: &crate::store::configuration::ConfigurationChange| {
        tx.insert_webhook(&new).await?;
        tx.put_webhook_secret(&new, &its, start()).await
    };
    world.change(insert).await.unwrap();
    (webhook, secret)
}

/// An organization's webhook and the operator's: the ids of their secrets, and whose they are.
pub(super) async fn one_of_each(world: &World) -> [(WebhookSecretId, Option<OrganizationId>); 2] {
    let hospital = world.store.read_everything().await.unwrap().organizations[0].configuration.organization.id;
    let (_, of_hospital) = made(world, Some(hospital)).await;
    let (_, of_operator) = made(world, None).await;
    [(of_hospital.id, Some(hospital)), (of_operator.id, None)]
}

/// A webhook that something waits for.
pub(super) async fn with_a_delivery(world: &World, owner: Option<OrganizationId>) -> (Webhook, Delivery) {
    let (webhook, _) = made(world, owner).await;
    let delivery = delivery(&webhook);
    let new = delivery.clone();
    world.change(async move |tx| tx.insert_delivery(&new).await).await.unwrap();
    (webhook, delivery)
}

async fn listed(store: &Store, webhook: &Webhook) -> Vec<Delivery> {
    store.webhooks(webhook.organization_id).list_deliveries(webhook.id, None, None, 1_000).await.unwrap()
}

async fn webhooks_stay_apart(world: World) {
    let (a, b) = (world.hospital("a").await, world.hospital("b").await);
    let (of_a, message) = with_a_delivery(&world, Some(a.id)).await;
    let (of_operator, _) = with_a_delivery(&world, None).await;
    for (own, mine, others) in
        [(Some(a.id), Some(&of_a), [&of_operator; 1]), (Some(b.id), None, [&of_a]), (None, Some(&of_operator), [&of_a])]
    {
        let store = world.store.webhooks(own);
        let found: Vec<_> = store.list(None, 10).await.unwrap().into_iter().map(|(webhook, _)| webhook.id).collect();
        assert_eq!(found, mine.iter().map(|webhook| webhook.id).collect::<Vec<_>>());
        for other in others {
            assert_eq!(store.find(other.id).await.unwrap(), None);
            assert_eq!(store.list_deliveries(other.id, None, None, 10).await.unwrap(), []);
            let change = world.store.change_configuration(start()).await.unwrap();
            assert_eq!(change.find_webhook(own, other.id).await.unwrap(), None);
            // A row that is handed in as another's is not found either.
            let stolen = Webhook { organization_id: own, ..other.clone() };
            assert!(matches!(change.replace_webhook(&stolen).await, Err(StoreError::Missing)));
            assert!(matches!(change.delete_webhook(&stolen).await, Err(StoreError::Missing)));
            assert_eq!(change.list_webhook_secrets(&stolen).await.unwrap(), []);
            let all = Again::Between(start() - Duration::days(9), start() + Duration::days(9));
            assert_eq!(change.send_again(&stolen, all).await.unwrap(), 0);
            change.roll_back().await.unwrap();
            assert_eq!(world.store.claim_deliveries(&stolen, 10, LEASE, start()).await.unwrap(), []);
            assert_eq!(world.store.list_webhook_secrets(&stolen, start()).await.unwrap(), []);
        }
    }
    let event = b.event(AuditAction::WebhookDisabled);
    let crossed = world.store.disable_webhook(&of_a, DisabledBecause::Gone, &[], &event).await;
    assert!(matches!(crossed, Err(StoreError::OtherOrganization)));
    assert_eq!(listed(&world.store, &of_a).await, [message]);
}

async fn signed_in(world: &World, hospital: &Hospital, times: usize) {
    for _ in 0..times {
        world.store.append_audit(&hospital.event(AuditAction::SignIn)).await.unwrap();
    }
}

async fn a_line_is_told_once_by_however_many(world: World) {
    let hospital = world.hospital("a").await;
    let (webhook, _) = made(&world, None).await;
    let other = world.another_store().await;
    for round in 1..=5 {
        signed_in(&world, &hospital, 20).await;
        while world.store.chain_audit(7).await.unwrap() > 0 {}
        let telling = [&world.store, &other, &world.store, &other].map(|store| feed::tell(store, start()));
        let told = futures_util::future::try_join_all(telling).await.unwrap();
        assert_eq!(told.iter().sum::<usize>(), 20);
        assert_eq!(listed(&world.store, &webhook).await.len(), round * 20);
    }
    // Whoever has read lines that are told by now writes none of them.
    signed_in(&world, &hospital, 1).await;
    world.store.chain_audit(10).await.unwrap();
    let feed = world.store.read_feed(10).await.unwrap().unwrap();
    assert!(world.store.write_feed(&feed, &[delivery(&webhook)]).await.unwrap());
    assert!(!other.write_feed(&feed, &[delivery(&webhook)]).await.unwrap());
    assert_eq!(listed(&world.store, &webhook).await.len(), 101);
}

async fn a_webhook_hears_of_what_comes_after_it(world: World) {
    let (a, b) = (world.hospital("a").await, world.hospital("b").await);
    signed_in(&world, &a, 5).await;
    world.store.chain_audit(100).await.unwrap();
    let before = world.store.counters();
    assert_eq!(feed::tell(&world.store, start()).await.unwrap(), 0, "there is nobody to tell");
    let after = world.store.counters();
    assert_eq!((after.statements - before.statements, after.write_transactions), (1, before.write_transactions));
    let (of_a, _) = made(&world, Some(a.id)).await;
    assert_eq!(feed::tell(&world.store, start()).await.unwrap(), 0);
    signed_in(&world, &a, 1).await;
    signed_in(&world, &b, 3).await;
    world.store.chain_audit(100).await.unwrap();
    assert_eq!(feed::tell(&world.store, start()).await.unwrap(), 1);
    let [told] = listed(&world.store, &of_a).await.try_into().unwrap();
    assert!(told.payload.contains(&a.id.to_string()) && told.state == DeliveryState::Waiting, "{}", told.payload);

    // One that is disabled because nobody answered there is kept what it misses; one that is switched off is not.
    let event = a.event(AuditAction::WebhookDisabled);
    assert!(world.store.disable_webhook(&of_a, DisabledBecause::Failing, &[], &event).await.unwrap());
    assert!(!world.store.disable_webhook(&of_a, DisabledBecause::Failing, &[], &event).await.unwrap());
    world.store.chain_audit(100).await.unwrap();
    assert_eq!(feed::tell(&world.store, start()).await.unwrap(), 1);
    let states: Vec<_> = listed(&world.store, &of_a).await.into_iter().map(|delivery| delivery.state).collect();
    assert_eq!(states, [DeliveryState::Failed; 2]);
    let by_hand =
        Webhook { status: WebhookStatus::Disabled, disabled_because: Some(DisabledBecause::ByHand), ..of_a.clone() };
    world.change(async move |tx| tx.replace_webhook(&by_hand).await).await.unwrap();
    signed_in(&world, &a, 1).await;
    world.store.chain_audit(100).await.unwrap();
    assert_eq!(feed::tell(&world.store, start()).await.unwrap(), 0);
}

async fn one_of_two_gets_a_message(world: World) {
    let (webhook, _) = made(&world, None).await;
    let other = world.another_store().await;
    for round in 0..10 {
        let messages: Vec<Delivery> = (0..9).map(|_| delivery(&webhook)).collect();
        for message in messages.clone() {
            world.change(async move |tx| tx.insert_delivery(&message).await).await.unwrap();
        }
        let claim = async |store: &Store| {
            let mut taken = Vec::new();
            loop {
                let some = store.claim_deliveries(&webhook, 2, LEASE, start()).await.unwrap();
                assert!(some.len() <= 2);
                if some.is_empty() && store.list_due_webhooks(&[], start()).await.unwrap().is_empty() {
                    break taken;
                }
                taken.extend(some);
            }
        };
        let (one, two) = tokio::join!(claim(&world.store), claim(&other));
        let mut taken: Vec<Uuid> = one.iter().chain(&two).map(|taken| taken.id.0).collect();
        taken.sort_unstable();
        let mut all: Vec<Uuid> = messages.iter().map(|message| message.id.0).collect();
        all.sort_unstable();
        assert_eq!(taken, all, "round {round}");
        for taken in one.iter().chain(&two) {
            assert_eq!(taken.attempts, 1);
            world.store.note_delivered(taken, "204", Fares::default()).await.unwrap();
        }
    }
    assert_eq!(world.store.count_waiting_deliveries().await.unwrap().count, 0);
}

async fn what_nobody_finished_comes_back(world: World) {
    let (webhook, message) = with_a_delivery(&world, None).await;
    let waiting = world.store.count_waiting_deliveries().await.unwrap();
    assert_eq!((waiting.count, waiting.oldest), (1, Some(start())));
    let due = world.store.list_due_webhooks(&[], start()).await.unwrap();
    assert_eq!(due, [(webhook.clone(), Fares::default())]);
    assert_eq!(world.store.list_due_webhooks(&[webhook.id], start()).await.unwrap(), []);
    let taken = world.store.claim_deliveries(&webhook, 4, LEASE, start()).await.unwrap().remove(0);
    assert_eq!((taken.id, taken.attempts), (message.id, 1));
    // Whoever took it has ended without a word.
    let early = start() + LEASE - Duration::seconds(1);
    assert_eq!(world.store.list_due_webhooks(&[], early).await.unwrap(), []);
    assert_eq!(world.store.claim_deliveries(&webhook, 4, LEASE, early).await.unwrap(), []);
    let again = world.store.claim_deliveries(&webhook, 4, LEASE, start() + LEASE).await.unwrap().remove(0);
    assert_eq!(again.attempts, 2);
    // One that is given back was not tried.
    world.store.release_delivery(&again, start() + LEASE).await.unwrap();
    let third = world.store.claim_deliveries(&webhook, 4, LEASE, start() + LEASE).await.unwrap().remove(0);
    assert_eq!(third.attempts, 2);
}

async fn what_came_too_late_changes_nothing(world: World) {
    let (webhook, _) = with_a_delivery(&world, None).await;
    let first = world.store.claim_deliveries(&webhook, 1, LEASE, start()).await.unwrap().remove(0);
    let second = world.store.claim_deliveries(&webhook, 1, LEASE, start() + LEASE).await.unwrap().remove(0);
    let failure = |answer: &str| Failure { answer: answer.into(), again_at: None, paused_until: None };
    world.store.note_failure(&first, &failure("timeout"), Fares::default(), start()).await.unwrap();
    let [still] = listed(&world.store, &webhook).await.try_into().unwrap();
    assert_eq!((still.state, still.answer.as_deref()), (DeliveryState::Waiting, None));
    let (_, fares) = world.store.webhooks(None).find(webhook.id).await.unwrap().unwrap();
    assert_eq!(fares.failing_since, Some(start()));
    world.store.note_delivered(&second, "200", fares).await.unwrap();
    let (_, fares) = world.store.webhooks(None).find(webhook.id).await.unwrap().unwrap();
    assert_eq!(fares, Fares::default(), "what was taken makes it well");
    let [taken] = listed(&world.store, &webhook).await.try_into().unwrap();
    assert_eq!((taken.state, taken.answer.as_deref()), (DeliveryState::Delivered, Some("200")));

    // What is being sent is not begun anew beside that.
    let change = world.store.change_configuration(start()).await.unwrap();
    assert_eq!(change.send_again(&webhook, Again::One(taken.id)).await.unwrap(), 1);
    change.commit().await.unwrap();
    let third = world.store.claim_deliveries(&webhook, 1, LEASE, start()).await.unwrap().remove(0);
    assert_eq!((third.id, third.attempts), (taken.id, 1));
    let change = world.store.change_configuration(start()).await.unwrap();
    assert_eq!(change.send_again(&webhook, Again::One(taken.id)).await.unwrap(), 0);
    change.roll_back().await.unwrap();
}

async fn what_is_old_is_swept(world: World) {
    let (webhook, old) = with_a_delivery(&world, None).await;
    let young = Delivery { at: start() + Duration::days(2), ..delivery(&webhook) };
    let (kept, new, its) = (young.clone(), secret(&webhook), webhook.clone());
    let change = async move |tx: &crate::store::configuration::ConfigurationChange| {
        tx.insert_delivery(&kept).await?;
        tx.put_webhook_secret(&its, &new, start() + Duration::hours(24)).await
    };
    world.change(change).await.unwrap();
    assert_eq!(world.store.list_webhook_secrets(&webhook, start()).await.unwrap().len(), 2);
    let early = world.store.sweep(start() + Duration::hours(23)).await.unwrap();
    assert_eq!((early.deliveries, early.webhook_secrets), (0, 0));
    let swept = world.store.sweep(start() + KEPT).await.unwrap();
    assert_eq!((swept.deliveries, swept.webhook_secrets), (1, 1));
    assert_ne!(old.id, young.id);
    assert_eq!(listed(&world.store, &webhook).await, [young]);
    assert_eq!(world.store.list_webhook_secrets(&webhook, start() + KEPT).await.unwrap().len(), 1);
}
