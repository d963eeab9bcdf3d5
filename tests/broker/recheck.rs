//! As long as a session is open, Microsoft is asked whether the account still stands: who is disabled there is out here within minutes,
//! and an outage there puts nobody out. Two brokers take turns.

use std::sync::LazyLock;

use anteroom::domain::admin_role::AdminRole;
use anteroom::domain::audit::{AuditAction, AuditEvent, AuditOutcome};
use anteroom::domain::session::Session;
use chrono::Duration;
use entra_stand_in::{Endpoint, Fault, Times};
use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::admin::Staff;
use crate::browser::{Answer, Browser, claims};
use crate::eventually::eventually;
use crate::logout::listening;
use crate::replicated_stories;
use crate::secrets::{LOG, dump, hexadecimal};
use crate::world::{ANNA, CLIENT_ID, GROUP_TID, TID, World};

const ANNA_ADDRESS: &str = "a.devries@st-janshof.example";
const RENEWABLE: (&str, &str) = ("scope", "openid email offline_access");
const FIRST_USER: &str = "[[organization.user]]\nemail = \"a.devries";
const ON: &str = "[[organization.flag]]\nname = \"upstream_recheck\"\nvalue = true\nreason = \"leavers\"\n\n";

/// The world, with St. Janshof's open sessions asked about.
async fn watching(world: World) -> World {
    let mut world = world;
    world.change(FIRST_USER, &format!("{ON}{FIRST_USER}")).await;
    world
}

/// Somebody signs in, and the web app gets what it can renew.
async fn signed_in(world: &World) -> (Browser, String) {
    let browser = world.browser();
    let back = browser.sign_in(ANNA_ADDRESS, &[RENEWABLE]).await;
    let token = renewable(&browser, &back).await;
    (browser, token)
}

async fn renewable(browser: &Browser, back: &Answer) -> String {
    let tokens = browser.redeem(&back.parameter("code").unwrap_or_else(|| panic!("{}", back.body))).await.json();
    tokens["refresh_token"].as_str().unwrap().to_owned()
}

async fn renew(browser: &Browser, token: &str) -> Answer {
    browser.token(&[("grant_type", "refresh_token"), ("refresh_token", token)]).await
}

async fn renewed(browser: &Browser, token: &str) -> String {
    let answer = renew(browser, token).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.json()["refresh_token"].as_str().unwrap().to_owned()
}

/// Anna's open sessions, the newest first.
async fn open(world: &World) -> Vec<Session> {
    let store = world.store.organization(world.organization("st-janshof").await);
    let anna = store.find_user(&ANNA_ADDRESS.parse().unwrap()).await.unwrap().unwrap();
    store.list_sessions(anna.id, world.now()).await.unwrap()
}

/// What was written down when sessions were ended so.
async fn refusals(world: &World) -> Vec<AuditEvent> {
    let mut events = world.events("st-janshof").await;
    events.retain(|event| event.action == AuditAction::RecheckRefused);
    events
}

fn asked(world: &World) -> usize {
    world.entra.requests_of(TID, Endpoint::Token)
}

async fn watched(world: &World) -> u64 {
    world.store.count_watched(world.now()).await.unwrap().count
}

fn disable(world: &World) {
    assert!(world.entra.update_person(TID, ANNA, |person| person.disabled = true));
}

