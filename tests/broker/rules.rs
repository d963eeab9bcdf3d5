//! For each rule of entry: somebody is refused, support finds the real reason in the audit log, and the page does not say it.

use anteroom::domain::reason::Reason;
use anteroom::signin::transit::attempt_of;
use entra_stand_in::{Fault, Person, Times};
use serde_json::json;
use uuid::Uuid;

use crate::browser::{Answer, Browser};
use crate::explain::explained_as_refused;
use crate::stories;
use crate::world::{ANNA, FOREIGN_TID, GROUP_TID, TID, World};

const ANNA_ADDRESS: &str = "a.devries@st-janshof.example";

/// Whoever is refused at the callback sees a page, and the log has the reason.
async fn refused(world: &World, browser: &Browser, email: &str, expected: Reason) -> Answer {
    let departed = browser.authorize(&[("login_hint", email)]).await;
    refused_after(world, browser, &departed, expected).await
}

async fn refused_after(world: &World, browser: &Browser, departed: &Answer, expected: Reason) -> Answer {
    let sign_in = attempt_of(&departed.parameter("state").unwrap()).unwrap();
    let page = browser.through_entra(departed).await;
    assert!((400..500).contains(&page.status), "{} {:?}", page.status, page.location);
    assert_eq!(page.sign_in(), sign_in, "the page names another attempt");
    in_log_only(world, &page, expected).await;
    assert!(browser.cookie("__Host-anteroom-session").is_none(), "a refused person has a session");
    page
}

/// The last event of the attempt has the reason; the page has not.
async fn in_log_only(world: &World, page: &Answer, expected: Reason) {
    let event = world.last_event("st-janshof", page.sign_in()).await;
    assert_eq!(event.reason.as_deref(), Some(expected.code()), "{}", event.detail.as_str());
    assert!(!page.body.contains(expected.code()), "the page gives the reason away: {}", page.body);
    explained_as_refused(world, ANNA_ADDRESS, page.sign_in(), expected).await;
}

/// Turned back to the login page, with the same words as for a domain that nobody knows.
async fn turned_back(world: &World, email: &str, expected: Reason) {
    let browser = world.browser();
    let page = browser.authorize(&[("login_hint", email)]).await;
    assert_eq!(page.status, 200, "{:?}", page.location);
    in_log_only(world, &page, expected).await;
    let unknown = world.browser().authorize(&[("login_hint", "a.devries@unknown-hospital.example")]).await;
    let strip =
        |answer: &Answer, email: &str| answer.body.replace(&answer.sign_in().to_string(), "").replace(email, "");
    assert_eq!(strip(&page, email), strip(&unknown, "a.devries@unknown-hospital.example"));
}

