//! A hospital's IT keeps the pilot list, looks at what a change would come to, makes it and takes it back: large and small, in every
//! language.

use anteroom::language::Language;

use crate::access::barriers;
use crate::chromium::Chromium;
use crate::setup::link;
use crate::steps::{ANNA, Demo};

const ADD: &str = "form[action*=pilot] button[value=add]";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hospital_switches_sso_on_by_itself() {
    let demo = Demo::start().await;
    let mut wrong = Vec::new();
    for (width, name, more) in
        [(1440, "desktop", &[][..]), (360, "phone", &[]), (360, "dark", &["--blink-settings=preferredColorScheme=0"])]
    {
        let chromium = Chromium::start_with(width, "en", more).await;
        let page = format!("{}/setup/switch-on", demo.broker);
        chromium.open(&link(&demo, "st-janshof").await).await;
        chromium.open(&page).await;
        chromium.wait_for("#now").await;
        wrong.extend(barriers(&chromium, &format!("{name}-switch-on")).await);
        // Nothing was pasted; then somebody who is nobody here beside somebody who is.
        chromium.click(ADD).await;
        chromium.wait_for("#list-problem").await;
        wrong.extend(barriers(&chromium, &format!("{name}-switch-on-nothing")).await);
        chromium.fill("#addresses", &format!("{ANNA}\nwho.is.this@elsewhere.example\n<b>nobody</b>@x.example")).await;
        chromium.click(ADD).await;
        chromium.wait_for("#list-problem code, .notice code").await;
        chromium.sees("who.is.this@elsewhere.example").await;
        wrong.extend(barriers(&chromium, &format!("{name}-switch-on-unknown")).await);
        // It is looked at, and then done.
        chromium.click("#some").await;
        chromium.click("button[value=look]").await;
        chromium.wait_for("#preview").await;
        wrong.extend(barriers(&chromium, &format!("{name}-switch-on-preview")).await);
        chromium.click("button[value=do]").await;
        chromium.wait_for("form[action$=undo]").await;
        chromium.sees("On for the pilot list").await;
        wrong.extend(barriers(&chromium, &format!("{name}-switch-on-pilot")).await);
        chromium.click("form[action$=undo] button").await;
        chromium.sees("On for everyone").await;
        for language in Language::ALL.map(Language::tag) {
            chromium.open(&format!("{page}?lang={language}")).await;
            chromium.wait_for(&format!("html[lang={language}] #now")).await;
            wrong.extend(barriers(&chromium, &format!("{name}-switch-on-{language}")).await);
        }
        // Where there is nothing to switch on, it says what is missing, and where to mend it.
        demo.change("proven = true", "proven = false").await;
        chromium.open(&format!("{page}?lang=en")).await;
        chromium.click("#everyone").await;
        chromium.click("button[value=look]").await;
        chromium.click("button[value=do]").await;
        chromium.wait_for("[role=alert]").await;
        wrong.extend(barriers(&chromium, &format!("{name}-switch-on-missing")).await);
        demo.change("proven = false", "proven = true").await;
        chromium.end().await;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
