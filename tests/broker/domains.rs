//! Domains through the admin API: added, proven, led elsewhere and removed; nobody gets one that another has. Two brokers take turns.

use anteroom::domain::admin_role::AdminRole;
use anteroom::domain::audit::AuditAction;
use chrono::Duration;
use reqwest::Method;
use serde_json::{Value, json};

use crate::admin::{Staff, code, etag};
use crate::browser::{Answer, Browser};
use crate::replicated_stories;
use crate::world::World;

const ALL: &str = "/organizations/st-janshof/domains";
const OWN: &str = "/organizations/st-janshof/domains/st-janshof.example";
const ANNA: &str = "a.devries@st-janshof.example";

async fn operator(world: &World) -> Staff {
    Staff::new(world, "olga.operator", AdminRole::Operator, &[]).await
}

async fn patch(staff: &Staff, path: &str, body: Value) -> Answer {
    staff.call(Method::PATCH, path, &[("if-match", "*")], Some(body)).await
}

/// The fields that a refusal is about.
pub fn fields(answer: &Answer) -> Vec<String> {
    assert_eq!((answer.status, code(answer).as_str()), (422, "invalid_request"), "{}", answer.body);
    let problem = answer.json();
    let errors = problem["errors"].as_array().cloned().unwrap_or_default();
    errors.iter().map(|error| error["field"].as_str().unwrap().to_owned()).collect()
}

