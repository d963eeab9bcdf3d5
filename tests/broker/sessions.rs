//! An open session enters another application only where the decision says so for that application. Two brokers take turns.

use anteroom::domain::audit::AuditAction;
use anteroom::domain::grant::{Grant, GrantContent};
use anteroom::domain::person_claim::AskedClaims;
use anteroom::domain::reason::Reason;
use anteroom::domain::session::{Evidence, Proof, Session};
use anteroom::keys::{hash, random};
use anteroom::store::entry::{Bond, Entry};
use chrono::Duration;

use crate::browser::{Browser, claims};
use crate::replicated_stories;
use crate::world::{APP_SECRET, World};

const ANNA_ADDRESS: &str = "a.devries@st-janshof.example";
const PLANNER: [(&str, &str); 2] = [("client_id", "planner"), ("redirect_uri", "https://planner.example/callback")];
const VIEWER: [(&str, &str); 2] = [("client_id", "viewer"), ("redirect_uri", "https://viewer.example/callback")];
const IOS: [(&str, &str); 2] = [("client_id", "pro-ios"), ("redirect_uri", "example.records.pro:/callback")];

async fn signed_in(world: &World) -> Browser {
    let browser = world.browser();
    assert_eq!(browser.sign_in(ANNA_ADDRESS, &[]).await.status, 303);
    browser
}

fn with<'a>(app: &[(&'a str, &'a str)], more: (&'a str, &'a str)) -> Vec<(&'a str, &'a str)> {
    [app, &[more]].concat()
}

