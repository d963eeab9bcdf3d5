//! Invitations: a letter with a link to what is configured for a hospital, for its own people, for a time. Two brokers take turns.

use std::sync::LazyLock;

use anteroom::domain::admin_role::AdminRole;
use anteroom::domain::audit::{AuditAction, AuditEvent, AuditOutcome};
use chrono::Duration;
use reqwest::Method;
use serde_json::{Value, json};

use crate::admin::{Staff, code};
use crate::browser::{Answer, Browser};
use crate::replicated_stories;
use crate::secrets::{LOG, dump, hexadecimal};
use crate::world::{APP_SECRET, ENTRA_SECRET, World};

const PATH: &str = "/organizations/st-janshof/invitations";
const IT: &str = "it@st-janshof.example";
const ADMINS: &str = "locale = \"nl\"\nadmins = [\"it@st-janshof.example\", \"board@st-janshof.example\"]\n";

async fn mia(world: &World) -> Staff {
    Staff::new(world, "mia.dekker", AdminRole::Support, &[]).await
}

async fn invite(staff: &Staff, body: Value) -> Answer {
    staff.call(Method::POST, PATH, &[], Some(body)).await
}

/// Invites somebody by hand: the answer, and the path of the link.
async fn by_hand(world: &World, staff: &Staff) -> (Value, String) {
    let made = invite(staff, json!({ "to": IT, "mail": false })).await;
    assert_eq!(made.status, 201, "{}", made.body);
    (made.json(), path_of(world, made.json()["link"].as_str().unwrap()))
}

/// The path of a link, which leads to us.
fn path_of(world: &World, link: &str) -> String {
    let path = link.strip_prefix(&world.base).unwrap_or_else(|| panic!("{link} does not lead here"));
    let token = path.strip_prefix("/setup/").unwrap();
    assert_eq!(token.len(), 43, "256 bits");
    path.to_owned()
}

/// A browser in which a link was opened.
async fn opened(world: &World, path: &str) -> Browser {
    let browser = world.browser();
    let answer = browser.get(path).await;
    assert_eq!((answer.status, answer.location.as_deref()), (303, Some("/setup")), "{}", answer.body);
    browser
}

/// What is answered to somebody whom nothing is opened to: status, headers but for the date, and page.
fn shape(answer: &Answer) -> (u16, Vec<String>, String) {
    let mut headers: Vec<String> = answer.headers.iter().map(|(name, value)| format!("{name}: {value:?}")).collect();
    headers.retain(|header| !header.starts_with("date:"));
    headers.sort();
    (answer.status, headers, answer.body.clone())
}

async fn uses(world: &World) -> Vec<AuditEvent> {
    let events = world.events("st-janshof").await;
    events.into_iter().filter(|event| event.action == AuditAction::InvitationUsed).collect()
}

async fn changes(world: &World) -> Vec<(String, String)> {
    let events = world.events("st-janshof").await;
    let own = events.iter().filter(|event| event.action == AuditAction::InvitationChanged);
    own.map(|event| {
        let detail: Value = serde_json::from_str(event.detail.as_str()).unwrap();
        assert_eq!(detail["to"], IT);
        (event.actor.clone(), detail["invitation"].as_str().unwrap().to_owned())
    })
    .collect()
}

async fn listed(staff: &Staff) -> Vec<Value> {
    let answer = staff.get(PATH).await;
    assert!(!answer.body.contains("/setup/"), "a list shows a link: {}", answer.body);
    answer.json()["items"].as_array().unwrap().clone()
}

