//! A hospital proves its domain by a record in its DNS; the record is looked for every day. Two brokers take turns.

use anteroom::domain::admin_role::AdminRole;
use anteroom::domain::audit::{AuditAction, AuditEvent, AuditOutcome};
use chrono::Duration;
use reqwest::Method;
use serde_json::{Value, json};

use crate::admin::{Staff, code};
use crate::browser::{Answer, Browser};
use crate::name_server::Trouble;
use crate::replicated_stories;
use crate::world::World;

const DOMAIN: &str = "unproven.example";
const NAME: &str = "_anteroom.unproven.example";
const AT: &str = "/organizations/st-janshof/domains/unproven.example";
const UMA: &str = "u.unproven@unproven.example";

/// Somebody of support, who configures nothing.
async fn mia(world: &World) -> Staff {
    Staff::new(world, "mia.dekker", AdminRole::Support, &[]).await
}

async fn olga(world: &World) -> Staff {
    Staff::new(world, "olga.operator", AdminRole::Operator, &[]).await
}

/// The value that the hospital publishes.
async fn value(staff: &Staff, at: &str) -> String {
    let shown = staff.get(at).await.json();
    let value = shown["record"]["value"].as_str().unwrap().to_owned();
    let digits = value.strip_prefix("anteroom-verification=").unwrap();
    assert!(digits.len() == 32 && digits.bytes().all(|byte| byte.is_ascii_hexdigit()), "{value}");
    value
}

async fn check_at(staff: &Staff, at: &str) -> Answer {
    staff.call(Method::POST, &format!("{at}/check"), &[], None).await
}

/// Asks the DNS: what came of it.
async fn check(staff: &Staff) -> Value {
    let answer = check_at(staff, AT).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.json()
}

async fn finding(staff: &Staff) -> String {
    check(staff).await["finding"].as_str().unwrap().to_owned()
}

/// The hospital makes its record, and somebody has it looked for.
async fn prove(world: &World, staff: &Staff) -> String {
    let value = value(staff, AT).await;
    world.dns.texts(NAME, &["v=spf1 -all", &value]);
    let proven = check(staff).await;
    assert_eq!((&proven["proven"], &proven["proven_by"]), (&json!(true), &json!("dns")), "{proven}");
    value
}

/// Whether the domain is proven, and how.
async fn proven_by(staff: &Staff) -> Value {
    let shown = staff.get(AT).await.json();
    assert_eq!(shown["proven"], !shown["proven_by"].is_null(), "{shown}");
    shown["proven_by"].clone()
}

/// Whether an address of the domain leads to Microsoft.
async fn leads(world: &World) -> bool {
    let departed = world.browser().authorize(&[("login_hint", UMA)]).await;
    departed.location.is_some_and(|to| to.starts_with(world.entra_url().as_str()))
}

async fn events(world: &World, action: AuditAction) -> Vec<AuditEvent> {
    let events = world.events("st-janshof").await;
    let subject = format!("domain {DOMAIN}");
    events.into_iter().filter(|event| event.action == action && event.subject.as_deref() == Some(&subject)).collect()
}

