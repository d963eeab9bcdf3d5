//! A person signs out in an app made with openid-client or Authlib, or elsewhere, and the app hears of it.

use serde_json::json;

use crate::browser::Browser;
use crate::client_program::{Library, Program, get, well};
use crate::eventually::eventually;
use crate::stories;
use crate::world::{APP_SECRET, World};

const ANNA: (&str, &str) = ("login_hint", "a.devries@st-janshof.example");

async fn start(world: &mut World, library: Library) -> Program {
    let program = Program::start(world, library, "app", &[("CLIENT_SECRET", APP_SECRET)]);
    let base = &program.base;
    let registered = format!(
        "secret = {{ file = \"app\" }}\nprotocol = {{ post_logout_redirect_uris = [\"{base}/signed-out\"], \
        backchannel_logout_uri = \"{base}/backchannel-logout\" }}"
    );
    program.register(world, &registered).await;
    program
}

/// Whether the app still has the person signed in.
async fn has_session(browser: &Browser, program: &Program) -> bool {
    well(&get(browser, program, "/").await).get("sub").is_some()
}

async fn signs_out(world: &mut World, library: Library) {
    let program = start(world, library).await;
    let browser = world.browser();
    well(&program.sign_in(&browser, &[ANNA]).await);
    // Unasked: the app has shown whose session it is.
    let back = browser.follow(&program.at("/logout")).await;
    assert_eq!(well(&back), json!({ "signed_out": true }));
    assert!(!has_session(&browser, &program).await);
    let asked = browser.authorize(&[]).await;
    assert_eq!((asked.status, asked.location), (200, None), "the session is still open");
}

async fn hears_that_a_session_is_over(world: &mut World, library: Library) {
    let program = start(world, library).await;
    let browser = world.browser();
    well(&program.sign_in(&browser, &[ANNA]).await);
    // The same session opens another app, and ends there.
    assert!(browser.authorize(&[]).await.parameter("code").is_some());
    assert!(has_session(&browser, &program).await);
    world.set_clock_to_system();
    let page = browser.post("/login/sign-out", &[]).await;
    assert!(page.status < 400, "{}", page.body);
    // The app hears of it.
    eventually(async || !has_session(&browser, &program).await).await;
}

stories! {
    async fn openid_client_signs_out(world) {
        let mut world = world;
        signs_out(&mut world, Library::OpenidClient).await;
    }

    async fn authlib_signs_out(world) {
        let mut world = world;
        signs_out(&mut world, Library::Authlib).await;
    }

    async fn an_app_with_openid_client_hears_that_a_session_is_over(world) {
        let mut world = world;
        hears_that_a_session_is_over(&mut world, Library::OpenidClient).await;
    }

    async fn an_app_with_authlib_hears_that_a_session_is_over(world) {
        let mut world = world;
        hears_that_a_session_is_over(&mut world, Library::Authlib).await;
    }
}
