//! Users through the admin API: made, changed, suspended and removed, each by one person at a time. Two brokers take turns.

use anteroom::domain::admin_role::AdminRole;
use anteroom::domain::audit::AuditAction;
use anteroom::domain::reason::Reason;
use chrono::Duration;
use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::account::entered;
use crate::admin::{Staff, code, etag};
use crate::browser::Browser;
use crate::replicated_stories;
use crate::world::{TID, World};

const ALL: &str = "/organizations/st-janshof/users";
const ANNA: &str = "a.devries@st-janshof.example";
const AT_ANNA: &str = "/organizations/st-janshof/users/a.devries@st-janshof.example";

async fn operator(world: &World) -> Staff {
    Staff::new(world, "olga.operator", AdminRole::Operator, &[]).await
}

fn emails(page: &Value) -> Vec<String> {
    page["items"].as_array().unwrap().iter().map(|item| item["email"].as_str().unwrap().to_owned()).collect()
}

/// Somebody comes in, in a browser; with what refreshes the app's tokens.
async fn comes_in(world: &World, address: &str) -> (Browser, String) {
    let browser = world.browser();
    let back = browser.sign_in(address, &[("scope", "openid offline_access")]).await;
    assert_eq!(back.status, 303, "{}", back.body);
    let tokens = browser.redeem(&back.parameter("code").unwrap()).await.json();
    (browser, tokens["refresh_token"].as_str().unwrap().to_owned())
}

/// Whether neither the browser nor the app has anything of it any more.
async fn is_out((browser, refresh_token): &(Browser, String)) -> bool {
    let form = [("grant_type", "refresh_token"), ("refresh_token", refresh_token.as_str())];
    let refreshed = browser.token(&form).await;
    let session = browser.get("/login/account").await.body.contains("class=\"list\"");
    refreshed.json()["error"] == "invalid_grant" && !session
}

