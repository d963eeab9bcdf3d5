//! The traditional way: a one-time password by e-mail, then a password where there is one. Two brokers take turns on every request.

mod code;
mod forced_sso;
mod password;

use anteroom::domain::audit::{AuditAction, AuditEvent};
use anteroom::domain::id::UserId;
use anteroom::domain::reason::Reason;
use anteroom::domain::secret::Secret;
use anteroom::keys::password::PasswordHasher;
use anteroom::keys::random;
use chrono::Duration;

use crate::browser::{Answer, Browser, claims};
use crate::replicated_stories;
use crate::world::World;

const ANNA: &str = "a.devries@st-janshof.example";
const BRAM: &str = "b.bakker@st-janshof.example";
const PETRA: &str = "p.patient@st-janshof.example";
const NOBODY: &str = "x.nobody@st-janshof.example";
const STRONG: &str = "violet tractor under plum";
/// The form of a new password.
const CHOSEN: [(&str, &str); 3] = [("action", "new_password"), ("new_password", STRONG), ("again", STRONG)];

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

/// A patient of St. Janshof is one of Delta Noord as well.
async fn petra_of_delta_noord_too(world: &mut World) {
    let next = "[[organization.user]]\nemail = \"n.noord";
    let petra =
        format!("[[organization.user]]\nemail = \"{PETRA}\"\nname = \"Petra Patient\"\nkind = \"patient\"\n\n{next}");
    world.change(next, &petra).await;
}

replicated_stories! {
    async fn a_reload_asks_the_question_that_stands(world) {
        let mut world = world;
        let reload = async |browser: &Browser, page: &Answer, more: &str| {
            browser.get(&format!("/login?sign_in={}{more}", page.sign_in())).await
        };
        // Which organization.
        petra_of_delta_noord_too(&mut world).await;
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
        assert!(entered(&post(&browser, &page, &CHOSEN).await));
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

    async fn attempts_are_logged_where_they_are_made(world) {
        // Petra is a patient of two hospitals, and has a password in each.
        let mut world = world;
        petra_of_delta_noord_too(&mut world).await;
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
        petra_of_delta_noord_too(&mut world).await;
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
