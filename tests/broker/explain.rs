//! *Why can't she get in?* What support is told is what the person met.

use anteroom::domain::admin_role::AdminRole;
use anteroom::domain::audit::{AuditAction, AuditEvent};
use anteroom::domain::id::SignInId;
use anteroom::domain::reason::Reason;
use anteroom::language::{Language, Texts};
use anteroom::signin::explain::explanation::{Answer, Evidence, Explanation, Outcome, SignInExplained, WayName};
use anteroom::signin::explain::{Asker, ExplainError};
use anteroom::signin::transit::attempt_of;
use entra_stand_in::{Fault, Times};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::stories;
use crate::world::{ANNA, TID, World};

const ANNA_ADDRESS: &str = "a.devries@st-janshof.example";
const MIA: Asker<'_> = Asker { name: "mia.dekker", role: AdminRole::Support, ip: None };

async fn explain(world: &World, slug: &str, address: &str, client_id: &str, by_last_sign_in: bool) -> Explanation {
    let sign_in = world.sign_in().await;
    let id = world.organization(slug).await;
    let configuration = sign_in.store.find_configuration(id).await.unwrap().unwrap();
    let address = address.parse().unwrap();
    sign_in.explain(&configuration, &address, client_id, by_last_sign_in, MIA, world.now()).await.unwrap()
}

async fn explain_sign_in(world: &World, id: SignInId) -> SignInExplained {
    let texts = Texts::new().unwrap();
    let sign_in = world.sign_in().await;
    sign_in.explain_sign_in(id, |_| true, texts.of(Language::En), MIA, world.now()).await.unwrap()
}

/// The one line in St. Janshof's log that says that somebody asked.
async fn only_question(world: &World) -> AuditEvent {
    let mut events = world.events("st-janshof").await;
    events.retain(|event| event.action == AuditAction::Explained);
    assert_eq!(events.len(), 1, "{events:#?}");
    events.remove(0)
}

fn reason(explanation: &Explanation, way: WayName) -> Option<Reason> {
    let way = explanation.ways.iter().find(|explained| explained.way == way).unwrap();
    assert_eq!(way.verdict == Answer::Deny, way.refusal.is_some());
    way.refusal.map(|refusal| refusal.reason)
}

/// Support finds the reason by the number on the page, and by the person's address: on what they showed, where they showed something;
/// else over what is stored.
pub async fn explained_as_refused(world: &World, address: &str, sign_in: SignInId, expected: Reason) {
    let happened = explain_sign_in(world, sign_in).await;
    let event = happened.events.last().unwrap();
    assert_eq!(event.refusal.map(|refusal| refusal.reason), Some(expected));
    assert_eq!(event.entra.is_some(), event.entra.as_ref().is_some_and(|entra| !entra.error.is_empty()));
    let (slug, client_id) = (event.organization.as_deref().unwrap(), event.application.as_deref().unwrap());
    if event.claims.is_some() {
        // Whatever Microsoft sent as the address is what they can be found by.
        let known_by = event.address.as_deref().unwrap();
        let explanation = explain(world, slug, known_by, client_id, true).await;
        assert_eq!(reason(&explanation, WayName::Sso), Some(expected), "{explanation:#?}");
        // Of several at one instant of the clock that is held, any is the last.
        let on_it = matches!(explanation.ways[0].evidence, Evidence::Refusal { at, .. } if at == event.at);
        assert!(on_it, "{explanation:#?}");
        assert_eq!(explanation.ways[0].rules.len(), event.rules.len());
        for (now, then) in explanation.ways[0].rules.iter().zip(&event.rules) {
            assert_eq!((&now.rule, now.outcome, now.reason), (&then.rule, then.outcome, then.reason));
        }
    } else if !event.rules.is_empty() {
        let explanation = explain(world, slug, address, client_id, false).await;
        assert_eq!(reason(&explanation, WayName::Sso), Some(expected), "{explanation:#?}");
    }
}

