//! Whoever wants to know what happens is told: signed, at least once, and nobody of another hospital. Two brokers take turns.

use std::time::Duration as Pause;

use anteroom::domain::admin_role::AdminRole;
use anteroom::domain::audit::{AuditAction, AuditEvent};
use anteroom::domain::webhook::LEASE;
use anteroom::webhooks::feed;
use chrono::Duration;
use reqwest::Method;
use serde_json::{Value, json};

use crate::admin::{Staff, code, etag};
use crate::browser::{Answer, Browser};
use crate::eventually::eventually;
use crate::receiver::{Receiver, Reply};
use crate::world::World;
use crate::{replicated_stories, stories};

const HOOKS: &str = "/webhooks";
const OF_ST_JANSHOF: &str = "/organizations/st-janshof/webhooks";
const OF_DELTA: &str = "/organizations/delta-noord/webhooks";
const SUSPENDED: &str = "s.suspended@st-janshof.example";

async fn operator(world: &World) -> Staff {
    Staff::new(world, "olga", AdminRole::Operator, &[]).await
}

async fn post(staff: &Staff, path: &str, body: Value) -> Answer {
    staff.call(Method::POST, path, &[], Some(body)).await
}

/// A webhook to a receiver: its path, and its secret.
async fn made(staff: &Staff, whose: &str, to: &Receiver, events: &[&str]) -> (String, String) {
    let mut body = json!({ "url": to.url });
    if !events.is_empty() {
        body["events"] = json!(events);
    }
    let made = post(staff, whose, body).await;
    assert_eq!(made.status, 201, "{}", made.body);
    let shown = made.json();
    let path = format!("{whose}/{}", shown["id"].as_str().unwrap());
    assert_eq!(made.headers["location"], format!("/admin/v1{path}"));
    (path, shown["secret"].as_str().unwrap().to_owned())
}

/// Sets a flag of an organization.
async fn set_flag(staff: &Staff, slug: &str, flag: &str, value: bool) {
    let body = json!({ "value": value, "reason": "a text that somebody typed" });
    let path = format!("/organizations/{slug}/flags/{flag}");
    let set = staff.call(Method::PUT, &path, &[("if-match", "*")], Some(body)).await;
    assert_eq!(set.status, 200, "{}", set.body);
}

async fn test(staff: &Staff, webhook: &str) -> String {
    let sent = staff.call(Method::POST, &format!("{webhook}/test"), &[], None).await;
    assert_eq!(sent.status, 200, "{}", sent.body);
    assert_eq!((&sent.json()["type"], &sent.json()["state"]), (&json!("webhook.test"), &json!("waiting")));
    sent.json()["id"].as_str().unwrap().to_owned()
}

/// The deliveries of a webhook, the newest first.
async fn deliveries(staff: &Staff, webhook: &str) -> Vec<Value> {
    let listed = staff.get(&format!("{webhook}/deliveries?limit=200")).await;
    assert_eq!(listed.status, 200, "{}", listed.body);
    listed.json()["items"].as_array().unwrap().clone()
}

/// A delivery, once it is as expected.
async fn delivery(staff: &Staff, webhook: &str, id: &str, expected: impl Fn(&Value) -> bool) -> Value {
    let mut last = Value::Null;
    for _ in 0..1_000 {
        let listed = deliveries(staff, webhook).await;
        last = listed.into_iter().find(|delivery| delivery["id"] == id).unwrap_or_default();
        if expected(&last) {
            return last;
        }
        tokio::time::sleep(Pause::from_millis(10)).await;
    }
    panic!("it never became so: {last:#}");
}

async fn answered(staff: &Staff, webhook: &str, id: &str, answer: &str) -> Value {
    delivery(staff, webhook, id, |delivery| delivery["answer"] == answer).await
}

/// The deliveries of a webhook, once so many changes of flags were told to it, and nothing waits any more.
async fn told(staff: &Staff, webhook: &str, receiver: &Receiver, flags: usize) -> Vec<Value> {
    receiver.of("flag.changed", flags).await;
    let waits = async || deliveries(staff, webhook).await.iter().any(|delivery| delivery["state"] == "waiting");
    eventually(async || !waits().await).await;
    deliveries(staff, webhook).await
}

