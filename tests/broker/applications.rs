//! What an application asks is checked before anything else happens.

use crate::browser::{Browser, REDIRECT_URI, VERIFIER};
use crate::stories;
use crate::world::APP_SECRET;

const ANNA_ADDRESS: &str = "a.devries@st-janshof.example";

stories! {
    async fn an_address_that_is_not_the_applications_is_never_followed(world) {
        let browser = world.browser();
        for uri in [
            "https://evil.example/callback", "https://records.example/callback/", "https://records.example/callback?x=1",
            "https://records.example/CALLBACK", "http://records.example/callback", "https://records.example:444/callback",
            "https://records.example/callback#f", "//evil.example", "javascript:alert(1)", "https://records.example@evil.example/callback", "",
        ] {
            let answer = browser.authorize(&[("redirect_uri", uri)]).await;
            assert_eq!((answer.status, answer.location.as_deref()), (400, None), "{uri}");
        }
        let answer = browser.authorize(&[("client_id", "nobody")]).await;
        assert_eq!((answer.status, answer.location.as_deref()), (400, None));
        let twice = format!("{}&redirect_uri=https%3A%2F%2Fevil.example", Browser::authorize_url(&[]));
        let answer = browser.get(&twice).await;
        assert_eq!((answer.status, answer.location.as_deref()), (400, None));
    }

    async fn what_is_wrong_is_said_to_the_application(world) {
        let browser = world.browser();
        let long = "x".repeat(600);
        for (more, error) in [
            (("response_type", "token"), "unsupported_response_type"),
            (("response_type", ""), "invalid_request"),
            (("response_mode", "fragment"), "invalid_request"),
            (("scope", "profile"), "invalid_scope"),
            (("code_challenge", ""), "invalid_request"),
            (("code_challenge_method", "plain"), "invalid_request"),
            (("code_challenge_method", ""), "invalid_request"),
            (("code_challenge", "short"), "invalid_request"),
            (("prompt", "none login"), "invalid_request"),
            (("prompt", "whatever"), "invalid_request"),
            (("max_age", "-1"), "invalid_request"),
            (("max_age", "soon"), "invalid_request"),
            (("nonce", long.as_str()), "invalid_request"),
            (("request", "eyJ"), "request_not_supported"),
            (("request_uri", "https://evil.example"), "request_uri_not_supported"),
            (("registration", "{}"), "registration_not_supported"),
            (("prompt", "none"), "login_required"),
        ] {
            let answer = browser.authorize(&[more]).await;
            assert_eq!(answer.status, 303, "{more:?}: {}", answer.body);
            assert!(answer.location.as_ref().unwrap().starts_with(REDIRECT_URI), "{more:?}");
            assert_eq!(answer.parameter("error").as_deref(), Some(error), "{more:?}");
            assert_eq!(answer.parameter("state").as_deref(), Some("the-app-state"));
            assert_eq!(answer.parameter("iss"), Some(world.base.clone()), "RFC 9207: errors carry iss too");
        }
        let twice = format!("{}&nonce=another", Browser::authorize_url(&[]));
        assert_eq!(browser.get(&twice).await.parameter("error").as_deref(), Some("invalid_request"));
    }

    async fn the_longest_request_comes_back(world) {
        let browser = world.browser();
        let (state, nonce) = ("s".repeat(1024), "\u{1}".repeat(512));
        let answer = browser.sign_in(ANNA_ADDRESS, &[("state", &state), ("nonce", &nonce)]).await;
        assert_eq!(answer.parameter("state"), Some(state));
        let tokens = browser.redeem(&answer.parameter("code").unwrap()).await.json();
        assert_eq!(crate::browser::claims(tokens["id_token"].as_str().unwrap())["nonce"], nonce);
        let longer = "s".repeat(1025);
        assert_eq!(browser.authorize(&[("state", &longer)]).await.status, 400);
    }

    async fn more_parameters_than_any_request_has_are_not_looked_at(world) {
        let many = (0..5_000).fold(String::new(), |many, number| format!("{many}&p{number}=1"));
        let answer = world.browser().get(&format!("{}{many}", Browser::authorize_url(&[]))).await;
        assert_eq!(answer.parameter("error").as_deref(), Some("invalid_request"));
    }

    async fn parameters_that_nobody_knows_are_ignored(world) {
        let more = [("ui_locales", "xx nl"), ("display", "popup"), ("claims_locales", "nl"), ("acr_values", "x"), ("unknown", "y")];
        let page = world.browser().authorize(&more).await;
        assert_eq!(page.status, 200);
        assert!(page.body.contains("<html lang=\"nl\">"));
    }

    async fn an_application_proves_itself_in_one_way(world) {
        let code = |browser: Browser| async move {
            let back = browser.sign_in(ANNA_ADDRESS, &[]).await;
            back.parameter("code").unwrap()
        };
        let basic = |secret: &str| {
            use base64::Engine;
            format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(format!("records:{secret}")))
        };
        let form = |code: &str| vec![
            ("grant_type".to_owned(), "authorization_code".to_owned()), ("code".to_owned(), code.to_owned()),
            ("redirect_uri".to_owned(), REDIRECT_URI.to_owned()), ("code_verifier".to_owned(), VERIFIER.to_owned()),
        ];
        let browser = world.browser();
        let first = code(world.browser()).await;
        let owned = form(&first);
        let pairs: Vec<(&str, &str)> = owned.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let post = reqwest::Method::POST;
        for (headers, more) in [
            (vec![], vec![]),
            (vec![("authorization", basic("wrong"))], vec![]),
            (vec![("authorization", "Basic !!!".to_owned())], vec![]),
            (vec![("authorization", "Bearer x".to_owned())], vec![]),
            (vec![], vec![("client_id", "records")]),
            (vec![], vec![("client_id", "records"), ("client_secret", "wrong")]),
            (vec![], vec![("client_id", "nobody"), ("client_secret", APP_SECRET)]),
            (vec![("authorization", basic(APP_SECRET))], vec![("client_id", "planner")]),
        ] {
            let headers: Vec<(&str, &str)> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
            let form = [pairs.clone(), more].concat();
            let answer = browser.send(post.clone(), "/oauth2/token", Some(&form), &headers).await;
            assert_eq!((answer.status, answer.json()["error"].as_str()), (401, Some("invalid_client")), "{form:?}");
        }
        let header = basic(APP_SECRET);
        let both = [pairs.clone(), vec![("client_id", "records"), ("client_secret", APP_SECRET)]].concat();
        let answer = browser.send(post.clone(), "/oauth2/token", Some(&both), &[("authorization", &header)]).await;
        assert_eq!(answer.json()["error"], "invalid_request");
        let answer = browser.send(post.clone(), "/oauth2/token", Some(&pairs), &[("authorization", &header)]).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        assert_eq!(answer.headers["cache-control"], "no-store");
    }

    async fn a_token_request_that_is_malformed_is_answered_in_the_form_of_its_door(world) {
        let browser = world.browser();
        for (form, error) in [
            (vec![], "invalid_request"),
            (vec![("grant_type", "password")], "unsupported_grant_type"),
            (vec![("grant_type", "authorization_code")], "invalid_request"),
            (vec![("grant_type", "authorization_code"), ("grant_type", "authorization_code")], "invalid_request"),
            (vec![("grant_type", "authorization_code"), ("code", "nonsense")], "invalid_grant"),
            (vec![("grant_type", "refresh_token")], "invalid_request"),
            (vec![("grant_type", "refresh_token"), ("refresh_token", "nonsense")], "invalid_grant"),
        ] {
            let answer = browser.token(&form).await;
            assert_eq!((answer.status, answer.json()["error"].as_str()), (400, Some(error)), "{form:?}");
        }
        let answer = browser.send(reqwest::Method::POST, "/oauth2/token", None, &[("content-type", "application/json")]).await;
        assert_eq!(answer.json()["error"], "invalid_request");
    }

    async fn userinfo_opens_to_access_tokens_only(world) {
        let browser = world.browser();
        let back = browser.sign_in(ANNA_ADDRESS, &[]).await;
        let tokens = browser.redeem(&back.parameter("code").unwrap()).await.json();
        let access = tokens["access_token"].as_str().unwrap();
        let ask = |token: String| {
            let browser = world.browser();
            async move {
                let header = format!("Bearer {token}");
                browser.send(reqwest::Method::GET, "/oauth2/userinfo", None, &[("authorization", &header)]).await.status
            }
        };
        assert_eq!(ask(access.to_owned()).await, 200);
        assert_eq!(browser.post("/oauth2/userinfo", &[("access_token", access)]).await.status, 200);
        // An ID token is no access token (RFC 8725, 3.11), a changed one none at all.
        assert_eq!(ask(tokens["id_token"].as_str().unwrap().to_owned()).await, 401);
        assert_eq!(ask(format!("{access}x")).await, 401);
        assert_eq!(ask(access.replace("eyJ", "eyK")).await, 401);
        assert_eq!(browser.get("/oauth2/userinfo").await.status, 401);
        world.pass(chrono::Duration::minutes(11));
        assert_eq!(ask(access.to_owned()).await, 401, "an access token lives ten minutes");
    }

    async fn a_native_app_may_use_any_loopback_port(world) {
        let browser = world.browser();
        let ios = |uri: &'static str| [("client_id", "pro-ios"), ("redirect_uri", uri)];
        assert_eq!(browser.authorize(&ios("http://127.0.0.1:51004/callback")).await.status, 200);
        assert_eq!(browser.authorize(&ios("example.records.pro:/callback")).await.status, 200);
        for uri in ["http://localhost:51004/callback", "http://127.0.0.1:51004/other", "https://127.0.0.1/callback", "http://127.0.0.2/callback"] {
            assert_eq!(browser.authorize(&ios(uri)).await.status, 400, "{uri}");
        }
    }

    async fn a_stock_client_finds_what_it_needs(world) {
        let browser = world.browser();
        let document = browser.get("/.well-known/openid-configuration").await.json();
        assert_eq!(document["issuer"], world.base);
        let keys = browser.get(document["jwks_uri"].as_str().unwrap()).await.json();
        let algorithms: Vec<_> = keys["keys"].as_array().unwrap().iter().map(|key| key["alg"].as_str().unwrap()).collect();
        assert_eq!(algorithms, ["ES256", "RS256"]);
        assert!(keys["keys"].as_array().unwrap().iter().all(|key| key.get("d").is_none() && key["kid"].is_string()));
        let metadata: openidconnect::core::CoreProviderMetadata = serde_json::from_value(document).unwrap();
        assert_eq!(metadata.token_endpoint().unwrap().as_str(), format!("{}/oauth2/token", world.base));
    }

    async fn pages_are_closed_to_everything_else(world) {
        let browser = world.browser();
        let page = browser.authorize(&[]).await;
        let policy = page.headers["content-security-policy"].to_str().unwrap();
        assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "{policy}");
        assert!(policy.contains("form-action 'self'") && policy.contains("https://records.example"), "{policy}");
        assert!(!policy.contains("unsafe-inline") && !page.body.contains("<script") && !page.body.contains("style=\""));
        assert_eq!(page.headers["referrer-policy"], "no-referrer");
        assert_eq!(page.headers["cache-control"], "no-store");
        for cookie in page.headers.get_all("set-cookie") {
            let cookie = cookie.to_str().unwrap();
            assert!(cookie.starts_with("__Host-anteroom-"), "{cookie}");
            for attribute in ["HttpOnly", "Secure", "SameSite=Lax", "Path=/"] {
                assert!(cookie.contains(attribute), "{cookie}");
            }
        }
        let sign_in = page.sign_in().to_string();
        let form = [("sign_in", sign_in.as_str()), ("action", "address"), ("address", ANNA_ADDRESS)];
        let foreign = browser
            .send(reqwest::Method::POST, "/login", Some(&form), &[("sec-fetch-site", "cross-site"), ("origin", "https://evil.example")])
            .await;
        assert_eq!(foreign.status, 403, "a foreign form was taken");
        let typed = [("sign_in", sign_in.as_str()), ("action", "address"), ("address", "\"><script>alert(1)</script>@x.example")];
        let page = browser.post("/login", &typed).await;
        assert!(!page.body.contains("<script>alert"), "{}", page.body);
    }

    async fn what_does_not_exist_is_a_page(world) {
        let browser = world.browser();
        for path in ["/nothing", "/login/callback/not-a-connection", "/assets/other.css", "/oauth2/nothing"] {
            let page = browser.get(path).await;
            assert_eq!(page.status, 404, "{path}");
            assert!(page.body.contains("<h1>"), "{path}");
        }
        for path in ["/login", "/login?sign_in=nonsense", "/login/callback/entra", "/login/callback/entra?code=a&state=b"] {
            let page = browser.get(path).await;
            assert!(page.status < 500, "{path}: {}", page.status);
        }
    }
}
