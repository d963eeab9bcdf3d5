//! Apps made with openid-client and with Authlib do what their developers expect of an OpenID Provider.

use serde_json::{Value, json};

use crate::client_program::{Library, Program, call, error, get, well};
use crate::stories;
use crate::world::World;

const ANNA: (&str, &str) = ("login_hint", "a.devries@st-janshof.example");
const BRAM: (&str, &str) = ("login_hint", "b.bakker@st-janshof.example");
const SUSPENDED: (&str, &str) = ("login_hint", "s.suspended@st-janshof.example");

async fn signs_in_refreshes_and_gives_back(world: &mut World, library: Library) {
    let program = Program::registered(world, library, &[]).await;
    let browser = world.browser();
    let signed_in = well(&program.sign_in(&browser, &[ANNA]).await);
    let claims = &signed_in["claims"];
    assert_eq!((&claims["iss"], &claims["aud"]), (&json!(world.base), &json!("app")));
    assert_eq!((&claims["email"], &claims["organization"]), (&json!(ANNA.1), &json!("st-janshof")));
    assert_eq!((&signed_in["expires_in"], &signed_in["refreshable"]), (&json!(600), &json!(true)));
    assert!(signed_in["token_type"].as_str().unwrap().eq_ignore_ascii_case("bearer"));
    let userinfo = well(&get(&browser, &program, "/userinfo").await);
    assert_eq!((&userinfo["sub"], &userinfo["name"]), (&claims["sub"], &json!("Anna de Vries")));

    let refreshed = well(&call(&browser, &program, "/refresh").await);
    assert_eq!(refreshed["claims"]["sub"], claims["sub"]);
    assert_eq!(refreshed["claims"]["auth_time"], claims["auth_time"], "OpenID Connect Core, 12.2");
    assert!(refreshed["claims"].get("nonce").is_none_or(Value::is_null));
    well(&get(&browser, &program, "/userinfo").await);

    well(&call(&browser, &program, "/revoke").await);
    assert_eq!(error(&get(&browser, &program, "/userinfo").await), "invalid_token");
    assert_eq!(error(&call(&browser, &program, "/refresh").await), "invalid_grant");
}

async fn hears_why_not(world: &mut World, library: Library) {
    let program = Program::registered(world, library, &[]).await;
    let nobody = program.sign_in(&world.browser(), &[("prompt", "none")]).await;
    assert_eq!(error(&nobody), "login_required");
    // Whoever is refused sees why, and may go back to the app.
    let browser = world.browser();
    let refused = program.sign_in(&browser, &[SUSPENDED]).await;
    assert!(refused.status == 403 && refused.body.contains("access_denied"), "{}", refused.body);
    let back = refused.body.split("href=\"").find(|rest| rest.starts_with(&program.base)).unwrap();
    let back = back.split('"').next().unwrap().replace("&amp;", "&").replace("&#38;", "&");
    assert_eq!(error(&browser.get(&back).await), "access_denied");

    let browser = world.browser();
    assert_eq!(error(&program.sign_in(&browser, &[ANNA, ("scope", "profile")]).await), "invalid_scope");
    assert_eq!(error(&program.sign_in(&browser, &[ANNA, ("prompt", "none login")]).await), "invalid_request");

    // A refresh token that was used, and the one after it too, is used again: nothing that came of it is good any more.
    well(&program.sign_in(&browser, &[ANNA]).await);
    well(&call(&browser, &program, "/refresh").await);
    well(&call(&browser, &program, "/refresh").await);
    assert_eq!(error(&call(&browser, &program, "/refresh-again").await), "invalid_grant");
    assert_eq!(error(&get(&browser, &program, "/userinfo").await), "invalid_token");
    assert_eq!(error(&call(&browser, &program, "/refresh").await), "invalid_grant");
}

async fn asks_for_a_new_proof_or_another_person(world: &mut World, library: Library) {
    let program = Program::registered(world, library, &[]).await;
    let browser = world.browser();
    let first = well(&program.sign_in(&browser, &[ANNA]).await);
    // Another second, at Microsoft too.
    world.pass(chrono::Duration::seconds(1));
    let silent = well(&program.sign_in(&browser, &[("prompt", "none")]).await);
    assert_eq!(silent["claims"]["sid"], first["claims"]["sid"], "the open session answers");
    let anew = well(&program.sign_in(&browser, &[ANNA, ("max_age", "0")]).await);
    assert_ne!(anew["claims"]["sid"], first["claims"]["sid"]);
    assert!(anew["claims"]["auth_time"].as_i64() > first["claims"]["auth_time"].as_i64());
    let another = well(&program.sign_in(&world.browser(), &[BRAM, ("prompt", "login")]).await);
    assert_eq!(another["claims"]["email"], json!(BRAM.1));
}

async fn proves_itself_or_does_not(world: &mut World, library: Library) {
    let program = Program::start(world, library, "app", &[("CLIENT_SECRET", "another-secret")]);
    program.register(world, "secret = { file = \"app\" }").await;
    assert_eq!(error(&program.sign_in(&world.browser(), &[ANNA]).await), "invalid_client");
    // One that has no secret sends none, and PKCE is its proof.
    let program = Program::start(world, library, "public", &[("SCOPE", "openid email")]);
    let application = format!(
        "[[application]]\nclient_id = \"public\"\nname = \"Public\"\nsso = \"follow\"\n\
        redirect_uris = [\"{}/callback\"]\nid_token_algorithm = \"RS256\"\n\n",
        program.base
    );
    let first = "[[application]]\nclient_id = \"records\"";
    world.change(first, &format!("{application}{first}")).await;
    let signed_in = well(&program.sign_in(&world.browser(), &[ANNA]).await);
    assert_eq!(signed_in["scope"], "openid email");
    assert_eq!(signed_in["refreshable"], false);
}

stories! {
    async fn openid_client_signs_in_refreshes_and_gives_back(world) {
        let mut world = world;
        signs_in_refreshes_and_gives_back(&mut world, Library::OpenidClient).await;
    }

    async fn authlib_signs_in_refreshes_and_gives_back(world) {
        let mut world = world;
        signs_in_refreshes_and_gives_back(&mut world, Library::Authlib).await;
    }

    async fn openid_client_hears_why_not(world) {
        let mut world = world;
        hears_why_not(&mut world, Library::OpenidClient).await;
    }

    async fn authlib_hears_why_not(world) {
        let mut world = world;
        hears_why_not(&mut world, Library::Authlib).await;
    }

    async fn openid_client_asks_for_a_new_proof_or_another_person(world) {
        let mut world = world;
        asks_for_a_new_proof_or_another_person(&mut world, Library::OpenidClient).await;
    }

    async fn authlib_asks_for_a_new_proof_or_another_person(world) {
        let mut world = world;
        asks_for_a_new_proof_or_another_person(&mut world, Library::Authlib).await;
    }

    async fn openid_client_proves_itself_or_does_not(world) {
        let mut world = world;
        proves_itself_or_does_not(&mut world, Library::OpenidClient).await;
    }

    async fn authlib_proves_itself_or_does_not(world) {
        let mut world = world;
        proves_itself_or_does_not(&mut world, Library::Authlib).await;
    }
}