async fn patch(staff: &Staff, webhook: &str, change: Value) -> Answer {
    staff.call(Method::PATCH, webhook, &[("if-match", "*")], Some(change)).await
}

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
    async fn what_happens_is_told_signed_and_once(world) {
        let mut world = world;
        let olga = operator(&world).await;
        let (all, own) = (Receiver::start().await, Receiver::start().await);
        let (path, secret) = made(&olga, HOOKS, &all, &[]).await;
        let (of_own, own_secret) = made(&olga, OF_ST_JANSHOF, &own, &["flag.changed", "sign_in.refused"]).await;
        set_flag(&olga, "st-janshof", "remember_method", true).await;
        let refused = world.browser().sign_in(SUSPENDED, &[]).await.sign_in();
        assert_eq!(world.browser().sign_in("a.devries@st-janshof.example", &[]).await.status, 303);
        set_flag(&olga, "delta-noord", "remember_method", true).await;

        let id = world.organization("st-janshof").await;
        for (receiver, secret, others) in [(&all, &secret, &own_secret), (&own, &own_secret, &secret)] {
            let flags = receiver.of("flag.changed", if receiver.url == all.url { 2 } else { 1 }).await;
            let flag = flags.iter().find(|message| message.json()["data"]["organization"]["slug"] == "st-janshof").unwrap();
            let mut told = flag.json();
            assert!(flag.is_signed_by(secret) && !flag.is_signed_by(others) && flag.signatures() == 1);
            assert_eq!(flag.at, world.now().timestamp());
            let event = told["data"]["event"].take();
            assert!(world.events("st-janshof").await.iter().any(|line| json!(line.id) == event));
            assert_eq!(told, json!({
                "type": "flag.changed",
                "timestamp": "2026-11-23T09:00:00.000Z",
                "data": {
                    "event": null, "organization": { "id": id, "slug": "st-janshof" }, "outcome": "success",
                    "by": "olga", "subject": "flag remember_method", "old": null,
                    "new": { "value": true, "starts_at": null, "ends_at": null },
                },
            }));
            let kept_out = receiver.of("sign_in.refused", 1).await.remove(0);
            let data = kept_out.json()["data"].clone();
            assert_eq!((&data["reason"], &data["sign_in"]), (&json!("user_suspended"), &json!(refused.to_string())));
            assert_eq!((&data["application"], &data["user"].is_string()), (&json!("records"), &true));
            assert!(!kept_out.body.contains('@') && !kept_out.body.contains("ip"), "{}", kept_out.body);
        }
        let entered = all.of("sign_in.succeeded", 1).await.remove(0);
        assert_eq!(entered.json()["data"]["method"], "entra");
        assert!(!entered.body.contains('@'), "{}", entered.body);
        assert!(all.all().iter().all(|message| !message.body.contains("a text that somebody typed")));

        // What happens next is told after all that: then neither broker has told or sent anything twice.
        set_flag(&olga, "st-janshof", "remember_method", false).await;
        let listed = [told(&olga, &path, &all, 3).await, told(&olga, &of_own, &own, 2).await];
        world.end().await;
        for (receiver, listed) in [&all, &own].into_iter().zip(listed) {
            let mut ids: Vec<_> = receiver.all().into_iter().map(|message| message.id).collect();
            assert_eq!(ids.len(), listed.len(), "{listed:#?}");
            ids.sort_unstable();
            ids.dedup();
            assert_eq!(ids.len(), listed.len());
            for delivery in listed {
                let shown = (&delivery["state"], &delivery["attempts"], &delivery["answer"], &delivery["next_at"]);
                assert_eq!(shown, (&json!("delivered"), &json!(1), &json!("204"), &Value::Null));
                assert!(ids.iter().any(|id| delivery["id"] == json!(id)));
            }
        }
        // Lines of one event are one message to each; the operator's own webhook hears of its own making as well.
        let by_event = |message: &crate::receiver::Message| message.json()["data"]["event"].to_string();
        let mut events: Vec<_> = all.all().iter().map(by_event).collect();
        events.sort_unstable();
        events.dedup();
        assert_eq!(events.len(), all.all().len());
    }

    async fn another_hospital_is_told_nothing_and_gets_at_nothing(world) {
        let olga = operator(&world).await;
        let (ours, theirs) = (Receiver::start().await, Receiver::start().await);
        let (own, secret) = made(&olga, OF_ST_JANSHOF, &ours, &[]).await;
        let (other, _) = made(&olga, OF_DELTA, &theirs, &[]).await;
        let (operators, _) = made(&olga, HOOKS, &Receiver::start().await, &[]).await;
        for slug in ["st-janshof", "delta-noord"] {
            set_flag(&olga, slug, "remember_method", true).await;
        }
        world.browser().sign_in(SUSPENDED, &[]).await;
        // Nobody's, as far as anybody knows: the operator's alone.
        let page = world.browser().authorize(&[("login_hint", "u.unproven@unproven.example")]).await;
        assert_eq!(page.status, 200);
        ours.of("sign_in.refused", 1).await;
        ours.of("flag.changed", 1).await;
        theirs.of("flag.changed", 1).await;
        for (receiver, slug) in [(&ours, "st-janshof"), (&theirs, "delta-noord")] {
            for message in receiver.all() {
                assert_eq!(message.json()["data"]["organization"]["slug"], slug, "{}", message.body);
            }
        }
        assert_eq!(theirs.of("sign_in.refused", 0).await.len(), 0);

        // By no address but its own, and with no token but one that reaches it.
        let dirk = Staff::new(&world, "dirk", AdminRole::Operator, &["delta-noord"]).await;
        let id = |path: &str| path.rsplit('/').next().unwrap().to_owned();
        let strange = [
            (&olga, format!("{OF_DELTA}/{}", id(&own))),
            (&dirk, format!("{OF_DELTA}/{}", id(&own))),
            (&dirk, own.clone()),
            (&olga, format!("{HOOKS}/{}", id(&own))),
            (&olga, format!("{OF_ST_JANSHOF}/{}", id(&operators))),
            (&olga, format!("{OF_ST_JANSHOF}/not-an-id")),
        ];
        let before = deliveries(&olga, &own).await.len();
        for (staff, path) in &strange {
            let any = [("if-match", "*")];
            let all = json!({ "since": "2026-01-01T00:00:00Z" });
            for answer in [
                staff.get(path).await,
                staff.get(&format!("{path}/deliveries")).await,
                staff.call(Method::PATCH, path, &any, Some(json!({ "url": theirs.url }))).await,
                staff.call(Method::DELETE, path, &any, None).await,
                staff.call(Method::POST, &format!("{path}/rotate-secret"), &[], None).await,
                staff.call(Method::POST, &format!("{path}/test"), &[], None).await,
                post(staff, &format!("{path}/replay"), all).await,
            ] {
                assert_eq!((answer.status, code(&answer).as_str()), (404, "not_found"), "{path}: {}", answer.body);
            }
        }
        for path in ["/organizations/%ff/webhooks", "/organizations/%00/webhooks", "/organizations//webhooks"] {
            assert_eq!(olga.get(path).await.status, 404, "{path}");
        }
        for path in [HOOKS.to_owned(), operators.clone()] {
            let limited = dirk.get(&path).await;
            assert_eq!((limited.status, code(&limited).as_str()), (403, "token_limited"));
        }
        assert_eq!(deliveries(&olga, &own).await.len(), before);
        test(&olga, &own).await;
        assert!(ours.of("webhook.test", 1).await[0].is_signed_by(&secret), "nobody has changed it");
        // A message of one webhook is not another's to send again.
        let sent = deliveries(&olga, &own).await[0]["id"].clone();
        let crossed = post(&olga, &format!("{other}/replay"), json!({ "delivery": sent })).await;
        assert_eq!((crossed.status, &crossed.json()["replayed"]), (200, &json!(0)));
    }

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

    async fn for_a_day_both_secrets_sign(world) {
        let olga = operator(&world).await;
        let receiver = Receiver::start().await;
        let (path, old) = made(&olga, OF_ST_JANSHOF, &receiver, &["webhook.disabled"]).await;
        let rotate = async |query: &str| olga.call(Method::POST, &format!("{path}/rotate-secret{query}"), &[], None).await;
        let tried = rotate("?dry_run=true").await.json();
        assert_eq!((&tried["secret"], &tried["dry_run"]), (&Value::Null, &json!(true)));
        let rotated = rotate("?reason=leaked").await.json();
        let new = rotated["secret"].as_str().unwrap().to_owned();
        assert_eq!(rotated["former_until"], "2026-11-24T09:00:00Z");
        assert_ne!(new, old);
        test(&olga, &path).await;
        let both = receiver.of("webhook.test", 1).await.remove(0);
        assert!(both.signatures() == 2 && both.is_signed_by(&old) && both.is_signed_by(&new));
        world.pass(Duration::hours(24));
        test(&olga, &path).await;
        let after = receiver.of("webhook.test", 2).await.remove(1);
        assert!(after.signatures() == 1 && !after.is_signed_by(&old) && after.is_signed_by(&new));
        // A header has an end.
        for _ in 0..4 {
            assert_eq!(rotate("").await.status, 200);
        }
        let refused = rotate("").await;
        assert_eq!((refused.status, &refused.json()["errors"][0]["field"]), (422, &json!("secret")));
        world.pass(Duration::hours(24));
        assert_eq!(rotate("").await.status, 200);
    }

    async fn a_crash_between_what_happens_and_the_telling_loses_nothing(world) {
        let mut world = world;
        let olga = operator(&world).await;
        let receiver = Receiver::start().await;
        let (path, secret) = made(&olga, HOOKS, &receiver, &["flag.changed"]).await;
        world.stop();
        // Nobody chains, tells or sends any more.
        let (base, store) = world.quiet_broker().await;
        let olga = olga.at(&base);
        // One broker died while it was sending the first of these, one when it had told the second, one when it had chained the
        // third; of the fourth there is nothing but the line in the log.
        let changes = [("st-janshof", "remember_method"), ("st-janshof", "password_required"), ("delta-noord", "remember_method"), ("delta-noord", "password_required")];
        let mut died = Vec::new();
        for (slug, flag) in changes {
            set_flag(&olga, slug, flag, true).await;
            if died.is_empty() {
                while store.chain_audit(100).await.unwrap() > 0 {}
                feed::tell(&store, world.now()).await.unwrap();
                for (webhook, _) in store.list_due_webhooks(&[], world.now()).await.unwrap() {
                    died.extend(store.claim_deliveries(&webhook, 4, LEASE, world.now()).await.unwrap());
                }
            }
        }
        assert_eq!(died.len(), 1);
        store.chain_audit(1).await.unwrap();
        feed::tell(&store, world.now()).await.unwrap();
        store.chain_audit(1).await.unwrap();
        assert!(receiver.all().is_empty());
        world.start(|_| ()).await;
        // What the one that died held is somebody else's once its time is over.
        receiver.of("flag.changed", 3).await;
        assert!(receiver.all().iter().all(|message| message.id != died[0].id.to_string()));
        world.pass(LEASE);
        let all = receiver.of("flag.changed", 4).await;
        let mut told: Vec<_> = all.iter().map(|message| message.json()["data"].take()).map(|data| {
            let text = |value: &Value| value.as_str().unwrap().to_owned();
            (text(&data["organization"]["slug"]), text(&data["subject"]))
        }).collect();
        told.sort_unstable();
        let mut expected = changes.map(|(slug, flag)| (slug.to_owned(), format!("flag {flag}")));
        expected.sort_unstable();
        assert_eq!(told, expected);
        assert!(all.iter().all(|message| message.is_signed_by(&secret)));
        let shown = deliveries(&olga, &path).await;
        assert_eq!(shown.len(), 4);
    }

    async fn a_webhook_is_managed_as_everything_else(world) {
        let olga = operator(&world).await;
        let (path, _) = made(&olga, OF_ST_JANSHOF, &Receiver::start().await, &["flag.changed"]).await;
        let shown = olga.get(&path).await;
        let whole = shown.json();
        assert_eq!((&whole["events"], &whole["status"], &whole["description"]), (&json!(["flag.changed"]), &json!("active"), &Value::Null));
        assert!(whole.get("secret").is_none(), "it is shown once");
        assert_eq!(olga.get(OF_ST_JANSHOF).await.json()["items"], json!([whole]));
        assert_eq!(olga.get(HOOKS).await.json()["items"], json!([]));

        let change = json!({ "description": "the SIEM", "events": null });
        let tried = olga.call(Method::PATCH, &format!("{path}?dry_run=true"), &[("if-match", &etag(&shown))], Some(change.clone())).await;
        assert_eq!((&tried.json()["description"], &tried.json()["dry_run"]), (&json!("the SIEM"), &json!(true)));
        assert_eq!(etag(&olga.get(&path).await), etag(&shown));
        let changed = olga.call(Method::PATCH, &path, &[("if-match", &etag(&shown))], Some(change.clone())).await;
        assert_eq!((changed.status, &changed.json()["events"]), (200, &Value::Null));
        let stale = olga.call(Method::PATCH, &path, &[("if-match", &etag(&shown))], Some(change.clone())).await;
        assert_eq!((stale.status, code(&stale).as_str(), etag(&stale)), (412, "stale", etag(&changed)));
        let missing = olga.call(Method::PATCH, &path, &[], Some(change)).await;
        assert_eq!(code(&missing), "if_match_missing");

        let tried = olga.call(Method::POST, &format!("{OF_ST_JANSHOF}?dry_run=true"), &[], Some(json!({ "url": "https://a.example/" }))).await;
        assert_eq!((tried.status, tried.json().get("secret"), &tried.json()["dry_run"]), (200, None, &json!(true)));
        for (body, field) in [
            (json!({ "url": "siem.example" }), "url"),
            (json!({ "url": "https://anna:hunter2@siem.example/" }), "url"),
            (json!({ "url": "https://siem.example/#x" }), "url"),
            (json!({ "url": format!("https://siem.example/{}", "x".repeat(2_000)) }), "url"),
            (json!({ "url": "https://siem.example/", "events": [] }), "events"),
            (json!({ "url": "https://siem.example/", "events": ["flag.changed", "flag.changed"] }), "events"),
            (json!({ "url": "https://siem.example/", "events": ["everything"] }), "events"),
            (json!({ "url": "https://siem.example/", "events": ["webhook.test"] }), "events"),
            (json!({ "url": "https://siem.example/", "description": "a\u{0}b" }), "description"),
        ] {
            let refused = post(&olga, OF_ST_JANSHOF, body.clone()).await;
            assert_eq!((refused.status, code(&refused).as_str()), (422, "invalid_request"), "{body}");
            assert_eq!(refused.json()["errors"][0]["field"], field, "{body}");
            assert!(!refused.body.contains("hunter2"));
        }
        for body in [json!({}), json!({ "url": 7 }), json!({ "url": "https://a.example/", "secret": "x" }), json!([])] {
            assert_eq!(code(&post(&olga, OF_ST_JANSHOF, body).await), "invalid_request");
        }
        for body in [
            json!({}),
            json!({ "since": "2026-11-23T09:00:00Z", "until": "2026-11-23T08:00:00Z" }),
            json!({ "until": "2026-11-23T08:00:00Z" }),
            json!({ "since": "2026-11-23T08:00:00Z", "delivery": "00000000-0000-7000-8000-000000000000" }),
            json!({ "since": "yesterday" }),
        ] {
            let refused = post(&olga, &format!("{path}/replay"), body.clone()).await;
            assert_eq!((refused.status, code(&refused).as_str()), (422, "invalid_request"), "{body}");
        }
        let far = json!({ "since": "-262143-01-01T00:00:00Z", "until": "+262142-01-01T00:00:00Z" });
        assert_eq!(post(&olga, &format!("{path}/replay"), far).await.status, 200, "instants that no database holds");
        for query in ["state=lost", "cursor=x", "limit=0", "order=asc"] {
            assert_eq!(olga.get(&format!("{path}/deliveries?{query}")).await.status, 422, "{query}");
        }
        // Twenty are enough, for each.
        for number in 1..20 {
            let made = post(&olga, OF_ST_JANSHOF, json!({ "url": format!("https://siem.example/{number}") })).await;
            assert_eq!(made.status, 201, "{}", made.body);
        }
        assert_eq!(post(&olga, OF_ST_JANSHOF, json!({ "url": "https://siem.example/21" })).await.status, 422);
        assert_eq!(post(&olga, OF_DELTA, json!({ "url": "https://siem.example/" })).await.status, 201);
        let first = olga.get(&format!("{OF_ST_JANSHOF}?limit=15")).await.json();
        let rest = olga.get(&format!("{OF_ST_JANSHOF}?limit=15&cursor={}", first["next"].as_str().unwrap())).await.json();
        assert_eq!((first["items"].as_array().unwrap().len(), rest["items"].as_array().unwrap().len()), (15, 5));

        let tried = olga.call(Method::DELETE, &format!("{path}?dry_run=true"), &[("if-match", "*")], None).await;
        assert_eq!((tried.status, &tried.json()["dry_run"]), (200, &json!(true)));
        let gone = olga.call(Method::DELETE, &format!("{path}?reason=moved"), &[("if-match", "*")], None).await;
        assert_eq!(gone.status, 204);
        assert_eq!(olga.get(&path).await.status, 404);
        let log = world.events("st-janshof").await;
        let own = log.iter().filter(|event| event.action == AuditAction::WebhookChanged && event.subject.as_deref().is_some_and(|subject| path.ends_with(&subject["webhook ".len()..])));
        let did: Vec<Value> = own.map(|event| serde_json::from_str::<Value>(event.detail.as_str()).unwrap()["changes"][0].take()).collect();
        let what: Vec<_> = did.iter().map(|change| change["action"].as_str().unwrap()).collect();
        assert!(what.contains(&"create") && what.contains(&"change") && what.contains(&"replay") && what.contains(&"remove"), "{what:?}");
        let changed = did.iter().find(|change| change["action"] == "change").unwrap();
        assert_eq!(changed["fields"], json!([
            { "field": "events", "old": "flag.changed", "new": "all" },
            { "field": "description", "old": "", "new": "the SIEM" },
        ]));
        // Nobody but an operator changes one; an auditor sees it.
        let amir = Staff::new(&world, "amir", AdminRole::Auditor, &["st-janshof"]).await;
        assert_eq!(amir.get(OF_ST_JANSHOF).await.status, 200);
        assert_eq!(code(&post(&amir, OF_ST_JANSHOF, json!({ "url": "https://a.example/" })).await), "role_too_low");
    }
}

