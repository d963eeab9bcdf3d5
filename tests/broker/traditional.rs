//! The traditional way: a one-time password by e-mail, then a password where there is one. Two brokers take turns on every request.

use anteroom::domain::audit::{AuditAction, AuditEvent};
use anteroom::domain::id::UserId;
use anteroom::domain::reason::Reason;
use anteroom::domain::secret::Secret;
use anteroom::keys::password::PasswordHasher;
use anteroom::keys::random;
use chrono::Duration;
use entra_stand_in::{Fault, Times};

use crate::browser::{Answer, Browser, claims};
use crate::replicated_stories;
use crate::world::{TID, World};

const ANNA: &str = "a.devries@st-janshof.example";
const BRAM: &str = "b.bakker@st-janshof.example";
const PETRA: &str = "p.patient@st-janshof.example";
const NOBODY: &str = "x.nobody@st-janshof.example";
const STRONG: &str = "violet tractor under plum";

/// Posts the form of a page.
async fn post(browser: &Browser, page: &Answer, form: &[(&str, &str)]) -> Answer {
    let sign_in = page.sign_in().to_string();
    browser.post("/login", &[&[("sign_in", sign_in.as_str())], form].concat()).await
}

/// Asks for a code, at the login page.
async fn ask(browser: &Browser, address: &str) -> Answer {
    let page = browser.authorize(&[("prompt", "login")]).await;
    post(browser, &page, &[("action", "code"), ("address", address)]).await
}

/// Asks for a code and reads it in the newest letter.
async fn ask_and_read(world: &World, browser: &Browser, address: &str, letters: usize) -> (Answer, String) {
    let page = ask(browser, address).await;
    assert!(asks_code(&page), "{}", page.body);
    (page, world.code(letters, address).await)
}

async fn show(browser: &Browser, page: &Answer, code: &str) -> Answer {
    post(browser, page, &[("action", "verify"), ("code", code)]).await
}

fn asks_code(page: &Answer) -> bool {
    page.status == 200 && page.body.contains("autocomplete=\"one-time-code\"")
}

fn asks_password(page: &Answer) -> bool {
    page.status == 200 && page.body.contains("autocomplete=\"current-password\"")
}

fn asks_new_password(page: &Answer) -> bool {
    page.status == 200 && page.body.contains("name=\"new_password\"")
}

fn warns(page: &Answer) -> bool {
    page.body.contains("role=\"alert\"")
}

fn entered(answer: &Answer) -> bool {
    answer.status == 303 && answer.parameter("code").is_some()
}

fn other(code: &str) -> String {
    format!("{:06}", (code.parse::<u32>().unwrap() + 1) % 1_000_000)
}

/// Switches a flag of St. Janshof on.
async fn flag(world: &mut World, name: &str) {
    let first = "[[organization.user]]\nemail = \"a.devries";
    // Nobody of it has to have signed in by Microsoft before.
    let why = if name == "forced_sso" { "\nwithout_recent_sign_in = \"story\"" } else { "" };
    let flag = format!("[[organization.flag]]\nname = \"{name}\"\nvalue = true\nreason = \"story\"{why}\n\n{first}");
    world.change(first, &flag).await;
}

