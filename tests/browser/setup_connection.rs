//! A hospital's IT adds a domain, is told of every mistake at its field, and connects its directory: large and small, in every language.

use anteroom::language::Language;

use crate::access::barriers;
use crate::chromium::Chromium;
use crate::setup::link;
use crate::steps::Demo;

/// The first hospital of the demonstration, and before it one of which nothing is known yet but its name.
const FIRST: &str = "slug = \"st-janshof\"";
const BEFORE: &str = "slug = \"nieuw\"\nname = \"Nieuw\"\nhelp = \"Bel 1\"\n[[organization]]\nslug = \"st-janshof\"";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_directory_can_be_connected_by_everybody() {
    let demo = Demo::start().await;
    demo.change(FIRST, BEFORE).await;
    let mut wrong = Vec::new();
    for (width, name, more) in
        [(1440, "desktop", &[][..]), (360, "phone", &[]), (360, "dark", &["--blink-settings=preferredColorScheme=0"])]
    {
        let chromium = Chromium::start_with(width, "en", more).await;
        let at = |path: &str| format!("{}/setup/{path}", demo.broker);
        let mut look = async |page: &str| wrong.extend(barriers(&chromium, &format!("{name}-{page}")).await);

        // A hospital of which nothing is known.
        chromium.open(&link(&demo, "nieuw").await).await;
        chromium.open(&at("domains")).await;
        chromium.fill("#domain", "gmail.com").await;
        chromium.click("form[action='/setup/domains'] button").await;
        chromium.wait_for("[role=alert] a[href='#domain']").await;
        look("setup-domain-fault").await;
        chromium.open(&at("connection")).await;
        chromium.wait_for("a[href='/setup/connection/own']").await;
        look("setup-connection-choice").await;
        chromium.click("a[href='/setup/connection/shared']").await;
        chromium.fill("#tid", "nieuw.example").await;
        chromium.click("form button").await;
        chromium.wait_for("[role=alert] a[href='#tid']").await;
        look("setup-shared-fault").await;
        chromium.open(&at("connection/own")).await;
        chromium.fill("#tid", "0d1e0000-0000-4000-8000-000000000001").await;
        chromium.fill("#client", "0d1e0000-0000-4000-8000-000000000001").await;
        chromium.click("form button").await;
        chromium.wait_for("[role=alert] a[href='#client']").await;
        look("setup-own-fault").await;

        // One that is connected, with a registration of its own.
        chromium.open(&link(&demo, "st-janshof").await).await;
        chromium.open(&at("connection")).await;
        chromium.wait_for("dl.facts").await;
        look("setup-connection").await;
        for way in ["credential", "federated", "certificate", "secret"] {
            chromium.open(&at(&format!("connection/{way}"))).await;
            chromium.wait_for("h1").await;
            look(&format!("setup-{way}")).await;
        }
        for language in Language::ALL.map(Language::tag) {
            for page in ["connection", "connection/own", "connection/credential"] {
                chromium.open(&at(&format!("{page}?lang={language}"))).await;
                chromium.wait_for(&format!("html[lang={language}] h1")).await;
                look(&format!("setup-{}-{language}", page.replace('/', "-"))).await;
            }
        }
        chromium.end().await;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
