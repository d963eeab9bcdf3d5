//! The audit log as a hospital and its auditors need it: written out, anchored, and kept for as long as somebody says. Two brokers take
//! turns.

use anteroom::domain::admin_role::AdminRole;
use anteroom::domain::anchor::FIVE_YEARS;
use anteroom::domain::audit::{AuditAction, AuditDetail, AuditEvent};
use anteroom::keys::random;
use anteroom::keys::signing::SigningKeys;
use anteroom::tenancy::audit::{anchors, retention};
use chrono::Duration;
use reqwest::Method;
use serde_json::{Value, json};

use crate::admin::{Staff, code};
use crate::log::{items, tamper};
use crate::replicated_stories;
use crate::world::World;

const ANNA: &str = "a.devries@st-janshof.example";
const SUSPENDED: &str = "s.suspended@st-janshof.example";
const ST_JANSHOF: &str = "/organizations/st-janshof";
const AUDIT: &str = "/organizations/st-janshof/audit";

async fn chain(world: &World) {
    // The brokers chain as well.
    while world.store.chain_audit(100).await.unwrap() > 0 {}
}

/// Makes the day's anchor, unless a broker has done so before.
async fn anchor(world: &World) {
    let signing = SigningKeys::load_or_create(&world.store, &world.ring, world.now()).await.unwrap();
    for _ in 0..1_000 {
        anchors::make(&world.store, &world.ring, &signing, world.now()).await.unwrap();
        if world.store.has_anchor(world.now().date_naive()).await.unwrap() {
            return;
        }
    }
    panic!("there is no anchor");
}

async fn verified(staff: &Staff) -> Value {
    let answer = staff.get("/audit/verify").await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.json()
}

