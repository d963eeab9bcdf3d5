//! Flags through the admin API: in force on every replica, with a history, and only what a file could say too. Two brokers take
//! turns.

use anteroom::domain::admin_role::AdminRole;
use anteroom::domain::audit::AuditAction;
use chrono::Duration;
use reqwest::Method;
use serde_json::{Value, json};

use crate::admin::{Staff, code, etag};
use crate::browser::{Answer, Browser};
use crate::replicated_stories;
use crate::world::World;

const ANNA: &str = "a.devries@st-janshof.example";
const SSO: &str = "/organizations/st-janshof/flags/sso";
const FORCED: &str = "/organizations/st-janshof/flags/forced_sso";

async fn mia(world: &World) -> Staff {
    Staff::new(world, "mia.dekker", AdminRole::Support, &["st-janshof"]).await
}

async fn set(staff: &Staff, path: &str, tag: &str, body: Value) -> Answer {
    staff.call(Method::PUT, path, &[("if-match", tag)], Some(body)).await
}

async fn unset(staff: &Staff, path: &str, tag: &str) -> Answer {
    staff.call(Method::DELETE, path, &[("if-match", tag)], None).await
}

fn on(reason: &str) -> Value {
    json!({ "value": true, "reason": reason })
}

fn off(reason: &str) -> Value {
    json!({ "value": false, "reason": reason })
}

