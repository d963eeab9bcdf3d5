//! A device without a browser signs a person in (RFC 8628). Two brokers take turns.

use anteroom::domain::audit::{AuditAction, AuditOutcome};
use chrono::Duration;
use futures_util::future::join_all;
use reqwest::Method;
use serde_json::json;

use crate::browser::{Answer, Browser, claims};
use crate::replicated_stories;
use crate::world::{APP_SECRET, World};

const ANNA: &str = "a.devries@st-janshof.example";
const FIRST_APPLICATION: &str = "[[application]]\nclient_id = \"records\"";
const GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";
/// From where the device asks.
const DEVICE_IP: (&str, &str) = ("x-forwarded-for", "192.0.2.7");

/// A scanner on a ward, which proves itself, and a program that cannot.
const APPLICATIONS: &str = "[[application]]\nclient_id = \"scanner\"\nname = \"Scanner\"\nsso = \"follow\"\n\
    secret = { file = \"app\" }\nrefresh_tokens = true\ndevice_grant = true\n\n\
    [[application]]\nclient_id = \"reader\"\nname = \"Reader\"\nsso = \"follow\"\ndevice_grant = true\n\n";

const SCANNER: [(&str, &str); 2] = [("client_id", "scanner"), ("client_secret", APP_SECRET)];
const READER: [(&str, &str); 1] = [("client_id", "reader")];

async fn with_devices(world: &mut World) {
    world.change(FIRST_APPLICATION, &format!("{APPLICATIONS}{FIRST_APPLICATION}")).await;
}

/// What a device was told.
pub struct Device {
    pub device_code: String,
    pub user_code: String,
}

/// A device asks for its codes.
pub async fn ask(world: &World, client: &[(&str, &str)], scope: &str) -> Device {
    let form = [client, &[("scope", scope)]].concat();
    let url = "/oauth2/device_authorization";
    let told = world.browser().send(Method::POST, url, Some(&form), &[DEVICE_IP]).await;
    assert_eq!(told.status, 200, "{}", told.body);
    let told = told.json();
    let of = |name: &str| told[name].as_str().unwrap().to_owned();
    Device { device_code: of("device_code"), user_code: of("user_code") }
}

/// A device asks whether it may.
pub async fn poll(world: &World, client: &[(&str, &str)], device: &Device) -> Answer {
    let form = [client, &[("grant_type", GRANT), ("device_code", &device.device_code)]].concat();
    world.browser().post("/oauth2/token", &form).await
}

fn error(answer: &Answer) -> (u16, String) {
    assert_eq!(answer.headers["cache-control"], "no-store");
    (answer.status, answer.json()["error"].as_str().unwrap_or_else(|| panic!("{}", answer.body)).to_owned())
}

fn is(code: &str) -> (u16, String) {
    (400, code.to_owned())
}

/// A person types the code, and signs in by Microsoft, where no session is open; to the page that asks.
pub async fn type_code(browser: &Browser, code: &str, email: &str) -> Answer {
    let page = browser.post("/device", &[("user_code", code)]).await;
    let back = if page.status == 303 {
        page
    } else {
        let sign_in = page.sign_in().to_string();
        let form = [("sign_in", sign_in.as_str()), ("action", "address"), ("address", email)];
        let departed = browser.post("/login", &form).await;
        browser.through_entra(&departed).await
    };
    assert_eq!(back.status, 303, "{}", back.body);
    assert!(back.location().path() == "/device/callback", "{:?}", back.location);
    let asked = browser.get(back.location().as_str()).await;
    assert_eq!(asked.location.as_deref(), Some("/device/answer"), "{}", asked.body);
    browser.get("/device/answer").await
}

/// The device that a page asks about.
fn asked(page: &Answer) -> String {
    let after = page.body.split_once("name=\"device\" value=\"").map(|(_, rest)| rest[..36].to_owned());
    after.unwrap_or_else(|| panic!("the page asks nothing: {}", page.body))
}

