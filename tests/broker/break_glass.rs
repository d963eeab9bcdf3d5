//! Break-glass through the admin API: two people of support open the traditional way for one person, for a time. Two brokers take
//! turns.

use anteroom::domain::admin_role::AdminRole;
use anteroom::domain::audit::{AuditAction, AuditEvent, AuditOutcome};
use anteroom::domain::reason::Reason;
use anteroom::tenancy::change::Act;
use anteroom::tenancy::{admin_tokens, break_glass};
use chrono::Duration;
use serde_json::{Value, json};

use crate::account::{by_code, entered, forced};
use crate::admin::{self, code};
use crate::browser::Answer;
use crate::eventually::eventually;
use crate::replicated_stories;
use crate::world::World;

const ANNA: &str = "a.devries@st-janshof.example";
const FIRST_USER: &str = "[[organization.user]]\nemail = \"a.devries";
const PATH: &str = "/admin/v1/organizations/st-janshof/break-glass";

/// Gives a person of support a token.
async fn token(world: &World, name: &str) -> String {
    admin::token(world, name, AdminRole::Support, &[]).await
}

async fn call(world: &World, token: &str, path: &str, body: Option<Value>) -> Answer {
    world.browser().json(path, &[("authorization", &format!("Bearer {token}"))], body).await
}

fn ask(minutes: Option<u32>) -> Value {
    let mut body = json!({ "user": ANNA, "reason": "Entra is down" });
    if let Some(minutes) = minutes {
        body["minutes"] = json!(minutes);
    }
    body
}

/// St. Janshof forces SSO and has an administrator; two people of support.
pub async fn forcing(world: &mut World) -> [String; 2] {
    world.change(FIRST_USER, &forced("\nwithout_recent_sign_in = \"story\"")).await;
    world.change("locale = \"nl\"\n", "locale = \"nl\"\nadmins = [\"it@st-janshof.example\"]\n").await;
    [token(world, "jan.smit").await, token(world, "mia.dekker").await]
}

