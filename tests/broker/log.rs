//! The audit log through the admin API: sign-ins and how they ended, who did what, and whether the log is what it was. Two brokers
//! take turns.

use anteroom::domain::admin_role::AdminRole;
use anteroom::domain::audit::AuditAction;
use chrono::{Duration, SecondsFormat};
use serde_json::{Value, json};

use crate::admin::{Staff, code};
use crate::replicated_stories;
use crate::world::World;

const ANNA: &str = "a.devries@st-janshof.example";
const SUSPENDED: &str = "s.suspended@st-janshof.example";
const SIGN_INS: &str = "/organizations/st-janshof/sign-ins";
const AUDIT: &str = "/organizations/st-janshof/audit";

pub async fn items(staff: &Staff, path: &str) -> Vec<Value> {
    let answer = staff.get(path).await;
    assert_eq!(answer.status, 200, "{path}: {}", answer.body);
    answer.json()["items"].as_array().unwrap().clone()
}

/// All pages of a list, one item each.
async fn one_by_one(staff: &Staff, path: &str) -> Vec<Value> {
    let (mut found, mut cursor) = (Vec::new(), String::new());
    loop {
        let answer = staff.get(&format!("{path}limit=1{cursor}")).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.body);
        let page = answer.json();
        found.extend(page["items"].as_array().unwrap().clone());
        let Some(next) = page["next"].as_str() else { return found };
        cursor = format!("&cursor={next}");
    }
}

/// What the log says of reading it: who, what, and as they asked.
async fn readings(world: &World, slug: &str) -> Vec<(String, String, String)> {
    let mut events = world.events(slug).await;
    events.retain(|event| event.action == AuditAction::LogRead);
    let told = events.into_iter().map(|event| {
        let said: Value = serde_json::from_str(event.detail.as_str()).unwrap();
        (event.actor, event.subject.unwrap(), said["asked"].as_str().unwrap_or_default().to_owned())
    });
    told.collect()
}

fn reading(what: &str, asked: &str) -> (String, String, String) {
    ("amir".to_owned(), what.to_owned(), asked.to_owned())
}

/// Whoever owns the database can do this.
pub async fn tamper(world: &World, sql: &str, at_least: u64) {
    let sql = || sqlx::AssertSqlSafe(sql.to_owned());
    let changed = if world.database_url.starts_with("sqlite") {
        let pool = sqlx::SqlitePool::connect(&world.database_url).await.unwrap();
        for operation in ["insert", "update", "delete"] {
            let drop = format!("DROP TRIGGER IF EXISTS audit_events_{operation}");
            sqlx::query(sqlx::AssertSqlSafe(drop)).execute(&pool).await.unwrap();
        }
        sqlx::raw_sql(sql()).execute(&pool).await.unwrap().rows_affected()
    } else {
        let pool = sqlx::PgPool::connect(&world.database_url).await.unwrap();
        sqlx::query("ALTER TABLE audit_events DISABLE TRIGGER ALL").execute(&pool).await.unwrap();
        sqlx::raw_sql(sql()).execute(&pool).await.unwrap().rows_affected()
    };
    assert!(changed >= at_least, "{changed}: {sql}", sql = sql().0);
}

