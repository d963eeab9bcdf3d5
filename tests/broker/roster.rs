//! A hospital's directory, held against its users before SSO is switched on: what the list says is what each sign-in says.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use anteroom::domain::admin_role::AdminRole;
use anteroom::domain::audit::AuditAction;
use anteroom::signin::transit::attempt_of;
use entra_stand_in::{Endpoint, Fault, Person, Times};
use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::admin::{Staff, code};
use crate::browser::{Answer, Browser};
use crate::replicated_stories;
use crate::world::{ANNA, CLIENT_ID, FOREIGN_TID, TID, World};

const ANNA_ADDRESS: &str = "a.devries@st-janshof.example";
const ROSTER: &str = "/organizations/st-janshof/connections/entra/roster";
const DRAFT: &str = "/organizations/st-janshof/connections/entra/versions/draft";
/// In a list, and nowhere else.
const CANARY: &str = "canary.of.the.list@st-janshof.example";

async fn olga(world: &World) -> Staff {
    Staff::new(world, "olga", AdminRole::Operator, &["st-janshof"]).await
}

fn grant(world: &World) {
    assert!(world.entra.update_registration(TID, &CLIENT_ID.to_string(), |registration| {
        registration.app_permissions.insert("User.Read.All".to_owned());
    }));
}

async fn directory(staff: &Staff) -> Answer {
    staff.call(Method::POST, &format!("{ROSTER}/directory"), &[], None).await
}

/// What was said of each account.
fn said(roster: &Value) -> BTreeMap<Uuid, (Option<String>, String)> {
    let entries = roster["entries"].as_array().unwrap().iter().filter(|entry| entry["object_id"].is_string());
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let entry = |entry: &Value| {
        let id = entry["object_id"].as_str().unwrap().parse().unwrap();
        (id, (text(&entry["reason"]), text(&entry["finding"]).unwrap()))
    };
    entries.map(entry).collect()
}

/// What an account is told that signs in, whole, through Microsoft.
async fn live(world: &World, oid: Uuid) -> Option<String> {
    let browser = world.browser();
    world.entra.next_person(TID, oid);
    let departed = browser.authorize(&[("login_hint", ANNA_ADDRESS)]).await;
    let sign_in = attempt_of(&departed.parameter("state").unwrap()).unwrap();
    let answer = browser.through_entra(&departed).await;
    if answer.location.is_some() {
        return None;
    }
    world.last_event("st-janshof", sign_in).await.reason
}

/// Accounts of all kinds at Microsoft, three of each, and users for them here: what is to be found of each.
async fn people(world: &World, staff: &Staff) -> Vec<(Uuid, &'static str)> {
    let (mut table, mut found) = ("email,name,kind,status\n".to_owned(), Vec::new());
    let kinds = [
        "ok",
        "ok_other_case",
        "upn_is_known",
        "alias_is_known",
        "mail_missing",
        "mail_invalid",
        "guest",
        "patient",
        "suspended",
        "domain_not_proven",
        "not_here",
    ];
    for (number, kind) in
        (0..3_u128).flat_map(|round| (0_u128..).zip(kinds).map(move |(at, kind)| (round * 20 + at, kind)))
    {
        let oid = Uuid::from_u128(0xd000 + number);
        let (mail, upn) = (format!("m{number}@st-janshof.example"), format!("u{number}@st-janshof.example"));
        let person = Person::new(oid, upn.clone()).name("Given", "Family");
        let (person, user, rest) = match kind {
            "ok_other_case" => {
                (person.mail(format!("M{number}@St-Janshof.example")), Some(mail), "professional,active")
            }
            "upn_is_known" => (person.mail(mail), Some(upn), "professional,active"),
            "alias_is_known" => {
                let alias = format!("alias{number}@st-janshof.example");
                (person.mail(mail).alias(alias.clone()), Some(alias), "professional,active")
            }
            "mail_missing" => (person, Some(upn), "professional,active"),
            "mail_invalid" => (person.mail("Reception"), None, ""),
            "guest" => (person.mail(mail.clone()).guest_of(FOREIGN_TID), Some(mail), "professional,active"),
            "patient" => (person.mail(mail.clone()), Some(mail), "patient,active"),
            "suspended" => (person.mail(mail.clone()), Some(mail), "professional,suspended"),
            "domain_not_proven" => {
                let mail = format!("m{number}@unproven.example");
                (person.mail(mail.clone()), Some(mail), "professional,active")
            }
            "not_here" => (person.mail(mail), None, ""),
            _ => (person.mail(mail.clone()), Some(mail), "professional,active"),
        };
        world.entra.add_person(TID, person);
        if let Some(user) = user {
            let _ = writeln!(table, "{user},Name,{rest}");
        }
        found.push((oid, kind));
    }
    let imported = staff.send_csv("/organizations/st-janshof/users/import", &table).await;
    assert_eq!((imported.status, imported.json()["failed"].as_u64()), (200, Some(0)), "{}", imported.body);
    found
}