stories! {
    // 1
    async fn an_application_at_never_shows_no_button_and_refuses_by_hand(world) {
        let browser = world.browser();
        let viewer = [("client_id", "viewer"), ("redirect_uri", "https://viewer.example/callback")];
        let page = browser.authorize(&viewer).await;
        assert_eq!(page.status, 200);
        assert!(!page.body.contains("value=\"microsoft\""), "{}", page.body);
        let sign_in = page.sign_in().to_string();
        let form = [("sign_in", sign_in.as_str()), ("action", "microsoft"), ("address", ANNA_ADDRESS)];
        let refused = browser.post("/login", &form).await;
        assert_eq!(refused.status, 403);
        in_log_only(&world, &refused, Reason::ApplicationNever).await;
        // The address alone leads to the traditional way, which is open to every application.
        let asked = browser.post("/login", &[("sign_in", &sign_in), ("action", "address"), ("address", ANNA_ADDRESS)]).await;
        assert!(asked.body.contains("autocomplete=\"one-time-code\""), "{}", asked.body);
        let refused = browser.post("/login", &[("sign_in", &sign_in), ("action", "microsoft")]).await;
        assert_eq!(refused.status, 403);
    }

    async fn an_application_set_to_never_meanwhile_refuses_at_the_callback(world) {
        let mut world = world;
        let browser = world.browser();
        let departed = browser.authorize(&[("login_hint", ANNA_ADDRESS)]).await;
        world.change("sso = \"follow\"", "sso = \"never\"").await;
        refused_after(&world, &browser, &departed, Reason::ApplicationNever).await;
    }

    async fn a_disabled_application_lets_nobody_in(world) {
        let mut world = world;
        let browser = world.browser();
        let departed = browser.authorize(&[("login_hint", ANNA_ADDRESS)]).await;
        world.change("name = \"Records\"", "name = \"Records\"\nstatus = \"disabled\"").await;
        refused_after(&world, &browser, &departed, Reason::ApplicationDisabled).await;
    }

    async fn opt_in_needs_the_hospital_to_opt_in(world) {
        let mut world = world;
        let pilot = [("client_id", "pilot"), ("redirect_uri", "https://pilot.example/callback"), ("login_hint", ANNA_ADDRESS)];
        let page = world.browser().authorize(&pilot).await;
        assert_eq!(page.status, 200);
        in_log_only(&world, &page, Reason::ApplicationNotOptedIn).await;
        world.change(
            "[[organization.user]]\nemail = \"a.devries",
            "[[organization.flag]]\nname = \"sso\"\nvalue = true\napplication = \"pilot\"\nreason = \"pilot\"\n\n[[organization.user]]\nemail = \"a.devries",
        ).await;
        let departed = world.browser().authorize(&pilot).await;
        assert_eq!(departed.status, 303);
    }

    // 2
    async fn a_flag_that_is_off_turns_back_like_an_unknown_domain(world) {
        let mut world = world;
        world.change("name = \"sso\"\nvalue = true", "name = \"sso\"\nvalue = false").await;
        turned_back(&world, ANNA_ADDRESS, Reason::SsoOff).await;
    }

    async fn a_flag_switched_off_meanwhile_refuses_at_the_callback(world) {
        let mut world = world;
        let browser = world.browser();
        let departed = browser.authorize(&[("login_hint", ANNA_ADDRESS)]).await;
        world.change("name = \"sso\"\nvalue = true", "name = \"sso\"\nvalue = false").await;
        refused_after(&world, &browser, &departed, Reason::SsoOff).await;
    }

    async fn a_suspended_organization_is_closed(world) {
        let mut world = world;
        world.change("help = \"Help desk", "status = \"suspended\"\nhelp = \"Help desk").await;
        turned_back(&world, ANNA_ADDRESS, Reason::OrganizationSuspended).await;
    }

    async fn sso_scheduled_for_later_begins_then(world) {
        let page = world.browser().authorize(&[("login_hint", "z.zuid@delta-zuid.example")]).await;
        let event = world.last_event("delta-zuid", page.sign_in()).await;
        assert_eq!(event.reason.as_deref(), Some(Reason::SsoNotYet.code()));
        world.pass("2026-12-01T06:00:00Z".parse::<chrono::DateTime<chrono::Utc>>().unwrap() - world.now());
        let departed = world.browser().authorize(&[("login_hint", "z.zuid@delta-zuid.example")]).await;
        assert_eq!(departed.status, 303, "the flag is on from its first instant");
    }

    // 3
    async fn a_disabled_connection_is_closed(world) {
        let mut world = world;
        world.change("name = \"entra\"\nregistration = \"own\"", "name = \"entra\"\nstatus = \"disabled\"\nregistration = \"own\"").await;
        turned_back(&world, ANNA_ADDRESS, Reason::ConnectionDisabled).await;
    }

    async fn another_directory_is_refused(world) {
        world.entra.fault(TID, Fault::WrongTid, Times::Once);
        refused(&world, &world.browser(), ANNA_ADDRESS, Reason::TenantMismatch).await;
    }

    async fn a_directory_that_no_hospital_connected_is_refused(world) {
        world.entra.next_person(FOREIGN_TID, Uuid::from_u128(0xc001));
        let browser = world.browser();
        let page = browser.authorize(&[]).await;
        let sign_in = page.sign_in().to_string();
        let departed = browser.post("/login", &[("sign_in", &sign_in), ("action", "microsoft")]).await;
        let page = browser.through_entra(&departed).await;
        assert_eq!(page.status, 403);
        world.logged_without_organization(Reason::TenantUnknown).await;
        assert!(!page.body.contains("tenant"), "{}", page.body);
    }

    // 4
    async fn a_guest_is_refused_unless_the_connection_allows_guests(world) {
        let mut world = world;
        world.entra.fault(TID, Fault::Guest, Times::Once);
        refused(&world, &world.browser(), ANNA_ADDRESS, Reason::GuestAccount).await;
        world.change("name = \"entra\"\nregistration = \"own\"", "name = \"entra\"\nallow_guests = true\nregistration = \"own\"").await;
        world.entra.fault(TID, Fault::Guest, Times::Once);
        let back = world.browser().sign_in(ANNA_ADDRESS, &[]).await;
        assert_eq!(back.status, 303, "{}", back.body);
    }

    async fn a_personal_account_is_refused(world) {
        world.entra.fault(TID, Fault::ClaimOverride("idp".to_owned(), json!("live.com")), Times::Once);
        refused(&world, &world.browser(), ANNA_ADDRESS, Reason::PersonalAccount).await;
    }

    // 5
    async fn nobody_is_made_at_sign_in(world) {
        refused(&world, &world.browser(), "n.nobody@st-janshof.example", Reason::UserUnknown).await;
        let page = refused(&world, &world.browser(), "n.nobody@st-janshof.example", Reason::UserUnknown).await;
        assert!(page.body.contains("extension 5555"), "the page does not say who can help");
    }

    async fn a_user_of_another_organization_does_not_count(world) {
        // The address exists, but in another hospital.
        world.person(TID, Uuid::from_u128(0xa0ff), "n.noord@delta-noord.example");
        world.entra.next_person(TID, Uuid::from_u128(0xa0ff));
        let browser = world.browser();
        let departed = browser.authorize(&[("login_hint", ANNA_ADDRESS)]).await;
        refused_after(&world, &browser, &departed, Reason::UserUnknown).await;
    }

    // 6
    async fn a_suspended_user_is_refused(world) {
        refused(&world, &world.browser(), "s.suspended@st-janshof.example", Reason::UserSuspended).await;
    }

    async fn a_patient_with_a_hospital_address_is_refused(world) {
        refused(&world, &world.browser(), "p.patient@st-janshof.example", Reason::UserIsPatient).await;
    }

    // 7
    async fn a_missing_address_is_refused(world) {
        world.entra.fault(TID, Fault::MissingEmail, Times::Once);
        refused(&world, &world.browser(), ANNA_ADDRESS, Reason::EmailMissing).await;
    }

    async fn a_look_alike_address_is_refused(world) {
        // The first letter is a Cyrillic a.
        world.entra.fault(TID, Fault::EmailChanged("\u{430}.devries@st-janshof.example".to_owned()), Times::Once);
        refused(&world, &world.browser(), ANNA_ADDRESS, Reason::UserUnknown).await;
    }

    async fn an_address_that_changed_after_binding_is_refused(world) {
        let back = world.browser().sign_in(ANNA_ADDRESS, &[]).await;
        assert_eq!(back.status, 303);
        world.entra.fault(TID, Fault::EmailChanged("anna.jansen@st-janshof.example".to_owned()), Times::Once);
        refused(&world, &world.browser(), ANNA_ADDRESS, Reason::EmailMismatch).await;
    }

    async fn an_address_of_an_unproven_domain_is_refused(world) {
        let email = "u.unproven@unproven.example";
        world.entra.add_person(TID, Person::new(Uuid::from_u128(0xa0aa), "u@st-janshof.example").mail(email).email_verified(true));
        world.entra.next_person(TID, Uuid::from_u128(0xa0aa));
        let browser = world.browser();
        let departed = browser.authorize(&[("login_hint", ANNA_ADDRESS)]).await;
        refused_after(&world, &browser, &departed, Reason::DomainNotProven).await;
    }

    async fn an_unproven_domain_routes_nobody(world) {
        let page = world.browser().authorize(&[("login_hint", "u.unproven@unproven.example")]).await;
        assert_eq!(page.status, 200);
        world.logged_without_organization(Reason::DomainUnknown).await;
    }

    async fn an_address_that_its_domain_owner_did_not_verify_is_refused(world) {
        for value in [json!(false), json!(0), json!("0"), json!("false"), json!([]), json!("maybe")] {
            world.entra.fault(TID, Fault::Edov(value), Times::Once);
            refused(&world, &world.browser(), ANNA_ADDRESS, Reason::EmailUnverified).await;
        }
        for value in [json!(true), json!(1), json!("1"), json!("true")] {
            world.entra.fault(TID, Fault::Edov(value), Times::Once);
            let back = world.browser().sign_in(ANNA_ADDRESS, &[]).await;
            assert_eq!(back.status, 303, "{}", back.body);
        }
    }

    // 8
    async fn a_successor_with_the_same_address_is_refused(world) {
        assert_eq!(world.browser().sign_in(ANNA_ADDRESS, &[]).await.status, 303);
        world.entra.remove_person(TID, ANNA);
        world.person(TID, Uuid::from_u128(0xa0bb), ANNA_ADDRESS);
        refused(&world, &world.browser(), ANNA_ADDRESS, Reason::IdentityMismatch).await;
    }

    async fn an_account_bound_to_somebody_else_is_refused(world) {
        assert_eq!(world.browser().sign_in(ANNA_ADDRESS, &[]).await.status, 303);
        world.entra.fault(TID, Fault::EmailChanged("b.bakker@st-janshof.example".to_owned()), Times::Once);
        refused(&world, &world.browser(), ANNA_ADDRESS, Reason::IdentityTaken).await;
    }

    // 9: in `sessions`, where a session of the traditional way meets `forced_sso`.

    // 10
    async fn a_proof_that_is_too_old_is_refused(world) {
        let old = world.now().timestamp() - 3600;
        world.entra.fault(TID, Fault::ClaimOverride("auth_time".to_owned(), json!(old)), Times::Once);
        let browser = world.browser();
        let departed = browser.authorize(&[("login_hint", ANNA_ADDRESS), ("max_age", "600")]).await;
        assert_eq!(departed.parameter("prompt").as_deref(), Some("login"));
        refused_after(&world, &browser, &departed, Reason::ProofTooOld).await;
    }

    async fn a_proof_of_unknown_age_is_refused_where_the_age_matters(world) {
        world.entra.fault(TID, Fault::ClaimRemoved("auth_time".to_owned()), Times::Once);
        let browser = world.browser();
        let departed = browser.authorize(&[("login_hint", ANNA_ADDRESS), ("max_age", "600")]).await;
        refused_after(&world, &browser, &departed, Reason::ProofAgeUnknown).await;
    }

    async fn an_old_proof_for_prompt_login_is_refused(world) {
        // Somebody at an unlocked PC took `prompt=login` out of the address at Microsoft.
        let old = world.now().timestamp() - 3600;
        world.entra.fault(TID, Fault::ClaimOverride("auth_time".to_owned(), json!(old)), Times::Once);
        let browser = world.browser();
        let departed = browser.authorize(&[("login_hint", ANNA_ADDRESS), ("prompt", "login")]).await;
        assert_eq!(departed.parameter("prompt").as_deref(), Some("login"));
        refused_after(&world, &browser, &departed, Reason::ProofTooOld).await;
    }

    async fn a_second_factor_is_shown_by_an_attested_context_only(world) {
        let mut world = world;
        world.change("name = \"entra\"\nregistration = \"own\"", "name = \"entra\"\nmfa_context = \"c1\"\nrequire_mfa = true\nregistration = \"own\"").await;
        world.entra.fault(TID, Fault::ClaimOverride("acrs".to_owned(), json!(["c2"])), Times::Once);
        let browser = world.browser();
        let departed = browser.authorize(&[("login_hint", ANNA_ADDRESS)]).await;
        assert!(departed.parameter("claims").unwrap().contains("\"c1\""));
        refused_after(&world, &browser, &departed, Reason::ProofTooWeak).await;
        world.entra.fault(TID, Fault::ClaimOverride("acrs".to_owned(), json!(["c1"])), Times::Once);
        let browser = world.browser();
        let back = browser.sign_in(ANNA_ADDRESS, &[]).await;
        let tokens = browser.redeem(&back.parameter("code").unwrap()).await.json();
        assert_eq!(crate::browser::claims(tokens["id_token"].as_str().unwrap())["acr"], "https://refeds.org/profile/mfa");
    }

    async fn every_question_of_accounts_gets_one_page(world) {
        let strip = |answer: &Answer| {
            let body = answer.body.replace(&answer.sign_in().to_string(), "");
            body.split("<time").next().unwrap().to_owned()
        };
        let mut pages = Vec::new();
        for email in ["n.nobody@st-janshof.example", "p.patient@st-janshof.example", "s.suspended@st-janshof.example"] {
            pages.push(strip(&world.browser().sign_in(email, &[]).await));
        }
        world.entra.fault(TID, Fault::MissingEmail, Times::Once);
        pages.push(strip(&world.browser().sign_in(ANNA_ADDRESS, &[]).await));
        assert!(pages.windows(2).all(|pair| pair[0] == pair[1]), "{pages:#?}");
    }

    async fn an_address_of_none_of_the_groups_organizations_is_refused(world) {
        let person = Person::new(Uuid::from_u128(0xb0cc), "x@delta-noord.example").mail("x@delta-oost.example");
        world.entra.add_person(GROUP_TID, person.email_verified(true));
        world.entra.next_person(GROUP_TID, Uuid::from_u128(0xb0cc));
        let browser = world.browser();
        let page = browser.authorize(&[]).await;
        let sign_in = page.sign_in().to_string();
        let departed = browser.post("/login", &[("sign_in", &sign_in), ("action", "microsoft")]).await;
        assert_eq!(browser.through_entra(&departed).await.status, 403);
        world.logged_without_organization(Reason::DomainNotProven).await;
    }
}
