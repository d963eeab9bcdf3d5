//! One-time passwords: to whom a letter goes, in which language, and what the code in it opens.

use anteroom::domain::reason::Reason;
use chrono::Duration;

use super::{ANNA, BRAM, NOBODY, PETRA, STRONG, ask, ask_and_read, asks_code, entered, other, post, show, warns};
use crate::browser::{Answer, Browser, claims};
use crate::replicated_stories;

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
}
