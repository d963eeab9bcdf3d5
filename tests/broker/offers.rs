//! What the login page offers, and in which order: the domain of an address decides, never the account. Two brokers take turns.

use chrono::Duration;

use crate::account::{by_code, entered, forced, post};
use crate::browser::{Answer, Browser};
use crate::replicated_stories;
use crate::world::World;

const ANNA: &str = "a.devries@st-janshof.example";
const FIRST_USER: &str = "[[organization.user]]\nemail = \"a.devries";
const VIEWER: [(&str, &str); 2] = [("client_id", "viewer"), ("redirect_uri", "https://viewer.example/callback")];
/// Of one domain: a professional, one who has not come yet, a patient, somebody suspended, nobody.
const OF_ONE_DOMAIN: [&str; 5] = [
    ANNA,
    "b.bakker@st-janshof.example",
    "p.patient@st-janshof.example",
    "s.suspended@st-janshof.example",
    "x.nobody@st-janshof.example",
];

/// The buttons of a page, in their order.
fn offered(page: &Answer) -> Vec<String> {
    assert_eq!(page.status, 200, "{:?} {}", page.location, page.body);
    let buttons = page.body.split("name=\"action\" value=\"").skip(1);
    buttons.map(|rest| rest.split('"').next().unwrap().to_owned()).filter(|name| name != "shared").collect()
}

/// The login page with an address in its field.
async fn with_address(world: &World, address: &str, more: &[(&str, &str)]) -> Answer {
    let asked = [&[("prompt", "select_account"), ("login_hint", address)], more].concat();
    world.browser().authorize(&asked).await
}

fn without_names(page: &Answer, address: &str) -> String {
    page.body.replace(&page.sign_in().to_string(), "").replace(address, "")
}

fn same(pages: &[String]) {
    assert!(pages.windows(2).all(|two| two[0] == two[1]), "{pages:#?}");
}

/// A session that is over; what the browser remembers stays.
async fn signed_out(browser: &Browser) {
    browser.post("/login/sign-out", &[]).await;
}