replicated_stories! {
    async fn a_patient_comes_in_with_a_code(world) {
        let browser = world.browser();
        let (page, code) = ask_and_read(&world, &browser, PETRA, 1).await;
        let back = show(&browser, &page, &code).await;
        assert!(entered(&back), "{} {}", back.status, back.body);
        let tokens = browser.redeem(&back.parameter("code").unwrap()).await.json();
        let said = claims(tokens["id_token"].as_str().unwrap());
        assert_eq!(said["email"], PETRA);
        let events = world.events("st-janshof").await;
        assert!(events.iter().all(|event| event.reason.is_none()), "{events:#?}");
        // Next time it is one click, and an open session none.
        assert!(entered(&browser.authorize(&[]).await));
        let page = browser.authorize(&[("prompt", "login")]).await;
        assert!(page.body.contains("value=\"remembered\""), "{}", page.body);
        world.pass(Duration::minutes(2));
        assert!(asks_code(&post(&browser, &page, &[("action", "remembered")]).await));
    }

    async fn the_letter_is_in_both_forms_and_in_the_persons_language(world) {
        ask(&world.browser(), ANNA).await;
        let letter = world.letters(1).await.pop().unwrap();
        assert!(letter.0.contains("multipart/alternative") && letter.0.contains("text/html"), "{}", letter.0);
        assert_eq!(letter.header("Content-Language"), "nl");
        assert_eq!(letter.header("Auto-Submitted"), "auto-generated");
        assert!(!letter.header("Subject").contains(&letter.code().unwrap()));
    }

    async fn a_letter_speaks_the_language_of_the_page_where_the_persons_own_is_not_known(world) {
        const BRAM: &str = "b.bakker@st-janshof.example";
        let ask = async |browser: &Browser, more: &[(&str, &str)], headers: &[(&str, &str)], address: &str| {
            world.pass(Duration::minutes(2));
            let page = browser.authorize(more).await;
            let sign_in = page.sign_in().to_string();
            let form = [("sign_in", sign_in.as_str()), ("action", "code"), ("address", address)];
            browser.send(reqwest::Method::POST, "/login", Some(&form), headers).await
        };
        let language = async |letters| world.letters(letters).await.pop().unwrap().header("Content-Language").to_owned();
        // Nobody says anything: the hospital's.
        ask(&world.browser(), &[], &[], BRAM).await;
        assert_eq!(language(1).await, "nl");
        ask(&world.browser(), &[], &[("accept-language", "fr-BE, en;q=0.5")], BRAM).await;
        assert_eq!(language(2).await, "fr");
        ask(&world.browser(), &[("ui_locales", "de")], &[("accept-language", "fr")], BRAM).await;
        assert_eq!(language(3).await, "de");
        let chosen = world.browser();
        chosen.get("/login/account?lang=en").await;
        let page = ask(&chosen, &[("ui_locales", "de")], &[("accept-language", "fr")], BRAM).await;
        assert_eq!(language(4).await, "en");
        // Her own goes before what somebody who typed her address speaks.
        ask(&chosen, &[("ui_locales", "de")], &[("accept-language", "fr")], ANNA).await;
        assert_eq!(language(5).await, "nl");
        // The same with what tells of a password, after the code.
        let code = world.letters(5).await[3].code().unwrap();
        assert!(entered(&show(&chosen, &page, &code).await));
        let form = [("action", "set_password"), ("new_password", STRONG), ("again", STRONG)];
        chosen.post("/login/account", &form).await;
        assert_eq!(language(6).await, "en");
    }

    async fn an_address_without_an_account_gets_the_same_answers_and_no_letter(world) {
        let (one, other_browser) = (world.browser(), world.browser());
        let (known, unknown) = (ask(&one, ANNA).await, ask(&other_browser, NOBODY).await);
        let strip = |answer: &Answer, address: &str| {
            answer.body.replace(&answer.sign_in().to_string(), "").replace(address, "")
        };
        assert_eq!(strip(&known, ANNA), strip(&unknown, NOBODY));
        let names = |answer: &Answer| answer.headers.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
        assert_eq!(names(&known), names(&unknown));
        let (known, unknown) = (show(&one, &known, "000000").await, show(&other_browser, &unknown, "000000").await);
        assert_eq!(strip(&known, ANNA), strip(&unknown, NOBODY));
        assert!(warns(&known));
        let suspended = ask(&world.browser(), "s.suspended@st-janshof.example").await;
        assert!(asks_code(&suspended));
        let letters = world.letters(1).await;
        assert_eq!(letters.len(), 1);
        assert_eq!(letters[0].header("To"), ANNA);
        world.logged_without_organization(Reason::UserUnknown).await;
    }

    async fn a_code_is_for_the_browser_that_asked(world) {
        let (own, thief) = (world.browser(), world.browser());
        let (page, code) = ask_and_read(&world, &own, ANNA, 1).await;
        world.pass(Duration::seconds(30));
        // Within the cool-down nobody gets another one; the thief's browser learns no more than that.
        let other_page = ask(&thief, ANNA).await;
        assert!(warns(&other_page) && !asks_code(&other_page));
        let lost = show(&thief, &page, &code).await;
        assert_eq!(lost.status, 400, "{}", lost.body);
        assert!(entered(&show(&own, &page, &code).await));
    }

    async fn five_attempts_and_no_more(world) {
        let browser = world.browser();
        let (page, code) = ask_and_read(&world, &browser, ANNA, 1).await;
        for _ in 0..5 {
            let wrong = show(&browser, &page, &other(&code)).await;
            assert!(asks_code(&wrong) && warns(&wrong));
        }
        assert!(warns(&show(&browser, &page, &code).await));
        let events = world.events("st-janshof").await;
        let wrong = Some(Reason::OneTimePasswordWrong.code());
        assert_eq!(events.iter().filter(|event| event.reason.as_deref() == wrong).count(), 6);
    }

    async fn a_code_ends_after_ten_minutes_and_opens_one_session(world) {
        let browser = world.browser();
        let (page, code) = ask_and_read(&world, &browser, ANNA, 1).await;
        world.pass(Duration::minutes(10));
        assert!(warns(&show(&browser, &page, &code).await));
        let (page, code) = ask_and_read(&world, &browser, ANNA, 2).await;
        assert!(entered(&show(&browser, &page, &code).await));
        assert!(!entered(&show(&browser, &page, &code).await));
    }

    async fn only_the_newest_code_can_be_used(world) {
        let browser = world.browser();
        let (page, first) = ask_and_read(&world, &browser, ANNA, 1).await;
        let too_soon = post(&browser, &page, &[("action", "resend")]).await;
        assert!(asks_code(&too_soon) && warns(&too_soon));
        world.pass(Duration::seconds(60));
        let again = post(&browser, &page, &[("action", "resend")]).await;
        assert!(asks_code(&again) && again.body.contains("role=\"status\""), "{}", again.body);
        let second = world.letters(2).await.pop().unwrap().code().unwrap();
        if first != second {
            assert!(warns(&show(&browser, &page, &first).await));
        }
        assert!(entered(&show(&browser, &page, &second).await));
    }

    async fn one_of_fifty_at_once_opens_a_session(world) {
        let browser = world.browser();
        let (page, code) = ask_and_read(&world, &browser, ANNA, 1).await;
        let answers = futures_util::future::join_all((0..50).map(|_| show(&browser, &page, &code))).await;
        assert_eq!(answers.iter().filter(|answer| entered(answer)).count(), 1);
    }

    async fn forced_sso_closes_it_to_professionals_alone(world) {
        let mut world = world;
        let browser = world.browser();
        let (page, code) = ask_and_read(&world, &browser, ANNA, 1).await;
        flag(&mut world, "forced_sso").await;
        // A code that was sent before opens nothing.
        let refused = show(&browser, &page, &code).await;
        assert_eq!(refused.status, 403, "{}", refused.body);
        assert!(refused.body.contains("<h1>Meld u aan met Microsoft</h1>"), "{}", refused.body);
        let events = world.events("st-janshof").await;
        assert!(events.iter().any(|event| event.reason.as_deref() == Some(Reason::SsoForced.code())), "{events:#?}");
        world.pass(Duration::minutes(2));
        // The page is the one for everybody; the letter tells her what her organization wants.
        assert!(asks_code(&ask(&browser, ANNA).await));
        let letter = world.letters(2).await.pop().unwrap();
        assert!(letter.code().is_none() && letter.header("To") == ANNA, "{}", letter.0);
        let patient = world.browser();
        let (page, code) = ask_and_read(&world, &patient, PETRA, 3).await;
        assert!(entered(&show(&patient, &page, &code).await));
        // Microsoft is open to her as before.
        let back = world.browser().sign_in(ANNA, &[]).await;
        assert!(entered(&back));
    }

    async fn a_refusal_after_a_code_does_not_speak_of_microsoft(world) {
        let mut world = world;
        let browser = world.browser();
        let (page, code) = ask_and_read(&world, &browser, ANNA, 1).await;
        world.change("name = \"Anna de Vries\"\n", "name = \"Anna de Vries\"\nstatus = \"suspended\"\n").await;
        let refused = show(&browser, &page, &code).await;
        assert_eq!(refused.status, 403, "{}", refused.body);
        let said = refused.body.split("<h1>").nth(1).unwrap().split("</main>").next().unwrap();
        assert!(said.contains("met dit adres") && !said.contains("Microsoft"), "{said}");
    }

    async fn where_sso_is_forced_nobody_is_sent_to_microsoft_for_what_it_does_not_open(world) {
        let mut world = world;
        let viewer = [("client_id", "viewer"), ("redirect_uri", "https://viewer.example/callback"), ("prompt", "login")];
        let browser = world.browser();
        let page = browser.authorize(&viewer).await;
        let page = post(&browser, &page, &[("action", "address"), ("address", ANNA)]).await;
        let code = world.letters(1).await.pop().unwrap().code().unwrap();
        flag(&mut world, "forced_sso").await;
        let refused = show(&browser, &page, &code).await;
        assert!(refused.status == 403 && refused.body.contains("<h1>Viewer kan nu niet worden geopend</h1>"), "{}", refused.body);
        world.pass(Duration::minutes(2));
        let page = browser.authorize(&viewer).await;
        post(&browser, &page, &[("action", "address"), ("address", ANNA)]).await;
        let letter = world.letters(2).await.pop().unwrap();
        assert!(letter.code().is_none() && !letter.0.contains("Aanmelden met Microsoft"), "{}", letter.0);
    }

    async fn forced_sso_closes_the_password_and_its_reset_to_whoever_has_shown_a_code(world) {
        let mut world = world;
        flag(&mut world, "password_required").await;
        // Anna has a password, Bram has none; both have shown the code when SSO is forced.
        let (anna, bram) = (world.browser(), world.browser());
        let (page, code) = ask_and_read(&world, &anna, ANNA, 1).await;
        show(&anna, &page, &code).await;
        let chosen = [("action", "new_password"), ("new_password", STRONG), ("again", STRONG)];
        assert!(entered(&post(&anna, &page, &chosen).await));
        world.letters(2).await;
        world.pass(Duration::minutes(2));
        let (of_anna, code) = ask_and_read(&world, &anna, ANNA, 3).await;
        assert!(asks_password(&show(&anna, &of_anna, &code).await));
        let (of_bram, code) = ask_and_read(&world, &bram, BRAM, 4).await;
        assert!(asks_new_password(&show(&bram, &of_bram, &code).await));
        flag(&mut world, "forced_sso").await;
        let st_janshof = world.store.organization(world.organization("st-janshof").await);
        let refused = async |browser: &Browser, page: &Answer, form: &[(&str, &str)]| {
            // Each refusal begins anew; whoever tries another door sends what they had.
            let cookies = browser.cookies();
            let refused = post(browser, page, form).await;
            assert_eq!(refused.status, 403, "{form:?}: {}", refused.body);
            browser.set_cookies(cookies);
        };
        refused(&anna, &of_anna, &[("action", "forgotten")]).await;
        refused(&anna, &of_anna, &[("action", "password"), ("password", STRONG)]).await;
        refused(&anna, &of_anna, &chosen).await;
        refused(&bram, &of_bram, &chosen).await;
        let events = world.events("st-janshof").await;
        let refusals = events.iter().filter(|event| event.reason.as_deref() == Some(Reason::SsoForced.code()));
        assert_eq!(refusals.count(), 4, "{events:#?}");
        let password = async |address: &str| {
            let user = st_janshof.find_user(&address.parse().unwrap()).await.unwrap().unwrap();
            st_janshof.find_password(user.id).await.unwrap()
        };
        assert!(password(ANNA).await.is_some_and(|stored| stored.removal_asked_at.is_none()), "a side door");
        assert!(password(BRAM).await.is_none(), "a side door");
        assert_eq!(world.letters(4).await.len(), 4, "nothing was told, since nothing was done");
    }

    async fn an_outage_of_entra_does_not_reopen_what_forced_sso_closed(world) {
        let mut world = world;
        let browser = world.browser();
        let (page, code) = ask_and_read(&world, &browser, ANNA, 1).await;
        flag(&mut world, "forced_sso").await;
        world.entra.fault(TID, Fault::Outage, Times::UntilCleared);
        let departed = world.browser().authorize(&[("login_hint", ANNA)]).await;
        assert_eq!(world.browser().get(departed.location().as_str()).await.status, 503, "Microsoft is there");
        // The code that she holds, a new one, and the session of somebody who came in before.
        assert_eq!(show(&browser, &page, &code).await.status, 403);
        world.pass(Duration::minutes(2));
        assert!(asks_code(&ask(&world.browser(), ANNA).await));
        assert_eq!(world.letters(2).await.pop().unwrap().code(), None, "an outage opens what forced_sso has closed");
        world.entra.clear_faults(TID);
        assert!(entered(&world.browser().sign_in(ANNA, &[]).await));
    }

    async fn a_session_of_the_traditional_way_ends_when_sso_is_forced(world) {
        let mut world = world;
        let browser = world.browser();
        let page = browser.authorize(&[("scope", "openid offline_access")]).await;
        let page = post(&browser, &page, &[("action", "code"), ("address", ANNA)]).await;
        let code = world.letters(1).await.pop().unwrap().code().unwrap();
        let back = show(&browser, &page, &code).await;
        let tokens = browser.redeem(&back.parameter("code").unwrap()).await.json();
        let refresh = tokens["refresh_token"].as_str().unwrap().to_owned();
        flag(&mut world, "forced_sso").await;
        let refused = browser.token(&[("grant_type", "refresh_token"), ("refresh_token", &refresh)]).await;
        assert_eq!(refused.json()["error"], "invalid_grant");
        let asked = browser.authorize(&[("prompt", "none")]).await;
        assert_eq!(asked.parameter("error").as_deref(), Some("login_required"));
    }

    async fn an_organization_can_demand_a_password(world) {
        let mut world = world;
        flag(&mut world, "password_required").await;
        let browser = world.browser();
        let (page, code) = ask_and_read(&world, &browser, ANNA, 1).await;
        let choose = show(&browser, &page, &code).await;
        assert!(asks_new_password(&choose), "{}", choose.body);
        for (typed, again) in [("short", "short"), ("a.devries1", "a.devries1"), (STRONG, "another")] {
            let form = [("action", "new_password"), ("new_password", typed), ("again", again)];
            let refused = post(&browser, &page, &form).await;
            assert!(asks_new_password(&refused) && warns(&refused), "{typed}");
            assert!(!refused.body.contains(typed) || typed == "short", "{typed} is on the page");
        }
        let form = [("action", "new_password"), ("new_password", STRONG), ("again", STRONG)];
        let back = post(&browser, &page, &form).await;
        assert!(entered(&back), "{}", back.body);
        let told = world.letters(2).await.pop().unwrap();
        assert!(told.code().is_none() && told.header("To") == ANNA);

        // Next time she is asked for it, and a code alone sets no other.
        let browser = world.browser();
        world.pass(Duration::minutes(2));
        let (page, code) = ask_and_read(&world, &browser, ANNA, 3).await;
        let asked = show(&browser, &page, &code).await;
        assert!(asks_password(&asked), "{}", asked.body);
        let form = [("action", "new_password"), ("new_password", "another tractor in plum"), ("again", "another tractor in plum")];
        assert!(asks_password(&post(&browser, &page, &form).await));
        let wrong = post(&browser, &page, &[("action", "password"), ("password", "violet tractor")]).await;
        assert!(asks_password(&wrong) && warns(&wrong));
        let back = post(&browser, &page, &[("action", "password"), ("password", STRONG)]).await;
        assert!(entered(&back), "{}", back.body);
        // By Microsoft nobody is asked for it.
        assert!(entered(&world.browser().sign_in(ANNA, &[]).await));
    }

    async fn an_application_can_demand_a_second_factor(world) {
        let mut world = world;
        world.change("name = \"Records\"\n", "name = \"Records\"\nrequire_mfa = true\n").await;
        // A patient too: the password is the second factor of this way.
        let browser = world.browser();
        let (page, code) = ask_and_read(&world, &browser, PETRA, 1).await;
        let choose = show(&browser, &page, &code).await;
        assert!(asks_new_password(&choose), "{}", choose.body);
        // The code alone opens nothing.
        assert!(!entered(&post(&browser, &page, &[("action", "password"), ("password", "")]).await));
        let form = [("action", "new_password"), ("new_password", STRONG), ("again", STRONG)];
        let back = post(&browser, &page, &form).await;
        assert!(entered(&back), "{}", back.body);
        let tokens = browser.redeem(&back.parameter("code").unwrap()).await.json();
        assert_eq!(claims(tokens["id_token"].as_str().unwrap())["acr"], "urn:anteroom:acr:code-and-password");
        // A session that a code alone opened elsewhere does not open this application.
        let planner = [("client_id", "planner"), ("redirect_uri", "https://planner.example/callback")];
        let browser = world.browser();
        let page = browser.authorize(&planner).await;
        let page = post(&browser, &page, &[("action", "code"), ("address", ANNA)]).await;
        let code = world.letters(3).await.pop().unwrap().code().unwrap();
        let back = show(&browser, &page, &code).await;
        assert!(entered(&back), "{}", back.body);
        assert!(entered(&browser.authorize(&[&planner[..], &[("prompt", "none")]].concat()).await));
        let asked = browser.authorize(&[("prompt", "none")]).await;
        assert_eq!(asked.parameter("error").as_deref(), Some("login_required"), "{asked:?}");
        world.pass(Duration::minutes(2));
        let (page, code) = ask_and_read(&world, &browser, ANNA, 4).await;
        assert!(asks_new_password(&show(&browser, &page, &code).await));
    }

    async fn a_reload_asks_the_question_that_stands(world) {
        let mut world = world;
        let reload = async |browser: &Browser, page: &Answer, more: &str| {
            browser.get(&format!("/login?sign_in={}{more}", page.sign_in())).await
        };
        // Which organization.
        world.change(
            "[[organization.user]]\nemail = \"n.noord",
            &format!("[[organization.user]]\nemail = \"{PETRA}\"\nname = \"Petra Patient\"\nkind = \"patient\"\n\n[[organization.user]]\nemail = \"n.noord"),
        ).await;
        flag(&mut world, "password_required").await;
        let browser = world.browser();
        let (page, code) = ask_and_read(&world, &browser, PETRA, 1).await;
        assert!(asks_code(&reload(&browser, &page, "").await));
        show(&browser, &page, &code).await;
        assert!(reload(&browser, &page, "").await.body.contains("name=\"organization\""));
        // A new password, in another language: the code is used up, and another cannot be asked for yet.
        let janshof = world.organization("st-janshof").await.to_string();
        post(&browser, &page, &[("action", "organization"), ("organization", &janshof)]).await;
        let german = reload(&browser, &page, "&lang=de").await;
        assert!(asks_new_password(&german) && german.body.contains("<html lang=\"de\">"), "{}", german.body);
        let form = [("action", "new_password"), ("new_password", STRONG), ("again", STRONG)];
        assert!(entered(&post(&browser, &page, &form).await));
        // The password.
        world.pass(Duration::minutes(2));
        let page = browser.authorize(&[("prompt", "select_account"), ("organization", "st-janshof")]).await;
        let page = post(&browser, &page, &[("action", "code"), ("address", PETRA)]).await;
        let code = world.letters(3).await.iter().rev().find_map(crate::world::Letter::code).unwrap();
        assert!(asks_password(&show(&browser, &page, &code).await));
        assert!(asks_password(&reload(&browser, &page, "").await));
        // What has closed meanwhile is not asked any more.
        flag(&mut world, "forced_sso").await;
        assert!(asks_password(&reload(&browser, &page, "").await), "a patient is not concerned");
        assert!(entered(&post(&browser, &page, &[("action", "password"), ("password", STRONG)]).await));
        assert!(!entered(&reload(&browser, &page, "").await), "a code opens one session");
    }

    async fn passwords_are_not_guessed_and_their_owner_hears_of_it_once(world) {
        let mut world = world;
        flag(&mut world, "password_required").await;
        let browser = world.browser();
        let (page, code) = ask_and_read(&world, &browser, ANNA, 1).await;
        show(&browser, &page, &code).await;
        let form = [("action", "new_password"), ("new_password", STRONG), ("again", STRONG)];
        assert!(entered(&post(&browser, &page, &form).await));
        world.letters(2).await;
        world.pass(Duration::minutes(2));
        let browser = world.browser();
        let (page, code) = ask_and_read(&world, &browser, ANNA, 3).await;
        show(&browser, &page, &code).await;
        for _ in 0..20 {
            let wrong = post(&browser, &page, &[("action", "password"), ("password", "wrong")]).await;
            assert!(asks_password(&wrong) && warns(&wrong));
        }
        let right = post(&browser, &page, &[("action", "password"), ("password", STRONG)]).await;
        assert!(asks_password(&right) && warns(&right));
        // Ten were compared. Of the others the log says so once, and she is told once: whoever guesses reads her letters.
        let events = world.events("st-janshof").await;
        let count = |reason: Reason| events.iter().filter(|event| event.reason.as_deref() == Some(reason.code())).count();
        assert_eq!((count(Reason::PasswordWrong), count(Reason::TooManyAttempts)), (10, 1));
        let told = world.letters(4).await.pop().unwrap();
        assert!(told.header("To") == ANNA && told.read().0.contains("foute wachtwoorden"), "{}", told.read().0);
        world.pass(Duration::minutes(16));
        assert!(entered(&post(&browser, &page, &[("action", "password"), ("password", STRONG)]).await));
        assert_eq!(world.letters(4).await.len(), 4);
    }

    async fn passwords_are_chosen_so_often_and_no_more(world) {
        let mut world = world;
        flag(&mut world, "password_required").await;
        let browser = world.browser();
        let (page, code) = ask_and_read(&world, &browser, ANNA, 1).await;
        show(&browser, &page, &code).await;
        let choose = async |password: &str| {
            post(&browser, &page, &[("action", "new_password"), ("new_password", password), ("again", password)]).await
        };
        // What is too long is not judged at all.
        for _ in 0..3 {
            assert!(asks_new_password(&choose(&"lang".repeat(200)).await));
        }
        for _ in 0..20 {
            let weak = choose("a.devries1").await;
            assert!(asks_new_password(&weak) && warns(&weak));
        }
        assert!(asks_new_password(&choose(STRONG).await), "each is judged at our cost");
        world.pass(Duration::minutes(5));
        assert!(entered(&choose(STRONG).await));
    }

    async fn a_forgotten_password_is_removed_a_day_later_and_its_owner_can_stop_it(world) {
        let mut world = world;
        flag(&mut world, "password_required").await;
        let browser = world.browser();
        let (page, code) = ask_and_read(&world, &browser, ANNA, 1).await;
        show(&browser, &page, &code).await;
        let form = [("action", "new_password"), ("new_password", STRONG), ("again", STRONG)];
        assert!(entered(&post(&browser, &page, &form).await));

        // Somebody who reads the mailbox, and does not know the password.
        world.pass(Duration::hours(1));
        let thief = world.browser();
        let (page, code) = ask_and_read(&world, &thief, ANNA, 3).await;
        show(&thief, &page, &code).await;
        let asked = post(&thief, &page, &[("action", "forgotten")]).await;
        assert!(asks_password(&asked) && asked.body.contains("role=\"status\""), "{}", asked.body);
        assert!(world.letters(4).await.pop().unwrap().code().is_none());
        // She shows it meanwhile: a day later it still stands.
        world.pass(Duration::hours(2));
        let (page, code) = ask_and_read(&world, &browser, ANNA, 5).await;
        show(&browser, &page, &code).await;
        assert!(entered(&post(&browser, &page, &[("action", "password"), ("password", STRONG)]).await));
        world.pass(Duration::hours(24));
        let (page, code) = ask_and_read(&world, &thief, ANNA, 6).await;
        assert!(asks_password(&show(&thief, &page, &code).await));
        // Asked again and not stopped, it goes.
        post(&thief, &page, &[("action", "forgotten")]).await;
        world.letters(7).await;
        world.pass(Duration::hours(24));
        let (page, code) = ask_and_read(&world, &browser, ANNA, 8).await;
        assert!(asks_new_password(&show(&browser, &page, &code).await));
    }

    async fn attempts_are_logged_where_they_are_made(world) {
        // Petra is a patient of two hospitals, and has a password in each.
        let mut world = world;
        world.change(
            "[[organization.user]]\nemail = \"n.noord",
            &format!("[[organization.user]]\nemail = \"{PETRA}\"\nname = \"Petra Patient\"\nkind = \"patient\"\n\n[[organization.user]]\nemail = \"n.noord"),
        ).await;
        let hash = PasswordHasher::default().hash(Secret::new(STRONG)).await.unwrap();
        let mut users = Vec::new();
        for slug in ["st-janshof", "delta-noord"] {
            let id = world.organization(slug).await;
            let store = world.store.organization(id);
            let user = store.find_user(&PETRA.parse().unwrap()).await.unwrap().unwrap();
            let event = AuditEvent {
                organization_id: Some(id),
                ..AuditEvent::new(random::id(world.now()), world.now(), AuditAction::PasswordChanged, "story")
            };
            store.set_password(user.id, &hash, None, None, &event).await.unwrap();
            users.push(user.id);
        }
        let browser = world.browser();
        let page = browser.authorize(&[("organization", "delta-noord"), ("prompt", "select_account")]).await;
        let page = post(&browser, &page, &[("action", "code"), ("address", PETRA)]).await;
        let code = world.code(1, PETRA).await;
        assert!(warns(&show(&browser, &page, &other(&code)).await));
        assert!(asks_password(&show(&browser, &page, &code).await));
        for _ in 0..11 {
            assert!(warns(&post(&browser, &page, &[("action", "password"), ("password", "wrong")]).await));
        }
        let reasons = async |slug: &str, user: UserId| {
            let events = world.events(slug).await;
            let mut reasons: Vec<_> = events.iter().filter_map(|event| event.reason.clone()).collect();
            assert!(events.iter().all(|event| event.reason.is_none() || event.user_id == Some(user)));
            reasons.sort_unstable();
            reasons.dedup();
            reasons
        };
        let expected = [Reason::OneTimePasswordWrong, Reason::PasswordWrong, Reason::TooManyAttempts];
        assert_eq!(reasons("delta-noord", users[1]).await, expected.map(Reason::code));
        assert!(reasons("st-janshof", users[0]).await.is_empty(), "another hospital reads of it");
    }

    async fn somebody_of_two_organizations_says_which(world) {
        let mut world = world;
        world.change(
            "[[organization.user]]\nemail = \"n.noord",
            &format!("[[organization.user]]\nemail = \"{PETRA}\"\nname = \"Petra Patient\"\nkind = \"patient\"\n\n[[organization.user]]\nemail = \"n.noord"),
        ).await;
        let browser = world.browser();
        let (page, code) = ask_and_read(&world, &browser, PETRA, 1).await;
        let choose = show(&browser, &page, &code).await;
        assert!(choose.body.contains("St. Janshof") && choose.body.contains("Delta Noord"), "{}", choose.body);
        let noord = world.organization("delta-noord").await.to_string();
        let elsewhere = world.organization("delta-zuid").await.to_string();
        let refused = post(&browser, &page, &[("action", "organization"), ("organization", &elsewhere)]).await;
        assert!(!entered(&refused));
        let back = post(&browser, &page, &[("action", "organization"), ("organization", &noord)]).await;
        assert!(entered(&back), "{}", back.body);
        let tokens = browser.redeem(&back.parameter("code").unwrap()).await.json();
        assert_eq!(claims(tokens["id_token"].as_str().unwrap())["organization"], "delta-noord");
        // An application that names the organization asks nothing more.
        let browser = world.browser();
        world.pass(Duration::minutes(2));
        let page = browser.authorize(&[("organization", "delta-noord"), ("prompt", "select_account")]).await;
        let page = post(&browser, &page, &[("action", "code"), ("address", PETRA)]).await;
        let code = world.letters(2).await.pop().unwrap().code().unwrap();
        assert!(entered(&show(&browser, &page, &code).await));
    }
}
