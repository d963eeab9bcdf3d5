//! A hospital's IT looks at how sign-in goes, and a caregiver at a login page that says that it does not: large and small, in every
//! language.

use anteroom::domain::audit::{AuditAction, AuditDetail, AuditEvent, AuditOutcome};
use anteroom::domain::id::OrganizationId;
use anteroom::domain::weather::{Cause, Trouble};
use anteroom::keys::random;
use anteroom::language::Language;
use chrono::Duration;
use serde_json::json;

use crate::access::barriers;
use crate::chromium::Chromium;
use crate::setup::link;
use crate::steps::{ANNA, Demo};

/// A month in which many came in, and some did not; and Microsoft has trouble now.
async fn a_month(demo: &Demo) -> OrganizationId {
    let (store, now) = (demo.store(), demo.now());
    let configuration = store.read_organization("st-janshof", None).await.unwrap().unwrap();
    let own = store.organization(configuration.organization.id);
    let event = |ago: i64, reason: Option<&str>, detail: &serde_json::Value| {
        let at = now - Duration::days(ago);
        AuditEvent {
            organization_id: Some(configuration.organization.id),
            outcome: if reason.is_some() { AuditOutcome::Refused } else { AuditOutcome::Success },
            reason: reason.map(str::to_owned),
            detail: AuditDetail::of(detail),
            ..AuditEvent::new(random::id(at), at, AuditAction::SignIn, "story")
        }
    };
    for ago in 0..30 {
        for _ in 0..(ago * 7) % 11 {
            own.append_audit(&event(ago, None, &json!({ "method": "entra" }))).await.unwrap();
        }
    }
    own.append_audit(&event(1, None, &json!({ "method": "one_time_password" }))).await.unwrap();
    for (ago, reason) in [(0, "user_unknown"), (1, "user_unknown"), (2, "guest_account"), (3, "upstream_unavailable")] {
        own.append_audit(&event(ago, Some(reason), &json!({}))).await.unwrap();
    }
    let place = Some((configuration.organization.id, configuration.connections[0].id));
    let trouble = Trouble { place, since: now, cause: Cause::Provider, told_at: None };
    let began = event(0, None, &json!({}));
    let began = AuditEvent { action: AuditAction::ConnectionTroubleBegan, ..began };
    assert!(store.begin_trouble(&trouble, &began).await.unwrap());
    // Somebody fails, so that the trouble lasts.
    let failed = json!({ "connection": configuration.connections[0].id });
    own.append_audit(&event(0, Some("upstream_unavailable"), &failed)).await.unwrap();
    configuration.organization.id
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn how_sign_in_goes_can_be_read_by_everybody() {
    let demo = Demo::start().await;
    a_month(&demo).await;
    let mut wrong = Vec::new();
    for (width, name, more) in
        [(1440, "desktop", &[][..]), (360, "phone", &[]), (360, "dark", &["--blink-settings=preferredColorScheme=0"])]
    {
        let chromium = Chromium::start_with(width, "en", more).await;
        for slug in ["avondzon", "st-janshof"] {
            chromium.open(&link(&demo, slug).await).await;
            chromium.open(&format!("{}/setup/status", demo.broker)).await;
            chromium.wait_for("dl.numbers").await;
            wrong.extend(barriers(&chromium, &format!("{name}-status-{slug}")).await);
        }
        // The broker looks for trouble every two seconds.
        chromium.open_until(&format!("{}/setup/status", demo.broker), ".told").await;
        chromium.click("details summary").await;
        chromium.wait_for("details[open] table").await;
        wrong.extend(barriers(&chromium, &format!("{name}-status-days")).await);
        for language in Language::ALL.map(Language::tag) {
            chromium.open(&format!("{}/setup/status?lang={language}", demo.broker)).await;
            chromium.wait_for(&format!("html[lang={language}] dl.numbers")).await;
            wrong.extend(barriers(&chromium, &format!("{name}-status-{language}")).await);
        }
        chromium.open(&format!("{}/sign-in?login_hint={}", demo.app, ANNA.replace('@', "%40"))).await;
        chromium.wait_for("button[value=microsoft]").await;
        chromium.wait_for("p.told").await;
        wrong.extend(barriers(&chromium, &format!("{name}-login-weather")).await);
        chromium.end().await;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
