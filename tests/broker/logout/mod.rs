//! Signing out: an application asks for it, every application of the session is told, Microsoft says so; and nobody else can. Two brokers
//! take turns.

mod back_channel;
mod front_channel;

use std::time::Duration as Pause;

use anteroom::domain::audit::{AuditAction, AuditEvent};
use chrono::Duration;
use reqwest::Method;

use crate::browser::{Answer, Browser, VERIFIER, claims};
use crate::listener::{Listener, verified};
use crate::replicated_stories;
use crate::world::{APP_SECRET, World};

const ANNA: &str = "a.devries@st-janshof.example";
const BRAM: &str = "b.bakker@st-janshof.example";
const BYE: &str = "https://records.example/bye";
const PLANNER: [(&str, &str); 2] = [("client_id", "planner"), ("redirect_uri", "https://planner.example/callback")];

/// Records and the planner register where they are told of sessions that are over, and where people go then.
pub async fn listening(world: &mut World) -> (Listener, Listener) {
    let (records, planner) = (Listener::start().await, Listener::start().await);
    let home = "home = \"https://records.example/\"\n";
    let protocol = format!(
        "{home}\n[application.protocol]\npost_logout_redirect_uris = [\"{BYE}\"]\nbackchannel_logout_uri = \"{}\"\n",
        records.url
    );
    world.change(home, &protocol).await;
    let signed = "id_token_algorithm = \"RS256\"\n";
    let protocol = format!("{signed}\n[application.protocol]\nbackchannel_logout_uri = \"{}\"\n", planner.url);
    world.change(signed, &protocol).await;
    (records, planner)
}

/// Somebody signs in to Records: their ID token.
async fn id_token(browser: &Browser, address: &str) -> String {
    let back = browser.sign_in(address, &[]).await;
    let tokens = browser.redeem(&back.parameter("code").unwrap_or_else(|| panic!("{back:?}"))).await.json();
    tokens["id_token"].as_str().unwrap().to_owned()
}

/// The same session lets them into the planner.
async fn id_token_of_planner(browser: &Browser) -> String {
    let back = browser.authorize(&PLANNER).await;
    let code = back.parameter("code").unwrap_or_else(|| panic!("{back:?}"));
    let form = [
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("code_verifier", VERIFIER),
        ("redirect_uri", "https://planner.example/callback"),
        ("client_id", "planner"),
        ("client_secret", APP_SECRET),
    ];
    browser.post("/oauth2/token", &form).await.json()["id_token"].as_str().unwrap().to_owned()
}

fn logout_url(parameters: &[(&str, &str)]) -> String {
    let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(parameters).finish();
    format!("/oauth2/logout?{query}")
}

async fn log_out(browser: &Browser, parameters: &[(&str, &str)]) -> Answer {
    browser.get(&logout_url(parameters)).await
}

/// Whether this browser holds a session that is open.
async fn is_in(browser: &Browser) -> bool {
    browser.get("/login/account").await.body.contains("class=\"list\"")
}

/// Whether a page asks before anything happens.
fn asks(answer: &Answer) -> bool {
    answer.status == 200 && answer.body.contains("action=\"/login/sign-out\"")
}

async fn ended(world: &World, slug: &str) -> Vec<AuditEvent> {
    let events = world.events(slug).await;
    events.into_iter().filter(|event| event.action == AuditAction::SessionEnded).collect()
}

/// Waits until nobody is to be told anything any more.
async fn all_told(world: &World) {
    for _ in 0..1_000 {
        if world.store.count_waiting_logouts().await.unwrap().count == 0 {
            return;
        }
        tokio::time::sleep(Pause::from_millis(10)).await;
    }
    panic!("somebody is still to be told");
}

