//! Applications are told that a session is over (OpenID Connect Back-Channel Logout): whatever has ended it, once, and however long it takes.

use std::time::Duration as Pause;

use anteroom::domain::admin_role::AdminRole;
use anteroom::domain::audit::{AuditAction, AuditEvent};
use anteroom::domain::id::SessionId;
use anteroom::domain::logout::LEASE;
use chrono::{DateTime, Duration, Utc};
use reqwest::Method;
use serde_json::{Value, json};

use super::{ANNA, BRAM, BYE, all_told, id_token, id_token_of_planner, is_in, listening, log_out};
use crate::account::entered;
use crate::admin::Staff;
use crate::browser::{Browser, claims};
use crate::listener::verified;
use crate::receiver::Reply;
use crate::world::World;
use crate::{replicated_stories, stories};

/// Waits until what an application was told last was answered, and is to be told again.
async fn put_off(world: &World, by: Duration) {
    let due = |at: DateTime<Utc>| at.timestamp() - world.now().timestamp();
    let mut last = 0;
    for _ in 0..1_000 {
        last = waits_until(world).await.map(due).unwrap_or_default();
        if last == by.num_seconds() {
            return;
        }
        tokio::time::sleep(Pause::from_millis(10)).await;
    }
    panic!("it is due in {last} s");
}

/// When the next that is to be told is due.
async fn waits_until(world: &World) -> Option<DateTime<Utc>> {
    world.query("SELECT MIN(due_at) FROM backchannel_logouts").await
}

