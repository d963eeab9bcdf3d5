//! `?dry_run=true`: each change says what it would do, and does nothing. Two brokers take turns.

use anteroom::domain::admin_role::AdminRole;
use anteroom::domain::audit::AuditAction;
use reqwest::Method;
use serde_json::{Value, json};

use crate::admin::{Staff, code, etag};
use crate::replicated_stories;
use crate::world::World;

const AT: &str = "/organizations/st-janshof";

/// All that a change could leave behind.
async fn traces(world: &World) -> (anteroom::store::configuration::StoredConfiguration, usize, usize) {
    let letters = world.letters(0).await.len();
    let events = world.store.list_audit_events(1_000).await.unwrap();
    // The brokers anchor the log meanwhile.
    let events = events.iter().filter(|event| event.action != AuditAction::AuditAnchored).count();
    (world.store.read_everything().await.unwrap(), events, letters)
}

replicated_stories! {
    async fn organizations(world) {
        let olga = Staff::new(&world, "olga.operator", AdminRole::Operator, &[]).await;
        assert_eq!(world.browser().sign_in("a.devries@st-janshof.example", &[]).await.status, 303);
        let before = traces(&world).await;
        let read = olga.get(AT).await;
        let body = json!({ "slug": "new-one", "name": "New" });
        let tried = olga.call(Method::POST, "/organizations?dry_run=true", &[("idempotency-key", "k")], Some(body.clone())).await;
        assert_eq!((tried.status, &tried.json()["slug"], &tried.json()["dry_run"]), (200, &json!("new-one"), &json!(true)), "{}", tried.body);
        assert!(tried.headers.get("location").is_none(), "there is nothing there");
        let taken = json!({ "slug": "st-janshof", "name": "New" });
        assert_eq!(code(&olga.call(Method::POST, "/organizations?dry_run=true", &[], Some(taken)).await), "exists");
        let tried = olga.call(Method::PATCH, &format!("{AT}?dry_run=true"), &[("if-match", &etag(&read))], Some(json!({ "status": "suspended" }))).await;
        assert_eq!((&tried.json()["status"], &tried.json()["dry_run"]), (&json!("suspended"), &json!(true)), "{}", tried.body);
        let stale = olga.call(Method::PATCH, &format!("{AT}?dry_run=true"), &[("if-match", "\"0\"")], Some(json!({}))).await;
        assert_eq!(stale.status, 412, "it is for a state as the change itself");
        let tried = olga.call(Method::DELETE, &format!("{AT}?dry_run=true"), &[("if-match", "*")], None).await;
        let removal = tried.json();
        assert_eq!(removal["removes"], json!({ "users": 5, "sessions": 1, "connections": 1, "domains": 2 }), "{removal}");
        assert_eq!((&removal["dry_run"], &removal["organization"]["slug"]), (&json!(true), &json!("st-janshof")));
        assert_eq!(traces(&world).await, before);
        // The key was not used up.
        let made = olga.call(Method::POST, "/organizations", &[("idempotency-key", "k")], Some(body)).await;
        assert_eq!(made.status, 201, "{}", made.body);
        let gone = olga.call(Method::DELETE, &format!("{AT}?reason=left"), &[("if-match", "*")], None).await;
        assert_eq!(gone.status, 204);
        let events = world.store.list_audit_events(1_000).await.unwrap();
        let removed = |detail: &str| detail.contains(r#""users":5"#) && detail.contains(r#""reason":"left""#);
        assert_eq!(events.iter().filter(|event| removed(event.detail.as_str())).count(), 1, "{events:#?}");
    }

    async fn flags(world) {
        let mia = Staff::new(&world, "mia.dekker", AdminRole::Support, &[]).await;
        let before = traces(&world).await;
        let at = &format!("{AT}/flags/sso");
        let read = mia.get(at).await;
        let off = json!({ "value": false, "reason": "story" });
        let tried = mia.call(Method::PUT, &format!("{at}?dry_run=true"), &[("if-match", &etag(&read))], Some(off.clone())).await;
        assert_eq!((tried.status, &tried.json()["value"], &tried.json()["dry_run"]), (200, &json!(false), &json!(true)), "{}", tried.body);
        let tried = mia.call(Method::DELETE, &format!("{at}?dry_run=true&reason=story"), &[("if-match", "*")], None).await;
        assert_eq!((&tried.json()["setting"], &tried.json()["dry_run"]), (&Value::Null, &json!(true)), "{}", tried.body);
        let forced = &format!("{AT}/flags/forced_sso?dry_run=true");
        let on = json!({ "value": true, "reason": "story" });
        let refused = mia.call(Method::PUT, forced, &[("if-match", "*")], Some(on)).await;
        assert_eq!(code(&refused), "no_recent_sign_in", "it is refused as the change itself");
        assert_eq!(traces(&world).await, before);
        assert_eq!(mia.get(at).await.json(), read.json());
        assert_eq!(mia.call(Method::PUT, at, &[("if-match", &etag(&read))], Some(off)).await.json()["value"], json!(false));
    }

    async fn break_glass(world) {
        let mut world = world;
        let [jan, mia] = crate::break_glass::forcing(&mut world).await;
        let jan = Staff::new(&world, "a", AdminRole::Support, &[]).await.with(&jan);
        let mia = jan.with(&mia);
        let all = &format!("{AT}/break-glass");
        let asked = json!({ "user": "a.devries@st-janshof.example", "reason": "story" });
        let before = traces(&world).await;
        let tried = jan.call(Method::POST, &format!("{all}?dry_run=true"), &[], Some(asked.clone())).await;
        assert_eq!((tried.status, &tried.json()["state"], &tried.json()["dry_run"]), (200, &json!("requested"), &json!(true)), "{}", tried.body);
        assert_eq!(jan.get(all).await.json()["items"], json!([]));
        assert_eq!(traces(&world).await, before);
        let made = jan.call(Method::POST, all, &[], Some(asked)).await;
        let one = format!("{all}/{}", made.json()["id"].as_str().unwrap());
        let before = traces(&world).await;
        let same = jan.call(Method::POST, &format!("{one}/approve?dry_run=true"), &[], None).await;
        assert_eq!((same.status, code(&same).as_str()), (403, "same_person"));
        for (staff, what, state) in [(&mia, "approve", "open"), (&jan, "close", "closed")] {
            let tried = staff.call(Method::POST, &format!("{one}/{what}?dry_run=true"), &[], None).await;
            assert_eq!((&tried.json()["state"], &tried.json()["dry_run"]), (&json!(state), &json!(true)), "{}", tried.body);
        }
        assert_eq!(jan.get(all).await.json()["items"][0]["state"], "requested");
        assert_eq!(traces(&world).await, before, "nobody is told");
        assert_eq!(mia.call(Method::POST, &format!("{one}/approve"), &[], None).await.json()["state"], "open");
    }
}
