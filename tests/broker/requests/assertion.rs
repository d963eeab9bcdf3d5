//! What an application has signed to prove itself (RFC 7523), and the keys by which that is known.

use chrono::Duration;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Value, json};

use super::{bring, error_of, proven, push, redeem, uri};
use crate::browser::claims;
use crate::replicated_stories;
use crate::signer::{JWT_BEARER, Signer, entry, register};
use crate::world::APP_SECRET;

replicated_stories! {
    async fn an_application_proves_itself_by_its_key_at_every_endpoint(world) {
        let mut world = world;
        let signers = [Algorithm::ES256, Algorithm::PS256, Algorithm::EdDSA, Algorithm::RS256]
            .map(|algorithm| Signer::new(&format!("rounds-{algorithm:?}").to_lowercase(), "one", algorithm));
        register(&mut world, &signers.each_ref().map(|signer| signer.entry(""))).await;
        for signer in &signers {
            let browser = world.browser();
            let pushed = push(&world, signer, &[]).await;
            assert_eq!(pushed.headers["cache-control"], "no-store");
            let departed = bring(&browser, &signer.client_id, &uri(&pushed), &[]).await;
            let back = browser.through_entra(&departed).await;
            assert_eq!((back.parameter("state").as_deref(), back.parameter("iss")), (Some("pushed-state"), Some(world.base.clone())));
            let tokens = redeem(&browser, &signer.assertion(&world), &back.parameter("code").unwrap()).await;
            assert_eq!(tokens.status, 200, "{}: {}", signer.client_id, tokens.body);
            let id_token = claims(tokens.json()["id_token"].as_str().unwrap());
            assert_eq!((&id_token["aud"], &id_token["nonce"]), (&json!(signer.client_id), &json!("pushed-nonce")));
            let access = tokens.json()["access_token"].as_str().unwrap().to_owned();
            let revoked = proven(&browser, "/oauth2/revoke", &signer.assertion(&world), &[("token", &access)]).await;
            assert_eq!(revoked.status, 200);
            let device = proven(&browser, "/oauth2/device_authorization", &signer.assertion(&world), &[("scope", "openid")]).await;
            assert_eq!(device.status, 200, "{}", device.body);
        }
    }

    async fn what_is_not_its_own_fresh_assertion_proves_nothing(world) {
        let mut world = world;
        let signer = Signer::new("rounds", "one", Algorithm::ES256);
        let other = Signer::new("other", "one", Algorithm::ES256);
        let rsa = Signer::new("rsa", "one", Algorithm::RS256);
        register(&mut world, &[signer.entry(""), other.entry(""), rsa.entry("")]).await;
        let browser = world.browser();
        let shown = async |assertion: &str, more: &[(&str, &str)]| {
            let form = [&[("token", "nonsense")][..], more].concat();
            error_of(&proven(&browser, "/oauth2/revoke", assertion, &form).await)
        };
        let with = |name: &str, value: Value| {
            let mut claims = signer.claims(&world);
            claims[name] = value;
            claims.as_object_mut().unwrap().retain(|_, value| !value.is_null());
            signer.sign(None, &claims)
        };
        let no = Some((401, "invalid_client".to_owned()));
        let now = world.now().timestamp();
        for (what, assertion) in [
            ("another's key", Signer::new("rounds", "one", Algorithm::ES256).assertion(&world)),
            ("a key of no such name", Signer::new("rounds", "two", Algorithm::ES256).assertion(&world)),
            ("about another", with("sub", json!("other"))),
            ("by another", with("iss", json!("other"))),
            ("for another server", with("aud", json!("https://evil.example"))),
            ("for others too", with("aud", json!([world.base, "https://evil.example"]))),
            ("for nobody", with("aud", json!(null))),
            ("over", with("exp", json!(now))),
            ("without an end", with("exp", json!(null))),
            ("for two hours", with("exp", json!(now + 7_200))),
            ("from the future", with("iat", json!(now + 120))),
            ("not yet", with("nbf", json!(now + 120))),
            ("without a name", with("jti", json!(null))),
            ("a request object", signer.sign(Some("oauth-authz-req+jwt"), &signer.claims(&world))),
            ("of a client that is not there", Signer::new("nobody", "one", Algorithm::ES256).assertion(&world)),
            ("of one that has a secret", Signer::new("records", "one", Algorithm::ES256).assertion(&world)),
            ("of a public client", Signer::new("pilot", "one", Algorithm::ES256).assertion(&world)),
            ("no token", "nonsense".to_owned()),
        ] {
            assert_eq!(shown(&assertion, &[]).await, no, "{what}");
        }
        // With the public key as a shared secret, and with nothing (RFC 8725, 2.1).
        let rs = rsa.public["n"].as_str().unwrap();
        let header = Header { kid: Some("one".to_owned()), ..Header::new(Algorithm::HS256) };
        let forged = jsonwebtoken::encode(&header, &rsa.claims(&world), &EncodingKey::from_secret(rs.as_bytes())).unwrap();
        assert_eq!(shown(&forged, &[]).await, no);
        let whole = signer.assertion(&world);
        let payload = whole.split('.').nth(1).unwrap();
        assert_eq!(shown(&format!("eyJhbGciOiJub25lIn0.{payload}."), &[]).await, no, "alg none");

        // Its name beside it must be its own; one way in a request; and the way that is registered.
        assert_eq!(shown(&signer.assertion(&world), &[("client_id", "other")]).await, no);
        assert_eq!(shown(&signer.assertion(&world), &[("client_id", "rounds")]).await, None);
        let both = Some((400, "invalid_request".to_owned()));
        assert_eq!(shown(&signer.assertion(&world), &[("client_id", "rounds"), ("client_secret", APP_SECRET)]).await, both);
        for form in [
            vec![("client_id", "rounds")],
            vec![("client_id", "rounds"), ("client_secret", APP_SECRET)],
            vec![("client_assertion_type", JWT_BEARER), ("client_id", "rounds")],
            vec![("client_assertion", whole.as_str()), ("client_id", "rounds")],
            vec![("client_assertion", &whole), ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:saml2-bearer")],
        ] {
            assert_eq!(error_of(&browser.post("/oauth2/revoke", &form).await), no, "{form:?}");
        }

        // It is good once, whichever of the two is asked, and none of those above has used it up.
        assert_eq!(shown(&whole, &[]).await, None);
        for _ in 0..2 {
            assert_eq!(shown(&whole, &[]).await, no);
        }
        let named = with("jti", json!("the name"));
        assert_eq!(shown(&named, &[]).await, None);
        assert_eq!(shown(&with("jti", json!("the name")), &[]).await, no, "another one of the same name");
        let mut others = other.claims(&world);
        others["jti"] = json!("the name");
        assert_eq!(shown(&other.sign(None, &others), &[]).await, None, "another application's names are its own");
        let late = signer.assertion(&world);
        world.pass(Duration::seconds(61));
        assert_eq!(shown(&late, &[]).await, no);
    }

    async fn keys_are_read_where_the_application_has_them_and_roll_over(world) {
        let mut world = world;
        let [old, new] = ["old", "new"].map(|kid| Signer::new("rounds", kid, Algorithm::ES256));
        let keys = crate::signer::Keys::start(&[&old]).await;
        register(&mut world, &[entry("rounds", &format!("jwks_uri = \"{}\"", keys.uri))]).await;
        let shown = async |signer: &Signer| {
            // Twice: each of the two brokers has a memory of its own.
            let mut statuses = Vec::new();
            for _ in 0..2 {
                let assertion = signer.assertion(&world);
                statuses.push(proven(&world.browser(), "/oauth2/revoke", &assertion, &[("token", "x")]).await.status);
            }
            statuses
        };
        assert_eq!(shown(&old).await, [200, 200]);
        assert_eq!(keys.readings(), 2);
        keys.hold(&[&new, &old]);
        // Somebody who is nobody names keys that are not there: that is no stream of questions.
        for kid in 0..20 {
            assert_eq!(shown(&Signer::new("rounds", &kid.to_string(), Algorithm::ES256)).await, [401, 401]);
        }
        assert_eq!(keys.readings(), 2);
        world.pass(Duration::minutes(5));
        assert_eq!((shown(&new).await, shown(&old).await), (vec![200, 200], vec![200, 200]));
        assert_eq!(keys.readings(), 4);
        // Where they cannot be read, those that there were serve; a day later they are not believed without having been asked for.
        keys.fail();
        world.pass(Duration::minutes(6));
        assert_eq!(shown(&new).await, [200, 200]);
        keys.hold(&[&new]);
        world.pass(Duration::hours(25));
        assert_eq!((shown(&old).await, shown(&new).await), (vec![401, 401], vec![200, 200]));
    }
}
