//! Google Workspace: whoever has an account of the hospital's Workspace comes in, and nobody else of the many whom Google knows.

use anteroom::domain::reason::Reason;
use serde_json::{Value, json};

use crate::browser::{Answer, Browser};
use crate::stories;
use crate::world::{ENTRA_SECRET, World};

pub const CLIENT_ID: &str = "1093.apps.googleusercontent.com";
const GERDA: &str = "g.groen@zuiderkruis.example";

/// A hospital that has a Google Workspace.
const HOSPITAL: &str = r#"[[organization]]
slug = "zuiderkruis"
name = "Zuiderkruis"

[[organization.connection]]
name = "google"
kind = "google"
client_id = "1093.apps.googleusercontent.com"
domains = ["zuiderkruis.example"]
credential = { client_secret = { file = "entra" } }

[[organization.domain]]
name = "zuiderkruis.example"
connection = "google"
proven = true

[[organization.flag]]
name = "sso"
value = true
reason = "in use"

[[organization.flag]]
name = "google"
value = true
reason = "they have no Entra"

[[organization.user]]
email = "g.groen@zuiderkruis.example"
name = "Gerda Groen"
kind = "professional"

"#;

fn gerda() -> Value {
    json!({ "sub": "109300000000000000001", "email": GERDA, "email_verified": true, "hd": "zuiderkruis.example", "name": "Gerda Groen" })
}

/// Connects the hospital, as its people would: a client at Google, with our redirect URI.
pub async fn connect(world: &mut World) {
    let next = "[[organization]]\nslug = \"delta-noord\"";
    world.change(next, &format!("{HOSPITAL}{next}")).await;
    let configuration = world.store.find_configuration(world.organization("zuiderkruis").await).await.unwrap().unwrap();
    let redirect_uri = format!("{}/login/callback/{}", world.base, configuration.connections[0].id);
    world.google.add_client(CLIENT_ID, ENTRA_SECRET, &redirect_uri);
    world.google.add_account(&gerda());
}

pub async fn depart(browser: &Browser) -> Answer {
    let departed = browser.authorize(&[("login_hint", GERDA)]).await;
    assert_eq!(departed.status, 303, "{}", departed.body);
    departed
}

pub fn is_in(back: &Answer) -> bool {
    back.location.as_ref().is_some_and(|to| to.starts_with("https://records.example/callback?code="))
}

/// Whoever is refused sees a page; the reason is in the log alone.
async fn refused(world: &World, browser: &Browser, page: &Answer, expected: Reason, what: &str) {
    assert!((400..500).contains(&page.status), "{what}: {} {:?}", page.status, page.location);
    let event = world.last_event("zuiderkruis", page.sign_in()).await;
    assert_eq!(event.reason.as_deref(), Some(expected.code()), "{what}: {}", event.detail.as_str());
    assert!(!page.body.contains(expected.code()) && browser.cookie("__Host-anteroom-session").is_none(), "{what}");
}

