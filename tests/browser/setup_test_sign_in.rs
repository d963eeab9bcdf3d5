//! A hospital's IT tries its draft: to Microsoft and back, and reads what would happen; so does a colleague by a private link. Large and
//! small, by night, in every language.

use anteroom::domain::connection::{ConnectionVersion, VersionState};
use anteroom::domain::organization::OrganizationConfiguration;
use anteroom::keys::random;
use anteroom::language::Language;

use crate::access::barriers;
use crate::chromium::Chromium;
use crate::setup::link;
use crate::steps::{ANNA, Demo};

async fn configuration(demo: &Demo) -> OrganizationConfiguration {
    demo.store().read_organization("st-janshof", None).await.unwrap().unwrap()
}

/// A draft of the hospital's, which nobody has tried.
async fn draft(demo: &Demo) {
    let (store, now) = (demo.store(), demo.now());
    let configuration = configuration(demo).await;
    let connection = &configuration.connections[0];
    let settings = connection.active.as_ref().unwrap().settings.clone();
    let (id, number) = (random::id(now), connection.next_number());
    let change = store.change_configuration(now).await.unwrap();
    change
        .put_draft(connection, &ConnectionVersion { id, number, state: VersionState::Draft, settings })
        .await
        .unwrap();
    change.commit().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_draft_is_tried_and_what_it_shows_can_be_read_by_everybody() {
    let demo = Demo::start().await;
    draft(&demo).await;
    let mut wrong = Vec::new();
    for (width, name, more) in
        [(1440, "desktop", &[][..]), (360, "phone", &[]), (360, "dark", &["--blink-settings=preferredColorScheme=0"])]
    {
        let chromium = Chromium::start_with(width, "en", more).await;
        let picture = async |page: &str| barriers(&chromium, &format!("{name}-test-sign-in-{page}")).await;
        chromium.open(&link(&demo, "st-janshof").await).await;
        chromium.open(&format!("{}/setup/test-sign-in", demo.broker)).await;
        wrong.extend(picture("begin").await);

        // Microsoft refuses: somebody has cancelled there.
        chromium.click("form[action='/setup/test-sign-in'] button").await;
        chromium.click("#cancel").await;
        chromium.sees("AADSTS65004").await;
        wrong.extend(picture("refused").await);

        // Somebody who would come in; then somebody whose account is nobody's here.
        chromium.click("form[action='/setup/test-sign-in'] button").await;
        chromium.pick(ANNA).await;
        chromium.sees("It works: this person would come in").await;
        assert!(!chromium.client.get_all_cookies().await.unwrap().iter().any(|it| it.name().ends_with("session")));
        wrong.extend(picture("works").await);
        for language in Language::ALL.map(Language::tag) {
            chromium.open(&format!("{}/setup/test-sign-in?lang={language}", demo.broker)).await;
            chromium.wait_for(&format!("html[lang={language}] #result")).await;
            wrong.extend(picture(&format!("works-{language}")).await);
        }
        chromium.open(&format!("{}/setup/test-sign-in?lang=en", demo.broker)).await;

        // A private link, which a colleague opens in a browser of their own.
        chromium.click("form[action='/setup/test-sign-in/link'] button").await;
        chromium.wait_for(".told code").await;
        wrong.extend(picture("link").await);
        let made = chromium.client.find(fantoccini::Locator::Css(".told code")).await.unwrap();
        let made = made.text().await.unwrap();
        chromium.open(&made).await;
        let address = chromium.client.current_url().await.unwrap();
        assert_eq!(address.path(), "/setup/try");
        wrong.extend(picture("try").await);
        chromium.click("form[action='/setup/try'] button").await;
        chromium.pick("p.smit@st-janshof.example").await;
        chromium.sees("The connection works, but this person would not come in yet").await;
        wrong.extend(picture("try-patient").await);
        chromium.open(&format!("{}/setup/test-sign-in", demo.broker)).await;
        chromium.sees("Somebody made a test by it").await;
        chromium.end().await;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