stories! {
    async fn both_ways_are_explained_and_the_question_is_logged(world) {
        let explanation = explain(&world, "st-janshof", ANNA_ADDRESS, "records", false).await;
        assert_eq!(explanation.person.as_ref().unwrap().name, "Anna de Vries");
        assert_eq!(explanation.ways.iter().map(|way| way.way).collect::<Vec<_>>(), [WayName::Sso, WayName::Traditional]);
        for way in &explanation.ways {
            assert_eq!((way.verdict, &way.evidence), (Answer::MayDepart, &Evidence::Assumed), "{way:#?}");
        }
        let rules: Vec<_> = explanation.ways[0].rules.iter().map(|rule| (rule.rule.as_ref(), rule.outcome)).collect();
        assert_eq!(rules, [
            ("route", Outcome::Passed),
            ("application", Outcome::Passed),
            ("organization", Outcome::Passed),
            ("connection", Outcome::Passed),
            ("credential", Outcome::Passed),
            ("guest", Outcome::NotLookedAt),
            ("user", Outcome::Passed),
            ("standing", Outcome::Passed),
            ("email", Outcome::Passed),
            ("identity", Outcome::NotLookedAt),
            ("pilot", Outcome::NotLookedAt),
            ("forced_sso", Outcome::Passed),
            ("proof", Outcome::NotLookedAt),
        ]);
        let told = serde_json::to_value(&explanation).unwrap();
        assert_eq!(told["ways"][0]["verdict"], "may_depart");
        assert_eq!(told["ways"][0]["evidence"], json!({ "from": "assumed" }));
        assert!(!told.to_string().contains("\"by\":\"microsoft\""), "{told:#}");

        let asked = only_question(&world).await;
        assert_eq!((asked.actor.as_str(), asked.subject.as_deref()), ("mia.dekker", Some(ANNA_ADDRESS)));
        assert_eq!(asked.user_id, Some(explanation.person.unwrap().id));
        assert!(asked.application_id.is_some());
    }

    async fn what_is_stored_is_explained_before_anybody_tries(world) {
        let mut world = world;
        for (address, client_id, sso, traditional) in [
            ("n.nobody@st-janshof.example", "records", Some(Reason::UserUnknown), Some(Reason::UserUnknown)),
            ("s.suspended@st-janshof.example", "records", Some(Reason::UserSuspended), Some(Reason::UserSuspended)),
            ("p.patient@st-janshof.example", "records", Some(Reason::UserIsPatient), None),
            ("u.unproven@unproven.example", "records", Some(Reason::DomainUnknown), None),
            (ANNA_ADDRESS, "viewer", Some(Reason::ApplicationNever), None),
            (ANNA_ADDRESS, "pilot", Some(Reason::ApplicationNotOptedIn), None),
            // Another hospital's person is nobody here, whatever their own hospital knows.
            ("n.noord@delta-noord.example", "records", Some(Reason::DomainUnknown), Some(Reason::UserUnknown)),
        ] {
            let explanation = explain(&world, "st-janshof", address, client_id, false).await;
            assert_eq!(reason(&explanation, WayName::Sso), sso, "{explanation:#?}");
            assert_eq!(reason(&explanation, WayName::Traditional), traditional, "{explanation:#?}");
        }
        let later = explain(&world, "delta-zuid", "z.zuid@delta-zuid.example", "records", false).await;
        assert_eq!(reason(&later, WayName::Sso), Some(Reason::SsoNotYet));
        let told = serde_json::to_value(&later.ways[0]).unwrap();
        assert_eq!((&told["reason"], &told["who"]), (&json!("sso_not_yet"), &json!("hospital_admin")));
        let facts = &later.ways[0].rules.iter().find(|rule| rule.rule == "organization").unwrap().facts;
        let flag = &facts.iter().find(|fact| fact.name == "sso").unwrap().value;
        assert_eq!(flag, "on for the organization, from 2026-12-01T06:00:00+00:00 (starts with the move)");

        assert_eq!(world.browser().sign_in(ANNA_ADDRESS, &[]).await.status, 303);
        world.change(
            "[[organization.user]]\nemail = \"a.devries",
            "[[organization.flag]]\nname = \"forced_sso\"\nvalue = true\nreason = \"it works\"\n\n[[organization.user]]\nemail = \"a.devries",
        ).await;
        let forced = explain(&world, "st-janshof", ANNA_ADDRESS, "records", false).await;
        assert_eq!(reason(&forced, WayName::Traditional), Some(Reason::SsoForced));
        assert_eq!(reason(&forced, WayName::Sso), None);
    }

    async fn what_the_traditional_way_refuses_is_explained_too(world) {
        let mut world = world;
        assert_eq!(world.browser().sign_in(ANNA_ADDRESS, &[]).await.status, 303);
        world.change(
            "[[organization.user]]\nemail = \"a.devries",
            "[[organization.flag]]\nname = \"forced_sso\"\nvalue = true\nreason = \"it works\"\n\n[[organization.user]]\nemail = \"a.devries",
        ).await;
        for (address, expected) in
            [("s.suspended@st-janshof.example", Reason::UserSuspended), (ANNA_ADDRESS, Reason::SsoForced)]
        {
            let browser = world.browser();
            let page = browser.authorize(&[("prompt", "login")]).await;
            let id = page.sign_in().to_string();
            browser.post("/login", &[("sign_in", id.as_str()), ("action", "code"), ("address", address)]).await;
            let happened = explain_sign_in(&world, page.sign_in()).await;
            let event = happened.events.last().unwrap();
            assert_eq!(event.action, AuditAction::OneTimePasswordAsked);
            assert_eq!(event.refusal.map(|refusal| refusal.reason), Some(expected));
            let explanation = explain(&world, "st-janshof", address, "records", false).await;
            assert_eq!(reason(&explanation, WayName::Traditional), Some(expected), "{explanation:#?}");
        }
    }

    async fn what_somebody_last_showed_is_judged_by_what_is_stored_now(world) {
        let mut world = world;
        assert_eq!(world.browser().sign_in(ANNA_ADDRESS, &[]).await.status, 303);
        let came = explain(&world, "st-janshof", ANNA_ADDRESS, "records", true).await;
        assert!(matches!(came.ways[0].evidence, Evidence::Session { .. }), "{came:#?}");
        assert_eq!((came.ways[0].verdict, came.ways[0].rules.len()), (Answer::Allow, 11));

        world.pass(chrono::Duration::minutes(1));
        world.entra.fault(TID, Fault::Guest, Times::Once);
        assert_eq!(world.browser().sign_in(ANNA_ADDRESS, &[]).await.status, 403);
        let guest = explain(&world, "st-janshof", ANNA_ADDRESS, "records", true).await;
        assert_eq!(reason(&guest, WayName::Sso), Some(Reason::GuestAccount));
        // Support mends it, and sees that it is mended before she tries again.
        world.change("name = \"entra\"\nregistration = \"own\"", "name = \"entra\"\nallow_guests = true\nregistration = \"own\"").await;
        let mended = explain(&world, "st-janshof", ANNA_ADDRESS, "records", true).await;
        assert!(matches!(mended.ways[0].evidence, Evidence::Refusal { .. }), "{mended:#?}");
        assert_eq!(mended.ways[0].verdict, Answer::Allow, "{mended:#?}");
    }

    async fn somebody_is_found_by_the_old_address_and_by_the_new(world) {
        assert_eq!(world.browser().sign_in(ANNA_ADDRESS, &[]).await.status, 303);
        world.pass(chrono::Duration::minutes(1));
        world.entra.fault(TID, Fault::EmailChanged("anna.jansen@st-janshof.example".to_owned()), Times::Once);
        assert_eq!(world.browser().sign_in(ANNA_ADDRESS, &[]).await.status, 403);
        for address in [ANNA_ADDRESS, "anna.jansen@st-janshof.example"] {
            let explanation = explain(&world, "st-janshof", address, "records", true).await;
            assert_eq!(reason(&explanation, WayName::Sso), Some(Reason::EmailMismatch), "{address}");
        }
    }

    async fn a_refusal_keeps_what_the_rules_look_at_and_an_entry_keeps_nothing(world) {
        let browser = world.browser();
        let departed = browser.authorize(&[("login_hint", ANNA_ADDRESS)]).await;
        let sign_in = attempt_of(&departed.parameter("state").unwrap()).unwrap();
        assert_eq!(browser.through_entra(&departed).await.status, 303);
        let entered = world.last_event("st-janshof", sign_in).await;
        let said: Value = serde_json::from_str(entered.detail.as_str()).unwrap();
        assert_eq!(said.as_object().unwrap().keys().collect::<Vec<_>>(), ["actor_roles", "connection", "method", "trace"]);
        assert_eq!(entered.subject, None);

        let page = world.browser().sign_in("s.suspended@st-janshof.example", &[]).await;
        let refused = world.last_event("st-janshof", page.sign_in()).await;
        assert_eq!(refused.subject.as_deref(), Some("s.suspended@st-janshof.example"));
        assert!(refused.user_id.is_some() && refused.actor == "caregiver", "{refused:#?}");
        let said: Value = serde_json::from_str(refused.detail.as_str()).unwrap();
        let account = &said["proof"]["evidence"]["account"];
        assert_eq!(account["email"], "s.suspended@st-janshof.example");
        for left_out in ["session", "login_hint", "name"] {
            assert_eq!(account[left_out], Value::Null, "{account:#}");
        }
        assert_eq!(account["sub"], "");
    }

    async fn what_microsoft_said_is_explained_in_three_voices(world) {
        world.entra.fault(TID, Fault::UserNotAssignedRedirects, Times::Once);
        let page = world.browser().sign_in(ANNA_ADDRESS, &[]).await;
        let told = serde_json::to_value(explain_sign_in(&world, page.sign_in()).await).unwrap();
        let event = &told["events"][0];
        assert_eq!((&event["reason"], &event["entra"]["error"]), (&json!("upstream_access_denied"), &json!("access_denied")));
        let code = &event["entra"]["codes"][0];
        assert_eq!((&code["code"], &code["who"], &code["retry"]), (&json!("AADSTS50105"), &json!("hospital_it"), &json!("no")));
        assert!(code["caregiver"].as_str().unwrap().starts_with("Contact the IT help desk"), "{code:#}");
        assert!(event["entra"]["correlation_id"].is_string() && event["claims"].is_null(), "{event:#}");
    }

    async fn nobody_looks_into_the_log_of_another_hospital(world) {
        let texts = Texts::new().unwrap();
        let page = world.browser().sign_in("s.suspended@st-janshof.example", &[]).await;
        let sign_in = world.sign_in().await;
        let delta = world.organization("delta-noord").await;
        let asked = |id: SignInId| {
            let (sign_in, text, now) = (sign_in.clone(), texts.of(Language::En), world.now());
            async move { sign_in.explain_sign_in(id, |log| log == Some(delta), text, MIA, now).await }
        };
        let before = world.events("st-janshof").await.len();
        assert!(matches!(asked(page.sign_in()).await, Err(ExplainError::NoSuchSignIn)));
        assert!(matches!(asked(SignInId(Uuid::from_u128(7))).await, Err(ExplainError::NoSuchSignIn)));
        assert_eq!(world.events("st-janshof").await.len(), before);

        explain_sign_in(&world, page.sign_in()).await;
        let asked = only_question(&world).await;
        assert_eq!(asked.actor, "mia.dekker");
        assert_eq!(asked.subject, Some(format!("sign-in {}", page.sign_in())));
        assert_eq!(asked.sign_in_id, None, "it is no part of that sign-in");
    }

    async fn an_attempt_that_found_its_hospital_late_is_told_whole(world) {
        let browser = world.browser();
        let page = browser.authorize(&[("login_hint", "a.devries@unknown-hospital.example")]).await;
        let id = page.sign_in().to_string();
        world.pass(chrono::Duration::seconds(10));
        let form = [("sign_in", id.as_str()), ("action", "microsoft"), ("address", "s.suspended@st-janshof.example")];
        let departed = browser.post("/login", &form).await;
        browser.through_entra(&departed).await;
        let told = explain_sign_in(&world, page.sign_in()).await;
        let reasons: Vec<_> = told.events.iter().map(|event| event.refusal.unwrap().reason).collect();
        assert_eq!(reasons, [Reason::DomainUnknown, Reason::UserSuspended]);
        assert_eq!(told.events[0].organization, None);
        assert_eq!(told.events[1].organization.as_deref(), Some("st-janshof"));
    }

    async fn an_address_leads_to_the_organizations_that_it_may_be_of(world) {
        let sign_in = world.sign_in().await;
        let janshof = world.organization("st-janshof").await;
        for (address, expected) in [
            (ANNA_ADDRESS, vec![janshof]),
            // A proven domain, and nobody.
            ("x.nobody@st-janshof.example", vec![janshof]),
            // Somebody, and a domain that is not proven.
            ("u.unproven@unproven.example", vec![janshof]),
            ("x@elsewhere.example", Vec::new()),
        ] {
            assert_eq!(sign_in.organizations_of(&address.parse().unwrap()).await.unwrap(), expected, "{address}");
        }
        let nothing = sign_in
            .explain(
                &sign_in.store.find_configuration(janshof).await.unwrap().unwrap(),
                &ANNA_ADDRESS.parse().unwrap(),
                "no-such-app",
                false,
                MIA,
                world.now(),
            )
            .await;
        assert!(matches!(nothing, Err(ExplainError::NoSuchApplication)));
    }

    async fn a_bond_with_a_directory_of_before_is_noticed(world) {
        let mut world = world;
        assert_eq!(world.browser().sign_in(ANNA_ADDRESS, &[]).await.status, 303);
        // The hospital has moved to another directory, where Anna has another account.
        world.change("tid = \"11111111-1111-4111-8111-111111111111\"", "tid = \"33333333-3333-4333-8333-333333333333\"").await;
        let explanation = explain(&world, "st-janshof", ANNA_ADDRESS, "records", false).await;
        assert_eq!(reason(&explanation, WayName::Sso), Some(Reason::IdentityMismatch), "{explanation:#?}");
        let identity = explanation.ways[0].rules.iter().find(|rule| rule.rule == "identity").unwrap();
        let bond = &identity.facts.iter().find(|fact| fact.name == "the user's account at this connection").unwrap().value;
        assert_eq!(*bond, format!("{ANNA} in {TID}"));
    }
}
