//! What the specifications demand of an OpenID Provider and is no story of anybody's: `docs/conformance.md` names these.

use anteroom::http::admin::ROOT;
use reqwest::Method;
use serde_json::{Value, json};

use crate::browser::{Browser, REDIRECT_URI, claims};
use crate::stories;
use crate::world::APP_SECRET;

const ANNA: &str = "a.devries@st-janshof.example";
const DISCOVERY: [&str; 2] = ["/.well-known/openid-configuration", "/.well-known/oauth-authorization-server"];
/// An app in a browser, at an origin that nobody has registered.
const ORIGIN: (&str, &str) = ("origin", "https://spa.example");

stories! {
    async fn the_discovery_document_is_as_it_is_written_down(world) {
        let browser = world.browser();
        let mut documents = Vec::new();
        for path in DISCOVERY {
            let answer = browser.get(path).await;
            assert_eq!((answer.status, &answer.headers["content-type"]), (200, &"application/json".parse().unwrap()));
            assert_eq!(answer.headers["cache-control"], "public, max-age=300");
            documents.push(answer.json());
        }
        assert_eq!(documents[0], documents[1]);
        let mut document = documents.remove(0);
        assert_eq!(document["issuer"], json!(world.base));
        // Every endpoint is there, in some form.
        for (name, address) in document.as_object().unwrap() {
            if name.ends_with("_endpoint") || name == "jwks_uri" {
                let path = address.as_str().unwrap().strip_prefix(&world.base).unwrap();
                assert_ne!(browser.get(path).await.status, 404, "{name}");
            }
        }
        document.sort_all_objects();
        let document = serde_json::to_string_pretty(&document).unwrap().replace(&world.base, "https://login.example");
        insta::assert_snapshot!("discovery", document);
    }

    async fn an_app_in_a_browser_may_ask_the_doors_for_machines_and_no_others(world) {
        let browser = world.browser();
        let preflight = async |path: &str| {
            let asked = [ORIGIN, ("access-control-request-method", "POST"), ("access-control-request-headers", "authorization")];
            browser.send(Method::OPTIONS, path, None, &asked).await
        };
        for path in ["/oauth2/token", "/oauth2/userinfo", "/oauth2/jwks", "/oauth2/revoke", DISCOVERY[0], DISCOVERY[1]] {
            let may = preflight(path).await;
            let said = |name: &str| may.headers.get(name).map(|value| value.to_str().unwrap());
            assert_eq!((may.status, said("access-control-allow-origin")), (200, Some("*")), "{path}");
            assert_eq!(said("access-control-allow-credentials"), None, "{path}: a cookie would be taken along");
            assert!(said("access-control-allow-headers").unwrap().contains("authorization"), "{path}");
        }
        let back = browser.sign_in(ANNA, &[]).await;
        let code = back.parameter("code").unwrap();
        let form = [("grant_type", "authorization_code"), ("code", &code), ("redirect_uri", REDIRECT_URI),
            ("code_verifier", crate::browser::VERIFIER), ("client_id", "records"), ("client_secret", APP_SECRET)];
        let tokens = browser.send(Method::POST, "/oauth2/token", Some(&form), &[ORIGIN]).await;
        assert_eq!((tokens.status, &tokens.headers["access-control-allow-origin"]), (200, &"*".parse().unwrap()));
        assert_eq!((&tokens.headers["cache-control"], &tokens.headers["pragma"]), (&"no-store".parse().unwrap(), &"no-cache".parse().unwrap()));
        let refused = browser.send(Method::GET, "/oauth2/userinfo", None, &[ORIGIN]).await;
        assert_eq!((refused.status, &refused.headers["access-control-allow-origin"]), (401, &"*".parse().unwrap()));
        assert!(refused.headers["access-control-expose-headers"].to_str().unwrap().contains("www-authenticate"));

        // RFC 9700, 2.6; and what a person may do by their cookie, no page of another's may.
        for path in ["/oauth2/authorize", "/login", "/login/account", "/device", "/setup", &format!("{ROOT}/me")] {
            let may = preflight(path).await;
            assert!(may.headers.get("access-control-allow-origin").is_none(), "{path}");
            let read = browser.send(Method::GET, path, None, &[ORIGIN]).await;
            assert!(read.headers.get("access-control-allow-origin").is_none(), "{path}");
        }
    }

    async fn a_door_says_by_which_methods_it_opens(world) {
        let browser = world.browser();
        for (method, path, allowed) in [
            (Method::GET, "/oauth2/token", "POST"),
            (Method::GET, "/oauth2/revoke", "POST"),
            (Method::GET, "/oauth2/device_authorization", "POST"),
            (Method::PUT, "/oauth2/userinfo", "GET,HEAD,POST"),
            (Method::DELETE, "/oauth2/authorize", "GET,HEAD,POST"),
            (Method::POST, DISCOVERY[0], "GET,HEAD"),
            (Method::POST, "/oauth2/jwks", "GET,HEAD"),
        ] {
            let answer = browser.send(method.clone(), path, None, &[]).await;
            assert_eq!((answer.status, &answer.headers["allow"]), (405, &allowed.parse().unwrap()), "{method} {path}");
        }
        for path in [DISCOVERY[0], DISCOVERY[1], "/oauth2/jwks"] {
            let head = browser.send(Method::HEAD, path, None, &[]).await;
            assert_eq!((head.status, head.body.as_str(), &head.headers["content-type"]), (200, "", &"application/json".parse().unwrap()));
        }
    }

    async fn a_request_may_be_posted_and_is_the_same_request(world) {
        let browser = world.browser();
        let url = Browser::authorize_url(&[("login_hint", ANNA)]);
        let query = url.split_once('?').unwrap().1;
        let pairs: Vec<(String, String)> = url::form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        let form: Vec<(&str, &str)> = pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        // From the app's own origin, as a form of the app is.
        let headers = [("origin", "https://records.example"), ("sec-fetch-site", "cross-site")];
        let departed = browser.send(Method::POST, "/oauth2/authorize", Some(&form), &headers).await;
        let back = browser.through_entra(&departed).await;
        assert_eq!(back.status, 303, "RFC 9700, 4.12: never one by which a form is posted on");
        let tokens = browser.redeem(&back.parameter("code").unwrap()).await;
        assert_eq!(tokens.status, 200, "{}", tokens.body);
        // Anything but a form is no request.
        let json = [("content-type", "application/json")];
        assert_eq!(browser.send(Method::POST, "/oauth2/authorize", None, &json).await.status, 400);
    }

    async fn userinfo_says_what_it_wants_in_the_words_of_bearer_tokens(world) {
        let browser = world.browser();
        let back = browser.sign_in(ANNA, &[]).await;
        let tokens = browser.redeem(&back.parameter("code").unwrap()).await.json();
        let access = tokens["access_token"].as_str().unwrap();
        let bearer = format!("Bearer {access}");
        let ask = async |method: Method, path: &str, form: Option<&[(&str, &str)]>, headers: &[(&str, &str)]| {
            let answer = browser.send(method, path, form, headers).await;
            let challenge = answer.headers.get("www-authenticate").map(|value| value.to_str().unwrap().to_owned());
            (answer.status, challenge.unwrap_or_default())
        };
        let (status, challenge) = ask(Method::GET, "/oauth2/userinfo", None, &[]).await;
        assert_eq!((status, challenge.as_str()), (401, "Bearer realm=\"anteroom\""));
        let (status, challenge) = ask(Method::GET, "/oauth2/userinfo", None, &[("authorization", "Bearer x")]).await;
        assert!(status == 401 && challenge.starts_with("Bearer realm=\"anteroom\", error=\"invalid_token\""), "{challenge}");
        // Twice over, it might be read as one or the other.
        let both = ask(Method::POST, "/oauth2/userinfo", Some(&[("access_token", access)]), &[("authorization", &bearer)]).await;
        assert!(both.0 == 400 && both.1.contains("error=\"invalid_request\""), "{both:?}");
        // An address is written down in logs and histories: a token in it opens nothing (RFC 9700, 4.3.2).
        let in_address = ask(Method::GET, &format!("/oauth2/userinfo?access_token={access}"), None, &[]).await;
        assert_eq!((in_address.0, in_address.1.as_str()), (401, "Bearer realm=\"anteroom\""));
        let answer = browser.send(Method::GET, "/oauth2/userinfo", None, &[("authorization", &bearer)]).await;
        assert_eq!((answer.status, &answer.headers["content-type"]), (200, &"application/json".parse().unwrap()));
        assert_eq!(answer.headers["cache-control"], "no-store");
    }

    async fn a_secret_in_an_address_proves_nothing(world) {
        let browser = world.browser();
        let back = browser.sign_in(ANNA, &[]).await;
        let code = back.parameter("code").unwrap();
        let in_address = format!("/oauth2/token?client_id=records&client_secret={APP_SECRET}");
        let form = [("grant_type", "authorization_code"), ("code", code.as_str()), ("redirect_uri", REDIRECT_URI),
            ("code_verifier", crate::browser::VERIFIER)];
        let refused = browser.post(&in_address, &form).await;
        assert_eq!((refused.status, &refused.json()["error"]), (401, &json!("invalid_client")));
        assert_eq!(refused.headers["www-authenticate"], "Basic realm=\"anteroom\"");
        assert_eq!(refused.headers["cache-control"], "no-store");
        // Nor the other way: what is posted to authorize counts, and not what stands in its address.
        assert_eq!(browser.post(&Browser::authorize_url(&[]), &[("client_id", "records")]).await.status, 400);
    }

    async fn no_proof_is_as_fresh_as_max_age_0_but_a_new_one(world) {
        let browser = world.browser();
        let code = browser.sign_in(ANNA, &[]).await.parameter("code").unwrap();
        let first = browser.redeem(&code).await.json();
        // It was made in this very second, and is an old one all the same.
        let departed = browser.authorize(&[("max_age", "0")]).await;
        assert_eq!(departed.status, 200, "{:?}", departed.location);
        let departed = browser.authorize(&[("max_age", "0"), ("login_hint", ANNA)]).await;
        assert_eq!(departed.parameter("prompt").as_deref(), Some("login"));
        world.pass(chrono::Duration::seconds(2));
        let back = browser.through_entra(&departed).await;
        let second = browser.redeem(&back.parameter("code").unwrap()).await.json();
        let auth_time = |tokens: &Value| claims(tokens["id_token"].as_str().unwrap())["auth_time"].as_i64().unwrap();
        assert_eq!(auth_time(&second), auth_time(&first) + 2);
    }

    async fn whoever_must_not_be_asked_and_has_to_prove_anew_is_to_sign_in(world) {
        let browser = world.browser();
        browser.sign_in(ANNA, &[]).await;
        let silently = async |max_age: &str| browser.authorize(&[("prompt", "none"), ("max_age", max_age)]).await;
        assert_eq!(silently("0").await.parameter("error").as_deref(), Some("login_required"), "in the same second");
        world.pass(chrono::Duration::hours(1));
        for max_age in ["0", "60"] {
            assert_eq!(silently(max_age).await.parameter("error").as_deref(), Some("login_required"), "{max_age}");
        }
        // Fresh enough, nobody is asked.
        let back = silently("7200").await;
        assert!(back.parameter("code").is_some(), "{:?}", back.location);
    }

    async fn what_an_access_token_says_is_what_resource_servers_look_for(world) {
        let browser = world.browser();
        let back = browser.sign_in(ANNA, &[]).await;
        let tokens = browser.redeem(&back.parameter("code").unwrap()).await.json();
        assert_eq!((&tokens["token_type"], &tokens["expires_in"]), (&json!("Bearer"), &json!(600)));
        assert_eq!(tokens["scope"], "openid profile email roles");
        let access = tokens["access_token"].as_str().unwrap();
        let (said, id) = (claims(access), claims(tokens["id_token"].as_str().unwrap()));
        assert_eq!(said["iss"], json!(world.base));
        assert_eq!((&said["sub"], &said["client_id"], &said["scope"]), (&id["sub"], &json!("records"), &tokens["scope"]));
        assert_eq!(said["exp"].as_i64().unwrap() - said["iat"].as_i64().unwrap(), 600);
        assert!(said["jti"].is_string() && said["aud"].is_string());
        assert_ne!(said["aud"], id["aud"], "RFC 9068, 5: neither is taken for the other");
        let header = |token: &str| claims(&format!(".{}", token.split('.').next().unwrap()));
        assert_eq!((&header(access)["typ"], &header(access)["alg"]), (&json!("at+jwt"), &json!("ES256")));
        assert_eq!(header(tokens["id_token"].as_str().unwrap())["typ"], "JWT");
    }
}
