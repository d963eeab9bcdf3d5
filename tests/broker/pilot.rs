//! SSO as a pilot: only whoever is on the hospital's list comes by it, and everybody else as before. Two brokers take turns.

use anteroom::domain::admin_role::AdminRole;
use anteroom::domain::audit::AuditAction;
use reqwest::Method;
use serde_json::{Value, json};

use crate::account::{by_code, entered, post};
use crate::admin::{Staff, code, etag};
use crate::browser::{Answer, Browser};
use crate::replicated_stories;
use crate::world::World;

const ANNA: &str = "a.devries@st-janshof.example";
const BRAM: &str = "b.bakker@st-janshof.example";
const PILOT: &str = "/organizations/st-janshof/pilot";
const SSO: &str = "/organizations/st-janshof/flags/sso";
const FORCED: &str = "/organizations/st-janshof/flags/forced_sso";
const PLANNER: [(&str, &str); 2] = [("client_id", "planner"), ("redirect_uri", "https://planner.example/callback")];

async fn mia(world: &World) -> Staff {
    Staff::new(world, "mia.dekker", AdminRole::Operator, &[]).await
}

/// Sets a flag; the answer.
async fn set(staff: &Staff, flag: &str, body: Value) -> Answer {
    staff.call(Method::PUT, flag, &[("if-match", "*")], Some(body)).await
}

async fn piloted(world: &World, staff: &Staff) {
    let answer = set(staff, SSO, json!({ "value": true, "audience": "pilot", "reason": "two wards begin" })).await;
    assert_eq!((answer.status, &answer.json()["pilot"]), (200, &json!(true)), "{}", answer.body);
    world.hear();
}

/// Changes the list; the report.
async fn list(staff: &Staff, body: Value) -> Value {
    let answer = staff.call(Method::PATCH, PILOT, &[("if-match", "*")], Some(body)).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.json()
}

/// The login page of an application that hints at an address, and the way to Microsoft from there.
async fn departed(browser: &Browser, address: &str, more: &[(&str, &str)]) -> Answer {
    let page = browser.authorize(&[&[("login_hint", address), ("ui_locales", "en")], more].concat()).await;
    assert_eq!(page.status, 200, "sent off unasked: {:?}", page.location);
    post(browser, &page, &[("action", "microsoft"), ("address", address)]).await
}

async fn by_microsoft(browser: &Browser, address: &str, more: &[(&str, &str)]) -> Answer {
    let departed = departed(browser, address, more).await;
    browser.through_entra(&departed).await
}

/// What a page says, but for the names of the attempt and of the person.
fn words(page: &Answer, address: &str) -> String {
    let text = page.body.replace(&page.sign_in().to_string(), "").replace(address, "");
    let cut = |text: String, from: &str| text.split(from).map(str::to_owned).next().unwrap();
    cut(text, "<dl class=\"details\">")
}

