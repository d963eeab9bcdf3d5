//! Connections through the admin API, until a sign-in works: made as a draft, put in force for everybody at once, taken back, switched
//! off, removed. Two brokers take turns.

use anteroom::domain::admin_role::AdminRole;
use anteroom::domain::audit::AuditAction;
use anteroom::domain::connection::VersionState;
use anteroom::domain::reason::Reason;
use chrono::Duration;
use entra_stand_in::{Registration, Tenant};
use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::admin::{Staff, code, etag};
use crate::browser::{Answer, Browser};
use crate::domains::fields;
use crate::replicated_stories;
use crate::world::{CLIENT_ID, ENTRA_SECRET, TID, World};

const ALL: &str = "/organizations/st-janshof/connections";
const ENTRA: &str = "/organizations/st-janshof/connections/entra";
const ANNA: &str = "a.devries@st-janshof.example";
/// The directory of a hospital that is not connected yet.
const NEW_TID: Uuid = Uuid::from_u128(0x4444_4444_4444_4444_8444_4444_4444_4444);
/// Its registration; also a second one of St. Janshof's.
const NEW_CLIENT_ID: Uuid = Uuid::from_u128(0xcccc_cccc_cccc_4ccc_8ccc_cccc_cccc_cccc);

async fn operator(world: &World) -> Staff {
    Staff::new(world, "olga.operator", AdminRole::Operator, &[]).await
}

fn own(tid: Uuid, client_id: Uuid) -> Value {
    json!({ "registration": "own", "tid": tid, "client_id": client_id })
}

/// Does something to a thing in whichever state it is in.
async fn act(staff: &Staff, method: Method, path: &str, body: Value) -> Answer {
    staff.call(method, path, &[("if-match", "*")], Some(body)).await
}

/// Does something that can be done, a second after what was done before: so the log is in its order.
async fn done(world: &World, staff: &Staff, method: Method, path: &str, body: Value) -> Value {
    world.pass(Duration::seconds(1));
    let answer = act(staff, method.clone(), path, body).await;
    assert!(answer.status < 300, "{method} {path}: {} {}", answer.status, answer.body);
    answer.json()
}

/// With which registration somebody with an address is sent to Microsoft; nothing, where they are not.
async fn leads(world: &World, browser: &Browser, email: &str) -> Option<String> {
    let departed = browser.authorize(&[("login_hint", email)]).await;
    departed.location.as_ref().filter(|to| to.starts_with(world.entra_url().as_str()))?;
    departed.parameter("client_id")
}

/// A second registration of St. Janshof's, at Microsoft.
fn second_registration(world: &World, redirect_uri: &str) {
    let second = Registration::new(NEW_CLIENT_ID.to_string(), "Anteroom, second")
        .redirect_uri(redirect_uri)
        .secret(ENTRA_SECRET)
        .recommended_claims();
    world.entra.add_registration(TID, second);
}

/// The versions: number, state and client id.
async fn versions(staff: &Staff) -> Vec<(i64, String, String)> {
    let page = staff.get(&format!("{ENTRA}/versions")).await.json();
    let told = page["items"].as_array().unwrap().iter().map(|version| {
        let word = |value: &Value| value.as_str().unwrap().to_owned();
        (version["number"].as_i64().unwrap(), word(&version["state"]), word(&version["entra"]["client_id"]))
    });
    told.collect()
}

