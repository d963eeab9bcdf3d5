//! Tokens of support staff through the admin API: made for no more than one's own, shown once, ended at once. Two brokers take turns.

use anteroom::domain::admin_role::AdminRole;
use anteroom::domain::audit::AuditAction;
use chrono::Duration;
use reqwest::Method;
use serde_json::{Value, json};

use crate::admin::{Staff, code};
use crate::replicated_stories;
use crate::secrets::{dump, hexadecimal};

const ALL: &str = "/tokens";

fn names(page: &Value) -> Vec<String> {
    page["items"].as_array().unwrap().iter().map(|item| item["name"].as_str().unwrap().to_owned()).collect()
}

replicated_stories! {
    async fn one_is_made_and_shown_once_and_ends_at_once(world) {
        let olga = Staff::new(&world, "olga.operator", AdminRole::Operator, &[]).await;
        let body = json!({ "name": "mia.dekker", "role": "support", "organizations": ["st-janshof"], "days": 30 });
        let made = olga.call(Method::POST, ALL, &[], Some(body)).await;
        assert_eq!((made.status, &made.headers["cache-control"]), (201, &"no-store".parse().unwrap()), "{}", made.body);
        let shown = made.json();
        let token = shown["token"].as_str().unwrap().to_owned();
        assert_eq!((&shown["role"], &shown["organizations"]), (&json!("support"), &json!(["st-janshof"])));
        let mia = olga.with(&token);
        let me = mia.get("/me").await.json();
        assert_eq!((&me["name"], &me["expires_at"]), (&json!("mia.dekker"), &shown["expires_at"]));
        assert_eq!(mia.get("/organizations/st-janshof").await.status, 200);
        assert_eq!(mia.get("/organizations/delta-noord").await.status, 404);
        // It is nowhere else: not in a table, nor in another answer.
        let tables = dump(&world).await;
        assert!(tables.contains("mia.dekker") && !tables.contains(&token) && !tables.contains(&hexadecimal(&token)));
        let mut expected = shown.clone();
        expected.as_object_mut().unwrap().remove("token");
        assert_eq!(olga.get("/tokens/mia.dekker").await.json(), expected);
        assert!(!olga.get(ALL).await.body.contains(&token) && !olga.get("/audit?limit=200").await.body.contains(&token));

        let again = olga.call(Method::POST, ALL, &[], Some(json!({ "name": "mia.dekker", "role": "auditor" }))).await;
        assert_eq!((again.status, code(&again).as_str()), (409, "exists"), "one person has one token");
        let ended = olga.call(Method::DELETE, "/tokens/mia.dekker", &[], None).await;
        assert_eq!((ended.status, ended.body.as_str()), (204, ""));
        for _ in 0..2 {
            assert_eq!(mia.get("/me").await.status, 401);
            assert_eq!(code(&olga.get("/tokens/mia.dekker").await), "not_found");
        }
        let twice = olga.call(Method::DELETE, "/tokens/mia.dekker", &[], None).await;
        assert_eq!((twice.status, code(&twice).as_str()), (404, "not_found"));
        let events = world.store.list_audit_events(100).await.unwrap();
        let own: Vec<_> = events.iter().filter(|event| event.action == AuditAction::AdminTokenChanged && event.actor == "olga.operator").collect();
        assert_eq!(own.len(), 2, "{own:#?}");
        assert!(own.iter().all(|event| event.subject.as_deref() == Some("mia.dekker") && event.ip.is_some()));
    }

    // Whoever is limited could otherwise make a token that is not, and use that.
    async fn nobody_makes_one_that_may_more_than_their_own(world) {
        let limited = Staff::new(&world, "li.mited", AdminRole::Operator, &["st-janshof", "delta-noord"]).await;
        let make = async |body: Value| limited.call(Method::POST, ALL, &[], Some(body)).await;
        let everywhere = make(json!({ "name": "new", "role": "auditor" })).await;
        assert_eq!((everywhere.status, code(&everywhere).as_str()), (403, "beyond_own"));
        // What lies beyond is not there, in the same words as what is nowhere.
        let beyond = make(json!({ "name": "new", "role": "auditor", "organizations": ["st-janshof", "delta-zuid"] })).await;
        let nowhere = make(json!({ "name": "new", "role": "auditor", "organizations": ["st-janshof", "delta-west"] })).await;
        assert_eq!((beyond.status, code(&beyond).as_str()), (422, "invalid_request"));
        assert_eq!(beyond.body.replace("delta-zuid", "delta-west"), nowhere.body);
        let none = make(json!({ "name": "new", "role": "auditor", "organizations": [] })).await;
        assert_eq!((none.status, &none.json()["errors"][0]["field"]), (422, &json!("organizations")));
        let within = make(json!({ "name": "new", "role": "operator", "organizations": ["st-janshof"] })).await;
        assert_eq!(within.status, 201, "{}", within.body);
        // A role below an operator's makes none at all.
        for role in [AdminRole::Support, AdminRole::Auditor] {
            let staff = Staff::new(&world, role.as_str(), role, &[]).await;
            let refused = staff.call(Method::POST, ALL, &[], Some(json!({ "name": "x", "role": "auditor" }))).await;
            assert_eq!((refused.status, code(&refused).as_str()), (403, "role_too_low"));
        }

        // Of the others' tokens it sees those that are limited to no more than it, and ends no other.
        let olga = Staff::new(&world, "olga.operator", AdminRole::Operator, &[]).await;
        Staff::new(&world, "zu.id", AdminRole::Auditor, &["delta-zuid", "st-janshof"]).await;
        assert_eq!(names(&limited.get(ALL).await.json()), ["li.mited", "new"]);
        for name in ["olga.operator", "zu.id", "auditor", "nobody", "%00", "A"] {
            for method in [Method::GET, Method::DELETE] {
                let refused = limited.call(method, &format!("/tokens/{name}"), &[], None).await;
                assert_eq!((refused.status, code(&refused).as_str()), (404, "not_found"), "{name}");
            }
        }
        assert_eq!(names(&olga.get(ALL).await.json()), ["auditor", "li.mited", "new", "olga.operator", "support", "zu.id"]);
        let first = olga.get(&format!("{ALL}?limit=4")).await.json();
        let next = format!("{ALL}?limit=4&cursor={}", first["next"].as_str().unwrap());
        assert_eq!(names(&olga.get(&next).await.json()), ["support", "zu.id"]);
        assert_eq!(limited.call(Method::DELETE, "/tokens/new", &[], None).await.status, 204);
        // Those that have ended by themselves open nothing, and are not listed; their names are free.
        world.pass(Duration::days(89));
        let late = Staff::new(&world, "late", AdminRole::Operator, &[]).await;
        world.pass(Duration::days(2));
        assert_eq!(names(&late.get(ALL).await.json()), ["late"]);
        let again = late.call(Method::POST, ALL, &[], Some(json!({ "name": "zu.id", "role": "auditor" }))).await;
        assert_eq!((again.status, &again.json()["organizations"]), (201, &Value::Null), "{}", again.body);
    }

    async fn what_is_only_tried_leaves_nothing(world) {
        let olga = Staff::new(&world, "olga.operator", AdminRole::Operator, &[]).await;
        let events = world.store.list_audit_events(100).await.unwrap().len();
        let body = json!({ "name": "mia.dekker", "role": "support" });
        let tried = olga.call(Method::POST, &format!("{ALL}?dry_run=true"), &[], Some(body.clone())).await;
        assert_eq!((tried.status, &tried.json()["dry_run"], tried.json().get("token")), (200, &json!(true), None), "{}", tried.body);
        let tried = olga.call(Method::DELETE, "/tokens/olga.operator?dry_run=true", &[], None).await;
        assert_eq!((tried.status, &tried.json()["name"]), (200, &json!("olga.operator")));
        let taken = json!({ "name": "olga.operator", "role": "support" });
        assert_eq!(code(&olga.call(Method::POST, &format!("{ALL}?dry_run=true"), &[], Some(taken)).await), "exists");
        assert_eq!(names(&olga.get(ALL).await.json()), ["olga.operator"]);
        assert_eq!(world.store.list_audit_events(100).await.unwrap().len(), events);
        for (body, fields) in [
            (json!({ "name": "Mia Dekker", "role": "support", "days": 0 }), &["name", "days"][..]),
            (json!({ "name": "m", "role": "support", "days": 367 }), &["days"]),
            (json!({ "name": "m", "role": "support", "organizations": ["a\u{0}b"] }), &["organizations"]),
            (json!({ "name": "m", "role": "root" }), &[]),
            (json!({ "name": "m", "role": "support", "token": "mine" }), &[]),
        ] {
            let refused = olga.call(Method::POST, ALL, &[], Some(body.clone())).await;
            assert_eq!((refused.status, code(&refused).as_str()), (422, "invalid_request"), "{body}");
            let errors = refused.json()["errors"].as_array().cloned().unwrap_or_default();
            let found: Vec<_> = errors.iter().map(|error| error["field"].as_str().unwrap()).collect();
            assert_eq!(found, fields, "{body}");
        }
    }
}