replicated_stories! {
    async fn only_whoever_is_on_the_list_comes_by_microsoft_and_everybody_else_as_before(world) {
        let mia = mia(&world).await;
        piloted(&world, &mia).await;
        let before = mia.get(PILOT).await;
        assert_eq!(before.json()["items"], json!([]));
        let asked = [" A.deVries@st-janshof.example", "n.noord@delta-noord.example", "p.patient@st-janshof.example", "<script>"];
        // Only tried, and for a state that was not seen: nothing comes of it.
        let body = json!({ "add": asked, "reason": "ward 3" });
        let tried = mia.call(Method::PATCH, &format!("{PILOT}?dry_run=true"), &[("if-match", &etag(&before))], Some(body.clone())).await;
        assert_eq!((&tried.json()["added"], &tried.json()["dry_run"]), (&json!(1), &json!(true)), "{}", tried.body);
        assert_eq!(etag(&mia.get(PILOT).await), etag(&before));
        let stale = mia.call(Method::PATCH, PILOT, &[("if-match", &etag(&tried))], Some(body.clone())).await;
        assert_eq!((stale.status, code(&stale).as_str()), (412, "stale"));
        let report = mia.call(Method::PATCH, PILOT, &[("if-match", &etag(&before))], Some(body.clone())).await;
        // Another hospital's people, patients and what is no address: all the same.
        let unknown = &asked[1..];
        assert_eq!(report.json(), json!({ "added": 1, "removed": 0, "unchanged": 0, "unknown": unknown, "listed": 1 }));
        assert_eq!(etag(&report), etag(&mia.get(PILOT).await));
        assert_eq!(list(&mia, body).await["unchanged"], 1);
        let many: Vec<_> = (0..5_001).map(|number| format!("n{number}@st-janshof.example")).collect();
        let many = mia.call(Method::PATCH, PILOT, &[("if-match", "*")], Some(json!({ "add": many }))).await;
        assert_eq!((many.status, code(&many).as_str()), (422, "invalid_request"), "{}", many.body);
        assert!(world.store.organization(world.organization("delta-noord").await).list_pilot().await.unwrap().is_empty());

        // The login page is the same for everybody of the domain, and a code leads.
        let mut pages = Vec::new();
        for address in [ANNA, BRAM, "p.patient@st-janshof.example", "x.nobody@st-janshof.example"] {
            let page = world.browser().authorize(&[("login_hint", address)]).await;
            assert_eq!(page.status, 200, "{address}");
            let buttons = page.body.split("name=\"action\" value=\"").skip(1).map(|rest| rest.split('"').next().unwrap());
            assert_eq!(buttons.collect::<Vec<_>>(), ["address", "microsoft", "shared"], "{address}");
            pages.push(page.body.replace(&page.sign_in().to_string(), "").replace(address, ""));
        }
        assert!(pages.windows(2).all(|two| two[0] == two[1]));
        let named = world.browser().authorize(&[("organization", "st-janshof")]).await;
        assert!(named.status == 200 && named.body.contains("value=\"microsoft\""), "{:?}", named.location);

        assert!(entered(&by_microsoft(&world.browser(), ANNA, &[]).await));
        let browser = world.browser();
        let refused = by_microsoft(&browser, BRAM, &[]).await;
        assert_eq!(refused.status, 403);
        assert!(refused.body.contains("Sign in with a code") && !refused.body.contains("pilot"), "{}", refused.body);
        let event = world.last_event("st-janshof", refused.sign_in()).await;
        assert_eq!(event.reason.as_deref(), Some("not_in_pilot"), "{}", event.detail.as_str());
        let bram = world.store.organization(event.organization_id.unwrap()).find_person(event.user_id.unwrap()).await.unwrap();
        assert!(bram.identities.is_empty(), "whoever is refused is bound to nothing");
        // Whoever is nobody here reads what they always read, whether or not there is a pilot.
        let nobody = by_microsoft(&world.browser(), "n.nobody@st-janshof.example", &[]).await;
        let patient = by_microsoft(&world.browser(), "p.patient@st-janshof.example", &[]).await;
        assert_eq!(words(&nobody, "n.nobody@st-janshof.example"), words(&patient, "p.patient@st-janshof.example"));
        assert!(nobody.body.contains("You cannot be let in with this account"), "{}", nobody.body);
        // As before, and an address that is typed leads to a code.
        assert!(entered(&by_code(&world, &world.browser(), BRAM, 1).await));
        let browser = world.browser();
        let page = browser.authorize(&[]).await;
        let page = post(&browser, &page, &[("action", "address"), ("address", ANNA)]).await;
        assert!(page.body.contains("one-time-code") && page.body.contains("value=\"microsoft\""), "{}", page.body);

        // Support reads the same decision everywhere.
        let explained = async |address: &str| {
            let answer = mia.get(&format!("/organizations/st-janshof/explain?email={address}&application=records")).await;
            assert_eq!(answer.status, 200, "{}", answer.body);
            let answer = answer.json();
            (answer["ways"][0]["reason"].clone(), answer["person"]["pilot"].clone())
        };
        assert_eq!(explained(ANNA).await, (Value::Null, json!(true)));
        assert_eq!(explained(BRAM).await, (json!("not_in_pilot"), json!(false)));
        let grid = mia.get("/organizations/st-janshof/application-grid").await.json();
        let records = grid["applications"].as_array().unwrap().iter().find(|app| app["client_id"] == "records").unwrap();
        assert_eq!((&records["sessions"][0]["opens"], &records["sessions"][0]["pilot"]), (&json!(true), &json!(true)));
        let preview = mia.get(&format!("{SSO}/preview?value=true&audience=everyone")).await.json();
        assert_eq!((&preview["came_in"], &preview["by_sso"]), (&json!(2), &json!(2)), "{preview}");
        let preview = mia.get(&format!("{SSO}/preview?value=true&audience=pilot")).await.json();
        assert_eq!((&preview["came_in"], &preview["by_sso"]), (&json!(2), &json!(1)), "{preview}");
        // Each change of the list is a line.
        let events = world.events("st-janshof").await;
        let lines: Vec<_> = events.iter().filter(|event| event.action == AuditAction::UserChanged).collect();
        let [line] = lines[..] else { panic!("{lines:#?}") };
        assert!(line.actor == "mia.dekker" && line.detail.as_str().contains("ward 3") && line.detail.as_str().contains("pilot"));
    }

    async fn whoever_is_taken_off_the_list_is_out_at_the_next_decision(world) {
        let mia = mia(&world).await;
        piloted(&world, &mia).await;
        list(&mia, json!({ "add": [ANNA, BRAM] })).await;
        let browser = world.browser();
        let entered_by = by_microsoft(&browser, ANNA, &[("scope", "openid offline_access")]).await;
        let tokens = browser.redeem(&entered_by.parameter("code").unwrap()).await.json();
        let refresh = async |token: &Value| browser.token(&[("grant_type", "refresh_token"), ("refresh_token", token.as_str().unwrap())]).await;
        let again = refresh(&tokens["refresh_token"]).await;
        assert_eq!(again.status, 200, "{}", again.body);
        assert!(entered(&browser.authorize(&PLANNER).await), "her session opens the other app");
        // Bram has left for Microsoft when the list is emptied.
        let other = world.browser();
        let under_way = departed(&other, BRAM, &[]).await;
        let preview = mia.get(&format!("{SSO}/preview?value=true&audience=pilot")).await.json();
        assert_eq!(preview["sessions"], 0, "{preview}");
        assert_eq!(list(&mia, json!({ "remove": [ANNA, BRAM, "n.nobody@st-janshof.example"] })).await["removed"], 2);
        let refused = other.through_entra(&under_way).await;
        assert_eq!(refused.status, 403);
        assert_eq!(world.last_event("st-janshof", refused.sign_in()).await.reason.as_deref(), Some("not_in_pilot"));
        // What SSO opened for Anna is worth nothing, in whichever app; a code still is.
        assert!(!entered(&browser.authorize(&PLANNER).await));
        assert!(!entered(&browser.authorize(&[]).await));
        let over = refresh(&again.json()["refresh_token"]).await;
        assert_eq!((over.status, &over.json()["error"]), (400, &json!("invalid_grant")), "{}", over.body);
        assert!(entered(&by_code(&world, &world.browser(), ANNA, 1).await));
        // From pilot to everyone is one step; her account is still hers.
        let all = set(&mia, SSO, json!({ "value": true, "reason": "all wards" })).await;
        assert_eq!((all.status, &all.json()["pilot"], &all.json()["setting"]["audience"]), (200, &json!(false), &json!("everyone")));
        world.hear();
        assert!(entered(&world.browser().sign_in(ANNA, &[]).await));
    }

    async fn a_pilot_is_written_to_a_file_and_never_leaves_anybody_outside(world) {
        let mia = mia(&world).await;
        list(&mia, json!({ "add": [ANNA] })).await;
        assert!(entered(&world.browser().sign_in(ANNA, &[]).await));
        // Only sso can be one, while it is on, and everyone follows within its time.
        for (flag, body, field) in [
            ("remember_method", json!({ "value": true, "audience": "pilot", "reason": "x" }), "audience"),
            ("sso", json!({ "value": false, "audience": "pilot", "reason": "x" }), "audience"),
            ("sso", json!({ "value": true, "everyone_from": "2027-01-01T00:00:00Z", "reason": "x" }), "everyone_from"),
            ("sso", json!({ "value": true, "audience": "pilot", "everyone_from": "2027-01-01T00:00:00Z", "ends_at": "2026-12-31T00:00:00Z", "reason": "x" }), "everyone_from"),
        ] {
            let refused = set(&mia, &format!("/organizations/st-janshof/flags/{flag}"), body).await;
            assert_eq!((refused.status, &refused.json()["errors"][0]["field"]), (422, &json!(field)), "{}", refused.body);
        }
        // Both ways closed to whoever is not on the list: neither way round, and not by a file either.
        let forced = json!({ "value": true, "reason": "story" });
        assert_eq!(set(&mia, FORCED, forced.clone()).await.status, 200);
        let refused = set(&mia, SSO, json!({ "value": true, "audience": "pilot", "reason": "x" })).await;
        assert_eq!((refused.status, code(&refused).as_str()), (409, "nobody_could_come_in"));
        assert_eq!(mia.call(Method::DELETE, &format!("{FORCED}?reason=x"), &[("if-match", "*")], None).await.status, 200);
        let widens = "2026-12-01T07:00:00Z";
        let pilot = set(&mia, SSO, json!({ "value": true, "audience": "pilot", "everyone_from": widens, "reason": "wards" })).await;
        assert_eq!(pilot.status, 200, "{}", pilot.body);
        let refused = set(&mia, FORCED, forced).await;
        assert_eq!((refused.status, code(&refused).as_str()), (409, "nobody_could_come_in"), "{}", refused.body);

        let exported = mia.get("/export?organization=st-janshof").await;
        for part in ["audience = \"pilot\"", "everyone_from = 2026-12-01T07:00:00Z", "pilot = true"] {
            assert!(exported.body.contains(part), "{part}: {}", exported.body);
        }
        let history = mia.get(&format!("{SSO}/history")).await.json();
        assert_eq!((&history["items"][0]["new"]["audience"], &history["items"][0]["new"]["everyone_from"]), (&json!("pilot"), &json!(widens)));
        assert_eq!(history["items"][0]["old"]["audience"], "everyone");
        // A file that says nothing of the list leaves it to whoever keeps it.
        world.apply().await;
        let own = world.store.organization(world.organization("st-janshof").await);
        assert_eq!(own.list_pilot().await.unwrap().len(), 1);
        // At its instant everyone follows, on every replica.
        set(&mia, SSO, json!({ "value": true, "audience": "pilot", "everyone_from": widens, "reason": "wards" })).await;
        world.hear();
        assert_eq!(by_microsoft(&world.browser(), BRAM, &[]).await.status, 403);
        world.pass(widens.parse::<chrono::DateTime<chrono::Utc>>().unwrap() - world.now());
        assert!(entered(&world.browser().sign_in(BRAM, &[]).await));
    }
}
