//! Support signs in by its command line: the code is typed in a real browser, on whatever device.

use serde_json::{Value, json};

use crate::access::barriers;
use crate::chromium::Chromium;
use crate::steps::{Demo, MIA};

const GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";
const GO_ON: &str = "form[action='/device'] button";

/// What support's command line does.
#[expect(clippy::disallowed_methods, reason = "this stands for support's own machine")]
async fn post(demo: &Demo, path: &str, form: &[(&str, &str)]) -> Value {
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let form = [&[("client_id", "anteroomctl")], form].concat();
    let request = client.post(format!("{}{path}", demo.broker)).form(&form);
    request.send().await.unwrap().json().await.unwrap()
}

async fn ask(demo: &Demo) -> Value {
    post(demo, "/oauth2/device_authorization", &[("scope", "openid offline_access")]).await
}

async fn poll(demo: &Demo, told: &Value) -> Value {
    let code = told["device_code"].as_str().unwrap();
    post(demo, "/oauth2/token", &[("grant_type", GRANT), ("device_code", code)]).await
}

/// Who the admin API says that somebody is.
#[expect(clippy::disallowed_methods, reason = "this stands for support's own machine")]
async fn me(demo: &Demo, tokens: &Value) -> Value {
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let request = client.get(format!("{}/admin/v1/me", demo.broker));
    let token = tokens["access_token"].as_str().unwrap_or_else(|| panic!("{tokens}"));
    request.bearer_auth(token).send().await.unwrap().json().await.unwrap()
}

async fn type_code(chromium: &Chromium, demo: &Demo, told: &Value) {
    chromium.open(told["verification_uri"].as_str().unwrap()).await;
    // As people type it.
    let code = told["user_code"].as_str().unwrap().replace('-', " ").to_lowercase();
    chromium.fill("#user-code", &code).await;
    chromium.click(GO_ON).await;
    assert!(told["verification_uri"].as_str().unwrap().starts_with(&demo.broker));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn support_types_the_code_signs_in_and_allows_it() {
    let demo = Demo::start().await;
    for (width, name) in [(1440, "desktop"), (360, "phone")] {
        let chromium = Chromium::start(width, "en").await;
        let told = ask(&demo).await;
        type_code(&chromium, &demo, &told).await;
        chromium.fill("#address", MIA).await;
        chromium.click("button[value=address]").await;
        chromium.pick(MIA).await;
        chromium.sees("May anteroomctl sign in as you?").await;
        let code = told["user_code"].as_str().unwrap();
        for shown in [MIA, code, "127.0.0.1"] {
            chromium.sees(shown).await;
        }
        chromium.picture(&format!("{name}-device-asks")).await;
        assert_eq!(poll(&demo, &told).await["error"], "authorization_pending", "nobody has allowed it");
        chromium.click("button[value=allow]").await;
        chromium.sees("anteroomctl is signed in").await;
        chromium.picture(&format!("{name}-device-allowed")).await;
        let me = me(&demo, &poll(&demo, &told).await).await;
        assert_eq!((&me["name"], &me["role"], &me["by"]), (&json!(MIA), &json!("support"), &json!("account")));

        // The address with the code in it, while she is signed in: she is asked all the same, and refuses.
        let told = ask(&demo).await;
        chromium.open(told["verification_uri_complete"].as_str().unwrap()).await;
        chromium.wait_for("#user-code").await;
        chromium.picture(&format!("{name}-device")).await;
        chromium.click(GO_ON).await;
        chromium.sees("May anteroomctl sign in as you?").await;
        chromium.click("button[value=refuse]").await;
        chromium.sees("anteroomctl was refused").await;
        assert_eq!(poll(&demo, &told).await["error"], "access_denied");

        // What is no code.
        chromium.open(&format!("{}/device", demo.broker)).await;
        chromium.fill("#user-code", "BCDF-GHJK").await;
        chromium.click(GO_ON).await;
        chromium.wait_for("[role=alert] a[href='#user-code']").await;
        chromium.picture(&format!("{name}-device-wrong")).await;
        chromium.end().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_page_of_a_device_has_a_barrier_and_none_needs_a_mouse() {
    let demo = Demo::start().await;
    let mut wrong = Vec::new();
    for (width, size) in [(1440, "desktop"), (360, "phone")] {
        let chromium = Chromium::start(width, "en").await;
        chromium.by_microsoft(&demo, MIA).await;
        chromium.sees("Mia Dekker").await;
        for language in ["en", "nl", "de", "fr"] {
            let name = format!("{size}-{language}");
            chromium.open(&format!("{}/device", demo.broker)).await;
            if language != "en" {
                chromium.click(&format!("footer a[hreflang={language}]")).await;
            }
            chromium.wait_for(&format!("html[lang={language}] #user-code")).await;
            assert_eq!(chromium.focused().await, json!("user-code"), "the field is ready");
            wrong.extend(barriers(&chromium, &format!("{name}-device")).await);
            chromium.fill("#user-code", "BCDF-GHJK").await;
            chromium.keys("\u{e007}").await;
            chromium.wait_for("[role=alert]").await;
            wrong.extend(barriers(&chromium, &format!("{name}-device-code-wrong")).await);
            for answer in ["allow", "refuse"] {
                let told = ask(&demo).await;
                chromium.open(told["verification_uri_complete"].as_str().unwrap()).await;
                chromium.tab_to("user-code").await;
                chromium.keys("\u{e007}").await;
                chromium.wait_for("button[value=allow]").await;
                if answer == "allow" {
                    wrong.extend(barriers(&chromium, &format!("{name}-device-asks")).await);
                }
                chromium.click(&format!("button[value={answer}]")).await;
                chromium.wait_for("main:not(:has(form)) h1").await;
                wrong.extend(barriers(&chromium, &format!("{name}-device-{answer}")).await);
            }
            // Codes can be tried again.
            demo.pass(10);
        }
        chromium.end().await;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
