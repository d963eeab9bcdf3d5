//! The checks of a connection: each fails once and says what to do, by hand and by night. Two brokers take turns.

use std::collections::BTreeSet;

use anteroom::domain::admin_role::AdminRole;
use anteroom::domain::audit::{AuditAction, AuditEvent, AuditOutcome};
use anteroom::domain::test_sign_in::{ClaimsSeen, TestSignIn, TestedBy, TokenClaim, Worked};
use anteroom::tenancy::checks::nightly;
use chrono::Duration;
use entra_stand_in::{ClientSecret, Endpoint, Fault, Registration, Tenant, Times};
use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::admin::{Staff, code};
use crate::replicated_stories;
use crate::world::{CLIENT_ID, ENTRA_SECRET, FOREIGN_TID, GROUP_TID, SHARED_CLIENT_ID, SHARED_SECRET, TID, World};

const CHECK: &str = "/organizations/st-janshof/connections/entra/check";
const ADMINS: &str = "locale = \"nl\"\nadmins = [\"it@st-janshof.example\"]\n";

/// Checks a connection, some time after it was checked last.
pub async fn check(world: &World, staff: &Staff, at: &str) -> Value {
    world.pass(Duration::seconds(20));
    let answer = staff.call(Method::POST, at, &[], None).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.json()
}

/// What one check has found: verdict, finding, and all of it.
fn one<'a>(run: &'a Value, check: &str) -> &'a Value {
    let found = run["results"].as_array().unwrap().iter().find(|result| result["check"] == check);
    found.unwrap_or_else(|| panic!("{check} was not looked at: {run:#}"))
}

pub fn expect(run: &Value, check: &str, verdict: &str, finding: &str) -> Value {
    let result = one(run, check);
    assert_eq!((result["verdict"].as_str(), result["finding"].as_str()), (Some(verdict), Some(finding)), "{run:#}");
    let to_mend = ["warning", "failed"].contains(&verdict);
    for field in ["advice", "forward", "who"] {
        assert_eq!(result[field].is_string(), to_mend, "{field} of {finding}: {result:#}");
    }
    result.clone()
}

fn at_entra(world: &World, change: impl FnOnce(&mut Registration)) {
    assert!(world.entra.update_registration(TID, &CLIENT_ID.to_string(), change));
}

/// The last test sign-in of a hospital, with these claims.
pub async fn tested(world: &World, slug: &str, version: i32, present: &[TokenClaim]) {
    let id = world.organization(slug).await;
    let configuration = world.store.find_configuration(id).await.unwrap().unwrap();
    let connection = &configuration.connections[0];
    let version_id = connection.active.as_ref().unwrap().id;
    let (at, by) = (world.now(), TestedBy::Invited);
    let test = TestSignIn {
        connection_id: connection.id,
        organization_id: id,
        version_id,
        version,
        sign_in_id: anteroom::keys::random::id(at),
        at,
        by,
        works: true,
        reason: None,
        verdicts: Vec::new(),
        claims: Some(ClaimsSeen { at, present: present.to_vec() }),
        worked: Some(Worked { at, by, version_id, version }),
    };
    let event = AuditEvent {
        organization_id: Some(id),
        ..AuditEvent::new(anteroom::keys::random::id(at), at, AuditAction::SignIn, "story")
    };
    world.store.organization(id).put_test_sign_in(&test, None, &event).await.unwrap();
}

