//! Signing out: an application asks for it, every application of the session is told, Microsoft says so; and nobody else can. Two brokers
//! take turns.

use std::time::Duration as Pause;

use anteroom::domain::admin_role::AdminRole;
use anteroom::domain::audit::{AuditAction, AuditEvent};
use anteroom::domain::id::SessionId;
use anteroom::domain::logout::LEASE;
use chrono::{DateTime, Duration, Utc};
use reqwest::Method;
use serde_json::{Value, json};

use crate::account::entered;
use crate::admin::Staff;
use crate::browser::{Answer, Browser, VERIFIER, claims};
use crate::listener::{Listener, verified};
use crate::receiver::Reply;
use crate::world::{APP_SECRET, World};
use crate::{replicated_stories, stories};

const ANNA: &str = "a.devries@st-janshof.example";
const BRAM: &str = "b.bakker@st-janshof.example";
const NOOR: &str = "n.noord@delta-noord.example";
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

/// Waits until what an application was told last was answered, and is to be told again.
async fn put_off(world: &World, by: Duration) {
    let due = |at: DateTime<Utc>| at.timestamp() - world.now().timestamp();
    let mut last = 0;
    for _ in 0..1_000 {
        last = waits_until(world).await.map(due).unwrap_or_default();
        if last == by.num_seconds() {
            return;
        }
        tokio::time::sleep(Pause::from_millis(10)).await;
    }
    panic!("it is due in {last} s");
}