replicated_stories! {
    async fn sign_ins_are_listed_once_each_with_how_they_ended(world) {
        let amir = Staff::new(&world, "amir", AdminRole::Auditor, &["st-janshof"]).await;
        let refused = world.browser().sign_in(SUSPENDED, &[]).await.sign_in();
        world.pass(Duration::minutes(1));
        let browser = world.browser();
        assert_eq!(browser.sign_in(ANNA, &[]).await.status, 303);
        world.pass(Duration::minutes(1));
        // The same session opens the next application: a sign-in of its own.
        assert_eq!(browser.authorize(&[]).await.status, 303);

        let listed = items(&amir, SIGN_INS).await;
        let told: Vec<_> = listed.iter().map(|item| (item["action"].clone(), item["outcome"].clone(), item["user"]["email"].clone())).collect();
        assert_eq!(told, [
            (json!("session_reused"), json!("success"), json!(ANNA)),
            (json!("sign_in"), json!("success"), json!(ANNA)),
            (json!("sign_in"), json!("refused"), json!(SUSPENDED)),
        ]);
        let last = &listed[2];
        assert_eq!((&last["id"], &last["reason"]), (&json!(refused.to_string()), &json!("user_suspended")));
        assert_eq!((&last["address"], &last["application"]), (&json!(SUSPENDED), &json!("records")));
        assert_eq!((&listed[1]["method"], &listed[1]["entra"]), (&json!("entra"), &Value::Null));
        assert!(last["ip"].is_string(), "{last:#}");

        let since = (world.now() - Duration::seconds(90)).to_rfc3339_opts(SecondsFormat::Millis, true);
        for (query, expected) in [
            ("outcome=refused".to_owned(), 2..3),
            ("reason=user_suspended".to_owned(), 2..3),
            (format!("user={SUSPENDED}"), 2..3),
            (format!("user={}", last["user"]["id"].as_str().unwrap()), 2..3),
            (format!("user={ANNA}&outcome=success"), 0..2),
            (format!("since={since}"), 0..2),
            (format!("until={since}"), 2..3),
            ("application=records".to_owned(), 0..3),
            ("user=n.nobody@st-janshof.example".to_owned(), 0..0),
            ("reason=%00".to_owned(), 0..0),
            // Instants that one database or the other cannot hold.
            ("since=-9999-01-01T00:00:00Z&until=%2B99999-01-01T00:00:00Z".to_owned(), 0..3),
            ("since=%2B99999-01-01T00:00:00Z".to_owned(), 0..0),
            ("until=-9999-01-01T00:00:00Z".to_owned(), 0..0),
        ] {
            assert_eq!(items(&amir, &format!("{SIGN_INS}?{query}")).await, listed[expected], "{query}");
        }
        assert_eq!(one_by_one(&amir, &format!("{SIGN_INS}?")).await, listed);
        for (query, expected) in [
            ("application=nothing", (404, "not_found")),
            ("user=anna", (422, "invalid_request")),
            ("outcome=good", (422, "invalid_request")),
            ("since=yesterday", (422, "invalid_request")),
            ("cursor=x", (422, "invalid_request")),
            ("order=asc", (422, "invalid_request")),
        ] {
            let answer = amir.get(&format!("{SIGN_INS}?{query}")).await;
            assert_eq!((answer.status, code(&answer).as_str()), expected, "{query}");
        }

        let whole = amir.get(&format!("{SIGN_INS}/{refused}")).await;
        assert_eq!(whole.status, 200, "{}", whole.body);
        let events = whole.json()["events"].as_array().unwrap().clone();
        assert!(events.iter().all(|event| event["sign_in"] == json!(refused.to_string())), "{events:#?}");
        assert_eq!(events.last().unwrap()["reason"], "user_suspended");
        // Another hospital's door does not open on it.
        let olga = Staff::new(&world, "olga", AdminRole::Operator, &[]).await;
        for nothing in [refused.to_string(), "seven".to_owned()] {
            assert_eq!(olga.get(&format!("/organizations/delta-noord/sign-ins/{nothing}")).await.status, 404);
        }
        assert_eq!(items(&olga, "/organizations/delta-noord/sign-ins").await, Vec::<Value>::new());
    }

    async fn reading_the_log_is_logged_once_a_question(world) {
        let amir = Staff::new(&world, "amir", AdminRole::Auditor, &["st-janshof"]).await;
        let sign_in = world.browser().sign_in(SUSPENDED, &[]).await.sign_in();
        let pages = one_by_one(&amir, &format!("{AUDIT}?order=asc&")).await;
        assert!(pages.len() > 1, "{pages:#?}");
        items(&amir, &format!("{SIGN_INS}?user={SUSPENDED}")).await;
        assert_eq!(amir.get(&format!("{SIGN_INS}/{sign_in}")).await.status, 200);
        assert_eq!(amir.get(&format!("{AUDIT}?user=nobody")).await.status, 422);
        let mut told = readings(&world, "st-janshof").await;
        told.sort();
        assert_eq!(told, [
            reading("audit log", "order=asc&limit=1"),
            reading(&format!("sign-in {sign_in}"), ""),
            reading("sign-ins", &format!("user={SUSPENDED}")),
        ]);
        let events = world.events("st-janshof").await;
        let looked_for = events.iter().find(|event| event.subject.as_deref() == Some("sign-ins")).unwrap();
        assert!(looked_for.user_id.is_some() && looked_for.ip.is_some(), "{looked_for:#?}");
        assert_eq!(readings(&world, "delta-noord").await, []);
    }

    async fn the_log_is_read_by_what_is_looked_for(world) {
        let amir = Staff::new(&world, "amir", AdminRole::Auditor, &["st-janshof"]).await;
        assert_eq!(world.browser().sign_in(ANNA, &[]).await.status, 303);
        world.pass(Duration::minutes(1));
        let refused = world.browser().sign_in(SUSPENDED, &[]).await.sign_in();
        world.pass(Duration::minutes(1));
        let newest = items(&amir, AUDIT).await;
        let mut oldest = items(&amir, &format!("{AUDIT}?order=asc")).await;
        // That it was read stands at its end.
        assert_eq!(oldest.pop().unwrap()["action"], "log_read");
        oldest.reverse();
        let plain = |lines: &[Value]| lines.iter().map(|line| line["id"].clone()).collect::<Vec<_>>();
        assert_eq!(plain(&oldest), plain(&newest));
        let line = &newest[0];
        assert_eq!((&line["organization"], &line["action"], &line["outcome"]), (&json!("st-janshof"), &json!("sign_in"), &json!("refused")));
        assert_eq!((&line["application"], &line["sign_in"]), (&json!("records"), &json!(refused.to_string())));
        assert!(line["detail"]["trace"].is_array() && line["user"].is_string(), "{line:#}");
        for (query, expected) in [
            ("action=log_read&actor=nobody".to_owned(), 0),
            ("action=sign_in".to_owned(), 2),
            (format!("sign_in={refused}"), 1),
            (format!("user={SUSPENDED}"), 1),
            ("reason=user_suspended&outcome=refused&application=records".to_owned(), 1),
        ] {
            assert_eq!(items(&amir, &format!("{AUDIT}?{query}")).await.len(), expected, "{query}");
        }

        // All of it is for those whose token reaches all.
        for path in ["/audit", "/audit/verify"] {
            let limited = amir.get(path).await;
            assert_eq!((limited.status, code(&limited).as_str()), (403, "token_limited"), "{path}");
        }
        let olga = Staff::new(&world, "olga", AdminRole::Auditor, &[]).await;
        let all = items(&olga, "/audit?limit=200").await;
        let of = |slug: Value| all.iter().filter(|line| line["organization"] == slug).count();
        assert!(of(json!("st-janshof")) > 2 && of(Value::Null) > 0, "{all:#?}");
        assert_eq!(plain(&one_by_one(&olga, "/audit?action=sign_in&").await), plain(&newest.iter().filter(|line| line["action"] == "sign_in").cloned().collect::<Vec<_>>()));
        let whole = world.store.list_audit_events(1_000).await.unwrap();
        let reads: Vec<_> = whole.iter().filter(|event| event.actor == "olga" && event.action == AuditAction::LogRead).collect();
        assert_eq!(reads.iter().filter(|event| event.organization_id.is_none()).count(), 2, "{reads:#?}");
    }

    async fn what_was_done_to_the_log_is_found_and_named(world) {
        let olga = Staff::new(&world, "olga", AdminRole::Auditor, &[]).await;
        for _ in 0..6 {
            world.browser().sign_in(SUSPENDED, &[]).await;
        }
        // The brokers chain as well.
        while world.store.chain_audit(100).await.unwrap() > 0 {}
        let verify = async || {
            let answer = olga.get("/audit/verify").await;
            assert_eq!(answer.status, 200, "{}", answer.body);
            answer.json()
        };
        let intact = verify().await;
        let length = intact["length"].as_i64().unwrap();
        assert!(intact["intact"] == true && length >= 6, "{intact:#}");
        assert_eq!((intact["head"].as_str().unwrap().len(), &intact["broken"]), (64, &Value::Null));
        // From the end on, so that the first place that is broken is each time the new one.
        for (sql, position, what) in [
            (format!("DELETE FROM audit_events WHERE position = {length}"), length, "truncated"),
            ("DELETE FROM audit_events WHERE position = 4".to_owned(), 4, "removed"),
            ("UPDATE audit_events SET actor = 'x' || substr(actor, 2) WHERE position = 2".to_owned(), 2, "changed"),
        ] {
            tamper(&world, &sql, 1).await;
            let found = verify().await;
            assert_eq!(found["broken"], json!({ "position": position, "what": what }), "{sql}");
            assert_eq!((&found["intact"], &found["head"]), (&json!(false), &Value::Null));
        }
    }
}
