//! Applications through the admin API: registered, given secrets, changed and removed. Two brokers take turns.

use anteroom::domain::admin_role::AdminRole;
use anteroom::domain::audit::AuditAction;
use reqwest::Method;
use serde_json::{Value, json};

use crate::admin::{Staff, code, etag};
use crate::browser::{Answer, Browser, VERIFIER};
use crate::replicated_stories;
use crate::secrets::{dump, hexadecimal};
use crate::world::World;

const ALL: &str = "/applications";
const AT: &str = "/applications/rounds";
const ANNA: &str = "a.devries@st-janshof.example";
const CALLBACK: &str = "https://rounds.example/callback";

async fn operator(world: &World) -> Staff {
    Staff::new(world, "olga.operator", AdminRole::Operator, &[]).await
}

fn rounds() -> Value {
    json!({ "client_id": "rounds", "name": "Rounds", "sso": "follow", "redirect_uris": [CALLBACK] })
}

async fn secret(olga: &Staff) -> String {
    let made = olga.call(Method::POST, &format!("{AT}/secret"), &[("if-match", "*")], None).await;
    assert_eq!(made.status, 200, "{}", made.body);
    made.json()["client_secret"].as_str().unwrap().to_owned()
}

/// Signs Anna in to it, and redeems the code with a secret, or without one.
async fn enter(world: &World, secret: Option<&str>) -> Answer {
    let browser = world.browser();
    let back = browser.sign_in(ANNA, &[("client_id", "rounds"), ("redirect_uri", CALLBACK)]).await;
    redeem(&browser, &back, secret).await
}

async fn redeem(browser: &Browser, back: &Answer, secret: Option<&str>) -> Answer {
    let code = back.parameter("code").unwrap();
    let mut form = vec![
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("redirect_uri", CALLBACK),
        ("code_verifier", VERIFIER),
        ("client_id", "rounds"),
    ];
    form.extend(secret.map(|secret| ("client_secret", secret)));
    browser.post("/oauth2/token", &form).await
}

