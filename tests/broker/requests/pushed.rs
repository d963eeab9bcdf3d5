//! What an application pushes (RFC 9126), and the browser that brings it.

use chrono::Duration;
use jsonwebtoken::Algorithm;

use super::{bring, error, is_a_page, proven, push, redeem, uri};
use crate::replicated_stories;
use crate::secrets::{dump, hexadecimal};
use crate::signer::{CALLBACK, Signer, asked, register};
use crate::world::APP_SECRET;

replicated_stories! {
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
        let with_proof = uri(&proven(&world.browser(), "/oauth2/par", &assertion, &form).await);
        let tables = dump(&world).await;
        assert!(tables.contains("pushed-state"));
        for secret in [&request[34..], &with_proof[34..], APP_SECRET, assertion.as_str(), assertion.rsplit('.').next().unwrap()] {
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
}
