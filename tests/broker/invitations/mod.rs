//! Invitations: a letter with a link to what is configured for a hospital, for its own people, for a time. Two brokers take turns.

mod link;

use anteroom::domain::admin_role::AdminRole;
use anteroom::domain::audit::{AuditAction, AuditEvent, AuditOutcome};
use chrono::Duration;
use reqwest::Method;
use serde_json::{Value, json};

use crate::admin::{Staff, code};
use crate::browser::{Answer, Browser};
use crate::replicated_stories;
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
}
