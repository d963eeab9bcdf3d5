//! The demonstration, clicked through in a real browser: headless Chromium, by way of `chromedriver`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a test says what is wrong by ending"
)]

mod chromium;
#[allow(dead_code, reason = "the example uses all of it")]
#[path = "../../examples/demonstration/mod.rs"]
mod demonstration;

use fantoccini::Locator;

use chromium::Chromium;
use demonstration::{Demonstration, Ports};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_caregiver_comes_in_by_the_button_and_the_second_time_by_one_click() {
    let demonstration = Demonstration::start(Ports::default()).await.unwrap();
    let chromium = Chromium::start().await;
    let page = &chromium.client;

    page.goto(&demonstration.app).await.unwrap();
    chromium.click("#sign-in").await;
    chromium.find("#address").await.send_keys("a.devries@st-janshof.example").await.unwrap();
    chromium.click("button.microsoft").await;
    // Microsoft already knows whom to expect.
    chromium.click("button.account.hinted").await;
    assert_eq!(chromium.text("#greeting").await, "Good day, Anna de Vries");
    assert_eq!(chromium.text("#organization").await, "st-janshof");

    // The browser is closed: what ends with it, ends.
    chromium.click("#sign-out").await;
    chromium.find("#sign-in").await;
    page.delete_cookie("__Host-anteroom-session").await.unwrap();
    chromium.click("#sign-in").await;
    assert!(chromium.text("button.remembered").await.contains("a.devries@st-janshof.example"));
    chromium.click("button.remembered").await;
    assert_eq!(chromium.text("#greeting").await, "Good day, Anna de Vries");
    chromium.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sso_opened_for_records_does_not_open_the_viewer() {
    let demonstration = Demonstration::start(Ports::default()).await.unwrap();
    let chromium = Chromium::start().await;
    let page = &chromium.client;
    page.goto(&demonstration.app).await.unwrap();
    page.find(Locator::LinkText("a.devries@st-janshof.example")).await.unwrap().click().await.unwrap();
    chromium.click("button.account.hinted").await;
    chromium.click("#viewer").await;
    assert!(chromium.text("h1").await.contains("Viewer"));
    assert!(page.current_url().await.unwrap().as_str().starts_with(&demonstration.broker));
    assert!(page.find_all(Locator::Css("button.microsoft, #address")).await.unwrap().is_empty());
    chromium.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everybody_meets_the_outcome_that_the_page_tells() {
    let demonstration = Demonstration::start(Ports::default()).await.unwrap();
    let chromium = Chromium::start().await;
    let page = &chromium.client;
    page.goto(&demonstration.app).await.unwrap();
    let mut people = Vec::new();
    for person in page.find_all(Locator::Css("li")).await.unwrap() {
        let link = person.find(Locator::Css("a")).await.unwrap().attr("href").await.unwrap().unwrap();
        people.push((link, person.text().await.unwrap()));
    }
    assert!(people.len() >= 15, "{people:?}");
    for (link, expected) in people {
        page.goto(&format!("{}{link}", demonstration.app)).await.unwrap();
        let address = page.current_url().await.unwrap();
        if address.as_str().starts_with(&demonstration.entra) {
            chromium.click("button.account.hinted").await;
            chromium.left(&address).await;
        }
        let came_in = !page.find_all(Locator::Css("#greeting")).await.unwrap().is_empty();
        let source = page.source().await.unwrap();
        assert_eq!(came_in, expected.contains("is let in"), "{expected}: {source}");
        if !came_in {
            // What support sees, the person does not.
            for never in ["patient", "suspended", "successor", "AADSTS7", "token_"] {
                assert!(!source.contains(never), "{expected}: the page says {never}");
            }
        }
    }
    chromium.end().await;
}