/// A browser that has opened an invitation.
async fn visitor(world: &World, staff: &Staff) -> Browser {
    let body = json!({ "to": "it@st-janshof.example", "mail": false });
    let made = staff.call(Method::POST, "/organizations/st-janshof/invitations", &[], Some(body)).await;
    let browser = world.browser();
    browser.get(made.json()["link"].as_str().unwrap()).await;
    browser
}

/// Uploads a list in the portal.
async fn upload(browser: &Browser, file: &[u8]) -> Answer {
    let mut body = b"--b\r\ncontent-disposition: form-data; name=\"list\"; filename=\"users.csv\"\r\n\r\n".to_vec();
    body.extend_from_slice(file);
    body.extend_from_slice(b"\r\n--b--\r\n");
    let cookie = format!("__Host-anteroom-setup={}", browser.cookie("__Host-anteroom-setup").unwrap_or_default());
    let headers = [("content-type", "multipart/form-data; boundary=b"), ("cookie", cookie.as_str())];
    browser.call_with(Method::POST, "/setup/people/list", &headers, Some(body)).await
}

replicated_stories! {
    async fn the_list_says_what_each_sign_in_says(world) {
        let staff = olga(&world).await;
        let mut expected = people(&world, &staff).await;
        // Two who have been here: Anna, whose account was made anew since, and Bram, who has married.
        let bram = Uuid::from_u128(0xa005);
        assert_eq!((live(&world, ANNA).await, live(&world, bram).await), (None, None));
        let successor = world.entra.add_person(TID, Person::new(Uuid::from_u128(0xe001), "new@st-janshof.example").mail(ANNA_ADDRESS));
        world.entra.update_person(TID, bram, |bram| bram.mail = Some("b.visser@st-janshof.example".to_owned()));
        world.entra.remove_person(TID, ANNA);
        expected.extend([(successor, "bound_to_another_account"), (bram, "other_address")]);

        // The draft is what will be, and `sso` is off until then.
        let off = json!({ "value": false, "reason": "not yet" });
        staff.call(Method::PUT, "/organizations/st-janshof/flags/sso", &[("if-match", "*")], Some(off)).await;
        grant(&world);
        let mut entra = json!({ "registration": "own", "tid": TID, "client_id": CLIENT_ID, "allow_guests": true });
        let drafted = staff.call(Method::PUT, DRAFT, &[("if-match", "*")], Some(json!({ "entra": entra }))).await;
        assert_eq!(drafted.status, 200, "{}", drafted.body);
        world.hear();
        let roster = directory(&staff).await;
        assert_eq!(roster.status, 200, "{}", roster.body);
        let with_guests = said(&roster.json());
        assert!(expected.iter().filter(|(_, kind)| *kind == "guest").all(|(oid, _)| with_guests[oid].1 == "ok"));
        assert_eq!(roster.json()["version"], 2);
        entra["allow_guests"] = json!(false);
        staff.call(Method::PUT, DRAFT, &[("if-match", "*")], Some(json!({ "entra": entra }))).await;
        let roster = directory(&staff).await.json();
        let said = said(&roster);
        for (oid, finding) in &expected {
            assert_eq!(said[oid].1, *finding, "{roster:#}");
        }
        let missing: Vec<_> = roster["entries"].as_array().unwrap().iter().filter(|entry| entry["finding"] == "missing_in_entra").collect();
        assert!(missing.iter().all(|entry| entry["allowed"].is_null() && entry["user"].is_string()), "{missing:?}");

        // Switched on: everybody comes.
        let on = json!({ "value": true, "reason": "now" });
        staff.call(Method::PUT, "/organizations/st-janshof/flags/sso", &[("if-match", "*")], Some(on)).await;
        world.hear();
        for (oid, (reason, finding)) in &said {
            assert_eq!(live(&world, *oid).await, *reason, "{oid} {finding}");
        }
        let counted: u64 = roster["counts"].as_array().unwrap().iter().map(|count| count["people"].as_u64().unwrap()).sum();
        assert_eq!(counted, roster["people"].as_u64().unwrap() + missing.len() as u64);
    }

    async fn the_directory_is_read_by_pages_at_microsoft_alone(world) {
        let staff = olga(&world).await;
        let refused = directory(&staff).await;
        assert_eq!((refused.status, code(&refused).as_str()), (409, "not_granted"));
        assert!(refused.body.contains("User.Read.All"), "{}", refused.body);
        grant(&world);
        for number in 0..1_000_u128 {
            world.entra.add_person(TID, Person::new(Uuid::from_u128(0xf000 + number), format!("x{number}@st-janshof.example")));
        }
        world.entra.clear_records();
        world.entra.fault(TID, Fault::Throttled(Endpoint::Graph, 0), Times::Once);
        let read = directory(&staff).await;
        assert_eq!((read.status, read.json()["people"].as_u64()), (200, Some(1_005)), "{}", read.body);
        assert_eq!(world.entra.requests_of(TID, Endpoint::Graph), 3, "a page that was asked again, and the second one");
        let token = world.entra.last_token().unwrap();
        assert_eq!(token.form.get("scope"), Some("https://graph.microsoft.com/.default"));

        for (fault, asked) in [
            // Nobody waits ten minutes before a browser.
            (Fault::Throttled(Endpoint::Graph, 600), 1),
            // The token would be somebody else's, and whatever is inside would be reached.
            (Fault::NextPageElsewhere, 1),
            (Fault::NotJson(Endpoint::Graph), 1),
            (Fault::HugeAnswer(Endpoint::Graph), 1),
            (Fault::RedirectAway(Endpoint::Graph), 1),
            (Fault::WrongSecret, 0),
        ] {
            world.entra.clear_records();
            world.entra.fault(TID, fault.clone(), Times::Once);
            let refused = directory(&staff).await;
            assert_eq!((refused.status, code(&refused).as_str()), (409, "directory_not_read"), "{fault:?}");
            assert_eq!(world.entra.requests_of(TID, Endpoint::Graph), asked, "{fault:?}");
            assert!(fault != Fault::WrongSecret || refused.body.contains("AADSTS7000215"), "{}", refused.body);
        }
    }

    async fn a_list_is_read_and_forgotten(world) {
        std::sync::LazyLock::force(&crate::secrets::LOG);
        let staff = olga(&world).await;
        let head = "userPrincipalName,mail,displayName\r\n";
        let list = format!("{head}a@st-janshof.example,{ANNA_ADDRESS},Anna\r\n,{CANARY},=HYPERLINK(\"x\")\r\n");
        let answer = staff.send_csv(&format!("{ROSTER}?to_mend=true"), &list).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        let roster = answer.json();
        assert_eq!((&roster["people"], &roster["come_in"], &roster["stay_out"]), (&json!(2), &json!(1), &json!(1)));
        assert_eq!(roster["not_looked_at"], json!(["id", "userType", "accountEnabled", "proxyAddresses"]));
        let entries = roster["entries"].as_array().unwrap();
        let on_list: Vec<_> = entries.iter().filter(|entry| entry["line"].is_u64()).collect();
        assert_eq!((on_list.len(), &on_list[0]["line"], &on_list[0]["finding"]), (1, &json!(3), &json!("not_here")));
        assert!(entries.iter().all(|entry| entry["effect"] != "comes_in"), "{roster:#}");
        for (table, field, line) in [
            ("", "table", Value::Null),
            ("upn,id\na,\n", "mail", json!(1)),
            ("mail,id\na@x.example,\nb@x.example,12\n", "id", json!(3)),
            ("mail,id\na@x.example\n", "table", json!(2)),
        ] {
            let refused = staff.send_csv(ROSTER, table).await;
            assert_eq!((refused.status, code(&refused).as_str()), (422, "invalid_request"), "{table}");
            let error = &refused.json()["errors"][0];
            assert_eq!((error["field"].as_str(), &error["line"]), (Some(field), &line), "{}", refused.body);
        }
        let json = staff.call(Method::POST, ROSTER, &[], Some(json!({}))).await;
        assert_eq!((json.status, code(&json).as_str()), (415, "unsupported_media_type"));

        // The same in the portal, from PowerShell, with the table to take away in the page itself.
        let browser = visitor(&world, &staff).await;
        assert_eq!(browser.get("/setup/people").await.status, 200);
        let wide: Vec<u8> = std::iter::once(0xfeff).chain(list.encode_utf16()).flat_map(u16::to_le_bytes).collect();
        let page = upload(&browser, &wide).await;
        assert_eq!(page.status, 200, "{}", page.body);
        assert!(page.body.contains("id=\"not_here\"") && page.body.contains(CANARY), "{}", page.body);
        assert!(page.headers["content-security-policy"].to_str().unwrap().starts_with("default-src 'none'"));
        let table = page.body.split("base64,").nth(1).unwrap().split('"').next().unwrap();
        let table = base64::Engine::decode(&base64::engine::general_purpose::STANDARD, table).unwrap();
        let table = String::from_utf8(table).unwrap();
        assert!(table.starts_with('\u{feff}') && table.contains(CANARY) && table.contains("\"'=HYPERLINK(\"\"x\"\")\""), "{table}");
        // Another hospital's people, who have the same address there, are nobody here.
        let page = upload(&browser, b"mail\nn.noord@delta-noord.example\n").await;
        assert!(page.body.contains("id=\"not_here\"") && !page.body.contains("Noor"), "{}", page.body);
        for (file, status) in [(&b""[..], 422), (b"mail,id\na@x.example,12\n", 422)] {
            assert_eq!(upload(&browser, file).await.status, status);
        }
        let large = vec![b'a'; 16 * 1024 * 1024 + 1];
        assert_eq!(upload(&browser, &large).await.status, 422);
        assert_eq!(upload(&world.browser(), b"mail\n").await.status, 404, "without an invitation");

        // Nothing of it is kept: the log has who, from where and how many.
        let events = world.events("st-janshof").await;
        let judged: Vec<_> = events.iter().filter(|event| event.action == AuditAction::RosterJudged).collect();
        assert_eq!(judged.iter().map(|event| event.actor.as_str()).collect::<Vec<_>>(), ["olga", "invited", "invited"]);
        assert!(judged[0].detail.as_str().contains("\"not_here\"") && judged[0].subject.as_deref() == Some("entra"));
        assert!(judged.iter().all(|event| !event.detail.as_str().contains('@')), "{judged:#?}");
        assert!(!crate::secrets::dump(&world).await.contains("canary.of.the.list"), "the list was stored");
        assert!(!crate::secrets::LOG.read().contains("canary.of.the.list"), "the list was logged");

        // Many at once are not more than one hospital needs.
        let mut status = 200;
        for _ in 0..10 {
            status = staff.send_csv(ROSTER, "mail\na@x.example\n").await.status;
        }
        assert_eq!(status, 429);
        assert_eq!(upload(&browser, b"mail\na@x.example\n").await.status, 429);
    }
}
