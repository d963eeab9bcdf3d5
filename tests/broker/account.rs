//! What a person sees and ends of their own, shared devices, and what closes the traditional way. Two brokers take turns.

use chrono::Duration;

use crate::browser::{Answer, Browser};
use crate::replicated_stories;
use crate::world::World;

const ANNA: &str = "a.devries@st-janshof.example";
const STRONG: &str = "violet tractor under plum";
const FIRST_USER: &str = "[[organization.user]]\nemail = \"a.devries";

pub async fn post(browser: &Browser, page: &Answer, form: &[(&str, &str)]) -> Answer {
    let sign_in = page.sign_in().to_string();
    browser.post("/login", &[&[("sign_in", sign_in.as_str())], form].concat()).await
}

pub fn entered(answer: &Answer) -> bool {
    answer.status == 303 && answer.parameter("code").is_some()
}

/// Signs somebody in by a code.
pub async fn by_code(world: &World, browser: &Browser, address: &str, letters: usize) -> Answer {
    let page = browser.authorize(&[("prompt", "login")]).await;
    let page = post(browser, &page, &[("action", "code"), ("address", address)]).await;
    let code = world.code(letters, address).await;
    post(browser, &page, &[("action", "verify"), ("code", &code)]).await
}

/// Through a Microsoft that asks which account.
async fn choosing_anna(world: &World, browser: &Browser, departed: &Answer) -> Answer {
    choosing(world, browser, departed, crate::world::ANNA).await
}

async fn choosing(world: &World, browser: &Browser, departed: &Answer, oid: uuid::Uuid) -> Answer {
    let asked = browser.get(departed.location().as_str()).await;
    assert!(asked.body.contains("Pick an account"), "{}", asked.body);
    let action = asked.body.split("action=\"").nth(1).unwrap().split('"').next().unwrap().replace("&amp;", "&");
    let url = world.entra_url().join(&action).unwrap();
    let chosen = browser.post(url.as_str(), &[("account", &oid.to_string())]).await;
    browser.get(chosen.location().as_str()).await
}

/// The field that is marked as wrong.
fn invalid(page: &Answer) -> &str {
    page.body.split("<input").find(|input| input.contains("aria-invalid")).unwrap()
}

fn sessions(page: &Answer) -> usize {
    page.body.split("class=\"list\"").nth(1).unwrap().split("</ul>").next().unwrap().matches("<li>").count()
}

pub fn forced(more: &str) -> String {
    format!("[[organization.flag]]\nname = \"forced_sso\"\nvalue = true\nreason = \"story\"{more}\n\n{FIRST_USER}")
}

