//! The checks of connections to Google and to any other provider: each fails once and says what to do, naming the provider that it is
//! about; and what takes a credential's place is shown to it first. Two brokers take turns.

use std::collections::BTreeSet;

use anteroom::domain::admin_role::AdminRole;
use anteroom::domain::audit::AuditAction;
use anteroom::domain::test_sign_in::TokenClaim;
use anteroom::tenancy::checks::nightly;
use chrono::Duration;
use reqwest::Method;
use serde_json::{Value, json};

use crate::admin::{Staff, code};
use crate::checks::{check, expect, tested};
use crate::google::{self, CLIENT_ID};
use crate::oidc::{self, AT, SECRET, done};
use crate::replicated_stories;
use crate::world::ENTRA_SECRET;

const GOOGLE: &str = "/organizations/zuiderkruis/connections/google";
const DOCUMENT: &str = "/.well-known/openid-configuration";

/// Nothing that is said of one provider names another.
fn names_nobody_else(run: &Value) {
    let said = run.to_string();
    assert!(!said.contains("Microsoft") && !said.contains("Entra"), "{run:#}");
}

/// The address to which Google sends people back.
async fn redirect_uri(staff: &Staff) -> String {
    staff.get(GOOGLE).await.json()["redirect_uri"].as_str().unwrap().to_owned()
}

/// Which slots hold what is in use.
async fn in_use(staff: &Staff) -> Vec<String> {
    let slots = staff.get(&format!("{GOOGLE}/credentials")).await.json();
    let used = slots["items"].as_array().unwrap().iter().filter(|slot| slot["in_use"] == true);
    used.map(|slot| slot["slot"].as_str().unwrap().to_owned()).collect()
}