replicated_stories! {
    async fn sso_for_the_web_app_opens_the_planner_and_not_the_viewer_nor_ios(world) {
        let browser = signed_in(&world).await;
        let back = browser.authorize(&PLANNER).await;
        assert!(back.parameter("code").is_some(), "{}", back.body);
        for app in [VIEWER, IOS] {
            let page = browser.authorize(&app).await;
            assert_eq!((page.status, page.location.as_deref()), (200, None));
            let event = world.last_event("st-janshof", page.sign_in()).await;
            assert_eq!(event.action, AuditAction::SessionReused);
            assert_eq!(event.reason.as_deref(), Some(Reason::ApplicationNever.code()));
            let back = browser.authorize(&with(&app, ("prompt", "none"))).await;
            assert_eq!(back.parameter("error").as_deref(), Some("login_required"));
        }
    }

    async fn id_tokens_are_signed_as_the_application_is_registered(world) {
        let browser = signed_in(&world).await;
        let back = browser.authorize(&PLANNER).await;
        let code = back.parameter("code").unwrap();
        let form = [("grant_type", "authorization_code"), ("code", code.as_str()), ("code_verifier", crate::browser::VERIFIER),
            ("redirect_uri", "https://planner.example/callback"), ("client_id", "planner"), ("client_secret", APP_SECRET)];
        let tokens = browser.post("/oauth2/token", &form).await.json();
        let header = jsonwebtoken::decode_header(tokens["id_token"].as_str().unwrap()).unwrap();
        assert_eq!(header.alg, jsonwebtoken::Algorithm::RS256);
        let keys: jsonwebtoken::jwk::JwkSet = serde_json::from_value(browser.get("/oauth2/jwks").await.json()).unwrap();
        let key = jsonwebtoken::DecodingKey::from_jwk(keys.find(&header.kid.unwrap()).unwrap()).unwrap();
        let mut validation = jsonwebtoken::Validation::new(jsonwebtoken::Algorithm::RS256);
        validation.set_audience(&["planner"]);
        validation.validate_exp = false;
        jsonwebtoken::decode::<serde_json::Value>(tokens["id_token"].as_str().unwrap(), &key, &validation).unwrap();
    }

    async fn a_person_suspended_meanwhile_is_not_let_in_again(world) {
        let mut world = world;
        let browser = signed_in(&world).await;
        world.change("name = \"Anna de Vries\"", "name = \"Anna de Vries\"\nstatus = \"suspended\"").await;
        let page = browser.authorize(&PLANNER).await;
        assert_eq!(page.status, 200, "the session has ended: she is asked");
        let page = browser.sign_in("a.devries@st-janshof.example", &PLANNER).await;
        assert_eq!(page.status, 403);
        let event = world.last_event("st-janshof", page.sign_in()).await;
        assert_eq!(event.reason.as_deref(), Some(Reason::UserSuspended.code()));
    }

    async fn an_open_session_does_not_answer_for_somebody_else(world) {
        let browser = signed_in(&world).await;
        let departed = browser.authorize(&with(&PLANNER, ("login_hint", "b.bakker@st-janshof.example"))).await;
        assert!(departed.parameter("code").is_none(), "the session of one person answered for another");
        let page = browser.authorize(&with(&PLANNER, ("organization", "delta-noord"))).await;
        assert!(page.location.is_none() || page.parameter("code").is_none());
    }

    async fn max_age_and_prompt_ask_anew(world) {
        let browser = signed_in(&world).await;
        world.pass(Duration::minutes(20));
        assert!(browser.authorize(&with(&PLANNER, ("max_age", "3600"))).await.parameter("code").is_some());
        for more in [("max_age", "600"), ("prompt", "login"), ("prompt", "select_account")] {
            let answer = browser.authorize(&with(&PLANNER, more)).await;
            assert_eq!(answer.status, 200, "{more:?}: {:?}", answer.location);
        }
        let back = browser.authorize(&[("prompt", "none"), ("max_age", "600")]).await;
        assert_eq!(back.parameter("error").as_deref(), Some("login_required"));
    }

    async fn a_session_ends_after_a_shift(world) {
        let browser = signed_in(&world).await;
        world.pass(Duration::hours(12) + Duration::seconds(1));
        // Microsoft is asked again.
        let departed = browser.authorize(&with(&PLANNER, ("prompt", "none"))).await;
        assert!(departed.location().as_str().starts_with(world.entra_url().as_str()), "{departed:?}");
    }

    async fn whoever_comes_next_in_a_browser_ends_what_the_one_before_left_open(world) {
        let browser = world.browser();
        let offline = [("scope", "openid offline_access")];
        let back = browser.sign_in(ANNA_ADDRESS, &offline).await;
        let tokens = browser.redeem(&back.parameter("code").unwrap()).await.json();
        let refresh = async |token: &serde_json::Value| {
            browser.token(&[("grant_type", "refresh_token"), ("refresh_token", token.as_str().unwrap())]).await
        };
        // She proves herself anew: what other applications got with her session stays.
        assert_eq!(browser.sign_in(ANNA_ADDRESS, &with(&PLANNER, ("prompt", "login"))).await.status, 303);
        let renewed = refresh(&tokens["refresh_token"]).await;
        assert_eq!(renewed.status, 200, "{}", renewed.body);
        let back = browser.sign_in(ANNA_ADDRESS, &[("prompt", "login"), ("scope", "openid offline_access")]).await;
        let tokens = browser.redeem(&back.parameter("code").unwrap()).await.json();
        // Bram comes, without her having signed out.
        let departed = browser.authorize(&[("login_hint", "b.bakker@st-janshof.example"), ("prompt", "login")]).await;
        assert_eq!(browser.through_entra(&departed).await.status, 303);
        assert_eq!(refresh(&tokens["refresh_token"]).await.json()["error"], "invalid_grant", "her session lives on");
        let events = world.events("st-janshof").await;
        assert_eq!(events.iter().filter(|event| event.action == AuditAction::SessionEnded).count(), 1);
    }

    async fn refreshing_asks_the_decision_again(world) {
        let mut world = world;
        let browser = world.browser();
        let back = browser.sign_in(ANNA_ADDRESS, &[("scope", "openid email roles offline_access")]).await;
        let tokens = browser.redeem(&back.parameter("code").unwrap()).await.json();
        let base = world.base.clone();
        let refresh = |token: String| {
            let browser = Browser::new(&base);
            async move { browser.token(&[("grant_type", "refresh_token"), ("refresh_token", &token)]).await }
        };
        let first = tokens["refresh_token"].as_str().unwrap().to_owned();
        let renewed = refresh(first.clone()).await;
        assert_eq!(renewed.status, 200, "{}", renewed.body);
        let renewed = renewed.json();
        let said = claims(renewed["id_token"].as_str().unwrap());
        assert!(said.get("nonce").is_none());
        assert_eq!(said["sub"], claims(tokens["id_token"].as_str().unwrap())["sub"]);
        let second = renewed["refresh_token"].as_str().unwrap().to_owned();
        world.change("sso = \"follow\"", "sso = \"never\"").await;
        let refused = refresh(second.clone()).await;
        assert_eq!(refused.json()["error"], "invalid_grant");
        world.change("sso = \"never\"", "sso = \"follow\"").await;
        assert_eq!(refresh(second).await.json()["error"], "invalid_grant", "a refused grant came back to life");
    }

    async fn a_refresh_token_used_twice_ends_its_family(world) {
        let browser = world.browser();
        let back = browser.sign_in(ANNA_ADDRESS, &[("scope", "openid offline_access")]).await;
        let tokens = browser.redeem(&back.parameter("code").unwrap()).await.json();
        let first = tokens["refresh_token"].as_str().unwrap();
        let renewed = browser.token(&[("grant_type", "refresh_token"), ("refresh_token", first)]).await.json();
        // Longer than an answer is waited for that was lost.
        world.pass(Duration::minutes(1));
        let again = browser.token(&[("grant_type", "refresh_token"), ("refresh_token", first)]).await;
        assert_eq!(again.json()["error"], "invalid_grant");
        let second = renewed["refresh_token"].as_str().unwrap();
        let thief = browser.token(&[("grant_type", "refresh_token"), ("refresh_token", second)]).await;
        assert_eq!(thief.json()["error"], "invalid_grant", "the family lives on");
    }

    // Rule 9: a session that began the traditional way meets `forced_sso`.
    async fn forced_sso_closes_a_session_of_the_traditional_way(world) {
        let mut world = world;
        let cookie = traditional_session(&world).await;
        let base = world.base.clone();
        let ask = |more: Vec<(&'static str, &'static str)>| {
            let url = Browser::authorize_url(&more);
            let header = format!("__Host-anteroom-session={cookie}");
            let browser = Browser::new(&base);
            async move { browser.send(reqwest::Method::GET, &url, None, &[("cookie", &header)]).await }
        };
        let open = ask(VIEWER.to_vec()).await;
        assert!(open.parameter("code").is_some(), "the traditional way opens the viewer: {}", open.body);
        world.change(
            "[[organization.user]]\nemail = \"a.devries",
            "[[organization.flag]]\nname = \"forced_sso\"\nvalue = true\nreason = \"policy\"\nwithout_recent_sign_in = \"a session must be closed by the policy\"\n\n[[organization.user]]\nemail = \"a.devries",
        ).await;
        let closed = ask(VIEWER.to_vec()).await;
        assert_eq!(closed.status, 200);
        let event = world.last_event("st-janshof", closed.sign_in()).await;
        assert_eq!(event.reason.as_deref(), Some(Reason::SsoForced.code()));
        assert!(!closed.body.contains(Reason::SsoForced.code()));
    }
}

