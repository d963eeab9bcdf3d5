//! What ends by itself is told before it does: once at each threshold, whichever broker is first, and no more once it is renewed. Two
//! brokers take turns, and each tells by itself; the clock is held.

use std::sync::Arc;

use anteroom::domain::admin_role::AdminRole;
use anteroom::domain::audit::{AuditAction, AuditEvent};
use anteroom::domain::signing_key::KeyPolicy;
use anteroom::language::Texts;
use anteroom::mail::Mail;
use anteroom::tenancy::expiries::Ledger;
use chrono::Duration;
use reqwest::Method;
use serde_json::{Value, json};

use crate::admin::Staff;
use crate::replicated_stories;
use crate::secrets::dump;
use crate::world::{ENTRA_SECRET, World};

const SECRET: &str = "client_secret = { file = \"entra\" }";
const LOCALE: &str = "locale = \"nl\"\n";
const ADMINS: &str = "locale = \"nl\"\nadmins = [\"it@st-janshof.example\", \"board@st-janshof.example\"]\n";

/// What has been told of St. Janshof's things, as name and days.
async fn told(world: &World) -> Vec<(String, u64)> {
    let mut events = world.events("st-janshof").await;
    events.retain(|event| event.action == AuditAction::ExpiryApproaching);
    let read = |event: &AuditEvent| {
        let detail: Value = serde_json::from_str(event.detail.as_str()).unwrap();
        (event.subject.clone().unwrap(), detail["days"].as_u64().unwrap())
    };
    events.iter().map(read).collect()
}

async fn items(staff: &Staff, path: &str) -> Vec<Value> {
    let answer = staff.get(path).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.json()["items"].as_array().unwrap().clone()
}

fn kinds(items: &[Value]) -> Vec<&str> {
    items.iter().map(|item| item["kind"].as_str().unwrap()).collect()
}

