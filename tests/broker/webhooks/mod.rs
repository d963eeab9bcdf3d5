//! Whoever wants to know what happens is told: signed, at least once, and nobody of another hospital. Two brokers take turns.

mod not_taken;
mod told;

use std::time::Duration as Pause;

use anteroom::domain::admin_role::AdminRole;
use anteroom::domain::audit::AuditAction;
use chrono::Duration;
use reqwest::Method;
use serde_json::{Value, json};

use crate::admin::{Staff, code, etag};
use crate::browser::Answer;
use crate::receiver::Receiver;
use crate::world::World;
use crate::{replicated_stories, stories};

const HOOKS: &str = "/webhooks";
const OF_ST_JANSHOF: &str = "/organizations/st-janshof/webhooks";
const OF_DELTA: &str = "/organizations/delta-noord/webhooks";

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

async fn patch(staff: &Staff, webhook: &str, change: Value) -> Answer {
    staff.call(Method::PATCH, webhook, &[("if-match", "*")], Some(change)).await
}

replicated_stories! {
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
}
