//! What `forced_sso` closes of it, and to whom.

use anteroom::domain::reason::Reason;
use chrono::Duration;
use entra_stand_in::{Fault, Times};

use super::{
    ANNA, BRAM, CHOSEN, PETRA, STRONG, ask, ask_and_read, asks_code, asks_new_password, asks_password, entered, flag,
    post, show,
};
use crate::browser::{Answer, Browser};
use crate::replicated_stories;
use crate::world::TID;

replicated_stories! {
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
        assert!(entered(&post(&anna, &page, &CHOSEN).await));
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
        refused(&anna, &of_anna, &CHOSEN).await;
        refused(&bram, &of_bram, &CHOSEN).await;
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
}