replicated_stories! {
    #[expect(clippy::too_many_lines, reason = "one story, a line or two for each check")]
    async fn each_fails_on_purpose_and_says_what_to_do(world) {
        let mia = Staff::new(&world, "mia.dekker", AdminRole::Support, &[]).await;
        let never = mia.get(CHECK).await.json();
        assert_eq!((&never["checked_at"], &never["verdict"], &never["results"]), (&Value::Null, &Value::Null, &json!([])));
        let run = check(&world, &mia, CHECK).await;
        assert_eq!((&run["verdict"], &run["version"], &run["state"]), (&json!("warning"), &json!(1), &json!("active")), "{run:#}");
        for (name, verdict, finding) in [
            ("metadata", "ok", "metadata_right"),
            ("clock", "ok", "clock_right"),
            ("domain", "ok", "domain_owned"),
            ("credential", "ok", "credential_accepted"),
            ("credential_end", "ok", "credential_endless"),
            ("redirect_uri", "ok", "redirect_registered"),
            ("consent", "warning", "consent_not_seen"),
            ("claims", "warning", "claims_not_seen"),
            ("assignment", "ok", "assignment_open"),
        ] {
            expect(&run, name, verdict, finding);
        }
        assert_eq!(run["results"].as_array().unwrap().len(), 9, "an unproven domain is asked for");
        assert_eq!(mia.get(CHECK).await.json(), run, "the last run is kept");
        let tried = mia.call(Method::POST, &format!("{CHECK}?dry_run=true"), &[], None).await.json();
        assert_eq!(tried["dry_run"], true);
        assert_eq!(mia.get(CHECK).await.json(), run, "a dry run is kept");

        // Microsoft itself.
        let always = |fault| world.entra.fault(TID, fault, Times::UntilCleared);
        always(Fault::OutageAt(Endpoint::Metadata));
        let run = check(&world, &mia, CHECK).await;
        expect(&run, "metadata", "failed", "metadata_unavailable");
        for name in ["clock", "domain"] {
            assert_eq!(expect(&run, name, "skipped", "skipped")["skipped_because"], "metadata");
        }
        world.entra.clear_all_faults();
        always(Fault::NotJson(Endpoint::Metadata));
        expect(&check(&world, &mia, CHECK).await, "metadata", "failed", "metadata_strange");
        world.entra.clear_all_faults();
        always(Fault::MetadataWrongIssuer);
        expect(&check(&world, &mia, CHECK).await, "metadata", "failed", "issuer_other");
        world.entra.clear_all_faults();
        always(Fault::OutageAt(Endpoint::Token));
        expect(&check(&world, &mia, CHECK).await, "credential", "warning", "credential_not_seen");
        world.entra.clear_all_faults();
        always(Fault::OutageAt(Endpoint::Authorize));
        expect(&check(&world, &mia, CHECK).await, "redirect_uri", "warning", "redirect_not_seen");
        world.entra.clear_all_faults();
        for (seconds, verdict, finding) in [(120, "warning", "clock_off"), (-360, "failed", "clock_wrong")] {
            world.entra.clock_error(Duration::seconds(seconds));
            expect(&check(&world, &mia, CHECK).await, "clock", verdict, finding);
        }
        world.entra.clock_error(Duration::zero());

        // The directory.
        world.entra.add_tenant(Tenant::new(TID, "St. Janshof"));
        let unknown = expect(&check(&world, &mia, CHECK).await, "domain", "failed", "domain_unknown");
        assert_eq!((&unknown["of"], &unknown["who"]), (&json!("st-janshof.example"), &json!("hospital_it")));
        world.entra.add_tenant(Tenant::new(FOREIGN_TID, "Elsewhere").domain("st-janshof.example"));
        let elsewhere = expect(&check(&world, &mia, CHECK).await, "domain", "failed", "domain_elsewhere");
        assert!(elsewhere["seen"].as_str().unwrap().contains(&FOREIGN_TID.to_string()), "{elsewhere:#}");
        world.entra.add_tenant(Tenant::new(FOREIGN_TID, "Elsewhere").domain("elsewhere.example"));
        world.entra.add_tenant(Tenant::new(TID, "St. Janshof").domain("st-janshof.example"));

        // The registration.
        at_entra(&world, |registration| registration.secrets.clear());
        let run = check(&world, &mia, CHECK).await;
        let refused = expect(&run, "credential", "failed", "credential_refused");
        assert_eq!((&refused["of"], &refused["said"]["number"]), (&json!("a"), &json!(7_000_215)));
        assert_eq!(refused["menus"][0], "Entra ID > App registrations > … > Certificates & secrets");
        for name in ["consent", "assignment"] {
            assert_eq!(expect(&run, name, "skipped", "skipped")["skipped_because"], "credential");
        }
        assert!(!run.to_string().contains(ENTRA_SECRET), "a secret is shown");
        let ends_at = Some(world.now());
        at_entra(&world, |registration| registration.secrets = vec![ClientSecret { value: ENTRA_SECRET.to_owned(), expires_at: ends_at }]);
        let ended = expect(&check(&world, &mia, CHECK).await, "credential", "failed", "credential_refused");
        assert_eq!(ended["said"]["number"], 7_000_222);
        at_entra(&world, |registration| registration.secrets = vec![ClientSecret { value: ENTRA_SECRET.to_owned(), expires_at: None }]);
        at_entra(&world, |registration| registration.redirect_uris.clear());
        let kept = expect(&check(&world, &mia, CHECK).await, "redirect_uri", "failed", "redirect_not_registered");
        assert_eq!(kept["said"]["number"], 50_011);
        let redirect_uri = mia.get("/organizations/st-janshof/connections/entra").await.json()["redirect_uri"].as_str().unwrap().to_owned();
        assert!(kept["forward"].as_str().unwrap().contains(&redirect_uri), "{kept:#}");
        at_entra(&world, |registration| {
            registration.redirect_uris.push(redirect_uri);
            registration.assignment_required = true;
        });
        expect(&check(&world, &mia, CHECK).await, "assignment", "ok", "assignment_required");
        at_entra(&world, |registration| registration.reads_itself = false);
        expect(&check(&world, &mia, CHECK).await, "assignment", "warning", "assignment_not_seen");

        // What somebody has seen who came through.
        let all = [TokenClaim::Email, TokenClaim::XmsEdov, TokenClaim::Acct, TokenClaim::Sid, TokenClaim::LoginHint, TokenClaim::AuthTime];
        for (from, verdict, finding) in [(0, "ok", "claims_present"), (1, "failed", "claims_missing")] {
            tested(&world, "st-janshof", 1, &all[from..]).await;
            let run = check(&world, &mia, CHECK).await;
            expect(&run, "claims", verdict, finding);
            expect(&run, "consent", "ok", "consent_given");
        }
        tested(&world, "st-janshof", 1, &all[..5]).await;
        let incomplete = expect(&check(&world, &mia, CHECK).await, "claims", "warning", "claims_incomplete");
        assert!(incomplete["advice"].as_str().unwrap().contains("auth_time"), "{incomplete:#}");

        // A credential with an end, in the other slot; the one before waits, and is refused where nobody depends on it.
        let olga = Staff::new(&world, "olga.operator", AdminRole::Operator, &[]).await;
        let second = "canary-second-client-secret-0123456789";
        at_entra(&world, |registration| registration.secrets = vec![ClientSecret { value: second.to_owned(), expires_at: None }]);
        let ends_at = world.now() + Duration::days(20);
        let put = json!({ "client_secret": second, "expires_at": ends_at });
        let put = olga.call(Method::PUT, "/organizations/st-janshof/connections/entra/credentials", &[("if-match", "*")], Some(put)).await;
        assert_eq!(put.status, 200, "{}", put.body);
        let run = check(&world, &mia, CHECK).await;
        assert_eq!(expect(&run, "credential_end", "warning", "credential_ends_soon")["of"], "b");
        let slots: BTreeSet<_> = run["results"].as_array().unwrap().iter()
            .filter(|result| result["check"] == "credential")
            .map(|result| (result["of"].as_str().unwrap(), result["verdict"].as_str().unwrap()))
            .collect();
        assert_eq!(slots, BTreeSet::from([("a", "warning"), ("b", "ok")]));
        world.pass(Duration::days(14));
        expect(&check(&world, &mia, CHECK).await, "credential_end", "failed", "credential_ends_now");
        world.pass(Duration::days(7));
        expect(&check(&world, &mia, CHECK).await, "credential_end", "failed", "credential_ended");

        // A draft is looked at in the place of what is in force.
        let draft = "/organizations/st-janshof/connections/entra/versions/draft";
        let nowhere = Uuid::from_u128(0x5555_5555_5555_4555_8555_5555_5555_5555);
        for (tid, client_id, name, finding) in [
            (nowhere, CLIENT_ID, "metadata", "tenant_unknown"),
            (TID, nowhere, "redirect_uri", "application_unknown"),
        ] {
            let entra = json!({ "entra": { "registration": "own", "tid": tid, "client_id": client_id } });
            assert_eq!(olga.call(Method::PUT, draft, &[("if-match", "*")], Some(entra)).await.status, 200);
            // Of what is edited nobody has seen anything, whatever was found of it before.
            assert_eq!(mia.get(CHECK).await.json()["verdict"], Value::Null, "{name}");
            let run = check(&world, &mia, CHECK).await;
            assert_eq!((&run["version"], &run["state"]), (&json!(2), &json!("draft")));
            expect(&run, name, "failed", finding);
        }

        // The shared registration: it is in a directory by consent alone.
        let delta = "/organizations/delta-noord/connections/entra/check";
        expect(&check(&world, &mia, delta).await, "consent", "ok", "consent_given");
        world.entra.remove_registration(GROUP_TID, &SHARED_CLIENT_ID.to_string());
        let shared = |secret: &str| {
            let callback = format!("{}/login/callback/entra", world.base);
            Registration::new(SHARED_CLIENT_ID.to_string(), "Anteroom shared").redirect_uri(callback).secret(secret).multi_tenant()
        };
        world.entra.add_registration(FOREIGN_TID, shared(SHARED_SECRET));
        let run = check(&world, &mia, delta).await;
        assert_eq!(expect(&run, "consent", "failed", "consent_missing")["said"]["number"], 7_000_229);
        assert_eq!(expect(&run, "credential", "skipped", "skipped")["skipped_because"], "consent");
        world.entra.add_registration(FOREIGN_TID, shared("another").consented_in(GROUP_TID));
        assert_eq!(expect(&check(&world, &mia, delta).await, "credential", "failed", "shared_credential_refused")["who"], "operator");

        // Whoever asks all the time waits, and who works for another hospital finds nothing.
        let dora = Staff::new(&world, "dora.delta", AdminRole::Support, &["delta-noord"]).await;
        assert_eq!(code(&dora.call(Method::POST, CHECK, &[], None).await), "not_found");
        let mut last = mia.call(Method::POST, CHECK, &[], None).await;
        for _ in 0..7 {
            last = mia.call(Method::POST, CHECK, &[], None).await;
        }
        assert_eq!((last.status, code(&last).as_str(), last.headers["retry-after"].to_str().unwrap()), (429, "too_often", "20"));
    }

    async fn what_turns_by_night_is_told_once_and_once_more_when_it_is_mended(world) {
        let mut world = world;
        world.change("locale = \"nl\"\n", ADMINS).await;
        let id = world.organization("st-janshof").await;
        let connection = world.store.find_configuration(id).await.unwrap().unwrap().connections[0].id;
        let own = world.store.organization(id);
        // Every connection gets its minute of the night, and two brokers that look.
        let first = |id| nightly::next_after(id, world.now());
        assert!(world.store.claim_connection_checks(0, world.now(), world.now(), first).await.unwrap().is_empty());
        let nightly = |settings: &mut anteroom::app::settings::Settings| settings.checks.nightly = true;
        let (_, operations) = world.start(nightly).await;
        world.start(nightly).await;
        let turns = async || {
            let mut events = world.events("st-janshof").await;
            events.retain(|event| matches!(event.action, AuditAction::ConnectionCheckFailed | AuditAction::ConnectionCheckRecovered));
            events
        };
        let night = async || {
            world.pass(Duration::hours(24));
            let since = world.now();
            for _ in 0..1_000 {
                let run = own.find_check_run(connection, false).await.unwrap();
                if let Some(run) = run.filter(|run| run.checked_at >= since) {
                    return run;
                }
                tokio::time::sleep(std::time::Duration::from_millis(20)).await;
            }
            panic!("nobody has looked");
        };
        let secret = |value: &str| {
            let secret = ClientSecret { value: value.to_owned(), expires_at: None };
            at_entra(&world, |registration| registration.secrets = vec![secret]);
        };
        assert!(night().await.failing.is_empty());
        secret("another");
        for _ in 0..2 {
            assert_eq!(night().await.failing, BTreeSet::from(["credential a".to_owned()]));
        }
        let told = turns().await;
        assert_eq!(told.len(), 1, "{told:#?}");
        assert_eq!((told[0].actor.as_str(), told[0].outcome, told[0].subject.as_deref()), ("anteroom", AuditOutcome::Failed, Some("connection entra")));
        assert!(told[0].detail.as_str().contains(r#""finding":"credential_refused""#), "{told:#?}");
        let letters = world.letters(1).await;
        assert_eq!((letters.len(), letters[0].header("To")), (1, "it@st-janshof.example"));
        let metrics = world.browser().get(&format!("{operations}/metrics")).await.body;
        assert!(metrics.contains("anteroom_connections_checked{verdict=\"failed\"} 1"), "{metrics}");
        // An outage tells nobody anything, and does not count as mended.
        world.entra.fault(TID, Fault::OutageAt(Endpoint::Token), Times::UntilCleared);
        assert_eq!(night().await.failing.len(), 1);
        world.entra.clear_all_faults();
        secret(ENTRA_SECRET);
        assert!(night().await.failing.is_empty());
        let told = turns().await;
        assert_eq!(told.iter().map(|event| event.action).collect::<Vec<_>>(), [AuditAction::ConnectionCheckFailed, AuditAction::ConnectionCheckRecovered]);
        assert_eq!(world.letters(2).await.len(), 2);
    }
}
