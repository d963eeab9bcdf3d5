//! People over time: a hospital takes another name, somebody another address, and the old one and the new one stand side by side for a
//! while. Two brokers take turns.

use anteroom::domain::admin_role::AdminRole;
use anteroom::domain::audit::AuditAction;
use anteroom::domain::reason::Reason;
use anteroom::tenancy::former_addresses;
use chrono::Duration;
use entra_stand_in::Tenant;
use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::account::{by_code, entered, post};
use crate::admin::{Staff, code, etag};
use crate::browser::{Answer, Browser, claims};
use crate::replicated_stories;
use crate::world::{ANNA, APP_SECRET, TID, World};

const ALL: &str = "/organizations/st-janshof/users";
const OLD: &str = "a.devries@st-janshof.example";
const NEW: &str = "a.devries@janshof-groep.example";
const FIRST_USER: &str = "[[organization.user]]\nemail = \"a.devries";
const FIRST_USER_RENAMED: &str = "[[organization.user]]\nemail = \"a.jansen";

/// St. Janshof has proved its new domain, and more: one that leads nowhere.
async fn with_new_domain(world: &mut World) -> Staff {
    let domain =
        |name: &str, leads: &str| format!("[[organization.domain]]\nname = \"{name}\"\n{leads}proven = true\n\n");
    let new = domain("janshof-groep.example", "connection = \"entra\"\n") + &domain("janshof-post.example", "");
    world.change(FIRST_USER, &format!("{new}{FIRST_USER}")).await;
    let directory = Tenant::new(TID, "St. Janshof").domain("st-janshof.example").domain("janshof-groep.example");
    world.entra.add_tenant(directory);
    Staff::new(world, "olga.operator", AdminRole::Operator, &[]).await
}

async fn move_domain(staff: &Staff, query: &str, body: Value) -> Answer {
    staff.call(Method::POST, &format!("{ALL}/move-domain{query}"), &[], Some(body)).await
}

fn to_new_domain() -> Value {
    json!({ "from": "St-Janshof.example", "to": "janshof-groep.example", "reason": "the hospital takes another name" })
}

async fn patch(staff: &Staff, user: &str, body: Value) -> Answer {
    staff.call(Method::PATCH, &format!("{ALL}/{user}"), &[("if-match", "*")], Some(body)).await
}

/// Microsoft knows somebody by an address from now on.
fn at_microsoft(world: &World, oid: Uuid, address: &str) {
    world.entra.remove_person(TID, oid);
    world.person(TID, oid, address);
}

async fn refused(world: &World, address: &str) -> Option<String> {
    let page = world.browser().sign_in(address, &[]).await;
    assert_eq!(page.status, 403, "{:?}", page.location);
    world.last_event("st-janshof", page.sign_in()).await.reason
}

/// Somebody comes in by Microsoft; with the tokens of the app.
async fn comes_in(world: &World, address: &str) -> (Browser, Value) {
    let browser = world.browser();
    let back = browser.sign_in(address, &[("scope", "openid email offline_access")]).await;
    assert!(entered(&back), "{} {}", back.status, back.body);
    let tokens = browser.redeem(&back.parameter("code").unwrap()).await.json();
    (browser, tokens)
}

async fn refresh(browser: &Browser, tokens: &Value) -> Value {
    let token = tokens["refresh_token"].as_str().unwrap();
    browser.token(&[("grant_type", "refresh_token"), ("refresh_token", token)]).await.json()
}

fn item<'a>(report: &'a Value, old: &str) -> &'a Value {
    report["items"].as_array().unwrap().iter().find(|item| item["old"] == old).unwrap_or_else(|| panic!("{report:#}"))
}

fn counts(report: &Value) -> [u64; 3] {
    ["moved", "unchanged", "refused"].map(|name| report[name].as_u64().unwrap())
}