/// When the next that is to be told is due.
async fn waits_until(world: &World) -> Option<DateTime<Utc>> {
    world.query("SELECT MIN(due_at) FROM backchannel_logouts").await
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

    async fn whatever_ends_a_session_is_told(world) {
        let mut world = world;
        let (records, planner) = listening(&mut world).await;
        let mia = Staff::new(&world, "mia.dekker", AdminRole::Support, &[]).await;
        let expect = async |sid: Value| {
            for _ in 0..1_500 {
                if records.all().iter().any(|token| claims(token)["sid"] == sid) {
                    return;
                }
                tokio::time::sleep(Pause::from_millis(10)).await;
            }
            panic!("nobody was told of {sid}");
        };
        let signed_in = async |browser: &Browser| claims(&id_token(browser, ANNA).await)["sid"].clone();

        // The person, here.
        let browser = world.browser();
        let sid = signed_in(&browser).await;
        browser.post("/login/sign-out", &[]).await;
        expect(sid).await;
        // The person, from elsewhere.
        let (here, there) = (world.browser(), world.browser());
        let (kept, sid) = (signed_in(&here).await, signed_in(&there).await);
        here.post("/login/account", &[("action", "end"), ("session", sid.as_str().unwrap())]).await;
        expect(sid).await;
        // Support: one session, then all of hers.
        let path = format!("/organizations/st-janshof/sessions/{}", kept.as_str().unwrap());
        assert_eq!(mia.call(Method::DELETE, &path, &[("if-match", "*")], None).await.status, 204);
        expect(kept).await;
        let sid = signed_in(&there).await;
        let path = format!("/organizations/st-janshof/users/{ANNA}/end-sessions");
        let tried = mia.call(Method::POST, &format!("{path}?dry_run=true"), &[], Some(json!({ "reason": "lost" }))).await;
        assert_eq!((tried.status, tried.json()["ended"].as_u64()), (200, Some(1)), "{}", tried.body);
        assert!(is_in(&there).await);
        mia.call(Method::POST, &path, &[], Some(json!({ "reason": "lost" }))).await;
        expect(sid).await;
        // Support parts her from her account.
        let sid = signed_in(&there).await;
        let unbind = format!("/organizations/st-janshof/users/{ANNA}/unbind");
        let unbound = mia.call(Method::POST, &unbind, &[], Some(json!({ "reason": "re-created" }))).await;
        assert_eq!(unbound.status, 200, "{}", unbound.body);
        expect(sid).await;
        // Somebody else signs in in her browser.
        let sid = signed_in(&there).await;
        let departed = there.authorize(&[("login_hint", BRAM), ("prompt", "login")]).await;
        assert!(entered(&there.through_entra(&departed).await));
        expect(sid).await;
        // She is suspended; then the hospital is; then it is gone.
        let (active, suspended) = ("name = \"Anna de Vries\"\n", "name = \"Anna de Vries\"\nstatus = \"suspended\"\n");
        let sid = signed_in(&here).await;
        world.change(active, suspended).await;
        expect(sid).await;
        world.change(suspended, active).await;
        let sid = signed_in(&here).await;
        world.change("slug = \"st-janshof\"\n", "slug = \"st-janshof\"\nstatus = \"suspended\"\n").await;
        expect(sid).await;
        assert!(!is_in(&here).await);
        world.change("slug = \"st-janshof\"\nstatus = \"suspended\"\n", "slug = \"st-janshof\"\n").await;
        assert!(!is_in(&here).await, "what has ended comes back to life");
        let sid = signed_in(&here).await;
        let olga = Staff::new(&world, "olga", AdminRole::Operator, &[]).await;
        let gone = olga.call(Method::DELETE, "/organizations/st-janshof?reason=closed", &[("if-match", "*")], None).await;
        assert!(gone.status < 300, "{}", gone.body);
        expect(sid).await;
        all_told(&world).await;
        let mut sids: Vec<_> = records.all().iter().map(|token| claims(token)["sid"].to_string()).collect();
        sids.sort_unstable();
        let told = sids.len();
        sids.dedup();
        assert_eq!(sids.len(), told, "a session was told of twice");
        assert!(planner.all().is_empty(), "it has got nothing with any of these sessions");
    }

    // Somebody whose device, or whose code, is let in has a session too; an app that nobody registered a listener for is left alone.
    // OpenID Connect Core, 8.1: by another name it could not tell whose session that was; by ours it would learn one too many.
    async fn an_app_is_told_by_the_name_that_it_knows(world) {
        let mut world = world;
        let (records, _) = listening(&mut world).await;
        let first = "[application.protocol]\npost_logout";
        world.change(first, "[application.protocol]\nsubject_type = \"pairwise\"\npost_logout").await;
        let browser = world.browser();
        let token = id_token(&browser, ANNA).await;
        log_out(&browser, &[("id_token_hint", &token)]).await;
        let told = records.told(1).await;
        let (told, token) = (claims(&told[0]), claims(&token));
        assert_eq!((&told["sub"], &told["sid"]), (&token["sub"], &token["sid"]));
        let own = world.store.organization(world.organization("st-janshof").await);
        let anna = own.find_user(&ANNA.parse().unwrap()).await.unwrap().unwrap();
        assert_ne!(told["sub"], json!(anna.id));
    }

    async fn an_app_that_does_not_listen_is_not_told(world) {
        let browser = world.browser();
        let hint = id_token(&browser, ANNA).await;
        log_out(&browser, &[("id_token_hint", &hint)]).await;
        assert!(!is_in(&browser).await);
        assert_eq!(world.store.count_waiting_logouts().await.unwrap().count, 0);
    }

    async fn an_app_that_has_a_bad_moment_is_told_later(world) {
        let mut world = world;
        let (records, planner) = listening(&mut world).await;
        records.replies([Reply::Status(503), Reply::Redirect(planner.url.clone()), Reply::Hang, Reply::Status(404), Reply::Status(204)]);
        let browser = world.browser();
        let hint = id_token(&browser, ANNA).await;
        // Nobody waits for it.
        let out = log_out(&browser, &[("id_token_hint", &hint), ("post_logout_redirect_uri", BYE)]).await;
        assert_eq!(out.location.as_deref(), Some(BYE));
        let mut names = Vec::new();
        for (times, pause) in [(1, 2), (2, 10), (3, 30), (4, 120)] {
            let token = records.told(times).await.pop().unwrap();
            let (_, said) = verified(&browser, &token, "records").await;
            assert_eq!(said["iat"], world.now().timestamp(), "each attempt is a token of its own");
            names.push(said["jti"].to_string());
            put_off(&world, Duration::seconds(pause)).await;
            world.pass(Duration::seconds(pause));
        }
        records.told(5).await;
        all_told(&world).await;
        names.dedup();
        assert_eq!(names.len(), 4);
        assert!(planner.all().is_empty(), "a redirect was followed");
        // Who understands it and says no was told.
        records.replies([Reply::Status(400)]);
        let hint = id_token(&browser, ANNA).await;
        log_out(&browser, &[("id_token_hint", &hint)]).await;
        records.told(6).await;
        all_told(&world).await;
        world.pass(Duration::hours(1));
        // Whoever tells of the next one would have told of the last one again.
        let hint = id_token(&browser, ANNA).await;
        log_out(&browser, &[("id_token_hint", &hint)]).await;
        records.told(7).await;
        all_told(&world).await;
        world.end().await;
        assert_eq!(records.all().len(), 7);
    }

    async fn an_app_that_is_gone_for_good_is_given_up(world) {
        let mut world = world;
        let (records, planner) = listening(&mut world).await;
        records.replies(std::iter::repeat_n(Reply::Status(500), 20));
        let browser = world.browser();
        let hint = id_token(&browser, ANNA).await;
        id_token_of_planner(&browser).await;
        log_out(&browser, &[("id_token_hint", &hint)]).await;
        // The other one hears of it at once.
        planner.told(1).await;
        for (times, pause) in [(1, 2), (2, 10), (3, 30), (4, 120), (5, 600), (6, 1_800), (7, 3_600), (8, 10_800), (9, 21_600)] {
            records.told(times).await;
            put_off(&world, Duration::seconds(pause)).await;
            world.pass(Duration::seconds(pause));
        }
        records.told(10).await;
        all_told(&world).await;
        assert_eq!((records.all().len(), planner.all().len()), (10, 1));
    }

    async fn an_app_that_listens_no_more_is_forgotten(world) {
        let mut world = world;
        let (records, _) = listening(&mut world).await;
        records.replies([Reply::Status(500)]);
        let browser = world.browser();
        let hint = id_token(&browser, ANNA).await;
        log_out(&browser, &[("id_token_hint", &hint)]).await;
        records.told(1).await;
        put_off(&world, Duration::seconds(2)).await;
        let address = format!("backchannel_logout_uri = \"{}\"\n", records.url);
        world.change(&address, "").await;
        world.pass(LEASE);
        all_told(&world).await;
        assert_eq!(records.all().len(), 1);
    }

    async fn microsoft_says_that_somebody_has_signed_out_there(world) {
        let mut world = world;
        let (records, _) = listening(&mut world).await;
        let browser = world.browser();
        let hint = id_token(&browser, ANNA).await;
        let connection = own_connection(&world, "st-janshof").await;
        let address = format!("{}/login/logout/{connection}", world.base);
        let tid = crate::world::TID;
        world.entra.update_registration(tid, &crate::world::CLIENT_ID.to_string(), |app| app.front_channel_logout = Some(address.clone()));
        // She signs out at Microsoft, in a portal of theirs; its page loads our address, to which no cookie comes.
        let page = browser.get(&format!("{}/{tid}/oauth2/v2.0/logout", world.entra_url().as_str().trim_end_matches('/'))).await;
        let frame = page.body.split("<iframe hidden src=\"").nth(1).unwrap_or_else(|| panic!("{}", page.body));
        let frame = frame.split('"').next().unwrap().replace("&amp;", "&");
        assert!(frame.starts_with(&address) && frame.contains("sid=") && frame.contains("iss="), "{frame}");
        let heard = world.browser().get(&frame).await;
        assert_eq!(heard.status, 200);
        assert!(!is_in(&browser).await);
        let token = records.told(1).await.remove(0);
        assert_eq!(claims(&token)["sid"], claims(&hint)["sid"]);
        let log = ended(&world, "st-janshof").await;
        assert!(log.len() == 1 && log[0].detail.as_str().contains("signed out at Microsoft"), "{log:?}");
        assert!(log[0].user_id.is_some() && log[0].sign_in_id.is_some());
        // Only Microsoft has it in a frame, and nobody keeps it.
        let policy = heard.headers["content-security-policy"].to_str().unwrap().to_owned();
        let entra = world.entra_url().origin().ascii_serialization();
        assert!(policy.contains(&format!("frame-ancestors {entra}")) && policy.contains("default-src 'none'"), "{policy}");
        assert!(!heard.headers.contains_key("x-frame-options"));
        assert_eq!(heard.headers["cache-control"], "no-store");
        assert_eq!(browser.get("/login/account").await.headers["x-frame-options"], "DENY", "every other page stays out of frames");
    }

    async fn a_session_is_ended_by_its_own_connection_and_nobody_elses(world) {
        let (anna, noor) = (world.browser(), world.browser());
        assert!(entered(&anna.sign_in(ANNA, &[]).await));
        let sid_of = |token: String| claims(&token)["sid"].as_str().unwrap().to_owned();
        let sid = sid_of(world.entra.last_id_token().unwrap());
        let issuer = world.entra.issuer(crate::world::TID);
        assert!(entered(&noor.sign_in(NOOR, &[]).await));
        let of_group = sid_of(world.entra.last_id_token().unwrap());
        let group_issuer = world.entra.issuer(crate::world::GROUP_TID);
        let (own, other) = (own_connection(&world, "st-janshof").await, own_connection(&world, "delta-noord").await);
        let stranger = world.browser();
        let say = async |door: &str, parameters: &[(&str, &str)]| {
            let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(parameters).finish();
            stranger.get(&format!("/login/logout/{door}?{query}")).await
        };
        let shape = |answer: &Answer| {
            let mut headers: Vec<_> = answer.headers.iter().map(|(name, value)| format!("{name}: {value:?}")).collect();
            headers.retain(|header| !header.starts_with("date:"));
            headers.sort();
            (answer.status, headers, answer.body.clone())
        };
        let unknown = say(&own, &[("sid", "6f1c2a4e-0000-4000-8000-000000000000")]).await;
        for (door, parameters) in [
            // The other hospital's connection, and the registration that it shares, name her session.
            (other.as_str(), vec![("sid", sid.as_str())]),
            ("entra", vec![("sid", sid.as_str())]),
            ("entra", vec![("sid", sid.as_str()), ("iss", issuer.as_str())]),
            // At her connection in the name of another directory.
            (own.as_str(), vec![("sid", sid.as_str()), ("iss", group_issuer.as_str())]),
            (own.as_str(), vec![("sid", sid.as_str()), ("iss", "https://evil.example/")]),
            (own.as_str(), vec![("iss", issuer.as_str())]),
            (own.as_str(), vec![("sid", ""), ("iss", issuer.as_str())]),
            (own.as_str(), vec![("sid", sid.as_str()), ("sid", sid.as_str())]),
            (own.as_str(), vec![("sid", "%")]),
            (own.as_str(), vec![("sid", "a\u{0}b")]),
            ("6f1c2a4e-0000-4000-8000-000000000000", vec![("sid", sid.as_str())]),
            // Of a shared registration's session, at an address of its connection's own.
            (own.as_str(), vec![("sid", of_group.as_str())]),
        ] {
            let answer = say(door, &parameters).await;
            assert_eq!(shape(&answer), shape(&unknown), "{door} {parameters:?}");
        }
        let long = "x".repeat(5_000);
        assert_eq!(shape(&say(&own, &[("sid", &long)]).await), shape(&unknown));
        assert_eq!(say("nothing", &[("sid", &sid)]).await.status, 404);
        assert!(is_in(&anna).await && is_in(&noor).await);
        // By its own, with an issuer and without.
        assert_eq!(shape(&say(&own, &[("sid", &sid)]).await), shape(&unknown));
        assert!(!is_in(&anna).await && is_in(&noor).await);
        assert_eq!(shape(&say("entra", &[("sid", &of_group), ("iss", &group_issuer)]).await), shape(&unknown));
        assert!(!is_in(&noor).await);
        assert_eq!((ended(&world, "st-janshof").await.len(), ended(&world, "delta-noord").await.len()), (1, 1));
    }

    async fn a_network_that_says_too_much_is_not_listened_to(world) {
        let (stranger, anna) = (world.browser(), world.browser());
        assert!(entered(&anna.sign_in(ANNA, &[]).await));
        let own = own_connection(&world, "st-janshof").await;
        let say = async |ip: &str, sid: &str| {
            let path = format!("/login/logout/{own}?sid={sid}");
            stranger.send(Method::GET, &path, None, &[("x-forwarded-for", ip)]).await.status
        };
        let mut refused = 0;
        for number in 0..601 {
            refused += u32::from(say("203.0.113.7", &format!("guess-{number}")).await == 429);
        }
        assert_eq!(refused, 1);
        let sid = claims(&world.entra.last_id_token().unwrap())["sid"].as_str().unwrap().to_owned();
        assert_eq!(say("198.51.100.7", &sid).await, 200);
        assert!(!is_in(&anna).await, "another network is listened to");
    }

    async fn the_discovery_document_says_so(world) {
        let document = world.browser().get("/.well-known/openid-configuration").await.json();
        assert_eq!(document["end_session_endpoint"], format!("{}/oauth2/logout", world.base));
        assert_eq!(document["backchannel_logout_supported"], true);
        assert_eq!(document["backchannel_logout_session_supported"], true);
    }
}

