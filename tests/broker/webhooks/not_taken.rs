//! Whoever does not take what they are told: they are told again, later, or no more.

use std::time::Duration as Pause;

use anteroom::domain::audit::{AuditAction, AuditEvent};
use chrono::Duration;
use reqwest::Method;
use serde_json::{Value, json};

use super::{HOOKS, OF_ST_JANSHOF, answered, deliveries, delivery, made, operator, patch, post, set_flag, test};
use crate::admin::code;
use crate::browser::Browser;
use crate::receiver::{Receiver, Reply};
use crate::world::World;
use crate::{replicated_stories, stories};

fn ago(world: &World, time: Duration) -> String {
    (world.now() - time).to_rfc3339_opts(chrono::SecondsFormat::Millis, true)
}

/// The events of the whole log that are about webhooks.
async fn logged(world: &World, action: AuditAction) -> Vec<AuditEvent> {
    let events = world.store.list_audit_events(10_000).await.unwrap();
    events.into_iter().filter(|event| event.action == action).collect()
}

/// St. Janshof gets an administrator.
async fn with_admin(world: &mut World) {
    world.change("locale = \"nl\"\n", "locale = \"nl\"\nadmins = [\"it@st-janshof.example\"]\n").await;
}

replicated_stories! {
    async fn what_is_not_taken_is_sent_again_and_given_up_after_three_days(world) {
        let olga = operator(&world).await;
        let receiver = Receiver::start().await;
        let (path, secret) = made(&olga, HOOKS, &receiver, &["webhook.disabled"]).await;
        receiver.replies((500..510).map(Reply::Status));
        let id = test(&olga, &path).await;
        let pauses = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400];
        for (tried, pause) in (1..).zip(pauses) {
            let shown = answered(&olga, &path, &id, &format!("{}", 499 + tried)).await;
            assert_eq!((&shown["state"], &shown["attempts"]), (&json!("waiting"), &json!(tried)));
            let next: chrono::DateTime<chrono::Utc> = shown["next_at"].as_str().unwrap().parse().unwrap();
            assert_eq!(next - world.now(), Duration::seconds(pause));
            world.pass(Duration::seconds(pause));
        }
        let shown = answered(&olga, &path, &id, "509").await;
        assert_eq!((&shown["state"], &shown["attempts"], &shown["next_at"]), (&json!("failed"), &json!(10), &Value::Null));
        let messages = receiver.all();
        assert_eq!(messages.len(), 10);
        assert!(messages.iter().all(|message| message.id == id && message.body == messages[0].body && message.is_signed_by(&secret)));
        assert!(messages.windows(2).all(|two| two[0].at < two[1].at), "each attempt is signed for its own time");
        let failing = olga.get(&path).await.json();
        assert_eq!((&failing["status"], &failing["failing_since"]), (&json!("active"), &json!("2026-11-23T09:00:00Z")));

        // Somebody has mended it, and asks for it: the same message with the same id.
        let tried = olga.call(Method::POST, &format!("{path}/replay?dry_run=true"), &[], Some(json!({ "delivery": id }))).await;
        assert_eq!(tried.json(), json!({ "replayed": 1, "dry_run": true }));
        assert_eq!(answered(&olga, &path, &id, "509").await["state"], "failed");
        let again = post(&olga, &format!("{path}/replay"), json!({ "delivery": id })).await;
        assert_eq!(again.json(), json!({ "replayed": 1 }));
        let shown = answered(&olga, &path, &id, "204").await;
        assert_eq!((&shown["state"], &shown["attempts"]), (&json!("delivered"), &json!(1)));
        let last = receiver.all().pop().unwrap();
        assert!(last.id == id && last.body == messages[0].body && last.is_signed_by(&secret));
        assert_eq!(olga.get(&path).await.json()["failing_since"], Value::Null);

        // All of a time, and what was not of it.
        world.pass(Duration::hours(1));
        let since = ago(&world, Duration::minutes(30));
        let later = test(&olga, &path).await;
        answered(&olga, &path, &later, "204").await;
        world.pass(Duration::seconds(1));
        let again = post(&olga, &format!("{path}/replay"), json!({ "since": since })).await;
        assert_eq!(again.json()["replayed"], 1);
        receiver.of("webhook.test", 13).await;
        assert_eq!(receiver.all().into_iter().filter(|message| message.id == later).count(), 2);
        let replays = logged(&world, AuditAction::WebhookChanged).await;
        assert_eq!(replays.iter().filter(|event| event.detail.as_str().contains("replay")).count(), 2);
    }

    async fn somebody_who_asks_for_time_gets_it(world) {
        let olga = operator(&world).await;
        let receiver = Receiver::start().await;
        let (path, _) = made(&olga, HOOKS, &receiver, &["webhook.disabled"]).await;
        receiver.replies([Reply::Later(429, "1200".to_owned())]);
        let first = test(&olga, &path).await;
        let shown = answered(&olga, &path, &first, "429").await;
        let next: chrono::DateTime<chrono::Utc> = shown["next_at"].as_str().unwrap().parse().unwrap();
        assert_eq!(next - world.now(), Duration::minutes(20));
        // Not even something new, until then: others are told twice meanwhile, each time of all that is due.
        let others = Receiver::start().await;
        let (other, _) = made(&olga, HOOKS, &others, &["webhook.disabled"]).await;
        test(&olga, &path).await;
        world.pass(Duration::minutes(19));
        for times in [1, 2] {
            test(&olga, &other).await;
            others.of("webhook.test", times).await;
        }
        assert_eq!(receiver.all().len(), 1);
        world.pass(Duration::minutes(1));
        assert_eq!(receiver.of("webhook.test", 3).await.len(), 3);

        // A year is a day.
        receiver.replies([Reply::Later(503, "31536000".to_owned())]);
        let long = test(&olga, &path).await;
        let shown = answered(&olga, &path, &long, "503").await;
        let next: chrono::DateTime<chrono::Utc> = shown["next_at"].as_str().unwrap().parse().unwrap();
        assert_eq!(next - world.now(), Duration::hours(24));
    }

    async fn whoever_is_gone_is_told_no_more(world) {
        let mut world = world;
        with_admin(&mut world).await;
        let olga = operator(&world).await;
        let (receiver, witness) = (Receiver::start().await, Receiver::start().await);
        let (path, _) = made(&olga, OF_ST_JANSHOF, &receiver, &["webhook.disabled", "flag.changed"]).await;
        made(&olga, HOOKS, &witness, &["webhook.disabled"]).await;
        receiver.replies([Reply::Later(503, "60".to_owned()), Reply::Status(410), Reply::Status(410)]);
        let waiting = test(&olga, &path).await;
        answered(&olga, &path, &waiting, "503").await;
        let second = test(&olga, &path).await;
        world.pass(Duration::minutes(1));
        for id in [&waiting, &second] {
            delivery(&olga, &path, id, |delivery| delivery["state"] == "failed").await;
        }
        let shown = olga.get(&path).await.json();
        assert_eq!((&shown["status"], &shown["disabled_because"]), (&json!("disabled"), &json!("gone")));
        let told = witness.of("webhook.disabled", 1).await.remove(0).json();
        assert_eq!((&told["data"]["because"], &told["data"]["by"]), (&json!("gone"), &json!("anteroom")));
        let letter = world.letters(1).await.remove(0);
        assert_eq!(letter.header("To"), "it@st-janshof.example");
        assert!(letter.read().0.contains("127.0.0.1") && !letter.0.contains("/hook"), "{}", letter.0);
        for what in ["test", "replay"] {
            let body = (what == "replay").then(|| json!({ "delivery": waiting }));
            let refused = olga.call(Method::POST, &format!("{path}/{what}"), &[], body).await;
            assert_eq!((refused.status, code(&refused).as_str()), (409, "webhook_disabled"));
        }
        // What happens meanwhile is kept for nobody.
        set_flag(&olga, "st-janshof", "remember_method", true).await;
        set_flag(&olga, "st-janshof", "remember_method", false).await;
        let before = receiver.all().len();
        let active = patch(&olga, &path, json!({ "status": "active", "reason": "it is there again" })).await;
        assert_eq!((&active.json()["status"], &active.json()["disabled_because"]), (&json!("active"), &Value::Null));
        let id = test(&olga, &path).await;
        answered(&olga, &path, &id, "204").await;
        assert!(receiver.all().len() > before);
    }

    async fn whoever_takes_nothing_for_five_days_is_disabled_and_can_catch_up(world) {
        let mut world = world;
        with_admin(&mut world).await;
        let olga = operator(&world).await;
        let receiver = Receiver::start().await;
        let (path, secret) = made(&olga, OF_ST_JANSHOF, &receiver, &["flag.changed"]).await;
        receiver.always(Reply::Status(500));
        let first = test(&olga, &path).await;
        answered(&olga, &path, &first, "500").await;
        world.pass(Duration::hours(119));
        let late = test(&olga, &path).await;
        answered(&olga, &path, &late, "500").await;
        assert_eq!(olga.get(&path).await.json()["status"], "active", "that were not five days");
        world.pass(Duration::hours(2));
        delivery(&olga, &path, &late, |delivery| delivery["state"] == "failed").await;
        let shown = olga.get(&path).await.json();
        assert_eq!((&shown["status"], &shown["disabled_because"]), (&json!("disabled"), &json!("failing")));
        let letter = world.letters(1).await.remove(0);
        assert!(letter.header("To") == "it@st-janshof.example" && letter.0.contains("2026-11-23 09:00 UTC"), "{}", letter.0);
        let events = world.events("st-janshof").await;
        let disabled: Vec<_> = events.iter().filter(|event| event.action == AuditAction::WebhookDisabled).collect();
        assert!(disabled.len() == 1 && disabled[0].actor == "anteroom", "{disabled:#?}");

        // What it misses is kept, and comes when somebody asks for it.
        let count = receiver.all().len();
        set_flag(&olga, "st-janshof", "remember_method", true).await;
        let mut missed = Vec::new();
        for _ in 0..1_000 {
            missed = deliveries(&olga, &path).await.into_iter().filter(|delivery| delivery["type"] == "flag.changed").collect();
            if !missed.is_empty() {
                break;
            }
            tokio::time::sleep(Pause::from_millis(10)).await;
        }
        assert_eq!((&missed[0]["state"], &missed[0]["answer"]), (&json!("failed"), &json!("disabled")));
        assert_eq!(receiver.all().len(), count);
        receiver.always(Reply::Status(200));
        assert_eq!(patch(&olga, &path, json!({ "status": "active" })).await.status, 200);
        world.pass(Duration::seconds(1));
        let again = post(&olga, &format!("{path}/replay"), json!({ "since": ago(&world, Duration::days(7)) })).await;
        assert_eq!(again.json()["replayed"], 3, "{}", again.body);
        let caught_up = receiver.of("flag.changed", 1).await.remove(0);
        assert!(caught_up.is_signed_by(&secret) && missed[0]["id"] == json!(caught_up.id));
        for id in [&first, &late] {
            answered(&olga, &path, id, "200").await;
        }
    }

    async fn a_redirect_is_no_answer_and_a_long_one_is_left(world) {
        let olga = operator(&world).await;
        let (receiver, elsewhere) = (Receiver::start().await, Receiver::start().await);
        let (path, _) = made(&olga, HOOKS, &receiver, &["webhook.disabled"]).await;
        receiver.replies([Reply::Redirect(elsewhere.url.clone())]);
        let id = test(&olga, &path).await;
        let shown = answered(&olga, &path, &id, "307").await;
        assert_eq!(shown["state"], "waiting");
        receiver.replies([Reply::Endless(200)]);
        let long = test(&olga, &path).await;
        assert_eq!(answered(&olga, &path, &long, "200").await["state"], "delivered");
        assert!(elsewhere.all().is_empty());
        // Nobody listens there, and somebody never answers.
        let gone = format!("http://127.0.0.1:{}/", tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port());
        assert_eq!(patch(&olga, &path, json!({ "url": gone })).await.status, 200);
        let nobody = test(&olga, &path).await;
        answered(&olga, &path, &nobody, "no_connection").await;
        receiver.replies([Reply::Hang]);
        assert_eq!(patch(&olga, &path, json!({ "url": receiver.url })).await.status, 200);
        let silent = test(&olga, &path).await;
        answered(&olga, &path, &silent, "timeout").await;
    }

    async fn a_slow_one_keeps_nobody_waiting(world) {
        let olga = operator(&world).await;
        let (slow, quick) = (Receiver::start().await, Receiver::start().await);
        let (to_slow, _) = made(&olga, HOOKS, &slow, &["webhook.disabled"]).await;
        let (to_quick, _) = made(&olga, HOOKS, &quick, &["webhook.disabled"]).await;
        slow.always(Reply::Hang);
        for _ in 0..60 {
            test(&olga, &to_slow).await;
        }
        slow.of("webhook.test", 4).await;
        for _ in 0..5 {
            let id = test(&olga, &to_quick).await;
            answered(&olga, &to_quick, &id, "204").await;
        }
        let hanging = deliveries(&olga, &to_slow).await;
        assert!(hanging.iter().any(|delivery| delivery["attempts"] == 0), "they have all been tried: {hanging:#?}");
        // Four from each of two brokers.
        assert!(slow.most_at_once() <= 8, "{}", slow.most_at_once());
    }
}

