//! Apps made with openid-client and with Authlib that send their requests ahead, prove themselves by a key, and have their tokens
//! bound to one.

use serde_json::{Value, json};

use crate::browser::{Answer, Browser};
use crate::client_program::{Library, Program, call, error, get, well};
use crate::stories;
use crate::world::{APP_SECRET, World};

const ANNA: (&str, &str) = ("login_hint", "a.devries@st-janshof.example");

/// The public half of an app's key, as it is registered.
async fn keys(world: &World, program: &Program) -> String {
    let keys = well(&get(&world.browser(), program, "/jwks").await);
    let key = keys["keys"][0].as_object().unwrap();
    assert!(!key.contains_key("d"), "that is the private half");
    let members: Vec<_> = key.iter().map(|(name, value)| format!("{name} = {value}")).collect();
    format!("jwks = {{ keys = [{{ {} }}] }}", members.join(", "))
}

async fn sends_its_request_ahead(world: &mut World, library: Library) {
    let program = Program::start(world, library, "app", &[("CLIENT_SECRET", APP_SECRET), ("PAR", "1")]);
    program
        .register(world, "secret = { file = \"app\" }\nprotocol = { require_pushed_authorization_requests = true }")
        .await;
    let browser = world.browser();
    let departed = browser.get(&program.at(&format!("/login?login_hint={}", ANNA.1))).await;
    let to = departed.location();
    let sent: Vec<_> = to.query_pairs().map(|(name, _)| name.into_owned()).collect();
    assert!(sent.iter().all(|name| name == "client_id" || name == "request_uri"), "{to}");
    let signed_in = well(&browser.follow(to.as_str()).await);
    assert_eq!(signed_in["claims"]["email"], json!(ANNA.1));
    // What is wrong with it the app hears at once, and nobody is sent anywhere.
    assert_eq!(error(&get(&browser, &program, "/login?scope=profile").await), "invalid_scope");
}

async fn proves_itself_by_its_key(world: &mut World, library: Library) {
    let program = Program::start(world, library, "app", &[("BY_KEY", "1"), ("PAR", "1")]);
    let keys = keys(world, &program).await;
    program.register(world, &format!("authentication = \"private_key_jwt\"\nprotocol = {{ {keys} }}")).await;
    let browser = world.browser();
    well(&program.sign_in(&browser, &[ANNA]).await);
    world.set_clock_to_system();
    let refreshed = well(&call(&browser, &program, "/refresh").await);
    assert_eq!(refreshed["claims"]["email"], json!(ANNA.1));
    well(&call(&browser, &program, "/revoke").await);
    assert_eq!(error(&get(&browser, &program, "/userinfo").await), "invalid_token");
}

async fn another_key_proves_nothing(world: &mut World, library: Library) {
    let (program, other) = (
        Program::start(world, library, "app", &[("BY_KEY", "1")]),
        Program::start(world, library, "app", &[("BY_KEY", "1")]),
    );
    let keys = keys(world, &other).await;
    program.register(world, &format!("authentication = \"private_key_jwt\"\nprotocol = {{ {keys} }}")).await;
    assert_eq!(error(&program.sign_in(&world.browser(), &[ANNA]).await), "invalid_client");
}

/// What people reach an app at that takes answers by https alone.
const PUBLIC_URL: &str = "https://app.example";

/// A person signs in, where what they reach the app at is a reverse proxy before it.
async fn sign_in_through_a_proxy(browser: &Browser, program: &Program) -> Answer {
    let mut at = program.at(&format!("/login?login_hint={}", ANNA.1));
    loop {
        let answer = browser.get(&at).await;
        let Some(to) = answer.location.clone() else { return answer };
        at = to.replacen(PUBLIC_URL, &program.base, 1);
    }
}

/// An app of openid-client's makes a key for its tokens, which are then worth nothing to whoever has not that key.
async fn has_its_tokens_bound_to_a_key(world: &World, browser: &Browser, program: &Program, signed_in: &Value) {
    let is_bound = |tokens: &Value| tokens["token_type"].as_str().unwrap().eq_ignore_ascii_case("dpop");
    assert!(is_bound(signed_in), "{signed_in}");
    let userinfo = well(&get(browser, program, "/userinfo").await);
    assert_eq!(userinfo["sub"], signed_in["claims"]["sub"]);
    world.set_clock_to_system();
    let refreshed = well(&call(browser, program, "/refresh").await);
    assert!(is_bound(&refreshed), "{refreshed}");
    well(&get(browser, program, "/userinfo").await);
}

stories! {
    async fn openid_client_sends_its_request_ahead(world) {
        let mut world = world;
        sends_its_request_ahead(&mut world, Library::OpenidClient).await;
    }

    async fn authlib_sends_its_request_ahead(world) {
        let mut world = world;
        sends_its_request_ahead(&mut world, Library::Authlib).await;
    }

    async fn openid_client_proves_itself_by_its_key(world) {
        let mut world = world;
        proves_itself_by_its_key(&mut world, Library::OpenidClient).await;
    }

    async fn authlib_proves_itself_by_its_key(world) {
        let mut world = world;
        proves_itself_by_its_key(&mut world, Library::Authlib).await;
    }

    async fn openid_client_proves_nothing_by_another_key(world) {
        let mut world = world;
        another_key_proves_nothing(&mut world, Library::OpenidClient).await;
    }

    async fn authlib_proves_nothing_by_another_key(world) {
        let mut world = world;
        another_key_proves_nothing(&mut world, Library::Authlib).await;
    }

    async fn openid_client_has_its_tokens_bound_to_a_key(world) {
        let mut world = world;
        let program = Program::start(&world, Library::OpenidClient, "app", &[("CLIENT_SECRET", APP_SECRET), ("DPOP", "1")]);
        let registered = "secret = { file = \"app\" }\nprotocol = { dpop_bound_access_tokens = true }";
        program.register(&mut world, registered).await;
        let browser = world.browser();
        let signed_in = well(&program.sign_in(&browser, &[ANNA]).await);
        has_its_tokens_bound_to_a_key(&world, &browser, &program, &signed_in).await;
    }

    async fn openid_client_as_a_public_client_has_its_tokens_bound_to_a_key(world) {
        let mut world = world;
        let program = Program::start(&world, Library::OpenidClient, "app", &[("DPOP", "1")]);
        program.register(&mut world, "").await;
        let browser = world.browser();
        let signed_in = well(&program.sign_in(&browser, &[ANNA]).await);
        has_its_tokens_bound_to_a_key(&world, &browser, &program, &signed_in).await;
    }

    async fn openid_client_does_all_that_fapi_2_demands(world) {
        let mut world = world;
        let more = [("BY_KEY", "1"), ("PAR", "1"), ("DPOP", "1"), ("PUBLIC_URL", PUBLIC_URL)];
        let program = Program::start(&world, Library::OpenidClient, "app", &more);
        let keys = keys(&world, &program).await;
        let registered = format!("authentication = \"private_key_jwt\"\nprotocol = {{ profile = \"fapi2\", {keys} }}");
        program.register_at(&mut world, PUBLIC_URL, &registered).await;
        let browser = world.browser();
        let signed_in = well(&sign_in_through_a_proxy(&browser, &program).await);
        has_its_tokens_bound_to_a_key(&world, &browser, &program, &signed_in).await;
    }
}