stories! {
    async fn an_account_of_the_workspace_comes_in_and_is_known_by_its_sub(world) {
        let mut world = world;
        connect(&mut world).await;
        let browser = world.browser();
        // The button says whose account it is, once it is known where the address leads.
        let page = browser.authorize(&[("login_hint", GERDA), ("prompt", "select_account")]).await;
        assert!(page.body.contains("Sign in with Google") && !page.body.contains("value=\"microsoft\""), "{}", page.body);
        let sign_in = page.sign_in().to_string();
        let departed = browser.post("/login", &[("sign_in", &sign_in), ("action", "provider"), ("address", GERDA)]).await;
        assert!(is_in(&browser.through_entra(&departed).await));
        let asked = world.google.last_asked();
        for (name, value) in [
            ("client_id", CLIENT_ID), ("scope", "openid profile email"), ("hd", "zuiderkruis.example"),
            ("login_hint", GERDA), ("prompt", "select_account"), ("code_challenge_method", "S256"),
        ] {
            assert_eq!(asked.get(name).map(String::as_str), Some(value), "{name}");
        }
        for never in ["domain_hint", "claims", "access_type", "resource"] {
            assert!(!asked.contains_key(never), "{never}");
        }

        // Under the older name of its issuer Google's is the same account; the tokens say who it is here.
        world.google.next_claims(json!({ "iss": "accounts.google.com" }));
        let browser = world.browser();
        let back = browser.through_entra(&depart(&browser).await).await;
        let redeemed = browser.redeem(&back.parameter("code").unwrap()).await;
        assert_eq!(redeemed.status, 200, "{}", redeemed.body);
        let events = world.events("zuiderkruis").await;
        assert!(events.iter().any(|event| event.detail.as_str().starts_with(r#"{"method":"google""#)), "{events:#?}");

        // Somebody else who has been given the address: a lapsed domain that was registered anew brings back `hd` and address, not `sub`.
        let browser = world.browser();
        let departed = depart(&browser).await;
        world.google.next_claims(json!({ "sub": "109300000000000000002" }));
        let page = browser.through_entra(&departed).await;
        refused(&world, &browser, &page, Reason::IdentityMismatch, "a successor").await;
    }

    async fn nobody_else_whom_google_knows_comes_in(world) {
        let mut world = world;
        connect(&mut world).await;
        for (what, claims, expected) in [
            ("a consumer with the hospital's address", json!({ "hd": null, "sub": "2" }), Reason::PersonalAccount),
            ("another Workspace", json!({ "hd": "evil.example" }), Reason::TenantMismatch),
            ("a part of the name", json!({ "hd": "x.zuiderkruis.example" }), Reason::TenantMismatch),
            ("no text", json!({ "hd": ["zuiderkruis.example"] }), Reason::TenantMismatch),
            ("an address that nobody verified", json!({ "email_verified": false }), Reason::EmailUnverified),
            ("an address of which nothing is said", json!({ "email_verified": null }), Reason::EmailUnverified),
            ("no address", json!({ "email": null }), Reason::EmailMissing),
            ("an address of the Workspace that nobody has here", json!({ "email": "x@zuiderkruis.example" }), Reason::UserUnknown),
            ("another issuer", json!({ "iss": "https://accounts.google.com/" }), Reason::TokenIssuer),
            ("Entra's", json!({ "iss": world.entra.issuer(crate::world::TID) }), Reason::TokenIssuer),
            ("another client", json!({ "aud": "2.apps.googleusercontent.com" }), Reason::TokenAudience),
            ("another attempt", json!({ "nonce": "n" }), Reason::TokenNonce),
            ("no name", json!({ "sub": null }), Reason::TokenClaims),
        ] {
            let browser = world.browser();
            let departed = depart(&browser).await;
            world.google.next_claims(claims);
            let page = browser.through_entra(&departed).await;
            refused(&world, &browser, &page, expected, what).await;
        }
        for (alg, expected) in [("none", Reason::TokenAlgorithm), ("HS256", Reason::TokenAlgorithm), ("PS256", Reason::TokenAlgorithm)] {
            let browser = world.browser();
            let departed = depart(&browser).await;
            world.google.next_header(json!({ "alg": alg }));
            let page = browser.through_entra(&departed).await;
            refused(&world, &browser, &page, expected, alg).await;
        }
        // Mix-up: who answers must say so, and be the one who was asked; and its code is never redeemed.
        let redeemed = world.google.redeemed();
        for issuer in [Value::Null, json!("https://id.evil.example"), json!("https://accounts.google.com/")] {
            let browser = world.browser();
            let departed = depart(&browser).await;
            world.google.next_answer(json!({ "iss": issuer }));
            let page = browser.through_entra(&departed).await;
            refused(&world, &browser, &page, Reason::ConnectionMixedUp, "mixed up").await;
        }
        // The same answer at the address of another hospital's connection.
        let browser = world.browser();
        let departed = depart(&browser).await;
        let answer = browser.get(departed.location().as_str()).await.location();
        let entra = world.store.find_configuration(world.organization("st-janshof").await).await.unwrap().unwrap();
        let elsewhere = format!("/login/callback/{}?{}", entra.connections[0].id, answer.query().unwrap());
        let page = browser.get(&elsewhere).await;
        assert!((400..500).contains(&page.status) && browser.cookie("__Host-anteroom-session").is_none(), "{}", page.body);
        assert_eq!(world.google.redeemed(), redeemed, "a code was redeemed that came by another way");
        assert!(is_in(&browser.get(answer.as_str()).await), "at its own address it counts");

        // Google cannot be asked for a new proof, and what it then shows is none.
        let browser = world.browser();
        let departed = browser.authorize(&[("login_hint", GERDA), ("prompt", "login")]).await;
        let page = browser.through_entra(&departed).await;
        refused(&world, &browser, &page, Reason::ProofAgeUnknown, "prompt=login").await;

        // A flag of its own switches it off; whoever is away meanwhile is refused when they are back.
        let browser = world.browser();
        let departed = depart(&browser).await;
        world.change("name = \"google\"\nvalue = true", "name = \"google\"\nvalue = false").await;
        let page = browser.through_entra(&departed).await;
        refused(&world, &browser, &page, Reason::ProviderOff, "the flag is off").await;
        let turned_back = world.browser().authorize(&[("login_hint", GERDA)]).await;
        assert_eq!(turned_back.status, 200);
        let event = world.last_event("zuiderkruis", turned_back.sign_in()).await;
        assert_eq!(event.reason.as_deref(), Some(Reason::ProviderOff.code()));
    }
}
