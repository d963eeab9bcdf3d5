//! A flag for many hospitals, one after the other, as long as people still come in. Two brokers take turns, and each looks by
//! itself every second; the clock is held.

use anteroom::domain::admin_role::AdminRole;
use anteroom::domain::audit::{AuditAction, AuditEvent};
use anteroom::tenancy::admin_tokens;
use anteroom::tenancy::change::Act;
use anteroom::tenancy::rollouts::drive;
use chrono::Duration;
use reqwest::Method;
use serde_json::{Value, json};

use crate::account::entered;
use crate::admin::{Staff, code};
use crate::browser::Answer;
use crate::replicated_stories;
use crate::world::World;

const ANNA: &str = "a.devries@st-janshof.example";
const BRAM: &str = "b.bakker@st-janshof.example";
const FOUR: [&str; 4] = ["delta-noord", "st-janshof", "delta-zuid", "alpha"];

/// A person of support who may do it everywhere, and a fourth organization.
async fn mia(world: &World) -> Staff {
    let olga = Staff::new(world, "olga.operator", AdminRole::Operator, &[]).await;
    let made = olga.call(Method::POST, "/organizations", &[], Some(json!({ "slug": "alpha", "name": "Alpha" }))).await;
    assert_eq!(made.status, 201, "{}", made.body);
    Staff::new(world, "mia.dekker", AdminRole::Support, &[]).await
}

fn wanted(flag: &str, value: bool, organizations: &[&str]) -> Value {
    json!({ "flag": flag, "value": value, "organizations": organizations, "reason": "the spring",
            "stop_when_refusals_exceed": 5, "wait_minutes": 60 })
}

async fn start(staff: &Staff, body: Value) -> String {
    let started = staff.call(Method::POST, "/rollouts", &[], Some(body)).await;
    assert_eq!(started.status, 201, "{}", started.body);
    let id = started.json()["id"].as_str().unwrap().to_owned();
    assert_eq!(started.headers["location"], format!("/admin/v1/rollouts/{id}"));
    id
}

async fn show(staff: &Staff, id: &str) -> Value {
    let shown = staff.get(&format!("/rollouts/{id}")).await;
    assert_eq!(shown.status, 200, "{}", shown.body);
    shown.json()
}

async fn act(staff: &Staff, id: &str, what: &str) -> Answer {
    staff.call(Method::POST, &format!("/rollouts/{id}/{what}"), &[], Some(json!({}))).await
}

fn states(rollout: &Value) -> (&str, Vec<&str>) {
    let steps = rollout["organizations"].as_array().unwrap();
    (rollout["state"].as_str().unwrap(), steps.iter().map(|step| step["state"].as_str().unwrap()).collect())
}

