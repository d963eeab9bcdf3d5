//! Configuration as a file, taken out and brought back through the admin API. Two brokers take turns.

use anteroom::domain::admin_role::AdminRole;
use anteroom::domain::audit::AuditAction;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use reqwest::Method;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::admin::{Staff, code};
use crate::browser::Answer;
use crate::replicated_stories;
use crate::world::{APP_SECRET, ENTRA_SECRET, World};

/// The secrets of the world, by the names that are taken out.
fn secrets() -> Value {
    json!({
        "env:APPLICATION_RECORDS_SECRET": APP_SECRET, "env:APPLICATION_PLANNER_SECRET": APP_SECRET,
        "env:APPLICATION_VIEWER_SECRET": APP_SECRET, "env:CONNECTION_ST_JANSHOF_ENTRA_CLIENT_SECRET": ENTRA_SECRET,
    })
}

async fn operator(world: &World) -> Staff {
    Staff::new(world, "olga.operator", AdminRole::Operator, &[]).await
}

async fn try_it(staff: &Staff, file: &str) -> Answer {
    staff.call(Method::POST, "/apply?dry_run=true", &[], Some(json!({ "file": file, "secrets": secrets() }))).await
}

async fn apply(staff: &Staff, file: &str, state: &str, more: Value) -> Answer {
    let mut body = json!({ "file": file, "secrets": secrets() });
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    staff.call(Method::POST, "/apply", &[("if-match", state)], Some(body)).await
}

fn state(answer: &Answer) -> String {
    format!("\"{}\"", answer.json()["state"].as_str().unwrap_or_else(|| panic!("{}", answer.body)))
}

/// The fields of a refused file, with their places.
fn places(answer: &Answer) -> Vec<(String, u64, u64)> {
    assert_eq!((answer.status, code(answer).as_str()), (422, "invalid_file"), "{}", answer.body);
    let errors = answer.json()["errors"].as_array().unwrap().clone();
    let place = |error: &Value| {
        let number = |name: &str| error[name].as_u64().unwrap();
        (error["field"].as_str().unwrap().to_owned(), number("line"), number("column"))
    };
    errors.iter().map(place).collect()
}

