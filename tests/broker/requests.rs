//! An application proves itself by its key, pushes what it asks, and signs it. Two brokers take turns.

use chrono::Duration;
use futures_util::future::join_all;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Value, json};

use crate::browser::{Answer, Browser, VERIFIER, claims};
use crate::replicated_stories;
use crate::secrets::{dump, hexadecimal};
use crate::signer::{CALLBACK, JWT_BEARER, Signer, asked, entry, register};
use crate::world::{APP_SECRET, World};

/// How many rounds.
const ROUNDS: usize = 100;

/// Posts what an application sends, with what it has signed.
async fn proven(browser: &Browser, path: &str, assertion: &str, form: &[(&str, &str)]) -> Answer {
    let mut form = form.to_vec();
    form.extend([("client_assertion_type", JWT_BEARER), ("client_assertion", assertion)]);
    browser.post(path, &form).await
}

/// Pushes a request of an application that has a key.
async fn push(world: &World, signer: &Signer, more: &[(&str, &str)]) -> Answer {
    let asked = asked(more);
    let form: Vec<(&str, &str)> = asked.iter().map(|(name, value)| (*name, value.as_str())).collect();
    proven(&world.browser(), "/oauth2/par", &signer.assertion(world), &form).await
}

/// The `request_uri` of a request that was taken.
fn uri(pushed: &Answer) -> String {
    assert_eq!(pushed.status, 201, "{}", pushed.body);
    pushed.json()["request_uri"].as_str().unwrap().to_owned()
}

/// Sends the browser with a `request_uri`, and more that counts for nothing.
async fn bring(browser: &Browser, client_id: &str, uri: &str, more: &[(&str, &str)]) -> Answer {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.extend_pairs([("client_id", client_id), ("request_uri", uri)]).extend_pairs(more);
    browser.get(&format!("/oauth2/authorize?{}", query.finish())).await
}

/// A page that says that this leads nowhere, and no way to anywhere.
fn is_a_page(answer: &Answer) -> bool {
    (answer.status, answer.location.as_deref()) == (400, None) && answer.body.contains("<h1>")
}

fn error(answer: &Answer) -> (u16, String) {
    (answer.status, answer.json()["error"].as_str().unwrap_or_default().to_owned())
}

