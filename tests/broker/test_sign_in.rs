//! The test sign-in: a hospital goes the way of a sign-in with its draft, sees what would happen, and nobody comes in. Two brokers take
//! turns.

use anteroom::domain::admin_role::AdminRole;
use anteroom::domain::audit::{AuditAction, AuditEvent, AuditOutcome};
use anteroom::domain::connection::{ConnectionKind, VersionState};
use anteroom::domain::test_sign_in::{TestedBy, TokenClaim};
use anteroom::store::attempts::Within;
use chrono::{DateTime, Duration, Utc};
use entra_stand_in::{Fault, Times};
use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::admin::{Staff, code};
use crate::browser::{Answer, Browser};
use crate::replicated_stories;
use crate::world::{ANNA, CLIENT_ID, GROUP_TID, TID, World};

const PAGE: &str = "/setup/test-sign-in";
const TEST: &str = "__Host-anteroom-test";
const RESULT: &str = "__Host-anteroom-test-result";
const NOBODY: Uuid = Uuid::from_u128(0xa004);
const PATIENT: Uuid = Uuid::from_u128(0xa002);
const START: [(&str, &str); 2] = [("connection", "entra"), ("application", "records")];

async fn operator(world: &World) -> Staff {
    Staff::new(world, "olga.operator", AdminRole::Operator, &[]).await
}

/// A browser in which the link of a new invitation was opened; its pages are English.
async fn invited(world: &World, staff: &Staff, slug: &str) -> (Browser, String) {
    let body = json!({ "to": format!("it@{slug}.example"), "language": "en", "mail": false });
    let made = staff.call(Method::POST, &format!("/organizations/{slug}/invitations"), &[], Some(body)).await.json();
    let browser = world.browser();
    browser.get(made["link"].as_str().unwrap()).await;
    browser.get("/setup?lang=en").await;
    (browser, made["id"].as_str().unwrap().to_owned())
}

/// Makes the draft, or edits it.
async fn draft(world: &World, staff: &Staff, more: Value) {
    let mut body = json!({ "registration": "own", "tid": TID, "client_id": CLIENT_ID });
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let at = "/organizations/st-janshof/connections/entra/versions/draft";
    let put = staff.call(Method::PUT, at, &[("if-match", "*")], Some(json!({ "entra": body }))).await;
    assert_eq!(put.status, 200, "{}", put.body);
    world.hear();
}

async fn state(world: &World, slug: &str) -> Option<VersionState> {
    world.hear();
    let configuration = world.store.find_configuration(world.organization(slug).await).await.unwrap().unwrap();
    configuration.connections[0].draft.as_ref().map(|draft| draft.state)
}

/// Goes to Microsoft, and back to the broker's answer.
async fn go(world: &World, browser: &Browser, page: &str, tid: Uuid, oid: Uuid) -> Answer {
    let departed = browser.post(page, if page == PAGE { &START } else { &[] }).await;
    assert_eq!(departed.status, 303, "{}", departed.body);
    world.entra.next_person(tid, oid);
    browser.through_entra(&departed).await
}

/// The same, to the page that says what the test has shown.
async fn tested(world: &World, browser: &Browser, page: &str, tid: Uuid, oid: Uuid) -> String {
    let back = go(world, browser, page, tid, oid).await;
    assert_eq!((back.status, back.location.as_deref()), (303, Some(page)), "{}", back.body);
    browser.get(page).await.body
}

/// A test sign-in by somebody of a hospital: what its page says.
pub async fn by_invitation(world: &World, staff: &Staff, slug: &str, (tid, oid): (Uuid, Uuid)) -> String {
    let (browser, _) = invited(world, staff, slug).await;
    tested(world, &browser, PAGE, tid, oid).await
}

async fn tests(world: &World, slug: &str) -> Vec<AuditEvent> {
    let events = world.events(slug).await;
    events.into_iter().filter(|event| event.action == AuditAction::TestSignIn).collect()
}

fn sees(page: &str, texts: &[&str]) {
    for text in texts {
        assert!(page.contains(text), "{text} is not on {page}");
    }
}