replicated_stories! {
    async fn two_people_open_it_and_it_closes_by_itself(world) {
        let mut world = world;
        let [jan, mia] = forcing(&mut world).await;
        let asked = call(&world, &jan, PATH, Some(ask(None))).await;
        assert_eq!((asked.status, &asked.json()["state"]), (201, &json!("requested")), "{}", asked.body);
        let path = format!("{PATH}/{}", asked.json()["id"].as_str().unwrap());

        // One person is not two.
        let alone = call(&world, &jan, &format!("{path}/approve"), Some(Value::Null)).await;
        assert_eq!((alone.status, code(&alone).as_str()), (403, "same_person"));
        // Nothing is open: the letter holds no code.
        let browser = world.browser();
        let page = browser.authorize(&[("prompt", "login")]).await;
        crate::account::post(&browser, &page, &[("action", "code"), ("address", ANNA)]).await;
        assert_eq!(world.letters(1).await.pop().unwrap().code(), None);

        let opened = call(&world, &mia, &format!("{path}/approve"), Some(Value::Null)).await;
        assert_eq!((opened.status, &opened.json()["state"]), (200, &json!("open")), "{}", opened.body);
        let announced = world.letters(2).await.pop().unwrap();
        assert_eq!(announced.header("To"), "it@st-janshof.example");
        for told in ["jan.smit", "mia.dekker", ANNA, "Entra is down"] {
            assert!(announced.0.contains(told), "{}", announced.0);
        }
        world.pass(Duration::minutes(2));
        let let_in = by_code(&world, &browser, ANNA, 3).await;
        assert!(entered(&let_in));
        assert!(entered(&browser.authorize(&[]).await), "the session is used again");
        // The log says of each entry that nothing but break-glass opened it, and of no other.
        assert!(entered(&world.browser().sign_in(ANNA, &[]).await));
        let mut entries: Vec<(AuditAction, bool)> = Vec::new();
        for event in world.events("st-janshof").await {
            if matches!(event.action, AuditAction::SignIn | AuditAction::SessionReused) {
                let detail: Value = serde_json::from_str(event.detail.as_str()).unwrap();
                assert_eq!(detail["method"] == "one_time_password", detail["break_glass"] == true, "{detail}");
                entries.push((event.action, detail["break_glass"] == true));
            }
        }
        let count = |expected| entries.iter().filter(|entry| **entry == expected).count();
        assert_eq!(count((AuditAction::SignIn, true)), 1);
        assert_eq!(count((AuditAction::SessionReused, true)), 1);
        assert_eq!(count((AuditAction::SignIn, false)), 1);
        // Nobody else of the hospital is meant.
        let bram = world.browser();
        let page = bram.authorize(&[("prompt", "login")]).await;
        crate::account::post(&bram, &page, &[("action", "code"), ("address", "b.bakker@st-janshof.example")]).await;
        assert_eq!(world.letters(4).await.pop().unwrap().code(), None);

        world.pass(Duration::hours(4));
        let listed = call(&world, &jan, PATH, None).await.json();
        assert_eq!((&listed["items"][0]["state"], &listed["items"][0]["user"]), (&json!("closed"), &json!(ANNA)));
        let after = browser.authorize(&[]).await;
        assert!(!entered(&after), "what it let in ends with it");
        let late = browser.authorize(&[("prompt", "login")]).await;
        crate::account::post(&browser, &late, &[("action", "code"), ("address", ANNA)]).await;
        assert_eq!(world.letters(5).await.pop().unwrap().code(), None);

        // That it has closed is in the log by itself, once, whichever broker wrote it.
        let closings = async || {
            let events = world.events("st-janshof").await;
            let own = events.into_iter().filter(|event| event.action == AuditAction::BreakGlass);
            own.filter(|event| event.detail.as_str().contains("closed by itself")).collect::<Vec<_>>()
        };
        eventually(async || !closings().await.is_empty()).await;
        let closed = closings().await;
        assert_eq!((closed.len(), closed[0].actor.as_str()), (1, "anteroom"));
        assert_eq!(break_glass::note_ended(&world.store, world.now()).await.unwrap(), 0);
        let listed = call(&world, &jan, PATH, None).await.json();
        assert_eq!(listed["items"][0]["closed_at"], listed["items"][0]["expires_at"]);

        let events = world.events("st-janshof").await;
        let by_people = |event: &&AuditEvent| event.action == AuditAction::BreakGlass && event.actor != "anteroom";
        let own: Vec<_> = events.iter().filter(by_people).collect();
        let mut outcomes: Vec<_> = own.iter().map(|event| (event.actor.as_str(), event.outcome)).collect();
        // Ids of one held instant lie in no order.
        outcomes.sort_unstable_by_key(|(actor, outcome)| (*actor, *outcome == AuditOutcome::Refused));
        let [asked, alone, opened] = outcomes.as_slice() else { panic!("{own:#?}") };
        assert_eq!(*asked, ("jan.smit", AuditOutcome::Success));
        assert_eq!(*alone, ("jan.smit", AuditOutcome::Refused));
        assert_eq!(*opened, ("mia.dekker", AuditOutcome::Success));
    }

    async fn closing_it_ends_what_it_let_in(world) {
        let mut world = world;
        let [jan, mia] = forcing(&mut world).await;
        let asked = call(&world, &jan, PATH, Some(ask(Some(30)))).await;
        let path = format!("{PATH}/{}", asked.json()["id"].as_str().unwrap());
        let opened = call(&world, &mia, &format!("{path}/approve"), Some(Value::Null)).await;
        assert_eq!(opened.json()["minutes"], 30);
        let browser = world.browser();
        assert!(entered(&by_code(&world, &browser, ANNA, 2).await));
        // Whoever asked may close it: closing takes one.
        let closed = call(&world, &jan, &format!("{path}/close"), Some(Value::Null)).await;
        assert_eq!((closed.status, &closed.json()["state"]), (200, &json!("closed")));
        let again = browser.authorize(&[]).await;
        assert!(!entered(&again));
        let event = world.last_event("st-janshof", again.sign_in()).await;
        assert_eq!(event.reason.as_deref(), Some(Reason::SsoForced.code()));
        let twice = call(&world, &jan, &format!("{path}/close"), Some(Value::Null)).await;
        assert_eq!((twice.status, code(&twice).as_str()), (409, "closed"));
        let late = call(&world, &mia, &format!("{path}/approve"), Some(Value::Null)).await;
        assert_eq!((late.status, code(&late).as_str()), (409, "not_waiting"));
    }

    async fn many_replicas_write_once_that_it_has_closed(world) {
        let mut world = world;
        let [jan, mia] = forcing(&mut world).await;
        for _ in 0..5 {
            let asked = call(&world, &jan, PATH, Some(ask(Some(30)))).await;
            let path = format!("{PATH}/{}", asked.json()["id"].as_str().unwrap());
            assert_eq!(call(&world, &mia, &format!("{path}/approve"), Some(Value::Null)).await.status, 200);
            world.pass(Duration::minutes(31));
            let noting = (0..8).map(|_| break_glass::note_ended(&world.store, world.now()));
            futures_util::future::try_join_all(noting).await.unwrap();
        }
        let events = world.events("st-janshof").await;
        let closed = events.iter().filter(|event| event.detail.as_str().contains("closed by itself"));
        assert_eq!(closed.count(), 5);
    }

    async fn what_is_asked_for_twice_is_one_request(world) {
        let mut world = world;
        let [jan, mia] = forcing(&mut world).await;
        let ask = async |token: &str, key: &str, minutes: u32| {
            let headers = [("authorization", format!("Bearer {token}")), ("idempotency-key", key.to_owned())];
            let headers = headers.each_ref().map(|(name, value)| (*name, value.as_str()));
            world.browser().json(PATH, &headers, Some(ask(Some(minutes)))).await
        };
        let answers = futures_util::future::join_all((0..10).map(|_| ask(&jan, "k", 30))).await;
        assert!(answers.iter().all(|answer| answer.status == 201 && answer.body == answers[0].body), "{answers:?}");
        assert_eq!(code(&ask(&jan, "k", 60).await), "idempotency_key_reused");
        assert_eq!(ask(&mia, "k", 30).await.status, 201);
        assert_eq!(call(&world, &jan, PATH, None).await.json()["items"].as_array().unwrap().len(), 2);
        let events = world.events("st-janshof").await;
        assert_eq!(events.iter().filter(|event| event.action == AuditAction::BreakGlass).count(), 2);
    }

    async fn a_request_waits_an_hour(world) {
        let mut world = world;
        let [jan, mia] = forcing(&mut world).await;
        let asked = call(&world, &jan, PATH, Some(ask(None))).await;
        let path = format!("{PATH}/{}", asked.json()["id"].as_str().unwrap());
        world.pass(Duration::minutes(61));
        let late = call(&world, &mia, &format!("{path}/approve"), Some(Value::Null)).await;
        assert_eq!((late.status, code(&late).as_str()), (409, "not_waiting"));
        assert_eq!(call(&world, &mia, PATH, None).await.json()["items"][0]["state"], "lapsed");
    }

    async fn who_has_no_token_gets_nothing(world) {
        let mut world = world;
        let [jan, _] = forcing(&mut world).await;
        let asked = call(&world, &jan, PATH, Some(ask(None))).await;
        let id = asked.json()["id"].as_str().unwrap().to_owned();
        let stale = token(&world, "ex.colleague").await;
        assert!(admin_tokens::revoke(&world.store, "ex.colleague", &Act { by: "story", role: None, ip: None, now: world.now() }).await.unwrap());
        for bad in ["", "anteroom_admin_", "anteroom_admin_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", &stale, &jan[1..]] {
            for (path, body) in [
                (PATH.to_owned(), None),
                (PATH.to_owned(), Some(ask(None))),
                (format!("{PATH}/{id}/approve"), Some(Value::Null)),
                (format!("{PATH}/{id}/close"), Some(Value::Null)),
            ] {
                let refused = call(&world, bad, &path, body).await;
                assert_eq!((refused.status, code(&refused).as_str()), (401, "unauthorized"), "{bad} {path}");
                assert_eq!(refused.headers["www-authenticate"], "Bearer");
            }
        }
        // A session of a caregiver is no token.
        let browser = world.browser();
        browser.sign_in(ANNA, &[]).await;
        assert_eq!(browser.json(PATH, &[], None).await.status, 401);
        world.pass(Duration::days(91));
        assert_eq!(call(&world, &jan, PATH, None).await.status, 401, "it has ended by itself");
    }

    async fn what_cannot_be_asked_for_is_said(world) {
        let mut world = world;
        let jan = token(&world, "jan.smit").await;
        let refused = async |world: &World, path: &str, body: Value| {
            let answer = call(world, &jan, path, Some(body)).await;
            (answer.status, code(&answer))
        };
        let body = ask(None);
        assert_eq!(refused(&world, PATH, body.clone()).await, (409, "not_forced".to_owned()));
        world.change(FIRST_USER, &forced("\nwithout_recent_sign_in = \"story\"")).await;
        assert_eq!(refused(&world, PATH, body.clone()).await, (409, "no_administrators".to_owned()));
        world.change("locale = \"nl\"\n", "locale = \"nl\"\nadmins = [\"it@st-janshof.example\"]\n").await;
        for user in ["p.patient@st-janshof.example", "s.suspended@st-janshof.example", "n.noord@delta-noord.example"] {
            let body = json!({ "user": user, "reason": "x" });
            assert_eq!(refused(&world, PATH, body).await, (422, "no_such_user".to_owned()), "{user}");
        }
        for body in [
            json!({ "user": ANNA, "reason": " " }),
            json!({ "user": ANNA, "reason": "x".repeat(501) }),
            json!({ "user": ANNA, "reason": "x", "minutes": 0 }),
            json!({ "user": ANNA, "reason": "x", "minutes": 1441 }),
            json!({ "user": "anna", "reason": "x" }),
            json!({ "user": ANNA, "reason": "x", "force": true }),
            json!({ "user": ANNA }),
            json!("x"),
        ] {
            assert_eq!(refused(&world, PATH, body.clone()).await, (422, "invalid_request".to_owned()), "{body}");
        }
        for path in [
            "/admin/v1/organizations/nowhere/break-glass",
            "/admin/v1/organizations/st-janshof/nothing",
            "/admin/v1/organizations/st-janshof/break-glass/not-an-id/approve",
            "/admin/v1/organizations/st-janshof/break-glass/00000000-0000-7000-8000-000000000000/close",
        ] {
            assert_eq!(refused(&world, path, body.clone()).await, (404, "not_found".to_owned()), "{path}");
        }
        // A list comes in pages.
        for _ in 0..4 {
            assert_eq!(call(&world, &jan, PATH, Some(body.clone())).await.status, 201);
        }
        let mut seen = std::collections::BTreeSet::new();
        let mut path = format!("{PATH}?limit=3");
        for expected in [3, 1] {
            let page = call(&world, &jan, &path, None).await.json();
            let items = page["items"].as_array().unwrap();
            assert_eq!(items.len(), expected);
            seen.extend(items.iter().map(|item| item["id"].as_str().unwrap().to_owned()));
            assert!(items.iter().all(|item| item["user"] == ANNA));
            path = format!("{PATH}?limit=3&cursor={}", page["next"].as_str().unwrap_or_default());
        }
        assert_eq!(seen.len(), 4);
        // One hospital's request is none of another's.
        let asked = call(&world, &jan, PATH, Some(body)).await;
        let id = asked.json()["id"].as_str().unwrap().to_owned();
        let mia = token(&world, "mia.dekker").await;
        for what in ["approve", "close"] {
            let path = format!("/admin/v1/organizations/delta-noord/break-glass/{id}/{what}");
            assert_eq!(call(&world, &mia, &path, Some(Value::Null)).await.status, 404);
        }
        let of_other = call(&world, &mia, "/admin/v1/organizations/delta-noord/break-glass", None).await;
        assert_eq!(of_other.json()["items"], json!([]));
    }
}