async fn redeem(browser: &Browser, assertion: &str, code: &str) -> Answer {
    let form =
        [("grant_type", "authorization_code"), ("code", code), ("redirect_uri", CALLBACK), ("code_verifier", VERIFIER)];
    proven(browser, "/oauth2/token", assertion, &form).await
}

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
            ("for an hour", with("exp", json!(now + 3_600))),
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

    async fn a_pushed_request_counts_alone_and_once_and_for_its_application(world) {
        let mut world = world;
        let signer = Signer::new("rounds", "one", Algorithm::ES256);
        register(&mut world, &[signer.entry(""), Signer::new("other", "one", Algorithm::ES256).entry("")]).await;
        let browser = world.browser();
        let request = uri(&push(&world, &signer, &[]).await);
        assert!(request.starts_with("urn:ietf:params:oauth:request_uri:") && request.len() == 34 + 43, "{request}");
        // Another's name opens nothing, and uses nothing up.
        for name in ["other", "records", "nobody"] {
            assert!(is_a_page(&bring(&browser, name, &request, &[]).await), "{name}");
        }
        let beside = [("redirect_uri", "https://evil.example/"), ("state", "mine"), ("scope", "none"), ("scope", "openid"),
            ("response_type", "token"), ("login_hint", "x@elsewhere.example"), ("code_challenge", "mine")];
        let departed = bring(&browser, "rounds", &request, &beside).await;
        let back = browser.through_entra(&departed).await;
        assert!(back.location.as_ref().unwrap().starts_with(CALLBACK), "{:?}", back.location);
        assert_eq!(back.parameter("state").as_deref(), Some("pushed-state"));
        assert_eq!(redeem(&browser, &signer.assertion(&world), &back.parameter("code").unwrap()).await.status, 200);
        assert!(is_a_page(&bring(&browser, "rounds", &request, &[]).await), "it was used");
        let forged = format!("{}A", &request[..request.len() - 1]);
        for nonsense in [forged.as_str(), "urn:ietf:params:oauth:request_uri:", "urn:ietf:params:oauth:request_uri:x"] {
            assert!(is_a_page(&bring(&browser, "rounds", nonsense, &[]).await), "{nonsense}");
        }
        let late = uri(&push(&world, &signer, &[]).await);
        world.pass(Duration::seconds(60));
        assert!(is_a_page(&bring(&browser, "rounds", &late, &[]).await), "it is too late");
        // Which of two is meant, nobody can say.
        let twice = uri(&push(&world, &signer, &[]).await);
        assert!(is_a_page(&bring(&browser, "rounds", &twice, &[("request_uri", "x")]).await));
        assert!(is_a_page(&bring(&browser, "rounds", &twice, &[("client_id", "other")]).await));
        assert_eq!(bring(&browser, "rounds", &twice, &[]).await.status, 303);
    }

    // The person reads first, loads the page again, looks elsewhere and comes back to it.
    async fn the_page_that_a_pushed_request_leads_to_can_be_loaded_again(world) {
        let mut world = world;
        let signer = Signer::new("rounds", "one", Algorithm::ES256);
        register(&mut world, &[signer.entry("")]).await;
        let browser = world.browser();
        let request = uri(&push(&world, &signer, &[("login_hint", ""), ("ui_locales", "nl")]).await);
        let led = bring(&browser, "rounds", &request, &[]).await;
        let page = led.location.as_ref().unwrap();
        assert!(led.status == 303 && page.starts_with("/login?sign_in="), "{page}");
        for _ in 0..2 {
            let shown = browser.get(page).await;
            assert_eq!(shown.status, 200);
            assert!(shown.body.contains("<html lang=\"nl\">"));
        }
        let sign_in = browser.get(page).await.sign_in().to_string();
        let form = [("sign_in", sign_in.as_str()), ("action", "address"), ("address", "a.devries@st-janshof.example")];
        let departed = browser.post("/login", &form).await;
        let back = browser.through_entra(&departed).await;
        assert_eq!(back.parameter("state").as_deref(), Some("pushed-state"));
        assert_eq!(redeem(&browser, &signer.assertion(&world), &back.parameter("code").unwrap()).await.status, 200);
    }

    async fn what_is_pushed_is_checked_as_what_a_browser_brings(world) {
        let mut world = world;
        let signer = Signer::new("rounds", "one", Algorithm::ES256);
        register(&mut world, &[signer.entry("")]).await;
        let long = "x".repeat(2_000);
        for (more, code) in [
            (("redirect_uri", ""), "invalid_request"),
            (("redirect_uri", "https://evil.example/callback"), "invalid_request"),
            (("response_type", "token"), "unsupported_response_type"),
            (("scope", "profile"), "invalid_scope"),
            (("code_challenge", ""), "invalid_request"),
            (("code_challenge_method", "plain"), "invalid_request"),
            (("prompt", "none login"), "invalid_request"),
            (("nonce", long.as_str()), "invalid_request"),
            (("state", long.as_str()), "invalid_request"),
            (("request_uri", "urn:ietf:params:oauth:request_uri:x"), "invalid_request"),
            (("request_uri", "https://rounds.example/request.jwt"), "invalid_request"),
            (("request", "nonsense"), "invalid_request_object"),
        ] {
            let answer = push(&world, &signer, &[more]).await;
            assert_eq!(error(&answer), (400, code.to_owned()), "{more:?}");
            assert_eq!(answer.headers["cache-control"], "no-store");
        }
        let state = push(&world, &signer, &[("state", "a"), ("state", "b")]).await;
        assert_eq!(error(&state), (400, "invalid_request".to_owned()));
        let huge = "x".repeat(70_000);
        assert_eq!(push(&world, &signer, &[("state", &huge)]).await.status, 413);
        let much = "x".repeat(20_000);
        assert_eq!(error(&push(&world, &signer, &[("unknown", &much)]).await).0, 413, "nor is it kept");
        for path in ["/oauth2/par", "/oauth2/par?client_id=rounds"] {
            assert_eq!(world.browser().get(path).await.status, 405, "RFC 9126, 2.3");
        }
        // Whoever does not prove themselves pushes nothing; a public client needs no proof, and an application with a secret that.
        let plain = asked(&[("client_id", "rounds")]);
        let form: Vec<(&str, &str)> = plain.iter().map(|(name, value)| (*name, value.as_str())).collect();
        assert_eq!(error(&world.browser().post("/oauth2/par", &form).await), (401, "invalid_client".to_owned()));
        let public = asked(&[("client_id", "pilot"), ("redirect_uri", "https://pilot.example/callback")]);
        let form: Vec<(&str, &str)> = public.iter().map(|(name, value)| (*name, value.as_str())).collect();
        uri(&world.browser().post("/oauth2/par", &form).await);
        let secret = asked(&[("client_id", "records"), ("client_secret", APP_SECRET), ("redirect_uri", "https://records.example/callback")]);
        let form: Vec<(&str, &str)> = secret.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let request = uri(&world.browser().post("/oauth2/par", &form).await);
        // Neither what opens it nor what proved the application is kept.
        let assertion = signer.assertion(&world);
        let asked = asked(&[]);
        let form: Vec<(&str, &str)> = asked.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let by_key = uri(&proven(&world.browser(), "/oauth2/par", &assertion, &form).await);
        let tables = dump(&world).await;
        assert!(tables.contains("pushed-state"));
        for secret in [&request[34..], &by_key[34..], APP_SECRET, assertion.as_str(), assertion.rsplit('.').next().unwrap()] {
            assert!(!tables.contains(secret) && !tables.contains(&hexadecimal(secret)), "{secret}");
        }
        // Checked again when it is brought: an address that is not the application's any more is not followed.
        let gone = uri(&push(&world, &signer, &[]).await);
        world.change("redirect_uris = [\"https://rounds.example/callback\"]", "redirect_uris = [\"https://rounds.example/new\"]").await;
        assert!(is_a_page(&bring(&world.browser(), "rounds", &gone, &[]).await));
        // What nobody has brought in time is swept, and so are the names of assertions that are over.
        world.pass(Duration::hours(1));
        let swept = world.store.sweep(world.now()).await.unwrap();
        assert!(swept.pushed_requests >= 3 && swept.client_assertions >= 10, "{swept:?}");
        assert!(!dump(&world).await.contains("pushed-state"));
    }

    async fn one_who_must_push_brings_nothing_else(world) {
        let mut world = world;
        let signer = Signer::new("rounds", "one", Algorithm::ES256);
        register(&mut world, &[signer.entry("require_pushed_authorization_requests = true")]).await;
        let browser = world.browser();
        let here = [("client_id", "rounds"), ("redirect_uri", CALLBACK)];
        let answer = browser.authorize(&here).await;
        assert!(answer.location.as_ref().unwrap().starts_with(CALLBACK));
        assert_eq!(answer.parameter("error").as_deref(), Some("invalid_request"));
        assert_eq!(answer.parameter("state").as_deref(), Some("the-app-state"));
        let object = signer.sign(None, &signer.object(&world, &[("redirect_uri", CALLBACK)]));
        let answer = browser.authorize(&[&here[..], &[("request", &object)]].concat()).await;
        assert_eq!(answer.parameter("error").as_deref(), Some("invalid_request"));
        let elsewhere = browser.authorize(&[("client_id", "rounds"), ("redirect_uri", "https://evil.example/")]).await;
        assert!(is_a_page(&elsewhere));
        let request = uri(&push(&world, &signer, &[]).await);
        assert_eq!(bring(&browser, "rounds", &request, &[]).await.status, 303);
    }

    async fn under_fapi_requests_are_pushed_by_keys_that_it_allows(world) {
        let mut world = world;
        let [ec, ps, rs] = [Algorithm::ES256, Algorithm::PS256, Algorithm::RS256]
            .map(|algorithm| Signer::new(&format!("rounds-{algorithm:?}").to_lowercase(), "one", algorithm));
        let profile = "profile = \"fapi2\"";
        // The key says nothing of how it is used: the profile does.
        let unnamed = rs.entry(profile).replace("alg = \"RS256\", ", "");
        register(&mut world, &[ec.entry(profile), ps.entry(profile), unnamed]).await;
        for signer in [&ec, &ps] {
            let request = uri(&push(&world, signer, &[]).await);
            let browser = world.browser();
            let departed = bring(&browser, &signer.client_id, &request, &[]).await;
            let back = browser.through_entra(&departed).await;
            assert!(back.parameter("code").is_some() && back.parameter("iss") == Some(world.base.clone()));
            assert_eq!(back.status, 303);
        }
        assert_eq!(error(&push(&world, &rs, &[]).await), (401, "invalid_client".to_owned()));
        let browser = world.browser();
        for (audience, status) in [
            (json!(world.base), 200),
            (json!([world.base]), 401),
            (json!(format!("{}/oauth2/token", world.base)), 401),
            (json!(format!("{}/oauth2/par", world.base)), 401),
        ] {
            let mut claims = ec.claims(&world);
            claims["aud"] = audience.clone();
            let answer = proven(&browser, "/oauth2/revoke", &ec.sign(None, &claims), &[("token", "x")]).await;
            assert_eq!(answer.status, status, "{audience}");
        }
        for (ahead, status) in [(10, 200), (61, 401)] {
            let mut claims = ec.claims(&world);
            claims["iat"] = json!(world.now().timestamp() + ahead);
            claims["exp"] = json!(world.now().timestamp() + 120);
            let answer = proven(&browser, "/oauth2/revoke", &ec.sign(None, &claims), &[("token", "x")]).await;
            assert_eq!(answer.status, status, "{ahead} seconds");
        }
        for (more, code) in [
            (("redirect_uri", ""), "invalid_request"),
            (("response_type", "code id_token"), "unsupported_response_type"),
            (("code_challenge", ""), "invalid_request"),
            (("code_challenge_method", "plain"), "invalid_request"),
        ] {
            assert_eq!(error(&push(&world, &ec, &[more]).await), (400, code.to_owned()), "{more:?}");
        }
        let plain = browser.authorize(&[("client_id", &ec.client_id), ("redirect_uri", CALLBACK)]).await;
        assert_eq!(plain.parameter("error").as_deref(), Some("invalid_request"));
        // What cannot be held to it is not registered.
        let callback = format!("redirect_uris = [\"{CALLBACK}\"]");
        let refused = world.try_change(&callback, "redirect_uris = [\"http://localhost:8100/callback\"]").await;
        assert!(refused.unwrap_err().contains("fapi2"), "an address without TLS");
        let alone = |entry: &str| entry.replacen("authentication = \"private_key_jwt\"\n", "", 1);
        let tenants = world.tenants.clone();
        world.tenants = alone(&tenants);
        assert!(world.try_change("", "").await.unwrap_err().contains("fapi2"), "a public client");
    }

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

    async fn the_discovery_document_says_so(world) {
        let document = world.browser().get("/.well-known/openid-configuration").await.json();
        let algorithms = json!(["ES256", "PS256", "EdDSA", "RS256"]);
        for (name, value) in [
            ("pushed_authorization_request_endpoint", json!(format!("{}/oauth2/par", world.base))),
            ("require_pushed_authorization_requests", json!(false)),
            ("require_signed_request_object", json!(false)),
            ("request_parameter_supported", json!(true)),
            ("request_uri_parameter_supported", json!(false)),
            ("request_object_signing_alg_values_supported", algorithms.clone()),
            ("token_endpoint_auth_signing_alg_values_supported", algorithms.clone()),
            ("revocation_endpoint_auth_signing_alg_values_supported", algorithms),
        ] {
            assert_eq!(document[name], value, "{name}");
        }
        assert!(document["token_endpoint_auth_methods_supported"].as_array().unwrap().contains(&json!("private_key_jwt")));
    }
}

