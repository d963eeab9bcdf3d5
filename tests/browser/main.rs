//! A person with a real browser clicks through the demonstration.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a test says what is wrong by ending"
)]

mod access;
mod chromium;
#[path = "../../examples/demonstration/mod.rs"]
#[allow(dead_code, unreachable_pub, reason = "the demonstration's own page of guidance is not asked for here")]
mod demonstration;
mod device;
mod form_post;
mod journey;
#[path = "../broker/name_server.rs"]
#[expect(dead_code, reason = "a journey needs no trouble in the DNS")]
mod name_server;

mod setup;
mod setup_checks;
mod setup_connection;
mod setup_people;
mod setup_status;
mod setup_switch_on;
mod setup_test_sign_in;
mod steps;
mod traditional;

use chromium::Chromium;
use fantoccini::Locator;

use steps::{ANNA, Demo};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn button_microsoft_app_and_the_second_time_one_click() {
    let demo = Demo::start().await;
    for (width, name) in [(1440, "desktop"), (360, "phone")] {
        let chromium = Chromium::start(width, "en").await;
        chromium.open(&demo.app).await;
        chromium.click("#sign-in").await;
        chromium.sees("Sign in to Records").await;
        chromium.picture(&format!("{name}-login")).await;

        // The button, without an address: the shared registration, and Microsoft asks who it is.
        chromium.click("button[value=microsoft]").await;
        chromium.fill("input[name=username]", "n.blom@delta-noord.example").await;
        chromium.click("button#next").await;
        chromium.sees("Noor Blom").await;
        chromium.picture(&format!("{name}-app")).await;
        assert!(chromium.client.current_url().await.unwrap().as_str().starts_with(&demo.app));
        chromium.end().await;

        // By address; then, signed out of the app and of the broker, with one click.
        let chromium = Chromium::start(width, "en").await;
        chromium.open(&demo.app).await;
        chromium.click("#sign-in").await;
        chromium.fill("#address", ANNA).await;
        chromium.click("button[value=address]").await;
        chromium.pick(ANNA).await;
        chromium.sees("Anna de Vries").await;
        chromium.open(&format!("{}/", demo.broker)).await;
        chromium.client.delete_cookie("__Host-anteroom-session").await.unwrap();
        chromium.open(&format!("{}/sign-in", demo.app)).await;
        chromium.sees(&format!("Continue as {ANNA}")).await;
        chromium.picture(&format!("{name}-remembered")).await;
        chromium.click("button[value=remembered]").await;
        chromium.sees("Anna de Vries").await;
        chromium.end().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_is_refused_sees_a_calm_page_in_their_language() {
    let demo = Demo::start().await;
    for (width, name, language, headline) in [
        (1440, "desktop", "en", "You cannot be let in with this account"),
        (360, "phone", "nl", "Met dit account kunt u niet naar binnen"),
    ] {
        let chromium = Chromium::start(width, language).await;
        chromium.open(&format!("{}/sign-in?login_hint=p.smit%40st-janshof.example", demo.app)).await;
        chromium.pick("p.smit@st-janshof.example").await;
        chromium.sees(headline).await;
        chromium.picture(&format!("{name}-refused")).await;
        let text = chromium.text().await;
        for never in ["patient", "suspended", "user_is_patient"] {
            assert!(!text.contains(never), "{text}");
        }
        assert!(chromium.has("code").await, "no sign-in number");
        // Nothing sticks out of the window.
        let script = "return document.documentElement.scrollWidth <= document.documentElement.clientWidth";
        assert_eq!(chromium.client.execute(script, Vec::new()).await.unwrap(), serde_json::json!(true));

        // Nobody knows the domain: a code, and no button that leads nowhere; who asks for Microsoft by hand is told.
        chromium.open(&format!("{}/sign-in?login_hint=somebody%40nowhere.example", demo.app)).await;
        chromium.wait_for("button[value=address]").await;
        chromium.picture(&format!("{name}-code-alone")).await;
        assert!(!chromium.has("[role=alert]").await && !chromium.has("button[value=microsoft]").await);
        chromium.to_login(&demo).await;
        chromium.fill("#address", "somebody@nowhere.example").await;
        chromium.click("button[value=microsoft]").await;
        chromium.wait_for("[role=alert] a[href='#address']").await;
        chromium.picture(&format!("{name}-not-this-way")).await;
        chromium.open(&format!("{}/oauth2/authorize?client_id=nobody", demo.broker)).await;
        chromium.picture(&format!("{name}-fault")).await;
        chromium.end().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_sso_opened_does_not_open_the_viewer() {
    let demo = Demo::start().await;
    let chromium = Chromium::start(1440, "en").await;
    chromium.open(&demo.app).await;
    chromium.click("#sign-in").await;
    chromium.fill("#address", ANNA).await;
    chromium.click("button[value=address]").await;
    chromium.pick(ANNA).await;
    chromium.sees("Anna de Vries").await;
    chromium.click("a[href*=viewer]").await;
    chromium.sees("Sign in to Viewer").await;
    chromium.picture("desktop-viewer").await;
    assert!(!chromium.has("button[value=microsoft]").await, "a button where no button is");
    chromium.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everybody_meets_the_outcome_that_the_demonstration_promises() {
    let demo = Demo::start().await;
    let chromium = Chromium::start(1440, "en").await;
    chromium.open(&demo.app).await;
    let mut people = Vec::new();
    for person in chromium.client.find_all(Locator::Css("li")).await.unwrap() {
        let link = person.find(Locator::Css("a")).await.unwrap().attr("href").await.unwrap().unwrap();
        people.push((link, person.text().await.unwrap()));
    }
    assert!(people.len() >= 15, "{people:?}");
    for (link, promised) in people {
        // A minute lies between two codes for one address.
        demo.pass(2);
        match promised.split_once("by code: ") {
            Some((address, _)) => by_code(&demo, &chromium, address.trim()).await,
            None => by_microsoft(&demo, &chromium, &link).await,
        }
        let came_in = chromium.has("#greeting").await;
        let source = chromium.client.source().await.unwrap();
        let is_let_in = promised.contains("is let in");
        assert_eq!(came_in, is_let_in, "{promised}: {source}");
        if !came_in {
            // What support sees, the person does not.
            for never in ["patient", "suspended", "successor", "AADSTS7", "token_"] {
                assert!(!source.contains(never), "{promised}: the page says {never}");
            }
        }
    }
    chromium.end().await;
}

async fn by_microsoft(demo: &Demo, chromium: &Chromium, link: &str) {
    chromium.open(&format!("{}{link}", demo.app)).await;
    let address = chromium.client.current_url().await.unwrap();
    if address.as_str().starts_with(demo.stand_in.base_url()) {
        chromium.click("button.account.hinted").await;
        chromium.left(&address).await;
    }
}

async fn by_code(demo: &Demo, chromium: &Chromium, address: &str) {
    let before = chromium.letters(demo, address).await.len();
    chromium.ask_code(demo, address).await;
    let letter = chromium.letter(demo, address, before + 1).await;
    let Some(code) = steps::read_code(&letter) else { return };
    chromium.show(&code).await;
    chromium.wait_for("#greeting, button[name=organization], input[name=new_password]").await;
    if chromium.has("button[name=organization]").await {
        chromium.click("button[name=organization]").await;
    }
    if chromium.has("input[name=new_password]").await {
        chromium.fill("input[name=new_password]", steps::STRONG).await;
        chromium.fill("input[name=again]", steps::STRONG).await;
        chromium.click("button[value=new_password]").await;
    }
    chromium.wait_for("#greeting").await;
}