/// A person says whether it may.
pub async fn answer(browser: &Browser, page: &Answer, action: &str) -> Answer {
    browser.post("/device/answer", &[("device", &asked(page)), ("action", action)]).await
}

/// All of it: the tokens.
pub async fn sign_in(world: &World, client: &[(&str, &str)], scope: &str, email: &str) -> serde_json::Value {
    let (browser, device) = (world.browser(), ask(world, client, scope).await);
    let page = type_code(&browser, &device.user_code, email).await;
    assert_eq!(answer(&browser, &page, "allow").await.status, 200);
    let tokens = poll(world, client, &device).await;
    assert_eq!(tokens.status, 200, "{}", tokens.body);
    tokens.json()
}

async fn userinfo(world: &World, tokens: &serde_json::Value) -> u16 {
    let bearer = format!("Bearer {}", tokens["access_token"].as_str().unwrap());
    world.browser().send(Method::GET, "/oauth2/userinfo", None, &[("authorization", &bearer)]).await.status
}

replicated_stories! {
    async fn the_code_is_typed_somebody_signs_in_and_allows_it(world) {
        let mut world = world;
        with_devices(&mut world).await;
        let discovered = world.browser().get("/.well-known/openid-configuration").await.json();
        let endpoint = format!("{}/oauth2/device_authorization", world.base);
        assert_eq!(discovered["device_authorization_endpoint"], json!(endpoint));
        assert!(discovered["grant_types_supported"].as_array().unwrap().contains(&json!(GRANT)));

        let form = [&SCANNER[..], &[("scope", "openid profile offline_access nonsense")]].concat();
        let told = world.browser().send(Method::POST, "/oauth2/device_authorization", Some(&form), &[DEVICE_IP]).await;
        assert_eq!((told.status, &told.headers["cache-control"]), (200, &"no-store".parse().unwrap()));
        let told = told.json();
        let code = told["user_code"].as_str().unwrap();
        assert_eq!((told["expires_in"].as_i64(), told["interval"].as_i64()), (Some(600), Some(5)));
        assert_eq!(told["verification_uri"], json!(format!("{}/device", world.base)));
        assert_eq!(told["verification_uri_complete"], json!(format!("{}/device?user_code={code}", world.base)));
        let device = Device { device_code: told["device_code"].as_str().unwrap().to_owned(), user_code: code.to_owned() };
        assert_eq!(error(&poll(&world, &SCANNER, &device).await), is("authorization_pending"));

        // As people type it.
        let browser = world.browser();
        let page = type_code(&browser, &format!(" {} ", code.replace('-', " ").to_lowercase()), ANNA).await;
        for shown in ["Scanner", ANNA, code, "192.0.2.7", "2026-11-23 09:00:00 UTC"] {
            assert!(page.body.contains(shown), "{shown}: {}", page.body);
        }
        world.pass(Duration::seconds(5));
        assert_eq!(error(&poll(&world, &SCANNER, &device).await), is("authorization_pending"), "nobody has allowed it");
        assert_eq!(asked(&browser.get("/device/answer").await), asked(&page), "the page can be loaded again");
        let allowed = answer(&browser, &page, "allow").await;
        assert_eq!(allowed.status, 200, "{}", allowed.body);
        assert!(!browser.cookie_names().iter().any(|name| name.ends_with("-device")));

        let tokens = poll(&world, &SCANNER, &device).await;
        assert_eq!(tokens.status, 200, "{}", tokens.body);
        let tokens = tokens.json();
        assert_eq!(tokens["scope"], "openid profile offline_access");
        let said = claims(tokens["id_token"].as_str().unwrap());
        assert_eq!((&said["aud"], &said["name"]), (&json!("scanner"), &json!("Anna de Vries")));
        assert!(said.get("nonce").is_none());
        assert_eq!(userinfo(&world, &tokens).await, 200);
        let refresh = [("grant_type", "refresh_token"), ("refresh_token", tokens["refresh_token"].as_str().unwrap())];
        let renewed = world.browser().post("/oauth2/token", &[&SCANNER[..], &refresh].concat()).await;
        assert_eq!(renewed.status, 200, "{}", renewed.body);

        // Once; whoever shows it again has a copy, and ends what it gave.
        assert_eq!(error(&poll(&world, &SCANNER, &device).await), is("invalid_grant"));
        assert_eq!(userinfo(&world, &renewed.json()).await, 401);
        let events = world.events("st-janshof").await;
        let own: Vec<_> = events.iter().filter(|event| event.action == AuditAction::DeviceAuthorized).collect();
        let details: Vec<_> = own.iter().map(|event| event.detail.as_str()).collect();
        assert_eq!(details.len(), 2, "{details:?}");
        assert!(details.iter().any(|detail| detail.contains("allowed") && detail.contains("192.0.2.7")), "{details:?}");
        assert!(details.iter().any(|detail| detail.contains("signed in")), "{details:?}");
        assert!(events.iter().any(|event| event.action == AuditAction::CodeReused));
    }

    // RFC 8628, 5.4: somebody is sent an address with a code in it, and is signed in already.
    async fn an_address_alone_allows_nothing(world) {
        let mut world = world;
        with_devices(&mut world).await;
        let browser = world.browser();
        assert_eq!(browser.sign_in(ANNA, &[]).await.status, 303);
        let device = ask(&world, &READER, "openid").await;
        let pending = async |after: &str| {
            world.pass(Duration::seconds(5));
            assert_eq!(error(&poll(&world, &READER, &device).await), is("authorization_pending"), "{after}");
        };
        let page = browser.get(&format!("/device?user_code={}", device.user_code)).await;
        assert!(page.body.contains(&format!("value=\"{}\"", device.user_code)), "{}", page.body);
        assert!(!page.body.contains("value=\"allow\""));
        pending("the address was opened").await;
        let page = type_code(&browser, &device.user_code, ANNA).await;
        pending("the code was typed").await;
        let id = asked(&page);
        let form = [("device", id.as_str()), ("action", "allow")];

        // Another site posts the form, another browser does, somebody who was shown another device.
        let url = "/device/answer";
        let foreign = browser.send(Method::POST, url, Some(&form), &[("sec-fetch-site", "cross-site")]).await;
        assert_eq!(foreign.status, 403, "{}", foreign.body);
        world.browser().post(url, &form).await;
        let stranger = world.browser();
        assert_eq!(stranger.sign_in("b.bakker@st-janshof.example", &[]).await.status, 303);
        stranger.post(url, &form).await;
        let other = ask(&world, &READER, "openid").await;
        let other_page = type_code(&world.browser(), &other.user_code, ANNA).await;
        browser.post(url, &[("device", &asked(&other_page)), ("action", "allow")]).await;
        pending("others posted it").await;
        // A button that there is not refuses; nor does what is no form.
        for form in [&[("device", id.as_str())][..], &[("action", "allow")], &[("device", "x"), ("action", "allow")]] {
            browser.post(url, form).await;
        }
        pending("what is no form was posted").await;
        // Whoever has signed out is asked nothing.
        browser.post("/login/sign-out", &[]).await;
        browser.post(url, &form).await;
        pending("she has signed out").await;
    }

    // RFC 9700, 4.7: somebody is sent back here with the code of a sign-in that is not theirs.
    async fn the_code_of_another_browsers_sign_in_opens_nothing(world) {
        let mut world = world;
        with_devices(&mut world).await;
        let (victim, attacker) = (world.browser(), world.browser());
        let device = ask(&world, &READER, "openid").await;
        for browser in [&victim, &attacker] {
            assert_eq!(browser.sign_in(ANNA, &[]).await.status, 303);
        }
        // Both have typed it; only the attacker's own browser holds the verifier of the attacker's sign-in.
        let of_victim = victim.post("/device", &[("user_code", &device.user_code)]).await;
        let of_attacker = attacker.post("/device", &[("user_code", &device.user_code)]).await;
        let crossed = victim.get(of_attacker.location().as_str()).await;
        assert_eq!((crossed.status, crossed.location.as_deref()), (200, None));
        assert_eq!(attacker.get(of_attacker.location().as_str()).await.location, None, "a code works once");
        for bare in ["/device/callback", "/device/callback?code=x", "/device/callback?error=access_denied"] {
            let answer = world.browser().get(bare).await;
            assert_eq!((answer.status, answer.location.as_deref()), (200, None), "{bare}");
        }
        assert_eq!(victim.get(of_victim.location().as_str()).await.location.as_deref(), Some("/device/answer"));
        // A redirect URI of ours is none of an application's.
        let here = format!("{}/device/callback", world.base);
        let fault = victim.authorize(&[("redirect_uri", &here)]).await;
        assert_eq!((fault.status, fault.location.as_deref()), (400, None));
    }

    async fn somebody_refuses_it(world) {
        let mut world = world;
        with_devices(&mut world).await;
        let (browser, device) = (world.browser(), ask(&world, &READER, "openid").await);
        let page = type_code(&browser, &device.user_code, ANNA).await;
        assert_eq!(answer(&browser, &page, "refuse").await.status, 200);
        for _ in 0..2 {
            assert_eq!(error(&poll(&world, &READER, &device).await), is("access_denied"));
        }
        // Said is said.
        let late = world.browser().post("/device", &[("user_code", &device.user_code)]).await;
        assert!(late.body.contains("aria-invalid"), "{}", late.body);
        let events = world.events("st-janshof").await;
        let refused = events.iter().find(|event| event.action == AuditAction::DeviceAuthorized).unwrap();
        assert_eq!(refused.outcome, AuditOutcome::Refused);
    }

    async fn a_device_is_patient_or_slowed_down_and_waits_ten_minutes(world) {
        let mut world = world;
        with_devices(&mut world).await;
        let device = ask(&world, &READER, "openid").await;
        let after = async |seconds: i64| {
            world.pass(Duration::seconds(seconds));
            error(&poll(&world, &READER, &device).await).1
        };
        assert_eq!(after(0).await, "authorization_pending");
        assert_eq!(after(5).await, "authorization_pending");
        assert_eq!(after(1).await, "slow_down");
        // Ten seconds from now on, as the device was told; then fifteen.
        assert_eq!(after(5).await, "slow_down");
        assert_eq!(after(15).await, "authorization_pending");
        assert_eq!(after(10).await, "slow_down");
        assert_eq!(after(20).await, "authorization_pending");
        // Allowed, it need not wait.
        let (browser, quick) = (world.browser(), ask(&world, &READER, "openid").await);
        let page = type_code(&browser, &quick.user_code, ANNA).await;
        assert_eq!(error(&poll(&world, &READER, &quick).await), is("authorization_pending"));
        answer(&browser, &page, "allow").await;
        assert_eq!(poll(&world, &READER, &quick).await.status, 200);
        assert_eq!(after(600).await, "expired_token");
        // Nor is anything of it left in the end.
        world.pass(Duration::hours(2));
        assert!(world.store.sweep(world.now()).await.unwrap().devices >= 2);
        assert_eq!(after(0).await, "invalid_grant");
    }

    async fn what_was_allowed_too_late_is_nothing(world) {
        let mut world = world;
        with_devices(&mut world).await;
        let (browser, device) = (world.browser(), ask(&world, &READER, "openid").await);
        let page = type_code(&browser, &device.user_code, ANNA).await;
        world.pass(Duration::minutes(10));
        answer(&browser, &page, "allow").await;
        assert_eq!(error(&poll(&world, &READER, &device).await), is("expired_token"));
        // Allowed in time, and not come for.
        let (browser, device) = (world.browser(), ask(&world, &READER, "openid").await);
        let page = type_code(&browser, &device.user_code, ANNA).await;
        answer(&browser, &page, "allow").await;
        world.pass(Duration::minutes(10));
        assert_eq!(error(&poll(&world, &READER, &device).await), is("expired_token"));
    }

    async fn only_applications_that_may_and_each_for_itself(world) {
        let mut world = world;
        with_devices(&mut world).await;
        let ask_as = async |form: &[(&str, &str)]| {
            error(&world.browser().post("/oauth2/device_authorization", form).await)
        };
        let records = [("client_id", "records"), ("client_secret", APP_SECRET)];
        assert_eq!(ask_as(&[&records[..], &[("scope", "openid")]].concat()).await, is("unauthorized_client"));
        assert_eq!(ask_as(&READER).await, is("invalid_scope"));
        assert_eq!(ask_as(&[("client_id", "reader"), ("scope", "profile")]).await, is("invalid_scope"));
        assert_eq!(ask_as(&[("client_id", "reader"), ("scope", "openid"), ("scope", "openid")]).await, is("invalid_request"));
        for nobody in [&[("client_id", "nobody")][..], &[], &[("client_id", "scanner")],
            &[("client_id", "scanner"), ("client_secret", "wrong")], &[("client_id", "reader"), ("client_secret", "x")]]
        {
            let refused = ask_as(&[nobody, &[("scope", "openid")]].concat()).await;
            assert_eq!(refused, (401, "invalid_client".to_owned()), "{nobody:?}");
        }
        let device = ask(&world, &READER, "openid").await;
        assert_eq!(error(&poll(&world, &records, &device).await), is("unauthorized_client"));
        assert_eq!(error(&poll(&world, &SCANNER, &device).await), is("invalid_grant"));
        let bare = [&READER[..], &[("grant_type", GRANT)]].concat();
        assert_eq!(error(&world.browser().post("/oauth2/token", &bare).await), is("invalid_request"));
        let browser = world.browser();
        let page = type_code(&browser, &device.user_code, ANNA).await;
        answer(&browser, &page, "allow").await;
        // Another application's hand on it takes nothing, and spoils nothing.
        assert_eq!(error(&poll(&world, &SCANNER, &device).await), is("invalid_grant"));
        let tokens = poll(&world, &READER, &device).await.json();
        assert!(tokens.get("refresh_token").is_none() && tokens["access_token"].is_string());
        // Not registered for it any more: no code is asked for, and none that waits is taken.
        let device = ask(&world, &READER, "openid").await;
        world.change("sso = \"follow\"\ndevice_grant = true\n", "sso = \"follow\"\nredirect_uris = [\"https://r.example/\"]\n").await;
        let page = world.browser().post("/device", &[("user_code", &device.user_code)]).await;
        assert!(page.body.contains("aria-invalid"), "{}", page.body);
        assert_eq!(error(&poll(&world, &READER, &device).await), is("unauthorized_client"));
    }

    async fn the_policy_of_the_application_holds(world) {
        let mut world = world;
        with_devices(&mut world).await;
        world.change("name = \"Reader\"\nsso = \"follow\"", "name = \"Reader\"\nsso = \"never\"").await;
        let device = ask(&world, &READER, "openid").await;
        // Not even an open session of Microsoft's does it.
        let browser = world.browser();
        assert_eq!(browser.sign_in(ANNA, &[]).await.status, 303);
        let page = browser.post("/device", &[("user_code", &device.user_code)]).await;
        assert_eq!(page.status, 200);
        assert!(!page.body.contains("value=\"microsoft\""), "{}", page.body);
        // A code does.
        let sent = crate::account::post(&browser, &page, &[("action", "address"), ("address", ANNA)]).await;
        let code = world.code(1, ANNA).await;
        let back = crate::account::post(&browser, &sent, &[("action", "verify"), ("code", &code)]).await;
        browser.get(back.location().as_str()).await;
        let page = browser.get("/device/answer").await;
        answer(&browser, &page, "allow").await;
        let tokens = poll(&world, &READER, &device).await.json();
        assert_eq!(claims(tokens["id_token"].as_str().unwrap())["sign_in_method"], "one_time_password");
    }

    async fn wrong_late_and_answered_codes_look_alike(world) {
        let mut world = world;
        with_devices(&mut world).await;
        let late = ask(&world, &READER, "openid").await;
        world.pass(Duration::minutes(10));
        let (browser, answered) = (world.browser(), ask(&world, &READER, "openid").await);
        let page = type_code(&browser, &answered.user_code, ANNA).await;
        answer(&browser, &page, "allow").await;
        let mut bodies = std::collections::BTreeSet::new();
        for typed in [&late.user_code, &answered.user_code, "BCDF-GHJK", "BCDF-GHJ1", "<b>\"x", "0"] {
            let page = world.browser().post("/device", &[("user_code", typed)]).await;
            assert_eq!((page.status, page.location.as_deref()), (200, None), "{typed}");
            // Only what was typed differs, and the languages' links where it can be a code.
            let escaped = typed.replace('<', "&#60;").replace('>', "&#62;").replace('"', "&#34;");
            let body = page.body.replace(&format!("user_code={typed}&amp;"), "");
            let body = body.replace(&format!("value=\"{escaped}\""), "value=\"\"");
            bodies.insert(body);
        }
        assert_eq!(bodies.len(), 1, "{bodies:#?}");
    }

    async fn whoever_guesses_codes_is_stopped(world) {
        let mut world = world;
        with_devices(&mut world).await;
        let device = ask(&world, &READER, "openid").await;
        let attempt = async |ip: &str, code: &str| {
            let form = [("user_code", code)];
            world.browser().send(Method::POST, "/device", Some(&form), &[("x-forwarded-for", ip)]).await
        };
        let is_stopped = |page: &Answer| page.status == 200 && page.body.contains("too many attempts");
        for _ in 0..10 {
            assert!(!is_stopped(&attempt("198.51.100.1", "BCDF-GHJK").await));
        }
        assert!(is_stopped(&attempt("198.51.100.1", "BCDF-GHJK").await));
        assert!(is_stopped(&attempt("198.51.100.1", &device.user_code).await), "the right one is taken all the same");
        // A neighbour is not; a network of guessers is.
        assert!(!is_stopped(&attempt("198.51.100.2", "BCDF-GHJK").await));
        for host in 3..52 {
            assert!(!is_stopped(&attempt(&format!("198.51.100.{host}"), "BCDF-GHJK").await), "{host}");
        }
        assert!(is_stopped(&attempt("198.51.100.200", &device.user_code).await));
        assert!(!is_stopped(&attempt("203.0.113.1", &device.user_code).await));
        // Nor are rows made without end.
        let form = [&READER[..], &[("scope", "openid")]].concat();
        let mut stopped = 0;
        for _ in 0..65 {
            let told = world.browser().send(Method::POST, "/oauth2/device_authorization", Some(&form), &[DEVICE_IP]).await;
            stopped += usize::from(told.status == 429);
        }
        assert_eq!(stopped, 6, "one was asked for before");
    }

    async fn the_decision_is_asked_again_when_it_comes(world) {
        let mut world = world;
        with_devices(&mut world).await;
        let allowed = async |world: &World| {
            let (browser, device) = (world.browser(), ask(world, &SCANNER, "openid offline_access").await);
            let page = type_code(&browser, &device.user_code, ANNA).await;
            answer(&browser, &page, "allow").await;
            (browser, device)
        };
        let (_, device) = allowed(&world).await;
        world.change("name = \"Anna de Vries\"", "name = \"Anna de Vries\"\nstatus = \"suspended\"").await;
        for _ in 0..2 {
            assert_eq!(error(&poll(&world, &SCANNER, &device).await), is("access_denied"));
        }
        world.change("\nstatus = \"suspended\"", "").await;
        let (browser, device) = allowed(&world).await;
        browser.post("/login/sign-out", &[]).await;
        assert_eq!(error(&poll(&world, &SCANNER, &device).await), is("access_denied"), "she has signed out");
        let (_, device) = allowed(&world).await;
        world.change("name = \"sso\"\nvalue = true", "name = \"sso\"\nvalue = false").await;
        assert_eq!(error(&poll(&world, &SCANNER, &device).await), is("access_denied"), "SSO is off");
        let events = world.events("st-janshof").await;
        let refused = events.iter().find(|event| event.outcome == AuditOutcome::Refused).unwrap();
        assert_eq!((refused.action, refused.reason.as_deref()), (AuditAction::DeviceAuthorized, Some("sso_off")));
    }

    async fn of_fifty_that_come_at_once_one_gets_it(world) {
        let mut world = world;
        with_devices(&mut world).await;
        for _ in 0..5 {
            let (browser, device) = (world.browser(), ask(&world, &SCANNER, "openid offline_access").await);
            let page = type_code(&browser, &device.user_code, ANNA).await;
            answer(&browser, &page, "allow").await;
            let answers = join_all((0..50).map(|_| poll(&world, &SCANNER, &device))).await;
            let won = answers.iter().filter(|answer| answer.status == 200).count();
            assert_eq!(won, 1, "{:?}", answers.iter().map(|answer| answer.status).collect::<Vec<_>>());
            for lost in answers.iter().filter(|answer| answer.status != 200) {
                assert_eq!(error(lost), is("invalid_grant"), "{}", lost.body);
            }
            world.pass(Duration::minutes(10));
        }
    }

    // RFC 7009.
    async fn an_application_gives_its_tokens_back(world) {
        let mut world = world;
        with_devices(&mut world).await;
        let revoke = async |client: &[(&str, &str)], token: &str| {
            world.browser().post("/oauth2/revoke", &[client, &[("token", token)]].concat()).await
        };
        let text = |tokens: &serde_json::Value, name: &str| tokens[name].as_str().unwrap().to_owned();
        let tokens = sign_in(&world, &SCANNER, "openid offline_access", ANNA).await;
        let (refresh, access) = (text(&tokens, "refresh_token"), text(&tokens, "access_token"));
        // Another application's hand on it, and what is no token: answered alike, and nothing ends.
        for token in [&refresh, &access, "nonsense", "a.b.c"] {
            let answer = revoke(&READER, token).await;
            assert_eq!((answer.status, answer.body.as_str()), (200, ""));
        }
        assert_eq!(userinfo(&world, &tokens).await, 200);
        assert_eq!(error(&revoke(&[("client_id", "scanner")], &refresh).await), (401, "invalid_client".to_owned()));
        assert_eq!(error(&world.browser().post("/oauth2/revoke", &SCANNER).await), is("invalid_request"));
        assert_eq!(revoke(&SCANNER, &refresh).await.status, 200);
        assert_eq!(userinfo(&world, &tokens).await, 401);
        let form = [&SCANNER[..], &[("grant_type", "refresh_token"), ("refresh_token", &refresh)]].concat();
        assert_eq!(error(&world.browser().post("/oauth2/token", &form).await), is("invalid_grant"));
        assert_eq!(revoke(&SCANNER, &refresh).await.status, 200, "again");
        let tokens = sign_in(&world, &SCANNER, "openid offline_access", ANNA).await;
        assert_eq!(revoke(&SCANNER, &text(&tokens, "access_token")).await.status, 200);
        assert_eq!(userinfo(&world, &tokens).await, 401);
        let events = world.events("st-janshof").await;
        assert_eq!(events.iter().filter(|event| event.action == AuditAction::TokenRevoked).count(), 2);
        let discovered = world.browser().get("/.well-known/openid-configuration").await.json();
        assert_eq!(discovered["revocation_endpoint"], json!(format!("{}/oauth2/revoke", world.base)));
    }
}