replicated_stories! {
    async fn whatever_ends_a_session_is_told(world) {
        let mut world = world;
        let (records, planner) = listening(&mut world).await;
        let mia = Staff::new(&world, "mia.dekker", AdminRole::Support, &[]).await;
        let expect = async |sid: Value| {
            for _ in 0..1_500 {
                if records.all().iter().any(|token| claims(token)["sid"] == sid) {
                    return;
                }
                tokio::time::sleep(Pause::from_millis(10)).await;
            }
            panic!("nobody was told of {sid}");
        };
        let signed_in = async |browser: &Browser| claims(&id_token(browser, ANNA).await)["sid"].clone();

        // The person, here.
        let browser = world.browser();
        let sid = signed_in(&browser).await;
        browser.post("/login/sign-out", &[]).await;
        expect(sid).await;
        // The person, from elsewhere.
        let (here, there) = (world.browser(), world.browser());
        let (kept, sid) = (signed_in(&here).await, signed_in(&there).await);
        here.post("/login/account", &[("action", "end"), ("session", sid.as_str().unwrap())]).await;
        expect(sid).await;
        // Support: one session, then all of hers.
        let path = format!("/organizations/st-janshof/sessions/{}", kept.as_str().unwrap());
        assert_eq!(mia.call(Method::DELETE, &path, &[("if-match", "*")], None).await.status, 204);
        expect(kept).await;
        let sid = signed_in(&there).await;
        let path = format!("/organizations/st-janshof/users/{ANNA}/end-sessions");
        let tried = mia.call(Method::POST, &format!("{path}?dry_run=true"), &[], Some(json!({ "reason": "lost" }))).await;
        assert_eq!((tried.status, tried.json()["ended"].as_u64()), (200, Some(1)), "{}", tried.body);
        assert!(is_in(&there).await);
        mia.call(Method::POST, &path, &[], Some(json!({ "reason": "lost" }))).await;
        expect(sid).await;
        // Support parts her from her account.
        let sid = signed_in(&there).await;
        let unbind = format!("/organizations/st-janshof/users/{ANNA}/unbind");
        let unbound = mia.call(Method::POST, &unbind, &[], Some(json!({ "reason": "re-created" }))).await;
        assert_eq!(unbound.status, 200, "{}", unbound.body);
        expect(sid).await;
        // Somebody else signs in in her browser.
        let sid = signed_in(&there).await;
        let departed = there.authorize(&[("login_hint", BRAM), ("prompt", "login")]).await;
        assert!(entered(&there.through_entra(&departed).await));
        expect(sid).await;
        // She is suspended; then the hospital is; then it is gone.
        let (active, suspended) = ("name = \"Anna de Vries\"\n", "name = \"Anna de Vries\"\nstatus = \"suspended\"\n");
        let sid = signed_in(&here).await;
        world.change(active, suspended).await;
        expect(sid).await;
        world.change(suspended, active).await;
        let sid = signed_in(&here).await;
        world.change("slug = \"st-janshof\"\n", "slug = \"st-janshof\"\nstatus = \"suspended\"\n").await;
        expect(sid).await;
        assert!(!is_in(&here).await);
        world.change("slug = \"st-janshof\"\nstatus = \"suspended\"\n", "slug = \"st-janshof\"\n").await;
        assert!(!is_in(&here).await, "what has ended comes back to life");
        let sid = signed_in(&here).await;
        let olga = Staff::new(&world, "olga", AdminRole::Operator, &[]).await;
        let gone = olga.call(Method::DELETE, "/organizations/st-janshof?reason=closed", &[("if-match", "*")], None).await;
        assert!(gone.status < 300, "{}", gone.body);
        expect(sid).await;
        all_told(&world).await;
        let mut sids: Vec<_> = records.all().iter().map(|token| claims(token)["sid"].to_string()).collect();
        sids.sort_unstable();
        let told = sids.len();
        sids.dedup();
        assert_eq!(sids.len(), told, "a session was told of twice");
        assert!(planner.all().is_empty(), "it has got nothing with any of these sessions");
    }

    // Somebody whose device, or whose code, is let in has a session too; an app that nobody registered a listener for is left alone.
    // OpenID Connect Core, 8.1: by another name it could not tell whose session that was; by ours it would learn one too many.
    async fn an_app_is_told_by_the_name_that_it_knows(world) {
        let mut world = world;
        let (records, _) = listening(&mut world).await;
        let first = "[application.protocol]\npost_logout";
        world.change(first, "[application.protocol]\nsubject_type = \"pairwise\"\npost_logout").await;
        let browser = world.browser();
        let token = id_token(&browser, ANNA).await;
        log_out(&browser, &[("id_token_hint", &token)]).await;
        let told = records.told(1).await;
        let (told, token) = (claims(&told[0]), claims(&token));
        assert_eq!((&told["sub"], &told["sid"]), (&token["sub"], &token["sid"]));
        let own = world.store.organization(world.organization("st-janshof").await);
        let anna = own.find_user(&ANNA.parse().unwrap()).await.unwrap().unwrap();
        assert_ne!(told["sub"], json!(anna.id));
    }

    async fn an_app_that_does_not_listen_is_not_told(world) {
        let browser = world.browser();
        let hint = id_token(&browser, ANNA).await;
        log_out(&browser, &[("id_token_hint", &hint)]).await;
        assert!(!is_in(&browser).await);
        assert_eq!(world.store.count_waiting_logouts().await.unwrap().count, 0);
    }

    async fn an_app_that_has_a_bad_moment_is_told_later(world) {
        let mut world = world;
        let (records, planner) = listening(&mut world).await;
        records.replies([Reply::Status(503), Reply::Redirect(planner.url.clone()), Reply::Hang, Reply::Status(404), Reply::Status(204)]);
        let browser = world.browser();
        let hint = id_token(&browser, ANNA).await;
        // Nobody waits for it.
        let out = log_out(&browser, &[("id_token_hint", &hint), ("post_logout_redirect_uri", BYE)]).await;
        assert_eq!(out.location.as_deref(), Some(BYE));
        let mut names = Vec::new();
        for (times, pause) in [(1, 2), (2, 10), (3, 30), (4, 120)] {
            let token = records.told(times).await.pop().unwrap();
            let (_, said) = verified(&browser, &token, "records").await;
            assert_eq!(said["iat"], world.now().timestamp(), "each attempt is a token of its own");
            names.push(said["jti"].to_string());
            put_off(&world, Duration::seconds(pause)).await;
            world.pass(Duration::seconds(pause));
        }
        records.told(5).await;
        all_told(&world).await;
        names.dedup();
        assert_eq!(names.len(), 4);
        assert!(planner.all().is_empty(), "a redirect was followed");
        // Who understands it and says no was told.
        records.replies([Reply::Status(400)]);
        let hint = id_token(&browser, ANNA).await;
        log_out(&browser, &[("id_token_hint", &hint)]).await;
        records.told(6).await;
        all_told(&world).await;
        world.pass(Duration::hours(1));
        // Whoever tells of the next one would have told of the last one again.
        let hint = id_token(&browser, ANNA).await;
        log_out(&browser, &[("id_token_hint", &hint)]).await;
        records.told(7).await;
        all_told(&world).await;
        world.end().await;
        assert_eq!(records.all().len(), 7);
    }

    async fn an_app_that_is_gone_for_good_is_given_up(world) {
        let mut world = world;
        let (records, planner) = listening(&mut world).await;
        records.replies(std::iter::repeat_n(Reply::Status(500), 20));
        let browser = world.browser();
        let hint = id_token(&browser, ANNA).await;
        id_token_of_planner(&browser).await;
        log_out(&browser, &[("id_token_hint", &hint)]).await;
        // The other one hears of it at once.
        planner.told(1).await;
        for (times, pause) in [(1, 2), (2, 10), (3, 30), (4, 120), (5, 600), (6, 1_800), (7, 3_600), (8, 10_800), (9, 21_600)] {
            records.told(times).await;
            put_off(&world, Duration::seconds(pause)).await;
            world.pass(Duration::seconds(pause));
        }
        records.told(10).await;
        all_told(&world).await;
        assert_eq!((records.all().len(), planner.all().len()), (10, 1));
    }

    async fn an_app_that_listens_no_more_is_forgotten(world) {
        let mut world = world;
        let (records, _) = listening(&mut world).await;
        records.replies([Reply::Status(500)]);
        let browser = world.browser();
        let hint = id_token(&browser, ANNA).await;
        log_out(&browser, &[("id_token_hint", &hint)]).await;
        records.told(1).await;
        put_off(&world, Duration::seconds(2)).await;
        let address = format!("backchannel_logout_uri = \"{}\"\n", records.url);
        world.change(&address, "").await;
        world.pass(LEASE);
        all_told(&world).await;
        assert_eq!(records.all().len(), 1);
    }
}