replicated_stories! {
    async fn what_is_taken_out_comes_back_and_what_is_changed_in_it_is_done(world) {
        let olga = operator(&world).await;
        let out = olga.get("/export").await;
        assert_eq!((out.status, out.headers["content-type"].to_str().unwrap()), (200, "application/toml; charset=utf-8"));
        assert_eq!(out.headers["content-disposition"], "attachment; filename=\"tenants.toml\"");
        for secret in [APP_SECRET, ENTRA_SECRET] {
            assert!(!out.body.contains(secret));
        }
        let same = try_it(&olga, &out.body).await;
        assert_eq!((same.status, &same.json()["changes"]), (200, &json!([])), "{}", same.body);
        assert!(same.json()["unchanged"].as_u64().unwrap() > 20);

        let file = out.body.replace("name = \"Anna de Vries\"", "name = \"Anna Jansen\"");
        let file = file.replace("[[organization]]\nslug = \"delta-zuid\"", "[[organization]]\nslug = \"delta-west\"");
        let file = file.replace("delta-zuid.example", "delta-west.example");
        let before = world.store.read_everything().await.unwrap();
        let plan = try_it(&olga, &file).await;
        let shown = plan.json();
        assert_eq!((plan.status, &shown["dry_run"]), (200, &json!(true)), "{}", plan.body);
        let changed = shown["changes"].as_array().unwrap().iter().find(|change| change["action"] == "change").unwrap();
        assert_eq!(changed, &json!({
            "action": "change", "organization": "st-janshof", "subject": "user a.devries@st-janshof.example",
            "fields": [{ "field": "name", "old": "Anna de Vries", "new": "Anna Jansen" }],
        }));
        assert_eq!(world.store.read_everything().await.unwrap(), before);
        // A file that lacks something by mistake takes nothing away.
        let refused = apply(&olga, &file, &state(&plan), json!({})).await;
        assert_eq!((refused.status, code(&refused).as_str()), (409, "would_remove"), "{}", refused.body);
        let refused = apply(&olga, &file, "\"0\"", json!({ "remove": true })).await;
        assert_eq!((refused.status, code(&refused).as_str()), (412, "stale"));
        let blind = json!({ "file": file, "secrets": secrets(), "remove": true });
        let blind = olga.call(Method::POST, "/apply", &[], Some(blind)).await;
        assert_eq!((blind.status, code(&blind).as_str()), (428, "if_match_missing"));
        assert_eq!(world.store.read_everything().await.unwrap(), before);

        // The plan that was seen is carried out, whichever broker showed it; and none other.
        let other = file.replace("name = \"Bram Bakker\"", "name = \"Bram Visser\"");
        let refused = apply(&olga, &other, &state(&plan), json!({ "remove": true })).await;
        assert_eq!((refused.status, code(&refused).as_str()), (412, "stale"));
        let done = apply(&olga, &file, &state(&plan), json!({ "remove": true })).await;
        assert_eq!((done.status, done.json().get("dry_run")), (200, None), "{}", done.body);
        assert_eq!(done.json()["changes"].as_array().unwrap().len(), shown["changes"].as_array().unwrap().len());
        assert_eq!(olga.get("/organizations/delta-zuid").await.status, 404);
        assert_eq!(olga.get("/organizations/delta-west").await.status, 200);
        assert_eq!(olga.get("/organizations/st-janshof/users/a.devries@st-janshof.example").await.json()["name"], "Anna Jansen");
        let twice = apply(&olga, &file, &state(&plan), json!({ "remove": true })).await;
        assert_eq!((twice.status, code(&twice).as_str()), (412, "stale"));
        assert_eq!(try_it(&olga, &olga.get("/export").await.body).await.json()["changes"], json!([]));

        let events = world.store.list_audit_events(1_000).await.unwrap();
        let of = |action| events.iter().filter(move |event| event.action == action && event.actor == "olga.operator");
        assert_eq!(of(AuditAction::ConfigurationExported).count(), 2);
        assert!(of(AuditAction::ConfigurationApplied).count() >= 3 && of(AuditAction::ConfigurationApplied).all(|event| event.ip.is_some()));
        for secret in [APP_SECRET, ENTRA_SECRET] {
            assert!(!plan.body.contains(secret) && !done.body.contains(secret) && !format!("{events:?}").contains(secret));
        }
    }

    async fn somebody_else_s_change_makes_a_plan_another(world) {
        let olga = operator(&world).await;
        let file = olga.get("/export").await.body.replace("name = \"Anna de Vries\"", "name = \"Anna Jansen\"");
        let plan = try_it(&olga, &file).await;
        let body = json!({ "help": "extension 1" });
        assert_eq!(olga.call(Method::PATCH, "/organizations/delta-noord", &[("if-match", "*")], Some(body)).await.status, 200);
        let refused = apply(&olga, &file, &state(&plan), json!({ "remove": true })).await;
        assert_eq!((refused.status, code(&refused).as_str()), (412, "stale"));
        assert_eq!(olga.get("/organizations/delta-noord").await.json()["help"], "extension 1", "it is not undone unseen");
        // Of many that carry out one plan at once, one does.
        let plan = state(&try_it(&olga, &file).await);
        let all = futures_util::future::join_all((0..8).map(|_| apply(&olga, &file, &plan, json!({ "remove": true })))).await;
        let mut statuses: Vec<_> = all.iter().map(|answer| answer.status).collect();
        statuses.sort_unstable();
        assert_eq!(statuses[..2], [200, 412], "{statuses:?}");
    }

    // Whoever may send a file must not have the broker read its own: keys, passwords, the environment.
    async fn a_reference_leads_to_what_was_sent_and_nowhere_else(world) {
        let olga = operator(&world).await;
        let own = world.folder.path().join("keys").display().to_string();
        let logo = world.folder.path().join("logo.png").display().to_string();
        std::fs::write(&logo, crate::account::PIXEL).unwrap();
        let application = |reference: &str| format!(
            "partial = true\n[[application]]\nclient_id = \"thief\"\nname = \"T\"\nsso = \"never\"\nsecret = {reference}\n\
             redirect_uris = [\"https://thief.example/\"]\n"
        );
        for reference in [
            format!("{{ file = \"{own}\" }}"), "{ file = \"/etc/passwd\" }".to_owned(), "{ file = \"app\" }".to_owned(),
            "{ env = \"PATH\" }".to_owned(), "{ env = \"ANTEROOM_TEST_POSTGRES_URL\" }".to_owned(),
        ] {
            let refused = try_it(&olga, &application(&reference)).await;
            assert_eq!(places(&refused), [("secret".to_owned(), 6, 10)], "{reference}: {}", refused.body);
            assert!(!refused.body.contains(&world.key_line) && refused.body.contains("nothing was sent for"), "{}", refused.body);
        }
        // A value in the place of a reference is refused, and not said again.
        let refused = try_it(&olga, &application("\"canary-0123456789-0123456789-0123456789\"")).await;
        assert!(!refused.body.contains("canary") && refused.body.contains("a secret is a reference"), "{}", refused.body);
        let pictured = format!("partial = true\n[[organization]]\nslug = \"thief\"\nname = \"T\"\nlogo = \"{logo}\"\n");
        assert_eq!(places(&try_it(&olga, &pictured).await), [("logo".to_owned(), 5, 8)]);
        // What is sent is taken.
        let sent = json!({ "file": application("{ file = \"app\" }"), "secrets": { "file:app": "a".repeat(32) } });
        assert_eq!(olga.call(Method::POST, "/apply?dry_run=true", &[], Some(sent)).await.status, 200);
        let picture = STANDARD.encode(crate::account::PIXEL);
        let sent = json!({ "file": pictured, "pictures": { logo.as_str(): picture } });
        let done = olga.call(Method::POST, "/apply", &[("if-match", "*")], Some(sent)).await;
        assert_eq!(done.status, 200, "{}", done.body);
        assert_eq!(olga.get("/organizations/thief/logo").await.status, 200);
        let out = olga.get("/export?organization=thief").await;
        assert!(out.body.contains("logo = \"data:image/png;base64,"), "{}", out.body);
        assert_eq!(try_it(&olga, &out.body).await.json()["changes"], json!([]));
        let bad = json!({ "file": pictured, "pictures": { logo.as_str(): "!" } });
        let bad = olga.call(Method::POST, "/apply?dry_run=true", &[], Some(bad)).await;
        assert_eq!((bad.status, &bad.json()["errors"][0]["field"]), (422, &json!("pictures")));
    }

    async fn what_is_wrong_is_said_with_its_place(world) {
        let olga = operator(&world).await;
        let file = "partial = true\n[[organization]]\nslug = \"Dr. X\"\nname = \"X\"\naccent = \"#ffff00\"\n  [[organization.user]]\n  email = \"x\"\n  name = \"X\"\n  kind = \"patient\"\n";
        let refused = try_it(&olga, file).await;
        let mut found = places(&refused);
        found.sort();
        assert_eq!(found, [("accent".to_owned(), 5, 10), ("email".to_owned(), 7, 11), ("slug".to_owned(), 3, 8)]);
        for (file, line) in [("a = ", 1), ("partial = true\n[[organization]]\nslug = \"a\"\nnaam = \"X\"\n", 4), ("partial = true\n\u{0}", 2)] {
            let found = places(&try_it(&olga, file).await);
            assert_eq!((found.len(), found[0].1), (1, line), "{file:?}");
        }
        for body in [json!({}), json!({ "file": 1 }), json!({ "file": "", "secrets": [] }), json!({ "file": "", "more": 1 }), json!([])] {
            let refused = olga.call(Method::POST, "/apply?dry_run=true", &[], Some(body.clone())).await;
            assert_eq!((refused.status, code(&refused).as_str()), (422, "invalid_request"), "{body}");
        }
        let clash = "partial = true\n[[organization]]\nslug = \"a\"\nname = \"A\"\n[[organization.domain]]\nname = \"st-janshof.example\"\n";
        let refused = try_it(&olga, clash).await;
        assert_eq!((refused.status, code(&refused).as_str()), (422, "invalid_request"), "{}", refused.body);
    }

    // What is being set up is nothing that a file could say, and is not lost by one.
    async fn a_draft_outlives_a_file(world) {
        let olga = operator(&world).await;
        let at = "/organizations/delta-zuid";
        let draft = json!({ "name": "new", "entra": { "registration": "shared", "tid": "44444444-4444-4444-8444-444444444444" } });
        assert_eq!(olga.call(Method::POST, &format!("{at}/connections"), &[], Some(draft)).await.status, 201);
        let domain = json!({ "name": "new.example", "connection": "new" });
        assert_eq!(olga.call(Method::POST, &format!("{at}/domains"), &[], Some(domain)).await.status, 201);
        let off = json!({ "status": "disabled", "reason": "story" });
        let off = olga.call(Method::PATCH, &format!("{at}/connections/entra"), &[("if-match", "*")], Some(off)).await;
        assert_eq!(off.status, 200, "{}", off.body);
        let out = olga.get("/export?organization=delta-zuid").await;
        assert!(out.body.contains("# The connection new is being set up"), "{}", out.body);
        assert_eq!(try_it(&olga, &out.body).await.json()["changes"], json!([]), "{}", out.body);
        let changed = out.body.replace("name = \"Delta Zuid\"", "name = \"Zuid\"");
        assert_eq!(apply(&olga, &changed, "*", json!({ "remove": true })).await.status, 200);
        assert_eq!(olga.get(&format!("{at}/connections/new")).await.status, 200);
        assert_eq!(olga.get(&format!("{at}/domains/new.example")).await.json()["connection"], "new");
    }

    async fn a_limited_token_takes_out_its_own_and_brings_nothing_back(world) {
        let here = Staff::new(&world, "here", AdminRole::Auditor, &["st-janshof"]).await;
        let out = here.get("/export?organization=st-janshof").await;
        assert_eq!((out.status, out.headers["content-disposition"].to_str().unwrap()), (200, "attachment; filename=\"st-janshof.toml\""));
        assert!(out.body.contains("partial = true") && out.body.contains("a.devries@st-janshof.example"), "{}", out.body);
        assert!(!out.body.contains("delta") && !out.body.contains("[[application]]"), "{}", out.body);
        let whole = here.get("/export").await;
        assert_eq!((whole.status, code(&whole).as_str()), (403, "token_limited"));
        let (outside, nowhere) = (here.get("/export?organization=delta-noord").await, here.get("/export?organization=nowhere").await);
        assert_eq!((outside.status, code(&outside).as_str(), &outside.body), (404, "not_found", &nowhere.body));
        let limited = Staff::new(&world, "li.mited", AdminRole::Operator, &["st-janshof"]).await;
        let refused = apply(&limited, &out.body, "*", json!({})).await;
        assert_eq!((refused.status, code(&refused).as_str()), (403, "token_limited"));
        assert_eq!(world.events("st-janshof").await.iter().filter(|event| event.action == AuditAction::ConfigurationExported).count(), 1);
        // Whoever may touch everything brings the part back, and leaves the rest.
        let olga = operator(&world).await;
        let changed = out.body.replace("status = \"suspended\"", "status = \"active\"");
        let plan = try_it(&olga, &changed).await;
        assert_eq!(plan.json()["changes"].as_array().unwrap().len(), 1, "{}", plan.body);
        let done = apply(&olga, &changed, &state(&plan), json!({})).await;
        assert_eq!(done.status, 200, "{}", done.body);
        assert_eq!(olga.get("/organizations/delta-noord").await.status, 200);
    }

    async fn files_are_large_and_nothing_else_is(world) {
        let olga = operator(&world).await;
        let user = |number: usize| format!("[[organization.user]]\nemail = \"user-{number:05}@new.example\"\nname = \"User {number:05}\"\nkind = \"professional\"\n");
        let people: String = (0..2_000).map(user).collect();
        let file = format!("partial = true\n[[organization]]\nslug = \"new\"\nname = \"New\"\n{people}");
        assert!(file.len() > 150_000);
        let done = apply(&olga, &file, "*", json!({})).await;
        assert_eq!((done.status, done.json()["changes"].as_array().unwrap().len()), (200, 2_001));
        let row = |number: usize| format!("more-{number:05}@new.example,A name that is rather long {number:05},patient,,nl,active\n");
        let table: String = (0..2_000).map(row).collect();
        let table = format!("email,name,kind,roles,locale,status\n{table}");
        let imported = olga.send_csv("/organizations/new/users/import", &table).await;
        assert_eq!((imported.status, &imported.json()["created"]), (200, &json!(2_000)));
        let out = olga.get("/export?organization=new").await;
        assert_eq!(out.body.matches("[[organization.user]]").count(), 4_000);
        // Said before the body is sent.
        for (path, most) in [("/apply", 8 * 1024 * 1024), ("/organizations/new/users/import", 8 * 1024 * 1024), ("/organizations", 64 * 1024)] {
            let refused = refused(&world, &olga, path, &format!("content-length: {}", most + 1), "").await;
            assert!(refused.starts_with("HTTP/1.1 413 ") && refused.contains("\"too_large\""), "{path}: {refused}");
        }
        // And found while it comes, where nobody has said how long it is. No byte more: what comes after the answer resets a connection.
        let large = format!("{:x}\r\n{{\"slug\":\"x\",\"name\":\"{}", 64 * 1024 + 1, "x".repeat(64 * 1024 + 1 - 20));
        let refused = refused(&world, &olga, "/organizations", "transfer-encoding: chunked", &large).await;
        assert!(refused.starts_with("HTTP/1.1 413 ") && refused.contains("\"too_large\""), "{refused}");
    }
}

/// The answer to a request that says so of its length, and sends this much of it.
async fn refused(world: &World, staff: &Staff, path: &str, length: &str, body: &str) -> String {
    let host = world.base.strip_prefix("http://").unwrap();
    let mut stream = tokio::net::TcpStream::connect(host).await.unwrap();
    let head = format!(
        "POST /admin/v1{path} HTTP/1.1\r\nhost: {host}\r\nauthorization: Bearer {}\r\ncontent-type: application/json\r\n{length}\r\n\
         connection: close\r\n\r\n{body}",
        staff.token()
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}