async fn lines(staff: &Staff, path: &str) -> Vec<Value> {
    let answer = staff.get(path).await;
    assert_eq!(answer.status, 200, "{path}: {}", answer.body);
    answer.body.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// A field of a line, as the forms that know only texts have it.
fn text(line: &Value, field: &str) -> String {
    match &line[field] {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(texts) => texts.iter().map(|text| text.as_str().unwrap()).collect::<Vec<_>>().join(" "),
        other => other.to_string(),
    }
}

/// The parameters of our structured data (RFC 5424, 6.3), read by its own rules.
fn structured(message: &str) -> Vec<(String, String)> {
    let (_, mut rest) = message.split_once("[anteroom@32473").unwrap_or_else(|| panic!("{message}"));
    let mut found = Vec::new();
    while let Some(parameter) = rest.strip_prefix(' ') {
        let (name, quoted) = parameter.split_once("=\"").unwrap();
        let (mut value, mut escaped, mut end) = (String::new(), false, 0);
        for (place, character) in quoted.char_indices() {
            match (escaped, character) {
                (false, '\\') => escaped = true,
                (false, '"') => {
                    end = place;
                    break;
                }
                (_, other) => {
                    value.push(other);
                    escaped = false;
                }
            }
        }
        found.push((name.to_owned(), value));
        rest = &quoted[end + 1..];
    }
    assert!(rest.starts_with("] "), "{message}");
    found
}

replicated_stories! {
    async fn each_form_says_what_the_list_says(world) {
        let amir = Staff::new(&world, "amir", AdminRole::Auditor, &["st-janshof"]).await;
        let olga = Staff::new(&world, "olga", AdminRole::Operator, &[]).await;
        assert_eq!(world.browser().sign_in(ANNA, &[]).await.status, 303);
        world.browser().sign_in(SUSPENDED, &[]).await;
        world.browser().sign_in("n.noord@delta-noord.example", &[]).await;
        // What somebody may write into the log themselves, to be opened by an auditor.
        let id = world.organization("st-janshof").await;
        let hostile = AuditEvent {
            organization_id: Some(id),
            user_agent: Some("=HYPERLINK(\"https://evil.example\")\n<13>1 - - - - - - ] \\ \"forged\"".to_owned()),
            detail: AuditDetail::of(&json!({ "a": "b\n\"c\"" })),
            ..AuditEvent::new(random::id(world.now()), world.now(), AuditAction::SessionEnded, "+caregiver")
        };
        world.store.append_audit(&hostile).await.unwrap();
        chain(&world).await;
        let listed = items(&amir, &format!("{AUDIT}?order=asc&limit=200")).await;
        chain(&world).await;

        // All that was there, and then that it was read: by the list, and now.
        let exported = amir.get(&format!("{AUDIT}/export")).await;
        assert_eq!((exported.status, exported.headers["content-type"].to_str().unwrap()), (200, "application/x-ndjson"));
        let file = format!("attachment; filename=\"audit-st-janshof-{}.jsonl\"", world.now().date_naive());
        assert_eq!(exported.headers["content-disposition"], file);
        let found: Vec<Value> = exported.body.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(found[..listed.len()], listed);
        let reads: Vec<_> = found[listed.len()..].iter().map(|line| (&line["action"], &line["subject"])).collect();
        assert_eq!(reads, [(&json!("log_read"), &json!("audit log")), (&json!("log_read"), &json!("export"))]);
        assert!(found.iter().all(|line| line["organization"] == "st-janshof"), "{found:#?}");

        let table = amir.get(&format!("{AUDIT}/export?format=csv")).await;
        assert_eq!(table.headers["content-type"], "text/csv; charset=utf-8; header=present");
        let mut read = csv::Reader::from_reader(table.body.as_bytes());
        let columns: Vec<String> = read.headers().unwrap().iter().map(str::to_owned).collect();
        assert_eq!(columns.len(), listed[0].as_object().unwrap().len());
        let rows: Vec<csv::StringRecord> = read.records().map(Result::unwrap).collect();
        for (row, line) in rows.iter().zip(&listed) {
            for (cell, column) in row.iter().zip(&columns) {
                let expected = text(line, column);
                assert!(cell == expected || cell == format!("'{expected}"), "{column}: {cell} is not {expected}");
                assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']), "{cell}");
            }
        }
        assert_eq!(rows.len(), listed.len() + 3);

        let messages = amir.get(&format!("{AUDIT}/export?format=syslog")).await;
        assert_eq!(messages.headers["content-type"], "text/plain; charset=utf-8");
        let messages: Vec<&str> = messages.body.lines().collect();
        assert_eq!(messages.len(), listed.len() + 4);
        for (message, line) in messages.iter().zip(&listed) {
            assert!(message.starts_with("<109>1 2026-") || message.starts_with("<110>1 2026-"), "{message}");
            let action = text(line, "action");
            assert!(message.contains(&format!(" localhost anteroom - {action} [")), "{message}");
            let said = structured(message);
            for column in columns.iter().filter(|column| !text(line, column).is_empty()) {
                let (_, value) = said.iter().find(|(name, _)| name == column).unwrap();
                assert_eq!(*value, text(line, column).replace('\n', "\u{fffd}"), "{message}");
            }
        }

        // The same filters as the list has.
        for query in [
            "outcome=refused".to_owned(),
            "action=sign_in&application=records".to_owned(),
            format!("user={SUSPENDED}"),
            "reason=user_suspended".to_owned(),
            format!("until={}", (world.now() - Duration::days(1)).format("%Y-%m-%dT%H:%M:%SZ")),
        ] {
            let listed = items(&amir, &format!("{AUDIT}?order=asc&limit=200&{query}")).await;
            let mut found = lines(&amir, &format!("{AUDIT}/export?{query}")).await;
            // Whoever looks for a person is found with them.
            found.retain(|line| line["action"] != "log_read" || !query.starts_with("user="));
            assert_eq!(found, listed, "{query}");
        }
        for (query, expected) in [("format=xml", 422), ("limit=1", 422), ("application=nothing", 404), ("user=anna", 422)] {
            let answer = amir.get(&format!("{AUDIT}/export?{query}")).await;
            assert_eq!(answer.status, expected, "{query}");
            code(&answer);
        }

        // All of it is for those whose token reaches all; and no hospital's own has another's.
        let limited = amir.get("/audit/export").await;
        assert_eq!((limited.status, code(&limited).as_str()), (403, "token_limited"));
        let all = lines(&olga, "/audit/export").await;
        let whose = |slug: Value| all.iter().filter(|line| line["organization"] == slug).count();
        assert!(whose(json!("st-janshof")) > listed.len() && whose(json!("delta-noord")) > 0 && whose(Value::Null) > 0);
        let of_another = lines(&olga, "/organizations/delta-noord/audit/export").await;
        assert!(of_another.iter().all(|line| line["organization"] == "delta-noord"), "{of_another:#?}");
        let events = world.events("st-janshof").await;
        let noted = events.iter().filter(|event| event.actor == "amir" && event.subject.as_deref() == Some("export"));
        let asked: Vec<_> = noted.map(|event| event.detail.as_str().contains("format=csv")).collect();
        assert_eq!((asked.len(), asked.iter().filter(|csv| **csv).count()), (8, 1), "each once, and no wrong one");
    }

    async fn a_line_says_who_did_what_in_which_role(world) {
        let mia = Staff::new(&world, "mia.dekker", AdminRole::Support, &[]).await;
        assert_eq!(world.browser().sign_in(ANNA, &[]).await.status, 303);
        let body = json!({ "value": false, "reason": "story" });
        let set = mia.call(Method::PUT, &format!("{ST_JANSHOF}/flags/remember_method"), &[("if-match", "*")], Some(body)).await;
        assert_eq!(set.status, 200, "{}", set.body);
        let explained = mia.get(&format!("{ST_JANSHOF}/explain?email={ANNA}&application=records")).await;
        assert_eq!(explained.status, 200, "{}", explained.body);
        let listed = items(&mia, AUDIT).await;
        let of = |action: &str| listed.iter().find(|line| line["action"] == action).unwrap_or_else(|| panic!("{listed:#?}"));
        for (action, kind, operation, roles) in [
            ("sign_in", "authentication", "E", json!(["nurse", "planner"])),
            ("flag_changed", "administration", "U", json!(["support"])),
            ("explained", "disclosure", "R", json!(["support"])),
        ] {
            let line = of(action);
            assert_eq!((&line["kind"], &line["operation"]), (&json!(kind), &json!(operation)), "{line:#}");
            assert_eq!(line["actor_roles"], roles, "{line:#}");
        }
        let reads = items(&mia, &format!("{AUDIT}?action=log_read")).await;
        assert_eq!(reads[0]["actor_roles"], json!(["support"]));
    }

    async fn a_log_that_was_chained_anew_is_named(world) {
        let olga = Staff::new(&world, "olga", AdminRole::Auditor, &[]).await;
        for _ in 0..4 {
            world.browser().sign_in(SUSPENDED, &[]).await;
        }
        chain(&world).await;
        anchor(&world).await;
        chain(&world).await;
        world.pass(Duration::days(1));
        anchor(&world).await;
        chain(&world).await;
        let listed = items(&olga, "/audit/anchors").await;
        let intact = verified(&olga).await;
        assert_eq!((listed.len(), &intact["anchors"], &intact["intact"]), (2, &json!(2), &json!(true)));
        let last = &listed[0];
        assert_eq!(intact["last_anchor"], json!({ "date": last["date"], "position": last["position"], "hash": last["hash"] }));
        assert!(last["jws"].as_str().unwrap().split('.').count() == 3 && last["date"].as_str() > listed[1]["date"].as_str(), "{listed:#?}");
        let first = olga.get("/audit/anchors?limit=1").await.json();
        let second = olga.get(&format!("/audit/anchors?limit=1&cursor={}", first["next"].as_str().unwrap())).await.json();
        assert_eq!((&first["items"][0], &second["items"][0], &second["next"]), (&listed[0], &listed[1], &Value::Null));
        let amir = Staff::new(&world, "amir", AdminRole::Auditor, &["st-janshof"]).await;
        assert_eq!(code(&amir.get("/audit/anchors").await), "token_limited");

        let position = listed[1]["position"].as_i64().unwrap();
        tamper(&world, "UPDATE audit_events SET actor = 'nobody' WHERE position = 2", 1).await;
        assert_eq!(verified(&olga).await["broken"], json!({ "position": 2, "what": "changed" }));
        let nothing = if world.database_url.starts_with("sqlite") { "x''" } else { "''" };
        // At once: the brokers chain meanwhile.
        let anew = format!(
            "BEGIN; UPDATE audit_events SET position = NULL, hash = NULL WHERE position IS NOT NULL; \
             UPDATE audit_chain SET position = 0, hash = {nothing}; COMMIT"
        );
        tamper(&world, &anew, 6).await;
        chain(&world).await;
        let found = verified(&olga).await;
        assert_eq!((&found["intact"], &found["broken"]["what"]), (&json!(false), &json!("anchor")), "{found:#}");
        assert!(found["broken"]["position"].as_i64().unwrap() <= position, "{found:#}");
    }

    async fn a_hospital_keeps_its_log_for_as_long_as_was_said(world) {
        let olga = Staff::new(&world, "olga", AdminRole::Operator, &[]).await;
        let keep = async |days: Value| {
            let change = json!({ "audit_retention_days": days });
            olga.call(Method::PATCH, ST_JANSHOF, &[("if-match", "*")], Some(change)).await
        };
        for wrong in [json!(0), json!(1_826), json!(36_526)] {
            let answer = keep(wrong.clone()).await;
            assert_eq!((answer.status, &answer.json()["errors"][0]["field"]), (422, &json!("audit_retention_days")), "{wrong}");
        }
        assert_eq!(keep(json!(FIVE_YEARS)).await.json()["audit_retention_days"], json!(FIVE_YEARS));
        assert_eq!(keep(Value::Null).await.json()["audit_retention_days"], Value::Null);
        assert_eq!(keep(json!(FIVE_YEARS)).await.status, 200);
        let refused = world.browser().sign_in(SUSPENDED, &[]).await.sign_in();
        world.browser().sign_in("n.noord@delta-noord.example", &[]).await;
        chain(&world).await;
        let before = world.events("st-janshof").await.len();
        let of_another = world.events("delta-noord").await;

        world.pass(Duration::days(i64::from(FIVE_YEARS) + 1));
        let olga = Staff::new(&world, "olga.too", AdminRole::Operator, &[]).await;
        let signing = SigningKeys::load_or_create(&world.store, &world.ring, world.now()).await.unwrap();
        let old = async || items(&olga, &format!("{AUDIT}?action=sign_in")).await.len();
        for _ in 0..1_000 {
            // One broker at a time, be it one of those that do so by themselves.
            retention::round(&world.store, &world.ring, &signing, FIVE_YEARS, world.now()).await.unwrap();
            if old().await == 0 {
                break;
            }
        }
        chain(&world).await;
        let listed = items(&olga, &format!("{AUDIT}?order=asc&limit=200")).await;
        assert_eq!(listed[0]["action"], "audit_removed", "{listed:#?}");
        let gone: u64 = listed.iter().filter_map(|line| line["detail"]["lines"].as_u64()).sum();
        assert_eq!(usize::try_from(gone).unwrap(), before);
        assert!(lines(&olga, &format!("{AUDIT}/export")).await.iter().all(|line| line["sign_in"] == Value::Null));
        assert_eq!(olga.get(&format!("{ST_JANSHOF}/sign-ins/{refused}")).await.status, 404);
        assert_eq!(olga.get(&format!("/explain/sign-ins/{refused}")).await.status, 404);
        assert_eq!(world.events("delta-noord").await, of_another);
        let all = lines(&olga, "/audit/export").await;
        assert!(all.iter().all(|line| line["action"] != ""), "{all:#?}");
        let found = verified(&olga).await;
        assert_eq!((&found["intact"], &found["emptied"]), (&json!(true), &json!(before)), "{found:#}");
    }

    async fn how_long_a_log_is_kept_stands_in_the_file(world) {
        let mut world = world;
        let locale = "help = \"Help desk St. Janshof, extension 5555\"";
        for wrong in ["0", "36526", "-1", "\"long\""] {
            let error = world.try_change(locale, &format!("{locale}\naudit_retention_days = {wrong}")).await.unwrap_err();
            assert!(error.contains("audit_retention_days") || error.contains("invalid"), "{error}");
        }
        world.change(locale, &format!("{locale}\naudit_retention_days = 2000")).await;
        let olga = Staff::new(&world, "olga", AdminRole::Operator, &[]).await;
        assert_eq!(olga.get(ST_JANSHOF).await.json()["audit_retention_days"], 2000);
        let said = world.events("st-janshof").await.pop().unwrap();
        assert!(said.detail.as_str().contains("audit_retention_days"), "{said:#?}");
        // Fewer days than the operator lets anybody choose stand in nobody's way who changes something else.
        world.change("audit_retention_days = 2000", "audit_retention_days = 30").await;
        let change = Some(json!({ "name": "St. Janshof II" }));
        assert_eq!(olga.call(Method::PATCH, ST_JANSHOF, &[("if-match", "*")], change).await.status, 200);
    }
}
