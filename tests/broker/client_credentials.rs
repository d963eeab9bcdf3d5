//! An application comes for itself (client credentials grant, RFC 6749, 4.4). Two brokers take turns.

use serde_json::json;

use crate::browser::{Answer, claims};
use crate::parties::{API, LAB, MOBILE, NIGHT_JOB, Party, REPORTS, ROUNDS, refusal, text, userinfo, with_applications};
use crate::replicated_stories;
use crate::world::World;

async fn come(world: &World, party: Party, more: &[(&str, &str)]) -> Answer {
    let form = [party.form(&[("grant_type", "client_credentials")]), more.to_vec()].concat();
    world.browser().post("/oauth2/token", &form).await
}

replicated_stories! {
    async fn it_gets_a_token_for_one_of_its_resource_servers(world) {
        let mut world = world;
        with_applications(&mut world).await;
        let answer = come(&world, REPORTS, &[("resource", LAB)]).await;
        assert_eq!((answer.status, &answer.headers["cache-control"]), (200, &"no-store".parse().unwrap()), "{}", answer.body);
        let tokens = answer.json();
        let access = text(&tokens, "access_token");
        assert_eq!(tokens, json!({ "access_token": access, "token_type": "Bearer", "expires_in": 600 }));
        let header = jsonwebtoken::decode_header(&access).unwrap();
        assert_eq!((header.typ.as_deref(), header.alg), (Some("at+jwt"), jsonwebtoken::Algorithm::ES256));
        let mut said = claims(&access);
        assert!(said.as_object_mut().unwrap().remove("jti").is_some_and(|jti| jti.is_string()));
        let now = world.now().timestamp();
        // RFC 9068, 2.2: nobody is the subject but the application itself.
        assert_eq!(said, json!({ "iss": world.base, "sub": "reports", "aud": LAB, "client_id": "reports", "iat": now, "exp": now + 600 }));
        // Where it has one, that need not be named.
        let only = come(&world, NIGHT_JOB, &[]).await.json();
        assert_eq!(claims(&text(&only, "access_token"))["aud"], API);
    }

    async fn it_opens_nothing_of_ours(world) {
        let mut world = world;
        // Not even where somebody has registered our own addresses.
        let own = format!("resources = [\"{}\", \"{}/admin/v1\", ", world.base, world.base);
        with_applications(&mut world).await;
        world.change("client_credentials = true, resources = [", &format!("client_credentials = true, {own}")).await;
        for resource in [API, &world.base, &format!("{}/admin/v1", world.base)] {
            let token = text(&come(&world, REPORTS, &[("resource", resource)]).await.json(), "access_token");
            assert_eq!(userinfo(&world, &token).await.status, 401, "{resource}");
            let header = format!("Bearer {token}");
            let admin = world.browser().json("/admin/v1/me", &[("authorization", &header)], None).await;
            assert_eq!(admin.status, 401, "{resource}");
            let back = world.browser().post("/oauth2/revoke", &REPORTS.form(&[("token", &token)])).await;
            assert_eq!(refusal(&back), "unsupported_token_type");
            let of_another = world.browser().post("/oauth2/revoke", &NIGHT_JOB.form(&[("token", &token)])).await;
            assert_eq!(of_another.status, 200, "another learns whose it is");
        }
    }

    async fn what_it_may_not_have_is_refused(world) {
        let mut world = world;
        with_applications(&mut world).await;
        for (party, more, error) in [
            (REPORTS, vec![], "invalid_target"),
            (REPORTS, vec![("resource", "https://other.example/")], "invalid_target"),
            (REPORTS, vec![("resource", "https://api.example")], "invalid_target"),
            (REPORTS, vec![("resource", API), ("resource", LAB)], "invalid_target"),
            (NIGHT_JOB, vec![("resource", LAB)], "invalid_target"),
            (NIGHT_JOB, vec![("scope", "openid")], "invalid_scope"),
            (NIGHT_JOB, vec![("grant_type", "client_credentials")], "invalid_request"),
            (ROUNDS, vec![("resource", API)], "unauthorized_client"),
            (MOBILE, vec![("resource", API)], "unauthorized_client"),
        ] {
            let answer = come(&world, party, &more).await;
            assert_eq!(refusal(&answer), error, "{} {more:?}", party.client_id);
        }
        let unproven = [("grant_type", "client_credentials"), ("client_id", "night-job"), ("client_secret", "wrong")];
        assert_eq!(world.browser().post("/oauth2/token", &unproven).await.status, 401);
        // A public client has nothing to prove itself by, so it is not registered so.
        let refused = world.try_change("name = \"Mobile\"", "name = \"Mobile\"\nprotocol = { client_credentials = true, resources = [\"https://api.example/\"] }").await;
        assert!(refused.unwrap_err().contains("protocol.client_credentials"));
    }
}
