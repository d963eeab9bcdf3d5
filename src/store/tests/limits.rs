//! Limits: counted together, given back over time, taken all or none.

use chrono::Duration;

use super::on_both;
use super::world::{World, start};
use crate::domain::limit::{Limit, Limited};
use crate::store::limits::{Taken, take};

on_both!(
    replicas_count_together,
    what_was_taken_comes_back,
    all_are_taken_or_none,
    what_is_full_is_swept,
    a_sweep_waits_for_nobody_who_takes,
);

fn limited(key: &str, burst: i32) -> Limited {
    Limited { key: key.to_owned(), limit: Limit { burst, every: Duration::seconds(60) } }
}

async fn replicas_count_together(world: World) {
    let other = world.another_store().await;
    let mut taken = 0;
    for _ in 0..10 {
        let limits = [limited("account", 7)];
        let (one, two) = tokio::join!(world.store.take(&limits, start()), other.take(&limits, start()));
        taken += [one.unwrap(), two.unwrap()].into_iter().filter(|taken| *taken == Taken::Yes).count();
    }
    assert_eq!(taken, 7);
}

async fn what_was_taken_comes_back(world: World) {
    let take = async |at| world.store.take(&[limited("a", 2)], start() + Duration::seconds(at)).await.unwrap();
    assert_eq!([take(0).await, take(0).await, take(0).await], [Taken::Yes, Taken::Yes, Taken::Empty(0)]);
    assert_eq!([take(59).await, take(60).await, take(60).await], [Taken::Empty(0), Taken::Yes, Taken::Empty(0)]);
    // However long nobody takes, no more than the burst is there.
    assert_eq!([take(9000).await, take(9000).await, take(9000).await], [Taken::Yes, Taken::Yes, Taken::Empty(0)]);
}

async fn all_are_taken_or_none(world: World) {
    let both = [limited("wide", 5), limited("narrow", 1)];
    assert_eq!(world.store.take(&both, start()).await.unwrap(), Taken::Yes);
    for _ in 0..10 {
        assert_eq!(world.store.take(&both, start()).await.unwrap(), Taken::Empty(1));
    }
    for _ in 0..4 {
        assert_eq!(world.store.take(&both[..1], start()).await.unwrap(), Taken::Yes, "a refusal takes nothing");
    }
    assert_eq!(world.store.take(&both[..1], start()).await.unwrap(), Taken::Empty(0));
}

async fn what_is_full_is_swept(world: World) {
    world.store.take(&[limited("a", 2), limited("b", 2)], start()).await.unwrap();
    assert_eq!(world.store.sweep(start() + Duration::seconds(59)).await.unwrap().limits, 0);
    assert_eq!(world.store.sweep(start() + Duration::seconds(60)).await.unwrap().limits, 2);
}

/// A sweep that waited for somebody who waits for it in turn would be ended by `PostgreSQL`, or end them: their sign-in.
async fn a_sweep_waits_for_nobody_who_takes(world: World) {
    // Of SQLite's writers one is at work at any time.
    if !world.store.is_postgres() {
        return;
    }
    let (both, later) = ([limited("a", 2), limited("b", 2)], start() + Duration::hours(1));
    world.store.take(&both, start()).await.unwrap();
    let taking = world.store.begin().await.unwrap();
    assert_eq!(take(&taking.tx, &both[..1], later).await.unwrap(), Taken::Yes);
    let other = world.another_store().await;
    let swept = tokio::time::timeout(std::time::Duration::from_secs(10), other.sweep(later)).await;
    assert_eq!(swept.expect("it waits").unwrap().limits, 1, "the other one");
    assert_eq!(take(&taking.tx, &both[1..], later).await.unwrap(), Taken::Yes);
    taking.commit().await.unwrap();
    assert_eq!(world.store.sweep(later).await.unwrap().limits, 0);
}