replicated_stories! {
    async fn a_hospital_takes_another_name(world) {
        let mut world = world;
        let olga = with_new_domain(&mut world).await;
        let heir = json!({ "email": "b.bakker@janshof-groep.example", "name": "Bea Bakker", "kind": "professional" });
        assert_eq!(olga.call(Method::POST, ALL, &[], Some(heir)).await.status, 201);
        let (browser, tokens) = comes_in(&world, OLD).await;

        let tried = move_domain(&olga, "?dry_run=true", to_new_domain()).await;
        assert_eq!((tried.status, &tried.json()["dry_run"]), (200, &json!(true)), "{}", tried.body);
        assert_eq!(olga.get(&format!("{ALL}/{OLD}")).await.json()["email"], OLD, "a dry run has moved her");
        let done = move_domain(&olga, "", to_new_domain()).await;
        let report = done.json();
        // Suspended people and patients move too; whoever has another domain does not.
        assert_eq!((done.status, counts(&report)), (200, [3, 0, 1]), "{report:#}");
        assert_eq!(report["items"], tried.json()["items"]);
        let id = item(&report, OLD)["user"].clone();
        assert_eq!(*item(&report, OLD), json!({ "user": id, "old": OLD, "new": NEW, "result": "moved" }));
        let bram = item(&report, "b.bakker@st-janshof.example");
        assert_eq!((&bram["result"], &bram["new"]), (&json!("refused"), &json!("b.bakker@janshof-groep.example")));
        assert!(bram["message"].as_str().unwrap().contains("another user has this address"), "{bram}");
        let until = (world.now() + Duration::days(30)).to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
        for named in [NEW, OLD, id.as_str().unwrap()] {
            let shown = olga.get(&format!("{ALL}/{named}")).await.json();
            assert_eq!((&shown["email"], &shown["former_email"]), (&json!(NEW), &json!(OLD)));
            assert_eq!(shown["former_email_until"], until);
        }
        for query in [format!("email={OLD}"), "q=devries@st-janshof".to_owned()] {
            assert_eq!(olga.get(&format!("{ALL}?{query}")).await.json()["items"][0]["email"], NEW);
        }
        // An answer that was lost is asked for again.
        let again = move_domain(&olga, "", to_new_domain()).await.json();
        assert_eq!(counts(&again), [0, 3, 1], "{again:#}");

        // She is in still, and apps hear of her new address.
        assert!(browser.get("/login/account").await.body.contains(NEW));
        assert!(entered(&browser.authorize(&[]).await));
        assert!(entered(&browser.authorize(&[("login_hint", OLD)]).await), "the app knows her by the old address");
        let refreshed = refresh(&browser, &tokens).await;
        let said = claims(refreshed["id_token"].as_str().unwrap());
        assert_eq!((&said["email"], &said["email_verified"], &said["sub"]), (&json!(NEW), &json!(true), &id));
        // Microsoft has not changed it yet; then it has.
        comes_in(&world, OLD).await;
        at_microsoft(&world, ANNA, NEW);
        comes_in(&world, NEW).await;
        // Another account with the old address, and with the new one: successors.
        let successor = Uuid::from_u128(0xa0cc);
        for address in [OLD, NEW] {
            world.entra.remove_person(TID, ANNA);
            at_microsoft(&world, successor, address);
            assert_eq!(refused(&world, address).await.as_deref(), Some(Reason::IdentityMismatch.code()), "{address}");
        }
        world.entra.remove_person(TID, successor);

        // It ends by itself, and says so once, whichever replica is first.
        world.person(TID, ANNA, OLD);
        world.pass(Duration::days(30) - Duration::seconds(1));
        comes_in(&world, OLD).await;
        assert_eq!(former_addresses::end_over(&world.store, world.now()).await.unwrap(), 0);
        world.pass(Duration::seconds(1));
        assert_eq!(refused(&world, OLD).await.as_deref(), Some(Reason::EmailMismatch.code()));
        // The brokers look by themselves too.
        assert!(former_addresses::end_over(&world.store, world.now()).await.unwrap() <= 3);
        assert_eq!(former_addresses::end_over(&world.store, world.now()).await.unwrap(), 0);
        let events = world.events("st-janshof").await;
        let ended = events.iter().filter(|event| event.actor == "anteroom" && event.action == AuditAction::UserChanged);
        assert_eq!(ended.count(), 3);
        assert_eq!(refused(&world, OLD).await.as_deref(), Some(Reason::EmailMismatch.code()));
        assert_eq!(code(&olga.get(&format!("{ALL}/{OLD}")).await), "not_found");
        at_microsoft(&world, ANNA, NEW);
        comes_in(&world, NEW).await;

        // What happened to her, and what was done: an auditor finds both.
        let events = world.events("st-janshof").await;
        let about = |id: Option<&str>, part: &str| {
            let found: Vec<_> = events
                .iter()
                .filter(|event| event.action == AuditAction::UserChanged && event.detail.as_str().contains(part))
                .filter(|event| event.user_id.map(|id| id.to_string()).as_deref() == id)
                .collect();
            assert_eq!(found.len(), 1, "{part}: {events:#?}");
            found[0].clone()
        };
        let hers = about(id.as_str(), &format!(r#"{{"field":"email","new":"{NEW}","old":"{OLD}"}}"#));
        assert_eq!((hers.actor.as_str(), hers.subject.as_deref()), ("olga.operator", Some("user a.devries@st-janshof.example")));
        for part in [&format!(r#"{{"field":"former_email","new":"{OLD}","old":"none"}}"#), &until, "takes another name"] {
            assert!(hers.detail.as_str().contains(part), "{}", hers.detail.as_str());
        }
        let all = about(None, r#""moved":3,"refused":1"#);
        assert_eq!((all.actor.as_str(), all.subject.as_deref()), ("olga.operator", Some("users at st-janshof.example")));
        let ended = about(id.as_str(), &format!(r#"{{"field":"former_email","new":"none","old":"{OLD}"}}"#));
        assert_eq!(ended.actor, "anteroom");
    }

    async fn a_move_stays_within_what_the_organization_has_proved(world) {
        let mut world = world;
        let olga = with_new_domain(&mut world).await;
        let before = world.store.read_everything().await.unwrap();
        for (field, value, expected) in [
            ("from", json!("st-janshof"), "from"),
            ("from", json!("unproven.example"), "from"),
            ("from", json!("delta-noord.example"), "from"),
            ("to", json!("unproven.example"), "to"),
            ("to", json!("delta-noord.example"), "to"),
            ("to", json!("nobodys.example"), "to"),
            ("to", json!(""), "to"),
            ("to", json!("ST-JANSHOF.example."), "to"),
            ("to", json!("janshof-post.example"), "to"),
            ("reason", json!(" "), "reason"),
            ("reason", json!("x".repeat(501)), "reason"),
            ("keep_former_days", json!(181), "keep_former_days"),
            ("keep_former_days", json!(u32::MAX), "keep_former_days"),
        ] {
            for query in ["", "?dry_run=true"] {
                let mut body = to_new_domain();
                body[field] = value.clone();
                let answer = move_domain(&olga, query, body).await;
                assert_eq!((answer.status, code(&answer).as_str()), (422, "invalid_request"), "{field} {value}");
                assert_eq!(answer.json()["errors"][0]["field"], expected, "{}", answer.body);
            }
        }
        for (field, value) in [("from", Value::Null), ("keep_former_days", json!(-1)), ("keep_former_days", json!("30")), ("other", json!(1))] {
            let mut body = to_new_domain();
            body[field] = value;
            assert_eq!(move_domain(&olga, "", body).await.status, 422, "{field}");
        }
        // Nobody has an address there.
        let mut body = to_new_domain();
        (body["from"], body["to"]) = (body["to"].clone(), json!("st-janshof.example"));
        assert_eq!(counts(&move_domain(&olga, "", body).await.json()), [0, 0, 0]);
        assert_eq!(world.store.read_everything().await.unwrap(), before);
        // Kept for no time at all: what an open session rests on counts no more.
        let (browser, tokens) = comes_in(&world, OLD).await;
        let mut body = to_new_domain();
        body["keep_former_days"] = json!(0);
        assert_eq!(counts(&move_domain(&olga, "", body).await.json()), [4, 0, 0]);
        assert_eq!(olga.get(&format!("{ALL}/{NEW}")).await.json()["former_email"], Value::Null);
        assert_eq!(refresh(&browser, &tokens).await["error"], "invalid_grant");
        assert_eq!(refused(&world, OLD).await.as_deref(), Some(Reason::EmailMismatch.code()));
    }

    async fn somebody_takes_another_name(world) {
        let mut world = world;
        let olga = with_new_domain(&mut world).await;
        let married = "a.jansen@st-janshof.example";
        comes_in(&world, OLD).await;
        let made = olga.get(&format!("{ALL}/{OLD}")).await;
        let body = json!({ "email": married, "keep_former_days": 10, "reason": "has married" });
        let tried = olga.call(Method::PATCH, &format!("{ALL}/{OLD}?dry_run=true"), &[("if-match", "*")], Some(body.clone())).await;
        assert_eq!((&tried.json()["former_email"], &tried.json()["dry_run"]), (&json!(OLD), &json!(true)), "{}", tried.body);
        let changed = patch(&olga, OLD, body).await;
        assert_eq!((changed.status, &changed.json()["email"]), (200, &json!(married)), "{}", changed.body);
        assert_ne!(etag(&changed), etag(&made));
        comes_in(&world, OLD).await;

        // Nobody else may have it meanwhile, by no door.
        let heir = json!({ "email": OLD, "name": "Alex de Vries", "kind": "patient", "status": "suspended" });
        let taken = |answer: Answer| assert_eq!((answer.status, code(&answer).as_str()), (409, "former_address"), "{}", answer.body);
        taken(olga.call(Method::POST, ALL, &[], Some(heir.clone())).await);
        taken(patch(&olga, "b.bakker@st-janshof.example", json!({ "email": OLD })).await);
        let table = format!("email,name,kind\n{OLD},Alex de Vries,professional\nx@st-janshof.example,X,patient\n{married},Anna Jansen,professional\n");
        for all_or_nothing in [true, false] {
            let imported = olga.send_csv(&format!("{ALL}/import?all_or_nothing={all_or_nothing}"), &table).await.json();
            let expected = if all_or_nothing { (0, 0, 1) } else { (1, 1, 1) };
            let said = ["created", "changed", "failed"].map(|name| imported[name].as_u64().unwrap());
            assert_eq!((said[0], said[1], said[2]), expected, "{imported:#}");
            assert!(imported["lines"][0]["message"].as_str().unwrap().contains("had this address before"), "{imported:#}");
        }
        // What the table says of her leaves it alone; so does a file that has not changed.
        let shown = olga.get(&format!("{ALL}/{married}")).await.json();
        assert_eq!((&shown["name"], &shown["former_email"]), (&json!("Anna Jansen"), &json!(OLD)));
        world.tenants = world.tenants.replace(OLD, married);
        world.apply().await;
        let user = |email: &str| format!("[[organization.user]]\nemail = \"{email}\"\nname = \"A\"\nkind = \"professional\"\n\n");
        let refusal = world.try_change(FIRST_USER_RENAMED, &format!("{}{FIRST_USER_RENAMED}", user(OLD))).await.unwrap_err();
        assert!(refusal.contains(OLD) && refusal.contains(married) && refusal.contains("st-janshof"), "{refusal}");
        assert_eq!(olga.get(&format!("{ALL}/{married}")).await.json()["former_email"], OLD);
        comes_in(&world, OLD).await;

        // For longer, for no longer, and back.
        let until = async || olga.get(&format!("{ALL}/{married}")).await.json()["former_email_until"].clone();
        let after = |days| json!((world.now() + Duration::days(days)).to_rfc3339_opts(chrono::SecondsFormat::Secs, true));
        patch(&olga, married, json!({ "name": "Anna Jansen" })).await;
        assert_eq!(until().await, after(10), "another field ends it");
        assert_eq!(patch(&olga, married, json!({ "keep_former_days": 20 })).await.status, 200);
        assert_eq!(until().await, after(20));
        assert_eq!(patch(&olga, married, json!({ "keep_former_days": 0, "reason": "the address is somebody else's" })).await.status, 200);
        assert_eq!(until().await, Value::Null);
        assert_eq!(refused(&world, OLD).await.as_deref(), Some(Reason::EmailMismatch.code()));
        let back = patch(&olga, married, json!({ "email": OLD, "keep_former_days": 180 })).await;
        assert_eq!(back.json()["former_email"], married);
        let back = patch(&olga, OLD, json!({ "email": married })).await.json();
        assert_eq!((&back["email"], &back["former_email"]), (&json!(married), &Value::Null), "it is the address again");
        assert_eq!(olga.call(Method::POST, ALL, &[], Some(heir)).await.status, 201);

        for (user, body) in [
            (married, json!({ "keep_former_days": 30 })),
            (married, json!({ "email": NEW, "keep_former_days": 181 })),
            (married, json!({ "email": "a@unproven.example", "keep_former_days": 30 })),
            ("u.unproven@unproven.example", json!({ "email": NEW, "keep_former_days": 30 })),
        ] {
            let wrong = patch(&olga, user, body).await;
            assert_eq!((wrong.status, &wrong.json()["errors"][0]["field"]), (422, &json!("keep_former_days")), "{}", wrong.body);
        }
        // Without a time to keep it, any address will do: for the traditional way.
        assert_eq!(patch(&olga, married, json!({ "email": "a@unproven.example" })).await.status, 200);
    }

    // A mailbox of the old domain may be somebody else's one day: it opens nothing, whatever it is sent.
    async fn a_code_goes_to_the_address_that_the_person_has(world) {
        let mut world = world;
        let olga = with_new_domain(&mut world).await;
        assert_eq!(counts(&move_domain(&olga, "", to_new_domain()).await.json()), [4, 0, 0]);
        let browser = world.browser();
        let page = browser.authorize(&[("prompt", "login")]).await;
        let page = post(&browser, &page, &[("action", "code"), ("address", OLD)]).await;
        assert!(page.body.contains(OLD) && !page.body.contains(NEW), "the page tells her new address: {}", page.body);
        let letter = world.code(1, NEW).await;
        assert!(world.letters(1).await.iter().all(|letter| letter.header("To") != OLD));
        let back = post(&browser, &page, &[("action", "verify"), ("code", &letter)]).await;
        assert!(entered(&back), "{} {}", back.status, back.body);
        let tokens = browser.redeem(&back.parameter("code").unwrap()).await.json();
        assert_eq!(claims(tokens["id_token"].as_str().unwrap())["email"], NEW);
        let asked = world.events("st-janshof").await;
        let asked = asked.iter().find(|event| event.action == AuditAction::OneTimePasswordAsked).unwrap();
        assert!(asked.detail.as_str().contains("the former address was typed, which counts until"), "{asked:#?}");

        // Whoever has the old address elsewhere comes in there, with a code of their own, and here never.
        let there = json!({ "email": OLD, "name": "Anna de Vries", "kind": "patient" });
        assert_eq!(olga.call(Method::POST, "/organizations/delta-noord/users", &[], Some(there)).await.status, 201);
        world.pass(Duration::minutes(2));
        let stranger = world.browser();
        let back = by_code(&world, &stranger, OLD, 2).await;
        assert!(entered(&back), "{} {}", back.status, back.body);
        let tokens = stranger.redeem(&back.parameter("code").unwrap()).await.json();
        assert_eq!(claims(tokens["id_token"].as_str().unwrap())["organization"], "delta-noord");
        world.pass(Duration::minutes(2));
        let named = world.browser();
        let page = named.authorize(&[("prompt", "select_account"), ("organization", "st-janshof")]).await;
        let page = post(&named, &page, &[("action", "code"), ("address", OLD)]).await;
        let letter = world.code(3, NEW).await;
        let back = post(&named, &page, &[("action", "verify"), ("code", &letter)]).await;
        let tokens = named.redeem(&back.parameter("code").unwrap()).await.json();
        assert_eq!(claims(tokens["id_token"].as_str().unwrap())["organization"], "st-janshof");

        // She is moved back between the letter and the code: the letter went to an address that is hers no more.
        world.pass(Duration::minutes(2));
        let late = world.browser();
        let page = late.authorize(&[("prompt", "login")]).await;
        let page = post(&late, &page, &[("action", "code"), ("address", NEW)]).await;
        let letter = world.code(4, NEW).await;
        assert_eq!(patch(&olga, NEW, json!({ "email": "a.jansen@janshof-groep.example", "keep_former_days": 30 })).await.status, 200);
        assert_eq!(post(&late, &page, &[("action", "verify"), ("code", &letter)]).await.status, 403);
        assert_eq!(patch(&olga, NEW, json!({ "email": NEW, "keep_former_days": 0 })).await.status, 200);
        assert_eq!(patch(&olga, NEW, json!({ "email": OLD })).await.status, 200);
        assert_eq!(patch(&olga, OLD, json!({ "email": NEW, "keep_former_days": 30 })).await.status, 200);

        // The domain is let go: the old address counts for nothing from then on, by neither way.
        world.tenants = world.tenants.replace("@st-janshof.example", "@janshof-groep.example");
        let domain = |proven: bool| format!("name = \"st-janshof.example\"\nconnection = \"entra\"\nproven = {proven}");
        world.change(&domain(true), &domain(false)).await;
        world.pass(Duration::minutes(2));
        let before = world.letters(4).await.len();
        let browser = world.browser();
        let page = browser.authorize(&[("prompt", "login")]).await;
        post(&browser, &page, &[("action", "code"), ("address", OLD)]).await;
        let to_her = world.letters(before).await.iter().filter(|letter| letter.header("To") == NEW).count();
        assert_eq!(to_her, 3, "a code went to somebody");
        let events = world.events("st-janshof").await;
        let last = events.iter().rfind(|event| event.action == AuditAction::OneTimePasswordAsked).unwrap();
        assert_eq!(last.reason.as_deref(), Some(Reason::DomainNotProven.code()), "{last:#?}");
    }

    async fn support_is_told_which_address_matched(world) {
        let mut world = world;
        let olga = with_new_domain(&mut world).await;
        comes_in(&world, OLD).await;
        move_domain(&olga, "", to_new_domain()).await;
        let page = world.browser().sign_in(OLD, &[]).await;
        assert!(entered(&page));
        let until = (world.now() + Duration::days(30)).to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
        let matched = format!("the former address, which counts until {until}");
        let events = world.events("st-janshof").await;
        let entries = events.iter().filter(|event| event.action == AuditAction::SignIn && event.detail.as_str().contains(&matched));
        assert_eq!(entries.count(), 1, "{events:#?}");
        for (address, last_claims) in [(OLD, false), (OLD, true), (NEW, false)] {
            let asked = format!("/organizations/st-janshof/explain?email={address}&application=records&last_claims={last_claims}");
            let explained = olga.get(&asked).await.json();
            assert_eq!((&explained["person"]["email"], &explained["person"]["former_email"]), (&json!(NEW), &json!(OLD)));
            assert_eq!(explained["person"]["former_email_until"], until);
            for way in explained["ways"].as_array().unwrap() {
                assert_ne!(way["verdict"], "deny", "{way:#}");
                let email = way["rules"].as_array().unwrap().iter().find(|rule| rule["rule"] == "email").unwrap();
                let facts = email["facts"].as_array().unwrap();
                let fact = |name: &str| facts.iter().find(|fact| fact["name"] == name).map(|fact| fact["value"].clone());
                assert_eq!(fact("matched"), (address == OLD).then(|| json!(matched)), "{way:#}");
                assert_eq!(fact("the former address").unwrap(), format!("{OLD}, counts until {until}"));
            }
        }
        assert_eq!(olga.get(&format!("/explain?email={OLD}&application=records")).await.status, 200);
    }

    // By hand, by a table or by the file: whoever is kept out is out at once, at every replica, with what they have in use.
    async fn whoever_is_kept_out_is_out_at_every_replica(world) {
        let mut world = world;
        let olga = Staff::new(&world, "olga.operator", AdminRole::Operator, &[]).await;
        let in_use = async |session: &str, access: &str| {
            let mut open = Vec::new();
            for base in &world.replicas {
                let browser = Browser::new(base);
                let bearer = format!("Bearer {access}");
                let userinfo = browser.send(Method::GET, "/oauth2/userinfo", None, &[("authorization", &bearer)]).await;
                let cookie = format!("__Host-anteroom-session={session}");
                let page = browser.send(Method::GET, "/login/account", None, &[("cookie", &cookie)]).await;
                open.push((userinfo.status == 200, page.body.contains("class=\"list\"")));
            }
            open
        };
        let mut inside = Vec::new();
        for _ in 0..3 {
            let (browser, tokens) = comes_in(&world, OLD).await;
            let session = browser.cookie("__Host-anteroom-session").unwrap();
            let access = tokens["access_token"].as_str().unwrap().to_owned();
            assert_eq!(in_use(&session, &access).await, [(true, true); 2]);
            inside.push((session, access, tokens["refresh_token"].as_str().unwrap().to_owned()));
        }
        let all_out = async || {
            for (session, access, refresh_token) in &inside {
                assert_eq!(in_use(session, access).await, [(false, false); 2]);
                for base in &world.replicas {
                    let form = [("grant_type", "refresh_token"), ("refresh_token", refresh_token.as_str()),
                        ("client_id", "records"), ("client_secret", APP_SECRET)];
                    assert_eq!(Browser::new(base).post("/oauth2/token", &form).await.json()["error"], "invalid_grant");
                }
            }
        };
        assert_eq!(patch(&olga, OLD, json!({ "status": "suspended" })).await.status, 200);
        all_out().await;
        assert_eq!(patch(&olga, OLD, json!({ "status": "active" })).await.status, 200);
        all_out().await;
        let again = comes_in(&world, OLD).await;
        let (session, access) = (again.0.cookie("__Host-anteroom-session").unwrap(), again.1["access_token"].as_str().unwrap().to_owned());
        assert_eq!(in_use(&session, &access).await, [(true, true); 2]);
        assert_eq!(olga.call(Method::DELETE, &format!("{ALL}/{OLD}"), &[("if-match", "*")], None).await.status, 204);
        assert_eq!(in_use(&session, &access).await, [(false, false); 2]);
        all_out().await;

        let bram = "b.bakker@st-janshof.example";
        let (browser, tokens) = comes_in(&world, bram).await;
        let (session, access) = (browser.cookie("__Host-anteroom-session").unwrap(), tokens["access_token"].as_str().unwrap().to_owned());
        assert_eq!(in_use(&session, &access).await, [(true, true); 2]);
        world.tenants = world.tenants.replacen("name = \"Bram Bakker\"", "name = \"Bram Bakker\"\nstatus = \"suspended\"", 1);
        world.apply().await;
        let bearer = format!("Bearer {access}");
        for base in &world.replicas {
            let userinfo = Browser::new(base).send(Method::GET, "/oauth2/userinfo", None, &[("authorization", &bearer)]).await;
            assert_eq!(userinfo.status, 401, "a file that suspends leaves him in");
        }
    }
}