replicated_stories! {
    async fn a_letter_leads_to_what_is_configured_for_the_hospital_and_for_no_other(world) {
        let mia = mia(&world).await;
        let made = invite(&mia, json!({ "to": IT })).await;
        assert_eq!(made.status, 201, "{}", made.body);
        let invitation = made.json();
        assert_eq!((&invitation["state"], &invitation["days"], &invitation["language"]), (&json!("open"), &json!(14), &json!("nl")));
        assert!(invitation.get("link").is_none(), "a link that is sent is shown to nobody else");

        let letter = world.letters(1).await.pop().unwrap();
        assert_eq!(letter.header("To"), IT);
        let (text, html) = letter.read();
        for told in ["mia.dekker", "St. Janshof", "2026-12-07 09:00 UTC", "onze support"] {
            assert!(text.contains(told) && html.contains(told), "{text}");
        }
        let link = text.lines().map(str::trim).find(|line| line.contains("/setup/")).unwrap().to_owned();
        assert!(html.contains(&format!("href=\"{link}\"")), "{html}");
        let path = path_of(&world, &link);

        let browser = world.browser();
        let answer = browser.send(Method::GET, &path, None, &[("user-agent", "Firefox of St. Janshof")]).await;
        assert_eq!((answer.status, answer.location.as_deref()), (303, Some("/setup")));
        let cookie = answer.headers["set-cookie"].to_str().unwrap();
        assert!(cookie.starts_with("__Host-anteroom-setup="), "{cookie}");
        for attribute in ["HttpOnly", "Secure", "SameSite=Lax", "Path=/"] {
            assert!(cookie.contains(attribute), "{cookie}");
        }
        let token = path.strip_prefix("/setup/").unwrap();
        assert!(!cookie.contains(token));
        let page = browser.get("/setup").await;
        assert_eq!(page.status, 200);
        for answer in [&answer, &page] {
            assert_eq!(answer.headers["referrer-policy"], "no-referrer");
            assert_eq!(answer.headers["cache-control"], "no-store");
        }
        let policy = page.headers["content-security-policy"].to_str().unwrap();
        assert!(policy.starts_with("default-src 'none'") && !policy.contains("script-src"), "{policy}");

        let connection = world.store.find_configuration(world.organization("st-janshof").await).await.unwrap().unwrap();
        let connection = connection.connections[0].id;
        let mut shown_to_it = page.body.clone();
        for step in ["/setup/domains", "/setup/connection"] {
            shown_to_it.push_str(&browser.get(step).await.body);
        }
        for shown in [
            "St. Janshof", "st-janshof.example", "unproven.example", "11111111-1111-4111-8111-111111111111",
            "aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa", "https://login.microsoftonline.com", "Help desk St. Janshof, extension 5555", IT,
            &format!("{}/login/callback/{connection}", world.base), "lang=\"nl\"",
            // What is missing, and who can mend it.
            "Er is niet bewezen dat het domein unproven.example van u is.", "wie uw domeinnamen beheert",
            "Er zijn geen beheerders vastgelegd.",
        ] {
            assert!(shown_to_it.contains(shown), "{shown} is not on {shown_to_it}");
        }
        for never in [
            "delta", "Delta", "22222222-2222", "Anna", "a.devries", "Bram", token, ENTRA_SECRET, APP_SECRET, "<script",
        ] {
            assert!(!shown_to_it.contains(never), "{never} is on {shown_to_it}");
        }
        // In the language that the browser asks for, or that the person chooses.
        let english = browser.send(Method::GET, "/setup", None, &[("accept-language", "en")]).await;
        assert!(english.body.contains("What is still missing") && english.body.contains("lang=\"en\""), "{}", english.body);
        assert!(browser.get("/setup?lang=fr").await.body.contains("Ce qui manque encore"));

        // A colleague uses the same link.
        world.pass(Duration::hours(1));
        let colleague = opened(&world, &path).await;
        assert_eq!(colleague.get("/setup").await.status, 200);
        let seen = listed(&mia).await;
        assert_eq!((&seen[0]["state"], &seen[0]["opened_count"]), (&json!("used"), &json!(2)));
        assert_eq!(seen[0]["opened_at"], "2026-11-23T09:00:00Z", "the first time");
        let uses = uses(&world).await;
        assert_eq!(uses.len(), 2, "{uses:#?}");
        assert_eq!((uses[0].user_agent.as_deref(), uses[0].outcome), (Some("Firefox of St. Janshof"), AuditOutcome::Success));
        assert!(uses.iter().all(|event| event.ip.is_some() && event.subject.as_deref() == invitation["id"].as_str()));
        assert_eq!(changes(&world).await, [("mia.dekker".to_owned(), "created".to_owned())]);
    }

    async fn a_hospital_of_a_group_sees_its_own_things_alone(world) {
        let mia = mia(&world).await;
        let path = "/organizations/delta-zuid/invitations";
        let body = json!({ "to": "it@delta-zuid.example", "language": "en", "mail": false });
        let made = mia.call(Method::POST, path, &[], Some(body)).await;
        let browser = opened(&world, &path_of(&world, made.json()["link"].as_str().unwrap())).await;
        let page = browser.get("/setup").await.body + &browser.get("/setup/connection").await.body;
        // The directory is shared, and SSO begins later.
        for shown in ["Delta Zuid", "22222222-2222-4222-8222-222222222222", "begins on 2026-12-01 06:00 UTC", "/login/callback/entra"] {
            assert!(page.contains(shown), "{shown} is not on {page}");
        }
        for never in ["Delta Noord", "delta-noord", "Janshof", "Noor", "Zoë", "z.zuid"] {
            assert!(!page.contains(never), "{never} is on {page}");
        }
        // Nor is its invitation to be found elsewhere.
        let id = made.json()["id"].as_str().unwrap().to_owned();
        assert_eq!(listed(&mia).await, Vec::<Value>::new());
        let elsewhere = format!("{PATH}/{id}");
        let revoked = mia.call(Method::DELETE, &elsewhere, &[], None).await;
        assert_eq!((revoked.status, code(&revoked).as_str()), (404, "not_found"));
        let resent = mia.call(Method::POST, &format!("{elsewhere}/resend"), &[], Some(json!({}))).await;
        assert_eq!((resent.status, code(&resent).as_str()), (404, "not_found"));
        assert_eq!(browser.get("/setup").await.status, 200);
    }

    // A false invitation is noticed: no link is made without the hospital's own people hearing of it.
    async fn the_administrators_are_told_of_every_link(world) {
        let mut world = world;
        world.change("locale = \"nl\"\n", ADMINS).await;
        let mia = mia(&world).await;
        let tell = async |from: usize, count: usize| {
            let letters = world.letters(from + count).await.split_off(from);
            assert_eq!(letters.len(), count, "{letters:#?}");
            let mut to: Vec<(String, bool)> = letters
                .iter()
                .map(|letter| (letter.header("To").to_owned(), letter.read().0.contains("/setup/")))
                .collect();
            to.sort();
            for letter in letters.iter().filter(|letter| !letter.read().0.contains("/setup/")) {
                let text = letter.read().0;
                assert!(text.contains("mia.dekker") && text.contains("St. Janshof"), "{text}");
            }
            to
        };
        let board = ("board@st-janshof.example".to_owned(), false);
        // Of two administrators one is invited, and has the letter with the link.
        let made = invite(&mia, json!({ "to": IT })).await;
        assert_eq!(tell(0, 2).await, [board.clone(), (IT.to_owned(), true)]);
        // Where support has the link itself, both are told, also the one in whose name it was made.
        by_hand(&world, &mia).await;
        assert_eq!(tell(2, 2).await, [board.clone(), (IT.to_owned(), false)]);
        // Somebody else is invited.
        invite(&mia, json!({ "to": "x@post.example" })).await;
        assert_eq!(tell(4, 3).await, [board.clone(), (IT.to_owned(), false), ("x@post.example".to_owned(), true)]);
        assert!(world.letters(7).await.iter().any(|letter| letter.read().0.contains("x@post.example")));
        // A new link of the same invitation.
        let anew = format!("{PATH}/{}/resend", made.json()["id"].as_str().unwrap());
        assert_eq!(mia.call(Method::POST, &anew, &[], Some(json!({ "mail": false }))).await.status, 200);
        assert_eq!(tell(7, 2).await, [board, (IT.to_owned(), false)]);
    }

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

    async fn a_link_in_an_answer_is_shown_once(world) {
        let mia = mia(&world).await;
        let ask = async |key: &str, to: &str| {
            let body = json!({ "to": to, "mail": false });
            mia.call(Method::POST, PATH, &[("idempotency-key", key)], Some(body)).await
        };
        let answers = futures_util::future::join_all((0..8).map(|_| ask("k", IT))).await;
        assert!(answers.iter().all(|answer| answer.status == 201), "{answers:?}");
        let links: Vec<_> = answers.iter().filter_map(|answer| answer.json().get("link").cloned()).collect();
        assert_eq!(links.len(), 1, "{answers:?}");
        assert!(answers.iter().all(|answer| answer.json()["id"] == answers[0].json()["id"]));
        opened(&world, &path_of(&world, links[0].as_str().unwrap())).await;
        assert_eq!(code(&ask("k", "other@st-janshof.example").await), "idempotency_key_reused");
        assert_eq!(listed(&mia).await.len(), 1);
        assert_eq!(changes(&world).await.len(), 1);
    }

    async fn without_mail_links_are_handed_over(world) {
        let file = world.folder.path().join("anteroom.toml");
        let text = std::fs::read_to_string(&file).unwrap();
        let (before, rest) = text.split_once("[mail]").unwrap();
        std::fs::write(&file, format!("{before}{}", &rest[rest.find("[shared_registration]").unwrap()..])).unwrap();
        let (base, _) = world.quiet_broker().await;
        let mia = mia(&world).await.at(&base);
        let refused = invite(&mia, json!({ "to": IT })).await;
        assert_eq!((refused.status, code(&refused).as_str()), (409, "no_mail"));
        let made = invite(&mia, json!({ "to": IT, "mail": false })).await;
        assert_eq!(made.status, 201, "{}", made.body);
        let anew = format!("{PATH}/{}/resend", made.json()["id"].as_str().unwrap());
        let refused = mia.call(Method::POST, &anew, &[], Some(json!({}))).await;
        assert_eq!((refused.status, code(&refused).as_str()), (409, "no_mail"));
        assert!(mia.call(Method::POST, &anew, &[], Some(json!({ "mail": false }))).await.json()["link"].is_string());
    }

    async fn a_dry_run_invites_nobody(world) {
        let mia = mia(&world).await;
        for mail in [true, false] {
            let body = json!({ "to": IT, "mail": mail });
            let tried = mia.call(Method::POST, &format!("{PATH}?dry_run=true"), &[], Some(body)).await;
            assert_eq!((tried.status, &tried.json()["dry_run"], tried.json().get("link")), (200, &json!(true), None));
        }
        assert_eq!(listed(&mia).await, Vec::<Value>::new());
        assert_eq!(changes(&world).await, []);
        assert_eq!(world.letters(0).await.len(), 0);
    }

    async fn what_cannot_be_asked_for_is_said(world) {
        let mia = mia(&world).await;
        for (body, field) in [
            (json!({ "to": "it" }), Some("to")),
            (json!({ "to": "it@st-janshof.example\r\nBcc: all@post.example" }), Some("to")),
            (json!({ "to": IT, "language": "xx" }), Some("language")),
            (json!({ "to": IT, "language": "nl-BE" }), Some("language")),
            (json!({ "to": IT, "days": 0 }), Some("days")),
            (json!({ "to": IT, "days": 31 }), Some("days")),
            (json!({ "to": IT, "days": -1 }), None),
            (json!({ "to": IT, "until": "2027-01-01" }), None),
            (json!({ "mail": true }), None),
        ] {
            let refused = invite(&mia, body.clone()).await;
            assert_eq!((refused.status, code(&refused).as_str()), (422, "invalid_request"), "{body}");
            let named = refused.json()["errors"][0]["field"].as_str().map(str::to_owned);
            assert_eq!(named.as_deref(), field, "{body}: {}", refused.body);
        }
        let all = invite(&mia, json!({ "to": "", "language": "", "days": 99 })).await.json();
        assert_eq!(all["errors"].as_array().unwrap().len(), 3, "{all}");
        for number in 0..3 {
            assert_eq!(invite(&mia, json!({ "to": format!("x{number}@post.example") })).await.status, 201);
        }
        // The newest first, a page at a time.
        let first = mia.get(&format!("{PATH}?limit=2")).await.json();
        let next = first["next"].as_str().unwrap();
        let second = mia.get(&format!("{PATH}?limit=2&cursor={next}")).await.json();
        let to = |page: &Value| -> Vec<String> {
            let items = page["items"].as_array().unwrap();
            items.iter().map(|item| item["to"].as_str().unwrap().to_owned()).collect()
        };
        let mut all = [to(&first), to(&second)].concat();
        all.sort();
        assert_eq!((all.len(), second.get("next")), (3, None));
        all.dedup();
        assert_eq!(all.len(), 3);
        let reason = mia.call(Method::DELETE, &format!("{PATH}/{}?reason=%20", first["items"][0]["id"].as_str().unwrap()), &[], None).await;
        assert_eq!((reason.status, reason.json()["errors"][0]["field"].as_str()), (422, Some("reason")));
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

fn cookie(browser: &Browser) -> Option<String> {
    browser.cookie("__Host-anteroom-setup")
}
