//! What a link opens, for how long, and to nobody else.

use std::sync::LazyLock;

use anteroom::domain::audit::AuditOutcome;
use chrono::Duration;
use reqwest::Method;
use serde_json::{Value, json};

use super::{ADMINS, IT, PATH, by_hand, changes, invite, listed, mia, opened, path_of, uses};
use crate::admin::code;
use crate::browser::{Answer, Browser};
use crate::replicated_stories;
use crate::secrets::{LOG, dump, hexadecimal};

/// What is answered to somebody whom nothing is opened to: status, headers but for the date, and page.
fn shape(answer: &Answer) -> (u16, Vec<String>, String) {
    let mut headers: Vec<String> = answer.headers.iter().map(|(name, value)| format!("{name}: {value:?}")).collect();
    headers.retain(|header| !header.starts_with("date:"));
    headers.sort();
    (answer.status, headers, answer.body.clone())
}

fn cookie(browser: &Browser) -> Option<String> {
    browser.cookie("__Host-anteroom-setup")
}

replicated_stories! {
    async fn it_ends_by_itself(world) {
        let mia = mia(&world).await;
        let made = invite(&mia, json!({ "to": IT, "days": 1, "mail": false })).await.json();
        assert_eq!(made["expires_at"], "2026-11-24T09:00:00Z");
        let path = path_of(&world, made["link"].as_str().unwrap());
        world.pass(Duration::hours(24) - Duration::milliseconds(1));
        let browser = opened(&world, &path).await;
        assert_eq!(browser.get("/setup").await.status, 200);
        world.pass(Duration::milliseconds(1));
        assert_eq!(browser.get("/setup").await.status, 404, "the cookie outlives the link");
        assert_eq!(browser.cookie("__Host-anteroom-setup"), None);
        assert_eq!(world.browser().get(&path).await.status, 404);
        assert_eq!(listed(&mia).await[0]["state"], "expired");
        let refused = uses(&world).await.pop().unwrap();
        assert_eq!((refused.outcome, refused.reason.as_deref()), (AuditOutcome::Refused, Some("invitation_expired")));
        // It is given a new link.
        let anew = format!("{PATH}/{}/resend", made["id"].as_str().unwrap());
        let again = mia.call(Method::POST, &anew, &[], Some(json!({ "mail": false }))).await.json();
        assert_eq!((&again["state"], &again["expires_at"]), (&json!("open"), &json!("2026-11-25T09:00:00Z")));
        opened(&world, &path_of(&world, again["link"].as_str().unwrap())).await;
        assert_eq!(world.browser().get(&path).await.status, 404);
    }

    async fn a_visit_lasts_a_working_day_and_the_link_begins_another(world) {
        let mia = mia(&world).await;
        let (_, path) = by_hand(&world, &mia).await;
        let browser = opened(&world, &path).await;
        world.pass(Duration::hours(12) - Duration::milliseconds(1));
        assert_eq!(browser.get("/setup").await.status, 200);
        world.pass(Duration::milliseconds(1));
        assert_eq!(browser.get("/setup").await.status, 404);
        assert_eq!(opened(&world, &path).await.get("/setup").await.status, 200);
    }

    async fn revoking_ends_the_link_and_every_visit_at_once(world) {
        let mia = mia(&world).await;
        let (made, path) = by_hand(&world, &mia).await;
        let (other, other_path) = by_hand(&world, &mia).await;
        let [browser, of_other] = [opened(&world, &path).await, opened(&world, &other_path).await];
        let one = format!("{PATH}/{}", made["id"].as_str().unwrap());

        let tried = mia.call(Method::DELETE, &format!("{one}?dry_run=true"), &[], None).await;
        assert_eq!((tried.status, &tried.json()["state"], &tried.json()["dry_run"]), (200, &json!("revoked"), &json!(true)));
        assert_eq!(browser.get("/setup").await.status, 200, "a dry run has ended it");
        let revoked = mia.call(Method::DELETE, &format!("{one}?reason=sent%20to%20the%20wrong%20address"), &[], None).await;
        assert_eq!((revoked.status, revoked.body.as_str()), (204, ""));
        // At every broker.
        for _ in 0..2 {
            assert_eq!(world.browser().get(&path).await.status, 404);
        }
        for replica in &world.replicas {
            let there = Browser::new(replica);
            let cookie = format!("__Host-anteroom-setup={}", cookie(&browser).unwrap_or_else(|| panic!("no cookie")));
            assert_eq!(there.send(Method::GET, "/setup", None, &[("cookie", &cookie)]).await.status, 404);
        }
        assert_eq!(browser.get("/setup").await.status, 404);
        assert_eq!(of_other.get("/setup").await.status, 200, "another invitation ended with it");
        // Ids of one held instant lie in no order.
        let refused = uses(&world).await.into_iter().find(|event| event.outcome == AuditOutcome::Refused).unwrap();
        assert_eq!((refused.outcome, refused.reason.as_deref()), (AuditOutcome::Refused, Some("invitation_revoked")));

        // What is revoked stays so, and is revoked once.
        assert_eq!(mia.call(Method::DELETE, &one, &[], None).await.status, 204);
        let resent = mia.call(Method::POST, &format!("{one}/resend"), &[], Some(json!({}))).await;
        assert_eq!((resent.status, code(&resent).as_str()), (409, "revoked"));
        let seen = listed(&mia).await;
        let state = |id: &Value| seen.iter().find(|item| item["id"] == *id).unwrap()["state"].clone();
        assert_eq!((state(&made["id"]), state(&other["id"])), (json!("revoked"), json!("used")));
        let whats: Vec<_> = changes(&world).await.into_iter().map(|(_, what)| what).collect();
        assert_eq!(whats.iter().filter(|what| *what == "revoked").count(), 1, "{whats:?}");
    }

    async fn a_new_link_ends_the_one_before(world) {
        let mia = mia(&world).await;
        let (made, path) = by_hand(&world, &mia).await;
        let browser = opened(&world, &path).await;
        let anew = format!("{PATH}/{}/resend", made["id"].as_str().unwrap());
        let tried = mia.call(Method::POST, &format!("{anew}?dry_run=true"), &[], Some(json!({ "mail": false }))).await;
        assert_eq!((tried.status, tried.json().get("link")), (200, None));
        assert_eq!(browser.get("/setup").await.status, 200, "a dry run has ended it");

        world.pass(Duration::days(3));
        let resent = mia.call(Method::POST, &anew, &[], Some(json!({}))).await;
        assert_eq!((resent.status, &resent.json()["id"]), (200, &made["id"]));
        assert_eq!(resent.json()["expires_at"], "2026-12-10T09:00:00Z", "as long as the first");
        assert_eq!((&resent.json()["state"], &resent.json()["opened_count"]), (&json!("open"), &json!(0)));
        assert!(resent.json().get("link").is_none());
        assert_eq!(browser.get("/setup").await.status, 404, "the visit outlives the link");
        assert_eq!(world.browser().get(&path).await.status, 404);
        let text = world.letters(1).await.pop().unwrap().read().0;
        let link = text.lines().map(str::trim).find(|line| line.contains("/setup/")).unwrap();
        assert_ne!(path_of(&world, link), path);
        assert_eq!(opened(&world, &path_of(&world, link)).await.get("/setup").await.status, 200);
    }

    // Whoever tries links learns of none of them whether it ever was one.
    async fn wrong_expired_and_revoked_links_look_the_same(world) {
        let mia = mia(&world).await;
        let (made, revoked) = by_hand(&world, &mia).await;
        mia.call(Method::DELETE, &format!("{PATH}/{}", made["id"].as_str().unwrap()), &[], None).await;
        let (_, expired) = by_hand(&world, &mia).await;
        world.pass(Duration::days(14));
        let wrong = format!("/setup/{}", "A".repeat(43));
        let expected = shape(&world.browser().get(&wrong).await);
        assert_eq!(expected.0, 404);
        assert!(expected.2.contains("This link opens nothing"), "{}", expected.2);
        for path in [revoked.as_str(), &expired, "/setup/x", &format!("/setup/{}", "%00"), &format!("/setup/{}", "%ff")] {
            assert_eq!(shape(&world.browser().get(path).await), expected, "{path}");
        }
        // No cookie, and none that is ours, begin a visit.
        let nothing = world.browser().get("/setup").await;
        assert_eq!((nothing.status, nothing.body.as_str()), (404, expected.2.as_str()));
        for forged in ["x", "AAAA", revoked.strip_prefix("/setup/").unwrap()] {
            let cookie = format!("__Host-anteroom-setup={forged}");
            let answer = world.browser().send(Method::GET, "/setup", None, &[("cookie", &cookie)]).await;
            assert_eq!((answer.status, answer.body.as_str()), (404, expected.2.as_str()));
        }
        let dutch = world.browser().send(Method::GET, &wrong, None, &[("accept-language", "nl")]).await;
        assert!(dutch.body.contains("Deze link opent niets"), "{}", dutch.body);
        assert_eq!(world.browser().post("/setup", &[]).await.status, 405);
    }

    // What was sealed for something else, and a visit with a bit of it changed, are no visits.
    async fn a_cookie_is_good_for_what_it_was_sealed_for(world) {
        let mia = mia(&world).await;
        let (_, path) = by_hand(&world, &mia).await;
        let browser = opened(&world, &path).await;
        let good = cookie(&browser).unwrap();
        let try_it = async |value: &str| {
            let cookie = format!("__Host-anteroom-setup={value}");
            world.browser().send(Method::GET, "/setup", None, &[("cookie", &cookie)]).await.status
        };
        assert_eq!(try_it(&good).await, 200);
        let last = good.len() - 2;
        let changed = if good.as_bytes()[last] == b'A' { "B" } else { "A" };
        let changed = format!("{}{changed}{}", &good[..last], &good[last + 1..]);
        assert_eq!(try_it(&changed).await, 404);
        let person = world.browser();
        person.sign_in("a.devries@st-janshof.example", &[]).await;
        assert_eq!(try_it(&person.cookie("__Host-anteroom-remembered").unwrap()).await, 404);
        assert_eq!(try_it(&world.ring.seal_text("setup 0", b"x")).await, 404);
    }

    async fn whoever_tries_many_links_is_made_to_wait_and_others_are_not(world) {
        let mia = mia(&world).await;
        let (_, path) = by_hand(&world, &mia).await;
        let from = async |network: &str, path: &str| {
            let headers = [("x-forwarded-for", network)];
            world.browser().send(Method::GET, path, None, &headers).await
        };
        let mut statuses = Vec::new();
        for number in 0..61 {
            statuses.push(from("192.0.2.1", &format!("/setup/{number}")).await.status);
        }
        assert_eq!(statuses, [vec![404; 60], vec![429]].concat());
        // A neighbour is of the same network, and whoever has the right link waits too: else the limit would tell which it is.
        let wait = from("192.0.2.99", &path).await;
        assert_eq!((wait.status, wait.headers["retry-after"].to_str().unwrap()), (429, "10"));
        assert!(wait.body.contains("Please wait a moment"), "{}", wait.body);
        assert_eq!(from("198.51.100.1", &path).await.status, 303);
        world.pass(Duration::seconds(10));
        assert_eq!(from("192.0.2.99", &path).await.status, 303);
        assert_eq!(from("192.0.2.99", &path).await.status, 429);
    }

    async fn a_link_is_kept_nowhere(world) {
        LazyLock::force(&LOG);
        let mut world = world;
        world.change("locale = \"nl\"\n", ADMINS).await;
        let mia = mia(&world).await;
        let body = json!({ "to": IT, "mail": false });
        let made = mia.call(Method::POST, PATH, &[("idempotency-key", "k")], Some(body)).await.json();
        let by_hand = path_of(&world, made["link"].as_str().unwrap());
        invite(&mia, json!({ "to": "x@st-janshof.example" })).await;
        let letters = world.letters(5).await;
        let with_link: Vec<_> = letters.iter().filter(|letter| letter.read().0.contains("/setup/")).collect();
        assert_eq!(with_link.len(), 1, "{letters:#?}");
        let text = with_link[0].read().0;
        let link = text.lines().map(str::trim).find(|line| line.contains("/setup/")).unwrap();
        let by_mail = path_of(&world, link);
        let mut pages = Vec::new();
        for path in [&by_hand, &by_mail] {
            let browser = opened(&world, path).await;
            pages.push(browser.get("/setup").await.body);
        }
        let anew = format!("{PATH}/{}/resend", made["id"].as_str().unwrap());
        mia.call(Method::POST, &anew, &[], Some(json!({}))).await;
        pages.push(world.browser().get(&by_hand).await.body);
        pages.push(mia.get("/organizations/st-janshof/audit").await.body);
        pages.push(mia.get(PATH).await.body);

        let tables = dump(&world).await;
        assert!(tables.contains("invitation_used"), "the tables were not read");
        let log = LOG.read();
        assert!(!log.is_empty());
        for path in [by_hand, by_mail] {
            let token = path.strip_prefix("/setup/").unwrap();
            assert!(!tables.contains(token) && !tables.contains(&hexadecimal(token)), "a table holds a link");
            assert!(!log.contains(token), "the log holds a link");
            assert!(!pages.iter().any(|page| page.contains(token)), "a page holds a link");
        }
    }
}
