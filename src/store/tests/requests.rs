//! Requests that were pushed, and assertions: each once, whoever asks at once, and none for longer than it is good.

use chrono::Duration;

use super::on_both;
use super::world::{World, application, hash, start};
use crate::domain::application::Application;
use crate::domain::limit::{Limit, Limited};
use crate::domain::pushed_request::PushedRequest;
use crate::store::limits::Taken;

on_both!(
    a_request_is_given_once,
    no_more_are_kept_than_may_be,
    an_assertion_is_taken_once,
    what_is_over_is_swept,
    a_request_goes_with_its_application,
);

fn limit(burst: i32) -> Limited {
    Limited { key: "pushed".to_owned(), limit: Limit { burst, every: Duration::seconds(60) } }
}

async fn registered(world: &World) -> Application {
    let application = application("rounds");
    let insert = application.clone();
    world
        .change(async move |tx: &crate::store::configuration::ConfigurationChange| tx.insert_application(&insert).await)
        .await
        .unwrap();
    application
}

fn request(application: &Application) -> PushedRequest {
    PushedRequest {
        hash: hash(),
        application_id: application.id,
        parameters: "scope=openid&state=a+b".to_owned(),
        expires_at: start() + Duration::seconds(60),
    }
}

async fn a_request_is_given_once(world: World) {
    let (application, other) = (registered(&world).await, world.another_store().await);
    let pushed = request(&application);
    assert_eq!(world.store.insert_pushed_request(&pushed, &limit(10), start()).await.unwrap(), Taken::Yes);
    let claim = |id, now| world.store.claim_pushed_request(&pushed.hash, id, now);
    assert_eq!(claim(super::world::id(), start()).await.unwrap(), None, "another application's");
    assert_eq!(claim(application.id, pushed.expires_at).await.unwrap(), None, "too late");
    assert_eq!(world.store.claim_pushed_request(&hash(), application.id, start()).await.unwrap(), None);
    let mut attempts = tokio::task::JoinSet::new();
    for number in 0..50 {
        let store = if number % 2 == 0 { world.store.clone() } else { other.clone() };
        let (hash, id) = (pushed.hash, application.id);
        attempts.spawn(async move { store.claim_pushed_request(&hash, id, start()).await.unwrap() });
    }
    let given: Vec<_> = attempts.join_all().await.into_iter().flatten().collect();
    assert_eq!(given, [pushed.parameters]);
}

async fn no_more_are_kept_than_may_be(world: World) {
    let application = registered(&world).await;
    let push =
        async |burst| world.store.insert_pushed_request(&request(&application), &limit(burst), start()).await.unwrap();
    assert_eq!([push(2).await, push(2).await, push(2).await], [Taken::Yes, Taken::Yes, Taken::Empty(0)]);
    assert_eq!(world.execute("DELETE FROM pushed_requests").await.unwrap(), 2);
}

async fn an_assertion_is_taken_once(world: World) {
    let other = world.another_store().await;
    let (one, end) = (hash(), start() + Duration::seconds(60));
    let mut attempts = tokio::task::JoinSet::new();
    for number in 0..50 {
        let store = if number % 2 == 0 { world.store.clone() } else { other.clone() };
        attempts.spawn(async move { store.claim_assertion(&one, end).await.unwrap() });
    }
    assert_eq!(attempts.join_all().await.into_iter().filter(|first| *first).count(), 1);
    assert!(world.store.claim_assertion(&hash(), end).await.unwrap());
}

async fn what_is_over_is_swept(world: World) {
    let application = registered(&world).await;
    let end = start() + Duration::seconds(60);
    for _ in 0..600 {
        world.store.claim_assertion(&hash(), end).await.unwrap();
    }
    world.store.insert_pushed_request(&request(&application), &limit(10), start()).await.unwrap();
    let early = world.store.sweep(end - Duration::milliseconds(1)).await.unwrap();
    assert_eq!((early.pushed_requests, early.client_assertions), (0, 0));
    let swept = world.store.sweep(end).await.unwrap();
    assert_eq!((swept.pushed_requests, swept.client_assertions), (1, 600), "more than one batch");
}

async fn a_request_goes_with_its_application(world: World) {
    let application = registered(&world).await;
    let pushed = request(&application);
    world.store.insert_pushed_request(&pushed, &limit(10), start()).await.unwrap();
    world.execute("DELETE FROM applications").await.unwrap();
    assert_eq!(world.store.claim_pushed_request(&pushed.hash, application.id, start()).await.unwrap(), None);
}