replicated_stories! {
    async fn it_is_told_once_at_each_threshold_and_no_more_once_it_is_renewed(world) {
        let mut world = world;
        world.change(LOCALE, ADMINS).await;
        world.change(SECRET, &format!("{SECRET}, expires_at = 2027-11-23T09:00:00Z")).await;
        let ledger = Ledger { store: world.store.clone(), shared: None, policy: KeyPolicy::default() };
        let mail = Mail::new(Arc::clone(&world.ring), Arc::new(Texts::new().unwrap()));
        let tell = async |world: &World| {
            // Two at once, as two replicas do: whoever is second finds it told.
            let both = tokio::join!(ledger.warn(Some(&mail), world.now()), ledger.warn(Some(&mail), world.now()));
            both.0.unwrap();
            both.1.unwrap();
        };
        let secret = |days| ("client_secret entra".to_owned(), days);

        world.pass(Duration::days(304));
        tell(&world).await;
        assert_eq!(told(&world).await, []);
        world.pass(Duration::days(1));
        tell(&world).await;
        tell(&world).await;
        assert_eq!(told(&world).await, [secret(60)]);
        let letters = world.letters(2).await;
        assert_eq!(letters.len(), 2, "one to each administrator");
        for letter in &letters {
            let (text, _) = letter.read();
            assert!(letter.header("Subject").contains("verloopt op 2027-11-23"), "{}", letter.header("Subject"));
            assert!(text.contains("(koppeling entra) verloopt op 2027-11-23 09:00 UTC"), "{text}");
            assert!(!text.contains("/setup/") && !text.contains(ENTRA_SECRET), "{text}");
        }
        // Nobody looked for weeks: one letter, of the nearest threshold, and not one of each.
        world.pass(Duration::days(50));
        tell(&world).await;
        assert_eq!(told(&world).await, [secret(60), secret(14)]);
        assert_eq!(world.letters(4).await.len(), 4);

        // Renewed: what is left is a year, and it is told from its first threshold on again.
        world.change("2027-11-23T09:00:00Z", "2028-11-23T09:00:00Z").await;
        world.pass(Duration::days(6));
        tell(&world).await;
        assert_eq!(told(&world).await.len(), 2);
        world.pass(Duration::days(320));
        tell(&world).await;
        assert_eq!(told(&world).await.last(), Some(&secret(60)));
        // Removed: it ends without a word.
        world.change(&format!("{SECRET}, expires_at = 2028-11-23T09:00:00Z"), "federated = true").await;
        world.pass(Duration::days(59));
        tell(&world).await;
        assert_eq!(told(&world).await.len(), 3);
        assert!(!dump(&world).await.contains(ENTRA_SECRET));
    }

    async fn the_ledger_shows_each_what_they_may_see_by_its_end(world) {
        let mut world = world;
        world.change(SECRET, &format!("{SECRET}, expires_at = 2026-12-20T09:00:00Z")).await;
        let olga = Staff::new(&world, "olga.operator", AdminRole::Operator, &[]).await;
        let own = Staff::new(&world, "of.janshof", AdminRole::Auditor, &["st-janshof"]).await;
        let other = Staff::new(&world, "of.noord", AdminRole::Auditor, &["delta-noord"]).await;
        let until = world.now() + Duration::days(40);
        let flag = json!({ "value": false, "ends_at": until, "reason": "trial" });
        let path = "/organizations/st-janshof/flags/remember_method";
        let set = olga.call(Method::PUT, path, &[("if-match", "*")], Some(flag)).await;
        assert_eq!(set.status, 200, "{}", set.body);
        let invited = json!({ "to": "it@st-janshof.example", "mail": false });
        let made = olga.call(Method::POST, "/organizations/st-janshof/invitations", &[], Some(invited)).await;
        assert_eq!(made.status, 201, "{}", made.body);

        let theirs = items(&own, "/expiries").await;
        assert_eq!(kinds(&theirs), ["invitation", "client_secret", "flag"]);
        assert_eq!(items(&own, "/organizations/st-janshof/expiries").await, theirs);
        assert_eq!(items(&other, "/expiries").await, [""; 0].map(Value::from));
        assert_eq!(other.get("/organizations/st-janshof/expiries").await.status, 404);
        assert_eq!(
            (&theirs[1]["name"], &theirs[1]["organization"], &theirs[1]["soon"], &theirs[1]["matters"]),
            (&json!("entra"), &json!("st-janshof"), &json!(true), &json!(true))
        );
        assert_eq!((&theirs[2]["name"], &theirs[2]["soon"]), (&json!("remember_method"), &json!(false)));
        let link = made.json()["link"].as_str().unwrap().rsplit('/').next().unwrap().to_owned();
        assert!(!serde_json::to_string(&theirs).unwrap().contains(&link));

        // The operator sees their own things among them, page by page, in one order.
        let all = items(&olga, "/expiries").await;
        assert!(["admin_token", "signing_key", "flag"].iter().all(|kind| kinds(&all).contains(kind)), "{all:#?}");
        assert!(all.is_sorted_by_key(|item| item["ends_at"].as_str().unwrap().to_owned()), "{all:#?}");
        let (mut paged, mut path) = (Vec::new(), "/expiries?limit=2".to_owned());
        loop {
            let page = olga.get(&path).await.json();
            paged.extend(page["items"].as_array().unwrap().clone());
            let Some(next) = page["next"].as_str() else { break };
            path = format!("/expiries?limit=2&cursor={next}");
        }
        assert_eq!(paged, all);

        let (_, operations) = world.start(|_| ()).await;
        let metrics = world.browser().get(&format!("{operations}/metrics")).await.body;
        for line in [
            "anteroom_expires_seconds{kind=\"client_secret\"} 2332800",
            "anteroom_expiring{kind=\"client_secret\",within_days=\"60\"} 1",
            "anteroom_expiring{kind=\"client_secret\",within_days=\"14\"} 0",
            "anteroom_expiring{kind=\"flag\",within_days=\"60\"} 1",
            "anteroom_connection_troubles 0",
        ] {
            assert!(metrics.lines().any(|found| found == line), "{line} is not in\n{metrics}");
        }
    }
}
