//! Organizations through the admin API: made, changed, suspended and removed, each by one person at a time. Two brokers take turns.

use anteroom::domain::admin_role::AdminRole;
use anteroom::domain::audit::AuditAction;
use chrono::Duration;
use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};

use crate::account::PIXEL;
use crate::admin::{Staff, code, etag};
use crate::replicated_stories;
use crate::world::World;

const ALL: &str = "/organizations";
const ST_JANSHOF: &str = "/organizations/st-janshof";

async fn operator(world: &World) -> Staff {
    Staff::new(world, "olga.operator", AdminRole::Operator, &[]).await
}

fn new(slug: &str) -> Value {
    json!({ "slug": slug, "name": "New" })
}

fn slugs(page: &Value) -> Vec<String> {
    page["items"].as_array().unwrap().iter().map(|item| item["slug"].as_str().unwrap().to_owned()).collect()
}

replicated_stories! {
    async fn one_is_made_changed_and_removed(world) {
        let olga = operator(&world).await;
        let made = olga.call(Method::POST, ALL, &[], Some(json!({
            "slug": "zuyderzicht", "name": "Zuyderzicht", "locale": "nl", "admins": ["IT@zuyderzicht.example"],
            "session_minutes": 60, "accent": "#005a9c",
        }))).await;
        assert_eq!(made.status, 201, "{}", made.body);
        assert_eq!(made.headers["location"], "/admin/v1/organizations/zuyderzicht");
        let shown = made.json();
        assert_eq!((&shown["status"], &shown["session_idle_minutes"]), (&json!("active"), &json!(60)));
        assert_eq!(shown["admins"], json!(["it@zuyderzicht.example"]));
        // The other broker has it too, at once and in the same state.
        let at = "/organizations/zuyderzicht";
        for _ in 0..2 {
            let read = olga.get(at).await;
            assert_eq!((read.status, read.json(), etag(&read)), (200, shown.clone(), etag(&made)));
        }
        world.pass(Duration::minutes(1));
        let change = json!({ "name": "Zuyderzicht aan Zee", "help": "extension 1", "locale": null, "shared_devices": true });
        let changed = olga.call(Method::PATCH, at, &[("if-match", &etag(&made))], Some(change.clone())).await;
        assert_eq!(changed.status, 200, "{}", changed.body);
        let mut expected = shown.clone();
        expected.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        assert_eq!(changed.json(), expected);
        let read = olga.get(at).await;
        assert_eq!((read.json(), etag(&read)), (expected, etag(&changed)));
        // What changes nothing leaves no trace.
        let same = olga.call(Method::PATCH, at, &[("if-match", "*")], Some(json!({ "help": "extension 1" }))).await;
        assert_eq!((same.status, etag(&same)), (200, etag(&changed)));

        let events = world.events("zuyderzicht").await;
        let gone = olga.call(Method::DELETE, at, &[("if-match", &etag(&changed))], None).await;
        assert_eq!((gone.status, gone.body.as_str()), (204, ""));
        for _ in 0..2 {
            assert_eq!(code(&olga.get(at).await), "not_found");
        }
        assert!(!slugs(&olga.get(ALL).await.json()).contains(&"zuyderzicht".to_owned()));
        let said: Vec<_> = events.iter().map(|event| (event.action, event.actor.as_str())).collect();
        assert_eq!(said, [(AuditAction::OrganizationChanged, "olga.operator"); 2]);
        assert!(events[1].detail.as_str().contains(r#"{"field":"name","new":"Zuyderzicht aan Zee","old":"Zuyderzicht"}"#), "{events:#?}");
        let all = world.store.list_audit_events(1_000).await.unwrap();
        let removed = all.iter().filter(|event| event.action == AuditAction::OrganizationChanged).count();
        assert_eq!(removed, 3, "the log stays");
    }

    async fn a_suspended_one_is_closed_on_every_replica(world) {
        let olga = operator(&world).await;
        let browser = world.browser();
        assert_eq!(browser.sign_in("a.devries@st-janshof.example", &[]).await.status, 303);
        let at = olga.at(&world.replicas[0]);
        for (status, open) in [("suspended", false), ("active", true)] {
            let read = at.get(ST_JANSHOF).await;
            let body = json!({ "status": status });
            let changed = at.call(Method::PATCH, ST_JANSHOF, &[("if-match", &etag(&read))], Some(body)).await;
            assert_eq!((changed.status, &changed.json()["status"]), (200, &json!(status)), "{}", changed.body);
            // Within a second the other has heard of it; both are asked in turn.
            let mut alike = 0;
            for _ in 0..500 {
                let entered = browser.authorize(&[("prompt", "none")]).await.parameter("code").is_some();
                alike = if entered == open { alike + 1 } else { 0 };
                if alike == 4 {
                    break;
                }
                tokio::time::sleep(std::time::Duration::from_millis(10)).await;
            }
            assert_eq!(alike, 4, "{status}");
        }
    }

    // The second of two who have read the same would undo what the first has done.
    async fn no_change_is_lost(world) {
        let olga = operator(&world).await;
        let (one, other) = (olga.get(ST_JANSHOF).await, olga.get(ST_JANSHOF).await);
        assert_eq!(etag(&one), etag(&other));
        let patch = async |tag: Option<&str>, body: Value| {
            let headers: Vec<_> = tag.map(|tag| ("if-match", tag)).into_iter().collect();
            olga.call(Method::PATCH, ST_JANSHOF, &headers, Some(body)).await
        };
        let first = patch(Some(&etag(&one)), json!({ "help": "extension 1" })).await;
        assert_eq!(first.status, 200);
        let late = patch(Some(&etag(&other)), json!({ "name": "Sint Janshof" })).await;
        assert_eq!((late.status, code(&late).as_str()), (412, "stale"));
        assert_eq!(etag(&late), etag(&first), "it is told which state there is now");
        let blind = patch(None, json!({ "name": "Sint Janshof" })).await;
        assert_eq!((blind.status, code(&blind).as_str()), (428, "if_match_missing"));
        let weak = patch(Some(&format!("W/{}", etag(&first))), json!({ "name": "Sint Janshof" })).await;
        assert_eq!(weak.status, 412);
        assert_eq!(code(&patch(Some("x"), json!({})).await), "invalid_request");
        for headers in [&[][..], &[("if-match", "\"0\"")]] {
            let kept = olga.call(Method::DELETE, ST_JANSHOF, headers, None).await;
            assert!([412, 428].contains(&kept.status), "{}", kept.body);
        }
        let read = olga.get(ST_JANSHOF).await.json();
        assert_eq!((&read["help"], &read["name"]), (&json!("extension 1"), &json!("St. Janshof")));

        // Of twenty at once one succeeds.
        let tag = etag(&first);
        let bodies = (0..20).map(|number| json!({ "help": format!("extension {number} of many") }));
        let answers = join_all(bodies.map(|body| patch(Some(&tag), body))).await;
        let mut statuses: Vec<_> = answers.iter().map(|answer| answer.status).collect();
        statuses.sort_unstable();
        assert_eq!(statuses[..2], [200, 412], "{statuses:?}");
        assert!(statuses[1..].iter().all(|status| *status == 412), "{statuses:?}");
    }

    async fn what_is_asked_for_twice_is_made_once(world) {
        let olga = operator(&world).await;
        let make = async |staff: &Staff, key: &str, body: Value| {
            staff.call(Method::POST, ALL, &[("idempotency-key", key)], Some(body)).await
        };
        // A refusal keeps no key: what was wrong can be mended.
        assert_eq!(make(&olga, "k1", json!({ "slug": "A", "name": "New" })).await.status, 422);
        let answers = join_all((0..20).map(|_| make(&olga, "k1", new("new-one")))).await;
        for answer in &answers {
            assert_eq!((answer.status, &answer.body, etag(answer)), (201, &answers[0].body, etag(&answers[0])), "{}", answer.body);
            assert_eq!(answer.headers["location"], "/admin/v1/organizations/new-one");
        }
        assert_eq!(world.events("new-one").await.len(), 1);
        let other = make(&olga, "k1", new("new-two")).await;
        assert_eq!((other.status, code(&other).as_str()), (422, "idempotency_key_reused"));
        let without = olga.call(Method::POST, ALL, &[], Some(new("new-one"))).await;
        assert_eq!((without.status, code(&without).as_str()), (409, "exists"));
        // One person's key is none of another's.
        let oscar = Staff::new(&world, "oscar.operator", AdminRole::Operator, &[]).await;
        assert_eq!(make(&oscar, "k1", new("new-two")).await.status, 201);
        assert_eq!(code(&make(&olga, "k2", new("new-two")).await), "exists");
        for bad in ["", &"k".repeat(256)] {
            assert_eq!(code(&make(&olga, bad, new("new-three")).await), "invalid_request");
        }
        // The answer is as it was, whatever has become of it since; and forgotten after a day.
        olga.call(Method::DELETE, "/organizations/new-one", &[("if-match", "*")], None).await;
        world.pass(Duration::hours(23));
        assert_eq!(make(&olga, "k1", new("new-one")).await.body, answers[0].body);
        assert_eq!(olga.get("/organizations/new-one").await.status, 404);
        world.pass(Duration::hours(1));
        let again = make(&olga, "k1", new("new-one")).await;
        assert_eq!(again.status, 201);
        assert_ne!(again.json()["id"], answers[0].json()["id"]);
        world.pass(Duration::hours(24));
        assert_eq!(world.store.sweep(world.now()).await.unwrap().kept_answers, 2);
    }

    async fn a_list_comes_in_pages_and_shows_what_the_token_reaches(world) {
        let olga = operator(&world).await;
        for slug in ["aa", "zz", "mm"] {
            assert_eq!(olga.call(Method::POST, ALL, &[], Some(new(slug))).await.status, 201);
        }
        let mut seen = Vec::new();
        let mut path = format!("{ALL}?limit=2");
        for page in 0.. {
            let read = olga.get(&path).await.json();
            seen.extend(slugs(&read));
            // What is made meanwhile before the place that the list has come to hides and repeats nothing.
            if page == 0 {
                assert_eq!(olga.call(Method::POST, ALL, &[], Some(new("ab"))).await.status, 201);
            }
            let Some(next) = read["next"].as_str() else { break };
            path = format!("{ALL}?limit=2&cursor={next}");
        }
        assert_eq!(seen, ["aa", "delta-noord", "delta-zuid", "mm", "st-janshof", "zz"]);
        assert_eq!(slugs(&olga.get(ALL).await.json()).len(), 7);
        for bad in ["limit=0", "limit=201", "limit=x", "cursor=x", "cursor=MQ", "page=2"] {
            let refused = olga.get(&format!("{ALL}?{bad}")).await;
            assert_eq!((refused.status, code(&refused).as_str()), (422, "invalid_request"), "{bad}");
        }

        let limited = Staff::new(&world, "li.mited", AdminRole::Operator, &["delta-zuid", "delta-noord"]).await;
        let first = limited.get(&format!("{ALL}?limit=1")).await.json();
        assert_eq!(slugs(&first), ["delta-noord"]);
        let next = format!("{ALL}?limit=1&cursor={}", first["next"].as_str().unwrap());
        let last = limited.get(&next).await.json();
        assert_eq!((slugs(&last), last.get("next")), (vec!["delta-zuid".to_owned()], None));
        let beyond = limited.call(Method::POST, ALL, &[], Some(new("beyond"))).await;
        assert_eq!((beyond.status, code(&beyond).as_str()), (403, "token_limited"));
        // When all that it was limited to is gone, it is limited to nothing that there is.
        for slug in ["delta-zuid", "delta-noord"] {
            let gone = limited.call(Method::DELETE, &format!("{ALL}/{slug}"), &[("if-match", "*")], None).await;
            assert_eq!(gone.status, 204);
        }
        assert_eq!(slugs(&limited.get(ALL).await.json()), [""; 0]);
        assert_eq!(limited.get(ST_JANSHOF).await.status, 404);
    }

    async fn one_is_found_by_a_piece_of_its_name(world) {
        let olga = operator(&world).await;
        for (slug, name, status) in [("janshof-noord", "Noord", "active"), ("x-1", "Kliniek 100%_jans", "suspended")] {
            let body = json!({ "slug": slug, "name": name, "status": status });
            assert_eq!(olga.call(Method::POST, ALL, &[], Some(body)).await.status, 201);
        }
        for (query, expected) in [
            ("q=JANS", &["janshof-noord", "st-janshof", "x-1"][..]),
            ("q=jans&status=active", &["janshof-noord", "st-janshof"]),
            ("q=%25_", &["x-1"]),
            ("q=noord&limit=1", &["delta-noord"]),
            ("status=suspended", &["x-1"]),
            ("q=nobody", &[]),
        ] {
            assert_eq!(slugs(&olga.get(&format!("{ALL}?{query}")).await.json()), expected, "{query}");
        }
        let next = olga.get(&format!("{ALL}?q=noord&limit=1")).await.json()["next"].as_str().unwrap().to_owned();
        assert_eq!(slugs(&olga.get(&format!("{ALL}?q=noord&cursor={next}")).await.json()), ["janshof-noord"]);
        let limited = Staff::new(&world, "li.mited", AdminRole::Auditor, &["delta-noord"]).await;
        assert_eq!(slugs(&limited.get(&format!("{ALL}?q=noord")).await.json()), ["delta-noord"]);
        // A cursor is what somebody sends: here one that PostgreSQL takes for no text.
        for (bad, expected) in [("q=", 422), ("q=%00", 422), ("status=open", 422), ("cursor=ImFcdTAwMDAi", 200)] {
            assert_eq!(olga.get(&format!("{ALL}?{bad}")).await.status, expected, "{bad}");
        }
    }

    async fn it_has_a_logo_of_its_own(world) {
        let olga = operator(&world).await;
        let at = &format!("{ST_JANSHOF}/logo");
        assert_eq!(code(&olga.get(at).await), "not_found");
        let png = [("content-type", "image/png"), ("if-match", "*")];
        let tried = olga.send(Method::PUT, &format!("{at}?dry_run=true"), &png, PIXEL).await;
        assert_eq!((tried.status, &tried.json()["dry_run"]), (200, &json!(true)), "{}", tried.body);
        assert_eq!(olga.get(at).await.status, 404);
        let put = olga.send(Method::PUT, at, &png, PIXEL).await;
        assert_eq!((put.status, &put.json()["logo"]), (200, &tried.json()["logo"]), "{}", put.body);
        for _ in 0..2 {
            let shown = olga.get(at).await;
            assert_eq!((shown.status, etag(&shown), &shown.headers["content-type"]), (200, etag(&put), &"image/png".parse().unwrap()));
        }
        assert_eq!(olga.get(ST_JANSHOF).await.json()["logo"], put.json()["logo"]);
        // It stands on the organization's pages.
        let name = put.json()["logo"].as_str().unwrap().to_owned();
        let shown = world.browser().get(&format!("/assets/logo/{name}.png")).await;
        assert_eq!((shown.status, &shown.headers["content-type"]), (200, &"image/png".parse().unwrap()));

        // What could hold a script, lies about its size, or is large, is no logo.
        let svg = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>";
        let wide = [&PIXEL[..16], &[0, 0, 8, 1], &PIXEL[20..]].concat();
        for (body, kind, expected) in [
            (&svg[..], "image/png", 422), (&wide, "image/png", 422), (&[], "image/png", 422), (svg, "image/svg+xml", 415), (PIXEL, "application/json", 415),
        ] {
            let headers = [("content-type", kind), ("if-match", "*")];
            let refused = olga.send(Method::PUT, at, &headers, body).await;
            assert_eq!(refused.status, expected, "{kind} {}", refused.body);
            code(&refused);
        }
        let blind = olga.send(Method::PUT, at, &[("content-type", "image/png")], PIXEL).await;
        assert_eq!((blind.status, code(&blind).as_str()), (428, "if_match_missing"));
        let stale = olga.call(Method::DELETE, at, &[("if-match", "\"0\"")], None).await;
        assert_eq!((stale.status, etag(&stale)), (412, etag(&put)));
        assert_eq!(olga.call(Method::DELETE, at, &[("if-match", &etag(&put))], None).await.status, 204);
        assert_eq!(olga.get(at).await.status, 404);
        assert_eq!(world.events("st-janshof").await.iter().filter(|event| event.actor == "olga.operator").count(), 2);
    }

    async fn what_it_cannot_be_is_said_by_field(world) {
        let olga = operator(&world).await;
        let fields = |answer: &crate::browser::Answer| {
            assert_eq!((answer.status, code(answer).as_str()), (422, "invalid_request"), "{}", answer.body);
            let errors = answer.json()["errors"].as_array().cloned().unwrap_or_default();
            errors.iter().map(|error| error["field"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        let body = json!({ "slug": "St. X", "name": "", "locale": "?", "admins": ["it"], "accent": "#ffff00", "session_minutes": 1 });
        let refused = olga.call(Method::POST, ALL, &[], Some(body)).await;
        let expected = ["slug", "name", "locale", "session_minutes", "session_idle_minutes", "admins", "accent"];
        assert_eq!(fields(&refused), expected);
        for (body, expected) in [
            (json!({ "session_minutes": 60 }), &["session_idle_minutes"][..]),
            (json!({ "name": "a\u{0}b" }), &["name"]),
            // These are told by the reader.
            (json!({ "name": null }), &[]),
            (json!({ "slug": "other" }), &[]),
            (json!({ "status": "closed" }), &[]),
            (json!([]), &[]),
        ] {
            let refused = olga.call(Method::PATCH, ST_JANSHOF, &[("if-match", "*")], Some(body.clone())).await;
            assert_eq!(fields(&refused), expected, "{body}");
        }
    }
}
