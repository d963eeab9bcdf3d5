//! The outbox: a letter is one replica's to send, and lost by nothing.

use chrono::Duration;

use super::on_both;
use super::world::{World, id, start};
use crate::domain::id::LetterId;
use crate::store::outbox::SealedLetter;

on_both!(one_of_two_gets_a_letter, no_more_than_asked_for, what_nobody_finished_comes_back, what_is_put_off_waits);

fn letter() -> SealedLetter {
    SealedLetter {
        id: id(),
        organization_id: None,
        sealed: b"sealed".to_vec(),
        created_at: start(),
        expires_at: start() + Duration::minutes(10),
    }
}

const LEASE: Duration = Duration::minutes(1);

async fn one_of_two_gets_a_letter(world: World) {
    let other = world.another_store().await;
    for round in 0..20 {
        let letters: Vec<SealedLetter> = (0..5).map(|_| letter()).collect();
        for letter in &letters {
            world.store.put_letter(letter).await.unwrap();
        }
        let (one, two) =
            tokio::join!(world.store.claim_letters(16, LEASE, start()), other.claim_letters(16, LEASE, start()));
        let mut taken: Vec<LetterId> =
            one.unwrap().into_iter().chain(two.unwrap()).map(|claimed| claimed.letter.id).collect();
        taken.sort_unstable();
        let mut all: Vec<LetterId> = letters.iter().map(|letter| letter.id).collect();
        all.sort_unstable();
        assert_eq!(taken, all, "round {round}");
        for id in all {
            world.store.remove_letter(id).await.unwrap();
        }
        assert_eq!(world.store.count_letters().await.unwrap(), 0);
    }
}

async fn no_more_than_asked_for(world: World) {
    for _ in 0..5 {
        world.store.put_letter(&letter()).await.unwrap();
    }
    let claimed = async |most| world.store.claim_letters(most, LEASE, start()).await.unwrap().len();
    assert_eq!([claimed(0).await, claimed(2).await, claimed(4).await, claimed(4).await], [0, 2, 3, 0]);
}

async fn what_nobody_finished_comes_back(world: World) {
    let letter = letter();
    world.store.put_letter(&letter).await.unwrap();
    let taken = world.store.claim_letters(16, LEASE, start()).await.unwrap();
    assert_eq!((taken.len(), &taken[0].letter, taken[0].attempts), (1, &letter, 0));
    // Whoever took it has ended without a word.
    let early = world.store.claim_letters(16, LEASE, start() + LEASE - Duration::seconds(1)).await.unwrap();
    assert_eq!(early, []);
    let again = world.store.claim_letters(16, LEASE, start() + LEASE).await.unwrap();
    assert_eq!((again.len(), again[0].attempts), (1, 1));
}

async fn what_is_put_off_waits(world: World) {
    let letter = letter();
    world.store.put_letter(&letter).await.unwrap();
    let first = world.store.claim_letters(16, LEASE, start()).await.unwrap().remove(0);
    let due = start() + Duration::seconds(8);
    world.store.put_off_letter(&first, due).await.unwrap();
    assert_eq!(world.store.claim_letters(16, LEASE, due - Duration::seconds(1)).await.unwrap(), []);
    assert_eq!(world.store.claim_letters(16, LEASE, due).await.unwrap().len(), 1);
    // It is another's now: what the first one has to say of it comes too late.
    world.store.put_off_letter(&first, due).await.unwrap();
    assert_eq!(world.store.claim_letters(16, LEASE, due).await.unwrap(), []);
}
