//! Whom the admin API refuses stands in the log: under the name of the token, never with it, and not without end. Two brokers take turns.

use anteroom::domain::admin_role::AdminRole;
use anteroom::domain::audit::{AuditAction, AuditEvent, AuditOutcome};
use chrono::Duration;
use reqwest::Method;
use serde_json::{Value, json};

use crate::admin::{Staff, code};
use crate::replicated_stories;
use crate::secrets::{dump, hexadecimal};
use crate::world::World;

async fn refusals(world: &World) -> Vec<AuditEvent> {
    let mut events = world.store.list_audit_events(10_000).await.unwrap();
    events.retain(|event| event.action == AuditAction::AdminRefused);
    events
}

replicated_stories! {
    async fn it_stands_there_under_the_name_of_the_token(world) {
        let olga = Staff::new(&world, "olga.operator", AdminRole::Operator, &[]).await;
        let auditor = Staff::new(&world, "au.ditor", AdminRole::Auditor, &[]).await;
        let gone = Staff::new(&world, "ex.colleague", AdminRole::Operator, &[]).await;
        assert_eq!(olga.call(Method::DELETE, "/tokens/ex.colleague", &[], None).await.status, 204);
        let flag = "/organizations/st-janshof/flags/sso?application=records";
        let set = json!({ "value": true, "reason": "story" });
        assert_eq!(auditor.call(Method::PUT, flag, &[("if-match", "*")], Some(set)).await.status, 403);
        assert_eq!(gone.get("/me").await.status, 401);
        let strange = olga.with("anteroom_admin_canary-that-was-never-a-token");
        assert_eq!(strange.get("/organizations/%00").await.status, 401);
        // What does not even look like a token is noise.
        assert_eq!(olga.with("canary").get("/me").await.status, 401);

        let found = refusals(&world).await;
        let told: Vec<_> = found.iter().map(|event| (event.actor.as_str(), event.subject.as_deref().unwrap(), event.reason.as_deref().unwrap())).collect();
        let mut told = told;
        told.sort_unstable();
        assert_eq!(told, [
            ("au.ditor", "PUT /admin/v1/organizations/st-janshof/flags/sso", "role_too_low"),
            ("ex.colleague", "GET /admin/v1/me", "unauthorized"),
            ("unknown token", "GET /admin/v1/organizations/%00", "unauthorized"),
        ]);
        assert!(found.iter().all(|event| event.outcome == AuditOutcome::Refused && event.ip.is_some() && event.organization_id.is_none()));
        let tables = dump(&world).await;
        for secret in ["canary-that-was-never-a-token", gone.token()] {
            assert!(!tables.contains(secret) && !tables.contains(&hexadecimal(secret)), "{secret}");
        }
        // Whoever may read the whole log finds it.
        let read = olga.get("/audit?action=admin_refused&actor=ex.colleague").await.json();
        assert_eq!(read["items"].as_array().unwrap().len(), 1, "{read}");
    }

    async fn a_loop_does_not_fill_the_log(world) {
        let auditor = Staff::new(&world, "au.ditor", AdminRole::Auditor, &[]).await;
        for _ in 0..60 {
            let refused = auditor.call(Method::POST, "/organizations", &[], Some(json!({}))).await;
            assert_eq!((refused.status, code(&refused).as_str()), (403, "role_too_low"), "it is refused as ever");
        }
        assert_eq!(refusals(&world).await.len(), 30);
        for number in 0..40 {
            let stranger = auditor.with(&format!("anteroom_admin_{number}"));
            assert_eq!(stranger.get("/me").await.status, 401);
        }
        assert_eq!(refusals(&world).await.len(), 35);
        // Whoever fills the share of strangers hides nobody who has a token.
        let other = Staff::new(&world, "other", AdminRole::Auditor, &[]).await;
        assert_eq!(other.call(Method::POST, "/organizations", &[], Some(json!({}))).await.status, 403);
        assert_eq!(refusals(&world).await.len(), 36);
        world.pass(Duration::minutes(1));
        for _ in 0..3 {
            auditor.call(Method::POST, "/organizations", &[], Some(Value::Null)).await;
        }
        assert_eq!(refusals(&world).await.len(), 37, "a minute is worth one more");
    }
}
