//! The password besides: who demands it, who guesses it, and who has forgotten it.

use anteroom::domain::reason::Reason;
use chrono::Duration;

use super::{
    ANNA, CHOSEN, PETRA, STRONG, ask_and_read, asks_new_password, asks_password, entered, flag, post, show, warns,
};
use crate::browser::{Answer, Browser, claims};
use crate::replicated_stories;
use crate::world::World;

/// A password is demanded, and Anna, who has none, has shown her code.
async fn demanded(world: &mut World) -> (Browser, Answer) {
    flag(world, "password_required").await;
    let browser = world.browser();
    let (page, code) = ask_and_read(world, &browser, ANNA, 1).await;
    let choose = show(&browser, &page, &code).await;
    assert!(asks_new_password(&choose), "{}", choose.body);
    (browser, page)
}

replicated_stories! {
    async fn an_organization_can_demand_a_password(world) {
        let mut world = world;
        let (browser, page) = demanded(&mut world).await;
        for (typed, again) in [("short", "short"), ("a.devries1", "a.devries1"), (STRONG, "another")] {
            let form = [("action", "new_password"), ("new_password", typed), ("again", again)];
            let refused = post(&browser, &page, &form).await;
            assert!(asks_new_password(&refused) && warns(&refused), "{typed}");
            assert!(!refused.body.contains(typed) || typed == "short", "{typed} is on the page");
        }
        let back = post(&browser, &page, &CHOSEN).await;
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
        let back = post(&browser, &page, &CHOSEN).await;
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

    async fn passwords_are_not_guessed_and_their_owner_hears_of_it_once(world) {
        let mut world = world;
        let (browser, page) = demanded(&mut world).await;
        assert!(entered(&post(&browser, &page, &CHOSEN).await));
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
        let (browser, page) = demanded(&mut world).await;
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
        let (browser, page) = demanded(&mut world).await;
        assert!(entered(&post(&browser, &page, &CHOSEN).await));

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
}