/// A session as a one-time password opens it; its cookie.
async fn traditional_session(world: &World) -> String {
    let id = world.organization("st-janshof").await;
    let store = world.store.organization(id);
    let account = anteroom::domain::identity::AccountKey { authority: String::new(), subject: String::new() };
    let people = store.find_people(Some(&ANNA_ADDRESS.parse().unwrap()), &account).await.unwrap();
    let application = world.store.find_application("records").await.unwrap().unwrap();
    let (now, cookie) = (world.now(), random::token());
    let session = Session {
        id: random::id(now),
        organization_id: id,
        user_id: people.users[0].id,
        sign_in_id: random::id(now),
        application_id: application.id,
        proof: Proof { verified_at: now, evidence: Evidence::OneTimePassword { password: true } },
        created_at: now,
        expires_at: now + Duration::hours(1),
        idle_at: None,
        ended_at: None,
    };
    let content = GrantContent {
        scope: "openid".to_owned(),
        nonce: None,
        auth_time: now.timestamp(),
        acr: String::new(),
        method: "one_time_password".to_owned(),
        organization: "st-janshof".to_owned(),
        email: ANNA_ADDRESS.to_owned(),
        name: String::new(),
        roles: Vec::new(),
        locale: None,
        claims: AskedClaims::default(),
        resources: Vec::new(),
        dpop_jkt: None,
    };
    let grant = Grant {
        id: random::id(now),
        code_hash: hash::hash(random::token().expose()),
        organization_id: id,
        application_id: application.id,
        user_id: session.user_id,
        session_id: session.id,
        sign_in_id: session.sign_in_id,
        redirect_uri: String::new(),
        code_challenge: None,
        content,
        created_at: now,
        code_expires_at: now,
    };
    let event = anteroom::domain::audit::AuditEvent {
        id: random::id(now),
        at: now,
        organization_id: Some(id),
        action: AuditAction::SignIn,
        actor: "test".to_owned(),
        subject: None,
        user_id: Some(session.user_id),
        application_id: Some(application.id),
        sign_in_id: Some(session.sign_in_id),
        outcome: anteroom::domain::audit::AuditOutcome::Success,
        reason: None,
        ip: None,
        user_agent: None,
        detail: anteroom::domain::audit::AuditDetail::nothing(),
    };
    let entry = Entry {
        session: Some((session, hash::hash(cookie.expose()))),
        former: None,
        idle_at: None,
        grant,
        bond: Bond::None,
        event,
    };
    store.record_entry(&entry).await.unwrap();
    cookie.expose().to_owned()
}