replicated_stories! {
    async fn one_that_is_set_through_one_replica_is_in_force_on_the_other(world) {
        let mia = mia(&world).await;
        let [here, there] = [0, 1].map(|place: usize| world.replicas[place].clone());
        let staff = mia.at(&here);
        // Whether Microsoft is where her address leads.
        let leads = async || {
            let departed = Browser::new(&there).authorize(&[("login_hint", ANNA)]).await;
            departed.location.is_some_and(|to| to.starts_with(world.entra_url().as_str()))
        };
        assert!(leads().await);
        for open in [false, true, false] {
            let read = staff.get(SSO).await;
            let answer = set(&staff, SSO, &etag(&read), json!({ "value": open, "reason": "story" })).await;
            assert_eq!((answer.status, &answer.json()["value"]), (200, &json!(open)), "{}", answer.body);
            let heard = async {
                while leads().await != open {
                    tokio::time::sleep(std::time::Duration::from_millis(10)).await;
                }
            };
            // Half a second, and what a busy machine adds.
            tokio::time::timeout(std::time::Duration::from_secs(5), heard).await.expect("the other has not heard of it");
        }
    }

    async fn its_history_says_who_when_why_old_and_new(world) {
        let mia = mia(&world).await;
        let olga = Staff::new(&world, "olga.operator", AdminRole::Operator, &[]).await;
        let started = world.now();
        let read = mia.get(SSO).await;
        assert_eq!(read.json()["setting"]["reason"], "in use");
        world.pass(Duration::minutes(1));
        let first = set(&mia, SSO, &etag(&read), off("their certificate has ended")).await;
        // A person who has read the same is told.
        let late = set(&olga, SSO, &etag(&read), on("it must be on")).await;
        assert_eq!((late.status, code(&late).as_str(), etag(&late)), (412, "stale", etag(&first)));
        assert_eq!(olga.call(Method::PUT, SSO, &[], Some(on("blind"))).await.status, 428);
        world.pass(Duration::minutes(1));
        let scheduled = json!({ "value": true, "starts_at": "2026-12-01T08:00:00+01:00", "ends_at": null, "reason": "renewed" });
        let second = set(&olga, SSO, &etag(&first), scheduled).await.json();
        assert_eq!((&second["value"], &second["why"], &second["at"]), (&json!(false), &json!("not_yet"), &json!("2026-12-01T07:00:00Z")));
        // The same again changes nothing, and is no line.
        let again = json!({ "value": true, "starts_at": "2026-12-01T07:00:00Z", "reason": "renewed" });
        assert_eq!(set(&mia, SSO, "*", again).await.status, 200);
        world.pass(Duration::minutes(1));
        let reasonless = unset(&mia, SSO, "*").await;
        assert_eq!((reasonless.status, code(&reasonless).as_str()), (422, "invalid_request"));
        let gone = unset(&mia, &format!("{SSO}?reason=they%20left"), &etag(&mia.get(SSO).await)).await;
        assert_eq!((gone.status, &gone.json()["setting"], &gone.json()["why"]), (200, &Value::Null, &json!("default")));
        assert_eq!(etag(&gone), etag(&mia.get(SSO).await));

        let history = format!("{SSO}/history");
        let lines = mia.get(&history).await.json()["items"].as_array().unwrap().clone();
        let told: Vec<_> = lines.iter().map(|line| {
            let at = line["at"].as_str().unwrap().parse::<chrono::DateTime<chrono::Utc>>().unwrap();
            let reason = |side: &str| line[side]["reason"].as_str().unwrap_or("-").to_owned();
            let by = line["by"].as_str().unwrap().to_owned();
            (by, (at - started).num_minutes(), line["reason"].as_str().unwrap().to_owned(), reason("old"), reason("new"))
        }).collect();
        let line = |by: &str, at: i64, why: &str, old: &str, new: &str| {
            (by.to_owned(), at, why.to_owned(), old.to_owned(), new.to_owned())
        };
        assert_eq!(told, [
            line("mia.dekker", 3, "they left", "renewed", "-"),
            line("olga.operator", 2, "renewed", "their certificate has ended", "renewed"),
            line("mia.dekker", 1, "their certificate has ended", "in use", "their certificate has ended"),
            line("test", 0, "in use", "-", "in use"),
        ]);
        assert_eq!(lines[1]["new"]["starts_at"], "2026-12-01T07:00:00Z");
        // In pages as well.
        let first = mia.get(&format!("{history}?limit=3")).await.json();
        assert_eq!(first["items"], json!(lines[..3]));
        let next = mia.get(&format!("{history}?limit=3&cursor={}", first["next"].as_str().unwrap())).await.json();
        assert_eq!((&next["items"], next.get("next")), (&json!(lines[3..]), None));
        assert_eq!(code(&mia.get(&format!("{history}?cursor=x")).await), "invalid_request");

        let events = world.events("st-janshof").await;
        let own: Vec<_> = events.iter().filter(|event| event.action == AuditAction::FlagChanged).collect();
        let said: Vec<_> = own.iter().map(|event| (event.actor.as_str(), event.subject.as_deref().unwrap())).collect();
        assert_eq!(said, [("mia.dekker", "flag sso"), ("olga.operator", "flag sso"), ("mia.dekker", "flag sso")]);
        assert!(own[2].detail.as_str().contains("they left") && own[2].ip.is_some(), "{own:#?}");
    }

    async fn forced_sso_meets_what_it_meets_in_a_file(world) {
        let mia = mia(&world).await;
        let refused = async |path: &str, body: Value| {
            let answer = set(&mia, path, "*", body).await;
            (answer.status, code(&answer))
        };
        let not_proven = (409, "no_recent_sign_in".to_owned());
        let stranded = (409, "nobody_could_come_in".to_owned());
        assert_eq!(refused(FORCED, on("policy")).await, not_proven);
        assert_eq!(world.browser().sign_in(ANNA, &[]).await.status, 303);
        let from = |start: &str| json!({ "value": true, "reason": "policy", "starts_at": start });
        assert_eq!(refused(FORCED, from("2026-12-08T00:00:00Z")).await, not_proven, "too far ahead");
        let planned = set(&mia, FORCED, "*", from("2026-12-07T00:00:00Z")).await;
        assert_eq!((planned.status, &planned.json()["why"]), (200, &json!("not_yet")), "{}", planned.body);
        // Both ways are never closed at once, whichever is closed first.
        assert_eq!(refused(SSO, off("maintenance")).await, stranded);
        assert_eq!(refused(SSO, json!({ "value": true, "reason": "pilot", "ends_at": "2026-12-09T00:00:00Z" })).await, stranded);
        let gone = unset(&mia, &format!("{SSO}?reason=x"), "*").await;
        assert_eq!((gone.status, code(&gone)), stranded);
        world.pass(Duration::days(15));
        assert_eq!(mia.get(FORCED).await.json()["value"], json!(true));
        // Prolonging, or switching off and on again, needs a proof too.
        assert_eq!(set(&mia, FORCED, "*", json!({ "value": true, "reason": "policy", "ends_at": "2026-12-09T00:00:00Z" })).await.status, 200);
        assert_eq!(refused(FORCED, on("policy")).await, not_proven);
        assert_eq!(unset(&mia, &format!("{FORCED}?reason=break"), "*").await.status, 200);
        assert_eq!(refused(FORCED, on("policy")).await, not_proven);
        let overruled = json!({ "value": true, "reason": "policy", "without_recent_sign_in": "agreed with their board" });
        assert_eq!(set(&mia, FORCED, "*", overruled).await.status, 200);
        let events = world.events("st-janshof").await;
        assert!(events.iter().any(|event| event.detail.as_str().contains("agreed with their board")));
        world.pass(Duration::minutes(1));
        // `apply` sees what stands there, and takes it away where the file does not have it.
        world.apply().await;
        assert_eq!(mia.get(FORCED).await.json()["setting"], Value::Null);
        let line = mia.get(&format!("{FORCED}/history")).await.json()["items"][0].clone();
        assert_eq!(line["reason"], "no longer in the file");
    }

    async fn each_says_what_it_is_and_why(world) {
        let olga = Staff::new(&world, "olga.operator", AdminRole::Operator, &[]).await;
        let list = async |organization: &str| {
            let list = olga.get(&format!("/organizations/{organization}/flags")).await;
            assert_eq!(list.status, 200, "{}", list.body);
            list.json()["items"].as_array().unwrap().clone()
        };
        let of = |items: &[Value], name: &str, application: Value| {
            let found = items.iter().find(|item| item["name"] == name && item["application"] == application);
            let found = found.unwrap_or_else(|| panic!("no {name} for {application}"));
            (found["value"].clone(), found["why"].as_str().unwrap().to_owned(), found["at"].clone())
        };
        let is = |value: bool, why: &str| (json!(value), why.to_owned(), Value::Null);
        let own = list("st-janshof").await;
        assert_eq!(own.len(), 6 + 5, "each, and sso for each application");
        assert_eq!(of(&own, "sso", Value::Null), is(true, "set_for_organization"));
        assert_eq!(of(&own, "sso", json!("records")), is(true, "set_for_organization"));
        assert_eq!(of(&own, "sso", json!("viewer")), is(false, "application_never"));
        assert_eq!(of(&own, "sso", json!("pilot")), is(false, "application_not_opted_in"));
        assert_eq!(of(&own, "forced_sso", Value::Null), is(false, "default"));
        assert_eq!(of(&own, "remember_method", Value::Null), is(true, "default"));
        assert_eq!(of(&own, "upstream_recheck", Value::Null), is(false, "default"));
        let zuid = list("delta-zuid").await;
        let not_yet = (json!(false), "not_yet".to_owned(), json!("2026-12-01T06:00:00Z"));
        assert_eq!(of(&zuid, "sso", Value::Null), not_yet);
        assert!(own.iter().all(|item| item["help"].as_str().is_some_and(|help| help.ends_with('.'))));

        let pilot = format!("{SSO}?application=pilot");
        let opted_in = set(&olga, &pilot, &etag(&olga.get(&pilot).await), on("the pilot begins")).await;
        assert_eq!((opted_in.status, &opted_in.json()["why"]), (200, &json!("set_for_application")), "{}", opted_in.body);
        assert_eq!(olga.get(SSO).await.json()["setting"]["reason"], "in use", "the organization's own stays");
        let history = olga.get(&format!("{SSO}/history?application=pilot")).await.json();
        assert_eq!(history["items"].as_array().unwrap().len(), 1);
        for (path, expected) in [
            (format!("{FORCED}?application=records"), (422, "invalid_request")),
            (format!("{SSO}?application=nothing"), (404, "not_found")),
            (format!("{SSO}?aplication=pilot"), (422, "invalid_request")),
            ("/organizations/st-janshof/flags/soo".to_owned(), (404, "not_found")),
        ] {
            for answer in [olga.get(&path).await, set(&olga, &path, "*", on("story")).await] {
                assert_eq!((answer.status, code(&answer).as_str()), expected, "{path}");
            }
        }
        for (body, fields) in [
            (json!({ "value": true, "reason": "\n" }), json!(["reason"])),
            (json!({ "value": true, "reason": "x", "starts_at": "2027-01-02T00:00:00Z", "ends_at": "2027-01-01T00:00:00Z" }), json!(["ends_at"])),
            (json!({ "value": true, "reason": "x", "starts_at": "+12027-01-02T00:00:00Z" }), json!(["starts_at"])),
            (json!({ "value": true, "reason": "x", "without_recent_sign_in": "y" }), json!(["without_recent_sign_in"])),
            (json!({ "value": true, "reason": "x", "starts_at": "tomorrow" }), json!([])),
            (json!({ "value": "yes", "reason": "x" }), json!([])),
            (json!({ "value": true }), json!([])),
        ] {
            let refused = set(&olga, SSO, "*", body.clone()).await;
            assert_eq!((refused.status, code(&refused).as_str()), (422, "invalid_request"), "{body}");
            let problem = refused.json();
            let errors = problem["errors"].as_array().cloned().unwrap_or_default();
            assert_eq!(json!(errors.iter().map(|error| &error["field"]).collect::<Vec<_>>()), fields, "{body}");
        }
    }
}
