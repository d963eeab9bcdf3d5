//! When several people of one hospital cannot sign in at Microsoft and others can, it is that hospital's trouble: its people are told, its
//! administrators too, and nobody else. Two brokers take turns, and each looks by itself; the clock is held.

use anteroom::domain::admin_role::AdminRole;
use anteroom::domain::audit::{AuditAction, AuditEvent};
use anteroom::tenancy::weather;
use chrono::Duration;
use entra_stand_in::{Endpoint, Fault, Times};
use serde_json::json;

use crate::account::entered;
use crate::admin::Staff;
use crate::browser::{Answer, Browser};
use crate::eventually::eventually;
use crate::replicated_stories;
use crate::world::{TID, World};

const ANNA: &str = "a.devries@st-janshof.example";
const BRAM: &str = "b.bakker@st-janshof.example";
const NOBODY: &str = "n.nobody@st-janshof.example";
const NOOR: &str = "n.noord@delta-noord.example";
const LOCALE: &str = "locale = \"nl\"\n";
const ADMINS: &str = "locale = \"nl\"\nadmins = [\"it@st-janshof.example\"]\n";
const LINE: &str = "has had trouble since 09:02 UTC";

async fn fails(world: &World, email: &str) -> Answer {
    let refused = world.browser().sign_in(email, &[("ui_locales", "en")]).await;
    assert_eq!(refused.status, 400, "{}", refused.body);
    refused
}

/// The login page to which an application sends somebody with an address; what differs from browser to browser left out.
async fn page(browser: &Browser, email: &str) -> Answer {
    browser.follow(&Browser::authorize_url(&[("login_hint", email), ("ui_locales", "en")])).await
}

async fn changes(world: &World) -> Vec<AuditEvent> {
    let mut events = world.events("st-janshof").await;
    let of = [AuditAction::ConnectionTroubleBegan, AuditAction::ConnectionTroubleEnded];
    events.retain(|event| of.contains(&event.action));
    events
}

replicated_stories! {
    async fn a_hospitals_trouble_is_told_to_its_own_and_is_over_when_people_come_in(world) {
        let mut world = world;
        world.change(LOCALE, ADMINS).await;
        assert!(entered(&world.browser().sign_in(ANNA, &[]).await));
        // Anybody can bring an error, for as many people as they like: it makes no weather.
        for email in [ANNA, BRAM, NOBODY] {
            let browser = world.browser();
            let departed = browser.authorize(&[("login_hint", email)]).await;
            let (back, state) = (departed.parameter("redirect_uri").unwrap(), departed.parameter("state").unwrap());
            let brought = browser.get(&format!("{back}?error=server_error&state={state}")).await;
            assert_eq!(brought.status, 400, "{}", brought.body);
        }
        assert_eq!(weather::look(&world.store, None, world.now()).await.unwrap(), []);
        world.entra.fault(TID, Fault::OutageAt(Endpoint::Token), Times::UntilCleared);
        // One person, again and again, is nobody's trouble.
        world.pass(Duration::minutes(2));
        for _ in 0..4 {
            assert!(!fails(&world, ANNA).await.body.contains("trouble since"));
        }
        assert_eq!(weather::look(&world.store, None, world.now()).await.unwrap(), []);
        // He is at Microsoft while it is found out.
        let away = world.browser();
        let left = away.authorize(&[("login_hint", BRAM), ("ui_locales", "en")]).await;
        fails(&world, BRAM).await;
        fails(&world, NOBODY).await;
        assert!(entered(&world.browser().sign_in(NOOR, &[]).await), "others come in");
        let troubles = weather::look(&world.store, None, world.now()).await.unwrap();
        let [trouble] = troubles[..] else { panic!("{troubles:?}") };
        assert_eq!(trouble.place.unwrap().0, world.organization("st-janshof").await);

        // Whoever comes from there is asked first, and offered what does work; the same, whether they have an account or not.
        for email in [ANNA, "no.such@st-janshof.example"] {
            let browser = world.browser();
            eventually(async || {
                let page = page(&browser, email).await;
                page.status == 200 && page.body.contains(LINE) && page.body.contains("value=\"code\"")
            })
            .await;
        }
        for replica in &world.replicas {
            eventually(async || page(&Browser::new(replica), ANNA).await.body.contains(LINE)).await;
        }
        let back = away.through_entra(&left).await;
        assert!(back.status == 400 && back.body.contains(LINE), "{}", back.body);
        // Whose sign-in is well, or who is of no hospital, sees nothing of it.
        for email in [NOOR, "somebody@nowhere.example"] {
            let seen = world.browser().authorize(&[("login_hint", email)]).await;
            assert!(!seen.body.contains("trouble since"), "{}", seen.body);
        }
        let other = page(&world.browser(), "somebody@nowhere.example").await;
        assert_eq!(other.status, 200);
        assert!(!other.body.contains("trouble"), "{}", other.body);

        // It lasts: the administrators are told, once.
        world.pass(Duration::minutes(5));
        eventually(async || !world.mail.letters().is_empty()).await;
        let letters = world.letters(1).await;
        let [letter] = &letters[..] else { panic!("{} letters", letters.len()) };
        assert_eq!(letter.header("To"), "it@st-janshof.example");
        assert!(letter.read().0.contains("2026-11-23 09:02 UTC"), "{}", letter.read().0);

        let staff = Staff::new(&world, "of.janshof", AdminRole::Auditor, &["st-janshof"]).await;
        eventually(async || {
            let status = staff.get("/organizations/st-janshof/status").await.json();
            status["troubles"][0]["connection"] == json!("entra") && status["troubles"][0]["everywhere"] == json!(false)
        })
        .await;
        let status = staff.get("/organizations/st-janshof/status").await.json();
        let today = &status["days"].as_array().unwrap()[29];
        assert_eq!((&today["date"], &today["sso"], &today["code"]), (&json!("2026-11-23"), &json!(1), &json!(0)));
        assert_eq!((&status["refusals"][0]["reason"], &status["refusals"][0]["count"]), (&json!("upstream_unavailable"), &today["refused"]));
        assert_eq!(status["last_sso_at"], json!("2026-11-23T09:00:00Z"));

        // Somebody tries all the same, and comes in.
        world.entra.clear_all_faults();
        let browser = world.browser();
        let asked = page(&browser, ANNA).await;
        let id = asked.sign_in().to_string();
        let form = [("sign_in", id.as_str()), ("action", "microsoft"), ("address", ANNA)];
        let departed = browser.post("/login", &form).await;
        assert!(entered(&browser.through_entra(&departed).await));
        eventually(async || weather::look(&world.store, None, world.now()).await.unwrap().is_empty()).await;
        eventually(async || world.browser().authorize(&[("login_hint", ANNA)]).await.status == 303).await;
        let said: Vec<_> = changes(&world).await.iter().map(|event| (event.action, event.actor.clone())).collect();
        let by = |action| (action, "anteroom".to_owned());
        assert_eq!(said, [by(AuditAction::ConnectionTroubleBegan), by(AuditAction::ConnectionTroubleEnded)]);
        assert_eq!(world.letters(1).await.len(), 1);
    }
}
