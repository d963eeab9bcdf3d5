//! Credentials through the admin API: put in under a running sign-in, taken out again, and never shown. Two brokers take turns.

use anteroom::domain::admin_role::AdminRole;
use anteroom::domain::audit::AuditAction;
use entra_stand_in::{Certificate, ClientSecret, Endpoint, Fault, Times};
use reqwest::Method;
use serde_json::{Value, json};

use crate::admin::{Staff, code, etag};
use crate::browser::{Answer, Browser};
use crate::domains::fields;
use crate::replicated_stories;
use crate::world::{CLIENT_ID, ENTRA_SECRET, TID, World};

const ENTRA: &str = "/organizations/st-janshof/connections/entra";
const ALL: &str = "/organizations/st-janshof/connections/entra/credentials";
const ANNA: &str = "a.devries@st-janshof.example";
const SECOND_SECRET: &str = "canary-second-client-secret-0123456789";
const END: &str = "2027-10-01T00:00:00Z";

async fn operator(world: &World) -> Staff {
    Staff::new(world, "olga.operator", AdminRole::Operator, &[]).await
}

async fn put(staff: &Staff, query: &str, body: Value) -> Answer {
    let tag = etag(&staff.get(ALL).await);
    staff.call(Method::PUT, &format!("{ALL}{query}"), &[("if-match", &tag)], Some(body)).await
}

async fn out(staff: &Staff, slot: &str, query: &str) -> Answer {
    staff.call(Method::DELETE, &format!("{ALL}/{slot}{query}"), &[("if-match", "*")], None).await
}

fn second() -> Value {
    json!({ "client_secret": SECOND_SECRET, "expires_at": END })
}

/// What is in the slots: slot, kind, and whether it is in use.
fn slots(page: &Value) -> Vec<(String, String, bool)> {
    let word = |value: &Value| value.as_str().unwrap().to_owned();
    let items = page["items"].as_array().unwrap().iter();
    items.map(|item| (word(&item["slot"]), word(&item["kind"]), item["in_use"].as_bool().unwrap())).collect()
}

fn slot(slot: &str, kind: &str, in_use: bool) -> (String, String, bool) {
    (slot.to_owned(), kind.to_owned(), in_use)
}

/// A certificate and its key, made here.
pub fn pair() -> (String, String) {
    let key = rcgen::KeyPair::generate_for(&rcgen::PKCS_RSA_SHA256).unwrap();
    let mut parameters = rcgen::CertificateParams::new(vec!["anteroom".to_owned()]).unwrap();
    parameters.not_after = rcgen::date_time_ymd(2028, 1, 1);
    (parameters.self_signed(&key).unwrap().pem(), key.serialize_pem())
}