replicated_stories! {
    // Nobody touches a browser.
    async fn a_disabled_account_is_out_everywhere_within_the_minutes(world) {
        let world = watching(world).await;
        let (ward, of_ward) = signed_in(&world).await;
        world.pass(Duration::minutes(1));
        let (home, of_home) = signed_in(&world).await;
        let planner = [("client_id", "planner"), ("redirect_uri", "https://planner.example/callback")];
        assert!(home.authorize(&planner).await.parameter("code").is_some());
        let sign_in = open(&world).await[0].sign_in_id;
        let before = asked(&world);
        disable(&world);
        world.pass(Duration::minutes(13));
        assert_eq!((open(&world).await.len(), asked(&world)), (2, before), "nobody was asked before the time");
        world.pass(Duration::minutes(1));
        eventually(async || open(&world).await.is_empty()).await;

        for (browser, token) in [(&ward, &of_ward), (&home, &of_home)] {
            assert_eq!(renew(browser, token).await.json()["error"], "invalid_grant");
            // The session does not answer for her any more, and Microsoft, who is asked instead, does not either.
            let back = browser.through_entra(&browser.authorize(&[("prompt", "none")]).await).await;
            assert_eq!(back.parameter("error").as_deref(), Some("login_required"), "{}", back.body);
        }
        let refusals = refusals(&world).await;
        let [event] = &refusals[..] else { panic!("one account, one line: {refusals:#?}") };
        assert_eq!((event.outcome, event.reason.as_deref()), (AuditOutcome::Refused, Some("upstream_account_refused")));
        assert_eq!((event.actor.as_str(), event.sign_in_id), ("anteroom", Some(sign_in)));
        let detail: Value = event.detail.read();
        assert_eq!((&detail["sessions"], &detail["entra"]["codes"]), (&json!(2), &json!([50_057])));
        assert_eq!(detail["last_stood_at"], "2026-11-23T09:01:00Z");
        assert_eq!(watched(&world).await, 0, "what was asked with has gone");

        // Support sees it where they look.
        let mia = Staff::new(&world, "mia", AdminRole::Support, &[]).await;
        let explained = mia.get(&format!("/explain/sign-ins/{sign_in}")).await.json();
        let last = explained["events"].as_array().unwrap().iter().find(|event| event["action"] == "recheck_refused").unwrap();
        assert_eq!((&last["reason"], &last["who"]), (&json!("upstream_account_refused"), &json!("hospital_it")), "{last}");
        assert_eq!(last["entra"]["codes"][0]["code"], "AADSTS50057", "{last}");
    }

    async fn the_apps_of_a_session_are_told_that_its_account_is_gone(world) {
        let mut world = watching(world).await;
        let (records, planner) = listening(&mut world).await;
        let (browser, _) = signed_in(&world).await;
        let opens = browser.authorize(&[("client_id", "planner"), ("redirect_uri", "https://planner.example/callback")]).await;
        assert!(opens.parameter("code").is_some(), "{opens:?}");
        let sid = json!(open(&world).await[0].id);
        disable(&world);
        world.pass(Duration::minutes(15));
        for app in [&records, &planner] {
            assert_eq!(claims(&app.told(1).await[0])["sid"], sid);
        }
    }

    async fn the_operator_sees_how_long_somebody_may_have_stayed_in(world) {
        let mut world = watching(world).await;
        signed_in(&world).await;
        world.pass(Duration::minutes(2));
        signed_in(&world).await;
        world.stop();
        // One alone, so that its counters have all of it.
        let (_, operations) = world.start(|_| ()).await;
        let metrics = async || world.browser().get(&format!("{operations}/metrics")).await.body;
        let waiting = metrics().await;
        for line in ["anteroom_upstream_recheck_sessions 2", "anteroom_upstream_recheck_oldest_seconds 120"] {
            assert!(waiting.contains(line), "{line} is not in {waiting}");
        }
        world.pass(Duration::minutes(13));
        eventually(async || metrics().await.contains("anteroom_upstream_rechecks_total{outcome=\"stands\"} 1")).await;
        disable(&world);
        world.pass(Duration::minutes(2));
        eventually(async || open(&world).await.is_empty()).await;
        let after = metrics().await;
        // The second sign-in was at 09:02 and is asked about at 09:17; Microsoft last stood for the first one's at 09:15.
        for line in [
            "anteroom_upstream_rechecks_total{outcome=\"gone\"} 1",
            "anteroom_upstream_recheck_exposure_minutes_bucket{le=\"1\"} 0",
            "anteroom_upstream_recheck_exposure_minutes_bucket{le=\"2\"} 1",
            "anteroom_upstream_recheck_exposure_minutes_sum 2.00",
            "anteroom_upstream_recheck_exposure_minutes_count 1",
            "anteroom_upstream_recheck_sessions_ended_total 2",
            "anteroom_upstream_recheck_sessions 0",
        ] {
            assert!(after.contains(line), "{line} is not in {after}");
        }
    }

    async fn whoever_uses_a_session_has_it_asked_about_once_in_the_time(world) {
        let mut world = watching(world).await;
        let (browser, first) = signed_in(&world).await;
        let back = browser.authorize(&[RENEWABLE]).await;
        let second = renewable(&browser, &back).await;
        world.stop();
        let (one, other) = (world.quiet_broker().await.0, world.quiet_broker().await.0);
        let (one, other) = (Browser::new(&one), Browser::new(&other));
        let before = asked(&world);
        let (mut first, mut second) = (renewed(&one, &first).await, renewed(&other, &second).await);
        assert_eq!(asked(&world), before, "it is not time yet");
        let mut used = Vec::new();
        for round in 1..=3 {
            world.pass(Duration::minutes(15));
            // Two replicas at once: one asks.
            (first, second) = tokio::join!(renewed(&one, &first), renewed(&other, &second));
            (first, second) = (renewed(&other, &first).await, renewed(&one, &second).await);
            world.pass(Duration::minutes(4));
            (first, second) = (renewed(&one, &first).await, renewed(&one, &second).await);
            assert_eq!(asked(&world), before + round, "round {round}");
            world.pass(Duration::minutes(-4));
            used.push(world.entra.last_token().unwrap().form.get("refresh_token").unwrap().to_owned());
        }
        // What it gave the last time is asked with the next.
        used.dedup();
        assert_eq!(used.len(), 3);
        disable(&world);
        world.pass(Duration::minutes(15));
        assert_eq!(renew(&one, &first).await.json()["error"], "invalid_grant");
        assert_eq!((open(&world).await.len(), asked(&world)), (0, before + 4));
        assert_eq!(renew(&other, &second).await.json()["error"], "invalid_grant");
        assert_eq!(refusals(&world).await.len(), 1);
    }

    async fn a_session_of_an_account_that_is_gone_opens_no_other_application(world) {
        let mut world = watching(world).await;
        let (browser, _) = signed_in(&world).await;
        let cookie = format!("__Host-anteroom-session={}", browser.cookie("__Host-anteroom-session").unwrap());
        world.stop();
        let quiet = Browser::new(&world.quiet_broker().await.0);
        let planner = Browser::authorize_url(&[("client_id", "planner"), ("redirect_uri", "https://planner.example/callback")]);
        let reuse = async || quiet.send(Method::GET, &planner, None, &[("cookie", &cookie)]).await;
        assert!(reuse().await.parameter("code").is_some());
        disable(&world);
        world.pass(Duration::minutes(15));
        let page = reuse().await;
        assert_eq!((page.status, page.location.as_deref()), (200, None), "she is asked who she is");
        assert_eq!(open(&world).await.len(), 0);
    }

    async fn trouble_at_microsoft_or_of_ours_puts_nobody_out(world) {
        let mut world = watching(world).await;
        let (_, mut token) = signed_in(&world).await;
        world.stop();
        let quiet = Browser::new(&world.quiet_broker().await.0);
        let other_person = json!(Uuid::from_u128(0xa005));
        let error = |error: &str| Fault::TokenError { status: 400, error: error.to_owned(), code: 90_000, text: String::new() };
        for fault in [
            Fault::OutageAt(Endpoint::Token),
            Fault::TemporarilyUnavailable(Endpoint::Token),
            Fault::NotJson(Endpoint::Token),
            Fault::WrongSecret,
            error("unauthorized_client"),
            error("invalid_request"),
            error("temporarily_unavailable"),
            error("consent_required"),
            error("something_new"),
            // An answer about somebody else, or one that nobody can believe, is none.
            Fault::ClaimOverride("oid".to_owned(), other_person.clone()),
            Fault::BadSignature,
            Fault::WrongAudience,
            Fault::Expired,
        ] {
            world.pass(Duration::minutes(15));
            world.entra.fault(TID, fault.clone(), Times::UntilCleared);
            let before = asked(&world);
            token = renewed(&quiet, &token).await;
            assert_eq!(asked(&world), before + 1, "{fault:?}");
            token = renewed(&quiet, &token).await;
            assert_eq!(asked(&world), before + 1, "{fault:?}: it is waited before it is asked again");
            world.pass(Duration::minutes(1));
            world.entra.clear_faults(TID);
            token = renewed(&quiet, &token).await;
            assert_eq!(asked(&world), before + 2, "{fault:?}: it is asked again");
        }
        assert_eq!((open(&world).await.len(), refusals(&world).await.len()), (1, 0));
        // An answer without an ID token says that the account stands.
        world.pass(Duration::minutes(15));
        world.entra.fault(TID, Fault::AbsentIdToken, Times::Once);
        renewed(&quiet, &token).await;
        assert_eq!(world.store.count_watched(world.now()).await.unwrap().oldest, Some(world.now()));
    }

    async fn an_outage_is_waited_out_with_pauses_and_then_the_word_counts(world) {
        let world = watching(world).await;
        let (browser, token) = signed_in(&world).await;
        let before = asked(&world);
        world.entra.fault(TID, Fault::OutageAt(Endpoint::Token), Times::UntilCleared);
        world.pass(Duration::minutes(15));
        disable(&world);
        eventually(async || asked(&world) == before + 1).await;
        let token = renewed(&browser, &token).await;
        world.pass(Duration::hours(1));
        eventually(async || asked(&world) > before + 1).await;
        renewed(&browser, &token).await;
        assert_eq!(open(&world).await.len(), 1);
        world.entra.clear_faults(TID);
        world.pass(Duration::minutes(15));
        eventually(async || open(&world).await.is_empty()).await;
        let detail: Value = refusals(&world).await[0].detail.read();
        assert_eq!(detail["last_stood_at"], "2026-11-23T09:00:00Z", "since then nobody had said so");
    }

    async fn what_a_policy_or_an_assignment_wants_ends_it_too(world) {
        let world = watching(world).await;
        for (round, code) in [(1, 50_076), (2, 50_105)] {
            signed_in(&world).await;
            if round == 1 {
                world.entra.update_person(TID, ANNA, |person| person.must_interact = true);
            } else {
                world.entra.update_registration(TID, &CLIENT_ID.to_string(), |app| app.assignment_required = true);
            }
            world.pass(Duration::minutes(15));
            eventually(async || open(&world).await.is_empty()).await;
            let detail: Value = refusals(&world).await.last().unwrap().detail.read();
            assert_eq!(detail["entra"]["codes"], json!([code]));
            world.entra.update_person(TID, ANNA, |person| person.must_interact = false);
        }
    }

    // A notebook was stolen: IT has revoked its sessions, and she has signed in again before anybody was asked.
    async fn a_newer_sign_in_hides_no_proof_that_was_taken_back(world) {
        let world = watching(world).await;
        for _ in 0..2 {
            signed_in(&world).await;
            world.pass(Duration::minutes(1));
        }
        world.entra.revoke_sessions(TID, ANNA);
        let (browser, token) = signed_in(&world).await;
        let newest = open(&world).await[0].id;
        world.pass(Duration::minutes(14));
        eventually(async || open(&world).await.len() == 1).await;
        assert_eq!(open(&world).await[0].id, newest);
        renewed(&browser, &token).await;
        let sessions = refusals(&world).await.iter().map(|event| event.detail.read::<Value>()["sessions"].clone()).collect::<Vec<_>>();
        assert_eq!(sessions.iter().filter_map(Value::as_u64).sum::<u64>(), 2, "{sessions:?}");
    }

    async fn switched_off_nothing_is_asked_for_and_nothing_kept(world) {
        let mut world = world;
        let scope = |world: &World| world.entra.last_authorize().unwrap().query.get("scope").unwrap().to_owned();
        signed_in(&world).await;
        assert_eq!((scope(&world).as_str(), watched(&world).await), ("openid profile email", 0));
        world = watching(world).await;
        signed_in(&world).await;
        assert_eq!((scope(&world).as_str(), watched(&world).await), ("openid profile email offline_access", 1));
        let before = asked(&world);
        world.change(ON, "").await;
        assert_eq!(watched(&world).await, 0, "what was kept is gone at once");
        signed_in(&world).await;
        assert_eq!((scope(&world).as_str(), watched(&world).await), ("openid profile email", 0));
        disable(&world);
        world.pass(Duration::hours(1));
        assert!(!open(&world).await.is_empty());
        assert_eq!(asked(&world), before + 1, "the one sign-in");
    }

    async fn a_token_goes_with_its_session(world) {
        let world = watching(world).await;
        let (browser, _) = signed_in(&world).await;
        let (ended, _) = signed_in(&world).await;
        assert_eq!(watched(&world).await, 2);
        browser.post("/login/sign-out", &[]).await;
        let mia = Staff::new(&world, "mia", AdminRole::Support, &[]).await;
        let [session] = &open(&world).await[..] else { panic!("she has one session left") };
        let path = format!("/organizations/st-janshof/sessions/{}", session.id);
        assert_eq!(mia.call(Method::DELETE, &path, &[], None).await.status, 204);
        drop(ended);
        let sealed = world.store.list_sealed().await.unwrap();
        assert!(sealed.iter().all(|value| value.table.name() != "upstream_tokens"));
    }

    // Whose it is was not known when they left: they are sent once more, by an address that can be asked again.
    async fn of_several_organizations_in_a_directory_each_has_its_own_way(world) {
        let mut world = world;
        let noord = "email = \"n.noord@delta-noord.example\"";
        let user = format!("[[organization.user]]\n{noord}");
        world.change(&user, &format!("{ON}{user}")).await;
        world.pass(Duration::days(30));
        for (oid, organization, trips) in [(0xb001, "delta-noord", 2), (0xb002, "delta-zuid", 1)] {
            let browser = world.browser();
            let before = world.entra.requests(Endpoint::Authorize);
            world.entra.next_person(GROUP_TID, Uuid::from_u128(oid));
            let page = browser.authorize(&[]).await;
            let sign_in = page.sign_in().to_string();
            let departed = browser.post("/login", &[("sign_in", &sign_in), ("action", "microsoft"), ("address", "")]).await;
            assert!(!departed.location().query().unwrap().contains("offline_access"), "{}", departed.location());
            let mut back = browser.through_entra(&departed).await;
            if trips == 2 {
                assert!(back.location().path().starts_with(&format!("/{GROUP_TID}/")), "{}", back.location());
                back = browser.through_entra(&back).await;
            }
            assert!(back.parameter("code").is_some(), "{organization}: {}", back.body);
            assert_eq!(world.entra.requests(Endpoint::Authorize), before + trips);
            assert_eq!(watched(&world).await, 1, "{organization}");
        }
        let before = world.entra.requests_of(GROUP_TID, Endpoint::Token);
        world.pass(Duration::minutes(15));
        eventually(async || world.entra.requests_of(GROUP_TID, Endpoint::Token) == before + 1).await;
    }

    async fn the_time_is_the_organization_s_and_has_its_bounds(world) {
        let world = watching(world).await;
        let olga = Staff::new(&world, "olga", AdminRole::Operator, &[]).await;
        let at = "/organizations/st-janshof";
        assert_eq!(olga.get(at).await.json()["upstream_recheck_minutes"], 15);
        let change = async |minutes: Value| {
            let body = json!({ "upstream_recheck_minutes": minutes });
            olga.call(Method::PATCH, at, &[("if-match", "*")], Some(body)).await
        };
        for bad in [json!(4), json!(1_441), json!(-1), Value::Null] {
            let refused = change(bad.clone()).await;
            assert_eq!(refused.status, 422, "{bad}: {}", refused.body);
        }
        signed_in(&world).await;
        disable(&world);
        // What is open is asked about sooner too.
        assert_eq!(change(json!(5)).await.json()["upstream_recheck_minutes"], 5);
        world.hear();
        world.pass(Duration::minutes(5));
        eventually(async || open(&world).await.is_empty()).await;
    }

    async fn what_microsoft_gave_is_seen_nowhere_and_opens_in_its_own_row_alone(world) {
        LazyLock::force(&LOG);
        let mut world = watching(world).await;
        let mut seen = Vec::new();
        let (browser, older) = signed_in(&world).await;
        let (_, newer) = signed_in(&world).await;
        let mut tokens = world.entra.refresh_tokens();
        let tables = dump(&world).await;
        world.pass(Duration::minutes(15));
        eventually(async || world.store.count_watched(world.now()).await.unwrap().oldest == Some(world.now())).await;
        tokens.extend(world.entra.refresh_tokens());
        assert!(tokens.len() >= 4, "{tokens:?}");
        let olga = Staff::new(&world, "olga", AdminRole::Operator, &[]).await;
        for path in ["/organizations/st-janshof/sessions", "/organizations/st-janshof/audit", "/audit"] {
            seen.push(olga.get(path).await.body);
        }
        let answer = renew(&browser, &older).await;
        let older = answer.json()["refresh_token"].as_str().unwrap().to_owned();
        seen.push(answer.body);
        let (tables, log) = (tables + &dump(&world).await, LOG.read());
        assert!(tables.contains("Anna de Vries"), "the tables were not read");
        for token in &tokens {
            assert!(!tables.contains(token) && !tables.contains(&hexadecimal(token)), "a table holds {token}");
            assert!(!log.contains(token) && !seen.iter().any(|page| page.contains(token)), "{token} is seen");
        }

        // Whoever can write the database puts the token of one session behind another.
        world.stop();
        let quiet = Browser::new(&world.quiet_broker().await.0);
        let sessions = open(&world).await;
        let mut sealed = world.store.list_sealed().await.unwrap();
        sealed.retain(|value| value.table.name() == "upstream_tokens");
        let of = |session: &Session| sealed.iter().find(|value| value.row == session.id.0).unwrap();
        let (of_newer, of_older) = (of(&sessions[0]), of(&sessions[1]));
        assert!(world.store.replace_sealed(of_older, of_newer.sealed.clone()).await.unwrap());
        world.pass(Duration::minutes(15));
        let before = asked(&world);
        renewed(&quiet, &older).await;
        assert_eq!(asked(&world), before, "what was sealed for another session does not open");
        renewed(&quiet, &newer).await;
        assert_eq!(asked(&world), before + 1);
    }
}
