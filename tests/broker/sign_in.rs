//! A caregiver signs in with Microsoft.

use anteroom::domain::audit::AuditOutcome;
use chrono::Duration;
use entra_stand_in::Endpoint;
use serde_json::json;

use crate::browser::claims;
use crate::stories;
use crate::world::TID;

stories! {
    async fn a_caregiver_is_in(world) {
        let browser = world.browser();
        let departed = browser.authorize(&[("login_hint", " A.deVries@ST-Janshof.example ")]).await;
        assert_eq!(departed.status, 303);
        assert!(departed.location().as_str().starts_with(world.entra_url().as_str()));
        let sent = world.entra_url().join("/").unwrap();
        assert_eq!(departed.location().origin(), sent.origin());
        assert_eq!(departed.parameter("login_hint").as_deref(), Some("a.devries@st-janshof.example"));
        assert_eq!(departed.parameter("code_challenge_method").as_deref(), Some("S256"));
        let back = browser.through_entra(&departed).await;
        assert_eq!(back.status, 303, "{}", back.body);
        assert!(back.location.as_ref().unwrap().starts_with("https://records.example/callback?"));
        assert_eq!(back.parameter("state").as_deref(), Some("the-app-state"));
        assert_eq!(back.parameter("iss"), Some(world.base.clone()));

        let tokens = browser.redeem(&back.parameter("code").unwrap()).await;
        assert_eq!(tokens.status, 200, "{}", tokens.body);
        let tokens = tokens.json();
        let said = claims(tokens["id_token"].as_str().unwrap());
        assert_eq!(said["iss"], json!(world.base));
        assert_eq!(said["aud"], "records");
        assert_eq!(said["nonce"], "the-app-nonce");
        assert_eq!(said["organization"], "st-janshof");
        assert_eq!(said["sign_in_method"], "entra");
        assert_eq!(said["roles"], json!(["nurse", "planner"]));
        assert_eq!(said["email"], "a.devries@st-janshof.example");
        assert_eq!(said["acr"], "urn:anteroom:acr:unattested");
        assert!(said["auth_time"].as_i64().unwrap() <= world.now().timestamp());
        assert!(said.get("amr").is_none(), "a method that nobody attested");

        let bearer = format!("Bearer {}", tokens["access_token"].as_str().unwrap());
        let userinfo = browser.send(reqwest::Method::GET, "/oauth2/userinfo", None, &[("authorization", &bearer)]).await;
        assert_eq!(userinfo.status, 200, "{}", userinfo.body);
        assert_eq!(userinfo.json()["sub"], said["sub"]);
        assert_eq!(userinfo.json()["name"], "Anna de Vries");
    }

    async fn nothing_of_the_app_is_passed_to_microsoft(world) {
        let browser = world.browser();
        let more = [("login_hint", "a.devries@st-janshof.example"), ("audience", "https://evil.example"),
            ("acr_values", "c9"), ("claims", "{}"), ("domain_hint", "evil.example")];
        let departed = browser.authorize(&more).await;
        let url = departed.location();
        assert!(!url.as_str().contains("evil"), "{url}");
        for never in ["the-app-state", "the-app-nonce", "acr_values", "records"] {
            assert!(!url.as_str().contains(never), "{never}");
        }
    }

    async fn the_address_typed_on_the_page_routes(world) {
        let browser = world.browser();
        let page = browser.authorize(&[]).await;
        assert_eq!(page.status, 200);
        let sign_in = page.sign_in().to_string();
        let form = [("sign_in", sign_in.as_str()), ("action", "address"), ("address", "a.devries@st-janshof.example")];
        let departed = browser.post("/login", &form).await;
        let back = browser.through_entra(&departed).await;
        assert!(back.location.unwrap().starts_with("https://records.example/callback?code="));
    }

    async fn several_tabs_at_once_work(world) {
        let browser = world.browser();
        let first = browser.authorize(&[("login_hint", "a.devries@st-janshof.example"), ("state", "one")]).await;
        let second = browser.authorize(&[("login_hint", "a.devries@st-janshof.example"), ("state", "two")]).await;
        let back = browser.through_entra(&first).await;
        assert_eq!(back.parameter("state").as_deref(), Some("one"));
        let back = browser.through_entra(&second).await;
        assert_eq!(back.parameter("state").as_deref(), Some("two"));
        assert!(!browser.cookie_names().iter().any(|name| name.contains("transit")), "an ended attempt left its cookie");
    }

    async fn many_tabs_do_not_swell_the_request(world) {
        let browser = world.browser();
        for _ in 0..12 {
            browser.authorize(&[]).await;
        }
        let kept = browser.cookie_names().iter().filter(|name| name.contains("transit")).count();
        assert_eq!(kept, anteroom::signin::transit::MOST_ATTEMPTS);
    }

    async fn the_second_time_is_one_click(world) {
        let browser = world.browser();
        browser.sign_in("a.devries@st-janshof.example", &[]).await;
        // The session ends; what the browser remembers does not.
        world.pass(Duration::hours(13));
        let page = browser.authorize(&[]).await;
        assert!(page.body.contains("a.devries@st-janshof.example"), "{}", page.body);
        let sign_in = page.sign_in().to_string();
        let departed = browser.post("/login", &[("sign_in", &sign_in), ("action", "remembered")]).await;
        let back = browser.through_entra(&departed).await;
        assert!(back.location.unwrap().contains("code="));
        let page = browser.authorize(&[("prompt", "select_account")]).await;
        let sign_in = page.sign_in().to_string();
        let page = browser.post("/login", &[("sign_in", &sign_in), ("action", "another")]).await;
        assert!(!page.body.contains("a.devries"), "{}", page.body);
    }

    async fn an_organization_may_have_nothing_remembered(world) {
        let mut world = world;
        world.change(
            "[[organization.user]]\nemail = \"a.devries",
            "[[organization.flag]]\nname = \"remember_method\"\nvalue = false\nreason = \"shared ward PCs\"\n\n[[organization.user]]\nemail = \"a.devries",
        ).await;
        let browser = world.browser();
        browser.sign_in("a.devries@st-janshof.example", &[]).await;
        assert!(browser.cookie("__Host-anteroom-remembered").is_none());
    }

    async fn the_shared_registration_finds_the_hospital_by_its_tenant(world) {
        world.entra.next_person(crate::world::GROUP_TID, uuid::Uuid::from_u128(0xb001));
        let browser = world.browser();
        let page = browser.authorize(&[]).await;
        let sign_in = page.sign_in().to_string();
        let departed = browser.post("/login", &[("sign_in", &sign_in), ("action", "microsoft"), ("address", "")]).await;
        assert!(departed.location().path().starts_with("/organizations/"), "{}", departed.location());
        let back = browser.through_entra(&departed).await;
        let tokens = browser.redeem(&back.parameter("code").unwrap()).await.json();
        assert_eq!(claims(tokens["id_token"].as_str().unwrap())["organization"], "delta-noord");
    }

    async fn two_organizations_on_one_tenant_are_told_apart_by_domain(world) {
        world.pass(Duration::days(30));
        for (email, slug) in [("n.noord@delta-noord.example", "delta-noord"), ("z.zuid@delta-zuid.example", "delta-zuid")] {
            let browser = world.browser();
            let back = browser.sign_in(email, &[]).await;
            let tokens = browser.redeem(&back.parameter("code").unwrap_or_default()).await.json();
            assert_eq!(claims(tokens["id_token"].as_str().unwrap())["organization"], slug);
        }
    }

    async fn the_steady_state_is_one_read_and_two_writes(world) {
        let warm = world.browser();
        warm.sign_in("a.devries@st-janshof.example", &[]).await;
        let requests = |endpoint| world.entra.requests_of(TID, endpoint);
        let fetched = (requests(Endpoint::Metadata), requests(Endpoint::Keys));
        let mut costs = Vec::new();
        for _ in 0..3 {
            let browser = world.browser();
            let before = world.counts();
            let back = browser.sign_in("a.devries@st-janshof.example", &[]).await;
            browser.redeem(&back.parameter("code").unwrap()).await;
            let after = world.counts();
            costs.push((after.1 - before.1, after.0 - before.0));
        }
        // What the broker does every second by itself falls into one of them now and then, and makes it dearer.
        let (writes, statements) = *costs.iter().min().unwrap();
        assert_eq!(writes, 2, "write transactions");
        assert!(statements <= 5, "{costs:?} statements");
        assert_eq!((requests(Endpoint::Metadata), requests(Endpoint::Keys)), fetched, "keys were fetched again");
    }

    async fn every_entry_is_in_the_audit_log_and_the_log_is_a_chain(world) {
        let browser = world.browser();
        browser.sign_in("a.devries@st-janshof.example", &[]).await;
        let id = world.organization("st-janshof").await;
        let departed = browser.authorize(&[("login_hint", "b.bakker@st-janshof.example")]).await;
        let sign_in = anteroom::signin::transit::attempt_of(&departed.parameter("state").unwrap()).unwrap();
        browser.through_entra(&departed).await;
        let events = world.store.organization(id).list_audit_of_sign_in(sign_in).await.unwrap();
        assert_eq!(events.len(), 1);
        assert_eq!(events[0].outcome, AuditOutcome::Success);
        let detail: serde_json::Value = serde_json::from_str(events[0].detail.as_str()).unwrap();
        assert_eq!(detail["trace"].as_array().unwrap().len(), 11, "every rule is in the trace");
        assert!(world.store.chain_audit(1000).await.is_ok());
    }
}