replicated_stories! {
    async fn one_is_replaced_under_a_running_sign_in_and_taken_back(world) {
        let olga = operator(&world).await;
        assert_eq!(slots(&olga.get(ALL).await.json()), [slot("a", "client_secret", true)]);
        let under_way = world.browser();
        let departed = under_way.authorize(&[("login_hint", ANNA)]).await;
        let secrets = |values: &[&str]| {
            let secrets = values.iter().map(|value| ClientSecret { value: (*value).to_owned(), expires_at: None }).collect();
            assert!(world.entra.update_registration(TID, &CLIENT_ID.to_string(), |registration| registration.secrets = secrets));
        };
        let tag = etag(&olga.get(ALL).await);
        // Entra is asked before anybody depends on the new one.
        for query in ["", "?dry_run=true"] {
            let refused = put(&olga, query, second()).await;
            assert_eq!((refused.status, code(&refused).as_str()), (409, "credential_refused"), "{}", refused.body);
            assert!(refused.body.contains("AADSTS7000215") && !refused.body.contains(SECOND_SECRET), "{}", refused.body);
        }
        world.entra.fault(TID, Fault::OutageAt(Endpoint::Token), Times::Once);
        assert_eq!(code(&put(&olga, "", second()).await), "credential_not_proven");
        assert_eq!(etag(&olga.get(ALL).await), tag, "what is not proven was put in");
        secrets(&[ENTRA_SECRET, SECOND_SECRET]);
        let tried = put(&olga, "?dry_run=true", second()).await;
        assert_eq!((&tried.json()["slot"], &tried.json()["dry_run"]), (&json!("b"), &json!(true)), "{}", tried.body);
        assert_eq!(etag(&olga.get(ALL).await), tag, "a dry run has put it in");
        let done = put(&olga, "", second()).await;
        assert_eq!(done.status, 200, "{}", done.body);
        assert_eq!(done.json(), json!({
            "slot": "b", "kind": "client_secret", "client_id": CLIENT_ID, "version": "active", "in_use": true, "expires_at": END, "certificate_thumbprint": null, "federated": null,
        }));
        assert_eq!(etag(&done), etag(&olga.get(ALL).await));
        let stale = olga.call(Method::PUT, ALL, &[("if-match", &tag)], Some(second())).await;
        assert_eq!((stale.status, code(&stale).as_str(), etag(&stale)), (412, "stale", etag(&done)));
        assert_eq!(olga.call(Method::PUT, ALL, &[], Some(second())).await.status, 428);
        // The same again leaves no trace, and the way back where it was.
        assert_eq!(etag(&put(&olga, "", second()).await), etag(&done));
        assert_eq!(slots(&olga.get(ALL).await.json()), [slot("a", "client_secret", false), slot("b", "client_secret", true)]);

        // The hospital takes the first one away; whoever was at Microsoft meanwhile comes in with the second.
        secrets(&[SECOND_SECRET]);
        world.hear();
        let back = under_way.through_entra(&departed).await;
        assert_eq!(back.status, 303, "{}", back.body);

        // The new one was a mistake: taking it out brings the old one back.
        secrets(&[ENTRA_SECRET]);
        assert_eq!(world.browser().sign_in(ANNA, &[]).await.status, 400);
        let tried = out(&olga, "b", "?dry_run=true").await;
        assert_eq!((slots(&tried.json()), &tried.json()["dry_run"]), (vec![slot("a", "client_secret", true)], &json!(true)));
        world.pass(chrono::Duration::seconds(1));
        let left = out(&olga, "b", "?reason=mistaken").await;
        assert_eq!((left.status, slots(&left.json())), (200, vec![slot("a", "client_secret", true)]), "{}", left.body);
        assert_eq!(etag(&left), etag(&olga.get(ALL).await));
        world.hear();
        assert_eq!(world.browser().sign_in(ANNA, &[]).await.status, 303);
        assert_eq!(code(&out(&olga, "b", "").await), "not_found");
        assert_eq!(code(&out(&olga, "c", "").await), "not_found");

        let events = world.events("st-janshof").await;
        let own: Vec<_> = events.iter().filter(|event| event.action == AuditAction::CredentialChanged).collect();
        let said: Vec<_> = own.iter().map(|event| event.subject.as_deref().unwrap()).collect();
        assert_eq!(said, ["credential b of connection entra (client_secret)"; 2]);
        assert!(own.iter().all(|event| event.actor == "olga.operator" && event.ip.is_some()));
        for (event, part) in [
            (0, r#"{"field":"in_use","new":"b","old":"a"}"#),
            (0, r#"{"field":"expires_at","new":"2027-10-01T00:00:00Z","old":"none"}"#),
            (1, r#"{"field":"in_use","new":"a","old":"b"}"#),
            (1, "mistaken"),
        ] {
            assert!(own[event].detail.as_str().contains(part), "{part}: {own:#?}");
        }
    }

    async fn a_certificate_and_no_secret_at_all_work_too(world) {
        let olga = operator(&world).await;
        let registered = |change: &dyn Fn(&mut entra_stand_in::Registration)| {
            assert!(world.entra.update_registration(TID, &CLIENT_ID.to_string(), |registration| {
                registration.secrets.clear();
                registration.certificates.clear();
                change(registration);
            }));
        };
        let (certificate, key) = pair();
        let uploaded = Certificate::from_pem(&certificate).unwrap();
        registered(&|registration| registration.certificates.push(uploaded.clone()));
        let done = put(&olga, "", json!({ "certificate": certificate, "private_key": key })).await;
        assert_eq!((done.status, &done.json()["kind"]), (200, &json!("certificate")), "{}", done.body);
        assert_eq!(done.json()["expires_at"], "2028-01-01T00:00:00Z", "the certificate says itself when it ends");
        let thumbprint = done.json()["certificate_thumbprint"].as_str().unwrap().to_owned();
        assert!(thumbprint.len() == 40 && thumbprint.bytes().all(|byte| b"0123456789ABCDEF".contains(&byte)), "{thumbprint}");
        world.hear();
        assert_eq!(world.browser().sign_in(ANNA, &[]).await.status, 303);

        // What the hospital enters is told before anything is stored, and is what Entra then compares.
        let federated = json!({ "federated": true });
        let told = put(&olga, "?dry_run=true", federated.clone()).await.json()["federated"].clone();
        let id = olga.get(ENTRA).await.json()["id"].clone();
        assert_eq!(told, json!({ "issuer": world.base, "subject": id, "audience": "api://AzureADTokenExchange" }));
        let text = |name: &str| told[name].as_str().unwrap().to_owned();
        registered(&|registration| *registration = registration.clone().federated(text("issuer"), text("subject")));
        let done = put(&olga, "", federated).await;
        assert_eq!((&done.json()["slot"], &done.json()["federated"]), (&json!("a"), &told), "{}", done.body);
        assert_eq!(slots(&olga.get(ALL).await.json()), [slot("a", "federated", true), slot("b", "certificate", false)]);
        world.hear();
        let back = world.browser().sign_in(ANNA, &[]).await;
        assert_eq!(back.status, 303, "{}", back.body);
        let events = world.events("st-janshof").await;
        assert!(events.iter().any(|event| event.detail.as_str().contains(&thumbprint)), "which certificate is not in the log");
    }

    async fn a_secret_that_ends_under_load_is_replaced_and_keeps_nobody_out(world) {
        let olga = operator(&world).await;
        let ends_at = world.now() + chrono::Duration::minutes(1);
        let at_entra = |secrets: Vec<ClientSecret>| {
            assert!(world.entra.update_registration(TID, &CLIENT_ID.to_string(), |registration| registration.secrets = secrets));
        };
        at_entra(vec![
            ClientSecret { value: ENTRA_SECRET.to_owned(), expires_at: Some(ends_at) },
            ClientSecret { value: SECOND_SECRET.to_owned(), expires_at: None },
        ]);
        // People sign in all the while, each with a browser of their own.
        let (said, mut outcomes) = tokio::sync::mpsc::unbounded_channel();
        let people: Vec<_> = (0..4).map(|_| {
            let (base, said) = (world.base.clone(), said.clone());
            tokio::spawn(async move {
                loop {
                    let back = Browser::new(&base).sign_in(ANNA, &[]).await;
                    let came_in = back.location.as_ref().is_some_and(|to| to.starts_with("https://records.example/callback?code="));
                    if said.send(came_in.then_some(()).ok_or(back.body)).is_err() {
                        return;
                    }
                }
            })
        }).collect();
        drop(said);
        let mut come_in = async |most: usize| {
            for _ in 0..most {
                let outcome = outcomes.recv().await.unwrap();
                assert!(outcome.is_ok(), "{outcome:?}");
            }
        };
        come_in(8).await;
        // It waits, is proven, is put in use; and at once the old one ends. No broker is told of it by this story.
        let waits = json!({ "client_secret": SECOND_SECRET, "expires_at": END, "in_use": false });
        let put_in = put(&olga, "", waits).await;
        assert_eq!((put_in.status, &put_in.json()["in_use"]), (200, &json!(false)), "{}", put_in.body);
        come_in(8).await;
        let into_use = async |slot: &str| olga.call(Method::POST, &format!("{ALL}/{slot}/use"), &[("if-match", "*")], Some(json!({}))).await;
        let used = into_use("b").await;
        assert_eq!(slots(&used.json()), [slot("a", "client_secret", false), slot("b", "client_secret", true)], "{}", used.body);
        world.pass(chrono::Duration::seconds(61));
        come_in(24).await;
        people.iter().for_each(tokio::task::JoinHandle::abort);
        for person in people {
            drop(person.await);
        }
        // The old one has ended, and there is no way back to it.
        let refused = into_use("a").await;
        assert_eq!((refused.status, code(&refused).as_str()), (409, "credential_refused"));
        assert!(refused.body.contains("AADSTS7000222"), "{}", refused.body);
        assert_eq!(into_use("c").await.status, 404);
    }

    async fn the_only_one_stays_as_long_as_it_is_needed(world) {
        let olga = operator(&world).await;
        let refused = out(&olga, "a", "").await;
        assert_eq!((refused.status, code(&refused).as_str()), (409, "last_credential"));
        // One that has ended cannot take its place.
        let why = "the hospital registers it tonight";
        let soon = json!({ "client_secret": SECOND_SECRET, "expires_at": "2026-11-24T00:00:00Z", "without_proof": why });
        assert_eq!(put(&olga, "", soon).await.status, 200);
        let unproven = json!({ "federated": true, "without_proof": why });
        assert_eq!(put(&olga, "", unproven).await.json()["slot"], "a");
        assert!(world.events("st-janshof").await.iter().any(|event| event.detail.as_str().contains(why)));
        // Nobody can be let down by the way back either.
        assert_eq!(code(&out(&olga, "a", "").await), "credential_refused");
        world.pass(chrono::Duration::days(2));
        assert_eq!(code(&out(&olga, "a", "").await), "last_credential");
        assert_eq!(slots(&out(&olga, "b", "").await.json()), [slot("a", "federated", true)], "it was not in use");
        let change = json!({ "status": "disabled" });
        assert_eq!(olga.call(Method::PATCH, ENTRA, &[("if-match", "*")], Some(change)).await.status, 200);
        let gone = out(&olga, "a", "").await;
        assert_eq!((gone.status, slots(&gone.json())), (200, Vec::new()), "{}", gone.body);

        // The shared registration proves itself.
        let delta = "/organizations/delta-noord/connections/entra/credentials";
        let needless = olga.call(Method::PUT, delta, &[("if-match", "*")], Some(second())).await;
        assert_eq!((needless.status, code(&needless).as_str()), (409, "credential_not_needed"));
        // And nothing comes into force that lacks what it needs.
        let draft = "/organizations/delta-noord/connections/entra/versions/draft";
        let entra = json!({ "entra": { "registration": "own", "tid": TID, "client_id": CLIENT_ID } });
        assert_eq!(olga.call(Method::PUT, draft, &[("if-match", "*")], Some(entra)).await.status, 200);
        let word = json!({ "without_test_sign_in": "story" });
        let early = olga.call(Method::POST, &format!("{draft}/activate"), &[("if-match", "*")], Some(word)).await;
        assert_eq!((early.status, code(&early).as_str()), (409, "credential_missing"));
    }

    async fn what_is_wrong_is_said_with_its_field_and_never_repeated(world) {
        let olga = operator(&world).await;
        let ((certificate, key), (other, _)) = (pair(), pair());
        let before = olga.get(ALL).await;
        for (body, expected) in [
            (json!({}), &["credential"][..]),
            (json!({ "federated": false }), &["credential"]),
            (json!({ "federated": true, "client_secret": "canary", "expires_at": END }), &["credential"]),
            (json!({ "client_secret": "canary", "private_key": "canary", "expires_at": END }), &["credential"]),
            (json!({ "certificate": certificate }), &["credential"]),
            (json!({ "private_key": "canary" }), &["credential"]),
            (json!({ "federated": true, "expires_at": END }), &["expires_at"]),
            (json!({ "client_secret": "canary" }), &["expires_at"]),
            (json!({ "client_secret": "canary", "expires_at": "2026-11-23T09:00:00Z" }), &["expires_at"]),
            (json!({ "client_secret": "canary", "expires_at": "+12027-01-01T00:00:00Z" }), &["expires_at"]),
            (json!({ "client_secret": " canary ", "expires_at": END }), &["client_secret"]),
            (json!({ "client_secret": "", "expires_at": END }), &["client_secret"]),
            (json!({ "client_secret": "8d5b4a76-0c1f-4f6e-8a43-1f6f1d7b1001", "expires_at": END }), &["client_secret"]),
            (json!({ "certificate": other, "private_key": key }), &["certificate"]),
            (json!({ "certificate": format!("{certificate}{key}"), "private_key": key }), &["certificate"]),
            (json!({ "certificate": "canary", "private_key": key }), &["certificate"]),
            (json!({ "certificate": certificate, "private_key": "canary" }), &["certificate"]),
            (json!({ "certificate": certificate, "private_key": key, "expires_at": END }), &["expires_at"]),
            (json!({ "client_secret": SECOND_SECRET, "expires_at": END, "reason": "\n" }), &["reason"]),
            // A secret in a wrong place is quoted by no parser.
            (json!({ "federated": "canary" }), &[]),
            (json!({ "client_secret": ["canary"], "expires_at": END }), &[]),
            (json!({ "client_secret": "x", "expires_at": "canary" }), &[]),
            (json!({ "canary": "x" }), &[]),
        ] {
            let refused = put(&olga, "", body.clone()).await;
            assert_eq!(fields(&refused), expected, "{body}");
            for secret in ["canary", "PRIVATE KEY", &key] {
                assert!(!refused.body.contains(secret), "{body}: {}", refused.body);
            }
        }
        let after = olga.get(ALL).await;
        assert_eq!((after.json(), etag(&after)), (before.json(), etag(&before)));
        let broken = olga.call(Method::PUT, ALL, &[("if-match", "*")], Some(json!(["canary"]))).await;
        assert!(broken.status == 422 && !broken.body.contains("canary"), "{}", broken.body);
    }
}