replicated_stories! {
    async fn one_is_made_until_a_sign_in_works_and_removed(world) {
        let olga = operator(&world).await;
        let at = "/organizations/zuyderzicht";
        done(&world, &olga, Method::POST, "/organizations", json!({ "slug": "zuyderzicht", "name": "Zuyderzicht" })).await;
        let all = format!("{at}/connections");
        let new = json!({ "name": "entra", "entra": own(NEW_TID, NEW_CLIENT_ID), "reason": "they begin" });
        let tried = olga.call(Method::POST, &format!("{all}?dry_run=true"), &[], Some(new.clone())).await;
        assert_eq!((tried.status, &tried.json()["dry_run"]), (200, &json!(true)), "{}", tried.body);
        let key = [("idempotency-key", "k1")];
        world.pass(Duration::seconds(1));
        let made = olga.call(Method::POST, &all, &key, Some(new.clone())).await;
        assert_eq!((made.status, made.headers["location"].to_str().unwrap()), (201, "/admin/v1/organizations/zuyderzicht/connections/entra"), "{}", made.body);
        let shown = made.json();
        let id = shown["id"].as_str().unwrap().to_owned();
        assert_eq!(shown, json!({
            "id": id, "name": "entra", "kind": "entra", "status": "active", "version": 1, "state": "draft",
            "entra": {
                "registration": "own", "client_id": NEW_CLIENT_ID, "tid": NEW_TID, "cloud": "global", "allow_guests": false,
                "domain_hint": null, "mfa_context": null, "require_mfa": false,
            },
            "google": null, "oidc": null,
            "redirect_uri": format!("{}/login/callback/{id}", world.base),
            "front_channel_logout_uri": format!("{}/login/logout/{id}", world.base), "draft": 1, "previous": null,
        }));
        assert_eq!(olga.call(Method::POST, &all, &key, Some(new.clone())).await.json(), shown, "it was made once");
        assert_eq!(code(&olga.call(Method::POST, &all, &[], Some(new)).await), "exists");
        let entra = format!("{all}/entra");
        let read = olga.get(&entra).await;
        assert_eq!((read.json(), etag(&read)), (shown.clone(), etag(&made)));

        // What the hospital's administrator does at Microsoft.
        world.entra.add_tenant(Tenant::new(NEW_TID, "Zuyderzicht").domain("zuyderzicht.example"));
        let registration = Registration::new(NEW_CLIENT_ID.to_string(), "Anteroom");
        let registration = registration.redirect_uri(shown["redirect_uri"].as_str().unwrap()).secret("zuyderzicht~secret");
        world.entra.add_registration(NEW_TID, registration.recommended_claims());
        let kees = "k.kok@zuyderzicht.example";
        world.person(NEW_TID, Uuid::from_u128(0xd001), kees);

        let activate = format!("{entra}/versions/draft/activate");
        let word = json!({ "without_test_sign_in": "their first" });
        let refused = act(&olga, Method::POST, &activate, json!({})).await;
        assert_eq!((refused.status, code(&refused).as_str()), (409, "not_tested"));
        assert_eq!(code(&act(&olga, Method::POST, &activate, word.clone()).await), "credential_missing");
        let secret = json!({ "client_secret": "zuyderzicht~secret", "expires_at": "2027-10-01T00:00:00Z" });
        let put = done(&world, &olga, Method::PUT, &format!("{entra}/credentials"), secret).await;
        assert_eq!((&put["slot"], &put["in_use"]), (&json!("a"), &json!(true)));
        let domain = json!({ "name": "zuyderzicht.example", "connection": "entra", "proven": true, "reason": "TXT record seen" });
        done(&world, &olga, Method::POST, &format!("{at}/domains"), domain).await;
        done(&world, &olga, Method::PUT, &format!("{at}/flags/sso"), json!({ "value": true, "reason": "they begin" })).await;
        let user = json!({ "email": kees, "name": "Kees Kok", "kind": "professional" });
        done(&world, &olga, Method::POST, &format!("{at}/users"), user).await;
        world.hear();
        assert_eq!(leads(&world, &world.browser(), kees).await, None, "a draft is used");

        assert_eq!(done(&world, &olga, Method::POST, &format!("{activate}?dry_run=true"), word.clone()).await["state"], "active");
        assert_eq!(olga.get(&entra).await.json()["state"], "draft", "a dry run has put it in force");
        let active = done(&world, &olga, Method::POST, &activate, word).await;
        assert_eq!((&active["version"], &active["state"], &active["draft"]), (&json!(1), &json!("active"), &Value::Null));
        world.hear();
        let back = world.browser().sign_in(kees, &[]).await;
        assert!(back.location.is_some_and(|to| to.starts_with("https://records.example/callback?code=")), "{}", back.body);

        let gone = async |query: &str| olga.call(Method::DELETE, &format!("{entra}{query}"), &[("if-match", "*")], None).await;
        let tried = gone("?dry_run=true").await;
        assert_eq!(tried.json(), json!({ "domains": ["zuyderzicht.example"], "identities": 1, "dry_run": true }));
        assert_eq!(etag(&tried), etag(&olga.get(&entra).await));
        world.pass(Duration::seconds(1));
        assert_eq!(gone("?reason=they%20leave").await.status, 204);
        world.hear();
        assert_eq!(code(&olga.get(&entra).await), "not_found");
        assert_eq!(olga.get(&format!("{at}/domains/zuyderzicht.example")).await.json()["connection"], Value::Null);
        assert_eq!(leads(&world, &world.browser(), kees).await, None);

        let events = world.events("zuyderzicht").await;
        let own: Vec<_> = events.iter().filter(|event| event.action == AuditAction::ConnectionChanged).collect();
        let said: Vec<_> = own.iter().map(|event| event.subject.as_deref().unwrap()).collect();
        assert_eq!(said, ["connection entra", "settings of connection entra, version 1", "connection entra"]);
        assert!(own.iter().all(|event| event.actor == "olga.operator" && event.ip.is_some()));
        for (event, part) in [
            (0, format!(r#"{{"field":"tid","new":"{NEW_TID}","old":"none"}}"#)),
            (0, r#""reason":"they begin""#.to_owned()),
            (1, r#""without_test_sign_in":"their first""#.to_owned()),
            (1, format!(r#"{{"field":"client_id","new":"{NEW_CLIENT_ID}","old":"none"}}"#)),
            (2, r#""reason":"they leave""#.to_owned()),
        ] {
            assert!(own[event].detail.as_str().contains(&part), "{part}: {own:#?}");
        }
    }

    async fn a_draft_is_nobodys_until_it_is_in_force_and_can_be_taken_back(world) {
        let olga = operator(&world).await;
        let read = olga.get(ENTRA).await;
        second_registration(&world, read.json()["redirect_uri"].as_str().unwrap());
        let (first, second) = (CLIENT_ID.to_string(), NEW_CLIENT_ID.to_string());
        let line = |number, state: &str, client_id: &str| (number, state.to_owned(), client_id.to_owned());
        let draft = format!("{ENTRA}/versions/draft");
        let put = async |tag: &str, entra: Value| {
            olga.call(Method::PUT, &draft, &[("if-match", tag)], Some(json!({ "entra": entra }))).await
        };
        assert_eq!(olga.call(Method::PUT, &draft, &[], Some(json!({ "entra": own(TID, NEW_CLIENT_ID) }))).await.status, 428);
        let tag = etag(&olga.get(&format!("{ENTRA}/versions")).await);
        assert_eq!(tag, etag(&read), "the state of a connection is that of its versions too");
        let made = put(&tag, own(TID, NEW_CLIENT_ID)).await;
        assert_eq!((made.status, &made.json()["number"], &made.json()["state"]), (200, &json!(2), &json!("draft")), "{}", made.body);
        assert_eq!(made.json()["changes"], json!([{ "field": "client_id", "old": first, "new": second }]));
        // Whoever has read the same writes over nobody.
        let late = put(&tag, own(TID, CLIENT_ID)).await;
        assert_eq!((late.status, code(&late).as_str(), etag(&late)), (412, "stale", etag(&made)));
        assert_eq!(etag(&put("*", own(TID, NEW_CLIENT_ID)).await), etag(&made), "the same again leaves no trace");
        let mut guests = own(TID, NEW_CLIENT_ID);
        guests["allow_guests"] = json!(true);
        let tried = olga.call(Method::PUT, &format!("{draft}?dry_run=true"), &[("if-match", "*")], Some(json!({ "entra": guests }))).await;
        assert_eq!((&tried.json()["dry_run"], &tried.json()["entra"]["allow_guests"]), (&json!(true), &json!(true)));
        assert_eq!(etag(&olga.get(ENTRA).await), etag(&made), "a dry run has edited it");
        assert_eq!(versions(&olga).await, [line(2, "draft", &second), line(1, "active", &first)]);
        world.hear();
        assert_eq!(leads(&world, &world.browser(), ANNA).await.as_ref(), Some(&first), "a draft is used");

        // Somebody is at Microsoft when the other version comes into force.
        let under_way = world.browser();
        let departed = under_way.authorize(&[("login_hint", ANNA)]).await;
        let word = json!({ "without_test_sign_in": "a new registration, tried by hand", "reason": "they move" });
        let secret = json!({ "client_secret": ENTRA_SECRET, "expires_at": "2027-10-01T00:00:00Z", "version": "draft" });
        done(&world, &olga, Method::PUT, &format!("{ENTRA}/credentials"), secret).await;
        done(&world, &olga, Method::POST, &format!("{draft}/activate"), word).await;
        world.hear();
        // Her code is for the registration that is left: she goes there once more by the other one, and is in.
        let once_more = under_way.through_entra(&departed).await;
        assert_eq!(once_more.parameter("client_id").as_ref(), Some(&second), "{}", once_more.body);
        let back = under_way.through_entra(&once_more).await;
        assert!(back.location.is_some_and(|to| to.starts_with("https://records.example/callback?code=")), "{}", back.body);
        assert_eq!(leads(&world, &world.browser(), ANNA).await.as_ref(), Some(&second));
        assert_eq!(world.browser().sign_in(ANNA, &[]).await.status, 303);
        assert_eq!(versions(&olga).await, [line(2, "active", &second), line(1, "previous", &first)]);

        let under_way = world.browser();
        let departed = under_way.authorize(&[("login_hint", ANNA)]).await;
        let undo = format!("{ENTRA}/undo");
        assert_eq!(done(&world, &olga, Method::POST, &format!("{undo}?dry_run=true"), json!({})).await["version"], 1);
        assert_eq!(olga.get(ENTRA).await.json()["version"], 2, "a dry run has undone it");
        let undone = done(&world, &olga, Method::POST, &undo, json!({ "reason": "not yet" })).await;
        assert_eq!((&undone["version"], &undone["previous"]), (&json!(1), &json!(2)));
        world.hear();
        let once_more = under_way.through_entra(&departed).await;
        assert_eq!(once_more.parameter("client_id").as_ref(), Some(&first), "{}", once_more.body);
        assert_eq!(leads(&world, &world.browser(), ANNA).await.as_ref(), Some(&first));
        assert_eq!(world.browser().sign_in(ANNA, &[]).await.status, 303);
        done(&world, &olga, Method::POST, &undo, json!({})).await;
        assert_eq!(versions(&olga).await, [line(2, "active", &second), line(1, "previous", &first)]);

        let events = world.events("st-janshof").await;
        let own: Vec<_> = events.iter().filter(|event| event.action == AuditAction::ConnectionChanged).collect();
        let said: Vec<_> = own.iter().map(|event| event.subject.as_deref().unwrap()).collect();
        let settings = |number| format!("settings of connection entra, version {number}");
        assert_eq!(said, ["draft of connection entra, version 2", &settings(2), &settings(1), &settings(2)]);
        let there = format!(r#"{{"field":"client_id","new":"{second}","old":"{first}"}}"#);
        let back = format!(r#"{{"field":"client_id","new":"{first}","old":"{second}"}}"#);
        for (event, parts) in [(1, [&*there, "tried by hand"]), (2, [&*back, "not yet"])] {
            assert!(parts.iter().all(|part| own[event].detail.as_str().contains(part)), "{own:#?}");
        }
    }

    async fn a_draft_is_edited_thrown_away_and_left_alone_by_a_file(world) {
        let mut world = world;
        let olga = operator(&world).await;
        let draft = format!("{ENTRA}/versions/draft");
        let gone = async |query: &str| olga.call(Method::DELETE, &format!("{draft}{query}"), &[("if-match", "*")], None).await;
        assert_eq!(code(&gone("").await), "not_found");
        assert_eq!(code(&act(&olga, Method::POST, &format!("{draft}/activate"), json!({})).await), "not_found");
        assert_eq!(code(&act(&olga, Method::POST, &format!("{ENTRA}/undo"), json!({})).await), "nothing_to_undo");
        let before = olga.get(ENTRA).await;
        let mut wanted = own(TID, CLIENT_ID);
        (wanted["mfa_context"], wanted["domain_hint"]) = (json!("c1"), json!("ST-Janshof.example"));
        let made = done(&world, &olga, Method::PUT, &draft, json!({ "entra": wanted })).await;
        assert_eq!((&made["number"], &made["entra"]["domain_hint"]), (&json!(2), &json!("st-janshof.example")));
        let edited = done(&world, &olga, Method::PUT, &draft, json!({ "entra": own(TID, CLIENT_ID) })).await;
        assert_eq!((&edited["number"], &edited["changes"]), (&json!(2), &json!([])), "what is not said is not kept");
        assert_eq!(gone("?dry_run=true").await.json()["number"], 2);
        assert_eq!(gone("").await.status, 204);
        let after = olga.get(ENTRA).await;
        assert_eq!((after.json(), etag(&after)), (before.json(), etag(&before)));

        // `anteroom apply` puts another version in force beside it, and leaves it where it is.
        done(&world, &olga, Method::PUT, &draft, json!({ "entra": wanted })).await;
        world.change("client_id = \"aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa\"", "client_id = \"aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa\"\nallow_guests = true").await;
        let client_id = CLIENT_ID.to_string();
        let line = |number, state: &str| (number, state.to_owned(), client_id.clone());
        assert_eq!(versions(&olga).await, [line(3, "active"), line(2, "draft"), line(1, "previous")]);
        done(&world, &olga, Method::POST, &format!("{draft}/activate"), json!({ "without_test_sign_in": "story" })).await;
        assert_eq!(versions(&olga).await, [line(4, "active"), line(3, "previous")], "no two that were in force have one number");
        world.hear();
        assert_eq!(world.browser().sign_in(ANNA, &[]).await.status, 303);
    }

    async fn one_that_was_tested_needs_no_word_until_it_is_edited(world) {
        let olga = operator(&world).await;
        let draft = format!("{ENTRA}/versions/draft");
        done(&world, &olga, Method::PUT, &draft, json!({ "entra": own(TID, CLIENT_ID) })).await;
        // As a test sign-in leaves it.
        let test = async || {
            let id = world.organization("st-janshof").await;
            let change = world.store.change_configuration(world.now()).await.unwrap();
            let connection = change.read_organization(id).await.unwrap().unwrap().connections[0].clone();
            let mut tested = connection.draft.clone().unwrap();
            tested.state = VersionState::Tested;
            change.put_draft(&connection, &tested).await.unwrap();
            change.commit().await.unwrap();
        };
        test().await;
        assert_eq!(olga.get(&format!("{ENTRA}/versions")).await.json()["items"][0]["state"], "tested");
        let mut edited = own(TID, CLIENT_ID);
        edited["allow_guests"] = json!(true);
        assert_eq!(done(&world, &olga, Method::PUT, &draft, json!({ "entra": edited })).await["state"], "draft");
        let activate = format!("{draft}/activate");
        assert_eq!(code(&act(&olga, Method::POST, &activate, json!({})).await), "not_tested");
        test().await;
        let active = done(&world, &olga, Method::POST, &activate, json!({})).await;
        assert_eq!((&active["version"], &active["entra"]["allow_guests"]), (&json!(2), &json!(true)));
    }

    async fn one_is_switched_off_on_every_replica_at_once(world) {
        let olga = operator(&world).await;
        let [here, there] = [0, 1].map(|place: usize| world.replicas[place].clone());
        let staff = olga.at(&here);
        let under_way = world.browser();
        let departed = under_way.authorize(&[("login_hint", ANNA)]).await;
        let disabled = json!({ "status": "disabled", "reason": "an incident" });
        let tried = done(&world, &staff, Method::PATCH, &format!("{ENTRA}?dry_run=true"), disabled.clone()).await;
        assert_eq!((&tried["status"], &tried["dry_run"]), (&json!("disabled"), &json!(true)));
        assert_eq!(leads(&world, &Browser::new(&there), ANNA).await, Some(CLIENT_ID.to_string()), "a dry run has switched it off");
        for (body, open) in [(disabled, false), (json!({ "status": "active" }), true), (json!({ "status": "disabled" }), false)] {
            world.pass(Duration::seconds(1));
            let read = staff.get(ENTRA).await;
            let changed = staff.call(Method::PATCH, ENTRA, &[("if-match", &etag(&read))], Some(body.clone())).await;
            assert_eq!((changed.status, &changed.json()["status"]), (200, &body["status"]), "{}", changed.body);
            let heard = async {
                while leads(&world, &Browser::new(&there), ANNA).await.is_some() != open {
                    tokio::time::sleep(std::time::Duration::from_millis(10)).await;
                }
            };
            tokio::time::timeout(std::time::Duration::from_secs(5), heard).await.expect("the other has not heard of it");
        }
        world.hear();
        let page = under_way.through_entra(&departed).await;
        assert!(page.status < 500 && page.location.is_none(), "whoever was at Microsoft at that instant is let in");
        let refused = world.last_event("st-janshof", page.sign_in()).await;
        assert_eq!(refused.reason.as_deref(), Some(Reason::ConnectionDisabled.code()));
        let events = world.events("st-janshof").await;
        let own: Vec<_> = events.iter().filter(|event| event.action == AuditAction::ConnectionChanged).collect();
        assert_eq!(own.len(), 3);
        for part in ["an incident", r#"{"field":"status","new":"disabled","old":"active"}"#] {
            assert!(own[0].detail.as_str().contains(part), "{own:#?}");
        }
    }

    async fn what_is_wrong_is_said_with_its_field(world) {
        let olga = operator(&world).await;
        let with = |name: &str, value: Value| {
            let mut entra = own(NEW_TID, NEW_CLIENT_ID);
            entra[name] = value;
            entra
        };
        let shared = json!({ "registration": "shared", "tid": NEW_TID, "client_id": NEW_CLIENT_ID });
        for (entra, expected) in [
            (with("tid", json!("9188040d-6c67-4c5b-b112-36a304b66dad")), &["tid"][..]),
            (with("client_id", Value::Null), &["registration"]),
            (shared, &["client_id"]),
            (with("domain_hint", json!("x&prompt=none")), &["domain_hint"]),
            (with("mfa_context", json!("mfa")), &["mfa_context"]),
            (with("mfa_context", json!("c100")), &["mfa_context"]),
            (with("require_mfa", json!(true)), &["require_mfa"]),
            (with("tid", json!("st-janshof.example")), &[]),
            (with("cloud", json!("moon")), &[]),
            (with("issuer", json!("https://evil.example")), &[]),
            (json!({}), &[]),
            (json!("entra"), &[]),
        ] {
            let made = olga.call(Method::POST, ALL, &[], Some(json!({ "name": "new", "entra": entra }))).await;
            assert_eq!(fields(&made), expected, "{entra}");
            let drafted = act(&olga, Method::PUT, &format!("{ENTRA}/versions/draft"), json!({ "entra": entra })).await;
            assert_eq!(fields(&drafted), expected, "{entra}");
        }
        for (body, expected) in [
            (json!({ "name": "Entra", "entra": own(NEW_TID, NEW_CLIENT_ID) }), &["name"][..]),
            (json!({ "name": "", "entra": with("mfa_context", json!("x")) }), &["name", "mfa_context"]),
            (json!({ "name": "new", "entra": own(NEW_TID, NEW_CLIENT_ID), "reason": "\n" }), &["reason"]),
            (json!({ "name": "new", "kind": "google", "entra": own(NEW_TID, NEW_CLIENT_ID) }), &["google"]),
            (json!({ "name": "new" }), &["entra"]),
        ] {
            assert_eq!(fields(&olga.call(Method::POST, ALL, &[], Some(body.clone())).await), expected, "{body}");
        }
        for (body, expected) in [
            (json!({ "status": "off" }), &[][..]),
            (json!({ "name": "other" }), &[]),
            (json!({ "status": "disabled", "reason": "x".repeat(501) }), &["reason"]),
        ] {
            assert_eq!(fields(&act(&olga, Method::PATCH, ENTRA, body.clone()).await), expected, "{body}");
        }
        done(&world, &olga, Method::PUT, &format!("{ENTRA}/versions/draft"), json!({ "entra": own(TID, CLIENT_ID) })).await;
        let activate = format!("{ENTRA}/versions/draft/activate");
        assert_eq!(fields(&act(&olga, Method::POST, &activate, json!({ "without_test_sign_in": " " })).await), ["without_test_sign_in"]);
        assert_eq!(fields(&act(&olga, Method::POST, &activate, json!({ "untested": true })).await), [""; 0]);
        for path in [&*format!("{ALL}/nothing"), &format!("{ALL}/nothing/versions"), &format!("{ALL}/%00"), &format!("{ALL}/Entra")] {
            assert_eq!(code(&olga.get(path).await), "not_found", "{path}");
        }
    }

    // Somebody who works for Delta Noord tries to get at what is St. Janshof's.
    async fn that_of_another_is_out_of_reach(world) {
        let (olga, dora) = (operator(&world).await, Staff::new(&world, "dora.delta", AdminRole::Operator, &["delta-noord"]).await);
        done(&world, &olga, Method::POST, ALL, json!({ "name": "second", "entra": own(TID, CLIENT_ID) })).await;
        let secret = json!({ "client_secret": ENTRA_SECRET, "expires_at": "2027-10-01T00:00:00Z" });
        done(&world, &olga, Method::PUT, &format!("{ALL}/second/credentials"), secret.clone()).await;
        let id = olga.get(&format!("{ALL}/second")).await.json()["id"].as_str().unwrap().to_owned();
        let before = world.store.read_everything().await.unwrap();
        let word = json!({ "without_test_sign_in": "mine" });
        for named in ["second", &id, "..%2F..%2Fst-janshof%2Fconnections%2Fsecond"] {
            let at = format!("/organizations/delta-noord/connections/{named}");
            for (method, path, body) in [
                (Method::GET, "", None),
                (Method::PATCH, "", Some(json!({ "status": "disabled" }))),
                (Method::DELETE, "", None),
                (Method::GET, "/versions", None),
                (Method::PUT, "/versions/draft", Some(json!({ "entra": own(NEW_TID, NEW_CLIENT_ID) }))),
                (Method::POST, "/versions/draft/activate", Some(word.clone())),
                (Method::DELETE, "/versions/draft", None),
                (Method::POST, "/undo", Some(json!({}))),
                (Method::GET, "/credentials", None),
                (Method::PUT, "/credentials", Some(json!({ "federated": true }))),
                (Method::DELETE, "/credentials/a", None),
            ] {
                let refused = dora.call(method.clone(), &format!("{at}{path}"), &[("if-match", "*")], body).await;
                assert_eq!((refused.status, code(&refused).as_str()), (404, "not_found"), "{method} {at}{path}");
            }
        }
        // Her own connection has the same name as St. Janshof's: what she puts in is hers alone.
        let theirs = "/organizations/delta-noord/connections/entra";
        done(&world, &dora, Method::PUT, &format!("{theirs}/versions/draft"), json!({ "entra": own(TID, CLIENT_ID) })).await;
        done(&world, &dora, Method::PUT, &format!("{theirs}/credentials"), secret).await;
        let after = world.store.read_everything().await.unwrap();
        let of = |all: &anteroom::store::configuration::StoredConfiguration, slug: &str| {
            all.organizations.iter().find(|one| one.configuration.organization.slug == slug).cloned().unwrap()
        };
        assert_eq!(of(&after, "st-janshof"), of(&before, "st-janshof"));
        assert_ne!(of(&after, "delta-noord"), of(&before, "delta-noord"));
        assert_eq!(world.browser().sign_in(ANNA, &[]).await.status, 303);
    }
}