stories! {
    // Whoever can register an application could else have the broker post into the operator's own network.
    async fn no_app_is_told_at_an_address_that_points_inwards(world) {
        let mut world = world;
        let (records, _) = listening(&mut world).await;
        let hint = id_token(&world.browser(), ANNA).await;
        let session: SessionId = claims(&hint)["sid"].as_str().unwrap().parse().unwrap();
        // As in production: the setting for development is off.
        world.stop();
        let (_, operations) = world.start(|settings| settings.development_allow_inward = false).await;
        let id = world.organization("st-janshof").await;
        let event = AuditEvent {
            organization_id: Some(id),
            ..AuditEvent::new(anteroom::keys::random::id(world.now()), world.now(), AuditAction::SessionEnded, "story")
        };
        assert!(world.store.organization(id).end_session(session, world.now(), &event).await.unwrap());
        put_off(&world, Duration::seconds(2)).await;
        assert!(records.all().is_empty());
        let measured = Browser::new(&operations).get("/metrics").await.body;
        assert!(measured.contains("anteroom_backchannel_logouts_waiting 1\n"), "{measured}");
        assert!(measured.contains("anteroom_backchannel_logout_attempts_total{result=\"put_off\"} 1\n"), "{measured}");
    }

    async fn a_session_costs_no_more_for_being_told_of(world) {
        let mut world = world;
        let silent = cost(&world).await;
        listening(&mut world).await;
        assert_eq!(cost(&world).await, silent, "(write transactions, statements)");
    }
}

/// What a sign-in costs at least: write transactions, statements. What a broker does by itself every second makes one dearer now and then.
async fn cost(world: &World) -> (u64, u64) {
    world.browser().sign_in(ANNA, &[]).await;
    let mut costs = Vec::new();
    for _ in 0..12 {
        let browser = world.browser();
        let before = world.counts();
        let back = browser.sign_in(ANNA, &[]).await;
        browser.redeem(&back.parameter("code").unwrap()).await;
        let after = world.counts();
        costs.push((after.1 - before.1, after.0 - before.0));
    }
    costs.into_iter().min().unwrap()
}
