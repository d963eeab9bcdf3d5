//! What a token is worth (RFC 7662): a resource server is told of tokens for itself, at once, and of nothing else. Two brokers take turns.

use reqwest::Method;
use serde_json::{Value, json};

use crate::browser::claims;
use crate::parties::{
    API, API_SERVER, LAB, MOBILE, NIGHT_JOB, Prover, REPORTS, ROUNDS, nonce, refusal, text, with_applications,
};
use crate::replicated_stories;
use crate::world::APP_SECRET;

fn inactive() -> Value {
    json!({ "active": false })
}

replicated_stories! {
    async fn a_resource_server_is_told_of_tokens_for_itself(world) {
        let mut world = world;
        with_applications(&mut world).await;
        let tokens = ROUNDS.tokens(&world, &[("resource", API)]).await;
        let access = text(&tokens, "access_token");
        let said = API_SERVER.introspect(&world, &access).await;
        let mut expected = claims(&access);
        expected["active"] = json!(true);
        expected["token_type"] = json!("Bearer");
        // By what we know the grant, and the hospital, is nobody else's business.
        for name in ["grant", "organization_id"] {
            assert!(expected.as_object_mut().unwrap().remove(name).is_some());
        }
        assert_eq!(said, expected);
        assert_eq!((&said["aud"], &said["client_id"], &said["iss"]), (&json!(API), &json!("rounds"), &json!(world.base)));
        assert_eq!(said["exp"].as_i64().unwrap() - said["iat"].as_i64().unwrap(), 300);
        // Bound to a key, it says to which: the resource server checks the proof.
        let (key, nonce) = (Prover::new(), nonce(&world).await);
        let code = ROUNDS.code(&world, &[("resource", API)]).await;
        let bound = key.ask(&world, &nonce, &ROUNDS.redeeming(&code)).await.json();
        let said = API_SERVER.introspect(&world, &text(&bound, "access_token")).await;
        assert_eq!((&said["token_type"], &said["cnf"]), (&json!("DPoP"), &json!({ "jkt": key.jkt })));
        // One that an application has for itself.
        let form = NIGHT_JOB.form(&[("grant_type", "client_credentials")]);
        let own = world.browser().post("/oauth2/token", &form).await.json();
        let said = API_SERVER.introspect(&world, &text(&own, "access_token")).await;
        assert_eq!((&said["active"], &said["sub"], said.get("scope")), (&json!(true), &json!("night-job"), None));
        world.change("name = \"Night job\"", "name = \"Night job\"\nstatus = \"disabled\"").await;
        assert_eq!(API_SERVER.introspect(&world, &text(&own, "access_token")).await, inactive());
    }

    async fn of_anything_else_nobody_learns_whether_there_is_such_a_token(world) {
        let mut world = world;
        with_applications(&mut world).await;
        let several = ROUNDS.tokens(&world, &[]).await;
        let for_lab = ROUNDS.tokens(&world, &[("resource", LAB)]).await;
        let of_mobile = MOBILE.tokens(&world, &[]).await;
        let lab = text(&for_lab, "access_token");
        let (head, signature) = lab.rsplit_once('.').unwrap();
        let other = text(&of_mobile, "access_token");
        for token in [
            lab.clone(),
            text(&several, "access_token"),
            text(&several, "id_token"),
            text(&several, "refresh_token"),
            text(&of_mobile, "refresh_token"),
            other.clone(),
            // Forged: another's signature, none, an audience of the asker's own.
            format!("{head}.{}", other.rsplit_once('.').unwrap().1),
            format!("{head}."),
            lab.replace(signature, &"A".repeat(signature.len())),
            "nonsense".to_owned(),
            "a.b.c".to_owned(),
            "eyJhdWQiOiJodHRwczovL2FwaS5leGFtcGxlLyJ9.eyJhdWQiOiJodHRwczovL2FwaS5leGFtcGxlLyJ9.AAAA".to_owned(),
            "\u{0}".to_owned(),
        ] {
            assert_eq!(API_SERVER.introspect(&world, &token).await, inactive(), "{token}");
        }
    }

    async fn an_application_is_told_of_its_own(world) {
        let mut world = world;
        with_applications(&mut world).await;
        let tokens = ROUNDS.tokens(&world, &[]).await;
        let access = ROUNDS.introspect(&world, &text(&tokens, "access_token")).await;
        assert_eq!((&access["active"], &access["aud"]), (&json!(true), &json!(world.base)));
        let refresh = text(&tokens, "refresh_token");
        let said = ROUNDS.introspect(&world, &refresh).await;
        let session = chrono::Duration::hours(12).num_seconds();
        let now = world.now().timestamp();
        assert_eq!(said, json!({ "active": true, "iss": world.base, "client_id": "rounds", "iat": now, "exp": now + session,
            "scope": "openid email roles offline_access" }));
        // To ask is not to use: neither is it used up, nor does asking about one that was end anything.
        let next = text(&ROUNDS.refresh(&world, &refresh).await.json(), "refresh_token");
        world.pass(chrono::Duration::minutes(1));
        assert_eq!(ROUNDS.introspect(&world, &refresh).await, inactive());
        assert_eq!(ROUNDS.introspect(&world, &next).await["active"], true);
        assert_eq!(ROUNDS.refresh(&world, &next).await.status, 200);
    }

    async fn whatever_ends_it_is_told_at_once(world) {
        let mut world = world;
        with_applications(&mut world).await;
        for ends in ["time", "revoked", "signed out", "disabled", "suspended"] {
            let browser = world.browser();
            let more = [("client_id", "rounds"), ("redirect_uri", "https://rounds.example/callback"), ("resource", API),
                ("scope", "openid offline_access")];
            let back = browser.sign_in(crate::parties::ANNA, &more).await;
            let code = back.parameter("code").unwrap();
            let tokens = browser.post("/oauth2/token", &ROUNDS.redeeming(&code)).await.json();
            let (access, refresh) = (text(&tokens, "access_token"), text(&tokens, "refresh_token"));
            assert_eq!(API_SERVER.introspect(&world, &access).await["active"], true, "{ends}");
            match ends {
                "time" => world.pass(chrono::Duration::minutes(5)),
                "revoked" => {
                    let answer = browser.post("/oauth2/revoke", &ROUNDS.form(&[("token", &access)])).await;
                    assert_eq!(answer.status, 200, "{}", answer.body);
                }
                "signed out" => {
                    let page = browser.get("/login/sign-out").await;
                    assert_eq!(page.status, 200);
                    let out = browser.post("/login/sign-out", &[]).await;
                    assert!(out.status < 400, "{}", out.body);
                }
                "disabled" => {
                    world.change("name = \"Rounds\"", "name = \"Rounds\"\nstatus = \"disabled\"").await;
                    assert_eq!(API_SERVER.introspect(&world, &access).await, inactive(), "{ends}");
                    world.change("name = \"Rounds\"\nstatus = \"disabled\"", "name = \"Rounds\"").await;
                    continue;
                }
                _ => {
                    world.change("name = \"Anna de Vries\"", "name = \"Anna de Vries\"\nstatus = \"suspended\"").await;
                }
            }
            assert_eq!(API_SERVER.introspect(&world, &access).await, inactive(), "{ends}");
            let refresh_lives = ROUNDS.introspect(&world, &refresh).await["active"] == true;
            assert_eq!(refresh_lives, ends == "time", "{ends}");
        }
    }

    async fn whoever_is_not_registered_for_it_is_told_nothing(world) {
        let mut world = world;
        with_applications(&mut world).await;
        let access = text(&ROUNDS.tokens(&world, &[("resource", API)]).await, "access_token");
        let browser = world.browser();
        for (form, status, error) in [
            (vec![("token", access.as_str())], 401, "invalid_client"),
            (vec![("token", &access), ("client_id", "api")], 401, "invalid_client"),
            (vec![("token", &access), ("client_id", "api"), ("client_secret", "wrong")], 401, "invalid_client"),
            (REPORTS.form(&[("token", &access)]), 400, "unauthorized_client"),
            (MOBILE.form(&[("token", &access)]), 400, "unauthorized_client"),
            (API_SERVER.form(&[]), 400, "invalid_request"),
            (API_SERVER.form(&[("token", &access), ("token", &access)]), 400, "invalid_request"),
        ] {
            let answer = browser.post("/oauth2/introspect", &form).await;
            assert_eq!((answer.status, answer.json()["error"].as_str()), (status, Some(error)), "{form:?}");
            assert_eq!(answer.headers["cache-control"], "no-store");
        }
        assert_eq!(refusal(&browser.post("/oauth2/introspect", &REPORTS.form(&[("token", "x")])).await), "unauthorized_client");
        assert_eq!(browser.get("/oauth2/introspect").await.status, 405);
        let url = format!("/oauth2/introspect?token={access}&client_id=api&client_secret={APP_SECRET}");
        assert_eq!(browser.send(Method::POST, &url, Some(&[]), &[]).await.status, 401, "a token in an address");
        let document = browser.get("/.well-known/openid-configuration").await.json();
        assert_eq!(document["introspection_endpoint"], format!("{}/oauth2/introspect", world.base));
        assert_eq!(document["introspection_endpoint_auth_methods_supported"], json!(["client_secret_basic", "client_secret_post", "private_key_jwt"]));
        assert_eq!(document["dpop_signing_alg_values_supported"], json!(["ES256", "PS256", "EdDSA", "RS256"]));
        assert!(document["grant_types_supported"].as_array().unwrap().contains(&json!("client_credentials")));
    }
}