replicated_stories! {
    async fn a_draft_is_tried_as_it_will_be_used_and_nobody_comes_in(world) {
        let mut world = world;
        let olga = operator(&world).await;
        draft(&world, &olga, json!({ "domain_hint": "st-janshof.example" })).await;
        // SSO is not on yet: it is supposed to be.
        world.change("name = \"sso\"\nvalue = true\nreason = \"in use\"", "name = \"sso\"\nvalue = false\nreason = \"soon\"").await;
        world.entra.update_person(TID, ANNA, |anna| "<script>alert('1')</script>".clone_into(&mut anna.name));
        let (browser, _) = invited(&world, &olga, "st-janshof").await;
        let page = browser.get(PAGE).await;
        sees(&page.body, &["the draft, version 2", "not tested yet", "Test with Records", "Test with Planner"]);
        assert!(!page.body.contains("Viewer"), "what SSO never opens is offered");
        assert!(page.headers["content-security-policy"].to_str().unwrap().contains(world.entra_url().as_str().trim_end_matches('/')));

        let departed = browser.post(PAGE, &START).await;
        let id = world.store.find_configuration(world.organization("st-janshof").await).await.unwrap().unwrap().connections[0].id;
        assert_eq!(departed.parameter("redirect_uri"), Some(format!("{}/login/callback/{id}", world.base)));
        assert_eq!(departed.parameter("domain_hint").as_deref(), Some("st-janshof.example"), "the draft's");
        assert_eq!(departed.parameter("prompt").as_deref(), Some("select_account"));
        world.entra.next_person(TID, ANNA);
        let back = browser.through_entra(&departed).await;
        assert_eq!((back.status, back.location.as_deref()), (303, Some(PAGE)), "{}", back.body);
        let page = browser.get(PAGE).await.body;
        sees(&page, &[
            "It works: this person would come in", "Version 2 counts as tested now.", "a.devries@st-janshof.example",
            "&#60;script&#62;alert", "Two things were supposed", "<code>xms_edov</code>", "<code>acrs</code>", "not sent",
            &TID.to_string(), &ANNA.to_string(), "by you or a colleague. The connection worked, with version 2.",
        ]);
        assert!(!page.contains("<script") && page.matches("\">holds<").count() == 10, "{page}");

        // Nobody is in, and nothing was opened, bound or counted.
        let mut names = browser.cookie_names();
        names.sort();
        assert_eq!(names, ["__Host-anteroom-language", "__Host-anteroom-setup", RESULT]);
        let own = world.store.organization(world.organization("st-janshof").await);
        assert_eq!(own.list_everybody().await.unwrap().identities, []);
        assert!(own.list_ways_used(DateTime::<Utc>::UNIX_EPOCH).await.unwrap().is_empty());
        let ever = Within { since: DateTime::<Utc>::UNIX_EPOCH, until: None, application: None };
        assert_eq!(own.count_attempts(ever).await.unwrap().all, 0, "roll-outs count it");
        assert_eq!(olga.get("/organizations/st-janshof/sign-ins").await.json()["items"], json!([]));
        let change = world.store.change_configuration(world.now()).await.unwrap();
        assert!(!change.has_signed_in_by_sso(world.organization("st-janshof").await, DateTime::<Utc>::UNIX_EPOCH).await.unwrap());
        change.roll_back().await.unwrap();
        let events = world.events("st-janshof").await;
        assert!(!events.iter().any(|event| matches!(event.action, AuditAction::SignIn | AuditAction::SessionReused)));
        let [test] = tests(&world, "st-janshof").await.try_into().unwrap();
        assert_eq!((test.outcome, test.actor.as_str()), (AuditOutcome::Success, "invited"));
        assert_eq!(test.subject.as_deref(), Some("connection entra, version 2"));
        let detail: Value = serde_json::from_str(test.detail.as_str()).unwrap();
        assert_eq!((&detail["tested"], &detail["address"]), (&json!(true), &json!("a.devries@st-janshof.example")));
        assert!(!test.detail.as_str().contains(&ANNA.to_string()), "a value of a claim is kept");

        // What is kept of it: who sees whether claims are sent, and the state of the draft.
        let kept = own.find_test_sign_in(id).await.unwrap().unwrap();
        assert_eq!((kept.works, kept.by, kept.version, kept.reason), (true, TestedBy::Invited, 2, None));
        let present = kept.claims.unwrap().present;
        let shown = TokenClaim::of(ConnectionKind::Entra).iter().copied();
        let missing: Vec<_> = shown.filter(|claim| !present.contains(claim)).collect();
        assert_eq!(missing, [TokenClaim::Idp, TokenClaim::Acrs]);
        assert_eq!(state(&world, "st-janshof").await, Some(VersionState::Tested));
        sees(&browser.get(PAGE).await.body, &["It counts as tested."]);
        // Support sees by its number what the hospital saw.
        let explained = olga.get(&format!("/explain/sign-ins/{}", test.sign_in_id.unwrap())).await.json();
        assert_eq!((&explained["events"][0]["action"], &explained["events"][0]["claims"]), (&json!("test_sign_in"), &Value::Null));
        assert_eq!(explained["events"][0]["rules"].as_array().unwrap().len(), 11);
        // No word is needed on why it is put in force.
        let activate = "/organizations/st-janshof/connections/entra/versions/draft/activate";
        let activated = olga.call(Method::POST, activate, &[("if-match", "*")], Some(json!({}))).await;
        assert_eq!(activated.status, 200, "{}", activated.body);

        // After an hour nobody sees what it has shown, nor does another visit in which its cookie is put.
        let (other, _) = invited(&world, &olga, "st-janshof").await;
        let mut cookies = other.cookies();
        cookies.extend(browser.cookies().into_iter().filter(|((_, name), _)| name == RESULT));
        other.set_cookies(cookies);
        assert!(other.cookie(RESULT).is_some() && !other.get(PAGE).await.body.contains("a.devries"));
        world.pass(Duration::hours(1));
        assert!(!browser.get(PAGE).await.body.contains("a.devries"));
    }

    async fn what_speaks_against_it_is_said_with_who_can_mend_it(world) {
        let olga = operator(&world).await;
        draft(&world, &olga, json!({ "allow_guests": true })).await;
        let (browser, _) = invited(&world, &olga, "st-janshof").await;
        let fails = [
            // Microsoft refuses: its number, in words, and who can mend it.
            (Fault::ConsentMissing, "has not consented", "AADSTS65001"),
            (Fault::ConditionalAccess, "a policy of yours", "AADSTS53003"),
            (Fault::WrongSecret, "does not accept what we prove ourselves with", "Who can mend it"),
            (Fault::ErrorInsteadOfCode { error: "<b>".to_owned(), description: "AADSTS99999: no".to_owned() }, "Compare the redirect URI", "We do not know this number"),
            // A token that is not to be trusted, or of another directory: what was expected is said.
            (Fault::BadSignature, "could not be trusted", "not looked at"),
            (Fault::WrongIssuer, "of another directory than the one that is configured", "11111111-1111-4111-8111-111111111111"),
            (Fault::WrongTid, "of another directory than the one that is configured", "does not hold"),
            (Fault::PersonalAccount, "of another directory", "11111111-1111-4111-8111-111111111111"),
            // Guests may come in by this draft, but vouch for no directory.
            (Fault::Guest, "The account is a guest in your directory", "holds"),
        ];
        for (fault, said, more) in fails {
            world.pass(Duration::minutes(1));
            let name = format!("{fault:?}");
            world.entra.fault(TID, fault, Times::Once);
            let page = tested(&world, &browser, PAGE, TID, ANNA).await;
            sees(&page, &["It does not work yet", said, more]);
            assert!(!page.contains("<b>") && !page.contains("counts as tested"), "{name}: {page}");
            assert_eq!(state(&world, "st-janshof").await, Some(VersionState::Draft), "{name}");
        }
        // The connection works, and this person would not come in: the draft is tested.
        let works = [
            (Some(Fault::MissingEmail), ANNA, "Microsoft sends no address", "Without it nobody comes in"),
            (None, PATIENT, "patients do not come in with Microsoft", "does not hold"),
            (None, NOBODY, "you have no account here, and you need none", "Nobody here has this address"),
        ];
        for (fault, oid, said, more) in works {
            draft(&world, &olga, json!({ "domain_hint": format!("{}.example", oid.simple()) })).await;
            world.pass(Duration::minutes(1));
            if let Some(fault) = fault {
                world.entra.fault(TID, fault, Times::Once);
            }
            let page = tested(&world, &browser, PAGE, TID, oid).await;
            sees(&page, &["The connection works, but this person would not come in yet", said, more, "counts as tested now"]);
            assert_eq!(state(&world, "st-janshof").await, Some(VersionState::Tested));
        }
        let events = tests(&world, "st-janshof").await;
        let refused: Vec<_> = events.iter().filter_map(|event| event.reason.as_deref()).collect();
        assert_eq!(refused.len(), 8, "{refused:?}");
        assert!(refused.contains(&"upstream_consent_required") && refused.contains(&"token_issuer"), "{refused:?}");
        // Without anything to prove us with, nobody is sent anywhere.
        let connection = json!({ "name": "second", "entra": { "registration": "own", "tid": TID, "client_id": CLIENT_ID } });
        olga.call(Method::POST, "/organizations/st-janshof/connections", &[], Some(connection)).await;
        world.hear();
        let stayed = browser.post(PAGE, &[("connection", "second"), ("application", "records")]).await;
        assert_eq!(stayed.location.as_deref(), Some(PAGE));
        sees(&browser.get(PAGE).await.body, &["nothing yet that we could prove ourselves with"]);
        // Another hospital's connection, an application that SSO never opens, nonsense: nothing happens.
        for (connection, application, status) in [("nowhere", "records", 404), ("entra", "viewer", 303), ("entra", "x", 303)] {
            let answer = browser.post(PAGE, &[("connection", connection), ("application", application)]).await;
            assert_eq!(answer.status, status);
            assert!(answer.location.is_none_or(|to| to == PAGE));
        }
        // Whoever tries without an end waits.
        let mut last = browser.post(PAGE, &START).await.status;
        for _ in 0..25 {
            last = browser.post(PAGE, &START).await.status;
        }
        assert_eq!(last, 429);
    }

    async fn no_test_becomes_a_sign_in_and_no_sign_in_a_test(world) {
        let olga = operator(&world).await;
        draft(&world, &olga, json!({ "domain_hint": "st-janshof.example" })).await;
        let (browser, invitation) = invited(&world, &olga, "st-janshof").await;
        let callback = async |browser: &Browser, departed: &Answer| {
            world.entra.next_person(TID, ANNA);
            browser.get(departed.location().as_str()).await.location.unwrap()
        };
        let attempt = |departed: &Answer| departed.parameter("state").unwrap().split_once('.').unwrap().0.to_owned();
        let put = |browser: &Browser, name: &str, value: &str| {
            let mut cookies = browser.cookies();
            let (host, _) = cookies.keys().find(|(_, name)| name.contains("anteroom")).unwrap().clone();
            cookies.insert((host, name.to_owned()), value.to_owned());
            browser.set_cookies(cookies);
        };
        let is_lost = |answer: &Answer, browser: &Browser| {
            assert_eq!((answer.status, answer.location.as_deref()), (400, None), "{}", answer.body);
            assert!(browser.cookie("__Host-anteroom-session").is_none());
        };

        // What travels of a test, in the place of a live attempt: it opens nothing.
        let departed = browser.post(PAGE, &START).await;
        let at = callback(&browser, &departed).await;
        let sealed = browser.cookie(TEST).unwrap();
        let before = browser.cookies();
        put(&browser, &format!("__Host-anteroom-transit-{}", attempt(&departed)), &sealed);
        is_lost(&browser.get(&at).await, &browser);
        browser.set_cookies(before);
        // Its answer in another browser, which did not ask for it.
        let stranger = world.browser();
        is_lost(&stranger.get(&at).await, &stranger);
        // With another state of the same attempt.
        let forged = at.replace(&departed.parameter("state").unwrap(), &format!("{}.{}", attempt(&departed), "x".repeat(43)));
        is_lost(&browser.get(&forged).await, &browser);
        assert_eq!(tests(&world, "st-janshof").await.len(), 0);
        // Then by whoever asked for it: once.
        let kept = browser.cookies();
        assert_eq!(browser.get(&at).await.location.as_deref(), Some(PAGE));
        assert_eq!(browser.cookie(TEST), None);
        is_lost(&browser.get(&at).await, &browser);
        // Played again with all that there was, Microsoft does not take the code; and it lets nobody in.
        browser.set_cookies(kept);
        assert_eq!(browser.get(&at).await.location.as_deref(), Some(PAGE));
        sees(&browser.get(PAGE).await.body, &["It does not work yet"]);
        assert!(browser.cookie("__Host-anteroom-session").is_none());
        assert_eq!(state(&world, "st-janshof").await, Some(VersionState::Tested), "the draft works as it did");

        // A live attempt in the place of a test.
        let live = world.browser();
        let departed = live.authorize(&[("login_hint", "a.devries@st-janshof.example")]).await;
        let at = live.get(departed.location().as_str()).await.location.unwrap();
        let name = format!("__Host-anteroom-transit-{}", attempt(&departed));
        let sealed = live.cookie(&name).unwrap();
        put(&browser, TEST, &sealed);
        is_lost(&browser.get(&at).await, &browser);
        assert_eq!(tests(&world, "st-janshof").await.len(), 2);
        // It lets in whoever it is of.
        assert!(live.get(&at).await.location.unwrap().starts_with("https://records.example/"));

        // The draft is edited while somebody is away: what they tried is what they tried, and nobody has tried the new one.
        let departed = browser.post(PAGE, &START).await;
        let at = callback(&browser, &departed).await;
        draft(&world, &olga, json!({ "tid": GROUP_TID })).await;
        assert_eq!(browser.get(&at).await.location.as_deref(), Some(PAGE));
        sees(&browser.get(PAGE).await.body, &["It works: this person would come in", "was edited while you were at Microsoft", &TID.to_string()]);
        assert_eq!(state(&world, "st-janshof").await, Some(VersionState::Draft));

        // The invitation is revoked while somebody is away.
        let departed = browser.post(PAGE, &START).await;
        let revoked = olga.call(Method::DELETE, &format!("/organizations/st-janshof/invitations/{invitation}"), &[], None).await;
        assert_eq!(revoked.status, 204);
        let before = tests(&world, "st-janshof").await.len();
        let at = departed.parameter("redirect_uri").unwrap();
        let state_sent = departed.parameter("state").unwrap();
        assert_eq!(browser.get(&format!("{at}?code=x&state={state_sent}")).await.status, 404);
        assert_eq!(browser.get(PAGE).await.status, 404);
        assert_eq!(tests(&world, "st-janshof").await.len(), before);
    }

    async fn a_colleague_tests_by_a_private_link(world) {
        let olga = operator(&world).await;
        draft(&world, &olga, json!({ "domain_hint": "st-janshof.example" })).await;
        let at = "/organizations/st-janshof/connections/entra/test-link";
        let make = async |path: &str| {
            let key = [("idempotency-key", "one")];
            olga.call(Method::POST, path, &key, Some(json!({ "reason": "night shift" }))).await
        };
        let tried = make(&format!("{at}?dry_run=true")).await.json();
        assert_eq!((&tried["dry_run"], tried.get("link")), (&json!(true), None));
        let first = make(at).await.json();
        assert_eq!(first["expires_at"], "2026-11-24T09:00:00Z");
        let second = make(at).await.json();
        let [first, link] = [&first, &second].map(|made| made["link"].as_str().unwrap().to_owned());
        assert_ne!(first, link, "a link is kept for whoever asks again");
        let unknown = olga.call(Method::POST, &at.replace("entra", "other"), &[], Some(json!({}))).await;
        assert_eq!((unknown.status, code(&unknown).as_str()), (404, "not_found"));
        assert!(!crate::secrets::dump(&world).await.contains(link.rsplit('/').next().unwrap()));

        // One page with one button, and nothing of the hospital but its name.
        assert_eq!(world.browser().get(&first).await.status, 404, "the one before is still good");
        let colleague = world.browser();
        let opened = colleague.get(&link).await;
        assert_eq!((opened.status, opened.location.as_deref()), (303, Some("/setup/try")));
        let page = colleague.get("/setup/try?lang=en").await.body;
        sees(&page, &["Test sign-in for St. Janshof", "Sign in for a test"]);
        assert_eq!(page.matches("<button").count(), 1);
        for never in [TID.to_string(), CLIENT_ID.to_string(), "st-janshof.example".to_owned(), "unproven".to_owned()] {
            assert!(!page.contains(&never), "{never} is on {page}");
        }
        for closed in ["/setup", PAGE] {
            assert_eq!(colleague.get(closed).await.status, 404, "a private link opens {closed}");
        }
        let page = tested(&world, &colleague, "/setup/try", TID, ANNA).await;
        sees(&page, &["It works: this person would come in", "a.devries@st-janshof.example", "<code>upn</code>"]);
        assert_eq!(state(&world, "st-janshof").await, Some(VersionState::Tested));
        assert!(colleague.cookie("__Host-anteroom-session").is_none());
        // Those who set it up see that it was done, and nothing of the person.
        let (portal, invitation) = invited(&world, &olga, "st-janshof").await;
        let page = portal.get(PAGE).await.body;
        sees(&page, &["by the private link. The connection worked", "Somebody made a test by it on 2026-11-23"]);
        assert!(!page.contains("a.devries"), "{page}");
        let [event] = tests(&world, "st-janshof").await.try_into().unwrap();
        assert_eq!(event.actor, "test link");

        // Another hospital's link, in the same browser: its directory is shared, and the result is of that hospital.
        let elsewhere = make("/organizations/delta-noord/connections/entra/test-link").await.json();
        portal.get(elsewhere["link"].as_str().unwrap()).await;
        world.entra.fault(GROUP_TID, Fault::WrongIssuer, Times::Once);
        let page = tested(&world, &portal, "/setup/try", GROUP_TID, Uuid::from_u128(0xb001)).await;
        sees(&page, &["Test sign-in for Delta Noord", "of another directory than the one that is configured", &GROUP_TID.to_string()]);
        assert!(!portal.get(PAGE).await.body.contains("another directory"), "the result of another link is shown");
        let page = tested(&world, &portal, "/setup/try", GROUP_TID, Uuid::from_u128(0xb001)).await;
        sees(&page, &["It works: this person would come in", "Delta Noord"]);
        assert_eq!((tests(&world, "delta-noord").await.len(), tests(&world, "st-janshof").await.len()), (2, 1));
        assert_eq!(state(&world, "delta-noord").await, None, "there is no draft");

        // The portal makes one too, shows it once, and it ends with the invitation it was made by.
        let shown = portal.post(&format!("{PAGE}/link"), &[("connection", "entra")]).await.body;
        let theirs = shown.split_once("/setup/try/").unwrap().1[..43].to_owned();
        assert!(!portal.get(PAGE).await.body.contains(&theirs));
        assert_eq!(colleague.get("/setup/try").await.status, 404, "the one before is still good");
        let opened = world.browser();
        assert_eq!(opened.get(&format!("/setup/try/{theirs}")).await.status, 303);
        assert_eq!(opened.get("/setup/try").await.status, 200);
        assert_eq!(portal.post(&format!("{PAGE}/link"), &[("connection", "other")]).await.status, 404);
        let revoked = olga.call(Method::DELETE, &format!("/organizations/st-janshof/invitations/{invitation}"), &[], None).await;
        assert_eq!(revoked.status, 204);
        for path in ["/setup/try", &format!("/setup/try/{theirs}")] {
            assert_eq!(opened.get(path).await.status, 404);
        }
        // It is ended by hand, or ends by itself.
        let link = make(at).await.json()["link"].as_str().unwrap().to_owned();
        let visitor = world.browser();
        visitor.get(&link).await;
        assert_eq!(olga.call(Method::DELETE, &format!("{at}?dry_run=true"), &[], None).await.json()["exists"], true);
        assert_eq!(visitor.get("/setup/try").await.status, 200);
        assert_eq!(olga.call(Method::DELETE, at, &[], None).await.status, 204);
        assert_eq!(visitor.get("/setup/try").await.status, 404);
        let link = make(at).await.json()["link"].as_str().unwrap().to_owned();
        world.pass(Duration::hours(24) - Duration::milliseconds(1));
        visitor.get(&link).await;
        assert_eq!(visitor.get("/setup/try").await.status, 200);
        world.pass(Duration::milliseconds(1));
        assert_eq!((visitor.get("/setup/try").await.status, visitor.get(&link).await.status), (404, 404));
    }
}