replicated_stories! {
    async fn the_domain_decides_what_leads(world) {
        let mut world = world;
        // Nothing is known yet: the address, and each way beside it.
        assert_eq!(offered(&world.browser().authorize(&[]).await), ["address", "microsoft", "code"]);
        // Microsoft is open to the domain.
        let page = with_address(&world, ANNA, &[]).await;
        assert_eq!(offered(&page), ["microsoft", "code"]);
        assert!(page.body.contains("Send me a code by e-mail instead"), "{}", page.body);
        // It is not, or not yet, or nobody knows the domain, or the application is closed to it: no button that leads nowhere.
        for (address, more) in [
            ("somebody@nowhere.example", &[][..]),
            ("z.zuid@delta-zuid.example", &[]),
            ("u.unproven@unproven.example", &[]),
            (ANNA, &VIEWER),
        ] {
            assert_eq!(offered(&with_address(&world, address, more).await), ["address"], "{address} {more:?}");
        }
        same(&[
            without_names(&with_address(&world, "somebody@nowhere.example", &[]).await, "somebody@nowhere.example"),
            without_names(&with_address(&world, "z.zuid@delta-zuid.example", &[]).await, "z.zuid@delta-zuid.example"),
        ]);
        // The professionals of the domain are let in by Microsoft alone: a code is not beside it, but for a quiet link.
        world.change(FIRST_USER, &forced("\nwithout_recent_sign_in = \"story\"")).await;
        let page = with_address(&world, ANNA, &[]).await;
        assert_eq!(offered(&page), ["microsoft", "code"]);
        assert!(page.body.contains("I am a patient") && !page.body.contains("by e-mail instead"), "{}", page.body);
        // Until it is over.
        world.change("value = true\nreason = \"story\"", "value = false\nreason = \"story\"").await;
        assert!(!with_address(&world, ANNA, &[]).await.body.contains("I am a patient"));
    }

    async fn an_address_that_is_typed_departs_or_is_sent_a_code(world) {
        let browser = world.browser();
        let page = browser.authorize(&[]).await;
        let departed = post(&browser, &page, &[("action", "address"), ("address", ANNA)]).await;
        assert!(departed.location().as_str().starts_with(world.entra_url().as_str()), "{departed:?}");
        // An application's hint of an address that is not Microsoft's is no mistake of the person.
        let page = world.browser().authorize(&[("login_hint", "somebody@nowhere.example")]).await;
        assert!(offered(&page) == ["address"] && !page.body.contains("role=\"alert\""), "{}", page.body);
        for more in [("login_hint", ANNA), ("organization", "st-janshof")] {
            let page = world.browser().authorize(&[&VIEWER[..], &[more]].concat()).await;
            assert_eq!(offered(&page), ["address"], "{more:?}");
        }
        let page = world.browser().authorize(&[("organization", "delta-zuid")]).await;
        assert!(offered(&page).contains(&"code".to_owned()) && page.body.contains("Delta Zuid"), "{}", page.body);
        // Somebody who asks for Microsoft by hand is told that it is not open, and what is.
        let browser = world.browser();
        let page = browser.authorize(&[]).await;
        let form = [("action", "microsoft"), ("address", "somebody@nowhere.example")];
        let page = post(&browser, &page, &form).await;
        assert!(offered(&page) == ["address"] && page.body.contains("href=\"#address\""), "{}", page.body);
        let page = post(&browser, &page, &[("action", "address"), ("address", "somebody@nowhere.example")]).await;
        assert!(page.body.contains("one-time-code") && !offered(&page).contains(&"microsoft".to_owned()), "{}", page.body);
    }

    async fn the_page_of_the_code_offers_microsoft_as_the_other_way(world) {
        let browser = world.browser();
        let page = browser.authorize(&[]).await;
        let page = post(&browser, &page, &[("action", "code"), ("address", ANNA)]).await;
        assert_eq!(offered(&page), ["verify", "resend", "another", "microsoft"]);
        let again = browser.get(&format!("/login?sign_in={}", page.sign_in())).await;
        assert_eq!(offered(&again), offered(&page));
        let departed = post(&browser, &page, &[("action", "microsoft"), ("address", ANNA)]).await;
        assert_eq!(departed.parameter("login_hint").as_deref(), Some(ANNA), "{departed:?}");
        assert!(entered(&browser.through_entra(&departed).await));
        // Not where Microsoft does not open the application.
        let browser = world.browser();
        world.pass(Duration::minutes(2));
        let page = browser.authorize(&VIEWER).await;
        let page = post(&browser, &page, &[("action", "address"), ("address", ANNA)]).await;
        assert_eq!(offered(&page), ["verify", "resend", "another"]);
    }

    async fn every_address_of_a_domain_gets_the_same_page(world) {
        let mut world = world;
        for force in [false, true] {
            if force {
                world.change(FIRST_USER, &forced("\nwithout_recent_sign_in = \"story\"")).await;
            }
            let mut pages: [Vec<String>; 5] = Default::default();
            for address in OF_ONE_DOMAIN {
                world.pass(Duration::minutes(2));
                pages[0].push(without_names(&with_address(&world, address, &[]).await, address));
                let browser = world.browser();
                let page = browser.authorize(&[]).await;
                let asked = post(&browser, &page, &[("action", "code"), ("address", address)]).await;
                pages[1].push(without_names(&asked, address));
                pages[2].push(without_names(&post(&browser, &asked, &[("action", "verify"), ("code", "000000")]).await, address));
                // Asked again in another browser: typed, and returned.
                let other = world.browser();
                let page = other.authorize(&[]).await;
                let too_soon = post(&other, &page, &[("action", "code"), ("address", address)]).await;
                assert_eq!(offered(&too_soon), ["microsoft", "code"]);
                pages[3].push(without_names(&too_soon, address));
                let viewer = world.browser();
                pages[4].push(without_names(&viewer.authorize(&[&VIEWER[..], &[("login_hint", address)]].concat()).await, address));
            }
            for pages in &pages {
                same(pages);
            }
        }
    }

    async fn a_microsoft_account_is_not_offered_where_microsoft_opens_nothing(world) {
        let mut world = world;
        let browser = world.browser();
        assert!(entered(&browser.sign_in(ANNA, &[]).await));
        signed_out(&browser).await;
        assert_eq!(offered(&browser.authorize(&[]).await), ["remembered", "another"]);
        // The viewer and the iOS app: no button, and none that is one in disguise.
        let ios = [("client_id", "pro-ios"), ("redirect_uri", "example.records.pro:/callback")];
        for app in [VIEWER, ios] {
            let page = browser.authorize(&app).await;
            assert!(offered(&page) == ["address"] && !page.body.contains(ANNA), "{}", page.body);
            let by_hand = post(&browser, &page, &[("action", "remembered")]).await;
            assert!(by_hand.status == 200 && !by_hand.body.contains(ANNA), "{} {}", by_hand.status, by_hand.body);
        }
        // An application that the hospital has not opted in for, and a hospital that has switched it off.
        let pilot = [("client_id", "pilot"), ("redirect_uri", "https://pilot.example/callback")];
        assert!(!browser.authorize(&pilot).await.body.contains(ANNA));
        world.change("name = \"sso\"\nvalue = true", "name = \"sso\"\nvalue = false").await;
        let page = browser.authorize(&[]).await;
        assert!(!page.body.contains(ANNA) && offered(&page)[0] == "address", "{}", page.body);
        let asked = browser.authorize(&[("prompt", "none")]).await;
        assert_eq!(asked.parameter("error").as_deref(), Some("login_required"));
    }

    async fn a_code_does_not_lead_where_microsoft_is_forced(world) {
        let mut world = world;
        let browser = world.browser();
        assert!(entered(&by_code(&world, &browser, ANNA, 1).await));
        signed_out(&browser).await;
        assert_eq!(offered(&browser.authorize(&[]).await), ["remembered", "another"]);
        world.change(FIRST_USER, &forced("\nwithout_recent_sign_in = \"story\"")).await;
        let page = browser.authorize(&[]).await;
        assert!(!offered(&page).contains(&"remembered".to_owned()), "{}", page.body);
    }

    async fn what_is_remembered_is_forgotten_when_the_hospital_says_so(world) {
        let mut world = world;
        let named = async |browser: &Browser| {
            let page = browser.authorize(&[]).await;
            let taken = post(browser, &page, &[("action", "remembered")]).await;
            page.body.contains(ANNA) || taken.location.is_some() || taken.body.contains(ANNA)
        };
        let browser = world.browser();
        assert!(entered(&browser.sign_in(ANNA, &[]).await));
        signed_out(&browser).await;
        assert!(named(&browser).await);
        // The devices are a ward's now. The cookie would last for half a year.
        world.change("help = \"Help desk", "shared_devices = true\nhelp = \"Help desk").await;
        assert!(browser.cookie("__Host-anteroom-remembered").is_some());
        assert!(!named(&browser).await, "a name on a ward's computer");
        world.change("shared_devices = true\n", "").await;
        assert!(named(&browser).await);
        let off = format!("[[organization.flag]]\nname = \"remember_method\"\nvalue = false\nreason = \"story\"\n\n{FIRST_USER}");
        world.change(FIRST_USER, &off).await;
        assert!(!named(&browser).await, "remembered against the hospital's will");
    }

    async fn who_is_hinted_goes_before_who_is_remembered(world) {
        let browser = world.browser();
        assert!(entered(&browser.sign_in(ANNA, &[]).await));
        signed_out(&browser).await;
        let page = browser.authorize(&[("prompt", "select_account"), ("login_hint", "b.bakker@st-janshof.example")]).await;
        assert!(!page.body.contains(ANNA) && offered(&page) == ["microsoft", "code"], "{}", page.body);
        let page = browser.authorize(&[("prompt", "select_account"), ("login_hint", ANNA)]).await;
        assert_eq!(offered(&page), ["remembered", "another"]);
        // Another account is neither.
        let page = post(&browser, &page, &[("action", "another")]).await;
        assert!(!page.body.contains(ANNA) && offered(&page) == ["address", "microsoft", "code"], "{}", page.body);
    }
}