replicated_stories! {
    #[expect(clippy::too_many_lines, reason = "one story, a line or two for each check")]
    async fn at_google_each_fails_on_purpose_and_says_what_to_do(world) {
        let mut world = world;
        google::connect(&mut world).await;
        let mia = Staff::new(&world, "mia.dekker", AdminRole::Support, &[]).await;
        let at = format!("{GOOGLE}/check");
        let run = check(&world, &mia, &at).await;
        for (name, verdict, finding) in [
            ("metadata", "ok", "metadata_right"),
            ("protocol", "ok", "protocol_right"),
            ("keys", "ok", "keys_right"),
            ("clock", "ok", "clock_right"),
            ("domain", "ok", "domain_proven"),
            ("credential", "ok", "credential_accepted"),
            ("credential_end", "ok", "credential_endless"),
            ("redirect_uri", "ok", "redirect_registered"),
            ("claims", "warning", "claims_not_seen"),
        ] {
            expect(&run, name, verdict, finding);
        }
        assert_eq!((run["results"].as_array().unwrap().len(), &run["provider"]), (9, &json!("Google")));
        names_nobody_else(&run);
        assert_eq!(world.google.redeemed(), 0, "a code was redeemed");

        // Google itself.
        let google = &world.google;
        google.instead(DOCUMENT, Some((503, Value::Null)));
        let run = check(&world, &mia, &at).await;
        assert_eq!(expect(&run, "metadata", "failed", "metadata_unavailable")["who"], "provider");
        for name in ["protocol", "keys", "clock"] {
            assert_eq!(expect(&run, name, "skipped", "skipped")["skipped_because"], "metadata");
        }
        google.instead(DOCUMENT, Some((200, json!(["no", "description"]))));
        expect(&check(&world, &mia, &at).await, "metadata", "failed", "metadata_strange");
        google.instead(DOCUMENT, None);
        for (fields, check_of, finding) in [
            (json!({ "issuer": "https://accounts.google.com/" }), "metadata", "issuer_other"),
            (json!({ "token_endpoint": null }), "metadata", "metadata_incomplete"),
            (json!({ "code_challenge_methods_supported": ["plain"] }), "protocol", "protocol_lacking"),
        ] {
            google.document(fields);
            let run = check(&world, &mia, &at).await;
            assert_eq!(expect(&run, check_of, "failed", finding)["who"], "operator");
            names_nobody_else(&run);
        }
        google.document(json!({}));
        for (answer, verdict, finding) in
            [((200, json!({ "keys": [] })), "failed", "keys_unusable"), ((503, Value::Null), "warning", "keys_not_seen")]
        {
            google.instead("/keys", Some(answer));
            expect(&check(&world, &mia, &at).await, "keys", verdict, finding);
        }
        google.instead("/keys", None);
        for (seconds, verdict, finding) in [(120, "warning", "clock_off"), (-360, "failed", "clock_wrong")] {
            google.clock_error(Duration::seconds(seconds));
            expect(&check(&world, &mia, &at).await, "clock", verdict, finding);
        }
        google.clock_error(Duration::zero());
        google.instead("/token", Some((503, Value::Null)));
        expect(&check(&world, &mia, &at).await, "credential", "warning", "credential_not_seen");
        google.instead("/token", None);

        // The client there.
        let here = redirect_uri(&mia).await;
        google.add_client(CLIENT_ID, "another", &here);
        let run = check(&world, &mia, &at).await;
        let refused = expect(&run, "credential", "failed", "credential_refused");
        assert_eq!((&refused["of"], &refused["said"]["error"], &refused["who"]), (&json!("a"), &json!("invalid_client"), &json!("hospital_it")));
        assert_eq!(refused["menus"][0], "Google Cloud console > Google Auth Platform > Clients > …");
        let forward = refused["forward"].as_str().unwrap();
        assert!(forward.contains("with Google") && forward.contains(CLIENT_ID) && !run.to_string().contains(ENTRA_SECRET), "{forward}");
        names_nobody_else(&run);
        google.add_client(CLIENT_ID, ENTRA_SECRET, "https://elsewhere.example/callback");
        let kept = expect(&check(&world, &mia, &at).await, "redirect_uri", "failed", "redirect_not_registered");
        assert_eq!(kept["said"]["error"], "redirect_uri_mismatch");
        assert!(kept["advice"].as_str().unwrap().contains(&here), "{kept:#}");
        google.remove_client(CLIENT_ID);
        let run = check(&world, &mia, &at).await;
        expect(&run, "redirect_uri", "failed", "application_unknown");
        names_nobody_else(&run);
        google.add_client(CLIENT_ID, ENTRA_SECRET, &here);
        for (present, verdict, finding) in [
            (&[TokenClaim::Email, TokenClaim::EmailVerified, TokenClaim::Hd][..], "ok", "claims_present"),
            (&[TokenClaim::Email, TokenClaim::EmailVerified], "failed", "claims_missing"),
        ] {
            tested(&world, "zuiderkruis", 1, present).await;
            let run = check(&world, &mia, &at).await;
            expect(&run, "claims", verdict, finding);
            names_nobody_else(&run);
        }

        // A secret that Google refuses takes no other's place, by whichever way, and nobody is kept out for it.
        let olga = Staff::new(&world, "olga.operator", AdminRole::Operator, &[]).await;
        let credentials = format!("{GOOGLE}/credentials");
        let put = async |body: Value| olga.call(Method::PUT, &credentials, &[("if-match", "*")], Some(body)).await;
        let wrong = put(json!({ "client_secret": "mistyped-0123456789" })).await;
        assert_eq!((wrong.status, code(&wrong).as_str()), (409, "credential_refused"), "{}", wrong.body);
        google.instead("/token", Some((400, json!({ "error": "invalid_request" }))));
        let unsaid = put(json!({ "client_secret": "mistyped-0123456789" })).await;
        assert_eq!((unsaid.status, code(&unsaid).as_str()), (409, "credential_not_proven"), "{}", unsaid.body);
        google.instead("/token", None);
        let waits = put(json!({ "client_secret": "mistyped-0123456789", "in_use": false })).await;
        assert_eq!(waits.status, 200, "{}", waits.body);
        assert_eq!(in_use(&mia).await, ["a"]);
        let run = check(&world, &mia, &at).await;
        let slots: BTreeSet<_> = run["results"].as_array().unwrap().iter()
            .filter(|result| result["check"] == "credential")
            .map(|result| (result["of"].as_str().unwrap(), result["verdict"].as_str().unwrap()))
            .collect();
        assert_eq!(slots, BTreeSet::from([("a", "ok"), ("b", "warning")]));
        world.hear();
        let browser = world.browser();
        assert!(google::is_in(&browser.through_entra(&google::depart(&browser).await).await), "the old one is in use");
        // The right one does.
        let second = "GOCSPX-second-0123456789";
        google.add_client(CLIENT_ID, second, &here);
        let ends_at = world.now() + Duration::days(20);
        let right = put(json!({ "client_secret": second, "expires_at": ends_at })).await;
        assert_eq!(right.status, 200, "{}", right.body);
        assert_eq!(in_use(&mia).await, ["b"]);
        let run = check(&world, &mia, &at).await;
        let soon = expect(&run, "credential_end", "warning", "credential_ends_soon");
        assert!(soon["advice"].as_str().unwrap().contains("Google"), "{soon:#}");
        names_nobody_else(&run);
    }

    async fn by_night_a_secret_that_google_refuses_is_found_and_told(world) {
        let mut world = world;
        google::connect(&mut world).await;
        world.change("name = \"Zuiderkruis\"\n", "name = \"Zuiderkruis\"\nadmins = [\"it@zuiderkruis.example\"]\n").await;
        let id = world.organization("zuiderkruis").await;
        let connection = world.store.find_configuration(id).await.unwrap().unwrap().connections[0].id;
        let own = world.store.organization(id);
        let first = |id| nightly::next_after(id, world.now());
        assert!(world.store.claim_connection_checks(0, world.now(), world.now(), first).await.unwrap().is_empty());
        world.start(|settings| settings.checks.nightly = true).await;
        let here = format!("{}/login/callback/{connection}", world.base);
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
        assert!(night().await.failing.is_empty());
        world.google.add_client(CLIENT_ID, "another", &here);
        assert_eq!(night().await.failing, BTreeSet::from(["credential a".to_owned()]));
        let mut events = world.events("zuiderkruis").await;
        events.retain(|event| event.action == AuditAction::ConnectionCheckFailed);
        assert_eq!(events.len(), 1, "{events:#?}");
        assert!(events[0].detail.as_str().contains(r#""finding":"credential_refused""#), "{events:#?}");
        let letters = world.letters(1).await;
        let (to, subject) = (letters[0].header("To"), letters[0].header("Subject"));
        assert_eq!((to, subject), ("it@zuiderkruis.example", "Zuiderkruis: something is wrong with signing in with Google"));
        world.google.add_client(CLIENT_ID, ENTRA_SECRET, &here);
        assert!(night().await.failing.is_empty());
        assert_eq!(world.letters(2).await.len(), 2);
    }

    async fn at_any_other_provider_each_fails_on_purpose_and_says_what_to_do(world) {
        let olga = Staff::new(&world, "olga.operator", AdminRole::Operator, &[]).await;
        let provider = world.other_provider().await;
        let host = provider.base_url().strip_prefix("http://").unwrap();
        done(&world, &olga, Method::POST, "/organizations", json!({ "slug": "morgenster", "name": "Morgenster" })).await;
        let new = json!({ "name": "id", "kind": "oidc", "oidc": oidc::oidc(provider.issuer()) });
        let made = done(&world, &olga, Method::POST, &format!("{AT}/connections"), new).await;
        let here = made["redirect_uri"].as_str().unwrap();
        oidc::marta(&provider, here);
        let connection = format!("{AT}/connections/id");
        let at = format!("{connection}/check");
        for (name, proven) in [("morgenster.example", true), ("morgenster-zuid.example", false)] {
            let mut domain = json!({ "name": name, "connection": "id" });
            if proven {
                (domain["proven"], domain["reason"]) = (json!(true), json!("TXT record seen"));
            }
            done(&world, &olga, Method::POST, &format!("{AT}/domains"), domain).await;
        }
        // On a draft, which has nothing to prove us by yet.
        let run = check(&world, &olga, &at).await;
        assert_eq!((&run["state"], &run["provider"]), (&json!("draft"), &json!(host)));
        expect(&run, "metadata", "ok", "metadata_right");
        assert!(expect(&run, "credential", "failed", "credential_missing")["advice"].as_str().unwrap().contains(host));
        names_nobody_else(&run);
        done(&world, &olga, Method::PUT, &format!("{connection}/credentials"), json!({ "client_secret": SECRET })).await;
        let run = check(&world, &olga, &at).await;
        expect(&run, "credential", "ok", "credential_accepted");
        let domains: Vec<_> = run["results"].as_array().unwrap().iter()
            .filter(|result| result["check"] == "domain")
            .map(|result| (result["of"].as_str().unwrap(), result["finding"].as_str().unwrap(), result["verdict"].as_str().unwrap()))
            .collect();
        assert!(domains.contains(&("morgenster.example", "domain_proven", "ok")), "{domains:?}");
        assert!(domains.contains(&("morgenster-zuid.example", "domain_unproven", "warning")), "{domains:?}");

        // What its own administrators mend.
        for (answer, finding, who) in [
            ((404, Value::Null), "metadata_absent", "support"),
            ((200, json!({ "no": "description" })), "metadata_strange", "hospital_it"),
        ] {
            provider.instead(DOCUMENT, Some(answer));
            let run = check(&world, &olga, &at).await;
            let found = expect(&run, "metadata", "failed", finding);
            assert!(found["who"] == who && found["forward"].as_str().unwrap().contains(host), "{found:#}");
            assert_eq!(found["menus"], json!([]), "where that is, nobody knows");
            names_nobody_else(&run);
        }
        provider.instead(DOCUMENT, None);
        for (fields, check_of, finding, who) in [
            (json!({ "issuer": format!("{}/", provider.issuer()) }), "metadata", "issuer_other", "support"),
            (json!({ "token_endpoint_auth_methods_supported": ["private_key_jwt"] }), "protocol", "protocol_lacking", "hospital_it"),
            (json!({ "id_token_signing_alg_values_supported": ["ES512"] }), "protocol", "protocol_lacking", "hospital_it"),
        ] {
            provider.document(fields);
            let run = check(&world, &olga, &at).await;
            assert_eq!(expect(&run, check_of, "failed", finding)["who"], who);
            names_nobody_else(&run);
        }
        provider.document(json!({}));
        provider.instead("/token", Some((401, Value::Null)));
        let refused = expect(&check(&world, &olga, &at).await, "credential", "failed", "credential_refused");
        assert_eq!(refused["said"]["error"], "http_401");
        provider.instead("/token", None);
        provider.add_client("anteroom", SECRET, "https://elsewhere.example/callback");
        let untried = expect(&check(&world, &olga, &at).await, "redirect_uri", "warning", "redirect_untried");
        assert_eq!(untried["said"]["error"], "http_400");
        assert!(untried["advice"].as_str().unwrap().contains(here), "{untried:#}");
        provider.add_client("anteroom", SECRET, here);

        // Whoever edits the draft while it is looked at: what was found is not of what it says now, and is kept nowhere.
        world.pass(Duration::seconds(20));
        provider.hold(true);
        let edit = async {
            for _ in 0..500 {
                if provider.waiting() > 0 {
                    break;
                }
                tokio::time::sleep(std::time::Duration::from_millis(10)).await;
            }
            let mut other = oidc::oidc(provider.issuer());
            other["client_id"] = json!("another");
            done(&world, &olga, Method::PUT, &format!("{connection}/versions/draft"), json!({ "oidc": other })).await;
            provider.hold(false);
        };
        let (answer, ()) = tokio::join!(olga.call(Method::POST, &at, &[], None), edit);
        assert_eq!((answer.status, code(&answer).as_str()), (409, "changed_meanwhile"), "{}", answer.body);
        assert_eq!(olga.get(&at).await.json()["verdict"], Value::Null, "of what it says now nobody has seen anything");
    }
}