stories! {
    async fn nothing_inward_is_reached(world) {
        let mut world = world;
        let receiver = Receiver::start().await;
        let port = receiver.url.rsplit(':').next().unwrap().trim_end_matches("/hook").to_owned();
        // As in production: the setting for development is off.
        world.stop();
        let (base, _) = world.start(|settings| settings.development_allow_inward = false).await;
        let olga = operator(&world).await.at(&base);
        for url in [
            receiver.url.as_str(),
            "http://siem.example/",
            "https://127.0.0.1/",
            "https://169.254.169.254/latest/meta-data",
            "https://[::1]/",
            "https://[::ffff:10.0.0.1]/",
            "https://2130706433/",
            "https://10.1.2.3/",
        ] {
            let refused = post(&olga, HOOKS, json!({ "url": url })).await;
            assert_eq!((refused.status, &refused.json()["errors"][0]["field"]), (422, &json!("url")), "{url}");
        }
        // A name that leads inwards is known when it is asked for: nothing is sent there.
        let made = post(&olga, HOOKS, json!({ "url": format!("https://localhost:{port}/") })).await;
        assert_eq!(made.status, 201, "{}", made.body);
        let path = format!("{HOOKS}/{}", made.json()["id"].as_str().unwrap());
        let id = test(&olga, &path).await;
        let shown = answered(&olga, &path, &id, "forbidden").await;
        assert_eq!(shown["state"], "waiting");
        assert!(receiver.all().is_empty());
        // Neither can it be changed into what could not be made.
        assert_eq!(patch(&olga, &path, json!({ "url": receiver.url })).await.status, 422);
    }

    async fn a_sign_in_costs_what_it_did(world) {
        let olga = operator(&world).await;
        let (base, store) = world.quiet_broker().await;
        let cost = async || {
            let browser = Browser::new(&base);
            let before = store.counters();
            let departed = browser.authorize(&[("login_hint", "a.devries@st-janshof.example")]).await;
            let at_entra = browser.get(departed.location().as_str()).await;
            // Back to the broker that counts.
            let back = browser.get(&at_entra.location().as_str().replace(&world.base, &base)).await;
            assert_eq!(browser.redeem(&back.parameter("code").unwrap()).await.status, 200);
            let after = store.counters();
            (after.statements - before.statements, after.write_transactions - before.write_transactions)
        };
        cost().await;
        let before = cost().await;
        assert_eq!(before.1, 2);
        let receiver = Receiver::start().await;
        made(&olga, HOOKS, &receiver, &[]).await;
        made(&olga, OF_ST_JANSHOF, &receiver, &[]).await;
        cost().await;
        assert_eq!(cost().await, before);
        receiver.of("sign_in.succeeded", 4).await;
    }

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