replicated_stories! {
    async fn one_is_made_found_changed_and_removed(world) {
        let olga = operator(&world).await;
        let body = json!({ "email": " N.Nieuw@St-Janshof.example", "name": "Nina Nieuw", "kind": "professional", "roles": ["nurse"] });
        let tried = olga.call(Method::POST, &format!("{ALL}?dry_run=true"), &[("idempotency-key", "k")], Some(body.clone())).await;
        assert_eq!((tried.status, &tried.json()["dry_run"]), (200, &json!(true)), "{}", tried.body);
        let made = olga.call(Method::POST, ALL, &[("idempotency-key", "k")], Some(body.clone())).await;
        assert_eq!(made.status, 201, "{}", made.body);
        let again = olga.call(Method::POST, ALL, &[("idempotency-key", "k")], Some(body.clone())).await;
        assert_eq!((again.status, &again.body), (201, &made.body));
        let second = olga.call(Method::POST, ALL, &[], Some(body)).await;
        assert_eq!((second.status, code(&second).as_str()), (409, "exists"));
        let shown = made.json();
        let id = shown["id"].as_str().unwrap();
        assert_eq!(shown, json!({
            "id": id, "email": "n.nieuw@st-janshof.example", "name": "Nina Nieuw", "kind": "professional",
            "status": "active", "roles": ["nurse"], "locale": null, "former_email": null, "former_email_until": null, "pilot": false,
        }));
        assert_eq!(made.headers["location"], format!("/admin/v1{ALL}/{id}"));
        // By her id and by her address, at either broker; in no other organization.
        for name in [id, "N.NIEUW@st-janshof.example"] {
            for _ in 0..2 {
                let read = olga.get(&format!("{ALL}/{name}")).await;
                assert_eq!((read.status, read.json(), etag(&read)), (200, shown.clone(), etag(&made)));
            }
            assert_eq!(code(&olga.get(&format!("/organizations/delta-noord/users/{name}")).await), "not_found");
        }
        for nobody in ["nobody", "%00", "00000000-0000-0000-0000-000000000000", "x@st-janshof.example"] {
            assert_eq!(code(&olga.get(&format!("{ALL}/{nobody}")).await), "not_found");
        }

        let at = format!("{ALL}/{id}");
        let change = json!({ "email": "n.oud@st-janshof.example", "locale": "nl", "roles": [] });
        let patch = async |query: &str, tag: Option<&str>, body: Value| {
            let headers: Vec<_> = tag.map(|tag| ("if-match", tag)).into_iter().collect();
            olga.call(Method::PATCH, &format!("{at}{query}"), &headers, Some(body)).await
        };
        assert_eq!(code(&patch("", None, change.clone()).await), "if_match_missing");
        let tried = patch("?dry_run=true", Some("*"), change.clone()).await;
        assert_eq!((&tried.json()["email"], &tried.json()["dry_run"]), (&json!("n.oud@st-janshof.example"), &json!(true)));
        assert_eq!(etag(&olga.get(&at).await), etag(&made), "a dry run has changed something");
        let changed = patch("", Some(&etag(&made)), change.clone()).await;
        let mut expected = shown.clone();
        expected.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        assert_eq!((changed.status, changed.json()), (200, expected), "{}", changed.body);
        assert_eq!(code(&patch("", Some(&etag(&made)), json!({ "name": "Other" })).await), "stale");
        assert_eq!(code(&patch("", Some("*"), json!({ "email": ANNA })).await), "exists");
        let wrong = patch("", Some("*"), json!({ "email": "nina", "name": "" })).await;
        assert_eq!((wrong.status, wrong.json()["errors"][0]["field"].clone()), (422, json!("email")));
        assert_eq!(wrong.json()["errors"][1]["field"], "name");
        let same = patch("", Some("*"), json!({ "locale": "nl" })).await;
        assert_eq!((same.status, etag(&same)), (200, etag(&changed)));

        let delete = async |query: &str| olga.call(Method::DELETE, &format!("{at}{query}"), &[("if-match", "*")], None).await;
        assert_eq!(delete("?dry_run=true").await.json()["dry_run"], json!(true));
        assert_eq!(delete("?reason=has%20left").await.status, 204);
        assert_eq!(code(&delete("").await), "not_found");
        let events = world.events("st-janshof").await;
        let own: Vec<_> = events.iter().filter(|event| event.action == AuditAction::UserChanged).collect();
        assert_eq!(own.len(), 3, "{own:#?}");
        assert!(own.iter().all(|event| event.actor == "olga.operator" && event.user_id.unwrap().to_string() == id));
        for said in [r#"{"field":"locale","new":"nl","old":"none"}"#, r#""reason":"has left""#] {
            assert!(own.iter().any(|event| event.detail.as_str().contains(said)), "{own:#?}");
        }
    }

    async fn the_list_is_filtered_and_goes_on(world) {
        let olga = operator(&world).await;
        let all = emails(&olga.get(&format!("{ALL}?limit=200")).await.json());
        assert!(all.len() > 3 && all.is_sorted() && all.iter().all(|email| !email.contains("delta")), "{all:?}");
        let (mut seen, mut next) = (Vec::new(), String::new());
        loop {
            let page = olga.get(&format!("{ALL}?limit=2{next}")).await.json();
            seen.extend(emails(&page));
            let Some(cursor) = page["next"].as_str() else { break };
            next = format!("&cursor={cursor}");
        }
        assert_eq!(seen, all);
        for (query, expected) in [
            ("email=A.deVries@st-janshof.example", &[ANNA][..]),
            ("kind=patient", &["p.patient@st-janshof.example"]),
            ("status=suspended", &["s.suspended@st-janshof.example"]),
            ("status=suspended&kind=patient", &[]),
            ("q=A%20DE%20VRIES", &[ANNA]),
            ("q=a.devries@", &[ANNA]),
            ("q=%25", &[]),
            ("q=_", &[]),
            ("q=%5C", &[]),
        ] {
            let page = olga.get(&format!("{ALL}?{query}")).await;
            assert_eq!((page.status, emails(&page.json())), (200, expected.iter().map(|email| (*email).to_owned()).collect()), "{query}");
        }
        for bad in ["q=", "q=%00", "email=anna", "kind=doctor", "cursor=x", "limit=0", "other=1"] {
            assert_eq!(code(&olga.get(&format!("{ALL}?{bad}")).await), "invalid_request", "{bad}");
        }
    }

    async fn whoever_is_suspended_or_removed_is_out_at_once(world) {
        let olga = operator(&world).await;
        let (anna, bram) = (comes_in(&world, ANNA).await, comes_in(&world, "b.bakker@st-janshof.example").await);
        let patch = async |query: &str, body: Value| {
            let answer = olga.call(Method::PATCH, &format!("{AT_ANNA}{query}"), &[("if-match", "*")], Some(body)).await;
            assert_eq!(answer.status, 200, "{}", answer.body);
        };
        let suspended = json!({ "status": "suspended", "reason": "on leave" });
        patch("?dry_run=true", suspended.clone()).await;
        let session = anna.0.get("/login/account").await;
        assert!(session.body.contains("class=\"list\""), "a dry run has put her out");
        patch("", suspended).await;
        assert!(is_out(&anna).await);
        patch("", json!({ "status": "active" })).await;
        assert!(is_out(&anna).await, "what has ended has come to life again");
        assert!(world.events("st-janshof").await.iter().any(|event| event.detail.as_str().contains("on leave")));
        let anna = comes_in(&world, ANNA).await;
        assert_eq!(olga.call(Method::DELETE, AT_ANNA, &[("if-match", "*")], None).await.status, 204);
        assert!(is_out(&anna).await);
        assert_eq!(world.browser().sign_in(ANNA, &[]).await.status, 403);
        assert!(!is_out(&bram).await, "another one is out");
    }

    // Her account at Microsoft was made anew: the same address, another account.
    async fn whoever_is_unbound_is_bound_anew(world) {
        let sara = Staff::new(&world, "sara.support", AdminRole::Support, &["st-janshof"]).await;
        let unbind = async |query: &str, body: Value| {
            sara.call(Method::POST, &format!("{AT_ANNA}/unbind{query}"), &[], Some(body)).await
        };
        let bonds = async || sara.get(&format!("{AT_ANNA}/identities")).await.json()["items"].clone();
        assert_eq!(bonds().await, json!([]));
        let reason = json!({ "reason": "her account was made anew, says their IT" });
        assert_eq!(code(&unbind("", reason.clone()).await), "not_bound");
        let (anna, bram) = (comes_in(&world, ANNA).await, comes_in(&world, "b.bakker@st-janshof.example").await);
        let by_code = world.browser();
        assert!(entered(&crate::account::by_code(&world, &by_code, ANNA, 1).await));
        let bound = bonds().await;
        let of = |oid: Uuid| json!([{ "id": bound[0]["id"], "connection": "entra", "authority": TID.to_string(), "subject": oid.to_string() }]);
        assert_eq!(bound, of(crate::world::ANNA));

        let anew = Uuid::from_u128(0xa0bb);
        world.entra.remove_person(TID, crate::world::ANNA);
        world.person(TID, anew, ANNA);
        let browser = world.browser();
        let departed = browser.authorize(&[("login_hint", ANNA)]).await;
        let page = browser.through_entra(&departed).await;
        assert_eq!(page.status, 403);
        let event = world.last_event("st-janshof", page.sign_in()).await;
        assert_eq!(event.reason.as_deref(), Some(Reason::IdentityMismatch.code()));

        for (body, field) in [
            (json!({ "reason": " " }), "reason"),
            (json!({ "reason": "story", "connection": "other" }), "connection"),
        ] {
            let wrong = unbind("", body).await;
            assert_eq!((wrong.status, &wrong.json()["errors"][0]["field"]), (422, &json!(field)), "{}", wrong.body);
        }
        assert_eq!(code(&unbind("", json!({})).await), "invalid_request");
        let tried = unbind("?dry_run=true", reason.clone()).await;
        assert_eq!(tried.json(), json!({ "unbound": bound, "sessions_ended": 1, "dry_run": true }));
        assert_eq!(bonds().await, bound, "a dry run has parted her");
        assert!(anna.0.get("/login/account").await.body.contains("class=\"list\""));
        let mut named = reason;
        named["connection"] = json!("entra");
        let done = unbind("", named).await;
        assert_eq!((done.status, done.json()), (200, json!({ "unbound": bound, "sessions_ended": 1 })), "{}", done.body);
        assert_eq!(bonds().await, json!([]));
        assert!(is_out(&anna).await, "the former account is still in");
        assert!(by_code.get("/login/account").await.body.contains("class=\"list\""), "she did not come through it");
        assert!(!is_out(&bram).await, "another one is out");

        comes_in(&world, ANNA).await;
        let again = bonds().await;
        assert_eq!((&again[0]["subject"], again.as_array().unwrap().len()), (&json!(anew.to_string()), 1));
        let events = world.events("st-janshof").await;
        let said: Vec<_> = events.iter().filter(|event| event.action == AuditAction::IdentityUnbound).collect();
        assert_eq!((said.len(), said[0].actor.as_str()), (1, "sara.support"));
        for part in ["says their IT", &crate::world::ANNA.to_string()] {
            assert!(said[0].detail.as_str().contains(part), "{said:#?}");
        }
        assert_eq!(code(&sara.get("/organizations/delta-noord/sessions").await), "not_found");
    }

    async fn sessions_are_seen_and_ended(world) {
        let sara = Staff::new(&world, "sara.support", AdminRole::Support, &[]).await;
        let at = "/organizations/st-janshof/sessions";
        let list = async |query: &str| sara.get(&format!("{at}{query}")).await.json()["items"].as_array().unwrap().clone();
        assert!(list("").await.is_empty());
        let first = comes_in(&world, ANNA).await;
        world.pass(Duration::minutes(1));
        let (second, bram) = (comes_in(&world, ANNA).await, comes_in(&world, "b.bakker@st-janshof.example").await);
        world.pass(Duration::minutes(1));
        comes_in(&world, "n.noord@delta-noord.example").await;
        let annas = list(&format!("?user={ANNA}")).await;
        assert_eq!((list("").await.len(), annas.len()), (3, 2));
        let newest = &annas[0];
        assert!(newest["created_at"].as_str() > annas[1]["created_at"].as_str());
        assert_eq!((&newest["user"], &newest["application"], &newest["method"]), (&json!(ANNA), &json!("records"), &json!("entra")));
        let page = sara.get(&format!("{at}?limit=2")).await.json();
        let rest = list(&format!("?limit=2&cursor={}", page["next"].as_str().unwrap())).await;
        assert_eq!((rest.len(), &rest[0]), (1, &annas[1]));
        assert_eq!(code(&sara.get(&format!("{at}?user=x@st-janshof.example")).await), "not_found");

        let end = async |path: &str| sara.call(Method::DELETE, path, &[], None).await;
        let one = format!("{at}/{}", newest["id"].as_str().unwrap());
        assert_eq!(code(&end(&one.replace("st-janshof", "delta-noord")).await), "not_found");
        assert_eq!(end(&format!("{one}?dry_run=true")).await.json()["dry_run"], true);
        assert!(!is_out(&second).await);
        let second = comes_in(&world, ANNA).await;
        let newest = list(&format!("?user={ANNA}")).await;
        let one = format!("{at}/{}", newest[0]["id"].as_str().unwrap());
        assert_eq!(end(&format!("{one}?reason=lost%20phone")).await.status, 204);
        assert!(is_out(&second).await);
        assert_eq!(code(&end(&one).await), "not_found");

        let all = async |query: &str| {
            sara.call(Method::POST, &format!("{AT_ANNA}/end-sessions{query}"), &[], Some(json!({ "reason": null }))).await
        };
        assert_eq!(all("?dry_run=true").await.json(), json!({ "ended": 2, "dry_run": true }));
        let ended = all("").await;
        assert_eq!((ended.status, ended.json()), (200, json!({ "ended": 2 })), "{}", ended.body);
        assert!(is_out(&first).await && !is_out(&bram).await);
        assert_eq!(list("").await.len(), 1);
        let events = world.events("st-janshof").await;
        let said: Vec<_> = events.iter().filter(|event| event.action == AuditAction::SessionEnded).collect();
        assert_eq!(said.len(), 2, "{said:#?}");
        assert!(said.iter().all(|event| event.actor == "sara.support" && event.user_id.is_some()));
        assert!(said.iter().any(|event| event.detail.as_str().contains("lost phone") && event.sign_in_id.is_some()));
        // What nobody has used is open no more, and neither is what lasts longer than it may by now.
        world.pass(Duration::hours(13));
        assert!(list("").await.is_empty());
    }

    async fn a_table_makes_and_changes_many(world) {
        let olga = operator(&world).await;
        let before = olga.get(&format!("{ALL}?limit=200")).await.json();
        let anna = comes_in(&world, ANNA).await;
        let table = "\u{feff}name,email,kind,status\r\n\
            Nina Nieuw,N.Nieuw@st-janshof.example,professional,\r\n\
            Anna de Vries,a.devries@st-janshof.example,professional,suspended\r\n\
            Bad,no address,professional,\r\n\
            Twice,n.nieuw@st-janshof.example,patient,\r\n\
            ,x@st-janshof.example,doctor,\r\n";
        let import = async |query: &str| {
            let answer = olga.send_csv(&format!("{ALL}/import{query}"), table).await;
            assert_eq!(answer.status, 200, "{}", answer.body);
            answer.json()
        };
        let counts = |report: &Value| ["created", "changed", "unchanged", "failed"].map(|name| report[name].as_u64().unwrap());
        let tried = import("?dry_run=true").await;
        assert_eq!((counts(&tried), &tried["dry_run"]), ([1, 1, 0, 3], &json!(true)), "{tried:#}");
        let nothing = import("?all_or_nothing=true").await;
        assert_eq!(counts(&nothing), [0, 0, 2, 3], "{nothing:#}");
        assert_eq!(olga.get(&format!("{ALL}?limit=200")).await.json(), before);
        let done = import("").await;
        assert_eq!(counts(&done), [1, 1, 0, 3], "{done:#}");
        assert_eq!(done["lines"], tried["lines"]);
        let line = |at: usize| &done["lines"][at];
        assert_eq!(line(0), &json!({ "line": 2, "email": "N.Nieuw@st-janshof.example", "result": "created" }));
        for (at, part) in [(2, "email"), (3, "line 2"), (4, "kind")] {
            assert_eq!((&line(at)["result"], &line(at)["line"]), (&json!("failed"), &json!(at + 2)));
            assert!(line(at)["message"].as_str().unwrap().contains(part), "{}", line(at));
        }
        assert!(is_out(&anna).await);
        // What the table does not say of her stays.
        let read = olga.get(AT_ANNA).await.json();
        let old = before["items"].as_array().unwrap().iter().find(|user| user["email"] == ANNA).unwrap();
        assert_eq!((&read["status"], &read["roles"], &read["locale"]), (&json!("suspended"), &old["roles"], &old["locale"]));
        assert_eq!(counts(&import("").await), [0, 0, 2, 3]);
        let events = world.events("st-janshof").await;
        assert_eq!(events.iter().filter(|event| event.action == AuditAction::UserChanged).count(), 2);
        let wrong = olga.send_csv(&format!("{ALL}/import"), "email,name\n").await;
        assert_eq!((wrong.status, &wrong.json()["errors"][0]["field"]), (422, &json!("header")));
        let other = olga.call(Method::POST, &format!("{ALL}/import"), &[], Some(json!({}))).await;
        assert_eq!((other.status, code(&other).as_str()), (415, "unsupported_media_type"));
    }
}