replicated_stories! {
    async fn an_app_signs_somebody_out_and_every_app_of_the_session_is_told_once(world) {
        let mut world = world;
        let (records, planner) = listening(&mut world).await;
        let (browser, elsewhere) = (world.browser(), world.browser());
        let hint = id_token(&browser, ANNA).await;
        let of_planner = id_token_of_planner(&browser).await;
        // Another session of hers, on another computer, goes on.
        let other = id_token(&elsewhere, ANNA).await;
        let parameters = [("id_token_hint", hint.as_str()), ("post_logout_redirect_uri", BYE), ("state", "a&b=c")];
        let out = log_out(&browser, &parameters).await;
        assert_eq!((out.status, out.location.as_deref()), (303, Some("https://records.example/bye?state=a%26b%3Dc")));
        assert!(!is_in(&browser).await && is_in(&elsewhere).await);

        let session = claims(&hint)["sid"].clone();
        assert_eq!(claims(&of_planner)["sid"], session);
        assert_ne!(claims(&other)["sid"], session);
        let mut names = Vec::new();
        for (listener, client_id, id_token) in [(&records, "records", &hint), (&planner, "planner", &of_planner)] {
            let token = listener.told(1).await.remove(0);
            let (header, said) = verified(&browser, &token, client_id).await;
            assert_eq!(header.alg, jsonwebtoken::decode_header(id_token).unwrap().alg, "signed as its ID tokens are");
            assert_eq!((&said["sid"], &said["sub"]), (&session, &claims(id_token)["sub"]));
            let lifetime = said["exp"].as_i64().unwrap() - said["iat"].as_i64().unwrap();
            assert!(lifetime > 0 && lifetime <= 120, "{said}");
            assert_eq!(said["iat"], world.now().timestamp());
            names.push(said["jti"].clone());
        }
        assert_ne!(names[0], names[1]);
        let log = ended(&world, "st-janshof").await;
        let application = world.store.find_application("records").await.unwrap().unwrap();
        assert_eq!((log.len(), log[0].application_id), (1, Some(application.id)));
        assert!(log[0].detail.as_str().contains("signed out in the application"), "{:?}", log[0].detail);

        all_told(&world).await;
        // The app asks once more, of a session that is over: there is nothing to ask her, and nothing to tell.
        let again = log_out(&browser, &parameters).await;
        assert!(again.location().as_str().starts_with(BYE), "{again:?}");
        assert_eq!(ended(&world, "st-janshof").await.len(), 1);
        // Neither broker has told it twice.
        world.end().await;
        assert_eq!((records.all().len(), planner.all().len()), (1, 1));
    }

    // The attack that a page is for: a link, a picture or a form on another site that signs people out.
    async fn nobody_is_signed_out_by_another_site(world) {
        let mut world = world;
        let (records, _) = listening(&mut world).await;
        let (browser, attacker) = (world.browser(), world.browser());
        let own = id_token(&browser, ANNA).await;
        let theirs = id_token(&attacker, BRAM).await;
        let forged = format!("{}.{}", own.rsplit_once('.').unwrap().0, theirs.rsplit_once('.').unwrap().1);
        let unsigned = format!("{}.", own.rsplit_once('.').unwrap().0);
        for parameters in [
            vec![],
            vec![("client_id", "records")],
            vec![("client_id", "records"), ("post_logout_redirect_uri", BYE)],
            vec![("logout_hint", ANNA)],
            vec![("id_token_hint", theirs.as_str())],
            vec![("id_token_hint", theirs.as_str()), ("post_logout_redirect_uri", BYE)],
            vec![("id_token_hint", forged.as_str())],
            vec![("id_token_hint", unsigned.as_str())],
            // Her own, by the name of an application that it was not made for.
            vec![("id_token_hint", own.as_str()), ("client_id", "planner")],
            vec![("id_token_hint", own.as_str()), ("client_id", "nobody")],
            vec![("id_token_hint", "x")],
        ] {
            let page = log_out(&browser, &parameters).await;
            assert!(asks(&page), "{parameters:?}: {page:?}");
            assert!(is_in(&browser).await, "{parameters:?}");
        }
        let twice = browser.get(&format!("/oauth2/logout?id_token_hint={own}&id_token_hint={own}")).await;
        assert_eq!((twice.status, twice.location.as_deref()), (400, None));
        // A form of another site's brings no cookie. It becomes a GET, and is asked about.
        let form: &[(&str, &str)] = &[("client_id", "records"), ("post_logout_redirect_uri", BYE), ("extra", "x")];
        let posted = world.browser().send(Method::POST, "/oauth2/logout", Some(form), &[("sec-fetch-site", "cross-site")]).await;
        let to = "/oauth2/logout?client_id=records&post_logout_redirect_uri=https%3A%2F%2Frecords.example%2Fbye";
        assert_eq!((posted.status, posted.location.as_deref()), (303, Some(to)));
        let long = [("client_id", "records"), ("state", &"x".repeat(20_000))];
        assert_eq!(browser.post("/oauth2/logout", &long).await.status, 400);
        let page = browser.get(to).await;
        assert!(asks(&page) && page.body.contains("Records") && page.body.contains(&format!("href=\"{BYE}\"")), "{}", page.body);
        // The page's own form cannot be posted from elsewhere.
        let foreign = browser.send(Method::POST, "/login/sign-out", Some(form), &[("sec-fetch-site", "cross-site")]).await;
        assert_eq!(foreign.status, 403);
        assert!(is_in(&browser).await);
        assert_eq!((records.all().len(), ended(&world, "st-janshof").await.len()), (0, 0));
        // With a click of hers it ends, and she is where the application wants her.
        let out = browser.post("/login/sign-out", &[("client_id", "records"), ("post_logout_redirect_uri", BYE), ("state", "s")]).await;
        assert_eq!(out.location.as_deref(), Some("https://records.example/bye?state=s"));
        assert!(!is_in(&browser).await && is_in(&attacker).await);
        records.told(1).await;
    }

    async fn nobody_is_sent_where_the_app_has_not_registered(world) {
        let mut world = world;
        listening(&mut world).await;
        for uri in [
            "https://evil.example/", "https://records.example/bye/", "https://records.example/BYE", "https://records.example/bye?x",
            "http://records.example/bye", "https://records.example:444/bye", "https://records.example@evil.example/bye",
            "//evil.example", "javascript:alert(1)", "https://records.example/callback",
        ] {
            let browser = world.browser();
            let hint = id_token(&browser, ANNA).await;
            let page = log_out(&browser, &[("client_id", "records"), ("post_logout_redirect_uri", uri)]).await;
            assert!(asks(&page) && !page.body.contains("evil.example") && !page.body.contains("javascript:"), "{uri}: {}", page.body);
            let policy = page.headers["content-security-policy"].to_str().unwrap();
            assert!(!policy.contains("evil.example"), "{policy}");
            let posted = [("client_id", "records"), ("post_logout_redirect_uri", uri)];
            assert_eq!(world.browser().post("/login/sign-out", &posted).await.location.as_deref(), Some("/login/signed-out"));
            // With a proof she is out, and stays here.
            let out = log_out(&browser, &[("id_token_hint", &hint), ("post_logout_redirect_uri", uri)]).await;
            assert_eq!((out.status, out.location.as_deref()), (303, Some("/login/signed-out")), "{uri}");
            assert!(!is_in(&browser).await);
        }
        // An address of one application is none of another's, and without an application it is nobody's.
        let browser = world.browser();
        let to = |parameters: Vec<(&'static str, &'static str)>| {
            let browser = &browser;
            async move { log_out(browser, &parameters).await.location.unwrap() }
        };
        assert_eq!(to(vec![("client_id", "planner"), ("post_logout_redirect_uri", BYE)]).await, "/login/signed-out");
        assert_eq!(to(vec![("post_logout_redirect_uri", BYE)]).await, "/login/signed-out");
        assert_eq!(to(vec![("client_id", "nobody"), ("post_logout_redirect_uri", BYE)]).await, "/login/signed-out");
        assert_eq!(to(vec![("client_id", "records"), ("post_logout_redirect_uri", BYE)]).await, BYE);
    }

    async fn no_token_passes_for_another(world) {
        let mut world = world;
        let (records, _) = listening(&mut world).await;
        let browser = world.browser();
        let back = browser.sign_in(ANNA, &[]).await;
        let tokens = browser.redeem(&back.parameter("code").unwrap()).await.json();
        let access = tokens["access_token"].as_str().unwrap();
        // An access token is no hint; nor is a logout token, however it came about.
        let first = world.browser();
        let hint = id_token(&first, ANNA).await;
        log_out(&first, &[("id_token_hint", &hint)]).await;
        let logout = records.told(1).await.remove(0);
        for token in [access, logout.as_str()] {
            assert!(asks(&log_out(&browser, &[("id_token_hint", token)]).await));
        }
        for token in [hint.as_str(), logout.as_str()] {
            let bearer = format!("Bearer {token}");
            let refused = browser.send(Method::GET, "/oauth2/userinfo", None, &[("authorization", &bearer)]).await;
            assert_eq!(refused.status, 401);
        }
        assert!(is_in(&browser).await);
        // It cannot be taken for an ID token by whoever looks at `typ`, at `nonce`, or at its claims.
        let (_, said) = verified(&browser, &logout, "records").await;
        for missing in ["nonce", "auth_time", "acr", "name", "email", "at_hash"] {
            assert!(said.get(missing).is_none(), "{missing}");
        }
    }

    async fn an_id_token_that_has_ended_is_still_a_hint(world) {
        let mut world = world;
        listening(&mut world).await;
        let browser = world.browser();
        let hint = id_token(&browser, ANNA).await;
        world.pass(Duration::hours(3));
        assert!(claims(&hint)["exp"].as_i64().unwrap() < world.now().timestamp());
        let out = log_out(&browser, &[("id_token_hint", &hint), ("post_logout_redirect_uri", BYE)]).await;
        assert_eq!(out.location.as_deref(), Some(BYE));
        assert!(!is_in(&browser).await);
    }

    async fn it_reaches_microsoft_and_comes_back_to_the_app(world) {
        let mut world = world;
        listening(&mut world).await;
        world.change("help = \"Help desk", "sign_out_upstream = true\nhelp = \"Help desk").await;
        let signed_out = format!("{}/login/signed-out", world.base);
        let tid = crate::world::TID;
        world.entra.update_registration(tid, &crate::world::CLIENT_ID.to_string(), |app| app.redirect_uris.push(signed_out.clone()));
        let browser = world.browser();
        let hint = id_token(&browser, ANNA).await;
        let parameters = [("id_token_hint", hint.as_str()), ("post_logout_redirect_uri", BYE), ("state", "s")];
        let out = log_out(&browser, &parameters).await;
        assert!(out.location().as_str().starts_with(world.entra_url().as_str()), "{out:?}");
        assert_eq!(out.parameter("post_logout_redirect_uri").as_deref(), Some(signed_out.as_str()));
        assert!(out.parameter("logout_hint").is_some());
        assert!(!out.location().as_str().contains("records.example"), "Microsoft is told where she goes");
        let back = browser.get(out.location().as_str()).await;
        assert_eq!(back.location.as_deref(), Some(signed_out.as_str()));
        let home = browser.get(&signed_out).await;
        assert_eq!((home.status, home.location.as_deref()), (303, Some("https://records.example/bye?state=s")));
        // Once: afterwards it is a page.
        assert_eq!(browser.get(&signed_out).await.status, 200);

        // A cookie that was not made here, and one that lay too long, lead nowhere.
        for (minutes, spoiled) in [(11, false), (0, true)] {
            let hint = id_token(&browser, ANNA).await;
            let out = log_out(&browser, &[("id_token_hint", hint.as_str()), ("post_logout_redirect_uri", BYE)]).await;
            assert!(out.location().as_str().starts_with(world.entra_url().as_str()));
            let mut cookies = browser.cookies();
            let (_, cookie) = cookies.iter_mut().find(|((_, name), _)| name.ends_with("-signed-out")).unwrap();
            if spoiled {
                *cookie = cookie.chars().rev().collect();
            }
            browser.set_cookies(cookies);
            world.pass(Duration::minutes(minutes));
            let page = browser.get(&signed_out).await;
            assert_eq!((page.status, page.location.as_deref()), (200, None));
        }
    }

    async fn the_discovery_document_says_so(world) {
        let document = world.browser().get("/.well-known/openid-configuration").await.json();
        assert_eq!(document["end_session_endpoint"], format!("{}/oauth2/logout", world.base));
        assert_eq!(document["backchannel_logout_supported"], true);
        assert_eq!(document["backchannel_logout_session_supported"], true);
    }
}