replicated_stories! {
    async fn one_is_added_proven_led_and_removed(world) {
        let olga = operator(&world).await;
        let new = json!({ "name": " Zürich-Spital.EXAMPLE. ", "connection": "entra" });
        let tried = olga.call(Method::POST, &format!("{ALL}?dry_run=true"), &[], Some(new.clone())).await;
        assert_eq!((tried.status, &tried.json()["dry_run"]), (200, &json!(true)), "{}", tried.body);
        let key = [("idempotency-key", "k1")];
        let made = olga.call(Method::POST, ALL, &key, Some(new.clone())).await;
        let name = "xn--zrich-spital-dlb.example";
        assert_eq!((made.status, made.headers["location"].to_str().unwrap()), (201, &*format!("/admin/v1{ALL}/{name}")), "{}", made.body);
        let id = made.json()["id"].clone();
        let record = json!({ "name": format!("_anteroom.{name}"), "value": made.json()["record"]["value"] });
        assert_eq!(made.json(), json!({
            "id": id, "name": name, "connection": "entra", "proven": false, "proven_by": null, "record": record,
        }));
        assert_eq!(olga.call(Method::POST, ALL, &key, Some(new.clone())).await.json(), made.json(), "it was made once");
        assert_eq!(code(&olga.call(Method::POST, ALL, &[], Some(new)).await), "exists");

        let at = format!("{ALL}/{name}");
        let read = olga.get(&format!("{ALL}/Z%C3%BCrich-Spital.example")).await;
        assert_eq!((read.json(), etag(&read)), (made.json(), etag(&made)));
        // Microsoft's word on a whole domain is taken from then on, so somebody says why.
        assert_eq!(fields(&patch(&olga, &at, json!({ "proven": true })).await), ["reason"]);
        let proven = json!({ "proven": true, "connection": null, "reason": "a letter of their board" });
        let stale = olga.call(Method::PATCH, &at, &[("if-match", "\"0\"")], Some(proven.clone())).await;
        assert_eq!((stale.status, etag(&stale)), (412, etag(&made)));
        assert_eq!(olga.call(Method::PATCH, &at, &[], Some(proven.clone())).await.status, 428);
        assert_eq!(patch(&olga, &format!("{at}?dry_run=true"), proven.clone()).await.json()["proven"], true);
        assert_eq!(olga.get(&at).await.json()["proven"], false, "a dry run has proven it");
        world.pass(Duration::seconds(1));
        let changed = patch(&olga, &at, proven.clone()).await;
        assert_eq!((&changed.json()["proven"], &changed.json()["connection"]), (&json!(true), &Value::Null), "{}", changed.body);
        // What is proven already needs no word, and what changes nothing leaves no trace.
        assert_eq!(etag(&patch(&olga, &at, json!({ "proven": true })).await), etag(&changed));

        let gone = async |query: &str| olga.call(Method::DELETE, &format!("{at}{query}"), &[("if-match", "*")], None).await;
        assert_eq!(gone("?dry_run=true").await.json()["name"], name);
        assert_eq!(olga.get(&at).await.status, 200, "a dry run has removed it");
        world.pass(Duration::seconds(1));
        assert_eq!(gone("?reason=sold").await.status, 204);
        assert_eq!(code(&olga.get(&at).await), "not_found");

        let events = world.events("st-janshof").await;
        let own: Vec<_> = events.iter().filter(|event| event.action == AuditAction::DomainChanged).collect();
        assert_eq!(own.len(), 3, "{own:#?}");
        assert!(own.iter().all(|event| event.actor == "olga.operator" && event.ip.is_some()));
        assert!(own.iter().all(|event| event.subject.as_deref() == Some(&*format!("domain {name}"))));
        for (event, part) in [
            (0, r#"{"field":"connection","new":"entra","old":"none"}"#),
            (1, r#"{"field":"proven","new":"true","old":"false"}"#),
            (1, r#""reason":"a letter of their board""#),
            (2, r#""reason":"sold""#),
        ] {
            assert!(own[event].detail.as_str().contains(part), "{part}: {own:#?}");
        }
    }

    async fn where_one_leads_is_in_force_on_the_other_replica(world) {
        let olga = operator(&world).await;
        let [here, there] = [0, 1].map(|place: usize| world.replicas[place].clone());
        let staff = olga.at(&here);
        let leads = async || {
            let departed = Browser::new(&there).authorize(&[("login_hint", ANNA)]).await;
            departed.location.is_some_and(|to| to.starts_with(world.entra_url().as_str()))
        };
        assert!(leads().await);
        for (body, open) in [
            (json!({ "proven": false }), false),
            (json!({ "proven": true, "reason": "seen again" }), true),
            (json!({ "connection": null }), false),
            (json!({ "connection": "entra" }), true),
        ] {
            assert_eq!(patch(&staff, OWN, body.clone()).await.status, 200);
            let heard = async {
                while leads().await != open {
                    tokio::time::sleep(std::time::Duration::from_millis(10)).await;
                }
            };
            tokio::time::timeout(std::time::Duration::from_secs(5), heard).await.unwrap_or_else(|_| panic!("not heard of {body}"));
        }
    }

    async fn they_are_listed_by_name_in_pages(world) {
        let olga = operator(&world).await;
        for name in ["b.example", "c.example", "a-b.example", "a.example"] {
            let made = olga.call(Method::POST, ALL, &[], Some(json!({ "name": name }))).await;
            assert_eq!(made.status, 201, "{}", made.body);
        }
        let names = |page: &Value| -> Vec<String> {
            page["items"].as_array().unwrap().iter().map(|item| item["name"].as_str().unwrap().to_owned()).collect()
        };
        let all = ["a-b.example", "a.example", "b.example", "c.example", "st-janshof.example", "unproven.example"];
        assert_eq!(names(&olga.get(ALL).await.json()), all);
        let (mut found, mut query) = (Vec::new(), "?limit=2".to_owned());
        loop {
            let page = olga.get(&format!("{ALL}{query}")).await.json();
            found.extend(names(&page));
            let Some(next) = page["next"].as_str() else { break };
            query = format!("?limit=2&cursor={next}");
        }
        assert_eq!(found, all);
        assert_eq!(code(&olga.get(&format!("{ALL}?cursor=x")).await), "invalid_request");
    }

    async fn nobody_gets_what_they_cannot_own(world) {
        let olga = operator(&world).await;
        for (body, expected) in [
            (json!({ "name": "gmail.com" }), &["name"][..]),
            (json!({ "name": "GMAIL.COM." }), &["name"]),
            (json!({ "name": "co.uk" }), &["name"]),
            (json!({ "name": "stjanshof.onmicrosoft.com" }), &["name"]),
            (json!({ "name": "st janshof" }), &["name"]),
            (json!({ "name": "a@st-janshof.example" }), &["name"]),
            (json!({ "name": "x\0.example" }), &["name"]),
            (json!({ "name": "new.example", "connection": "entar" }), &["connection"]),
            (json!({ "name": "new.example", "proven": true }), &["reason"]),
            (json!({ "name": "new.example", "proven": true, "connection": "" }), &["connection", "reason"]),
            (json!({ "name": "new.example", "proven": true, "reason": " " }), &["reason"]),
            (json!({ "name": "new.example", "proven": "yes" }), &[]),
            (json!({ "name": 1 }), &[]),
            (json!({ "nam": "new.example" }), &[]),
        ] {
            let refused = olga.call(Method::POST, ALL, &[], Some(body.clone())).await;
            assert_eq!(fields(&refused), expected, "{body}");
        }
        for (body, expected) in [
            (json!({ "connection": "entar" }), &["connection"][..]),
            (json!({ "proven": null }), &[]),
            (json!({ "name": "other.example" }), &[]),
            (json!({ "proven": false, "reason": "\n" }), &["reason"]),
        ] {
            assert_eq!(fields(&patch(&olga, OWN, body.clone()).await), expected, "{body}");
        }
        for nowhere in ["nothing.example", "not%20one", "%00", ".."] {
            let at = format!("{ALL}/{nowhere}");
            assert_eq!(code(&olga.get(&at).await), "not_found", "{nowhere}");
            assert_eq!(code(&patch(&olga, &at, json!({ "proven": false })).await), "not_found", "{nowhere}");
        }
    }

    // Somebody who works for Delta Noord tries to get at what is St. Janshof's.
    async fn one_that_another_has_is_out_of_reach(world) {
        let dora = Staff::new(&world, "dora.delta", AdminRole::Operator, &["delta-noord"]).await;
        let before = world.store.read_everything().await.unwrap();
        let at = "/organizations/delta-noord/domains";
        for taken in ["st-janshof.example", "unproven.example", "ST-Janshof.example."] {
            for query in ["", "?dry_run=true"] {
                let body = json!({ "name": taken, "proven": true, "reason": "ours" });
                let refused = dora.call(Method::POST, &format!("{at}{query}"), &[], Some(body)).await;
                assert_eq!((refused.status, code(&refused).as_str()), (409, "exists"), "{taken}{query}");
                for whose in ["st-janshof", "Janshof", "delta"] {
                    assert!(!refused.body.contains(whose), "{}", refused.body);
                }
            }
        }
        let theirs = format!("{at}/st-janshof.example");
        assert_eq!(code(&dora.get(&theirs).await), "not_found");
        assert_eq!(code(&patch(&dora, &theirs, json!({ "connection": null })).await), "not_found");
        let gone = dora.call(Method::DELETE, &theirs, &[("if-match", "*")], None).await;
        assert_eq!(code(&gone), "not_found");
        assert_eq!(world.store.read_everything().await.unwrap(), before);

        // Nor does a domain lead to the connection of another, whatever that is called.
        let olga = operator(&world).await;
        let entra = json!({ "registration": "own", "tid": crate::world::TID, "client_id": crate::world::CLIENT_ID });
        let made = json!({ "name": "second", "entra": entra });
        let made = olga.call(Method::POST, "/organizations/st-janshof/connections", &[], Some(made)).await;
        assert_eq!(made.status, 201, "{}", made.body);
        let id = made.json()["id"].as_str().unwrap().to_owned();
        for named in ["second", &id] {
            let led = patch(&dora, &format!("{at}/delta-noord.example"), json!({ "connection": named })).await;
            assert_eq!(fields(&led), ["connection"]);
        }
    }
}
