//! Tokens for resource servers (RFC 8707, RFC 9068): each for one, and none for ours. Two brokers take turns.

use serde_json::json;

use crate::browser::{Browser, claims};
use crate::parties::{ANNA, API, LAB, ROUNDS, refusal, text, userinfo, with_applications};
use crate::replicated_stories;
use crate::world::World;

/// The code that Anna's sign-in gives for several resource servers.
async fn code_for(world: &World, resources: &[&str]) -> String {
    let query: String = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(resources.iter().map(|resource| ("resource", resource)))
        .finish();
    let url = Browser::authorize_url(&[
        ("client_id", "rounds"),
        ("redirect_uri", "https://rounds.example/callback"),
        ("scope", "openid roles offline_access"),
        ("login_hint", ANNA),
    ]);
    let browser = world.browser();
    let departed = browser.get(&format!("{url}&{query}")).await;
    let back = browser.through_entra(&departed).await;
    back.parameter("code").unwrap()
}

replicated_stories! {
    async fn a_token_says_to_a_resource_server_what_it_must_know(world) {
        let mut world = world;
        with_applications(&mut world).await;
        let tokens = ROUNDS.tokens(&world, &[("resource", API), ("scope", "openid roles")]).await;
        assert_eq!(tokens["expires_in"], 300);
        let (access, id_token) = (text(&tokens, "access_token"), text(&tokens, "id_token"));
        let header = jsonwebtoken::decode_header(&access).unwrap();
        assert_eq!((header.typ.as_deref(), header.alg), (Some("at+jwt"), jsonwebtoken::Algorithm::ES256));
        let (said, of_id) = (claims(&access), claims(&id_token));
        let now = world.now().timestamp();
        assert_eq!(said["aud"], API);
        assert_eq!((&said["iss"], &said["client_id"], &said["scope"]), (&json!(world.base), &json!("rounds"), &json!("openid roles")));
        assert_eq!((&said["iat"], &said["exp"], &of_id["exp"]), (&json!(now), &json!(now + 300), &json!(now + 120)));
        for name in ["sub", "auth_time", "acr", "organization", "roles"] {
            assert!(said[name] == of_id[name] && !said[name].is_null(), "{name}: {said} {of_id}");
        }
        assert!(said.get("email").is_none() && said.get("name").is_none());
        // Roles by scope, as everywhere.
        let fewer = ROUNDS.tokens(&world, &[("resource", API), ("scope", "openid")]).await;
        assert!(claims(&text(&fewer, "access_token")).get("roles").is_none());
        // For our own endpoints, which know all that, it stays short.
        let own = claims(&text(&ROUNDS.tokens(&world, &[]).await, "access_token"));
        assert!(own["aud"] == json!(world.base) && own.get("roles").is_none() && own.get("auth_time").is_none(), "{own}");
    }

    // Else a resource server could ask us, or another one, in the person's name.
    async fn a_token_for_one_opens_nothing_else(world) {
        let mut world = world;
        with_applications(&mut world).await;
        let token = text(&ROUNDS.tokens(&world, &[("resource", API)]).await, "access_token");
        assert_eq!(userinfo(&world, &token).await.status, 401);
        let header = format!("Bearer {token}");
        assert_eq!(world.browser().json("/admin/v1/me", &[("authorization", &header)], None).await.status, 401);
    }

    async fn of_several_that_were_granted_each_token_is_for_one(world) {
        let mut world = world;
        with_applications(&mut world).await;
        let code = code_for(&world, &[API, LAB, API]).await;
        let browser = world.browser();
        let form = [ROUNDS.redeeming(&code), vec![("resource", LAB)]].concat();
        let tokens = browser.post("/oauth2/token", &form).await.json();
        assert_eq!(claims(&text(&tokens, "access_token"))["aud"], LAB, "{tokens}");
        let mut refresh = text(&tokens, "refresh_token");
        let own = world.base.clone();
        for resource in [API, LAB, &own] {
            let form = [ROUNDS.refreshing(&refresh), vec![("resource", resource)]].concat();
            let tokens = browser.post("/oauth2/token", &form).await.json();
            let access = text(&tokens, "access_token");
            assert_eq!(claims(&access)["aud"], resource);
            assert_eq!(userinfo(&world, &access).await.status == 200, resource == own, "{resource}");
            refresh = text(&tokens, "refresh_token");
        }
        for resources in [&[][..], &[API, LAB], &["https://other.example/"]] {
            let named: Vec<_> = resources.iter().map(|resource| ("resource", *resource)).collect();
            let form = [ROUNDS.refreshing(&refresh), named].concat();
            assert_eq!(refusal(&browser.post("/oauth2/token", &form).await), "invalid_target", "{resources:?}");
        }
        // Nothing was used up by that. What is not registered any more is not given any more.
        world.change("resources = [\"https://api.example/\", \"https://lab.example/v1\"], access_token", "resources = [\"https://lab.example/v1\"], access_token").await;
        let form = [ROUNDS.refreshing(&refresh), vec![("resource", API)]].concat();
        assert_eq!(refusal(&browser.post("/oauth2/token", &form).await), "invalid_target");
        let form = [ROUNDS.refreshing(&refresh), vec![("resource", LAB)]].concat();
        assert_eq!(browser.post("/oauth2/token", &form).await.status, 200);
    }

    async fn what_was_not_granted_is_not_given(world) {
        let mut world = world;
        with_applications(&mut world).await;
        let browser = world.browser();
        for (granted, named) in [(&[][..], API), (&[API], LAB), (&[API], "https://api.example")] {
            let code = code_for(&world, granted).await;
            let form = [ROUNDS.redeeming(&code), vec![("resource", named)]].concat();
            assert_eq!(refusal(&browser.post("/oauth2/token", &form).await), "invalid_target", "{granted:?} {named}");
        }
        for resource in ["https://other.example/", "https://api.example", "https://api.example/#a", "nonsense"] {
            let back = ROUNDS_AUTHORIZE.iter().copied().chain([("resource", resource)]).collect::<Vec<_>>();
            let back = browser.authorize(&back).await;
            assert_eq!(back.parameter("error").as_deref(), Some("invalid_target"), "{resource}");
        }
        // Another application has none, and of all other parameters there is one.
        let back = browser.authorize(&[("resource", API)]).await;
        assert_eq!(back.parameter("error").as_deref(), Some("invalid_target"));
        let twice = format!("{}&nonce=another", Browser::authorize_url(&[]));
        assert_eq!(browser.get(&twice).await.parameter("error").as_deref(), Some("invalid_request"));
    }
}

const ROUNDS_AUTHORIZE: [(&str, &str); 2] =
    [("client_id", "rounds"), ("redirect_uri", "https://rounds.example/callback")];