/// Until both brokers have heard of a change: within a second they do by themselves.
async fn heard(world: &World, expected: impl AsyncFn() -> bool) {
    let mut alike = 0;
    for _ in 0..500 {
        alike = if expected().await { alike + 1 } else { 0 };
        if alike == 2 * world.replicas.len() {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("a broker has not heard of it");
}

async fn page(world: &World, redirect_uri: &str) -> u16 {
    world.browser().authorize(&[("client_id", "rounds"), ("redirect_uri", redirect_uri)]).await.status
}

replicated_stories! {
    async fn one_is_registered_and_people_come_in(world) {
        let olga = operator(&world).await;
        let made = olga.call(Method::POST, ALL, &[], Some(rounds())).await;
        assert_eq!((made.status, made.headers["location"].to_str().unwrap()), (201, "/admin/v1/applications/rounds"), "{}", made.body);
        let shown = made.json();
        assert_eq!((&shown["authentication"], &shown["id_token_algorithm"]), (&json!("secret"), &json!("ES256")));
        for _ in 0..2 {
            let read = olga.get(AT).await;
            assert_eq!((read.json(), etag(&read)), (shown.clone(), etag(&made)));
        }
        heard(&world, async || page(&world, CALLBACK).await == 200).await;
        // It is to prove itself, and nobody knows by what: it is no public client meanwhile.
        for secret in [None, Some("")] {
            let refused = enter(&world, secret).await;
            assert_eq!((refused.status, &refused.json()["error"]), (401, &json!("invalid_client")), "{}", refused.body);
        }
        let first = secret(&olga).await;
        assert_eq!(first.len(), 43, "256 bits");
        heard(&world, async || enter(&world, Some(&first)).await.status == 200).await;
        // Another one ends it.
        let second = secret(&olga).await;
        heard(&world, async || enter(&world, Some(&second)).await.status == 200).await;
        assert_eq!(enter(&world, Some(&first)).await.status, 401);

        // Neither is anywhere but in the answer: not in a table, nor in any other answer.
        let tables = dump(&world).await;
        let seen = [olga.get(AT).await.body, olga.get(ALL).await.body, olga.get("/audit?limit=200").await.body].concat();
        for secret in [&first, &second] {
            assert!(!tables.contains(secret.as_str()) && !tables.contains(&hexadecimal(secret)));
            assert!(!seen.contains(secret.as_str()));
        }
        let said: Vec<_> = world.store.list_audit_events(1_000).await.unwrap();
        let said: Vec<_> = said.iter().filter(|event| event.action == AuditAction::ApplicationChanged).collect();
        assert_eq!(said.len(), 3, "{said:#?}");
        assert!(said.iter().all(|event| event.actor == "olga.operator" && event.subject.as_deref() == Some("application rounds")));
        let renewed = r#"{"field":"secret","new":"another one","old":"a secret"}"#;
        assert_eq!(said.iter().filter(|event| event.detail.as_str().contains(renewed)).count(), 2, "{said:#?}");
    }

    async fn what_it_may_is_changed_everywhere_at_once(world) {
        let olga = operator(&world).await;
        let made = olga.call(Method::POST, ALL, &[], Some(json!({
            "client_id": "rounds", "name": "Rounds", "sso": "follow", "authentication": "none", "redirect_uris": [CALLBACK],
        }))).await;
        heard(&world, async || page(&world, CALLBACK).await == 200).await;
        assert_eq!(enter(&world, None).await.status, 200, "a public client has PKCE");
        let other = "https://rounds.example/other";
        let change = json!({ "redirect_uris": [other, "example.rounds:/back"], "home": "https://rounds.example/", "refresh_tokens": true });
        let changed = olga.call(Method::PATCH, AT, &[("if-match", &etag(&made))], Some(change.clone())).await;
        assert_eq!(changed.status, 200, "{}", changed.body);
        let mut expected = made.json();
        expected.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        assert_eq!((changed.json(), olga.get(AT).await.json()), (expected.clone(), expected));
        heard(&world, async || page(&world, other).await == 200).await;
        heard(&world, async || page(&world, CALLBACK).await == 400).await;
        // The scheme that a phone's app has is no place for a secret; and what has none is given none.
        let refused = olga.call(Method::PATCH, AT, &[("if-match", "*")], Some(json!({ "authentication": "secret" }))).await;
        assert_eq!((refused.status, &refused.json()["errors"][0]["field"]), (422, &json!("redirect_uris")));
        let refused = olga.call(Method::POST, &format!("{AT}/secret"), &[("if-match", "*")], None).await;
        assert_eq!((refused.status, code(&refused).as_str()), (409, "public_client"));

        let off = olga.call(Method::PATCH, AT, &[("if-match", "*")], Some(json!({ "status": "disabled" }))).await;
        assert_eq!(off.status, 200);
        heard(&world, async || {
            let page = world.browser().authorize(&[("client_id", "rounds"), ("redirect_uri", other), ("login_hint", ANNA)]).await;
            page.location.is_none_or(|location| !location.starts_with(world.entra.base_url()))
        }).await;
        // The second of two who have read the same would undo what the first has done.
        let late = olga.call(Method::PATCH, AT, &[("if-match", &etag(&changed))], Some(json!({ "name": "R" }))).await;
        assert_eq!((late.status, code(&late).as_str(), etag(&late)), (412, "stale", etag(&off)));
        let blind = olga.call(Method::PATCH, AT, &[], Some(json!({ "name": "R" }))).await;
        assert_eq!((blind.status, code(&blind).as_str()), (428, "if_match_missing"));
        // Another secret is another state.
        let records = olga.get("/applications/records").await;
        let renewed = olga.call(Method::POST, "/applications/records/secret", &[("if-match", &etag(&records))], None).await;
        assert_eq!(renewed.status, 200);
        let twice = olga.call(Method::POST, "/applications/records/secret", &[("if-match", &etag(&records))], None).await;
        assert_eq!((twice.status, etag(&twice)), (412, etag(&renewed)));
    }

    async fn whoever_removes_one_knows_what_goes_with_it(world) {
        let olga = operator(&world).await;
        assert_eq!(olga.call(Method::POST, ALL, &[], Some(rounds())).await.status, 201);
        let secret = secret(&olga).await;
        heard(&world, async || enter(&world, Some(&secret)).await.status == 200).await;
        let flag = "/organizations/st-janshof/flags/sso?application=rounds";
        let set = olga.call(Method::PUT, flag, &[("if-match", "*")], Some(json!({ "value": true, "reason": "story" }))).await;
        assert_eq!(set.status, 200, "{}", set.body);
        let tried = olga.call(Method::DELETE, &format!("{AT}?dry_run=true&reason=over"), &[("if-match", "*")], None).await;
        let tried = tried.json();
        assert_eq!((&tried["dry_run"], &tried["removes"]["flags"]), (&json!(true), &json!(1)));
        assert!(tried["removes"]["sessions"].as_u64().unwrap() > 0 && tried["removes"]["grants"].as_u64().unwrap() > 0, "{tried}");
        assert_eq!(olga.get(AT).await.status, 200);
        let gone = olga.call(Method::DELETE, &format!("{AT}?reason=over"), &[("if-match", "*")], None).await;
        assert_eq!((gone.status, gone.body.as_str()), (204, ""));
        for _ in 0..2 {
            assert_eq!(code(&olga.get(AT).await), "not_found");
        }
        heard(&world, async || page(&world, CALLBACK).await == 400).await;
        let events = world.store.list_audit_events(1_000).await.unwrap();
        let removed = |detail: &str| detail.contains(r#""action":"remove""#) && detail.contains(r#""reason":"over""#) && detail.contains(r#""flags":1"#);
        let own = events.iter().filter(|event| event.action == AuditAction::ApplicationChanged && removed(event.detail.as_str()));
        assert_eq!(own.count(), 1, "{events:#?}");
        let again = olga.call(Method::DELETE, AT, &[("if-match", "*")], None).await;
        assert_eq!((again.status, code(&again).as_str()), (404, "not_found"));
    }

    async fn they_are_nobody_s_alone(world) {
        let limited = Staff::new(&world, "li.mited", AdminRole::Operator, &["st-janshof"]).await;
        assert_eq!(limited.get("/applications/records").await.status, 200);
        for (method, path, body) in [
            (Method::POST, ALL, Some(rounds())),
            (Method::PATCH, "/applications/records", Some(json!({ "name": "Mine" }))),
            (Method::POST, "/applications/records/secret", None),
            (Method::DELETE, "/applications/records", None),
        ] {
            let refused = limited.call(method.clone(), path, &[("if-match", "*")], body).await;
            assert_eq!((refused.status, code(&refused).as_str()), (403, "token_limited"), "{method} {path}");
        }
        let mut seen = Vec::new();
        let mut path = format!("{ALL}?limit=2");
        loop {
            let read = limited.get(&path).await.json();
            seen.extend(read["items"].as_array().unwrap().iter().map(|item| item["client_id"].as_str().unwrap().to_owned()));
            let Some(next) = read["next"].as_str() else { break };
            path = format!("{ALL}?limit=2&cursor={next}");
        }
        assert_eq!(seen, ["pilot", "planner", "pro-ios", "records", "viewer"]);
        for nothing in ["/applications/nothing", "/applications/%00", "/applications/RECORDS"] {
            assert_eq!(code(&limited.get(nothing).await), "not_found", "{nothing}");
        }
    }

    async fn one_is_made_once_or_only_tried(world) {
        let olga = operator(&world).await;
        let tried = olga.call(Method::POST, &format!("{ALL}?dry_run=true"), &[], Some(rounds())).await;
        assert_eq!((tried.status, &tried.json()["dry_run"]), (200, &json!(true)), "{}", tried.body);
        assert_eq!(olga.get(AT).await.status, 404);
        let make = async || olga.call(Method::POST, ALL, &[("idempotency-key", "k")], Some(rounds())).await;
        let (one, two) = (make().await, make().await);
        assert_eq!((one.status, two.status, &one.body), (201, 201, &two.body));
        let taken = olga.call(Method::POST, ALL, &[], Some(rounds())).await;
        assert_eq!((taken.status, code(&taken).as_str()), (409, "exists"));
        for (method, path, body) in [
            (Method::PATCH, AT.to_owned(), Some(json!({ "name": "Other" }))),
            (Method::POST, format!("{AT}/secret"), None),
            (Method::DELETE, AT.to_owned(), None),
        ] {
            let tried = olga.call(method.clone(), &format!("{path}?dry_run=true"), &[("if-match", "*")], body).await;
            assert_eq!((tried.status, &tried.json()["dry_run"]), (200, &json!(true)), "{method} {path}: {}", tried.body);
            assert_eq!(tried.json().get("client_secret"), None, "it would be good for nothing");
            let read = olga.get(AT).await;
            assert_eq!((read.json(), etag(&read)), (one.json(), etag(&one)), "{method} {path}");
        }
        let fields = |answer: &Answer| {
            assert_eq!((answer.status, code(answer).as_str()), (422, "invalid_request"), "{}", answer.body);
            let errors = answer.json()["errors"].as_array().cloned().unwrap_or_default();
            errors.iter().map(|error| error["field"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        let body = json!({ "client_id": "A b", "name": "", "sso": "follow", "redirect_uris": ["http://a.example/", "x"], "home": "ftp://x" });
        let refused = olga.call(Method::POST, ALL, &[], Some(body)).await;
        assert_eq!(fields(&refused), ["client_id", "name", "redirect_uris", "redirect_uris", "home"]);
        for body in [
            json!({ "client_id": "other" }), json!({ "client_secret": "mine" }), json!({ "sso": "always" }),
            json!({ "id_token_algorithm": "none" }), json!({ "id_token_algorithm": "HS256" }), json!({ "name": null }), json!([]),
        ] {
            let refused = olga.call(Method::PATCH, AT, &[("if-match", "*")], Some(body.clone())).await;
            assert_eq!(fields(&refused), [""; 0], "{body}");
        }
    }
}
