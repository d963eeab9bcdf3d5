//! What an application has signed of its request (RFC 9101).

use jsonwebtoken::Algorithm;
use serde_json::{Value, json};

use super::{bring, error, is_a_page, proven, push, redeem, uri};
use crate::browser::claims;
use crate::replicated_stories;
use crate::signer::{CALLBACK, Signer, asked, register};

replicated_stories! {
    async fn what_is_signed_counts_and_nothing_beside_it(world) {
        let mut world = world;
        let signer = Signer::new("rounds", "one", Algorithm::ES256);
        let strict = Signer::new("strict", "one", Algorithm::PS256);
        register(&mut world, &[signer.entry(""), strict.entry("require_signed_request_object = true")]).await;
        let inside = asked(&[("max_age", "300")]);
        let inside: Vec<(&str, &str)> = inside.iter().map(|(name, value)| (*name, value.as_str())).collect();
        for signer in [&signer, &strict] {
            let id = signer.client_id.as_str();
            let object = signer.sign(Some("oauth-authz-req+jwt"), &signer.object(&world, &inside));
            let browser = world.browser();
            let beside = [("client_id", id), ("redirect_uri", CALLBACK), ("state", "mine"), ("scope", "openid email"),
                ("login_hint", ""), ("request", &object)];
            let departed = browser.authorize(&beside).await;
            let back = browser.through_entra(&departed).await;
            assert_eq!(back.parameter("state").as_deref(), Some("pushed-state"));
            let tokens = redeem(&browser, &signer.assertion(&world), &back.parameter("code").unwrap()).await;
            let id_token = claims(tokens.json()["id_token"].as_str().unwrap());
            assert_eq!((&id_token["nonce"], id_token.get("email")), (&json!("pushed-nonce"), None), "{}", tokens.body);
            // Its name and the object are enough, and it may be pushed.
            let bare = browser.get(&format!("/oauth2/authorize?client_id={id}&request={object}")).await;
            assert_eq!((bare.status, bare.parameter("error")), (303, None));
            let pushed = proven(&browser, "/oauth2/par", &signer.assertion(&world), &[("request", &object), ("state", "mine")]).await;
            // In the browser in which she has come in: there and back at once.
            let back = bring(&browser, id, &uri(&pushed), &[]).await;
            assert!(back.parameter("state").as_deref() == Some("pushed-state") && back.parameter("code").is_some());
        }
        let object = |edit: &dyn Fn(&mut Value)| {
            let mut claims = signer.object(&world, &inside);
            edit(&mut claims);
            signer.sign(None, &claims)
        };
        let now = world.now().timestamp();
        let stranger = Signer::new("rounds", "one", Algorithm::ES256);
        let good = object(&|_| ());
        let payload = good.split('.').nth(1).unwrap().to_owned();
        for (what, object) in [
            ("another's key", stranger.sign(None, &stranger.object(&world, &inside))),
            ("a key of no such name", Signer::new("rounds", "two", Algorithm::ES256).sign(None, &signer.object(&world, &inside))),
            ("no signature", format!("eyJhbGciOiJub25lIn0.{payload}.")),
            ("by another", object(&|it| it["iss"] = json!("other"))),
            ("of another", object(&|it| it["client_id"] = json!("strict"))),
            ("for another", object(&|it| it["aud"] = json!("https://evil.example"))),
            ("over", object(&|it| it["exp"] = json!(now))),
            ("without an end", object(&|it| drop(it.as_object_mut().unwrap().remove("exp")))),
            ("old", object(&|it| it["nbf"] = json!(now - 3_700))),
            ("not yet", object(&|it| it["nbf"] = json!(now + 100))),
            ("one in it", object(&|it| it["request"] = json!("eyJ"))),
            ("an address in it", object(&|it| it["request_uri"] = json!("urn:x"))),
            ("an assertion", signer.assertion(&world)),
            ("something else", signer.sign(Some("at+jwt"), &signer.object(&world, &inside))),
            ("nonsense", "nonsense".to_owned()),
        ] {
            let beside = [("client_id", "rounds"), ("redirect_uri", CALLBACK), ("request", &object)];
            let answer = world.browser().authorize(&beside).await;
            assert!(answer.location.as_ref().is_some_and(|to| to.starts_with(CALLBACK)), "{what}: {}", answer.body);
            let said = (answer.parameter("error"), answer.parameter("state"));
            assert_eq!(said, (Some("invalid_request_object".to_owned()), Some("the-app-state".to_owned())), "{what}");
            let pushed = proven(&world.browser(), "/oauth2/par", &signer.assertion(&world), &[("request", &object)]).await;
            assert_eq!(error(&pushed), (400, "invalid_request_object".to_owned()), "{what}");
            // With no address that is the application's there is nobody to tell.
            assert!(is_a_page(&world.browser().get(&format!("/oauth2/authorize?client_id=rounds&request={object}")).await), "{what}");
        }
        // What is wrong inside is said at the address inside.
        let wrong = object(&|it| it["response_type"] = json!("token"));
        let beside = [("client_id", "rounds"), ("redirect_uri", "https://evil.example/"), ("request", &wrong)];
        let answer = world.browser().authorize(&beside).await;
        assert!(answer.location.as_ref().unwrap().starts_with(CALLBACK));
        assert_eq!((answer.parameter("error").as_deref(), answer.parameter("state").as_deref()), (Some("unsupported_response_type"), Some("pushed-state")));
        let evil = object(&|it| it["redirect_uri"] = json!("https://evil.example/"));
        assert!(is_a_page(&world.browser().authorize(&[("client_id", "rounds"), ("redirect_uri", CALLBACK), ("request", &evil)]).await));
        // Both at once; and neither, where one must be.
        let both = [("client_id", "rounds"), ("redirect_uri", CALLBACK), ("request", good.as_str()), ("request_uri", "urn:x")];
        assert_eq!(world.browser().authorize(&both).await.parameter("error").as_deref(), Some("invalid_request"));
        let unsigned = world.browser().authorize(&[("client_id", "strict"), ("redirect_uri", CALLBACK)]).await;
        assert_eq!(unsigned.parameter("error").as_deref(), Some("invalid_request"));
        assert_eq!(error(&push(&world, &strict, &[]).await), (400, "invalid_request".to_owned()));
        // An address elsewhere is never asked.
        let fetched = world.browser().authorize(&[("client_id", "rounds"), ("redirect_uri", CALLBACK), ("request_uri", "https://rounds.example/r")]).await;
        assert_eq!(fetched.parameter("error").as_deref(), Some("request_uri_not_supported"));
    }
}