/// Lets time pass until the domain is looked at again, and waits for what comes of it: the last look, as it is shown.
async fn next_look(world: &World, staff: &Staff, hours: i64) -> Value {
    world.pass(Duration::hours(hours));
    let now = json!(world.now());
    for _ in 0..1_000 {
        // The one that is asked need not be the one that has looked.
        world.hear();
        let shown = staff.get(&format!("{AT}/check")).await.json();
        if shown["checked_at"] == now {
            return shown;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("nobody has looked at {now}: {}", staff.get(&format!("{AT}/check")).await.body);
}

/// A browser in which the link of an invitation was opened.
async fn invited(world: &World, staff: &Staff, slug: &str) -> Browser {
    let invitation = json!({ "to": "it@hospital.example", "mail": false, "language": "en" });
    let at = format!("/organizations/{slug}/invitations");
    let made = staff.call(Method::POST, &at, &[], Some(invitation)).await;
    let browser = world.browser();
    assert_eq!(browser.get(made.json()["link"].as_str().unwrap()).await.status, 303);
    browser
}

replicated_stories! {
    async fn a_record_proves_a_domain_which_lets_people_in(world) {
        let mia = mia(&world).await;
        let never = mia.get(&format!("{AT}/check")).await.json();
        let expected = value(&mia, AT).await;
        assert_eq!(never["record"], json!({ "name": NAME, "value": expected }));
        assert_eq!((&never["finding"], &never["checked_at"], &never["proven"]), (&Value::Null, &Value::Null, &json!(false)));
        assert!(never["advice"].as_str().unwrap().contains(&expected));

        assert!(!leads(&world).await);
        let nothing = check(&mia).await;
        assert_eq!((&nothing["finding"], &nothing["proven"], &nothing["found"]), (&json!("no_such_name"), &json!(false), &json!([])));
        assert_eq!(world.dns.asked().into_iter().collect::<Vec<_>>(), [
            NAME, "_anteroom.unproven.example.unproven.example", DOMAIN,
        ]);
        assert_eq!(events(&world, AuditAction::DomainChanged).await, []);

        // Tried only, nothing is proven, and nothing is written down.
        world.dns.texts(NAME, &[&expected]);
        let tried = mia.call(Method::POST, &format!("{AT}/check?dry_run=true"), &[], None).await.json();
        assert_eq!((&tried["finding"], &tried["proven"], &tried["dry_run"]), (&json!("found"), &json!(true), &json!(true)));
        assert_eq!(proven_by(&mia).await, Value::Null);
        assert_eq!(mia.get(&format!("{AT}/check")).await.json()["finding"], "no_such_name");

        let found = check(&mia).await;
        assert_eq!((&found["finding"], &found["proven_by"], &found["found"]), (&json!("found"), &json!("dns"), &json!([expected])));
        assert_eq!(mia.get(&format!("{AT}/check")).await.json(), found);
        world.hear();
        assert!(leads(&world).await);
        // Seen again, nothing is new.
        check(&mia).await;
        let said = events(&world, AuditAction::DomainChanged).await;
        assert_eq!(said.len(), 1, "{said:#?}");
        assert_eq!((said[0].actor.as_str(), said[0].ip.is_some()), ("mia.dekker", true));
        for part in [r#""action":"prove""#, r#"{"field":"proven","new":"true","old":"false"}"#, r#"{"field":"proven_by","new":"dns","old":"none"}"#] {
            assert!(said[0].detail.as_str().contains(part), "{part}: {said:#?}");
        }
    }

    async fn each_mistake_is_told_from_the_others(world) {
        let mia = mia(&world).await;
        let value = value(&mia, AT).await;
        let (upper, doubled) = (value.to_uppercase(), format!("{NAME}.{DOMAIN}"));
        let cases: [(&str, &str, &[&str], &str); 8] = [
            ("mistyped", NAME, &[&upper], "typed otherwise"),
            ("mistyped", NAME, &["x", value.trim_start_matches("anteroom-verification=")], "typed otherwise"),
            ("other_value", NAME, &["anteroom-verification=00000000000000000000000000000000"], "another organization"),
            ("unrelated", NAME, &["v=spf1 -all"], "none is ours"),
            ("doubled", &doubled, &[&value], "type only _anteroom"),
            ("apex", DOMAIN, &["v=spf1 -all", &value], "at unproven.example itself"),
            ("no_record", &format!("below.{NAME}"), &[&value], "has no TXT record"),
            ("no_such_name", "www.unproven.example", &[&value], "does not exist"),
        ];
        for (expected, at, texts, advice) in cases {
            world.pass(Duration::minutes(1));
            world.dns.forget();
            world.dns.texts(at, texts);
            let found = check(&mia).await;
            assert_eq!((&found["finding"], &found["proven"]), (&json!(expected), &json!(false)), "{found}");
            assert!(found["advice"].as_str().unwrap().contains(advice), "{found}");
            let shown: &[&str] = if at == NAME { texts } else { &[] };
            assert_eq!(found["found"], json!(shown));
        }
        for (trouble, expected) in [
            (Trouble::Fails, "server_failed"), (Trouble::Refuses, "server_failed"), (Trouble::Refers, "server_failed"),
            (Trouble::IsSilent, "timed_out"),
        ] {
            world.pass(Duration::minutes(1));
            world.dns.trouble(Some(trouble.clone()));
            assert_eq!(finding(&mia).await, expected, "{trouble:?}");
        }
        world.dns.trouble(None);
        assert_eq!(proven_by(&mia).await, Value::Null);
        // Who asks without end waits; nobody is asked for them.
        world.dns.asked();
        let mut last = check_at(&mia, AT).await;
        for _ in 0..10 {
            last = check_at(&mia, AT).await;
        }
        assert_eq!((last.status, code(&last).as_str()), (429, "too_often"));
        assert_eq!(last.headers["retry-after"], "6");
        world.dns.asked();
        assert_eq!(check_at(&mia, AT).await.status, 429);
        assert!(world.dns.asked().is_empty());
    }

    async fn however_a_panel_writes_the_record_it_is_read(world) {
        let (mia, olga) = (mia(&world).await, olga(&world).await);
        let unprove = json!({ "proven": false });
        for case in 0..5 {
            world.pass(Duration::minutes(1));
            world.dns.forget();
            let value = value(&mia, AT).await;
            match case {
                0 => world.dns.texts(NAME, &[&format!(" \"{value}\" ")]),
                1 => world.dns.strings(NAME, &[&value[..20], &value[20..]]),
                2 => {
                    world.dns.alias(NAME, "records.dns-provider.example");
                    world.dns.alias("records.dns-provider.example", "b.dns-provider.example");
                    world.dns.texts("b.dns-provider.example", &[&value]);
                }
                // More than a datagram holds: asked for again by TCP.
                3 => world.dns.texts(NAME, &["x".repeat(10_000).as_str(), &value]),
                _ => world.dns.texts(NAME, &(0..90).map(|_| "v=spf1 -all").chain([value.as_str()]).collect::<Vec<_>>()),
            }
            let found = check(&mia).await;
            assert_eq!(found["finding"], "found", "{case}: {found}");
            let shown = found["found"].as_array().unwrap();
            assert!(shown.len() <= 8 && shown.iter().all(|text| text.as_str().unwrap().chars().count() <= 201), "{case}");
            assert_eq!(olga.call(Method::PATCH, AT, &[("if-match", "*")], Some(unprove.clone())).await.status, 200);
            world.hear();
        }
    }

    // Whoever has a zone of their own, or stands in the way, tries to have a domain taken for theirs.
    async fn nothing_but_the_own_value_at_the_own_name_proves(world) {
        let (mia, olga) = (mia(&world).await, olga(&world).await);
        let dora = Staff::new(&world, "dora.delta", AdminRole::Operator, &["delta-noord"]).await;
        let all = "/organizations/delta-noord/domains";
        let theirs = format!("{all}/attacker.example");
        assert_eq!(dora.call(Method::POST, all, &[], Some(json!({ "name": "attacker.example" }))).await.status, 201);
        let (own, foreign) = (value(&mia, AT).await, value(&dora, &theirs).await);
        assert_ne!(own, foreign);
        // The value of another hospital, at our name; ours, at theirs.
        world.dns.texts(NAME, &[&foreign]);
        world.dns.texts("_anteroom.attacker.example", &[&own]);
        assert_eq!(finding(&mia).await, "other_value");
        assert_eq!(check_at(&dora, &theirs).await.json()["finding"], "other_value");
        // Nobody asks for what is another's, and nobody learns what is there.
        world.dns.asked();
        for method in [Method::GET, Method::POST] {
            let elsewhere = dora.call(method, &format!("{all}/{DOMAIN}/check"), &[], None).await;
            assert_eq!((elsewhere.status, code(&elsewhere).as_str()), (404, "not_found"));
        }
        assert!(world.dns.asked().is_empty());
        for almost in [&own[..53], &own.replace('=', "=0"), &format!("{own}0"), "anteroom-verification="] {
            world.dns.texts(NAME, &[almost]);
            assert_ne!(finding(&mia).await, "found", "{almost}");
        }
        world.pass(Duration::minutes(2));
        // An answer with a record that nobody has asked for, and aliases that go round.
        world.dns.forget();
        world.dns.texts("elsewhere.example", &[&own]);
        world.dns.trouble(Some(Trouble::AnswersFor("elsewhere.example")));
        assert_ne!(finding(&mia).await, "found");
        world.dns.trouble(None);
        world.dns.alias(NAME, "round.example");
        world.dns.alias("round.example", NAME);
        assert_ne!(finding(&mia).await, "found");
        // What drives a terminal, or turns a line around, is neither kept nor shown.
        world.dns.forget();
        world.dns.texts(NAME, &["\u{1b}[2J\u{202e}gpj.exe", "<script>alert(1)</script>"]);
        let hostile = check(&mia).await;
        assert_eq!(hostile["found"], json!(["\u{fffd}[2J\u{fffd}gpj.exe", "<script>alert(1)</script>"]));
        assert!(!invited(&world, &mia, "st-janshof").await.get("/setup").await.body.contains("<script"));
        assert_eq!(proven_by(&mia).await, Value::Null);

        // A domain that is taken away and given again has another value, and what was published before is worth nothing.
        assert_eq!(olga.call(Method::DELETE, AT, &[("if-match", "*")], None).await.status, 204);
        let again = json!({ "name": DOMAIN, "connection": "entra" });
        assert_eq!(olga.call(Method::POST, "/organizations/st-janshof/domains", &[], Some(again)).await.status, 201);
        world.dns.texts(NAME, &[&own]);
        assert_eq!(finding(&mia).await, "other_value");
    }

    async fn a_proof_that_is_withdrawn_is_not_brought_back_by_its_record(world) {
        let (mia, olga) = (mia(&world).await, olga(&world).await);
        let before = prove(&world, &mia).await;
        let withdrawn = json!({ "proven": false, "reason": "sold" });
        assert_eq!(olga.call(Method::PATCH, AT, &[("if-match", "*")], Some(withdrawn)).await.status, 200);
        assert_ne!(value(&mia, AT).await, before);
        assert!(mia.get(&format!("{AT}/check")).await.json()["advice"].as_str().unwrap().contains("make a TXT record"));
        assert_eq!(finding(&mia).await, "other_value");
        assert_eq!(proven_by(&mia).await, Value::Null);
        // Nor is it by the time at which it would have been looked for.
        world.pass(Duration::hours(30));
        assert_eq!(finding(&mia).await, "other_value");
        assert_eq!(proven_by(&mia).await, Value::Null);
    }

    async fn what_somebody_says_stays_without_a_record_and_a_file_takes_no_proof_away(world) {
        let (mia, olga) = (mia(&world).await, olga(&world).await);
        let own = "/organizations/st-janshof/domains/st-janshof.example";
        let manual = check_at(&mia, own).await.json();
        assert_eq!((&manual["proven_by"], &manual["finding"]), (&json!("manual"), &json!("no_such_name")));
        assert!(manual["advice"].as_str().unwrap().contains("somebody has said so"), "{manual}");
        assert!(events(&world, AuditAction::DomainProofMissing).await.is_empty());
        // From when the record is seen, it is that which proves the domain.
        world.dns.texts("_anteroom.st-janshof.example", &[&value(&mia, own).await]);
        assert_eq!(check_at(&mia, own).await.json()["proven_by"], "dns");
        prove(&world, &mia).await;
        world.hear();
        // The file says of one that it is proven, and of the other that it is not: both are, as the DNS says.
        world.apply().await;
        assert_eq!((olga.get(own).await.json()["proven_by"].clone(), proven_by(&mia).await), (json!("dns"), json!("dns")));
    }

    async fn a_record_that_goes_missing_is_told_of_and_ends_the_proof_after_a_week(world) {
        let mia = mia(&world).await;
        prove(&world, &mia).await;
        world.hear();
        assert_eq!(next_look(&world, &mia, 27).await["finding"], "found");
        assert!(events(&world, AuditAction::DomainProofMissing).await.is_empty());

        // Name servers that fail, however long, say nothing of the record.
        world.dns.trouble(Some(Trouble::Fails));
        for _ in 0..10 {
            let shown = next_look(&world, &mia, 27).await;
            assert_eq!((&shown["finding"], &shown["missing_since"], &shown["proven"]), (&json!("server_failed"), &Value::Null, &json!(true)));
        }
        world.dns.trouble(None);
        next_look(&world, &mia, 27).await;

        world.dns.forget();
        let first = next_look(&world, &mia, 27).await;
        assert_eq!((&first["missing_since"], &first["proven"]), (&json!(world.now()), &json!(true)), "{first}");
        assert_eq!(first["unproven_at"], json!(world.now() + Duration::days(7)));
        assert!(first["advice"].as_str().unwrap().contains("stays proven for 7 days"), "{first}");
        let told = events(&world, AuditAction::DomainProofMissing).await;
        assert_eq!((told.len(), told[0].actor.as_str(), told[0].outcome), (1, "anteroom", AuditOutcome::Failed));
        assert!(told[0].detail.as_str().contains("\"finding\":\"no_such_name\""), "{told:#?}");
        // The hospital sees it on its own page, and with it until when.
        let page = invited(&world, &mia, "st-janshof").await.get("/setup").await.body;
        let end = (world.now() + Duration::days(7)).format("%Y-%m-%d").to_string();
        assert!(page.contains("is missing in its DNS") && page.contains(&end), "{page}");

        // It comes back, and all is as it was.
        let value = value(&mia, AT).await;
        world.dns.texts(NAME, &[&value]);
        assert_eq!(next_look(&world, &mia, 27).await["missing_since"], Value::Null);

        // It goes for good. Asking by hand, as often as one likes, neither hastens the end nor fills the log.
        world.dns.forget();
        world.pass(Duration::hours(1));
        let since = json!(world.now());
        for _ in 0..3 {
            assert_eq!(check(&mia).await["missing_since"], since);
        }
        assert_eq!(events(&world, AuditAction::DomainProofMissing).await.len(), 2);
        for _ in 0..6 {
            let shown = next_look(&world, &mia, 27).await;
            assert_eq!((&shown["missing_since"], &shown["proven"]), (&since, &json!(true)));
            assert!(leads(&world).await);
        }
        let last = next_look(&world, &mia, 27).await;
        assert_eq!((&last["proven"], &last["missing_since"]), (&json!(false), &Value::Null), "{last}");
        assert_eq!(events(&world, AuditAction::DomainProofMissing).await.len(), 8);
        let said = events(&world, AuditAction::DomainChanged).await;
        let end = said.last().unwrap();
        assert!(end.actor == "anteroom" && end.detail.as_str().contains(r#""action":"unprove""#), "{end:#?}");
        world.hear();
        assert!(!leads(&world).await);
        // The record proves it again when it is back: it is the hospital's own.
        prove(&world, &mia).await;
    }

    async fn a_hospital_has_its_own_domain_checked_and_no_other(world) {
        let mia = mia(&world).await;
        let browser = invited(&world, &mia, "st-janshof").await;
        let expected = value(&mia, AT).await;
        let page = browser.get("/setup/domains").await.body;
        for shown in [NAME, expected.as_str(), "Check now", "action=\"/setup/domain-check\"", "type only _anteroom as the name"] {
            assert!(page.contains(shown), "{shown} is not on {page}");
        }
        let press = async |domain: &str| browser.post("/setup/domain-check", &[("domain", domain)]).await;
        let pressed = press(DOMAIN).await;
        assert_eq!((pressed.status, pressed.location.as_deref()), (303, Some("/setup/domains#unproven.example")), "{}", pressed.body);
        assert!(browser.get("/setup/domains").await.body.contains("We do not see the record yet."));
        world.dns.texts(NAME, &["v=spf1 -all", "anteroom-verification=00000000000000000000000000000000"]);
        press(DOMAIN).await;
        let page = browser.get("/setup/domains").await.body;
        assert!(page.contains("its value is another one") && page.contains("<code>v=spf1 -all</code>"), "{page}");
        world.dns.texts(NAME, &[&expected]);
        press(DOMAIN).await;
        world.hear();
        let page = browser.get("/setup/domains").await.body;
        assert!(page.contains("We have seen the record.") && !browser.get("/setup").await.body.contains("It is not proven that"), "{page}");
        let said = events(&world, AuditAction::DomainChanged).await;
        assert_eq!((said.len(), said[0].actor.as_str(), said[0].ip.is_some()), (1, "invited", true));

        // Another hospital's domain, none at all, and what is no form: not found, and nobody is asked.
        let before = world.store.read_everything().await.unwrap();
        world.dns.asked();
        for other in ["delta-noord.example", "nothing.example", "", "_anteroom.unproven.example", "x\0", "a@unproven.example"] {
            assert_eq!(press(other).await.status, 404, "{other:?}");
        }
        assert_eq!(browser.post("/setup/domain-check", &[]).await.status, 404);
        let delta = invited(&world, &mia, "delta-noord").await;
        assert_eq!(delta.post("/setup/domain-check", &[("domain", DOMAIN)]).await.status, 404);
        // Nor without an invitation, or from another site's page.
        assert_eq!(world.browser().post("/setup/domain-check", &[("domain", DOMAIN)]).await.status, 404);
        let form = [("domain", DOMAIN)];
        let foreign = browser.send(Method::POST, "/setup/domain-check", Some(&form), &[("sec-fetch-site", "cross-site")]).await;
        assert_eq!(foreign.status, 403, "{}", foreign.body);
        assert!(world.dns.asked().is_empty());
        assert_eq!(world.store.read_everything().await.unwrap(), before);

        let mut last = press(DOMAIN).await;
        for _ in 0..10 {
            last = press(DOMAIN).await;
        }
        assert_eq!((last.status, last.headers["retry-after"].to_str().unwrap()), (429, "10"));
        assert!(last.body.contains("was checked many times"), "{}", last.body);
    }
}