stories! {
    async fn the_operator_sees_what_waits(world) {
        let mut world = world;
        let olga = operator(&world).await;
        let receiver = Receiver::start().await;
        world.stop();
        let (base, operations) = world.start(|_| ()).await;
        let olga = olga.at(&base);
        let (path, _) = made(&olga, HOOKS, &receiver, &["webhook.disabled"]).await;
        let measured = async || Browser::new(&operations).get("/metrics").await;
        receiver.replies([Reply::Status(204), Reply::Status(500)]);
        for answer in ["204", "500"] {
            let id = test(&olga, &path).await;
            answered(&olga, &path, &id, answer).await;
        }
        world.pass(Duration::seconds(4));
        let text = measured().await;
        assert_eq!((text.status, text.headers["content-type"].to_str().unwrap()), (200, "text/plain; version=0.0.4; charset=utf-8"));
        for line in [
            "anteroom_webhook_attempts_total{result=\"delivered\"} 1",
            "anteroom_webhook_attempts_total{result=\"put_off\"} 1",
            "anteroom_webhook_attempts_total{result=\"failed\"} 0",
            "anteroom_webhook_deliveries_waiting 1",
            "anteroom_webhook_oldest_waiting_seconds 4",
        ] {
            assert!(text.body.lines().any(|found| found == line), "{line} is not in\n{}", text.body);
        }
    }
}
