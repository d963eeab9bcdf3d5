//! The pages, as a browser goes through them.

use entra_stand_in::{Fault, Options, Registration, Times};
use url::Url;

use crate::world::{ANNA, APP, BACK, TID, UPN, World, answer, cookie};

/// The address of a page's first form.
fn action(world: &World, page: &str) -> String {
    let action = page.split("action=\"").nth(1).unwrap().split('"').next().unwrap();
    world.url(action.replace("&amp;", "&").trim_start_matches('/'))
}

#[tokio::test]
async fn an_account_is_picked_or_typed() {
    let world = World::with(Options::default()).await;
    let page = world.authorize(&[]).await;
    assert_eq!(page.status(), 200);
    let page = page.text().await.unwrap();
    assert!(page.contains("class=\"account hinted\""));
    let action = action(&world, &page);
    let post = async |field: (&str, &str)| world.http.post(&action).form(&[field]).send().await.unwrap();

    let picked = answer(&post(("account", &ANNA.to_string())).await);
    assert_eq!(world.redeem(&picked["code"], &[]).await.0, 200);
    let typed = answer(&post(("username", UPN)).await);
    assert_eq!(typed["state"], "st");
    assert!(typed.contains_key("code"));
    let cancelled = answer(&post(("cancel", "1")).await);
    assert_eq!(cancelled["error"], "access_denied");
    let unknown = post(("username", "<nobody>@st-janshof.example")).await;
    assert_eq!(unknown.status(), 200);
    let unknown = unknown.text().await.unwrap();
    assert!(unknown.contains("AADSTS50034") && unknown.contains("&lt;nobody&gt;@"));
}

#[tokio::test]
async fn consent_is_given_on_a_page() {
    let world = World::with(Options::default()).await;
    let app = Registration::new(APP, "Anteroom").redirect_uri(BACK).without_consent();
    world.entra.add_registration(TID, app);
    world.entra.next_person(TID, ANNA);
    let page = world.authorize(&[]).await;
    let cookie = cookie(&page);
    let action = action(&world, &page.text().await.unwrap());
    let accept = || world.http.post(&action).form(&[("account", ANNA.to_string())]);
    assert_eq!(accept().send().await.unwrap().status(), 400, "without a session");
    let accepted = accept().header("cookie", &cookie).send().await.unwrap();
    assert!(answer(&accepted).contains_key("code"));
}

#[tokio::test]
async fn form_post_brings_the_code_in_a_form() {
    let world = World::new().await;
    let page = world.authorize(&[("response_mode", "form_post")]).await;
    let page = page.text().await.unwrap();
    assert!(page.contains(&format!("action=\"{BACK}\"")) && page.contains("name=\"code\""));
}

#[tokio::test]
async fn logging_out_ends_the_session_and_tells_the_apps() {
    let world = World::new().await;
    world.entra.update_registration(TID, APP, |app| {
        app.front_channel_logout = Some("https://broker.example/front".into());
    });
    let cookie = cookie(&world.authorize(&[]).await);
    let mut url = Url::parse(&world.url(&format!("{TID}/oauth2/v2.0/logout"))).unwrap();
    url.query_pairs_mut().append_pair("post_logout_redirect_uri", BACK);
    let logout = || world.http.get(url.clone()).header("cookie", &cookie).send();
    let page = logout().await.unwrap().text().await.unwrap();
    assert!(page.contains("https://broker.example/front?iss=") && page.contains("sid="));
    let again = logout().await.unwrap();
    assert_eq!(again.headers()["location"], BACK);
    let silent = world.authorize_url(&TID.to_string(), &[("prompt", "none")]);
    let silent = world.http.get(silent).header("cookie", &cookie).send().await.unwrap();
    assert_eq!(answer(&silent)["error"], "login_required");
}

#[tokio::test]
async fn an_admin_consents_for_a_directory() {
    let world = World::new().await;
    let app = Registration::new(APP, "Anteroom").redirect_uri(BACK).without_consent();
    world.entra.add_registration(TID, app);
    let mut url = Url::parse(&world.url(&format!("{TID}/v2.0/adminconsent"))).unwrap();
    url.query_pairs_mut().extend_pairs([
        ("client_id", APP),
        ("redirect_uri", BACK),
        ("scope", "openid"),
        ("state", "s"),
    ]);
    // Whoever refuses says `admin_consent=True` too.
    for (fault, error, code) in [
        (Fault::AdminConsentDeclined, "consent_required", "AADSTS65004"),
        (Fault::AdminConsentNotPermitted, "permission_denied", "The admin canceled"),
        (Fault::AdminConsentNeedsAdministrator, "access_denied", "AADSTS90094"),
    ] {
        world.entra.fault(TID, fault, Times::Once);
        let back = answer(&world.http.get(url.clone()).send().await.unwrap());
        assert_eq!(
            (back["admin_consent"].as_str(), back["error"].as_str(), back["state"].as_str()),
            ("True", error, "s")
        );
        assert!(back["error_description"].starts_with(code) && !back.contains_key("tenant"), "{back:?}");
    }
    let common = url.as_str().replacen(&TID.to_string(), "common", 1);
    assert_eq!(world.http.get(common).send().await.unwrap().status(), 400);
    let back = answer(&world.http.get(url).send().await.unwrap());
    assert_eq!((back["admin_consent"].as_str(), back["state"].as_str()), ("True", "s"));
    assert_eq!(back["tenant"], TID.to_string());
    assert!(answer(&world.authorize(&[]).await).contains_key("code"));
}