stories! {
    // Whoever can register an application could else have the broker post into the operator's own network.
    async fn no_app_is_told_at_an_address_that_points_inwards(world) {
        let mut world = world;
        let (records, _) = listening(&mut world).await;
        let hint = id_token(&world.browser(), ANNA).await;
        let session: SessionId = claims(&hint)["sid"].as_str().unwrap().parse().unwrap();
        // As in production: the setting for development is off.
        world.stop();
        let (_, operations) = world.start(|settings| settings.development_allow_inward = false).await;
        let id = world.organization("st-janshof").await;
        let event = AuditEvent {
            organization_id: Some(id),
            ..AuditEvent::new(anteroom::keys::random::id(world.now()), world.now(), AuditAction::SessionEnded, "story")
        };
        assert!(world.store.organization(id).end_session(session, world.now(), &event).await.unwrap());
        put_off(&world, Duration::seconds(2)).await;
        assert!(records.all().is_empty());
        let measured = Browser::new(&operations).get("/metrics").await.body;
        assert!(measured.contains("anteroom_backchannel_logouts_waiting 1\n"), "{measured}");
        assert!(measured.contains("anteroom_backchannel_logout_attempts_total{result=\"put_off\"} 1\n"), "{measured}");
    }

    async fn a_session_costs_no_more_for_being_told_of(world) {
        let mut world = world;
        let silent = cost(&world).await;
        listening(&mut world).await;
        assert_eq!(cost(&world).await, silent, "(write transactions, statements)");
    }
}

/// What a sign-in costs at least: write transactions, statements. What a broker does by itself every second makes one dearer now and then.
async fn cost(world: &World) -> (u64, u64) {
    world.browser().sign_in(ANNA, &[]).await;
    let mut costs = Vec::new();
    for _ in 0..12 {
        let browser = world.browser();
        let before = world.counts();
        let back = browser.sign_in(ANNA, &[]).await;
        browser.redeem(&back.parameter("code").unwrap()).await;
        let after = world.counts();
        costs.push((after.1 - before.1, after.0 - before.0));
    }
    costs.into_iter().min().unwrap()
}

async fn own_connection(world: &World, slug: &str) -> String {
    let id = world.organization(slug).await;
    world.store.find_configuration(id).await.unwrap().unwrap().connections[0].id.to_string()
}
