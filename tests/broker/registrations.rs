//! A hospital moves its connection to another app registration of its own, with another secret, while its people sign in. Two brokers take
//! turns.

use anteroom::domain::admin_role::AdminRole;
use chrono::Duration;
use entra_stand_in::{ClientSecret, Endpoint, Fault, Registration, Times};
use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::admin::{Staff, code};
use crate::browser::Answer;
use crate::domains::fields;
use crate::replicated_stories;
use crate::world::{ANNA as ANNAS_ACCOUNT, CLIENT_ID, ENTRA_SECRET, TID, World};

const ENTRA: &str = "/organizations/st-janshof/connections/entra";
const ANNA: &str = "a.devries@st-janshof.example";
/// The other registration, and its secret.
const OTHER: Uuid = Uuid::from_u128(0xdddd_dddd_dddd_4ddd_8ddd_dddd_dddd_dddd);
const OTHER_SECRET: &str = "canary-secret-of-the-other-registration-0123";
const END: &str = "2027-10-01T00:00:00Z";

async fn act(staff: &Staff, method: Method, path: &str, body: Value) -> Answer {
    staff.call(method, &format!("{ENTRA}{path}"), &[("if-match", "*")], Some(body)).await
}

/// What is in the slots: slot, whose it is, for which version, and whether that uses it.
async fn slots(staff: &Staff) -> Vec<(String, String, String, bool)> {
    let word = |value: &Value| value.as_str().unwrap_or("none").to_owned();
    let page = staff.get(&format!("{ENTRA}/credentials")).await.json();
    let told = page["items"].as_array().unwrap().iter().map(|item| {
        (word(&item["slot"]), word(&item["client_id"]), word(&item["version"]), item["in_use"].as_bool().unwrap())
    });
    told.collect()
}

fn slot(slot: &str, client_id: Uuid, version: &str, in_use: bool) -> (String, String, String, bool) {
    (slot.to_owned(), client_id.to_string(), version.to_owned(), in_use)
}

/// Anna signs in: by which registration, with which secret.
async fn comes_in_by(world: &World) -> (Uuid, String) {
    world.hear();
    let browser = world.browser();
    let departed = browser.authorize(&[("login_hint", ANNA)]).await;
    let back = browser.through_entra(&departed).await;
    assert!(back.location.is_some_and(|to| to.starts_with("https://records.example/callback?code=")), "{}", back.body);
    let shown = world.entra.last_token().unwrap();
    assert_eq!(shown.form.get("client_id"), departed.parameter("client_id").as_deref());
    (departed.parameter("client_id").unwrap().parse().unwrap(), shown.form.get("client_secret").unwrap().to_owned())
}

