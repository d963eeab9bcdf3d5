//! A hospital's IT has its connection checked, reads what is wrong, and what to send on: large and small, in every language.

use anteroom::language::Language;

use crate::access::barriers;
use crate::chromium::Chromium;
use crate::setup::link;
use crate::steps::Demo;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_checks_find_can_be_read_by_everybody() {
    let demo = Demo::start().await;
    let mut wrong = Vec::new();
    for (width, name, more) in
        [(1440, "desktop", &[][..]), (360, "phone", &[]), (360, "dark", &["--blink-settings=preferredColorScheme=0"])]
    {
        let chromium = Chromium::start_with(width, "en", more).await;
        chromium.open(&link(&demo, "st-janshof").await).await;
        chromium.wait_for("dl.facts").await;
        chromium.open(&format!("{}/setup/checks", demo.broker)).await;
        chromium.click("form button").await;
        chromium.wait_for("ul.checks .mark").await;
        let address = chromium.client.current_url().await.unwrap();
        assert_eq!((address.path(), address.fragment()), ("/setup/checks", Some("entra")));
        // The demonstration's connection works; nobody has made a test sign-in yet.
        chromium.wait_for(".mark.ok").await;
        chromium.wait_for(".mark.warning").await;
        chromium.click("details summary").await;
        chromium.wait_for("details[open] pre").await;
        for language in Language::ALL.map(Language::tag) {
            chromium.open(&format!("{}/setup/checks?lang={language}", demo.broker)).await;
            chromium.wait_for(&format!("html[lang={language}] ul.checks .mark")).await;
            wrong.extend(barriers(&chromium, &format!("{name}-setup-checks-{language}")).await);
        }
        chromium.end().await;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
