//! A sign-in that somebody else starts: a tile in the hospital's app portal leads to the app, which asks for a sign-in of its own. Nobody
//! brings an answer that was not asked for. Two brokers take turns.

use crate::account::entered;
use crate::browser::{REDIRECT_URI, VERIFIER};
use crate::replicated_stories;
use crate::world::{APP_SECRET, World};

const ANNA: &str = "a.devries@st-janshof.example";
const START: &str = "https://records.example/start?from=tile";

async fn with_tile(world: &mut World) {
    let home = "home = \"https://records.example/\"\n";
    world.change(home, &format!("{home}\n[application.protocol]\ninitiate_login_uri = \"{START}\"\n")).await;
}

replicated_stories! {
    async fn a_tile_leads_to_the_app_which_starts_a_sign_in_of_its_own(world) {
        let mut world = world;
        with_tile(&mut world).await;
        let browser = world.browser();
        let query = "application=records&organization=st-janshof&target_link_uri=https%3A%2F%2Frecords.example%2Fward%2F7";
        let to = browser.get(&format!("/login/initiate?{query}&state=theirs&code=theirs&scope=admin")).await;
        assert_eq!(to.status, 303, "{}", to.body);
        assert!(to.location().as_str().starts_with(START), "{to:?}");
        assert_eq!(to.parameter("iss"), Some(world.base.clone()));
        assert_eq!(to.parameter("organization").as_deref(), Some("st-janshof"));
        assert_eq!(to.parameter("target_link_uri").as_deref(), Some("https://records.example/ward/7"));
        for none in ["state", "code", "scope"] {
            assert_eq!(to.parameter(none), None, "{none}");
        }
        assert!(browser.cookie_names().is_empty(), "nothing has begun here");
        // The app's own request, with the hint that it was given.
        let departed = browser.authorize(&[("organization", "st-janshof")]).await;
        assert!(departed.location().as_str().starts_with(world.entra_url().as_str()), "{departed:?}");
        world.entra.next_person(crate::world::TID, crate::world::ANNA);
        let back = browser.through_entra(&departed).await;
        assert!(entered(&back) && back.parameter("state").as_deref() == Some("the-app-state"));
    }

    async fn a_tile_leads_nowhere_but_to_an_app(world) {
        let mut world = world;
        with_tile(&mut world).await;
        let browser = world.browser();
        for query in [
            "", "application=nobody", "application=", "application=records&application=planner", "client_id=records",
            "application=records&target_link_uri=https%3A%2F%2Fevil.example%2F",
            "application=records&target_link_uri=https%3A%2F%2Frecords.example.evil.example%2F",
            "application=records&target_link_uri=javascript%3Aalert(1)",
            "application=records&target_link_uri=%2F%2Fevil.example",
            // It has neither an address for this nor a start page.
            "application=planner",
        ] {
            let page = browser.get(&format!("/login/initiate?{query}")).await;
            assert_eq!((page.status, page.location.as_deref()), (400, None), "{query}");
        }
        world.change("client_id = \"records\"\n", "client_id = \"records\"\nstatus = \"disabled\"\n").await;
        assert_eq!(browser.get("/login/initiate?application=records").await.status, 400);
        world.change("client_id = \"records\"\nstatus = \"disabled\"\n", "client_id = \"records\"\n").await;
        // Without an address for it, its start page will do.
        world.change(&format!("initiate_login_uri = \"{START}\"\n"), "").await;
        let to = browser.get("/login/initiate?application=records&login_hint=a").await;
        assert_eq!(to.location.as_deref(), Some("https://records.example/"));
    }

    // "IdP-initiated" sign-in, as SAML had it, is how a stranger's session comes into somebody's browser.
    async fn an_answer_that_nobody_asked_for_is_never_taken(world) {
        let (anna, stranger) = (world.browser(), world.browser());
        let departed = stranger.authorize(&[("login_hint", "b.bakker@st-janshof.example")]).await;
        let at_entra = stranger.get(departed.location().as_str()).await;
        let answer = at_entra.location();
        // A stranger's answer, whole, in the browser of somebody who has asked for nothing: with and without its state.
        let refused = anna.get(answer.as_str()).await;
        assert_eq!((refused.status, refused.location.as_deref()), (400, None), "{}", refused.body);
        let code = at_entra.parameter("code").unwrap();
        let bare = anna.get(&format!("{}?code={code}", answer.path())).await;
        assert_eq!((bare.status, bare.location.as_deref()), (400, None));
        // In that of somebody who has asked for something else: it is of another attempt.
        let own = anna.authorize(&[("login_hint", ANNA)]).await;
        let refused = anna.get(answer.as_str()).await;
        assert_eq!(refused.status, 400);
        let mixed = format!("{}?code={code}&state={}", answer.path(), own.parameter("state").unwrap());
        let refused = anna.get(&mixed).await;
        assert!(!entered(&refused), "{refused:?}");
        assert!(anna.cookie_names().iter().all(|name| !name.ends_with("session")), "{:?}", anna.cookie_names());
        // And a code that an app did not ask for is worth nothing to it: what it would prove is not its own.
        let victim = stranger.get(answer.as_str()).await;
        let code = victim.parameter("code").unwrap();
        let form = |verifier| {
            [("grant_type", "authorization_code"), ("code", code.as_str()), ("redirect_uri", REDIRECT_URI),
                ("code_verifier", verifier), ("client_id", "records"), ("client_secret", APP_SECRET)]
        };
        let other = "another-verifier-of-at-least-forty-three-characters-01234";
        assert_eq!(anna.post("/oauth2/token", &form(other)).await.json()["error"], "invalid_grant");
        assert_eq!(anna.post("/oauth2/token", &form(VERIFIER)).await.json()["error"], "invalid_grant", "it was used up");
    }
}