replicated_stories! {
    async fn it_is_proved_tried_and_put_in_force_and_nobody_is_kept_out(world) {
        let olga = Staff::new(&world, "olga.operator", AdminRole::Operator, &[]).await;
        let redirect_uri = olga.get(ENTRA).await.json()["redirect_uri"].as_str().unwrap().to_owned();
        let other = Registration::new(OTHER.to_string(), "Anteroom, new").redirect_uri(redirect_uri).secret(OTHER_SECRET);
        world.entra.add_registration(TID, other.recommended_claims());
        let (old, new) = ((CLIENT_ID, ENTRA_SECRET.to_owned()), (OTHER, OTHER_SECRET.to_owned()));
        let entra = json!({ "entra": { "registration": "own", "tid": TID, "client_id": OTHER } });
        assert_eq!(act(&olga, Method::PUT, "/versions/draft", entra.clone()).await.status, 200);

        // What proves us at the one proves nothing at the other: there is no way around that.
        let (activate, word) = ("/versions/draft/activate", json!({ "without_test_sign_in": "we are in a hurry" }));
        let hurry = json!({ "without_test_sign_in": "a hurry", "without_proof": "a hurry" });
        for body in [&word, &hurry] {
            let refused = act(&olga, Method::POST, activate, body.clone()).await;
            assert_eq!((refused.status, code(&refused).as_str()), (409, "credential_missing"), "{}", refused.body);
        }

        // A secret goes into the free slot for the one that is said, and is shown to Microsoft in its name.
        let put = async |secret: &str, more: Value| {
            let mut body = json!({ "client_secret": secret, "expires_at": END });
            body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            act(&olga, Method::PUT, "/credentials", body).await
        };
        let draft = || json!({ "version": "draft" });
        assert_eq!(fields(&put(OTHER_SECRET, json!({})).await), ["version"], "it was guessed for which it is");
        assert_eq!(code(&put(ENTRA_SECRET, draft()).await), "credential_refused", "that of the one in force");
        assert_eq!(code(&put(OTHER_SECRET, json!({ "version": "active" })).await), "credential_refused");
        world.entra.fault(TID, Fault::OutageAt(Endpoint::Token), Times::Once);
        assert_eq!(code(&put(OTHER_SECRET, draft()).await), "credential_not_proven");
        assert_eq!(slots(&olga).await, [slot("a", CLIENT_ID, "active", true)]);
        let done = put(OTHER_SECRET, draft()).await;
        assert_eq!((done.status, &done.json()["slot"]), (200, &json!("b")), "{}", done.body);
        assert_eq!(slots(&olga).await, [slot("a", CLIENT_ID, "active", true), slot("b", OTHER, "draft", true)]);
        assert_eq!(comes_in_by(&world).await, old, "a draft is used");
        // Both slots are taken: for the one in force there is no room but that of the draft's, which goes by nobody's mistake.
        let refused = put("canary-third-secret", json!({ "version": "active", "in_use": false })).await;
        assert_eq!((refused.status, code(&refused).as_str()), (409, "slot_taken"));
        assert!(refused.body.contains("slot b holds the credential of the draft's registration"), "{}", refused.body);

        // The checks and a test sign-in go by the draft's.
        let checked = act(&olga, Method::POST, "/check", json!({})).await.json();
        let of_credentials = checked["results"].as_array().unwrap().iter().filter(|result| result["check"] == "credential");
        let of_credentials: Vec<_> = of_credentials.map(|result| (&result["of"], &result["finding"])).collect();
        assert_eq!(of_credentials, [(&json!("b"), &json!("credential_accepted"))], "{checked}");
        let tested = crate::test_sign_in::by_invitation(&world, &olga, "st-janshof", (TID, ANNAS_ACCOUNT)).await;
        assert!(tested.contains("Version 2 counts as tested now."), "{tested}");
        assert_eq!(world.entra.last_token().unwrap().form.get("client_secret"), Some(OTHER_SECRET));
        assert_eq!(comes_in_by(&world).await, old);

        // What Microsoft takes no longer is put in force by nobody, tested or not.
        let at_entra = |value: &str| {
            let secrets = vec![ClientSecret { value: value.to_owned(), expires_at: None }];
            assert!(world.entra.update_registration(TID, &OTHER.to_string(), |registration| registration.secrets = secrets));
        };
        at_entra("another");
        assert_eq!(code(&act(&olga, Method::POST, activate, json!({})).await), "credential_refused");
        at_entra(OTHER_SECRET);
        // Somebody is at Microsoft meanwhile: she goes once more, by the other one.
        let under_way = world.browser();
        let departed = under_way.authorize(&[("login_hint", ANNA)]).await;
        world.pass(Duration::seconds(1));
        let active = act(&olga, Method::POST, activate, json!({})).await;
        assert_eq!((active.status, &active.json()["entra"]["client_id"]), (200, &json!(OTHER)), "{}", active.body);
        world.hear();
        let once_more = under_way.through_entra(&departed).await;
        assert_eq!(once_more.parameter("client_id"), Some(OTHER.to_string()), "{}", once_more.body);
        let back = under_way.through_entra(&once_more).await;
        assert!(back.location.is_some_and(|to| to.starts_with("https://records.example/callback?code=")), "{}", back.body);
        assert_eq!(comes_in_by(&world).await, new);
        assert_eq!(slots(&olga).await, [slot("a", CLIENT_ID, "previous", true), slot("b", OTHER, "active", true)]);

        // Taken back, and once more: the settings with their credential each time.
        for (expected, states) in [(&old, ["active", "previous"]), (&new, ["previous", "active"])] {
            world.pass(Duration::seconds(1));
            assert_eq!(act(&olga, Method::POST, "/undo", json!({})).await.status, 200);
            assert_eq!(&comes_in_by(&world).await, expected);
            assert_eq!(slots(&olga).await, [slot("a", CLIENT_ID, states[0], true), slot("b", OTHER, states[1], true)]);
        }
        // What is in force stays, what is kept to undo may go unasked; and then there is no way back.
        let out = async |slot: &str| olga.call(Method::DELETE, &format!("{ENTRA}/credentials/{slot}"), &[("if-match", "*")], None).await;
        assert_eq!(code(&out("b").await), "last_credential");
        world.entra.fault(TID, Fault::OutageAt(Endpoint::Token), Times::UntilCleared);
        assert_eq!(out("a").await.status, 200);
        world.entra.clear_all_faults();
        assert_eq!(code(&act(&olga, Method::POST, "/undo", json!({})).await), "credential_missing");

        // Where both slots hold what is for the one in force, it is said which of them may go; never the one in use.
        let waits = json!({ "in_use": false });
        assert_eq!(put("canary-next-secret", waits).await.status, 200);
        let entra = json!({ "entra": { "registration": "own", "tid": TID, "client_id": CLIENT_ID } });
        assert_eq!(act(&olga, Method::PUT, "/versions/draft", entra).await.status, 200);
        let refused = put(ENTRA_SECRET, draft()).await;
        assert_eq!(code(&refused), "slot_taken");
        assert!(refused.body.contains("take out the one in slot a first, which is not in use"), "{}", refused.body);
        assert_eq!(out("a").await.status, 200);
        assert_eq!(put(ENTRA_SECRET, draft()).await.status, 200);
        // The draft thrown away, it is there to go back to that registration once more.
        let discarded = olga.call(Method::DELETE, &format!("{ENTRA}/versions/draft"), &[("if-match", "*")], None).await;
        assert_eq!(discarded.status, 204);
        assert_eq!(slots(&olga).await[0], slot("a", CLIENT_ID, "previous", true));
        assert_eq!(comes_in_by(&world).await, new);
        for event in world.events("st-janshof").await {
            assert!(!event.detail.as_str().contains("canary"), "{event:?}");
        }
    }
}