/// Looks, as the brokers do by themselves meanwhile, until it is as expected.
async fn reaches(world: &World, staff: &Staff, id: &str, state: &str, steps: &[&str]) -> Value {
    let mut rollout = Value::Null;
    for _ in 0..1_000 {
        drive::drive(&world.store, None, world.now()).await.unwrap();
        rollout = show(staff, id).await;
        if states(&rollout) == (state, steps.to_vec()) {
            return rollout;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("it is not {state} {steps:?}: {rollout:#}");
}

async fn setting(staff: &Staff, organization: &str, flag: &str) -> Value {
    staff.get(&format!("/organizations/{organization}/flags/{flag}")).await.json()["setting"].clone()
}

/// Who has changed the flags of an organization, and to what, the oldest first.
async fn flag_changes(world: &World, organization: &str) -> Vec<AuditEvent> {
    let mut events = world.events(organization).await;
    events.retain(|event| event.action == AuditAction::FlagChanged);
    events
}

async fn by_hand(staff: &Staff, organization: &str, flag: &str, value: bool) {
    let path = format!("/organizations/{organization}/flags/{flag}");
    let body = json!({ "value": value, "reason": "by hand" });
    let answer = staff.call(Method::PUT, &path, &[("if-match", "*")], Some(body)).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
}

async fn rollout_events(world: &World) -> Vec<(String, String)> {
    let mut events = world.store.list_audit_events(10_000).await.unwrap();
    events.retain(|event| event.action == AuditAction::RolloutChanged && event.organization_id.is_none());
    events.sort_by_key(|event| (event.at, event.id));
    let what = |event: &AuditEvent| {
        let detail: Value = serde_json::from_str(event.detail.as_str()).unwrap();
        detail["rollout"].as_str().unwrap().to_owned()
    };
    events.iter().map(|event| (event.actor.clone(), what(event))).collect()
}

fn said(actor: &str, what: &str) -> (String, String) {
    (actor.to_owned(), what.to_owned())
}

replicated_stories! {
    async fn it_goes_through_all_of_them_while_people_come_in(world) {
        let mia = mia(&world).await;
        let id = start(&mia, wanted("password_required", true, &FOUR)).await;
        let mut expected = ["watching", "waiting", "waiting", "waiting"];
        for (place, organization) in FOUR.iter().enumerate() {
            let shown = reaches(&world, &mia, &id, "running", &expected).await;
            assert_eq!(shown["organizations"][place]["at"], json!(world.now()), "at once, after the one before");
            assert_eq!(setting(&mia, organization, "password_required").await["reason"], "the spring");
            if *organization == "st-janshof" {
                for _ in 0..6 {
                    assert!(entered(&world.browser().sign_in(ANNA, &[]).await));
                }
            }
            // Not a minute early, however many look.
            world.pass(Duration::minutes(59));
            let looking = (0..8).map(|_| drive::drive(&world.store, None, world.now()));
            futures_util::future::try_join_all(looking).await.unwrap();
            assert_eq!(states(&show(&mia, &id).await), ("running", expected.to_vec()));
            world.pass(Duration::minutes(1));
            expected[place] = "done";
            if let Some(next) = expected.get_mut(place + 1) {
                *next = "watching";
            }
        }
        let done = reaches(&world, &mia, &id, "done", &["done"; 4]).await;
        assert_eq!((&done["organizations"][1]["attempts"], &done["organizations"][1]["refused_percent"]), (&json!(6), &json!(0)));
        assert_eq!((&done["organizations"][0]["attempts"], &done["organizations"][0]["refused_percent"]), (&json!(0), &Value::Null));
        for organization in FOUR {
            let changes = flag_changes(&world, organization).await;
            assert_eq!((changes.len(), changes[0].actor.as_str()), (1, "mia.dekker"), "{changes:#?}");
            assert!(changes[0].detail.as_str().contains(&id), "{changes:#?}");
        }
        assert_eq!(rollout_events(&world).await, [said("mia.dekker", "started"), said("anteroom", "done")]);
        assert_eq!(code(&act(&mia, &id, "pause").await), "not_running");
        assert_eq!(code(&act(&mia, &id, "resume").await), "not_paused");
        assert_eq!(code(&act(&mia, &id, "cancel").await), "over");
    }

    async fn it_stops_where_people_are_refused(world) {
        let mia = mia(&world).await;
        // As they come on other days: by Microsoft.
        for _ in 0..6 {
            assert!(entered(&world.browser().sign_in(ANNA, &[]).await));
        }
        world.pass(Duration::minutes(10));
        let id = start(&mia, wanted("sso", false, &FOUR)).await;
        reaches(&world, &mia, &id, "running", &["watching", "waiting", "waiting", "waiting"]).await;
        world.pass(Duration::hours(1));
        let watched = reaches(&world, &mia, &id, "running", &["done", "watching", "waiting", "waiting"]).await;
        assert_eq!(watched["organizations"][1]["refused_percent_before"], Value::Null, "an hour and ten minutes ago");
        world.hear();
        world.pass(Duration::minutes(1));
        for number in 1..=5 {
            assert_eq!(states(&show(&mia, &id).await).0, "running", "{number}");
            let departed = world.browser().authorize(&[("login_hint", if number % 2 == 0 { ANNA } else { BRAM })]).await;
            assert_eq!(departed.location, None, "{departed:?}");
            world.pass(Duration::minutes(1));
        }
        let stopped = reaches(&world, &mia, &id, "stopped", &["done", "failed", "waiting", "waiting"]).await;
        let failed = &stopped["organizations"][1];
        assert_eq!((&stopped["stopped"], &failed["attempts"], &failed["refused_percent"]), (&json!("refusals"), &json!(5), &json!(100)));
        assert_eq!(failed["why"], "5 of 5 attempts were refused (100 %), of those before 0 %");
        // Neither time nor looks move it, and what it has set stays.
        world.pass(Duration::hours(9));
        drive::drive(&world.store, None, world.now()).await.unwrap();
        assert_eq!(states(&show(&mia, &id).await).0, "stopped");
        assert_eq!(setting(&mia, "st-janshof", "sso").await["value"], false);
        assert_eq!(setting(&mia, "delta-zuid", "sso").await["reason"], "starts with the move");
        assert_eq!(rollout_events(&world).await, [said("mia.dekker", "started"), said("anteroom", "stopped")]);
        let own = world.events("st-janshof").await;
        let line = own.iter().find(|event| event.action == AuditAction::RolloutChanged).unwrap();
        assert!(line.detail.as_str().contains("5 of 5 attempts were refused"), "{line:#?}");
        assert!(!world.events("delta-noord").await.iter().any(|event| event.action == AuditAction::RolloutChanged));

        // Somebody has seen it, and takes all of it back: what was set before is set again, and people come in.
        let tried = mia.call(Method::POST, &format!("/rollouts/{id}/cancel?undo=true&dry_run=true"), &[], Some(json!({}))).await.json();
        assert_eq!((&tried["dry_run"], states(&tried).0), (&json!(true), "cancelled"));
        assert_eq!(states(&show(&mia, &id).await).0, "stopped");
        assert_eq!(setting(&mia, "st-janshof", "sso").await["value"], false);
        let body = json!({ "reason": "they could not come in" });
        let undone = mia.call(Method::POST, &format!("/rollouts/{id}/cancel?undo=true"), &[], Some(body)).await.json();
        let back: Vec<_> = undone["organizations"].as_array().unwrap().iter().map(|step| step["undone"] == true).collect();
        assert_eq!((states(&undone).0, back), ("cancelled", vec![true, true, false, false]));
        for organization in ["delta-noord", "st-janshof"] {
            let set = setting(&mia, organization, "sso").await;
            assert_eq!((&set["value"], &set["reason"]), (&json!(true), &json!("they could not come in")), "{organization}");
        }
        world.hear();
        assert!(entered(&world.browser().sign_in(ANNA, &[]).await));
        // Asked again, it has nothing left to take back.
        let again = mia.call(Method::POST, &format!("/rollouts/{id}/cancel?undo=true"), &[], Some(json!({}))).await;
        assert_eq!((again.status, flag_changes(&world, "st-janshof").await.len()), (200, 2));
    }

    async fn what_somebody_changes_by_hand_is_left_as_it_is(world) {
        let mia = mia(&world).await;
        by_hand(&mia, "alpha", "password_required", true).await;
        let id = start(&mia, wanted("password_required", true, &FOUR)).await;
        reaches(&world, &mia, &id, "running", &["watching", "waiting", "waiting", "waiting"]).await;
        // While it is watched, and before its turn.
        by_hand(&mia, "delta-noord", "password_required", false).await;
        by_hand(&mia, "st-janshof", "password_required", false).await;
        world.pass(Duration::hours(1));
        let shown = reaches(&world, &mia, &id, "running", &["skipped", "skipped", "watching", "waiting"]).await;
        assert_eq!(shown["organizations"][0]["why"], "somebody has changed the flag since it was set");
        assert_eq!(shown["organizations"][1]["why"], "somebody has changed the flag since the roll-out was started");
        world.pass(Duration::hours(1));
        let done = reaches(&world, &mia, &id, "done", &["skipped", "skipped", "done", "skipped"]).await;
        assert_eq!(done["organizations"][3]["why"], "it is set so already");
        by_hand(&mia, "delta-zuid", "password_required", true).await;
        let undone = mia.call(Method::POST, &format!("/rollouts/{id}/cancel?undo=true"), &[], Some(json!({}))).await.json();
        for (place, organization) in FOUR.iter().enumerate() {
            assert_eq!(undone["organizations"][place]["undone"], false);
            assert_eq!(setting(&mia, organization, "password_required").await["reason"], "by hand", "{organization}");
        }
        assert_eq!(undone["organizations"][2]["why"], "not taken back: somebody has changed the flag since");
    }

    async fn it_waits_while_it_is_paused_and_another_broker_goes_on_after_a_restart(world) {
        let mut world = world;
        let mia = mia(&world).await;
        let id = start(&mia, wanted("password_required", true, &FOUR)).await;
        reaches(&world, &mia, &id, "running", &["watching", "waiting", "waiting", "waiting"]).await;
        assert_eq!(act(&mia, &id, "pause?dry_run=true").await.json()["state"], "paused");
        assert_eq!(show(&mia, &id).await["state"], "running");
        assert_eq!(act(&mia, &id, "pause").await.json()["state"], "paused");
        world.pass(Duration::hours(5));
        assert_eq!(drive::drive(&world.store, None, world.now()).await.unwrap(), 0);
        assert_eq!(states(&show(&mia, &id).await), ("paused", vec!["watching", "waiting", "waiting", "waiting"]));
        assert_eq!(act(&mia, &id, "resume").await.json()["state"], "running");
        reaches(&world, &mia, &id, "running", &["done", "watching", "waiting", "waiting"]).await;

        world.restart().await;
        let (base, store) = world.quiet_broker().await;
        let mia = mia.at(&base);
        world.store = store;
        assert_eq!(states(&show(&mia, &id).await), ("running", vec!["done", "watching", "waiting", "waiting"]));
        world.pass(Duration::hours(1));
        reaches(&world, &mia, &id, "running", &["done", "done", "watching", "waiting"]).await;
        for organization in ["delta-noord", "st-janshof", "delta-zuid"] {
            assert_eq!(flag_changes(&world, organization).await.len(), 1, "{organization}");
        }
    }

    async fn it_goes_no_further_than_the_person_under_whose_name_it_acts(world) {
        let mia = mia(&world).await;
        let id = start(&mia, wanted("password_required", true, &FOUR)).await;
        reaches(&world, &mia, &id, "running", &["watching", "waiting", "waiting", "waiting"]).await;
        let by = Act { by: "story", role: None, ip: None, now: world.now() };
        assert!(admin_tokens::revoke(&world.store, "mia.dekker", &by).await.unwrap());
        // Another token under the same name is not the one that it acts under.
        let lowered = Staff::new(&world, "mia.dekker", AdminRole::Auditor, &[]).await;
        world.pass(Duration::minutes(1));
        let stopped = reaches(&world, &lowered, &id, "stopped", &["watching", "waiting", "waiting", "waiting"]).await;
        assert_eq!(stopped["stopped"], "authority");
        world.pass(Duration::hours(2));
        drive::drive(&world.store, None, world.now()).await.unwrap();
        assert_eq!(setting(&lowered, "st-janshof", "password_required").await, Value::Null);
        assert_eq!(code(&act(&lowered, &id, "resume").await), "role_too_low");

        let jan = Staff::new(&world, "jan.smit", AdminRole::Support, &[]).await;
        let resumed = act(&jan, &id, "resume").await.json();
        assert_eq!((&resumed["started_by"], &resumed["acts_as"], &resumed["stopped"]), (&json!("mia.dekker"), &json!("jan.smit"), &Value::Null));
        reaches(&world, &jan, &id, "running", &["done", "watching", "waiting", "waiting"]).await;
        assert_eq!(flag_changes(&world, "st-janshof").await[0].actor, "jan.smit");
        // Its end, too, ends what it may.
        world.pass(Duration::days(91));
        let olga = Staff::new(&world, "later", AdminRole::Operator, &[]).await;
        let stopped = reaches(&world, &olga, &id, "stopped", &["done", "watching", "waiting", "waiting"]).await;
        assert_eq!(stopped["stopped"], "authority");
    }

    async fn a_limited_token_sees_and_starts_what_lies_within_its_limits(world) {
        let mia = mia(&world).await;
        let wide = start(&mia, wanted("password_required", true, &["st-janshof", "delta-noord"])).await;
        let jan = Staff::new(&world, "jan.smit", AdminRole::Support, &["st-janshof"]).await;
        let refused = jan.call(Method::POST, "/rollouts", &[], Some(wanted("sso", false, &["st-janshof", "delta-noord"]))).await;
        let unknown = jan.call(Method::POST, "/rollouts", &[], Some(wanted("sso", false, &["st-janshof", "nowhere"]))).await;
        assert_eq!((refused.status, code(&refused).as_str()), (422, "invalid_request"));
        assert_eq!(refused.body.replace("delta-noord", "nowhere"), unknown.body, "what lies outside is not told from nothing");
        for (method, path) in [
            (Method::GET, format!("/rollouts/{wide}")),
            (Method::POST, format!("/rollouts/{wide}/pause")),
            (Method::POST, format!("/rollouts/{wide}/resume")),
            (Method::POST, format!("/rollouts/{wide}/cancel?undo=true")),
        ] {
            let body = (method == Method::POST).then(|| json!({}));
            let answer = jan.call(method, &path, &[], body).await;
            assert_eq!((answer.status, code(&answer).as_str()), (404, "not_found"), "{path}");
        }
        assert_eq!(jan.get("/rollouts").await.json(), json!({ "items": [] }));
        world.pass(Duration::minutes(1));
        let own = start(&jan, wanted("remember_method", false, &["st-janshof"])).await;
        let ids = |list: &Value| list["items"].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>();
        assert_eq!(ids(&jan.get("/rollouts").await.json()), std::slice::from_ref(&own));
        assert_eq!(ids(&mia.get("/rollouts").await.json()), [own.clone(), wide.clone()], "the newest first");
        let first = mia.get("/rollouts?limit=1").await.json();
        assert_eq!(ids(&mia.get(&format!("/rollouts?limit=1&cursor={}", first["next"].as_str().unwrap())).await.json()), [wide]);
        reaches(&world, &jan, &own, "running", &["watching"]).await;
    }

    async fn forced_sso_meets_the_same_checks_as_by_hand(world) {
        let mia = mia(&world).await;
        assert!(entered(&world.browser().sign_in(ANNA, &[]).await));
        let id = start(&mia, wanted("forced_sso", true, &["st-janshof", "delta-noord", "alpha"])).await;
        reaches(&world, &mia, &id, "running", &["watching", "waiting", "waiting"]).await;
        world.pass(Duration::hours(1));
        let stopped = reaches(&world, &mia, &id, "stopped", &["done", "failed", "waiting"]).await;
        assert_eq!(stopped["stopped"], "not_set");
        assert!(stopped["organizations"][1]["why"].as_str().unwrap().contains("must have signed in by SSO"));
        assert_eq!(setting(&mia, "delta-noord", "forced_sso").await, Value::Null);
        // One that failed stays as it is; the next has its turn, and fails for the same reason.
        act(&mia, &id, "resume").await;
        reaches(&world, &mia, &id, "stopped", &["done", "failed", "failed"]).await;
    }

    async fn people_who_are_told_to_come_by_microsoft_are_refused_people(world) {
        let mia = mia(&world).await;
        assert!(entered(&world.browser().sign_in(ANNA, &[]).await));
        world.pass(Duration::minutes(1));
        let id = start(&mia, wanted("forced_sso", true, &["st-janshof"])).await;
        reaches(&world, &mia, &id, "running", &["watching"]).await;
        world.hear();
        for letters in 1..=5 {
            world.pass(Duration::minutes(3));
            let browser = world.browser();
            let page = browser.authorize(&[("prompt", "login")]).await;
            crate::account::post(&browser, &page, &[("action", "code"), ("address", BRAM)]).await;
            assert_eq!(world.letters(letters).await.pop().unwrap().code(), None);
        }
        // Whoever has looked before the last of them looks again.
        world.pass(Duration::minutes(1));
        let stopped = reaches(&world, &mia, &id, "stopped", &["failed"]).await;
        assert_eq!(stopped["organizations"][0]["attempts"], 5);
    }

    async fn what_is_asked_for_twice_is_one_and_what_cannot_be_is_said(world) {
        let mia = mia(&world).await;
        let body = wanted("sso", true, &["st-janshof"]);
        let tried = mia.call(Method::POST, "/rollouts?dry_run=true", &[], Some(body.clone())).await;
        assert_eq!((tried.status, &tried.json()["dry_run"]), (200, &json!(true)), "{}", tried.body);
        assert_eq!(mia.get("/rollouts").await.json(), json!({ "items": [] }));
        assert_eq!(rollout_events(&world).await, []);
        let ask = || mia.call(Method::POST, "/rollouts", &[("idempotency-key", "k")], Some(body.clone()));
        let answers = futures_util::future::join_all((0..5).map(|_| ask())).await;
        assert!(answers.iter().all(|answer| answer.status == 201 && answer.body == answers[0].body), "{answers:?}");
        assert_eq!(rollout_events(&world).await[0], said("mia.dekker", "started"));
        let too_many: Vec<_> = (0..201).map(|number| format!("org-{number}")).collect();
        let with = |name: &str, value: Value| {
            let mut body = body.clone();
            body[name] = value;
            body
        };
        for (body, field) in [
            (with("organizations", json!([])), json!(["organizations"])),
            (with("organizations", json!(too_many)), json!(["organizations"])),
            (with("organizations", json!(["alpha", "alpha"])), json!(["organizations"])),
            (with("organizations", json!(["nowhere", "\u{0}"])), json!(["organizations", "organizations"])),
            (with("application", json!("nothing")), json!(["application"])),
            (json!({ "flag": "forced_sso", "value": true, "application": "records", "organizations": ["st-janshof"], "reason": "x",
                     "stop_when_refusals_exceed": 5, "wait_minutes": 1 }), json!(["application"])),
            (with("reason", json!("")), json!(["reason"])),
            (with("stop_when_refusals_exceed", json!(101)), json!(["stop_when_refusals_exceed"])),
            (with("wait_minutes", json!(0)), json!(["wait_minutes"])),
            (with("wait_minutes", json!(10_081)), json!(["wait_minutes"])),
            (with("flag", json!("soo")), json!([])),
            (with("value", json!("on")), json!([])),
            (with("more", json!(1)), json!([])),
        ] {
            let refused = mia.call(Method::POST, "/rollouts", &[], Some(body.clone())).await;
            assert_eq!((refused.status, code(&refused).as_str()), (422, "invalid_request"), "{body}");
            let problem = refused.json();
            let fields = problem["errors"].as_array().cloned().unwrap_or_default();
            assert_eq!(json!(fields.iter().map(|error| &error["field"]).collect::<Vec<_>>()), field, "{body}");
        }
        for path in ["/rollouts/nothing", "/rollouts/00000000-0000-7000-8000-000000000000"] {
            assert_eq!(mia.get(path).await.status, 404, "{path}");
        }
        // For one application alone, its own attempts are what counts.
        let id = start(&mia, with("application", json!("pilot"))).await;
        let shown = reaches(&world, &mia, &id, "running", &["watching"]).await;
        assert_eq!(shown["application"], "pilot");
        assert!(entered(&world.browser().sign_in(ANNA, &[]).await));
        world.pass(Duration::hours(1));
        assert_eq!(reaches(&world, &mia, &id, "done", &["done"]).await["organizations"][0]["attempts"], 0);
    }
}