/// The smallest picture there is: one transparent pixel.
pub const PIXEL: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89\
    \0\0\0\nIDATx\x9cc\0\x01\0\0\x05\0\x01\r\n-\xb4\0\0\0\0IEND\xaeB`\x82";

replicated_stories! {
    async fn a_page_looks_like_the_organizations_own_where_it_is_known_whose_it_is(world) {
        let mut world = world;
        std::fs::write(world.folder.path().join("logo.png"), PIXEL).unwrap();
        world.change("locale = \"nl\"\n", "locale = \"nl\"\naccent = \"#005a9c\"\nlogo = \"logo.png\"\n").await;
        let browser = world.browser();
        // The application says whose people it sends.
        let named = browser.authorize(&[("organization", "delta-zuid")]).await;
        assert!(named.body.contains("class=\"brand\"") && named.body.contains("Delta Zuid"), "{}", named.body);
        let plain = world.browser().authorize(&[]).await;
        assert!(!plain.body.contains("/assets/logo/") && !plain.body.contains("/assets/accent/"));
        // An address that was only typed does not tell whose it is.
        let typed = post(&browser, &plain, &[("action", "code"), ("address", ANNA)]).await;
        assert!(!typed.body.contains("/assets/logo/") && !typed.body.contains("St. Janshof"), "{}", typed.body);
        let own = world.browser();
        assert!(entered(&own.sign_in(ANNA, &[]).await));
        let page = own.get("/login/account").await;
        assert!(page.body.contains("/assets/accent/005a9c.css"), "{}", page.body);
        let logo = page.body.split("src=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        assert!(page.body.contains("alt=\"St. Janshof\""));
        let picture = own.get(&logo).await;
        assert_eq!((picture.status, picture.headers["content-type"].to_str().unwrap()), (200, "image/png"));
        let colour = own.get("/assets/accent/005a9c.css").await;
        assert!(colour.body.contains("background: #005a9c"), "{}", colour.body);
        for nothing in ["/assets/accent/ffffff.css", "/assets/accent/x.css", "/assets/logo/x.png", "/assets/accent/}body{.css"] {
            assert_eq!(own.get(nothing).await.status, 404, "{nothing}");
        }
        world.change("accent = \"#005a9c\"\nlogo = \"logo.png\"\n", "").await;
        assert_eq!(own.get(&logo).await.status, 404);
        assert!(!own.get("/login/account").await.body.contains("/assets/logo/"));
    }

    async fn after_signing_out_an_app_may_ask_silently_and_microsoft_answers(world) {
        let mut world = world;
        let browser = world.browser();
        assert!(entered(&browser.sign_in(ANNA, &[]).await));
        browser.post("/login/sign-out", &[]).await;
        // Without a click: Microsoft's own session stands, and is asked as silently.
        let departed = browser.authorize(&[("prompt", "none")]).await;
        assert_eq!(departed.parameter("prompt").as_deref(), Some("none"), "{departed:?}");
        assert!(entered(&browser.through_entra(&departed).await));

        // Whatever would be a page is an error for the application.
        let error = |answer: &Answer| {
            assert!(answer.location().as_str().starts_with("https://records.example/"), "{answer:?}");
            answer.parameter("error").unwrap_or_default()
        };
        let silently = async |browser: &Browser, more: &[(&str, &str)]| {
            let departed = browser.authorize(&[&[("prompt", "none")], more].concat()).await;
            let gone = departed.location().as_str().starts_with(world.entra_url().as_str());
            error(&if gone { browser.through_entra(&departed).await } else { departed })
        };
        let sign_out = async |browser: &Browser| drop(browser.post("/login/sign-out", &[]).await);
        sign_out(&browser).await;
        assert_eq!(silently(&world.browser(), &[]).await, "login_required", "nobody is remembered");
        assert_eq!(silently(&browser, &[("login_hint", "b.bakker@st-janshof.example")]).await, "login_required");
        assert_eq!(silently(&browser, &[("organization", "delta-noord")]).await, "login_required");
        assert_eq!(silently(&browser, &[("organization", "st-janshof"), ("login_hint", ANNA)]).await, "");
        sign_out(&browser).await;
        browser.forget(world.entra_url().as_str());
        assert_eq!(silently(&browser, &[]).await, "login_required", "Microsoft knows her no more");
        // A ward's computer asks who it is.
        let ward = world.browser();
        assert!(entered(&ward.sign_in(ANNA, &[]).await));
        sign_out(&ward).await;
        world.change("locale = \"nl\"\n", "locale = \"nl\"\nshared_devices = true\n").await;
        let asked = ward.authorize(&[("prompt", "none")]).await;
        assert_eq!(error(&asked), "login_required");
    }

    async fn whoever_may_not_come_in_is_not_shown_a_page_silently(world) {
        let mut world = world;
        let browser = world.browser();
        assert!(entered(&browser.sign_in(ANNA, &[]).await));
        browser.post("/login/sign-out", &[]).await;
        world.change("name = \"Anna de Vries\"\n", "name = \"Anna de Vries\"\nstatus = \"suspended\"\n").await;
        let departed = browser.authorize(&[("prompt", "none")]).await;
        let back = browser.through_entra(&departed).await;
        assert_eq!(back.parameter("error").as_deref(), Some("interaction_required"), "{back:?}");
        let event = world.events("st-janshof").await;
        let reason = Some(anteroom::domain::reason::Reason::UserSuspended.code());
        assert!(event.iter().any(|event| event.reason.as_deref() == reason));
    }

    async fn a_language_that_was_chosen_stays(world) {
        let browser = world.browser();
        let page = browser.authorize(&[("ui_locales", "nl")]).await;
        assert!(page.body.contains("<html lang=\"nl\">"));
        let german = browser.get(&format!("/login?sign_in={}&lang=de", page.sign_in())).await;
        assert!(german.body.contains("<html lang=\"de\">") && german.body.contains("Mit Microsoft anmelden"));
        // On the next page too, whatever the application asks for.
        let next = post(&browser, &page, &[("action", "code"), ("address", "p.patient@st-janshof.example")]).await;
        assert!(next.body.contains("<html lang=\"de\">"), "{}", next.body);
        let later = browser.authorize(&[("ui_locales", "nl")]).await;
        assert!(later.body.contains("<html lang=\"de\">"));
        let nonsense = browser.get("/login/account?lang=xx").await;
        assert!(nonsense.body.contains("<html lang=\"de\">"));
    }

    async fn a_person_lists_and_ends_their_own_sessions(world) {
        let (here, there) = (world.browser(), world.browser());
        assert!(entered(&here.sign_in(ANNA, &[]).await));
        assert!(entered(&there.sign_in(ANNA, &[]).await));
        let stranger = world.browser();
        assert!(entered(&stranger.sign_in("b.bakker@st-janshof.example", &[]).await));
        let page = here.get("/login/account").await;
        assert_eq!(sessions(&page), 2, "{}", page.body);
        // Somebody else's is not theirs to end.
        let theirs = stranger.get("/login/account").await;
        let anna = page.body.split("name=\"session\" value=\"").nth(1).unwrap()[..36].to_owned();
        stranger.post("/login/account", &[("action", "end"), ("session", &anna)]).await;
        assert_eq!((sessions(&theirs), sessions(&there.get("/login/account").await)), (1, 2));
        // From another site's page nothing is ended.
        let form: &[(&str, &str)] = &[("action", "end"), ("session", &anna)];
        let foreign = here.send(reqwest::Method::POST, "/login/account", Some(form), &[("sec-fetch-site", "cross-site")]).await;
        assert_eq!(foreign.status, 403);
        let page = here.post("/login/account", &[("action", "end"), ("session", &anna)]).await;
        assert_eq!(sessions(&page), 1);
        let asked = there.authorize(&[("prompt", "none")]).await;
        // The session is gone: Microsoft is asked, as silently.
        assert_eq!(asked.parameter("prompt").as_deref(), Some("none"), "{asked:?}");
        assert!(entered(&there.sign_in(ANNA, &[]).await));
        assert_eq!(sessions(&here.post("/login/account", &[("action", "end_others")]).await), 1);
        assert!(!there.get("/login/account").await.body.contains("class=\"list\""));
    }

    async fn signing_out_ends_the_session_and_leaves_one_click_back(world) {
        let mut world = world;
        let browser = world.browser();
        assert!(entered(&browser.sign_in(ANNA, &[]).await));
        let page = browser.get("/login/sign-out").await;
        assert!(page.body.contains("action=\"/login/sign-out\""), "a link alone must not end anything");
        assert!(entered(&browser.authorize(&[("prompt", "none")]).await));
        let out = browser.post("/login/sign-out", &[]).await;
        assert_eq!((out.status, out.location.as_deref()), (303, Some("/login/signed-out")));
        assert_eq!(browser.get("/login/signed-out").await.status, 200);
        let asked = browser.authorize(&[("prompt", "none")]).await;
        // The session is gone: Microsoft is asked, as silently.
        assert_eq!(asked.parameter("prompt").as_deref(), Some("none"), "{asked:?}");
        // One click back.
        let page = browser.authorize(&[]).await;
        let departed = post(&browser, &page, &[("action", "remembered")]).await;
        assert!(entered(&browser.through_entra(&departed).await));
        // At Microsoft too, where the organization wants it.
        world.change("help = \"Help desk", "sign_out_upstream = true\nhelp = \"Help desk").await;
        let out = browser.post("/login/sign-out", &[]).await.location();
        assert!(out.as_str().starts_with(world.entra_url().as_str()) && out.path().ends_with("/oauth2/v2.0/logout"), "{out}");
        let back = out.query_pairs().find(|(name, _)| name == "post_logout_redirect_uri").unwrap().1.into_owned();
        assert_eq!(back, format!("{}/login/signed-out", world.base));
    }

    async fn an_unused_session_ends_before_its_time_and_a_used_one_at_it(world) {
        let mut world = world;
        world.change("help = \"Help desk", "session_minutes = 180\nsession_idle_minutes = 60\nhelp = \"Help desk").await;
        let browser = world.browser();
        assert!(entered(&browser.sign_in(ANNA, &[]).await));
        for _ in 0..3 {
            world.pass(Duration::minutes(50));
            assert!(entered(&browser.authorize(&[("prompt", "none")]).await));
        }
        world.pass(Duration::minutes(31));
        assert!(!entered(&browser.authorize(&[("prompt", "none")]).await), "three hours are over");
        assert!(entered(&browser.sign_in(ANNA, &[]).await));
        world.pass(Duration::minutes(61));
        assert!(!entered(&browser.authorize(&[("prompt", "none")]).await), "an hour without use");
    }

    async fn open_sessions_end_by_the_lifetimes_in_force_now(world) {
        let mut world = world;
        let (browser, app) = (world.browser(), world.browser());
        let refresh = async |tokens: &serde_json::Value| {
            let form = [("grant_type", "refresh_token"), ("refresh_token", tokens["refresh_token"].as_str().unwrap())];
            app.token(&form).await.json()
        };
        let userinfo = async |tokens: &serde_json::Value| {
            let bearer = format!("Bearer {}", tokens["access_token"].as_str().unwrap());
            app.json("/oauth2/userinfo", &[("authorization", &bearer)], None).await.status
        };
        let back = browser.sign_in(ANNA, &[("scope", "openid offline_access")]).await;
        let tokens = app.redeem(&back.parameter("code").unwrap()).await.json();
        world.pass(Duration::minutes(40));
        world.change("help = \"Help desk", "session_minutes = 60\nhelp = \"Help desk").await;
        let tokens = refresh(&tokens).await;
        world.pass(Duration::minutes(9));
        assert!(entered(&browser.authorize(&[("prompt", "none")]).await));
        assert_eq!(userinfo(&tokens).await, 200);
        world.change("session_minutes = 60", "session_minutes = 45").await;
        assert!(!entered(&browser.authorize(&[("prompt", "none")]).await));
        assert!(!browser.get("/login/account").await.body.contains("class=\"list\""));
        assert_eq!(refresh(&tokens).await["error"], "invalid_grant");
        assert_eq!(userinfo(&tokens).await, 401);

        // One that nobody uses, too.
        assert!(entered(&browser.sign_in(ANNA, &[]).await));
        world.change("session_minutes = 45", "session_minutes = 45\nsession_idle_minutes = 10").await;
        world.pass(Duration::minutes(9));
        let other = world.browser();
        assert!(entered(&other.sign_in(ANNA, &[]).await));
        world.pass(Duration::minutes(2));
        assert!(!entered(&browser.authorize(&[("prompt", "none")]).await), "eleven minutes without use");
        assert!(entered(&other.authorize(&[("prompt", "none")]).await));
    }

    async fn nobody_is_remembered_on_a_shared_device(world) {
        let mut world = world;
        let remembered = "__Host-anteroom-remembered";
        let browser = world.browser();
        assert!(entered(&browser.sign_in(ANNA, &[]).await));
        assert!(browser.cookie(remembered).is_some());
        // The device says so.
        let page = browser.authorize(&[("prompt", "login")]).await;
        let page = post(&browser, &page, &[("action", "shared")]).await;
        assert!(page.status == 200 && !page.body.contains(ANNA), "{}", page.body);
        assert!(browser.cookie(remembered).is_none());
        let departed = browser.authorize(&[("login_hint", ANNA), ("prompt", "login")]).await;
        assert_eq!(departed.parameter("login_hint").as_deref(), Some(ANNA), "prompt=login asks anew in any case");
        browser.post("/login/sign-out", &[]).await;
        let departed = browser.authorize(&[("login_hint", ANNA)]).await;
        assert_eq!(departed.parameter("prompt").as_deref(), Some("select_account"));
        assert!(entered(&choosing_anna(&world, &browser, &departed).await));
        assert!(browser.cookie(remembered).is_none());
        // The organization says so.
        world.change("help = \"Help desk", "shared_devices = true\nhelp = \"Help desk").await;
        let ward = world.browser();
        let departed = ward.authorize(&[("login_hint", ANNA)]).await;
        assert_eq!(departed.parameter("prompt").as_deref(), Some("select_account"));
        assert!(entered(&choosing_anna(&world, &ward, &departed).await));
        assert!(ward.cookie(remembered).is_none());
    }

    async fn the_button_asks_who_it_is_on_a_shared_device(world) {
        let mut world = world;
        let by_button = async |browser: &Browser| {
            let page = browser.authorize(&[("prompt", "")]).await;
            post(browser, &page, &[("action", "microsoft"), ("address", "")]).await
        };
        let noor = uuid::Uuid::from_u128(0xb001);
        // The device says so, and somebody is still signed in at Microsoft.
        let browser = world.browser();
        assert!(entered(&browser.sign_in("n.noord@delta-noord.example", &[]).await));
        browser.post("/login/sign-out", &[]).await;
        let page = browser.authorize(&[]).await;
        post(&browser, &page, &[("action", "shared")]).await;
        let departed = by_button(&browser).await;
        assert_eq!(departed.parameter("prompt").as_deref(), Some("select_account"), "{departed:?}");
        assert!(entered(&choosing(&world, &browser, &departed, noor).await));
        // The hospital says so: that it is this hospital is known only when she is back.
        let ward = world.browser();
        assert!(entered(&ward.sign_in("n.noord@delta-noord.example", &[]).await));
        world.change("slug = \"delta-noord\"\n", "slug = \"delta-noord\"\nshared_devices = true\n").await;
        ward.post("/login/sign-out", &[]).await;
        let departed = by_button(&ward).await;
        assert_eq!(departed.parameter("prompt"), None);
        let again = ward.through_entra(&departed).await;
        assert_eq!(again.parameter("prompt").as_deref(), Some("select_account"), "whoever was there before is in: {again:?}");
        assert!(ward.cookie("__Host-anteroom-session").is_none());
        // Once: whoever has chosen is in.
        assert!(entered(&choosing(&world, &ward, &again, noor).await));
        assert!(ward.cookie("__Host-anteroom-remembered").is_none());
        ward.post("/login/sign-out", &[]).await;
        // Whose application asks for a new proof has been asked who they are.
        let page = ward.authorize(&[("prompt", "login")]).await;
        let departed = post(&ward, &page, &[("action", "microsoft"), ("address", "")]).await;
        assert_eq!(departed.parameter("prompt").as_deref(), Some("login"));
        world.entra.next_person(crate::world::GROUP_TID, noor);
        assert!(entered(&ward.through_entra(&departed).await));
    }

    async fn an_application_may_have_microsoft_ask_which_account(world) {
        let browser = world.browser();
        assert!(entered(&browser.sign_in(ANNA, &[]).await));
        // By the address, by the button beside it, and by the button alone; an open session answers for nobody.
        for form in [
            [("action", "another"), ("address", "")],
            [("action", "address"), ("address", ANNA)],
            [("action", "microsoft"), ("address", ANNA)],
            [("action", "microsoft"), ("address", "")],
        ] {
            let page = browser.authorize(&[("prompt", "select_account"), ("login_hint", "b.bakker@st-janshof.example")]).await;
            assert_eq!(page.status, 200, "a hint does not choose");
            let mut departed = post(&browser, &page, &form).await;
            if departed.status == 200 {
                departed = post(&browser, &page, &[("action", "address"), ("address", ANNA)]).await;
            }
            assert_eq!(departed.parameter("prompt").as_deref(), Some("select_account"), "{form:?}: {departed:?}");
        }
    }

    async fn forced_sso_closes_the_page_of_a_session_of_the_traditional_way(world) {
        let mut world = world;
        let browser = world.browser();
        assert!(entered(&by_code(&world, &browser, ANNA, 1).await));
        world.change(FIRST_USER, &forced("\nwithout_recent_sign_in = \"story\"")).await;
        let page = browser.get("/login/account").await;
        assert!(!page.body.contains("class=\"list\""), "{}", page.body);
        let form = [("action", "set_password"), ("new_password", STRONG), ("again", STRONG)];
        browser.post("/login/account", &form).await;
        let id = world.organization("st-janshof").await;
        let anna = world.store.organization(id).find_user(&ANNA.parse().unwrap()).await.unwrap().unwrap();
        assert!(world.store.organization(id).find_password(anna.id).await.unwrap().is_none(), "a side door");
        // Signing out works all the same.
        let cookie = browser.cookie("__Host-anteroom-session").unwrap();
        browser.post("/login/sign-out", &[]).await;
        let found = world.store.find_session(&anteroom::keys::hash::hash(&cookie), world.now()).await.unwrap();
        assert_eq!(found, None);
    }

    async fn a_password_is_set_changed_and_removed_after_a_code(world) {
        let browser = world.browser();
        assert!(entered(&by_code(&world, &browser, ANNA, 1).await));
        let set = |current: &'static str, new: &'static str| {
            [("action", "set_password"), ("current", current), ("new_password", new), ("again", new)]
        };
        let page = browser.post("/login/account", &set("", "welkom2026")).await;
        assert!(page.body.contains("role=\"alert\""), "{}", page.body);
        assert!(!browser.post("/login/account", &set("", STRONG)).await.body.contains("role=\"alert\""));
        // Whoever finds the browser open does not know it. The page names the field.
        let page = browser.post("/login/account", &set("guess", "another tractor in plum")).await;
        assert!(page.body.contains("href=\"#password\"") && invalid(&page).contains("name=\"current\""), "{}", page.body);
        let page = browser.post("/login/account", &set(STRONG, "short")).await;
        assert!(page.body.contains("href=\"#new-password\"") && invalid(&page).contains("name=\"new_password\""), "{}", page.body);
        assert!(!browser.post("/login/account", &set(STRONG, "another tractor in plum")).await.body.contains("role=\"alert\""));
        world.pass(Duration::minutes(16));
        let late = browser.post("/login/account", &[("action", "remove_password"), ("current", "another tractor in plum")]).await;
        // No field is left to be corrected, and the sentence says what is wrong.
        assert!(late.body.contains("role=\"alert\"") && !late.body.contains("href=\"#"), "{}", late.body);
        assert!(late.body.contains("te lang geleden"), "{}", late.body);
        let browser = world.browser();
        let page = by_code(&world, &browser, ANNA, 4).await;
        assert!(page.body.contains("current-password"), "{}", page.body);
        let back = post(&browser, &page, &[("action", "password"), ("password", "another tractor in plum")]).await;
        assert!(entered(&back));
        let removed = browser.post("/login/account", &[("action", "remove_password"), ("current", "another tractor in plum")]).await;
        assert!(!removed.body.contains("role=\"alert\"") && !removed.body.contains("current-password"), "{}", removed.body);
        world.pass(Duration::minutes(2));
        assert!(entered(&by_code(&world, &world.browser(), ANNA, 6).await));
    }

    async fn another_password_signs_out_everywhere_else(world) {
        let (here, there) = (world.browser(), world.browser());
        let back = there.sign_in(ANNA, &[("scope", "openid offline_access")]).await;
        let tokens = there.redeem(&back.parameter("code").unwrap()).await.json();
        let refresh = tokens["refresh_token"].as_str().unwrap().to_owned();
        assert!(entered(&by_code(&world, &here, ANNA, 1).await));
        let colleague = world.browser();
        assert!(entered(&colleague.sign_in("b.bakker@st-janshof.example", &[]).await));
        assert_eq!(sessions(&here.get("/login/account").await), 2);
        let set = |current: &'static str, new: &'static str| {
            [("action", "set_password"), ("current", current), ("new_password", new), ("again", new)]
        };
        // What is refused ends nothing.
        here.post("/login/account", &set("", "welkom2026")).await;
        assert_eq!(sessions(&here.get("/login/account").await), 2);
        let page = here.post("/login/account", &set("", STRONG)).await;
        assert!(!page.body.contains("role=\"alert\"") && sessions(&page) == 1, "{}", page.body);
        let stolen = there.token(&[("grant_type", "refresh_token"), ("refresh_token", &refresh)]).await;
        assert_eq!(stolen.json()["error"], "invalid_grant", "whoever came in before stays in");
        assert!(!there.get("/login/account").await.body.contains("class=\"list\""));
        assert!(entered(&here.authorize(&[("prompt", "none")]).await), "the one who did it stays");
        assert_eq!(sessions(&colleague.get("/login/account").await), 1, "others are not meant");
        let told = world.letters(2).await.pop().unwrap();
        assert!(told.header("To") == ANNA && told.read().0.contains("Overal elders bent u afgemeld"), "{}", told.read().0);
        // The same when it is changed.
        assert!(entered(&there.sign_in(ANNA, &[]).await));
        let page = here.post("/login/account", &set(STRONG, "another tractor in plum")).await;
        assert_eq!(sessions(&page), 1);
        assert!(!there.get("/login/account").await.body.contains("class=\"list\""));
    }

    async fn sso_is_forced_only_where_it_has_worked_lately(world) {
        let mut world = world;
        let refused = world.try_change(FIRST_USER, &forced("")).await.unwrap_err();
        assert!(refused.contains("14 days") && refused.contains("st-janshof"), "{refused}");
        assert!(world.try_change(FIRST_USER, &forced("\nwithout_recent_sign_in = \"agreed with their IT\"")).await.is_ok());
        assert!(world.try_change(FIRST_USER, &forced("\nwithout_recent_sign_in = \"\"")).await.is_err());
        // A sign-in by code, or of another organization, is no proof.
        assert!(entered(&by_code(&world, &world.browser(), ANNA, 1).await));
        assert!(entered(&world.browser().sign_in("n.noord@delta-noord.example", &[]).await));
        assert!(world.try_change(FIRST_USER, &forced("")).await.is_err());
        assert!(entered(&world.browser().sign_in(ANNA, &[]).await));
        assert!(world.try_change(FIRST_USER, &forced("")).await.is_ok());
        world.pass(Duration::days(15));
        assert!(world.try_change(FIRST_USER, &forced("")).await.is_err());
    }

    // Whoever may plan it without a proof, or prolong it, has switched it on without one.
    async fn time_that_forced_sso_gains_needs_a_proof_too(world) {
        let mut world = world;
        assert!(entered(&world.browser().sign_in(ANNA, &[]).await));
        let of = |more: &str| forced(&format!("\n{more}"));
        let planned = "starts_at = 2026-12-06T09:00:00Z";
        for (too_far, why) in [("starts_at = 2026-12-08T09:00:00Z", "14 days"), ("starts_at = 2027-03-01T00:00:00Z", "14 days")] {
            assert!(world.try_change(FIRST_USER, &of(too_far)).await.unwrap_err().contains(why));
        }
        world.change(FIRST_USER, &of(planned)).await;
        // On its day nobody looks any more: the proof is still young enough.
        world.pass(Duration::days(8));
        assert!(world.try_change(planned, "starts_at = 2026-12-06T09:00:00Z\nends_at = 2026-12-20T09:00:00Z").await.is_ok());
        assert!(world.try_change(planned, "starts_at = 2026-12-05T09:00:00Z").await.is_ok());
        world.pass(Duration::days(7));
        let over = "starts_at = 2026-12-06T09:00:00Z\nends_at = 2026-12-08T10:00:00Z";
        world.change(planned, over).await;
        world.pass(Duration::hours(2));
        for longer in ["", planned, "ends_at = 2027-01-01T00:00:00Z", "starts_at = 2026-12-10T00:00:00Z"] {
            let refused = world.try_change(over, longer).await.unwrap_err();
            assert!(refused.contains("14 days") && refused.contains("st-janshof"), "{longer}: {refused}");
        }
        assert!(world.try_change(over, "starts_at = 2026-12-06T09:00:00Z\nends_at = 2026-12-08T09:30:00Z").await.is_ok());
        assert!(world.try_change(over, "without_recent_sign_in = \"agreed with their IT\"").await.is_ok());
        assert!(entered(&world.browser().sign_in(ANNA, &[]).await));
        assert!(world.try_change(over, "").await.is_ok());
    }

    // Both ways closed at once would keep a whole hospital out.
    async fn sso_is_on_for_as_long_as_it_is_forced(world) {
        let mut world = world;
        assert!(entered(&world.browser().sign_in(ANNA, &[]).await));
        let why = "\nwithout_recent_sign_in = \"story\"";
        // That nobody has signed in lately may be overruled, this not.
        let until = |more: &str| format!("reason = \"in use\"\nends_at = 2026-12-01T00:00:00Z\n\n{}", forced(more));
        let first = "reason = \"in use\"\n\n[[organization.user]]\nemail = \"a.devries";
        for more in ["", why] {
            let refused = world.try_change(first, &until(more)).await.unwrap_err();
            assert!(refused.contains("2026-12-01T00:00:00") && refused.contains("`st-janshof`"), "{refused}");
        }
        assert!(world.try_change(first, &until("\nends_at = 2026-12-01T00:00:00Z")).await.is_ok());
        world.change(FIRST_USER, &forced("")).await;
        for ended in ["value = false", "value = true\nends_at = 2027-01-01T00:00:00Z"] {
            let refused = world.try_change("name = \"sso\"\nvalue = true", &format!("name = \"sso\"\n{ended}")).await;
            assert!(refused.unwrap_err().contains("people of it could not come in"), "{ended}");
        }
        world.change("value = true\nreason = \"story\"", "value = false\nreason = \"story\"").await;
        assert!(world.try_change("name = \"sso\"\nvalue = true", "name = \"sso\"\nvalue = false").await.is_ok());
    }
}
