//! The traditional way, beside Microsoft, and what closes it.

use anteroom::domain::admin_role::AdminRole;
use anteroom::tenancy::admin_tokens::{self, NewToken};
use anteroom::tenancy::change::Act;
use chrono::Duration;
use serde_json::{Value, json};

use crate::chromium::Chromium;
use crate::steps::{ANNA, Demo, HANA, HUGO, LENA, MO, NOOR, PIET, STRONG, read_code};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_patient_comes_in_with_a_code() {
    let demo = Demo::start().await;
    let chromium = Chromium::start(360, "en").await;
    chromium.ask_code(&demo, PIET).await;
    chromium.show("000000").await;
    chromium.sees("This code is not right").await;
    let code = chromium.code(&demo, PIET, 1).await;
    // As people copy it.
    chromium.show(&format!("{} {}", &code[..3], &code[3..])).await;
    chromium.sees("Piet Jansen").await;
    chromium.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_needs_a_mouse() {
    let demo = Demo::start().await;
    let chromium = Chromium::start(1440, "en").await;
    chromium.to_login(&demo).await;
    // From the top of the page to the field, by Tab alone; each stop can be seen.
    let stops = chromium.tab_to("address").await;
    assert!(stops.iter().all(|stop| stop["outlined"] == json!(true)), "{stops:?}");
    chromium.keys(PIET).await;
    chromium.keys("\u{e007}").await;
    chromium.wait_for("input[autocomplete=one-time-code]").await;
    assert_eq!(chromium.focused().await, json!("code"), "the field is ready");
    let code = chromium.code(&demo, PIET, 1).await;
    chromium.tab_to("code").await;
    chromium.keys(&code).await;
    chromium.keys("\u{e007}").await;
    chromium.sees("Piet Jansen").await;
    chromium.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_password_is_chosen_asked_for_and_forgotten() {
    let demo = Demo::start().await;
    let chromium = Chromium::start(1440, "en").await;
    chromium.ask_code(&demo, LENA).await;
    let code = chromium.code(&demo, LENA, 1).await;
    chromium.show(&code).await;
    for (first, again, told) in [
        ("short", "short", "too short"),
        ("zonnehoek lena", "zonnehoek lena", "guessed too easily"),
        (STRONG, "another one", "not the same"),
    ] {
        chromium.fill("input[name=new_password]", first).await;
        chromium.fill("input[name=again]", again).await;
        chromium.click("button[value=new_password]").await;
        chromium.sees(told).await;
    }
    chromium.fill("input[name=new_password]", STRONG).await;
    chromium.fill("input[name=again]", STRONG).await;
    chromium.click("button[value=new_password]").await;
    chromium.sees("Lena Schut").await;

    // The next time it is asked for; a wrong one opens nothing.
    demo.pass(2);
    chromium.ask_code(&demo, LENA).await;
    let code = chromium.code(&demo, LENA, 3).await;
    chromium.show(&code).await;
    chromium.fill("input[name=password]", "not this one").await;
    chromium.click("button[value=password]").await;
    chromium.sees("This password is not right").await;
    chromium.fill("input[name=password]", STRONG).await;
    chromium.click("button[value=password]").await;
    chromium.sees("Lena Schut").await;
    chromium.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn forced_sso_refuses_code_password_and_reset() {
    let demo = Demo::start().await;
    let chromium = Chromium::start(1440, "en").await;
    // Somebody who has a password, signed in with it.
    chromium.ask_code(&demo, LENA).await;
    let code = chromium.code(&demo, LENA, 1).await;
    chromium.show(&code).await;
    chromium.fill("input[name=new_password]", STRONG).await;
    chromium.fill("input[name=again]", STRONG).await;
    chromium.click("button[value=new_password]").await;
    chromium.sees("Lena Schut").await;
    // And in another browser, with the password still to type.
    demo.pass(2);
    let other = Chromium::start(1440, "en").await;
    other.ask_code(&demo, LENA).await;
    let code = other.code(&demo, LENA, 3).await;
    other.show(&code).await;
    other.wait_for("input[name=password]").await;

    let forced = "name = \"forced_sso\"\nvalue = true\nreason = \"policy\"\nwithout_recent_sign_in = \"story\"";
    demo.change(
        "name = \"password_required\"",
        &format!("{forced}\n\n[[organization.flag]]\nname = \"password_required\""),
    )
    .await;
    // The password, where the page stood open.
    other.fill("input[name=password]", STRONG).await;
    other.click("button[value=password]").await;
    other.sees("choose “Sign in with Microsoft”").await;
    other.picture("desktop-forced-refused").await;
    other.end().await;
    // The reset.
    chromium.open(&format!("{}/login/account", demo.broker)).await;
    chromium.sees("Nobody is signed in here").await;
    // A new code.
    demo.pass(2);
    chromium.ask_code(&demo, LENA).await;
    let letter = chromium.letter(&demo, LENA, 4).await;
    assert!(read_code(&letter).is_none() && letter.contains("Sign in with Microsoft"), "{letter}");
    chromium.show("123456").await;
    chromium.sees("This code is not right").await;
    chromium.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_remembered_account_leads_and_signing_out_takes_one_click_back() {
    let demo = Demo::start().await;
    for (width, name) in [(1440, "desktop"), (360, "phone")] {
        let chromium = Chromium::start(width, "en").await;
        chromium.by_microsoft(&demo, ANNA).await;
        chromium.sees("Anna de Vries").await;
        chromium.click("#account").await;
        chromium.sees("this browser").await;
        chromium.picture(&format!("{name}-account")).await;
        chromium.open(&demo.app).await;
        chromium.click("#sign-out-everywhere").await;
        chromium.click("form[action='/login/sign-out'] button").await;
        chromium.sees("You are signed out").await;
        chromium.picture(&format!("{name}-signed-out")).await;
        // Back with one click: the name is remembered, and Microsoft's own session stands.
        chromium.open(&format!("{}/sign-in", demo.app)).await;
        chromium.sees(&format!("Continue as {ANNA}")).await;
        chromium.click("button[value=remembered]").await;
        chromium.sees("Anna de Vries").await;
        chromium.end().await;
    }
}

/// Waits until the app knows nobody in this browser.
async fn is_out_of_the_app(chromium: &Chromium, demo: &Demo) {
    for _ in 0..200 {
        chromium.open(&demo.app).await;
        if chromium.text().await.contains("Good to see you") {
            return;
        }
    }
    panic!("the app still knows somebody");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn signing_out_in_the_app_is_signing_out_and_signing_out_here_is_out_of_the_app() {
    let demo = Demo::start().await;
    for (width, name) in [(1440, "desktop"), (360, "phone")] {
        let chromium = Chromium::start(width, "en").await;
        // In the app: back in it at once, over Microsoft where the hospital wants that.
        for (address, person) in [(ANNA, "Anna de Vries"), (HANA, "Hana Koster")] {
            chromium.by_microsoft(&demo, address).await;
            chromium.sees(person).await;
            chromium.click("#sign-out").await;
            chromium.sees("Good to see you").await;
            assert!(chromium.client.current_url().await.unwrap().as_str().starts_with(&demo.app));
            chromium.open(&format!("{}/login/account", demo.broker)).await;
            assert!(!chromium.has(".list").await, "a session is open");
        }
        // A page that has no proof asks, and a person who stays is still in.
        chromium.by_microsoft(&demo, ANNA).await;
        chromium.sees("Anna de Vries").await;
        let app = url::form_urlencoded::byte_serialize(format!("{}/", demo.app).as_bytes()).collect::<String>();
        let asks = format!("{}/oauth2/logout?client_id=records&post_logout_redirect_uri={app}", demo.broker);
        chromium.open(&asks).await;
        chromium.sees("asks whether you want to sign out").await;
        chromium.picture(&format!("{name}-sign-out-asked")).await;
        chromium.click("form[action='/login/sign-out'] a").await;
        chromium.sees("Anna de Vries").await;
        // With the button they are out, here and in the app.
        chromium.open(&asks).await;
        chromium.click("form[action='/login/sign-out'] button").await;
        is_out_of_the_app(&chromium, &demo).await;
        // Signed out here: the app hears of it behind their back.
        chromium.by_microsoft(&demo, ANNA).await;
        chromium.sees("Anna de Vries").await;
        chromium.open(&format!("{}/login/sign-out", demo.broker)).await;
        chromium.click("form[action='/login/sign-out'] button").await;
        chromium.sees("You are signed out").await;
        is_out_of_the_app(&chromium, &demo).await;
        chromium.end().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn signing_out_reaches_microsoft_where_the_hospital_wants_it() {
    let demo = Demo::start().await;
    let chromium = Chromium::start(1440, "en").await;
    chromium.by_microsoft(&demo, HANA).await;
    chromium.sees("Hana Koster").await;
    chromium.click("#sign-out-everywhere").await;
    chromium.click("form[action='/login/sign-out'] button").await;
    chromium.sees("You are signed out").await;
    // Microsoft has forgotten her too, and asks.
    chromium.open(&format!("{}/sign-in", demo.app)).await;
    chromium.click("button[value=remembered]").await;
    chromium.pick(HANA).await;
    chromium.sees("Hana Koster").await;
    chromium.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_ward_computer_remembers_nobody() {
    let demo = Demo::start().await;
    // The device says so.
    let chromium = Chromium::start(360, "en").await;
    chromium.to_login(&demo).await;
    chromium.click("button[value=shared]").await;
    chromium.sees("no name is remembered").await;
    chromium.picture("phone-shared").await;
    for _ in 0..2 {
        // Each time Microsoft asks which account, though one is open there.
        chromium.by_microsoft(&demo, ANNA).await;
        chromium.sees("Anna de Vries").await;
        chromium.open(&format!("{}/login/sign-out", demo.broker)).await;
        chromium.click("form[action='/login/sign-out'] button").await;
        chromium.sees("You are signed out").await;
        chromium.to_login(&demo).await;
        assert!(!chromium.text().await.contains(ANNA), "a name on a ward's computer");
    }
    // After the button too, where nobody has said who they are.
    for _ in 0..2 {
        chromium.open(&format!("{}/sign-in?prompt=select_account", demo.app)).await;
        chromium.click("button[value=microsoft]").await;
        // It asks, the second time too, though she is still signed in there.
        chromium.fill("input[name=username]", NOOR).await;
        chromium.click("button#next").await;
        chromium.sees("Noor Blom").await;
    }
    chromium.end().await;
    // The hospital says so.
    let chromium = Chromium::start(1440, "en").await;
    chromium.by_microsoft(&demo, "f.elamrani@meerwijk.example").await;
    chromium.sees("Fatima el Amrani").await;
    chromium.to_login(&demo).await;
    assert!(!chromium.text().await.contains("f.elamrani"), "a name on a ward's computer");
    chromium.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn somebody_of_two_hospitals_chooses() {
    let demo = Demo::start().await;
    let chromium = Chromium::start(360, "en").await;
    chromium.ask_code(&demo, MO).await;
    let code = chromium.code(&demo, MO, 1).await;
    chromium.show(&code).await;
    chromium.sees("Where do you want to go?").await;
    chromium.picture("phone-organization").await;
    let delta = "//button[@name='organization'][contains(., 'Delta Noord')]";
    chromium.client.find(fantoccini::Locator::XPath(delta)).await.unwrap().click().await.unwrap();
    chromium.sees("Mo Haddad").await;
    chromium.sees("delta-noord").await;
    chromium.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_of_support_open_break_glass_and_close_it() {
    let demo = Demo::start().await;
    let chromium = Chromium::start(1440, "en").await;
    let path = format!("{}/admin/v1/organizations/avondzon/break-glass", demo.broker);
    let (jan, mia) = (token(&demo, "jan.smit").await, token(&demo, "mia.dekker").await);

    chromium.ask_code(&demo, HUGO).await;
    let letter = chromium.letter(&demo, HUGO, 1).await;
    assert!(read_code(&letter).is_none(), "{letter}");

    let asked = call(&jan, &path, json!({ "user": HUGO, "reason": "Entra is down" })).await;
    let request = format!("{path}/{}", asked["id"].as_str().unwrap());
    assert_eq!(call(&jan, &format!("{request}/approve"), Value::Null).await["code"], "same_person");
    assert_eq!(call(&mia, &format!("{request}/approve"), Value::Null).await["state"], "open");
    let told = chromium.letter(&demo, "it@avondzon.example", 1).await;
    assert!(told.contains("jan.smit") && told.contains("mia.dekker") && told.contains("Entra is down"), "{told}");

    demo.pass(2);
    chromium.ask_code(&demo, HUGO).await;
    let code = chromium.code(&demo, HUGO, 2).await;
    chromium.show(&code).await;
    chromium.sees("Hugo Brink").await;

    assert_eq!(call(&mia, &format!("{request}/close"), Value::Null).await["state"], "closed");
    chromium.open(&format!("{}/sign-in", demo.app)).await;
    chromium.wait_for("main.card").await;
    assert!(!chromium.has("#greeting").await, "what it let in has ended");
    chromium.end().await;
}

/// A token for a person of support, as `anteroom token create` makes it.
async fn token(demo: &Demo, name: &str) -> String {
    let (name, role, lifetime) = (name.to_owned(), AdminRole::Support, Duration::days(1));
    let new = NewToken { name, role, organizations: None, lifetime };
    let act = Act { by: "story", role: None, ip: None, now: demo.now() };
    let made = admin_tokens::create(&demo.store(), new, &act).await;
    made.unwrap().1.expose().to_owned()
}

/// What support's command line does.
#[expect(clippy::disallowed_methods, reason = "this stands for support's own machine")]
async fn call(token: &str, url: &str, body: Value) -> Value {
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let request = client.post(url).bearer_auth(token);
    let request = if body.is_null() { request } else { request.json(&body) };
    request.send().await.unwrap().json().await.unwrap()
}