/// The status and the error, where it is one.
fn error_of(answer: &Answer) -> Option<(u16, String)> {
    (answer.status != 200).then(|| error(answer))
}

/// 50 browsers on two broker processes, this one and a second, over one `PostgreSQL`, bring one request: one of them gets on, in every
/// round. And 50 who show one assertion: one of them is believed.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn fifty_bring_one_request_to_two_brokers_and_one_gets_on() {
    let mut world = World::postgres().await;
    let signer = Signer::new("rounds", "one", Algorithm::ES256);
    register(&mut world, &[signer.entry("")]).await;
    world.set_clock_to_system();
    let replica = world.replica().await;
    let mut wins = [[0, 0], [0, 0]];
    let of_both = || (0..50).map(|index| Browser::new(if index % 2 == 0 { &world.base } else { &replica.base }));
    for round in 0..ROUNDS {
        world.set_clock_to_system();
        let request = uri(&push(&world, &signer, &[]).await);
        let browsers: Vec<_> = of_both().collect();
        let brought = join_all(browsers.iter().map(|browser| bring(browser, "rounds", &request, &[]))).await;
        assert!(brought.iter().all(|answer| answer.status == 303 || is_a_page(answer)), "round {round}");

        let assertion = signer.assertion(&world);
        let form = [("token", "nonsense")];
        let shown = join_all(browsers.iter().map(|browser| proven(browser, "/oauth2/revoke", &assertion, &form))).await;
        assert!(shown.iter().all(|answer| answer.status == 200 || error(answer) == (401, "invalid_client".to_owned())));
        for (race, answers, won) in [(0, &brought, 303), (1, &shown, 200)] {
            let winners: Vec<_> = answers.iter().enumerate().filter(|(_, answer)| answer.status == won).collect();
            assert_eq!(winners.len(), 1, "round {round}: {:?}", answers.iter().map(|it| it.status).collect::<Vec<_>>());
            wins[race][winners[0].0 % 2] += 1;
        }
    }
    assert!(wins.iter().flatten().all(|wins| *wins > 0), "only one of the two ever won: {wins:?}");
}
